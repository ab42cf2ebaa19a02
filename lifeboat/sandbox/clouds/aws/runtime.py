"""A stand-in for the Lambda runtime: compiles a function's own source and calls its handler.

The code sees a `boto3` whose clients act on the simulated account (see `sdk.py`); everything else it imports is
real. It runs in this process: the code is the program's own, and the sandbox runs no one else's.
"""

from __future__ import annotations

import builtins
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Final

from lifeboat.sandbox.clouds.aws.sdk import boto3_for
from lifeboat.sandbox.clouds.identifiers import guid, region_of
from lifeboat.sandbox.clouds.model import Request, Row

_ENVIRONMENT_LOCK: Final = threading.Lock()


class FunctionFailed(Exception):  # noqa: N818 - Lambda's own words: a function error
    """The function could not be loaded, or its handler raised; the text is the error document Lambda answers."""


def _failure(error: BaseException) -> FunctionFailed:
    return FunctionFailed(json.dumps({"errorMessage": str(error), "errorType": type(error).__name__}))


def sources_of(code: Any) -> dict[str, str]:
    """The text of every file in a code archive that the engine sent: string assets, or assets read from a path."""
    texts: dict[str, str] = {}
    for name, asset in (code.get("assets") or {}).items() if isinstance(code, Mapping) else ():
        if isinstance(asset.get("text"), str):
            texts[name] = asset["text"]
        elif isinstance(asset.get("path"), str):
            texts[name] = Path(asset["path"]).read_text(encoding="utf-8")
    return texts


def _load(sources: Mapping[str, str], name: str, boto3: ModuleType) -> ModuleType:
    """Compile one file of the archive into a fresh module whose `import boto3` finds the stand-in."""

    def importing(wanted: str, *arguments: Any) -> Any:
        if wanted == "boto3":
            return boto3
        if f"{wanted}.py" in sources:
            return _load(sources, wanted, boto3)
        return builtins.__import__(wanted, *arguments)

    if f"{name}.py" not in sources:
        raise ImportError(f"Unable to import module '{name}': no {name}.py in the code archive")
    module = ModuleType(name)
    module.__dict__["__builtins__"] = {**vars(builtins), "__import__": importing}
    exec(compile(sources[f"{name}.py"], f"{name}.py", "exec"), module.__dict__)  # noqa: S102 - the program's own code
    return module


@contextmanager
def _environment(function: Row, region: str) -> Iterator[None]:
    """The function's environment variables, for as long as it runs; one function at a time."""
    settings = (function.properties.get("environment") or {}).get("variables") or {}
    wanted = {"AWS_REGION": region, "AWS_LAMBDA_FUNCTION_NAME": function.id, **settings}
    with _ENVIRONMENT_LOCK:
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update({name: str(value) for name, value in wanted.items()})
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def run_handler(function: Row, payload: Any, request: Request) -> str:
    """Call a function's handler with a payload.

    Args:
        function: the row of the function; its `code` and `handler` are used.
        payload: the event.
        request: the invocation, whose world the stand-in clients act on.

    Returns:
        The JSON of what the handler returned.

    Raises:
        FunctionFailed: the handler or its module is missing, or it raised.
    """
    module_name, _, handler_name = str(function.properties.get("handler", "")).rpartition(".")
    context = SimpleNamespace(
        function_name=function.id,
        aws_request_id=guid(),
        invoked_function_arn=function.properties.get("arn"),
        log_group_name=f"/aws/lambda/{function.id}",
        get_remaining_time_in_millis=lambda: int(function.properties.get("timeout", 3)) * 1000,
    )
    with _environment(function, region_of(request)):
        try:
            sources = sources_of(function.properties.get("code"))
            handler = getattr(_load(sources, module_name, boto3_for(request)), handler_name)
            return json.dumps(handler(payload, context))
        except Exception as error:
            raise _failure(error) from error
