"""From the state of a running stack and a new blueprint to what the deployment will do to the tunnels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from lifeboat.blueprint.model import Blueprint
from lifeboat.changes.difference import UNKNOWN, differences
from lifeboat.changes.effects import effect, minutes_down
from lifeboat.changes.inventory import inventory
from lifeboat.changes.items import BROUGHT, Item, Reference
from lifeboat.changes.report import Action, Change, Report
from lifeboat.changes.staging import advise
from lifeboat.changes.state import Resource, RunningTunnel, read_state, running_tunnels
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.consequences.table import KINDS


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
                yield effect(self._running, resource, Action.DELETE, (), [KINDS[resource.type].deleted])

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
            return effect(self._running, resource, Action.REPLACE, forcing, [kind.replaced])
        happens = [kind.in_place(one.path) for one in found]
        told = list(dict.fromkeys(one for one in happens if one is not None))
        return effect(self._running, resource, Action.UPDATE, found, told)

    def _with_default_tags(self, item: Item, resource: Resource) -> Item:
        """The item with the tags that the AWS provider adds to those of its own (default_tags)."""
        if "tagsAll" not in resource.inputs:
            return item
        return replace(item, inputs={**item.inputs, "tagsAll": {**self._default_tags, **item.inputs.get("tags", {})}})


def _notes(items: Iterable[Item]) -> Iterator[str]:
    brought = sorted({key for item in items for key, value in item.inputs.items() if value is BROUGHT})
    if brought:
        yield (
            "Keys of your own are not compared, since they are secrets: a changed one takes its tunnel down for"
            " minutes on both sides and replaces its Azure connection."
        )
