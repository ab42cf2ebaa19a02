"""What the table of consequences says of each step by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from lifeboat.consequences import Consequence, DangerClass, Down, Reversible, is_harmless, kind_of, minutes_taken
from lifeboat.consequences.model import UNHURT
from lifeboat.previews import Operation, Step
from lifeboat.review.model import Danger
from lifeboat.review.tunnels import Tunnels, by_place, carries_tunnels

NOTHING: Final = "nothing"
DONE: Final = {
    Operation.UPDATE: "changes in place",
    Operation.REPLACE: "is replaced",
    Operation.DELETE: "is deleted",
}
"""What happens to a resource, in words."""

_LEAST: Final = Consequence(
    Down.NONE, 0, "nothing that runs through it stops", "-", danger=DangerClass.DEGRADED, reversible=Reversible.PARTLY
)  # fmt: skip
"""For a replacement or deletion of which the table says that it hurts nothing by itself: it is named all the same."""

_INSTEAD: Final = {
    DangerClass.REFUSED: "Take the change back, or make room for it first.",
    DangerClass.DATA_LOSS: "Keep elsewhere first what somebody may still need.",
    DangerClass.OUTAGE: "Choose a window in which this may be away.",
    DangerClass.EXPOSURE: "Read the old and the new one side by side, and let whoever owns what it opens agree.",
    DangerClass.PROTECTION: "Let whoever relies on it in a recovery agree.",
    DangerClass.DEGRADED: "Deploy it when little depends on it, and look that it is whole again afterwards.",
}
"""What to do where the table names nothing better."""

_ORDER: Final = tuple(DangerClass)
_WEAKEST: Final = (Reversible.YES, Reversible.PARTLY, Reversible.NO)
_DRILLS: Final = "$lifeboat:recovery:Drill"


def rank(danger: DangerClass) -> int:
    """Return how bad a class is: 0 for the worst."""
    return _ORDER.index(danger)


def of_step(step: Step, tunnels: Tunnels) -> Iterator[Danger]:
    """Yield what a step puts at risk by itself: one danger a class.

    Args:
        step: something that is updated, replaced or deleted; anything else puts nothing at risk by itself.
        tunnels: what the deployment does to the tunnels that run.
    """
    if step.operation not in DONE or is_harmless(step.type):
        return
    if kind_of(step.type, carries_tunnels=carries_tunnels(step.before or step.resource)) is None:
        places = [change.path for change in step.changes if not change.path.startswith("tags")]
        if places or step.operation is not Operation.UPDATE:
            yield unknown(step, places)
        return
    found: dict[DangerClass, list[tuple[str, Consequence]]] = {}
    nothing_written = []
    for place, consequence in by_place(step):
        if consequence is None:
            nothing_written.append(place)
            continue
        least = consequence is UNHURT and step.operation is not Operation.UPDATE
        told = _LEAST if least else consequence
        if (danger := _class(step, told, tunnels)) is not None:
            found.setdefault(danger, []).append((place, told))
    for danger in sorted(found, key=rank):
        yield _danger(step, danger, found[danger], tunnels)
    if nothing_written:
        yield unknown(step, nothing_written)


def unknown(step: Step, places: Sequence[str]) -> Danger:
    """Return the danger of which nothing is written down.

    Args:
        step: what happens.
        places: the places that it is about.
    """
    return Danger(
        danger=DangerClass.UNKNOWN,
        title=f"{step.name} {DONE[step.operation]}, and nothing is written down about what that does.",
        urn=step.urn,
        resource=step.name,
        type=step.type,
        operation=step.operation,
        properties=tuple(sorted(set(places))),
        down="not known",
        minutes_down=None if step.operation is Operation.DELETE else 0,
        minutes_taken=0,
        reversible=Reversible.NO if step.operation is Operation.DELETE else Reversible.PARTLY,
        instead="Read the provider's documentation of this type before you approve it.",
        sources=(),
    )


def _class(step: Step, consequence: Consequence, tunnels: Tunnels) -> DangerClass | None:
    if consequence.down is not Down.NONE:
        # A preview without what stays as it is does not show every tunnel: then the worst is taken.
        whole = tunnels.all_down([step.urn]) or (not tunnels.running and consequence.down is Down.ALL)
        return DangerClass.OUTAGE if whole or consequence.danger is DangerClass.OUTAGE else DangerClass.DEGRADED
    if consequence.danger is DangerClass.OUTAGE and _DRILLS in step.urn:
        return DangerClass.PROTECTION
    return consequence.danger


def _danger(step: Step, danger: DangerClass, found: Sequence[tuple[str, Consequence]], tunnels: Tunnels) -> Danger:
    consequences = list(dict.fromkeys(consequence for _, consequence in found))
    urns = [step.urn] if any(one.down is not Down.NONE for one in consequences) else []
    down, minutes = _down(step, consequences, tunnels, urns)
    places = tuple(sorted({place for place, _ in found if place}))
    taken, _ = minutes_taken(step.type, step.operation, places)
    reversible = max((one.reversible for one in consequences), key=_WEAKEST.index)
    return Danger(
        danger=danger,
        title=f"{step.name} {DONE[step.operation]}: {'; '.join(dict.fromkeys(one.says for one in consequences))}.",
        urn=step.urn,
        resource=step.name,
        type=step.type,
        operation=step.operation,
        properties=places,
        down=down,
        minutes_down=minutes,
        minutes_taken=taken,
        reversible=reversible,
        instead=" ".join(dict.fromkeys(one.instead for one in consequences if one.instead)) or _INSTEAD[danger],
        sources=_sources(consequences),
        blocks=danger is DangerClass.REFUSED or (danger is DangerClass.DATA_LOSS and reversible is Reversible.NO),
    )


def _down(
    step: Step, consequences: Sequence[Consequence], tunnels: Tunnels, urns: Sequence[str]
) -> tuple[str, int | None]:
    loses = list(dict.fromkeys(as_it_is_there(step, one).loses for one in consequences if one.loses))
    lasting = any(one.lasting for one in consequences)
    minutes: int | None = max(one.minutes for one in consequences)
    if keys := tunnels.hit(urns):
        return "; ".join([listed(keys), *loses]), tunnels.minutes(urns)
    if urns:
        loses.insert(0, consequences[0].down.value if consequences[0].down is not Down.ALL else "every tunnel")
    return "; ".join(loses) or NOTHING, None if lasting else minutes


def as_it_is_there(step: Step, consequence: Consequence) -> Consequence:
    """Return a consequence as it is at the place of a step: what the drill VPC loses, only drills miss."""
    return replace(consequence, loses="drills") if consequence.loses and _DRILLS in step.urn else consequence


def listed(words: Sequence[str]) -> str:
    """Return words as a list for people."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _sources(consequences: Sequence[Consequence]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.source for one in consequences if one.source != "-"))


def unhurting(
    step: Step,
    danger: DangerClass,
    title: str,
    *,
    places: tuple[str, ...],
    instead: str,
    source: str,
    reversible: Reversible = Reversible.YES,
) -> Danger:
    """Return a danger of a step while which everything works.

    Args:
        step: what the engine does.
        danger: its class.
        title: what happens, in one sentence.
        places: the places in the resource that cause it.
        instead: what to do instead.
        source: where that is documented.
        reversible: whether it can be undone.
    """
    return Danger(
        danger=danger,
        title=title,
        urn=step.urn,
        resource=step.name,
        type=step.type,
        operation=step.operation,
        properties=places,
        down=NOTHING,
        minutes_down=0,
        minutes_taken=0,
        reversible=reversible,
        instead=instead,
        sources=(source,),
    )
