"""Problems of sizes: subnets of the recovery and drill VPC that cannot hold the servers that are expected."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from lifeboat.ranges import LONGEST_CUT_VPC_PREFIX, VPC_PREFIXES, SubnetRole, drill_slot, drill_slots
from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.recovery import CreatedVpc
from lifeboat.settings.subnet_sizes import SubnetNeeds, given_ranges, longest_prefixes, subnet_needs, vpc_layout
from lifeboat.sizing.staging import OTHER_ADDRESSES, RESERVED_ADDRESSES, subnet_prefix
from lifeboat.vpc_layout import prefix_with_room

_VPC: Path = ("recovery", "network")
_DRILL: Path = ("recovery", "drill", "cidr")
_SIZING: tuple[Path, ...] = tuple(("sizing", key) for key in ("servers", "volumes", "servers_per_wave"))


def subnet_size_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the subnets, and the VPC they are cut from, that are too small for the servers that are expected."""
    needs = subnet_needs(settings)
    yield from _cut(settings, needs)
    yield from _given_staging(settings, needs)
    yield from _given_recovery(settings, needs)
    yield from _drill(settings, needs)


def _cut(settings: Settings, needs: SubnetNeeds) -> Iterator[Problem]:
    network, zones = settings.recovery.network, len(settings.recovery.zones)
    if not isinstance(network, CreatedVpc) or not (VPC_PREFIXES[0] <= network.cidr.prefixlen <= LONGEST_CUT_VPC_PREFIX):
        return
    roles = {role for role, _ in vpc_layout(settings, network).missing} - {SubnetRole.PUBLIC}
    if network.egress in {"nat", "one-nat"} and not roles:
        roles = {role for role, _ in vpc_layout(settings, network).missing}
    if not roles:
        return
    wide = prefix_with_room(network.cidr, zones, longest_prefixes(needs, zones), given_ranges(network))
    yield Problem(
        (*_VPC, "cidr"),
        f"{network.cidr}, {network.cidr.num_addresses} addresses",
        f"/{wide} or larger" if wide else "a plan that fits into a /16, AWS's widest VPC",
        f"{needs.servers} servers need {needs.staging_addresses} addresses in the first staging subnet"
        f" ({needs.replication_servers} replication servers, {needs.conversion_servers} conversion servers,"
        f" {OTHER_ADDRESSES} endpoints and attachments, {RESERVED_ADDRESSES} that AWS keeps) and"
        f" {needs.recovery_addresses} in the recovery subnet of each of {zones} zones, as one may have to take all.",
        (f"Use a /{wide}" if wide else "Recover into fewer zones or several stacks")
        + ", or give staging_subnets and recovery_subnets.",
        (*((*_VPC, key) for key in ("staging_subnets", "recovery_subnets", "egress")), ("recovery", "zones"), *_SIZING),
    )


def _given(settings: Settings, role: str) -> Sequence[tuple[Path, IPv4Network]]:
    """The subnets of a role whose ranges settings name, with where they stand; malformed ones left aside."""
    found: list[tuple[Path, IPv4Network]] = []
    for place, subnet in enumerate(getattr(settings.recovery.network, f"{role}_subnets")):
        path: Path = (*_VPC, f"{role}_subnets", place)
        found.append((path, subnet) if isinstance(subnet, IPv4Network) else ((*path, "cidr"), subnet.cidr))
    return found


def _given_staging(settings: Settings, needs: SubnetNeeds) -> Iterator[Problem]:
    for path, cidr in _given(settings, "staging")[:1]:
        if cidr.num_addresses < needs.staging_addresses and cidr.prefixlen <= VPC_PREFIXES[1]:
            prefix = subnet_prefix(needs.staging_addresses)
            yield Problem(
                path,
                f"{cidr}, {cidr.num_addresses} addresses",
                f"/{prefix} or larger, {needs.staging_addresses} addresses",
                f"The replication template names this subnet, and {needs.servers} servers need"
                f" {needs.replication_servers} replication servers and {needs.conversion_servers} conversion servers in"
                f" it, beside {OTHER_ADDRESSES} endpoints and attachments and {RESERVED_ADDRESSES} that AWS keeps.",
                f"Use a /{prefix}, or correct sizing.",
                (*_SIZING, ("replication", "dedicated_servers")),
            )


def _given_recovery(settings: Settings, needs: SubnetNeeds) -> Iterator[Problem]:
    given = _given(settings, "recovery")
    room = sum(_room(cidr) for _, cidr in given)
    if given and room < needs.servers and all(cidr.prefixlen <= VPC_PREFIXES[1] for _, cidr in given):
        yield Problem(
            (*_VPC, "recovery_subnets"),
            f"room for {room} servers in {len(given)} subnet{'' if len(given) == 1 else 's'}",
            f"room for {needs.servers}",
            f"So many are to be recovered; of each subnet AWS keeps {RESERVED_ADDRESSES} addresses and endpoints and"
            f" attachments take {OTHER_ADDRESSES}.",
            "Use larger subnets, or correct sizing.",
            (*(path for path, _ in given), ("recovery", "zones"), *_SIZING),
        )


def _room(cidr: IPv4Network) -> int:
    return max(0, cidr.num_addresses - OTHER_ADDRESSES - RESERVED_ADDRESSES)


def _drill(settings: Settings, needs: SubnetNeeds) -> Iterator[Problem]:
    cidr, zones = settings.recovery.drill.cidr, len(settings.recovery.zones)
    if cidr is None or cidr == settings.recovery.network.cidr or not _has_slots(cidr, zones):
        return
    room = _drill_room(cidr, zones)
    if room < needs.servers:
        wider = [IPv4Network((int(cidr.network_address), p), strict=False) for p in range(16, cidr.prefixlen)]
        enough = max(c.prefixlen for c in wider if _has_slots(c, zones) and _drill_room(c, zones) >= needs.servers)
        yield Problem(
            _DRILL,
            f"{cidr}, room for {room} servers",
            f"/{enough} or larger, room for {needs.servers}",
            "A drill starts all servers that are expected.",
            f"Use a /{enough}, leave it out to use the range of the recovery VPC, or correct sizing.",
            (("recovery", "zones"), (*_VPC, "cidr"), *_SIZING),
        )


def _has_slots(cidr: IPv4Network, zones: int) -> bool:
    return VPC_PREFIXES[0] <= cidr.prefixlen <= VPC_PREFIXES[1] and drill_slots(cidr) >= zones


def _drill_room(cidr: IPv4Network, zones: int) -> int:
    return sum(drill_slot(cidr, place).num_addresses - RESERVED_ADDRESSES for place in range(zones))
