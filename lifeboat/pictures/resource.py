"""How one resource of a stack leads to another, in a state and in a preview."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lifeboat.pictures.landscape import AFTER
from lifeboat.previews import UNKNOWN, Resource


def is_unknown(value: object) -> bool:
    """Return whether a value is not known yet."""
    return value is UNKNOWN


def plain_type(token: str) -> str:
    """Return a token without what only providers need: `aws:ec2:Vpc` of `aws:ec2/vpc:Vpc`.

    azure-native has a token a version of each API: `azure-native:network/v20240501:Subnet`.
    """
    return re.sub(r"/[^:]*", "", token)


class Estate:
    """The resources of a stack and the ways between them; of two records with one URN the later counts.

    A reference leads to a resource by the id it names; where that is not known yet, by what the engine says its value
    comes from; else to the only resource of the right type below the same parent.
    """

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._by_urn = {one.urn: one for one in resources}
        resources = [*self._by_urn.values()]
        self._by_type: dict[str, list[Resource]] = {}
        self._by_id: dict[tuple[str, str], Resource] = {}
        for one in resources:
            kind = plain_type(one.type)
            self._by_type.setdefault(kind, []).append(one)
            for name in (one.id, one.outputs.get("id"), one.outputs.get("arn")):
                if isinstance(name, str) and name and not is_unknown(name):
                    # Azure compares ids without regard to case.
                    self._by_id.setdefault((kind, name.lower()), one)
        names = Counter((plain_type(one.type), one.name) for one in resources)
        self._twice = {key for key, count in names.items() if count > 1}

    def all_of(self, *kinds: str) -> Iterator[Resource]:
        """Yield the resources of some types, by name."""
        found = [one for kind in kinds for one in self._by_type.get(kind, ())]
        yield from sorted(found, key=lambda one: (one.name, one.urn))

    def key(self, found: Resource | str | None) -> str:
        """Return the key of a resource, or of what exists: the last part of its id. Empty for None."""
        if isinstance(found, Resource):
            return found.urn if (plain_type(found.type), found.name) in self._twice else found.name
        return "" if found is None else found.rpartition("/")[2]

    def parent_name(self, resource: Resource) -> str:
        """Return the name of a resource's parent; empty for a stack's own."""
        kind, _, name = resource.parent.rpartition("::")
        return "" if kind.endswith("pulumi:pulumi:Stack") else name

    def label(self, resource: Resource, *beginnings: str) -> str:
        """Return a resource's name without its parent's, and without beginnings that say its kind."""
        parent = self.parent_name(resource)
        short = resource.name.removeprefix(f"{parent}-") if parent else resource.name
        for beginning in beginnings:
            short = short.removeprefix(beginning)
        return short or resource.name

    def find(self, resource: Resource, path: tuple[str | int, ...], *kinds: str) -> Resource | str | None:
        """Return what a property refers to.

        Args:
            resource: that has the property.
            path: keys and places that lead to it.
            kinds: plain types that it may refer to.

        Returns:
            The resource; the id of what is not in the stack; None when there is no such property, or it is not known.
        """
        value = read(resource, *path)
        if value is None:
            return None
        if isinstance(value, str) and not is_unknown(value):
            return next((self._by_id[key] for kind in kinds if (key := (kind, value.lower())) in self._by_id), value)
        return self._guess(resource, str(path[0]), kinds) if is_unknown(value) else None

    def _guess(self, resource: Resource, name: str, kinds: Sequence[str]) -> Resource | None:
        named = [self._by_urn[urn] for urn in resource.dependencies.get(name, ()) if urn in self._by_urn]
        fitting = [one for one in named if plain_type(one.type) in kinds]
        if not fitting and not named:
            # No guess by names: a rule of one security group may be named after another one.
            fitting = [one for one in self.all_of(*kinds) if one.parent == resource.parent and one is not resource]
        return fitting[0] if len(fitting) == 1 else None

    def used(self, resource: Resource, name: str, *kinds: str) -> list[Resource]:
        """Return the resources of some types that the value of an input comes from, as the engine tells, by name."""
        named = {
            self._by_urn[urn].urn: self._by_urn[urn]
            for urn in resource.dependencies.get(name, ())
            if urn in self._by_urn
        }
        return sorted((one for one in named.values() if plain_type(one.type) in kinds), key=lambda one: one.name)

    def find_all(self, resource: Resource, name: str, *kinds: str) -> list[Resource | str]:
        """Return what the parts of a list refer to; of a list that is not known, what it comes from."""
        values = read(resource, name)
        if is_unknown(values) or (isinstance(values, Sequence) and any(is_unknown(one) for one in values)):
            return list(self.used(resource, name, *kinds))
        if not isinstance(values, Sequence) or isinstance(values, str):
            return []
        found = (self.find(resource, (name, place), *kinds) for place in range(len(values)))
        return [one for one in found if one is not None]


def alike(resource: Resource, candidates: Sequence[Resource]) -> Resource | None:
    """Return the only candidate, or the one whose name shares most last words with a resource's; None on a draw.

    For places in a picture, not for what is let through: names promise nothing.
    """
    if len(candidates) < 2:
        return next(iter(candidates), None)
    shared = [_shared_words(resource.name, one.name) for one in candidates]
    best = max(shared)
    return candidates[shared.index(best)] if best and shared.count(best) == 1 else None


def _shared_words(one: str, other: str) -> int:
    pairs = zip(reversed(one.split("-")), reversed(other.split("-")), strict=False)
    return next((place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), len(one.split("-")))


def read(resource: Resource, *path: str | int) -> Any:
    """Return a property: as asked for, else as answered; `UNKNOWN` when not known yet, None when there is none."""
    asked, answered = _walk(resource.inputs, path), _walk(resource.outputs, path)
    for value in (asked, answered):
        if value is not None and not is_unknown(value):
            return value
    return UNKNOWN if is_unknown(asked) or is_unknown(answered) else None


def _walk(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        if is_unknown(value):
            return UNKNOWN
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(resource: Resource, *path: str | int) -> str:
    """Return a property as text: `AFTER` when not known yet, empty when there is none or it is no plain value."""
    value = read(resource, *path)
    if is_unknown(value):
        return AFTER
    if isinstance(value, float) and value.is_integer():
        # Numbers are floats on their way through the engine (google.protobuf.Struct).
        value = int(value)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def texts(resource: Resource, *path: str | int) -> tuple[str, ...]:
    """Return a list of plain values as text; one `AFTER` when the list is not known yet."""
    value = read(resource, *path)
    if is_unknown(value):
        return (AFTER,)
    if isinstance(value, str) or not isinstance(value, Sequence):
        return ()
    return tuple(
        AFTER if is_unknown(one) else str(one) for one in value if isinstance(one, str | int) or is_unknown(one)
    )


def count(resource: Resource, *path: str | int) -> int:
    """Return how many things a list has; 0 when there is none or it is not known yet."""
    value = read(resource, *path)
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else 0
