"""What tells that servers are no longer protected: events of DRS, and alarms over all servers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch

from components.options import child
from lifeboat.blueprint.model import MonitoringBlueprint
from lifeboat.blueprint.monitoring import NAMESPACE, EventRule, ServerAlarm, ServerCount

EVENTS_TYPE: Final = "lifeboat:recovery:DrsEvents"
ALARMS_TYPE: Final = "lifeboat:recovery:ServerAlarms"

PERIOD_SECONDS: Final = 300
"""How often undelivered events are counted."""


@dataclass(frozen=True, kw_only=True)
class MonitoringArgs:
    """What rules and alarms are made from.

    Attributes:
        blueprint: what is watched.
        topic_arn: the topic that is told; its policy admits EventBridge and CloudWatch.
    """

    blueprint: MonitoringBlueprint
    topic_arn: Input[str]


class DrsEvents(pulumi.ComponentResource):
    """EventBridge rules that tell the topic, in words, of what DRS reports, and an alarm on what does not arrive.

    No dead-letter queue: DRS sends events on a best-effort basis anyway, EventBridge tries again for a day (its default
    retry policy), the servers' alarms see the same troubles as metrics, and a queue would be one more thing that nobody
    reads. What fails is counted, and told by CloudWatch, whose way to the topic is another one.
    """

    def __init__(self, name: str, args: MonitoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(EVENTS_TYPE, name, None, opts)
        self._name = name
        self._args = args
        rules = {rule.key: self._create_rule(rule) for rule in args.blueprint.rules}
        self._watch_delivery(rules)
        self.register_outputs({})

    def _create_rule(self, rule: EventRule) -> cloudwatch.EventRule:
        name = f"{self._name}-{rule.key}"
        made = cloudwatch.EventRule(
            name,
            name=name,
            description=rule.description,
            event_pattern=rule.pattern,
            tags={"Name": name},
            opts=child(self),
        )
        cloudwatch.EventTarget(
            f"{name}-topic",
            rule=made.name,
            target_id="topic",
            arn=self._args.topic_arn,
            input_transformer=cloudwatch.EventTargetInputTransformerArgs(
                input_paths=dict(rule.paths),
                # A text has to be in quotes, as a JSON string.
                input_template=json.dumps(rule.message),
            ),
            opts=child(self),
        )
        return made

    def _watch_delivery(self, rules: Mapping[str, cloudwatch.EventRule]) -> None:
        name = f"{self._name}-undelivered"
        ids = {key: key.replace("-", "_") for key in rules}
        failed = cloudwatch.MetricAlarmMetricQueryArgs(
            id="failed",
            expression=f"SUM([{', '.join(ids.values())}])",
            label="Events that were not delivered",
            return_data=True,
        )
        cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=self._args.blueprint.undelivered,
            metric_queries=[failed, *(_failures(ids[key], rule.name) for key, rule in rules.items())],
            evaluation_periods=1,
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            # EventBridge counts failures alone: no failure is no data.
            treat_missing_data="notBreaching",
            alarm_actions=[self._args.topic_arn],
            ok_actions=[self._args.topic_arn],
            tags={"Name": name},
            opts=child(self),
        )


def _failures(identifier: str, rule: Input[str]) -> cloudwatch.MetricAlarmMetricQueryArgs:
    metric = cloudwatch.MetricAlarmMetricQueryMetricArgs(
        namespace="AWS/Events",
        metric_name="FailedInvocations",
        dimensions={"RuleName": rule},
        stat="Sum",
        period=PERIOD_SECONDS,
    )
    return cloudwatch.MetricAlarmMetricQueryArgs(id=identifier, metric=metric, return_data=False)


class ServerAlarms(pulumi.ComponentResource):
    """Alarms over all servers: lag, backlog, age of the last launch, and how many there are."""

    alarm_arns: list[Output[str]]
    """ARNs of the alarms, in the blueprint's order."""

    def __init__(self, name: str, args: MonitoringArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(ALARMS_TYPE, name, None, opts)
        self._name = name
        blueprint = args.blueprint
        self._shared: dict[str, Any] = {
            "treat_missing_data": blueprint.missing_data,
            "alarm_actions": [args.topic_arn],
            "ok_actions": [args.topic_arn],
        }
        alarms = [self._create_alarm(alarm) for alarm in blueprint.alarms]
        if blueprint.count is not None:
            alarms.append(self._create_count_alarm(blueprint.count))
        self.alarm_arns = [alarm.arn for alarm in alarms]
        self.register_outputs({"alarm_arns": self.alarm_arns})

    def _create_alarm(self, alarm: ServerAlarm) -> cloudwatch.MetricAlarm:
        name = f"{self._name}-{alarm.key}"
        return cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=alarm.description,
            metric_queries=[
                cloudwatch.MetricAlarmMetricQueryArgs(
                    id="worst",
                    expression=alarm.query,
                    label=f"{alarm.metric} of the worst server",
                    period=alarm.period_seconds,
                    return_data=True,
                )
            ],
            evaluation_periods=alarm.evaluation_periods,
            comparison_operator="GreaterThanThreshold",
            threshold=alarm.threshold,
            tags={"Name": name},
            opts=child(self),
            **self._shared,
        )

    def _create_count_alarm(self, count: ServerCount) -> cloudwatch.MetricAlarm:
        name = f"{self._name}-{count.key}"
        return cloudwatch.MetricAlarm(
            name,
            name=name,
            alarm_description=count.description,
            namespace=NAMESPACE,
            metric_name=count.metric,
            statistic="Maximum",
            period=count.period_seconds,
            evaluation_periods=count.evaluation_periods,
            comparison_operator="LessThanThreshold",
            threshold=count.expected,
            tags={"Name": name},
            opts=child(self),
            **self._shared,
        )
