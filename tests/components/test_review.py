"""A review of the program's own resources: what is counted among them is what the settings promise."""

import copy
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.cost import Quantities, quantities_of
from lifeboat.previews import Operation, Preview, PropertyChange, Resource, Source, Step
from lifeboat.review.changes import changes
from lifeboat.review.duration import duration
from lifeboat.review.quantities import with_resources
from lifeboat.settings import Settings, parse
from lifeboat.stacks import load_settings
from tests.components.support import build
from tests.unit.settings.raw import CREATED, changed

ROOT = Path(__file__).parents[2]
LOOKUPS = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "111122223333"},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-0123456789abcdef0"},
}


def settings_of(name: str) -> Settings:
    """Settings of a stack of this checkout, or of one that takes another way."""
    if name in {"dev", "prod"}:
        return load_settings(ROOT / f"Pulumi.{name}.yaml")
    if name == "private":
        return load_settings(ROOT / "examples" / "private" / "Pulumi.private.yaml")
    return parse(changed(copy.deepcopy(CREATED), {"interconnect": {"target": "transit-gateway"}}))


@cache
def made(name: str) -> dict[str, Resource]:
    """What the program makes of a stack, as a preview's resources by URN."""
    blueprint = make_blueprint(settings_of(name))
    built = build(lambda: LandingZone(blueprint.name, LandingZoneArgs(blueprint=blueprint)), lookups=LOOKUPS)
    found = (
        Resource(
            urn=one.urn, type=one.type, name=one.name, id="id", parent=one.parent, custom=one.custom, inputs=one.inputs,
            dependencies={"any": tuple(sorted(one.dependencies))},
        )
        for one in built.resources
    )  # fmt: skip
    return {one.urn: one for one in found}


@pytest.mark.parametrize("name", ["dev", "prod", "private", "transit"])
def test_resources_are_counted_as_the_settings_promise(name: str) -> None:
    """Gateways, addresses, endpoints, keys, alarms, logs: what `lifeboat cost` reckons is what the program makes."""
    promised = quantities_of(settings_of(name))[0]
    counted = with_resources(promised, made(name).values())
    fields = Quantities.__dataclass_fields__
    assert {each: getattr(counted, each) for each in fields} == {each: getattr(promised, each) for each in fields}


def test_a_new_stack_is_a_handful_of_sentences() -> None:
    """Two hundred resources are told in at most fourteen, all of them accounted for; the gateway is what takes long."""
    steps = tuple(Step(Operation.CREATE, None, each) for each in made("prod").values())
    preview = Preview(Source.EVENTS, "lifeboat", "prod", steps)
    found = changes(preview)
    assert len(steps) > 200
    assert len(found) <= 14
    assert sum(len(change.urns) for change in found) == len(steps)
    assert not [change.title for change in found if "Component" in change.title]
    long = duration(preview)
    assert "harbor-primary-gateway-vpn-gateway" in {each.resource for each in long.slow}
    assert "by the dependencies in the preview" in long.note


def _updated(one: Resource, inputs: Mapping[str, Any]) -> Step:
    places = tuple(
        PropertyChange(key, one.inputs.get(key), inputs.get(key))
        for key in sorted({*one.inputs, *inputs})
        if one.inputs.get(key) != inputs.get(key)
    )
    after = Resource(one.urn, one.type, one.name, one.id, one.parent, custom=one.custom, inputs=inputs)
    return Step(Operation.UPDATE, one, after, places)


def test_nothing_of_a_stack_that_only_gets_a_tag_is_called_unsafe_or_unknown() -> None:
    """Whatever the program tags takes another tag in place, and the table knows it of every type."""
    steps = tuple(
        _updated(one, {**one.inputs, "tags": {**one.inputs["tags"], "owner": "somebody else"}})
        for one in made("prod").values()
        if isinstance(one.inputs.get("tags"), dict)
    )
    found = changes(Preview(Source.EVENTS, "lifeboat", "prod", steps))
    assert steps
    assert [change.consequence for change in found if "nothing is interrupted" not in change.consequence] == []
