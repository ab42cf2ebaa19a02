"""Azure Monitor: Log Analytics workspaces, diagnostic settings, metric alerts and action groups.

Sources: see `arm.py`; Azure REST API: Workspaces 2023-09-01 (default SKU PerGB2018 with 30 days), Diagnostic Settings
2021-05-01-preview, Metric Alerts 2018-03-01, Action Groups 2024-10-01-preview. Metrics: Azure Monitor docs, Supported
metrics for microsoft.network/virtualnetworkgateways. Log categories: Azure docs, Monitor VPN Gateway data reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    ARM_ERRORS,
    COLLECTIONS,
    group_of,
    group_reference,
    provider_of,
    replaced_by,
    resource_id,
)
from lifeboat.sandbox.clouds.identifiers import guid, now
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

VPN_LOG_CATEGORIES: Final = frozenset({
    "GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog", "P2SDiagnosticLog",
})  # fmt: skip
"""Log categories of a VPN gateway."""

_TUNNEL: Final = frozenset({"ConnectionName", "RemoteIP", "Instance"})
_NAT: Final = _TUNNEL | {"NatRule"}
_PEER: Final = frozenset({"BgpPeerAddress", "Instance"})
_INSTANCE: Final = frozenset({"Instance"})

VPN_METRICS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(("BgpPeerStatus", "BgpRoutesAdvertised", "BgpRoutesLearned"), _PEER),
    **dict.fromkeys(
        (
            "MmsaCount", "QmsaCount", "TunnelAverageBandwidth", "TunnelPeakPackets", "TunnelTotalFlowCount",
            "TunnelEgressBytes", "TunnelEgressPackets", "TunnelEgressPacketDropCount",
            "TunnelEgressPacketDropTSMismatch", "TunnelIngressBytes", "TunnelIngressPackets",
            "TunnelIngressPacketDropCount", "TunnelIngressPacketDropTSMismatch",
        ),
        _TUNNEL,
    ),
    **dict.fromkeys(
        (
            "TunnelNatAllocations", "TunnelNatedBytes", "TunnelNatedPackets", "TunnelReverseNatedBytes",
            "TunnelReverseNatedPackets",
        ),
        _NAT,
    ),
    "TunnelNatFlowCount": _NAT | {"FlowType"},
    "TunnelNatPacketDrop": _NAT | {"DropType"},
    **dict.fromkeys(
        ("AverageBandwidth", "InboundFlowsCount", "OutboundFlowsCount", "P2SBandwidth", "VnetAddressPrefixCount"),
        _INSTANCE,
    ),
    "P2SConnectionCount": _INSTANCE | {"Protocol"},
    "UserVpnRouteCount": _INSTANCE | {"RouteType"},
}  # fmt: skip
"""Metrics of a VPN gateway and the dimensions of each; those of ExpressRoute gateways are left out."""

WATCHED: Final = (
    tokens.VPN_GATEWAY,
    tokens.VIRTUAL_NETWORK,
    tokens.NETWORK_SECURITY_GROUP,
    tokens.PUBLIC_IP,
    tokens.NAT_GATEWAY,
    tokens.CONNECTION,
    tokens.WORKSPACE,
)
"""The types that a diagnostic setting or an alert can be about."""


def _tracked(request: Request, api: str) -> tuple[str, dict[str, Any]]:
    """Id and common outputs of a resource of Azure Monitor; the location is the group's where none is given.

    Source of the latter: pulumi-azure-native fills in the location of the resource group by itself.
    """
    collection, name_input = COLLECTIONS[request.token]
    group = group_of(request)
    return resource_id(request), {
        "name": request.inputs[name_input],
        "type": f"{provider_of(request.token)}/{collection}",
        "location": request.inputs.get("location") or (group.properties.get("location", "") if group else ""),
        "azureApiVersion": api,
    }


def _make_workspace(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = _tracked(request, "2023-09-01")
    moment = now()
    return identity, {
        **outputs,
        "customerId": guid(),
        "createdDate": moment,
        "modifiedDate": moment,
        "provisioningState": "Succeeded",
        "etag": f'"{guid()}"',
        "retentionInDays": request.inputs.get("retentionInDays", 30),
        "sku": request.inputs.get("sku") or {"name": "PerGB2018"},
    }


def _update_workspace(_request: Request) -> Mapping[str, Any]:
    return {"modifiedDate": now(), "etag": f'"{guid()}"'}


def _make_diagnostic_setting(request: Request) -> tuple[str, Mapping[str, Any]]:
    name = request.inputs["name"]
    return f"{request.inputs.get('resourceUri', '')}/providers/microsoft.insights/diagnosticSettings/{name}", {
        "type": "Microsoft.Insights/diagnosticSettings",
        "azureApiVersion": "2021-05-01-preview",
    }


def _make_alert(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = _tracked(request, "2018-03-01")
    return identity, {
        **outputs,
        "autoMitigate": request.inputs.get("autoMitigate", True),
        "isMigrated": False,
        "lastUpdatedTime": now(),
    }


def _update_alert(_request: Request) -> Mapping[str, Any]:
    return {"lastUpdatedTime": now()}


def _make_action_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    return _tracked(request, "2024-10-01-preview")


def _target(path: str, *targets: str) -> Reference:
    return Reference(path, targets, "ResourceNotFound", None, source=f"{ARM_ERRORS}: ResourceNotFound")


_COMPUTED: Final = frozenset({"name", "type", "location", "azureApiVersion"})

TYPES: Final = (
    ResourceType(
        tokens.WORKSPACE,
        _make_workspace,
        computed=_COMPUTED
        | {"customerId", "createdDate", "modifiedDate", "provisioningState", "etag", "retentionInDays", "sku"},
        name_property="workspaceName",
        replace_on=replaced_by(tokens.WORKSPACE),
        references=(group_reference(),),
        updated=_update_workspace,
    ),
    ResourceType(
        tokens.DIAGNOSTIC_SETTING,
        _make_diagnostic_setting,
        computed=frozenset({"type", "azureApiVersion"}),
        name_property="name",
        replace_on=frozenset({"name", "resourceUri"}),
        references=(_target("resourceUri", *WATCHED), _target("workspaceId", tokens.WORKSPACE)),
    ),
    ResourceType(
        tokens.METRIC_ALERT,
        _make_alert,
        computed=_COMPUTED | {"autoMitigate", "isMigrated", "lastUpdatedTime"},
        name_property="ruleName",
        replace_on=replaced_by(tokens.METRIC_ALERT),
        references=(
            group_reference(),
            _target("scopes[]", *WATCHED),
            _target("actions[].actionGroupId", tokens.ACTION_GROUP),
        ),
        updated=_update_alert,
    ),
    ResourceType(
        tokens.ACTION_GROUP,
        _make_action_group,
        computed=_COMPUTED,
        defaults={"enabled": True},
        name_property="actionGroupName",
        replace_on=replaced_by(tokens.ACTION_GROUP),
        references=(group_reference(),),
    ),
)
