"""The page of roles is that of the code."""

from pathlib import Path

from lifeboat.blueprint.access import ROLE_KINDS
from lifeboat.blueprint.access_policies import POLICIES
from lifeboat.blueprint.replication import service_roles
from lifeboat.roles import ASSUMED_BY, PLACE, USED_BY, markdown
from lifeboat.settings.access import Operators

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_roles_is_not_stale() -> None:
    """`make docs` renews it."""
    assert (ROOT / PLACE).read_text(encoding="utf-8") == markdown()


def test_every_role_says_who_uses_it() -> None:
    assert set(USED_BY) == {role.key for role in service_roles("aws")}
    assert set(ASSUMED_BY) == {kind.key for kind in ROLE_KINDS}
    assert {kind.key.replace("-", "_") for kind in ROLE_KINDS} >= set(Operators.model_fields)


def test_every_policy_is_some_roles_and_its_statements_have_names_of_their_own() -> None:
    used = {key for kind in ROLE_KINDS for key in kind.policies + kind.with_launch_actions}
    assert used == set(POLICIES)
    names = [statement.sid for statements in POLICIES.values() for statement in statements]
    assert len(names) == len(set(names))
    assert all(name.isalnum() for name in names)
