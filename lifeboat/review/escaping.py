"""Text from states and settings, made harmless for the format it goes into.

HTML is escaped by the template engine. Markdown has no such engine: whatever a platform would read as structure, as a
mention or as a link is taken apart here. Both first lose what no reader could see.
"""

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 300
"""Longer values are cut in the middle: no name of either cloud has more than 260 characters."""

_STRUCTURE: Final = re.compile(r"([\\`*_\[\]<>&|~$])")
_AT_THE_START: Final = re.compile(r"^(#{1,6}|[-+=]+|:|\d+(?=[.)]))")
_MENTION: Final = re.compile(r"(?<=[@#])(?=\w)|(?<=GH-)(?=\d)|(?<=!)(?=\d)")
_LINK: Final = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(:)|(www)(\.)")
_WORD_JOINER: Final = "\u2060"
_BACKTICKS: Final = re.compile(r"`+")

_KEPT_WHITE: Final = {"\n": " ", "\r": " ", "\t": " "}


def visible(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text on one line in which nothing is hidden.

    Line ends and tabs become blanks. Control characters, and those that turn the direction of writing or have no width,
    become their code points, so that a name cannot look like another (Unicode Technical Report 36). Letters of
    scripts that run from right to left are text like any other.

    Args:
        text: what is to be shown.
        most: characters at most; longer text loses its middle.
    """
    if len(text) > most:
        half = (most - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    shown = "".join(_KEPT_WHITE.get(character) or _shown(character) for character in text)
    return " ".join(shown.split())


def _shown(character: str) -> str:
    # Surrogates cannot be written to any file; Cc, Cf and the separators of lines and paragraphs cannot be seen.
    if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
        return f"\\u{ord(character):04x}"
    return character


def markdown(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text as inline Markdown (CommonMark with GitHub's extensions) that renders as just this text.

    Mentions, references to issues and bare links are text as well: nobody is notified, nothing leads elsewhere.
    """
    joined = _MENTION.sub(_WORD_JOINER, _STRUCTURE.sub(r"\\\1", visible(text, most)))
    unlinked = _LINK.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", joined)
    return _AT_THE_START.sub(_at_the_start, unlinked)


def _at_the_start(found: re.Match[str]) -> str:
    # A number at the start begins a list only with the dot behind it; a backslash before a digit would be shown.
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def code(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text as a code span for a cell of a Markdown table.

    A pipe needs its backslash even there; backticks need a longer fence.
    """
    shown = visible(text, most)
    if not shown:
        return ""
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(shown)), default=0))
    blank = " " if shown.startswith("`") or shown.endswith("`") else ""
    cell = shown.replace("|", "\\|")
    return f"{fence}{blank}{cell}{blank}{fence}"
