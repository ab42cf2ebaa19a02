"""Code of the Lambda function that initialises AWS Elastic Disaster Recovery; `service.py` deploys this file's text.

It runs in the cloud, on its own: nothing here may import Lifeboat.
"""

import time
from collections.abc import Callable
from typing import Any, Final

import boto3  # part of the Lambda runtime, not of this repository's program
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnectionError

PATIENCE_SECONDS: Final = 90
"""For how long failures that pass by themselves are met by trying again."""

PAUSE_SECONDS: Final = 5
"""Time between two attempts."""

CALL_SECONDS: Final = 20
"""For how long a call may wait for its connection, and for its answer."""

PASSING_ERRORS: Final = frozenset(
    {
        # The service. A role made seconds ago is denied until IAM has told every endpoint of it.
        "AccessDeniedException",
        "InternalServerException",
        "ThrottlingException",
        # IAM, which answers for a while from before the latest change.
        "AccessDenied",
        "ConcurrentModification",
        "EntityAlreadyExists",
        "LimitExceeded",
        "NoSuchEntity",
        "ServiceFailure",
        "Throttling",
    }
)

HALF_DONE: Final = "Failed to create SLR or instance profiles"
"""What the service says while it may not make its role and profiles yet, and where an account has them already."""

INSTANCE_ROLES: Final = (
    "AWSElasticDisasterRecoveryConversionServerRole",
    "AWSElasticDisasterRecoveryRecoveryInstanceRole",
    "AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole",
    "AWSElasticDisasterRecoveryReplicationServerRole",
)
"""Roles that EC2 assumes; each has an instance profile of the same name (DRS user guide, "Initializing AWS DRS")."""


def handler(event: dict[str, str], _context: Any) -> dict[str, str]:
    """Initialise the service. Safe to run again: an account that is initialised stays as it is.

    Args:
        event: `region`, the AWS Region to initialise.
        _context: unused.

    Returns:
        `service`: `initialized`, or `already-initialized`.

    Raises:
        ClientError: a service refused for good, or for longer than `PATIENCE_SECONDS`.
        HTTPClientError: a service did not answer for as long.
        NoConnectionError: a service could not be reached for as long.
    """
    # No attempts of boto3's own: they would use up the function's time, and what AWS says would never be seen.
    config = Config(connect_timeout=CALL_SECONDS, read_timeout=CALL_SECONDS, retries={"total_max_attempts": 1})
    drs = boto3.client("drs", region_name=event["region"], config=config)
    iam = boto3.client("iam", region_name=event["region"], config=config)
    deadline = time.monotonic() + PATIENCE_SECONDS
    answer = "initialized"
    try:
        _patiently(drs.initialize_service, deadline)
    except ClientError as error:
        if not _was_initialized(error, drs):
            raise
        answer = "already-initialized"
    _patiently(lambda: _fill_instance_profiles(iam), deadline)
    return {"service": answer}


def _patiently(call: Callable[[], Any], deadline: float) -> None:
    while True:
        try:
            call()
        except (ClientError, HTTPClientError, NoConnectionError) as error:
            if not _may_pass(error) or time.monotonic() >= deadline:
                raise
        else:
            return
        time.sleep(PAUSE_SECONDS)


def _may_pass(error: ClientError | HTTPClientError | NoConnectionError) -> bool:
    if not isinstance(error, ClientError):
        return True
    return error.response["Error"]["Code"] in PASSING_ERRORS or HALF_DONE in _message(error)


def _was_initialized(error: ClientError, drs: Any) -> bool:
    if HALF_DONE not in _message(error):
        return "already initialized" in _message(error)
    # Said of an account with role and profiles too, so the service itself is asked: until it is initialised, it
    # refuses every other call.
    try:
        drs.describe_replication_configuration_templates(maxResults=1)
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] == "UninitializedAccountException":
            return False
        raise
    return True


def _fill_instance_profiles(iam: Any) -> None:
    """Put each role that has been made anew into its profile.

    A role is deleted by taking it out of its profile first, and the service puts none back once it is initialised:
    replication servers would start without a role.
    """
    for name in INSTANCE_ROLES:
        try:
            profile = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchEntity":
                raise
            profile = iam.create_instance_profile(InstanceProfileName=name)["InstanceProfile"]
        if not profile["Roles"]:
            iam.add_role_to_instance_profile(InstanceProfileName=name, RoleName=name)


def _message(error: ClientError) -> str:
    return str(error.response["Error"].get("Message", ""))
