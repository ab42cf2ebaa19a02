"""AWS Cloud Control: resources by the name of their CloudFormation type, their properties as JSON text.

Sources: terraform-provider-aws, internal/service/cloudcontrol/resource.go (what replaces it: the type, and whatever in
`desired_state` the schema calls create-only; an update sends a JSON Patch; an answer is the whole resource as JSON) and
resource_data_source.go; CloudFormation's resource types AWS::DRS::LaunchConfigurationTemplate and
AWS::DRS::RecoveryPlan with their API operations in botocore drs/2020-02-26.
"""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, now, partition_of, region_of
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Request, ResourceType, Row, World

LAUNCH_TEMPLATE: Final = "AWS::DRS::LaunchConfigurationTemplate"
RECOVERY_PLAN: Final = "AWS::DRS::RecoveryPlan"
REPLICATION_TEMPLATE: Final = "AWS::DRS::ReplicationConfigurationTemplate"

Properties = Mapping[str, Any]

_BOOLEAN: Final = {"type": "boolean"}
_TAGS: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"Key": {"type": "string"}, "Value": {"type": "string"}},
        "required": ["Key", "Value"],
        "additionalProperties": False,
    },
}


@dataclass(frozen=True)
class CloudFormationType:
    """A resource type as the CloudFormation registry describes it.

    Attributes:
        name: such as `AWS::DRS::RecoveryPlan`.
        properties: JSON schema of each property.
        required: properties that `desired_state` has to have.
        read_only: properties that only the service sets; the first is the identifier.
        create_only: properties whose change makes another resource.
        made: returns the read-only properties of a new resource.
    """

    name: str
    properties: Mapping[str, Mapping[str, Any]]
    required: tuple[str, ...]
    read_only: tuple[str, ...]
    create_only: tuple[str, ...]
    made: Callable[[Request], Properties]

    def schema(self) -> str:
        """Return the type's schema as the registry writes it."""
        return json.dumps({
            "typeName": self.name,
            "properties": {**self.properties, **{name: {"type": "string"} for name in self.read_only}},
            "required": list(self.required),
            "readOnlyProperties": [f"/properties/{name}" for name in self.read_only],
            "createOnlyProperties": [f"/properties/{name}" for name in self.create_only],
            "primaryIdentifier": [f"/properties/{self.read_only[0]}"],
            "additionalProperties": False,
        })  # fmt: skip


def _make_launch_template(request: Request) -> Properties:
    identity = aws_long_id("lct-", string.digits + string.ascii_lowercase)
    return {
        "Arn": arn(request, "drs", f"launch-configuration-template/{identity}"),
        "LaunchConfigurationTemplateID": identity,
    }


def _make_recovery_plan(request: Request) -> Properties:
    identity = aws_long_id("rp-", string.digits + string.ascii_lowercase)
    moment = now()
    return {
        "Arn": arn(request, "drs", f"recovery-plan/{identity}"),
        "RecoveryPlanId": identity,
        # A plan without a step that starts servers cannot be executed (the type's own description of Status).
        "Status": "INVALID",
        "CreatedAt": moment,
        "UpdatedAt": moment,
    }


KINDS: Final = {
    kind.name: kind
    for kind in (
        CloudFormationType(
            LAUNCH_TEMPLATE,
            {
                "CopyPrivateIp": _BOOLEAN,
                "CopyTags": _BOOLEAN,
                "ExportBucketArn": {
                    "type": "string", "minLength": 20, "maxLength": 2048, "pattern": r"^arn:.{16,2044}$",
                },
                "LaunchDisposition": {"type": "string", "enum": ["STOPPED", "STARTED"]},
                "LaunchIntoSourceInstance": _BOOLEAN,
                "Licensing": {"type": "object", "properties": {"OsByol": _BOOLEAN}, "additionalProperties": False},
                "PostLaunchEnabled": _BOOLEAN,
                "Tags": _TAGS,
                "TargetInstanceTypeRightSizingMethod": {"type": "string", "enum": ["NONE", "BASIC", "IN_AWS"]},
            },
            required=(),
            read_only=("Arn", "LaunchConfigurationTemplateID"),
            create_only=("Tags",),
            made=_make_launch_template,
        ),
        CloudFormationType(
            RECOVERY_PLAN,
            {
                "Name": {
                    "type": "string", "minLength": 1, "maxLength": 256, "pattern": r"^[a-zA-Z0-9][a-zA-Z0-9 _-]*$",
                },
                "Description": {"type": "string", "maxLength": 1024},
                "Tags": _TAGS,
            },
            required=("Name",),
            read_only=("Arn", "RecoveryPlanId", "Status", "CreatedAt", "UpdatedAt"),
            create_only=(),
            made=_make_recovery_plan,
        ),
    )
}  # fmt: skip
"""The types that the simulated AWS knows, by name."""


def wanted(inputs: Mapping[str, Any]) -> Any:
    """Return what `desiredState` writes; None when that is not JSON text, or not known yet."""
    try:
        return json.loads(inputs["desiredState"])
    except (KeyError, TypeError, ValueError):
        return None


def _make(request: Request) -> tuple[str, Properties]:
    kind = KINDS[request.inputs["typeName"]]
    answered = {**wanted(request.inputs), **kind.made(request)}
    return answered[kind.read_only[0]], {
        "properties": json.dumps(answered, sort_keys=True),
        "schema": kind.schema(),
        "region": region_of(request),
    }


def _updated(request: Request) -> Properties:
    kind, existing = KINDS[request.inputs["typeName"]], request.existing
    held = json.loads(existing.properties["properties"]) if existing else {}
    kept = {name: held[name] for name in kind.read_only if name in held}
    moved = {"UpdatedAt": now()} if "UpdatedAt" in kept else {}
    return {"properties": json.dumps({**wanted(request.inputs), **kept, **moved}, sort_keys=True)}


def _makes_another(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    kind, before, after = KINDS.get(str(new.get("typeName"))), wanted(old), wanted(new)
    if kind is None or not isinstance(before, dict) or not isinstance(after, dict):
        return frozenset()
    differs = any(before.get(name) != after.get(name) for name in kind.create_only)
    return frozenset({"desiredState"}) if differs else frozenset()


def _get_resource(arguments: Mapping[str, Any], world: World, account: str, region: str) -> Properties:
    name, identifier = str(arguments["typeName"]), str(arguments["identifier"])
    region = str(arguments.get("region") or region)
    rows = (row for row in world.rows() if (row.account, row.region) == (account, region))
    properties = next((found for row in rows if (found := _properties(row, name, identifier)) is not None), None)
    if properties is None:
        raise CloudError(
            "ResourceNotFoundException", f"Resource of type '{name}' with identifier '{identifier}' was not found."
        )
    return {**arguments, "id": identifier, "properties": json.dumps(properties, sort_keys=True), "region": region}


def _properties(row: Row, name: str, identifier: str) -> Properties | None:
    """Return a row as Cloud Control answers it when it is the one that is asked for."""
    if row.token == tokens.CLOUD_CONTROL and row.properties.get("typeName") == name and row.id == identifier:
        held: Properties = json.loads(row.properties["properties"])
        return held
    if row.token == tokens.REPLICATION_TEMPLATE and name == REPLICATION_TEMPLATE:
        partition = partition_of(row.region)
        own = f"arn:{partition}:drs:{row.region}:{row.account}:replication-configuration-template/{row.id}"
        given = {key[0].upper() + key[1:]: each for key, each in row.properties.items() if key not in _OF_PROVIDER}
        return {**given, "Arn": own, "ReplicationConfigurationTemplateID": row.id} if own == identifier else None
    return None


_OF_PROVIDER: Final = frozenset({"arn", "region", "tags", "tagsAll", "pitPolicies"})

TYPES: Final = (
    ResourceType(
        tokens.CLOUD_CONTROL,
        _make,
        computed=frozenset({"properties", "schema"}),
        replace_on=frozenset({"typeName", "region"}),
        replaces=_makes_another,
        secrets=frozenset({"schema"}),
        updated=_updated,
    ),
)
LOOKUPS: Final = (Lookup("aws:cloudcontrol/getResource:getResource", _get_resource),)
