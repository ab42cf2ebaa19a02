"""Boxes of a topology picture: chips with a few lines, grids of them, and frames around what is inside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from lifeboat.pictures.compare import Comparison, Mark
from lifeboat.pictures.landscape import Element
from lifeboat.pictures.svg import Page, fit, wrap

GAP: Final = 8
LINE: Final = 14
PAD: Final = 8
BOLD: Final = 14.0
"""Size that bold letters of a chip's title are reckoned with, since they are wider."""


@dataclass(frozen=True)
class Line:
    """A line of text in a box.

    Attributes:
        text: what it says.
        kinds: class names, `mono` and `quiet` for example.
    """

    text: str
    kinds: tuple[str, ...] = ("small",)


@dataclass(frozen=True)
class Chip:
    """A small box.

    Attributes:
        title: its first line.
        lines: the others.
        mark: what became of what it stands for.
        hint: what pointers show.
        kind: class of the box.
    """

    title: str
    lines: tuple[Line, ...] = ()
    mark: Mark = "same"
    hint: str = ""
    kind: str = "box"

    @property
    def height(self) -> float:
        """How high it is at least."""
        return PAD + 12 + LINE * len(self.lines) + PAD


def addresses(*values: str) -> tuple[Line, ...]:
    """Return a line for each address or range; what is said in words is set as words."""
    return tuple(Line(one, ("mono",) if one[:1].isdigit() else ("small", "quiet")) for one in values if one)


def words(text: str, width: float, most: int = 3, *kinds: str) -> tuple[Line, ...]:
    """Return a text as lines that fit a box of a width."""
    return tuple(Line(line, ("small", *kinds)) for line in wrap(text, width - 2 * PAD, 11, most))


def marked(comparison: Comparison, element: Element, chip: Chip, width: float) -> Chip:
    """Return a chip with the mark of its element, and with what changed in it."""
    item = comparison.of(element)
    more = tuple(line for one in item.changes[:4] for line in words(one, width, 3, "changed"))
    return Chip(chip.title, (*chip.lines, *more), item.mark, chip.hint or chip.title, chip.kind)


def draw_chip(page: Page, chip: Chip, box: tuple[float, float, float, float]) -> None:
    """Draw a chip in a box: left, top, width and height."""
    x, y, width, height = box
    earlier = page.taken()
    mark = "" if chip.mark == "same" else chip.mark
    gone = "gone" if chip.mark == "removed" else ""
    page.rect(x, y, width, height, chip.kind, mark)
    room = width - 2 * PAD - (14 if mark else 0)
    page.text(x + PAD, y + PAD + 10, fit(chip.title, room, BOLD), "h3", gone)
    for place, line in enumerate(chip.lines, 1):
        mono = "mono" in line.kinds
        shown = fit(line.text, width - 2 * PAD, 11, mono=mono)
        page.text(x + PAD, y + PAD + 10 + LINE * place + 1, shown, *line.kinds, gone)
    if mark:
        page.sign(x + width - 11, y + 11, chip.mark)
    drawn = page.taken()
    page.add(*earlier)
    hint = chip.hint or chip.title
    page.group("\N{MIDDLE DOT}".join([f"{hint} ", *(f" {line.text} " for line in chip.lines)]).strip(), drawn)


def grid(page: Page, chips: Sequence[Chip], box: tuple[float, float, float], columns: int) -> float:
    """Draw chips in rows; those of a row are as high as the highest. Return where the grid ends.

    Args:
        page: to draw on.
        chips: in order.
        box: left, top and width of the grid.
        columns: chips in a row.
    """
    x, y, width = box
    wide = column_width(width, columns)
    for start in range(0, len(chips), columns):
        row = chips[start : start + columns]
        height = max(chip.height for chip in row)
        for place, chip in enumerate(row):
            draw_chip(page, chip, (x + place * (wide + GAP), y, wide, height))
        y += height + GAP
    return y


def stacked(page: Page, chips: Sequence[Chip], box: tuple[float, float, float], columns: int) -> float:
    """Draw chips of very different heights, each in the column that is shortest. Return where the longest ends."""
    x, y, width = box
    wide = column_width(width, columns)
    ends = [y] * columns
    for chip in chips:
        place = ends.index(min(ends))
        draw_chip(page, chip, (x + place * (wide + GAP), ends[place], wide, chip.height))
        ends[place] += chip.height + GAP
    return max(ends)


def column_width(width: float, columns: int) -> float:
    """Return how wide a chip is in a grid."""
    return (width - GAP * (columns - 1)) / columns


def framed(page: Page, box: tuple[float, float, float], kinds: Sequence[str], draw: Callable[[float], float]) -> float:
    """Draw a frame around what a function draws; return where the frame ends.

    Args:
        page: to draw on.
        box: left, top and width of the frame.
        kinds: class names of the frame.
        draw: draws what is inside from a height on and returns where that ends.
    """
    x, y, width = box
    earlier = page.taken()
    end = draw(y)
    inner = page.taken()
    page.add(*earlier)
    page.rect(x, y, width, end - y, *kinds, radius=7)
    page.add(*inner)
    return end
