"""What is drawn: both clouds, their networks, gateways, tunnels and boundaries, as frozen plain data.

A landscape is made from a blueprint or from the resources of a stack; both name an element by the same key, the name of
the resource in the program (or, for what exists already, its id or name in the cloud), so that two landscapes can be
compared element by element.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from lifeboat.pictures.elements import (
    AFTER,
    ELSEWHERE,
    GATEWAY_WORDS,
    Attachment,
    Boundary,
    Element,
    Gateway,
    GatewayKind,
    Network,
    Route,
    Rule,
    Site,
    Staging,
    Subnet,
    Tunnel,
)

__all__ = [
    "AFTER",
    "ELSEWHERE",
    "GATEWAY_WORDS",
    "Attachment",
    "Boundary",
    "Element",
    "Gateway",
    "GatewayKind",
    "Landscape",
    "Network",
    "Route",
    "Rule",
    "Site",
    "Staging",
    "Subnet",
    "Tunnel",
    "sorted_landscape",
]


@dataclass(frozen=True)
class Landscape:
    """Everything that is drawn; each tuple is sorted by key.

    Attributes:
        title: what the picture is called: the stack.
        networks: VNets, VPCs and ranges elsewhere.
        subnets: of them.
        gateways: at their edges.
        attachments: between them.
        tunnels: between the clouds.
        boundaries: security groups of both clouds.
        routes: that lead out of VPCs.
        stagings: of DRS; one, unless the stack is unusual.
    """

    title: str
    networks: tuple[Network, ...] = ()
    subnets: tuple[Subnet, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    tunnels: tuple[Tunnel, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    routes: tuple[Route, ...] = ()
    stagings: tuple[Staging, ...] = ()

    def elements(self) -> Iterator[Element]:
        """Yield everything, kind by kind."""
        for field in fields(self)[1:]:
            yield from getattr(self, field.name)


def sorted_landscape(title: str, elements: Iterator[Element]) -> Landscape:
    """Return a landscape of elements in any order; of two with one kind and key the first is kept.

    Args:
        title: what the picture is called.
        elements: what is drawn.
    """
    kinds: dict[type[Element], dict[str, Element]] = {}
    for element in elements:
        kinds.setdefault(type(element), {}).setdefault(element.key, element)

    def of(kind: type[Element]) -> tuple[Element, ...]:
        return tuple(element for _, element in sorted(kinds.get(kind, {}).items()))

    classes = (Network, Subnet, Gateway, Attachment, Tunnel, Boundary, Route, Staging)
    names = [field.name for field in fields(Landscape)[1:]]
    return Landscape(title, **{name: of(kind) for name, kind in zip(names, classes, strict=True)})  # type: ignore[arg-type]
