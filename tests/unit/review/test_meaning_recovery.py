"""Changes of replication, access and watching, in words."""

import json
from typing import Any

import pytest

from lifeboat.consequences import tokens as t
from lifeboat.previews import UNKNOWN, Step
from lifeboat.review.changes import changes
from lifeboat.review.meaning.documents import differences, document_differences
from lifeboat.review.model import Change
from tests.unit.review.steps import create, delete, preview, replace, same, update

REPLICATION, ACCESS, ALARMS = "recovery:Replication", "recovery:Access", "recovery:ServerAlarms"


def told(*steps: Step) -> list[Change]:
    """The changes of a stack that exists."""
    return list(changes(preview(same(t.RESOURCE_GROUP, "group"), *steps)))


def titles(*steps: Step) -> list[str]:
    return [each.title for each in told(*steps)]


def rules(days: int) -> dict[str, Any]:
    return {
        "pitPolicies": [
            {"enabled": True, "interval": 10, "retentionDuration": 60, "units": "MINUTE"},
            {"enabled": True, "interval": 1, "retentionDuration": days, "units": "DAY"},
        ]
    }


def template(places: dict[str, tuple[Any, Any]], **rest: Any) -> Step:
    return update(t.REPLICATION_TEMPLATE, "template", places, REPLICATION, **rest)


def test_retention_is_told_by_the_rule_that_changes() -> None:
    """Only the daily rule changes; what shortening it means is in the consequence, never `nothing`."""
    step = template({"pitPolicies[1].retentionDuration": (30, 7)}, inputs=(rules(30), rules(7)))
    (found,) = told(step)
    assert found.title == "Points in time are kept otherwise: every day for 7 days instead of 30 days."
    assert "nothing is interrupted" not in found.consequence


def test_a_rule_that_goes_keeps_nothing() -> None:
    """A disabled rule is one less."""
    off = rules(7)
    off["pitPolicies"][1]["enabled"] = False
    (found,) = titles(template({"pitPolicies[1].enabled": (True, False)}, inputs=(rules(7), off)))
    assert found == "Points in time are kept otherwise: every day for no time instead of 7 days."


@pytest.mark.parametrize(
    ("path", "values", "title"),
    [
        ("replicationServerInstanceType", ("t3.small", "t3.medium"),
         "Replication servers are of another type: from t3.small to t3.medium."),
        ("bandwidthThrottling", (0, 200),
         "The bandwidth of each source server (Mbit/s, 0 is unbounded) changes: from 0 to 200."),
        ("createPublicIp", (False, True), "Replication servers have public addresses: from no to yes."),
        ("replicationServersSecurityGroupsIds[0]", ("sg-1", "sg-2"),
         "Replication servers are in other security groups: from sg-1 to sg-2."),
    ],
)  # fmt: skip
def test_replication_settings(path: str, values: tuple[Any, Any], title: str) -> None:
    """Each setting of the template is a sentence."""
    assert titles(template({path: values})) == [title]


def test_another_key_takes_the_old_one_along() -> None:
    """The key and its name go with the setting; what the key encrypted is gone for good."""
    before = {"ebsEncryption": "CUSTOM", "ebsEncryptionKeyArn": "arn:aws:kms:eu-west-1:111122223333:key/abc"}
    after = {"ebsEncryption": "DEFAULT"}
    places = {key: (before.get(key), after.get(key)) for key in before}
    steps = (
        template(places, inputs=(before, after)),
        delete(t.KEY, "key", REPLICATION),
        delete(t.ALIAS, "alias", REPLICATION),
    )
    (found,) = told(*steps)
    assert found.title == (
        "Replicated volumes are encrypted with the default EBS key of the account instead of the key abc."
    )
    assert "away for good: what the key encrypted" in found.consequence
    assert len(found.urns) == 3


def test_the_launch_template_is_told_by_what_is_in_it() -> None:
    """Cloud Control takes one JSON text; its difference is what people read."""
    states = tuple(json.dumps({"LaunchDisposition": each, "CopyTags": True}) for each in ("STARTED", "STOPPED"))
    step = update(t.CLOUD_CONTROL, "harbor-launch-template", {"desiredState": states}, "recovery:LaunchTemplate")  # type: ignore[dict-item]
    (found,) = told(step)
    assert found.title == "The launch template changes: LaunchDisposition changes from STARTED to STOPPED."
    assert [(each.path, each.before, each.after) for each in found.details] == [
        ("desiredState: LaunchDisposition", "STARTED", "STOPPED")
    ]


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


STATEMENT = {"Sid": "See", "Effect": "Allow", "Action": ["drs:DescribeJobs"], "Resource": "*"}


def test_who_may_assume_a_role_is_told_by_name() -> None:
    """A principal that is added is named; the rest of the document is not repeated."""
    trust = {"Sid": "People", "Effect": "Allow", "Action": "sts:AssumeRole"}
    one, two = ("arn:aws:iam::444455556666:role/one", "arn:aws:iam::444455556666:role/two")
    documents = (policy({**trust, "Principal": {"AWS": one}}), policy({**trust, "Principal": {"AWS": [one, two]}}))
    (found,) = told(update(t.ROLE, "failover", {"assumeRolePolicy": documents}, ACCESS))
    assert found.title == f"Role failover: {two} may assume it."
    assert found.details[0].after == f"AWS {two}"
    assert found.details[0].before == ""


def test_policies_that_change_alike_are_one_change() -> None:
    """Two policies with the same new action are one sentence with both names."""
    documents = (policy(STATEMENT), policy({**STATEMENT, "Action": ["drs:DescribeJobs", "drs:StartRecovery"]}))
    steps = [update(t.POLICY, name, {"policy": documents}, ACCESS) for name in ("a", "b")]
    (found,) = titles(*steps)
    assert found == "Policy a and policy b: statement See gets Action drs:StartRecovery."


def test_longer_sessions() -> None:
    """Seconds are told as hours."""
    (found,) = titles(update(t.ROLE, "agents", {"maxSessionDuration": (3600, 5400)}, ACCESS))
    assert found == "The longest session of role agents changes from 1 to 1.5 hours."


def test_a_new_role_says_who_may_assume_it_and_takes_its_policies_along() -> None:
    """What is attached to the role is counted with it."""
    trust = policy({"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}})
    steps = (
        create(t.ROLE, "harbor-role", ACCESS, name="harbor-role", assumeRolePolicy=trust),
        create(t.ROLE_POLICY_ATTACHMENT, "harbor-role-see", ACCESS, role="harbor-role", policyArn="arn:x/see"),
    )
    (found,) = told(*steps)
    assert found.title == "The role harbor-role is created; ec2.amazonaws.com may assume it."
    assert len(found.urns) == 2


def test_a_statement_that_comes_or_goes_is_told_whole() -> None:
    """Effect, actions, resources and condition in words."""
    deny = {"Effect": "Deny", "NotAction": "s3:Get*", "Resource": ["a", "b"], "Condition": {"Bool": {"x": "true"}}}
    (added,) = document_differences(policy(STATEMENT), policy(STATEMENT, deny))
    assert added.says == ('statement 2 is added: denies everything but s3:Get* on a and b if {"Bool": {"x": "true"}}')
    (removed,) = document_differences(policy(STATEMENT, deny), policy(STATEMENT))
    assert removed.says.startswith("statement 2 is removed: denies")


def test_the_order_of_statements_and_lists_is_no_difference() -> None:
    """IAM reads them as sets."""
    other = {**STATEMENT, "Sid": "Other", "Action": ["a", "b"]}
    turned = {**other, "Action": ["b", "a"]}
    assert document_differences(policy(STATEMENT, other), policy(turned, STATEMENT)) == ()


def test_effect_and_condition_are_told_apart() -> None:
    """An allow that becomes a deny is no change of a list."""
    found = document_differences(policy(STATEMENT), policy({**STATEMENT, "Effect": "Deny"}))
    assert [(each.path, each.before, each.after) for each in found] == [("statement See.Effect", "Allow", "Deny")]


def test_a_document_that_differs_everywhere_is_told_as_a_whole() -> None:
    """A hundred places of a dashboard are one number."""
    before, after = ({str(number): side for number in range(100)} for side in (1, 2))
    assert [each.says for each in differences(before, after)] == ["100 places of it differ"]


def test_what_is_no_document_has_no_difference() -> None:
    """Text that only looks like JSON, and what only the deployment tells, is told as a value."""
    assert document_differences("{not json", "{}") == ()
    assert document_differences("{}", UNKNOWN) == ()


def test_budget_subscriptions_and_alarms() -> None:
    """Who hears of what, at which threshold."""
    steps = (
        update(t.BUDGET, "budget", {"limitAmount": ("10000", "12000")}, "recovery:CostControl"),
        create(t.SUBSCRIPTION, "new", "recovery:AlarmTopic", endpoint="new@example.com"),
        delete(t.SUBSCRIPTION, "old", "recovery:AlarmTopic", endpoint="old@example.com"),
        update(t.METRIC_ALARM, "age", {
            "threshold": (90, 60), "alarmDescription": ("Older than 90 days. Do: x", "Older than 60 days. Do: x"),
        }, ALARMS),
    )  # fmt: skip
    found = told(*steps)
    assert [each.title for each in found] == [
        "The budget changes from 10000 to 12000 USD a month.",
        "new@example.com hears of alarms, old@example.com no longer does.",
        "The alarm age changes: threshold from 90 to 60; it now says: Older than 60 days.",
    ]
    assert found[1].consequence.endswith("E-mail has to be confirmed by who gets it.")


def test_logs_endpoints_and_names() -> None:
    """Retention by name, endpoints by service, forwarded names by domain."""
    steps = (
        update(t.LOG_GROUP, "tunnels", {"retentionInDays": (365, 90)}, "recovery:TunnelLogs"),
        replace(t.FLOW_LOG, "flow", {"trafficType": ("ALL", "REJECT")}, "recovery:FlowLogs"),
        create(t.ENDPOINT, "drs", "recovery:PrivateEndpoints", serviceName="com.amazonaws.eu-west-1.drs"),
        create(t.FORWARDING_RULE, "rule", "primary:DnsForwarding", domainName="drs.eu-west-1.amazonaws.com."),
    )
    assert titles(*steps) == [
        "Logs are kept for 90 days instead of 365 days (tunnels).",
        "The flow log flow changes: trafficType from ALL to REJECT.",
        "1 endpoint is added: drs.",
        "Azure forwards the names of drs.eu-west-1.amazonaws.com. to AWS.",
    ]


def test_a_subscriber_that_only_goes_is_told_in_a_whole_sentence() -> None:
    """Nobody else is named whose hearing of alarms it could refer to."""
    gone = delete(t.SUBSCRIPTION, "old", "recovery:AlarmTopic", endpoint="old@example.com")
    assert titles(gone) == ["old@example.com no longer hears of alarms."]
