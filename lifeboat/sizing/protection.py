"""Which servers DRS cannot protect, and why."""

from collections.abc import Iterator
from typing import Final

from lifeboat.sizing.inputs import Server
from lifeboat.sizing.staging import ceil_div
from lifeboat.sizing.systems import why_unsupported

MOST_VOLUMES: Final = 60
"""Volumes that a source server may have (DRS API, UpdateReplicationConfiguration: replicatedDisks)."""

ATTACHABLE_VOLUMES: Final = 26
"""Volumes beside its boot volume that one replication server can attach: Nitro instances share 28 attachments among
volumes and interfaces (Amazon EC2 user guide, volume limits)."""

LARGEST_DISK_GIB: Final = 16_384
"""Largest source disk: 16 TiB (AWS guidance for on-premises disaster recovery with DRS)."""


def why_unprotected(server: Server) -> str | None:
    """Return every reason why a server cannot be protected, or None when it can.

    Its largest disk, where nobody says, is at least the average of its volumes.
    """
    return "; ".join(_reasons(server)) or None


def _reasons(server: Server) -> Iterator[str]:
    unsupported = why_unsupported(server.family, server.version)
    if unsupported:
        yield unsupported
    if server.volumes > MOST_VOLUMES:
        yield f"{server.volumes} volumes, and DRS replicates at most {MOST_VOLUMES} of a server"
    largest = server.largest_disk_gib or ceil_div(server.provisioned_gib, server.volumes)
    if largest > LARGEST_DISK_GIB:
        yield f"a disk of {largest} GiB, and DRS replicates at most {LARGEST_DISK_GIB} (16 TiB)"
    if "shared" in server.disks:
        yield "a shared disk: the agent sees this server's writes, not those of the others that share it"
    if "ultra" in server.disks:
        yield "an Ultra disk: nothing documents that a staging volume keeps up with one"
