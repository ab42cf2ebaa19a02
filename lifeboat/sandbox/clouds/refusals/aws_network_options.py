"""What AWS refuses about flow logs and DHCP options."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.aws.network_options import LOGGED
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, as_number

_topic: Final = Topic()
_FLOW: Final = "botocore ec2/2016-11-15, CreateFlowLogs"
_DHCP: Final = "botocore ec2/2016-11-15, CreateDhcpOptions"
_SERVICE: Final = "vpc-flow-logs.amazonaws.com"
_MOST_SERVERS: Final = 4
_OPTIONS: Final = (
    "domainName", "domainNameServers", "ipv6AddressPreferredLeaseTime", "netbiosNameServers", "netbiosNodeType",
    "ntpServers",
)  # fmt: skip


@_topic.refuses(
    "aws-flow-log-of-one", tokens.FLOW_LOG, "InvalidParameterCombination",
    "A flow log is of one VPC, subnet, interface or gateway.",
    "terraform-provider-aws, vpc_flow_log.go, ExactlyOneOf", CREATE,
)  # fmt: skip
def _of_one(request: Request) -> str | None:
    given = [name for name in LOGGED if request.inputs.get(name)]
    return None if len(given) == 1 else f"Exactly one of {', '.join(LOGGED)} is needed; {len(given)} were given."


@_topic.refuses(
    "aws-flow-log-traffic", tokens.FLOW_LOG, "MissingParameter",
    "A flow log of a VPC says which traffic it records.", f"{_FLOW}, TrafficType", CREATE,
)  # fmt: skip
def _traffic(request: Request) -> str | None:
    if request.inputs.get("vpcId") and not request.inputs.get("trafficType"):
        return "The request must contain the parameter TrafficType."
    return None


@_topic.refuses(
    "aws-flow-log-interval", tokens.FLOW_LOG, "InvalidParameter",
    "Packets are summed up over 60 or 600 seconds.",
    f"{_FLOW}, MaxAggregationInterval; getmoto/moto, InvalidAggregationIntervalParameterError", CREATE,
)  # fmt: skip
def _interval(request: Request) -> str | None:
    if as_number(request.inputs.get("maxAggregationInterval")) in {60, 600}:
        return None
    return "Invalid Flow Log Max Aggregation Interval"


def _to_cloudwatch(request: Request) -> bool:
    return bool(request.inputs.get("logDestinationType") == "cloud-watch-logs")


@_topic.refuses(
    "aws-flow-log-without-role", tokens.FLOW_LOG, "InvalidParameter",
    "A flow log that goes to CloudWatch Logs names the role that writes it.",
    f"{_FLOW}, DeliverLogsPermissionArn; getmoto/moto, InvalidDependantParameterError", CREATE,
)  # fmt: skip
def _without_role(request: Request) -> str | None:
    if _to_cloudwatch(request) and not request.inputs.get("iamRoleArn"):
        return "DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs."
    return None


def _admits(policy: Any) -> bool:
    """Whether a trust policy lets flow logs take the role."""
    statements = json.loads(str(policy or "{}")).get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        named = principal.get("Service", []) if isinstance(principal, Mapping) else []
        if statement.get("Effect") == "Allow" and _SERVICE in ([named] if isinstance(named, str) else named):
            return True
    return False


@_topic.refuses(
    "aws-flow-log-role", tokens.FLOW_LOG, "InvalidParameter",
    "The role of a flow log exists and trusts VPC flow logs.",
    "terraform-provider-aws, vpc_flow_log.go, waits while this is the error; Amazon VPC user guide, IAM role for"
    " publishing flow logs to CloudWatch Logs", CREATE,
)  # fmt: skip
def _role(request: Request) -> str | None:
    wanted = request.inputs.get("iamRoleArn")
    for row in request.world.rows(tokens.ROLE):
        if row.properties.get("arn") == wanted and _admits(row.properties.get("assumeRolePolicy")):
            return None
    return "Unable to assume given IAM role" if wanted else None


@_topic.refuses(
    "aws-flow-log-duplicate", tokens.FLOW_LOG, "FlowLogAlreadyExists",
    "A thing has one flow log of a configuration to a destination.",
    f"{EC2_ERRORS}; getmoto/moto#6369 shows the error", CREATE,
)  # fmt: skip
def _duplicate(request: Request) -> str | None:
    names = (*LOGGED, "logDestination", "trafficType")
    mine = [request.inputs.get(name) or "" for name in names]
    for row in request.world.rows(tokens.FLOW_LOG):
        if row.region == region_of(request) and [row.properties.get(name) or "" for name in names] == mine:
            return "Error. There is an existing Flow Log with the same configuration and log destination."
    return None


@_topic.refuses(
    "aws-dhcp-options-none", tokens.DHCP_OPTIONS, "MissingParameter",
    "A set of DHCP options has one option at least.", f"{_DHCP}, DhcpConfigurations", CREATE,
)  # fmt: skip
def _no_option(request: Request) -> str | None:
    if any(request.inputs.get(name) for name in _OPTIONS):
        return None
    return "The request must contain the parameter DhcpConfigurations."


@_topic.refuses(
    "aws-dhcp-options-servers", tokens.DHCP_OPTIONS, "InvalidParameterValue",
    "DHCP options name four DNS, NetBIOS and IPv4 time servers at most.", _DHCP, CREATE,
)  # fmt: skip
def _too_many(request: Request) -> str | None:
    for name in ("domainNameServers", "netbiosNameServers", "ntpServers"):
        given = [each for each in request.inputs.get(name) or [] if ":" not in str(each)]
        if len(given) > _MOST_SERVERS:
            return f"Value ({', '.join(map(str, given))}) for parameter {name} is invalid: {_MOST_SERVERS} at most."
    return None


ROWS: Final = tuple(_topic.rows)
