"""Names and addresses that look like the clouds' own: AWS ids and ARNs, ARM ids, outside addresses."""

from __future__ import annotations

import hashlib
import secrets
import string
import uuid
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from ipaddress import IPv4Network
from typing import Final

from lifeboat.sandbox.clouds.model import CloudError, Request, World

AWS_OUTSIDE: Final = IPv4Network("198.51.100.0/24")
"""Addresses the simulated AWS hands out (TEST-NET-2 of RFC 5737)."""

AZURE_OUTSIDE: Final = IPv4Network("203.0.113.0/24")
"""Addresses the simulated Azure hands out (TEST-NET-3 of RFC 5737)."""

_OUTSIDE_PROPERTIES: Final = ("ipAddress", "publicIp", "tunnel1Address", "tunnel2Address")


def aws_id(prefix: str) -> str:
    """A fresh AWS id: the prefix, a dash, a zero and 16 hexadecimal digits."""
    return f"{prefix}-0{secrets.token_hex(8)}"


def aws_long_id(prefix: str, alphabet: str = string.digits + "abcdef", length: int = 17) -> str:
    """A fresh id of `length` characters of an alphabet, as DRS (`rct-...`) and IAM (`AROA...`) make them."""
    return prefix + "".join(secrets.choice(alphabet) for _ in range(length))


def region_of(request: Request) -> str:
    """The AWS Region a request acts in: its own `region` input, else the provider's."""
    return str(request.inputs.get("region") or request.region)


def partition_of(region: str) -> str:
    """The AWS partition of a Region."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def arn(request: Request, service: str, resource: str, *, regional: bool = True) -> str:
    """The ARN of a thing in the request's account and Region."""
    region = region_of(request)
    return f"arn:{partition_of(region)}:{service}:{region if regional else ''}:{request.account}:{resource}"


def guid() -> str:
    """A fresh GUID, as ARM puts into `resourceGuid` and `etag`."""
    return str(uuid.uuid4())


def now() -> str:
    """The present moment in the form AWS answers it, such as `2026-01-31T12:00:00Z`."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def outside_addresses_in_use(world: World) -> frozenset[str]:
    """Every outside address that some row holds."""
    return frozenset(
        str(row.properties[key]) for row in world.rows() for key in _OUTSIDE_PROPERTIES if row.properties.get(key)
    )


def free_address(pool: IPv4Network, seed: str, taken: AbstractSet[str], limit_code: str) -> str:
    """The first address of a pool that nobody holds, searched from a place that the seed (a URN) decides.

    Args:
        pool: the network to take from; its first and last address are never given.
        seed: decides where the search starts, so that the same thing tends to get the same address again.
        taken: addresses held already.
        limit_code: the cloud's error code when the pool is used up.

    Raises:
        CloudError: the pool is used up.
    """
    size = pool.num_addresses - 2
    start = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % size
    for step in range(size):
        candidate = str(pool[1 + (start + step) % size])
        if candidate not in taken:
            return candidate
    raise CloudError(limit_code, f"No address is left in {pool}.")


def arm_id(subscription: str, resource_group: str, *segments: str) -> str:
    """An ARM id: of the resource group alone, or of a Microsoft.Network resource below it."""
    group = f"/subscriptions/{subscription}/resourceGroups/{resource_group}"
    return f"{group}/providers/Microsoft.Network/{'/'.join(segments)}" if segments else group


def arm_segment(resource_id: str, collection: str) -> str:
    """The name after a collection of an ARM id, such as the one after `virtualNetworks`; "" when there is none."""
    parts = resource_id.split("/")
    lowered = [part.lower() for part in parts]
    place = lowered.index(collection.lower()) + 1 if collection.lower() in lowered else len(parts)
    return parts[place] if place < len(parts) else ""


def same(left: str, right: str) -> bool:
    """Whether two Azure names or ARM ids are the same; Azure ignores their case."""
    return left.lower() == right.lower()


def under(resource_ids: Iterable[str], parent: str) -> list[str]:
    """The ids that lie below a parent id."""
    root = parent.lower() + "/"
    return [each for each in resource_ids if each.lower().startswith(root)]
