"""What Azure Monitor refuses: workspaces, diagnostic settings, alerts, action groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, find
from lifeboat.sandbox.clouds.azure.monitor import VPN_LOG_CATEGORIES, VPN_METRICS
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, as_number, own_id

_topic: Final = Topic()
_ALERT_API: Final = "Azure REST API 2018-03-01, Metric Alerts - Create Or Update (generic code)"
_WORKSPACE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]")
_DESTINATIONS: Final = ("workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId")
_FREQUENCIES: Final = {"PT1M": 1, "PT5M": 5, "PT15M": 15, "PT30M": 30, "PT1H": 60}
_WINDOWS: Final = {**_FREQUENCIES, "PT6H": 360, "PT12H": 720, "P1D": 1440}


@_topic.refuses(
    "azure-workspace-name", tokens.WORKSPACE, GENERIC,
    "A workspace's name has 4 to 63 letters, digits and hyphens, no hyphen at either end.",
    "Azure REST API 2023-09-01, Workspaces (pattern of workspaceName) (generic code)", CREATE,
)  # fmt: skip
def _workspace_name(request: Request) -> str | None:
    name = str(request.inputs.get("workspaceName", ""))
    return None if _WORKSPACE_NAME.fullmatch(name) else f"{name} is no name of a workspace."


@_topic.refuses(
    "azure-workspace-retention", tokens.WORKSPACE, "InvalidParameter",
    "Data of a PerGB2018 workspace is kept for 30 to 730 days.",
    "Azure docs, Manage data retention in a Log Analytics workspace; code as `az monitor log-analytics workspace "
    "update` answers it",
)  # fmt: skip
def _retention(request: Request) -> str | None:
    days = request.inputs.get("retentionInDays")
    paid = str((request.inputs.get("sku") or {}).get("name") or "PerGB2018") == "PerGB2018"
    if days is None or not paid or 30 <= as_number(days) <= 730:
        return None
    return "'RetentionInDays' property doesn't match the SKU limits."


@_topic.refuses(
    "azure-workspace-sku", tokens.WORKSPACE, GENERIC,
    "The SKUs Standard and Premium are no longer made.",
    "Azure docs, Azure Monitor Logs cost, Standard and Premium pricing tiers (generic code)", CREATE,
)  # fmt: skip
def _workspace_sku(request: Request) -> str | None:
    name = str((request.inputs.get("sku") or {}).get("name", ""))
    return f"SKU {name} can no longer be chosen." if name in {"Standard", "Premium"} else None


@_topic.refuses(
    "azure-diagnostic-category", tokens.DIAGNOSTIC_SETTING, "BadRequest",
    "The log categories of a VPN gateway's diagnostic setting are among that gateway's.",
    "Azure docs, Monitor VPN Gateway data reference, resource logs; terraform-provider-azurerm#2985 (code)",
)  # fmt: skip
def _category(request: Request) -> str | None:
    if find(request.world, tokens.VPN_GATEWAY, request.inputs.get("resourceUri")) is None:
        return None
    asked = [str(each["category"]) for each in request.inputs.get("logs") or [] if each.get("category")]
    bad = [each for each in asked if each not in VPN_LOG_CATEGORIES]
    return f"Category '{bad[0]}' is not supported." if bad else None


@_topic.refuses(
    "azure-diagnostic-destination", tokens.DIAGNOSTIC_SETTING, GENERIC,
    "A diagnostic setting has a destination.",
    "Azure docs, Diagnostic settings in Azure Monitor, Destinations (generic code)",
)  # fmt: skip
def _destination(request: Request) -> str | None:
    return None if any(map(request.inputs.get, _DESTINATIONS)) else f"One of {', '.join(_DESTINATIONS)} is needed."


def _categories(logs: list[dict[str, Any]] | None) -> set[str]:
    return {str(each.get("category") or each.get("categoryGroup")) for each in logs or [] if each.get("enabled")}


@_topic.refuses(
    "azure-diagnostic-sink-twice", tokens.DIAGNOSTIC_SETTING, "Conflict",
    "Two diagnostic settings of one resource do not send the same category to the same workspace.",
    "Azure docs, Diagnostic settings in Azure Monitor, Destination limitations; code of the refused PUT",
)  # fmt: skip
def _sink_twice(request: Request) -> str | None:
    asked = request.inputs
    workspace = str(asked.get("workspaceId") or "")
    for row in request.world.rows(tokens.DIAGNOSTIC_SETTING):
        other = row.properties
        shared = sorted(_categories(asked.get("logs")) & _categories(other.get("logs")))
        alike = all(same(str(other.get(key, "")), str(asked.get(key, ""))) for key in ("resourceUri", "workspaceId"))
        if row.id != own_id(request) and workspace and shared and alike:
            return (
                f"Data sink '{workspace}' is already used in diagnostic setting '{other.get('name')}' for category "
                f"'{shared[0]}'. Data sinks can't be reused in different settings on the same category for the same "
                "resource."
            )
    return None


@_topic.refuses(
    "azure-alert-location", tokens.METRIC_ALERT, "LocationNotAvailableForResourceType",
    "A metric alert lives in the location global, which has to be given.",
    f"Azure docs, Create a metric alert with a Resource Manager template (location global); {ARM_ERRORS}",
    CREATE,
)  # fmt: skip
def _alert_location(request: Request) -> str | None:
    location = str(request.inputs.get("location") or "")
    if same(location, "global"):
        return None
    return f"The location '{location or 'of the group'}' is not available for Microsoft.Insights/metricAlerts: global."


@_topic.refuses(
    "azure-alert-severity", tokens.METRIC_ALERT, GENERIC,
    "A metric alert's severity lies between 0 and 4.", _ALERT_API,
)  # fmt: skip
def _severity(request: Request) -> str | None:
    severity = request.inputs.get("severity")
    return None if 0 <= as_number(severity) <= 4 else f"severity {severity} is outside 0 to 4."


@_topic.refuses(
    "azure-alert-scopes", tokens.METRIC_ALERT, GENERIC,
    "A metric alert watches at least one resource.", _ALERT_API,
)  # fmt: skip
def _scopes(request: Request) -> str | None:
    return None if request.inputs.get("scopes") else "scopes is empty."


@_topic.refuses(
    "azure-alert-window", tokens.METRIC_ALERT, GENERIC,
    "A metric alert is evaluated every 1, 5, 15, 30 or 60 minutes over a window of at least that and one day at most.",
    f"{_ALERT_API}; values as in terraform-provider-azurerm",
)  # fmt: skip
def _window(request: Request) -> str | None:
    every, window = str(request.inputs.get("evaluationFrequency")), str(request.inputs.get("windowSize"))
    if every in _FREQUENCIES and window in _WINDOWS and _FREQUENCIES[every] <= _WINDOWS[window]:
        return None
    return f"evaluationFrequency {every} with windowSize {window}."


def _criteria(request: Request) -> Iterator[dict[str, Any]]:
    """The criteria that Azure checks against the metrics of a VPN gateway."""
    gateways = [find(request.world, tokens.VPN_GATEWAY, each) for each in request.inputs.get("scopes") or []]
    for each in (request.inputs.get("criteria") or {}).get("allOf") or [] if any(gateways) else ():
        if not each.get("skipMetricValidation"):
            yield each


@_topic.refuses(
    "azure-alert-metric", tokens.METRIC_ALERT, "BadRequest",
    "An alert about a VPN gateway names one of that gateway's metrics.",
    "Azure Monitor docs, Supported metrics for microsoft.network/virtualnetworkgateways; code and words in the tests "
    "of azure-cli",
)  # fmt: skip
def _metric(request: Request) -> str | None:
    bad = [str(each.get("metricName")) for each in _criteria(request) if each.get("metricName") not in VPN_METRICS]
    return f"Couldn't find a metric named {bad[0]}. Make sure the name is correct." if bad else None


@_topic.refuses(
    "azure-alert-dimension", tokens.METRIC_ALERT, GENERIC,
    "An alert about a VPN gateway splits a metric by that metric's dimensions only.",
    "Azure Monitor docs, Supported metrics for microsoft.network/virtualnetworkgateways (generic code)",
)  # fmt: skip
def _dimension(request: Request) -> str | None:
    for each in _criteria(request):
        known = VPN_METRICS.get(str(each.get("metricName")), frozenset())
        for name in (str(dimension.get("name")) for dimension in each.get("dimensions") or []):
            if name not in known:
                return f"{each.get('metricName')} has no dimension {name}: {', '.join(sorted(known))}."
    return None


@_topic.refuses(
    "azure-action-group-short-name", tokens.ACTION_GROUP, GENERIC,
    "An action group's short name has 12 characters at most.",
    "Azure REST API, Action Groups - Create Or Update (maxLength of groupShortName) (generic code)",
)  # fmt: skip
def _short_name(request: Request) -> str | None:
    name = str(request.inputs.get("groupShortName") or "")
    return None if 1 <= len(name) <= 12 else f"groupShortName '{name}' has {len(name)} characters, 1 to 12 are allowed."


ROWS: Final = tuple(_topic.rows)
