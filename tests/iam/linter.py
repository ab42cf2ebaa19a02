"""The IAM linter: parliament, with the actions and keys that AWS has added since its data was made."""

import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from tests.iam.documents import Document, roles

with warnings.catch_warnings():
    # It leaves files open while it is imported, and reads its data by a module that is deprecated.
    warnings.simplefilter("ignore")
    import parliament
    from parliament.statement import GLOBAL_CONDITION_KEYS

PLAN: Final = "RecoveryPlanResource"
RUN: Final = "RecoveryPlanExecutionResource"
NEWER: Final[Mapping[str, Mapping[str, str]]] = {
    "drs": {
        "CancelRecoveryPlanExecution": RUN,
        "CreateRecoveryPlan": "",
        "CreateRecoveryPlanStep": PLAN,
        "DeleteRecoveryPlanStep": PLAN,
        "GetRecoveryPlan": PLAN,
        "GetRecoveryPlanExecution": RUN,
        "GetRecoveryPlanExecutionStep": RUN,
        "GetRecoveryPlanStep": PLAN,
        "ListRecoveryPlanExecutionSteps": RUN,
        "ListRecoveryPlanExecutions": PLAN,
        "ListRecoveryPlanSteps": PLAN,
        "ListRecoveryPlans": "",
        "ReorderRecoveryPlanSteps": PLAN,
        "RetryRecoveryPlanExecutionStep": RUN,
        "StartRecoveryPlanExecution": PLAN,
        "UpdateRecoveryPlan": PLAN,
        "UpdateRecoveryPlanExecutionStep": RUN,
        "UpdateRecoveryPlanStep": PLAN,
    }
}
"""Actions that parliament's data lacks, with the resource type each needs.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Elastic Disaster Recovery".
"""

NEWER_RESOURCES: Final = {
    PLAN: "arn:${Partition}:drs:${Region}:${Account}:recovery-plan/${RecoveryPlanID}",
    RUN: "arn:${Partition}:drs:${Region}:${Account}:recovery-plan-execution/${RecoveryPlanExecutionID}",
}
"""Resource types of those; the same source."""

NEWER_KEYS: Final = {"aws:ViaAWSService": "Bool", "aws:CalledVia": "String"}
"""Keys of every service that parliament's data lacks (IAM user guide, "AWS global condition context keys")."""

ACCEPTED: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "-logs-key",
        r"ArnEquals requires a value of type Arn",
        "The condition is that of the guide of CloudWatch Logs: the encryption context is the ARN of a log group.",
    ),
)
"""What stands although the linter says something: part of the holder's name, of the finding, and the reason."""


def known_actions(service: str) -> set[str]:
    """The actions of a service in parliament's data, those that were added here left out."""
    every = {each["privilege"] for one in _services(service) for each in one["privileges"]}
    return every - (set(NEWER.get(service, {})) if _extend.cache_info().currsize else set())


@cache
def _extend() -> None:
    GLOBAL_CONDITION_KEYS.update(NEWER_KEYS)
    for prefix, actions in NEWER.items():
        for service in _services(prefix):
            service["resources"] += [
                {"arn": arn, "condition_keys": ["aws:ResourceTag/${TagKey}"], "resource": name}
                for name, arn in NEWER_RESOURCES.items()
            ]
            service["privileges"] += [
                {
                    "privilege": action,
                    "resource_types": [{"condition_keys": [], "resource_type": f"{kind}*" if kind else ""}],
                }
                for action, kind in actions.items()
            ]


def _services(prefix: str) -> list[dict[str, Any]]:
    return [each for each in parliament.iam_definition if each["prefix"] == prefix]


def findings(document: Document) -> list[str]:
    """What the linter has to say about a document.

    Documents that say who, and not on what (trust), are given the `*` that they stand for: parliament wants one.
    """
    _extend()
    statements = [{**each, "Resource": each.get("Resource", "*")} for each in document.statements]
    policy = parliament.analyze_policy_string(json.dumps({**document.content, "Statement": statements}))
    return [text for each in policy.findings for text in _judged(each, document)]


def _judged(finding: Any, document: Document) -> Iterator[str]:
    """Yield what a finding comes to, less what parliament cannot know and what other tests here judge."""
    text = f"{finding.issue}: {finding.detail}"
    if any(part in document.holder.name and re.search(what, text) for part, what, _ in ACCEPTED):
        return
    match finding.issue:
        case "RESOURCE_STAR":
            pass  # test_wildcards.py asks for a reason for every `*`
        case "UNKNOWN_FEDERATION_SOURCE" if ":oidc-provider/" in str(finding.detail):
            pass  # of ARNs it knows SAML's only
        case "UNKNOWN_CONDITION_FOR_ACTION" if any(key in str(finding.detail) for key in _claims(document)):
            pass  # keys of an OIDC provider begin with its URL (IAM user guide, "AWS OIDC federation" keys)
        case "RESOURCE_MISMATCH":
            for missing in finding.detail:
                if not _elsewhere(missing["action"], _beside(document)):
                    yield f"{finding.issue}: {missing}"
        case _:
            yield text


def _claims(document: Document) -> list[str]:
    named = [each.get("Principal", {}) for each in document.statements]
    providers = [each.get("Federated", "") for each in named if isinstance(each, Mapping)]
    issuers = [str(one).partition(":oidc-provider/")[2] for one in providers if one]
    return [f"{issuer}:{claim}" for issuer in issuers for claim in ("aud", "sub")]


def _beside(document: Document) -> list[Mapping[str, Any]]:
    """The statements that are judged together with those of a document: those of the roles that have it."""
    together = [role.own for role in roles(document.stack).values() if document in role.own]
    return [each for one in min(together, key=len, default=(document,)) for each in one.statements]


def _elsewhere(action: str, statements: Iterable[Mapping[str, Any]]) -> bool:
    """Whether statements together name every resource type that an action needs.

    parliament judges statement by statement, and a launch needs a subnet by one and an image by another. Where its
    data has a service twice, one being older, either will do.
    """
    prefix, name = action.split(":")
    resources = [
        resource
        for each in statements
        if any(parliament.is_glob_match(one, action) for one in _listed(each["Action"]))
        for resource in _listed(each.get("Resource", "*"))
    ]
    return any(
        all(_covered(kind["resource_type"], service, resources) for kind in each["resource_types"])
        for service in _services(prefix)
        for each in service["privileges"]
        if each["privilege"] == name
    )


def _covered(kind: str, service: Mapping[str, Any], resources: list[str]) -> bool:
    if not kind:
        return len(resources) > 0
    if not kind.endswith("*"):
        return True  # may be named and need not be
    arn = parliament.statement.get_arn_format(kind, service["resources"])
    return any(each == "*" or parliament.is_arn_strictly_valid(kind, arn, each) for each in resources)


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
