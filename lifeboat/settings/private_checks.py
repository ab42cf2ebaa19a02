"""Problems of private mode: whether endpoints, names and the ways out fit together."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from lifeboat.ranges import GATEWAY_SUBNET_PREFIX, last_subnet
from lifeboat.settings.model import Settings
from lifeboat.settings.primary import Primary
from lifeboat.settings.problems import Path, Problem, render_path

RESOLVER_PREFIXES: Final = (24, 28)
"""Widest and narrowest prefix of a resolver's subnet (Azure DNS Private Resolver, "Subnet restrictions")."""

RESOLVER_REFUSED: Final = (
    IPv4Network("10.0.1.0/24"), IPv4Network("10.0.2.0/23"), IPv4Network("10.0.4.0/22"), IPv4Network("10.0.8.0/21"),
    IPv4Network("10.0.16.0/24"),
)  # fmt: skip
"""10.0.1.0 to 10.0.16.255, which the resolver's service keeps (Azure DNS Private Resolver, "Subnet restrictions")."""

_EGRESS: Final[Path] = ("recovery", "network", "egress")
_DNS: Final[Path] = ("primary", "dns")
_ENDPOINTS: Final[Path] = ("recovery", "endpoints")
_WAY_OUT: Final[Path] = ("primary", "network", "egress", "mode")
_SPACE: Final[Path] = ("primary", "network", "virtual_network", "address_space")
_GATEWAY_SUBNET: Final[Path] = ("primary", "network", "gateway_subnet", "cidr")


def is_private(settings: Settings) -> bool:
    """Return whether DRS is reached through endpoints of the VPC alone."""
    return settings.recovery.network.egress == "private"


def resolver_subnet(primary: Primary) -> IPv4Network | None:
    """Return the range of the DNS private resolver's subnet: the given one, or one cut from a VNet that is made.

    Nothing is known of what an adopted VNet has free, so there it has to be given.
    """
    if primary.dns is None or primary.dns.mode != "resolver":
        return None
    network = primary.network.virtual_network
    if primary.dns.cidr is not None or network.mode == "adopt":
        return primary.dns.cidr
    first = network.address_space[0]
    if first.prefixlen >= GATEWAY_SUBNET_PREFIX:
        return None
    gateway = last_subnet(first, GATEWAY_SUBNET_PREFIX)
    narrowest = RESOLVER_PREFIXES[1]
    return IPv4Network((int(gateway.network_address) - (1 << (32 - narrowest)), narrowest))


def private_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of private mode."""
    if is_private(settings):
        yield from _names_needed(settings)
        yield from _one_way_out(settings)
        yield from _shared_tables(settings)
    else:
        yield from _unused(settings)
    yield from _existing(settings)
    yield from _resolver_addresses(settings)
    yield from _resolver_range(settings)


def _names_needed(settings: Settings) -> Iterator[Problem]:
    if settings.primary.dns is None:
        yield Problem(
            _DNS,
            "nothing",
            "mode: resolver or mode: existing",
            "Source servers find DRS, S3 and STS by names that lead to the endpoints only where AWS answers them.",
            "Choose resolver to have an Azure DNS private resolver made, or existing to forward names from DNS servers"
            " of yours.",
            (_EGRESS,),
        )


def _one_way_out(settings: Settings) -> Iterator[Problem]:
    network = settings.recovery.network
    if network.mode == "adopt" and network.nat_gateway_id is not None:
        yield Problem(
            ("recovery", "network", "nat_gateway_id"),
            f"{network.nat_gateway_id} beside egress: private",
            "nothing",
            "Private mode is endpoints alone: security groups let replication servers out to nothing else.",
            "Remove it, or take egress: existing.",
            (_EGRESS,),
        )


def _shared_tables(settings: Settings) -> Iterator[Problem]:
    """A gateway endpoint changes the way to S3 of everything that uses the table."""
    network = settings.recovery.network
    if network.mode != "adopt" or any(each.service == "s3-gateway" for each in settings.recovery.endpoints.existing):
        return
    for role in ("staging_subnets", "recovery_subnets"):
        for position, subnet in enumerate(getattr(network, role)):
            if subnet.mode == "adopt":
                yield Problem(
                    ("recovery", "network", role, position, "route_table_id"),
                    f"{subnet.route_table_id}, without a gateway endpoint of S3 in recovery.endpoints.existing",
                    "a subnet that is created, or service: s3-gateway in recovery.endpoints.existing",
                    "Lifeboat's gateway endpoint admits DRS's buckets alone and would cut everything else that uses the"
                    " table off from S3.",
                    "Create the subnet, or add a gateway endpoint to the table and name it.",
                    (_EGRESS, (*_ENDPOINTS, "existing"), ("recovery", "network", role, position, "mode")),
                )
                return


def _unused(settings: Settings) -> Iterator[Problem]:
    if settings.primary.dns is not None:
        yield Problem(
            (*_DNS, "mode"),
            f"{settings.primary.dns.mode} without private mode",
            "nothing",
            "Without endpoints there is nothing that names should lead to.",
            "Remove primary.dns, or set recovery.network.egress to private.",
            (_EGRESS, _DNS),
        )
    if settings.primary.network.egress.mode == "none":
        yield Problem(
            _WAY_OUT,
            "none without private mode",
            "create, adopt or existing",
            "Source servers reach DRS, S3 and STS on TCP 443, and no endpoints are made for them.",
            "Choose a way out, or set recovery.network.egress to private.",
            (_EGRESS,),
        )


def _existing(settings: Settings) -> Iterator[Problem]:
    found = settings.recovery.endpoints
    path: Path = (*_ENDPOINTS, "existing")
    if settings.recovery.network.mode == "create" and (found.existing or found.resolver_addresses):
        yield Problem(
            _ENDPOINTS,
            "endpoints of a VPC that is to be created",
            "nothing",
            "A VPC that does not exist yet has none.",
            "Remove the block, or adopt the VPC.",
            (("recovery", "network", "mode"), path, (*_ENDPOINTS, "resolver_addresses")),
        )
    services = [each.service for each in found.existing]
    for position, service in enumerate(services):
        first = services.index(service)
        if first < position:
            yield Problem(
                (*path, position, "service"),
                f"{service}, as in {render_path((*path, first, 'service'))}",
                "each service once",
                "One endpoint of a service answers to its name in a VPC.",
                "Remove one of them.",
                ((*path, first, "service"),),
            )


def _resolver_addresses(settings: Settings) -> Iterator[Problem]:
    vpc = settings.recovery.network.cidr
    path: Path = (*_ENDPOINTS, "resolver_addresses")
    addresses = settings.recovery.endpoints.resolver_addresses
    for position, address in enumerate(addresses):
        first = addresses.index(address)
        if first < position:
            why = "Two addresses are there so that one may be away."
            yield Problem(
                (*path, position), str(address), "each address once", why, "Name the other one.", ((*path, first),)
            )
        if address not in vpc:
            yield Problem(
                (*path, position),
                str(address),
                f"an address inside {vpc}",
                "Only a resolver of the VPC itself knows the private names of its endpoints.",
                "Name the addresses of an inbound endpoint of the VPC, or none to have one made.",
                (("recovery", "network", "cidr"),),
            )


def _resolver_range(settings: Settings) -> Iterator[Problem]:
    dns, primary = settings.primary.dns, settings.primary
    if dns is None:
        return
    path: Path = (*_DNS, "cidr")
    if dns.mode == "existing":
        if dns.cidr is not None:
            why = "Nothing is made in Azure, so the range would stay unused."
            yield Problem(path, f"{dns.cidr} beside mode: existing", "nothing", why, "Remove it.", ((*_DNS, "mode"),))
        return
    subnet = resolver_subnet(primary)
    if subnet is None:
        adopted = primary.network.virtual_network.mode == "adopt"
        yield Problem(
            path,
            "nothing",
            "a free range of the VNet, /24 to /28",
            "What an adopted VNet has free is not known." if adopted else "The first range is too small to cut it.",
            "Give a /28 that nothing uses.",
            ((*_SPACE, 0), ("primary", "network", "virtual_network", "mode"), (*_DNS, "mode")),
        )
        return
    yield from _resolver_subnet_problems(settings, subnet, path if dns.cidr else (*_DNS, "mode"))


def _resolver_subnet_problems(settings: Settings, subnet: IPv4Network, path: Path) -> Iterator[Problem]:
    network = settings.primary.network
    space = network.virtual_network.address_space
    source: tuple[Path, ...] = ((*_SPACE, 0), (*_DNS, "cidr"))
    widest, narrowest = RESOLVER_PREFIXES
    if not widest <= subnet.prefixlen <= narrowest:
        why = "Azure takes no other size for a resolver's subnet."
        yield Problem(path, str(subnet), f"/{widest} to /{narrowest}", why, "Use a /28.", source)
    if any(subnet.overlaps(kept) for kept in RESOLVER_REFUSED):
        yield Problem(
            path,
            f"{subnet}, inside 10.0.1.0 to 10.0.16.255",
            "a range outside 10.0.1.0 to 10.0.16.255",
            "Azure's resolver keeps those addresses for itself.",
            "Choose another range of the VNet.",
            source,
        )
    if not any(subnet.subnet_of(each) for each in space):
        ranges = ", ".join(map(str, space))
        why = "A subnet lies in its VNet."
        yield Problem(path, str(subnet), f"a range inside {ranges}", why, f"Choose one inside {ranges}.", source)
    gateway = network.gateway_subnet.cidr or last_subnet(space[0], max(GATEWAY_SUBNET_PREFIX, space[0].prefixlen))
    taken = [(_GATEWAY_SUBNET, gateway)] + [
        (("primary", "network", "workload_subnets", position, "cidr"), each.cidr)
        for position, each in enumerate(network.workload_subnets)
    ]
    for label, other in taken:
        if subnet.overlaps(other):
            yield Problem(
                path,
                f"{subnet}, overlaps {render_path(label)} {other}",
                "a range of its own",
                "The subnet is delegated to the resolver, and nothing else may be in it.",
                "Set primary.dns.cidr to a range that nothing uses.",
                (label, *source),
            )
