"""The VPC that drills start in. Its isolation is what it lacks: gateways, peerings, routes, rules."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Output, ResourceOptions
from pulumi_aws import ec2

from components.options import child
from lifeboat.blueprint.model import DrillNetwork as DrillBlueprint

TYPE: Final = "lifeboat:recovery:DrillNetwork"
ISOLATED_TAG: Final = "lifeboat:isolated"
"""Tag of a VPC that nothing may be attached to; policies hold it to that."""


@dataclass(frozen=True, kw_only=True)
class DrillNetworkArgs:
    """What the drill network is made from.

    Attributes:
        drill: range and subnets; by default those of the recovery VPC, so that servers keep their addresses.
    """

    drill: DrillBlueprint


class DrillNetwork(pulumi.ComponentResource):
    """A VPC with no way in or out but the local route; `drill_openings` adds the ways in for people.

    A subnet of a connected VPC would not do: the local route cannot be removed, and the VPC's resolver ignores
    network ACLs and security groups.
    """

    vpc_id: Output[str]
    """ID of the VPC."""
    subnet_ids: dict[str, Output[str]]
    """ID of each subnet, by the blueprint's key."""
    route_table_id: Output[str]
    """ID of the one route table, which has the local route alone."""

    def __init__(self, name: str, args: DrillNetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        vpc = ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(args.drill.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": f"{name}-vpc", ISOLATED_TAG: "true"},
            opts=child(self),
        )
        ec2.DefaultSecurityGroup(
            f"{name}-default-security-group",
            vpc_id=vpc.id,
            tags={"Name": f"{name}-default-security-group"},
            opts=child(self),
        )
        self.vpc_id = vpc.id
        self.subnet_ids = self._create_subnets(name, args.drill)
        self.register_outputs(
            {"vpc_id": self.vpc_id, "subnet_ids": self.subnet_ids, "route_table_id": self.route_table_id}
        )

    def _create_subnets(self, name: str, drill: DrillBlueprint) -> dict[str, Output[str]]:
        # A table of its own, so that a route somebody adds to the main table by hand reaches nothing here.
        table_name = f"{name}-route-table"
        table = ec2.RouteTable(table_name, vpc_id=self.vpc_id, tags={"Name": table_name}, opts=child(self))
        self.route_table_id = table.id
        ids = {}
        for subnet in drill.subnets:
            subnet_name = f"{name}-subnet-{subnet.key}"
            ids[subnet.key] = ec2.Subnet(
                subnet_name,
                vpc_id=self.vpc_id,
                cidr_block=str(subnet.cidr),
                availability_zone=subnet.zone,
                map_public_ip_on_launch=False,
                tags={"Name": subnet_name},
                opts=child(self),
            ).id
            ec2.RouteTableAssociation(
                f"{name}-association-{subnet.key}",
                subnet_id=ids[subnet.key],
                route_table_id=table.id,
                opts=child(self),
            )
        return ids
