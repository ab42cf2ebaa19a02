"""Other people's things in Azure can be planted, and lookups answer them by the subscription of the provider."""

import pytest

from lifeboat.sandbox import catalogs, change
from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.store import FILE_NAME, Store

HUB = "00000000-0000-0000-0000-000000000001"
GROUP = f"/subscriptions/{HUB}/resourceGroups/hub"
NETWORK = f"{GROUP}/providers/Microsoft.Network"
VNET = f"{NETWORK}/virtualNetworks/vnet-hub"
SPOKE = f"/subscriptions/{HUB}/resourceGroups/erp/providers/Microsoft.Network/virtualNetworks/vnet-erp"

THINGS = (
    (az.RESOURCE_GROUP, GROUP, {"name": "hub", "location": "westeurope"}),
    (az.VIRTUAL_NETWORK, VNET, {"addressSpace": {"addressPrefixes": ["10.30.0.0/16"]}, "location": "westeurope"}),
    (
        az.SUBNET,
        f"{VNET}/subnets/app",
        {
            "addressPrefix": "10.30.1.0/24",
            "networkSecurityGroup": {"id": f"{NETWORK}/networkSecurityGroups/nsg"},
            "routeTable": {"id": f"{NETWORK}/routeTables/rt"},
        },
    ),
    (az.NETWORK_SECURITY_GROUP, f"{NETWORK}/networkSecurityGroups/nsg", {"securityRules": [{"name": "a"}]}),
    (az.SECURITY_RULE, f"{NETWORK}/networkSecurityGroups/nsg/securityRules/b", {"priority": 200}),
    (az.ROUTE_TABLE, f"{NETWORK}/routeTables/rt", {"disableBgpRoutePropagation": True}),
    (az.ROUTE, f"{NETWORK}/routeTables/rt/routes/out", {"addressPrefix": "0.0.0.0/0"}),
    (az.PEERING, f"{VNET}/virtualNetworkPeerings/erp", {"remoteVirtualNetwork": {"id": SPOKE}}),
    (az.VPN_GATEWAY, f"{NETWORK}/virtualNetworkGateways/vgw", {"bgpSettings": {"asn": 65010}}),
    (az.LOCAL_GATEWAY, f"{NETWORK}/localNetworkGateways/lng", {"gatewayIpAddress": "198.51.100.7"}),
    (az.CONNECTION, f"{NETWORK}/connections/cn", {"connectionType": "IPsec"}),
    (
        az.WORKSPACE,
        f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/log",
        {"customerId": "00000000-0000-0000-0000-00000000000a"},
    ),
    (az.DIAGNOSTIC_SETTING, f"{VNET}/providers/microsoft.insights/diagnosticSettings/all", {}),
    (az.METRIC_ALERT, f"{GROUP}/providers/Microsoft.Insights/metricAlerts/bgp", {"severity": 1}),
    (az.ACTION_GROUP, f"{GROUP}/providers/Microsoft.Insights/actionGroups/ops", {"groupShortName": "ops"}),
)


@pytest.fixture
def store(tmp_path):
    made = Store(tmp_path / FILE_NAME, catalogs.secrets_of)
    for token, identity, properties in THINGS:
        change.plant(made, token, identity, properties)
    return made


def ask(store, function, account=HUB, **arguments):
    lookup = catalog("azure-native").lookups[f"azure-native:{function}"]
    with store.transaction() as world:
        return lookup.answer({"resourceGroupName": "hub", **arguments}, world, account, "")


def test_every_type_can_be_planted(store):
    assert {row.token for row in store.rows()} == {token for token, _, _ in THINGS}
    assert {row.account for row in store.rows()} == {HUB}


@pytest.mark.parametrize(
    ("function", "arguments", "found"),
    [
        ("network:getVirtualNetworkGateway", {"virtualNetworkGatewayName": "vgw"}, {"bgpSettings": {"asn": 65010}}),
        ("network:getLocalNetworkGateway", {"localNetworkGatewayName": "lng"}, {"gatewayIpAddress": "198.51.100.7"}),
        ("network:getRouteTable", {"routeTableName": "RT"}, {"disableBgpRoutePropagation": True}),
        ("network:getNetworkSecurityGroup", {"networkSecurityGroupName": "nsg"}, {"name": "nsg"}),
        (
            "network:getVirtualNetworkPeering",
            {"virtualNetworkName": "vnet-hub", "virtualNetworkPeeringName": "erp"},
            {"remoteVirtualNetwork": {"id": SPOKE}},
        ),
        (
            "operationalinsights:getWorkspace",
            {"workspaceName": "log"},
            {"type": "Microsoft.OperationalInsights/workspaces", "customerId": "00000000-0000-0000-0000-00000000000a"},
        ),
    ],
)
def test_a_planted_thing_is_found_by_its_names(store, function, arguments, found):
    answer = ask(store, function, **arguments)
    assert answer.items() >= found.items()


def test_a_network_answers_the_table_and_the_group_of_its_subnets_and_its_peerings(store):
    network = ask(store, "network:getVirtualNetwork", virtualNetworkName="vnet-hub")
    (subnet,) = network["subnets"]
    assert (subnet["name"], subnet["routeTable"]["id"]) == ("app", f"{NETWORK}/routeTables/rt")
    assert subnet["networkSecurityGroup"]["id"] == f"{NETWORK}/networkSecurityGroups/nsg"
    assert [each["name"] for each in network["virtualNetworkPeerings"]] == ["erp"]


def test_a_group_of_rules_and_a_table_answer_inline_and_own_ones_and_where_they_are_used(store):
    group = ask(store, "network:getNetworkSecurityGroup", networkSecurityGroupName="nsg")
    assert [each["id"].rsplit("/", 1)[-1] for each in group["securityRules"]] == ["a", "b"]
    table = ask(store, "network:getRouteTable", routeTableName="rt")
    assert [each["addressPrefix"] for each in table["routes"]] == ["0.0.0.0/0"]
    assert group["subnets"] == table["subnets"] == [{"id": f"{VNET}/subnets/app"}]


def test_another_subscription_does_not_have_it(store):
    with pytest.raises(CloudError, match="ResourceGroupNotFound"):
        ask(store, "network:getVirtualNetworkGateway", virtualNetworkGatewayName="vgw", account=HUB[:-1] + "2")


def test_a_name_that_is_not_there_is_refused(store):
    with pytest.raises(CloudError, match="ResourceNotFound"):
        ask(store, "operationalinsights:getWorkspace", workspaceName="none")
    with pytest.raises(CloudError, match="NotFound"):
        ask(
            store,
            "network:getVirtualNetworkPeering",
            virtualNetworkName="vnet-hub",
            virtualNetworkPeeringName="none",
        )
