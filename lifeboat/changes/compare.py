"""From the state of a running stack and a new blueprint to what the deployment will do to the tunnels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lifeboat.blueprint.model import Blueprint
from lifeboat.changes.difference import UNKNOWN, Difference, differences
from lifeboat.changes.inventory import inventory
from lifeboat.changes.items import BROUGHT, Item, Reference
from lifeboat.changes.refusals import refused
from lifeboat.changes.report import Action, Change, Report
from lifeboat.changes.staging import advise
from lifeboat.changes.state import Resource, RunningTunnel, read_state, running_tunnels
from lifeboat.consequences.model import Consequence, Down
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.consequences.table import KINDS
from lifeboat.consequences.tokens import CONNECTION


def compare(before: Any, after: Blueprint) -> Report:
    """Return what a deployment changes in the interconnect of a running stack.

    Args:
        before: the JSON of `pulumi stack export`, parsed. Secrets may stay encrypted; none is read.
        after: blueprint of the changed stack file.

    Raises:
        StateError: `before` is something else.
    """
    resources = read_state(before)
    running = running_tunnels(resources)
    items = inventory(after)
    forecast = _Forecast(resources, items, running, dict(after.tags))
    changes = (*forecast.of_items(), *forecast.deletions())
    wanted = tuple(tunnel.key for tunnel in after.interconnect.tunnels)
    down = minutes_down(running, changes)
    all_down = bool(running) and 0 not in down.values()
    return Report(
        running=tuple(tunnel.key for tunnel in running),
        wanted=wanted,
        changes=changes,
        minutes_down=down,
        advice=advise(resources, items, running, wanted, changes) if all_down else (),
        notes=tuple(_notes(items)),
        empty=not any(resource.of_interconnect for resource in resources),
    )


def minutes_down(running: Sequence[RunningTunnel], changes: Iterable[Change]) -> Mapping[str, int | None]:
    """Return how long each running tunnel is down; None for one that ends, 0 for one that stays up."""
    minutes: dict[str, int | None] = {tunnel.key: 0 for tunnel in running}
    for change in changes:
        ends = change.action is Action.DELETE and change.type == CONNECTION
        for key in change.tunnels:
            so_far = minutes[key]
            minutes[key] = None if ends or so_far is None else so_far + change.minutes
    return minutes


class _Forecast:
    """The changes, each decided once, what it depends on before it."""

    def __init__(
        self,
        resources: Sequence[Resource],
        items: Sequence[Item],
        running: Sequence[RunningTunnel],
        default_tags: Mapping[str, str],
    ) -> None:
        self._resources = resources
        self._there = {(resource.type, resource.name): resource for resource in resources}
        self._named = {resource.name: resource for resource in resources}
        self._items = {item.name: item for item in items}
        self._running = running
        self._default_tags = default_tags
        self._decided: dict[str, Change | None] = {}

    def of_items(self) -> Iterator[Change]:
        """Yield what happens to everything that the new blueprint has."""
        for item in self._items.values():
            change = self._decide(item)
            if change is not None and (item.type not in FOUNDATION or change.action is Action.REPLACE):
                yield change

    def deletions(self) -> Iterator[Change]:
        """Yield what the new blueprint no longer has."""
        kept = {(item.type, item.name) for item in self._items.values()}
        # The engine deletes what depends on a thing before the thing; the state has them the other way round.
        for resource in reversed(self._resources):
            gone = resource.of_interconnect and resource.type in KINDS and (resource.type, resource.name) not in kept
            if gone:
                yield self._change(resource.name, resource, Action.DELETE, (), [KINDS[resource.type].deleted])

    def _output(self, reference: Reference) -> Any:
        """What a reference comes to; what is no item is taken to stay as it is."""
        item, resource = self._items.get(reference.name), self._named.get(reference.name)
        change = self._decide(item) if item is not None else None
        if item is not None and change is not None and change.action in {Action.CREATE, Action.REPLACE}:
            # An output that only repeats an input is known before the resource is there.
            repeated = item.inputs.get(reference.output, UNKNOWN)
            return self._output(repeated) if isinstance(repeated, Reference) else repeated
        if resource is None:
            return UNKNOWN
        return resource.id if reference.output == "id" else resource.outputs.get(reference.output)

    def _decide(self, item: Item) -> Change | None:
        if item.name not in self._decided:
            self._decided[item.name] = self._decided_anew(item)
        return self._decided[item.name]

    def _decided_anew(self, item: Item) -> Change | None:
        resource = self._there.get((item.type, item.name))
        kind = {**KINDS, **FOUNDATION}[item.type]
        if resource is None:
            return None if item.optional else Change(item.name, item.type, None, Action.CREATE)
        asked = self._with_default_tags(item, resource)
        found = [one for one in differences(asked, resource, self._output) if one.property not in kind.ignored]
        if not found:
            return None
        forcing = tuple(one for one in found if kind.replaces(one.property))
        if forcing:
            return self._change(item.name, resource, Action.REPLACE, forcing, [kind.replaced])
        happens = [kind.in_place(one.path) for one in found]
        told = list(dict.fromkeys(one for one in happens if one is not None))
        return self._change(item.name, resource, Action.UPDATE, tuple(found), told)

    def _with_default_tags(self, item: Item, resource: Resource) -> Item:
        """The item with the tags that the AWS provider adds to those of its own (default_tags)."""
        if "tagsAll" not in resource.inputs:
            return item
        return replace(item, inputs={**item.inputs, "tagsAll": {**self._default_tags, **item.inputs.get("tags", {})}})

    def _change(
        self,
        name: str,
        resource: Resource,
        action: Action,
        because: tuple[Difference, ...],
        consequences: Sequence[Consequence],
    ) -> Change:
        hurting = [one for one in consequences if self._hit(name, one)]
        hit = {key for one in hurting for key in self._hit(name, one)}
        stops = (refused(resource.type, one) for one in because) if action is Action.UPDATE else iter(())
        return Change(
            name=name,
            type=resource.type,
            urn=resource.urn,
            action=action,
            because=because,
            tunnels=tuple(tunnel.key for tunnel in self._running if tunnel.key in hit),
            minutes=max((one.minutes for one in hurting), default=0),
            says=tuple(one.says for one in hurting),
            sources=tuple(dict.fromkeys(one.source for one in hurting)),
            passes=bool(hurting) and all(one.passes for one in hurting),
            protected=resource.protect and action in {Action.REPLACE, Action.DELETE},
            refused=next((why for why in stops if why), None),
        )

    def _hit(self, name: str, consequence: Consequence) -> frozenset[str]:
        down = consequence.down
        return frozenset(tunnel.key for tunnel in self._running if _is_hit(tunnel, name, down))


def _is_hit(tunnel: RunningTunnel, name: str, down: Down) -> bool:
    if down is Down.OWN:
        return name in {tunnel.connection, tunnel.local_network_gateway}
    if down in {Down.CONNECTION, Down.FIRST, Down.SECOND}:
        number = {Down.FIRST: 1, Down.SECOND: 2}.get(down, tunnel.number)
        return tunnel.vpn_connection == name and tunnel.number == number
    return down is Down.ALL


def _notes(items: Iterable[Item]) -> Iterator[str]:
    brought = sorted({key for item in items for key, value in item.inputs.items() if value is BROUGHT})
    if brought:
        yield (
            "Keys of your own are not compared, since they are secrets: a changed one takes its tunnel down for"
            " minutes on both sides and replaces its Azure connection."
        )
