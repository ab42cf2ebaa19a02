"""Whether a change of a value goes in the direction that hurts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from lifeboat.consequences.model import When
from lifeboat.previews import PropertyChange, Step
from lifeboat.previews.model import Placeholder


def hurts(when: When, step: Step, change: PropertyChange) -> bool:
    """Return whether a change in place goes in a direction that hurts; it does when that cannot be told.

    Args:
        when: the direction in which it hurts.
        step: the step that the change is part of.
        change: one of its places.
    """
    if any(isinstance(value, Placeholder) for value in (change.before, change.after)):
        return True
    return _JUDGES[when](step, change)


def _lower(_: Step, change: PropertyChange) -> bool:
    before, after = change.before, change.after
    if not (_is_number(before) and _is_number(after)):
        return change.after is None or not isinstance(change.after, str | bool)
    return float(after or "inf") < float(before or "inf")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _less(step: Step, change: PropertyChange) -> bool:
    before, after = (
        set(_texts(resource.inputs.get(change.property))) if resource is not None else set()
        for resource in (step.before, step.after)
    )
    return bool(before - after)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from _texts(each)
    elif value is not None:
        yield str(value)


_JUDGES: Final[Mapping[When, Callable[[Step, PropertyChange], bool]]] = {
    When.ALWAYS: lambda _step, _change: True,
    When.LOWER: _lower,
    When.OFF: lambda _step, change: change.after in {False, None},
    When.ON: lambda _step, change: change.after is True,
    When.LESS: _less,
}
