"""What changes, as places that are claimed once: every topic takes what it has words for, the rest is left over."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from lifeboat.previews import Operation, Preview, PropertyChange, Resource, Source, Step


@dataclass(frozen=True)
class Part:
    """What a change has to do with one resource.

    Attributes:
        step: what happens to the resource.
        places: the places in it that belong to the change; empty where the resource as a whole does.
    """

    step: Step
    places: tuple[PropertyChange, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A change before it is put into words as a whole.

    Attributes:
        title: what changes, in one sentence.
        parts: what it consists of.
        noise: whether it is folded away.
        remark: a sentence that the consequence ends with, or "".
    """

    title: str
    parts: tuple[Part, ...]
    noise: bool = False
    remark: str = ""


@dataclass
class Pool:
    """The changed steps of a preview, with what of them nobody has claimed yet.

    Attributes:
        preview: what the steps are from.
    """

    preview: Preview
    _open: dict[str, tuple[Step, tuple[PropertyChange, ...]]] = field(init=False)
    _by_type: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._open = {step.urn: (step, step.changes) for step in self.preview.changed}
        self._by_type = defaultdict(list)
        for step in self.preview.changed:
            self._by_type[step.type].append(step.urn)

    def left(self, types: Collection[str] | None = None) -> Iterator[Part]:
        """Yield what nobody has claimed, in the engine's order; of some types, or of all."""
        urns = self._open if types is None else (urn for each in types for urn in self._by_type.get(each, ()))
        for urn in list(urns):
            if urn in self._open:
                yield Part(*self._open[urn])

    def take(self, parts: Iterable[Part]) -> tuple[Part, ...]:
        """Claim parts, and return them."""
        taken = tuple(parts)
        for part in taken:
            step, places = self._open.pop(part.step.urn)
            paths = {place.path for place in part.places}
            rest = tuple(place for place in places if place.path not in paths)
            if rest:
                self._open[step.urn] = (step, rest)
        return taken

    def places(self, types: Collection[str], *patterns: str) -> tuple[Part, ...]:
        """Claim the places of some types whose paths fit one of the patterns."""
        return self.take(self.at(types, *patterns))

    def at(self, types: Collection[str], *patterns: str) -> tuple[Part, ...]:
        """Return those places without claiming them."""
        found = []
        for part in self.left(types):
            fitting = tuple(p for p in part.places if any(fnmatchcase(p.path, pattern) for pattern in patterns))
            if fitting:
                found.append(Part(part.step, fitting))
        return tuple(found)

    def whole(
        self,
        types: Collection[str],
        operation: Operation | None = None,
        fits: Callable[[Resource], bool] = lambda _: True,
    ) -> tuple[Part, ...]:
        """Claim resources that come, go or change as a whole.

        Args:
            types: of them.
            operation: what happens to them; None for anything.
            fits: whether one of them belongs to it.
        """
        return self.take(
            part
            for part in list(self.left(types))
            if not part.step.changes and operation in {None, part.step.operation} and fits(part.step.resource)
        )


def value(resource: Resource | None, *keys: str) -> Any:
    """Return what an input of a resource holds, down a path of keys; None where it holds nothing."""
    found: Any = None if resource is None else resource.inputs
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def strings(found: Any) -> tuple[str, ...]:
    """Return the strings of a list; whatever else is in it, such as what is not known yet, is left out."""
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list | tuple) else ()


def is_complete(preview: Preview) -> bool:
    """Return whether a preview has what stays the same, too: sums over all of a stack need that."""
    return preview.source is Source.EVENTS or any(
        step.operation is Operation.SAME and step.resource.custom for step in preview.steps
    )
