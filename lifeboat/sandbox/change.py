"""Changes to the simulated clouds that do not come from Pulumi: drift, and other people's things."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lifeboat.sandbox import catalogs, paths
from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.provider.settings import EXAMPLE_AWS_ACCOUNT, EXAMPLE_SUBSCRIPTION
from lifeboat.sandbox.store import Store, StoredRow


class ChangeError(Exception):
    """The change that was asked for is not possible; nothing was changed."""


def matching(rows: Sequence[StoredRow], name: str) -> StoredRow:
    """The one row that a person means.

    Args:
        rows: what exists.
        name: an id, a logical name, the end of a URN, or else the name that the cloud itself shows.

    Returns:
        The row.

    Raises:
        ChangeError: nothing or more than one thing matches.
    """
    exact = [row for row in rows if row.id == name]
    found = exact or [row for row in rows if row.urn and (_logical(row) == name or row.urn.endswith(name))]
    found = found or [row for row in rows if name in _shown(row)]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ChangeError(
            f"nothing in the simulated clouds has the id, the name or the URN ending {name!r}. "
            f"`lifeboat sandbox show` lists all {len(rows)} things."
        )
    choices = "\n".join(f"  {row.id}  {row.urn or row.token}" for row in found)
    raise ChangeError(f"{name!r} means {len(found)} things; name one by its id or a longer end of its URN:\n{choices}")


def _logical(row: StoredRow) -> str:
    return row.urn.rsplit("::", 1)[-1]


def _shown(row: StoredRow) -> tuple[str | None, ...]:
    """Under which names a cloud's console lists a thing: the end of an ARM id, the name of a thing in AWS."""
    last = row.id.rsplit("/", 1)[-1] if row.token.startswith("azure-native:") else None
    return last, row.properties.get("name")


def set_property(store: Store, name: str, path: str, value: Any) -> StoredRow:
    """Change one property of a thing as somebody in the cloud's console would.

    Args:
        store: the simulated clouds.
        name: an id, a logical name or the end of a URN.
        path: the property path.
        value: the new value.

    Returns:
        The row as it was.

    Raises:
        ChangeError: the thing or the path does not exist.
    """
    try:
        steps = paths.parse(path)
        with store.transaction() as world:
            row = matching(world.rows(), name)
            properties, inputs = row.properties, row.inputs
            for place in _places(row, steps):
                properties = paths.replaced(properties, place, value)
                # What the cloud answers without having been asked for it is an output.
                output = place[0] in row.properties and place[0] not in row.inputs
                inputs = inputs if output else paths.replaced(inputs, place, value)
            world.overwrite(row, replace(row, properties=properties), inputs)
    except ValueError as error:
        raise ChangeError(f"{path}: {error}") from error
    return row


def _places(row: StoredRow, steps: tuple[paths.Step, ...]) -> list[tuple[paths.Step, ...]]:
    """Where a change shows: a tag of AWS also under `tagsAll`."""
    return [steps, ("tagsAll", *steps[1:])] if steps[0] == "tags" and "tagsAll" in row.properties else [steps]


def delete(store: Store, name: str) -> StoredRow:
    """Delete a thing as somebody in the cloud's console would: nothing is asked, nothing else is touched.

    Raises:
        ChangeError: nothing or more than one thing matches.
    """
    with store.transaction() as world:
        row = matching(world.rows(), name)
        world.drop(row)
    return row


def plant(store: Store, token: str, thing_id: str, properties: Mapping[str, Any], region: str = "") -> None:
    """Put somebody else's thing into the clouds, for trials with what already exists.

    Args:
        store: the simulated clouds.
        token: its type.
        thing_id: its id.
        properties: what the cloud answers for it; the type's defaults fill in the rest. `ownerId` says which AWS
            account it belongs to.
        region: AWS Region; a thing in Azure has its `location`.

    Raises:
        ChangeError: it exists already, or is no Azure Resource Manager id where one is needed.
        UnknownTypeError: no stand-in knows the type.
    """
    kind = catalogs.resource_type(token)
    whole = {**copy.deepcopy(dict(kind.defaults)), **properties}
    if "tagsAll" in kind.computed:
        whole.setdefault("tagsAll", dict(whole.get("tags") or {}))
    inputs = {key: value for key, value in whole.items() if key not in kind.computed}
    account = _account(token, thing_id, properties)
    with store.transaction() as world:
        if world.get(token, thing_id) is not None:
            raise ChangeError(f"{thing_id} exists already")
        row = Row(token, thing_id, "", whole, account=account, region=region or str(whole.get("location") or ""))
        world.insert(row, inputs)
        if kind.planted is not None:
            kind.planted(row, world)


def _account(token: str, thing_id: str, properties: Mapping[str, Any]) -> str:
    if not token.startswith("azure-native:"):
        return str(properties.get("ownerId") or EXAMPLE_AWS_ACCOUNT)
    steps = thing_id.split("/")
    if len(steps) < 3 or steps[1].lower() != "subscriptions":
        raise ChangeError(
            f"{thing_id}: a thing in Azure needs its whole id, such as /subscriptions/{EXAMPLE_SUBSCRIPTION}/"
            "resourceGroups/network/providers/Microsoft.Network/virtualNetworks/hub"
        )
    return steps[2]
