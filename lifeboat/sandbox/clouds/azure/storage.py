"""Storage accounts, blob containers and role assignments.

Sources: see `arm.py`; Azure REST API: Storage Accounts and Blob Containers 2024-01-01, Role Assignments 2022-04-01.
pulumi-azure-native names a container in the path below `blobServices/default`, and makes up a UUID for a role
assignment without a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    ARM_ERRORS,
    CHILD_COMPUTED,
    child,
    group_reference,
    remove_below,
    replaced_by,
    tracked,
)
from lifeboat.sandbox.clouds.identifiers import guid, now
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

STORAGE_API: Final = "2024-01-01"
_SERVICES: Final = {"blob": "blob", "dfs": "dfs", "file": "file", "queue": "queue", "table": "table", "web": "z6.web"}


def _make_account(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    name = request.inputs["accountName"]
    endpoints = {key: f"https://{name}.{host}.core.windows.net/" for key, host in _SERVICES.items()}
    return identity, {
        "name": name,
        "type": "Microsoft.Storage/storageAccounts",
        "location": outputs["location"],
        "azureApiVersion": STORAGE_API,
        "provisioningState": "Succeeded",
        "creationTime": now(),
        "primaryLocation": outputs["location"],
        "primaryEndpoints": endpoints,
        "statusOfPrimary": "available",
    }


def _make_container(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = child(request)
    return identity, {
        "name": outputs["name"],
        "type": outputs["type"],
        "etag": f'"{guid()}"',
        "azureApiVersion": STORAGE_API,
        "lastModifiedTime": now(),
        "leaseState": "Available",
        "leaseStatus": "Unlocked",
        "hasImmutabilityPolicy": False,
        "hasLegalHold": False,
        "deleted": False,
    }


def _make_assignment(request: Request) -> tuple[str, Mapping[str, Any]]:
    name = str(request.inputs["roleAssignmentName"])
    moment = now()
    return f"{request.inputs['scope']}/providers/Microsoft.Authorization/roleAssignments/{name}", {
        "name": name,
        "type": "Microsoft.Authorization/roleAssignments",
        "azureApiVersion": "2022-04-01",
        "createdOn": moment,
        "updatedOn": moment,
    }


def _touched_container(_request: Request) -> Mapping[str, Any]:
    return {"etag": f'"{guid()}"', "lastModifiedTime": now()}


TYPES: Final = (
    ResourceType(
        tokens.STORAGE_ACCOUNT,
        _make_account,
        computed=frozenset(
            {
                "name",
                "type",
                "location",
                "azureApiVersion",
                "provisioningState",
                "creationTime",
                "primaryLocation",
                "primaryEndpoints",
                "statusOfPrimary",
            }
        ),
        name_property="accountName",
        replace_on=replaced_by(tokens.STORAGE_ACCOUNT),
        references=(group_reference(),),
        deleted=remove_below,
    ),
    ResourceType(
        tokens.BLOB_CONTAINER,
        _make_container,
        computed=(CHILD_COMPUTED - {"provisioningState"})
        | {"lastModifiedTime", "leaseState", "leaseStatus", "hasImmutabilityPolicy", "hasLegalHold", "deleted"},
        name_property="containerName",
        replace_on=replaced_by(tokens.BLOB_CONTAINER),
        references=(group_reference(),),
        updated=_touched_container,
    ),
    ResourceType(
        tokens.ROLE_ASSIGNMENT,
        _make_assignment,
        computed=frozenset({"name", "type", "azureApiVersion", "createdOn", "updatedOn"}),
        name_property="roleAssignmentName",
        replace_on=frozenset({"roleAssignmentName", "scope"}),
        references=(
            Reference(
                "scope",
                (tokens.BLOB_CONTAINER, tokens.STORAGE_ACCOUNT, tokens.RESOURCE_GROUP),
                "ResourceNotFound",
                None,
                source=f"{ARM_ERRORS}: ResourceNotFound",
            ),
        ),
    ),
)
