"""From a preview to the report of a review."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lifeboat.blueprint.model import NamedRange
from lifeboat.pictures import address_map, address_map_text, from_resources, topology, topology_text
from lifeboat.previews import Preview, Source
from lifeboat.review.changes import changes
from lifeboat.review.cost import cost
from lifeboat.review.dangers import dangers
from lifeboat.review.duration import duration
from lifeboat.review.model import Danger, Duration, Picture, Report
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
    found = dangers(preview)
    return Report(
        project=preview.project,
        stack=preview.stack,
        source=preview.source,
        succeeded=preview.succeeded,
        counts=Counter(step.operation.value for step in preview.steps),
        dangers=found,
        changes=changes(preview),
        cost=cost(preview, before),
        duration=_duration(preview, found),
        verdicts=preview.verdicts,
        packs=preview.packs,
        checked=_checked(preview),
        pictures=_pictures(preview, other_ranges) if whole else (),
        messages=preview.messages,
        notes=tuple(_notes(preview, whole=whole)),
    )


def _duration(preview: Preview, found: Sequence[Danger]) -> Duration | None:
    """How long it takes, never less than something is down meanwhile: a reader sees both figures."""
    if not preview.succeeded and not preview.changed:
        return None
    told = duration(preview)
    longest = max((danger.minutes_down or 0 for danger in found), default=0)
    if longest <= told.minutes:
        return told
    note = (
        f"{told.note} The longest interruption counts, which adds up its steps; where the engine runs them beside one"
        f" another, they take {told.minutes} min."
    )
    return replace(told, minutes=longest, note=note)


def _checked(preview: Preview) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {}
    for run in preview.runs:
        counted.setdefault(run.rule, Counter())[run.result] += 1
    return {rule: dict(sorted(results.items())) for rule, results in sorted(counted.items())}


def _pictures(preview: Preview, other_ranges: Sequence[NamedRange]) -> tuple[Picture, ...]:
    before, after = tuple(preview.before()), tuple(preview.after())
    if not after:
        return ()
    old = from_resources(before, other_ranges=other_ranges) if before else None
    new = from_resources(after, other_ranges=other_ranges)
    return (
        Picture("Addresses", address_map(old, new, "addresses"), address_map_text(old, new)),
        Picture("Topology", topology(old, new, "topology"), topology_text(old, new)),
    )


def _notes(preview: Preview, *, whole: bool) -> Iterator[str]:
    source = f"{'An' if preview.source.value[0] in 'aeiou' else 'A'} {preview.source.value}"
    if not whole:
        yield (
            f"{source} leaves out what stays as it is: there are no pictures. Give the state before as"
            " well (--state), or an event log."
        )
    if preview.source is not Source.EVENTS:
        yield f"{source} does not say what policies found: run them in a step of their own."
    if not preview.succeeded:
        yield "The preview failed: what it did not come to is not in this report."
