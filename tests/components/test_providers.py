"""The provider of each role: which account it works in, and as whom."""

import copy
import json

import pulumi
import pytest

from components.providers import make_providers
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.raw import CREATED, changed

ROLE = "arn:aws:iam::444455556666:role/lifeboat"
SHARED = {
    "recovery.account_id": "111122223333",
    "interconnect.target": "transit-gateway",
    "recovery.gateway": {"mode": "adopt", "id": "tgw-0123456789abcdef0", "asn": 64512},
    "recovery.network_account": {"account_id": "444455556666", "role_arn": ROLE},
}


def built(changes: dict[str, object]) -> Built[None]:
    blueprint = make_blueprint(parse(changed(copy.deepcopy(CREATED), changes)))

    def program() -> None:
        make_providers(pulumi.ComponentResource("test:Parent", "parent"), blueprint, with_primary=False)

    return build(program)


def given(result: Built[None], role: str) -> tuple[object, object]:
    """Accounts and roles of a provider; provider configuration is JSON inside strings."""
    inputs = result[f"harbor-{role}"].inputs
    roles = json.loads(inputs["assumeRoles"]) if "assumeRoles" in inputs else None
    return json.loads(inputs["allowedAccountIds"]), roles


@pytest.mark.parametrize("role", ["network", "staging", "recovery"])
def test_with_one_account_every_role_works_there_as_whoever_deploys(role):
    result = built({"recovery.account_id": "111122223333"})
    assert given(result, role) == (["111122223333"], None)


def test_the_network_role_alone_takes_on_the_network_accounts_role():
    result = built(SHARED)
    assert given(result, "network") == (["444455556666"], [{"roleArn": ROLE}])
    for role in ("staging", "recovery"):
        assert given(result, role) == (["111122223333"], None)
