"""What the protocol tests cannot reach with the toy catalog: values that have no id of their own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lifeboat.sandbox.clouds.model import Catalog, CloudError, Request, ResourceType
from lifeboat.sandbox.provider.standin import Standin
from lifeboat.sandbox.seals import CHANGED_OUTSIDE
from lifeboat.sandbox.store import FILE_NAME, Store

PASSWORD = "random:index/randomPassword:RandomPassword"


def urn(name: str) -> str:
    return f"urn:pulumi:dev::lifeboat::{PASSWORD}::{name}"


def _make(request: Request) -> tuple[str, Mapping[str, Any]]:
    return "none", {"result": f"value of {request.name} {len(request.world.rows())}"}


@pytest.fixture
def standin(tmp_path: Path) -> Standin:
    kind = ResourceType(PASSWORD, _make, computed=frozenset({"result"}), secrets=frozenset({"result"}))
    store = Store(tmp_path / FILE_NAME, lambda _token: {"result"})
    return Standin(Catalog("random", "4.21.4", {PASSWORD: kind}, {}), (), store)


def test_values_that_share_the_id_none_are_told_apart_by_urn(standin: Standin) -> None:
    """A deleted one must not come back as its neighbour."""
    _, first = standin.create(urn("one"), {})
    _, second = standin.create(urn("two"), {})
    assert standin.read(urn("two"), "none", second, {}).properties == second
    standin.delete(urn("one"), "none", {})
    assert standin.read(urn("one"), "none", first, {}).id == ""
    assert standin.read(urn("two"), "none", second, {}).properties == second


def test_a_replacement_deletes_the_older_of_two_values(standin: Standin) -> None:
    """The engine makes the new one first; both have the same URN and id."""
    _, old = standin.create(urn("one"), {})
    _, new = standin.create(urn("one"), {})
    standin.delete(urn("one"), "none", {})
    assert standin.read(urn("one"), "none", new, {}).properties == new
    assert standin.read(urn("one"), "none", old, {}).properties == {"result": CHANGED_OUTSIDE}


def test_a_value_that_is_gone_cannot_be_updated(standin: Standin) -> None:
    with pytest.raises(CloudError, match="was not found"):
        standin.update(urn("one"), "none", {}, {})
