"""Faults that a person or a test asks the simulated clouds for.

They live in the store together with how many calls each has seen, so that "the third create" means the third one of
all stand-ins together, across runs. A preview's creates and updates reach no cloud and are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from lifeboat.sandbox.store import Store


class Method(StrEnum):
    """The calls of a provider that can be made to fail."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    READ = "read"
    CONFIGURE = "configure"
    CHECK = "check"
    DIFF = "diff"
    INVOKE = "invoke"
    ANY = "any"


class Kind(StrEnum):
    """What happens to the call."""

    FAIL = "fail"
    """The cloud answers with an error."""
    TIMEOUT = "timeout"
    """The cloud is silent for a while, then the call counts as failed."""
    DIE = "die"
    """The stand-in process ends without an answer."""
    KILL_ENGINE = "kill-engine"
    """The Pulumi CLI is killed with SIGKILL."""
    LATE = "late"
    """The cloud answers rightly, but later."""


class Moment(StrEnum):
    """When it happens: before or after the cloud has done and kept its work."""

    BEFORE = "before"
    AFTER = "after"


DEFAULT_CODE: Final = "InternalError"


@dataclass(frozen=True)
class Fault:
    """One order for trouble.

    Attributes:
        type: glob over type and function tokens. `Configure` counts as `<package>:configure` and as
            `pulumi:providers:<package>`, so that `azure-native:*` means every call to Azure.
        method: the kind of call that is counted.
        kind: what happens.
        moment: before or after the work is done.
        nth: the first matching call that is hit, counted from 1.
        times: how many calls are hit from there on; None for all.
        seconds: how long `timeout` and `late` hold the call.
        code: the error code of `fail` and `timeout`.
        number: its number in the store; 0 before it is added.
        seen: matching calls so far.
    """

    type: str = "*"
    method: Method = Method.ANY
    kind: Kind = Kind.FAIL
    moment: Moment = Moment.BEFORE
    nth: int = 1
    times: int | None = 1
    seconds: float = 0.0
    code: str = DEFAULT_CODE
    number: int = 0
    seen: int = 0

    def concerns(self, tokens: Sequence[str], method: Method) -> bool:
        """Whether a call is one of those that this fault counts."""
        return self.method in (Method.ANY, method) and any(fnmatchcase(token, self.type) for token in tokens)

    def hits(self) -> bool:
        """Whether the call that was counted last is to fail."""
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


_COLUMNS: Final = "number, type, method, kind, moment, nth, times, seconds, code, seen"


def add(store: Store, fault: Fault) -> None:
    """Order a fault. It counts calls from now on."""
    with store.transaction() as world:
        world.connection.execute(
            "INSERT INTO faults (type, method, kind, moment, nth, times, seconds, code) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (fault.type, fault.method, fault.kind, fault.moment, fault.nth, fault.times, fault.seconds, fault.code),
        )


def ordered(store: Store) -> list[Fault]:
    """Every fault that was ordered, with what it has seen."""
    with store.reading() as world:
        return [_fault(record) for record in world.connection.execute(f"SELECT {_COLUMNS} FROM faults")]  # noqa: S608


def clear(store: Store) -> None:
    """Forget every fault."""
    with store.transaction() as world:
        world.connection.execute("DELETE FROM faults")


def count(store: Store, tokens: Sequence[str], method: Method) -> Fault | None:
    """Count one call.

    Args:
        store: where the faults live.
        tokens: the names under which the call may be meant.
        method: the kind of call.

    Returns:
        The first ordered fault that hits this call, or None.
    """
    if not ordered(store):  # as nearly always: then no call waits for another one's writing
        return None
    hit: Fault | None = None
    with store.transaction() as world:
        records = world.connection.execute(f"SELECT {_COLUMNS} FROM faults ORDER BY number").fetchall()  # noqa: S608
        for fault in map(_fault, records):
            if not fault.concerns(tokens, method):
                continue
            counted = Fault(**{**vars(fault), "seen": fault.seen + 1})
            world.connection.execute("UPDATE faults SET seen = ? WHERE number = ?", (counted.seen, counted.number))
            if hit is None and counted.hits():
                hit = counted
    return hit


def _fault(record: tuple[int, str, str, str, str, int, int | None, float, str, int]) -> Fault:
    number, token_glob, method, kind, moment, nth, times, seconds, code, seen = record
    return Fault(
        token_glob, Method(method), Kind(kind), Moment(moment), nth, times, seconds, code, number=number, seen=seen
    )
