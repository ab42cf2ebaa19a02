"""Event patterns against the sample events of the DRS user guide, messages, thresholds.

moto's matcher judges, the one that its simulated EventBridge uses. The events are those of the page "Sample events for
Elastic Disaster Recovery", plus what else arrives on the same bus.
"""

import json
import re
from typing import Any

import pytest
from moto.events.models import EventPattern

from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.monitoring import INSIGHTS_WINDOW_SECONDS, EventRule, MonitoringBlueprint
from lifeboat.settings import parse
from tests.unit.settings.raw import CREATED, changed

STALLED = "DRS Source Server Data Replication Stalled Change"
LAUNCH = "DRS Source Server Launch Result"
FAILBACK = "DRS Recovery Instance Failback State Change"
SERVER = "arn:aws:drs:us-west-2:111122223333:source-server/s-12345678901234567"
INSTANCE = "arn:aws:drs:us-west-2:111122223333:recovery-instance/ri-12345678901234567"
JOB = "drsjob-04ca7d0d3fb6afa3e"


def event(kind: str, resource: str, source: str = "aws.drs", **detail: str) -> dict[str, Any]:
    """Return an event as the DRS user guide prints it."""
    return {
        "version": "0",
        "id": "9da9af57-9253-4406-87cb-7cc400e43465",
        "detail-type": kind,
        "source": source,
        "account": "111122223333",
        "time": "2016-08-22T20:12:19Z",
        "region": "us-west-2",
        "resources": [resource],
        "detail": {name.replace("_", "-"): value for name, value in detail.items()},
    }


def launch(state: str, drill: str = "FALSE") -> dict[str, Any]:
    """Return the event of a launch; whether it is a drill is a text."""
    return event(LAUNCH, SERVER, state=state, job_id=JOB, is_drill=drill)


# Every sample of the page, and the one rule that tells it; None: nobody is told.
SAMPLES: dict[str, tuple[dict[str, Any], str | None]] = {
    "stalled": (event(STALLED, SERVER, state="STALLED"), "replication-stalled"),
    "no longer stalled": (event(STALLED, SERVER, state="NOT_STALLED"), "replication-resumed"),
    "recovery launched": (launch("RECOVERY_LAUNCH_SUCCEEDED"), "launched"),
    "drill launched": (launch("RECOVERY_LAUNCH_SUCCEEDED", "TRUE"), "launched"),
    "recovery failed": (launch("RECOVERY_LAUNCH_FAILED"), "launch-failed"),
    "drill failed": (launch("RECOVERY_LAUNCH_FAILED", "TRUE"), "launch-failed"),
    "failing back": (event(FAILBACK, INSTANCE, state="FAILBACK_IN_PROGRESS"), "failback-progress"),
    "failed back": (event(FAILBACK, INSTANCE, state="FAILBACK_COMPLETED"), "failback-progress"),
    "failback failed": (event(FAILBACK, INSTANCE, state="FAILBACK_ERROR"), "failback-failed"),
    "snapshot taken": (
        {
            **event("DRS PIT Snapshot Taken", SERVER),
            "detail": {"DrsSnapshotID": "112233", "EbsSnapshotIDs": "445566,778899"},
        },
        None,
    ),
    # Not on the page, and close to what is.
    "another service's": (event(STALLED.replace("DRS", "MGN"), SERVER, "aws.mgn", state="STALLED"), None),
    "somebody's own": (event(STALLED, SERVER, "com.example", state="STALLED"), None),
    "state not nested": ({**event(STALLED, SERVER), "state": "STALLED", "detail": {}}, None),
    "a state of another kind": (event(LAUNCH, SERVER, state="STALLED"), None),
    "a state that is longer": (event(STALLED, SERVER, state="STALLED_BY_USER"), None),
    "a call in CloudTrail": (event("AWS API Call via CloudTrail", SERVER, eventName="StartRecovery"), None),
}


def monitoring(**changes: Any) -> MonitoringBlueprint:
    """Return what is watched after changes of settings; `__` in a name stands for a dot."""
    paths = {name.replace("__", "."): value for name, value in changes.items()}
    return make_blueprint(parse(changed(CREATED, paths))).monitoring


RULES = {rule.key: rule for rule in monitoring().rules}


def matching(sample: dict[str, Any]) -> list[str]:
    """Return the rules that match an event."""
    return [key for key, rule in RULES.items() if EventPattern.load(rule.pattern).matches_event(sample)]


def told(rule: EventRule, sample: dict[str, Any]) -> str:
    """Return the message that EventBridge makes of an event: each placeholder is what its path leads to."""
    text = rule.message
    for name, path in rule.paths:
        value: Any = sample
        for key, position in re.findall(r"\.([a-z-]+)|\[(\d+)\]", path.removeprefix("$")):
            value = value[key] if key else value[int(position)]
        text = text.replace(f"<{name}>", value)
    return text


@pytest.mark.parametrize(("sample", "rule"), SAMPLES.values(), ids=SAMPLES)
def test_each_sample_event_is_told_by_its_own_rule_and_no_other(sample: dict[str, Any], rule: str | None) -> None:
    """Nothing is told twice, and nothing that is not meant."""
    assert matching(sample) == ([rule] if rule else [])


def test_every_rule_has_a_sample() -> None:
    """A pattern that no sample matches would never be seen to work."""
    assert {rule for _, rule in SAMPLES.values() if rule} == set(RULES)


@pytest.mark.parametrize(("sample", "rule"), [row for row in SAMPLES.values() if row[1]], ids=str)
def test_a_message_names_the_server_and_says_what_to_do(sample: dict[str, Any], rule: str) -> None:
    """The server stands nowhere but in the list of resources; nothing of the template is left over."""
    message = told(RULES[rule], sample)
    assert sample["resources"][0] in message
    assert sample["time"] in message
    assert f"docs/runbook.md#{'replication-stalled' if rule == 'replication-resumed' else rule}" in message
    assert not set("<>") & set(message)
    if sample["detail-type"] == LAUNCH:
        assert f"(drill: {sample['detail']['is-drill']}, job {JOB})" in message


def test_what_needs_somebody_says_so_first() -> None:
    """People read subjects and first words."""
    first = {key: rule.message.split(":")[0] for key, rule in RULES.items()}
    assert {key for key, word in first.items() if word == "ACTION"} == {
        "replication-stalled",
        "launch-failed",
        "failback-failed",
    }
    assert set(first.values()) == {"ACTION", "For information"}


def test_patterns_and_templates_keep_to_the_limits_of_eventbridge() -> None:
    """A pattern has at most 4096 characters, a template 8192, a rule's name 64, its description 512 (API models)."""
    long_runbook = "https://wiki.example.com/" + "x" * 100
    for rule in monitoring(name="a" * 24, monitoring__runbook_url=long_runbook).rules:
        assert len(rule.pattern) <= 4096
        assert len(json.dumps(rule.message)) <= 8192
        assert len(f"{'a' * 24}-events-{rule.key}") <= 64
        assert len(rule.description) <= 512


def test_successes_can_be_left_out() -> None:
    """A drill of 300 servers would send 300 messages."""
    quiet = monitoring(monitoring__notify_successes=False)
    assert [rule.key for rule in quiet.rules] == ["replication-stalled", "launch-failed", "failback-failed"]


def test_thresholds_are_those_of_the_settings_in_the_units_of_the_metrics() -> None:
    """Seconds and bytes (DRS user guide, CloudWatch metrics)."""
    changes = {"sizing__rpo_target_seconds": 600, "monitoring__backlog_gib": 3, "monitoring__drill_age_days": 30}
    alarms = {alarm.metric: alarm.threshold for alarm in monitoring(**changes).alarms}
    assert alarms == {
        "LagDuration": 600,
        "Backlog": 3 * 1024**3,
        "DurationSinceLastSuccessfulRecoveryLaunch": 30 * 24 * 3600,
    }


def test_every_query_has_one_time_series_and_needs_no_more_than_the_latest_three_hours() -> None:
    """Older data is not seen by an alarm on a query; several series would need an order (CloudWatch, alarm limits)."""
    for alarm in monitoring().alarms:
        assert alarm.period_seconds * alarm.evaluation_periods <= INSIGHTS_WINDOW_SECONDS
        assert re.fullmatch(r'SELECT MAX\(\w+\) FROM SCHEMA\("AWS/DRS", SourceServerID\)', alarm.query)


def test_the_tunnels_account_may_publish_where_it_is_another_one() -> None:
    """An alarm notifies a topic of another account when that topic's policy and key admit it."""
    assert monitoring().publishing_accounts == ()
    shared = {
        "interconnect__target": "transit-gateway",
        "recovery__account_id": "111122223333",
        "recovery__gateway": {"mode": "adopt", "id": "tgw-0123456789abcdef0", "asn": 64512},
        "recovery__network_account": {
            "account_id": "444455556666",
            "role_arn": "arn:aws:iam::444455556666:role/lifeboat",
        },
    }
    assert monitoring(**shared).publishing_accounts == ("444455556666",)


def test_a_subscription_is_named_by_what_it_is_and_not_by_its_place() -> None:
    """Another one in front of it in the list replaces nothing."""
    mail = {"protocol": "email", "endpoint": "ops@example.com"}
    sms = {"protocol": "sms", "endpoint": "+4930123456"}
    (alone,) = monitoring(monitoring__subscriptions=[mail]).subscribers
    assert monitoring(monitoring__subscriptions=[sms, mail]).subscribers[1] == alone
