"""Landscapes from the resources of any stack: nothing falls over, nothing unknown is passed for known."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.pictures import address_map, from_resources, topology
from lifeboat.pictures.landscape import AFTER, ELSEWHERE, Rule
from lifeboat.previews import SECRET, UNKNOWN, Resource
from tests.unit.pictures.estates import STACK, drill_vpc, made

TOKENS = (
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/route:Route",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/customerGateway:CustomerGateway",
    "aws:ec2/vpnConnection:VpnConnection",
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute",
    "aws:ec2transitgateway/route:Route",
    "aws:ec2transitgateway/transitGateway:TransitGateway",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint",
    "aws:route53/resolverEndpoint:ResolverEndpoint",
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation",
    "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate",
    "azure-native:network:VirtualNetwork",
    "azure-native:network/v20240501:Subnet",
    "azure-native:network:PublicIPAddress",
    "azure-native:network:VirtualNetworkPeering",
    "azure-native:network:NatGateway",
    "azure-native:network:VirtualNetworkGateway",
    "azure-native:network:LocalNetworkGateway",
    "azure-native:network:VirtualNetworkGatewayConnection",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:SecurityRule",
    "azure-native:dnsresolver:OutboundEndpoint",
    "kubernetes:core/v1:Pod",
)
KEYS = (
    "vpcId", "cidrBlock", "subnetId", "subnetIds", "routeTableId", "routes", "gatewayId", "tags", "vpnGatewayId",
    "transitGatewayId", "ingress", "securityGroupId", "ipProtocol", "fromPort", "toPort", "cidrIpv4", "serviceName",
    "ipAddresses", "customerGatewayId", "ipAddress", "tunnel1InsideCidr", "tunnel1Address", "tunnel2Address",
    "staticRoutesOnly", "addressSpace", "addressPrefix", "addressPrefixes", "virtualNetworkName", "ipConfigurations",
    "publicIPAddress", "subnet", "id", "name", "localNetworkGateway2", "gatewayIpAddress", "remoteVirtualNetwork",
    "networkSecurityGroupName", "direction", "stagingAreaSubnetId", "availabilityZone", "subnets",
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-5, 70000)
    | st.text(max_size=8)
    | st.sampled_from(["10.0.0.0/16", "10.0.0.0/33", "300.1.1.1", "vpc-1", "subnet-1", "igw-1", "-1"])
    | st.sampled_from([UNKNOWN, SECRET])
)
SHALLOW = LEAVES | st.lists(LEAVES, max_size=2)
VALUES = SHALLOW | st.lists(st.dictionaries(st.sampled_from(KEYS), SHALLOW, max_size=3), max_size=2)
RESOURCES = st.builds(
    lambda token, name, parent, inputs, outputs, identifier: Resource(
        f"urn:pulumi:dev::shop::{token}::{name}", token, name, identifier, parent, inputs=inputs, outputs=outputs
    ),
    st.sampled_from(TOKENS),
    st.sampled_from(["a", "b", "a-b", "GatewaySubnet", ""]),
    st.sampled_from(["", STACK]),
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5),
    st.dictionaries(st.sampled_from(KEYS), SHALLOW, max_size=2),
    st.sampled_from(["", "vpc-1", "subnet-1", "igw-1", "/subscriptions/0/x/virtualNetworks/a/subnets/b"]),
)


@settings(deadline=None)
@given(st.lists(RESOURCES, max_size=5), st.lists(RESOURCES, max_size=5))
def test_whatever_a_stack_holds_is_drawn(before, after):
    """Foreign programs, broken values, unknown ones: two pictures come out, never an exception."""
    old, new = from_resources(before), from_resources(after)
    assert topology(old, new).startswith("<svg ")
    assert address_map(old, new).startswith("<svg ")


def test_a_stack_without_anything_to_draw_says_so():
    empty = from_resources([made("aws:s3/bucket:Bucket", "bucket")])
    assert list(empty.elements()) == []
    assert "There is nothing here" in topology(None, empty)
    assert "Nothing here has a range" in address_map(None, empty)


def test_unknown_values_stay_visible():
    """An address that is given out later is said to be, and a secret value is no text."""
    found = from_resources(
        [
            made("aws:ec2/vpc:Vpc", "net", {"cidrBlock": UNKNOWN}),
            made(
                "aws:ec2/customerGateway:CustomerGateway",
                "far",
                {
                    "ipAddress": UNKNOWN,
                    "bgpAsn": {"4dabf18193072939515e22adb298388d": "1b47", "value": "secret"},
                },
            ),
        ]
    )
    (network,) = found.networks
    (gateway,) = found.gateways
    assert (network.ranges, network.unknown) == ((), AFTER)
    assert (gateway.addresses, gateway.asn) == ((AFTER,), "")
    assert AFTER in topology(None, found)


def test_what_exists_outside_of_the_stack_is_drawn_as_that():
    """A subnet in a VPC of somebody else: the VPC has no range here, and is not said to have none."""
    inputs = {"vpcId": "vpc-0a1b2c3d", "cidrBlock": "10.9.1.0/24", "availabilityZone": "eu-west-1a"}
    found = from_resources([made("aws:ec2/subnet:Subnet", "mine", inputs, "subnet-1")])
    (network,) = found.networks
    assert (network.key, network.existing, network.unknown) == ("vpc-0a1b2c3d", True, ELSEWHERE)


def test_rules_inside_a_group_and_of_their_own_are_one_boundary():
    """Both ways of writing them are common; `-1` is every protocol."""
    group = made(
        "aws:ec2/securityGroup:SecurityGroup",
        "web",
        {"ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 81, "cidrBlocks": ["10.0.0.0/8"], "self": True}]},
        "sg-1",
    )
    rule = made(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "out",
        {"securityGroupId": "sg-1", "ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"},
    )
    (found,) = from_resources([group, rule]).boundaries
    assert found.rules == (
        Rule("egress", "all", "all", "0.0.0.0/0"),
        Rule("ingress", "tcp", "80-81", "10.0.0.0/8"),
        Rule("ingress", "tcp", "80-81", "members of web"),
    )


def test_a_rule_whose_group_is_not_known_goes_to_no_group_by_its_name():
    """`web-in-from-db` is a rule of web, however it ends; what is not known is drawn as not known."""
    groups = [made("aws:ec2/securityGroup:SecurityGroup", name, {}, f"sg-{name}") for name in ("web", "db")]
    rule = made(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "web-in-from-db",
        {"securityGroupId": UNKNOWN, "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.0.0.0/8"},
    )
    rules = {one.label: one.rules for one in from_resources([*groups, rule]).boundaries}
    assert rules == {"web": (), "db": (), f"group {AFTER}": (Rule("ingress", "tcp", "443", "10.0.0.0/8"),)}


def test_the_order_of_resources_changes_nothing():
    assert from_resources(drill_vpc()) == from_resources(drill_vpc()[::-1])


def test_two_resources_of_one_name_are_two_elements():
    """URNs tell them apart, names do not."""
    inputs = {"cidrBlock": "10.0.0.0/16"}
    token = "aws:ec2/vpc:Vpc"
    twins = [Resource(f"urn:pulumi:dev::shop::{kind}${token}::net", token, "net", STACK, inputs) for kind in "ab"]
    assert len(from_resources(twins).networks) == 2


def test_of_two_records_of_one_resource_the_later_counts():
    """A replacement has several steps, each with a record."""
    old = made("aws:ec2/vpc:Vpc", "net", {"cidrBlock": "10.0.0.0/16"}, "vpc-1")
    new = made("aws:ec2/vpc:Vpc", "net", {"cidrBlock": "10.1.0.0/16"})
    (network,) = from_resources([old, new]).networks
    assert (network.key, str(network.ranges[0])) == ("net", "10.1.0.0/16")
