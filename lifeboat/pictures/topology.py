"""The topology picture: both clouds, what stands at their edges, the tunnels between them, and the drill cut off."""

from collections.abc import Sequence
from typing import Final

from lifeboat.pictures.boxes import GAP, PAD, Chip, addresses, column_width, framed, grid, marked, words
from lifeboat.pictures.compare import Comparison, compare
from lifeboat.pictures.draw_networks import contents, homeless, network_frame
from lifeboat.pictures.draw_tunnels import columns, connections, instances, tie, tunnels
from lifeboat.pictures.isolation import Isolation, isolations
from lifeboat.pictures.landscape import GATEWAY_WORDS, Gateway, Landscape, Network
from lifeboat.pictures.legend import draw_head, summary
from lifeboat.pictures.svg import MARGIN, WIDTH, Page, fit, tag, width_of, wrap
from lifeboat.pictures.topology_text import changes_of, verdict_before

_LEAST_COLUMN: Final = 132
"""Least width of a tunnel's column; a picture with many tunnels is wider."""
_PAST: Final = 60
"""Room beside other VPCs for the line that leads past them."""
_BOLD: Final = 1.12
"""How much wider bold letters are."""
_LISTED: Final = 30
"""How many changes are listed below the picture."""


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
    names = {one.key: one.label for one in union.networks}
    verdicts = [f"Isolation of drill VPC {names[one.network]}: {one.verdict}." for one in isolations(comparison.after)]
    parts = [f"{len(union.networks)} networks, {used} tunnels in use.", *verdicts, summary(comparison)]
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
        self.x, self.room = self.left + PAD, self.inner - 2 * PAD
        self.places = columns(comparison, self.x, self.room)
        self.below_gateways = 0.0

    def draw(self, title: str) -> float:
        """Draw everything; return its height."""
        y = draw_head(self.page, f"Topology: {title}", self.comparison) + 12
        if not any(True for _ in self.union.elements()):
            self.page.text(self.left, y + 6, "There is nothing here that this picture shows.", "quiet")
            return y + 24
        y = self._azure(y)
        if self.places:
            y = tunnels(self.page, self.comparison, self.places, y)
        y = self._aws(y)
        y = self._elsewhere(y + GAP)
        return self._changes(y) + 8

    def _of_site(self, *sites: str) -> list[Network]:
        return [one for one in self.union.networks if one.site in sites]

    def _pill(self, y: float, text: str, kind: str) -> None:
        """Name a cloud on the upper edge of its frame, between the lines that cross it."""
        text = fit(text, max(_LEAST_COLUMN, self.places[0].width if self.places else 0) - 12, 12.5)
        wide = width_of(text, 12.5) * _BOLD + 18
        middle = self.width / 2
        if len(self.places) % 4 == 2 and len(self.places) > 2:
            middle -= self.places[0].width / 2 + GAP / 2
        self.page.rect(middle - wide / 2, y - 12, wide, 24, "pill", kind, radius=12)
        self.page.text(middle, y + 4.5, text, "h3", anchor="middle")

    def _azure(self, y: float) -> float:
        hubs, spokes = self._of_site("primary"), self._of_site("spoke")
        gateways = [one for one in self.union.gateways if one.kind == "vpn-gateway"]
        if not (hubs or spokes or gateways or self.places or homeless(self.comparison, azure=True)):
            return y

        def inside(top: float) -> float:
            at = self._homeless(top + 20, azure=True)
            at = self._spokes(spokes, at, tied=bool(hubs))
            for hub in hubs:
                box = (self.x, at, self.room)
                at = network_frame(self.page, self.comparison, hub, box, f"VNet {hub.label}") + GAP
            at = self._gateways(gateways, at, [self.width / 2] if hubs else [])
            return (instances(self.page, self.comparison, self.places, at) if self.places else at) + PAD

        end = framed(self.page, (self.left, y, self.inner), ("azure",), inside)
        region = next((one.region for one in hubs if one.region), "")
        self._pill(y, f"Azure {region}".strip(), "azure")
        return end

    def _spokes(self, spokes: list[Network], y: float, *, tied: bool) -> float:
        if not spokes:
            return y
        count = min(3, len(spokes))
        wide = column_width(self.room, count)
        chips = [self._network_chip(one, f"spoke VNet {one.label}", wide) for one in spokes]
        end = grid(self.page, chips, (self.x, y, self.room), count)
        if not tied:
            return end
        for place in range(count):
            tie(self.page, self.x + place * (wide + GAP) + wide / 2, end - GAP, end + 14, "peered")
        return end + 14

    def _network_chip(self, network: Network, title: str, width: float) -> Chip:
        lines = addresses(*(str(block) for block in network.ranges)) or words(network.unknown, width, 2, "quiet")
        for one in self.union.attachments:
            mark = self.comparison.mark(one)
            if network.key in one.ends and mark != "same":
                lines = (*lines, *words(f"{one.kind} {one.label}: {mark}", width, 2, mark))
        return marked(self.comparison, network, Chip(title, lines), width)

    def _gateways(self, gateways: Sequence[Gateway], y: float, above: Sequence[float]) -> float:
        """Draw gateways over the whole width, the first one tied to what is above it."""
        for place, one in enumerate(gateways):
            if place == 0 and above:
                for x in above:
                    tie(self.page, x, y - GAP, y + 10)
                y += 10
            facts = [one.detail, f"AS {one.asn}" if one.asn else ""]
            if one.kind == "vpn-gateway":
                facts.append("active-active" if self._instances_of(one) > 1 else "one instance at a time")
            title = f"{GATEWAY_WORDS[one.kind]} {one.label}"
            chip = Chip(title, words(", ".join(filter(None, facts)), self.room, 2, "quiet"))
            chips = [marked(self.comparison, one, chip, self.room)]
            y = grid(self.page, chips, (self.x, y, self.room), 1)
        return y

    def _instances_of(self, gateway: Gateway) -> int:
        parts = [one for one in self.union.gateways if one.of == gateway.key]
        return sum(self.comparison.mark(one) != "removed" for one in parts)

    def _aws(self, y: float) -> float:
        networks = self._of_site("recovery", "other", "drill")
        kinds = ("virtual-private-gateway", "transit-gateway")
        gateways = [one for one in self.union.gateways if one.kind in kinds]
        if not (networks or gateways or self.places or homeless(self.comparison, azure=False)):
            return y

        def inside(top: float) -> float:
            at, middles = top + 20, list[float]()
            if self.places:
                for place in self.places:
                    tie(self.page, place.middle, top, at)
                at, middles = connections(self.page, self.comparison, self.places, at)
                at += GAP
            at = self._gateways(gateways, at, middles)
            at = self._others(at)
            for one in self._of_site("recovery"):
                at = self._recovery(one, at)
            at = self._homeless(at, azure=False)
            for one in self._of_site("drill"):
                at = self._drill(one, at + 6) + GAP
            return at

        end = framed(self.page, (self.left, y, self.inner), ("aws",), inside)
        region = next((one.region for one in networks if one.region), "")
        self._pill(y, f"AWS {region}".strip(), "aws")
        return end

    def _recovery(self, network: Network, y: float) -> float:
        said, beside = self._tied(network), self._of_site("other")
        if said and beside:
            # Past the other VPCs: a line through them would say that one is reached through the other.
            x = self.x + self.room - _PAST / 2
            self.page.line([(x, self.below_gateways), (x, y + 18)], "edge", "strong")
            self.page.text(x - PAD, y + 11, said, "small", "quiet", anchor="end")
        elif said:
            tie(self.page, self.width / 2, y - GAP, y + 18, said)
        y += 18 if said else 0
        return network_frame(self.page, self.comparison, network, (self.x, y, self.room), f"VPC {network.label}") + GAP

    def _tied(self, network: Network) -> str:
        """Return how a VPC is tied to gateways and other networks; empty when it is not."""
        names = {one.key: f"the {GATEWAY_WORDS[one.kind]}" for one in self.union.gateways}
        names |= {one.key: f"{one.kind} {one.label}" for one in self.union.networks}
        said = []
        for one in self.union.attachments:
            if network.key in one.ends:
                other = one.ends[1] if one.ends[0] == network.key else one.ends[0]
                mark = self.comparison.mark(one)
                way = "attached to" if one.kind == "attachment" else "peered with"
                said.append(f"{way} {names.get(other, other)}{'' if mark == 'same' else f' ({mark})'}")
        return ", ".join(said)

    def _others(self, y: float) -> float:
        others = self._of_site("other")
        if not others:
            return y
        count, room = min(3, len(others)), self.room - _PAST
        self.below_gateways = y - GAP
        wide = column_width(room, count)
        for place, one in enumerate(others[:count]):
            if self._tied(one):
                tie(self.page, self.x + place * (wide + GAP) + wide / 2, y - GAP, y + 14, "attached")
        chips = [self._network_chip(one, f"other VPC {one.label}", wide) for one in others]
        return grid(self.page, chips, (self.x, y + 14, room), count)

    def _homeless(self, y: float, *, azure: bool) -> float:
        """Draw what has no network that is known; return where it ends."""
        found = homeless(self.comparison, azure=azure)
        if not found:
            return y
        self.page.text(self.x, y + 12, "In a network that this stack does not say, or not yet", "h3")
        return contents(self.page, self.comparison, found, (self.x, y + 20, self.room))

    def _drill(self, network: Network, y: float) -> float:
        """Draw a drill VPC behind its wall, with the verdict on its isolation."""
        # One that is removed is in after no more, and nothing is to be said of it.
        verdict = next((one for one in isolations(self.comparison.after) if one.network == network.key), None)
        y = self._verdict(verdict, y) if verdict else y

        def inside(top: float) -> float:
            box = (self.x + 6, top + 6, self.room - 12)
            return network_frame(self.page, self.comparison, network, box, f"drill VPC {network.label}") + 6

        kind = "clash" if verdict and verdict.verdict != "kept" else ""
        return framed(self.page, (self.x, y, self.room), ("wall", kind), inside)

    def _verdict(self, verdict: Isolation, y: float) -> float:
        was = verdict_before(self.comparison, verdict)
        if verdict.verdict == "kept":
            ways = ", ".join(verdict.openings) or "none"
            text = f"Cut off: nothing leads out of the drill VPC. Ways in for people: {ways}."
            text += f" Isolation {was}." if was else ""
            for line in wrap(text, self.room, 11.5, 3):
                self.page.text(self.x, y + 10, line, "small")
                y += 14
            return y + 4
        lost = verdict.verdict == "lost"
        title = "ISOLATION LOST: the drill VPC has a way out" if lost else "Isolation is not known yet"
        title += f" ({was})" if was else ""
        lines = tuple(line for path in verdict.paths for line in words(path, self.room, 4))
        y = grid(self.page, [Chip(title, lines, kind="clash-box")], (self.x, y, self.room), 1)
        middle = self.width / 2
        self.page.line([(middle, y + 16), (middle, y + 1)], "edge", "strong", "clash")
        head = f"{middle - 6},{y + 2} {middle + 6},{y + 2} {middle},{y - GAP}"
        self.page.add(tag("polygon", class_=self.page.classes("arrow", "clash"), points=head))
        return y + 16

    def _elsewhere(self, y: float) -> float:
        found = self._of_site("elsewhere")
        if not found:
            return y
        self.page.text(self.left, y + 12, "Elsewhere, in neither cloud", "h3")
        chips = [self._network_chip(one, one.label, column_width(self.inner, 3)) for one in found]
        return grid(self.page, chips, (self.left, y + 20, self.inner), 3)

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
            more = f"and {len(found) - _LISTED} more, which the text alternative names"
            self.page.text(self.left + 22, y + 12, more, "quiet")
            y += 18
        return y
