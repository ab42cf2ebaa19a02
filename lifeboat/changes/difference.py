"""Where what the program will ask for differs from what the state says it asked for."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Any, Final

from lifeboat.changes.items import BROUGHT, CLOUD, Ending, Item, Reference
from lifeboat.changes.state import Resource, is_secret

Outputs = Callable[[Reference], Any]
"""From a reference to the value it will have; `UNKNOWN` if only the deployment brings it."""


class Later(Enum):
    """A value that only the deployment brings."""

    UNKNOWN = "known during the deployment"


UNKNOWN: Final = Later.UNKNOWN
"""The output of a resource that is made or replaced."""

HIDDEN: Final = "(secret)"
LATER: Final = "(known during the deployment)"
ABSENT: Final = "(none)"
SECRET_PROPERTIES: Final = ("*resharedKey", "sharedKey", "result", "customerGatewayConfiguration")
"""Properties that are never shown, whatever the state says of them."""


@dataclass(frozen=True)
class Difference:
    """One place that differs.

    Attributes:
        path: where, such as `bgpSettings.asn` or `ipConfigurations[1].name`.
        before: the value in the state, as text; secrets are not shown.
        after: the value to come, as text.
        through: the resource whose new output it is; None for a changed setting.
    """

    path: str
    before: str
    after: str
    through: str | None = None

    @property
    def property(self) -> str:
        """The top-level property that it is in."""
        return self.path.partition(".")[0].partition("[")[0]


def differences(item: Item, resource: Resource, output_of: Outputs) -> tuple[Difference, ...]:
    """Return every place where a resource's inputs will differ, in the order of the properties.

    Inputs of the state that the item does not name are what a provider filled in, and are left out.

    Args:
        item: the resource as it will be asked for.
        resource: the resource as the state has it.
        output_of: what references come to.
    """
    comparison = _Comparison(resource, output_of)
    return tuple(
        difference
        for name, value in item.inputs.items()
        for difference in comparison.of(name, name, resource.inputs.get(name), value)
    )


@dataclass(frozen=True)
class _Comparison:
    resource: Resource
    output_of: Outputs

    def of(self, prop: str, path: str, before: Any, after: Any) -> Iterator[Difference]:
        """Yield the differences at and below one place."""
        if after is CLOUD or (after is None and not before):
            return  # what is left out and what a provider then fills in: false, or nothing
        if after is BROUGHT or (isinstance(after, Reference) and after.secret):
            yield from self._secret(prop, path, after)
        elif isinstance(after, Reference):
            yield from self._reference(path, before, after)
        elif isinstance(after, Ending):
            if not str(before or "").lower().endswith(after.text.lower()):
                yield Difference(path, shown(path, before), f"...{after.text}")
        else:
            yield from self._value(prop, path, before, after)

    def _value(self, prop: str, path: str, before: Any, after: Any) -> Iterator[Difference]:
        if isinstance(after, Mapping) and isinstance(before, Mapping) and not is_secret(before):
            for key in dict.fromkeys([*after, *(key for key in before if key != "__defaults")]):
                yield from self.of(prop, f"{path}.{key}", before.get(key), after.get(key))
        elif isinstance(after, list) and isinstance(before, list) and _nested(after):
            for place in range(max(len(before), len(after))):
                yield from self.of(prop, f"{path}[{place}]", _item(before, place), _item(after, place))
        elif before != after:
            yield Difference(path, shown(path, before), shown(path, after))

    def _secret(self, prop: str, path: str, after: Any) -> Iterator[Difference]:
        """Compare where a secret comes from. Its value is encrypted, and stays so."""
        sources = self.resource.uses.get(prop, frozenset())
        if after is BROUGHT:
            if sources or prop not in self.resource.inputs:
                yield Difference(path, HIDDEN, f"{HIDDEN} of the user's own")
        elif after.name not in sources or self.output_of(after) is UNKNOWN:
            yield Difference(path, HIDDEN, f"{HIDDEN} generated anew", through=after.name)

    def _reference(self, path: str, before: Any, after: Reference) -> Iterator[Difference]:
        value = self.output_of(after)
        if value is UNKNOWN:
            yield Difference(path, shown(path, before), LATER, through=after.name)
        elif before != value:
            yield Difference(path, shown(path, before), shown(path, value))


def _nested(values: list[Any]) -> bool:
    """Whether items are compared one by one: structures and references; plain values are shown as a whole list."""
    return any(not isinstance(value, str | int | float | bool) for value in values)


def _item(values: list[Any], place: int) -> Any:
    return values[place] if place < len(values) else None


def shown(path: str, value: Any) -> str:
    """Return a value as text for people, secrets hidden."""
    last = path.rpartition(".")[2]
    if is_secret(value) or any(fnmatchcase(last, pattern) for pattern in SECRET_PROPERTIES):
        return HIDDEN
    if value is None:
        return ABSENT
    return value if isinstance(value, str) else json.dumps(_plain(value))


def _plain(value: Any) -> Any:
    if is_secret(value):
        return HIDDEN
    if isinstance(value, Ending):
        return f"...{value.text}"
    if isinstance(value, Reference | Enum):
        return LATER
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
