"""What stands in a list of settings more than once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from lifeboat.settings.problems import Path, Problem, render_path


def repeated(
    path: Path,
    key: str | None,
    names: Sequence[Any],
    why: str = "Reports and messages name it.",
    fix: str = "Rename one of them.",
    *,
    allowed: str = "each name once",
    same: Callable[[Any], Any] = lambda name: name,
) -> Iterator[Problem]:
    """Yield a problem for each name of a list that stands in it before.

    Args:
        path: of the list.
        key: where an item has its name; None for the item itself.
        names: of the items, in their order.
        why: what comes of it.
        fix: what to do.
        allowed: what is allowed.
        same: what two names are compared by.
    """
    inside: Path = () if key is None else (key,)
    compared = [same(name) for name in names]
    for position, name in enumerate(names):
        first: Path = (*path, compared.index(compared[position]), *inside)
        here: Path = (*path, position, *inside)
        if first != here:
            yield Problem(here, f"{name}, as in {render_path(first)}", allowed, why, fix, (first,))
