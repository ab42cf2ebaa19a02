"""What a changed input of Azure means: the real provider replaces by names and location only, the rest is one PUT."""

import pytest

from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.provider import diff
from tests.clouds.cases_azure_gateway import bgp_gateway, peering
from tests.clouds.cases_azure_monitor import setting, workspace
from tests.clouds.cases_azure_peering import pair, peer, route, rule


@pytest.mark.parametrize(
    ("token", "names"),
    [
        (az.VPN_GATEWAY, ("virtualNetworkGatewayName", "resourceGroupName", "location")),
        (az.LOCAL_GATEWAY, ("localNetworkGatewayName", "resourceGroupName", "location")),
        (az.CONNECTION, ("virtualNetworkGatewayConnectionName", "resourceGroupName", "location")),
        (az.PEERING, ("virtualNetworkPeeringName", "virtualNetworkName", "resourceGroupName")),
        (az.SECURITY_RULE, ("securityRuleName", "networkSecurityGroupName", "resourceGroupName")),
        (az.ROUTE, ("routeName", "routeTableName", "resourceGroupName")),
        (az.ROUTE_TABLE, ("routeTableName", "resourceGroupName", "location")),
        (az.WORKSPACE, ("workspaceName", "resourceGroupName", "location")),
        (az.METRIC_ALERT, ("ruleName", "resourceGroupName", "location")),
        (az.ACTION_GROUP, ("actionGroupName", "resourceGroupName", "location")),
        (az.DIAGNOSTIC_SETTING, ("name", "resourceUri")),
    ],
)
def test_names_and_location_replace_and_nothing_else_does(cloud, token, names):
    assert cloud.kind(token).replace_on == set(names)


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (az.VPN_GATEWAY, {"sku": {"name": "VpnGw1AZ"}}, {"sku": {"name": "VpnGw2AZ"}}),
        (az.VPN_GATEWAY, {"activeActive": False}, {"activeActive": True}),
        (az.VPN_GATEWAY, {"bgpSettings": {"asn": 65010}}, {"bgpSettings": {"asn": 65011}}),
        (az.LOCAL_GATEWAY, {"gatewayIpAddress": "198.51.100.7"}, {"gatewayIpAddress": "198.51.100.8"}),
        (az.LOCAL_GATEWAY, {}, {"bgpSettings": {"asn": 64512, "bgpPeeringAddress": "169.254.21.1"}}),
        (az.CONNECTION, {"enableBgp": False}, {"enableBgp": True}),
        (az.CONNECTION, {}, {"gatewayCustomBgpIpAddresses": [{"customBgpIpAddress": "169.254.21.2"}]}),
        (az.PEERING, {"useRemoteGateways": False}, {"useRemoteGateways": True}),
    ],
)
def test_what_azure_changes_in_place_is_updated(cloud, token, old, new):
    changes = diff.changes(cloud.kind(token), old, old | new)
    assert [each.replaces for each in changes] == [False]


def test_a_second_instance_and_its_custom_addresses_are_added_in_place(cloud):
    """Azure docs, Change a VPN gateway to active-active: the ids stay, the second instance gets its own addresses."""
    made = bgp_gateway(cloud, peering(0, "169.254.21.2"), both=False)
    configurations = made.properties["ipConfigurations"]
    second = {**configurations[0], "name": "config1", "publicIPAddress": {"id": cloud.public_ip().id}}
    settings = {
        "asn": 65011,
        "bgpPeeringAddresses": [peering(0, "169.254.21.2", "169.254.22.2"), peering(1, "169.254.21.6")],
    }
    changed = cloud.update(made, activeActive=True, ipConfigurations=[configurations[0], second], bgpSettings=settings)
    answered = changed.properties["bgpSettings"]
    assert (changed.id, answered["asn"], answered["bgpPeeringAddress"]) == (made.id, 65011, "10.10.255.30,10.10.255.29")
    assert [each["customBgpIpAddresses"] for each in answered["bgpPeeringAddresses"]] == [
        ["169.254.21.2", "169.254.22.2"],
        ["169.254.21.6"],
    ]
    assert [each["id"] for each in changed.properties["ipConfigurations"]] == [
        f"{made.id}/ipConfigurations/config{number}" for number in (0, 1)
    ]


def test_a_gateway_without_settings_answers_azures_defaults(cloud):
    made = cloud.gateway().properties
    assert (made["bgpSettings"]["asn"], made["enableBgp"], made["activeActive"]) == (65515, False, False)
    assert made["vpnGatewayGeneration"] == "Generation1"


def states(cloud):
    return [row.properties["peeringState"] for row in cloud.rows(az.PEERING)]


def test_two_sides_connect_a_peering_and_one_deleted_side_disconnects_the_other(cloud):
    one, other = pair(cloud)
    first = peer(cloud, one, other)
    assert first.properties["peeringState"] == "Initiated"
    second = peer(cloud, other, one)
    assert states(cloud) == ["Connected", "Connected"]
    assert second.properties["remoteAddressSpace"] == {"addressPrefixes": ["10.10.0.0/16"]}
    cloud.delete(cloud.get(az.PEERING, first.id))
    assert states(cloud) == ["Disconnected"]
    cloud.update(cloud.get(az.PEERING, second.id))
    assert states(cloud) == ["Initiated"]


def test_a_deleted_network_takes_its_peerings_along_and_disconnects_the_others(cloud):
    one, other = pair(cloud)
    for way in ((one, other), (other, one)):
        peer(cloud, *way)
    cloud.delete(one)
    (left,) = cloud.rows(az.PEERING)
    assert left.id.startswith(other.id)
    assert left.properties["peeringState"] == "Disconnected"


def test_a_network_may_be_peered_with_one_of_another_subscription(cloud):
    other = cloud.vnet("10.11.0.0/16")
    far = other.id.replace("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001")
    cloud.remove(az.VIRTUAL_NETWORK, other.id)
    cloud.put(type(other)(other.token, far, "", other.properties))
    made = peer(cloud, cloud.vnet(), cloud.get(az.VIRTUAL_NETWORK, far))
    assert made.properties["remoteAddressSpace"] == {"addressPrefixes": ["10.11.0.0/16"]}


def test_a_deleted_group_of_rules_and_table_take_what_is_in_them_along(cloud):
    rule(cloud)
    route(cloud)
    cloud.delete(cloud.rows(az.NETWORK_SECURITY_GROUP)[0])
    cloud.delete(cloud.rows(az.ROUTE_TABLE)[0])
    assert cloud.rows(az.SECURITY_RULE) == cloud.rows(az.ROUTE) == []


def test_a_workspace_answers_azures_defaults_and_ids_of_monitor_name_its_provider(cloud):
    log = workspace(cloud)
    assert log.id.endswith("/providers/Microsoft.OperationalInsights/workspaces/log-primary")
    assert (log.properties["retentionInDays"], log.properties["sku"]) == (30, {"name": "PerGB2018"})
    made = setting(cloud, "TunnelDiagnosticLog", name="tunnels")
    gateway = cloud.rows(az.VPN_GATEWAY)[0]
    assert made.id == f"{gateway.id}/providers/microsoft.insights/diagnosticSettings/tunnels"
