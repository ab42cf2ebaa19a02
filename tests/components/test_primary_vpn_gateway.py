"""The Azure VPN gateway and its addresses."""

from collections.abc import Mapping
from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pulumi
import pytest

from components.primary.vpn_gateway import PrimaryVpnGateway, PrimaryVpnGatewayArgs
from lifeboat.blueprint.model import AzureVpnGateway, GatewayInstance
from tests.components import support
from tests.components.support import SUBSCRIPTION, Built, address_of, build, is_unknown

GATEWAY = "azure-native:network:VirtualNetworkGateway"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
LOOKUP = "azure-native:network:getVirtualNetworkGateway"
NETWORK = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/harbor-rg/providers/Microsoft.Network"
SUBNET_ID = f"{NETWORK}/virtualNetworks/harbor/subnets/GatewaySubnet"
TAGS = {"owner": "platform"}
STANDBY = AzureVpnGateway(
    mode="create",
    name="harbor-vpn",
    resource_group="harbor-rg",
    sku="VpnGw2AZ",
    generation="Generation2",
    asn=65010,
    bgp=False,
    public_ip_zones=("1", "2", "3"),
    instances=(GatewayInstance("instance0", "first", "harbor-vpn-ip0", None, ()),),
)
ACTIVE_ACTIVE = replace(
    STANDBY, instances=(*STANDBY.instances, GatewayInstance("instance1", "second", "harbor-vpn-ip1", None, ()))
)
CUSTOM = (
    (IPv4Address("169.254.21.2"), IPv4Address("169.254.22.2")),
    (IPv4Address("169.254.21.6"), IPv4Address("169.254.22.6")),
)
BGP = replace(
    ACTIVE_ACTIVE,
    bgp=True,
    instances=tuple(
        replace(instance, custom_bgp_addresses=custom)
        for instance, custom in zip(ACTIVE_ACTIVE.instances, CUSTOM, strict=True)
    ),
)
ADDRESSES = (IPv4Address("203.0.113.10"), IPv4Address("203.0.113.11"))
ADOPTED = replace(
    BGP,
    mode="adopt",
    name="hub-vpn",
    resource_group="hub-rg",
    sku="",
    generation="",
    public_ip_zones=(),
    instances=tuple(
        replace(instance, existing_public_ip_address=address)
        for instance, address in zip(BGP.instances, ADDRESSES, strict=True)
    ),
)
ADOPTED_STATIC = replace(ADOPTED, bgp=False, instances=(replace(ADOPTED.instances[0], custom_bgp_addresses=()),))
HUB_ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub-rg/providers/Microsoft.Network/virtualNetworkGateways/hub-vpn"
)


def existing(**changes: Any) -> dict[str, Any]:
    """The adopted gateway as Azure answers: ids in another case, further addresses of its owner's."""
    names = ("first", "second")
    return {
        "id": HUB_ID,
        "name": "hub-vpn",
        "location": "Germany West Central",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ", "capacity": 2},
        "activeActive": True,
        "enableBgp": True,
        "ipConfigurations": [
            {"id": f"{HUB_ID}/ipConfigurations/{name}", "name": name, "subnet": {"id": SUBNET_ID.upper()}}
            for name in names
        ],
        "bgpSettings": {
            "asn": 65010.0,
            "bgpPeeringAddresses": [
                {
                    "ipconfigurationId": f"{HUB_ID}/ipConfigurations/{name}",
                    "tunnelIpAddresses": [str(address), "10.10.255.230"],
                    "defaultBgpIpAddresses": ["10.10.255.230"],
                    "customBgpIpAddresses": ["169.254.21.250", *map(str, custom)],
                }
                for name, address, custom in zip(names, ADDRESSES, CUSTOM, strict=True)
            ],
        },
        **changes,
    }


def built(
    gateway: AzureVpnGateway = STANDBY, *, protect: bool = False, found: Mapping[str, Any] | None = None, **more
) -> Built[PrimaryVpnGateway]:
    args = PrimaryVpnGatewayArgs(
        gateway=gateway,
        region="germanywestcentral",
        resource_group_name="harbor-rg",
        gateway_subnet_id=SUBNET_ID,
        tags=TAGS,
        protect=protect,
        subscription_id=SUBSCRIPTION,
    )
    lookups = {LOOKUP: existing() if found is None else found}
    return build(lambda: PrimaryVpnGateway("harbor", args), lookups=lookups, **more)


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
    monkeypatch.setitem(support.COMPUTED, "azure-native:network:PublicIPAddress", lambda _args: missing)
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
    assert set(outputs) == {"gateway_id", "public_ip_addresses", "ip_configuration_ids", "resource_group_name"}


def ip_configuration(name: str, gateway: str = f"{NETWORK}/virtualNetworkGateways/harbor-vpn") -> str:
    return f"{gateway}/ipConfigurations/{name}"


def test_over_bgp_each_instance_has_the_inside_addresses_of_its_own_tunnels():
    """An address at the wrong instance is the commonest mistake in public code: its session never comes up."""
    inputs = built(BGP)["harbor-vpn-gateway"].inputs
    assert inputs["enableBgp"] is True
    assert inputs["bgpSettings"] == {
        "asn": 65010,
        "bgpPeeringAddresses": [
            {
                "ipconfigurationId": ip_configuration("first"),
                "customBgpIpAddresses": ["169.254.21.2", "169.254.22.2"],
            },
            {
                "ipconfigurationId": ip_configuration("second"),
                "customBgpIpAddresses": ["169.254.21.6", "169.254.22.6"],
            },
        ],
    }


def test_ids_of_ip_configurations_are_known_before_the_gateway_is():
    """The gateway names them itself, and it is often 45 minutes away; so they are composed."""
    before = built(BGP, preview=True)
    assert {key: before.value(output) for key, output in before.result.ip_configuration_ids.items()} == {
        "instance0": ip_configuration("first"),
        "instance1": ip_configuration("second"),
    }


def test_connections_of_a_new_gateway_go_into_its_resource_group(standby):
    assert standby.value(standby.result.resource_group_name) == "harbor-rg"


@pytest.mark.parametrize("preview", [True, False])
def test_an_adopted_gateway_is_read_and_nothing_is_made(preview):
    adopting = built(ADOPTED, preview=preview)
    found = adopting.result
    assert [one.type for one in adopting.resources] == ["lifeboat:primary:PrimaryVpnGateway"]
    assert [arguments for _, arguments, _ in adopting.lookups] == [
        {"resourceGroupName": "hub-rg", "virtualNetworkGatewayName": "hub-vpn"}
    ]
    assert adopting.value(found.gateway_id) == HUB_ID
    assert adopting.value(found.resource_group_name) == "hub-rg"
    assert {key: adopting.value(value) for key, value in found.public_ip_addresses.items()} == {
        "instance0": "203.0.113.10",
        "instance1": "203.0.113.11",
    }
    assert {key: adopting.value(value) for key, value in found.ip_configuration_ids.items()} == {
        "instance0": ip_configuration("first", HUB_ID),
        "instance1": ip_configuration("second", HUB_ID),
    }


def test_an_adopted_gateway_of_one_instance_needs_no_bgp_for_static_routes():
    found = existing(activeActive=False, enableBgp=False)
    adopting = built(ADOPTED_STATIC, found=found)
    assert adopting.value(adopting.result.gateway_id) == HUB_ID


def without(key: str, position: int, value: Any) -> dict[str, Any]:
    """BGP settings in which one instance has another value."""
    settings = existing()["bgpSettings"]
    settings["bgpPeeringAddresses"][position][key] = value
    return settings


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vpnType": "PolicyBased"}, "found a gateway of type Vpn with VPN type PolicyBased, but .* route-based"),
        ({"gatewayType": "ExpressRoute"}, "found a gateway of type ExpressRoute"),
        ({"sku": {"name": "Basic", "tier": "Basic", "capacity": 2}}, "found a gateway of size Basic"),
        ({"location": "westeurope"}, r"^primary\.region, .* found westeurope .* settings say germanywestcentral"),
        ({"activeActive": False}, r"found 1 active instance\(s\), .* need 2: .* switch active-active on"),
        ({"bgpSettings": {"asn": 65011.0}}, r"^primary\.gateway\.asn of hub-vpn: found 65011 .* settings say 65010"),
        ({"bgpSettings": None}, r"^primary\.gateway\.asn of hub-vpn: found None"),
        (
            {"ipConfigurations": [{"id": f"{HUB_ID}/ipConfigurations/default", "name": "default"}]},
            r"^primary\.gateway\.instances, ip_configuration of hub-vpn: found default .* settings say first",
        ),
        (
            {"bgpSettings": without("tunnelIpAddresses", 1, ["203.0.113.99"])},
            r"instances\[1\]\.public_ip_address of second: found 203\.0\.113\.99 .* settings say 203\.0\.113\.11",
        ),
        ({"bgpSettings": {"asn": 65010.0}}, r"public_ip_address of first: found no public IP address"),
        ({"enableBgp": False}, "found a gateway without BGP, which is off, but .* --set enableBgp=true`"),
    ],
)
def test_an_adopted_gateway_that_cannot_carry_the_tunnels_stops_the_program(changes, sentence):
    """Connections to it would be accepted by Azure and stay down."""
    with pytest.raises(pulumi.RunError, match=sentence) as stopped:
        built(ADOPTED, found=existing(**changes))
    assert "\n" not in str(stopped.value)


def test_a_missing_custom_address_comes_with_the_command_that_adds_it():
    """Only the gateway's owner may run it, and it adds to what is there."""
    with pytest.raises(pulumi.RunError, match=r"without 169\.254\.21\.6 at second, but") as stopped:
        built(ADOPTED, found=existing(bgpSettings=without("customBgpIpAddresses", 1, ["169.254.22.6"])))
    assert str(stopped.value).endswith(
        "`az network vnet-gateway update --resource-group hub-rg --name hub-vpn"
        " --add bgpSettings.bgpPeeringAddresses[1].customBgpIpAddresses 169.254.21.6`."
    )


def test_addresses_of_one_instance_at_the_other_are_missing():
    """Present on the gateway is not enough."""
    settings = existing()["bgpSettings"]
    first, second = settings["bgpPeeringAddresses"]
    first["customBgpIpAddresses"], second["customBgpIpAddresses"] = (
        second["customBgpIpAddresses"],
        first["customBgpIpAddresses"],
    )
    with pytest.raises(pulumi.RunError, match=r"169\.254\.21\.2 at first, .* 169\.254\.22\.6 at second"):
        built(ADOPTED, found=existing(bgpSettings=settings))


def test_both_instances_of_an_adopted_gateway_have_to_be_used():
    """Each instance dials every tunnel, and AWS answers only the address of the customer gateway."""
    with pytest.raises(pulumi.RunError, match=r"found 2 active instance\(s\), .* need 1: .* four-tunnel"):
        built(ADOPTED_STATIC)


def test_an_adopted_gateway_of_another_network_stops_the_program():
    """Its tunnels would end where the servers are not."""
    elsewhere = SUBNET_ID.replace("harbor/", "other/")
    found = existing()
    found["ipConfigurations"][0]["subnet"] = {"id": elsewhere}
    with pytest.raises(pulumi.RunError, match=r"^primary\.gateway\.name hub-vpn, the subnet it is in: found .*/other/"):
        built(ADOPTED, found=found)
