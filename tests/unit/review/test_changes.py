"""Changes by meaning: what every one of them keeps, whatever it is about."""

import pytest

from lifeboat.consequences import tokens as t
from lifeboat.previews import SECRET, UNKNOWN, Operation, Preview, Resource, Step
from lifeboat.review.changes import changes
from lifeboat.review.meaning.traffic import NOT_KNOWN
from lifeboat.review.model import Change
from tests.unit.review.steps import ROOT, create, delete, preview, replace, resource, same, update

UNHEARD = "aws:quantum/teleporter:Teleporter"


def only(*steps: Step) -> Change:
    """The one change of a stack that exists and in which some steps are made."""
    found = changes(preview(same(t.VPC, "harbor-recovery-vpc", "recovery:RecoveryNetwork"), *steps))
    assert len(found) == 1, [each.title for each in found]
    return found[0]


def titles(*steps: Step) -> list[str]:
    return [each.title for each in changes(preview(same(t.VPC, "harbor-recovery-vpc"), *steps))]


def test_nothing_changed_is_no_change() -> None:
    """A preview in which all stays as it is has nothing to tell."""
    assert changes(preview(same(t.VPC, "harbor-recovery-vpc"))) == ()


def test_what_nobody_knows_is_told_by_its_type_and_never_as_safe() -> None:
    """An unheard-of type is counted, named, and called not known."""
    found = only(create(UNHEARD, "one"), create(UNHEARD, "two"))
    assert found.title == "2 teleporters are created: one and two."
    assert found.consequence == f"2 teleporters are created; {NOT_KNOWN} (teleporter)."


def test_a_property_without_a_row_is_never_called_safe() -> None:
    """A type that the table knows does not make every property of it known."""
    found = only(update(t.VIRTUAL_NETWORK, "vnet", {"flowTimeoutInMinutes": (4, 10)}))
    assert NOT_KNOWN in found.consequence


def test_same_places_of_the_same_type_are_one_change() -> None:
    """Ten alike are a sentence, not ten."""
    steps = [update(UNHEARD, f"each-{number}", {"colour": ("red", "blue")}) for number in range(10)]
    found = only(*steps)
    assert found.title.startswith("10 teleporters are updated in place (colour): ")
    assert len(found.details) == 10


def test_a_tag_is_one_change_over_all_resources() -> None:
    """tags, what the AWS provider makes of them, and DRS's staging tags are one sentence; the provider is noise."""
    steps = [
        update(t.AWS_SUBNET, "a", {"tagsAll.owner": ("x", "y")}),
        update(t.VIRTUAL_NETWORK, "b", {"tags.owner": ("x", "y")}),
        update(t.REPLICATION_TEMPLATE, "c", {"stagingAreaTags.owner": ("x", "y"), "tagsAll.owner": ("x", "y")}),
        update("pulumi:providers:aws", "p", {}, inputs=({"defaultTags": "x"}, {"defaultTags": "y"})),
    ]
    first, second = changes(preview(same(t.VPC, "vpc"), *steps))
    assert first.title == "The tag owner changes from x to y on 3 resources."
    assert "nothing is interrupted" in first.consequence
    assert second.noise
    assert second.title == "The provider p has other default settings."


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((None, "y"), "The tag owner with y is added to 1 resource."),
        (("x", None), "The tag owner, which was x, is taken from 1 resource."),
    ],
)
def test_tags_come_and_go(values: tuple[str | None, str | None], title: str) -> None:
    """A tag that is new or goes is said so."""
    assert titles(update(t.VPC, "a", {"tags.owner": values})) == [title]


def test_another_region_of_a_provider_is_no_noise() -> None:
    """Where a provider works is told; its version is not."""
    moved = update("pulumi:providers:aws", "p", {}, inputs=({"region": "eu-west-1"}, {"region": "eu-west-2"}))
    found = only(moved)
    assert found.title == "The provider p works otherwise: region from eu-west-1 to eu-west-2."
    assert not found.noise


def test_ids_that_only_the_deployment_tells_are_noise() -> None:
    """What takes over the id of something that is replaced says nothing new."""
    step = update(t.METRIC_ALARM, "tunnel1-down", {"dimensions.VpnId": ("vpn-1", UNKNOWN)})
    found = only(step)
    assert found.noise
    assert found.details[0].after == str(UNKNOWN)


def test_a_document_that_says_the_same_is_noise() -> None:
    """The order of keys in JSON text is no change."""
    step = update(UNHEARD, "one", {"body": ('{"a": 1, "b": 2}', '{"b": 2, "a": 1}')})
    assert only(step).noise


def test_secrets_and_unknown_values_are_named_never_shown() -> None:
    """What stands for them is their name, in details and in sentences."""
    step = update(UNHEARD, "one", {"password": (SECRET, SECRET), "arn": ("a", SECRET)})
    found = only(step)
    assert {(each.before, each.after) for each in found.details} == {("(secret)", "(secret)"), ("a", "(secret)")}


def test_long_values_are_shortened_in_their_middle() -> None:
    """A detail stays readable, whatever the value."""
    found = only(update(UNHEARD, "one", {"text": ("a" * 500, "b")}))
    assert len(found.details[0].before) <= 120
    assert found.details[0].before.startswith("aaa")
    assert "..." in found.details[0].before


def test_places_of_one_resource_with_two_meanings_are_two_changes_and_one_account() -> None:
    """The urn stands in the first change; each place is a detail of its own change."""
    step = update(t.AZURE_GATEWAY, "gateway", {"sku.name": ("VpnGw1AZ", "VpnGw2AZ"), "tags.owner": ("x", "y")})
    first, second = changes(preview(same(t.VPC, "vpc"), step))
    assert (first.urns, second.urns) == ((step.urn,), ())
    assert [each.path for each in first.details] == ["sku.name"]
    assert [each.path for each in second.details] == ["tags.owner"]


def test_a_new_stack_is_told_by_what_things_are_for() -> None:
    """Components that are new hold what is new in them; a stack without anything has nothing to be interrupted."""
    network = resource("lifeboat:recovery:RecoveryNetwork", "harbor-recovery", custom=False)
    steps = [
        Step(Operation.CREATE, None, resource(ROOT, "harbor", custom=False)),
        Step(Operation.CREATE, None, network),
        *(
            Step(Operation.CREATE, None, resource(*each, parent=network.urn))
            for each in (
                (t.VPC, "vpc", "recovery:RecoveryNetwork", {"cidrBlock": "10.60.0.0/16"}),
                (t.AWS_SUBNET, "one", "recovery:RecoveryNetwork", {}),
                (t.AWS_SUBNET, "two", "recovery:RecoveryNetwork", {}),
            )
        ),
    ]
    first, second = changes(preview(*steps))
    assert first.title == "The recovery network in AWS is created: VPC 10.60.0.0/16, 2 subnets."
    assert first.consequence == "1 VPC is created, 2 subnets are created."
    assert second.title == "The stack itself is created."


def test_a_component_that_goes_is_one_change() -> None:
    """The same holds for what is deleted with its component."""
    drill = resource("lifeboat:recovery:DrillNetwork", "harbor-drill", custom=False)
    inside = resource(t.VPC, "drill-vpc", "recovery:DrillNetwork", {"cidrBlock": "10.60.0.0/16"}, parent=drill.urn)
    steps = [Step(Operation.DELETE, drill, None), Step(Operation.DELETE, inside, None)]
    found = only(*steps)
    assert found.title == "The drill network is deleted: VPC 10.60.0.0/16."
    assert set(found.urns) == {drill.urn, inside.urn}


def _with_outputs(before: dict[str, object], after: dict[str, object]) -> Preview:
    sides = (before, after)
    old, new = (Resource("urn:stack", "pulumi:pulumi:Stack", "prod", custom=False, outputs=each) for each in sides)
    return preview(Step(Operation.SAME, old, new))


def test_outputs_of_the_stack_are_noise() -> None:
    """They follow from what else changes, and account for no resource."""
    (found,) = changes(_with_outputs({"vpc_id": "vpc-1"}, {"vpc_id": "vpc-2"}))
    assert found.noise
    assert found.urns == ()
    assert found.title == "The output vpc_id of the stack has other values."


def test_groups_of_servers_are_told_in_words() -> None:
    """They are in an output alone, and change nothing that is deployed; ids after the deployment are left out."""
    before = {"groups": {"db": {"wave": 1, "subnet": "subnet-1"}, "old": {"wave": 2}}}
    after = {"groups": {"db": {"wave": 2, "subnet": UNKNOWN}, "web": {"wave": 3, "servers": ["web*"]}}}
    (found,) = changes(_with_outputs({"server_groups": before}, {"server_groups": after}))
    assert not found.noise
    assert found.title == (
        "Groups of servers change: old is removed, web is added with servers web*, wave 3 and db: wave changes from 1"
        " to 2."
    )
    assert "Nothing that is deployed changes" in found.consequence


def test_noise_comes_last() -> None:
    """Who reads from the top reads what matters."""
    steps = [
        update(t.DASHBOARD, "page", {"dashboardBody": ("{}", UNKNOWN)}),
        update(UNHEARD, "one", {"colour": ("red", "blue")}),
        delete(UNHEARD, "two"),
        replace(UNHEARD, "three", {"name": ("a", "b")}),
    ]
    found = changes(preview(same(t.VPC, "vpc"), *steps))
    assert [each.noise for each in found] == [False, False, False, True]


@pytest.mark.parametrize("kind", [t.INGRESS, t.ENDPOINT])
def test_what_goes_in_the_drill_vpc_is_missed_by_drills_alone(kind: str) -> None:
    """The same in the recovery VPC stops replication; the changes may not say that of the drill VPC."""
    drill = delete(kind, "one", "recovery:DrillNetwork$lifeboat:recovery:DrillOpenings")
    assert only(drill).consequence.endswith("away for good: drills.")
    assert "replication" in only(delete(kind, "one", "recovery:RecoveryNetwork")).consequence


def test_settings_of_a_provider_are_not_said_to_interrupt_nothing() -> None:
    """A provider that turns to another Region leaves everything behind; its dangers say that."""
    turned = update("pulumi:providers:aws", "p", {}, inputs=({"region": "eu-west-1"}, {"region": "eu-west-3"}))
    assert only(turned).consequence == "1 provider is updated in place."
