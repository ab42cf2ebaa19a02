"""Whether two landscapes of one stack say the same, in all that both can know."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from lifeboat.pictures import Landscape
from lifeboat.pictures.landscape import AFTER, Element


def disagreements(blueprint: Landscape, resources: Landscape, *, adopted: bool = False) -> list[str]:
    """What a blueprint and the resources of its stack tell differently.

    The blueprint alone knows networks elsewhere, the resources alone know addresses that clouds gave out. Of what is
    adopted the resources know just what they name.

    Args:
        blueprint: made from the blueprint.
        resources: made from resources.
        adopted: whether the stack adopts something.
    """
    return list(_disagreements(blueprint, resources, adopted=adopted))


def _disagreements(blueprint: Landscape, resources: Landscape, *, adopted: bool) -> Iterator[str]:
    told, found = _by_key(blueprint), _by_key(resources)
    for key, element in told.items():
        hidden = getattr(element, "site", "") == "elsewhere" or (adopted and getattr(element, "existing", False))
        if key not in found and not hidden:
            yield f"the resources lack {key}"
    for key, element in found.items():
        if key not in told:
            yield f"the blueprint lacks {key}"
        else:
            yield from _fields(told[key], element, adopted=adopted)


def _fields(told: Element, found: Element, *, adopted: bool) -> Iterator[str]:
    for field in fields(told):
        mine, theirs = getattr(told, field.name), getattr(found, field.name)
        given_out = _is_after(mine) and theirs
        theirs_alone = adopted and (not theirs or field.name == "unknown")
        named_by_id = adopted and field.name == "label" and getattr(told, "existing", False)
        if mine != theirs and not (given_out or theirs_alone or named_by_id):
            yield f"{type(told).__name__} {told.key}, {field.name}: {mine} in the blueprint, {theirs} in the resources"


def _is_after(value: Any) -> bool:
    return value == AFTER or (isinstance(value, tuple) and AFTER in value)


def _by_key(landscape: Landscape) -> dict[tuple[str, str], Element]:
    return {(type(element).__name__, element.key): element for element in landscape.elements()}
