"""What changes, by its meaning: every changed resource is accounted for by one change, and every place is told once."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lifeboat.previews import Operation, Preview, PropertyChange, Step
from lifeboat.review.meaning import access, families, gateways, leftovers, openings, ranges, recovery, tunnels, watching
from lifeboat.review.meaning.documents import document_differences
from lifeboat.review.meaning.pool import Finding, Part, Pool
from lifeboat.review.meaning.traffic import Traffic, interruption, traffic_of
from lifeboat.review.meaning.words import counted, listed, noun, shown, verb
from lifeboat.review.model import Change, Detail

_MOST_COUNTED: Final = 6
"""Kinds of resources that a consequence counts one by one."""

_TOPICS: Final[tuple[Callable[[Pool], Iterator[Finding]], ...]] = (
    families.families,
    ranges.ranges,
    tunnels.tunnels,
    gateways.gateways,
    openings.openings,
    recovery.recovery,
    access.access,
    watching.watching,
    leftovers.rest,
    recovery.outputs,
    leftovers.tags,
    leftovers.providers,
    leftovers.following,
    leftovers.components,
)
"""Topics, in the order of a report."""

_CLAIMS: Final[tuple[Callable[[Pool], Iterator[Finding]], ...]] = (
    families.families,
    leftovers.tags,
    leftovers.providers,
    tunnels.tunnels,
    gateways.gateways,
    ranges.ranges,
    openings.openings,
    recovery.recovery,
    access.access,
    watching.watching,
    recovery.outputs,
    leftovers.following,
    leftovers.components,
    leftovers.rest,
)
"""The same, in the order in which they claim: what repeats itself first, causes before what follows from them."""


def changes(preview: Preview) -> tuple[Change, ...]:
    """Return what a preview changes, by meaning: what matters most first, noise last.

    The `urns` of the changes are those of `preview.changed`, each in one of them. A place that differs is a detail of
    one change too; a change that only shares resources with others has no urns.

    Args:
        preview: read from any source. Without unchanged resources some sentences have fewer numbers in them.
    """
    pool = Pool(preview)
    found = {topic: tuple(topic(pool)) for topic in _CLAIMS}
    findings = sorted((each for topic in _TOPICS for each in found[topic]), key=lambda each: each.noise)
    # A stack that is new has nothing that could be interrupted.
    anew = not any(each.custom for each in preview.before())
    traffic = None if anew else traffic_of(preview)
    accounted: set[str] = set()
    made = []
    for finding in findings:
        parts = _merged(finding.parts)
        touched = dict.fromkeys(part.step.urn for part in parts if part.step.operation is not Operation.SAME)
        urns = tuple(urn for urn in touched if urn not in accounted)
        accounted.update(urns)
        details = tuple(detail for part in parts for detail in _details(part))
        consequence = _consequence(parts, finding, traffic)
        made.append(Change(_capital(finding.title), consequence, urns, details, finding.noise))
    return tuple(made)


def _merged(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts with those of one resource as one, places sorted."""
    places: dict[str, tuple[Step, dict[str, PropertyChange]]] = {}
    for part in parts:
        places.setdefault(part.step.urn, (part.step, {}))[1].update({place.path: place for place in part.places})
    return tuple(Part(step, tuple(by_path[path] for path in sorted(by_path))) for step, by_path in places.values())


def _consequence(parts: Sequence[Part], finding: Finding, traffic: Traffic | None) -> str:
    changed = [part for part in parts if part.step.operation is not Operation.SAME]
    if not changed:
        return finding.remark
    counts: dict[tuple[str, Operation], int] = {}
    for part in changed:
        if part.step.resource.custom:
            key = (noun(part.step.type), part.step.operation)
            counts[key] = counts.get(key, 0) + 1
    told = [f"{counted(count, name)} {verb(operation, count)}" for (name, operation), count in counts.items()]
    if len(told) > _MOST_COUNTED:
        told = list(_in_short(counts))
    interrupted = "" if finding.noise or traffic is None else interruption(changed, traffic)
    sentence = _capital("; ".join(filter(None, [", ".join(told), interrupted])))
    return " ".join(filter(None, [f"{sentence}." if sentence else "", finding.remark]))


def _in_short(counts: dict[tuple[str, Operation], int]) -> Iterator[str]:
    """Yield numbers by what happens, with the kinds there are most of named."""
    for operation in dict.fromkeys(operation for _, operation in counts):
        kinds = [(count, name) for (name, each), count in counts.items() if each is operation]
        total = sum(count for count, _ in kinds)
        most = listed([counted(count, name) for count, name in sorted(kinds, key=lambda kind: -kind[0])], _MOST_COUNTED)
        yield f"{counted(total, 'resource')} {verb(operation, total)} ({most})"


def _details(part: Part) -> Iterator[Detail]:
    step = part.step
    named = (step.urn, step.name, step.type, step.operation)
    if not part.places:
        yield Detail(*named, "", "", "")
    for place in part.places:
        found = document_differences(place.before, place.after)
        for one in found:
            yield Detail(*named, f"{place.path}: {one.path}" if one.path else place.path, one.before,
                         one.after or ("" if one.before else one.says))  # fmt: skip
        if not found:
            yield Detail(*named, place.path, shown(place.before), shown(place.after))


def _capital(text: str) -> str:
    """Return a sentence with a capital, unless it begins with an address or a name that has none."""
    first = text.partition(" ")[0]
    return text[:1].upper() + text[1:] if first.isalpha() else text
