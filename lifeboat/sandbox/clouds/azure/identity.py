"""Azure managed identities.

Sources: see `arm.py`; Azure REST API 2024-11-30, User Assigned Identities. Identities of the sandbox are all of one
tenant, since a provider of the sandbox is signed in to none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    COLLECTIONS,
    group_of,
    group_reference,
    provider_of,
    replaced_by,
    resource_id,
)
from lifeboat.sandbox.clouds.identifiers import guid
from lifeboat.sandbox.clouds.model import Request, ResourceType

TENANT: Final = "00000000-0000-0000-0000-000000000000"
"""The Entra tenant of everything in the sandbox."""


def _make_identity(request: Request) -> tuple[str, Mapping[str, Any]]:
    collection, name_input = COLLECTIONS[request.token]
    group = group_of(request)
    return resource_id(request), {
        "name": request.inputs[name_input],
        "type": f"{provider_of(request.token)}/{collection}",
        "location": request.inputs.get("location") or (group.properties.get("location", "") if group else ""),
        "azureApiVersion": "2024-11-30",
        "tenantId": TENANT,
        "principalId": guid(),
        "clientId": guid(),
    }


TYPES: Final = (
    ResourceType(
        tokens.USER_ASSIGNED_IDENTITY,
        _make_identity,
        computed=frozenset({"name", "type", "location", "azureApiVersion", "tenantId", "principalId", "clientId"}),
        name_property="resourceName",
        replace_on=replaced_by(tokens.USER_ASSIGNED_IDENTITY),
        references=(group_reference(),),
    ),
)
