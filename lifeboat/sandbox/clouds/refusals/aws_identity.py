"""What AWS refuses about roles, policies, keys, log groups and functions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.functions import LAMBDA_ERRORS
from lifeboat.sandbox.clouds.aws.identity import IAM_ERRORS, KMS_ERRORS
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, DELETE, Topic

_topic: Final = Topic()
_KEY_POLICY: Final = "botocore kms/2014-11-01, CreateKey, Policy"
_RETENTION: Final = "botocore logs/2014-03-28, PutRetentionPolicy, retentionInDays"
_DRS_POLICIES: Final = "DRS user guide, AWS managed policies"

RETENTIONS: Final = frozenset({
    0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
})  # fmt: skip
"""Days a log group may keep events; 0, the provider's word for ever, included."""

_SERVICE: Final = "service-role/"
DRS_POLICIES: Final = {
    f"AWSElasticDisasterRecovery{name}": path
    for name, path in (
        ("AgentPolicy", _SERVICE), ("FailbackPolicy", _SERVICE), ("ConversionServerPolicy", _SERVICE),
        ("ReplicationServerPolicy", _SERVICE), ("RecoveryInstancePolicy", _SERVICE),
        ("AgentInstallationPolicy", ""), ("FailbackInstallationPolicy", ""),
    )
}  # fmt: skip
"""The path of each managed policy that Lifeboat attaches: not all of them are service-role policies."""


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def document_of(text: Any) -> Mapping[str, Any] | None:
    """A policy document, or None when the text is none."""
    try:
        document = json.loads(text)
    except (TypeError, ValueError):
        return None
    whole = isinstance(document, dict) and isinstance(document.get("Statement"), (list, dict))
    return document if whole else None


def _statements(text: Any) -> list[Mapping[str, Any]]:
    document = document_of(text)
    return [each for each in _items(document["Statement"]) if isinstance(each, dict)] if document else []


def _malformed(text: Any) -> str | None:
    if text is None or document_of(text) is not None:
        return None
    return "The policy is not a JSON object with statements."


def _principals(text: Any) -> Iterator[str]:
    for statement in _statements(text):
        principal = statement.get("Principal")
        named = principal.get("AWS", []) if isinstance(principal, dict) else principal or []
        yield from (str(each) for each in _items(named))


def _unknown_principal(request: Request, text: Any) -> str | None:
    """A role of this account that a policy names and that does not exist; other accounts cannot be judged."""
    known = {
        row.properties.get("arn")
        for token in (tokens.ROLE, tokens.SERVICE_LINKED_ROLE)
        for row in request.world.rows(token)
    }
    for principal in _principals(text):
        if f":iam::{request.account}:role/" in principal and principal not in known:
            return f"Policy contains a principal that does not exist: {principal}."
    return None


@_topic.refuses(
    "aws-role-taken", tokens.ROLE, "EntityAlreadyExists", "A role's name is unique in its account.",
    f"{IAM_ERRORS} CreateRole", CREATE,
)  # fmt: skip
def _role_taken(request: Request) -> str | None:
    name = str(request.inputs.get("name", ""))
    rows = [*request.world.rows(tokens.ROLE), *request.world.rows(tokens.SERVICE_LINKED_ROLE)]
    taken = any(row.id.lower() == name.lower() and row.account == request.account for row in rows)
    return f"Role with name {name} already exists." if taken else None


@_topic.refuses(
    "aws-role-trust-malformed", tokens.ROLE, "MalformedPolicyDocument", "A trust policy is a policy document.",
    f"{IAM_ERRORS} CreateRole",
)  # fmt: skip
def _trust_malformed(request: Request) -> str | None:
    return _malformed(request.inputs.get("assumeRolePolicy"))


@_topic.refuses(
    "aws-role-trust-principal", tokens.ROLE, "MalformedPolicyDocument", "A trust policy names roles that exist.",
    "IAM user guide, Troubleshoot policies: Invalid principal in policy",
)  # fmt: skip
def _trust_principal(request: Request) -> str | None:
    return _unknown_principal(request, request.inputs.get("assumeRolePolicy"))


@_topic.refuses(
    "aws-role-delete-with-policies", tokens.ROLE, "DeleteConflict",
    "A role with policies is deleted only with forceDetachPolicies.", f"{IAM_ERRORS} DeleteRole", DELETE,
)  # fmt: skip
def _role_with_policies(request: Request) -> str | None:
    if request.existing is None or request.existing.properties.get("forceDetachPolicies"):
        return None
    for token in (tokens.ROLE_POLICY_ATTACHMENT, tokens.ROLE_POLICY):
        for row in request.world.rows(token):
            if row.properties.get("role") == request.existing.id:
                return f"Cannot delete entity, must detach or delete all policies first: {row.id}."
    return None


@_topic.refuses(
    "aws-role-policy-malformed", tokens.ROLE_POLICY, "MalformedPolicyDocument", "A role's policy is a policy document.",
    f"{IAM_ERRORS} PutRolePolicy",
)  # fmt: skip
def _policy_malformed(request: Request) -> str | None:
    return _malformed(request.inputs.get("policy"))


@_topic.refuses(
    "aws-attachment-drs-policy-path", tokens.ROLE_POLICY_ATTACHMENT, "NoSuchEntity",
    "The managed policies of DRS are named with their path: installation policies have none.",
    f"{_DRS_POLICIES}; {IAM_ERRORS} AttachRolePolicy", CREATE,
)  # fmt: skip
def _drs_policy(request: Request) -> str | None:
    policy = str(request.inputs.get("policyArn", ""))
    path, _, name = policy.partition(":policy/")[2].rpartition("/")
    expected = DRS_POLICIES.get(name)
    if ":iam::aws:policy/" in policy and expected is not None and expected.rstrip("/") != path:
        return f"Policy {policy} does not exist or is not attachable."
    return None


@_topic.refuses(
    "aws-key-policy-malformed", tokens.KEY, "MalformedPolicyDocumentException", "A key policy is a policy document.",
    f"{KMS_ERRORS} CreateKey",
)  # fmt: skip
def _key_malformed(request: Request) -> str | None:
    return _malformed(request.inputs.get("policy"))


@_topic.refuses(
    "aws-key-policy-principal", tokens.KEY, "MalformedPolicyDocumentException",
    "A key policy names principals that exist.", f"{_KEY_POLICY} (principals must exist and be visible)",
)  # fmt: skip
def _key_principal(request: Request) -> str | None:
    return _unknown_principal(request, request.inputs.get("policy"))


@_topic.refuses(
    "aws-key-policy-lockout", tokens.KEY, "MalformedPolicyDocumentException",
    "A key policy lets someone of the account change it later, unless the safety check is bypassed.",
    f"{_KEY_POLICY} (PutKeyPolicy)",
)  # fmt: skip
def _key_lockout(request: Request) -> str | None:
    policy = request.inputs.get("policy")
    if policy is None or document_of(policy) is None or request.inputs.get("bypassPolicyLockoutSafetyCheck"):
        return None
    for statement in _statements(policy):
        actions = {str(each).lower() for each in _items(statement.get("Action", []))}
        one = {"Statement": [statement]}
        ours = any(each == "*" or request.account in each for each in _principals(json.dumps(one)))
        if statement.get("Effect") == "Allow" and ours and actions & {"*", "kms:*", "kms:put*", "kms:putkeypolicy"}:
            return None
    return "The new key policy will not allow you to update the key policy in the future."


@_topic.refuses(
    "aws-alias-taken", tokens.ALIAS, "AlreadyExistsException", "An alias is unique in its account and Region.",
    f"{KMS_ERRORS} CreateAlias", CREATE,
)  # fmt: skip
def _alias_taken(request: Request) -> str | None:
    name = request.inputs.get("name")
    taken = any(row.id == name and row.region == region_of(request) for row in request.world.rows(tokens.ALIAS))
    return f"An alias with the name {name} already exists." if taken else None


@_topic.refuses(
    "aws-alias-name", tokens.ALIAS, "ValidationException", "An alias begins with alias/.",
    "botocore kms/2014-11-01, CreateAlias, AliasName", CREATE,
)  # fmt: skip
def _alias_name(request: Request) -> str | None:
    name = str(request.inputs.get("name", ""))
    return None if name.startswith("alias/") else f"{name} does not begin with alias/."


@_topic.refuses(
    "aws-alias-target", tokens.ALIAS, "NotFoundException", "An alias points at a key that exists.",
    f"{KMS_ERRORS} CreateAlias",
)  # fmt: skip
def _alias_target(request: Request) -> str | None:
    target = str(request.inputs.get("targetKeyId", "")).rsplit("/", 1)[-1]
    return None if request.world.get(tokens.KEY, target) else f"Key '{target}' does not exist."


@_topic.refuses(
    "aws-log-group-taken", tokens.LOG_GROUP, "ResourceAlreadyExistsException",
    "A log group's name is unique in its account and Region.", "CloudWatch Logs API Reference, CreateLogGroup", CREATE,
)  # fmt: skip
def _log_group_taken(request: Request) -> str | None:
    name = request.inputs.get("name")
    taken = any(row.id == name and row.region == region_of(request) for row in request.world.rows(tokens.LOG_GROUP))
    return "The specified log group already exists." if taken else None


@_topic.refuses(
    "aws-log-group-retention", tokens.LOG_GROUP, "InvalidParameterException",
    "Retention is one of the days that CloudWatch Logs offers.", _RETENTION,
)  # fmt: skip
def _retention(request: Request) -> str | None:
    days = request.inputs.get("retentionInDays", 0)
    return None if days in RETENTIONS else f"retentionInDays {days} is none of {sorted(RETENTIONS)}."


@_topic.refuses(
    "aws-function-taken", tokens.FUNCTION, "ResourceConflictException",
    "A function's name is unique in its account and Region.", f"{LAMBDA_ERRORS} CreateFunction", CREATE,
)  # fmt: skip
def _function_taken(request: Request) -> str | None:
    name = request.inputs.get("name")
    taken = any(row.id == name and row.region == region_of(request) for row in request.world.rows(tokens.FUNCTION))
    return f"Function already exist: {name}" if taken else None


@_topic.refuses(
    "aws-function-role-trust", tokens.FUNCTION, "InvalidParameterValueException",
    "A function's role trusts Lambda.", "Lambda developer guide, Execution role; error of CreateFunction",
)  # fmt: skip
def _function_role(request: Request) -> str | None:
    wanted = request.inputs.get("role")
    for row in request.world.rows(tokens.ROLE):
        if row.properties.get("arn") == wanted and request.operation is not Operation.DELETE:
            trusted = "lambda.amazonaws.com" in str(row.properties.get("assumeRolePolicy"))
            return None if trusted else "The role defined for the function cannot be assumed by Lambda."
    return None


ROWS: Final = tuple(_topic.rows)
