"""The Azure VPN gateway and its addresses."""

from dataclasses import replace

import pulumi
import pytest

from components.primary.vpn_gateway import PrimaryVpnGateway, PrimaryVpnGatewayArgs
from lifeboat.blueprint.model import AzureVpnGateway, GatewayInstance
from tests.components import support
from tests.components.support import SUBSCRIPTION, Built, address_of, build, is_unknown

GATEWAY = "azure-native:network:VirtualNetworkGateway"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
SUBNET_ID = f"/subscriptions/{SUBSCRIPTION}/Subnet/GatewaySubnet"
TAGS = {"owner": "platform"}
STANDBY = AzureVpnGateway(
    name="harbor-vpn",
    sku="VpnGw2AZ",
    generation="Generation2",
    asn=65010,
    public_ip_zones=("1", "2", "3"),
    instances=(GatewayInstance("instance0", "harbor-vpn-ip0", "first"),),
)
ACTIVE_ACTIVE = replace(
    STANDBY, instances=(*STANDBY.instances, GatewayInstance("instance1", "harbor-vpn-ip1", "second"))
)


def built(gateway: AzureVpnGateway = STANDBY, *, protect: bool = False, **more) -> Built[PrimaryVpnGateway]:
    args = PrimaryVpnGatewayArgs(
        gateway=gateway,
        region="germanywestcentral",
        resource_group_name="harbor-rg",
        gateway_subnet_id=SUBNET_ID,
        tags=TAGS,
        protect=protect,
    )
    return build(lambda: PrimaryVpnGateway("harbor", args), **more)


@pytest.fixture(scope="module")
def standby() -> Built[PrimaryVpnGateway]:
    return built()


def test_type_token_and_child_names_are_a_contract(standby):
    """A changed token or name replaces the gateway: 45 minutes without tunnels."""
    assert standby.names == {
        ("lifeboat:primary:PrimaryVpnGateway", "harbor"),
        (PUBLIC_IP, "harbor-ip-instance0"),
        (GATEWAY, "harbor-vpn-gateway"),
    }
    assert {one.parent_name for one in standby.resources if one.custom} == {"harbor"}


def test_nothing_waits_for_an_output_to_be_registered(standby):
    assert built(preview=True).names == standby.names


def test_public_address_is_standard_static_and_in_every_zone(standby):
    """Gateways take Standard static addresses only, and the address decides the gateway's zones."""
    assert standby["harbor-ip-instance0"].inputs == {
        "publicIpAddressName": "harbor-vpn-ip0",
        "resourceGroupName": "harbor-rg",
        "location": "germanywestcentral",
        "sku": {"name": "Standard"},
        "publicIPAllocationMethod": "Static",
        "zones": ["1", "2", "3"],
        "tags": TAGS,
    }


def test_a_region_without_zones_gets_no_zones():
    """An empty list is not the same to Azure as none."""
    assert "zones" not in built(replace(STANDBY, public_ip_zones=()))["harbor-ip-instance0"].inputs


def test_zones_that_a_region_gets_later_do_not_replace_the_address(standby):
    """Azure never changes the zones of an address, and a new address ends every tunnel."""
    assert standby["harbor-ip-instance0"].ignore_changes == ("zones", "tags")


@pytest.mark.parametrize("missing", [{}, {"ipAddress": ""}])
def test_an_address_that_azure_did_not_give_out_stops_the_program(monkeypatch, missing):
    """An empty text would go on to AWS and come back as a riddle."""
    monkeypatch.setattr(support, "_computed", lambda _args: missing)
    with pytest.raises(pulumi.RunError, match=r"^harbor-vpn-ip0: found a public IP address without an address"):
        built()


def test_gateway_is_route_based_with_its_size_and_as_number(standby):
    inputs = standby["harbor-vpn-gateway"].inputs
    assert inputs["virtualNetworkGatewayName"] == "harbor-vpn"
    assert (inputs["gatewayType"], inputs["vpnType"]) == ("Vpn", "RouteBased")
    assert inputs["sku"] == {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"}
    assert inputs["vpnGatewayGeneration"] == "Generation2"
    assert inputs["bgpSettings"] == {"asn": 65010}
    assert inputs["tags"] == TAGS


def test_one_instance_stands_by_and_static_routes_need_no_bgp(standby):
    inputs = standby["harbor-vpn-gateway"].inputs
    assert (inputs["activeActive"], inputs["enableBgp"]) == (False, False)


def test_two_instances_are_active_active_each_with_its_own_address():
    both = built(ACTIVE_ACTIVE)
    inputs = both["harbor-vpn-gateway"].inputs
    assert inputs["activeActive"] is True
    assert inputs["ipConfigurations"] == [
        {
            "name": name,
            "privateIPAllocationMethod": "Dynamic",
            "publicIPAddress": {"id": both[f"harbor-ip-{key}"].outputs["id"]},
            "subnet": {"id": SUBNET_ID},
        }
        for key, name in (("instance0", "first"), ("instance1", "second"))
    ]


def test_gateway_has_ninety_minutes(standby):
    """Azure often takes 45; the engine would give up too early."""
    assert standby["harbor-vpn-gateway"].timeouts == ("90m", "90m", "90m")


@pytest.mark.parametrize("protect", [True, False])
def test_only_the_gateway_is_protected(protect):
    protected = {one.name for one in built(protect=protect).resources if one.protect}
    assert protected == ({"harbor-vpn-gateway"} if protect else set())


def test_addresses_do_not_wait_for_the_gateway():
    """AWS needs them within seconds, so no address may depend on the gateway or its subnet."""
    both = built(ACTIVE_ACTIVE)
    assert {key: both.value(output) for key, output in both.result.public_ip_addresses.items()} == {
        key: address_of(f"harbor-ip-{key}") for key in ("instance0", "instance1")
    }
    assert all(not one.dependencies for one in both.of_type(PUBLIC_IP))
    assert both.value(both.result.gateway_id) == both["harbor-vpn-gateway"].outputs["id"]


def test_a_preview_knows_no_address(standby):
    before = built(preview=True)
    outputs = before.component_outputs[before["harbor"].urn]
    assert is_unknown(outputs["public_ip_addresses"]["instance0"])
    assert set(outputs) == {"gateway_id", "public_ip_addresses"}
