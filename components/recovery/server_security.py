"""Security groups whose members reach one another: servers of an application, on the day and in drills."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2, vpc

from components.options import child

TYPE: Final = "lifeboat:recovery:ServerSecurity"


@dataclass(frozen=True, kw_only=True)
class ServerSecurityArgs:
    """What the groups are made from.

    Attributes:
        vpc_ids: the VPC of each group, by the group's key.
    """

    vpc_ids: Mapping[str, Input[str]]


class ServerSecurity(pulumi.ComponentResource):
    """A group in each VPC for servers that recover, with every port open among its members and nothing else.

    The servers come from a VNet, where Azure's default rule AllowVnetInBound lets them talk to one another: without
    this a recovered application would not find its database. Who wants it narrower names groups of his own.
    """

    ids: dict[str, Output[str]]
    """ID of each group, by key."""

    def __init__(self, name: str, args: ServerSecurityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self.ids = {key: self._create_group(f"{name}-{key}", vpc_id) for key, vpc_id in args.vpc_ids.items()}
        self.register_outputs({"ids": self.ids})

    def _create_group(self, name: str, vpc_id: Input[str]) -> Output[str]:
        group = ec2.SecurityGroup(
            name,
            description="Servers that recover: each reaches the others on every port",
            vpc_id=vpc_id,
            tags={"Name": name},
            opts=child(self),
        )
        for kind, direction in ((vpc.SecurityGroupIngressRule, "in"), (vpc.SecurityGroupEgressRule, "out")):
            kind(
                f"{name}-{direction}",
                security_group_id=group.id,
                referenced_security_group_id=group.id,
                ip_protocol="-1",
                description="every port among members",
                tags={"Name": f"{name}-{direction}"},
                opts=child(self),
            )
        return group.id
