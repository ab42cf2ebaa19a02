"""AWS access: OIDC providers, customer-managed policies, and the instance profiles that the program asks for.

Sources: terraform-provider-aws v6, internal/service/iam/{openid_connect_provider,policy,instance_profile}.go for
defaults, ForceNew and what a delete does by itself (older versions of a policy go first, attachments do not); IAM API
Reference for the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.identity import UPPER, role_reference
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, now
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Request, ResourceType, World

_THUMBPRINT: Final = "0" * 40


def without_scheme(url: Any) -> str:
    """What IAM calls an OIDC provider by: its URL without https://."""
    return str(url).removeprefix("https://")


def _make_oidc_provider(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = arn(request, "iam", f"oidc-provider/{without_scheme(request.inputs['url'])}", regional=False)
    # IAM looks up the thumbprint that is not given.
    return identity, {"arn": identity, "thumbprintLists": request.inputs.get("thumbprintLists") or [_THUMBPRINT]}


def _make_policy(request: Request) -> tuple[str, Mapping[str, Any]]:
    path = request.inputs.get("path", "/")
    identity = arn(request, "iam", f"policy{path}{request.inputs['name']}", regional=False)
    return identity, {"arn": identity, "policyId": aws_long_id("ANPA", UPPER), "attachmentCount": 0}


def _make_instance_profile(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, path = str(request.inputs["name"]), request.inputs.get("path", "/")
    identity = arn(request, "iam", f"instance-profile{path}{name}", regional=False)
    return name, {"arn": identity, "createDate": now(), "uniqueId": aws_long_id("AIPA", UPPER)}


def _get_oidc_provider(arguments: Mapping[str, Any], world: World, account: str, _region: str) -> Mapping[str, Any]:
    wanted = without_scheme(arguments.get("url") or str(arguments.get("arn")).partition(":oidc-provider/")[2])
    for row in world.rows(tokens.OIDC_PROVIDER):
        if row.account == account and without_scheme(row.properties["url"]) == wanted:
            return {
                "id": row.id,
                "arn": row.id,
                "url": wanted,
                "clientIdLists": row.properties.get("clientIdLists") or [],
                "thumbprintLists": row.properties.get("thumbprintLists") or [_THUMBPRINT],
                "tags": row.properties.get("tagsAll") or row.properties.get("tags") or {},
            }
    raise CloudError("NoSuchEntity", f"OpenIDConnect provider {wanted} cannot be found.")


def _get_instance_profile(arguments: Mapping[str, Any], world: World, account: str, _region: str) -> Mapping[str, Any]:
    name = str(arguments["name"])
    row = world.get(tokens.INSTANCE_PROFILE, name)
    if row is None or row.account != account:
        raise CloudError("NoSuchEntity", f"Instance Profile {name} cannot be found.")
    role_name = str(row.properties.get("role") or "")
    role = world.get(tokens.ROLE, role_name)
    return {
        "id": row.id,
        "name": row.id,
        "arn": row.properties["arn"],
        "path": row.properties.get("path", "/"),
        "createDate": row.properties.get("createDate", ""),
        "roleName": role_name,
        "roleArn": role.properties["arn"] if role else "",
        "roleId": role.properties["uniqueId"] if role else "",
    }


TYPES: Final = (
    ResourceType(
        tokens.OIDC_PROVIDER,
        _make_oidc_provider,
        computed=frozenset({"arn", "thumbprintLists"}),
        replace_on=frozenset({"url"}),
    ),
    ResourceType(
        tokens.INSTANCE_PROFILE,
        _make_instance_profile,
        computed=frozenset({"arn", "createDate", "uniqueId"}),
        defaults={"path": "/"},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "path"}),
        references=(role_reference(),),
    ),
    ResourceType(
        tokens.POLICY,
        _make_policy,
        computed=frozenset({"arn", "policyId", "attachmentCount"}),
        defaults={"path": "/"},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "path", "description"}),
    ),
)
LOOKUPS: Final = (
    Lookup("aws:iam/getInstanceProfile:getInstanceProfile", _get_instance_profile),
    Lookup("aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider", _get_oidc_provider),
)
