"""Things that name each other: what must exist first, and what cannot be deleted yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lifeboat.sandbox import paths
from lifeboat.sandbox.clouds.model import Catalog, CloudError, Reference, ResourceType
from lifeboat.sandbox.store import StoredRow, StoredWorld


def require_targets(kind: ResourceType, inputs: Mapping[str, Any], world: StoredWorld) -> None:
    """Refuse inputs that name things which do not exist.

    Raises:
        CloudError: with the reference's `missing_code`.
    """
    for reference in kind.references:
        for name in _named(reference, inputs):
            if not any(_is(reference, target, name) for token in reference.tokens for target in world.rows(token)):
                raise CloudError(reference.missing_code, f"{reference.path}: '{name}' does not exist")


def require_unused(catalog: Catalog, row: StoredRow, world: StoredWorld) -> None:
    """Refuse to delete what something else still names.

    Things that the cloud keeps for itself (types that are not owned) never hold anything up.

    Raises:
        CloudError: with the reference's `in_use_code`.
    """
    for kind in catalog.types.values():
        if not kind.owned:
            continue
        for reference in kind.references:
            if reference.in_use_code is None or row.token not in reference.tokens:
                continue
            for referrer in world.rows(kind.token):
                names = _named(reference, referrer.properties)
                if referrer.place != row.place and any(_is(reference, row, name) for name in names):
                    raise CloudError(reference.in_use_code, f"'{row.id}' is still used by '{referrer.id}'")


def _named(reference: Reference, properties: Mapping[str, Any]) -> Iterator[str]:
    for value in paths.values_at(properties, paths.parse(reference.path)):
        if isinstance(value, str) and value:
            yield value


def _is(reference: Reference, target: StoredRow, name: str) -> bool:
    value = target.id if reference.key == "id" else target.properties.get(reference.key)
    if not isinstance(value, str):
        return False
    if target.token.startswith("azure-native:"):
        return value.lower() == name.lower()
    return value == name
