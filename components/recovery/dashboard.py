"""One page that shows whether servers are protected and tunnels are up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.options import child
from lifeboat.blueprint.model import InterconnectBlueprint, MonitoringBlueprint
from lifeboat.blueprint.monitoring import NAMESPACE, SERVER, ServerAlarm

TYPE: Final = "lifeboat:recovery:Dashboard"

PERIOD_SECONDS: Final = 300
"""Length of one data point."""

MOST_SERVERS: Final = 10
"""How many servers a graph shows: the worst ones."""

_GRID_WIDTH: Final = 24
_HALF: Final = 12


@dataclass(frozen=True, kw_only=True)
class DashboardArgs:
    """What the dashboard shows.

    Attributes:
        name: its name.
        monitoring: what is watched of the servers.
        interconnect: the tunnels.
        alarm_arns: alarms whose state it shows.
        vpn_connection_ids: ids of the AWS VPN connections, by connection key.
        tunnel_addresses: public address of the AWS end of each tunnel that is used, by tunnel key.
        tunnels_account_id: account of the tunnels; None when it is the dashboard's own.
        region: AWS Region.
    """

    name: str
    monitoring: MonitoringBlueprint
    interconnect: InterconnectBlueprint
    alarm_arns: Sequence[Input[str]]
    vpn_connection_ids: Mapping[str, Input[str]]
    tunnel_addresses: Mapping[str, Input[str]]
    tunnels_account_id: str | None
    region: str


class Dashboard(pulumi.ComponentResource):
    """A CloudWatch dashboard (CloudWatch API Reference, "Dashboard Body Structure and Syntax")."""

    def __init__(self, name: str, args: DashboardArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        cloudwatch.Dashboard(
            f"{name}-page",
            dashboard_name=args.name,
            dashboard_body=Output.json_dumps({"periodOverride": "inherit", "widgets": _widgets(args)}),
            opts=child(self),
        )
        self.register_outputs({})


def _widgets(args: DashboardArgs) -> list[dict[str, Any]]:
    """Return the widgets in reading order; CloudWatch places each one next to the last."""
    return [
        _text(f"What to do when something is red: {args.monitoring.runbook}"),
        {
            "type": "alarm",
            "width": _GRID_WIDTH,
            "height": 3,
            "properties": {"title": "Alarms over all servers", "alarms": list(args.alarm_arns)},
        },
        *(_worst_servers(args, alarm) for alarm in args.monitoring.alarms),
        _graph(
            args,
            "Servers",
            [[NAMESPACE, "ActiveSourceServerCount"], [NAMESPACE, "TotalSourceServerCount"]],
            stat="Maximum",
        ),
        *_tunnels(args),
    ]


def _worst_servers(args: DashboardArgs, alarm: ServerAlarm) -> dict[str, Any]:
    expression = (
        f'SELECT MAX({alarm.metric}) FROM SCHEMA("{NAMESPACE}", {SERVER})'  # noqa: S608 (no database)
        f" GROUP BY {SERVER} ORDER BY MAX() DESC LIMIT {MOST_SERVERS}"
    )
    return _graph(
        args,
        f"{alarm.metric}, the {MOST_SERVERS} worst servers",
        [[{"expression": expression, "id": "worst"}]],
        annotations={"horizontal": [{"label": "alarm", "value": alarm.threshold}]},
        period=alarm.period_seconds,
    )


def _tunnels(args: DashboardArgs) -> list[dict[str, Any]]:
    if args.tunnels_account_id is not None:
        return [_text(f"The tunnels are in account {args.tunnels_account_id}: look at AWS/VPN in its CloudWatch.")]
    state, traffic = [], []
    for connection in args.interconnect.connections:
        for tunnel in connection.tunnels:
            if tunnel.used:
                place = ["VpnId", args.vpn_connection_ids[connection.key],
                         "TunnelIpAddress", args.tunnel_addresses[tunnel.key]]  # fmt: skip
                state.append(["AWS/VPN", "TunnelState", *place, {"label": tunnel.key}])
                traffic.append(["AWS/VPN", "TunnelDataIn", *place, {"label": f"{tunnel.key} from Azure"}])
                traffic.append(["AWS/VPN", "TunnelDataOut", *place, {"label": f"{tunnel.key} to Azure"}])
    return [
        _graph(args, "Tunnels: 1 is up", state, stat="Maximum", yAxis={"left": {"min": 0, "max": 1}}),
        _graph(args, f"Bytes through the tunnels in {PERIOD_SECONDS // 60} minutes", traffic, stat="Sum"),
    ]


def _graph(args: DashboardArgs, title: str, metrics: Sequence[Sequence[Any]], **more: Any) -> dict[str, Any]:
    properties = {
        "title": title,
        "region": args.region,
        "view": "timeSeries",
        "period": PERIOD_SECONDS,
        "metrics": [list(metric) for metric in metrics],
        **more,
    }
    return {"type": "metric", "width": _HALF, "height": 6, "properties": properties}


def _text(markdown: str) -> dict[str, Any]:
    return {"type": "text", "width": _GRID_WIDTH, "height": 2, "properties": {"markdown": markdown}}
