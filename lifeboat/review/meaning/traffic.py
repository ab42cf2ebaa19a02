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

_HALVES: Final = {Down.FIRST: (1,), Down.SECOND: (2,), Down.CONNECTION: (1, 2)}


def interruption(parts: Sequence[Part], running: int) -> str:
    """Return what is interrupted by a change, as a clause.

    Args:
        parts: what the change consists of.
        running: tunnels that there are before; 0 where nobody knows.
    """
    found = [(part, one) for part in parts for one in _consequences(part)]
    known = [(part, one) for part, one in found if one is not None]
    tunnels = [(part, one) for part, one in known if one.down is not Down.NONE]
    lost = [one for _, one in known if one.down is Down.NONE and one.loses]
    clauses = [_tunnels(tunnels, running)] if tunnels else []
    clauses += [_because(f"{what} {'are' if what.endswith('s') else 'is'} away", [
        one for one in lost if one.loses == what]) for what in dict.fromkeys(one.loses for one in lost)]  # fmt: skip
    # What hurts in another way, such as what a cloud refuses, is no interruption; calling it none would mislead.
    clauses += dict.fromkeys(one.says for _, one in known if one.danger and not one.loses and one.down is Down.NONE)
    unknown = sorted({noun(part.step.type) for part, one in found if one is None})
    if unknown:
        clauses.append(f"{NOT_KNOWN} ({listed(unknown)})")
    return "; ".join(clauses) or "nothing is interrupted"


def _tunnels(hurting: Sequence[tuple[Part, Consequence]], running: int) -> str:
    """Return which tunnels are down for how long."""
    if any(one.down is Down.ALL for _, one in hurting):
        hit = running
    else:
        # Each half is counted by itself: a tunnel has one in each cloud, and which belong together is not in a preview.
        aws = {(part.step.urn, number) for part, one in hurting for number in _HALVES.get(one.down, ())}
        azure = {part.step.urn for part, one in hurting if one.down is Down.OWN and part.step.type == t.CONNECTION}
        ends = {part.step.urn for part, one in hurting if one.down is Down.OWN and part.step.type == t.LOCAL_GATEWAY}
        hit = max(len(aws), len(azure), len(ends))
    ending = all(part.step.operation is Operation.DELETE for part, _ in hurting)
    be = "is" if hit == 1 else "are"
    state = "gone" if ending else "down"
    if running and hit >= running:
        what = f"{'all ' if running > 1 else ''}{counted(running, 'tunnel')} {'are' if running > 1 else 'is'} {state}"
    else:
        what = f"{hit} of {running} tunnels {be} {state}" if running else f"every tunnel that it touches is {state}"
    return _because(what, [one for _, one in hurting])


def _because(what: str, ones: Sequence[Consequence]) -> str:
    """Return what is away, for how long, and why where there is one reason only."""
    minutes = max(one.minutes for one in ones)
    lasting = any(one.lasting for one in ones)
    time = " for good" if lasting else f" for about {counted(minutes, 'minute')}" if minutes else ""
    reasons = list(dict.fromkeys(one.says for one in ones))
    return f"{what}{time}{f': {reasons[0]}' if len(reasons) == 1 else ''}"


def _consequences(part: Part) -> Iterator[Consequence | None]:
    """Yield what is written down of each thing that happens; None where nothing is."""
    step = part.step
    if not step.resource.custom or is_harmless(step.type):
        return
    kind = TABLE.get(step.type)
    if kind is None:
        yield None
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
