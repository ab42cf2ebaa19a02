"""Security groups of the recovery VPC, each rule a resource of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import ec2, vpc

from components.options import child, read_adopted
from lifeboat.blueprint.model import SecurityGroup, SecurityRule

TYPE: Final = "lifeboat:recovery:SecurityGroups"


@dataclass(frozen=True, kw_only=True)
class SecurityGroupsArgs:
    """What the groups are made from.

    Attributes:
        groups: groups with their rules.
        vpc_id: the VPC they belong to.
        region: AWS Region, whose managed prefix lists rules may name.
    """

    groups: tuple[SecurityGroup, ...]
    vpc_id: Input[str]
    region: str


class SecurityGroups(pulumi.ComponentResource):
    """The groups of replication servers, endpoints and recovered servers."""

    ids: dict[str, Output[str]]
    """ID of each group, by the blueprint's key."""

    def __init__(self, name: str, args: SecurityGroupsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._prefix_lists = self._find_prefix_lists(args)
        self.ids = {group.key: self._create_group(group, args.vpc_id) for group in args.groups}
        self.register_outputs({"ids": self.ids})

    def _find_prefix_lists(self, args: SecurityGroupsArgs) -> Mapping[str, str]:
        """Return the ids of the AWS-managed prefix lists that rules name, by service."""
        services = {rule.prefix_list for group in args.groups for rule in group.rules if rule.prefix_list}
        return {service: self._find_prefix_list(f"com.amazonaws.{args.region}.{service}") for service in services}

    def _find_prefix_list(self, name: str) -> str:
        return read_adopted(
            f"the managed prefix list {name}",
            lambda: ec2.get_managed_prefix_list(name=name, opts=InvokeOptions(parent=self)),
        ).id

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
            cidr_ipv4=str(rule.cidr) if rule.cidr else None,
            prefix_list_id=self._prefix_lists[rule.prefix_list] if rule.prefix_list else None,
            description=rule.description,
            tags={"Name": name},
            opts=child(self),
        )
