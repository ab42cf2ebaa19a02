"""The inventory is the program restated: names, types and inputs equal what the components register."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import Blueprint
from lifeboat.changes import inventory
from lifeboat.changes.items import BROUGHT, CLOUD, Ending, Reference
from lifeboat.changes.state import COMPONENTS
from lifeboat.consequences import KINDS
from lifeboat.consequences.networks import FOUNDATION
from tests.components.support import Built, Registered, build
from tests.unit.changes.stacks import LAYOUTS, TARGETS, blueprint_of


def built_from(blueprint: Blueprint) -> Built[LandingZone]:
    """Return what the program registers."""
    return build(lambda: LandingZone(blueprint.name, LandingZoneArgs(blueprint=blueprint)))


def resolved(value: Any, built: Built[LandingZone]) -> Any:
    """Return a value of the inventory as the mocks filled it in."""
    if isinstance(value, Reference):
        text = built[value.name].outputs[value.output]
        return f"k{text}" if value.secret else text
    if isinstance(value, Mapping):
        return {key: resolved(each, built) for key, each in value.items()}
    if isinstance(value, list):
        return [resolved(each, built) for each in value]
    return value


def agrees(wanted: Any, found: Any) -> bool:
    """Whether an input is what the inventory says, where that is known."""
    if wanted in (CLOUD, BROUGHT):
        return True
    if isinstance(wanted, Ending):
        return str(found).endswith(wanted.text)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return set(wanted) == set(found) and all(agrees(wanted[key], found[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(agrees, wanted, found))
    return bool(wanted == found)


def of_interconnect(resource: Registered, built: Built[LandingZone]) -> bool:
    """Whether a resource is one that `check --against` has to know."""
    types, urns = [], {each.urn: each for each in built.resources}
    above = urns.get(resource.parent)
    while above is not None:
        types.append(above.type)
        above = urns.get(above.parent)
    return resource.custom and not set(COMPONENTS).isdisjoint(types)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("topology", "routing"), LAYOUTS)
def test_every_item_is_what_the_program_registers(topology: str, routing: str, target: str) -> None:
    """For every layout of the tunnels: nothing missing, nothing more, and every input the same."""
    blueprint = blueprint_of(topology=topology, routing=routing, target=target)
    built = built_from(blueprint)
    items = {item.name: item for item in inventory(blueprint) if item.type not in FOUNDATION}
    registered = {resource.name: resource for resource in built.resources if of_interconnect(resource, built)}
    assert {one.type for one in registered.values()} <= set(KINDS)
    assert {(item.type, item.name) for item in items.values()} == {(one.type, one.name) for one in registered.values()}
    wrong = {
        f"{name}.{key}": (wanted, registered[name].inputs.get(key))
        for name, item in items.items()
        for key, wanted in resolved(item.inputs, built).items()
        if not agrees(wanted, registered[name].inputs.get(key))
    }
    assert wrong == {}
    unknown = {
        f"{name}.{key}" for name, item in items.items() for key in registered[name].inputs if key not in item.inputs
    }
    assert unknown == set()
