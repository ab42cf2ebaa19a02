"""Completes or forgets the operations that a killed engine left open in a stack's state.

Pure functions over an exported deployment (`pulumi stack export`). They know nothing of the sandbox: whoever can say
which id a URN got on a cloud, real or simulated, can use them.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Repair:
    """What was done about one open operation.

    Attributes:
        urn: the resource.
        operation: Pulumi's word for what was going on: `creating`, `updating`, `deleting`, `reading`, `importing`;
            "" when nothing was and the thing is one too many.
        id: the id with which it was taken into the state; "" when the operation was only forgotten.
    """

    urn: str
    operation: str
    id: str = ""

    def __str__(self) -> str:
        """One line for a person."""
        if self.id and not self.operation:
            return f"{self.id} is one too many of {self.urn}: the next `pulumi up` deletes it"
        if self.id:
            return f"adopted {self.id} as {self.urn}"
        return f"forgot that {self.urn} was {self.operation}"


def completed(
    deployment: Mapping[str, Any], ids: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Any], tuple[Repair, ...]]:
    """Close every open operation of an exported deployment.

    A resource that was being created and exists joins the state with its id, its inputs also as outputs until the
    next refresh reads the real ones. One that does not exist is forgotten, so that the next `up` creates it, and so
    is one that depends on something the state does not hold (`unknown_to` names it then). Open updates, deletions and
    reads are forgotten: the refresh tells how they ended.

    What exists a second time under the URN of a live resource joins the state as a thing to be deleted, as the engine
    itself keeps what it has replaced. This happens where somebody ran `up` after a kill without a recovery.

    Args:
        deployment: what `pulumi stack export` printed.
        ids: for each URN the ids of what exists on the cloud, the oldest first.

    Returns:
        The deployment for `pulumi stack import`, and what was done: open operations in their order, then what is
        one too many.
    """
    repaired = copy.deepcopy(dict(deployment))
    state = repaired["deployment"]
    resources: list[dict[str, Any]] = list(state.get("resources") or [])
    report: list[Repair] = []
    for pending in state.pop("pending_operations", None) or []:
        resource, operation = pending["resource"], pending["type"]
        urn = resource["urn"]
        new = _newer_than_live(resources, urn, ids) if operation == "creating" else []
        held = {other["urn"] for other in resources}
        if new and held.issuperset(_depends_on(resource)):
            resources = _with(resources, {**resource, "id": new[-1]})
            report.append(Repair(urn, operation, new[-1]))
        else:
            report.append(Repair(urn, operation))
    for surplus in list(_surplus(resources, ids)):
        resources.append(surplus)
        report.append(Repair(surplus["urn"], "", surplus["id"]))
    state["resources"] = _in_order(resources)
    return repaired, tuple(report)


def unknown_to(deployment: Mapping[str, Any], ids: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """What exists under a URN of a stack although its state does not hold it.

    Args:
        deployment: an exported deployment.
        ids: for each URN the ids of what exists on the cloud.

    Returns:
        URNs by id.
    """
    held = {(resource["urn"], resource.get("id")) for resource in deployment["deployment"].get("resources") or []}
    return {one: urn for urn, found in ids.items() for one in found if (urn, one) not in held}


def _newer_than_live(resources: list[dict[str, Any]], urn: str, ids: Mapping[str, Sequence[str]]) -> list[str]:
    """Ids that a create made since the live resource of the URN, if there is one.

    An older one is no replacement of it, but was left over by a create before it.
    """
    found = list(ids.get(urn, ()))
    known = {other.get("id") for other in resources if other["urn"] == urn}
    live = {other.get("id") for other in resources if other["urn"] == urn and not other.get("delete")}
    since = max((place + 1 for place, one in enumerate(found) if one in live), default=0)
    return [one for one in found[since:] if one not in known]


def _surplus(resources: list[dict[str, Any]], ids: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    """What is to be deleted because the state holds another one of the same URN."""
    held = {(other["urn"], other.get("id")) for other in resources}
    for live in resources:
        if live.get("delete") or live.get("external"):  # what is only read was not made by the stack
            continue
        for one in ids.get(live["urn"], ()):
            if (live["urn"], one) not in held:
                # Protection is for the live one: nothing depends on this one.
                yield {**copy.deepcopy(live), "id": one, "delete": True, "protect": False}


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
