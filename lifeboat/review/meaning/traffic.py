"""What a change does to traffic, in a clause: only what the table of consequences knows, and that it does not know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lifeboat.consequences import Consequence, Down, is_harmless, kind_of
from lifeboat.consequences import tokens as t
from lifeboat.consequences.model import UNHURT
from lifeboat.previews import Operation, Preview
from lifeboat.review.by_table import as_it_is_there
from lifeboat.review.meaning.pool import Part, is_complete
from lifeboat.review.meaning.words import counted, listed, noun
from lifeboat.review.tunnels import Tunnels, by_place, carries_tunnels, change_of, tunnels

NOT_KNOWN: Final = "not known here whether traffic notices"
"""Said where the table has no row."""

MOST_SAID: Final = 3
"""Things that a clause names; the dangers of the report name all."""


@dataclass(frozen=True)
class Traffic:
    """The tunnels that a change may take down.

    Attributes:
        before: those that run.
        complete: whether these are all of them; a preview may leave out what stays the same.
    """

    before: Tunnels
    complete: bool


def traffic_of(preview: Preview) -> Traffic:
    """Return the tunnels that run before a deployment."""
    return Traffic(tunnels(preview), is_complete(preview))


def interruption(parts: Sequence[Part], traffic: Traffic) -> str:
    """Return what is interrupted by a change, as a clause.

    Args:
        parts: what the change consists of.
        traffic: the tunnels that there are.

    Returns:
        "" where nothing of it is in a cloud.
    """
    moved = {part.step.operation for part in parts if part.step.type == t.VPN_CONNECTION} >= _MOVING
    parts = [_as_moved(part) if moved and part.step.operation is Operation.DELETE else part for part in parts]
    found = [(part, one and as_it_is_there(part.step, one)) for part in parts for one in _consequences(part)]
    if not found:
        return ""  # settings of a provider: what they do, the resources that it makes say by themselves
    known = [one for _, one in found if one is not None]
    clauses = [*_tunnels(parts, known, traffic), *_lost([one for one in known if one.down is Down.NONE and one.loses])]
    if not clauses:
        # What hurts in another way, such as what a cloud refuses, is no interruption; calling it none would mislead.
        clauses += list(dict.fromkeys(one.says for one in known if one.danger))[:MOST_SAID]
    unknown = sorted({noun(part.step.type) for part, one in found if one is None})
    if unknown:
        clauses.append(f"{NOT_KNOWN} ({listed(unknown)})")
    return "; ".join(clauses) or "nothing is interrupted"


def _as_moved(part: Part) -> Part:
    """Return a deletion as what it is where tunnels move to another end: connections are made anew elsewhere."""
    operation = Operation.REPLACE if part.step.type == t.VPN_CONNECTION else Operation.SAME
    return replace(part, step=replace(part.step, operation=operation))


def _consequences(part: Part) -> Iterator[Consequence | None]:
    """Yield what is written down of each thing that happens; None where nothing is."""
    step = part.step
    if not step.resource.custom or is_harmless(step.type):
        return
    if step.operation in {Operation.UPDATE, Operation.REPLACE, Operation.DELETE}:
        places = [found for _, found in by_place(replace(step, changes=part.places))]
        yield from places or [None]
    elif kind_of(step.type, carries_tunnels=carries_tunnels(step.resource)) is None:
        yield None
    else:
        # What is new stands beside what is there; only of a kind in the table is it known that it takes nothing over.
        yield UNHURT


def _tunnels(parts: Sequence[Part], known: Sequence[Consequence], traffic: Traffic) -> Iterator[str]:
    """Yield which tunnels are down for how long, and why where there is one reason only."""
    running = traffic.before.running
    changes = {}
    for part in parts:
        step = part.step
        if step.before is not None and step.operation in _DOING and carries_tunnels(step.before):
            found = change_of(replace(step, changes=part.places), running)
            if found.tunnels:
                changes[step.urn] = found
    local = Tunnels(running, changes)
    hit, ended = local.hit(changes), local.ended()
    down = [one for one in known if one.down is not Down.NONE]
    if not hit:
        if down:
            yield f"every tunnel that it touches is down{_for(max(one.minutes for one in down))}"
        return
    if ended == hit:
        yield f"{_which(hit, traffic)} gone"
        return
    reasons = list(dict.fromkeys(one.says for one in down))
    why = f": {reasons[0]}" if len(reasons) == 1 else ""
    yield f"{_which(hit, traffic)} down{_for(local.minutes(changes) or 0)}{why}"


_MOVING: Final = frozenset({Operation.CREATE, Operation.DELETE})
_DOING: Final = frozenset({Operation.UPDATE, Operation.REPLACE, Operation.DELETE})


def _for(minutes: int) -> str:
    return f" for about {counted(minutes, 'minute')}" if minutes else ""


def _which(hit: Sequence[str], traffic: Traffic) -> str:
    """Return tunnels with their verb; `all` only where it is known how many there are."""
    number = len(traffic.before.running)
    if traffic.complete and len(hit) == number:
        return {1: "the one tunnel is", 2: "both tunnels are"}.get(number, f"all {number} tunnels are")
    be = "is" if len(hit) == 1 else "are"
    return f"{len(hit)} of {number} tunnels ({listed(hit)}) {be}" if traffic.complete else f"{listed(hit)} {be}"


def _lost(lost: Sequence[Consequence]) -> Iterator[str]:
    """Yield what does not work: meanwhile, and for good."""
    passing = [one for one in lost if not one.lasting]
    if passing:
        minutes = counted(max(one.minutes for one in passing), "minute")
        yield f"away for up to {minutes}: {listed((one.loses for one in passing), MOST_SAID)}"
    lasting = [one.loses for one in lost if one.lasting]
    if lasting:
        yield f"away for good: {listed(lasting, MOST_SAID)}"
