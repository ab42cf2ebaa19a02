"""The test runner itself: a component test is worth no more than what it notices."""

import pulumi
import pytest
from pulumi_aws import ec2

from tests.components.support import build


def _in_apply() -> ec2.Subnet:
    subnet = ec2.Subnet("first", vpc_id="vpc-1")
    subnet.id.apply(lambda _: ec2.Subnet("inside", vpc_id="vpc-1"))
    return subnet


def test_a_resource_made_inside_apply_shows_as_a_difference():
    """It is missing from a preview and there afterwards, which is what every component test compares."""
    assert {name for _, name in build(_in_apply, preview=True).names} == {"first"}
    assert {name for _, name in build(_in_apply).names} == {"first", "inside"}


def test_an_error_in_an_apply_that_nothing_reads_fails_the_program():
    """The SDK's mocks alone lose it, and the test passes."""

    def program() -> None:
        ec2.Subnet("first", vpc_id="vpc-1").id.apply(lambda found: pytest.fail(f"reached with {found}"))

    with pytest.raises(pytest.fail.Exception, match="reached with first-id"):
        build(program)


def test_a_failed_program_leaves_nothing_for_the_next_one():
    """Runtime, root stack and event loop are one program's own."""

    def failing() -> None:
        ec2.Subnet("before", vpc_id="vpc-1")
        raise pulumi.RunError("stopped")

    with pytest.raises(pulumi.RunError, match="stopped"):
        build(failing)
    assert {name for _, name in build(_in_apply).names} == {"first", "inside"}


def test_a_lookup_without_an_answer_fails_the_program():
    with pytest.raises(Exception, match="getVpc"):
        build(lambda: ec2.get_vpc_output(id="vpc-1").id)
