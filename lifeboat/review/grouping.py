"""One danger a cause: what follows from it stands under it and does not drown it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from lifeboat.consequences import DangerClass
from lifeboat.previews import Preview
from lifeboat.review.by_table import listed, rank
from lifeboat.review.causes import Causes, causes
from lifeboat.review.model import Danger, Reversible
from lifeboat.review.tunnels import Tunnels

_FOLDED: Final = frozenset({
    DangerClass.OUTAGE, DangerClass.EXPOSURE, DangerClass.PROTECTION, DangerClass.DEGRADED
})  # fmt: skip
"""What may stand under a cause. Refusals, losses of data and what is not known always stand by themselves."""

_WEAKEST: Final = (Reversible.YES, Reversible.PARTLY, Reversible.NO)


def grouped(preview: Preview, found: Sequence[Danger], tunnels: Tunnels) -> tuple[Danger, ...]:
    """Return dangers with those that follow from another one put under it, and tunnels that go down together as one.

    Every URN of the given dangers is in one of the returned ones, as itself or in `also`.

    Args:
        preview: what the engine would do.
        found: what each step puts at risk by itself, in the engine's order.
        tunnels: what the deployment does to the tunnels that run.
    """
    origin = causes(preview, tunnels)
    heads = _heads(preview, found, origin)
    groups: dict[str, list[Danger]] = {}
    alone = []
    for danger in (_unclear(each, preview, origin, heads) for each in found):
        head = heads.get(danger.urn)
        if head is None or not _stands_under(danger, head):
            alone.append(danger)
        else:
            groups.setdefault(head.urn, []).append(danger)
    together = _together(groups, tunnels, heads)
    merged = [
        _merged(head, [danger for urn in urns for danger in groups[urn]], tunnels, heads) for head, urns in together
    ]
    return (*merged, *alone)


def _heads(preview: Preview, found: Sequence[Danger], origin: Causes) -> Mapping[str, Danger]:
    """By URN of a step with a danger, the worst danger of what it comes from; causes of the same thing are one."""
    order = {step.urn: number for number, step in enumerate(preview.steps)}
    worst: dict[str, Danger] = {}
    for danger in sorted(found, key=lambda each: rank(each.danger)):
        worst.setdefault(danger.urn, danger)
    roots = {urn: [root for root in origin.roots(urn) if root in worst] or [urn] for urn in worst}
    joined = _Joined()
    for own in roots.values():
        for other in own:
            joined.join(own[0], other)
    heads: dict[str, Danger] = {}
    for root in sorted({root for own in roots.values() for root in own}, key=lambda each: order.get(each, 0)):
        part = joined.name(root)
        if part not in heads or rank(worst[root].danger) < rank(heads[part].danger):
            heads[part] = worst[root]
    return {urn: heads[joined.name(own[0])] for urn, own in roots.items()}


class _Joined:
    """Sets that grow together, each under the name of one of its members."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, member: str) -> str:
        """The name of the set that a member is in."""
        while (above := self._names.get(member, member)) != member:
            self._names[member] = member = self._names.get(above, above)
        return member

    def join(self, one: str, other: str) -> None:
        """Make one set of those of two members."""
        self._names[self.name(other)] = self.name(one)


def _unclear(danger: Danger, preview: Preview, origin: Causes, heads: Mapping[str, Danger]) -> Danger:
    """A danger as it is, or as unknown where its new value is only not known because of an update that hurts nothing.

    It will most likely stay as it is, but a change of the settings could hide behind that.
    """
    roots = origin.roots(danger.urn) - {danger.urn}
    if not roots or roots & heads.keys() or danger.danger is DangerClass.REFUSED:
        return danger
    names = listed(sorted(step.name for step in preview.steps if step.urn in roots))
    places = listed(danger.properties)
    return replace(
        danger,
        danger=DangerClass.UNKNOWN,
        title=f"{danger.resource}: the new value of {places} is known only after the deployment. It comes from {names},"
        " of which nothing changes that hurts.",
        down="not known",
        instead="Where no setting of it changes in this deployment, it stays as it is; otherwise read it afterwards.",
        blocks=False,
    )


def _stands_under(danger: Danger, head: Danger) -> bool:
    if danger == head:
        return True
    if danger.urn == head.urn:
        return False  # the same step in another class is another thing to know
    return danger.danger is head.danger or danger.danger in _FOLDED


def _together(
    groups: Mapping[str, Sequence[Danger]], tunnels: Tunnels, heads: Mapping[str, Danger]
) -> list[tuple[str, tuple[str, ...]]]:
    """Causes, each with the groups that it stands for: one for all that only together leave no tunnel up."""
    hitting = {
        urn: _urns(group)
        for urn, group in groups.items()
        if tunnels.hit(_urns(group)) and heads[urn].danger is not DangerClass.REFUSED
    }
    if not tunnels.all_down(urn for urns in hitting.values() for urn in urns):
        return [(urn, (urn,)) for urn in groups]
    first = max(hitting, key=lambda urn: (len(tunnels.hit(hitting[urn])), tunnels.minutes(hitting[urn]) or 0))
    return [(first, (first, *(urn for urn in hitting if urn != first))),
            *((urn, (urn,)) for urn in groups if urn not in hitting)]  # fmt: skip


def _urns(group: Iterable[Danger]) -> list[str]:
    return [danger.urn for danger in group]


def _merged(urn: str, group: Sequence[Danger], tunnels: Tunnels, heads: Mapping[str, Danger]) -> Danger:
    head = heads[urn]
    urns = list(dict.fromkeys(_urns(group)))
    also = tuple(each for each in urns if each != urn)
    reversible = max((danger.reversible for danger in group), key=_WEAKEST.index)
    keys = tunnels.hit(urns)
    if head.danger is DangerClass.REFUSED:
        return replace(head, also=also)
    head = replace(head, also=also, reversible=reversible,
                   minutes_taken=max(danger.minutes_taken for danger in group))  # fmt: skip
    if not keys or rank(head.danger) < rank(DangerClass.OUTAGE):
        return head
    minutes, whole = tunnels.minutes(urns), tunnels.all_down(urns)
    sources = dict.fromkeys(
        source for danger in (head, *group) if tunnels.hit([danger.urn]) for source in danger.sources
    )
    return replace(
        head,
        danger=DangerClass.OUTAGE if whole else min((head.danger, DangerClass.DEGRADED), key=rank),
        title=_title(head, keys, minutes, whole=whole, others=len(also)),
        down="; ".join(dict.fromkeys([listed(keys), *_beside_tunnels(head, tunnels)])),
        minutes_down=minutes,
        sources=tuple(dict.fromkeys((*head.sources, *sources))),
    )


def _beside_tunnels(head: Danger, tunnels: Tunnels) -> list[str]:
    """What does not work beside tunnels, as the head said it."""
    return [
        part for part in head.down.split("; ") if part != "nothing" and not any(key in part for key in tunnels.keys)
    ]


def _title(head: Danger, keys: Sequence[str], minutes: int | None, *, whole: bool, others: int) -> str:
    lasts = "for good" if minutes is None else f"for about {minutes} minute{'' if minutes == 1 else 's'}"
    down = f"no tunnel is up {lasts}" if whole else f"{listed(keys)} {'are' if len(keys) > 1 else 'is'} down {lasts}"
    with_it = f", and {others} more with it" if others else ""
    return f"{down[0].upper()}{down[1:]}. {head.title.removesuffix('.')}{with_it}."
