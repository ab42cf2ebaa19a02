"""The AWS network: recovery VPC, drill VPC, security groups."""

import re
from dataclasses import replace
from ipaddress import IPv4Network

import pulumi
import pytest

from components.recovery.drill_network import DrillNetwork, DrillNetworkArgs
from components.recovery.network import RecoveryNetwork, RecoveryNetworkArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from lifeboat.blueprint.model import (
    AwsGateway,
    DrillOpenings,
    NatGateway,
    RecoveryBlueprint,
    RouteTable,
    SecurityGroup,
    SecurityRule,
    Subnet,
    Vpc,
)
from lifeboat.blueprint.model import DrillNetwork as DrillBlueprint
from lifeboat.blueprint.private_model import PrivateMode
from tests.components.support import build

A, B = "eu-central-1a", "eu-central-1b"
DRILL = DrillBlueprint(
    IPv4Network("10.20.0.0/16"),
    (
        Subnet(f"drill-{A}", "drill", A, IPv4Network("10.20.64.0/24")),
        Subnet(f"drill-{B}", "drill", B, IPv4Network("10.20.65.0/24")),
    ),
    DrillOpenings(key="", cidr=None, zone=A, endpoint_services=(), instance_connect=False, groups=()),
)
GROUPS = (
    SecurityGroup(
        "replication",
        "DRS replication servers",
        (
            SecurityRule("in-1500", "ingress", "tcp", 1500, IPv4Network("10.10.0.0/16"), "blocks in"),
            SecurityRule("out-443", "egress", "tcp", 443, IPv4Network("0.0.0.0/0"), "control out"),
            SecurityRule("out-53", "egress", "udp", 53, IPv4Network("10.20.0.0/16"), "DNS"),
        ),
    ),
    SecurityGroup("recovery", "Recovered servers", ()),
)
CREATED = RecoveryBlueprint(
    account_id="111122223333",
    region="eu-central-1",
    partition="aws",
    vpc=Vpc(None, IPv4Network("10.20.0.0/16")),
    subnets=(
        Subnet(f"staging-{A}", "staging", A, IPv4Network("10.20.0.0/24")),
        Subnet(f"recovery-{B}", "recovery", B, IPv4Network("10.20.64.0/24")),
        Subnet(f"public-{A}", "public", A, IPv4Network("10.20.128.0/24")),
    ),
    route_tables=(
        RouteTable("public", (f"public-{A}",), "internet", propagates=False),
        RouteTable(f"staging-{A}", (f"staging-{A}",), f"nat-{A}", propagates=True),
        RouteTable(f"recovery-{B}", (f"recovery-{B}",), None, propagates=True),
    ),
    nat_gateways=(NatGateway(f"nat-{A}", f"public-{A}"),),
    gateway=AwsGateway(
        target="virtual-private-gateway",
        asn=64512,
        existing_id=None,
        existing_attachment_id=None,
        existing_route_table_id=None,
        attachment_subnets=(),
        account=None,
        other_vpcs=(),
    ),
    security_groups=GROUPS,
    drill=DRILL,
)
ADOPTED = replace(
    CREATED,
    vpc=Vpc("vpc-0adopted", IPv4Network("10.20.0.0/16")),
    subnets=(
        Subnet(f"staging-{A}", "staging", A, IPv4Network("10.20.0.0/24"), "subnet-0adopted"),
        Subnet(f"recovery-{B}", "recovery", B, IPv4Network("10.20.64.0/24")),
    ),
    route_tables=(
        RouteTable(f"recovery-{B}", (f"recovery-{B}",), "nat-0adopted", propagates=True),
        RouteTable("rtb-0adopted", (), None, propagates=True, existing_id="rtb-0adopted"),
    ),
    nat_gateways=(),
)
FOUND_VPC = {
    "id": "vpc-0adopted",
    "cidrBlock": "10.20.0.0/16",
    "enableDnsSupport": True,
    "enableDnsHostnames": True,
}
FOUND_SUBNET = {
    "id": "subnet-0adopted",
    "cidrBlock": "10.20.0.0/24",
    "vpcId": "vpc-0adopted",
    "availabilityZone": A,
}

VPC = "aws:ec2/vpc:Vpc"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE = "aws:ec2/route:Route"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
EIP = "aws:ec2/eip:Eip"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
NETWORK = "lifeboat:recovery:RecoveryNetwork"

CREATED_NAMES = {
    (NETWORK, "net"),
    (VPC, "net-vpc"),
    (DEFAULT_GROUP, "net-default-security-group"),
    (SUBNET, f"net-subnet-staging-{A}"),
    (SUBNET, f"net-subnet-recovery-{B}"),
    (SUBNET, f"net-subnet-public-{A}"),
    (INTERNET_GATEWAY, "net-internet-gateway"),
    (EIP, f"net-nat-{A}-address"),
    (NAT_GATEWAY, f"net-nat-{A}"),
    (ROUTE_TABLE, "net-route-table-public"),
    (ROUTE_TABLE, f"net-route-table-staging-{A}"),
    (ROUTE_TABLE, f"net-route-table-recovery-{B}"),
    (ROUTE, "net-default-route-public"),
    (ROUTE, f"net-default-route-staging-{A}"),
    (ASSOCIATION, f"net-association-public-{A}"),
    (ASSOCIATION, f"net-association-staging-{A}"),
    (ASSOCIATION, f"net-association-recovery-{B}"),
}


def network(blueprint, *, protect=False, preview=False, vpc=FOUND_VPC, subnet=FOUND_SUBNET):
    return build(
        lambda: RecoveryNetwork("net", RecoveryNetworkArgs(blueprint=blueprint, protect=protect)),
        preview=preview,
        lookups={"aws:ec2/getVpc:getVpc": vpc, "aws:ec2/getSubnet:getSubnet": subnet},
    )


@pytest.mark.parametrize("preview", [False, True])
def test_a_created_network_registers_these_names_in_preview_and_for_real(preview):
    """The names are a public contract, and a resource made inside apply would be missing from the preview."""
    assert network(CREATED, preview=preview).names == CREATED_NAMES


def test_children_hang_off_the_component_and_have_a_name_tag():
    for resource in network(CREATED).resources[1:]:
        assert resource.parent_name == "net"
        if resource.type not in {ROUTE, ASSOCIATION}:
            assert resource.inputs["tags"]["Name"] == resource.name


def test_the_created_vpc_resolves_names_and_its_default_group_admits_nothing():
    built = network(CREATED)
    vpc = built["net-vpc"].inputs
    assert (vpc["cidrBlock"], vpc["enableDnsSupport"], vpc["enableDnsHostnames"]) == ("10.20.0.0/16", True, True)
    group = built["net-default-security-group"].inputs
    assert group["vpcId"] == "net-vpc-id"
    assert not {"ingress", "egress"} & set(group)


@pytest.mark.parametrize("protect", [False, True])
def test_protection_is_the_vpcs_alone(protect):
    protected = {resource.name for resource in network(CREATED, protect=protect).resources if resource.protect}
    assert protected == ({"net-vpc"} if protect else set())


def test_subnets_are_in_their_zone_and_give_no_public_addresses():
    staging = network(CREATED)[f"net-subnet-staging-{A}"].inputs
    assert staging == {
        "vpcId": "net-vpc-id",
        "cidrBlock": "10.20.0.0/24",
        "availabilityZone": A,
        "mapPublicIpOnLaunch": False,
        "tags": {"Name": f"net-subnet-staging-{A}"},
    }


def test_default_routes_lead_to_the_internet_gateway_and_the_nat_gateway_and_nowhere_else():
    built = network(CREATED)
    assert built["net-default-route-public"].inputs == {
        "routeTableId": "net-route-table-public-id",
        "destinationCidrBlock": "0.0.0.0/0",
        "gatewayId": "net-internet-gateway-id",
    }
    assert built[f"net-default-route-staging-{A}"].inputs == {
        "routeTableId": f"net-route-table-staging-{A}-id",
        "destinationCidrBlock": "0.0.0.0/0",
        "natGatewayId": f"net-nat-{A}-id",
    }


def test_the_nat_gateway_waits_for_the_internet_gateway():
    built = network(CREATED)
    nat = built[f"net-nat-{A}"]
    assert nat.inputs["subnetId"] == f"net-subnet-public-{A}-id"
    assert nat.inputs["allocationId"] == f"net-nat-{A}-address-id"
    assert "net-internet-gateway" in nat.dependency_names


def test_outputs_are_keyed_by_the_blueprint():
    built = network(CREATED)
    assert built.value(built.result.vpc_id) == "net-vpc-id"
    assert {key: built.value(id_) for key, id_ in built.result.subnet_ids.items()} == {
        subnet.key: f"net-subnet-{subnet.key}-id" for subnet in CREATED.subnets
    }
    assert set(built.result.route_table_ids) == {table.key for table in CREATED.route_tables}


def test_no_way_out_makes_no_gateway_and_no_default_route():
    tables = tuple(replace(table, default_route=None) for table in CREATED.route_tables[1:])
    built = network(replace(CREATED, subnets=CREATED.subnets[:2], route_tables=tables, nat_gateways=()))
    assert not {type_ for type_, _ in built.names} & {INTERNET_GATEWAY, EIP, NAT_GATEWAY, ROUTE}


@pytest.mark.parametrize("preview", [False, True])
def test_an_adopted_network_adds_only_what_it_lacks(preview):
    built = network(ADOPTED, protect=True, preview=preview)
    assert built.names == {
        (NETWORK, "net"),
        (SUBNET, f"net-subnet-recovery-{B}"),
        (ROUTE_TABLE, f"net-route-table-recovery-{B}"),
        (ROUTE, f"net-default-route-recovery-{B}"),
        (ASSOCIATION, f"net-association-recovery-{B}"),
    }
    assert built[f"net-subnet-recovery-{B}"].inputs["vpcId"] == "vpc-0adopted"
    assert built[f"net-default-route-recovery-{B}"].inputs["natGatewayId"] == "nat-0adopted"
    assert built.value(built.result.subnet_ids[f"staging-{A}"]) == "subnet-0adopted"
    assert built.value(built.result.route_table_ids["rtb-0adopted"]) == "rtb-0adopted"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            {"vpc": {**FOUND_VPC, "cidrBlock": "10.99.0.0/16"}},
            "recovery.network.cidr of vpc-0adopted: found 10.99.0.0/16",
        ),
        (
            {"vpc": {**FOUND_VPC, "enableDnsSupport": False}},
            "recovery.network.vpc_id vpc-0adopted: found enableDnsSupport off",
        ),
        (
            {"subnet": {**FOUND_SUBNET, "cidrBlock": "10.20.9.0/24"}},
            "recovery.network.staging_subnets[1].cidr of subnet-0adopted: found 10.20.9.0/24",
        ),
        (
            {"subnet": {**FOUND_SUBNET, "vpcId": "vpc-0other"}},
            "recovery.network.staging_subnets[1], the VPC of subnet-0adopted: found vpc-0other",
        ),
        (
            {"subnet": {**FOUND_SUBNET, "availabilityZone": B}},
            f"recovery.network.staging_subnets[1], the zone of subnet-0adopted: found {B}",
        ),
    ],
)
def test_an_adopted_thing_unlike_settings_stops_the_program(found, sentence):
    """Each sentence begins with the settings path: the adopted subnet is the second one for staging."""
    created_first = Subnet(f"staging-{B}", "staging", B, IPv4Network("10.20.1.0/24"))
    blueprint = replace(ADOPTED, subnets=(ADOPTED.subnets[1], created_first, ADOPTED.subnets[0]))
    with pytest.raises(pulumi.RunError, match=f"^{re.escape(sentence)}"):
        network(blueprint, **found)


def test_dns_host_names_of_an_adopted_vpc_have_to_be_on_for_private_mode_alone():
    """Private DNS of endpoints needs them (AWS PrivateLink Guide); a NAT gateway does not, and new VPCs lack them."""
    off = {**FOUND_VPC, "enableDnsHostnames": False}
    assert network(ADOPTED, vpc=off).result is not None
    private = replace(ADOPTED, private=PrivateMode((), (), (), ()))
    assert network(private).result is not None
    with pytest.raises(pulumi.RunError, match="vpc-0adopted: found enableDnsHostnames off"):
        network(private, vpc=off)


@pytest.mark.parametrize("preview", [False, True])
def test_the_drill_vpc_is_tagged_isolated_and_has_nothing_that_leads_out(preview):
    built = build(lambda: DrillNetwork("drill", DrillNetworkArgs(drill=DRILL)), preview=preview)
    assert built.names == {
        ("lifeboat:recovery:DrillNetwork", "drill"),
        (VPC, "drill-vpc"),
        (DEFAULT_GROUP, "drill-default-security-group"),
        (ROUTE_TABLE, "drill-route-table"),
        (SUBNET, f"drill-subnet-drill-{A}"),
        (SUBNET, f"drill-subnet-drill-{B}"),
        (ASSOCIATION, f"drill-association-drill-{A}"),
        (ASSOCIATION, f"drill-association-drill-{B}"),
    }
    assert built["drill-vpc"].inputs["tags"] == {"Name": "drill-vpc", "lifeboat:isolated": "true"}
    assert "routes" not in built["drill-route-table"].inputs
    assert not {"ingress", "egress"} & set(built["drill-default-security-group"].inputs)
    assert set(built.result.subnet_ids) == {f"drill-{A}", f"drill-{B}"}


@pytest.mark.parametrize("preview", [False, True])
def test_each_rule_of_a_security_group_is_a_resource(preview):
    built = build(
        lambda: SecurityGroups("sec", SecurityGroupsArgs(groups=GROUPS, vpc_id="vpc-0", region="eu-central-1")),
        preview=preview,
    )
    assert built.names == {
        ("lifeboat:recovery:SecurityGroups", "sec"),
        (SECURITY_GROUP, "sec-replication"),
        (SECURITY_GROUP, "sec-recovery"),
        (INGRESS, "sec-replication-in-1500"),
        (EGRESS, "sec-replication-out-443"),
        (EGRESS, "sec-replication-out-53"),
    }


def test_a_rule_says_what_the_blueprint_says_and_the_group_has_none_inline():
    built = build(
        lambda: SecurityGroups("sec", SecurityGroupsArgs(groups=GROUPS, vpc_id="vpc-0", region="eu-central-1"))
    )
    assert built["sec-replication-in-1500"].inputs == {
        "securityGroupId": "sec-replication-id",
        "ipProtocol": "tcp",
        "fromPort": 1500,
        "toPort": 1500,
        "cidrIpv4": "10.10.0.0/16",
        "description": "blocks in",
        "tags": {"Name": "sec-replication-in-1500"},
    }
    assert built["sec-replication"].inputs == {
        "description": "DRS replication servers",
        "vpcId": "vpc-0",
        "tags": {"Name": "sec-replication"},
    }
    assert {key: built.value(id_) for key, id_ in built.result.ids.items()} == {
        "replication": "sec-replication-id",
        "recovery": "sec-recovery-id",
    }
