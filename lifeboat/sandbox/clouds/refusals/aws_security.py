"""What AWS refuses about security groups and their rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.aws.security import SOURCES
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, WRITE, Topic, own_id

_topic: Final = Topic()
_GROUP: Final = "botocore ec2/2016-11-15, CreateSecurityGroup"
_RULE: Final = "botocore ec2/2016-11-15, IpRange.Description"
_ALLOWED: Final = re.compile(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{0,255}")


@_topic.refuses(
    "aws-group-duplicate", tokens.SECURITY_GROUP, "InvalidGroup.Duplicate",
    "A group's name is unique in its VPC, whatever its case.", f"{_GROUP}; {EC2_ERRORS}", CREATE,
)  # fmt: skip
def _duplicate_group(request: Request) -> str | None:
    name = str(request.inputs.get("name", "")).lower()
    for row in request.world.rows(tokens.SECURITY_GROUP):
        held = row.properties
        same_place = held.get("vpcId") == request.inputs.get("vpcId") and row.region == region_of(request)
        if same_place and str(held.get("name", "")).lower() == name:
            return f"The security group '{name}' already exists for VPC '{held.get('vpcId')}'."
    return None


@_topic.refuses(
    "aws-group-name", tokens.SECURITY_GROUP, "InvalidParameterValue",
    "A group's name has 255 of EC2's characters at most and does not begin with sg-.", f"{_GROUP}, GroupName", CREATE,
)  # fmt: skip
def _group_name(request: Request) -> str | None:
    name = str(request.inputs.get("name", ""))
    if name.lower().startswith("sg-") or not _ALLOWED.fullmatch(name):
        return f"Value ({name}) for parameter GroupName is invalid."
    return None


@_topic.refuses(
    "aws-group-description", tokens.SECURITY_GROUP, "InvalidParameterValue",
    "A group's description has 255 of EC2's characters at most.", f"{_GROUP}, Description", CREATE,
)  # fmt: skip
def _group_description(request: Request) -> str | None:
    description = str(request.inputs.get("description", ""))
    if _ALLOWED.fullmatch(description):
        return None
    return f"Value ({description}) for parameter GroupDescription is invalid."


def _rule_description(request: Request) -> str | None:
    description = str(request.inputs.get("description", ""))
    return None if _ALLOWED.fullmatch(description) else f"Invalid rule description: {description}"


def _identity(rule: Mapping[str, Any]) -> tuple[Any, ...]:
    # With protocol -1 EC2 does not look at ports.
    ports = (None, None) if str(rule.get("ipProtocol")) == "-1" else (rule.get("fromPort"), rule.get("toPort"))
    return (rule.get("securityGroupId"), str(rule.get("ipProtocol")), *ports, *(rule.get(name) for name in SOURCES))


def _duplicate_rule(request: Request) -> str | None:
    for row in request.world.rows(request.token):
        if row.id != own_id(request) and _identity(row.properties) == _identity(request.inputs):
            return f"The specified rule already exists: {row.id}."
    return None


def _one_source(request: Request) -> str | None:
    given = [name for name in SOURCES if request.inputs.get(name)]
    return None if len(given) == 1 else f"Exactly one of {', '.join(SOURCES)} is needed; {len(given)} were given."


for _kind, _token in (("ingress", tokens.INGRESS_RULE), ("egress", tokens.EGRESS_RULE)):
    _topic.refuses(
        f"aws-{_kind}-duplicate", _token, "InvalidPermission.Duplicate", "A group has a rule once.", EC2_ERRORS, WRITE,
    )(_duplicate_rule)  # fmt: skip
    _topic.refuses(
        f"aws-{_kind}-one-source", _token, "InvalidParameterCombination", "A rule has one source or destination.",
        "terraform-provider-aws, vpc_security_group_ingress_rule.go, ExactlyOneOf", WRITE,
    )(_one_source)  # fmt: skip
    _topic.refuses(
        f"aws-{_kind}-description", _token, "InvalidParameterValue",
        "A rule's description has 255 of EC2's characters at most.", _RULE, WRITE,
    )(_rule_description)  # fmt: skip


def _classic(rule: Mapping[str, Any]) -> tuple[Any, ...]:
    names = ("type", "securityGroupId", "protocol", "fromPort", "toPort", "self", "sourceSecurityGroupId")
    lists = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds")
    return (*(rule.get(name) for name in names), *(tuple(rule.get(name) or ()) for name in lists))


@_topic.refuses(
    "aws-group-rule-duplicate", tokens.SECURITY_GROUP_RULE, "InvalidPermission.Duplicate", "A group has a rule once.",
    EC2_ERRORS, CREATE,
)  # fmt: skip
def _duplicate_classic(request: Request) -> str | None:
    for row in request.world.rows(tokens.SECURITY_GROUP_RULE):
        if _classic(row.properties) == _classic(request.inputs):
            return f"The specified rule already exists: {row.id}."
    return None


ROWS: Final = tuple(_topic.rows)
