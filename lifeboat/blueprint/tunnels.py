"""Which tunnel goes where, and the addresses inside it."""

from ipaddress import IPv4Network
from typing import Final, Literal

from lifeboat.blueprint.ipsec import SUITES
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel, VpnConnection
from lifeboat.settings import Settings
from lifeboat.settings.cloud_facts import AZURE_APIPA
from lifeboat.settings.interconnect import Interconnect

_NUMBERS: Final[tuple[Literal[1, 2], ...]] = (1, 2)


def inside_range(connection: int, number: Literal[1, 2]) -> IPv4Network:
    """Return the inside /30 of a tunnel, as in Azure's own description of tunnels to AWS.

    The first tunnels of all connections lie in 169.254.21.0/24, the second ones in 169.254.22.0/24, so a connection
    added at the end moves nothing ("Configure a BGP connection between Azure and AWS", table of APIPA addresses).

    Args:
        connection: position of the connection, from 0 to 63.
        number: 1 or 2.

    Raises:
        ValueError: when Azure's range has no /30 left for it.
    """
    area = AZURE_APIPA[number - 1]
    start = int(area.network_address) + 4 * connection
    network = IPv4Network((start, 30))
    if connection < 0 or not network.subnet_of(area):
        raise ValueError(f"{area} has no /30 for connection {connection}")
    return network


def make_interconnect(settings: Settings) -> InterconnectBlueprint:
    """Return the tunnels of a stack."""
    chosen = settings.interconnect
    return InterconnectBlueprint(
        topology=chosen.topology,
        connections=(
            VpnConnection("connection1", gateway_instance="instance0", tunnels=_tunnels(settings.name, 0, chosen)),
        ),
        azure_prefixes=tuple(settings.primary.network.virtual_network.address_space),
        aws_prefixes=(settings.recovery.network.cidr,),
        suite=SUITES[chosen.ipsec],
        dpd_timeout_seconds=chosen.dpd_timeout_seconds,
        # AWS dials: then a tunnel without traffic comes back by itself after a rekey or a restart.
        startup_action="start",
    )


def _tunnels(name: str, connection: int, chosen: Interconnect) -> tuple[Tunnel, ...]:
    settings = (chosen.tunnels.tunnel1, chosen.tunnels.tunnel2)
    taken = {given.inside_cidr for given in settings if given.inside_cidr is not None}
    return tuple(
        _tunnel(
            name,
            number,
            given.inside_cidr or _free(inside_range(connection, number), taken),
            "brought" if given.pre_shared_key else "generated",
            given.key_rotation or chosen.key_rotation,
        )
        for number, given in zip(_NUMBERS, settings, strict=True)
    )


def _tunnel(
    name: str,
    number: Literal[1, 2],
    inside: IPv4Network,
    key_source: Literal["generated", "brought"],
    key_rotation: int,
) -> Tunnel:
    key = f"tunnel{number}"
    return Tunnel(
        key=key,
        number=number,
        inside_cidr=inside,
        aws_inside_address=inside[1],
        azure_inside_address=inside[2],
        key_source=key_source,
        key_rotation=key_rotation,
        local_network_gateway_name=f"{name}-aws-{key}",
        connection_name=f"{name}-to-aws-{key}",
    )


def _free(default: IPv4Network, taken: set[IPv4Network]) -> IPv4Network:
    """Return the default, or the next /30 of its area that nobody chose by hand."""
    area = default.supernet(new_prefix=24)
    candidates = (IPv4Network((start, 30)) for start in range(int(default[0]), int(area.broadcast_address), 4))
    return next(candidate for candidate in candidates if candidate not in taken)
