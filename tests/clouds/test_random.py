"""Passwords are random and keep to what was asked."""

import string

import pytest

from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.clouds.random import PASSWORD, password


@pytest.mark.parametrize("_turn", range(20))
def test_a_password_keeps_length_alphabet_and_minimums(_turn):
    made = password({"length": 12, "special": True, "overrideSpecial": "._", "minNumeric": 3, "minSpecial": 2,
                     "upper": False})  # fmt: skip
    assert len(made) == 12
    assert set(made) <= set(string.ascii_lowercase + string.digits + "._")
    assert sum(each in string.digits for each in made) >= 3
    assert sum(each in "._" for each in made) >= 2


def test_two_passwords_differ_and_are_secret(cloud):
    made = [cloud.create(PASSWORD, length=32).properties["result"] for _ in range(2)]
    assert made[0] != made[1]
    assert cloud.kind(PASSWORD).secrets == {"result", "bcryptHash"}


def test_a_changed_keeper_replaces(cloud):
    assert {"keepers", "length"} <= cloud.kind(PASSWORD).replace_on


def test_impossible_wishes_are_refused():
    with pytest.raises(CloudError, match="sum of the minimums"):
        password({"length": 3, "minLower": 2, "minUpper": 2})
    with pytest.raises(CloudError, match="At least one"):
        password({"length": 8, "lower": False, "upper": False, "numeric": False, "special": False})
