"""Initialisation of AWS Elastic Disaster Recovery: the one API call that neither Pulumi nor CloudFormation has.

Why a Lambda function makes it: docs/decisions/0002-initialize-service.md.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import iam, lambda_

from components.options import child
from components.recovery.function import create_function
from lifeboat.blueprint.model import CreateOrAdopt

TYPE: Final = "lifeboat:recovery:DrsService"
HANDLER_FILE: Final = Path(__file__).with_name("initialize_service.py")
"""Code of the function."""
TIMEOUT_SECONDS: Final = 300
"""The code tries for 90 s, and a call begun by then may take 40 s: it ends by itself, with what AWS said."""


@dataclass(frozen=True, kw_only=True)
class DrsServiceArgs:
    """What the initialisation needs.

    Attributes:
        mode: `create` calls the API; `adopt` is for an account that was initialised in this Region by other means.
        region: AWS Region.
        account_id: AWS account.
        partition: AWS partition the ARNs are in, such as `aws`.
        role_arns: the six service roles, which the API puts into instance profiles and so must find.
    """

    mode: CreateOrAdopt
    region: str
    account_id: Input[str]
    partition: str
    role_arns: Mapping[str, Input[str]]


class DrsService(pulumi.ComponentResource):
    """The service, initialised. Nothing is made in `adopt` mode, and `destroy` never un-initialises."""

    initialized: Output[str]
    """Resolves when the service is initialised; what needs that takes this output as an input."""

    def __init__(self, name: str, args: DrsServiceArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self.initialized = Output.from_input("adopted") if args.mode == "adopt" else self._create(args)
        self.register_outputs({"initialized": self.initialized})

    def _create(self, args: DrsServiceArgs) -> Output[str]:
        made = create_function(
            self, self._name, HANDLER_FILE, "Initialises AWS Elastic Disaster Recovery once", TIMEOUT_SECONDS
        )
        policy = iam.RolePolicy(
            f"{self._name}-policy",
            role=made.role.name,
            policy=Output.json_dumps(_policy(args, made.log_group.arn)),
            opts=child(self),
        )
        return lambda_.Invocation(
            f"{self._name}-initialize",
            function_name=made.function.name,
            # The same on every run, so that only a first run and another Region invoke.
            input=json.dumps({"region": args.region}),
            # The policy names the six roles, so waiting for it is waiting for them.
            opts=child(self, depends_on=[policy]),
        ).result


def _policy(args: DrsServiceArgs, log_group_arn: Output[str]) -> dict[str, Any]:
    """Return what the function may do.

    The DRS user guide's policy for this call ("Programmatically initializing DRS") with what belongs to making the
    six roles and both templates left out, since Pulumi makes those, and narrowed to the service's own names.
    """
    iam_prefix = Output.concat("arn:", args.partition, ":iam::", args.account_id)
    role_arns = [args.role_arns[key] for key in sorted(args.role_arns)]
    return {
        "Version": "2012-10-17",
        "Statement": [
            # `*`: neither action knows a resource type (Service Authorization Reference, Elastic Disaster Recovery).
            _allow(
                "Initialize",
                ["drs:InitializeService", "drs:DescribeReplicationConfigurationTemplates"],
                "*",
                {"StringEquals": {"aws:RequestedRegion": args.region}},
            ),
            _allow(
                "ServiceLinkedRole",
                ["iam:CreateServiceLinkedRole"],
                Output.concat(
                    iam_prefix,
                    ":role/aws-service-role/drs.amazonaws.com/AWSServiceRoleForElasticDisasterRecovery",
                ),
                {"StringEquals": {"iam:AWSServiceName": "drs.amazonaws.com"}},
            ),
            _allow(
                "InstanceProfiles",
                ["iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:GetInstanceProfile"],
                Output.concat(iam_prefix, ":instance-profile/AWSElasticDisasterRecovery*"),
            ),
            # A list without a path prefix is judged against the path, not against one profile's name.
            _allow(
                "ListInstanceProfiles", ["iam:ListInstanceProfiles"], Output.concat(iam_prefix, ":instance-profile/*")
            ),
            _allow("Roles", ["iam:GetRole", "iam:ListInstanceProfilesForRole"], role_arns),
            _allow(
                "PassRoles",
                ["iam:PassRole"],
                role_arns,
                {"StringEquals": {"iam:PassedToService": ["drs.amazonaws.com", "ec2.amazonaws.com"]}},
            ),
            _allow("Log", ["logs:CreateLogStream", "logs:PutLogEvents"], Output.concat(log_group_arn, ":*")),
        ],
    }


def _allow(sid: str, actions: list[str], resource: Any, condition: dict[str, Any] | None = None) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resource}
    return statement if condition is None else {**statement, "Condition": condition}
