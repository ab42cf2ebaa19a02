"""The one table of what the clouds do with a change, over all topics, and what is on no row of it."""

from collections.abc import Iterable, Mapping
from typing import Final

from lifeboat.consequences.aws_gateways import AWS_GATEWAYS
from lifeboat.consequences.azure import AZURE
from lifeboat.consequences.endpoints import ENDPOINTS
from lifeboat.consequences.identity import IDENTITY
from lifeboat.consequences.interconnect import TUNNELS
from lifeboat.consequences.keys import KEYS
from lifeboat.consequences.model import UNHURT, Kind
from lifeboat.consequences.networks import BESIDE, FOUNDATION, NETWORKS
from lifeboat.consequences.replication import REPLICATION
from lifeboat.consequences.watching import WATCHING

KINDS: Final[Mapping[str, Kind]] = {**TUNNELS, **AWS_GATEWAYS}
"""Every type that the components of the interconnect make for its tunnels, by token."""

TABLE: Final[Mapping[str, Kind]] = {
    **KINDS, **FOUNDATION, **NETWORKS, **ENDPOINTS, **REPLICATION, **KEYS, **IDENTITY, **WATCHING, **AZURE,
}  # fmt: skip
"""Every type that any component makes in a cloud, by token."""

HARMLESS: Final[Mapping[str, str]] = {
    "pulumi:pulumi:Stack": "the stack itself; no cloud has it",
    "pulumi:providers:aws": "settings of a provider; no cloud has it, and what it makes is judged by itself",
    "pulumi:providers:azure-native": "settings of a provider; no cloud has it, and what it makes is judged by itself",
    "pulumi:providers:random": "settings of a provider; no cloud has it, and what it makes is judged by itself",
    "lifeboat:*": "a component; no cloud has it, and what is in it is judged by itself",
}
"""Why types, by pattern of token, are in no row: nothing of them can be lost."""


def kind_of(token: str, *, carries_tunnels: bool = True) -> Kind | None:
    """Return how a type takes changes; None for one that is in no row.

    Args:
        token: type token.
        carries_tunnels: whether the tunnels stand on this resource; a few types are also used elsewhere.
    """
    return (None if carries_tunnels else BESIDE.get(token)) or TABLE.get(token)


def is_harmless(token: str) -> bool:
    """Return whether nothing of a type can be lost, whatever happens to it."""
    return token in HARMLESS or token.startswith("lifeboat:")


def minutes_taken(token: str, operation: str, paths: Iterable[str] = ()) -> tuple[int, str]:
    """Return how long a cloud usually works on one step, and where that is documented.

    Args:
        token: type token.
        operation: `create`, `update`, `replace` or `delete`; anything else takes no time.
        paths: places that an update changes. Those that hurt nothing take no time, and none takes longer than
            something is down by it.

    Returns:
        Minutes, 0 for less than one or for a type that is not in the table, and the source, "-" where there is none.
    """
    kind = TABLE.get(token)
    if kind is None:
        return 0, "-"
    takes = kind.takes
    told = [kind.in_place(path) for path in paths]
    working = max((takes.update if one is None else one.minutes for one in told if one is not UNHURT), default=0)
    minutes = {
        "create": takes.create,
        "delete": takes.delete,
        "replace": takes.delete + takes.create,
        "update": min(takes.update, working),
    }.get(operation, 0)
    return minutes, takes.source if minutes else "-"
