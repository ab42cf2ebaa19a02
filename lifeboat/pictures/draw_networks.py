"""A VNet or VPC with what is in it, as a frame of a topology picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lifeboat.pictures.boxes import (
    BOLD,
    GAP,
    PAD,
    Chip,
    Line,
    addresses,
    column_width,
    draw_chip,
    framed,
    grid,
    marked,
    stacked,
    words,
)
from lifeboat.pictures.compare import Comparison, Mark, shown
from lifeboat.pictures.landscape import GATEWAY_WORDS, Boundary, Gateway, Network, Route, Rule, Staging, Subnet
from lifeboat.pictures.svg import Page, fit, width_of, wrap

_ROLES: Final = ("gateway", "resolver", "workload", "public", "staging", "recovery", "drill", "openings", "")
_INSIDE: Final = (
    "nat-gateway",
    "internet-gateway",
    "egress-only-gateway",
    "resolver",
    "resolver-rules",
    "interface-endpoint",
    "gateway-endpoint",
    "instance-connect",
)
_AZURE_ROLES: Final = ("gateway", "resolver", "workload")
_RULES_SHOWN: Final = 9


def heading(page: Page, box: tuple[float, float, float], title: str, aside: str, mark: Mark = "same") -> float:
    """Draw the head of a frame, its name and at the right what else there is to say; return where the rest begins."""
    x, y, width = box
    page.sign(x + PAD + 7, y + 17, mark)
    left = x + PAD + (20 if mark != "same" else 0)
    room = x + width - PAD - left
    side = min(width_of(aside, 11, mono=True), room * 0.55)
    gone = "gone" if mark == "removed" else ""
    below = width_of(title, 14.5) + side + 10 > room and bool(aside)
    page.text(left, y + 21, fit(title, room if below else room - side, 14.5), "h2", gone)
    if below:
        page.text(left, y + 37, fit(aside, room, 11, mono=True), "mono", "quiet", gone)
        return y + 46
    page.text(x + width - PAD, y + 21, fit(aside, side + 2, 11, mono=True), "mono", "quiet", gone, anchor="end")
    return y + 32


def network_frame(
    page: Page, comparison: Comparison, network: Network, box: tuple[float, float, float], title: str
) -> float:
    """Draw a network with subnets, gateways, ways out and boundaries; return where it ends."""
    x, top, width = box
    item = comparison.of(network)
    marks = () if item.mark == "same" else (item.mark,)

    def inside(y: float) -> float:
        y = heading(page, (x, y, width), title, shown(network.ranges) if network.ranges else network.unknown, item.mark)
        for change in item.changes:
            for line in wrap(change, width - 2 * PAD, 11):
                page.text(x + PAD, y + 6, line, "small", "changed")
                y += 14
        return contents(page, comparison, inside_of(comparison, network.key), (x + PAD, y + 2, width - 2 * PAD)) + 2

    return framed(page, (x, top, width), ("box", *marks), inside)


@dataclass(frozen=True)
class Inside:
    """What a frame shows.

    Attributes:
        subnets: in a frame's first rows.
        gateways: gateways and endpoints.
        routes: that lead out.
        groups: security groups.
    """

    subnets: tuple[Subnet, ...]
    gateways: tuple[Gateway, ...]
    routes: tuple[Route, ...]
    groups: tuple[Boundary, ...]

    def __bool__(self) -> bool:
        return bool(self.subnets or self.gateways or self.routes or self.groups)


def inside_of(comparison: Comparison, network: str) -> Inside:
    """Return what belongs to a network."""
    union = comparison.union
    return Inside(
        tuple(one for one in union.subnets if one.network == network),
        tuple(one for one in union.gateways if one.network == network and one.kind in _INSIDE),
        tuple(one for one in union.routes if one.network == network),
        tuple(one for one in union.boundaries if one.network == network),
    )


def homeless(comparison: Comparison, *, azure: bool) -> Inside:
    """Return what belongs to a network of one cloud that is not known: the stack does not say, or not yet."""
    found = inside_of(comparison, "")
    mine = [(one.role in _AZURE_ROLES) == azure for one in found.subnets]
    return Inside(
        tuple(one for one, fits in zip(found.subnets, mine, strict=True) if fits),
        tuple(one for one in found.gateways if (one.site == "primary") == azure),
        () if azure else found.routes,
        tuple(one for one in found.groups if (one.kind == "network security group") == azure),
    )


def contents(page: Page, comparison: Comparison, inside: Inside, box: tuple[float, float, float]) -> float:
    """Draw what a frame shows; return where it ends."""
    x, y, width = box
    y = _subnets(page, comparison, inside.subnets, box)
    here = sorted(inside.gateways, key=lambda one: (_INSIDE.index(one.kind), one.label))
    wide = column_width(width, 3)
    y = grid(page, [gateway_chip(comparison, one, wide) for one in here], (x, y, width), 3)
    y = _routes(page, comparison, inside.routes, (x, y, width))
    wide = column_width(width, 2)
    return stacked(page, [boundary_chip(comparison, one, wide) for one in inside.groups], (x, y, width), 2)


def _subnets(page: Page, comparison: Comparison, subnets: Sequence[Subnet], box: tuple[float, float, float]) -> float:
    """Draw subnets, in AWS a column a zone."""
    x, y, width = box
    staged = {one.subnet: one for one in comparison.union.stagings}
    zones = sorted({one.zone for one in subnets})
    columns = 3
    wide = column_width(width, columns if len(zones) < 2 else min(len(zones), columns))
    chips: dict[str, dict[str, list[Chip]]] = {}
    for one in sorted(subnets, key=lambda each: (_ROLES.index(each.role), each.label)):
        chips.setdefault(one.role, {}).setdefault(one.zone, []).append(_subnet_chip(comparison, one, staged, wide))
    if len(zones) < 2:
        y = _zone_name(page, zones[0], x, y) if zones else y
        return grid(
            page, [chip for role in chips.values() for one in role.values() for chip in one], (x, y, width), columns
        )
    for start in range(0, len(zones), columns):
        some = zones[start : start + columns]
        y = max(_zone_name(page, zone, x + place * (wide + GAP), y) for place, zone in enumerate(some))
        for role in chips.values():
            y = _zone_rows(page, [role.get(zone, []) for zone in some], (x, y, width), wide)
    return y


def _zone_rows(page: Page, held: list[list[Chip]], box: tuple[float, float, float], wide: float) -> float:
    """Draw the subnets of one role in rows, each in the column of its zone."""
    x, y, _ = box
    for row in range(max(len(one) for one in held)):
        there = [(place, one[row]) for place, one in enumerate(held) if row < len(one)]
        height = max(chip.height for _, chip in there)
        for place, chip in there:
            draw_chip(page, chip, (x + place * (wide + GAP), y, wide, height))
        y += height + GAP
    return y


def _subnet_chip(comparison: Comparison, subnet: Subnet, staged: dict[str, Staging], width: float) -> Chip:
    label = subnet.label.removesuffix(f"-{subnet.zone}") if subnet.zone else subnet.label
    lines = addresses(*(str(block) for block in subnet.ranges)) or words(subnet.unknown, width, 2, "quiet")
    if subnet.key in staged:
        lines = (*lines, *words("DRS replication servers", width))
        if not staged[subnet.key].private:
            lines = (*lines, *words("data over public addresses", width, 2, "clash"))
    return marked(comparison, subnet, Chip(label, lines, hint=f"subnet {subnet.label}"), width)


def _zone_name(page: Page, zone: str, x: float, y: float) -> float:
    if not zone:
        return y
    page.text(x, y + 10, f"zone {zone}", "small", "quiet")
    return y + 16


def gateway_chip(comparison: Comparison, gateway: Gateway, width: float) -> Chip:
    """Return the chip of a gateway or endpoint."""
    title = GATEWAY_WORDS[gateway.kind]
    if gateway.kind in ("interface-endpoint", "gateway-endpoint"):
        title, named = f"{title} {gateway.detail}", gateway.label.removeprefix("endpoint-")
        named = "" if named == gateway.detail else named
    elif gateway.kind == "resolver":
        title, named = f"{gateway.detail} {title}".strip(), ""
    else:
        named = "" if gateway.label in (gateway.kind, f"{gateway.kind}-endpoint") else gateway.label
    first = wrap(title, width - 2 * PAD - 14, BOLD, 2)
    lines = [*(Line(one, ("h3",)) for one in first[1:]), *(words(named, width, 1, "quiet") if named else ())]
    for address in gateway.addresses:
        lines += addresses(address) if address[:1].isdigit() else words(f"address {address}", width, 2, "quiet")
    if gateway.kind in ("internet-gateway", "egress-only-gateway"):
        lines += words("to the internet", width, 1)
    hint = f"{title} {gateway.label}"
    return marked(comparison, gateway, Chip(first[0], tuple(lines), hint=hint), width)


def _routes(page: Page, comparison: Comparison, routes: Sequence[Route], box: tuple[float, float, float]) -> float:
    """Draw the routes that lead out, those to one target as one line."""
    x, y, width = box
    same: dict[tuple[str, str, Mark, tuple[str, ...]], list[str]] = {}
    for one in routes:
        item = comparison.of(one)
        same.setdefault((one.destination, one.target_words, item.mark, item.changes), []).append(one.table)
    if not same:
        return y
    page.text(x, y + 11, "Routes out", "h3")
    y += 17
    for (destination, target, mark, changes), tables in sorted(same.items()):
        page.sign(x + 7, y + 8, mark)
        what = "routes it learns" if destination == "learned" else destination
        text = f"{what} \N{RIGHTWARDS ARROW} {target}, for {', '.join(sorted(tables))}"
        for line in (*wrap(text, width - 22, 11, 4), *changes):
            page.text(x + 18, y + 11, line, "small", "gone" if mark == "removed" else "")
            y += 14
    return y + 8


def boundary_chip(comparison: Comparison, group: Boundary, width: float) -> Chip:
    """Return the chip of a security group with what it lets through."""
    phrases = list(_phrases(group.rules))
    lines = [line for one in phrases[:_RULES_SHOWN] for line in words(one, width, 3)]
    if len(phrases) > _RULES_SHOWN:
        lines += words(f"and {len(phrases) - _RULES_SHOWN} more", width, 1, "quiet")
    if not phrases:
        lines += words("lets nothing through", width, 1, "quiet")
    chip = Chip(f"{group.label}", (Line(group.kind, ("small", "quiet")), *lines), hint=f"{group.kind} {group.label}")
    return marked(comparison, group, chip, width)


def _phrases(rules: tuple[Rule, ...]) -> Iterator[str]:
    """Yield what a boundary lets through, rules that differ in the other side alone as one."""
    same: dict[tuple[str, str, str], list[str]] = {}
    for rule in sorted(rules, key=lambda one: (one.direction != "ingress", one)):
        same.setdefault((rule.direction, rule.protocol, rule.ports), []).append(rule.peer)
    for (direction, protocol, ports), peers in same.items():
        way = "in" if direction == "ingress" else "out"
        rule = Rule(direction, protocol, ports, ", ".join(peers))  # type: ignore[arg-type]
        yield f"{way}: {rule.words}"
