"""Drill isolation as a picture shows it: kept, lost by a path that is named, or not known yet."""

import pytest

from lifeboat.pictures import Isolation, from_resources, isolations
from lifeboat.previews import UNKNOWN, Resource
from tests.unit.pictures.estates import drill_vpc, made, stack_landscape


def verdict(*more: Resource) -> Isolation:
    (found,) = isolations(from_resources([*drill_vpc(), *more]))
    return found


def test_a_drill_vpc_that_nothing_is_attached_to_is_isolated():
    assert verdict().verdict == "kept"


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_stacks_of_this_repository_keep_it_and_name_the_ways_in_for_people(stack):
    (found,) = isolations(stack_landscape(stack))
    assert found.verdict == "kept"
    assert "EC2 Instance Connect endpoint" in found.openings


WAYS_OUT = {
    "a route to the internet gateway of another VPC": (
        [made("aws:ec2/route:Route", "out", {"routeTableId": "rtb-1", "gatewayId": "igw-9"})],
        "igw-9 → the internet",
    ),
    "a route stated in the table": (
        [
            made(
                "aws:ec2/routeTable:RouteTable",
                "second",
                {"vpcId": "vpc-1", "routes": [{"cidrBlock": "10.40.0.0/16", "transitGatewayId": "tgw-1"}]},
            )
        ],
        "route 10.40.0.0/16 in second → transit gateway hub → VPC recovery",
    ),
    "an attachment to the transit gateway": (
        [
            made(
                "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
                "oops",
                {"vpcId": "vpc-1", "transitGatewayId": "tgw-1"},
            )
        ],
        "attachment oops → transit gateway hub → VPC recovery",
    ),
    "an internet gateway": (
        [made("aws:ec2/internetGateway:InternetGateway", "door", {"vpcId": "vpc-1"}, "igw-1")],
        "internet gateway door → the internet",
    ),
    "an internet gateway attached by a resource of its own": (
        [
            made("aws:ec2/internetGateway:InternetGateway", "door", {}, "igw-1"),
            made(
                "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
                "hinge",
                {"vpcId": "vpc-1", "internetGatewayId": "igw-1"},
            ),
        ],
        "attachment hinge → internet gateway door → the internet",
    ),
    "a NAT gateway": (
        [made("aws:ec2/natGateway:NatGateway", "nat", {"subnetId": "subnet-1"}, "nat-1")],
        "NAT gateway nat → the internet",
    ),
    "a peering that the drill VPC accepts": (
        [made("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", "peer", {"vpcId": "vpc-2", "peerVpcId": "vpc-1"})],
        "peering peer → VPC recovery",
    ),
    "an endpoint that is no opening": (
        [
            made(
                "aws:ec2/vpcEndpoint:VpcEndpoint",
                "s3",
                {"vpcId": "vpc-1", "vpcEndpointType": "Gateway", "serviceName": "com.amazonaws.eu-west-1.s3"},
            )
        ],
        "gateway endpoint s3",
    ),
    "rules that send names elsewhere": (
        [made("aws:route53/resolverRuleAssociation:ResolverRuleAssociation", "names", {"vpcId": "vpc-1"})],
        "resolver rules names",
    ),
    "propagation from a virtual private gateway": (
        [
            made(
                "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation",
                "learn",
                {"routeTableId": "rtb-1", "vpnGatewayId": "vgw-9"},
            )
        ],
        "virtual private gateway vgw-9",
    ),
}


@pytest.mark.parametrize(("more", "path"), WAYS_OUT.values(), ids=WAYS_OUT)
def test_what_leads_out_is_found_and_its_path_named(more, path):
    """No blueprint knows these: they are read off the resources."""
    found = verdict(*more)
    assert found.verdict == "lost"
    assert any(path in each and each.startswith("drill VPC drill →") for each in found.paths)


def test_openings_for_people_are_no_way_out():
    """Session Manager's endpoints and Instance Connect, as the policy pack allows them."""
    inputs = {"vpcId": "vpc-1", "vpcEndpointType": "Interface", "serviceName": "com.amazonaws.eu-west-1.ssm"}
    found = verdict(
        made("aws:ec2/vpcEndpoint:VpcEndpoint", "ssm", inputs),
        made("aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint", "ssh", {"subnetId": "subnet-1"}),
    )
    assert (found.verdict, found.openings) == ("kept", ("EC2 Instance Connect endpoint", "endpoint ssm"))


def test_what_is_known_after_deployment_only_is_neither_kept_nor_lost():
    """An attachment to a VPC that nobody knows yet may be one to the drill VPC."""
    unknown = {"vpcId": UNKNOWN, "transitGatewayId": "tgw-1"}
    found = verdict(made("aws:ec2transitgateway/vpcAttachment:VpcAttachment", "new", unknown))
    assert found.verdict == "not known yet"
    assert "known after deployment" in found.paths[0]


def test_what_the_engine_says_of_an_unknown_value_decides_it():
    """In a preview the id is not known, but where it comes from is."""
    (drill, *_) = drill_vpc()
    unknown = {"vpcId": UNKNOWN, "transitGatewayId": "tgw-1"}
    token = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
    found = verdict(made(token, "new", unknown, uses={"vpcId": [drill.urn]}))
    assert found.verdict == "lost"
