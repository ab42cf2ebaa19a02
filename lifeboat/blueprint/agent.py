"""What the blueprint says of the agent on Azure VMs, and of what failing back needs in Azure."""

import uuid
from dataclasses import dataclass
from typing import Final, Literal

from lifeboat.settings import Settings
from lifeboat.settings.agent import AgentServer as AgentServerSettings
from lifeboat.settings.failback import AdoptedStorage, CreatedStorage

CONTAINER: Final = "failback-client"
"""Name of the container that Lifeboat makes."""

_LONGEST_STEM: Final = 18
"""A storage account's name has 24 characters at most; six are left to chance."""

_SUFFIX: Final = "failback"

_UPLOADERS: Final = uuid.UUID("6f1d4d0e-6c52-5b0c-9d52-9a2f3f1f5a11")
"""Namespace of the names of role assignments, which Azure wants to be UUIDs."""


@dataclass(frozen=True)
class AgentServer:
    """An Azure VM that gets the agent by a run command.

    Attributes:
        key: `<resource group>-<name>` in lower case; Azure compares both without regard to case.
        subscription_id: the VM's.
        resource_group: the VM's.
        name: the VM's.
        os: which script it gets.
        tags: of the DRS source server.
    """

    key: str
    subscription_id: str
    resource_group: str
    name: str
    os: Literal["linux", "windows"]
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AgentBlueprint:
    """The agent on Azure VMs: which ones, and the number of the run."""

    servers: tuple[AgentServer, ...]
    run: int


@dataclass(frozen=True)
class Uploader:
    """Who may upload the image, and the name of the role assignment that says so."""

    assignment: str
    object_id: str
    kind: str


@dataclass(frozen=True)
class FailbackStorage:
    """Where the failback client's image is kept in Azure.

    Attributes:
        mode: `none`, `create` or `adopt`.
        name: of the account; None where chance completes the stem.
        stem: beginning of the name of an account that chance completes.
        resource_group: of an adopted account; None where it is the stack's own.
        container: name of the container.
        sku: redundancy in Azure's words; "" where nothing is made.
        upload_ranges: public ranges that the account answers to, in Azure's words; none for anywhere.
        uploaders: who may write into the container.
    """

    mode: Literal["none", "create", "adopt"]
    name: str | None = None
    stem: str = ""
    resource_group: str | None = None
    container: str = ""
    sku: str = ""
    upload_ranges: tuple[str, ...] = ()
    uploaders: tuple[Uploader, ...] = ()


def make_agent(settings: Settings) -> AgentBlueprint:
    """Return the VMs that get the agent, each keyed by what it is."""
    return AgentBlueprint(tuple(_server(one) for one in settings.agent.deploy_to), settings.agent.run)


def _server(server: AgentServerSettings) -> AgentServer:
    _, _, subscription, _, group, *_, name = server.id.split("/")
    return AgentServer(
        f"{group}-{name}".lower(), subscription, group, name, server.os, tuple(sorted(server.tags.items()))
    )


def make_failback_storage(settings: Settings) -> FailbackStorage:
    """Return where the failback client's image is kept."""
    storage = settings.recovery.failback.storage
    if isinstance(storage, AdoptedStorage):
        group = storage.resource_group or settings.primary.resource_group.name or f"{settings.name}-primary"
        return FailbackStorage("adopt", storage.name, resource_group=group, container=storage.container)
    if not isinstance(storage, CreatedStorage):
        return FailbackStorage("none")
    return FailbackStorage(
        mode="create",
        name=storage.name,
        stem=settings.name.replace("-", "")[: _LONGEST_STEM - len(_SUFFIX)] + _SUFFIX,
        container=CONTAINER,
        sku=f"Standard_{storage.redundancy}",
        # Azure takes one address without a prefix length only ("Configure Azure Storage firewalls").
        upload_ranges=tuple(str(one).removesuffix("/32") for one in storage.upload_ranges),
        uploaders=tuple(_uploader(settings, one.object_id, one.kind) for one in storage.uploaders),
    )


def _uploader(settings: Settings, object_id: str, kind: str) -> Uploader:
    place = f"{settings.name}/{settings.environment}/{settings.primary.region}/{object_id.lower()}/{kind}"
    return Uploader(str(uuid.uuid5(_UPLOADERS, place)), object_id, kind)
