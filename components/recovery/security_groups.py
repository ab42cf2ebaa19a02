"""Security groups of the recovery VPC, each rule a resource of its own."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2, vpc

from components.options import child
from lifeboat.blueprint.model import SecurityGroup, SecurityRule

TYPE: Final = "lifeboat:recovery:SecurityGroups"


@dataclass(frozen=True, kw_only=True)
class SecurityGroupsArgs:
    """What the groups are made from.

    Attributes:
        groups: groups with their rules.
        vpc_id: the VPC they belong to.
    """

    groups: tuple[SecurityGroup, ...]
    vpc_id: Input[str]


class SecurityGroups(pulumi.ComponentResource):
    """The groups of replication servers, endpoints and recovered servers."""

    ids: dict[str, Output[str]]
    """ID of each group, by the blueprint's key."""

    def __init__(self, name: str, args: SecurityGroupsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self.ids = {group.key: self._create_group(group, args.vpc_id) for group in args.groups}
        self.register_outputs({"ids": self.ids})

    def _create_group(self, group: SecurityGroup, vpc_id: Input[str]) -> Output[str]:
        name = f"{self._name}-{group.key}"
        created = ec2.SecurityGroup(
            name, description=group.description, vpc_id=vpc_id, tags={"Name": name}, opts=child(self)
        )
        for rule in group.rules:
            self._create_rule(f"{name}-{rule.key}", rule, created.id)
        if group.members_reach_each_other:
            self._admit_members(name, created.id)
        return created.id

    def _admit_members(self, name: str, group_id: Output[str]) -> None:
        for kind, short, what in (
            (vpc.SecurityGroupIngressRule, "in", "from"),
            (vpc.SecurityGroupEgressRule, "out", "to"),
        ):
            kind(
                f"{name}-{short}-all-members",
                security_group_id=group_id,
                ip_protocol="-1",
                referenced_security_group_id=group_id,
                description=f"Everything {what} members of this group",
                tags={"Name": f"{name}-{short}-all-members"},
                opts=child(self),
            )

    def _create_rule(self, name: str, rule: SecurityRule, group_id: Output[str]) -> None:
        kind = vpc.SecurityGroupIngressRule if rule.direction == "ingress" else vpc.SecurityGroupEgressRule
        kind(
            name,
            security_group_id=group_id,
            ip_protocol=rule.protocol,
            from_port=rule.port,
            to_port=rule.port,
            cidr_ipv4=str(rule.cidr),
            description=rule.description,
            tags={"Name": name},
            opts=child(self),
        )
