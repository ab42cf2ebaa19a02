"""AWS security groups and their rules.

Sources: terraform-provider-aws v6, internal/service/ec2/{vpc_security_group,vpc_security_group_rule,
vpc_security_group_ingress_rule,vpc_security_group_egress_rule}.go for defaults and replacements (the newer rules
are modified in place, except for their group and for a change of the kind of source); EC2 API Reference, page
Error codes. The default description is the one the Pulumi provider puts in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, owned, vpc_reference
from lifeboat.sandbox.clouds.identifiers import arn, aws_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

GROUPS: Final = (tokens.SECURITY_GROUP, tokens.DEFAULT_SECURITY_GROUP)
SOURCES: Final = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")


def group_reference(path: str, *, in_use: bool) -> Reference:
    """A property that names a security group; a group that another one's rule names cannot be deleted."""
    code = "DependencyViolation" if in_use else None
    return Reference(path, GROUPS, "InvalidGroup.NotFound", code, source=EC2_ERRORS)


def _make_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "security-group", "sg")
    return identity, outputs | {
        "ingress": request.inputs.get("ingress", []),
        "egress": request.inputs.get("egress", []),
    }


def _make_rule(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("sgr")
    return identity, {
        "securityGroupRuleId": identity,
        "arn": arn(request, "ec2", f"security-group-rule/{identity}"),
        "region": region_of(request),
    }


def _make_classic_rule(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("sgrule").replace("-0", "-", 1)
    return identity, {"securityGroupRuleId": aws_id("sgr"), "region": region_of(request)}


def _source_changed(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    """The kind of source of a rule cannot be modified: from a range to a group, for instance."""
    return frozenset(name for name in SOURCES if (old.get(name) is None) != (new.get(name) is None))


def _rule_type(token: str) -> ResourceType:
    return ResourceType(
        token,
        _make_rule,
        computed=frozenset({"securityGroupRuleId", "arn"}),
        replace_on=frozenset({"securityGroupId", "region"}),
        replaces=_source_changed,
        references=(
            group_reference("securityGroupId", in_use=False),
            group_reference("referencedSecurityGroupId", in_use=True),
        ),
    )


TYPES: Final = (
    ResourceType(
        tokens.SECURITY_GROUP,
        _make_group,
        computed=frozenset({"arn", "ownerId", "ingress", "egress"}),
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
        name_property="name",
        replace_on=frozenset({"description", "name", "namePrefix", "vpcId", "region"}),
        references=(
            vpc_reference(),
            group_reference("ingress[].securityGroups[]", in_use=True),
            group_reference("egress[].securityGroups[]", in_use=True),
        ),
    ),
    _rule_type(tokens.INGRESS_RULE),
    _rule_type(tokens.EGRESS_RULE),
    ResourceType(
        tokens.SECURITY_GROUP_RULE,
        _make_classic_rule,
        computed=frozenset({"securityGroupRuleId"}),
        defaults={"self": False},
        replace_on=frozenset(
            {
                "cidrBlocks",
                "fromPort",
                "ipv6CidrBlocks",
                "prefixListIds",
                "protocol",
                "securityGroupId",
                "self",
                "sourceSecurityGroupId",
                "toPort",
                "type",
                "region",
            }
        ),
        references=(
            group_reference("securityGroupId", in_use=False),
            group_reference("sourceSecurityGroupId", in_use=True),
        ),
    ),
)
