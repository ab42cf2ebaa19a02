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
        changes: what is different, as phrases: `ranges 10.20.0.0/16 -> 10.21.0.0/16`.
    """

    mark: Mark
    element: Element
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What is drawn: everything of after, and what before had and after lacks.

    Attributes:
        union: all elements together, as a landscape: of changed ones those of after.
        items: by kind and key.
        compared: whether there was a before at all.
    """

    union: Landscape
    items: dict[tuple[type[Element], str], Compared]
    compared: bool = True

    def of(self, element: Element) -> Compared:
        """What became of an element of the union."""
        return self.items[type(element), element.key]

    def mark(self, element: Element) -> Mark:
        """The mark of an element of the union."""
        return self.of(element).mark

    def counts(self) -> dict[Mark, int]:
        """How many elements have each mark."""
        found: dict[Mark, int] = {"added": 0, "removed": 0, "changed": 0, "same": 0}
        for item in self.items.values():
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
        return Comparison(after, {key: Compared("same", element) for key, element in new.items()}, compared=False)
    old = {(type(element), element.key): element for element in before.elements()}
    items: dict[tuple[type[Element], str], Compared] = {}
    for key, element in new.items():
        if key not in old:
            items[key] = Compared("added", element)
        else:
            changes = tuple(_changes(old[key], element))
            items[key] = Compared("changed" if changes else "same", element, changes)
    for key, element in old.items():
        if key not in new:
            items[key] = Compared("removed", element)
    return Comparison(sorted_landscape(after.title, (item.element for item in items.values())), items)


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
            yield f"{words} {shown(was)} -> {shown(now)}"


def shown(value: Any) -> str:
    """Return a field of an element as text."""
    if isinstance(value, tuple):
        return ", ".join(shown(one) for one in value if one) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "none"
