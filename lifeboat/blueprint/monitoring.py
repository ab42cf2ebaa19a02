"""What is watched on the AWS side: events of DRS, alarms over all servers, who is told, what to do.

Names of metrics: the DRS user guide ("Amazon CloudWatch Metrics for DRS") lists them without namespace and dimension.
Both are taken from what its sibling, Application Migration Service, documents (`AWS/MGN`, `SourceServerID`; counts have
no dimension), and `ActiveSourceServerCount` from AWS's guidance for cross-Region recovery with DRS. Nothing here was
tried against an account. A wrong name shows as missing data, which is an alarm as soon as servers are expected.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Final, Literal

from lifeboat.settings import Settings
from lifeboat.settings.monitoring import AdoptedTopic

MissingData = Literal["breaching", "notBreaching"]

NAMESPACE: Final = "AWS/DRS"
"""CloudWatch namespace of DRS."""

SERVER: Final = "SourceServerID"
"""The dimension by which metrics of single servers are told apart."""

STALLED: Final = "DRS Source Server Data Replication Stalled Change"
LAUNCH: Final = "DRS Source Server Launch Result"
FAILBACK: Final = "DRS Recovery Instance Failback State Change"

INSIGHTS_WINDOW_SECONDS: Final = 3 * 3600
"""The data that an alarm on a Metrics Insights query can use: the latest three hours (CloudWatch user guide, alarm
limits)."""

_DAY: Final = 86_400
_GIB: Final = 1 << 30


@dataclass(frozen=True)
class Subscriber:
    """Somebody the topic tells.

    Attributes:
        key: names it for good: its protocol and a hash of its endpoint.
        protocol: as SNS calls it.
        endpoint: where it delivers to.
        role_arn: role that SNS takes on, for Data Firehose.
    """

    key: str
    protocol: str
    endpoint: str
    role_arn: str | None


@dataclass(frozen=True)
class EventRule:
    """An EventBridge rule, and the message it makes of an event.

    Attributes:
        key: names it for good.
        description: what it matches.
        pattern: event pattern as JSON text.
        paths: JSON path of each placeholder of the message, by name, sorted.
        message: the text that is sent; placeholders in angle brackets.
    """

    key: str
    description: str
    pattern: str
    paths: tuple[tuple[str, str], ...]
    message: str


@dataclass(frozen=True)
class ServerAlarm:
    """An alarm over the worst of all servers, whichever they are.

    Alarms take no SEARCH, and no server exists at the first deployment: a Metrics Insights query finds those there are.

    Attributes:
        key: names it for good.
        metric: name of the metric.
        query: Metrics Insights query with one time series.
        threshold: above it is an alarm.
        period_seconds: length of one data point.
        evaluation_periods: how many of them in a row have to be above.
        description: what it means, and where it says what to do.
    """

    key: str
    metric: str
    query: str
    threshold: int
    period_seconds: int
    evaluation_periods: int
    description: str


@dataclass(frozen=True)
class ServerCount:
    """The alarm on fewer active servers than expected."""

    key: str
    metric: str
    expected: int
    period_seconds: int
    evaluation_periods: int
    description: str


@dataclass(frozen=True)
class MonitoringBlueprint:
    """What is watched, and who is told.

    Attributes:
        topic_name: name of the topic, and of its key, where one is made.
        existing_topic_arn: the topic, where it is adopted.
        publishing_accounts: further accounts whose alarms notify the topic: the tunnels', where it is another.
        subscribers: who the topic tells.
        rules: events that are told.
        undelivered: description of the alarm on events that did not reach the topic.
        missing_data: what no data means for the servers' alarms.
        alarms: over all servers.
        count: on their number; None while none is expected.
        dashboard_name: None where none is made.
        runbook: address of the page that says what to do.
    """

    topic_name: str
    existing_topic_arn: str | None
    publishing_accounts: tuple[str, ...]
    subscribers: tuple[Subscriber, ...]
    rules: tuple[EventRule, ...]
    undelivered: str
    missing_data: MissingData
    alarms: tuple[ServerAlarm, ...]
    count: ServerCount | None
    dashboard_name: str | None
    runbook: str


def make_monitoring(settings: Settings) -> MonitoringBlueprint:
    """Return what is watched on the AWS side."""
    chosen, runbook = settings.monitoring, settings.monitoring.runbook_url
    elsewhere = settings.recovery.network_account
    return MonitoringBlueprint(
        topic_name=f"{settings.name}-alarms",
        existing_topic_arn=chosen.topic.arn if isinstance(chosen.topic, AdoptedTopic) else None,
        publishing_accounts=(elsewhere.account_id,) if elsewhere else (),
        subscribers=tuple(
            Subscriber(f"{each.protocol}-{_digest(each.endpoint)}", each.protocol, each.endpoint, each.role_arn)
            for each in chosen.subscriptions
        ),
        rules=(*_rules(runbook), *(_successes(runbook) if chosen.notify_successes else ())),
        undelivered=what_to_do(
            "EventBridge could not publish an event of DRS to the alarm topic", runbook, "events-undelivered"
        ),
        missing_data="breaching" if chosen.expected_servers else "notBreaching",
        alarms=_alarms(settings),
        count=ServerCount(
            key="missing-servers",
            metric="ActiveSourceServerCount",
            expected=chosen.expected_servers,
            period_seconds=300,
            evaluation_periods=3,
            description=what_to_do(
                f"Fewer servers replicate than the {chosen.expected_servers} that are expected",
                runbook,
                "missing-servers",
            ),
        )
        if chosen.expected_servers
        else None,
        dashboard_name=f"{settings.name}-recovery" if chosen.dashboard else None,
        runbook=runbook,
    )


def what_to_do(what: str, runbook: str, section: str) -> str:
    """Return a sentence with where it says what to do.

    Args:
        what: what is the matter, without a full stop.
        runbook: address of the page.
        section: the anchor on it.
    """
    return f"{what}. What to do: {runbook}#{section}"


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()[:8]


def _rules(runbook: str) -> tuple[EventRule, ...]:
    stalled = "ACTION: replication of <server> stalled at <time>: its recovery points grow old"
    failed = "ACTION: the launch of <server> failed at <time> (drill: <drill>, job <job>)"
    broken = "ACTION: failing back <server> failed at <time>"
    return (
        _rule("replication-stalled", "replication of a server stalled", STALLED, ("STALLED",), stalled, runbook),
        _rule("launch-failed", "a server was not launched", LAUNCH, ("RECOVERY_LAUNCH_FAILED",), failed, runbook),
        _rule("failback-failed", "failing back a server failed", FAILBACK, ("FAILBACK_ERROR",), broken, runbook),
    )


def _successes(runbook: str) -> tuple[EventRule, ...]:
    over = "For information: replication of <server> is no longer stalled since <time>"
    launched = "For information: <server> was launched at <time> (drill: <drill>, job <job>)"
    failback = "For information: failing back <server> is in state <state> since <time>"
    return (
        _rule(
            "replication-resumed", "replication of a server is no longer stalled", STALLED, ("NOT_STALLED",), over,
            runbook, "replication-stalled",
        ),
        _rule("launched", "a server was launched", LAUNCH, ("RECOVERY_LAUNCH_SUCCEEDED",), launched, runbook),
        _rule(
            "failback-progress", "failing back a server began or ended", FAILBACK,
            ("FAILBACK_IN_PROGRESS", "FAILBACK_COMPLETED"), failback, runbook,
        ),
    )  # fmt: skip


def _rule(  # noqa: PLR0917 (the columns of a table, in their order)
    key: str, what: str, kind: str, states: tuple[str, ...], message: str, runbook: str, section: str | None = None
) -> EventRule:
    """Return the rule of some states of a kind of event.

    The state is nested in `detail`, and the server is nowhere but in the list of resources, whose ARN names account and
    Region as well (DRS user guide, sample events).
    """
    known = {
        "server": "$.resources[0]", "time": "$.time", "state": "$.detail.state", "job": "$.detail.job-id",
        "drill": "$.detail.is-drill",
    }  # fmt: skip
    text = what_to_do(message, runbook, section or key)
    return EventRule(
        key=key,
        description=what_to_do(f"DRS: {what}", runbook, section or key),
        pattern=json.dumps({"source": ["aws.drs"], "detail-type": [kind], "detail": {"state": list(states)}}),
        paths=tuple(sorted((name, path) for name, path in known.items() if f"<{name}>" in text)),
        message=text,
    )


def _alarms(settings: Settings) -> tuple[ServerAlarm, ...]:
    chosen, rpo = settings.monitoring, settings.sizing.rpo_target_seconds
    runbook = chosen.runbook_url
    return (
        _alarm(
            "replication-lag", "LagDuration", rpo,
            f"The latest recovery point of a server is older than the RPO of {rpo} seconds", runbook,
        ),
        _alarm(
            "replication-backlog", "Backlog", chosen.backlog_gib * _GIB,
            f"More than {chosen.backlog_gib} GiB of a server wait to be replicated", runbook,
        ),
        _alarm(
            "drill-age", "DurationSinceLastSuccessfulRecoveryLaunch", chosen.drill_age_days * _DAY,
            f"A server was not launched successfully for {chosen.drill_age_days} days", runbook,
            period_seconds=3600, evaluation_periods=1,
        ),
    )  # fmt: skip


def _alarm(  # noqa: PLR0917 (the columns of a table, in their order)
    key: str, metric: str, threshold: int, what: str, runbook: str, period_seconds: int = 300,
    evaluation_periods: int = 3,
) -> ServerAlarm:  # fmt: skip
    return ServerAlarm(
        key=key,
        metric=metric,
        query=f'SELECT MAX({metric}) FROM SCHEMA("{NAMESPACE}", {SERVER})',  # noqa: S608 (no database)
        threshold=threshold,
        period_seconds=period_seconds,
        evaluation_periods=evaluation_periods,
        description=what_to_do(what, runbook, key),
    )
