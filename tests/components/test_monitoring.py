"""Events of DRS, alarms over all servers, and that each says what to do."""

import json
import re
from pathlib import Path

import pulumi
import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from components.recovery.monitoring import DrsEvents, MonitoringArgs, ServerAlarms
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import MonitoringBlueprint
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.raw import CREATED, changed

RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
ALERT = "azure-native:monitor:MetricAlert"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:harbor-alarms"
ROOT = Path(__file__).parents[2]
FAILURES = ("replication-stalled", "launch-failed", "failback-failed")
SUCCESSES = ("replication-resumed", "launched", "failback-progress")


def monitoring(**changes) -> MonitoringBlueprint:
    return make_blueprint(parse(changed(CREATED, {"monitoring": changes}))).monitoring


def events(blueprint: MonitoringBlueprint, *, preview: bool = False) -> Built[DrsEvents]:
    args = MonitoringArgs(blueprint=blueprint, topic_arn=TOPIC)
    return build(lambda: DrsEvents("harbor-events", args), preview=preview)


def alarms(blueprint: MonitoringBlueprint, *, preview: bool = False) -> Built[ServerAlarms]:
    def program() -> ServerAlarms:
        topic = pulumi.Output.from_input(TOPIC)
        return ServerAlarms("harbor-servers", MonitoringArgs(blueprint=blueprint, topic_arn=topic))

    return build(program, preview=preview)


@pytest.mark.parametrize(("successes", "keys"), [(True, (*FAILURES, *SUCCESSES)), (False, FAILURES)])
@pytest.mark.parametrize("preview", [False, True])
def test_each_event_has_a_rule_and_a_target_and_their_delivery_an_alarm(successes, keys, preview):
    assert events(monitoring(notify_successes=successes), preview=preview).names == {
        ("lifeboat:recovery:DrsEvents", "harbor-events"),
        *((RULE, f"harbor-events-{key}") for key in keys),
        *((TARGET, f"harbor-events-{key}-topic") for key in keys),
        (ALARM, "harbor-events-undelivered"),
    }


def test_a_rule_tells_the_topic_in_words():
    built, blueprint = events(monitoring()), monitoring()
    for rule in blueprint.rules:
        made = built[f"harbor-events-{rule.key}"].inputs
        assert (made["eventPattern"], made["description"]) == (rule.pattern, rule.description)
        target = built[f"harbor-events-{rule.key}-topic"].inputs
        assert (target["rule"], target["arn"]) == (made["name"], TOPIC)
        assert target["inputTransformer"]["inputPaths"] == dict(rule.paths)
        assert json.loads(target["inputTransformer"]["inputTemplate"]) == rule.message
        # EventBridge user guide: a role breaks the delivery to an encrypted topic.
        assert "roleArn" not in target


def test_undelivered_events_of_any_rule_are_an_alarm():
    alarm = events(monitoring())["harbor-events-undelivered"].inputs
    total, *failed = alarm["metricQueries"]
    assert total["expression"] == f"SUM([{', '.join(key.replace('-', '_') for key in (*FAILURES, *SUCCESSES))}])"
    assert [one["id"] for one in failed] == [key.replace("-", "_") for key in (*FAILURES, *SUCCESSES)]
    assert [one["metric"]["dimensions"]["RuleName"] for one in failed] == [
        f"harbor-events-{key}" for key in (*FAILURES, *SUCCESSES)
    ]
    assert {one["metric"]["metricName"] for one in failed} == {"FailedInvocations"}
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["treatMissingData"] == "notBreaching", "EventBridge reports failures alone"
    assert alarm["alarmActions"] == alarm["okActions"] == [TOPIC]


@pytest.mark.parametrize("preview", [False, True])
def test_alarms_over_all_servers_and_on_their_number_once_some_are_expected(preview):
    keys = {"replication-lag", "replication-backlog", "drill-age"}
    for expected, more in ((0, set()), (3, {"missing-servers"})):
        built = alarms(monitoring(expected_servers=expected), preview=preview)
        assert built.names == {
            ("lifeboat:recovery:ServerAlarms", "harbor-servers"),
            *((ALARM, f"harbor-servers-{key}") for key in keys | more),
        }


@pytest.mark.parametrize(("expected", "missing"), [(0, "notBreaching"), (1, "breaching")])
def test_silence_is_an_alarm_once_servers_are_expected(expected, missing):
    built = alarms(monitoring(expected_servers=expected))
    assert {one.inputs["treatMissingData"] for one in built.of_type(ALARM)} == {missing}


def test_the_lag_alarm_watches_the_worst_server_against_the_rpo():
    built = alarms(make_blueprint(parse(changed(CREATED, {"sizing": {"rpo_target_seconds": 600}}))).monitoring)
    alarm = built["harbor-servers-replication-lag"].inputs
    (query,) = alarm["metricQueries"]
    assert query == {
        "id": "worst",
        "expression": 'SELECT MAX(LagDuration) FROM SCHEMA("AWS/DRS", SourceServerID)',
        "label": "LagDuration of the worst server",
        "period": 300,
        "returnData": True,
    }
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", 600)
    assert alarm["alarmActions"] == alarm["okActions"] == [TOPIC]
    assert not {"metricName", "period", "statistic"} & set(alarm), "CloudWatch takes queries or a metric"


def test_the_number_of_servers_is_a_metric_without_dimension():
    alarm = alarms(monitoring(expected_servers=12))["harbor-servers-missing-servers"].inputs
    assert (alarm["namespace"], alarm["metricName"]) == ("AWS/DRS", "ActiveSourceServerCount")
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", 12)
    assert "dimensions" not in alarm


@pytest.fixture(scope="module")
def everything() -> Built[LandingZone]:
    settings = {"recovery.account_id": "111122223333", "monitoring.expected_servers": 3}
    blueprint = make_blueprint(parse(changed(CREATED, settings)))
    return build(lambda: LandingZone("harbor", LandingZoneArgs(blueprint=blueprint)))


def test_everything_that_can_be_red_leads_to_a_section_of_the_runbook(everything):
    """Alarms of both clouds, rules and their messages; and no section is left that nothing leads to."""
    headings = re.findall(r"^## (.+)$", (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {heading.lower().replace(" ", "-") for heading in headings}
    texts = [
        one.inputs["description" if one.type in {RULE, ALERT} else "alarmDescription"]
        for one in everything.resources
        if one.type in {RULE, ALERT, ALARM, COMPOSITE}
    ]
    texts += [one.inputs["inputTransformer"]["inputTemplate"] for one in everything.of_type(TARGET)]
    assert len(texts) > 25
    assert [text for text in texts if "What to do: docs/runbook.md#" not in text] == []
    assert {re.search(r"runbook\.md#([a-z-]+)", text)[1] for text in texts} == anchors


def test_tunnels_servers_and_events_tell_one_topic(everything):
    """After its policy: what is published before would be lost."""
    topic = everything["harbor-alarms-topic"].outputs["arn"]
    for one in (*everything.of_type(ALARM), *everything.of_type(COMPOSITE)):
        assert one.inputs["alarmActions"] == one.inputs["okActions"] == [topic]
        assert "harbor-alarms-policy" in one.dependency_names
    assert {one.inputs["arn"] for one in everything.of_type(TARGET)} == {topic}
    assert everything.value(everything.result.outputs["alarm_topic_arn"]) == topic


def test_the_runbooks_address_is_where_the_links_lead():
    rule, *_ = monitoring(runbook_url="https://wiki.example.com/dr").rules
    assert rule.message.endswith("What to do: https://wiki.example.com/dr#replication-stalled")
