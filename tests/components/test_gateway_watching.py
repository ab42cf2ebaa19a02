"""Logs and alerts of the Azure VPN gateway."""

from dataclasses import replace
from typing import Any

import pytest

from components.primary.gateway_watching import GatewayWatching, GatewayWatchingArgs
from lifeboat.blueprint.model import InterconnectBlueprint
from tests.components.support import SUBSCRIPTION, Built, build, is_unknown
from tests.components.test_connections import FOUR, SINGLE

WORKSPACE = "azure-native:operationalinsights:Workspace"
LOGS = "azure-native:monitor:DiagnosticSetting"
ALERT = "azure-native:monitor:MetricAlert"
GATEWAY_ID = f"/subscriptions/{SUBSCRIPTION}/VirtualNetworkGateway/harbor-vpn"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/ops-rg/providers"
ACTION_GROUP = f"{GROUP}/Microsoft.Insights/actionGroups/on-call"
EXISTING_WORKSPACE = f"{GROUP}/Microsoft.OperationalInsights/workspaces/log-hub"
TAGS = {"owner": "platform"}
WATCHED = replace(FOUR, watching=replace(FOUR.watching, action_group_ids=(ACTION_GROUP,)))
ADOPTED = replace(
    WATCHED,
    watching=replace(
        WATCHED.watching,
        workspace_name=None,
        existing_workspace_id=EXISTING_WORKSPACE,
        workspace_retention_days=0,
    ),
)


def built(blueprint: InterconnectBlueprint = WATCHED, **more) -> Built[GatewayWatching]:
    args = GatewayWatchingArgs(
        blueprint=blueprint,
        region="westeurope",
        resource_group_name="harbor-rg",
        gateway_id=GATEWAY_ID,
        tags=TAGS,
        runbook="docs/runbook.md",
    )
    return build(lambda: GatewayWatching("harbor", args), **more)


@pytest.fixture(scope="module")
def bgp() -> Built[GatewayWatching]:
    return built()


def criterion(alert: dict[str, Any]) -> dict[str, Any]:
    (only,) = alert["criteria"]["allOf"]
    return dict(only)


def test_type_token_and_child_names_are_a_contract(bgp):
    assert bgp.names == {
        ("lifeboat:primary:GatewayWatching", "harbor"),
        (WORKSPACE, "harbor-workspace"),
        (LOGS, "harbor-logs"),
        (ALERT, "harbor-tunnel-down"),
        (ALERT, "harbor-bgp-down"),
    }
    assert built(preview=True).names == bgp.names


def test_the_gateway_logs_all_it_knows_of_tunnels_into_the_workspace(bgp):
    inputs = bgp["harbor-logs"].inputs
    assert inputs["resourceUri"] == GATEWAY_ID
    assert inputs["workspaceId"] == bgp["harbor-workspace"].outputs["id"]
    assert inputs["logs"] == [
        {"category": category, "enabled": True}
        for category in ("GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog")
    ]


def test_a_workspace_that_is_made_keeps_logs_for_as_long_as_settings_say(bgp):
    inputs = bgp["harbor-workspace"].inputs
    assert (inputs["workspaceName"], inputs["location"]) == (WATCHED.watching.workspace_name, "westeurope")
    assert inputs["retentionInDays"] == WATCHED.watching.workspace_retention_days > 0
    assert inputs["sku"] == {"name": "PerGB2018"}
    assert inputs["tags"] == TAGS


def test_an_adopted_workspace_is_used_and_none_is_made():
    adopting = built(ADOPTED)
    assert adopting.of_type(WORKSPACE) == []
    assert adopting["harbor-logs"].inputs["workspaceId"] == EXISTING_WORKSPACE
    assert adopting.value(adopting.result.workspace_id) == EXISTING_WORKSPACE


def test_logs_that_go_elsewhere_already_are_left_alone():
    """Azure refuses to send one category to one workspace twice; the alerts are ours all the same."""
    elsewhere = built(replace(WATCHED, watching=replace(WATCHED.watching, workspace_name=None)))
    assert elsewhere.of_type(WORKSPACE) == []
    assert elsewhere.of_type(LOGS) == []
    assert elsewhere.result.workspace_id is None
    assert len(elsewhere.of_type(ALERT)) == 2


def test_a_tunnel_without_an_association_is_an_alert_each(bgp):
    """Quick mode associations are what carries packets; a tunnel without traffic still has one."""
    assert criterion(bgp["harbor-tunnel-down"].inputs) == {
        "criterionType": "StaticThresholdCriterion",
        "name": "tunnel-down",
        "metricNamespace": "Microsoft.Network/virtualNetworkGateways",
        "metricName": "QmsaCount",
        "timeAggregation": "Total",
        "operator": "LessThanOrEqual",
        "threshold": 0,
        "dimensions": [
            {
                "name": "ConnectionName",
                "operator": "Include",
                "values": [f"harbor-to-aws-tunnel{number}" for number in (1, 2, 3, 4)],
            }
        ],
    }


def test_a_bgp_session_that_is_down_is_an_alert_each(bgp):
    found = criterion(bgp["harbor-bgp-down"].inputs)
    assert (found["metricName"], found["timeAggregation"]) == ("BgpPeerStatus", "Average")
    assert (found["operator"], found["threshold"]) == ("LessThanOrEqual", 0)
    assert found["dimensions"] == [
        {
            "name": "BgpPeerAddress",
            "operator": "Include",
            "values": ["169.254.21.1", "169.254.22.1", "169.254.21.5", "169.254.22.5"],
        }
    ]


def test_static_routes_have_no_bgp_alert_and_unused_tunnels_none_at_all():
    static = built(SINGLE)
    assert [one.name for one in static.of_type(ALERT)] == ["harbor-tunnel-down"]
    (dimension,) = criterion(static["harbor-tunnel-down"].inputs)["dimensions"]
    assert dimension["values"] == ["harbor-to-aws-tunnel1"]


def test_alerts_watch_the_gateway_and_notify_the_action_groups(bgp):
    for alert in bgp.of_type(ALERT):
        assert alert.inputs["scopes"] == [GATEWAY_ID]
        assert alert.inputs["location"] == "global"
        assert alert.inputs["actions"] == [{"actionGroupId": ACTION_GROUP}]
        assert (alert.inputs["enabled"], alert.inputs["autoMitigate"]) == (True, True)
        assert (alert.inputs["evaluationFrequency"], alert.inputs["windowSize"]) == ("PT5M", "PT5M")
        assert alert.inputs["tags"] == TAGS


def test_a_preview_knows_what_is_watched_but_not_the_new_workspace():
    before = built(preview=True)
    assert is_unknown(before["harbor-logs"].inputs["workspaceId"])
    assert criterion(before["harbor-tunnel-down"].inputs)["metricName"] == "QmsaCount"
