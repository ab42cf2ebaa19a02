"""Completes or forgets the operations that a killed engine left open in a stack's state.

Pure functions over an exported deployment (`pulumi stack export`). They know nothing of the sandbox: whoever can say
which id a URN got on a cloud, real or simulated, can use them.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Repair:
    """What was done about one open operation.

    Attributes:
        urn: the resource.
        operation: Pulumi's word for what was going on: `creating`, `updating`, `deleting`, `reading`, `importing`.
        id: the id with which it was taken into the state; "" when the operation was only forgotten.
    """

    urn: str
    operation: str
    id: str = ""

    def __str__(self) -> str:
        """One line for a person."""
        if self.id:
            return f"adopted {self.id} as {self.urn}"
        return f"forgot that {self.urn} was {self.operation}"


def completed(
    deployment: Mapping[str, Any], ids: Mapping[str, Collection[str]]
) -> tuple[dict[str, Any], tuple[Repair, ...]]:
    """Close every open operation of an exported deployment.

    A resource that was being created and exists joins the state with its id, its inputs also as outputs until the
    next refresh reads the real ones. One that does not exist is forgotten, so that the next `up` creates it, and so
    is one that depends on something the state does not hold (`unknown_to` names it then). Open updates, deletions and
    reads are forgotten: the refresh tells how they ended.

    Args:
        deployment: what `pulumi stack export` printed.
        ids: for each URN the ids of what exists on the cloud.

    Returns:
        The deployment for `pulumi stack import`, and what was done, in the order of the open operations.
    """
    repaired = copy.deepcopy(dict(deployment))
    state = repaired["deployment"]
    resources: list[dict[str, Any]] = list(state.get("resources") or [])
    report: list[Repair] = []
    for pending in state.pop("pending_operations", None) or []:
        resource, operation = pending["resource"], pending["type"]
        urn = resource["urn"]
        known = {other.get("id") for other in resources if other["urn"] == urn}
        new = sorted(set(ids.get(urn, ())) - known) if operation == "creating" else []
        held = {other["urn"] for other in resources}
        if new and held.issuperset(_depends_on(resource)):
            resources = _with(resources, {**resource, "id": new[0]})
            report.append(Repair(urn, operation, new[0]))
        else:
            report.append(Repair(urn, operation))
    state["resources"] = _in_order(resources)
    return repaired, tuple(report)


def unknown_to(deployment: Mapping[str, Any], ids: Mapping[str, Collection[str]]) -> dict[str, str]:
    """What exists under a URN of a stack although its state does not hold it.

    Args:
        deployment: an exported deployment.
        ids: for each URN the ids of what exists on the cloud.

    Returns:
        URNs by id.
    """
    held = {(resource["urn"], resource.get("id")) for resource in deployment["deployment"].get("resources") or []}
    return {one: urn for urn, found in ids.items() for one in found if (urn, one) not in held}


def _with(resources: list[dict[str, Any]], resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources and a new one. An older one of the same URN was about to be replaced: it is left to be deleted."""
    added = {**resource, "outputs": copy.deepcopy(resource.get("inputs") or {})}
    old = [
        {**other, "delete": True} if other["urn"] == resource["urn"] and not other.get("delete") else other
        for other in resources
    ]
    return [*old, added]


def _in_order(resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each resource after everything it depends on, as the engine demands of a state; otherwise as it was."""
    live = {resource["urn"]: resource for resource in resources if not resource.get("delete")}
    placed: set[int] = set()
    ordered: list[dict[str, Any]] = []

    def place(resource: dict[str, Any]) -> None:
        if id(resource) in placed:
            return
        placed.add(id(resource))
        if resource.get("delete") and resource["urn"] in live:
            place(live[resource["urn"]])  # the engine wants the one to be deleted behind the one that lives
        for urn in _depends_on(resource):
            if urn in live:
                place(live[urn])
        ordered.append(resource)

    for resource in resources:
        place(resource)
    return ordered


def _depends_on(resource: Mapping[str, Any]) -> list[str]:
    provider = str(resource.get("provider") or "").rsplit("::", 1)[0]  # "<urn>::<id>"
    named = [resource.get("parent"), provider, resource.get("deletedWith"), *(resource.get("dependencies") or [])]
    for urns in (resource.get("propertyDependencies") or {}).values():
        named.extend(urns or [])
    return [urn for urn in named if urn]
