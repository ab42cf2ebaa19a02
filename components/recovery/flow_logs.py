"""Flow logs of the recovery and drill VPC: who talked to whom, and what a drilled server tried to reach in vain."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import cloudwatch, ec2, iam, kms

from components.options import child
from components.recovery.log_key import KEY_DELETION_DAYS, log_group_arn, log_key_policy
from lifeboat.blueprint.model import FlowLog

TYPE: Final = "lifeboat:recovery:FlowLogs"


@dataclass(frozen=True, kw_only=True)
class FlowLogsArgs:
    """What the flow logs are made from.

    Attributes:
        logs: one for each VPC that has them; at least one.
        vpc_ids: ids of the VPCs, by the key of their log.
        account_id: account of the VPCs and log groups.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
    """

    logs: tuple[FlowLog, ...]
    vpc_ids: Mapping[str, Input[str]]
    account_id: Input[str]
    partition: str
    region: str


class FlowLogs(pulumi.ComponentResource):
    """A log group for each VPC, one key that encrypts them, and the one role that may write into them."""

    log_group_names: dict[str, Output[str]]
    """Name of each log group, by the key of its VPC."""

    def __init__(self, name: str, args: FlowLogsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        key = kms.Key(
            f"{name}-key",
            description="Log groups of VPC flow logs",
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=Output.json_dumps(
                log_key_policy(args.partition, args.region, args.account_id, [log.log_group_name for log in args.logs])
            ),
            tags={"Name": f"{name}-key"},
            opts=child(self),
        )
        role = iam.Role(
            f"{name}-role",
            description="Writes VPC flow logs into their log groups",
            assume_role_policy=Output.json_dumps(_trust(args)),
            tags={"Name": f"{name}-role"},
            opts=child(self),
        )
        policy = iam.RolePolicy(
            f"{name}-policy", role=role.name, policy=Output.json_dumps(_policy(args)), opts=child(self)
        )
        groups = {log.key: self._create_group(log, key) for log in args.logs}
        for log in args.logs:
            self._create_flow_log(log, args.vpc_ids[log.key], groups[log.key], role, policy)
        self.log_group_names = {log: group.name for log, group in groups.items()}
        self.register_outputs({"log_group_names": self.log_group_names})

    def _create_group(self, log: FlowLog, key: kms.Key) -> cloudwatch.LogGroup:
        name = f"{self._name}-{log.key}-group"
        return cloudwatch.LogGroup(
            name,
            name=log.log_group_name,
            retention_in_days=log.retention_days,
            kms_key_id=key.arn,
            tags={"Name": name},
            opts=child(self),
        )

    def _create_flow_log(
        self,
        log: FlowLog,
        vpc_id: Input[str],
        group: cloudwatch.LogGroup,
        role: iam.Role,
        policy: iam.RolePolicy,
    ) -> None:
        name = f"{self._name}-{log.key}"
        ec2.FlowLog(
            name,
            vpc_id=vpc_id,
            traffic_type=log.traffic,
            max_aggregation_interval=log.aggregation_seconds,
            log_destination=group.arn,
            iam_role_arn=role.arn,
            tags={"Name": name},
            # Until the role may write, what happens in the VPC is lost.
            opts=child(self, depends_on=[policy]),
        )


def _trust(args: FlowLogsArgs) -> dict[str, Any]:
    """Return who may take the role: the flow logs of this account and Region, and nobody else's in their name.

    The ARN ends in `*`: a flow log's id is known only after the role it needs. Source: Amazon VPC user guide, "IAM role
    for publishing flow logs to CloudWatch Logs".
    """
    any_flow_log = Output.concat(f"arn:{args.partition}:ec2:{args.region}:", args.account_id, ":vpc-flow-log/*")
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "FlowLogsOfThisAccount",
                "Effect": "Allow",
                "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": args.account_id},
                    "ArnLike": {"aws:SourceArn": any_flow_log},
                },
            }
        ],
    }


def _policy(args: FlowLogsArgs) -> dict[str, Any]:
    """Return what the role may do: write into the log groups, and find them.

    The user guide's policy without `logs:CreateLogGroup`: the groups exist, and a flow log's last records would make
    one anew, in clear and for ever, after the stack is gone.
    """
    groups = [
        log_group_arn(args.partition, args.region, args.account_id, log.log_group_name).apply(lambda arn: f"{arn}:*")
        for log in args.logs
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "WriteFlowLogs",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                "Resource": groups,
            },
            {
                # A list is asked for without a name, so only all groups of the account and Region will do.
                "Sid": "FindLogGroups",
                "Effect": "Allow",
                "Action": "logs:DescribeLogGroups",
                "Resource": log_group_arn(args.partition, args.region, args.account_id, "*"),
            },
        ],
    }
