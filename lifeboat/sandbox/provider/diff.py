"""What a changed input means: an update or a replacement, and where exactly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lifeboat.sandbox import paths
from lifeboat.sandbox.clouds.model import ResourceType


class ChangeKind(StrEnum):
    """How one property differs; the values are the protocol's own words."""

    ADD = "ADD"
    DELETE = "DELETE"
    UPDATE = "UPDATE"


@dataclass(frozen=True)
class Change:
    """One changed place.

    Attributes:
        steps: where, from the top of the inputs down to the changed value.
        kind: added, deleted or updated.
        value: the value that was added or deleted; the new one of an update.
        replaces: whether it forces a replacement.
    """

    steps: tuple[paths.Step, ...]
    kind: ChangeKind
    value: Any
    replaces: bool = False

    @property
    def path(self) -> str:
        """The place as Pulumi writes it."""
        return paths.write(self.steps)


def changes(
    kind: ResourceType, old: Mapping[str, Any], new: Mapping[str, Any], ignored: Iterable[str] = ()
) -> list[Change]:
    """Compare inputs.

    Args:
        kind: the type, which says what forces a replacement.
        old: the inputs of the last deployment.
        new: the wanted inputs; an unknown one counts as changed.
        ignored: property paths of the resource option `ignore_changes`.

    Returns:
        Every difference, in the order of the properties' names.
    """
    patterns = [paths.parse(path) for path in ignored]
    forcing = [tuple(path.replace("[]", "").split(".")) for path in kind.replace_on]
    judged = kind.replaces(old, new) if kind.replaces else frozenset[str]()
    forcing += [tuple(path.replace("[]", "").split(".")) for path in judged]
    found = [
        Change(change.steps, change.kind, change.value, any(_touches(path, change) for path in forcing))
        for change in _differences((), old, new)
        if not any(paths.covers(pattern, change.steps) for pattern in patterns)
    ]
    return sorted(found, key=lambda change: change.path)


def _touches(forcing: Sequence[str], change: Change) -> bool:
    """Whether a path that forces a replacement is at, above or inside the changed place."""
    named = paths.names(change.steps)
    if tuple(forcing[: len(named)]) != named[: len(forcing)]:
        return False
    if len(forcing) <= len(named) or change.kind is ChangeKind.UPDATE:
        return True
    return _holds(change.value, forcing[len(named) :])


def _holds(value: Any, rest: Sequence[str]) -> bool:
    if isinstance(value, list):
        return any(_holds(item, rest) for item in value)
    if not rest:
        return True
    return isinstance(value, Mapping) and rest[0] in value and _holds(value[rest[0]], rest[1:])


def _differences(steps: tuple[paths.Step, ...], old: Any, new: Any) -> list[Change]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = [*old, *(key for key in new if key not in old)]
        pairs: list[tuple[paths.Step, Any, Any]] = [(key, old.get(key), new.get(key)) for key in keys]
    elif isinstance(old, list) and isinstance(new, list):
        length = max(len(old), len(new))
        pairs = [(place, _item(old, place), _item(new, place)) for place in range(length)]
    elif old == new and type(old) is type(new):
        return []
    elif old is None:
        return [Change(steps, ChangeKind.ADD, new)]
    elif new is None:
        return [Change(steps, ChangeKind.DELETE, old)]
    else:
        return [Change(steps, ChangeKind.UPDATE, new)] if old != new or isinstance(old, bool) else []
    return [change for step, before, after in pairs for change in _differences((*steps, step), before, after)]


def _item(items: Sequence[Any], place: int) -> Any:
    return items[place] if place < len(items) else None
