"""One step a resource, from what the engine says in up to three operations and two events each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lifeboat.previews.model import Operation, PropertyChange, Resource, Step
from lifeboat.previews.paths import MISSING, differences, format_path, parse_path, value_at

OPERATIONS: Mapping[str, Operation] = {
    "same": Operation.SAME,
    "create": Operation.CREATE,
    "update": Operation.UPDATE,
    "replace": Operation.REPLACE,
    "create-replacement": Operation.REPLACE,
    "delete-replaced": Operation.REPLACE,
    "delete": Operation.DELETE,
    "read": Operation.READ,
    "read-replacement": Operation.READ,
    "discard": Operation.READ,
    "discard-replaced": Operation.READ,
    "refresh": Operation.REFRESH,
    "import": Operation.IMPORT,
    "import-replacement": Operation.IMPORT,
}
"""The engine's operations (Pulumi, `deploy/step.go`). Those that are not here touch no resource."""

_STRENGTH = (
    Operation.SAME,
    Operation.READ,
    Operation.REFRESH,
    Operation.IMPORT,
    Operation.UPDATE,
    Operation.CREATE,
    Operation.DELETE,
    Operation.REPLACE,
)


@dataclass
class Draft:
    """What was said about one resource so far.

    Attributes:
        urn: its URN.
        operations: the engine's operations in their order, each once.
        before: the resource as it is.
        after: as it would be.
        detail: the provider's own list of what differs, by path.
        keys: top-level properties that differ, where the provider says no more.
        replacing: paths or properties that make a replacement of it.
        deletes_first: whether a mark says so, where the order of the operations does not.
    """

    urn: str
    operations: dict[str, None] = field(default_factory=dict)
    before: Resource | None = None
    after: Resource | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    replacing: frozenset[str] = frozenset()
    deletes_first: bool = False

    def note(self, operation: str, before: Resource | None, after: Resource | None) -> None:
        """Take in what one operation says about the resource.

        Args:
            operation: in the engine's words.
            before: the resource as it is; None when this operation does not say.
            after: as it would be; None likewise.
        """
        self.operations.setdefault(operation)
        if before is not None:
            self.before = before
        # Only the creation knows what comes out; the other operations of a replacement repeat the inputs.
        if after is not None and (after.outputs or self.after is None or not self.after.outputs):
            self.after = after

    def explain(self, detail: Any, keys: Any, replacing: Any) -> None:
        """Take in why the provider wants the change.

        Args:
            detail: paths with `diffKind` (events) or `kind` (digest); None when the provider gave none.
            keys: top-level properties that differ.
            replacing: what makes a replacement of it.
        """
        self.detail = detail or self.detail
        self.keys = tuple(keys or self.keys)
        self.replacing = frozenset(replacing or self.replacing)

    def step(self) -> Step | None:
        """Return the step, or None when nothing happens to any resource."""
        operation = self._operation()
        if operation is None or (self.before is None and self.after is None):
            return None
        before = None if operation is Operation.CREATE else self.before
        after = None if operation is Operation.DELETE else self.after
        listed = operation in {Operation.UPDATE, Operation.REPLACE, Operation.REFRESH, Operation.IMPORT}
        return Step(
            operation,
            before,
            after,
            tuple(self._changes(before, after)) if listed and before and after else (),
            operation is Operation.REPLACE and self._deletes_first(),
        )

    def _operation(self) -> Operation | None:
        """The one that says most: a refresh, and then nothing, is a refresh; a refresh and an update, an update."""
        found = {OPERATIONS[each] for each in self.operations if each in OPERATIONS}
        return max(found, key=_STRENGTH.index, default=None)

    def _deletes_first(self) -> bool:
        order = list(self.operations)
        if "delete-replaced" in order and "create-replacement" in order:
            return order.index("delete-replaced") < order.index("create-replacement")
        return self.deletes_first

    def _changes(self, before: Resource, after: Resource) -> Iterator[PropertyChange]:
        if self.detail:
            for text in sorted(self.detail, key=_natural):
                yield self._detailed(text, self.detail[text], before, after)
            return
        seen = set()
        for path, old, new in differences(before.inputs, after.inputs):
            seen.add(path[0])
            yield PropertyChange(format_path(path), _shown(old), _shown(new), self._replaces(format_path(path)))
        # The provider compared with what is in the cloud, or the values are secrets and look alike.
        for key in self.keys:
            if parse_path(key)[0] not in seen:
                path = parse_path(key)
                old = value_at(before.outputs, path)
                old = value_at(before.inputs, path) if old is MISSING else old
                new = value_at(after.inputs, path)
                yield PropertyChange(format_path(path), _shown(old), _shown(new), self._replaces(key))

    def _detailed(self, text: str, row: Any, before: Resource, after: Resource) -> PropertyChange:
        path = parse_path(text)
        kind = str(row.get("diffKind") or row.get("kind") or "update") if isinstance(row, Mapping) else "update"
        of_inputs = not isinstance(row, Mapping) or row.get("inputDiff", False)
        first, second = (before.inputs, before.outputs) if of_inputs else (before.outputs, before.inputs)
        old = value_at(first, path)
        old = value_at(second, path) if old is MISSING else old
        new = value_at(after.inputs, path)
        new = value_at(after.outputs, path) if new is MISSING else new
        return PropertyChange(
            format_path(path),
            None if kind.startswith("add") else _shown(old),
            None if kind.startswith("delete") else _shown(new),
            kind.endswith("-replace") or self._replaces(text),
        )

    def _replaces(self, path: str) -> bool:
        first = parse_path(path)[0]
        return path in self.replacing or first in self.replacing


def _shown(value: Any) -> Any:
    return None if value is MISSING else value


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """`a[10]` after `a[2]`."""
    return tuple((0, step, "") if isinstance(step, int) else (1, 0, step) for step in parse_path(text))


def with_dependencies(step: Step, before: Mapping[str, Resource], after: Mapping[str, Any]) -> Step:
    """Return a step whose resources say what their properties depend on, where it is told.

    Args:
        step: a step from a form that does not tell.
        before: resources of the state by URN.
        after: by URN, the URNs that each property depends on.
    """
    old, new = step.before, step.after
    if old and not old.dependencies and old.urn in before:
        old = replace(old, dependencies=before[old.urn].dependencies)
    if new and not new.dependencies:
        known = after.get(new.urn)
        if known is None and step.operation is Operation.SAME and old:
            known = old.dependencies
        new = replace(new, dependencies=known or {})
    return replace(step, before=old, after=new)
