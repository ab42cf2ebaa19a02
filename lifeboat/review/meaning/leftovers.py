"""What is told last: tags, values that follow from something else, and what there are no words for."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from lifeboat.previews import UNKNOWN, Operation, PropertyChange
from lifeboat.review.meaning import tokens as t
from lifeboat.review.meaning.documents import parsed
from lifeboat.review.meaning.pool import Finding, Part, Pool
from lifeboat.review.meaning.words import counted, from_to, listed, noun, verb

_TAGS: Final = ("tags", "tags.*", "tags[[]*", "stagingAreaTags", "stagingAreaTags.*", "stagingAreaTags[[]*")
_REPEATED: Final = ("tagsAll", "tagsAll.*", "tagsAll[[]*")
"""What the AWS provider adds to `tags` out of its own `defaultTags`."""

_PLACE_OF_TAG: Final = re.compile(r"^(?:tags|tagsAll|stagingAreaTags)[.\[]?\"?([^\"]*?)\"?\]?$")
_SETTLED: Final = frozenset({"defaultTags", "version", "pluginDownloadURL", "skipCredentialsValidation"})
"""Settings of a provider that decide neither where nor as whom it works."""


def tags(pool: Pool) -> Iterator[Finding]:
    """Yield one finding for each tag that changes alike, over all resources that carry it."""
    groups: dict[tuple[str, str, str], dict[str, tuple[Part, list[PropertyChange]]]] = defaultdict(dict)
    everything = list(pool.left())
    for part in pool.take(_some(everything, *_TAGS, *_REPEATED)):
        for place in part.places:
            tag = _PLACE_OF_TAG.match(place.path)
            key = (tag.group(1) if tag else "", repr(place.before), repr(place.after))
            groups[key].setdefault(part.step.urn, (part, []))[1].append(place)
    for (tag, _, _), members in groups.items():
        parts = tuple(Part(part.step, tuple(places)) for part, places in members.values())
        place = parts[0].places[0]
        resources = counted(len(parts), "resource")
        if not tag:
            yield Finding(f"Tags of {resources} change.", parts)
        elif place.after is None:
            yield Finding(f"The tag {tag} is taken from {resources}.", parts)
        else:
            was = f", {from_to(place.before, place.after)}," if place.before is not None else f" becomes {place.after}"
            verb_of = " changes" if place.before is not None else ""
            yield Finding(f"The tag {tag}{was}{verb_of} on {resources}.", parts)


def _some(parts: list[Part], *patterns: str) -> Iterator[Part]:
    roots = {pattern.partition(".")[0].partition("[")[0] for pattern in patterns}
    for part in parts:
        places = tuple(place for place in part.places if place.property in roots)
        if places:
            yield Part(part.step, places)


def providers(pool: Pool) -> Iterator[Finding]:
    """Yield how providers work otherwise; other default tags and versions are noise."""
    for part in pool.take(p for p in list(pool.left()) if p.step.type.startswith(t.PROVIDERS)):
        step = part.step
        if step.operation is not Operation.UPDATE or step.before is None or step.after is None:
            yield Finding(f"The provider {step.name} {verb(step.operation, 1)}.", (part,), noise=not part.places)
            continue
        keys = {*step.before.inputs, *step.after.inputs}
        changed = {key for key in keys if step.before.inputs.get(key) != step.after.inputs.get(key)}
        changed |= {place.property for place in part.places}
        told = listed(sorted(changed)) or "its settings"
        yield Finding(f"The provider {step.name} changes: {told}.", (part,), noise=changed <= _SETTLED)


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
        title = f"{counted(len(taken), 'resource')} take{'s' if len(taken) == 1 else ''} over what others will be known by."
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
