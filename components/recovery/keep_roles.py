"""Code of the Lambda function that refuses the end of roles which somebody needs; `role_guard.py` deploys this text.

It runs in the cloud, on its own: nothing here may import Lifeboat.
"""

from collections.abc import Iterator
from typing import Any, Final

import boto3  # part of the Lambda runtime, not of this repository
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

CALL_SECONDS: Final = 10
"""For how long a call may wait for its connection, and for its answer."""

MOST_NAMES: Final = 5
"""How many servers of a Region are named."""


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
            f" replicates, recovers or fails back. Found: {'; '.join(uses)}. Disconnect the servers and destroy the"
            " stacks that adopted the roles first, or hand the roles over (docs/decisions/0011-singletons.md)."
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
    """Yield what a Region needs the roles for: servers that are connected, and another stack's replication template.

    A Region that does not answer (not offered, not initialised, closed by a policy of the organisation) counts as
    unused: the end of a stack must not hang on it.
    """
    try:
        drs = _client("drs", region)
        names = list(_connected_servers(drs))
        templates = [] if own else drs.describe_replication_configuration_templates(maxResults=1)["items"]
    except (ClientError, HTTPClientError):
        return
    if names:
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        yield f"source servers in {region}: {', '.join(names[:MOST_NAMES])}{more}"
    for template in templates:
        yield f"replication template {template['replicationConfigurationTemplateID']} in {region}"


def _connected_servers(drs: Any) -> Iterator[str]:
    page: dict[str, Any] = {"nextToken": ""}
    while "nextToken" in page:
        more = {"nextToken": page["nextToken"]} if page["nextToken"] else {}
        page = drs.describe_source_servers(filters={}, maxResults=200, **more)
        for server in page["items"]:
            if server.get("dataReplicationInfo", {}).get("dataReplicationState") != "DISCONNECTED":
                yield str(server["sourceServerID"])
