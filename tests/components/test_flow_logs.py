"""Flow logs of both VPCs: encrypted, expiring, written by a role that nobody else can use."""

import json

import pulumi
import pytest

from components.recovery.flow_logs import FlowLogs, FlowLogsArgs
from lifeboat.blueprint.model import FlowLog
from tests.components.support import Built, build

RECOVERY = FlowLog("recovery", "/aws/vendedlogs/lifeboat/harbor/flow-recovery", 90, "ALL", 600)
DRILL = FlowLog("drill", "/aws/vendedlogs/lifeboat/harbor/flow-drill", 30, "REJECT", 60)
ACCOUNT, PREFIX = "111122223333", "arn:aws:logs:eu-central-1:111122223333:log-group:"


def logs(*chosen: FlowLog, preview: bool = False, partition: str = "aws") -> Built[FlowLogs]:
    def program() -> FlowLogs:
        args = FlowLogsArgs(
            logs=chosen,
            vpc_ids={"recovery": "vpc-recovery", "drill": pulumi.Output.from_input("vpc-drill")},
            account_id=pulumi.Output.from_input(ACCOUNT),
            partition=partition,
            region="eu-central-1",
        )
        return FlowLogs("logs", args)

    return build(program, preview=preview)


@pytest.mark.parametrize("preview", [False, True])
def test_both_vpcs_share_a_key_and_a_role_and_have_a_group_each(preview):
    assert logs(RECOVERY, DRILL, preview=preview).names == {
        ("lifeboat:recovery:FlowLogs", "logs"),
        ("aws:kms/key:Key", "logs-key"),
        ("aws:iam/role:Role", "logs-role"),
        ("aws:iam/rolePolicy:RolePolicy", "logs-policy"),
        ("aws:cloudwatch/logGroup:LogGroup", "logs-recovery-group"),
        ("aws:cloudwatch/logGroup:LogGroup", "logs-drill-group"),
        ("aws:ec2/flowLog:FlowLog", "logs-recovery"),
        ("aws:ec2/flowLog:FlowLog", "logs-drill"),
    }


def test_a_flow_log_is_of_its_vpc_goes_to_its_group_and_waits_for_the_right_to_write():
    built = logs(RECOVERY, DRILL)
    drill = built["logs-drill"]
    assert drill.inputs == {
        "vpcId": "vpc-drill",
        "trafficType": "REJECT",
        "maxAggregationInterval": 60,
        "logDestination": built["logs-drill-group"].outputs["arn"],
        "iamRoleArn": built["logs-role"].outputs["arn"],
        "tags": {"Name": "logs-drill"},
    }
    assert "logs-policy" in drill.dependency_names
    assert built["logs-recovery"].inputs["vpcId"] == "vpc-recovery"


def test_groups_expire_and_are_encrypted_with_the_key():
    built = logs(RECOVERY, DRILL)
    for log in (RECOVERY, DRILL):
        group = built[f"logs-{log.key}-group"].inputs
        assert (group["name"], group["retentionInDays"]) == (log.log_group_name, log.retention_days)
        assert group["kmsKeyId"] == built["logs-key"].outputs["arn"]


def test_the_key_admits_cloudwatch_logs_for_these_groups_alone():
    _, service = json.loads(logs(RECOVERY, DRILL)["logs-key"].inputs["policy"])["Statement"]
    arns = [f"{PREFIX}{log.log_group_name}" for log in (RECOVERY, DRILL)]
    assert service["Condition"] == {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arns}}


def test_the_role_is_taken_by_flow_logs_of_this_account_and_region_alone():
    (statement,) = json.loads(logs(DRILL)["logs-role"].inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:eu-central-1:{ACCOUNT}:vpc-flow-log/*"},
    }


def test_the_role_writes_into_the_groups_and_makes_none():
    write, find = json.loads(logs(RECOVERY)["logs-policy"].inputs["policy"])["Statement"]
    assert write["Resource"] == [f"{PREFIX}{RECOVERY.log_group_name}:*"]
    assert (find["Action"], find["Resource"]) == ("logs:DescribeLogGroups", f"{PREFIX}*")
    assert "logs:CreateLogGroup" not in [*write["Action"], find["Action"]]


def test_arns_are_in_their_partition():
    built = logs(RECOVERY, partition="aws-us-gov")
    documents = [built["logs-policy"].inputs["policy"], built["logs-role"].inputs["assumeRolePolicy"]]
    assert not any("arn:aws:" in each for each in documents)
    assert all("arn:aws-us-gov:" in each for each in documents)
