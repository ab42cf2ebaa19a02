"""The simulated clouds' memory: sealed, private, whole, and shared by processes."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Client
from google.protobuf.struct_pb2 import Struct
from toycloud import NETWORK, SUBNET, TUNNEL, secrets_of

from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.provider.wire import from_wire
from lifeboat.sandbox.seals import CHANGED_OUTSIDE, Sealer, is_seal, redacted
from lifeboat.sandbox.store import FILE_NAME, Store

KEY = "a-Secret.Number1"


def tunnel(name: str, key: str) -> Row:
    return Row(TUNNEL, name, "", {"ends": [{"presharedKey": key}], "sharedKey": key, "note": "plain"})


def test_no_secret_reaches_the_disk(client: Client, store: Store, directory: Path) -> None:
    """Neither given nor made ones, after a create, an update and a delete."""
    inputs = {"ends": [{"presharedKey": KEY}], "sharedKey": KEY}
    thing = client.create(TUNNEL, "t", inputs)
    client.update(TUNNEL, "t", thing.id, from_wire(thing.properties), {**inputs, "sharedKey": KEY[::-1]})
    client.delete(TUNNEL, "t", thing.id)
    for file in directory.iterdir():
        content = file.read_bytes()
        assert KEY.encode() not in content
        assert KEY[::-1].encode() not in content


def test_the_file_is_private(tmp_path: Path) -> None:
    Store(tmp_path / FILE_NAME, secrets_of)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_equal_secrets_have_equal_seals_in_one_store_only(store: Store, tmp_path: Path) -> None:
    """Both ends of a tunnel can be compared; two stores cannot."""
    other = Store(tmp_path / FILE_NAME, secrets_of)
    for one in (store, other):
        with one.transaction() as world:
            world.put(tunnel("a", KEY))
            world.put(tunnel("b", KEY + "2"))
    first, second = store.rows(TUNNEL)
    assert is_seal(first.properties["sharedKey"])
    assert first.properties["sharedKey"] == first.properties["ends"][0]["presharedKey"]
    assert first.properties["sharedKey"] != second.properties["sharedKey"]
    assert first.properties["sharedKey"] != other.rows(TUNNEL)[0].properties["sharedKey"]
    assert redacted(first.properties)["ends"] == [{"presharedKey": "(secret)"}]


def test_a_seal_opens_only_for_who_knows_the_value() -> None:
    sealer = Sealer("salt")
    sealed = sealer.sealed({"key": KEY, "list": [{"key": {"any": "tree"}}]}, {"key"})
    known = {"deep": [{"key": KEY}]}
    assert sealer.opened(sealed, {"key"}, known) == {"key": KEY, "list": [{"key": CHANGED_OUTSIDE}]}
    assert sealer.sealed(sealed, {"key"}) == sealed


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    def fails() -> None:
        with store.transaction() as world:
            world.put(tunnel("a", KEY))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert store.rows() == []


def test_put_overwrites_and_keeps_the_order_and_the_inputs(store: Store) -> None:
    """A side effect on a thing is not something that its program asked for."""
    with store.transaction() as world:
        world.insert(Row(NETWORK, "net-1", "", {"dns": False}), {"dns": False})
        world.put(Row(SUBNET, "subnet-1", "", {}))
        (network,) = world.rows(NETWORK)
        world.put(Row(NETWORK, "net-1", "", {"dns": True}))
        world.put(replace(network, region="eu-west-1"))
        world.remove(SUBNET, "subnet-1")
    (row,) = store.rows()
    assert (row.place, row.region, row.inputs, row.properties) == (1, "eu-west-1", {"dns": False}, {"dns": False})


def test_ids_of_azure_are_compared_without_case(tmp_path: Path) -> None:
    """As Azure Resource Manager does; AWS tells `a` from `A`."""
    store = Store(tmp_path / FILE_NAME, lambda _token: ())
    group = "azure-native:resources:ResourceGroup"
    with store.transaction() as world:
        world.put(Row(group, "/subscriptions/s/resourceGroups/Hub", "", {}))
        world.put(Row(NETWORK, "A", "", {}))
        assert world.get(group, "/subscriptions/s/resourcegroups/hub") is not None
        assert world.get(NETWORK, "a") is None


def test_two_processes_write_at_once_without_losing_anything(start: Callable[[], Client], store: Store) -> None:
    """Forty creates from two stand-ins: forty rows, and no id given out twice."""
    clients = [start(), start()]

    def create(number: int) -> str:
        inputs = {"cidrBlock": f"10.{number}.0.0/16"}
        return str(clients[number % 2].create(NETWORK, f"n{number}", inputs).id)

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(create, range(40)))
    assert len(set(ids)) == 40
    assert [row.place for row in store.rows()] == sorted(row.place for row in store.rows())
    assert {row.id for row in store.rows()} == set(ids)


def test_many_openers_make_one_schema(tmp_path: Path) -> None:
    """Five stand-ins start at once on a sandbox that does not exist yet."""
    with ThreadPoolExecutor(5) as pool:
        stores = list(pool.map(lambda _number: Store(tmp_path / FILE_NAME, secrets_of), range(5)))
    with stores[0].transaction() as world:
        assert world.connection.execute("SELECT count(*) FROM salt").fetchone() == (1,)


def test_numbers_survive_the_wire() -> None:
    """The protocol only has floating-point numbers; an ASN has to come out whole."""
    message = Struct()
    message.update({"asn": 64512, "share": 0.5})
    assert [repr(value) for value in from_wire(message).values()] == ["64512", "0.5"]
