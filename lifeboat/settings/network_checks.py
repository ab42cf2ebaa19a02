"""Problems inside one cloud's network: subnets, sizes, zones, what is created beside what is adopted."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from types import MappingProxyType

from lifeboat.ranges import (
    GATEWAY_SUBNET_PREFIX,
    LONGEST_CUT_VPC_PREFIX,
    VPC_PREFIXES,
    Claim,
    SubnetRole,
    drill_slots,
    last_subnet,
    overlaps,
)
from lifeboat.settings.model import Settings
from lifeboat.settings.primary import Primary
from lifeboat.settings.problems import Path, Problem, render_path
from lifeboat.settings.recovery import CreatedVpc, Recovery
from lifeboat.settings.subnet_sizes import vpc_layout

LONGEST_AZURE_SUBNET_PREFIX = 29
"""Longest prefix of an Azure subnet (Azure Virtual Network FAQ)."""

_NETWORK: Path = ("primary", "network")
_SPACE: Path = (*_NETWORK, "virtual_network", "address_space")
_GATEWAY_SUBNET: Path = (*_NETWORK, "gateway_subnet", "cidr")
_VPC: Path = ("recovery", "network")
_CUT_BY: tuple[Path, ...] = tuple((*_VPC, key) for key in ("egress", "staging_subnets", "recovery_subnets"))
# What decides which subnets are cut from the VPC.


def primary_network_checks(primary: Primary) -> Iterator[Problem]:
    """Yield the problems of the VNet and its subnets."""
    yield from _adopted_parents(primary)
    yield from _gateway_subnet(primary)
    yield from _workload_subnets(primary)
    yield from _way_out(primary)


def recovery_network_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of the VPC and its subnets."""
    recovery = settings.recovery
    yield from _zones(recovery)
    for path, network in _vpc_ranges(recovery):
        if not VPC_PREFIXES[0] <= network.prefixlen <= VPC_PREFIXES[1]:
            yield Problem(path, str(network), "/16 to /28", "AWS makes no VPC of another size.", "Choose another size.")
    yield from _subnet_counts(recovery)
    yield from _vpc_subnets(settings)
    yield from _drill_slots(recovery)


def _zones(recovery: Recovery) -> Iterator[Problem]:
    for position, zone in enumerate(recovery.zones):
        if zone[:-1] != recovery.region:
            yield Problem(
                ("recovery", "zones", position),
                zone,
                f"a zone of {recovery.region}",
                "All subnets are in one Region.",
                f"Use {recovery.region}a or another of its zones.",
                (("recovery", "region"),),
            )
        first = recovery.zones.index(zone)
        if first < position:
            yield Problem(
                ("recovery", "zones", position),
                f"{zone}, as in recovery.zones[{first}]",
                "each zone once",
                "A zone gets one staging and one recovery subnet.",
                "Remove the repeated zone.",
                (("recovery", "zones", first),),
            )


def _drill_slots(recovery: Recovery) -> Iterator[Problem]:
    cidr, zones = recovery.drill.cidr, len(recovery.zones)
    if cidr is None or cidr == recovery.network.cidr or not VPC_PREFIXES[0] <= cidr.prefixlen <= VPC_PREFIXES[1]:
        return
    slots = drill_slots(cidr)
    if slots < zones:
        yield Problem(
            ("recovery", "drill", "cidr"),
            f"{cidr}, room for {slots} subnet{'' if slots == 1 else 's'}",
            f"a range with room for {zones} subnets, one a zone",
            "A drill starts servers in the zones in which they would be recovered.",
            "Choose a larger range, or leave it out to use that of the recovery VPC.",
            (("recovery", "zones"), (*_VPC, "cidr")),
        )


def _adopted_parents(primary: Primary) -> Iterator[Problem]:
    network = primary.network.virtual_network
    if network.mode == "adopt" and network.resource_group is None and primary.resource_group.mode == "create":
        yield Problem(
            (*_NETWORK, "virtual_network", "resource_group"),
            "nothing",
            "the resource group the VNet is in",
            "The VNet exists, but primary.resource_group is to be created.",
            "Name the VNet's resource group, or adopt primary.resource_group.",
            (("primary", "resource_group", "mode"), (*_NETWORK, "virtual_network", "mode")),
        )
    if network.mode == "create" and primary.network.gateway_subnet.mode == "adopt":
        yield Problem(
            (*_NETWORK, "gateway_subnet", "mode"),
            "adopt",
            "create",
            "The VNet is to be created, so it has no GatewaySubnet yet.",
            "Create the GatewaySubnet, or adopt the VNet.",
            ((*_NETWORK, "virtual_network", "mode"),),
        )


def _gateway_subnet_range(primary: Primary) -> IPv4Network | None:
    space = primary.network.virtual_network.address_space[0]
    given = primary.network.gateway_subnet.cidr
    if given is not None or space.prefixlen > GATEWAY_SUBNET_PREFIX:
        return given
    return last_subnet(space, GATEWAY_SUBNET_PREFIX)


def _gateway_subnet(primary: Primary) -> Iterator[Problem]:
    network = _gateway_subnet_range(primary)
    if network is None:
        first = primary.network.virtual_network.address_space[0]
        yield Problem(
            (*_SPACE, 0),
            str(first),
            f"/{GATEWAY_SUBNET_PREFIX} or larger",
            "The GatewaySubnet is cut from it.",
            "Give a larger range, or set primary.network.gateway_subnet.cidr.",
            (_GATEWAY_SUBNET, _GATEWAY_SUBNET[:-1]),
        )
        return
    if network.prefixlen > GATEWAY_SUBNET_PREFIX:
        yield Problem(
            _GATEWAY_SUBNET,
            str(network),
            f"/{GATEWAY_SUBNET_PREFIX} or larger",
            "Azure asks for it for every VPN gateway but Basic.",
            f"Use a /{GATEWAY_SUBNET_PREFIX}.",
        )
    yield from _outside(_GATEWAY_SUBNET, network, primary.network.virtual_network.address_space, _SPACE, "VNet")


def _workload_subnets(primary: Primary) -> Iterator[Problem]:
    subnets = primary.network.workload_subnets
    path: Path = (*_NETWORK, "workload_subnets")
    names: dict[str, int] = {}
    for position, subnet in enumerate(subnets):
        here = (*path, position)
        yield from _outside((*here, "cidr"), subnet.cidr, primary.network.virtual_network.address_space, _SPACE, "VNet")
        if subnet.cidr.prefixlen > LONGEST_AZURE_SUBNET_PREFIX:
            why = "Azure keeps five addresses of each subnet for itself."
            yield Problem((*here, "cidr"), str(subnet.cidr), "/29 or larger", why, "Choose a larger range.")
        first = names.setdefault(subnet.name.lower(), position)
        if first < position or subnet.name.lower() == "gatewaysubnet":
            why = "Subnet names are unique in a VNet, and GatewaySubnet is the gateway's."
            yield Problem(
                (*here, "name"), subnet.name, "a name of its own", why, "Rename it.", ((*path, first, "name"),)
            )
    claims = [Claim((*path, i, "cidr"), subnet.cidr) for i, subnet in enumerate(subnets)]
    gateway_range = _gateway_subnet_range(primary)
    if gateway_range is not None:
        claims.insert(0, Claim(_GATEWAY_SUBNET, gateway_range))
    # A GatewaySubnet that is not given is cut from the first range.
    yield from _subnets_overlap(claims, {_GATEWAY_SUBNET: ((*_SPACE, 0),)})


def _way_out(primary: Primary) -> Iterator[Problem]:
    mode, made_here = primary.network.egress.mode, bool(primary.network.workload_subnets)
    if mode == "none" or made_here == (mode != "existing"):
        return
    if made_here:
        found, allowed = "existing beside workload_subnets", "create or adopt"
        why = "Subnets made here are private and get no route table, so no way out but a NAT gateway would reach them."
        fix = "Create or adopt a NAT gateway, or make the subnets and their routes yourself and empty workload_subnets."
    else:
        found, allowed = f"{mode} without workload_subnets", "existing, with described_as"
        why = "A NAT gateway serves the subnets made here, and none are; servers elsewhere need a way out all the same."
        fix = "Say mode: existing and describe the way out of the existing subnets, or add workload_subnets."
    path: Path = (*_NETWORK, "egress", "mode")
    yield Problem(path, found, allowed, why, fix, ((*_NETWORK, "workload_subnets"),))


def _vpc_ranges(recovery: Recovery) -> Iterator[tuple[Path, IPv4Network]]:
    yield (*_VPC, "cidr"), recovery.network.cidr
    if recovery.drill.cidr is not None:
        yield ("recovery", "drill", "cidr"), recovery.drill.cidr


def _subnet_counts(recovery: Recovery) -> Iterator[Problem]:
    network, zones = recovery.network, len(recovery.zones)
    for role in ("staging_subnets", "recovery_subnets"):
        count = len(getattr(network, role))
        if count not in ({0, zones} if network.mode == "create" else {zones}):
            yield Problem(
                (*_VPC, role),
                f"{count} subnets for {zones} zones",
                f"{zones}, one a zone" + (", or none" if network.mode == "create" else ""),
                "Each zone has one staging and one recovery subnet.",
                "Name one a zone in the order of recovery.zones.",
                (("recovery", "zones"),),
            )


def _vpc_subnets(settings: Settings) -> Iterator[Problem]:
    recovery = settings.recovery
    claims = list(given_subnets(recovery))
    for claim in claims:
        yield from _outside(claim.label, claim.network, [recovery.network.cidr], (*_VPC, "cidr"), "VPC")
        if claim.network.prefixlen > VPC_PREFIXES[1]:
            yield Problem(claim.label, str(claim.network), "/16 to /28", "AWS refuses smaller subnets.", "Use a /28.")
    if isinstance(recovery.network, CreatedVpc):
        cut = [role for role in SubnetRole if _is_cut(recovery.network, role)]
        if cut and recovery.network.cidr.prefixlen > LONGEST_CUT_VPC_PREFIX:
            yield Problem(
                (*_VPC, "cidr"),
                str(recovery.network.cidr),
                f"/16 to /{LONGEST_CUT_VPC_PREFIX}",
                f"The {' and '.join(role.name.lower() for role in cut)} subnets are cut from it.",
                "Use a larger range, or give staging_subnets and recovery_subnets and egress private or none.",
                _CUT_BY,
            )
        else:
            subnets = vpc_layout(settings, recovery.network).subnets.items()
            claims += [Claim((*_VPC, "cidr"), cidr) for (role, _), cidr in subnets if role in cut]
    yield from _subnets_overlap(claims, {(*_VPC, "cidr"): _CUT_BY})


def given_subnets(recovery: Recovery) -> Iterator[Claim[Path]]:
    """Yield the subnets whose ranges are written in the settings, labelled with their paths."""
    for role in ("staging_subnets", "recovery_subnets"):
        for position, subnet in enumerate(getattr(recovery.network, role)):
            if isinstance(subnet, IPv4Network):
                yield Claim((*_VPC, role, position), subnet)
            else:
                yield Claim((*_VPC, role, position, "cidr"), subnet.cidr)


def _is_cut(network: CreatedVpc, role: SubnetRole) -> bool:
    if role is SubnetRole.PUBLIC:
        return network.egress not in {"none", "private"}
    return not (network.staging_subnets if role is SubnetRole.STAGING else network.recovery_subnets)


def _outside(
    path: Path, subnet: IPv4Network, networks: Sequence[IPv4Network], networks_path: Path, kind: str
) -> Iterator[Problem]:
    if not any(subnet.subnet_of(network) for network in networks):
        ranges = ", ".join(str(network) for network in networks)
        yield Problem(
            path,
            f"{subnet}, outside {render_path(networks_path)}",
            f"a range inside {ranges}",
            f"A subnet lies in its {kind}.",
            f"Choose a range inside {ranges}.",
            (networks_path, *((*networks_path, position) for position in range(len(networks)))),
        )


def _subnets_overlap(
    claims: Sequence[Claim[Path]], derived_from: Mapping[Path, Sequence[Path]] = MappingProxyType({})
) -> Iterator[Problem]:
    order = {id(claim): position for position, claim in enumerate(claims)}
    for pair in overlaps(claims):
        older, newer = sorted(pair, key=lambda claim: order[id(claim)])
        yield Problem(
            newer.label if newer.label != (*_VPC, "cidr") else older.label,
            f"{newer.network}, overlaps {render_path(older.label)} {older.network}",
            "subnets that do not overlap",
            "An address belongs to one subnet.",
            f"Choose a range outside {older.network}.",
            (older.label, newer.label, *(source for end in pair for source in derived_from.get(end.label, ()))),
        )
