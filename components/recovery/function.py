"""A Lambda function whose code is a file of this folder, with the role and the log group that are its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pulumi
from pulumi_aws import cloudwatch, iam, lambda_

from components.options import child

LOG_RETENTION_DAYS: Final = 30
_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"},
    ],
}


@dataclass(frozen=True, kw_only=True)
class OwnFunction:
    """A function and what belongs to it.

    Attributes:
        function: the function.
        role: what it runs as; its policy is the caller's to write.
        log_group: what it may write into.
    """

    function: lambda_.Function
    role: iam.Role
    log_group: cloudwatch.LogGroup


def create_function(
    parent: pulumi.Resource, name: str, handler_file: Path, description: str, timeout_seconds: int
) -> OwnFunction:
    """Register a function with its role and log group as children of a component.

    Args:
        parent: the component.
        name: of the component, with which every name begins.
        handler_file: the code, whose `handler` is called.
        description: of function and role.
        timeout_seconds: after which Lambda ends a call.
    """
    role = iam.Role(
        f"{name}-role",
        description=description,
        assume_role_policy=json.dumps(_TRUST),
        tags={"Name": f"{name}-role"},
        opts=child(parent),
    )
    log_group = cloudwatch.LogGroup(
        f"{name}-log", retention_in_days=LOG_RETENTION_DAYS, tags={"Name": f"{name}-log"}, opts=child(parent)
    )
    code = pulumi.AssetArchive({handler_file.name: pulumi.StringAsset(handler_file.read_text(encoding="utf-8"))})
    function = lambda_.Function(
        f"{name}-function",
        description=description,
        runtime=lambda_.Runtime.PYTHON3D13,
        handler=f"{handler_file.stem}.handler",
        code=code,
        role=role.arn,
        timeout=timeout_seconds,
        logging_config=lambda_.FunctionLoggingConfigArgs(log_format="Text", log_group=log_group.name),
        tags={"Name": f"{name}-function"},
        opts=child(parent),
    )
    return OwnFunction(function=function, role=role, log_group=log_group)
