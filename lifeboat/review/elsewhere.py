"""Providers that turn to another Region, account or subscription while what they made stays where it is."""

from collections.abc import Iterator
from typing import Final

from lifeboat.consequences import DangerClass, Reversible
from lifeboat.previews import Operation, Preview, Step
from lifeboat.review.by_table import listed
from lifeboat.review.model import Danger

_PROVIDER: Final = "pulumi:providers:"
_PLACES: Final = frozenset({
    "region", "profile", "accessKey", "assumeRole", "assumeRoles", "assumeRoleWithWebIdentity",
    "subscriptionId", "tenantId", "environment",
})  # fmt: skip
"""Settings of a provider that say where its resources are: Region and account of AWS, subscription of Azure."""

_STAYING: Final = frozenset({Operation.SAME, Operation.UPDATE})


def turned_elsewhere(preview: Preview) -> Iterator[Danger]:
    """Yield each provider that would look for its resources where they are not.

    Where everything that it made is replaced with it, each of these steps says itself what it does.

    Args:
        preview: what the engine would do.
    """
    for step in preview.changed:
        if step.before is None or step.after is None or not step.type.startswith(_PROVIDER):
            continue
        # The engine names no places of a provider that it updates.
        before, after = step.before.inputs, step.after.inputs
        named = {change.property for change in step.changes}
        places = tuple(sorted(key for key in _PLACES if key in named or before.get(key) != after.get(key)))
        made = [each for each in preview.steps if each.before is not None and each.before.provider == step.name]
        staying = [each for each in made if each.operation in _STAYING]
        if places and (staying or not made):
            yield _danger(step, places, staying)


def _danger(step: Step, places: tuple[str, ...], staying: list[Step]) -> Danger:
    what = f"{len(staying):,} of the resources that it made" if staying else "what it made"
    return Danger(
        danger=DangerClass.OUTAGE,
        title=f"The provider {step.name} turns to another place ({listed(places)}): {what} would stay where nobody"
        " looks any more. What has to change of it fails, and the next refresh takes the rest for deleted.",
        urn=step.urn,
        resource=step.name,
        type=step.type,
        operation=step.operation,
        properties=places,
        down="what it made, out of the program's hands",
        minutes_down=None,
        minutes_taken=0,
        reversible=Reversible.PARTLY,
        instead="Take the change back, and deploy a stack of its own over there. This one is destroyed when nothing"
        " depends on it any more.",
        sources=("Pulumi docs, Providers: explicit provider configuration",),
        blocks=True,
        also=tuple(each.urn for each in staying),
    )
