"""What each role lets happen and what it does not, judged offline: ten allowed and ten denied calls at least."""

import pytest

from tests.iam.documents import roles
from tests.iam.evaluator import allows
from tests.iam.stacks import EVERY_ROLE, blueprints
from tests.iam.tables import rows

CALLS = rows("calls_", "CALLS")
FEWEST = 10


def test_every_role_of_every_stack_has_calls():
    """A new role: add its calls to a module tests/iam/calls_<something>.py."""
    names = {name for stack in blueprints() for name in roles(stack)}
    judged = {name.partition(" in ")[0] for name in CALLS}
    assert names - judged == set(), "these roles have no calls in tests/iam/calls_*.py"
    assert judged - names == set(), "these calls are of no role"


@pytest.mark.parametrize("name", sorted(CALLS))
def test_a_role_has_ten_of_each(name):
    calls = CALLS[name]
    for each in (calls.allowed, calls.denied):
        assert len({str(call) for call in each}) == len(each) >= FEWEST


def naming(value):
    """A name for a case that fits a line."""
    return value if isinstance(value, str) else value.action


def role(name):
    """The role in the stack behind `in`; else in the one where everybody is named, or in the first that has it."""
    key, _, stack = name.partition(" in ")
    stacks = (stack,) if stack else (EVERY_ROLE, *blueprints())
    return next(roles(one)[key] for one in stacks if key in roles(one))


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
