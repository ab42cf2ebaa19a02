"""The topic that every alarm and event goes to."""

import json
from dataclasses import replace

import pulumi
import pytest

from components.recovery.topic import AlarmTopic, AlarmTopicArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import MonitoringBlueprint
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.raw import CREATED, changed

KEY = "aws:kms/key:Key"
TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
ACCOUNT = "111122223333"
ALARMS = f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:*"
SUBSCRIPTIONS = [
    {"protocol": "email", "endpoint": "ops@example.com"},
    {"protocol": "https", "endpoint": "https://events.example.com/hook"},
]
MONITORING = make_blueprint(parse(changed(CREATED, {"monitoring": {"subscriptions": SUBSCRIPTIONS}}))).monitoring


def topic(blueprint: MonitoringBlueprint = MONITORING, *, preview: bool = False) -> Built[AlarmTopic]:
    def program() -> AlarmTopic:
        account = pulumi.Output.from_input(ACCOUNT)
        return AlarmTopic(
            "harbor-alarms",
            AlarmTopicArgs(blueprint=blueprint, account_id=account, partition="aws", region="eu-central-1"),
        )

    return build(program, preview=preview)


def statements(built: Built[AlarmTopic], name: str) -> dict[str, dict]:
    """Statements of a policy by Sid."""
    return {one["Sid"]: one for one in json.loads(built[name].inputs["policy"])["Statement"]}


@pytest.mark.parametrize("preview", [False, True])
def test_type_token_and_child_names_are_a_contract(preview):
    """A subscription is named by its endpoint, so that another one in front of it in the list moves nothing."""
    assert topic(preview=preview).names == {
        ("lifeboat:recovery:AlarmTopic", "harbor-alarms"),
        (KEY, "harbor-alarms-key"),
        (TOPIC, "harbor-alarms-topic"),
        (POLICY, "harbor-alarms-policy"),
        (SUBSCRIPTION, "harbor-alarms-email-af3c8254"),
        (SUBSCRIPTION, "harbor-alarms-https-99cb6bb4"),
    }


def test_the_topic_is_encrypted_with_its_own_key_and_subscriptions_wait_for_its_policy():
    built = topic()
    made = built["harbor-alarms-topic"].inputs
    assert (made["name"], made["signatureVersion"]) == ("harbor-alarms", 2)
    assert made["kmsMasterKeyId"] == built["harbor-alarms-key"].outputs["arn"]
    assert built["harbor-alarms-key"].inputs["enableKeyRotation"] is True
    mail = built["harbor-alarms-email-af3c8254"]
    assert (mail.inputs["protocol"], mail.inputs["endpoint"]) == ("email", "ops@example.com")
    assert mail.inputs["topic"] == built["harbor-alarms-topic"].outputs["arn"]
    assert "harbor-alarms-policy" in mail.dependency_names
    assert built.value(built.result.topic_arn) == built["harbor-alarms-topic"].outputs["arn"]


def test_eventbridge_is_admitted_without_conditions():
    """It sends neither source account nor ARN: with a condition every event would be dropped in silence."""
    built = topic()
    key, publish = (statements(built, f"harbor-alarms-{what}")["Events"] for what in ("key", "policy"))
    assert key["Principal"] == publish["Principal"] == {"Service": "events.amazonaws.com"}
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert publish["Action"] == ["sns:Publish"]
    assert not {"Condition"} & (set(key) | set(publish))


def test_cloudwatch_and_budgets_are_admitted_for_this_account_alone():
    built = topic()
    key, publish = (statements(built, f"harbor-alarms-{what}") for what in ("key", "policy"))
    for policy in (key, publish):
        assert policy["Alarms"]["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert policy["Alarms"]["Condition"] == {
            "StringEquals": {"aws:SourceAccount": [ACCOUNT]},
            "ArnLike": {"aws:SourceArn": [ALARMS]},
        }
        assert policy["Budgets"]["Principal"] == {"Service": "budgets.amazonaws.com"}
        assert policy["Budgets"]["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    assert publish["Budgets"]["Condition"]["ArnLike"] == {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"}


def test_alarms_of_the_tunnels_account_are_admitted_too():
    built = topic(replace(MONITORING, publishing_accounts=("444455556666",)))
    for what in ("key", "policy"):
        condition = statements(built, f"harbor-alarms-{what}")["Alarms"]["Condition"]
        assert condition["StringEquals"]["aws:SourceAccount"] == [ACCOUNT, "444455556666"]
        assert condition["ArnLike"]["aws:SourceArn"] == [ALARMS, ALARMS.replace(ACCOUNT, "444455556666")]


def test_nothing_is_published_without_tls_and_every_statement_is_about_this_topic():
    built = topic()
    publish = statements(built, "harbor-alarms-policy")
    assert (publish["TlsOnly"]["Effect"], publish["TlsOnly"]["Principal"]) == ("Deny", "*")
    assert publish["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert {one["Resource"] for one in publish.values()} == {built["harbor-alarms-topic"].outputs["arn"]}


def test_an_adopted_topic_gets_subscriptions_and_nothing_else():
    arn = f"arn:aws:sns:eu-central-1:{ACCOUNT}:on-call"
    built = topic(replace(MONITORING, existing_topic_arn=arn))
    assert {one.type for one in built.resources if one.custom} == {SUBSCRIPTION}
    assert {one.inputs["topic"] for one in built.of_type(SUBSCRIPTION)} == {arn}
    assert built.value(built.result.topic_arn) == arn


def test_a_data_firehose_subscription_carries_its_role():
    role = f"arn:aws:iam::{ACCOUNT}:role/sns"
    stream = {
        "protocol": "firehose",
        "endpoint": f"arn:aws:firehose:eu-central-1:{ACCOUNT}:deliverystream/alarms",
        "role_arn": role,
    }
    blueprint = make_blueprint(parse(changed(CREATED, {"monitoring": {"subscriptions": [stream]}}))).monitoring
    (made,) = topic(blueprint).of_type(SUBSCRIPTION)
    assert made.inputs["subscriptionRoleArn"] == role
