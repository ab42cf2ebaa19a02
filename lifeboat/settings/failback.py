"""Settings of what failing back to Azure needs there before the day: storage for the failback client's image."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.cloud_facts import RFC1918
from lifeboat.settings.fields import Ipv4Range, Model, ResourceName, Uuid, matching, mode_of
from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.repeated import repeated

MOST_RANGES: Final = 400
"""IP rules of a storage account (Azure, "Scalability and performance targets for standard storage accounts")."""

SMALLEST_RANGE: Final = 30
"""Longest prefix of an IP rule; a single address is written without one (Azure Storage, "Configure firewalls")."""

StorageAccountName = Annotated[
    str,
    matching(
        r"[a-z0-9]{3,24}",
        "3 to 24 lower-case letters and digits",
        "It is part of a host name that is unique in all of Azure.",
        "Use a name such as harborfailback01, or leave it out and Lifeboat makes one.",
    ),
]
"""The name of a storage account (Azure, "Naming rules and restrictions for Azure resources")."""

ContainerName = Annotated[
    str,
    matching(
        r"(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*",
        "3 to 63 lower-case letters, digits and single hyphens between them",
        "Azure refuses other names.",
        "Use a name such as failback-client.",
    ),
]
"""The name of a blob container (Azure, "Naming rules and restrictions for Azure resources")."""


class Uploader(Model):
    """Somebody in Microsoft Entra ID who may upload the image."""

    object_id: Uuid
    """Object id of the group, user or service principal. A change replaces the role assignment."""
    kind: Literal["Group", "User", "ServicePrincipal"] = "Group"
    """What it is. A change replaces the role assignment."""


class NoStorage(Model):
    """No storage: the image is uploaded straight into a managed disk, or failing back is not prepared."""

    mode: Literal["none"] = "none"
    """Nothing is made. The mode where none is written."""


class CreatedStorage(Model):
    """A storage account and a container that Lifeboat makes: TLS 1.2, no public blobs, no account keys."""

    mode: Literal["create"]
    """Lifeboat makes them. `destroy` deletes them with the image."""
    name: StorageAccountName | None = None
    """Name of the account, unique in all of Azure; by default the beginning of the stack's name with six characters
    of chance. A change replaces the account, with the image in it."""
    redundancy: Literal["LRS", "GRS"] = "LRS"
    """Copies in one data centre or in a second region too. An image can be built again, so `LRS`. A change updates
    it in place."""
    upload_ranges: list[Ipv4Range] = Field(default=[], max_length=MOST_RANGES)
    """Public ranges that the account answers to; anywhere by default, where only Entra tokens count. While it is
    narrowed, Azure itself may be kept from reading the image. A change updates it in place."""
    uploaders: list[Uploader] = []
    """Who gets the role Storage Blob Data Contributor on the container; nobody by default. The deployment then
    needs the right to assign roles. A change adds or removes single assignments."""


class AdoptedStorage(Model):
    """A storage account and a container that exist."""

    mode: Literal["adopt"]
    """They exist; Lifeboat reads them and never changes or deletes them."""
    name: StorageAccountName
    """Name of the account."""
    resource_group: ResourceName | None = None
    """The resource group it is in; that of `primary.resource_group` by default."""
    container: ContainerName
    """Name of the container, which must not be public."""


def storage_mode(value: object) -> str:
    """Return the mode that a block of failback storage says; `none` when it says nothing."""
    return "none" if isinstance(value, dict) and "mode" not in value else mode_of(value)


FailbackStorage = Annotated[
    Annotated[NoStorage, Tag("none")]
    | Annotated[CreatedStorage, Tag("create")]
    | Annotated[AdoptedStorage, Tag("adopt")],
    Discriminator(storage_mode),
]
"""Where the failback client's image is kept in Azure."""


def failback_storage_checks(storage: NoStorage | CreatedStorage | AdoptedStorage) -> Iterator[Problem]:
    """Yield every problem between the settings of the storage."""
    if not isinstance(storage, CreatedStorage):
        return
    root: Path = ("recovery", "failback", "storage")
    for position, network in enumerate(storage.upload_ranges):
        private = any(network.subnet_of(block) for block in RFC1918)
        if private or SMALLEST_RANGE < network.prefixlen < network.max_prefixlen:
            yield Problem(
                (*root, "upload_ranges", position),
                str(network),
                f"a public range of /{SMALLEST_RANGE} or larger, or one public address with /32",
                "A storage account's firewall sees public addresses only, and takes no smaller range.",
                "Name the public addresses behind which the image is uploaded.",
            )
    yield from repeated(
        (*root, "uploaders"),
        "object_id",
        [uploader.object_id for uploader in storage.uploaders],
        "Azure refuses the same role assignment twice (RoleAssignmentExists).",
        "Remove one of them.",
        allowed="each object id once",
        same=str.lower,
    )
