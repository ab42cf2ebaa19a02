"""The address map: every range of both clouds, of networks elsewhere and inside the tunnels, on one picture."""

from ipaddress import IPv4Address
from typing import Final

from lifeboat.blueprint.tables import text_table
from lifeboat.pictures.axis import Block, block_of, make_axis
from lifeboat.pictures.compare import SIGNS, Comparison, compare
from lifeboat.pictures.landscape import Landscape, Network, Subnet, Tunnel
from lifeboat.pictures.lanes import Lane, Row, lanes
from lifeboat.pictures.legend import draw_head, summary
from lifeboat.pictures.svg import MARGIN, WIDTH, Page, fit, width_of, wrap

_FILLS: Final = {
    "primary": "fill-a",
    "spoke": "fill-a",
    "recovery": "fill-b",
    "other": "fill-b",
    "drill": "fill-c",
    "elsewhere": "fill-d",
    "tunnels": "fill-d",
}
_SHOWN: Final = (Network, Subnet, Tunnel)
_NAMES: Final = 196
_TRACK: Final = 138
_ROW: Final = 20
_INNER: Final = WIDTH - 2 * MARGIN


def address_map(before: Landscape | None, after: Landscape, prefix: str = "addresses") -> str:
    """Return the address map as an SVG element.

    Args:
        before: what it is compared with; None draws `after` alone.
        after: what is drawn.
        prefix: begins class names and ids; another one for every picture of an HTML file.
    """
    comparison = compare(before, after)
    found = lanes(comparison)
    page = Page(prefix)
    y = draw_head(page, f"Addresses: {after.title}", comparison, *_SHOWN)
    y = _overview(page, found, y)
    for lane in found:
        if lane.rows:
            y = _details(page, lane, y)
    return page.picture(f"Address map of {after.title}", _described(comparison, found), y + 4)


def _described(comparison: Comparison, found: tuple[Lane, ...]) -> str:
    clashes = [f"{lane.title} {words}" for lane in found for words in lane.clashes]
    networks = "; ".join(f"{lane.title}: {lane.said}" for lane in found)
    wrong = f" Overlaps: {'; '.join(clashes)}." if clashes else " No overlap."
    return f"{networks}.{wrong} {summary(comparison, *_SHOWN)}".rstrip()


def _overview(page: Page, found: tuple[Lane, ...], y: float) -> float:
    """Draw every network as a bar on one axis."""
    axis = make_axis((span for lane in found for span in (*lane.ranges, *lane.was)), MARGIN + _NAMES, _INNER - _NAMES)
    if not axis:
        page.text(MARGIN, y + 14, "Nothing here has a range that is known.", "quiet")
        return y + 28
    page.text(MARGIN, y + 14, "All networks on one axis of addresses", "h3")
    top = y + 24
    y = _labels(page, axis, top)
    earlier, start = page.taken(), y
    for lane in found:
        y = _bar(page, axis, lane, y)
    bars = page.taken()
    page.add(*earlier)
    for block in axis:
        page.rect(block.x, start, block.width, y - start, "axis", radius=0)
    page.add(*bars)
    caption = (
        "Each block has a scale of its own; between blocks lie addresses that nothing here uses. Below: what "
        "is in each network, by address, with the number of addresses."
    )
    return _notes(page, (caption,), (), (MARGIN, y + 6, _INNER)) + 4


def _labels(page: Page, axis: tuple[Block, ...], y: float) -> float:
    """Draw the first address of every block, in as many lines as keep them apart."""
    ends: list[float] = []
    placed: list[tuple[Block, str, float, int]] = []
    for block in axis:
        words = str(IPv4Address(block.first))
        wide = width_of(words, 11, mono=True)
        x = min(block.x, WIDTH - MARGIN - wide)
        line = next((place for place, end in enumerate(ends) if end + 6 < x), len(ends))
        ends[line : line + 1] = [x + wide]
        placed.append((block, words, x, line))
    bottom = y + 13 * len(ends) + 6
    for block, words, x, line in placed:
        page.text(x, y + 12 + 13 * line, words, "mono", "quiet")
        # Beside the words of the lines below it, since those begin further right.
        page.line([(block.x, y + 15 + 13 * line), (block.x, bottom)], "axis")
    return bottom


def _bar(page: Page, axis: tuple[Block, ...], lane: Lane, y: float) -> float:
    page.sign(MARGIN + 7, y + 10, lane.mark)
    indent = 20 if lane.mark != "same" else 0
    gone = "gone" if lane.mark == "removed" else ""
    page.text(MARGIN + indent, y + 14, fit(lane.title, _NAMES - 8 - indent, 12), "", gone)
    earlier = page.taken()
    whole = lane.mark if lane.mark in ("added", "removed") else ""
    for first, last in lane.ranges:
        _stretch(page, axis, (first, last), y, _FILLS[lane.site], "added" if (first, last) in lane.new else whole)
        if lane.clashes:
            _stretch(page, axis, (first, last), y, "overlap")
    for span in lane.was:
        _stretch(page, axis, span, y, "was")
    if not lane.ranges:
        page.text(MARGIN + _NAMES, y + 14, lane.said, "small", "quiet")
    bars = page.taken()
    page.add(*earlier)
    page.group(f"{lane.title}: {lane.said}", bars)
    y += _ROW
    # Notes of a network with details are there; what is wrong is said in both places.
    return _notes(page, () if lane.rows else lane.notes, lane.clashes, (MARGIN + 12, y, _NAMES - 16))


def _stretch(page: Page, axis: tuple[Block, ...], span: tuple[int, int], y: float, *kinds: str) -> None:
    block = block_of(axis, span[0])
    if block is not None:
        x, width = block.place(*span)
        page.rect(x, y + 4, width, 12, *kinds, radius=2)


def _notes(page: Page, notes: tuple[str, ...], clashes: tuple[str, ...], box: tuple[float, float, float]) -> float:
    """Draw phrases below each other, what is wrong first; return where they end."""
    x, y, width = box
    for words in clashes:
        for line in wrap(words, width, 12.5, 4):
            page.text(x, y + 9, line, "small", "clash")
            y += 14
    for words in notes:
        for line in wrap(words, width, 11):
            page.text(x, y + 9, line, "small", "quiet")
            y += 14
    return y


def _details(page: Page, lane: Lane, y: float) -> float:
    """Draw a network's subnets and what is free between them, a line each, with bars to one scale."""
    y += 12
    page.line([(MARGIN, y), (WIDTH - MARGIN, y)], "axis")
    page.sign(MARGIN + 7, y + 17, lane.mark)
    x = MARGIN + (20 if lane.mark != "same" else 0)
    gone = "gone" if lane.mark == "removed" else ""
    beside = width_of(lane.title, 15) + width_of(lane.said, 11, mono=True) < _INNER - 30
    page.text(x, y + 21, fit(lane.title, _INNER - 30, 14.5), "h2", gone)
    if beside:
        page.text(WIDTH - MARGIN, y + 21, lane.said, "mono", "quiet", anchor="end")
    else:
        for each in wrap(lane.said, _INNER, 11.5, 4):
            page.text(MARGIN, y + 36, each, "mono", "quiet")
            y += 15
    y = _notes(page, lane.notes, lane.clashes, (MARGIN, y + 28, _INNER))
    spans = [
        *lane.ranges,
        *((row.first, row.last) for row in lane.rows),
        *(was for row in lane.rows for was in row.was),
    ]
    axis = make_axis(spans, MARGIN + 20, _TRACK)
    for row in lane.rows:
        y = _line(page, axis, lane, row, y)
    return y + 4


def _line(page: Page, axis: tuple[Block, ...], lane: Lane, row: Row, y: float) -> float:
    earlier = page.taken()
    page.sign(MARGIN + 7, y + 10, row.mark)
    for each in axis:
        page.line([(each.x, y + 16.5), (each.x + each.width, y + 16.5)], "axis")
    kind = _FILLS[lane.site] if row.kind == "range" else "free"
    _stretch(page, axis, (row.first, row.last), y, kind, row.mark if row.mark != "same" else "")
    for span in row.was:
        _stretch(page, axis, span, y, "was")
    if row.clashes:
        _stretch(page, axis, (row.first, row.last), y, "overlap")
    left = MARGIN + 20 + _TRACK + 10
    gone = "gone" if row.mark == "removed" else ""
    tone = "" if row.kind == "range" else "quiet"
    page.text(left, y + 14, fit(row.label, 146, 12), gone, tone)
    page.text(left + 152, y + 14, fit(row.words, 182, 11, mono=True), "mono", gone, tone)
    page.text(WIDTH - MARGIN, y + 14, f"{row.size:,}", "small", "quiet", anchor="end")
    drawn = page.taken()
    page.add(*earlier)
    page.group(f"{row.label}: {row.words}, {row.size:,} addresses", drawn)
    return _notes(page, row.notes, row.clashes, (left, y + _ROW, WIDTH - MARGIN - left))


def address_map_text(before: Landscape | None, after: Landscape) -> str:
    """Return the address map as text, for those who do not see the picture.

    Args:
        before: what it is compared with; None for `after` alone.
        after: what is told.
    """
    comparison = compare(before, after)
    parts = [f"Addresses: {after.title}", *([summary(comparison, *_SHOWN)] if comparison.compared else [])]
    for lane in lanes(comparison):
        title = f"{SIGNS[lane.mark]} {lane.title}: {lane.said}".strip()
        rows = [
            (SIGNS[row.mark], row.words, row.label, f"{row.size:,}", "; ".join((*row.clashes, *row.notes)))
            for row in lane.rows
        ]
        notes = [f"  {words}" for words in (*lane.clashes, *lane.notes)]
        table = text_table(title, ("", "range", "what", "addresses", ""), rows) if rows else title
        parts.append("\n".join([table, *notes]))
    return "\n\n".join(parts) + "\n"
