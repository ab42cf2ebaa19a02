"""What Azure refuses about storage accounts, containers, role assignments and run commands."""

from __future__ import annotations

import re
import uuid
from ipaddress import IPv4Network
from typing import Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, find, parent_id, resource_id
from lifeboat.sandbox.clouds.identifiers import same, under
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, ipv4, own_id

_topic: Final = Topic()
_ACCOUNT_NAME: Final = re.compile(r"[a-z0-9]{3,24}")
_CONTAINER_NAME: Final = re.compile(r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*|\$root|\$web")
_ACCOUNT_ERRORS: Final = "Azure Resource Manager docs, Resolve errors for storage account names"
_RBAC_ERRORS: Final = "Azure docs, Troubleshoot Azure RBAC"
_RUN_COMMANDS: Final = "Azure docs, Run scripts in your VM by using managed Run Commands"
_PRIVATE: Final = tuple(IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
_MOST_RUN_COMMANDS: Final = 25
_UPDATE: Final = frozenset({Operation.UPDATE})


@_topic.refuses(
    "azure-storage-account-name", tokens.STORAGE_ACCOUNT, "AccountNameInvalid",
    "A storage account's name has 3 to 24 lower-case letters and digits.", _ACCOUNT_ERRORS, CREATE,
)  # fmt: skip
def _account_name(request: Request) -> str | None:
    name = str(request.inputs.get("accountName", ""))
    if _ACCOUNT_NAME.fullmatch(name):
        return None
    return (
        f"{name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in "
        "length and use numbers and lower-case letters only."
    )


def _namesakes(request: Request) -> list[str]:
    """Ids of other accounts of the same name, anywhere."""
    name, mine = str(request.inputs.get("accountName", "")), resource_id(request)
    ids = (row.id for row in request.world.rows(tokens.STORAGE_ACCOUNT))
    return [each for each in ids if same(each.rpartition("/")[2], name) and not same(each, mine)]


@_topic.refuses(
    "azure-storage-account-in-another-group", tokens.STORAGE_ACCOUNT, "StorageAccountInAnotherResourceGroup",
    "A storage account is not made where another resource group of the subscription has one of that name.",
    _ACCOUNT_ERRORS, CREATE,
)  # fmt: skip
def _account_elsewhere(request: Request) -> str | None:
    if not under(_namesakes(request), f"/subscriptions/{request.account}"):
        return None
    return f"The account {request.inputs['accountName']} is already in another resource group in this subscription."


@_topic.refuses(
    "azure-storage-account-taken", tokens.STORAGE_ACCOUNT, "StorageAccountAlreadyTaken",
    "A storage account's name is unique in all of Azure.", _ACCOUNT_ERRORS, CREATE,
)  # fmt: skip
def _account_taken(request: Request) -> str | None:
    if not _namesakes(request):
        return None
    return f"The storage account named {request.inputs['accountName']} is already taken."


@_topic.refuses(
    "azure-storage-account-ip-rule", tokens.STORAGE_ACCOUNT, "InvalidValuesForRequestParameters",
    "An IP rule of a storage account is a public address, or a public range of /30 or larger.",
    "Azure Storage docs, Configure Azure Storage firewalls, restrictions for IP network rules; code in "
    "Azure/azure-service-operator#3647",
)  # fmt: skip
def _ip_rule(request: Request) -> str | None:
    for rule in (request.inputs.get("networkRuleSet") or {}).get("ipRules") or []:
        text = str(rule.get("iPAddressOrRange", ""))
        network = ipv4(text)
        small = "/" in text and network is not None and network.prefixlen > 30
        if network is None or small or any(network.subnet_of(each) for each in _PRIVATE):
            return (
                "Values for request parameters are invalid: networkAcls.ipRule[*].value. For more information, see - "
                "https://aka.ms/storagenetworkruleset"
            )
    return None


@_topic.refuses(
    "azure-container-without-account", tokens.BLOB_CONTAINER, "ParentResourceNotFound",
    "A container needs an existing storage account.", f"{ARM_ERRORS}: ParentResourceNotFound", CREATE,
)  # fmt: skip
def _container_parent(request: Request) -> str | None:
    account = resource_id(request).partition("/blobServices/")[0]
    if find(request.world, tokens.STORAGE_ACCOUNT, account) is not None:
        return None
    return f"Failed to perform 'write' on resource(s) of type '{tokens.BLOB_CONTAINER}': {account} is not found."


@_topic.refuses(
    "azure-container-name", tokens.BLOB_CONTAINER, GENERIC,
    "A container's name has 3 to 63 lower-case letters, digits and single hyphens between them.",
    "Azure Storage docs, Naming and referencing containers, blobs, and metadata (generic code)", CREATE,
)  # fmt: skip
def _container_name(request: Request) -> str | None:
    name = str(request.inputs.get("containerName", ""))
    return None if _CONTAINER_NAME.fullmatch(name) else f"{name} is no name of a container."


@_topic.refuses(
    "azure-container-public", tokens.BLOB_CONTAINER, "PublicAccessNotPermitted",
    "A container is not public where its account permits no public blobs; new accounts permit none unless asked to.",
    "Azure Storage docs, Remediate anonymous read access to blob data; Blob service error codes",
)  # fmt: skip
def _container_public(request: Request) -> str | None:
    account = find(request.world, tokens.STORAGE_ACCOUNT, resource_id(request).partition("/blobServices/")[0])
    asked = str(request.inputs.get("publicAccess") or "None")
    if asked == "None" or account is None or account.properties.get("allowBlobPublicAccess"):
        return None
    return "Public access is not permitted on this storage account."


@_topic.refuses(
    "azure-role-assignment-name", tokens.ROLE_ASSIGNMENT, GENERIC,
    "A role assignment's name is a UUID.",
    "Azure REST API 2022-04-01, Role Assignments - Create (roleAssignmentName can be any valid GUID) (generic code)",
    CREATE,
)  # fmt: skip
def _assignment_name(request: Request) -> str | None:
    name = str(request.inputs.get("roleAssignmentName", ""))
    try:
        uuid.UUID(name)
    except ValueError:
        return f"The role assignment name '{name}' is no GUID."
    return None


def _grants(properties: object, account: str) -> tuple[str, ...]:
    values = properties if isinstance(properties, dict) else {}
    # A role is named with the subscription and without it; the last part says which one it is.
    return tuple(
        str(values.get(key, "")).lower().removeprefix(f"/subscriptions/{account}")
        for key in ("principalId", "scope", "roleDefinitionId")
    )


@_topic.refuses(
    "azure-role-assignment-exists", tokens.ROLE_ASSIGNMENT, "RoleAssignmentExists",
    "A principal gets a role at a scope once.", f"{_RBAC_ERRORS}: RoleAssignmentExists", CREATE,
)  # fmt: skip
def _assignment_exists(request: Request) -> str | None:
    wanted = _grants(dict(request.inputs), request.account)
    for row in request.world.rows(tokens.ROLE_ASSIGNMENT):
        if _grants(dict(row.properties), request.account) == wanted and not same(row.id, own_id(request)):
            return "The role assignment already exists."
    return None


@_topic.refuses(
    "azure-role-assignment-update", tokens.ROLE_ASSIGNMENT, "RoleAssignmentUpdateNotPermitted",
    "Principal and scope of a role assignment do not change.", f"{_RBAC_ERRORS}: RoleAssignmentUpdateNotPermitted",
    _UPDATE,
)  # fmt: skip
def _assignment_update(request: Request) -> str | None:
    before = request.existing.properties if request.existing else {}
    if _grants(dict(before), request.account)[:2] == _grants(dict(request.inputs), request.account)[:2]:
        return None
    return "Tenant ID, application ID, principal ID, and scope are not allowed to be updated."


@_topic.refuses(
    "azure-run-command-without-vm", tokens.RUN_COMMAND, "ParentResourceNotFound",
    "A run command needs an existing virtual machine.", f"{ARM_ERRORS}: ParentResourceNotFound", CREATE,
)  # fmt: skip
def _run_command_parent(request: Request) -> str | None:
    machine = parent_id(resource_id(request))
    if find(request.world, tokens.VIRTUAL_MACHINE, machine) is not None:
        return None
    return f"Failed to perform 'write' on resource(s) of type '{tokens.RUN_COMMAND}': {machine} is not found."


@_topic.refuses(
    "azure-run-command-source", tokens.RUN_COMMAND, GENERIC,
    "A run command has one source: a script, the address of one, or a built-in command.",
    f"{_RUN_COMMANDS}, available as one type of source input for one execution (generic code)",
)  # fmt: skip
def _run_command_source(request: Request) -> str | None:
    source = request.inputs.get("source") or {}
    given = [key for key in ("script", "scriptUri", "commandId", "galleryScriptReferenceId") if source.get(key)]
    return None if len(given) == 1 else f"source names {', '.join(given) or 'nothing'}, and it has to name one thing."


@_topic.refuses(
    "azure-run-command-count", tokens.RUN_COMMAND, GENERIC,
    f"A virtual machine has at most {_MOST_RUN_COMMANDS} managed run commands.",
    "MicrosoftDocs/azure-docs#117976 (words of the refusal) (generic code)", CREATE,
)  # fmt: skip
def _run_command_count(request: Request) -> str | None:
    machine = parent_id(resource_id(request))
    count = len(under([row.id for row in request.world.rows(tokens.RUN_COMMAND)], machine))
    if count < _MOST_RUN_COMMANDS:
        return None
    return (
        f"The maximum number of managed Run commands (max={_MOST_RUN_COMMANDS}, current={count}) has been exceeded. "
        "Use fewer Run commands and retry the request."
    )


ROWS: Final = tuple(_topic.rows)
