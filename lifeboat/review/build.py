"""From a preview to the report of a review."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lifeboat.blueprint.model import NamedRange
from lifeboat.pictures import resource as drawn
from lifeboat.pictures.address_map import address_map, address_map_text
from lifeboat.pictures.from_resources import from_resources
from lifeboat.pictures.topology import topology
from lifeboat.pictures.topology_text import topology_text
from lifeboat.previews import UNKNOWN, Preview, Resource, Source
from lifeboat.review.changes import changes
from lifeboat.review.cost import cost
from lifeboat.review.dangers import dangers
from lifeboat.review.duration import duration
from lifeboat.review.model import Picture, Report
from lifeboat.settings import Settings


def make_report(
    preview: Preview,
    other_ranges: Sequence[NamedRange] = (),
    before: Settings | None = None,
    *,
    whole: bool = True,
) -> Report:
    """Return everything that a review says about a preview.

    Args:
        preview: what the engine would do.
        other_ranges: of networks that are no resources of the stack, for the pictures.
        before: settings that were deployed, for what servers cost until now; those of the preview by default.
        whole: whether the preview has the resources that stay as they are; without them there are no pictures.
    """
    return Report(
        project=preview.project,
        stack=preview.stack,
        source=preview.source,
        succeeded=preview.succeeded,
        counts=Counter(step.operation.value for step in preview.steps),
        dangers=dangers(preview),
        changes=changes(preview),
        cost=cost(preview, before),
        duration=duration(preview),
        verdicts=preview.verdicts,
        packs=preview.packs,
        checked=_checked(preview),
        pictures=_pictures(preview, other_ranges) if whole else (),
        messages=preview.messages,
        notes=tuple(_notes(preview, whole=whole)),
    )


def _checked(preview: Preview) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for run in preview.runs:
        counted.setdefault(run.rule, Counter())[run.result] += 1
    return {rule: dict(sorted(results.items())) for rule, results in sorted(counted.items())}


def _pictures(preview: Preview, other_ranges: Sequence[NamedRange]) -> tuple[Picture, ...]:
    before, after = _drawable(preview.before()), _drawable(preview.after())
    if not _drawn(after):
        return ()
    old = from_resources(before, other_ranges=other_ranges) if _drawn(before) else None
    new = from_resources(after, other_ranges=other_ranges)
    return (
        Picture("Addresses", address_map(old, new, "addresses"), address_map_text(old, new)),
        Picture("Topology", topology(old, new, "topology"), topology_text(old, new)),
    )


def _drawable(resources: Iterable[Resource]) -> tuple[drawn.Resource, ...]:
    return tuple(
        drawn.Resource(
            one.urn, one.type, one.name, one.parent, _d(one.inputs), _d(one.outputs), one.id, one.dependencies
        )
        for one in resources
    )


def _d(v):
    if v is UNKNOWN:
        return drawn.UNKNOWN
    if isinstance(v, Mapping):
        return {k: _d(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [_d(x) for x in v]
    return v


def _drawn(resources: Sequence[drawn.Resource]) -> bool:
    return any(resource.id for resource in resources) or bool(resources)


def _notes(preview: Preview, *, whole: bool) -> Iterator[str]:
    if not whole:
        yield (
            f"A {preview.source.value} leaves out what stays as it is: there are no pictures. Give the state before as"
            " well (--state), or an event log."
        )
    if preview.source is not Source.EVENTS:
        yield f"A {preview.source.value} does not say what policies found: run them in a step of their own."
    if not preview.succeeded:
        yield "The preview ended early: what it did not come to is not in this report."
