"""Two landscapes compared element by element."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from lifeboat.pictures.landscape import Element, Landscape, sorted_landscape

Mark = Literal["added", "removed", "changed", "same"]
"""What became of an element."""

SIGNS: Final[dict[Mark, str]] = {"added": "+", "removed": "\N{MINUS SIGN}", "changed": "~", "same": ""}
"""What stands beside an element, so that colour is never alone."""

_QUIET: Final = frozenset({"key", "label", "unknown"})


@dataclass(frozen=True)
class Compared:
    """One element before and after.

    Attributes:
        mark: what became of it.
        element: as it is after, or as it was for a removed one.
        changes: what is different, as phrases.
        before: a changed element as it was, else None.
    """

    mark: Mark
    element: Element
    changes: tuple[str, ...] = ()
    before: Element | None = None


@dataclass(frozen=True)
class Comparison:
    """What is drawn: everything of after, and what before had and after lacks.

    Attributes:
        union: all elements together, as a landscape: of changed ones those of after.
        items: by kind and key.
        after: as it is after.
        before: as it was; None when there is nothing to compare with.
    """

    union: Landscape
    items: dict[tuple[type[Element], str], Compared]
    after: Landscape
    before: Landscape | None = None

    @property
    def compared(self) -> bool:
        """Whether there was a before at all."""
        return self.before is not None

    def of(self, element: Element) -> Compared:
        """What became of an element of the union."""
        return self.items[type(element), element.key]

    def mark(self, element: Element) -> Mark:
        """The mark of an element of the union."""
        return self.of(element).mark

    def counts(self, *kinds: type[Element]) -> dict[Mark, int]:
        """How many elements of some kinds have each mark; of all kinds when none is named."""
        found: dict[Mark, int] = {"added": 0, "removed": 0, "changed": 0, "same": 0}
        for (kind, _), item in self.items.items():
            if not kinds or kind in kinds:
                found[item.mark] += 1
        return found


def compare(before: Landscape | None, after: Landscape) -> Comparison:
    """Compare two landscapes.

    Args:
        before: None when there is nothing to compare with: everything is then `same`.
        after: what is drawn.
    """
    new = {(type(element), element.key): element for element in after.elements()}
    if before is None:
        return Comparison(after, {key: Compared("same", element) for key, element in new.items()}, after)
    old = {(type(element), element.key): element for element in before.elements()}
    items: dict[tuple[type[Element], str], Compared] = {}
    for key, element in new.items():
        if key not in old:
            items[key] = Compared("added", element)
        else:
            changes = tuple(_changes(old[key], element))
            items[key] = Compared("changed" if changes else "same", element, changes, old[key] if changes else None)
    for key, element in old.items():
        if key not in new:
            items[key] = Compared("removed", element)
    union = sorted_landscape(after.title, (item.element for item in items.values()))
    return Comparison(union, items, after, before)


def _changes(old: Element, new: Element) -> Iterator[str]:
    for field in fields(old):
        if field.name in _QUIET:
            continue
        was, now = getattr(old, field.name), getattr(new, field.name)
        if was == now:
            continue
        words = field.name.replace("_", " ")
        if field.name == "rules":
            yield from (f"no longer {rule.words}" for rule in was if rule not in now)
            yield from (f"now {rule.words}" for rule in now if rule not in was)
        else:
            yield f"{words} {shown(was)} \N{RIGHTWARDS ARROW} {shown(now)}"


def shown(value: Any) -> str:
    """Return a field of an element as text."""
    if isinstance(value, tuple):
        return ", ".join(shown(one) for one in value if one) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "none"
