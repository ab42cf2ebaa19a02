"""Previews by hand: resources and steps as the readers make them."""

from collections.abc import Mapping
from typing import Any

from lifeboat.previews import Operation, Preview, PropertyChange, Resource, Source, Step

ROOT = "lifeboat:components:LandingZone"


def resource(
    type_token: str, name: str, room: str = "", inputs: Mapping[str, Any] | None = None, **rest: Any
) -> Resource:
    """A resource in a component, whose type is `lifeboat:<room>`; its URN says so."""
    chain = "$".join([ROOT, *([f"lifeboat:{room}"] if room else []), type_token])
    return Resource(f"urn:pulumi:prod::lifeboat::{chain}::{name}", type_token, name, inputs=inputs or {}, **rest)


def create(type_token: str, name: str, room: str = "", /, **inputs: Any) -> Step:
    """A resource that is new."""
    return Step(Operation.CREATE, None, resource(type_token, name, room, inputs))


def delete(type_token: str, name: str, room: str = "", /, **inputs: Any) -> Step:
    """A resource that goes."""
    return Step(Operation.DELETE, resource(type_token, name, room, inputs, id=f"id-{name}"), None)


def same(type_token: str, name: str, room: str = "", /, **inputs: Any) -> Step:
    """A resource that stays as it is."""
    one = resource(type_token, name, room, inputs, id=f"id-{name}")
    return Step(Operation.SAME, one, one)


def update(
    type_token: str,
    name: str,
    places: Mapping[str, tuple[Any, Any]],
    room: str = "",
    *,
    inputs: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {}),
    operation: Operation = Operation.UPDATE,
) -> Step:
    """A resource that changes in some places; `inputs` before and after where a sentence reads them whole."""
    before, after = (resource(type_token, name, room, each, id=f"id-{name}") for each in inputs)
    replaces = operation is Operation.REPLACE
    changes = tuple(PropertyChange(path, *values, replaces) for path, values in sorted(places.items()))
    return Step(operation, before, after, changes)


def replace(type_token: str, name: str, places: Mapping[str, tuple[Any, Any]], room: str = "", **changed: Any) -> Step:
    """A resource that is made anew because of some places."""
    return update(type_token, name, places, room, operation=Operation.REPLACE, **changed)


def preview(*steps: Step, source: Source = Source.EVENTS, **rest: Any) -> Preview:
    """A preview of some steps."""
    return Preview(source, "lifeboat", "prod", steps, **rest)
