"""Drift and other people's things."""

from __future__ import annotations

from pathlib import Path

import pytest
from toycloud import NETWORK, TUNNEL

from lifeboat.sandbox import change, paths
from lifeboat.sandbox.catalogs import UnknownTypeError
from lifeboat.sandbox.change import ChangeError
from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.seals import is_seal
from lifeboat.sandbox.store import FILE_NAME, Store

URN = "urn:pulumi:dev::lifeboat::aws:ec2/network:Network::"


@pytest.fixture
def made(store: Store) -> Store:
    with store.transaction() as world:
        for number, name in enumerate(("hub", "recovery-hub")):
            properties = {"arn": "arn:x", "tags": {"a": "b"}, "tagsAll": {"a": "b"}, "routes": [{"to": "x"}]}
            inputs = {"tags": {"a": "b"}, "routes": [{"to": "x"}]}
            world.insert(Row(NETWORK, f"net-{number}", URN + name, properties), inputs)
        world.insert(Row(TUNNEL, "t-1", URN + "t", {"sharedKey": "one"}), {"sharedKey": "one"})
    return store


@pytest.mark.parametrize("name", ["net-1", "recovery-hub", "Network::recovery-hub", "overy-hub"])
def test_a_thing_is_named_by_id_name_or_end_of_its_urn(made: Store, name: str) -> None:
    assert change.delete(made, name).id == "net-1"
    assert [row.id for row in made.rows()] == ["net-0", "t-1"]


@pytest.mark.parametrize(("name", "says"), [("hub", "means 2 things"), ("nowhere", "nothing in the simulated clouds")])
def test_a_name_must_mean_exactly_one_thing(made: Store, name: str, says: str) -> None:
    with pytest.raises(ChangeError, match=says):
        change.delete(made, name)
    assert len(made.rows()) == 3


def test_a_thing_is_also_named_as_its_cloud_shows_it(tmp_path: Path) -> None:
    """By the end of its ARM id or its `name`, but only where nothing has that logical name."""
    made = Store(tmp_path / FILE_NAME, lambda _token: ())
    group = "/subscriptions/1-2/resourceGroups/harbor"
    with made.transaction() as world:
        gateway = f"{group}/providers/Microsoft.Network/virtualNetworkGateways/harbor-vpn-gateway"
        made_by = "urn:pulumi:dev::lifeboat::azure-native:network:VirtualNetworkGateway::vpn-gateway"
        tags = {"tags": {"a": "b"}}
        world.insert(Row("azure-native:network:VirtualNetworkGateway", gateway, made_by, tags), tags)
        world.insert(Row("aws:iam/role:Role", "r-1", URN + "role", {"name": "harbor-role"}), {})
        world.insert(Row("azure-native:network:VirtualNetwork", f"{group}/virtualNetworks/hub", "", {}), {})
        world.insert(Row(NETWORK, "net-1", URN + "hub", {}), {})
    assert change.set_property(made, "harbor-vpn-gateway", "tags.owner", "me").id == gateway
    (row,) = made.rows("azure-native:network:VirtualNetworkGateway")
    assert row.inputs["tags"] == row.properties["tags"] == {"a": "b", "owner": "me"}
    assert change.delete(made, "harbor-role").id == "r-1"
    assert change.delete(made, "hub").id == "net-1"


def test_drift_of_an_input_shows_in_inputs_and_of_an_output_does_not(made: Store) -> None:
    change.set_property(made, "net-0", "tags.owner", "me")
    change.set_property(made, "net-0", "routes[0].to", "y")
    change.set_property(made, "net-0", "arn", "arn:y")
    row = made.rows()[0]
    assert row.inputs == {"tags": {"a": "b", "owner": "me"}, "routes": [{"to": "y"}]}
    assert row.properties == {**row.inputs, "arn": "arn:y", "tagsAll": {"a": "b", "owner": "me"}}


def test_drift_of_a_secret_is_sealed(made: Store) -> None:
    before = made.rows(TUNNEL)[0].properties["sharedKey"]
    change.set_property(made, "t-1", "sharedKey", "two")
    after = made.rows(TUNNEL)[0].properties["sharedKey"]
    assert is_seal(after)
    assert after != before


@pytest.mark.parametrize("path", ["", "tags..x", "routes[5].to", "arn.x", "routes[0"])
def test_a_path_that_leads_nowhere_changes_nothing(made: Store, path: str) -> None:
    with pytest.raises(ChangeError):
        change.set_property(made, "net-0", path, 1)
    assert made.rows()[0].properties["routes"] == [{"to": "x"}]


def test_a_planted_vpc_has_the_defaults_of_its_type(tmp_path: Path) -> None:
    """Somebody else's: no URN, and found by id like any other."""
    store = Store(tmp_path / FILE_NAME, lambda _token: ())
    change.plant(
        store, "aws:ec2/vpc:Vpc", "vpc-0abc", {"cidrBlock": "10.9.0.0/16", "tags": {"Name": "old"}}, "eu-west-1"
    )
    (row,) = store.rows()
    assert (row.urn, row.account, row.region) == ("", "111122223333", "eu-west-1")
    assert row.properties["cidrBlock"] == "10.9.0.0/16"
    assert row.properties["tagsAll"] == {"Name": "old"}
    with pytest.raises(ChangeError, match="exists already"):
        change.plant(store, "aws:ec2/vpc:Vpc", "vpc-0abc", {})


def test_a_planted_thing_of_azure_belongs_to_the_subscription_of_its_id(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME, lambda _token: ())
    group = "azure-native:resources:ResourceGroup"
    change.plant(store, group, "/subscriptions/1-2/resourceGroups/hub", {"location": "westeurope"})
    (row,) = store.rows()
    assert (row.account, row.region) == ("1-2", "westeurope")
    with pytest.raises(ChangeError, match="whole id"):
        change.plant(store, group, "hub", {})


def test_an_unknown_type_cannot_be_planted(tmp_path: Path) -> None:
    store = Store(tmp_path / FILE_NAME, lambda _token: ())
    with pytest.raises(UnknownTypeError, match=r"CONTRIBUTING\.md"):
        change.plant(store, "aws:s3/bucket:Bucket", "b", {})
    with pytest.raises(UnknownTypeError):
        change.plant(store, "gcp:compute/network:Network", "n", {})


@pytest.mark.parametrize("path", ["a", "a.b", "a[0].b", 'tags["x.y"]', 'tags["say \\"hi\\""].z', "a[10][2]"])
def test_property_paths_are_read_and_written_alike(path: str) -> None:
    assert paths.write(paths.parse(path)) == path
