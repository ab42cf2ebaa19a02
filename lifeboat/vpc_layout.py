"""How a VPC is cut into subnets of the sizes that are needed. Most subnets keep to the fixed slots of `ranges`.

A subnet that needs more than its slot is put at the highest free place instead, where no zone's slot is or that of
zones that hardly anybody has. Zones are cut one after the other and sizes do not depend on how many there are, so a
zone added at the end moves nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from lifeboat.ranges import LONGEST_CUT_VPC_PREFIX, MOST_ZONES, VPC_PREFIXES, SubnetRole, vpc_slot

_ORDER: Final = (SubnetRole.PUBLIC, SubnetRole.STAGING, SubnetRole.RECOVERY)


@dataclass(frozen=True)
class Layout:
    """A VPC that was cut.

    Attributes:
        subnets: range by role and the zone's place; a given one where there is one.
        missing: what there was no room for, by role and the zone's place.
    """

    subnets: Mapping[tuple[SubnetRole, int], IPv4Network]
    missing: tuple[tuple[SubnetRole, int], ...]


def openings_slot(cidr: IPv4Network) -> IPv4Network:
    """Return where the drill VPC has the endpoints that lead into it: the last public slot, which no zone ever has.

    They have a subnet of their own, so that no endpoint holds an address that a drilled server is to have.

    Args:
        cidr: a range that is cut, /16 to /22.
    """
    return vpc_slot(cidr, SubnetRole.PUBLIC, MOST_ZONES - 1)


def lay_out(
    vpc: IPv4Network,
    zones: int,
    prefixes: Mapping[tuple[SubnetRole, int], int],
    given: Mapping[SubnetRole, Sequence[IPv4Network]],
) -> Layout:
    """Return the subnets of a VPC: slots where those are large enough, else the highest free place.

    Args:
        vpc: its range, /16 to /22.
        zones: how many.
        prefixes: the longest prefix a subnet may have, by role and the zone's place; any where there is none.
        given: ranges that settings name, one a zone, by role; they are not cut.
    """
    placed = {(role, place): cidr for role, ranges in given.items() for place, cidr in enumerate(ranges[:zones])}
    cut = [openings_slot(vpc)]
    missing = []
    for zone in range(zones):
        # Given ranges of later zones are not looked at: naming one more must not move what is cut already.
        known = [cidr for (_, place), cidr in placed.items() if place <= zone]
        for role in _ORDER:
            if (role, zone) in placed:
                continue
            subnet = _place(vpc, vpc_slot(vpc, role, zone), prefixes.get((role, zone), VPC_PREFIXES[1]), cut, known)
            if subnet is None:
                missing.append((role, zone))
            else:
                cut.append(subnet)
                placed[role, zone] = subnet
    return Layout(placed, tuple(missing))


def _place(
    vpc: IPv4Network, slot: IPv4Network, longest: int, cut: Sequence[IPv4Network], known: Sequence[IPv4Network]
) -> IPv4Network | None:
    if slot.prefixlen <= longest and not any(slot.overlaps(other) for other in cut):
        return slot  # even where a given range overlaps it: that is for the person to mend
    return highest_free(vpc, min(slot.prefixlen, longest), [*cut, *known])


def highest_free(network: IPv4Network, prefix: int, taken: Sequence[IPv4Network]) -> IPv4Network | None:
    """Return the highest range of a length that nothing overlaps; None when there is none.

    Args:
        network: the range to look in.
        prefix: length of the range that is looked for.
        taken: ranges that are used.
    """
    if prefix < network.prefixlen:
        return None
    size = 1 << (32 - prefix)
    for start in range(int(network.broadcast_address) + 1 - size, int(network.network_address) - 1, -size):
        candidate = IPv4Network((start, prefix))
        if not any(candidate.overlaps(other) for other in taken):
            return candidate
    return None


def prefix_with_room(
    vpc: IPv4Network,
    zones: int,
    prefixes: Mapping[tuple[SubnetRole, int], int],
    given: Mapping[SubnetRole, Sequence[IPv4Network]],
) -> int | None:
    """Return the longest prefix of a VPC that everything fits into; None when not even a /16 is large enough.

    Args:
        vpc: the range that is too small.
        zones: how many.
        prefixes: the longest prefix a subnet may have, by role and the zone's place.
        given: which roles have ranges of their own.
    """
    for prefix in range(min(vpc.prefixlen, LONGEST_CUT_VPC_PREFIX), VPC_PREFIXES[0] - 1, -1):
        wider = IPv4Network((int(vpc.network_address), prefix), strict=False)
        if not lay_out(wider, zones, prefixes, given).missing:
            return prefix
    return None
