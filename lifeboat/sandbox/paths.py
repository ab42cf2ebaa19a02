"""Property paths as Pulumi writes them: `tunnels[0].presharedKey`, `tags["kubernetes.io/name"]`.

Grammar: pulumi/sdk, go/common/resource/property_path.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Step = str | int
"""One level of a path: the key of an object or the index of a list."""

_STEP = re.compile(r'\.?(?P<key>[^.\[\]"]+)|\["(?P<quoted>(?:[^"\\]|\\.)*)"\]|\[(?P<index>\d+)\]|(?P<each>\[\*?\])')
_PLAIN_KEY = re.compile(r'[^.\[\]"]+')


def parse(path: str) -> tuple[Step, ...]:
    """Split a path into its steps. `*`, `[*]` and `[]` become the step `*`: every item.

    Args:
        path: the path's text.

    Returns:
        Keys as `str`, indexes as `int`.

    Raises:
        ValueError: the text is not a property path.
    """
    steps: list[Step] = []
    position = 0
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None:
            raise ValueError(f"{path!r} is not a property path (such as tags.owner or routes[0].cidrBlock)")
        if found["key"] is not None:
            steps.append(found["key"])
        elif found["quoted"] is not None:
            steps.append(re.sub(r"\\(.)", r"\1", found["quoted"]))
        else:
            steps.append("*" if found["index"] is None else int(found["index"]))
        position = found.end()
    if not steps:
        raise ValueError("a property path cannot be empty")
    return tuple(steps)


def write(steps: Sequence[Step]) -> str:
    """The text of a path: the opposite of `parse`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            escaped = step.replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{escaped}"]'
    return text


def covers(pattern: Sequence[Step], steps: Sequence[Step]) -> bool:
    """Whether a pattern (`*` stands for any step) names the place or something above it."""
    return len(pattern) <= len(steps) and all(
        wanted in ("*", step) for wanted, step in zip(pattern, steps, strict=False)
    )


def names(steps: Sequence[Step]) -> tuple[str, ...]:
    """The keys of a path without its list positions: how catalogs name nested properties."""
    return tuple(step for step in steps if isinstance(step, str) and step != "*")


def values_at(tree: Any, steps: Sequence[Step]) -> Iterator[Any]:
    """Every value at a path that is there, with `*` meaning every item of a list or object."""
    if not steps:
        yield tree
        return
    first, rest = steps[0], steps[1:]
    children: list[Any] = []
    if isinstance(tree, Mapping):
        children = list(tree.values()) if first == "*" else [tree[key] for key in tree if key == first]
    elif isinstance(tree, list):
        children = list(tree) if first == "*" else [item for place, item in enumerate(tree) if place == first]
    for child in children:
        yield from values_at(child, rest)


def replaced(tree: Any, steps: Sequence[Step], value: Any) -> Any:
    """A copy of the tree with the value at one path changed. Missing objects on the way are made.

    Args:
        tree: plain values.
        steps: the path, without `*`.
        value: the new value.

    Returns:
        The changed copy.

    Raises:
        ValueError: the path leads through a list position or a scalar that is not there.
    """
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        if not isinstance(tree, list) or first > len(tree):
            raise ValueError(f"there is no list with a place [{first}]")
        items = [*tree, None] if first == len(tree) else list(tree)
        items[first] = replaced(items[first], rest, value)
        return items
    if tree is not None and not isinstance(tree, Mapping):
        raise ValueError(f"{first!r} would have to be inside an object, found {type(tree).__name__}")
    below = dict(tree or {})
    below[first] = replaced(below.get(first), rest, value)
    return below
