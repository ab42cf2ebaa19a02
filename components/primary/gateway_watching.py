"""Logs and alerts of the Azure VPN gateway."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import monitor, operationalinsights

from components.options import child
from lifeboat.blueprint.model import InterconnectBlueprint
from lifeboat.blueprint.monitoring import what_to_do

TYPE: Final = "lifeboat:primary:GatewayWatching"

LOG_CATEGORIES: Final = ("GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog")
"""All that a VPN gateway logs about tunnels (Azure, "Monitoring VPN Gateway - Data reference")."""

METRIC_NAMESPACE: Final = "Microsoft.Network/virtualNetworkGateways"
"""Where the gateway's metrics are (Azure Monitor, supported metrics)."""


@dataclass(frozen=True, kw_only=True)
class GatewayWatchingArgs:
    """What logs and alerts are made from.

    Attributes:
        blueprint: the tunnels and how they are watched.
        region: Azure region of a workspace that is made.
        resource_group_name: where workspace and alerts go.
        gateway_id: resource id of the VPN gateway.
        tags: on everything that takes tags; a diagnostic setting does not.
        runbook: address of the page that says what to do.
    """

    blueprint: InterconnectBlueprint
    region: str
    resource_group_name: pulumi.Input[str]
    gateway_id: pulumi.Input[str]
    tags: Mapping[str, str]
    runbook: str


@dataclass(frozen=True)
class _Alert:
    """A metric that falls to nothing, by one of its dimensions."""

    key: str
    description: str
    metric: str
    aggregation: str
    dimension: str
    values: list[str]


class GatewayWatching(pulumi.ComponentResource):
    """The gateway's logs in a Log Analytics workspace, and an alert for each tunnel and BGP session that is down."""

    workspace_id: pulumi.Output[str] | None
    """Resource id of the Log Analytics workspace; None where the gateway sends its logs somewhere already."""

    def __init__(self, name: str, args: GatewayWatchingArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self.workspace_id = self._workspace_id()
        if self.workspace_id is not None:
            self._create_diagnostic_setting(self.workspace_id)
        tunnels = args.blueprint.tunnels
        self._create_alert(
            _Alert(
                "tunnel-down",
                "A tunnel to AWS has no IPsec security association: nothing passes through it",
                "QmsaCount",
                "Total",
                "ConnectionName",
                [tunnel.connection_name for tunnel in tunnels],
            )
        )
        if args.blueprint.routing == "bgp":
            self._create_alert(
                _Alert(
                    "bgp-down",
                    "A BGP session with AWS is down: no route leads through its tunnel",
                    "BgpPeerStatus",
                    "Average",
                    "BgpPeerAddress",
                    [str(tunnel.aws_inside_address) for tunnel in tunnels],
                )
            )
        self.register_outputs({"workspace_id": self.workspace_id})

    def _workspace_id(self) -> pulumi.Output[str] | None:
        watching = self._args.blueprint.watching
        if watching.existing_workspace_id is not None:
            return pulumi.Output.from_input(watching.existing_workspace_id)
        if watching.workspace_name is None:
            return None
        return operationalinsights.Workspace(
            f"{self._name}-workspace",
            workspace_name=watching.workspace_name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            sku=operationalinsights.WorkspaceSkuArgs(name="PerGB2018"),
            retention_in_days=watching.workspace_retention_days,
            tags=self._args.tags,
            opts=child(self),
        ).id

    def _create_diagnostic_setting(self, workspace_id: pulumi.Input[str]) -> None:
        monitor.DiagnosticSetting(
            f"{self._name}-logs",
            name=f"{self._name}-logs",
            resource_uri=self._args.gateway_id,
            workspace_id=workspace_id,
            logs=[monitor.DiagnosticsLogSettingsArgs(category=category, enabled=True) for category in LOG_CATEGORIES],
            opts=child(self),
        )

    def _create_alert(self, alert: _Alert) -> None:
        name = f"{self._name}-{alert.key}"
        monitor.MetricAlert(
            name,
            rule_name=name,
            resource_group_name=self._args.resource_group_name,
            # A metric alert is a global resource whatever region its target is in.
            location="global",
            description=what_to_do(alert.description, self._args.runbook, f"azure-{alert.key}"),
            severity=1,
            enabled=True,
            auto_mitigate=True,
            scopes=[self._args.gateway_id],
            # The gateway reports every five minutes.
            evaluation_frequency="PT5M",
            window_size="PT5M",
            criteria=_falls_to_nothing(alert),
            actions=[
                monitor.MetricAlertActionArgs(action_group_id=group)
                for group in self._args.blueprint.watching.action_group_ids
            ],
            tags=self._args.tags,
            opts=child(self),
        )


def _falls_to_nothing(alert: _Alert) -> monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs:
    """Return a criterion that is judged for each value of the dimension by itself.

    Both instances of an active-active gateway report every tunnel and peer, and only one of them has it, hence no
    dimension for the instance. Bandwidth is no sign: a tunnel that carries nothing may be up (MicrosoftDocs, "Set up
    alerts on VPN Gateway metrics").
    """
    return monitor.MetricAlertSingleResourceMultipleMetricCriteriaArgs(
        odata_type="Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        all_of=[
            monitor.MetricCriteriaArgs(
                criterion_type="StaticThresholdCriterion",
                name=alert.key,
                metric_namespace=METRIC_NAMESPACE,
                metric_name=alert.metric,
                time_aggregation=alert.aggregation,
                operator="LessThanOrEqual",
                threshold=0,
                dimensions=[monitor.MetricDimensionArgs(name=alert.dimension, operator="Include", values=alert.values)],
            )
        ],
    )
