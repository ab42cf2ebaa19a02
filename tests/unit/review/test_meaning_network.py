"""Changes of ranges, tunnels, gateways and openings, in words."""

import pytest

from lifeboat.consequences import tokens as t
from lifeboat.previews import SECRET, UNKNOWN, Source, Step
from lifeboat.review.changes import changes
from lifeboat.review.model import Change
from tests.unit.review.steps import create, delete, preview, replace, same, update

NETWORK, DRILL, OPENINGS = "recovery:RecoveryNetwork", "recovery:DrillNetwork", "recovery:DrillOpenings"
GATEWAY, AWS_HALF, AZURE_HALF = "primary:PrimaryVpnGateway", "recovery:VpnConnections", "primary:Connections"
SPACE = "addressSpace.addressPrefixes"


def told(*steps: Step) -> list[Change]:
    """The changes of a stack that exists."""
    return list(changes(preview(same(t.RESOURCE_GROUP, "group"), *steps)))


def running(*numbers: int) -> list[Step]:
    """Azure's halves of tunnels that stay."""
    return [same(t.CONNECTION, f"connection-tunnel{number}", AZURE_HALF) for number in numbers]


def vnet(before: list[str], after: list[str]) -> Step:
    places = {f"{SPACE}[{len(before)}]": (None, (after or [None])[-1])}
    old, new = ({"addressSpace": {"addressPrefixes": each}} for each in (before, after))
    return update(t.VIRTUAL_NETWORK, "vnet", places, inputs=(old, new))


def test_a_prefix_brings_its_rules_and_routes() -> None:
    """The range is the cause; routes and rules that name it follow and are counted, others are not taken in."""
    steps = (
        vnet(["10.40.0.0/16"], ["10.40.0.0/16", "10.42.0.0/16"]),
        create(t.INGRESS, "in-443", "recovery:SecurityGroups", cidrIpv4="10.42.0.0/16", ipProtocol="tcp"),
        create(t.CONNECTION_ROUTE, "route", AWS_HALF, destinationCidrBlock="10.42.0.0/16"),
        create(t.INGRESS, "harbor-security-x-in-22", "recovery:SecurityGroups", cidrIpv4="192.0.2.0/24",
               ipProtocol="tcp", fromPort=22, toPort=22),
    )  # fmt: skip
    first, second = told(*steps)
    assert first.title == "The VNet gets 10.42.0.0/16."
    assert first.consequence == (
        "1 VNet is updated in place, 1 static route of a VPN connection is created, 1 security group rule is created;"
        " nothing is interrupted."
    )
    assert len(first.urns) == 3
    assert second.title == "192.0.2.0/24 may now reach TCP 22 of group harbor-security-x."


def test_a_prefix_that_goes_takes_its_routes_along() -> None:
    """What is deleted for it follows it, and the loss of the way is said."""
    steps = (
        vnet(["10.40.0.0/16", "10.42.0.0/16"], ["10.40.0.0/16"]),
        delete(t.CONNECTION_ROUTE, "route", AWS_HALF, destinationCidrBlock="10.42.0.0/16"),
    )
    (found,) = told(*steps)
    assert found.title == "The VNet loses 10.42.0.0/16."
    assert "away for good" in found.consequence


def test_ranges_before_that_nobody_told_are_no_difference() -> None:
    """An update plan without its state knows what is wanted only."""
    after = {"addressSpace": {"addressPrefixes": ["10.40.0.0/16"]}}
    step = update(t.VIRTUAL_NETWORK, "vnet", {f"{SPACE}[0]": (None, "10.40.0.0/16")}, inputs=({}, after))
    (found,) = changes(preview(step, source=Source.PLAN))
    assert found.title == "The VNet now has 10.40.0.0/16."


def test_a_subnet_in_azure_is_named_with_its_range() -> None:
    """Added, removed, resized: one sentence each; what Azure refuses is not called harmless."""
    inputs = {"subnetName": "data", "addressPrefix": "10.41.0.0/23"}
    wider = {**inputs, "addressPrefix": "10.41.0.0/22"}
    steps = (
        create(t.SUBNET, "harbor-primary-workload-batch", subnetName="batch", addressPrefix="10.41.8.0/24"),
        update(t.SUBNET, "harbor-primary-workload-data", {"addressPrefix": ("10.41.0.0/23", "10.41.0.0/22")},
               inputs=(inputs, wider)),
    )  # fmt: skip
    first, second = told(*steps)
    assert first.title == "Subnet batch 10.41.8.0/24 is added in Azure."
    assert second.title == "The range of the Azure subnet data changes from 10.41.0.0/23 to 10.41.0.0/22."
    assert "Azure refuses" in second.consequence


def test_a_zone_comes_with_all_that_serves_it() -> None:
    """Subnets are the cause; tables, associations, routes and propagation follow."""
    zone = "eu-west-1c"
    steps = (
        create(t.AWS_SUBNET, f"harbor-recovery-subnet-staging-{zone}", NETWORK, cidrBlock="10.60.144.0/21",
               availabilityZone=zone),
        create(t.ROUTE_TABLE, f"table-{zone}", NETWORK),
        create(t.ROUTE_TABLE_ASSOCIATION, f"association-{zone}", NETWORK),
        create(t.PROPAGATION, f"propagation-{zone}", "recovery:RecoveryGateway"),
        create(t.NAT_GATEWAY, f"nat-{zone}", NETWORK),
        create(t.EIP, f"address-{zone}", NETWORK),
    )  # fmt: skip
    (found,) = told(*steps)
    assert found.title == f"1 AWS subnet in {zone} is added: staging-{zone} 10.60.144.0/21."
    assert len(found.urns) == 6


def test_fewer_nat_gateways_move_the_ways_out() -> None:
    """The public subnet has nothing else in it, so that it follows the NAT gateway."""
    steps = (
        delete(t.NAT_GATEWAY, "nat-b", NETWORK),
        delete(t.EIP, "address-b", NETWORK),
        delete(t.AWS_SUBNET, "harbor-recovery-subnet-public-b", NETWORK, cidrBlock="10.60.196.0/22"),
        update(t.ROUTE, "default-b", {"natGatewayId": ("nat-1", "nat-2")}, NETWORK),
    )
    (found,) = told(*steps)
    assert found.title == "1 AWS NAT gateway is removed: nat-b."
    assert len(found.urns) == 4


def test_a_route_in_the_drill_vpc_is_said_to_be_there() -> None:
    """It may be a way out of what is isolated."""
    (found,) = told(create(t.ROUTE, "out", DRILL, destinationCidrBlock="10.40.0.0/16"))
    assert found.title == "Routes to 10.40.0.0/16 in the drill VPC are added."


def test_keys_of_all_tunnels_take_all_tunnels_down() -> None:
    """Keys, both clouds' halves: one change, which says that no tunnel is left."""
    pair = {"tunnel1PresharedKey": (SECRET, SECRET), "tunnel2PresharedKey": (SECRET, SECRET)}
    steps = [update(t.VPN_CONNECTION, "harbor-interconnect-aws-connection1", pair, AWS_HALF)]
    for number in (1, 2):
        steps.append(replace(t.PASSWORD, f"key-tunnel{number}", {"keepers.rotation": ("1", "2")}))
        steps.append(replace(t.CONNECTION, f"connection-tunnel{number}", {"sharedKey": (SECRET, SECRET)}, AZURE_HALF))
    (found,) = told(*steps)
    assert found.title == "The pre-shared keys of tunnel1 and tunnel2 change."
    assert "both tunnels are down for about 10 minutes" in found.consequence
    assert {each.after for each in found.details} == {"2", "(secret)"}


def test_one_key_takes_one_tunnel_of_two_down() -> None:
    """The other one carries the traffic, and the sentence says so by its number."""
    steps = (
        *running(2),
        replace(t.PASSWORD, "key-tunnel1", {"keepers.rotation": ("1", "2")}),
        update(t.VPN_CONNECTION, "connection1", {"tunnel1PresharedKey": (SECRET, SECRET)}, AWS_HALF),
        replace(t.CONNECTION, "connection-tunnel1", {"sharedKey": (SECRET, SECRET)}, AZURE_HALF),
    )
    (found,) = told(*steps)
    assert found.title == "The pre-shared key of tunnel1 changes."
    assert "1 of 2 tunnels (tunnel1) is down for about 5 minutes" in found.consequence


def test_both_clouds_halves_of_a_suite_are_one_change() -> None:
    """AWS's words tell it; Azure's names for the same are details."""
    steps = (
        update(t.VPN_CONNECTION, "c", {"tunnel1Phase1DhGroupNumbers[0]": (20, 14)}, AWS_HALF),
        update(t.CONNECTION, "tunnel1", {"ipsecPolicies[0].dhGroup": ("ECP384", "DHGroup14")}, AZURE_HALF),
    )
    (found,) = told(*steps)
    assert found.title == (
        "The IPsec suite changes (Azure connection and VPN connection): phase 1 DH group numbers from 20 to 14."
    )
    assert len(found.details) == 2


def test_dead_peer_detection_of_azure_alone_is_told_too() -> None:
    """Where only one half changes, that half tells it: the other is then of another mind."""
    (found,) = told(update(t.CONNECTION, "tunnel1", {"dpdTimeoutSeconds": (45, 60)}, AZURE_HALF))
    assert found.title == "Dead peer detection changes (Azure connection): DPD timeout seconds from 45 to 60."


def test_fewer_tunnels_are_counted() -> None:
    """Tunnels that end take keys, alarms and both clouds' halves along; routing and the gateway are told apart."""
    steps = [*running(1)]
    steps += [
        delete(t.CONNECTION, "connection-tunnel2", AZURE_HALF),
        delete(t.LOCAL_GATEWAY, "gateway-tunnel2", AZURE_HALF),
        delete(t.VPN_CONNECTION, "connection2", AWS_HALF),
        delete(t.PASSWORD, "key-tunnel2", "components:Interconnect"),
        delete(t.METRIC_ALARM, "tunnel2-down", "recovery:TunnelAlarms"),
        update(t.METRIC_ALARM, "fewer-tunnels", {"threshold": (2, 1)}, "recovery:TunnelAlarms"),
        update(t.AZURE_GATEWAY, "gateway", {"activeActive": (True, False), "enableBgp": (True, False)}, GATEWAY),
        delete(t.PUBLIC_IP, "ip-1", GATEWAY),
    ]
    first, second, third = told(*steps)
    assert first.title == "Tunnel tunnel2 ends: 1 tunnel instead of 2."
    assert len(first.urns) == 6
    assert second.title == "Routing over the tunnels changes from BGP to static routes."
    assert third.title == "The Azure VPN gateway becomes active-standby."
    assert "both tunnels are down for about 45 minutes" in third.consequence


def test_another_target_moves_the_tunnels() -> None:
    """VPN connections to a transit gateway come, those to the old one go: down for minutes, not for good."""
    steps = (
        *running(1, 2),
        create(t.VPN_CONNECTION, "transit-connection1", AWS_HALF, transitGatewayId=UNKNOWN),
        delete(t.VPN_CONNECTION, "connection1", AWS_HALF, vpnGatewayId="vgw-1"),
        delete(t.ATTACHMENT, "attachment", "recovery:RecoveryGateway"),
        update(t.LOCAL_GATEWAY, "far-tunnel1", {"gatewayIpAddress": ("198.51.100.1", UNKNOWN)}, AZURE_HALF),
    )
    (found,) = told(*steps)
    assert found.title == "The tunnels end at a transit gateway instead of a virtual private gateway."
    assert "both tunnels are down for about 10 minutes" in found.consequence
    assert "for good" not in found.consequence


@pytest.mark.parametrize(
    ("places", "title"),
    [
        (
            {"sku.name": ("VpnGw2AZ", "VpnGw3AZ"), "sku.tier": ("VpnGw2AZ", "VpnGw3AZ")},
            "The SKU of the Azure VPN gateway changes from VpnGw2AZ to VpnGw3AZ.",
        ),
        ({"activeActive": (False, True)}, "The Azure VPN gateway becomes active-active."),
        ({"bgpSettings.asn": (65515, 65010)}, "The AS number of the Azure side changes from 65515 to 65010."),
    ],
)
def test_gateways(places: dict[str, tuple[object, object]], title: str) -> None:
    """Each of the gateway's own settings is a sentence, with how long the tunnels are down."""
    (found,) = told(*running(1, 2, 3, 4), update(t.AZURE_GATEWAY, "gateway", places, GATEWAY))
    assert found.title == title
    assert "all 4 tunnels are down for about" in found.consequence


def test_an_as_number_takes_customer_gateways_along() -> None:
    """AWS makes them anew and moves the connections; it is one change."""
    steps = (
        update(t.AZURE_GATEWAY, "gateway", {"bgpSettings.asn": (65515, 65010)}, GATEWAY),
        replace(t.CUSTOMER_GATEWAY, "customer", {"bgpAsn": ("65515", "65010")}, AWS_HALF),
        update(t.VPN_CONNECTION, "connection1", {"customerGatewayId": ("cgw-1", UNKNOWN)}, AWS_HALF),
    )
    (found,) = told(*steps)
    assert len(found.urns) == 3


def test_a_way_into_the_drill_vpc_is_one_change() -> None:
    """Endpoint, group and rules of it are closed together."""
    steps = (
        delete(t.INSTANCE_CONNECT, "endpoint", OPENINGS),
        delete(t.SECURITY_GROUP, "instance-connect", OPENINGS),
        delete(t.INGRESS, "servers-in-tcp-22", OPENINGS, ipProtocol="tcp", fromPort=22, toPort=22),
    )
    (found,) = told(*steps)
    assert found.title == "A way into the drill VPC closes: EC2 Instance Connect."
    assert len(found.urns) == 3


def test_rules_that_differ_in_the_other_end_alone_are_one_opening() -> None:
    """Who may reach which port of which group: the group by its id, in words."""
    group = same(t.SECURITY_GROUP, "harbor-security-recovery", "recovery:SecurityGroups")
    rules = [
        create(t.INGRESS, f"rule-{end}", "recovery:SecurityGroups", securityGroupId="id-harbor-security-recovery",
               cidrIpv4=end, ipProtocol="tcp", fromPort=1500, toPort=1500)
        for end in ("10.40.1.0/24", "10.40.2.0/24")
    ]  # fmt: skip
    (found,) = told(group, *rules)
    assert found.title == "10.40.1.0/24 and 10.40.2.0/24 may now reach TCP 1500 of group harbor-security-recovery."


def test_a_rule_outwards_to_everything_says_so() -> None:
    """Every port, to everybody, from which group."""
    (found,) = told(create(t.EGRESS, "harbor-x-out-all", cidrIpv4="0.0.0.0/0", ipProtocol="-1"))
    assert found.title == "Group harbor-x may now reach every port of 0.0.0.0/0."


def test_a_direction_that_hurts_nothing_is_called_so() -> None:
    """A range that is added takes nothing away; one that is taken out does."""
    first, second = (
        told(vnet(*sides))[0].consequence
        for sides in ((["10.40.0.0/16"], ["10.40.0.0/16", "10.42.0.0/16"]), (["10.40.0.0/16", "10.42.0.0/16"], []))
    )
    assert "nothing is interrupted" in first
    assert "nothing is interrupted" not in second


def test_a_preview_of_changes_alone_never_says_all() -> None:
    """Without what stays the same nobody knows how many tunnels there are: they are named."""
    step = replace(t.CONNECTION, "connection-tunnel1", {"sharedKey": (SECRET, SECRET)}, AZURE_HALF)
    (found,) = changes(preview(step, source=Source.DIGEST))
    assert "tunnel1 is down for about 5 minutes" in found.consequence
