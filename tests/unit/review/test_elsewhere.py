"""A provider that turns to another Region while its resources stay is a danger; one that takes them along is not."""

import dataclasses

from lifeboat.previews import Step
from lifeboat.review.dangers import dangers
from lifeboat.review.model import DangerClass
from tests.unit.review.steps import delete, preview, same, update

PROVIDER = "pulumi:providers:aws"
TURNED = update(PROVIDER, "harbor-recovery", {}, inputs=({"region": "eu-west-1"}, {"region": "eu-central-1"}))
"""As the engine shows it: it names no places of a provider."""


def of(step: Step, provider: str = "harbor-recovery") -> Step:
    """A step of something that a provider made."""
    before, after = (one and dataclasses.replace(one, provider=provider) for one in (step.before, step.after))
    return dataclasses.replace(step, before=before, after=after)


def test_a_provider_that_leaves_its_resources_behind_blocks() -> None:
    """The engine shows one update of a provider and 100 resources that stay: exactly what nobody should approve."""
    vpc = of(same("aws:ec2/vpc:Vpc", "vpc"))
    elsewhere = of(same("aws:ec2/vpc:Vpc", "other"), "harbor-network")
    (found,) = dangers(preview(TURNED, vpc, elsewhere))
    assert (found.danger, found.blocks, found.minutes_down) == (DangerClass.OUTAGE, True, None)
    assert (found.resource, found.properties, found.also) == ("harbor-recovery", ("region",), (vpc.urn,))


def test_a_preview_that_leaves_out_what_stays_still_names_it() -> None:
    """A digest has the provider's update alone."""
    assert [found.resource for found in dangers(preview(TURNED))] == ["harbor-recovery"]


def test_what_goes_with_its_provider_is_named_by_itself() -> None:
    """Resources that are deleted, and other settings of a provider, leave nothing behind."""
    gone = of(delete("aws:ec2/vpc:Vpc", "vpc"))
    tags = update(PROVIDER, "harbor-recovery", {"defaultTags.tags.owner": ("one", "two")})
    assert "harbor-recovery" not in [found.resource for found in dangers(preview(TURNED, gone))]
    assert dangers(preview(tags, of(same("aws:ec2/vpc:Vpc", "vpc")))) == ()
