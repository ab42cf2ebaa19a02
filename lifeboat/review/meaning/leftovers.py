"""What is told last: tags, values that follow from something else, and what there are no words for."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from lifeboat.previews import UNKNOWN, Operation, PropertyChange, Step
from lifeboat.previews.paths import parse_path
from lifeboat.review.meaning.documents import parsed
from lifeboat.review.meaning.pool import Finding, Part, Pool
from lifeboat.review.meaning.rooms import PROVIDERS
from lifeboat.review.meaning.words import counted, from_to, listed, noun, shown, verb

_TAGS: Final = frozenset({"tags", "tagsAll", "stagingAreaTags"})
"""Properties that hold tags; `tagsAll` repeats `tags` with what the AWS provider adds out of its `defaultTags`."""

_NAME: Final = "Name"
"""The tag that repeats the name of a resource."""

_SETTLED: Final = frozenset({"defaultTags", "version", "pluginDownloadURL", "skipCredentialsValidation"})
"""Settings of a provider that decide neither where nor as whom it works."""


def tags(pool: Pool) -> Iterator[Finding]:
    """Yield one finding for each tag that changes alike, over all resources that carry it."""
    groups: dict[tuple[str, str, str], dict[str, tuple[Step, list[PropertyChange]]]] = defaultdict(dict)
    for part in pool.take(_tagged(pool)):
        for place in part.places:
            path = parse_path(place.path)
            key = (str(path[1]) if len(path) > 1 else "", shown(place.before), shown(place.after))
            groups[key].setdefault(part.step.urn, (part.step, []))[1].append(place)
    for (tag, before, after), members in groups.items():
        parts = tuple(Part(step, tuple(places)) for step, places in members.values())
        yield Finding(_tag_title(tag, before, after, counted(len(parts), "resource")), parts, noise=tag == _NAME)


def _tagged(pool: Pool) -> list[Part]:
    found = ((part.step, tuple(place for place in part.places if place.property in _TAGS)) for part in pool.left())
    return [Part(step, places) for step, places in found if places]


def _tag_title(tag: str, before: str, after: str, resources: str) -> str:
    if not tag:
        return f"Tags of {resources} change."
    if not after:
        return f"The tag {tag}, which was {before}, is taken from {resources}."
    if not before:
        return f"The tag {tag} with {after} is added to {resources}."
    return f"The tag {tag} changes from {before} to {after} on {resources}."


def providers(pool: Pool) -> Iterator[Finding]:
    """Yield how providers work otherwise, those alike together; other default tags and versions are noise."""
    groups: dict[tuple[Operation, str], list[Part]] = defaultdict(list)
    for part in pool.take(each for each in list(pool.left()) if each.step.type.startswith(PROVIDERS)):
        changed = _settings(part) if part.step.operation is Operation.UPDATE else {}
        told = listed(f"{key} {from_to(*changed[key])}" for key in sorted(changed) if key not in _SETTLED)
        groups[part.step.operation, told].append(part)
    for (operation, told), parts in groups.items():
        names = f"The {'provider' if len(parts) == 1 else 'providers'} {listed(sorted(p.step.name for p in parts))}"
        if operation is not Operation.UPDATE:
            yield Finding(f"{names} {verb(operation, len(parts))}.", tuple(parts), noise=True)
        elif told:
            yield Finding(f"{names} {'works' if len(parts) == 1 else 'work'} otherwise: {told}.", tuple(parts))
        else:
            has = "has" if len(parts) == 1 else "have"
            yield Finding(f"{names} {has} other default settings.", tuple(parts), noise=True)


def _settings(part: Part) -> dict[str, tuple[Any, Any]]:
    """Return the settings of a provider that differ; the engine names no places of it."""
    before, after = ({} if each is None else each.inputs for each in (part.step.before, part.step.after))
    changed = {key: (before.get(key), after.get(key)) for key in {*before, *after} if before.get(key) != after.get(key)}
    return changed | {place.property: (place.before, place.after) for place in part.places}


def following(pool: Pool) -> Iterator[Finding]:
    """Yield what only takes over ids and addresses that the deployment will tell, and what says the same as before."""
    parts = []
    for part in list(pool.left()):
        if part.step.operation is Operation.UPDATE:
            places = tuple(place for place in part.places if place.after is UNKNOWN or _same(place))
            if places:
                parts.append(Part(part.step, places))
    if parts:
        taken = pool.take(parts)
        title = (
            f"{counted(len(taken), 'resource')} take{'s' if len(taken) == 1 else ''} over what others will be known by."
        )
        yield Finding(title, taken, noise=True)


def _same(place: PropertyChange) -> bool:
    before, after = parsed(place.before), parsed(place.after)
    return before is not None and before == after


def components(pool: Pool) -> Iterator[Finding]:
    """Yield the components among the rest: they only hold others."""
    parts = pool.take(part for part in list(pool.left()) if not part.step.resource.custom)
    if parts:
        yield Finding(f"{counted(len(parts), 'component')} {verb(parts[0].step.operation, len(parts))}." if len(
            {part.step.operation for part in parts}) == 1 else f"{counted(len(parts), 'component')} change.", parts,
            noise=True)  # fmt: skip


def rest(pool: Pool) -> Iterator[Finding]:
    """Yield what there are no words for, by type and by what happens; the same places of updates together."""
    groups: dict[tuple[str, Operation, tuple[str, ...]], list[Part]] = defaultdict(list)
    for part in pool.take(list(pool.left())):
        properties = tuple(sorted({place.property for place in part.places}))
        groups[part.step.type, part.step.operation, properties].append(part)
    for (token, operation, properties), parts in sorted(groups.items(), key=lambda item: (item[0][0], item[0][1])):
        names = listed(sorted(part.step.name for part in parts))
        why = f" ({listed(properties)})" if properties else ""
        happens = verb(operation, len(parts))
        yield Finding(f"{counted(len(parts), noun(token))} {happens}{why}: {names}.", tuple(parts))
