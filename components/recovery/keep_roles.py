"""Code of the Lambda function that refuses the end of roles which somebody needs; `role_guard.py` deploys this text.

It runs in the cloud, on its own: nothing here may import Lifeboat.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import boto3  # part of the Lambda runtime, not of this repository
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

CALL_SECONDS: Final = 10
"""For how long a call may wait for its connection, and for its answer."""

MOST_NAMES: Final = 5
"""How many servers of a Region are named."""

CLOSED: Final = frozenset(
    {
        # A policy of the organisation keeps the account out, so nobody replicates there.
        "AccessDeniedException",
        # The Region is switched off (IAM user guide, "Troubleshoot: regional endpoints").
        "InvalidClientTokenId",
        "OptInRequired",
        "UnrecognizedClientException",
    }
)
"""What another Region answers where nobody can work in it."""

ENDED: Final = frozenset({"NOT_FOUND", "TERMINATED"})
"""States of the EC2 instance of a recovery instance that is no more."""


class RolesAreNeeded(Exception):  # noqa: N818 - the name is what a person reads in the deployment's error
    """AWS Elastic Disaster Recovery works with the roles somewhere in the account."""


def handler(event: dict[str, Any], _context: Any) -> dict[str, str]:
    """Answer when the roles may go; called on every step of its invocation's life, and looks when that ends.

    Args:
        event: `region`, where the stack has its own templates; `tf.action` of the AWS provider: `create`, `update` or
            `delete`.
        _context: unused.

    Returns:
        `roles`: `watched`, or `unused`.

    Raises:
        RolesAreNeeded: with every use that was found.
    """
    if event["tf"]["action"] != "delete":
        return {"roles": "watched"}
    uses = [use for region in _regions(event["region"]) for use in _uses(region, own=region == event["region"])]
    if uses:
        raise RolesAreNeeded(
            "The six roles of AWS Elastic Disaster Recovery belong to the whole account, and without them nothing"
            f" replicates, recovers or fails back. Found: {'; '.join(uses)}. Disconnect the servers, end recovery"
            " instances and destroy the stacks that adopted the roles first, or hand the roles over"
            " (docs/decisions/0011-singletons.md)."
        )
    return {"roles": "unused"}


def _regions(own: str) -> list[str]:
    """Return the Regions that are switched on in the account."""
    found = _client("ec2", own).describe_regions()["Regions"]
    return sorted(region["RegionName"] for region in found)


def _client(service: str, region: str) -> Any:
    config = Config(connect_timeout=CALL_SECONDS, read_timeout=CALL_SECONDS, retries={"total_max_attempts": 2})
    return boto3.client(service, region_name=region, config=config)


def _uses(region: str, *, own: bool) -> Iterator[str]:
    """Yield what a Region needs the roles for: connected servers, recovery instances, another stack's template.

    A Region without DRS, not initialised, or closed to the account counts as unused: the end of a stack must not hang
    on it. A Region that could not say (an outage, throttling, no rights in the stack's own) counts as used: what is
    deleted does not come back, and the question can be put again.
    """
    try:
        yield from _found(_client("drs", region), region, own=own)
    except EndpointConnectionError as error:
        # No such name: the service is not offered there. The stack's own Region has it.
        if own:
            yield _silence(region, error)
    except BotoCoreError as error:
        yield _silence(region, error)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code != "UninitializedAccountException" and (own or code not in CLOSED):
            yield _silence(region, error)


def _silence(region: str, error: Exception) -> str:
    return f"no answer from {region}, so try again later ({error})"


def _found(drs: Any, region: str, *, own: bool) -> Iterator[str]:
    servers = [
        str(server["sourceServerID"])
        for server in _pages(drs.describe_source_servers)
        if server.get("dataReplicationInfo", {}).get("dataReplicationState") != "DISCONNECTED"
    ]
    # They fail back with their role, and their servers are disconnected once Azure is given up.
    recovered = [
        str(instance["recoveryInstanceID"])
        for instance in _pages(drs.describe_recovery_instances)
        if instance.get("ec2InstanceState") not in ENDED
    ]
    templates = [] if own else drs.describe_replication_configuration_templates(maxResults=1)["items"]
    for what, names in (("source servers", servers), ("recovery instances", recovered)):
        if names:
            more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
            yield f"{what} in {region}: {', '.join(names[:MOST_NAMES])}{more}"
    for template in templates:
        yield f"replication template {template['replicationConfigurationTemplateID']} in {region}"


def _pages(describe: Callable[..., dict[str, Any]]) -> Iterator[dict[str, Any]]:
    page: dict[str, Any] = {"nextToken": ""}
    while "nextToken" in page:
        more = {"nextToken": page["nextToken"]} if page["nextToken"] else {}
        page = describe(filters={}, maxResults=200, **more)
        yield from page["items"]
