"""Logs and alarms of the tunnels."""

import json
import re
from dataclasses import replace

import pulumi
import pytest

from components.recovery.tunnel_watching import TunnelAlarms, TunnelAlarmsArgs, TunnelLogs, TunnelLogsArgs
from lifeboat.blueprint.model import InterconnectBlueprint
from tests.components.support import Built, build
from tests.components.test_vpn_connections import DUAL, FOUR, LOG_GROUP, SINGLE, WATCHING

LOGS = "lifeboat:recovery:TunnelLogs"
ALARMS = "lifeboat:recovery:TunnelAlarms"
KEY = "aws:kms/key:Key"
LOG_GROUP_TYPE = "aws:cloudwatch/logGroup:LogGroup"
METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:on-call"
OWN_TOPIC = "arn:aws:sns:eu-central-1:111122223333:harbor-alarms"


def logs(*, preview=False, partition="aws") -> Built[TunnelLogs]:
    def program() -> TunnelLogs:
        account = pulumi.Output.from_input("111122223333")
        args = TunnelLogsArgs(watching=WATCHING, account_id=account, partition=partition, region="eu-central-1")
        return TunnelLogs("harbor-logs", args)

    return build(program, preview=preview)


def alarms(blueprint: InterconnectBlueprint, *, preview=False) -> Built[TunnelAlarms]:
    def program() -> TunnelAlarms:
        return TunnelAlarms(
            "harbor",
            TunnelAlarmsArgs(
                blueprint=blueprint,
                vpn_connection_ids={f"connection{number}": f"vpn-{number}" for number in (1, 2)},
                tunnel_addresses={
                    tunnel.key: pulumi.Output.from_input(f"203.0.113.{position}")
                    for position, tunnel in enumerate(blueprint.tunnels, start=1)
                },
                topic_arn=pulumi.Output.from_input(OWN_TOPIC),
                runbook="https://wiki.example.com/runbook",
            ),
        )

    return build(program, preview=preview)


@pytest.mark.parametrize("preview", [False, True])
def test_the_log_group_is_encrypted_with_a_key_of_its_own_and_expires(preview):
    result = logs(preview=preview)
    assert result.names == {(LOGS, "harbor-logs"), (KEY, "harbor-logs-key"), (LOG_GROUP_TYPE, "harbor-logs-group")}
    group = result["harbor-logs-group"].inputs
    assert (group["name"], group["retentionInDays"]) == ("/aws/vendedlogs/lifeboat/harbor/vpn", 90)
    assert preview or group["kmsKeyId"] == result["harbor-logs-key"].outputs["arn"]
    assert result["harbor-logs-key"].inputs["enableKeyRotation"] is True


def test_the_key_admits_the_account_and_cloudwatch_logs_for_this_log_group_alone():
    policy = json.loads(logs()["harbor-logs-key"].inputs["policy"])
    administration, service = policy["Statement"]
    assert administration["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert service["Principal"] == {"Service": "logs.eu-central-1.amazonaws.com"}
    assert service["Condition"] == {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": LOG_GROUP}}
    assert "kms:*" not in service["Action"]
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}


def test_arns_of_the_key_policy_are_in_their_partition():
    policy = logs(partition="aws-us-gov")["harbor-logs-key"].inputs["policy"]
    assert set(re.findall(r"arn:([a-z-]+):", policy)) == {"aws-us-gov"}


def test_outputs_of_the_logs_are_the_groups():
    result = logs()
    assert result.value(result.result.log_group_arn) == result["harbor-logs-group"].outputs["arn"]
    assert result.value(result.result.log_group_name) == "/aws/vendedlogs/lifeboat/harbor/vpn"


@pytest.mark.parametrize(
    ("blueprint", "tunnels", "connections"),
    [(FOUR, (1, 2, 3, 4), (1, 2)), (DUAL, (1, 2), (1,)), (SINGLE, (1,), ())],
    ids=lambda value: getattr(value, "topology", None),
)
@pytest.mark.parametrize("preview", [False, True])
def test_each_used_tunnel_each_whole_connection_and_their_number_have_an_alarm(
    blueprint, tunnels, connections, preview
):
    assert alarms(blueprint, preview=preview).names == {
        (ALARMS, "harbor"),
        *((METRIC_ALARM, f"harbor-tunnel{number}-down") for number in tunnels),
        *((COMPOSITE_ALARM, f"harbor-connection{number}-down") for number in connections),
        (METRIC_ALARM, "harbor-fewer-tunnels"),
    }


def test_a_tunnel_alarm_watches_the_state_of_that_tunnel_and_no_data_is_an_alarm():
    assert alarms(FOUR)["harbor-tunnel3-down"].inputs == {
        "name": "harbor-tunnel3-down",
        "alarmDescription": "tunnel3 to Azure has not been up for 5 minutes. What to do:"
        " https://wiki.example.com/runbook#tunnel-down",
        "namespace": "AWS/VPN",
        "metricName": "TunnelState",
        "dimensions": {"VpnId": "vpn-2", "TunnelIpAddress": "203.0.113.3"},
        "statistic": "Maximum",
        "period": 300,
        "evaluationPeriods": 1,
        "comparisonOperator": "LessThanThreshold",
        "threshold": 1,
        "treatMissingData": "breaching",
        "alarmActions": [TOPIC, OWN_TOPIC],
        "okActions": [TOPIC, OWN_TOPIC],
        "tags": {"Name": "harbor-tunnel3-down"},
    }


def test_a_connection_alarm_is_that_both_of_its_own_tunnels_are_down():
    composite = alarms(FOUR)["harbor-connection2-down"]
    assert composite.inputs["alarmRule"] == 'ALARM("harbor-tunnel3-down") AND ALARM("harbor-tunnel4-down")'
    assert composite.inputs["alarmActions"] == composite.inputs["okActions"] == [TOPIC, OWN_TOPIC]
    assert {"harbor-tunnel3-down", "harbor-tunnel4-down"} <= composite.dependency_names, "AWS wants them to exist"


@pytest.mark.parametrize(
    ("blueprint", "fewest"), [(FOUR, 4), (DUAL, 2), (SINGLE, 1)], ids=lambda value: getattr(value, "topology", None)
)
def test_fewer_tunnels_up_than_the_topology_promises_are_an_alarm(blueprint, fewest):
    alarm = alarms(blueprint)["harbor-fewer-tunnels"].inputs
    assert (alarm["comparisonOperator"], alarm["threshold"]) == ("LessThanThreshold", fewest)
    assert alarm["treatMissingData"] == "breaching"
    assert not {"metricName", "period", "statistic"} & set(alarm), "CloudWatch takes queries or a metric"
    total, *states = alarm["metricQueries"]
    keys = [tunnel.key for tunnel in blueprint.tunnels]
    assert (total["expression"], total["returnData"]) == (f"SUM([{', '.join(keys)}])", True)
    assert [(state["id"], state["returnData"]) for state in states] == [(key, False) for key in keys]


def test_the_number_of_tunnels_counts_each_tunnels_own_state():
    _, *states = alarms(FOUR)["harbor-fewer-tunnels"].inputs["metricQueries"]
    assert [state["metric"]["dimensions"] for state in states] == [
        {"VpnId": f"vpn-{connection}", "TunnelIpAddress": f"203.0.113.{number}"}
        for connection, number in ((1, 1), (1, 2), (2, 3), (2, 4))
    ]
    assert {state["metric"]["metricName"] for state in states} == {"TunnelState"}


def test_without_other_topics_alarms_notify_the_stacks_own():
    quiet = alarms(replace(DUAL, watching=replace(DUAL.watching, alarm_topic_arns=())))
    for alarm in (*quiet.of_type(METRIC_ALARM), *quiet.of_type(COMPOSITE_ALARM)):
        assert alarm.inputs["alarmActions"] == alarm.inputs["okActions"] == [OWN_TOPIC]
