"""How long a deployment takes, and which steps are the reason: the longest chain of steps that wait for one another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Final

from lifeboat.consequences import minutes_taken
from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Preview, Step
from lifeboat.review.model import Duration, SlowStep

SLOW_MINUTES: Final = 2
"""From so many minutes on a step is listed."""

_WAITS: Final[Mapping[str, tuple[str, ...]]] = {
    t.VIRTUAL_NETWORK: (t.RESOURCE_GROUP,),
    t.SUBNET: (t.VIRTUAL_NETWORK, t.AZURE_NAT_GATEWAY),
    t.AZURE_GATEWAY: (t.SUBNET, t.PUBLIC_IP),
    t.CUSTOMER_GATEWAY: (t.PUBLIC_IP,),
    t.AWS_SUBNET: (t.VPC,),
    t.NAT_GATEWAY: (t.AWS_SUBNET, t.EIP),
    t.ROUTE: (t.NAT_GATEWAY, t.TRANSIT_ATTACHMENT),
    t.ENDPOINT: (t.AWS_SUBNET,),
    t.INSTANCE_CONNECT: (t.AWS_SUBNET,),
    t.RESOLVER_ENDPOINT: (t.AWS_SUBNET,),
    t.FORWARDING_RULE: (t.RESOLVER_ENDPOINT, t.OUTBOUND_ENDPOINT),
    t.OUTBOUND_ENDPOINT: (t.SUBNET,),
    t.ATTACHMENT: (t.VPC, t.VPN_GATEWAY),
    t.TRANSIT_TABLE: (t.TRANSIT_GATEWAY,),
    t.TRANSIT_ATTACHMENT: (t.TRANSIT_GATEWAY, t.AWS_SUBNET),
    t.TRANSIT_ACCEPTER: (t.TRANSIT_ATTACHMENT,),
    t.TRANSIT_ASSOCIATION: (t.TRANSIT_ATTACHMENT, t.TRANSIT_TABLE, t.VPN_CONNECTION),
    t.TRANSIT_PROPAGATION: (t.TRANSIT_ATTACHMENT, t.TRANSIT_TABLE, t.VPN_CONNECTION),
    t.VPN_CONNECTION: (t.CUSTOMER_GATEWAY, t.VPN_GATEWAY, t.ATTACHMENT, t.TRANSIT_GATEWAY, t.PASSWORD),
    t.CONNECTION_ROUTE: (t.VPN_CONNECTION,),
    t.LOCAL_GATEWAY: (t.VPN_CONNECTION,),
    t.CONNECTION: (t.AZURE_GATEWAY, t.LOCAL_GATEWAY, t.PASSWORD),
    t.REPLICATION_TEMPLATE: (t.AWS_SUBNET, t.KEY, t.INVOCATION),
}
"""What the components make a resource wait for, by type; used where a preview tells no dependencies."""


@dataclass(frozen=True)
class _Work:
    """What has to be done in one of the two parts of a deployment: what is made first, what is deleted last.

    Attributes:
        minutes: of the steps that take any, by URN.
        waits: what each step, or type, waits for; without circles.
    """

    minutes: Mapping[str, int]
    waits: Mapping[str, Sequence[str]]

    def ends(self) -> dict[str, int]:
        """Return the minute at which each step is done, counted from the start of its part."""
        found: dict[str, int] = {}
        for node in TopologicalSorter({**dict.fromkeys(self.minutes, ()), **self.waits}).static_order():
            before = max((found[each] for each in self.waits.get(node, ())), default=0)
            found[node] = before + self.minutes.get(node, 0)
        return found

    def slow_before(self, node: str) -> Iterator[str]:
        """Yield the slow steps that one waits for, none of which waits for another that is yielded."""
        seen: set[str] = set()
        stack = list(self.waits.get(node, ()))
        while stack:
            each = stack.pop()
            if each in seen:
                continue
            seen.add(each)
            if self.minutes.get(each, 0) >= SLOW_MINUTES:
                yield each
            else:
                stack.extend(self.waits.get(each, ()))


def duration(preview: Preview) -> Duration:
    """Return how long `pulumi up` takes for a preview, and why.

    What is deleted, old halves of replacements too, is deleted after everything else is made.

    Args:
        preview: read from any source. Where it tells no dependencies, the order in which components make types counts.
    """
    edges, told = _edges(preview)
    made, gone = _minutes(preview, deletions=False), _minutes(preview, deletions=True)
    steps = {step.urn: step for step in preview.changed}
    total, slow = 0, []
    for work, deletes in ((_Work(made, edges), False), (_Work(gone, _reversed(edges)), True)):
        ends = work.ends()
        slow += [(total + start, one) for start, one in _slow(work, ends, steps, deletes=deletes)]
        total += max((ends[urn] for urn in work.minutes), default=0)
    note = (
        "Usual minutes of the clouds, along the longest chain of steps that wait for one another"
        f" ({'by the dependencies in the preview' if told else 'by the order in which the components make them'});"
        " whatever is not listed takes less than two minutes or has no figure."
    )
    ordered = sorted(slow, key=lambda pair: (pair[0], -pair[1].minutes, pair[1].resource))
    return Duration(max(total, 1) if preview.changed else 0, tuple(step for _, step in ordered), note)


def _minutes(preview: Preview, *, deletions: bool) -> dict[str, int]:
    """Return the minutes of the steps that take any, of one of the two parts."""
    found = {step.urn: _deleting(step) if deletions else _making(step) for step in preview.changed}
    return {urn: minutes for urn, minutes in found.items() if minutes}


def _deleting(step: Step) -> int:
    last = step.operation is Operation.DELETE or (step.operation is Operation.REPLACE and not step.deletes_first)
    return minutes_taken(step.type, Operation.DELETE)[0] if last else 0


def _making(step: Step) -> int:
    if step.operation is Operation.REPLACE and not step.deletes_first:
        return minutes_taken(step.type, Operation.CREATE)[0]
    if step.operation is Operation.DELETE:
        return 0
    return minutes_taken(step.type, step.operation, (place.path for place in step.changes))[0]


def _edges(preview: Preview) -> tuple[dict[str, list[str]], bool]:
    """Return what each step waits for, and whether the preview told it."""
    told: dict[str, list[str]] = {}
    for step in preview.steps:
        found = {urn for urns in step.resource.dependencies.values() for urn in urns}
        if found:
            told[step.urn] = sorted(found)
    if told and not _has_circle(told):
        return told, True
    # A type stands for all of its steps, and waits like them: so there are as many edges as steps, and what stays the
    # same, which many previews leave out, still passes on what it waits for.
    edges = {token: list(waits) for token, waits in _WAITS.items()}
    for step in preview.changed:
        edges.setdefault(step.type, []).append(step.urn)
        edges[step.urn] = list(_WAITS.get(step.type, ()))
    return edges, False


def _has_circle(edges: Mapping[str, Sequence[str]]) -> bool:
    """Return whether steps wait for themselves: no engine runs that, but a file may say it."""
    try:
        TopologicalSorter(edges).prepare()
    except CycleError:
        return True
    return False


def _reversed(edges: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node, waits in edges.items():
        for each in waits:
            found.setdefault(each, []).append(node)
    return found


def _slow(
    work: _Work, ends: Mapping[str, int], steps: Mapping[str, Step], *, deletes: bool
) -> Iterator[tuple[int, SlowStep]]:
    """Yield the slow steps of a part, each with the minute in which it starts."""
    for urn, minutes in work.minutes.items():
        if minutes >= SLOW_MINUTES:
            step = steps[urn]
            operation = Operation.DELETE if deletes else step.operation
            after = tuple(sorted({steps[each].name for each in work.slow_before(urn)}))
            source = minutes_taken(step.type, Operation.DELETE if deletes else Operation.CREATE)[1]
            yield ends[urn] - minutes, SlowStep(step.name, operation, minutes, after, source)
