"""Every mistake in the settings of the monitoring is found at its place; what is right is taken."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import CREATED, changed

TOPIC = "arn:aws:sns:eu-central-1:111122223333:on-call"
STREAM = "arn:aws:firehose:eu-central-1:111122223333:deliverystream/alarms"
ROLE = "arn:aws:iam::111122223333:role/sns"
FIRST = "monitoring.subscriptions[0]"

RIGHT: list[dict[str, Any]] = [
    {"protocol": "email", "endpoint": "ops@example.com"},
    {"protocol": "email-json", "endpoint": "ops@example.com"},
    {"protocol": "https", "endpoint": "https://events.example.com/hook?a=b"},
    {"protocol": "sms", "endpoint": "+4930123456"},
    {"protocol": "sqs", "endpoint": "arn:aws:sqs:eu-west-1:444455556666:alarms"},
    {"protocol": "lambda", "endpoint": "arn:aws:lambda:eu-central-1:111122223333:function:page:live"},
    {"protocol": "firehose", "endpoint": STREAM, "role_arn": ROLE},
    {"protocol": "application", "endpoint": "arn:aws:sns:eu-central-1:111122223333:endpoint/GCM/app/1"},
]


def subscribed(**subscription: Any) -> dict[str, Any]:
    """Return the change that adds one subscription."""
    return {"monitoring": {"subscriptions": [subscription]}}


def adopted(arn: str) -> dict[str, Any]:
    """Return the change that adopts a topic."""
    return {"monitoring": {"topic": {"mode": "adopt", "arn": arn}}}


# What is changed, where the one problem stands, and a word of its message.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown key": ({"monitoring": {"emails": []}}, "monitoring.emails", "subscriptions"),
    "unknown protocol": (subscribed(protocol="pager", endpoint="x"), f"{FIRST}.protocol", "email-json"),
    "http": (subscribed(protocol="http", endpoint="http://a.example.com"), f"{FIRST}.protocol", "in clear"),
    "no protocol": (subscribed(endpoint="ops@example.com"), f"{FIRST}.protocol", "nothing"),
    "no endpoint": (subscribed(protocol="email"), f"{FIRST}.endpoint", "nothing"),
    "e-mail without @": (subscribed(protocol="email", endpoint="ops"), f"{FIRST}.endpoint", "ops@example.com"),
    "URL without TLS": (subscribed(protocol="https", endpoint="http://a.example.com"), f"{FIRST}.endpoint", "https://"),
    "telephone number without +": (
        subscribed(protocol="sms", endpoint="030123456"),
        f"{FIRST}.endpoint",
        "+4930123456",
    ),
    "queue that is first in, first out": (
        subscribed(protocol="sqs", endpoint="arn:aws:sqs:eu-central-1:111122223333:alarms.fifo"),
        f"{FIRST}.endpoint",
        "standard SQS queue",
    ),
    "queue of another service": (subscribed(protocol="sqs", endpoint=TOPIC), f"{FIRST}.endpoint", "SQS queue"),
    "function by name": (subscribed(protocol="lambda", endpoint="page"), f"{FIRST}.endpoint", "Lambda function"),
    "stream without a role": (subscribed(protocol="firehose", endpoint=STREAM), f"{FIRST}.role_arn", "a role"),
    "stream with something else for a role": (
        subscribed(protocol="firehose", endpoint=STREAM, role_arn="sns"),
        f"{FIRST}.role_arn",
        "the ARN of a role",
    ),
    "role for e-mail": (
        subscribed(protocol="email", endpoint="ops@example.com", role_arn=ROLE),
        f"{FIRST}.role_arn",
        "Remove it",
    ),
    "the same twice": (
        {"monitoring": {"subscriptions": [RIGHT[0], RIGHT[3], RIGHT[0]]}},
        "monitoring.subscriptions[2].endpoint",
        "monitoring.subscriptions[0]",
    ),
    "topic by name": (adopted("on-call"), "monitoring.topic.arn", "SNS topic"),
    "topic that is first in, first out": (adopted(f"{TOPIC}.fifo"), "monitoring.topic.arn", "standard SNS topic"),
    "topic of another Region": (
        adopted(TOPIC.replace("central", "west")),
        "monitoring.topic.arn",
        "arn:aws:sns:eu-central-1:",
    ),
    "topic of another account": (
        {"recovery.account_id": "444455556666", **adopted(TOPIC)},
        "monitoring.topic.arn",
        "arn:aws:sns:eu-central-1:444455556666:",
    ),
    "topic that the tunnels' alarms notify already": (
        {"interconnect.watching": {"alarm_topic_arns": [TOPIC]}, **adopted(TOPIC)},
        "monitoring.topic.arn",
        "interconnect.watching.alarm_topic_arns[0]",
    ),
    "topic without ARN": ({"monitoring": {"topic": {"mode": "adopt"}}}, "monitoring.topic.arn", "nothing"),
    "no backlog": ({"monitoring": {"backlog_gib": 0}}, "monitoring.backlog_gib", "1"),
    "drills never": ({"monitoring": {"drill_age_days": 366}}, "monitoring.drill_age_days", "365"),
    "fewer servers than none": ({"monitoring": {"expected_servers": -1}}, "monitoring.expected_servers", "0"),
    "runbook without https": ({"monitoring": {"runbook_url": "wiki/dr"}}, "monitoring.runbook_url", "https://"),
    "runbook with a place on the page": (
        {"monitoring": {"runbook_url": "https://wiki.example.com/dr#top"}},
        "monitoring.runbook_url",
        "without a # part",
    ),
    "runbook that would be a placeholder": (
        {"monitoring": {"runbook_url": "https://wiki.example.com/<dr>"}},
        "monitoring.runbook_url",
        "https://",
    ),
}


@pytest.mark.parametrize(("changes", "path", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_at_its_place(changes: dict[str, Any], path: str, word: str) -> None:
    """One problem, all four parts of it, and nothing else."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, changes))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == path
    assert word in str(problem)
    assert all((problem.found, problem.allowed, problem.why, problem.fix))


def test_every_protocol_takes_its_own_kind_of_endpoint() -> None:
    """All at once: none disturbs another."""
    monitoring = parse(changed(CREATED, {"monitoring": {"subscriptions": RIGHT}})).monitoring
    assert [one.endpoint for one in monitoring.subscriptions] == [one["endpoint"] for one in RIGHT]


def test_an_adopted_topic_of_the_recovery_account_is_taken() -> None:
    """Its Region and account are those of the recovery side."""
    topic = parse(changed(CREATED, {"recovery.account_id": "111122223333", **adopted(TOPIC)})).monitoring.topic
    assert topic.mode == "adopt"
    assert topic.arn == TOPIC


def test_without_settings_silence_is_expected_and_everything_else_is_on() -> None:
    """No server exists at the first deployment: missing data must not page anybody."""
    monitoring = parse(CREATED).monitoring
    assert (monitoring.expected_servers, monitoring.topic.mode, monitoring.subscriptions) == (0, "create", [])
    assert monitoring.dashboard
    assert monitoring.notify_successes
