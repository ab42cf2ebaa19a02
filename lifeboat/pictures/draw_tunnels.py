"""The middle of a topology picture: gateway instances, the tunnels below them, and the VPN connections they end at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lifeboat.pictures.boxes import GAP, PAD, Chip, Line, addresses, draw_chip, marked, words
from lifeboat.pictures.compare import Comparison
from lifeboat.pictures.landscape import Gateway, Tunnel
from lifeboat.pictures.svg import Page

_LEAD: Final = 22
"""How long a line is between two boxes."""


@dataclass(frozen=True)
class Column:
    """Where one tunnel is drawn.

    Attributes:
        tunnel: the tunnel.
        x: left edge.
        width: how wide it is.
    """

    tunnel: Tunnel
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its line is."""
        return self.x + self.width / 2


def columns(comparison: Comparison, x: float, width: float) -> tuple[Column, ...]:
    """Return a column a tunnel, those of one VPN connection, and so of one Azure instance, beside each other."""
    ordered = sorted(comparison.union.tunnels, key=lambda one: (one.connection, one.number))
    wide = (width - GAP * (len(ordered) - 1)) / max(1, len(ordered))
    return tuple(Column(one, x + place * (wide + GAP), wide) for place, one in enumerate(ordered))


def instances(page: Page, comparison: Comparison, places: Sequence[Column], y: float) -> float:
    """Draw the instances of Azure's gateway, each above its tunnels; return where they end."""
    by_key = {one.key: one for one in comparison.union.gateways if one.kind == "instance"}
    drawn = []
    for key, box in _spans(places, [place.tunnel.instance for place in places]):
        gateway = by_key.get(key)
        lines = words("Azure's end is not known", box[1], 2, "quiet")
        chip = Chip("another gateway", lines)
        if gateway is not None:
            shown = gateway.addresses[0] if gateway.addresses else ""
            lines = addresses(shown) if shown[:1].isdigit() else words(f"public IP {shown}", box[1], 2, "quiet")
            chip = marked(comparison, gateway, Chip(gateway.label, lines, hint="gateway instance"), box[1])
        drawn.append((chip, box))
    return _row(page, drawn, y)


def _spans(places: Sequence[Column], keys: Sequence[str]) -> list[tuple[str, tuple[float, float]]]:
    """Return left edge and width over the neighbouring columns with one key."""
    spans: list[tuple[str, tuple[float, float]]] = []
    for place, key in zip(places, keys, strict=True):
        if spans and spans[-1][0] == key:
            left = spans[-1][1][0]
            spans[-1] = (key, (left, place.x + place.width - left))
        else:
            spans.append((key, (place.x, place.width)))
    return spans


def _row(page: Page, drawn: Sequence[tuple[Chip, tuple[float, float]]], y: float) -> float:
    height = max((chip.height for chip, _ in drawn), default=0)
    for chip, (x, width) in drawn:
        draw_chip(page, chip, (x, y, width, height))
    return y + height


def tunnels(page: Page, comparison: Comparison, places: Sequence[Column], y: float) -> float:
    """Draw the tunnels as lines through cards with what is known of them; return where the lines end."""
    chips = [_card(comparison, place) for place in places]
    height = max((chip.height for chip in chips), default=0)
    for place, chip in zip(places, chips, strict=True):
        mark = "" if chip.mark == "same" else chip.mark
        kind = "" if place.tunnel.used else "unused"
        for top, bottom in ((y, y + _LEAD), (y + _LEAD + height, y + 2 * _LEAD + height)):
            page.line([(place.middle, top), (place.middle, bottom)], "edge", "strong", kind, mark)
        draw_chip(page, chip, (place.x, y + _LEAD, place.width, height))
    return y + 2 * _LEAD + height


def _card(comparison: Comparison, place: Column) -> Chip:
    tunnel, width = place.tunnel, place.width
    lines: list[Line] = [*addresses(str(tunnel.inside or ""))]
    if tunnel.used:
        lines += words(f"Azure {tunnel.azure_inside}", width, 1) if tunnel.azure_inside else ()
        lines += words(f"AWS {tunnel.aws_inside}", width, 1) if tunnel.aws_inside else ()
    else:
        lines += words("not used: Azure has no end for it", width, 3, "quiet")
    end = tunnel.aws_outside
    lines += words(f"AWS end {end}", width, 3, *(() if end[:1].isdigit() else ("quiet",)))
    lines += words("BGP" if tunnel.routing == "bgp" else "static routes", width, 1)
    title = tunnel.label if tunnel.used else f"tunnel {tunnel.number}"
    return marked(comparison, tunnel, Chip(title, tuple(lines), hint=f"tunnel {tunnel.label}"), width)


def connections(page: Page, comparison: Comparison, places: Sequence[Column], y: float) -> tuple[float, list[float]]:
    """Draw AWS's VPN connections with their customer gateways, each below its tunnels.

    Returns:
        Where they end, and the middle of each.
    """
    customers = {one.key: one for one in comparison.union.gateways if one.kind == "customer-gateway"}
    drawn = []
    for key, box in _spans(places, [place.tunnel.connection for place in places]):
        first = next(place.tunnel for place in places if place.tunnel.connection == key)
        chip = Chip("VPN connection", (Line(key, ("small", "quiet")),))
        customer = customers.get(first.customer_gateway)
        if customer is not None:
            lines = [Line(key, ("small", "quiet")), *_customer_lines(customer, box[1])]
            chip = marked(comparison, customer, Chip("VPN connection", tuple(lines), hint=key), box[1])
        drawn.append((chip, box))
    return _row(page, drawn, y), [x + width / 2 for _, (x, width) in drawn]


def _customer_lines(customer: Gateway, width: float) -> tuple[Line, ...]:
    address = ", ".join(customer.addresses)
    asn = f", AS {customer.asn}" if customer.asn else ""
    name = f"customer gateway {customer.label.removeprefix('customer-gateway-')}"
    return words(f"{name}: {address}{asn}", width, 3)


def tie(page: Page, x: float, top: float, bottom: float, words_beside: str = "") -> None:
    """Draw a short line between two boxes, with words beside it."""
    page.line([(x, top), (x, bottom)], "edge", "strong")
    if words_beside:
        page.text(x + PAD, (top + bottom) / 2 + 4, words_beside, "small", "quiet")
