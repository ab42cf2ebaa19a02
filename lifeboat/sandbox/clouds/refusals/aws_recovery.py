"""What AWS Elastic Disaster Recovery refuses."""

from __future__ import annotations

from typing import Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.recovery import DRS_MODEL
from lifeboat.sandbox.clouds.aws.sdk import is_initialized
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

_topic: Final = Topic()


@_topic.refuses(
    "aws-drs-not-initialized", tokens.REPLICATION_TEMPLATE, "UninitializedAccountException",
    "A replication template needs DRS initialised in its account and Region.", f"{DRS_MODEL}, errors",
)  # fmt: skip
def _not_initialized(request: Request) -> str | None:
    if is_initialized(request):
        return None
    return f"The account performing the request has not been initialized in {region_of(request)}."


@_topic.refuses(
    "aws-drs-second-template", tokens.REPLICATION_TEMPLATE, "ServiceQuotaExceededException",
    "A Region of an account holds one replication template.",
    f"{DRS_MODEL}, errors; DRS user guide, Settings (one default template an account and Region)", CREATE,
)  # fmt: skip
def _second(request: Request) -> str | None:
    for row in request.world.rows(tokens.REPLICATION_TEMPLATE):
        if (row.account, row.region) == (request.account, region_of(request)):
            return f"The request would exceed the service quota: {row.id} exists."
    return None


@_topic.refuses(
    "aws-drs-three-rules", tokens.REPLICATION_TEMPLATE, "ValidationException",
    "A replication template has exactly three point-in-time rules.", f"{DRS_MODEL}, pitPolicy (min 3, max 3)",
)  # fmt: skip
def _three_rules(request: Request) -> str | None:
    found = len(request.inputs.get("pitPolicies") or [])
    return None if found == 3 else f"pitPolicy has {found} rules; exactly 3 are needed."


@_topic.refuses(
    "aws-drs-custom-without-key", tokens.REPLICATION_TEMPLATE, "ValidationException",
    "CUSTOM encryption names its key.", "DRS user guide, Replication settings, EBS encryption",
)  # fmt: skip
def _custom_key(request: Request) -> str | None:
    if request.inputs.get("ebsEncryption") == "CUSTOM" and not request.inputs.get("ebsEncryptionKeyArn"):
        return "ebsEncryption CUSTOM needs ebsEncryptionKeyArn."
    return None


ROWS: Final = tuple(_topic.rows)
