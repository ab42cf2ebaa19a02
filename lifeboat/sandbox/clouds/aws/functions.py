"""AWS Lambda functions and invocations; an invocation really runs the function's Python.

Sources: terraform-provider-aws v6, internal/service/lambda/{function,invocation}.go: with `CREATE_ONLY` a changed
input or trigger replaces the invocation, with `CRUD` the function is called on every event with the event under
`terraformKey`; Lambda API Reference, Invoke (a handler's exception comes back as a function error).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.runtime import FunctionFailed, run_handler
from lifeboat.sandbox.clouds.identifiers import arn, now, region_of
from lifeboat.sandbox.clouds.model import CloudError, Reference, Request, ResourceType, Row

LAMBDA_ERRORS: Final = "Lambda API Reference, errors of the operation"


def _make_function(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, inputs = str(request.inputs["name"]), request.inputs
    own, region = arn(request, "lambda", f"function:{name}"), region_of(request)
    return name, {
        "arn": own,
        "qualifiedArn": f"{own}:$LATEST",
        "version": "$LATEST",
        "region": region,
        "invokeArn": f"arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{own}/invocations",
        "architectures": inputs.get("architectures", ["x86_64"]),
        **_code_outputs(request),
    }


def _code_outputs(request: Request) -> Mapping[str, Any]:
    text = json.dumps(request.inputs.get("code"), sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"codeSha256": digest, "sourceCodeSize": len(text), "lastModified": now()}


def _find_function(request: Request) -> Row:
    asked = str(request.inputs["functionName"])
    for row in request.world.rows(tokens.FUNCTION):
        if asked in {row.id, row.properties.get("arn")} and row.region == region_of(request):
            return row
    raise CloudError("ResourceNotFoundException", f"Function not found: {asked}")


def _invoke(request: Request, action: str) -> str:
    """Run the handler; returns the JSON of its answer.

    Raises:
        CloudError: no such function, an input that is no JSON, or an exception in the handler.
    """
    try:
        payload = json.loads(request.inputs["input"])
    except ValueError as error:
        raise CloudError("InvalidRequestContentException", f"Could not parse request body into json: {error}") from None
    if request.inputs.get("lifecycleScope") == "CRUD":
        previous = request.existing.properties.get("input") if request.existing else None
        event = {"action": action, "prev_input": json.loads(previous) if isinstance(previous, str) else None}
        payload = {**payload, request.inputs.get("terraformKey", "tf"): event}
    try:
        return run_handler(_find_function(request), payload, request)
    except FunctionFailed as error:
        raise CloudError(
            "FunctionError", f"Lambda function ({request.inputs['functionName']}) returned error: {error}"
        ) from None


def _make_invocation(request: Request) -> tuple[str, Mapping[str, Any]]:
    result = _invoke(request, "create")
    digest = hashlib.sha256(str(request.inputs["input"]).encode()).hexdigest()[:32]
    name, qualifier = request.inputs["functionName"], request.inputs.get("qualifier", "$LATEST")
    return f"{name}_{qualifier}_{digest}", {"result": result, "region": region_of(request)}


def _update_invocation(request: Request) -> Mapping[str, Any]:
    if request.inputs.get("lifecycleScope") == "CRUD":
        return {"result": _invoke(request, "update")}
    return {}


def _invocation_deleted(request: Request) -> None:
    if request.inputs.get("lifecycleScope") == "CRUD":
        _invoke(request, "delete")
    if request.existing is not None:
        # The row is only the memory of a call: it goes, what the call did stays.
        request.world.remove(tokens.INVOCATION, request.existing.id)


def _runs_again(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    if new.get("lifecycleScope", "CREATE_ONLY") == "CRUD":
        return frozenset()
    return frozenset(name for name in ("input", "triggers") if old.get(name) != new.get(name))


TYPES: Final = (
    ResourceType(
        tokens.FUNCTION,
        _make_function,
        computed=frozenset(
            {
                "arn",
                "qualifiedArn",
                "version",
                "invokeArn",
                "architectures",
                "codeSha256",
                "sourceCodeSize",
                "lastModified",
            }
        ),
        defaults={
            "memorySize": 128,
            "packageType": "Zip",
            "publish": False,
            "reservedConcurrentExecutions": -1,
            "skipDestroy": False,
            "timeout": 3,
        },
        name_property="name",
        replace_on=frozenset({"name", "packageType", "region"}),
        updated=_code_outputs,
        references=(
            Reference(
                "role",
                (tokens.ROLE,),
                "InvalidParameterValueException",
                None,
                key="arn",
                source=f"{LAMBDA_ERRORS} CreateFunction",
            ),
        ),
    ),
    ResourceType(
        tokens.INVOCATION,
        _make_invocation,
        computed=frozenset({"result"}),
        defaults={"lifecycleScope": "CREATE_ONLY", "qualifier": "$LATEST", "terraformKey": "tf"},
        replace_on=frozenset({"functionName", "qualifier", "region"}),
        replaces=_runs_again,
        updated=_update_invocation,
        deleted=_invocation_deleted,
        owned=False,
    ),
)
