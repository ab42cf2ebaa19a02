"""The `boto3` that code in a simulated Lambda function sees: a few operations on the simulated account.

Sources: DRS user guide, Initializing: `InitializeService` makes the service-linked role and the instance profiles,
not the six roles; the AWS sample guidance-for-disaster-recovery-of-vmware-workloads-..., deployment/createDRSIAM.yaml,
takes "already initialized" for done, so that a second call is answered with an error of that text. The message for
missing roles is this sandbox's own: what the API says then is not documented, only that the roles come first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from types import ModuleType, SimpleNamespace
from typing import Any, Final

from lifeboat.cloud_facts import DRS_REGIONS
from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, now, partition_of, region_of
from lifeboat.sandbox.clouds.model import Request, Row

PREFIX: Final = "AWSElasticDisasterRecovery"
INSTANCE_ROLES: Final = tuple(
    PREFIX + name
    for name in (
        "ConversionServerRole",
        "ReplicationServerRole",
        "RecoveryInstanceRole",
        "RecoveryInstanceWithLaunchActionsRole",
    )
)
"""Roles that EC2 assumes: InitializeService makes an instance profile for each."""

DRS_ROLES: Final = (PREFIX + "AgentRole", PREFIX + "FailbackRole", *INSTANCE_ROLES)
SERVICE_ROLE: Final = "AWSServiceRoleForElasticDisasterRecovery"


def is_initialized(request: Request) -> bool:
    """Whether DRS is initialised in the request's account and Region."""
    return request.world.get(tokens.INITIALIZED_SERVICE, _service_id(request)) is not None


def _service_id(request: Request) -> str:
    return f"{request.account}/{region_of(request)}"


@cache
def _error_class(code: str) -> type[Exception]:
    """The exception class of an error code: one and the same for what is raised and for `client.exceptions`."""
    # Imported here: botocore takes a third of a second, which no preview should pay.
    from botocore.exceptions import ClientError  # noqa: PLC0415

    return type(code, (ClientError,), {})


def _refuse(code: str, message: str, operation: str) -> Exception:
    answer = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    return _error_class(code)(answer, operation)


class _Exceptions:
    """`client.exceptions`: a class for every error code."""

    def __getattr__(self, code: str) -> type[Exception]:
        return _error_class(code)


class _Client:
    def __init__(self, request: Request) -> None:
        self._request = request
        self.exceptions = _Exceptions()
        self.meta = SimpleNamespace(region_name=region_of(request))

    def _row(self, token: str, identity: str) -> Row | None:
        return self._request.world.get(token, identity)

    def _put(self, token: str, identity: str, properties: dict[str, Any], region: str = "") -> None:
        self._request.world.put(Row(token, identity, "", properties, account=self._request.account, region=region))

    def _put_profile(self, name: str, role: str) -> None:
        profile = arn(self._request, "iam", f"instance-profile/{name}", regional=False)
        self._put(tokens.INSTANCE_PROFILE, name, {"name": name, "role": role, "path": "/", "arn": profile})


class _Drs(_Client):
    def initialize_service(self) -> dict[str, Any]:
        """Make the service-linked role and the instance profiles; raise when that was done before."""
        request, operation = self._request, "InitializeService"
        if is_initialized(request):
            raise _refuse("ValidationException", "The account is already initialized.", operation)
        missing = [name for name in DRS_ROLES if self._row(tokens.ROLE, name) is None]
        if missing:
            raise _refuse("ValidationException", f"Roles do not exist: {', '.join(missing)}", operation)
        if self._row(tokens.SERVICE_LINKED_ROLE, SERVICE_ROLE) is None:
            path = f"role/aws-service-role/drs.amazonaws.com/{SERVICE_ROLE}"
            self._put(
                tokens.SERVICE_LINKED_ROLE,
                SERVICE_ROLE,
                {
                    "name": SERVICE_ROLE,
                    "arn": arn(request, "iam", path, regional=False),
                    "awsServiceName": "drs.amazonaws.com",
                    "path": "/aws-service-role/drs.amazonaws.com/",
                },
            )
        for name in INSTANCE_ROLES:
            # One that the account has stays as it is, without a role too.
            if self._row(tokens.INSTANCE_PROFILE, name) is None:
                self._put_profile(name, name)
        region = region_of(request)
        self._put(tokens.INITIALIZED_SERVICE, _service_id(request), {"initializedAt": now()}, region)
        return {"ResponseMetadata": {"HTTPStatusCode": 204}}

    def _require_initialized(self, operation: str) -> None:
        if not is_initialized(self._request):
            message = "The account performing the request has not been initialized."
            raise _refuse("UninitializedAccountException", message, operation)

    def describe_source_servers(self, **_: Any) -> dict[str, Any]:
        """The servers of the Region; no agent runs in a sandbox, so only planted ones."""
        self._require_initialized("DescribeSourceServers")
        mine = region_of(self._request)
        rows = (row for row in self._request.world.rows(tokens.SOURCE_SERVER) if row.region == mine)
        return {"items": [{"sourceServerID": row.id, **row.properties} for row in rows]}

    def describe_recovery_instances(self, **_: Any) -> dict[str, Any]:
        """The recovery instances of the Region: none, since nothing is recovered in a sandbox yet."""
        self._require_initialized("DescribeRecoveryInstances")
        return {"items": []}

    def describe_replication_configuration_templates(self, **_: Any) -> dict[str, Any]:
        """The templates of the Region."""
        self._require_initialized("DescribeReplicationConfigurationTemplates")
        mine = region_of(self._request)
        rows = (row for row in self._request.world.rows(tokens.REPLICATION_TEMPLATE) if row.region == mine)
        return {"items": [{"replicationConfigurationTemplateID": row.id, "arn": row.properties["arn"]} for row in rows]}


class _Iam(_Client):
    def get_role(self, *, RoleName: str) -> dict[str, Any]:  # noqa: N803 - boto3's spelling
        """A role, the service-linked one included."""
        for token in (tokens.ROLE, tokens.SERVICE_LINKED_ROLE):
            row = self._row(token, RoleName)
            if row is not None:
                role = {"RoleName": RoleName, "Arn": row.properties["arn"], "Path": row.properties.get("path", "/")}
                return {"Role": role}
        raise _refuse("NoSuchEntity", f"The role with name {RoleName} cannot be found.", "GetRole")

    def list_instance_profiles(self, **_: Any) -> dict[str, Any]:
        """Every instance profile of the account."""
        rows = self._request.world.rows(tokens.INSTANCE_PROFILE)
        return {"InstanceProfiles": [{"InstanceProfileName": row.id, "Arn": row.properties["arn"]} for row in rows]}

    def get_instance_profile(self, *, InstanceProfileName: str) -> dict[str, Any]:  # noqa: N803
        """One instance profile."""
        row = self._row(tokens.INSTANCE_PROFILE, InstanceProfileName)
        if row is None:
            message = f"Instance Profile {InstanceProfileName} cannot be found."
            raise _refuse("NoSuchEntity", message, "GetInstanceProfile")
        role = row.properties.get("role")
        roles = [self.get_role(RoleName=role)["Role"]] if role else []
        return {"InstanceProfile": {"InstanceProfileName": row.id, "Arn": row.properties["arn"], "Roles": roles}}

    def create_instance_profile(self, *, InstanceProfileName: str) -> dict[str, Any]:  # noqa: N803
        """Make an instance profile, empty."""
        if self._row(tokens.INSTANCE_PROFILE, InstanceProfileName) is not None:
            message = f"Instance Profile {InstanceProfileName} already exists."
            raise _refuse("EntityAlreadyExists", message, "CreateInstanceProfile")
        self._put_profile(InstanceProfileName, "")
        return self.get_instance_profile(InstanceProfileName=InstanceProfileName)

    def add_role_to_instance_profile(self, *, InstanceProfileName: str, RoleName: str) -> dict[str, Any]:  # noqa: N803
        """Put a role into an instance profile, which takes one."""
        operation = "AddRoleToInstanceProfile"
        if self.get_instance_profile(InstanceProfileName=InstanceProfileName)["InstanceProfile"]["Roles"]:
            message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"
            raise _refuse("LimitExceeded", message, operation)
        self.get_role(RoleName=RoleName)
        self._put_profile(InstanceProfileName, RoleName)
        return {"ResponseMetadata": {"HTTPStatusCode": 200}}


class _Ec2(_Client):
    def describe_regions(self, **_: Any) -> dict[str, Any]:
        """Every Region of the partition that has DRS: a sandbox switches none off."""
        partition = partition_of(self.meta.region_name)
        return {"Regions": [{"RegionName": one} for one in sorted(DRS_REGIONS) if partition_of(one) == partition]}


class _Sts(_Client):
    def get_caller_identity(self) -> dict[str, Any]:
        """The account the function runs in."""
        return {
            "Account": self._request.account,
            "UserId": aws_long_id("AROA"),
            "Arn": arn(self._request, "sts", "assumed-role/function/function", regional=False),
        }


_CLIENTS: Final[dict[str, Callable[[Request], Any]]] = {"drs": _Drs, "ec2": _Ec2, "iam": _Iam, "sts": _Sts}


def boto3_for(request: Request) -> ModuleType:
    """A module that looks like `boto3` and acts on the simulated account of a request."""

    def client(service: str, *, region_name: str = "", **_: Any) -> Any:
        if service not in _CLIENTS:
            raise NotImplementedError(f"The sandbox's boto3 knows {', '.join(_CLIENTS)}; it has no client {service!r}.")
        return _CLIENTS[service](replace(request, inputs={}, region=region_name or region_of(request)))

    module = ModuleType("boto3")
    session = SimpleNamespace(client=client, region_name=region_of(request))
    module.__dict__.update(
        client=client, Session=lambda **_: session, session=SimpleNamespace(Session=lambda **_: session)
    )
    return module
