"""The end of the six DRS roles, refused while something in the account needs them.

An account has the roles once, and other stacks adopt them. IAM knows nothing of that and deletes a role in use. Pulumi
runs no program on `destroy`, but it deletes resources in order: this is the last to be made, so the first to go, and
going it asks.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import Output, ResourceOptions
from pulumi_aws import cloudwatch, iam, lambda_

from components.options import child
from components.recovery.service import LOG_RETENTION_DAYS, TRUST

TYPE: Final = "lifeboat:recovery:RoleGuard"
HANDLER_FILE: Final = Path(__file__).with_name("keep_roles.py")
"""Code of the function."""
TIMEOUT_SECONDS: Final = 300
"""A few calls in each of some thirty Regions; one that does not answer costs 20 s."""


@dataclass(frozen=True, kw_only=True)
class RoleGuardArgs:
    """What the guard needs.

    Attributes:
        region: AWS Region of the stack; its own replication template there is no reason to stay.
        guarded: whatever must still be there when the guard refuses: all of the stack.
    """

    region: str
    guarded: Sequence[pulumi.Resource]


class RoleGuard(pulumi.ComponentResource):
    """A function that is asked once, before anything of the stack is deleted."""

    def __init__(self, name: str, args: RoleGuardArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        role = iam.Role(
            f"{name}-role",
            description="Asks whether AWS Elastic Disaster Recovery is in use",
            assume_role_policy=json.dumps(TRUST),
            tags={"Name": f"{name}-role"},
            opts=child(self),
        )
        log_group = cloudwatch.LogGroup(
            f"{name}-log", retention_in_days=LOG_RETENTION_DAYS, tags={"Name": f"{name}-log"}, opts=child(self)
        )
        policy = iam.RolePolicy(
            f"{name}-policy", role=role.name, policy=Output.json_dumps(_policy(log_group.arn)), opts=child(self)
        )
        lambda_.Invocation(
            f"{name}-ask",
            function_name=self._create_function(role, log_group).name,
            # Called on delete too; with CREATE_ONLY, the default, the end would go unasked.
            lifecycle_scope="CRUD",
            input=json.dumps({"region": args.region}),
            opts=child(self, depends_on=[policy, *args.guarded]),
        )
        self.register_outputs({})

    def _create_function(self, role: iam.Role, log_group: cloudwatch.LogGroup) -> lambda_.Function:
        code = pulumi.AssetArchive({HANDLER_FILE.name: pulumi.StringAsset(HANDLER_FILE.read_text(encoding="utf-8"))})
        return lambda_.Function(
            f"{self._name}-function",
            description="Asks whether AWS Elastic Disaster Recovery is in use",
            runtime=lambda_.Runtime.PYTHON3D13,
            handler=f"{HANDLER_FILE.stem}.handler",
            code=code,
            role=role.arn,
            timeout=TIMEOUT_SECONDS,
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=log_group.name),
            tags={"Name": f"{self._name}-function"},
            opts=child(self),
        )


def _policy(log_group_arn: Output[str]) -> dict[str, Any]:
    asks = [
        "drs:DescribeRecoveryInstances",
        "drs:DescribeReplicationConfigurationTemplates",
        "drs:DescribeSourceServers",
        # DRS looks recovery instances up in the caller's name (Service Authorization Reference, dependent actions).
        "ec2:DescribeInstances",
        "ec2:DescribeRegions",
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            # `*`: none of these knows a resource type (Service Authorization Reference), and every Region is asked.
            {"Sid": "AskEveryRegion", "Effect": "Allow", "Action": asks, "Resource": "*"},
            {
                "Sid": "WriteItsLog",
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": Output.concat(log_group_arn, ":*"),
            },
        ],
    }
