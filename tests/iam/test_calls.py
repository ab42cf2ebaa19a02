"""What each role lets happen and what it does not, judged offline: ten allowed and ten denied calls at least."""

import pytest

from tests.iam.documents import blueprints, roles
from tests.iam.evaluator import allows
from tests.iam.tables import rows

CALLS = rows("calls_", "CALLS")
FEWEST = 10
EVERY_ROLE = "every role"


def test_every_role_of_every_stack_has_calls():
    """A new role: add its calls to a module tests/iam/calls_<something>.py."""
    names = {name for stack in blueprints() for name in roles(stack)}
    assert names - set(CALLS) == set(), "these roles have no calls in tests/iam/calls_*.py"
    assert set(CALLS) - names == set(), "these calls are of no role"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_role_has_ten_of_each(name):
    calls = CALLS[name]
    for each in (calls.allowed, calls.denied):
        assert len({str(call) for call in each}) == len(each) >= FEWEST


def test_calls_of_one_role_are_judged_in_the_stack_that_has_it():
    """The stack with every role has every role that has calls; others are looked up where they are."""
    assert set(roles(EVERY_ROLE)) <= set(CALLS)


def naming(value):
    """A name for a case that fits a line."""
    return value if isinstance(value, str) else value.action


def role(name):
    """The role, in the stack where everybody is named or in the first that has it."""
    stacks = (EVERY_ROLE, *blueprints())
    return next(roles(stack)[name] for stack in stacks if name in roles(stack))


@pytest.mark.parametrize(
    ("name", "call"), [(name, call) for name in sorted(CALLS) for call in CALLS[name].allowed], ids=naming
)
def test_allowed(name, call):
    assert allows(role(name), call)


@pytest.mark.parametrize(
    ("name", "call"), [(name, call) for name in sorted(CALLS) for call in CALLS[name].denied], ids=naming
)
def test_denied(name, call):
    assert not allows(role(name), call)


def test_sessions_of_an_azure_identity_may_be_longer_than_an_hour():
    """Where settings say so; those of roles that assume roles may not (STS API, AssumeRole: role chaining)."""
    long = roles("an adopted identity and provider, long sessions")["access-agent-installation"]
    assert long.longest_session_seconds == 12 * 3600
