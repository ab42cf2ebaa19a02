"""Which steps follow from which: what is replaced takes along whatever uses it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lifeboat.consequences.model import UNHURT
from lifeboat.consequences.tokens import CONNECTION, PASSWORD, VPN_CONNECTION
from lifeboat.previews import SECRET, UNKNOWN, Operation, Preview, PropertyChange, Step
from lifeboat.previews.model import Placeholder
from lifeboat.review.tunnels import Tunnels, by_place

_NAMING: Final = re.compile(r"id|arn|.*Id|.*Arn|.*[aA]ddress")
"""Outputs that other resources name a resource by, and that are nowhere else."""

_CAUSING: Final = frozenset({Operation.REPLACE, Operation.DELETE, Operation.UPDATE, Operation.CREATE})


class Causes:
    """What follows from what.

    Attributes:
        direct: by URN of a step, the URNs of the steps that its changes come from; a step that changes anything of its
            own accord is not in it.
    """

    def __init__(self, direct: Mapping[str, frozenset[str]]) -> None:
        self.direct = direct
        self._roots: dict[str, frozenset[str]] = {}

    def roots(self, urn: str) -> frozenset[str]:
        """Return where a step comes from in the end: itself, where it comes from nothing."""
        waiting = [(urn, False)]
        while waiting:
            one, ready = waiting.pop()
            if ready:
                found = frozenset().union(*(self._roots[each] for each in self.direct[one]))
                self._roots[one] = found or frozenset({one})
            elif one not in self._roots:
                origins = self.direct.get(one, frozenset())
                # Empty for as long as it is looked for, so that a circle ends.
                self._roots[one] = frozenset() if origins else frozenset({one})
                if origins:
                    waiting += [(one, True), *((each, False) for each in origins)]
        return self._roots[urn]


def causes(preview: Preview, tunnels: Tunnels) -> Causes:
    """Return which steps of a preview follow from which.

    What a property depends on is told by an update plan or a state; an event log alone says it by the values: what
    named a thing that is replaced, and is not known yet. The source of a secret is then told by the tunnel it is for.

    Args:
        preview: what the engine would do.
        tunnels: what it does to the tunnels that run.
    """
    found = _Finder(preview, tunnels)
    return Causes({step.urn: origin for step in preview.changed if (origin := found.of(step))})


class _Finder:
    def __init__(self, preview: Preview, tunnels: Tunnels) -> None:
        self._changed = {step.urn: step for step in preview.changed if step.operation in _CAUSING}
        self._owners = {
            value: step.urn
            for step in self._changed.values()
            if step.before is not None and step.before.custom
            for value in _names_of(step)
        }
        self._keys = {
            step.name.rpartition("-")[2]: step.urn for step in self._changed.values() if step.type == PASSWORD
        }
        self._tunnels = tunnels

    def of(self, step: Step) -> frozenset[str]:
        """The steps from which every change of a step comes; nothing where one of them comes from nowhere."""
        if step.operation is Operation.DELETE:
            return self._of_deletion(step)
        hurting = {path for path, consequence in by_place(step) if consequence is not UNHURT}
        places = [change for change in step.changes if change.path in hurting]
        origins = [self._of_place(step, change) for change in places]
        return frozenset().union(*origins) if origins and all(origins) else frozenset()

    def _of_deletion(self, step: Step) -> frozenset[str]:
        """What is deleted goes with what it used, where that is deleted too."""
        before = step.before
        assert before is not None  # noqa: S101 (something is deleted)
        named = {urn for urns in before.dependencies.values() for urn in urns}
        named |= {self._owners[text] for text in texts(before.inputs) if text in self._owners}
        named |= {key for prop in before.inputs for key in self._of_secret(step, prop)}
        gone = {urn for urn in named - {step.urn} if self._goes(urn, Operation.DELETE)}
        return frozenset(gone)

    def _goes(self, urn: str, *operations: Operation) -> bool:
        return urn in self._changed and self._changed[urn].operation in operations

    def _of_place(self, step: Step, change: PropertyChange) -> frozenset[str]:
        if change.after is not None and not _holds(change.after, UNKNOWN) and not _holds(change.after, SECRET):
            return frozenset()  # a value that is known was chosen, whatever it names
        told: set[str] = set()
        for resource in (step.before, step.after):
            if resource is not None:
                told.update(resource.dependencies.get(change.property, ()))
        told.update(self._owners[text] for text in texts(change.before) if text in self._owners)
        if _holds(change.after, SECRET):
            told.update(self._of_secret(step, change.property))
        told -= {step.urn}
        if change.after is None:
            return frozenset(urn for urn in told if self._goes(urn, Operation.DELETE))
        made = frozenset(urn for urn in told if self._goes(urn, Operation.REPLACE, Operation.CREATE))
        # An output of something that is updated is not known before it is, even where it will not change.
        return made or frozenset(urn for urn in told if urn in self._changed)

    def _of_secret(self, step: Step, prop: str) -> Iterator[str]:
        """The generated keys that a secret of a tunnel's end is, where nothing says what it depends on."""
        for tunnel in self._tunnels.running:
            own = step.type == CONNECTION and step.name == tunnel.connection
            far = step.type == VPN_CONNECTION and step.name == tunnel.vpn_connection
            if tunnel.key in self._keys and (own or (far and prop.startswith(f"tunnel{tunnel.number}"))):
                yield self._keys[tunnel.key]


def _names_of(step: Step) -> Iterator[str]:
    """What others name a thing by that is replaced or goes."""
    if step.operation in {Operation.REPLACE, Operation.DELETE} and step.before is not None:
        outputs = {name: value for name, value in step.before.outputs.items() if name not in step.before.inputs}
        for name, value in {"id": step.before.id, **outputs}.items():
            if isinstance(value, str) and value and _NAMING.fullmatch(name):
                yield value


def _holds(value: Any, placeholder: Placeholder) -> bool:
    if isinstance(value, Mapping):
        return any(_holds(each, placeholder) for each in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(_holds(each, placeholder) for each in value)
    return value is placeholder


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, Sequence):
        for each in value:
            yield from texts(each)
