"""Code of the Lambda function that initialises AWS Elastic Disaster Recovery; `service.py` deploys this file's text.

It runs in the cloud, on its own: nothing here may import Lifeboat.
"""

import time
from typing import Any, Final

import boto3  # type: ignore[import-not-found]  # part of the Lambda runtime, not of this repository
from botocore.exceptions import ClientError

PATIENCE_SECONDS: Final = 90
"""For how long failures that pass by themselves are met by trying again."""

PAUSE_SECONDS: Final = 5
"""Time between two attempts."""

PASSING_ERRORS: Final = frozenset({"AccessDeniedException", "InternalServerException", "ThrottlingException"})
"""A role made seconds ago is denied until IAM has told every endpoint of it; the other two ask to be retried."""

HALF_DONE: Final = "Failed to create SLR or instance profiles"
"""What the service says while it may not make its role and profiles yet, and where an account has them already."""


def handler(event: dict[str, str], _context: Any) -> dict[str, str]:
    """Initialise the service. Safe to run again: an account that is initialised stays as it is.

    Args:
        event: `region`, the AWS Region to initialise.
        _context: unused.

    Returns:
        `service`: `initialized`, or `already-initialized`.

    Raises:
        ClientError: the service refused for good, or for longer than `PATIENCE_SECONDS`.
    """
    drs = boto3.client("drs", region_name=event["region"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            drs.initialize_service()
        except ClientError as error:
            if "already initialized" in _message(error):
                return {"service": "already-initialized"}
            if not _may_pass(error):
                raise
            if time.monotonic() >= deadline:
                if HALF_DONE in _message(error) and _is_initialized(drs):
                    return {"service": "already-initialized"}
                raise
            time.sleep(PAUSE_SECONDS)
        else:
            return {"service": "initialized"}


def _may_pass(error: ClientError) -> bool:
    return error.response["Error"]["Code"] in PASSING_ERRORS or HALF_DONE in _message(error)


def _is_initialized(drs: Any) -> bool:
    """Ask the service itself: every other call is refused until it is initialised."""
    try:
        drs.describe_replication_configuration_templates(maxResults=1)
    except ClientError as error:
        if error.response["Error"]["Code"] == "UninitializedAccountException":
            return False
        raise
    return True


def _message(error: ClientError) -> str:
    return str(error.response["Error"].get("Message", ""))
