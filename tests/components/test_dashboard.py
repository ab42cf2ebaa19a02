"""The dashboard, held against the structure that CloudWatch documents."""

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pulumi
import pytest

from components.recovery.dashboard import Dashboard, DashboardArgs
from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.raw import CREATED, changed

TYPE = "aws:cloudwatch/dashboard:Dashboard"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["widgets"],
    "additionalProperties": False,
    "properties": {
        "periodOverride": {"enum": ["auto", "inherit"]},
        "widgets": {"type": "array", "maxItems": 500, "items": {"oneOf": [
            {"$ref": "#/$defs/text"}, {"$ref": "#/$defs/alarm"}, {"$ref": "#/$defs/metric"},
        ]}},
    },
    "$defs": {
        "width": {"type": "integer", "minimum": 1, "maximum": 24},
        "height": {"type": "integer", "minimum": 1, "maximum": 1000},
        "text": {
            "type": "object", "required": ["type", "properties"], "additionalProperties": False,
            "properties": {
                "type": {"const": "text"}, "width": {"$ref": "#/$defs/width"}, "height": {"$ref": "#/$defs/height"},
                "properties": {"type": "object", "required": ["markdown"], "additionalProperties": False,
                               "properties": {"markdown": {"type": "string"}}},
            },
        },
        "alarm": {
            "type": "object", "required": ["type", "properties"], "additionalProperties": False,
            "properties": {
                "type": {"const": "alarm"}, "width": {"$ref": "#/$defs/width"}, "height": {"$ref": "#/$defs/height"},
                "properties": {
                    "type": "object", "required": ["alarms"], "additionalProperties": False,
                    "properties": {
                        "title": {"type": "string"},
                        "alarms": {"type": "array", "minItems": 1, "maxItems": 100,
                                   "items": {"type": "string", "pattern": "^arn:"}},
                    },
                },
            },
        },
        "metric": {
            "type": "object", "required": ["type", "properties"], "additionalProperties": False,
            "properties": {
                "type": {"const": "metric"}, "width": {"$ref": "#/$defs/width"}, "height": {"$ref": "#/$defs/height"},
                "properties": {
                    "type": "object", "required": ["region", "metrics"], "additionalProperties": False,
                    "properties": {
                        "title": {"type": "string"},
                        "region": {"type": "string"},
                        "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
                        "period": {"type": "integer", "minimum": 60, "multipleOf": 60},
                        "stat": {"enum": ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]},
                        "yAxis": {"type": "object"},
                        "annotations": {
                            "type": "object", "additionalProperties": False,
                            "properties": {"horizontal": {"type": "array", "items": {
                                "type": "object", "required": ["value"],
                                "properties": {"value": {"type": "number"}, "label": {"type": "string"}},
                            }}},
                        },
                        "metrics": {"type": "array", "minItems": 1, "maxItems": 500, "items": {"oneOf": [
                            {"$ref": "#/$defs/one"}, {"$ref": "#/$defs/expression"},
                        ]}},
                    },
                },
            },
        },
        "one": {"type": "array", "minItems": 2, "prefixItems": [{"type": "string"}, {"type": "string"}]},
        "expression": {
            "type": "array", "minItems": 1, "maxItems": 1,
            "items": {
                "type": "object", "required": ["expression"], "additionalProperties": False,
                "properties": {"expression": {"type": "string"}, "label": {"type": "string"},
                               "id": {"type": "string", "pattern": "^[a-z]"}},
            },
        },
    },
}  # fmt: skip
"""What CloudWatch API Reference, "Dashboard Body Structure and Syntax", says of the widgets that are used."""


def dashboard(blueprint: Blueprint, *, account: str | None = None) -> Built[Dashboard]:
    def program() -> Dashboard:
        args = DashboardArgs(
            name="harbor-recovery",
            monitoring=blueprint.monitoring,
            interconnect=blueprint.interconnect,
            alarm_arns=[pulumi.Output.from_input("arn:aws:cloudwatch:eu-central-1:111122223333:alarm:lag")],
            vpn_connection_ids={one.key: f"vpn-{one.key}" for one in blueprint.interconnect.connections},
            tunnel_addresses={one.key: f"203.0.113.{n}" for n, one in enumerate(blueprint.interconnect.tunnels)},
            tunnels_account_id=account,
            region="eu-central-1",
        )
        return Dashboard("harbor-dashboard", args)

    return build(program)


def body(built: Built[Dashboard]) -> dict[str, Any]:
    return dict(json.loads(built["harbor-dashboard-page"].inputs["dashboardBody"]))


def titled(page: dict[str, Any], title: str) -> dict[str, Any]:
    (found,) = [one["properties"] for one in page["widgets"] if one["properties"].get("title", "").startswith(title)]
    return dict(found)


EVERYTHING = make_blueprint(parse(CREATED))
SINGLE = make_blueprint(parse(changed(CREATED, {"interconnect.topology": "single-tunnel"})))


@pytest.mark.parametrize("blueprint", [EVERYTHING, SINGLE], ids=["four tunnels", "one tunnel"])
@pytest.mark.parametrize("account", [None, "444455556666"])
def test_the_page_has_the_documented_structure(blueprint, account):
    jsonschema.validate(body(dashboard(blueprint, account=account)), SCHEMA, jsonschema.Draft202012Validator)


def test_type_token_and_child_names_are_a_contract():
    assert dashboard(EVERYTHING).names == {
        ("lifeboat:recovery:Dashboard", "harbor-dashboard"),
        (TYPE, "harbor-dashboard-page"),
    }


def test_a_graph_of_servers_shows_the_worst_ones_and_where_the_alarm_is():
    page = body(dashboard(EVERYTHING))
    for alarm in EVERYTHING.monitoring.alarms:
        graph = titled(page, alarm.metric)
        assert graph["annotations"]["horizontal"] == [{"label": "alarm", "value": alarm.threshold}]
        ((query,),) = graph["metrics"]
        assert query["expression"] == (
            f'SELECT MAX({alarm.metric}) FROM SCHEMA("AWS/DRS", SourceServerID)'  # noqa: S608 (no database)
            " GROUP BY SourceServerID ORDER BY MAX() DESC LIMIT 10"
        )


def test_every_used_tunnel_is_on_it_with_state_and_traffic_both_ways():
    page = body(dashboard(EVERYTHING))
    state, traffic = titled(page, "Tunnels")["metrics"], titled(page, "Bytes")["metrics"]
    assert [(one[1], one[3], one[5], one[6]["label"]) for one in state] == [
        ("TunnelState", f"vpn-connection{1 + n // 2}", f"203.0.113.{n}", f"tunnel{n + 1}") for n in range(4)
    ]
    assert [one[1] for one in traffic] == ["TunnelDataIn", "TunnelDataOut"] * 4


def test_tunnels_of_another_account_are_named_instead():
    """CloudWatch shows another account's metrics only where the two were linked."""
    page = body(dashboard(EVERYTHING, account="444455556666"))
    assert "444455556666" in page["widgets"][-1]["properties"]["markdown"]
    assert not [one for one in page["widgets"] if "Tunnel" in one["properties"].get("title", "")]


def test_the_page_says_where_to_read_what_to_do():
    blueprint = replace(EVERYTHING, monitoring=replace(EVERYTHING.monitoring, runbook="https://wiki.example.com/dr"))
    first = body(dashboard(blueprint))["widgets"][0]
    assert "https://wiki.example.com/dr" in first["properties"]["markdown"]
