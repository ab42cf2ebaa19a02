"""The Azure ends of the tunnels, over BGP and with static routes, on gateways of one and of two instances."""

from itertools import pairwise
from typing import Any

import pulumi
import pytest

from components.primary.connections import Connections, ConnectionsArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import InterconnectBlueprint
from lifeboat.settings import parse
from tests.components.support import SUBSCRIPTION, Built, build, is_unknown
from tests.unit.settings.raw import CREATED, changed

LOCAL_GATEWAY = "azure-native:network:LocalNetworkGateway"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"
GATEWAY_ID = f"/subscriptions/{SUBSCRIPTION}/VirtualNetworkGateway/harbor-vpn"
TUNNELS = ("tunnel1", "tunnel2", "tunnel3", "tunnel4")
TAGS = {"owner": "platform"}


def blueprint(**interconnect: Any) -> InterconnectBlueprint:
    settings = changed(CREATED, {f"interconnect.{path}": value for path, value in interconnect.items()})
    return make_blueprint(parse(settings)).interconnect


FOUR = blueprint(topology="four-tunnel")
# A word of its own in each field, so that no two of them can be confused unseen.
MIXED = blueprint(
    ipsec={
        "suite": "custom",
        "phase1": {"encryption": "AES128", "integrity": "SHA384", "dh_group": 14},
        "phase2": {"encryption": "AES256", "integrity": "SHA256", "pfs_group": 19},
        "phase1_lifetime_seconds": 20000,
        "phase2_lifetime_seconds": 2700,
        "phase2_lifetime_kilobytes": 5000,
        "dpd_timeout_seconds": 60,
    }
)
DUAL = blueprint(topology="dual-tunnel")
SINGLE = blueprint(topology="single-tunnel")
SINGLE_BGP = blueprint(topology="single-tunnel", routing="bgp")


def ip_configuration(instance: str) -> str:
    return f"{GATEWAY_ID}/ipConfigurations/{instance}"


def built(tunnels: InterconnectBlueprint = FOUR, **more) -> Built[Connections]:
    def program() -> Connections:
        args = ConnectionsArgs(
            blueprint=tunnels,
            region="westeurope",
            resource_group_name="hub-rg",
            gateway_id=GATEWAY_ID,
            ip_configuration_ids={key: ip_configuration(key) for key in ("instance0", "instance1")},
            tunnel_addresses={key: f"198.51.100.{10 + number}" for number, key in enumerate(TUNNELS)},
            keys={key: pulumi.Output.secret(f"key.of.{key}") for key in TUNNELS},
            tags=TAGS,
        )
        return Connections("harbor", args)

    return build(program, **more)


@pytest.fixture(scope="module")
def four() -> Built[Connections]:
    return built()


@pytest.mark.parametrize(("tunnels", "used"), [(FOUR, 4), (DUAL, 2), (SINGLE, 1)])
def test_each_used_tunnel_has_one_local_network_gateway_and_one_connection(tunnels, used):
    """A contract: a changed token or name replaces a tunnel. AWS's unused second tunnel has no end here."""
    assert built(tunnels).names == {
        ("lifeboat:primary:Connections", "harbor"),
        *((LOCAL_GATEWAY, f"harbor-local-network-gateway-{key}") for key in TUNNELS[:used]),
        *((CONNECTION, f"harbor-connection-{key}") for key in TUNNELS[:used]),
    }


def test_nothing_waits_for_an_output_to_be_registered(four):
    before = built(preview=True)
    assert before.names == four.names
    assert is_unknown(before["harbor-connection-tunnel1"].inputs["localNetworkGateway2"]["id"])


def test_a_connection_joins_the_gateway_and_its_own_tunnels_aws_end(four):
    for number, key in enumerate(TUNNELS):
        connection, local = four[f"harbor-connection-{key}"], four[f"harbor-local-network-gateway-{key}"]
        assert connection.inputs["virtualNetworkGateway1"] == {"id": GATEWAY_ID}
        assert connection.inputs["localNetworkGateway2"] == {"id": local.outputs["id"]}
        assert connection.inputs["virtualNetworkGatewayConnectionName"] == f"harbor-to-aws-{key}"
        assert local.inputs["gatewayIpAddress"] == f"198.51.100.{10 + number}"
        assert local.inputs["localNetworkGatewayName"] == f"harbor-aws-{key}"
        assert connection.inputs["sharedKey"] == f"key.of.{key}"
        assert connection.secret_inputs == {"sharedKey"}


def test_everything_is_where_the_gateway_is_and_tagged(four):
    made = [one.inputs for one in four.resources if one.custom]
    assert {(one["location"], one["resourceGroupName"]) for one in made} == {("westeurope", "hub-rg")}
    assert all(one["tags"] == TAGS for one in made)


def test_the_four_tunnels_are_laid_out_as_the_how_to_has_them(four):
    """Source: "Configure a BGP connection between Azure and AWS". AWS has the first address of a /30, Azure the next,
    and the instance that a tunnel does not end at keeps an address of its own."""
    peers = {"tunnel1": "169.254.21.1", "tunnel2": "169.254.22.1", "tunnel3": "169.254.21.5", "tunnel4": "169.254.22.5"}
    custom = {
        "tunnel1": ["169.254.21.2", "169.254.21.6"],
        "tunnel2": ["169.254.22.2", "169.254.21.6"],
        "tunnel3": ["169.254.21.2", "169.254.21.6"],
        "tunnel4": ["169.254.21.2", "169.254.22.6"],
    }
    for key in TUNNELS:
        local, connection = four[f"harbor-local-network-gateway-{key}"], four[f"harbor-connection-{key}"]
        assert local.inputs["bgpSettings"] == {"asn": FOUR.aws_asn, "bgpPeeringAddress": peers[key]}
        assert connection.inputs["enableBgp"] is True
        assert connection.inputs["gatewayCustomBgpIpAddresses"] == [
            {"customBgpIpAddress": address, "ipConfigurationId": ip_configuration(instance)}
            for instance, address in zip(("instance0", "instance1"), custom[key], strict=True)
        ]


def test_over_bgp_no_prefix_stands_beside_the_learned_routes(four):
    """A prefix of a local network gateway is a static route, which would stay when the session is gone."""
    assert {
        tuple(one.inputs["localNetworkAddressSpace"]["addressPrefixes"]) for one in four.of_type(LOCAL_GATEWAY)
    } == {()}


def test_one_tunnel_over_bgp_names_its_one_instance():
    inputs = built(SINGLE_BGP)["harbor-connection-tunnel1"].inputs
    assert inputs["gatewayCustomBgpIpAddresses"] == [
        {"customBgpIpAddress": "169.254.21.2", "ipConfigurationId": ip_configuration("instance0")}
    ]


@pytest.mark.parametrize("tunnels", [DUAL, SINGLE])
def test_static_routes_are_the_prefixes_of_aws_and_nothing_of_bgp(tunnels):
    standing = built(tunnels)
    for local in standing.of_type(LOCAL_GATEWAY):
        assert local.inputs["localNetworkAddressSpace"] == {"addressPrefixes": ["10.20.0.0/16"]}
        assert "bgpSettings" not in local.inputs
    for connection in standing.of_type(CONNECTION):
        assert connection.inputs["enableBgp"] is False
        assert "gatewayCustomBgpIpAddresses" not in connection.inputs


def test_the_ipsec_policy_is_complete_and_the_suites():
    """Azure takes a policy with all of its eight fields or none, and offers nothing beside it."""
    made = built(MIXED).of_type(CONNECTION)
    assert len(made) == 4
    for one in made:
        assert (one.inputs["connectionType"], one.inputs["connectionProtocol"]) == ("IPsec", "IKEv2")
        assert one.inputs["dpdTimeoutSeconds"] == 60
        assert one.inputs["usePolicyBasedTrafficSelectors"] is False
        assert one.inputs["ipsecPolicies"] == [
            {
                "ikeEncryption": "AES128",
                "ikeIntegrity": "SHA384",
                "dhGroup": "DHGroup14",
                "ipsecEncryption": "AES256",
                "ipsecIntegrity": "SHA256",
                "pfsGroup": "ECP256",
                "saLifeTimeSeconds": 2700,
                "saDataSizeKilobytes": 5000,
            }
        ]


def test_a_new_key_makes_a_new_connection(four):
    """Azure ignores a changed key on an update (azurerm pull request 11742), and takes a name once."""
    for one in four.of_type(CONNECTION):
        assert one.replace_on_changes == ("sharedKey", "virtualNetworkGateway1")
        assert one.delete_before_replace


def test_connections_are_made_one_after_another_and_have_half_an_hour(four):
    """Each is a write to the gateway, and Azure takes one at a time (AnotherOperationInProgress)."""
    for earlier, later in pairwise(TUNNELS):
        assert f"harbor-connection-{earlier}" in four[f"harbor-connection-{later}"].dependency_names
    assert {one.timeouts for one in four.of_type(CONNECTION)} == {("30m", "30m", "30m")}


def test_keys_are_no_outputs(four):
    """Event logs hold secret outputs in clear."""
    assert "key.of" not in str(four.component_outputs)
    assert {key: four.value(output) for key, output in four.result.connection_ids.items()} == {
        key: four[f"harbor-connection-{key}"].outputs["id"] for key in TUNNELS
    }
