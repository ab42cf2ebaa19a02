"""What tells that a tunnel is down, and why: logs of the tunnels and alarms on their state."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, kms

from components.options import child
from components.recovery.log_key import KEY_DELETION_DAYS, log_key_policy
from lifeboat.blueprint.model import InterconnectBlueprint, VpnConnection, WatchingBlueprint
from lifeboat.blueprint.monitoring import what_to_do

LOGS_TYPE: Final = "lifeboat:recovery:TunnelLogs"
ALARMS_TYPE: Final = "lifeboat:recovery:TunnelAlarms"

PERIOD_SECONDS: Final = 300
"""A tunnel counts as down when it was not up at any moment of five minutes: renewed keys alone are no alarm."""


@dataclass(frozen=True, kw_only=True)
class TunnelLogsArgs:
    """What the log group is made from.

    Attributes:
        watching: its name and how long it keeps logs.
        account_id: account of the VPN connections, and so of the log group.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
    """

    watching: WatchingBlueprint
    account_id: Input[str]
    partition: str
    region: str


class TunnelLogs(pulumi.ComponentResource):
    """A log group for the tunnels' IKE and BGP logs, encrypted with a key of its own."""

    log_group_arn: Output[str]
    """ARN of the log group."""
    log_group_name: Output[str]
    """Name of the log group."""

    def __init__(self, name: str, args: TunnelLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(LOGS_TYPE, name, None, opts)
        key = kms.Key(
            f"{name}-key",
            description=f"Log group {args.watching.log_group_name}",
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=Output.json_dumps(
                log_key_policy(args.partition, args.region, args.account_id, [args.watching.log_group_name])
            ),
            tags={"Name": f"{name}-key"},
            opts=child(self),
        )
        group = cloudwatch.LogGroup(
            f"{name}-group",
            name=args.watching.log_group_name,
            retention_in_days=args.watching.log_retention_days,
            kms_key_id=key.arn,
            tags={"Name": f"{name}-group"},
            opts=child(self),
        )
        self.log_group_arn = group.arn
        self.log_group_name = group.name
        self.register_outputs({"log_group_arn": self.log_group_arn, "log_group_name": self.log_group_name})


@dataclass(frozen=True, kw_only=True)
class TunnelAlarmsArgs:
    """What the alarms are made from.

    Attributes:
        blueprint: the tunnels.
        vpn_connection_ids: ids of the AWS VPN connections, by connection key.
        tunnel_addresses: public address of the AWS end of each tunnel that is used, by tunnel key.
        topic_arn: the stack's own topic, notified beside those that settings name.
        runbook: address of the page that says what to do.
    """

    blueprint: InterconnectBlueprint
    vpn_connection_ids: Mapping[str, Input[str]]
    tunnel_addresses: Mapping[str, Input[str]]
    topic_arn: Input[str]
    runbook: str


class TunnelAlarms(pulumi.ComponentResource):
    """Alarms of the tunnels: each one down, both of a connection down, fewer up than the topology promises.

    AWS's `TunnelState` is 1 for a tunnel that is up, over BGP for an established session (AWS Site-to-Site VPN user
    guide, "Monitor AWS Site-to-Site VPN tunnels using Amazon CloudWatch"). No data counts as down.
    """

    def __init__(self, name: str, args: TunnelAlarmsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(ALARMS_TYPE, name, None, opts)
        self._name = name
        self._runbook = args.runbook
        topics = [*args.blueprint.watching.alarm_topic_arns, args.topic_arn]
        self._notify: dict[str, Any] = {"alarm_actions": topics, "ok_actions": topics}
        dimensions = {
            tunnel.key: {
                "VpnId": args.vpn_connection_ids[connection.key],
                "TunnelIpAddress": args.tunnel_addresses[tunnel.key],
            }
            for connection in args.blueprint.connections
            for tunnel in connection.tunnels
            if tunnel.used
        }
        alarms = {key: self._create_tunnel_alarm(key, each) for key, each in dimensions.items()}
        for connection in args.blueprint.connections:
            self._create_connection_alarm(connection, alarms)
        self._create_count_alarm(args.blueprint.watching.fewest_tunnels, dimensions)
        self.register_outputs({})

    def _create_tunnel_alarm(self, key: str, dimensions: Mapping[str, Input[str]]) -> cloudwatch.MetricAlarm:
        name = f"{self._name}-{key}-down"
        return cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=what_to_do(
                f"{key} to Azure has not been up for {PERIOD_SECONDS // 60} minutes", self._runbook, "tunnel-down"
            ),
            namespace="AWS/VPN",
            metric_name="TunnelState",
            dimensions=dimensions,
            statistic="Maximum",
            period=PERIOD_SECONDS,
            evaluation_periods=1,
            comparison_operator="LessThanThreshold",
            threshold=1,
            treat_missing_data="breaching",
            tags={"Name": name},
            opts=child(self),
            **self._notify,
        )

    def _create_connection_alarm(self, connection: VpnConnection, alarms: Mapping[str, cloudwatch.MetricAlarm]) -> None:
        """Make the alarm of a connection whose tunnels are both used."""
        used = [tunnel.key for tunnel in connection.tunnels if tunnel.used]
        if len(used) < len(connection.tunnels):
            return
        name = f"{self._name}-{connection.key}-down"
        first, second = (alarms[key].name for key in used)
        cloudwatch.CompositeAlarm(
            name,
            alarm_name=name,
            alarm_description=what_to_do(
                f"Both tunnels of {connection.key} to Azure are down", self._runbook, "connection-down"
            ),
            alarm_rule=Output.concat('ALARM("', first, '") AND ALARM("', second, '")'),
            tags={"Name": name},
            opts=child(self),
            **self._notify,
        )

    def _create_count_alarm(self, fewest: int, dimensions: Mapping[str, Mapping[str, Input[str]]]) -> None:
        name = f"{self._name}-fewer-tunnels"
        up = cloudwatch.MetricAlarmMetricQueryArgs(
            id="up",
            # A tunnel without data adds nothing; without any data there is no sum, which is an alarm as well.
            expression=f"SUM([{', '.join(dimensions)}])",
            label="Tunnels that are up",
            return_data=True,
        )
        cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=what_to_do(
                f"Fewer tunnels to Azure are up than the {fewest} that the topology promises",
                self._runbook,
                "fewer-tunnels",
            ),
            metric_queries=[up, *(_state(key, each) for key, each in dimensions.items())],
            evaluation_periods=1,
            comparison_operator="LessThanThreshold",
            threshold=fewest,
            treat_missing_data="breaching",
            tags={"Name": name},
            opts=child(self),
            **self._notify,
        )


def _state(key: str, dimensions: Mapping[str, Input[str]]) -> cloudwatch.MetricAlarmMetricQueryArgs:
    metric = cloudwatch.MetricAlarmMetricQueryMetricArgs(
        namespace="AWS/VPN", metric_name="TunnelState", dimensions=dimensions, stat="Maximum", period=PERIOD_SECONDS
    )
    return cloudwatch.MetricAlarmMetricQueryArgs(id=key, metric=metric, return_data=False)
