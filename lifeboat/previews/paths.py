"""Paths into a resource's properties, in the engine's spelling: `subnets[0].cidr`, `tags["a.b"]`."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

Path = tuple[str | int, ...]

MISSING: Final = object()
"""What stands at a path that leads nowhere."""

_STEP = re.compile(r'\.?(?P<name>[^.\[\]"]+)|\[(?P<index>\d+)\]|\[(?P<key>"(?:[^"\\]|\\.)*")\]')
_PLAIN = re.compile(r'[^.\[\]"\s]+')


def parse_path(text: str) -> Path:
    """Return the steps of a path: property names and positions in lists.

    A text that is no path is taken as the name of one property, since a provider may send anything.

    Args:
        text: such as `tags["a.b"]`, as the engine and the providers write it.
    """
    steps: list[str | int] = []
    place = 0
    while place < len(text):
        found = _STEP.match(text, place)
        step = _step(found) if found else None
        if found is None or step is None:
            return (text,)
        steps.append(step)
        place = found.end()
    return tuple(steps) or (text,)


def _step(found: re.Match[str]) -> str | int | None:
    if found["name"] is not None:
        return found["name"]
    if found["index"] is not None:
        return int(found["index"])
    try:
        return str(json.loads(found["key"]))
    except ValueError:
        return None


def format_path(path: Sequence[str | int]) -> str:
    """Return a path in the engine's spelling; `parse_path` reads it back."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{json.dumps(step, ensure_ascii=False)}]"
    return text


def value_at(tree: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at a path, or `MISSING`. What stands in the way, such as a placeholder, is what stands there.

    Args:
        tree: properties, such as a resource's inputs.
        path: the steps.
    """
    node = tree
    for step in path:
        if isinstance(node, Mapping):
            node = node.get(str(step), MISSING)
        elif isinstance(node, list):
            node = node[step] if isinstance(step, int) and step < len(node) else MISSING
        else:
            # A secret or an unknown object hides everything that is in it.
            return MISSING if node is None or isinstance(node, str | int | float) else node
        if node is MISSING:
            return MISSING
    return node


def differences(old: Any, new: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """Yield every place in which two trees differ, as deep as both have objects or lists.

    Args:
        old: one tree.
        new: the other.
        path: where both are.

    Yields:
        Path, value in the old tree and value in the new one; `MISSING` where one has none.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for name in [*old, *(name for name in new if name not in old)]:
            yield from differences(old.get(name, MISSING), new.get(name, MISSING), (*path, name))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else MISSING
            after = new[index] if index < len(new) else MISSING
            yield from differences(before, after, (*path, index))
    elif old is not new and (old != new or isinstance(old, bool) is not isinstance(new, bool)):
        yield path, old, new
