"""Brings a stack of the sandbox back to order after its engine was killed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lifeboat.sandbox import leftovers, repair
from lifeboat.sandbox.engine import Engine
from lifeboat.sandbox.leftovers import Process
from lifeboat.sandbox.place import Place
from lifeboat.sandbox.provider.standin import token_of
from lifeboat.sandbox.store import Store, StoredRow


@dataclass(frozen=True)
class Recovery:
    """What was done.

    Attributes:
        repairs: open operations that were closed, and surplus things that the next `up` deletes.
        lost: URNs of random values that were made but never reached the state: the next `up` makes new ones.
        strays: URNs by id of things that exist under this stack's name although its state does not hold them.
    """

    repairs: tuple[repair.Repair, ...]
    lost: tuple[str, ...]
    strays: Mapping[str, str]


def make_way(place: Place) -> tuple[Process, ...]:
    """End what a killed engine left running and make the state readable: before any other command on the stack.

    Args:
        place: the sandbox.

    Returns:
        The processes that had to be ended.

    Raises:
        StillRunningError: a Pulumi command is still at work.
    """
    ended = leftovers.end(place)
    leftovers.mend(place)
    return tuple(ended)


def recover(engine: Engine, stack: str) -> Recovery:
    """Clear locks, close open operations with what really exists, and refresh.

    The steps are the ones an operator takes on real clouds; only where the ids come from differs. `make_way` goes
    first.

    Args:
        engine: the Pulumi CLI of the sandbox.
        stack: the stack's name.

    Returns:
        What was done.

    Raises:
        EngineError: one of Pulumi's own steps failed.
    """
    engine.run("cancel", "--yes", "--stack", stack)
    deployment = engine.exported(stack)
    store = engine.place.store()
    lost = _forget_lost_randoms(store, stack, deployment)
    ids = _ids(store, stack)
    repaired, repairs = repair.completed(deployment, ids)
    if repairs:
        engine.run("stack", "import", "--stack", stack, standard_input=json.dumps(repaired))
    strays = repair.unknown_to(repaired, ids)
    if repaired["deployment"].get("resources"):
        engine.run("refresh", "--yes", "--skip-preview", "--stack", stack)
    return Recovery(repairs, lost, strays)


def _own(store: Store, stack: str) -> Iterator[StoredRow]:
    """What the stack made, without what the clouds made beside it."""
    prefix = f"urn:pulumi:{stack.rsplit('/', 1)[-1]}::"
    return (row for row in store.rows() if row.urn.startswith(prefix) and token_of(row.urn) == row.token)


def _ids(store: Store, stack: str) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = defaultdict(list)
    for row in _own(store, stack):
        ids[row.urn].append(row.id)
    return dict(ids)


def _forget_lost_randoms(store: Store, stack: str, deployment: Mapping[str, Any]) -> tuple[str, ...]:
    """Drop random values that the state does not hold: no cloud keeps them, so nothing could read them back."""
    held: dict[str, int] = defaultdict(int)
    for resource in deployment["deployment"].get("resources") or []:
        held[resource["urn"]] += 1
    lost: list[str] = []
    for row in _own(store, stack):
        if not row.token.startswith("random:"):
            continue
        held[row.urn] -= 1  # rows come in the order they were made, so the newest ones are the surplus
        if held[row.urn] < 0:
            with store.transaction() as world:
                world.drop(row)
            lost.append(row.urn)
    return tuple(lost)
