"""The topology as text, for those who do not see the picture."""

from collections.abc import Iterator

from lifeboat.blueprint.tables import text_table
from lifeboat.pictures.compare import SIGNS, Comparison, Mark, compare, shown
from lifeboat.pictures.isolation import Isolation, isolations
from lifeboat.pictures.landscape import (
    GATEWAY_WORDS,
    Attachment,
    Boundary,
    Element,
    Gateway,
    Landscape,
    Network,
    Route,
    Staging,
    Subnet,
    Tunnel,
)
from lifeboat.pictures.legend import summary

_ORDER: tuple[Mark, ...] = ("removed", "changed", "added")


def name_of(element: Element) -> str:
    """Return what an element is called: its kind and name."""
    kind: str
    match element:
        case Network() | Attachment() | Boundary():
            kind = element.kind
        case Gateway():
            kind = GATEWAY_WORDS[element.kind]
        case Tunnel():
            kind = "" if element.used else "not used:"
        case Subnet() | Route() | Staging():
            kind = {Subnet: "subnet", Route: "route", Staging: "DRS"}[type(element)]
    return f"{kind} {element.label}".strip()


def facts_of(element: Element, names: dict[str, str]) -> str:
    """Return what there is to say of an element.

    Args:
        element: of a landscape.
        names: what each key is called.
    """
    match element:
        case Network():
            parts = [shown(element.ranges) if element.ranges else element.unknown, element.region]
        case Subnet():
            inside = names.get(element.network, element.network)
            parts = [shown(element.ranges) if element.ranges else element.unknown, element.zone, f"in {inside}"]
        case Gateway():
            parts = [", ".join(element.addresses), f"AS {element.asn}" if element.asn else "", element.detail]
            parts.append(f"in {names.get(element.network, element.network)}" if element.network else "")
        case Attachment():
            parts = [" and ".join(names.get(end, end) or "not known yet" for end in element.ends)]
        case Tunnel():
            parts = [
                f"inside {element.inside or 'not known yet'}",
                f"Azure {element.azure_inside} at {element.azure_outside}",
                f"AWS {element.aws_inside} at {element.aws_outside}",
                "BGP" if element.routing == "bgp" else f"static: to Azure {shown(element.to_azure)}",
            ]
        case Boundary():
            rules = sorted(element.rules, key=lambda rule: rule.direction != "ingress")
            parts = ["; ".join(f"{'in' if one.direction == 'ingress' else 'out'} {one.words}" for one in rules)]
        case Route():
            parts = [f"to {element.target_words}", f"in {names.get(element.network, 'a VPC not known here')}"]
        case Staging():
            parts = [f"in {names.get(element.subnet, element.subnet)}", "private" if element.private else "PUBLIC"]
    return ", ".join(part for part in parts if part)


def changes_of(comparison: Comparison) -> list[tuple[Mark, str]]:
    """Return what became of everything that is not as before, as phrases: removed first, then changed, then added."""
    names = {element.key: name_of(element) for element in comparison.union.elements()}
    found: list[tuple[Mark, str]] = []
    for mark in _ORDER:
        for element in comparison.union.elements():
            item = comparison.of(element)
            if item.mark == mark:
                facts = "; ".join(item.changes) if mark == "changed" else facts_of(element, names)
                found.append((mark, f"{name_of(element)}: {facts}"))
    return found


def verdict_before(comparison: Comparison, now: Isolation) -> str:
    """Return what was known of a drill VPC's isolation before, as a phrase; empty when it was the same."""
    earlier = isolations(comparison.before) if comparison.before is not None else ()
    return next(
        (f"before: {one.verdict}" for one in earlier if one.network == now.network and one.verdict != now.verdict), ""
    )


def topology_text(before: Landscape | None, after: Landscape) -> str:
    """Return the topology as text.

    Args:
        before: what it is compared with; None for `after` alone.
        after: what is told.
    """
    comparison = compare(before, after)
    return "\n\n".join([f"Topology: {after.title}", *_parts(comparison)]) + "\n"


def _parts(comparison: Comparison) -> Iterator[str]:
    union = comparison.union
    if comparison.compared:
        yield summary(comparison)
    for one in isolations(comparison.after):
        name = next(each.label for each in union.networks if each.key == one.network)
        was = verdict_before(comparison, one)
        lines = [
            f"Drill VPC {name}: isolation {one.verdict}{was and f' ({was})'}",
            *(f"  {path}" for path in one.paths),
        ]
        yield "\n".join([*lines, f"  ways in for people: {', '.join(one.openings) or 'none'}"])
    names = {element.key: name_of(element) for element in union.elements()}
    for title, elements in (
        ("Networks", union.networks),
        ("Subnets", union.subnets),
        ("Gateways and endpoints", union.gateways),
        ("Attachments and peerings", union.attachments),
        ("Tunnels", union.tunnels),
        ("Routes out of VPCs", union.routes),
        ("Security boundaries", union.boundaries),
        ("Replication", union.stagings),
    ):
        rows = [_row(comparison, element, names) for element in elements]
        if rows:
            yield text_table(title, ("", "what", ""), rows)


def _row(comparison: Comparison, element: Element, names: dict[str, str]) -> tuple[str, str, str]:
    item = comparison.of(element)
    facts = facts_of(element, names)
    changed = f" ({'; '.join(item.changes)})" if item.changes else ""
    return SIGNS[item.mark], name_of(element), f"{facts}{changed}"
