"""A little SVG: elements whose text and attributes are escaped, a page to draw them on, and text that fits.

Everything that is drawn came from state or settings, so that plain text is never taken for markup: only what `tag` made
is. Fonts are the reader's, so that widths are estimates on the wide side.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from typing import Final

from lifeboat.pictures.compare import SIGNS, Mark
from lifeboat.pictures.style import style

WIDTH: Final = 600
"""Width of a picture in its own units; it is shown at most a quarter larger, and as narrow as a phone."""
MARGIN: Final = 14
SHOWN_LARGER: Final = 1.25

_DIRECTIONS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the order of text around: an address could be made to look like another one."""
_ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"
_LATIN_ENDS: Final = 0x250
_NARROW: Final = frozenset("iljtfrI.,:;'|!()[]/ -")


class Markup(str):
    """Text that is SVG already."""

    __slots__ = ()


def clean(text: str) -> str:
    """Return text without what XML cannot hold and what turns the order of characters around."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}"
        if char in _DIRECTIONS or unicodedata.category(char) in ("Cc", "Cs") or ord(char) & 0xFFFE == 0xFFFE
        else char
        for char in text.replace("\t", " ").replace("\n", " ").replace("\r", " ")
    )


def tag(_name: str, *children: str, **attributes: str | float | None) -> Markup:
    """Return an element.

    Args:
        _name: of the element.
        children: `Markup` as it is, anything else escaped.
        attributes: `class_` is `class`, `font_size` is `font-size`; those that are None are left out.
    """
    named = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(clean(_plain(value)))}"'
        for name, value in attributes.items()
        if value is not None
    )
    inner = "".join(child if isinstance(child, Markup) else escape(clean(child)) for child in children)
    return Markup(f"<{_name}{named}>{inner}</{_name}>" if inner else f"<{_name}{named}/>")


def _plain(value: str | float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def width_of(text: str, size: float, *, mono: bool = False) -> float:
    """Return about how wide a text is, in the units of its size.

    Args:
        text: one line.
        size: of the font.
        mono: whether all characters are as wide.
    """
    return sum(_char_width(char, mono=mono) for char in text) * size


@lru_cache(maxsize=4096)
def _char_width(char: str, *, mono: bool) -> float:
    """Return about how wide a character is, in sizes of its font."""
    if unicodedata.east_asian_width(char) in "WF":
        return 1.1
    if mono:
        return 0.62
    if char in _NARROW:
        return 0.38
    if char.isupper():
        return 0.72
    return 0.59 if ord(char) < _LATIN_ENDS else 0.8


def fit(text: str, width: float, size: float, *, mono: bool = False) -> str:
    """Return a text cut to a width, with an ellipsis where something is missing."""
    text = clean(text)
    if width_of(text, size, mono=mono) <= width:
        return text
    room = width / size - _char_width(_ELLIPSIS, mono=mono)
    kept = 0
    for char in text:
        room -= _char_width(char, mono=mono)
        if room < 0:
            break
        kept += 1
    return f"{text[:kept].rstrip()}{_ELLIPSIS}"


def wrap(text: str, width: float, size: float, most: int = 3) -> list[str]:
    """Return a text in lines of a width, at most so many; the last one is cut where it does not fit."""
    lines = [""]
    for word in clean(text).split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
    return [fit(line, width, size) for line in lines]


class Page:
    """What is drawn, from the top down."""

    def __init__(self, prefix: str) -> None:
        """Begin a page.

        Args:
            prefix: begins every class and id, so that several pictures can be in one HTML file.

        Raises:
            ValueError: the prefix is no plain name, which class names and ids are made of.
        """
        if not re.fullmatch(r"[a-z][a-z0-9-]*", prefix):
            raise ValueError(f"{prefix!r} is no prefix: give small letters, digits and hyphens, a letter first")
        self.prefix = prefix
        self.parts: list[Markup] = []

    def classes(self, *names: str) -> str:
        """Return class names with the page's prefix."""
        return " ".join(f"{self.prefix}-{name}" for name in names if name)

    def add(self, *parts: Markup) -> None:
        """Draw."""
        self.parts.extend(parts)

    def rect(self, x: float, y: float, width: float, height: float, *kinds: str, radius: float = 4) -> None:
        """Draw a box."""
        self.add(tag("rect", class_=self.classes(*kinds), x=x, y=y, width=width, height=height, rx=radius))

    def text(self, x: float, y: float, text: str, *kinds: str, anchor: str | None = None) -> None:
        """Draw a line of text; `y` is its base line."""
        self.add(tag("text", text, class_=self.classes(*kinds), x=x, y=y, text_anchor=anchor))

    def line(self, points: Sequence[tuple[float, float]], *kinds: str) -> None:
        """Draw a line through points."""
        path = " ".join(f"{_plain(float(x))},{_plain(float(y))}" for x, y in points)
        self.add(tag("polyline", class_=self.classes(*kinds), points=path))

    def sign(self, x: float, y: float, mark: Mark) -> None:
        """Draw what says a mark without colour: a disc with +, - or ~; nothing for `same`."""
        if mark != "same":
            self.add(tag("circle", class_=self.classes("sign", mark), cx=x, cy=y, r=7))
            self.add(tag("text", SIGNS[mark], class_=self.classes("signed"), x=x, y=y + 4, text_anchor="middle"))

    def group(self, title: str, parts: Sequence[Markup]) -> None:
        """Draw parts that have a title of their own, which pointers show."""
        self.add(tag("g", tag("title", title), *parts))

    def taken(self) -> list[Markup]:
        """Return what was drawn and begin anew, for a group."""
        parts, self.parts = self.parts, []
        return parts

    def picture(self, title: str, description: str, height: float, width: float = WIDTH) -> str:
        """Return the whole as an SVG element.

        Args:
            title: its name.
            description: what it shows, for those who do not see it.
            height: of all that was drawn.
            width: of all that was drawn.
        """
        names = f"{self.prefix}-title {self.prefix}-desc"
        return tag(
            "svg",
            tag("title", title, id=f"{self.prefix}-title"),
            tag("desc", description, id=f"{self.prefix}-desc"),
            tag("style", Markup(style(self.prefix))),
            tag("defs", *_patterns(self.prefix)),
            tag("rect", class_=self.classes("paper"), width=width, height=height, rx=8),
            *self.parts,
            xmlns="http://www.w3.org/2000/svg",
            class_=self.classes("picture"),
            role="img",
            aria_labelledby=names,
            viewBox=f"0 0 {_plain(float(width))} {_plain(float(height))}",
            width=round(width * SHOWN_LARGER),
            height=round(height * SHOWN_LARGER),
        )


def _patterns(prefix: str) -> Iterator[Markup]:
    lines = tag("path", class_=f"{prefix}-hatch", d="M-1,1 l2,-2 M0,6 l6,-6 M5,7 l2,-2")
    yield tag("pattern", lines, id=f"{prefix}-free", width=6, height=6, patternUnits="userSpaceOnUse")
    crossed = tag("path", class_=f"{prefix}-clash", d="M0,0 l6,6 M6,0 l-6,6")
    yield tag("pattern", crossed, id=f"{prefix}-overlap", width=6, height=6, patternUnits="userSpaceOnUse")
