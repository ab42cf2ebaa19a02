"""Ways out of the drill VPC that a deployment adds, with ids and without."""

from typing import Any

import pytest

from lifeboat.consequences import DangerClass, tokens
from lifeboat.previews import UNKNOWN, Operation, Preview, PropertyChange, Resource, Step
from lifeboat.review.dangers import dangers
from lifeboat.review.model import Danger
from tests.unit.review.steps import preview, resource

DRILL, ELSEWHERE, OPENINGS = "recovery:DrillNetwork", "recovery:RecoveryNetwork", "recovery:DrillOpenings"
PARENT = "urn:pulumi:prod::lifeboat::lifeboat:recovery:DrillNetwork::drill"
TAGGED = {"lifeboat:isolated": "true"}
ROUTE_TO_NAT = {"destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"}


def part(token: str, name: str, identity: str, **inputs: Any) -> Resource:
    return resource(token, name, DRILL, inputs, id=identity, parent=PARENT)


VPC = part(tokens.VPC, "drill-vpc", "vpc-1", tags=TAGGED, cidrBlock="10.60.0.0/16")
TABLE = part(tokens.ROUTE_TABLE, "drill-table", "rtb-1", vpcId="vpc-1")
SUBNET = part(tokens.AWS_SUBNET, "drill-subnet", "subnet-1", vpcId="vpc-1")
OTHER = resource(tokens.VPC, "recovery-vpc", ELSEWHERE, {"cidrBlock": "10.60.0.0/16"}, id="vpc-2", parent="other")
OTHER_TABLE = resource(tokens.ROUTE_TABLE, "recovery-table", ELSEWHERE, {"vpcId": "vpc-2"}, id="rtb-2", parent="other")
NAT = resource(tokens.NAT_GATEWAY, "nat", ELSEWHERE, {"subnetId": "subnet-9"}, id="nat-1", parent="other")
STANDING = (VPC, TABLE, SUBNET, OTHER, OTHER_TABLE, NAT)


def with_steps(*steps: Step, standing: tuple[Resource, ...] = STANDING) -> Preview:
    changed = {step.urn for step in steps}
    return preview(*(Step(Operation.SAME, one, one) for one in standing if one.urn not in changed), *steps)


def added(token: str, name: str = "way", room: str = "", **inputs: Any) -> Step:
    rest = {key: inputs.pop(key) for key in ("dependencies", "parent") if key in inputs}
    return Step(Operation.CREATE, None, resource(token, name, room, inputs, **rest))


def ways(shown: Preview) -> list[Danger]:
    return [danger for danger in dangers(shown) if danger.danger is DangerClass.EXPOSURE]


@pytest.mark.parametrize(
    ("step", "path"),
    [
        (
            added(tokens.ROUTE, routeTableId="rtb-1", **ROUTE_TO_NAT),
            "drill-vpc -> route 0.0.0.0/0 -> natGatewayId nat -> Route way",
        ),
        (
            added(tokens.ROUTE, routeTableId=UNKNOWN, dependencies={"routeTableId": (TABLE.urn,)}, **ROUTE_TO_NAT),
            "drill-vpc -> route 0.0.0.0/0 -> natGatewayId nat -> Route way",
        ),
        (
            added(tokens.ROUTE, "way", DRILL, routeTableId=UNKNOWN, parent=PARENT, **ROUTE_TO_NAT),
            "drill-vpc -> route 0.0.0.0/0 -> natGatewayId nat -> Route way",
        ),
        (
            added("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", vpcId="vpc-1", peerVpcId="vpc-2"),
            "drill-vpc -> peerVpcId recovery-vpc -> VpcPeeringConnection way",
        ),
        (
            added(tokens.TRANSIT_ATTACHMENT, subnetIds=["subnet-1"], transitGatewayId="tgw-1"),
            "drill-vpc -> transitGatewayId tgw-1 -> VpcAttachment way",
        ),
        (
            added(tokens.ATTACHMENT, vpcId="vpc-1", vpnGatewayId=UNKNOWN, dependencies={"vpnGatewayId": ("a::vgw",)}),
            "drill-vpc -> vpnGatewayId vgw -> VpnGatewayAttachment way",
        ),
        (added(tokens.INTERNET_GATEWAY, vpcId="vpc-1"), "drill-vpc -> InternetGateway way"),
        (
            added(tokens.ENDPOINT, "way", OPENINGS, vpcId="vpc-1", serviceName="com.amazonaws.eu-west-1.s3"),
            "drill-vpc -> serviceName com.amazonaws.eu-west-1.s3 -> VpcEndpoint way",
        ),
        (added(tokens.NAT_GATEWAY, subnetId="subnet-1"), "drill-vpc -> NatGateway way"),
        (
            added(tokens.ROUTE_TABLE_ASSOCIATION, subnetId="subnet-1", routeTableId="rtb-2"),
            "drill-vpc -> routeTableId recovery-table -> RouteTableAssociation way",
        ),
        (added("aws:odd/thing:Thing", somewhere={"deep": ["vpc-1"]}), "drill-vpc -> Thing way"),
    ],
)  # fmt: skip
def test_whatever_ties_it_to_something_is_an_exposure(step: Step, path: str) -> None:
    """Route, peering, attachment, gateway, endpoint, foreign table, a type of which nothing is known."""
    (danger,) = ways(with_steps(step))
    assert path in danger.title
    assert danger.urn == step.urn


@pytest.mark.parametrize(
    "step",
    [
        added(tokens.ROUTE, "way", ELSEWHERE, routeTableId="rtb-2", parent="other", **ROUTE_TO_NAT),
        added(tokens.ROUTE_TABLE_ASSOCIATION, "way", DRILL, subnetId="subnet-1", routeTableId="rtb-1", parent=PARENT),
        added(tokens.AWS_SUBNET, "way", DRILL, vpcId="vpc-1", parent=PARENT),
        added(tokens.SECURITY_GROUP, "way", DRILL, vpcId="vpc-1"),
        added(tokens.FLOW_LOG, vpcId="vpc-1"),
        added(tokens.NAT_GATEWAY, subnetId="subnet-9"),
    ],
)
def test_what_leads_nowhere_or_belongs_elsewhere_is_none(step: Step) -> None:
    """Parts, guards and records of the drill VPC, and routes of the other one, whose range is the same."""
    assert ways(with_steps(step)) == []


def test_a_route_that_leads_elsewhere_and_inline_routes() -> None:
    """Updates count where they add a way."""
    before = part(tokens.ROUTE, "r", "r-1", routeTableId="rtb-1", destinationCidrBlock="0.0.0.0/0")
    after = part(tokens.ROUTE, "r", "r-1", routeTableId="rtb-1", **ROUTE_TO_NAT)
    moved = Step(Operation.UPDATE, before, after, (PropertyChange("natGatewayId", None, "nat-1"),))
    assert len(ways(with_steps(moved))) == 1
    table = part(tokens.ROUTE_TABLE, "drill-table", "rtb-1", vpcId="vpc-1",
                 routes=[{"cidrBlock": "10.0.0.0/8", "transitGatewayId": "tgw-1"}])  # fmt: skip
    inline = Step(Operation.UPDATE, TABLE, table, (PropertyChange("routes[0]", None, {}),))
    (danger,) = ways(with_steps(inline))
    assert "route 10.0.0.0/8 -> transitGatewayId tgw-1" in danger.title
    endpoint = part(tokens.ENDPOINT, "e", "vpce-1", vpcId="vpc-1", serviceName="ssm")
    policy = Step(Operation.UPDATE, endpoint, endpoint, (PropertyChange("subnetIds[1]", None, "subnet-2"),))
    assert ways(with_steps(policy)) == []


def test_the_tag_is_taken_away() -> None:
    """Then nothing holds it to be isolated any more."""
    after = part(tokens.VPC, "drill-vpc", "vpc-1", tags={}, cidrBlock="10.60.0.0/16")
    step = Step(Operation.UPDATE, VPC, after, (PropertyChange('tags["lifeboat:isolated"]', "true", None),))
    (danger,) = ways(with_steps(step))
    assert danger.properties == ("tags",)


def test_of_a_new_vpc_the_openings_are_no_danger_but_any_other_way_is() -> None:
    """What settings name is how it was asked for."""
    made = {"parent": PARENT, "tags": TAGGED}
    vpc = added(tokens.VPC, "drill-vpc", DRILL, **made)
    uses = {"vpcId": (vpc.urn,)}
    opening = added(tokens.ENDPOINT, "ssm", OPENINGS, vpcId=UNKNOWN, serviceName="ssm", dependencies=uses)
    gateway = added(tokens.INTERNET_GATEWAY, "way", vpcId=UNKNOWN, dependencies=uses)
    assert ways(with_steps(vpc, opening, standing=())) == []
    assert [danger.resource for danger in ways(with_steps(vpc, opening, gateway, standing=()))] == ["way"]
