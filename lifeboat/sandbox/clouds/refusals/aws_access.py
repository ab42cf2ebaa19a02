"""What AWS refuses about OIDC providers, customer-managed policies and the size of documents."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.access import without_scheme
from lifeboat.sandbox.clouds.aws.identity import IAM_ERRORS
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.aws_identity import document_of
from lifeboat.sandbox.clouds.refusals.table import CREATE, DELETE, Topic, own_id

_topic: Final = Topic()
_QUOTAS: Final = "IAM user guide, IAM and AWS STS quotas"
_OIDC: Final = "botocore iam/2010-05-08, CreateOpenIDConnectProvider"
_MANAGED: Final = 6_144
_INLINE: Final = 10_240
_TRUST: Final = 2_048
_CLIENT_IDS: Final = 100


def _characters(document: Any) -> int:
    """The length that IAM counts: without white space."""
    return len(re.sub(r"\s", "", str(document or "")))


@_topic.refuses(
    "aws-oidc-taken", tokens.OIDC_PROVIDER, "EntityAlreadyExists", "An account has one OIDC provider for a URL.",
    f"{_OIDC}, Url; {IAM_ERRORS} CreateOpenIDConnectProvider", CREATE,
)  # fmt: skip
def _oidc_taken(request: Request) -> str | None:
    url = without_scheme(request.inputs.get("url", ""))
    rows = [row for row in request.world.rows(tokens.OIDC_PROVIDER) if row.account == request.account]
    taken = any(without_scheme(row.properties.get("url")) == url for row in rows)
    return f"Provider with url https://{url} already exists." if taken else None


@_topic.refuses(
    "aws-oidc-url", tokens.OIDC_PROVIDER, "InvalidInput", "The URL begins with https:// and has no query.",
    f"{_OIDC}, Url", CREATE,
)  # fmt: skip
def _oidc_url(request: Request) -> str | None:
    url = str(request.inputs.get("url", ""))
    parts = urlsplit(url)
    right = parts.scheme == "https" and parts.hostname and not parts.query
    return None if right else f"Invalid Open ID Connect Provider URL: {url}."


@_topic.refuses(
    "aws-oidc-client-ids", tokens.OIDC_PROVIDER, "LimitExceeded", "An OIDC provider has 100 client ids at most.",
    f"{_OIDC}, ClientIDList",
)  # fmt: skip
def _oidc_client_ids(request: Request) -> str | None:
    count = len(request.inputs.get("clientIdLists") or [])
    return f"Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: {_CLIENT_IDS}." if count > _CLIENT_IDS else None


@_topic.refuses(
    "aws-policy-taken", tokens.POLICY, "EntityAlreadyExists", "A policy's name is unique in its account.",
    f"{IAM_ERRORS} CreatePolicy", CREATE,
)  # fmt: skip
def _policy_taken(request: Request) -> str | None:
    name = str(request.inputs.get("name", ""))
    rows = [row for row in request.world.rows(tokens.POLICY) if row.account == request.account]
    taken = any(str(row.properties.get("name", "")).lower() == name.lower() for row in rows)
    return f"A policy called {name} already exists. Duplicate names are not allowed." if taken else None


@_topic.refuses(
    "aws-policy-malformed", tokens.POLICY, "MalformedPolicyDocument", "A policy is a policy document.",
    f"{IAM_ERRORS} CreatePolicy",
)  # fmt: skip
def _policy_malformed(request: Request) -> str | None:
    return None if document_of(request.inputs.get("policy")) else "The policy is not a JSON object with statements."


@_topic.refuses(
    "aws-policy-size", tokens.POLICY, "LimitExceeded",
    "A managed policy has 6,144 characters at most, white space aside.", f"{_QUOTAS}; {IAM_ERRORS} CreatePolicy",
)  # fmt: skip
def _policy_size(request: Request) -> str | None:
    long = _characters(request.inputs.get("policy")) > _MANAGED
    return f"Cannot exceed quota for PolicySize: {_MANAGED}." if long else None


@_topic.refuses(
    "aws-policy-delete-attached", tokens.POLICY, "DeleteConflict", "A policy is detached from every role first.",
    f"{IAM_ERRORS} DeletePolicy", DELETE,
)  # fmt: skip
def _policy_attached(request: Request) -> str | None:
    for row in request.world.rows(tokens.ROLE_POLICY_ATTACHMENT):
        if row.properties.get("policyArn") == own_id(request):
            return f"Cannot delete a policy attached to entities: {row.id}."
    return None


@_topic.refuses(
    "aws-attachment-own-policy", tokens.ROLE_POLICY_ATTACHMENT, "NoSuchEntity",
    "A customer-managed policy that is attached exists.", f"{IAM_ERRORS} AttachRolePolicy", CREATE,
)  # fmt: skip
def _own_policy(request: Request) -> str | None:
    wanted = str(request.inputs.get("policyArn", ""))
    if f":iam::{request.account}:policy/" not in wanted or request.world.get(tokens.POLICY, wanted):
        return None
    return f"Policy {wanted} does not exist or is not attachable."


@_topic.refuses(
    "aws-role-policy-size", tokens.ROLE_POLICY, "LimitExceeded",
    "The inline policies of a role have 10,240 characters together at most, white space aside.",
    f"{_QUOTAS}; {IAM_ERRORS} PutRolePolicy",
)  # fmt: skip
def _role_policy_size(request: Request) -> str | None:
    others = [
        row.properties.get("policy")
        for row in request.world.rows(tokens.ROLE_POLICY)
        if row.properties.get("role") == request.inputs.get("role") and row.id != own_id(request)
    ]
    together = sum(map(_characters, [request.inputs.get("policy"), *others]))
    role = request.inputs.get("role")
    return f"Maximum policy size of {_INLINE} bytes exceeded for role {role}." if together > _INLINE else None


@_topic.refuses(
    "aws-role-trust-size", tokens.ROLE, "LimitExceeded",
    "A trust policy has 2,048 characters at most (AWS raises that to 4,096 when asked).",
    f"{_QUOTAS} (Role trust policy length); {IAM_ERRORS} CreateRole",
)  # fmt: skip
def _trust_size(request: Request) -> str | None:
    long = _characters(request.inputs.get("assumeRolePolicy")) > _TRUST
    return f"Cannot exceed quota for ACLSizePerRole: {_TRUST}." if long else None


ROWS: Final = tuple(_topic.rows)
