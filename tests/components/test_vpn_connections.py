"""The AWS end of each tunnel: customer gateways, VPN connections and the routes over them."""

import re
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.recovery.transit_gateway import TransitDefaults
from components.recovery.vpn_connections import VpnConnections, VpnConnectionsArgs
from lifeboat.blueprint.model import InterconnectBlueprint, IpsecSuite, Tunnel, VpnConnection, WatchingBlueprint
from tests.components.support import Built, address_of, build

COMPONENT = "lifeboat:recovery:VpnConnections"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN = "aws:ec2/vpnConnection:VpnConnection"
ROUTE = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute"
TRANSIT_ROUTE = "aws:ec2transitgateway/route:Route"
TRANSIT_ASSOCIATION = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
TRANSIT_PROPAGATION = "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation"
GET_CUSTOMER_GATEWAY = "aws:ec2/getCustomerGateway:getCustomerGateway"
FOUND = {"id": "cgw-0adopted", "bgpAsn": 65515, "ipAddress": "198.51.100.10"}
LOG_GROUP = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vendedlogs/lifeboat/harbor/vpn"

SUITE = IpsecSuite(
    name="strong",
    aws_phase1_encryption="AES256",
    aws_phase1_integrity="SHA2-384",
    aws_phase1_dh_group=20,
    aws_phase2_encryption="AES256-GCM-16",
    aws_phase2_integrity="SHA2-256",
    aws_phase2_dh_group=19,
    azure_ike_encryption="AES256",
    azure_ike_integrity="SHA384",
    azure_dh_group="ECP384",
    azure_ipsec_encryption="GCMAES256",
    azure_ipsec_integrity="GCMAES256",
    azure_pfs_group="ECP256",
    phase1_lifetime_seconds=28800,
    phase2_lifetime_seconds=3600,
    phase2_lifetime_kilobytes=102400000,
    rekey_margin_seconds=271,
    rekey_fuzz_percent=99,
    replay_window_packets=1025,
    dpd_timeout_seconds=45,
    dpd_action="restart",
    startup_action="start",
)
WATCHING = WatchingBlueprint(
    log_group_name="/aws/vendedlogs/lifeboat/harbor/vpn",
    log_retention_days=90,
    workspace_name="harbor-logs",
    existing_workspace_id=None,
    workspace_retention_days=90,
    alarm_topic_arns=("arn:aws:sns:eu-central-1:111122223333:on-call",),
    action_group_ids=(),
    fewest_tunnels=4,
)


def tunnel(number: int, *, used: bool = True) -> Tunnel:
    """The tunnel of this number over all connections."""
    inside = IPv4Network(f"169.254.{20 + number}.0/30")
    return Tunnel(
        key=f"tunnel{number}",
        number=2 - number % 2,
        used=used,
        inside_cidr=inside,
        aws_inside_address=inside[1],
        azure_inside_address=inside[2],
        custom_bgp_addresses=(),
        key_source="generated",
        key_rotation=1,
        local_network_gateway_name=f"harbor-aws-tunnel{number}",
        connection_name=f"harbor-to-aws-tunnel{number}",
    )


FOUR = InterconnectBlueprint(
    topology="four-tunnel",
    target="virtual-private-gateway",
    routing="bgp",
    azure_asn=65515,
    aws_asn=64512,
    connections=(
        VpnConnection("connection1", "instance0", None, (tunnel(1), tunnel(2))),
        VpnConnection("connection2", "instance1", None, (tunnel(3), tunnel(4))),
    ),
    azure_prefixes=(IPv4Network("10.10.0.0/16"), IPv4Network("10.11.0.0/16")),
    aws_prefixes=(IPv4Network("10.20.0.0/16"),),
    suite=SUITE,
    preshared_key_storage="standard",
    tunnel_mtu_bytes=1400,
    tunnel_mss_bytes=1350,
    watching=WATCHING,
)
DUAL = replace(
    FOUR,
    topology="dual-tunnel",
    routing="static",
    connections=FOUR.connections[:1],
    watching=replace(WATCHING, fewest_tunnels=2),
)
SINGLE = replace(
    DUAL,
    topology="single-tunnel",
    connections=(replace(DUAL.connections[0], tunnels=(tunnel(1), tunnel(2, used=False))),),
    watching=replace(WATCHING, fewest_tunnels=1),
)
TRANSIT_FOUR = replace(FOUR, target="transit-gateway")
TRANSIT_DUAL = replace(DUAL, target="transit-gateway")
NO_DEFAULTS = TransitDefaults()


def adopting(blueprint: InterconnectBlueprint) -> InterconnectBlueprint:
    first = replace(blueprint.connections[0], existing_customer_gateway_id="cgw-0adopted")
    return replace(blueprint, connections=(first, *blueprint.connections[1:]))


def built(
    blueprint: InterconnectBlueprint,
    *,
    preview=False,
    found=FOUND,
    address: Any = "198.51.100.10",
    transit_defaults=NO_DEFAULTS,
) -> Built[VpnConnections]:
    def program() -> VpnConnections:
        transit = blueprint.target == "transit-gateway"
        addresses = {"instance0": address() if callable(address) else address, "instance1": "198.51.100.11"}
        return VpnConnections(
            "harbor",
            VpnConnectionsArgs(
                blueprint=blueprint,
                public_ip_addresses=addresses,
                keys={f"tunnel{number}": pulumi.Output.from_input(f"key-of-{number}") for number in range(1, 5)},
                vpn_gateway_id=None if transit else "vgw-1",
                transit_gateway_id="tgw-1" if transit else None,
                transit_route_table_id="tgw-rtb-1" if transit else None,
                transit_defaults=transit_defaults,
                log_group_arn=LOG_GROUP,
            ),
        )

    return build(program, preview=preview, lookups={GET_CUSTOMER_GATEWAY: found})


@pytest.fixture(scope="module")
def four() -> Built[VpnConnections]:
    return built(FOUR)


@pytest.mark.parametrize("preview", [False, True])
def test_four_tunnels_are_two_connections_to_two_customer_gateways_without_static_routes(preview):
    """A changed token or name replaces a tunnel, so it has to be seen here."""
    result = built(FOUR, preview=preview)
    assert result.names == {
        (COMPONENT, "harbor"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance0"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance1"),
        (VPN, "harbor-connection1"),
        (VPN, "harbor-connection2"),
    }
    assert {one.parent_name for one in result.resources if one.custom} == {"harbor"}


@pytest.mark.parametrize("preview", [False, True])
def test_static_tunnels_have_a_route_for_every_azure_prefix(preview):
    result = built(DUAL, preview=preview)
    assert result.names == {
        (COMPONENT, "harbor"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance0"),
        (VPN, "harbor-connection1"),
        (ROUTE, "harbor-connection1-route-10.10.0.0-16"),
        (ROUTE, "harbor-connection1-route-10.11.0.0-16"),
    }
    route = result["harbor-connection1-route-10.11.0.0-16"].inputs
    assert route["destinationCidrBlock"] == "10.11.0.0/16"
    assert preview or route["vpnConnectionId"] == "harbor-connection1-id"


@pytest.mark.parametrize("preview", [False, True])
def test_connections_to_a_transit_gateway_have_names_of_their_own(preview):
    """With another target they are made beside the old ones, to the same customer gateways."""
    result = built(TRANSIT_FOUR, preview=preview)
    assert result.names == {
        (COMPONENT, "harbor"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance0"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance1"),
        *(
            (kind, f"harbor-transit-{connection}{part}")
            for connection in ("connection1", "connection2")
            for kind, part in ((VPN, ""), (TRANSIT_ASSOCIATION, "-association"), (TRANSIT_PROPAGATION, "-propagation"))
        ),
    }


def test_tunnels_on_a_transit_gateway_use_and_over_bgp_fill_its_route_table():
    result = built(TRANSIT_FOUR)
    ends = {
        "transitGatewayAttachmentId": "tgw-attach-harbor-transit-connection2",
        "transitGatewayRouteTableId": "tgw-rtb-1",
    }
    association = result["harbor-transit-connection2-association"]
    assert association.inputs == {**ends, "replaceExistingAssociation": True}
    assert association.delete_before_replace, "an attachment has one association"
    assert result["harbor-transit-connection2-propagation"].inputs == ends


def test_static_tunnels_on_a_transit_gateway_have_routes_in_its_table_and_propagate_nothing():
    result = built(TRANSIT_DUAL)
    assert not {ROUTE, TRANSIT_PROPAGATION} & {kind for kind, _ in result.names}
    assert {one.name for one in result.of_type(TRANSIT_ROUTE)} == {
        "harbor-transit-connection1-route-10.10.0.0-16",
        "harbor-transit-connection1-route-10.11.0.0-16",
    }
    route = result["harbor-transit-connection1-route-10.10.0.0-16"]
    assert route.inputs == {
        "destinationCidrBlock": "10.10.0.0/16",
        "transitGatewayAttachmentId": "tgw-attach-harbor-transit-connection1",
        "transitGatewayRouteTableId": "tgw-rtb-1",
    }
    assert route.delete_before_replace, "a table has one route to a destination"


@pytest.mark.parametrize(
    ("defaults", "asked"),
    [
        (TransitDefaults(associates=True, propagates=True), set()),
        (TransitDefaults(associates=True), {TRANSIT_PROPAGATION}),
        (TransitDefaults(propagates=True), {TRANSIT_ASSOCIATION}),
    ],
)
def test_what_an_adopted_transit_gateway_does_by_itself_is_not_asked_for(defaults, asked):
    """AWS refuses a second propagation; what the gateway leaves out is asked for all the same."""
    result = built(TRANSIT_FOUR, transit_defaults=defaults)
    assert {TRANSIT_ASSOCIATION, TRANSIT_PROPAGATION} & {kind for kind, _ in result.names} == asked


def test_a_prefix_put_in_front_renames_no_route():
    grown = built(replace(DUAL, azure_prefixes=(IPv4Network("10.9.0.0/16"), *DUAL.azure_prefixes)))
    assert grown.names - built(DUAL).names == {(ROUTE, "harbor-connection1-route-10.9.0.0-16")}


@pytest.mark.parametrize(("instance", "address"), [("instance0", "198.51.100.10"), ("instance1", "198.51.100.11")])
def test_each_connection_ends_at_the_public_address_of_its_own_azure_instance(four, instance, address):
    name = f"harbor-customer-gateway-{instance}"
    assert four[name].inputs == {
        "type": "ipsec.1",
        "ipAddress": address,
        "bgpAsn": "65515",
        "tags": {"Name": name},
    }
    connection = {"instance0": "connection1", "instance1": "connection2"}[instance]
    assert four[f"harbor-{connection}"].inputs["customerGatewayId"] == f"{name}-id"


@pytest.mark.parametrize(
    ("asn", "expected"),
    [(2147483647, {"bgpAsn": "2147483647"}), (2147483648, {"bgpAsnExtended": "2147483648"})],
)
def test_large_as_numbers_have_a_property_of_their_own(asn, expected):
    """EC2 takes 2147483648 and above in BgpAsnExtended only."""
    inputs = built(replace(DUAL, azure_asn=asn))["harbor-customer-gateway-instance0"].inputs
    assert {key: value for key, value in inputs.items() if key.startswith("bgp")} == expected


@pytest.mark.parametrize(
    ("blueprint", "name", "expected"),
    [
        (FOUR, "harbor-connection1", {"vpnGatewayId": "vgw-1", "staticRoutesOnly": False}),
        (DUAL, "harbor-connection1", {"vpnGatewayId": "vgw-1", "staticRoutesOnly": True}),
        (TRANSIT_FOUR, "harbor-transit-connection1", {"transitGatewayId": "tgw-1", "staticRoutesOnly": False}),
        (TRANSIT_DUAL, "harbor-transit-connection1", {"transitGatewayId": "tgw-1", "staticRoutesOnly": True}),
    ],
)
def test_a_connection_ends_at_one_gateway_and_is_never_made_beside_its_old_self(blueprint, name, expected):
    """AWS answers a second connection between the same two gateways with the first."""
    connection = built(blueprint)[name]
    inputs = {key: value for key, value in connection.inputs.items() if not re.match(r"tunnel\d", key)}
    assert inputs == {
        "type": "ipsec.1",
        "customerGatewayId": "harbor-customer-gateway-instance0-id",
        "tunnelInsideIpVersion": "ipv4",
        "presharedKeyStorage": "Standard",
        "tags": {"Name": name},
        **expected,
    }
    assert connection.delete_before_replace
    assert connection.timeouts == ("", "", ""), "the provider declares none, so they would be an empty promise"


@pytest.mark.parametrize(("setting", "word"), [("standard", "Standard"), ("secrets-manager", "SecretsManager")])
def test_aws_keeps_its_copy_of_the_keys_where_settings_say(setting, word):
    inputs = built(replace(DUAL, preshared_key_storage=setting))["harbor-connection1"].inputs
    assert inputs["presharedKeyStorage"] == word


def options(inputs: dict[str, Any], number: int) -> dict[str, Any]:
    prefix = f"tunnel{number}"
    return {key.removeprefix(prefix): value for key, value in inputs.items() if key.startswith(prefix)}


@pytest.mark.parametrize("blueprint", [FOUR, SINGLE], ids=["used", "the second one unused"])
@pytest.mark.parametrize("number", [1, 2])
def test_each_tunnel_used_or_not_allows_exactly_the_suite(blueprint, number):
    """Left out, an option would mean everything that AWS offers; an unused tunnel answers the Internet as well."""
    given = options(built(blueprint)["harbor-connection1"].inputs, number)
    given.pop("LogOptions")
    assert given == {
        "InsideCidr": f"169.254.{20 + number}.0/30",
        "PresharedKey": f"key-of-{number}",
        "IkeVersions": ["ikev2"],
        "Phase1EncryptionAlgorithms": ["AES256"],
        "Phase1IntegrityAlgorithms": ["SHA2-384"],
        "Phase1DhGroupNumbers": [20],
        "Phase1LifetimeSeconds": 28800,
        "Phase2EncryptionAlgorithms": ["AES256-GCM-16"],
        "Phase2IntegrityAlgorithms": ["SHA2-256"],
        "Phase2DhGroupNumbers": [19],
        "Phase2LifetimeSeconds": 3600,
        "RekeyMarginTimeSeconds": 271,
        "RekeyFuzzPercentage": 99,
        "ReplayWindowSize": 1025,
        "DpdTimeoutSeconds": 45,
        "DpdTimeoutAction": "restart",
        "StartupAction": "start",
    }


@pytest.mark.parametrize("number", [1, 2])
def test_each_tunnel_logs_ike_and_over_bgp_its_session(number):
    ike = {"logEnabled": True, "logGroupArn": LOG_GROUP, "logOutputFormat": "json"}
    session = {"bgpLogEnabled": True, "bgpLogGroupArn": LOG_GROUP, "bgpLogOutputFormat": "json"}
    for blueprint, expected in ((DUAL, ike), (FOUR, {**ike, **session})):
        logs = options(built(blueprint)["harbor-connection1"].inputs, number)["LogOptions"]
        assert logs == {"cloudwatchLogOptions": expected}


def test_keys_are_secret_of_their_own_tunnel_and_no_output(four):
    """Event logs hold secret outputs in clear."""
    for connection, first in (("harbor-connection1", 1), ("harbor-connection2", 3)):
        for number in (1, 2):
            assert four[connection].inputs[f"tunnel{number}PresharedKey"] == f"key-of-{first + number - 1}"
        assert {"tunnel1PresharedKey", "tunnel2PresharedKey"} <= four[connection].secret_inputs
    assert set(four.component_outputs[four["harbor"].urn]) == {"vpn_connection_ids", "tunnel_addresses"}
    assert "key-of-" not in repr(four.component_outputs)


def test_outputs_are_by_key_and_name_no_unused_tunnel(four):
    assert {key: four.value(output) for key, output in four.result.vpn_connection_ids.items()} == {
        "connection1": "harbor-connection1-id",
        "connection2": "harbor-connection2-id",
    }
    assert {key: four.value(output) for key, output in four.result.tunnel_addresses.items()} == {
        "tunnel1": address_of("harbor-connection1/1"),
        "tunnel2": address_of("harbor-connection1/2"),
        "tunnel3": address_of("harbor-connection2/1"),
        "tunnel4": address_of("harbor-connection2/2"),
    }
    assert set(built(SINGLE).result.tunnel_addresses) == {"tunnel1"}


@pytest.mark.parametrize("preview", [False, True])
def test_an_adopted_customer_gateway_is_used_and_none_is_made(preview):
    result = built(adopting(FOUR), preview=preview)
    assert [one.name for one in result.of_type(CUSTOMER_GATEWAY)] == ["harbor-customer-gateway-instance1"]
    assert result["harbor-connection1"].inputs["customerGatewayId"] == "cgw-0adopted"


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"bgpAsn": 65000}, "interconnect.customer_gateways.instance0, the AS number of cgw-0adopted: found 65000"),
        (
            {"bgpAsn": 0, "bgpAsnExtended": 4200000001},
            "interconnect.customer_gateways.instance0, the AS number of cgw-0adopted: found 4200000001",
        ),
        (
            {"ipAddress": "203.0.113.9"},
            "interconnect.customer_gateways.instance0, the address of cgw-0adopted: found 203.0.113.9",
        ),
    ],
)
def test_an_adopted_customer_gateway_unlike_settings_stops_the_program(found, sentence):
    with pytest.raises(pulumi.RunError, match=f"^{re.escape(sentence)}"):
        built(adopting(FOUR), found={**FOUND, **found})


def test_an_adopted_customer_gateway_with_a_large_as_number_is_recognised():
    found = {**FOUND, "bgpAsn": 0, "bgpAsnExtended": 4200000001}
    result = built(adopting(replace(FOUR, azure_asn=4200000001)), found=found)
    assert result["harbor-connection1"].inputs["customerGatewayId"] == "cgw-0adopted"


def test_an_address_that_is_known_only_after_the_deployment_is_not_compared():
    """It is an output then; the AS number still is compared."""
    found = {**FOUND, "ipAddress": "203.0.113.9"}
    result = built(adopting(FOUR), found=found, address=lambda: pulumi.Output.from_input("198.51.100.10"))
    assert result["harbor-connection1"].inputs["customerGatewayId"] == "cgw-0adopted"
