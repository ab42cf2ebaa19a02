"""What AWS Cloud Control refuses, and what the services behind it refuse through it.

A service's own error comes back as one of the handler error codes of CloudFormation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.cloud_control import KINDS, LAUNCH_TEMPLATE, wanted
from lifeboat.sandbox.clouds.aws.sdk import is_initialized
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

HANDLER_CODES: Final = "CloudFormation CLI user guide, Resource type handler error codes"
_PYTHON: Final[Mapping[str, type]] = {"string": str, "boolean": bool, "object": dict, "array": list}
_topic: Final = Topic()


@_topic.refuses(
    "aws-cloudcontrol-type", tokens.CLOUD_CONTROL, "TypeNotFoundException",
    "A resource is of a type that the CloudFormation registry has (the sandbox has two of DRS).",
    "Cloud Control API Reference, CreateResource, errors", CREATE,
)  # fmt: skip
def _unknown_type(request: Request) -> str | None:
    name = request.inputs.get("typeName")
    return None if name in KINDS else f"The type '{name}' cannot be found; the sandbox knows {', '.join(KINDS)}."


@_topic.refuses(
    "aws-cloudcontrol-schema", tokens.CLOUD_CONTROL, "InvalidRequest",
    "`desired_state` keeps to the type's schema: names, types, sizes, enums, nothing that only the service sets.",
    f"{HANDLER_CODES}; the schemas of AWS::DRS::LaunchConfigurationTemplate and AWS::DRS::RecoveryPlan",
)  # fmt: skip
def _breaks_schema(request: Request) -> str | None:
    kind, state = KINDS[request.inputs["typeName"]], wanted(request.inputs)
    schema = {
        "type": "object", "properties": kind.properties, "required": kind.required, "additionalProperties": False,
    }  # fmt: skip
    found = _problem(schema, state, "#")
    return None if found is None else f"Model validation failed ({found})"


def _problem(schema: Mapping[str, Any], value: Any, path: str) -> str | None:
    """Return the first way in which a value breaks a schema; None when it fits."""
    if not isinstance(value, _PYTHON[schema["type"]]):
        return f"{path}: expected type: {schema['type']}"
    if isinstance(value, str):
        return _text_problem(schema, value, path)
    if isinstance(value, list):
        judged = (_problem(schema["items"], each, f"{path}/{place}") for place, each in enumerate(value))
    elif isinstance(value, dict):
        missing = [name for name in schema.get("required", ()) if name not in value]
        extra = [name for name in value if name not in schema["properties"]]
        if missing or extra:
            said = (
                f"required key [{missing[0]}] not found" if missing else f"extraneous key [{extra[0]}] is not permitted"
            )
            return f"{path}: {said}"
        judged = (_problem(schema["properties"][name], each, f"{path}/{name}") for name, each in value.items())
    else:
        return None
    return next((each for each in judged if each is not None), None)


def _text_problem(schema: Mapping[str, Any], value: str, path: str) -> str | None:
    if value not in schema.get("enum", [value]):
        return f"{path}: {value} is not a valid enum value"
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return f"{path}: length {len(value)} is outside {schema.get('minLength', 0)} to {schema.get('maxLength')}"
    pattern = schema.get("pattern")
    return (
        f"{path}: string [{value}] does not match pattern {pattern}"
        if pattern and not re.search(pattern, value)
        else None
    )


@_topic.refuses(
    "aws-drs-launch-not-initialized", tokens.CLOUD_CONTROL, "GeneralServiceException",
    "A launch template or a recovery plan needs DRS initialised in its account and Region.",
    f"botocore drs/2020-02-26, CreateLaunchConfigurationTemplate and CreateRecoveryPlan, errors; {HANDLER_CODES}",
    CREATE,
)  # fmt: skip
def _not_initialized(request: Request) -> str | None:
    if is_initialized(request):
        return None
    return (
        "UninitializedAccountException: The account performing the request has not been initialized in"
        f" {region_of(request)}."
    )


@_topic.refuses(
    "aws-drs-second-launch-template", tokens.CLOUD_CONTROL, "ServiceLimitExceeded",
    "A Region of an account holds one launch template.",
    "AWS General Reference, Elastic Disaster Recovery quotas (launch configuration templates: 1); botocore"
    f" drs/2020-02-26, CreateLaunchConfigurationTemplate, errors (ServiceQuotaExceededException); {HANDLER_CODES}",
    CREATE,
)  # fmt: skip
def _second(request: Request) -> str | None:
    if request.inputs["typeName"] != LAUNCH_TEMPLATE:
        return None
    for row in request.world.rows(tokens.CLOUD_CONTROL):
        here = (row.account, row.region) == (request.account, region_of(request))
        if here and row.properties.get("typeName") == LAUNCH_TEMPLATE:
            return f"ServiceQuotaExceededException: The request would exceed the service quota: {row.id} exists."
    return None


ROWS: Final = tuple(_topic.rows)
