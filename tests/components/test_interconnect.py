"""The tunnels: keys, and both ends of each."""

import re
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

import pulumi
import pytest

from components.interconnect import AzureEnd, Interconnect, InterconnectArgs
from lifeboat.blueprint.model import InterconnectBlueprint, IpsecSuite, Tunnel, VpnConnection
from lifeboat.settings.fields import KEY_PATTERN
from tests.components.support import SUBSCRIPTION, Built, address_of, build, is_unknown

KEY = "random:index/randomPassword:RandomPassword"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN = "aws:ec2/vpnConnection:VpnConnection"
ROUTE = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute"
LOCAL_GATEWAY = "azure-native:network:LocalNetworkGateway"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"
GATEWAY_ID = f"/subscriptions/{SUBSCRIPTION}/VirtualNetworkGateway/harbor-vpn"
TAGS = {"owner": "platform"}
BROUGHT = "Brought.key_of.our.own"

SUITE = IpsecSuite(
    name="strong",
    aws_phase1_encryption="AES256",
    aws_phase1_integrity="SHA2-384",
    aws_phase1_dh_group=20,
    aws_phase2_encryption="AES256-GCM-16",
    aws_phase2_integrity="SHA2-512",
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
)


def tunnel(number: int, key_source: str = "generated", key: str = "") -> Tunnel:
    name = key or f"tunnel{number}"
    inside = IPv4Network(f"169.254.{20 + number}.0/30")
    return Tunnel(
        key=name,
        number=number,
        inside_cidr=inside,
        aws_inside_address=IPv4Address(int(inside[1])),
        azure_inside_address=IPv4Address(int(inside[2])),
        key_source=key_source,
        key_rotation=3,
        local_network_gateway_name=f"harbor-aws-{name}",
        connection_name=f"harbor-to-aws-{name}",
    )


BLUEPRINT = InterconnectBlueprint(
    topology="dual-tunnel",
    connections=(VpnConnection("connection1", "instance0", (tunnel(1), tunnel(2))),),
    azure_prefixes=(IPv4Network("10.10.0.0/16"), IPv4Network("10.11.0.0/16")),
    aws_prefixes=(IPv4Network("10.20.0.0/16"),),
    suite=SUITE,
    dpd_timeout_seconds=45,
    startup_action="start",
)
ONE_BROUGHT = replace(
    BLUEPRINT, connections=(VpnConnection("connection1", "instance0", (tunnel(1), tunnel(2, "brought"))),)
)


def built(
    blueprint: InterconnectBlueprint = BLUEPRINT,
    *,
    azure_asn: int = 65515,
    with_azure: bool = True,
    program_key: str = BROUGHT,
    **more,
) -> Built[Interconnect]:
    def program() -> Interconnect:
        azure = AzureEnd(region="germanywestcentral", resource_group_name="harbor-rg", gateway_id=GATEWAY_ID, tags=TAGS)
        return Interconnect(
            "harbor",
            InterconnectArgs(
                blueprint=blueprint,
                azure_asn=azure_asn,
                vpn_gateway_id="vgw-1",
                public_ip_addresses={"instance0": "198.51.100.10", "instance1": "198.51.100.11"},
                brought_keys={"tunnel2": pulumi.Output.secret(program_key)},
                azure=azure if with_azure else None,
            ),
        )

    return build(program, **more)


@pytest.fixture(scope="module")
def both() -> Built[Interconnect]:
    return built()


def test_type_token_and_child_names_are_a_contract(both):
    """A changed token or name replaces a tunnel, so it has to be seen here."""
    assert both.names == {
        ("lifeboat:components:Interconnect", "harbor"),
        (KEY, "harbor-key-tunnel1"),
        (KEY, "harbor-key-tunnel2"),
        (CUSTOMER_GATEWAY, "harbor-customer-gateway-instance0"),
        (VPN, "harbor-connection1"),
        (ROUTE, "harbor-connection1-route-10.10.0.0-16"),
        (ROUTE, "harbor-connection1-route-10.11.0.0-16"),
        (LOCAL_GATEWAY, "harbor-local-network-gateway-tunnel1"),
        (LOCAL_GATEWAY, "harbor-local-network-gateway-tunnel2"),
        (CONNECTION, "harbor-azure-connection-tunnel1"),
        (CONNECTION, "harbor-azure-connection-tunnel2"),
    }
    assert {one.parent_name for one in both.resources if one.custom} == {"harbor"}


def test_nothing_waits_for_an_output_to_be_registered(both):
    assert built(preview=True).names == both.names


def test_drawn_keys_change_with_the_rotation_only(both):
    inputs = both["harbor-key-tunnel1"].inputs
    assert inputs["keepers"] == {"rotation": "3"}
    assert (inputs["length"], inputs["special"]) == (31, False)


def test_keys_are_equal_at_both_ends_and_different_between_tunnels(both):
    aws = both["harbor-connection1"].inputs
    keys = {number: aws[f"tunnel{number}PresharedKey"] for number in (1, 2)}
    assert keys == {number: both[f"harbor-azure-connection-tunnel{number}"].inputs["sharedKey"] for number in (1, 2)}
    assert keys[1] != keys[2]


def test_keys_suit_both_clouds_whatever_is_drawn(both):
    """A letter comes first by construction: AWS refuses a leading 0."""
    key = both["harbor-connection1"].inputs["tunnel1PresharedKey"]
    assert KEY_PATTERN.fullmatch(key)
    assert KEY_PATTERN.fullmatch(f"{key[0]}{'0' * 31}")
    assert len(key) == 32


def test_keys_are_secret_at_both_ends(both):
    assert {"tunnel1PresharedKey", "tunnel2PresharedKey"} <= both["harbor-connection1"].secret_inputs
    for one in both.of_type(CONNECTION):
        assert "sharedKey" in one.secret_inputs


def test_keys_are_no_output_of_the_component():
    """Event logs hold secret outputs in clear."""
    mixed = built(ONE_BROUGHT)
    outputs = repr(mixed.component_outputs)
    assert set(mixed.component_outputs[mixed["harbor"].urn]) == {"vpn_connection_ids", "tunnel_addresses"}
    for number in (1, 2):
        assert mixed["harbor-connection1"].inputs[f"tunnel{number}PresharedKey"] not in outputs


def test_a_brought_key_is_used_secret_and_nothing_is_drawn_for_it():
    mixed = built(ONE_BROUGHT)
    assert [one.name for one in mixed.of_type(KEY)] == ["harbor-key-tunnel1"]
    assert mixed["harbor-connection1"].inputs["tunnel2PresharedKey"] == BROUGHT
    assert mixed["harbor-azure-connection-tunnel2"].inputs["sharedKey"] == BROUGHT
    assert "sharedKey" in mixed["harbor-azure-connection-tunnel2"].secret_inputs


def test_a_changed_key_replaces_its_azure_connection_old_one_first(both):
    """Azure ignores a changed key on an update, and two connections to one tunnel would fight."""
    for one in both.of_type(CONNECTION):
        assert one.replace_on_changes == ("sharedKey", "virtualNetworkGateway1")
        assert one.delete_before_replace


def test_customer_gateway_is_the_public_address_of_its_azure_instance(both):
    assert both["harbor-customer-gateway-instance0"].inputs == {
        "type": "ipsec.1",
        "ipAddress": "198.51.100.10",
        "bgpAsn": "65515",
        "tags": {"Name": "harbor-customer-gateway-instance0"},
    }


@pytest.mark.parametrize(
    ("asn", "expected"),
    [(2147483647, {"bgpAsn": "2147483647"}), (2147483648, {"bgpAsnExtended": "2147483648"})],
)
def test_large_as_numbers_have_a_property_of_their_own(asn, expected):
    """EC2 takes 2147483648 and above in BgpAsnExtended only."""
    inputs = built(azure_asn=asn)["harbor-customer-gateway-instance0"].inputs
    assert {key: value for key, value in inputs.items() if key.startswith("bgp")} == expected


def test_aws_connection_is_static_over_ipv4_on_the_virtual_private_gateway(both):
    connection = both["harbor-connection1"]
    inputs = {key: value for key, value in connection.inputs.items() if not re.match(r"tunnel\d", key)}
    assert inputs == {
        "type": "ipsec.1",
        "customerGatewayId": "harbor-customer-gateway-instance0-id",
        "vpnGatewayId": "vgw-1",
        "staticRoutesOnly": True,
        "tunnelInsideIpVersion": "ipv4",
        "tags": {"Name": "harbor-connection1"},
    }
    assert connection.timeouts == ("", "", ""), "the provider declares none, so they would be an empty promise"


@pytest.mark.parametrize("number", [1, 2])
def test_each_aws_tunnel_allows_exactly_the_suite(both, number):
    """Left out, an option would mean everything that AWS offers, weak algorithms too."""
    prefix = f"tunnel{number}"
    inputs = both["harbor-connection1"].inputs
    options = {key.removeprefix(prefix): value for key, value in inputs.items() if key.startswith(prefix)}
    options.pop("PresharedKey")
    assert options == {
        "InsideCidr": f"169.254.{20 + number}.0/30",
        "IkeVersions": ["ikev2"],
        "Phase1EncryptionAlgorithms": ["AES256"],
        "Phase1IntegrityAlgorithms": ["SHA2-384"],
        "Phase1DhGroupNumbers": [20],
        "Phase1LifetimeSeconds": 28800,
        "Phase2EncryptionAlgorithms": ["AES256-GCM-16"],
        "Phase2IntegrityAlgorithms": ["SHA2-512"],
        "Phase2DhGroupNumbers": [19],
        "Phase2LifetimeSeconds": 3600,
        "DpdTimeoutSeconds": 45,
        "DpdTimeoutAction": "restart",
        "StartupAction": "start",
    }


def test_every_azure_prefix_has_a_static_route(both):
    assert {one.inputs["destinationCidrBlock"] for one in both.of_type(ROUTE)} == {"10.10.0.0/16", "10.11.0.0/16"}
    assert {one.inputs["vpnConnectionId"] for one in both.of_type(ROUTE)} == {"harbor-connection1-id"}


def test_a_prefix_put_in_front_renames_no_route():
    grown = built(replace(BLUEPRINT, azure_prefixes=(IPv4Network("10.9.0.0/16"), *BLUEPRINT.azure_prefixes)))
    assert grown.names - built().names == {(ROUTE, "harbor-connection1-route-10.9.0.0-16")}


@pytest.mark.parametrize("number", [1, 2])
def test_azure_dials_the_aws_address_of_its_own_tunnel(both, number):
    """Crossed addresses give two tunnels that never come up."""
    gateway = both[f"harbor-local-network-gateway-tunnel{number}"]
    assert gateway.inputs == {
        "localNetworkGatewayName": f"harbor-aws-tunnel{number}",
        "resourceGroupName": "harbor-rg",
        "location": "germanywestcentral",
        "gatewayIpAddress": address_of(f"harbor-connection1/{number}"),
        "localNetworkAddressSpace": {"addressPrefixes": ["10.20.0.0/16"]},
        "tags": TAGS,
    }
    connection = both[f"harbor-azure-connection-tunnel{number}"].inputs
    assert connection["localNetworkGateway2"] == {"id": gateway.outputs["id"]}


@pytest.mark.parametrize("number", [1, 2])
def test_each_azure_connection_has_the_custom_policy_of_the_suite(both, number):
    """Azure takes a custom policy whole or not at all: all eight fields."""
    inputs = both[f"harbor-azure-connection-tunnel{number}"].inputs
    assert inputs["ipsecPolicies"] == [
        {
            "ikeEncryption": "AES256",
            "ikeIntegrity": "SHA384",
            "dhGroup": "ECP384",
            "ipsecEncryption": "GCMAES256",
            "ipsecIntegrity": "GCMAES256",
            "pfsGroup": "ECP256",
            "saLifeTimeSeconds": 3600,
            "saDataSizeKilobytes": 102400000,
        }
    ]


def test_each_azure_connection_is_ikev2_static_and_route_based(both):
    for number in (1, 2):
        one = both[f"harbor-azure-connection-tunnel{number}"]
        assert one.inputs["virtualNetworkGatewayConnectionName"] == f"harbor-to-aws-tunnel{number}"
        assert (one.inputs["connectionType"], one.inputs["connectionProtocol"]) == ("IPsec", "IKEv2")
        assert one.inputs["virtualNetworkGateway1"] == {"id": GATEWAY_ID}
        assert (one.inputs["enableBgp"], one.inputs["usePolicyBasedTrafficSelectors"]) == (False, False)
        assert one.inputs["dpdTimeoutSeconds"] == 45
        assert one.inputs["tags"] == TAGS
        assert one.timeouts == ("30m", "30m", "30m")


def test_only_azure_connections_wait_for_the_azure_gateway(both):
    """One pass: everything else is made in the 45 minutes the gateway takes."""
    waiting = {one.name for one in both.resources if GATEWAY_ID in repr(one.inputs)}
    assert waiting == {one.name for one in both.of_type(CONNECTION)}


def test_without_azure_the_aws_side_is_unchanged(both):
    """On the day Azure is down, an update of the AWS side must not want anything from Azure."""
    alone = built(with_azure=False)
    assert alone.names == {one for one in both.names if not one[0].startswith("azure-native:")}
    for one in alone.resources:
        assert one.inputs == both[one.name].inputs


def test_outputs_are_by_key(both):
    assert {key: both.value(output) for key, output in both.result.vpn_connection_ids.items()} == {
        "connection1": "harbor-connection1-id"
    }
    assert {key: both.value(output) for key, output in both.result.tunnel_addresses.items()} == {
        f"tunnel{number}": address_of(f"harbor-connection1/{number}") for number in (1, 2)
    }


def test_two_connections_keep_their_tunnels_apart():
    """Tunnel numbers start again with each connection; keys and addresses must not mix."""
    second = VpnConnection("connection2", "instance1", (tunnel(1, key="tunnel3"), tunnel(2, key="tunnel4")))
    four = built(replace(BLUEPRINT, connections=(*BLUEPRINT.connections, second)))
    assert four["harbor-customer-gateway-instance1"].inputs["ipAddress"] == "198.51.100.11"
    assert four.value(four.result.tunnel_addresses["tunnel3"]) == address_of("harbor-connection2/1")
    key = four["harbor-connection2"].inputs["tunnel2PresharedKey"]
    ends = four.of_type(CONNECTION)
    assert [one.name for one in ends] == [f"harbor-azure-connection-tunnel{number}" for number in range(1, 5)]
    assert len(ends[0].dependency_names & {one.name for one in ends}) == 0
    for earlier, later in pairwise(ends):
        assert earlier.name in later.dependency_names, "Azure takes one write per gateway at a time"
    assert key == four["harbor-azure-connection-tunnel4"].inputs["sharedKey"]
    assert len(four.of_type(ROUTE)) == 4


def test_a_preview_knows_inside_ranges_but_no_outside_address():
    before = built(preview=True)
    assert before["harbor-connection1"].inputs["tunnel1InsideCidr"] == "169.254.21.0/30"
    assert is_unknown(before["harbor-local-network-gateway-tunnel1"].inputs["gatewayIpAddress"])
