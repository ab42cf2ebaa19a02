"""Which link-local /30 each tunnel has inside.

Every tunnel has candidates of its own, so what one tunnel gets never depends on another: a connection that is added
moves nothing. The first candidates are the table of "Configure a BGP connection between Azure and AWS": the first
tunnels of all connections in 169.254.21.0/24, the second ones in 169.254.22.0/24.
"""

from collections.abc import Collection, Iterator
from ipaddress import IPv4Network
from typing import Final, Literal

from lifeboat.cloud_facts import AZURE_APIPA

CONNECTIONS: Final = 2
"""Most AWS VPN connections of a topology; their candidates take turns."""

_PREFIX: Final = 30
_STEP: Final = CONNECTIONS * (1 << (32 - _PREFIX))


def candidates(connection: int, number: Literal[1, 2]) -> Iterator[IPv4Network]:
    """Yield the /30s a tunnel may have, in order.

    Args:
        connection: position of its AWS VPN connection, 0 or 1.
        number: which of its connection's tunnels.
    """
    area = AZURE_APIPA[number - 1]
    first = int(area.network_address) + connection * (_STEP // CONNECTIONS)
    for start in range(first, int(area.broadcast_address), _STEP):
        # AWS reserves none of Azure's, which a test holds on to.
        yield IPv4Network((start, _PREFIX))


def allocate(connection: int, number: Literal[1, 2], taken: Collection[IPv4Network]) -> IPv4Network | None:
    """Return the inside /30 of a tunnel that has none of its own.

    Args:
        connection: position of its AWS VPN connection, 0 or 1.
        number: which of its connection's tunnels.
        taken: /30s that other connections of the same gateways use.

    Returns:
        The first candidate that is not taken; None when all are.
    """
    return next((network for network in candidates(connection, number) if network not in taken), None)
