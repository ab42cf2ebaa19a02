"""What could hurt in a previewed deployment, the worst first."""

from dataclasses import replace

from lifeboat.previews import Preview
from lifeboat.review.by_table import of_step, rank
from lifeboat.review.elsewhere import turned_elsewhere
from lifeboat.review.grouping import grouped
from lifeboat.review.isolation import ways_out
from lifeboat.review.model import Danger
from lifeboat.review.refusals import by_clouds, by_messages, by_policies, protected
from lifeboat.review.tunnels import tunnels
from lifeboat.review.weakened import weakened

_FOR_GOOD = 10**6
"""Minutes by which what does not come back is sorted."""


def dangers(preview: Preview) -> tuple[Danger, ...]:
    """Return everything that could hurt, the worst class first, within a class what lasts longest, then by name.

    Each step that replaces or deletes something is in one of them, as itself or under the cause that it follows from;
    what the table of consequences does not know is there as unknown.

    Args:
        preview: what the engine would do.
    """
    # The engine's order is that of its workers, another one each time; what is said first must not depend on it.
    preview = replace(preview, steps=tuple(sorted(preview.steps, key=lambda step: (step.name, step.urn))))
    running = tunnels(preview)
    refused = {danger.urn: danger for danger in (*protected(preview, running), *by_clouds(preview, running))}
    by_table = (danger for step in preview.steps if step.urn not in refused for danger in of_step(step, running))
    found = (
        *by_policies(preview),
        *by_messages(preview, refused),
        *grouped(preview, (*refused.values(), *by_table), running),
        *turned_elsewhere(preview),
        *ways_out(preview),
        *weakened(preview, running),
    )
    return tuple(sorted(dict.fromkeys(found), key=_place))


def _place(danger: Danger) -> tuple[int, bool, int, str, str]:
    minutes = _FOR_GOOD if danger.minutes_down is None else danger.minutes_down
    return rank(danger.danger), not danger.blocks, -minutes, danger.resource, danger.title
