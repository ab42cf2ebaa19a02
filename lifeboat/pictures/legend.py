"""The head of a picture: title, what changed in one sentence, and what the marks mean."""

from lifeboat.pictures.compare import Comparison, Mark
from lifeboat.pictures.landscape import Element
from lifeboat.pictures.svg import MARGIN, WIDTH, Page, width_of, wrap

_WORDS: tuple[tuple[Mark, str], ...] = (("added", "added"), ("removed", "removed"), ("changed", "changed"))


def summary(comparison: Comparison, *kinds: type[Element]) -> str:
    """Return what changed in elements of some kinds, or of all, as a sentence."""
    if not comparison.compared:
        return ""
    counts = comparison.counts(*kinds)
    if not any(counts[mark] for mark, _ in _WORDS):
        return "Nothing that is drawn here changes."
    parts = [f"{counts[mark]} {words}" for mark, words in _WORDS if counts[mark]]
    return f"Compared with before: {', '.join(parts)}, {counts['same']} as before."


def draw_head(page: Page, title: str, comparison: Comparison, *kinds: type[Element]) -> float:
    """Draw title, summary of some kinds and legend; return where the rest begins."""
    y = 30.0
    for line in wrap(title, WIDTH - 2 * MARGIN, 18, 2):
        page.text(MARGIN, y, line, "h1")
        y += 21
    if not comparison.compared:
        return y - 4
    page.text(MARGIN, y, summary(comparison, *kinds), "quiet")
    y += 20
    x = float(MARGIN)
    for mark, words in _WORDS:
        page.sign(x + 7, y - 4, mark)
        page.text(x + 19, y, words, mark)
        x += 34 + width_of(words, 12)
    return y + 8
