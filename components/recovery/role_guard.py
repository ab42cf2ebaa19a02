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
from pulumi_aws import iam, lambda_

from components.options import child
from components.recovery.function import create_function

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
        made = create_function(
            self, name, HANDLER_FILE, "Asks whether AWS Elastic Disaster Recovery is in use", TIMEOUT_SECONDS
        )
        policy = iam.RolePolicy(
            f"{name}-policy",
            role=made.role.name,
            policy=Output.json_dumps(_policy(made.log_group.arn)),
            opts=child(self),
        )
        lambda_.Invocation(
            f"{name}-ask",
            function_name=made.function.name,
            # Called on delete too; with CREATE_ONLY, the default, the end would go unasked.
            lifecycle_scope="CRUD",
            input=json.dumps({"region": args.region}),
            opts=child(self, depends_on=[policy, *args.guarded]),
        )
        self.register_outputs({})


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
