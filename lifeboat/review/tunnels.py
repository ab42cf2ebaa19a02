"""Which of the running tunnels a previewed deployment takes down, and for how long."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lifeboat.changes.difference import Difference
from lifeboat.changes.effects import effect, minutes_down
from lifeboat.changes.report import Action, Change, Report
from lifeboat.changes.state import Resource as Running
from lifeboat.changes.state import RunningTunnel, running_tunnels
from lifeboat.consequences import Consequence, kind_of
from lifeboat.consequences.model import UNHURT
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.consequences.table import KINDS
from lifeboat.consequences.tokens import AWS_SUBNET, ROUTE_TABLE, SUBNET, VPC
from lifeboat.previews import Operation, Preview, Resource, Step
from lifeboat.review.directions import hurts

ISOLATED: Final = "lifeboat:isolated"
"""Tag of the VPC that is attached to nothing: "true" on the drill VPC."""

_ACTIONS: Final = {
    Operation.UPDATE: Action.UPDATE,
    Operation.REPLACE: Action.REPLACE,
    Operation.DELETE: Action.DELETE,
}


@dataclass(frozen=True)
class Tunnels:
    """What a deployment does to the tunnels that run.

    Attributes:
        running: the tunnels of the state.
        changes: what takes some of them down, or is refused, by URN.
    """

    running: tuple[RunningTunnel, ...]
    changes: Mapping[str, Change]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the running tunnels, such as `tunnel1`."""
        return tuple(tunnel.key for tunnel in self.running)

    def hit(self, urns: Iterable[str]) -> tuple[str, ...]:
        """Return the keys of the tunnels that some steps take down."""
        hit = {key for urn in urns if urn in self.changes for key in self.changes[urn].tunnels}
        return tuple(key for key in self.keys if key in hit)

    def all_down(self, urns: Iterable[str]) -> bool:
        """Return whether some steps together leave no tunnel up."""
        return bool(self.running) and self.hit(urns) == self.keys

    def minutes(self, urns: Iterable[str]) -> int | None:
        """Return how long some steps take tunnels down; until the first is back where they take all of them.

        Returns:
            Minutes; None where every tunnel that goes down ends.
        """
        chosen = set(urns)
        told = self._told([change for urn, change in self.changes.items() if urn in chosen])
        if told.no_tunnel_up:
            return told.minutes_without
        back = [told.minutes_down[key] for key in self.hit(chosen)]
        known = [minutes for minutes in back if minutes is not None]
        return max(known) if known else (None if back else 0)

    def ended(self) -> tuple[str, ...]:
        """Return the keys of the tunnels that are there no more afterwards."""
        down = self._told(list(self.changes.values())).minutes_down
        return tuple(key for key in self.keys if down[key] is None)

    def _told(self, changes: Sequence[Change]) -> Report:
        down = dict(minutes_down(self.running, changes))
        if any(change.action is Action.DELETE and change.tunnels == self.keys for change in changes):
            down = dict.fromkeys(down)
        return Report(self.keys, (), tuple(changes), down, (), (), empty=False)


def tunnels(preview: Preview) -> Tunnels:
    """Return which tunnels run before a deployment, and which of its steps take them down."""
    running = running_tunnels([as_running(resource) for resource in preview.before() if resource.custom])
    found = {}
    for step in preview.steps:
        if step.before is not None and step.operation in _ACTIONS and carries_tunnels(step.before):
            change = change_of(step, running)
            if change.tunnels or change.refused:
                found[step.urn] = change
    return Tunnels(running, found)


def carries_tunnels(resource: Resource) -> bool:
    """Return whether tunnels stand on a resource, so that its changes may take them down."""
    if resource.type == SUBNET:
        return resource.inputs.get("subnetName") == "GatewaySubnet"
    if resource.type in {VPC, AWS_SUBNET, ROUTE_TABLE}:
        return not is_isolated(resource) and "$lifeboat:recovery:Drill" not in resource.urn
    if resource.type in FOUNDATION:
        return True
    return resource.type in KINDS and as_running(resource).of_interconnect


def is_isolated(resource: Resource) -> bool:
    """Return whether a resource is a VPC that is to be attached to nothing."""
    tags = (resource.inputs.get("tags"), resource.outputs.get("tags"))
    return resource.type == VPC and any(isinstance(each, Mapping) and each.get(ISOLATED) == "true" for each in tags)


def change_of(step: Step, running: Sequence[RunningTunnel]) -> Change:
    """Return what a step does to the tunnels that run, in the words of `lifeboat check`."""
    assert step.before is not None  # noqa: S101 (only what exists takes tunnels down)
    because = [Difference(one.path, str(one.before), str(one.after)) for one in step.changes]
    return effect(running, as_running(step.before), _ACTIONS[step.operation], because, consequences(step))


def consequences(step: Step) -> list[Consequence]:
    """Return what the table says of a step, each consequence once; nothing where it has no row."""
    return list(dict.fromkeys(found for _, found in by_place(step) if found is not None))


def by_place(step: Step) -> Iterator[tuple[str, Consequence | None]]:
    """Yield each place that causes something, and what the table says of it: None where nothing is written down.

    For a deletion the place is ""; for a replacement only those that force it are places, "" where none is named.
    """
    resource = step.before or step.resource
    kind = kind_of(resource.type, carries_tunnels=carries_tunnels(resource))
    if step.operation is Operation.UPDATE:
        for change in step.changes:
            found = kind.in_place(change.path) if kind else None
            harmless = found is not None and not hurts(found.when, step, change)
            yield change.path, UNHURT if harmless else found
    elif step.operation in {Operation.REPLACE, Operation.DELETE}:
        whole = None if kind is None else kind.replaced if step.operation is Operation.REPLACE else kind.deleted
        forcing = [change.path for change in step.changes if change.replaces]
        for path in forcing or [""]:
            yield path, whole


def as_running(resource: Resource) -> Running:
    """Return a resource as `lifeboat check` reads it from a state."""
    return Running(
        urn=resource.urn,
        type=resource.type,
        id=resource.id,
        inputs=resource.inputs,
        outputs=resource.outputs,
        uses={},
        protect=resource.protect,
    )
