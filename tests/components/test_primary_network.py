"""The Azure network: what is created, what is adopted, and in which order."""

from dataclasses import replace
from ipaddress import IPv4Network
from itertools import pairwise

import pulumi
import pytest

from components.primary.network import PrimaryNetwork, PrimaryNetworkArgs
from lifeboat.blueprint.model import (
    AzureVpnGateway,
    GatewayInstance,
    GatewaySubnet,
    PrimaryBlueprint,
    PrimaryEgress,
    ResourceGroup,
    VirtualNetwork,
    WorkloadSubnet,
)
from tests.components.support import SUBSCRIPTION, Built, build, is_unknown

RESOURCE_GROUP = "azure-native:resources:ResourceGroup"
VIRTUAL_NETWORK = "azure-native:network:VirtualNetwork"
SUBNET = "azure-native:network:Subnet"
NAT_GATEWAY = "azure-native:network:NatGateway"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
TAGS = {"owner": "platform"}
NAT_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/natGateways/hub-nat"

BLUEPRINT = PrimaryBlueprint(
    subscription_id=None,
    region="germanywestcentral",
    resource_group=ResourceGroup("create", "harbor-rg"),
    virtual_network=VirtualNetwork(
        "create", "harbor-vnet", "harbor-rg", (IPv4Network("10.10.0.0/16"), IPv4Network("10.11.0.0/16"))
    ),
    gateway_subnet=GatewaySubnet("create", IPv4Network("10.10.255.224/27")),
    workload_subnets=(
        WorkloadSubnet("app", IPv4Network("10.10.1.0/24")),
        WorkloadSubnet("db", IPv4Network("10.10.2.0/24")),
        WorkloadSubnet("web", IPv4Network("10.10.3.0/24")),
    ),
    egress=PrimaryEgress("create", None, "a NAT gateway"),
    spokes=(),
    security_groups=(),
    subnets_without_servers=(),
    gateway=AzureVpnGateway(
        mode="create",
        name="harbor-vpn",
        resource_group="harbor-rg",
        sku="VpnGw1AZ",
        generation="Generation1",
        asn=65515,
        bgp=False,
        public_ip_zones=(),
        instances=(GatewayInstance("instance0", "instance0", "harbor-vpn-ip0", None, ()),),
    ),
)
AWS_PREFIXES = (IPv4Network("10.20.0.0/16"), IPv4Network("10.30.0.0/16"))
ADOPTED = replace(
    BLUEPRINT,
    resource_group=ResourceGroup("adopt", "harbor-rg"),
    virtual_network=replace(BLUEPRINT.virtual_network, mode="adopt", resource_group="network-rg"),
    gateway_subnet=replace(BLUEPRINT.gateway_subnet, mode="adopt"),
)
GROUP_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/harbor-rg"
VNET_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/network-rg/providers/Microsoft.Network/virtualNetworks/harbor"
LOOKUPS = {
    "azure-native:resources:getResourceGroup": {"id": GROUP_ID, "name": "harbor-rg"},
    "azure-native:network:getVirtualNetwork": {
        "id": VNET_ID,
        "name": "harbor-vnet",
        "location": "Germany West Central",
        "addressSpace": {"addressPrefixes": ["10.11.0.0/16", "10.10.0.0/16"]},
    },
    "azure-native:network:getSubnet": {"id": f"{VNET_ID}/subnets/GatewaySubnet", "addressPrefix": "10.10.255.224/27"},
}


def built(blueprint: PrimaryBlueprint = BLUEPRINT, *, protect: bool = False, **more) -> Built[PrimaryNetwork]:
    args = PrimaryNetworkArgs(blueprint=blueprint, tags=TAGS, protect=protect, aws_prefixes=AWS_PREFIXES)
    return build(lambda: PrimaryNetwork("harbor", args), **more)


@pytest.fixture(scope="module")
def created() -> Built[PrimaryNetwork]:
    return built()


def test_type_token_and_child_names_are_a_contract(created):
    """A changed token or name replaces what stands, so it has to be seen here."""
    assert created.names == {
        ("lifeboat:primary:PrimaryNetwork", "harbor"),
        (RESOURCE_GROUP, "harbor-resource-group"),
        (VIRTUAL_NETWORK, "harbor-virtual-network"),
        (PUBLIC_IP, "harbor-nat-gateway-ip"),
        (NAT_GATEWAY, "harbor-nat-gateway"),
        (SUBNET, "harbor-workload-app"),
        (SUBNET, "harbor-workload-db"),
        (SUBNET, "harbor-workload-web"),
        (SUBNET, "harbor-gateway-subnet"),
    }


def test_every_child_belongs_to_the_component(created):
    assert {one.parent_name for one in created.resources if one.custom} == {"harbor"}


def test_nothing_waits_for_an_output_to_be_registered(created):
    """A preview, in which nothing that Azure computes is known, registers the same resources."""
    assert built(preview=True).names == created.names


def test_virtual_network_has_its_ranges_and_no_subnets_of_its_own(created):
    """Subnets are resources of their own; declared inline as well they would fight over them."""
    inputs = created["harbor-virtual-network"].inputs
    assert inputs["addressSpace"] == {"addressPrefixes": ["10.10.0.0/16", "10.11.0.0/16"]}
    assert inputs["virtualNetworkName"] == "harbor-vnet"
    assert "subnets" not in inputs


def test_gateway_subnet_has_the_name_azure_wants_and_nothing_attached(created):
    """GatewaySubnet takes no network security group (Azure VPN Gateway settings), and no NAT gateway is needed."""
    inputs = created["harbor-gateway-subnet"].inputs
    assert (inputs["subnetName"], inputs["addressPrefix"]) == ("GatewaySubnet", "10.10.255.224/27")
    assert not inputs.keys() & {"networkSecurityGroup", "natGateway", "routeTable"}


def test_subnets_are_written_one_after_another_and_gateway_subnet_last(created):
    """Azure refuses a second write to a VNet (AnotherOperationInProgress), and a gateway while one goes on."""
    order = ["harbor-workload-app", "harbor-workload-db", "harbor-workload-web", "harbor-gateway-subnet"]
    for earlier, later in pairwise(order):
        assert earlier in created[later].dependency_names


def test_workload_subnets_leave_by_the_nat_gateway_and_no_other_way(created):
    for one in ("app", "db", "web"):
        inputs = created[f"harbor-workload-{one}"].inputs
        assert inputs["natGateway"] == {"id": created["harbor-nat-gateway"].outputs["id"]}
        assert inputs["defaultOutboundAccess"] is False


def test_nat_gateway_and_its_address_are_standard_and_static(created):
    """A Standard NAT gateway takes Standard static addresses only."""
    address = created["harbor-nat-gateway-ip"]
    assert address.inputs["sku"] == {"name": "Standard"}
    assert address.inputs["publicIPAllocationMethod"] == "Static"
    assert created["harbor-nat-gateway"].inputs["publicIpAddresses"] == [{"id": address.outputs["id"]}]
    assert created["harbor-nat-gateway"].inputs["sku"] == {"name": "Standard"}


def test_everything_that_takes_tags_has_them(created):
    tagged = {one.name for one in created.resources if one.inputs.get("tags") == TAGS}
    assert tagged == {one.name for one in created.resources if one.custom and one.type != SUBNET}


@pytest.mark.parametrize("protect", [True, False])
def test_only_the_virtual_network_is_protected(protect):
    protected = {one.name for one in built(protect=protect).resources if one.protect}
    assert protected == ({"harbor-virtual-network"} if protect else set())


def test_outputs_name_what_was_created(created):
    found = created.result
    assert created.value(found.resource_group_name) == "harbor-rg"
    assert created.value(found.virtual_network_id) == created["harbor-virtual-network"].outputs["id"]
    assert created.value(found.gateway_subnet_id) == created["harbor-gateway-subnet"].outputs["id"]
    assert {key: created.value(output) for key, output in found.workload_subnet_ids.items()} == {
        key: created[f"harbor-workload-{key}"].outputs["id"] for key in ("app", "db", "web")
    }
    assert set(created.component_outputs[created["harbor"].urn]) == {
        "resource_group_name",
        "virtual_network_id",
        "gateway_subnet_id",
        "workload_subnet_ids",
    }


def test_a_subnet_put_in_front_renames_nothing():
    """Names follow the subnet, not its place."""
    first = WorkloadSubnet("batch", IPv4Network("10.10.4.0/24"))
    grown = built(replace(BLUEPRINT, workload_subnets=(first, *BLUEPRINT.workload_subnets)))
    assert grown.names - built().names == {(SUBNET, "harbor-workload-batch")}


def test_adopted_nat_gateway_is_attached_by_its_id():
    adopting = built(replace(BLUEPRINT, egress=PrimaryEgress("adopt", NAT_ID, "hub")))
    assert adopting.of_type(NAT_GATEWAY) == adopting.of_type(PUBLIC_IP) == []
    assert adopting["harbor-workload-app"].inputs["natGateway"] == {"id": NAT_ID}


def test_an_existing_way_out_is_left_alone():
    existing = built(replace(BLUEPRINT, egress=PrimaryEgress("existing", None, "hub firewall")))
    assert existing.of_type(NAT_GATEWAY) == existing.of_type(PUBLIC_IP) == []
    assert "natGateway" not in existing["harbor-workload-app"].inputs


def test_adopted_things_are_read_and_never_registered():
    adopting = built(ADOPTED, lookups=LOOKUPS)
    assert adopting.of_type(RESOURCE_GROUP) == adopting.of_type(VIRTUAL_NETWORK) == []
    assert {one.name for one in adopting.of_type(SUBNET)} == {f"harbor-workload-{key}" for key in ("app", "db", "web")}
    assert {(token, arguments.get("resourceGroupName")) for token, arguments, _ in adopting.lookups} == {
        ("azure-native:resources:getResourceGroup", "harbor-rg"),
        ("azure-native:network:getVirtualNetwork", "network-rg"),
        ("azure-native:network:getSubnet", "network-rg"),
    }


def test_subnets_go_into_the_adopted_network_where_it_is():
    """Its resource group may be another one than Lifeboat's own."""
    adopting = built(ADOPTED, lookups=LOOKUPS)
    inputs = adopting["harbor-workload-app"].inputs
    assert (inputs["resourceGroupName"], inputs["virtualNetworkName"]) == ("network-rg", "harbor-vnet")
    assert adopting["harbor-nat-gateway"].inputs["resourceGroupName"] == "harbor-rg"
    assert adopting.value(adopting.result.virtual_network_id) == VNET_ID
    assert adopting.value(adopting.result.gateway_subnet_id) == f"{VNET_ID}/subnets/GatewaySubnet"


def test_the_order_of_an_adopted_address_space_does_not_matter():
    """LOOKUPS answer in another order than the blueprint; the subnets are made nevertheless."""
    assert len(built(ADOPTED, lookups=LOOKUPS).of_type(SUBNET)) == 3


@pytest.mark.parametrize("preview", [True, False])
def test_another_address_space_stops_the_program_before_anything_is_put_into_it(preview):
    found = LOOKUPS["azure-native:network:getVirtualNetwork"]
    other = {**found, "addressSpace": {"addressPrefixes": ["10.10.0.0/16"]}}
    with pytest.raises(pulumi.RunError) as stopped:
        built(ADOPTED, lookups={**LOOKUPS, "azure-native:network:getVirtualNetwork": other}, preview=preview)
    text = str(stopped.value)
    assert text.startswith("primary.network.virtual_network.address_space of harbor-vnet: found 10.10.0.0/16")
    assert "settings say 10.10.0.0/16, 10.11.0.0/16" in text
    assert "\n" not in text


def test_an_adopted_network_in_another_region_stops_the_program():
    """A gateway and its VNet share a region. LOOKUPS answer with the display name, which is the same region."""
    other = {**LOOKUPS["azure-native:network:getVirtualNetwork"], "location": "westeurope"}
    with pytest.raises(
        pulumi.RunError, match=r"^primary\.region, the location of harbor-vnet: found westeurope .* germanywestcentral"
    ):
        built(ADOPTED, lookups={**LOOKUPS, "azure-native:network:getVirtualNetwork": other})


def test_a_security_group_on_an_adopted_gateway_subnet_stops_the_program():
    """Azure does not support one there (Azure VPN Gateway settings), so it is named before a gateway waits on it."""
    group = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/networkSecurityGroups/hub"
    other = {**LOOKUPS["azure-native:network:getSubnet"], "networkSecurityGroup": {"id": group}}
    with pytest.raises(pulumi.RunError, match=rf"gateway_subnet of harbor-vnet: found .* {group} on it"):
        built(ADOPTED, lookups={**LOOKUPS, "azure-native:network:getSubnet": other})


TABLES = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/routes-rg/providers/Microsoft.Network/routeTables"


def routed(table: dict[str, object], *subnets: str) -> dict[str, object]:
    """Lookups of an adopted network some of whose subnets have a route table."""
    carriers = [{"name": name, "routeTable": {"id": f"{TABLES}/rt-{name}"}} for name in subnets]
    plain = {"name": "plain"}
    found = {**LOOKUPS["azure-native:network:getVirtualNetwork"], "subnets": [plain, *carriers]}
    return {
        **LOOKUPS,
        "azure-native:network:getVirtualNetwork": found,
        "azure-native:network:getRouteTable": table,
    }


def test_every_route_table_of_an_adopted_network_is_read_where_it_is():
    adopting = built(ADOPTED, lookups=routed({"disableBgpRoutePropagation": False}, "app", "GatewaySubnet"))
    asked = [arguments for token, arguments, _ in adopting.lookups if token == "azure-native:network:getRouteTable"]
    assert asked == [
        {"resourceGroupName": "routes-rg", "routeTableName": f"rt-{name}"} for name in ("app", "GatewaySubnet")
    ]
    assert len(adopting.of_type(SUBNET)) == 3


def test_a_route_table_that_keeps_traffic_from_aws_stops_the_program():
    """Everything would be up and no server would reach AWS."""
    table = {
        "disableBgpRoutePropagation": True,
        "routes": [
            {"name": "to-fw", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"},
            {"name": "to-azure", "addressPrefix": "AzureCloud", "nextHopType": "Internet"},
        ],
    }
    with pytest.raises(pulumi.RunError) as stopped:
        built(ADOPTED, lookups=routed(table, "app"))
    text = str(stopped.value)
    assert text.startswith(
        "primary.network.virtual_network harbor-vnet, subnet app, route table rt-app: found gateway route propagation"
        " switched off and the route to-fw that sends 0.0.0.0/0, and 10.20.0.0/16 with it, to VirtualAppliance."
    )
    assert "let the owner add a route for 10.20.0.0/16 with next hop VirtualNetworkGateway" in text


def test_a_route_table_of_an_azure_service_is_not_judged():
    """Azure's firewall wants propagation off in its own subnet."""
    adopting = built(ADOPTED, lookups=routed({"disableBgpRoutePropagation": True}, "AzureFirewallSubnet"))
    assert "azure-native:network:getRouteTable" not in {token for token, _, _ in adopting.lookups}


def test_a_subnet_that_holds_no_server_is_not_judged_where_settings_say_so():
    """AKS and others keep route tables of their own making."""
    without = replace(ADOPTED, subnets_without_servers=("app",))
    adopting = built(without, lookups=routed({"disableBgpRoutePropagation": True}, "app"))
    assert "azure-native:network:getRouteTable" not in {token for token, _, _ in adopting.lookups}


def test_propagation_off_on_gateway_subnet_stops_the_program():
    with pytest.raises(pulumi.RunError, match=r"subnet GatewaySubnet, .* the gateway stops working"):
        built(ADOPTED, lookups=routed({"disableBgpRoutePropagation": True}, "GatewaySubnet"))


def test_another_gateway_subnet_stops_the_program():
    """Azure may answer with a list of prefixes instead of one."""
    other = {"id": f"{VNET_ID}/subnets/GatewaySubnet", "addressPrefixes": ["10.10.254.0/27"]}
    with pytest.raises(pulumi.RunError, match=r"gateway_subnet\.cidr of harbor-vnet: found 10\.10\.254\.0/27"):
        built(ADOPTED, lookups={**LOOKUPS, "azure-native:network:getSubnet": other})


def test_an_adopted_gateway_subnet_is_handed_on_once_the_other_subnets_are_written():
    """The gateway may not be asked for while its VNet is being updated."""
    before = built(ADOPTED, lookups=LOOKUPS, preview=True)
    assert before.value(before.result.gateway_subnet_id) is None
    without = built(replace(ADOPTED, workload_subnets=()), lookups=LOOKUPS, preview=True)
    assert without.value(without.result.gateway_subnet_id) == f"{VNET_ID}/subnets/GatewaySubnet"


def test_a_preview_does_not_know_ids_but_knows_ranges():
    """Policies judge ranges in a preview, so these must be literal."""
    before = built(preview=True)
    assert before["harbor-workload-app"].inputs["addressPrefix"] == "10.10.1.0/24"
    assert is_unknown(before["harbor-workload-app"].inputs["natGateway"]["id"])
