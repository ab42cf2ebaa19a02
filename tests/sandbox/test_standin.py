"""What the protocol tests cannot reach with the toy catalog: values that have no id of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lifeboat.sandbox import catalogs
from lifeboat.sandbox.catalogs import UnknownTypeError
from lifeboat.sandbox.clouds.model import UNKNOWN, Catalog, CloudError, Request, ResourceType
from lifeboat.sandbox.provider import inputs
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


ADDRESS = "azure-native:network:PublicIPAddress"


@pytest.mark.parametrize(
    ("stable", "kept"),
    [
        (None, {"ipAddress": "203.0.113.5", "name": "pip"}),
        (frozenset({"name"}), {"ipAddress": UNKNOWN, "name": "pip"}),
    ],
)
def test_the_preview_of_an_update_keeps_what_the_real_provider_knows_to_be_stable(
    tmp_path: Path, stable: frozenset[str] | None, kept: dict[str, Any]
) -> None:
    """A changed tag on a public address: azure-native then says no address, pulumi-aws would say the old one."""
    kind = ResourceType(ADDRESS, _make, computed=frozenset({"ipAddress", "name"}))
    catalog = Catalog("azure-native", "3.29.0", {ADDRESS: kind}, {}, stable)
    standin = Standin(catalog, (), Store(tmp_path / FILE_NAME, lambda _token: ()))
    olds = {"ipAddress": "203.0.113.5", "name": "pip", "tags": {"a": "b"}}
    urn = f"urn:pulumi:dev::lifeboat::{ADDRESS}::pip"
    assert standin.preview(urn, {"tags": {"a": "c"}}, olds) == {"tags": {"a": "c"}, **kept}
    assert standin.preview(urn, {}, {}) == {"ipAddress": UNKNOWN, "name": UNKNOWN}


@pytest.mark.parametrize(
    ("token", "pattern"),
    [
        ("aws:kms/alias:Alias", r"alias/key-[0-9a-f]{7}"),
        ("aws:cloudwatch/logGroup:LogGroup", r"key-[0-9a-f]{7}"),
        ("azure-native:network:NatGateway", r"key[0-9a-f]{8}"),
    ],
)
def test_a_generated_name_begins_with_what_the_type_asks_for(token: str, pattern: str) -> None:
    """AWS refuses an alias of a key that does not begin with alias/."""
    kind = catalogs.resource_type(token)
    checked = inputs.checked(kind, f"urn:pulumi:dev::lifeboat::{token}::key", {}, {}, b"seed")
    assert re.fullmatch(pattern, checked[str(kind.name_property)])


@pytest.mark.parametrize("token", ["azure-native:compute:Disk", "aws:s3/bucket:Bucket", "gcp:compute/network:Network"])
def test_the_advice_on_an_unknown_type_names_what_exists(token: str) -> None:
    with pytest.raises(UnknownTypeError) as unknown:
        catalogs.resource_type(token)
    folder, heading = re.findall(r"in (\S+): CONTRIBUTING\.md, '(.+?)'", str(unknown.value))[0]
    root = Path(catalogs.__file__).parents[2]
    assert (root / folder).is_dir()
    assert f"## {heading}\n" in (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
