"""Resources of stacks for the tests of pictures, written by hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree  # noqa: ICN001 (its full name says what it is)

from lifeboat.pictures import Landscape, from_blueprint
from lifeboat.previews import Resource
from lifeboat.stacks import load_blueprint

ROOT = Path(__file__).parents[3]
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"


def made(
    token: str,
    name: str,
    inputs: Mapping[str, Any] | None = None,
    identifier: str = "",
    uses: Mapping[str, Sequence[str]] | None = None,
) -> Resource:
    """A resource at the top of a stack; `token` may leave out what only providers need."""
    urn = f"urn:pulumi:dev::shop::{token}::{name}"
    return Resource(
        urn,
        token,
        name,
        identifier,
        STACK,
        inputs=inputs or {},
        dependencies={key: tuple(urns) for key, urns in (uses or {}).items()},
    )


def drill_vpc() -> list[Resource]:
    """A drill VPC with one subnet and a route table, and a transit gateway that another VPC is attached to."""
    isolated = {"cidrBlock": "10.20.0.0/16", "tags": {"Name": "drill", "lifeboat:isolated": "true"}}
    return [
        made("aws:ec2/vpc:Vpc", "drill", isolated, "vpc-1"),
        made("aws:ec2/vpc:Vpc", "recovery", {"cidrBlock": "10.20.0.0/16"}, "vpc-2"),
        made("aws:ec2/subnet:Subnet", "staging-a", {"vpcId": "vpc-2", "cidrBlock": "10.20.1.0/24"}, "subnet-2"),
        made("aws:ec2/subnet:Subnet", "drill-a", {"vpcId": "vpc-1", "cidrBlock": "10.20.0.0/20"}, "subnet-1"),
        made("aws:ec2/routeTable:RouteTable", "drill-table", {"vpcId": "vpc-1"}, "rtb-1"),
        made("aws:ec2transitgateway/transitGateway:TransitGateway", "hub", {"amazonSideAsn": 64512}, "tgw-1"),
        made(
            "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
            "recovery-attached",
            {"vpcId": "vpc-2", "transitGatewayId": "tgw-1"},
            "tgw-attach-2",
        ),
    ]


def parsed(picture: str) -> ElementTree.Element:
    """A picture as XML; it is ours, so that no entity bomb is in it."""
    return ElementTree.fromstring(picture)  # noqa: S314


def stack_landscape(stack: str) -> Landscape:
    """What a stack file of this repository asks for."""
    return from_blueprint(load_blueprint(ROOT / f"Pulumi.{stack}.yaml"))
