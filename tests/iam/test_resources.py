"""What keys, the topic and endpoints let happen by their own policies and what they do not, judged offline."""

import pytest

from tests.iam.documents import of_resources
from tests.iam.evaluator import grants
from tests.iam.stacks import EVERY_ROLE, WITH_LAUNCH_ACTIONS, blueprints
from tests.iam.tables import rows

RESOURCES = rows("resources_", "RESOURCES")
FEWEST_DENIED = 10


def test_every_policy_that_is_of_no_role_has_calls():
    """A new one: add its calls to a module tests/iam/resources_<something>.py."""
    held = {name for stack in blueprints() for name in of_resources(stack)}
    assert held - set(RESOURCES) == set(), "these policies have no calls in tests/iam/resources_*.py"
    assert set(RESOURCES) - held == set(), "these calls are to nothing that has a policy"


def document(name):
    """The policy, in a stack whose settings the tables know."""
    return next(of_resources(one)[name] for one in (EVERY_ROLE, WITH_LAUNCH_ACTIONS) if name in of_resources(one))


@pytest.mark.parametrize("name", sorted(RESOURCES))
def test_a_policy_allows_what_it_is_for_and_nothing_else(name):
    calls = RESOURCES[name]
    assert len({str(call) for call in calls.allowed}) == len(calls.allowed)
    assert len({str(call) for call in calls.denied}) == len(calls.denied) >= FEWEST_DENIED
    assert [call for call in calls.allowed if not grants(document(name), call)] == []
    assert [call for call in calls.denied if grants(document(name), call)] == []
    # Endpoints of agents know four actions, and there is no fifth to allow.
    assert len(calls.allowed) >= 10 or name.rpartition("-")[2] in {"ssmmessages", "ec2messages"}


@pytest.mark.parametrize("stack", sorted(blueprints()))
def test_no_policy_of_a_role_is_left_without_one(stack):
    """A policy that is attached to nothing would be judged by nobody."""
    assert "aws:iam/policy:Policy" not in {each.holder.type for each in of_resources(stack).values()}
