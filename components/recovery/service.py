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
from pulumi_aws import cloudwatch, iam, lambda_

from components.options import child
from lifeboat.blueprint.model import CreateOrAdopt

TYPE: Final = "lifeboat:recovery:DrsService"
HANDLER_FILE: Final = Path(__file__).with_name("initialize_service.py")
"""Code of the function."""
TIMEOUT_SECONDS: Final = 300
"""The code tries for 90 s, and a call begun by then may take 40 s: it ends by itself, with what AWS said."""
LOG_RETENTION_DAYS: Final = 30
TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}
"""Lambda assumes the role of a function."""


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
        role = self._create_role()
        log_group = cloudwatch.LogGroup(
            f"{self._name}-log",
            retention_in_days=LOG_RETENTION_DAYS,
            tags={"Name": f"{self._name}-log"},
            opts=child(self),
        )
        policy = iam.RolePolicy(
            f"{self._name}-policy",
            role=role.name,
            policy=Output.json_dumps(_policy(args, log_group.arn)),
            opts=child(self),
        )
        function = self._create_function(role, log_group)
        return lambda_.Invocation(
            f"{self._name}-initialize",
            function_name=function.name,
            # The same on every run, so that only a first run and another Region invoke.
            input=json.dumps({"region": args.region}),
            # The policy names the six roles, so waiting for it is waiting for them.
            opts=child(self, depends_on=[policy]),
        ).result

    def _create_role(self) -> iam.Role:
        return iam.Role(
            f"{self._name}-role",
            description="Initialises AWS Elastic Disaster Recovery once",
            assume_role_policy=json.dumps(TRUST),
            tags={"Name": f"{self._name}-role"},
            opts=child(self),
        )

    def _create_function(self, role: iam.Role, log_group: cloudwatch.LogGroup) -> lambda_.Function:
        code = pulumi.AssetArchive({HANDLER_FILE.name: pulumi.StringAsset(HANDLER_FILE.read_text(encoding="utf-8"))})
        return lambda_.Function(
            f"{self._name}-function",
            description="Initialises AWS Elastic Disaster Recovery once",
            runtime=lambda_.Runtime.PYTHON3D13,
            handler=f"{HANDLER_FILE.stem}.handler",
            code=code,
            role=role.arn,
            timeout=TIMEOUT_SECONDS,
            logging_config=lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=log_group.name),
            tags={"Name": f"{self._name}-function"},
            opts=child(self),
        )


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
