"""Wires what watches the AWS side: topic, events, alarms over all servers, dashboard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulumi import Input, Output

from components.recovery.dashboard import Dashboard, DashboardArgs
from components.recovery.ground import Ground
from components.recovery.monitoring import DrsEvents, MonitoringArgs, ServerAlarms
from components.recovery.topic import AlarmTopic, AlarmTopicArgs


@dataclass(frozen=True, kw_only=True)
class Watch:
    """What is known of the watch.

    Attributes:
        topic_arn: the topic that is told; known once its policy admits those who publish.
        alarm_arns: the alarms over all servers.
    """

    topic_arn: Output[str]
    alarm_arns: Sequence[Input[str]]


def create_watch(ground: Ground) -> Watch:
    """Register topic, events and alarms over all servers; DRS reports where its servers are, in the staging account."""
    blueprint, recovery = ground.blueprint.monitoring, ground.blueprint.recovery
    on_staging = ground.on(ground.roles.staging)
    topic = AlarmTopic(
        f"{ground.prefix}-alarms",
        AlarmTopicArgs(
            blueprint=blueprint,
            account_id=ground.account_id,
            partition=recovery.partition,
            region=recovery.region,
        ),
        on_staging,
    )
    args = MonitoringArgs(blueprint=blueprint, topic_arn=topic.topic_arn)
    DrsEvents(f"{ground.prefix}-events", args, on_staging)
    alarms = ServerAlarms(f"{ground.prefix}-servers", args, on_staging)
    return Watch(topic_arn=topic.topic_arn, alarm_arns=alarms.alarm_arns)


def create_dashboard(
    ground: Ground,
    watch: Watch,
    vpn_connection_ids: Mapping[str, Input[str]],
    tunnel_addresses: Mapping[str, Input[str]],
) -> None:
    """Register the dashboard where one is wanted, once the tunnels are known."""
    blueprint = ground.blueprint
    name, account = blueprint.monitoring.dashboard_name, blueprint.recovery.gateway.account
    if name is None:
        return
    Dashboard(
        f"{ground.prefix}-dashboard",
        DashboardArgs(
            name=name,
            monitoring=blueprint.monitoring,
            interconnect=blueprint.interconnect,
            alarm_arns=watch.alarm_arns,
            vpn_connection_ids=vpn_connection_ids,
            tunnel_addresses=tunnel_addresses,
            tunnels_account_id=account.account_id if account else None,
            region=blueprint.recovery.region,
        ),
        ground.on(ground.roles.staging),
    )
