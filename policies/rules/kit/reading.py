"""Reading properties that the engine may not know yet, without losing the rest of a rule.

The SDK raises `UnknownValueError` at the first unknown property that a rule touches, and reports the rest of that rule
as not run. A rule that reads through this module sees unknowns as values instead, so that it can judge what is known
and name what is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulumi_policy.proxy import UnknownValueError

HIDDEN_SECRET = "[secret]"  # noqa: S105  what `pulumi policy analyze` sends for a secret it cannot decrypt
EACH = "*"
"""Path step that stands for every element of a list."""


class State(StrEnum):
    """Why a property has no value, as the end of a sentence about it."""

    KNOWN = "is known"
    UNKNOWN = "is not known until deployment"
    MISSING = "is missing"
    HIDDEN = f'is hidden as "{HIDDEN_SECRET}"'


@dataclass(frozen=True)
class Value:
    """One property of a resource.

    Attributes:
        path: where it was found, such as `addressSpace.addressPrefixes[0]`.
        state: whether it is known.
        content: the value when it is known, otherwise None. Numbers arrive as float.
    """

    path: str
    state: State
    content: Any = None

    @property
    def known(self) -> bool:
        """Whether there is a value to judge."""
        return self.state is State.KNOWN

    @property
    def text(self) -> str:
        """The value as people write it."""
        if self.content is None or isinstance(self.content, bool):
            return "nothing" if self.content is None else str(self.content).lower()
        whole = isinstance(self.content, float) and self.content.is_integer()
        return str(int(self.content) if whole else self.content)

    def not_checked(self, holder: str) -> str:
        """Say that this property could not be judged.

        Args:
            holder: the resource in words, such as `VPC recovery-vpc`.
        """
        return f"{self.path} of {holder} {self.state.value}"


def read(props: Mapping[str, Any], *path: str) -> list[Value]:
    """Read the values at a path; more than one only when the path goes through lists.

    Args:
        props: the properties of a resource, as the SDK hands them over.
        path: property names, with `EACH` for every element of a list.

    Returns:
        One value for each place that the path leads to. An empty list is read as one missing value, since a required
        property that is not there must never look like one that was judged.
    """
    values = list(_walk(props, path, ""))
    return values or [Value(_plain(path), State.MISSING)]


def read_one(props: Mapping[str, Any], *path: str) -> Value:
    """Read the single value at a path that goes through no list."""
    return read(props, *path)[0]


def _walk(node: Any, path: Sequence[str], trail: str) -> Iterator[Value]:
    if not path or (isinstance(node, str) and node == HIDDEN_SECRET):
        # A secret may be a whole list or object, of which nothing inside can be seen.
        yield _judge(node, trail)
    elif path[0] != EACH:
        yield from _step(node, path[0], path, f"{trail}.{path[0]}" if trail else path[0])
    elif _is_list(node):
        for index in range(len(node)):
            yield from _step(node, index, path, f"{trail}[{index}]")
    else:
        yield _judge(None, trail)


def _step(node: Any, key: str | int, path: Sequence[str], trail: str) -> Iterator[Value]:
    try:
        child = node[key] if isinstance(key, int) or (isinstance(node, Mapping) and key in node) else None
    except UnknownValueError:
        yield Value(trail, State.UNKNOWN)
        return
    if child is None and len(path) > 1:
        yield Value(f"{trail}.{_plain(path[1:])}".rstrip("."), State.MISSING)
        return
    yield from _walk(child, path[1:], trail)


def _judge(node: Any, trail: str) -> Value:
    # Providers bridged from Terraform answer "" for what was never set.
    if node is None or node == "":
        return Value(trail, State.MISSING)
    if node == HIDDEN_SECRET:
        return Value(trail, State.HIDDEN)
    return Value(trail, State.KNOWN, node)


def _is_list(node: Any) -> bool:
    return isinstance(node, Sequence) and not isinstance(node, str)


def _plain(path: Sequence[str]) -> str:
    return ".".join(step for step in path if step != EACH)
