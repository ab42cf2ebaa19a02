"""AWS identity and keys: roles, their policies, KMS keys and aliases, log groups.

Sources: terraform-provider-aws v6, internal/service/iam/{role,role_policy,role_policy_attachment}.go,
internal/service/kms/{key,alias}.go, internal/service/logs/group.go for defaults, ForceNew and what a delete does by
itself (a role is taken out of its instance profiles first); IAM, KMS and CloudWatch Logs API References for the codes.
"""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, guid, now, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType, Row

IAM_ERRORS: Final = "IAM API Reference, errors of the operation"
KMS_ERRORS: Final = "KMS API Reference, errors of the operation"
UPPER: Final = string.ascii_uppercase + string.digits


def role_reference() -> Reference:
    """`role` names a role by its name; a policy of its own goes away with nobody else's help."""
    return Reference("role", (tokens.ROLE, tokens.SERVICE_LINKED_ROLE), "NoSuchEntity", None, source=IAM_ERRORS)


def _make_role(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, path = str(request.inputs["name"]), request.inputs.get("path", "/")
    return name, {
        "arn": arn(request, "iam", f"role{path}{name}", regional=False),
        "createDate": now(),
        "uniqueId": aws_long_id("AROA", UPPER),
        "managedPolicyArns": request.inputs.get("managedPolicyArns", []),
    }


def _role_deleted(request: Request) -> None:
    for profile in request.world.rows(tokens.INSTANCE_PROFILE):
        if request.existing is not None and profile.properties.get("role") == request.existing.id:
            request.world.put(
                Row(profile.token, profile.id, "", {**profile.properties, "role": ""}, account=profile.account)
            )
    for token in (tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT):
        for row in request.world.rows(token):
            # Only a role with forceDetachPolicies comes this far with policies.
            if request.existing is not None and row.properties.get("role") == request.existing.id:
                request.world.remove(token, row.id)


def _make_role_policy(request: Request) -> tuple[str, Mapping[str, Any]]:
    return f"{request.inputs['role']}:{request.inputs['name']}", {}


def _make_role_policy_attachment(request: Request) -> tuple[str, Mapping[str, Any]]:
    return f"{request.inputs['role']}/{request.inputs['policyArn']}", {}


def _default_key_policy(request: Request) -> str:
    root = arn(request, "iam", "root", regional=False)
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": root},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]})


def _make_key(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = f"mrk-{guid().replace('-', '')}" if request.inputs.get("multiRegion") else guid()
    outputs = {
        "keyId": identity,
        "arn": arn(request, "kms", f"key/{identity}"),
        "region": region_of(request),
        "policy": request.inputs.get("policy") or _default_key_policy(request),
        "description": request.inputs.get("description", ""),
        "multiRegion": request.inputs.get("multiRegion", False),
    }
    if request.inputs.get("enableKeyRotation"):
        outputs["rotationPeriodInDays"] = request.inputs.get("rotationPeriodInDays", 365)
    return identity, outputs


def _target(request: Request) -> Mapping[str, Any]:
    key = str(request.inputs["targetKeyId"]).rsplit("/", 1)[-1]
    return {"targetKeyId": request.inputs["targetKeyId"], "targetKeyArn": arn(request, "kms", f"key/{key}")}


def _make_alias(request: Request) -> tuple[str, Mapping[str, Any]]:
    name = str(request.inputs["name"])
    return name, {"arn": arn(request, "kms", name), "region": region_of(request), **_target(request)}


def _make_log_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    name = str(request.inputs["name"])
    return name, {
        "arn": arn(request, "logs", f"log-group:{name}"),
        "region": region_of(request),
        "logGroupClass": request.inputs.get("logGroupClass", "STANDARD"),
        "deletionProtectionEnabled": request.inputs.get("deletionProtectionEnabled", False),
    }


TYPES: Final = (
    ResourceType(
        tokens.ROLE,
        _make_role,
        computed=frozenset({"arn", "createDate", "uniqueId", "managedPolicyArns"}),
        defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "path"}),
        deleted=_role_deleted,
    ),
    ResourceType(
        tokens.ROLE_POLICY,
        _make_role_policy,
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "role"}),
        references=(role_reference(),),
    ),
    ResourceType(
        tokens.ROLE_POLICY_ATTACHMENT,
        _make_role_policy_attachment,
        replace_on=frozenset({"role", "policyArn"}),
        references=(role_reference(),),
    ),
    ResourceType(
        tokens.KEY,
        _make_key,
        computed=frozenset({"keyId", "arn", "policy", "description", "multiRegion"}),
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        replace_on=frozenset(
            {
                "customKeyStoreId",
                "customerMasterKeySpec",
                "keyUsage",
                "multiRegion",
                "xksKeyId",
                "region",
            }
        ),
    ),
    ResourceType(
        tokens.ALIAS,
        _make_alias,
        computed=frozenset({"arn", "targetKeyArn"}),
        name_property="name",
        name_prefix="alias/",
        replace_on=frozenset({"name", "namePrefix", "region"}),
        updated=_target,
    ),
    ResourceType(
        tokens.LOG_GROUP,
        _make_log_group,
        computed=frozenset({"arn", "logGroupClass", "deletionProtectionEnabled"}),
        defaults={"retentionInDays": 0, "skipDestroy": False},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "logGroupClass", "region"}),
    ),
)
