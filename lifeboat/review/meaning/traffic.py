"""What a change does to traffic, in a clause: only what the table of consequences knows, and that it does not know."""

from collections.abc import Iterator, Sequence
from typing import Final

from lifeboat.consequences import TABLE, Consequence, Down, is_harmless
from lifeboat.consequences import tokens as t
from lifeboat.consequences.model import UNHURT
from lifeboat.previews import Operation
from lifeboat.review.meaning.pool import Part
from lifeboat.review.meaning.words import counted, listed, noun

NOT_KNOWN: Final = "not known here whether traffic notices"
"""Said where the table has no row."""

MOST_SAID: Final = 3
"""Things that a clause names; the dangers of the report name all."""

_HALVES: Final = {Down.FIRST: (1,), Down.SECOND: (2,), Down.CONNECTION: (1, 2)}


def interruption(parts: Sequence[Part], running: int) -> str:
    """Return what is interrupted by a change, as a clause.

    Args:
        parts: what the change consists of.
        running: tunnels that there are before; 0 where nobody knows.
    """
    moves = {Operation.CREATE, Operation.DELETE} <= {
        part.step.operation for part in parts if part.step.type == t.VPN_CONNECTION
    }
    found = [(part, one) for part in parts for one in _consequences(part, moves=moves)]
    known = [(part, one) for part, one in found if one is not None]
    tunnels = [(part, one) for part, one in known if one.down is not Down.NONE]
    lost = [one for _, one in known if one.down is Down.NONE and one.loses]
    clauses = [_tunnels(tunnels, running)] if tunnels else []
    clauses += _lost(lost)
    if not clauses:
        # What hurts in another way, such as what a cloud refuses, is no interruption; calling it none would mislead.
        clauses += list(dict.fromkeys(one.says for _, one in known if one.danger))[:MOST_SAID]
    unknown = sorted({noun(part.step.type) for part, one in found if one is None})
    if unknown:
        clauses.append(f"{NOT_KNOWN} ({listed(unknown)})")
    return "; ".join(clauses) or "nothing is interrupted"


def _lost(lost: Sequence[Consequence]) -> Iterator[str]:
    """Yield what does not work: meanwhile, and for good."""
    passing = [one for one in lost if not one.lasting]
    if passing:
        minutes = counted(max(one.minutes for one in passing), "minute")
        yield f"away for up to {minutes}: {listed((one.loses for one in passing), MOST_SAID)}"
    lasting = [one.loses for one in lost if one.lasting]
    if lasting:
        yield f"away for good: {listed(lasting, MOST_SAID)}"


def _tunnels(hurting: Sequence[tuple[Part, Consequence]], running: int) -> str:
    """Return which tunnels are down for how long, and why where there is one reason only."""
    if any(one.down is Down.ALL for _, one in hurting):
        hit = running
    else:
        # Each half is counted by itself: a tunnel has one in each cloud, and which belong together is not in a preview.
        aws = {(part.step.urn, number) for part, one in hurting for number in _HALVES.get(one.down, ())}
        azure = {part.step.urn for part, one in hurting if one.down is Down.OWN and part.step.type == t.CONNECTION}
        ends = {part.step.urn for part, one in hurting if one.down is Down.OWN and part.step.type == t.LOCAL_GATEWAY}
        hit = max(len(aws), len(azure), len(ends))
    for_good = all(part.step.operation is Operation.DELETE and one.lasting for part, one in hurting)
    minutes = max(one.minutes for _, one in hurting)
    time = f" for about {counted(minutes, 'minute')}" if minutes and not for_good else ""
    reasons = list(dict.fromkeys(one.says for _, one in hurting))
    why = f": {reasons[0]}" if len(reasons) == 1 and not for_good else ""
    return f"{_which(hit, running, 'gone' if for_good else 'down')}{time}{why}"


def _which(hit: int, running: int, state: str) -> str:
    if not running:
        return f"every tunnel that it touches is {state}"
    if hit < running:
        return f"{hit} of {running} tunnels {'is' if hit == 1 else 'are'} {state}"
    every = {1: "the tunnel is", 2: "both tunnels are"}.get(running, f"all {running} tunnels are")
    return f"{every} {state}"


def _consequences(part: Part, *, moves: bool) -> Iterator[Consequence | None]:
    """Yield what is written down of each thing that happens; None where nothing is."""
    step = part.step
    if not step.resource.custom or is_harmless(step.type):
        return
    kind = TABLE.get(step.type)
    if kind is None:
        yield None
    elif step.operation is Operation.DELETE and moves:
        # The tunnels move to another end: what is deleted afterwards carries nothing any more.
        yield kind.replaced if step.type == t.VPN_CONNECTION else UNHURT
    elif step.operation is Operation.DELETE:
        yield kind.deleted
    elif step.operation is Operation.REPLACE:
        yield kind.replaced
    elif step.operation is Operation.UPDATE:
        for place in part.places:
            yield kind.in_place(place.path)
        if not part.places:
            yield None
    else:
        # What is new stands beside what is there; only of a kind in the table is it known that it takes nothing over.
        yield UNHURT
