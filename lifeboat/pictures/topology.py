"""The topology picture: both clouds, what stands at their edges, the tunnels between them, and the drill cut off."""

from typing import Final

from lifeboat.pictures.boxes import GAP, PAD, Chip, addresses, column_width, framed, grid, marked, words
from lifeboat.pictures.compare import Comparison, compare
from lifeboat.pictures.draw_networks import boundaries, contents, heading, network_frame
from lifeboat.pictures.draw_tunnels import columns, connections, instances, tie, tunnels
from lifeboat.pictures.isolation import Isolation, isolations
from lifeboat.pictures.landscape import GATEWAY_WORDS, Gateway, Landscape, Network
from lifeboat.pictures.legend import draw_head, summary
from lifeboat.pictures.svg import MARGIN, WIDTH, Page, tag, wrap
from lifeboat.pictures.topology_text import changes_of, topology_text

__all__ = ["topology", "topology_text"]

_LEAST_COLUMN: Final = 132
"""Least width of a tunnel's column; a picture with many tunnels is wider."""


def topology(before: Landscape | None, after: Landscape, prefix: str = "topology") -> str:
    """Return the topology picture as an SVG element.

    Args:
        before: what it is compared with; None draws `after` alone.
        after: what is drawn.
        prefix: begins class names and ids; another one for every picture of an HTML file.
    """
    comparison = compare(before, after)
    picture = _Topology(Page(prefix), comparison)
    height = picture.draw(after.title)
    return picture.page.picture(f"Topology of {after.title}", _described(comparison), height, picture.width)


def _described(comparison: Comparison) -> str:
    union = comparison.union
    used = sum(one.used and comparison.mark(one) != "removed" for one in union.tunnels)
    verdicts = "; ".join(f"{one.network}: isolation {one.verdict}" for one in isolations(union))
    parts = [
        f"{len(union.networks)} networks, {used} tunnels in use.",
        f"Drill: {verdicts}." if verdicts else "",
        summary(comparison),
    ]
    return " ".join(filter(None, parts))


class _Topology:
    """The picture while it is drawn, from the top down."""

    def __init__(self, page: Page, comparison: Comparison) -> None:
        self.page = page
        self.comparison = comparison
        self.union = comparison.union
        count = len(self.union.tunnels)
        self.width = max(WIDTH, 2 * (MARGIN + PAD) + count * _LEAST_COLUMN)
        self.left, self.inner = MARGIN, self.width - 2 * MARGIN
        self.places = columns(comparison, self.left + PAD, self.inner - 2 * PAD)

    def draw(self, title: str) -> float:
        """Draw everything; return its height."""
        y = draw_head(self.page, f"Topology: {title}", self.comparison)
        y = self._azure(y + 4)
        if self.places:
            y = tunnels(self.page, self.comparison, self.places, y)
        y = self._aws(y)
        y = self._elsewhere(y + GAP)
        return self._changes(y) + 6

    def _of_site(self, *sites: str) -> list[Network]:
        return [one for one in self.union.networks if one.site in sites]

    def _azure(self, y: float) -> float:
        hubs, spokes = self._of_site("primary"), self._of_site("spoke")
        gateways = [one for one in self.union.gateways if one.kind == "vpn-gateway"]
        groups = [one for one in self.union.boundaries if one.kind == "network security group"]
        if not (hubs or spokes or gateways or groups or self.places):
            return y
        region = next((one.region for one in hubs if one.region), "")
        box = (self.left + PAD, self.inner - 2 * PAD)

        def inside(top: float) -> float:
            at = heading(self.page, (self.left, top, self.inner), "Microsoft Azure", region)
            at = self._spokes(spokes, at, bool(hubs))
            for hub in hubs:
                at = network_frame(self.page, self.comparison, hub, (box[0], at, box[1]), f"VNet {hub.label}") + GAP
            at = contents_outside(self, "primary", at)
            at = boundaries(self.page, self.comparison, groups, (box[0], at, box[1]))
            at = self._gateways(gateways, at, tied=bool(hubs))
            return (instances(self.page, self.comparison, self.places, at) if self.places else at) + PAD

        return framed(self.page, (self.left, y, self.inner), ("azure",), inside)

    def _spokes(self, spokes: list[Network], y: float, tied: bool) -> float:  # noqa: FBT001 (drawn with a hub or not)
        if not spokes:
            return y
        x, width = self.left + PAD, self.inner - 2 * PAD
        count = min(3, len(spokes))
        wide = column_width(width, count)
        end = grid(
            self.page, [self._network_chip(one, f"spoke VNet {one.label}", wide) for one in spokes], x, y, width, 3
        )
        if tied:
            for place in range(count):
                tie(self.page, x + place * (wide + GAP) + wide / 2, end - GAP, end + 14, "peered")
            return end + 14
        return end

    def _network_chip(self, network: Network, title: str, width: float) -> Chip:
        lines = addresses(*(str(block) for block in network.ranges)) or addresses(network.unknown)
        tied = [one for one in self.union.attachments if network.key in one.ends]
        for one in tied:
            mark = self.comparison.mark(one)
            if mark != "same":
                lines = (*lines, *words(f"{one.kind} {one.label}: {mark}", width, 2, mark))
        return marked(self.comparison, network, Chip(title, lines), width)

    def _gateways(self, gateways: list[Gateway], y: float, *, tied: bool) -> float:
        """Draw gateways over the whole width, each tied to what is above it."""
        x, width = self.left + PAD, self.inner - 2 * PAD
        for place, one in enumerate(gateways):
            if tied or place:
                tie(self.page, self.width / 2, y - GAP, y + 10)
                y += 10
            facts = [one.detail, f"AS {one.asn}" if one.asn else ""]
            if one.kind == "vpn-gateway":
                count = sum(
                    each.of == one.key and self.comparison.mark(each) != "removed" for each in self.union.gateways
                )
                facts.append("active-active" if count > 1 else "one instance at a time")
            title = f"{GATEWAY_WORDS[one.kind]} {one.label}"
            chip = Chip(title, words(", ".join(filter(None, facts)), width, 2, "quiet"))
            y = grid(self.page, [marked(self.comparison, one, chip, width)], x, y, width, 1)
        return y

    def _aws(self, y: float) -> float:
        networks = self._of_site("recovery", "other", "drill")
        kinds = ("virtual-private-gateway", "transit-gateway")
        gateways = [one for one in self.union.gateways if one.kind in kinds]
        if not (networks or gateways or self.places):
            return y
        region = next((one.region for one in networks if one.region), "")
        box = (self.left + PAD, self.inner - 2 * PAD)

        def inside(top: float) -> float:
            at = top + PAD
            if self.places:
                at = connections(self.page, self.comparison, self.places, at) + GAP
            at = self._gateways(gateways, at, tied=bool(self.places))
            at = heading(self.page, (self.left, at - 4, self.inner), "Amazon Web Services", region)
            at = self._others(at)
            for one in self._of_site("recovery"):
                words_beside = self._tied(one)
                if words_beside:
                    tie(self.page, self.width / 2, at - GAP, at + 18, words_beside)
                    at += 18
                at = network_frame(self.page, self.comparison, one, (box[0], at, box[1]), f"VPC {one.label}") + GAP
            at = contents_outside(self, "recovery", at)
            for one in self._of_site("drill"):
                at = self._drill(one, at + 6) + GAP
            return at

        return framed(self.page, (self.left, y, self.inner), ("aws",), inside)

    def _tied(self, network: Network) -> str:
        found = [one for one in self.union.attachments if network.key in one.ends]
        if not found:
            return ""
        names = {one.key: GATEWAY_WORDS[one.kind] for one in self.union.gateways}
        return ", ".join(
            f"{one.kind} of the {names.get(one.ends[1], one.ends[1])}"
            + ("" if self.comparison.mark(one) == "same" else f": {self.comparison.mark(one)}")
            for one in found
        )

    def _others(self, y: float) -> float:
        others = self._of_site("other")
        if not others:
            return y
        x, width = self.left + PAD, self.inner - 2 * PAD
        wide = column_width(width, min(3, len(others)))
        chips = [self._network_chip(one, f"VPC {one.label}", wide) for one in others]
        return grid(self.page, chips, x, y, width, 3)

    def _drill(self, network: Network, y: float) -> float:
        """Draw a drill VPC behind its wall, with the verdict on its isolation."""
        verdict = next(one for one in isolations(self.union) if one.network == network.key)
        x, width = self.left + PAD, self.inner - 2 * PAD
        y = self._verdict(verdict, y)
        kind = "" if verdict.verdict == "kept" else "clash"

        def inside(top: float) -> float:
            title = f"drill VPC {network.label}"
            at = network_frame(self.page, self.comparison, network, (x + 6, top + 6, width - 12), title)
            return at + 6

        return framed(self.page, (x, y, width), ("wall", kind), inside)

    def _verdict(self, verdict: Isolation, y: float) -> float:
        x, width = self.left + PAD, self.inner - 2 * PAD
        if verdict.verdict == "kept":
            ways = ", ".join(verdict.openings) or "none"
            lines = wrap(f"Cut off: nothing leads out of the drill VPC. Ways in for people: {ways}.", width, 11.5, 3)
            for line in lines:
                self.page.text(x, y + 10, line, "small")
                y += 14
            return y + 4
        lost = verdict.verdict == "lost"
        title = "ISOLATION LOST: the drill VPC has a way out" if lost else "Isolation is not known yet"
        lines = tuple(line for path in verdict.paths for line in words(path, width, 4))
        y = grid(self.page, [Chip(title, lines, kind="clash-box")], x, y, width, 1)
        middle = self.width / 2
        self.page.line([(middle, y + 14), (middle, y - GAP + 7)], "edge", "strong", "clash")
        head = f"{middle - 6},{y + 1} {middle + 6},{y + 1} {middle},{y - GAP}"
        self.page.add(tag("polygon", class_=self.page.classes("arrow", "clash"), points=head))
        return y + 14

    def _elsewhere(self, y: float) -> float:
        found = self._of_site("elsewhere")
        if not found:
            return y
        self.page.text(self.left, y + 12, "Elsewhere, in neither cloud", "h3")
        wide = column_width(self.inner, 3)
        return grid(
            self.page, [self._network_chip(one, one.label, wide) for one in found], self.left, y + 20, self.inner, 3
        )

    def _changes(self, y: float) -> float:
        """Draw what changed as a list."""
        if not self.comparison.compared:
            return y
        found = changes_of(self.comparison)
        self.page.text(self.left, y + 16, "What changes" if found else "Nothing that is drawn here changes", "h2")
        y += 26
        for mark, text in found[:_LISTED]:
            self.page.sign(self.left + 7, y + 8, mark)
            for line in wrap(text, self.inner - 24, 12, 3):
                self.page.text(self.left + 22, y + 12, line)
                y += 15
            y += 3
        if len(found) > _LISTED:
            self.page.text(
                self.left + 22, y + 12, f"and {len(found) - _LISTED} more; the text alternative has all", "quiet"
            )
            y += 18
        return y


_LISTED: Final = 30


def contents_outside(picture: _Topology, site: str, y: float) -> float:
    """Draw what has no network that is known; return where it ends."""
    union = picture.union
    x, width = picture.left + PAD, picture.inner - 2 * PAD
    if site == "recovery":
        homeless = any(
            not one.network
            for one in (*union.subnets, *union.routes, *(b for b in union.boundaries if b.kind == "security group"))
        )
        if not homeless:
            return y
        picture.page.text(x, y + 12, "In a network that is not known here, or not known yet", "h3")
        return contents(picture.page, picture.comparison, "", (x, y + 20, width))
    return y
