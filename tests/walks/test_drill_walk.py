"""The drill VPC leads nowhere but through its named openings: walked over whole stacks, and over ones with a hole."""

import ast
from dataclasses import replace
from functools import cache
from pathlib import Path as File
from typing import Any

import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import parse
from tests.components.support import build
from tests.unit.settings.raw import CREATED, changed
from tests.walks import drill_walk
from tests.walks.drill_walk import Thing, isolated_vpcs, of_built, of_state, paths

EVERYWHERE = "every subnet of harbor-drill-vpc"
RESOLVER = f"{EVERYWHERE} -> the VPC's resolver: names alone"
INSTANCE_CONNECT = f"{EVERYWHERE} -> instance connect endpoint harbor-drill-openings-instance-connect-endpoint"
SESSION_MANAGER = [
    f"{EVERYWHERE} -> interface endpoint harbor-drill-openings-endpoint-{service}"
    f" to com.amazonaws.eu-central-1.{service}"
    for service in ("ec2messages", "ssm", "ssmmessages")
]
BOTH = ["session-manager", "instance-connect"]
STACKS: dict[str, dict[str, Any]] = {
    "as it comes": {},
    "no opening": {"recovery.drill.reach": []},
    "session manager": {"recovery.drill.reach": ["session-manager"]},
    "both": {"recovery.drill.reach": BOTH},
    "three zones, NAT in each, customer key": {
        "recovery.zones": [f"eu-central-1{zone}" for zone in "abc"],
        "recovery.network.egress": "nat",
        "replication.encryption": {"mode": "create"},
        "recovery.drill.reach": BOTH,
    },
    "one zone, transit gateway": {
        "recovery.zones": ["eu-central-1a"],
        "interconnect.target": "transit-gateway",
        "recovery.drill.reach": BOTH,
    },
    "a range of its own": {"recovery.drill.cidr": "10.30.0.0/24", "recovery.drill.reach": BOTH},
    "no room for a subnet of the openings": {"recovery.drill.cidr": "10.30.0.0/27", "recovery.drill.reach": BOTH},
    "300 servers, failback on": {
        "sizing": {"servers": 300, "volumes": 900},
        "recovery.failback.enabled": True,
        "recovery.network.dhcp_options": {"domain_name": "corp.example.com", "dns_servers": ["10.20.0.10"]},
        "recovery.drill.reach": BOTH,
    },
}


@cache
def stack(name: str) -> tuple[Thing, ...]:
    changes = {**STACKS[name], "recovery.account_id": "111122223333"}
    blueprint = make_blueprint(parse(changed(CREATED, changes)))
    return tuple(of_built(build(lambda: LandingZone("harbor", LandingZoneArgs(blueprint=blueprint))).resources))


def walked(things: tuple[Thing, ...]) -> list[str]:
    (vpc,) = isolated_vpcs(things)
    return [str(path) for path in paths(things, vpc)]


def openings(reach: list[str]) -> list[str]:
    expected = [RESOLVER]
    expected += [INSTANCE_CONNECT] if "instance-connect" in reach else []
    expected += SESSION_MANAGER if "session-manager" in reach else []
    return sorted(expected)


@pytest.mark.parametrize("name", STACKS)
def test_only_the_named_openings_lead_anywhere(name: str) -> None:
    """The VPC's resolver is named too: it looks names up for every VPC that has names at all, and carries no more."""
    reach = STACKS[name].get("recovery.drill.reach", ["instance-connect"])
    assert sorted(walked(stack(name))) == openings(reach)


@pytest.mark.parametrize("name", STACKS)
def test_the_walk_sees_every_drill_subnet(name: str) -> None:
    """A walk from no subnet would find no route either."""
    things = stack(name)
    (vpc,) = isolated_vpcs(things)
    subnets = [each for each in things if each.type == drill_walk.SUBNET and each.get("vpcId") == vpc.id]
    zones = len(STACKS[name].get("recovery.zones", ["a", "b"]))
    assert len([each for each in subnets if "-subnet-drill-" in each.name]) == zones


def test_the_recovery_vpc_is_seen_to_be_connected() -> None:
    """The same walk over the VPC beside it finds its ways: the walk is not blind."""
    things = stack("as it comes")
    (vpc,) = [each for each in things if each.name == "harbor-recovery-vpc"]
    found = {str(path) for path in paths(things, vpc)}
    assert "every subnet of harbor-recovery-vpc -> internet gateway harbor-recovery-internet-gateway" in found
    subnet = "harbor-recovery-subnet-recovery-eu-central-1a"
    nat = "harbor-recovery-nat-eu-central-1a"
    assert f"{subnet} -> route 0.0.0.0/0 -> NAT gateway {nat}" in found
    assert f"{subnet} -> route learnt -> virtual private gateway harbor-recovery-gateway-vpn-gateway" in found


A = "harbor-drill-subnet-drill-eu-central-1a"
VPC, SUBNET, TABLE = "harbor-drill-vpc-id", f"{A}-id", "harbor-drill-route-table-id"
EXTRA = "added-by-hand"
SUBNET_ARN = f"arn:aws:mock:eu-central-1:111122223333:{A}"
DRILL_SUBNETS = [f"harbor-drill-subnet-drill-eu-central-1{zone}" for zone in "ab"]
OPENINGS_SUBNET = "harbor-drill-openings-subnet-openings-eu-central-1a"


def added(kind: str, **properties: Any) -> Thing:
    return Thing(kind, EXTRA, f"{EXTRA}-id", properties)


def from_each_subnet(*steps: str) -> list[str]:
    return [" -> ".join((subnet, *steps)) for subnet in (OPENINGS_SUBNET, *DRILL_SUBNETS)]


def from_everywhere(step: str) -> list[str]:
    return [f"{EVERYWHERE} -> {step}"]


ROUTE = drill_walk.ROUTE
HOLES: dict[str, tuple[Thing, list[str]]] = {
    "route to the internet": (
        added(
            ROUTE, routeTableId=TABLE, destinationCidrBlock="0.0.0.0/0", gatewayId="harbor-recovery-internet-gateway-id"
        ),
        from_each_subnet("route 0.0.0.0/0", "gateway harbor-recovery-internet-gateway"),
    ),
    "route to a NAT gateway": (
        added(ROUTE, routeTableId=TABLE, destinationCidrBlock="0.0.0.0/0", natGatewayId="nat-1"),
        from_each_subnet("route 0.0.0.0/0", "NAT gateway nat-1"),
    ),
    "route to a transit gateway": (
        added(ROUTE, routeTableId=TABLE, destinationCidrBlock="10.10.0.0/16", transitGatewayId="tgw-1"),
        from_each_subnet("route 10.10.0.0/16", "transit gateway tgw-1"),
    ),
    "route over a peering": (
        added(ROUTE, routeTableId=TABLE, destinationCidrBlock="10.20.0.0/16", vpcPeeringConnectionId="pcx-1"),
        from_each_subnet("route 10.20.0.0/16", "peering pcx-1"),
    ),
    "route for IPv6": (
        added(ROUTE, routeTableId=TABLE, destinationIpv6CidrBlock="::/0", egressOnlyGatewayId="eigw-1"),
        from_each_subnet("route ::/0", "egress-only internet gateway eigw-1"),
    ),
    "route to an appliance": (
        added(ROUTE, routeTableId=TABLE, destinationPrefixListId="pl-1", networkInterfaceId="eni-1"),
        from_each_subnet("route pl-1", "network interface eni-1"),
    ),
    "propagated routes": (
        added(drill_walk.PROPAGATION, routeTableId=TABLE, vpnGatewayId="vgw-1"),
        from_each_subnet("route learnt", "virtual private gateway vgw-1"),
    ),
    "a route server's routes": (
        added("aws:vpc/routeServerPropagation:RouteServerPropagation", routeTableId=TABLE, routeServerId="rs-1"),
        [
            *from_each_subnet(
                "route by unknown ways", f"aws:vpc/routeServerPropagation:RouteServerPropagation {EXTRA}"
            ),
            *from_everywhere(
                f"aws:vpc/routeServerPropagation:RouteServerPropagation, of which nothing is known: {EXTRA}"
            ),
        ],
    ),
    "gateway endpoint in the table": (
        added(drill_walk.ENDPOINT, vpcId=VPC, serviceName="com.amazonaws.eu-central-1.s3", routeTableIds=[TABLE]),
        from_each_subnet("route to com.amazonaws.eu-central-1.s3", f"endpoint {EXTRA}"),
    ),
    "gateway endpoint put into the table": (
        added(drill_walk.ENDPOINT_ROUTE_TABLE, routeTableId=TABLE, vpcEndpointId="vpce-1"),
        from_each_subnet("route to a prefix list", "endpoint vpce-1"),
    ),
    "interface endpoint": (
        added(
            drill_walk.ENDPOINT,
            vpcId=VPC,
            vpcEndpointType="Interface",
            serviceName="com.amazonaws.eu-central-1.s3",
            subnetIds=[SUBNET],
        ),
        from_everywhere(f"interface endpoint {EXTRA} to com.amazonaws.eu-central-1.s3"),
    ),
    "second instance connect endpoint": (
        added("aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint", subnetId=SUBNET),
        from_everywhere(f"instance connect endpoint {EXTRA}"),
    ),
    "peering from here": (
        added("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", vpcId=VPC, peerVpcId="vpc-1"),
        from_everywhere(f"peering {EXTRA}"),
    ),
    "peering from there": (
        added("aws:ec2/vpcPeeringConnection:VpcPeeringConnection", vpcId="vpc-1", peerVpcId=VPC),
        from_everywhere(f"peering {EXTRA}"),
    ),
    "transit gateway attachment": (
        added("aws:ec2transitgateway/vpcAttachment:VpcAttachment", vpcId=VPC, subnetIds=[SUBNET], transitGatewayId="t"),
        from_everywhere(f"transit gateway attachment {EXTRA}"),
    ),
    "virtual private gateway": (
        added("aws:ec2/vpnGateway:VpnGateway", vpcId=VPC),
        from_everywhere(f"virtual private gateway {EXTRA}"),
    ),
    "attached virtual private gateway": (
        added("aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment", vpcId=VPC, vpnGatewayId="vgw-1"),
        from_everywhere(f"virtual private gateway {EXTRA}"),
    ),
    "internet gateway": (
        added("aws:ec2/internetGateway:InternetGateway", vpcId=VPC),
        from_everywhere(f"internet gateway {EXTRA}"),
    ),
    "NAT gateway inside": (
        added("aws:ec2/natGateway:NatGateway", subnetId=SUBNET),
        from_everywhere(f"NAT gateway {EXTRA}"),
    ),
    "resolver rule": (
        added("aws:route53/resolverRuleAssociation:ResolverRuleAssociation", vpcId=VPC, resolverRuleId="rslvr-rr-1"),
        from_everywhere(f"resolver rule {EXTRA}"),
    ),
    "resolver endpoint": (
        added("aws:route53/resolverEndpoint:ResolverEndpoint", ipAddresses=[{"subnetId": SUBNET}]),
        from_everywhere(f"resolver endpoint {EXTRA}"),
    ),
    "private zone": (
        added("aws:route53/zoneAssociation:ZoneAssociation", vpcId=VPC, zoneId="Z1"),
        from_everywhere(f"private zone {EXTRA}"),
    ),
    "client VPN": (
        added("aws:ec2clientvpn/networkAssociation:NetworkAssociation", subnetId=SUBNET),
        from_everywhere(f"client VPN {EXTRA}"),
    ),
    "a subnet shared with another account": (
        added("aws:ram/resourceAssociation:ResourceAssociation", resourceArn=SUBNET_ARN),
        from_everywhere(f"aws:ram/resourceAssociation:ResourceAssociation, of which nothing is known: {EXTRA}"),
    ),
}


@pytest.mark.parametrize("name", HOLES)
def test_one_thing_more_makes_the_walk_print_exactly_that_path(name: str) -> None:
    hole, expected = HOLES[name]
    before, after = walked(stack("both")), walked((*stack("both"), hole))
    assert sorted(set(after) - set(before)) == sorted(expected)
    assert set(before) <= set(after)


def changed_thing(things: tuple[Thing, ...], name: str, **properties: Any) -> tuple[Thing, ...]:
    (found,) = [each for each in things if each.name == name]
    other = replace(found, properties={**found.properties, **properties})
    return tuple(other if each is found else each for each in things)


def test_a_route_inside_a_table_is_a_path() -> None:
    things = changed_thing(
        stack("both"),
        "harbor-drill-route-table",
        routes=[{"cidrBlock": "10.20.0.0/16", "gatewayId": "local"}, {"cidrBlock": "10.0.0.0/8", "gatewayId": "vgw-1"}],
        propagatingVgws=["vgw-2"],
    )
    assert set(walked(things)) - set(walked(stack("both"))) == {
        *from_each_subnet("route 10.0.0.0/8", "gateway vgw-1"),
        *from_each_subnet("route learnt", "virtual private gateway vgw-2"),
    }


def test_a_route_of_the_main_table_concerns_the_subnets_that_have_no_other() -> None:
    """As long as each subnet has its own table nothing leads out; one that lost it uses the main one."""
    main = Thing(drill_walk.DEFAULT_ROUTE_TABLE, "main", "rtb-main", {
        "vpcId": VPC, "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}],
    })  # fmt: skip
    things = (*stack("both"), main)
    assert walked(things) == walked(stack("both"))
    lost = tuple(each for each in things if each.name != "harbor-drill-association-drill-eu-central-1a")
    assert set(walked(lost)) - set(walked(things)) == {f"{A} -> route 0.0.0.0/0 -> gateway igw-1"}


def test_a_table_made_the_main_one_counts_as_that() -> None:
    other = Thing(drill_walk.ROUTE_TABLE, "other", "rtb-other", {
        "vpcId": VPC, "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1"}],
    })  # fmt: skip
    main = added(drill_walk.MAIN_ASSOCIATION, vpcId=VPC, routeTableId="rtb-other")
    things = tuple(each for each in stack("both") if each.name != "harbor-drill-association-drill-eu-central-1a")
    assert set(walked((*things, other, main))) - set(walked(things)) == {f"{A} -> route 0.0.0.0/0 -> gateway igw-1"}


OUT = added(ROUTE, routeTableId=TABLE, destinationCidrBlock="10.10.0.0/16", transitGatewayId="tgw-1")


def acl(*egress: dict[str, Any]) -> Thing:
    return Thing(drill_walk.ACL, "acl", "acl-1", {"vpcId": VPC, "subnetIds": [SUBNET], "egress": list(egress)})


def acl_rule(number: int, action: str, cidr: str, protocol: str = "-1") -> dict[str, Any]:
    return {"ruleNo": number, "action": action, "cidrBlock": cidr, "protocol": protocol, "fromPort": 0, "toPort": 0}


@pytest.mark.parametrize(
    ("rules", "open_"),
    [
        ([], False),
        ([acl_rule(100, "allow", "0.0.0.0/0")], True),
        ([acl_rule(100, "deny", "10.10.0.0/16"), acl_rule(200, "allow", "0.0.0.0/0")], False),
        ([acl_rule(200, "deny", "10.10.0.0/16"), acl_rule(100, "allow", "0.0.0.0/0")], True),
        ([acl_rule(100, "deny", "10.10.1.0/24"), acl_rule(200, "allow", "0.0.0.0/0")], True),
        ([acl_rule(100, "deny", "10.10.0.0/16", "tcp"), acl_rule(200, "allow", "0.0.0.0/0")], True),
        ([acl_rule(100, "allow", "10.20.0.0/16")], False),
        ([acl_rule(100, "allow", "10.10.7.0/24")], True),
    ],
)
def test_a_network_acl_closes_a_route_when_it_lets_nothing_out_to_it(rules: list[dict[str, Any]], open_: bool) -> None:
    """In the order of numbers, and only when the whole range is refused for every protocol."""
    path = f"{A} -> route 10.10.0.0/16 -> transit gateway tgw-1"
    assert (path in walked((*stack("both"), OUT, acl(*rules)))) is open_


def test_rules_of_their_own_and_associations_count_for_an_acl_too() -> None:
    bare = Thing(drill_walk.ACL, "acl", "acl-1", {"vpcId": VPC})
    use = Thing(drill_walk.ACL_ASSOCIATION, "use", "use-1", {"networkAclId": "acl-1", "subnetId": SUBNET})
    rule = Thing(drill_walk.ACL_RULE, "rule", "rule-1", {
        "networkAclId": "acl-1", "egress": True, "ruleNumber": 100, "ruleAction": "allow", "cidrBlock": "0.0.0.0/0",
        "protocol": "-1",
    })  # fmt: skip
    path = f"{A} -> route 10.10.0.0/16 -> transit gateway tgw-1"
    assert path not in walked((*stack("both"), OUT, bare, use))
    assert path in walked((*stack("both"), OUT, bare, use, rule))


def test_without_names_not_even_the_resolver_answers() -> None:
    things = changed_thing(stack("no opening"), "harbor-drill-vpc", enableDnsSupport=False)
    assert walked(things) == []


def test_a_state_is_walked_as_a_program_is() -> None:
    """The shape of `pulumi stack export`, components and what waits for deletion left aside."""
    resources = [
        {
            "urn": f"urn:pulumi:dev::lifeboat::{each.type}::{each.name}", "type": each.type, "custom": True,
            "id": each.id, "inputs": dict(each.properties), "outputs": dict(each.properties),
        }
        for each in stack("both")
    ]  # fmt: skip
    gone = {**resources[0], "type": ROUTE, "delete": True, "outputs": {"routeTableId": TABLE, "natGatewayId": "nat-1"}}
    component = {"urn": "urn:pulumi:dev::lifeboat::lifeboat:recovery:DrillNetwork::harbor-drill", "type": "x"}
    state = {"version": 3, "deployment": {"resources": [*resources, gone, component]}}
    assert walked(tuple(of_state(state))) == walked(stack("both"))


def test_the_walk_knows_neither_the_program_nor_an_sdk() -> None:
    """It would repeat their mistakes."""
    tree = ast.parse(File(drill_walk.__file__).read_text(encoding="utf-8"))
    modules = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        )
    }  # fmt: skip
    assert modules == {"collections.abc", "dataclasses", "functools", "ipaddress", "typing"}
