"""Arithmetic of IPv4 ranges: overlaps, and how networks are cut into subnets that never move."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Network
from typing import Final, Generic, TypeVar

Label = TypeVar("Label")

GATEWAY_SUBNET_PREFIX: Final = 27
"""Longest prefix of a GatewaySubnet (Azure VPN Gateway, "About VPN Gateway configuration settings")."""

VPC_PREFIXES: Final = (16, 28)
"""Shortest and longest prefix of a VPC and of its subnets (Amazon VPC user guide, "VPC CIDR blocks")."""

LONGEST_CUT_VPC_PREFIX: Final = 22
"""Longest prefix of a VPC that is cut automatically: its smallest slots are /28 then, AWS's smallest subnet."""

MOST_ZONES: Final = 8
"""Slots for each role of a cut VPC: AWS Regions have at most six zones."""


@dataclass(frozen=True)
class Claim(Generic[Label]):
    """A range that somebody uses.

    Attributes:
        label: who claims it.
        network: the range.
    """

    label: Label
    network: IPv4Network


def overlaps(claims: Iterable[Claim[Label]]) -> Iterator[tuple[Claim[Label], Claim[Label]]]:
    """Yield pairs of claims that overlap, the wider (or earlier) one first.

    CIDR ranges are nested or disjoint, so one pass over the sorted ranges with the stack of those that enclose the
    present one finds every overlap in n log n. Of several equal ranges each later one is paired with the first.

    Args:
        claims: ranges in any order.
    """
    ordered = sorted(
        enumerate(claims), key=lambda item: (int(item[1].network.network_address), item[1].network.prefixlen, item[0])
    )
    enclosing: list[tuple[int, IPv4Network, Claim[Label]]] = []
    for _, claim in ordered:
        network = claim.network
        first = int(network.network_address)
        while enclosing and enclosing[-1][0] < first:
            enclosing.pop()
        for _, _, outer in enclosing:
            yield outer, claim
        if not enclosing or enclosing[-1][1] != network:
            enclosing.append((int(network.broadcast_address), network, claim))


def last_subnet(network: IPv4Network, prefix: int) -> IPv4Network:
    """Return the last subnet of a length, so that subnets counted from the front do not meet it.

    Args:
        network: the range to cut from.
        prefix: prefix length of the subnet.

    Raises:
        ValueError: when the range is smaller than the subnet.
    """
    if prefix < network.prefixlen:
        raise ValueError(f"{network} is smaller than a /{prefix}")
    return IPv4Network((int(network.broadcast_address) + 1 - (1 << (32 - prefix)), prefix))


class SubnetRole(IntEnum):
    """What a subnet of the recovery VPC is for; the number is the length added to the VPC's prefix for a slot."""

    RECOVERY = 4
    STAGING = 5
    PUBLIC = 6


_AREA_START: Final = {SubnetRole.RECOVERY: 0, SubnetRole.STAGING: 8, SubnetRole.PUBLIC: 12}
# In sixteenths of the VPC: recovery has the first half, staging a quarter, public an eighth, an eighth stays free.


def vpc_slot(vpc: IPv4Network, role: SubnetRole, position: int) -> IPv4Network:
    """Return the subnet of a role for the zone at a position.

    Each role has an area of its own with eight slots, so a zone added at the end takes the next slot of each area
    and nothing that exists moves.

    Args:
        vpc: the VPC's range, /16 to /22.
        role: what the subnet is for.
        position: the zone's place in the list of zones, from 0 to 7.

    Raises:
        ValueError: when the VPC is too small to cut or there is no such slot.
    """
    if vpc.prefixlen > LONGEST_CUT_VPC_PREFIX or not 0 <= position < MOST_ZONES:
        raise ValueError(f"{vpc} has no {role.name.lower()} slot {position}")
    prefix = vpc.prefixlen + role
    start = int(vpc.network_address) + _AREA_START[role] * (vpc.num_addresses // 16)
    return IPv4Network((start + position * (1 << (32 - prefix)), prefix))


def drill_slots(cidr: IPv4Network) -> int:
    """Return for how many zones a drill range has subnets.

    Args:
        cidr: a range of its own, /16 to /28. One that is too small to cut like a VPC is cut into /28s.
    """
    return MOST_ZONES if cidr.prefixlen <= LONGEST_CUT_VPC_PREFIX else 1 << (VPC_PREFIXES[1] - cidr.prefixlen)


def drill_slot(cidr: IPv4Network, position: int) -> IPv4Network:
    """Return the drill subnet for the zone at a position, in a range of the drill network's own.

    Args:
        cidr: the drill range, /16 to /28.
        position: the zone's place in the list of zones.

    Raises:
        ValueError: when there is no such slot.
    """
    if cidr.prefixlen <= LONGEST_CUT_VPC_PREFIX:
        return vpc_slot(cidr, SubnetRole.RECOVERY, position)
    if not 0 <= position < drill_slots(cidr):
        raise ValueError(f"{cidr} has no drill slot {position}")
    size = 1 << (32 - VPC_PREFIXES[1])
    return IPv4Network((int(cidr.network_address) + position * size, VPC_PREFIXES[1]))
