"""The topology picture shows everything that is there, and says what no picture can."""

import pytest

from lifeboat.pictures import from_resources, topology
from lifeboat.pictures.landscape import Boundary, Gateway, Landscape, Network, Subnet, Tunnel
from lifeboat.previews import UNKNOWN, Resource
from tests.unit.pictures.estates import drill_vpc, made, parsed, stack_landscape

HOMELESS = [
    made("aws:ec2/natGateway:NatGateway", "nat-somewhere", {"subnetId": UNKNOWN}),
    made("azure-native:network:NatGateway", "azure-nat", {}),
    made("aws:ec2/subnet:Subnet", "lost-subnet", {"vpcId": UNKNOWN, "cidrBlock": "10.7.0.0/24"}),
    made("azure-native:network:Subnet", "far-subnet", {"virtualNetworkName": UNKNOWN, "addressPrefix": "10.8.0.0/24"}),
    made("aws:ec2/securityGroup:SecurityGroup", "lost-group", {"vpcId": UNKNOWN}),
    made("azure-native:network:NetworkSecurityGroup", "azure-group", {}),
    made("aws:ec2/vpc:Vpc", "first", {"cidrBlock": "10.0.0.0/16"}),
    made("aws:ec2/vpc:Vpc", "second", {"cidrBlock": "10.1.0.0/16"}),
    made("azure-native:network:VirtualNetwork", "one", {"addressSpace": {"addressPrefixes": ["10.2.0.0/16"]}}),
    made("azure-native:network:VirtualNetwork", "two", {"addressSpace": {"addressPrefixes": ["10.3.0.0/16"]}}),
]


def said(landscape: Landscape) -> str:
    """Every word of the picture: its texts and what pointers show."""
    return " ".join(element.text or "" for element in parsed(topology(None, landscape)).iter())


ESTATES = {
    "dev": stack_landscape("dev"),
    "prod": stack_landscape("prod"),
    "drill": from_resources(drill_vpc()),
    "homeless": from_resources(HOMELESS),
}


@pytest.mark.parametrize("landscape", ESTATES.values(), ids=ESTATES)
def test_everything_is_drawn(landscape):
    """Networks, subnets, gateways, groups and tunnels each have their name in the picture, placed or not."""
    words = said(landscape)
    things = [*landscape.networks, *landscape.subnets, *landscape.gateways, *landscape.boundaries, *landscape.tunnels]
    assert things
    assert [one.key for one in things if called(one) not in words] == []


def called(one: Network | Subnet | Gateway | Boundary | Tunnel) -> str:
    """How a thing is called in the picture."""
    if isinstance(one, Gateway) and one.kind == "customer-gateway":
        return f"customer gateway {one.label.removeprefix('customer-gateway-')}"
    return one.label


def test_lost_isolation_is_said_in_words_with_its_path():
    attached = made(
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment", "oops", {"vpcId": "vpc-1", "transitGatewayId": "tgw-1"}
    )
    before, after = from_resources(drill_vpc()), from_resources([*drill_vpc(), attached])
    picture = topology(before, after)
    assert "ISOLATION LOST: the drill VPC has a way out (before: kept)" in picture
    assert "attachment oops" in picture
    assert "Isolation of drill VPC drill: lost." in picture


def test_isolation_that_is_had_again_is_no_longer_called_lost():
    """What is removed is drawn, but does not count."""
    attached = made("aws:ec2/internetGateway:InternetGateway", "door", {"vpcId": "vpc-1"})
    picture = topology(from_resources([*drill_vpc(), attached]), from_resources(drill_vpc()))
    assert "ISOLATION LOST" not in picture
    assert "Isolation before: lost." in picture


def test_a_drill_vpc_that_is_removed_has_no_verdict():
    without: list[Resource] = [one for one in drill_vpc() if one.name == "recovery"]
    assert "Cut off" not in topology(from_resources(drill_vpc()), from_resources(without))
