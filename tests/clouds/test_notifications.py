"""Topics, subscriptions, event rules, targets and dashboards: what the cloud adds, and what is deleted first."""

import pytest

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.cases_aws_notifications import TEXT, dashboard, rule, subscription, target, topic
from tests.clouds.simulator import ACCOUNT, Cloud


def test_a_topic_and_a_rule_made_twice_are_one():
    """CreateTopic and PutRule answer for a name that exists."""
    cloud = Cloud()
    assert topic(cloud).id == topic(cloud).id == f"arn:aws:sns:eu-central-1:{ACCOUNT}:alarms"
    assert rule()(cloud).id == rule()(cloud).id == "stalled"
    assert (len(cloud.rows(aws.TOPIC)), len(cloud.rows(aws.EVENT_RULE))) == (1, 1)


@pytest.mark.parametrize(
    ("protocol", "endpoint", "pending"),
    [
        ("email", "ops@example.com", True),
        ("https", "https://events.example.com", True),
        ("sqs", f"arn:aws:sqs:eu-central-1:{ACCOUNT}:alarms", False),
    ],
)
def test_who_gets_mail_has_to_confirm_it(protocol, endpoint, pending):
    made = subscription(protocol, endpoint)(Cloud())
    assert made.properties["pendingConfirmation"] is pending
    assert made.id.startswith(f"arn:aws:sns:eu-central-1:{ACCOUNT}:alarms:")


def test_a_subscription_needs_its_topic():
    with pytest.raises(CloudError, match="NotFound"):
        Cloud().create(
            aws.TOPIC_SUBSCRIPTION, topic="arn:aws:sns:eu-central-1:1:none", protocol="sms", endpoint="+49301"
        )


def test_a_rule_with_targets_is_not_deleted():
    cloud = Cloud()
    made = target()(cloud)
    assert made.id == "stalled-topic"
    with pytest.raises(CloudError, match="ValidationException"):
        cloud.delete(cloud.get(aws.EVENT_RULE, "stalled"))
    cloud.delete(made)
    cloud.delete(cloud.get(aws.EVENT_RULE, "stalled"))
    assert cloud.rows(aws.EVENT_RULE) == []


def test_a_target_needs_its_rule():
    with pytest.raises(CloudError, match="ResourceNotFoundException"):
        Cloud().create(aws.EVENT_TARGET, rule="none", targetId="topic", arn="arn:aws:sns:eu-central-1:1:alarms")


def test_a_dashboard_belongs_to_the_account_and_to_no_region():
    made = dashboard(TEXT)(Cloud())
    assert made.properties["dashboardArn"] == f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/page"


@pytest.mark.parametrize(
    "widget",
    [
        {"type": "poster", "properties": {}},
        {"type": "text", "properties": {}},
        {"type": "text", "x": 0, "properties": {"markdown": "x without y"}},
        {"type": "alarm", "properties": {"title": "none"}},
        {"type": "metric", "properties": {"region": "eu-central-1"}},
        {
            "type": "metric",
            "properties": {
                "region": "eu-central-1",
                "metrics": [[{"expression": f"SELECT MAX({name})"}] for name in ("Backlog", "LagDuration")],
            },
        },
    ],
    ids=["type", "markdown", "place", "alarms", "metrics", "two queries"],
)
def test_a_widget_of_another_shape_is_refused(widget):
    with pytest.raises(CloudError, match="InvalidParameterInput"):
        dashboard(TEXT, widget)(Cloud())
