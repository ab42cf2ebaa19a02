"""The stand-in process over gRPC, call by call as the engine makes them."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable

import grpc
import pytest
from conftest import ROOT, TOYCLOUD, Client, urn
from google.protobuf.empty_pb2 import Empty
from toycloud import NETWORK, SINGLETON, SUBNET, TUNNEL

from lifeboat.sandbox import change
from lifeboat.sandbox.clouds.model import UNKNOWN
from lifeboat.sandbox.provider.protocol import provider_pb2
from lifeboat.sandbox.provider.wire import SECRET_SIGNATURE, SIGNATURE_KEY, from_wire, to_wire
from lifeboat.sandbox.seals import CHANGED_OUTSIDE
from lifeboat.sandbox.store import Store

VPC = {"cidrBlock": "10.0.0.0/16", "tenancy": "default"}
KEYS = {"ends": [{"presharedKey": "a-Secret.One"}], "sharedKey": "a-Secret.One"}


def refusal(call: Callable[[], object]) -> grpc.RpcError:
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value


def test_an_engine_can_introduce_itself(client: Client) -> None:
    """Handshake, Attach, schema, mappings and the version are answered, secrets are declined."""
    handshake = client.stub.Handshake(provider_pb2.ProviderHandshakeRequest(engine_address="x"))
    assert not handshake.accept_secrets
    client.stub.Cancel(Empty())
    assert client.version() == "7.51.1"
    assert '"aws"' in client.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema
    assert client.stub.GetMapping(provider_pb2.GetMappingRequest(key="terraform")).provider == ""
    config = to_wire({"region": "eu-west-1", "later": UNKNOWN})
    assert client.stub.CheckConfig(provider_pb2.CheckRequest(news=config)).inputs == config
    same = client.stub.DiffConfig(provider_pb2.DiffRequest(old_inputs=config, news=config))
    assert same.changes == provider_pb2.DiffResponse.DIFF_NONE
    changed = client.stub.DiffConfig(provider_pb2.DiffRequest(old_inputs=config, news=to_wire({"region": "eu-west-2"})))
    assert (list(changed.diffs), list(changed.replaces)) == (["later", "region"], [])


def test_check_fills_in_defaults_and_keeps_unknowns(client: Client) -> None:
    checked = client.check(NETWORK, "vpc", {"cidrBlock": UNKNOWN})
    assert checked == {"cidrBlock": UNKNOWN, "tenancy": "default", "tagsAll": {}}


def test_check_generates_a_name_once(client: Client) -> None:
    """The same seed gives the same name, and a later check keeps the name the resource got."""
    label = client.check(SUBNET, "staging", {})["label"]
    assert label.startswith("staging-")
    assert len(label) == len("staging-") + 7
    assert client.check(SUBNET, "staging", {}, {"label": "staging-0000000"})["label"] == "staging-0000000"
    assert client.check(SUBNET, "staging", {"label": "mine"}, {"label": "other"})["label"] == "mine"


def test_check_marks_known_secrets(client: Client) -> None:
    """A key given in clear by the program reaches the state encrypted all the same."""
    answer = client.stub.Check(provider_pb2.CheckRequest(urn=urn(TUNNEL, "t"), news=to_wire(KEYS)))
    wrapped = answer.inputs.fields["sharedKey"].struct_value.fields
    assert wrapped[SIGNATURE_KEY].string_value == SECRET_SIGNATURE
    assert wrapped["value"].string_value == "a-Secret.One"


def test_preview_of_a_create_leaves_computed_outputs_unknown(client: Client, store: Store) -> None:
    answer = client.create(NETWORK, "vpc", {"cidrBlock": UNKNOWN}, preview=True)
    assert answer.id == ""
    assert from_wire(answer.properties) == {"cidrBlock": UNKNOWN, "arn": UNKNOWN, "tagsAll": UNKNOWN}
    assert store.rows() == []


def test_default_tags_reach_every_resource_that_has_tags(client: Client) -> None:
    """They arrive JSON-encoded, a resource's own tags win, and tagsAll is an input, as in pulumi-aws."""
    client.configure(defaultTags='{"tags": {"owner": "dr", "stage": "dev"}}')
    wanted = {**VPC, "tags": {"owner": "me"}}
    before = client.check(NETWORK, "vpc", wanted)
    assert before["tagsAll"] == {"owner": "me", "stage": "dev"}
    assert client.check(NETWORK, "vpc", {**VPC, "tags": UNKNOWN})["tagsAll"] is UNKNOWN
    client.configure(defaultTags='{"tags": {"owner": "dr"}}')
    answer = client.diff(NETWORK, before, client.check(NETWORK, "vpc", wanted, before))
    assert list(answer.detailedDiff) == ["tagsAll.stage"]


def test_diff_names_the_changed_leaf_and_what_it_replaces(client: Client) -> None:
    old = {"networkId": "net-1", "routing": {"mode": "a", "hops": [1, 2]}, "label": "x"}
    new = {"networkId": "net-1", "routing": {"mode": "b", "hops": [1, 3, 4]}, "tags": {"a.b": "c"}}
    answer = client.diff(SUBNET, old, new)
    kinds = {path: provider_pb2.PropertyDiff.Kind.Name(found.kind) for path, found in answer.detailedDiff.items()}
    assert kinds == {
        "routing.mode": "UPDATE_REPLACE",
        "routing.hops[1]": "UPDATE",
        "routing.hops[2]": "ADD",
        "label": "DELETE",
        "tags": "ADD",
    }
    assert list(answer.replaces) == ["routing.mode"]
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert not answer.deleteBeforeReplace


def test_diff_sees_a_replacement_inside_a_removed_object(client: Client) -> None:
    """Taking away an object takes away what is inside it."""
    answer = client.diff(SUBNET, {"routing": {"mode": "a"}}, {})
    assert list(answer.replaces) == ["routing"]
    assert list(client.diff(SUBNET, {"routing": {"hops": [1]}}, {}).replaces) == []


def test_diff_counts_an_unknown_as_a_change(client: Client) -> None:
    assert list(client.diff(SUBNET, {"networkId": "net-1"}, {"networkId": UNKNOWN}).replaces) == ["networkId"]


@pytest.mark.parametrize("ignored", ["tags", "tags.owner", 'tags["owner"]', "tags.*"])
def test_diff_leaves_out_ignored_changes(client: Client, ignored: str) -> None:
    old, new = {**VPC, "tags": {"owner": "a"}}, {**VPC, "tags": {"owner": "b"}}
    assert client.diff(NETWORK, old, new).changes == provider_pb2.DiffResponse.DIFF_SOME
    assert client.diff(NETWORK, old, new, ignore=(ignored,)).changes == provider_pb2.DiffResponse.DIFF_NONE


def test_diff_of_equal_inputs_is_none(client: Client) -> None:
    answer = client.diff(TUNNEL, KEYS, KEYS)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE
    assert answer.deleteBeforeReplace


def test_a_created_thing_is_read_back_as_it_was_answered(client: Client) -> None:
    """So that the refresh after an `up` shows no drift, secrets included."""
    answer = client.create(TUNNEL, "t", KEYS)
    made = from_wire(answer.properties)
    assert made["configuration"] == "<key>a-Secret.One</key>"
    found = client.read(TUNNEL, "t", answer.id, made, KEYS)
    assert (found.id, from_wire(found.properties), from_wire(found.inputs)) == (answer.id, made, KEYS)


def test_read_shows_drift_of_inputs_and_of_secrets(client: Client, store: Store) -> None:
    thing = client.create(TUNNEL, "t", KEYS)
    change.set_property(store, thing.id, "ends[0].presharedKey", "Another.One")
    found = client.read(TUNNEL, "t", thing.id, from_wire(thing.properties), KEYS)
    assert from_wire(found.inputs)["ends"] == [{"presharedKey": CHANGED_OUTSIDE}]
    assert from_wire(found.properties)["sharedKey"] == "a-Secret.One"


def test_read_of_a_deleted_thing_answers_no_id(client: Client, store: Store) -> None:
    thing = client.create(NETWORK, "vpc", VPC)
    change.delete(store, "vpc")
    assert client.read(NETWORK, "vpc", thing.id, {}, {}).id == ""


def test_read_by_id_alone_finds_what_somebody_else_made(client: Client, store: Store) -> None:
    """`.get()` and import send nothing but an id."""
    thing = client.create(NETWORK, "vpc", VPC)
    found = client.read(NETWORK, "another-name", thing.id, {}, {})
    assert from_wire(found.properties)["cidrBlock"] == "10.0.0.0/16"
    assert from_wire(found.inputs) == VPC


def test_update_keeps_outputs_and_drops_what_is_no_longer_asked_for(client: Client, store: Store) -> None:
    thing = client.create(NETWORK, "vpc", {**VPC, "dns": True})
    changed = client.update(NETWORK, "vpc", thing.id, from_wire(thing.properties), {**VPC, "tags": {"a": "b"}})
    assert changed == {**VPC, "arn": "arn:aws:ec2:network", "tags": {"a": "b"}}
    (row,) = store.rows(NETWORK)
    assert row.properties == changed


def test_what_the_cloud_ignores_on_an_update_can_be_seen(client: Client, store: Store) -> None:
    """The cloud keeps the old key and says nothing; the store shows both, as seals."""
    thing = client.create(TUNNEL, "t", KEYS)
    changed = {**KEYS, "sharedKey": "a-Secret.Two"}
    answer = client.update(TUNNEL, "t", thing.id, from_wire(thing.properties), changed)
    assert answer["sharedKey"] == "a-Secret.Two"
    (row,) = store.rows(TUNNEL)
    assert row.properties["sharedKey"] == row.properties["ends"][0]["presharedKey"]
    assert row.ignored.keys() == {"sharedKey"}
    assert row.ignored["sharedKey"] != row.properties["sharedKey"]
    found = client.read(TUNNEL, "t", thing.id, answer, changed)
    assert from_wire(found.inputs)["sharedKey"] == "a-Secret.Two"


def test_a_reference_must_exist_and_holds_its_target(client: Client) -> None:
    error = refusal(lambda: client.create(SUBNET, "s", {"networkId": "net-9999"}))
    assert error.details().startswith("InvalidNetworkID.NotFound: ")
    network = client.create(NETWORK, "vpc", VPC).id
    subnet = client.create(SUBNET, "s", {"networkId": network}).id
    assert refusal(lambda: client.delete(NETWORK, "vpc", network)).details().startswith("DependencyViolation: ")
    client.delete(SUBNET, "s", subnet)
    client.delete(NETWORK, "vpc", network)


def test_a_refused_create_leaves_nothing(client: Client, store: Store) -> None:
    error = refusal(lambda: client.create(NETWORK, "vpc", {"cidrBlock": "10.0.0.0/30"}))
    assert (error.code(), error.details()) == (
        grpc.StatusCode.FAILED_PRECONDITION,
        "InvalidNetwork.Range: too small",
    )
    assert store.rows() == []


def test_a_second_thing_with_the_same_id_is_refused(client: Client) -> None:
    network = client.create(NETWORK, "vpc", VPC).id
    client.create(SUBNET, "s", {"networkId": network})
    error = refusal(lambda: client.create(SUBNET, "s", {"networkId": network}))
    assert "cannot create already existing resource 'subnet-s'" in error.details()


def test_a_thing_the_cloud_keeps_survives_its_delete(client: Client, store: Store) -> None:
    """And belongs to nobody afterwards, so that a second create adopts it."""
    service = client.create(SINGLETON, "drs", {}).id
    client.delete(SINGLETON, "drs", service)
    (row,) = store.rows(SINGLETON)
    assert row.urn == ""
    client.create(SINGLETON, "drs", {})
    (row,) = store.rows(SINGLETON)
    assert row.urn == urn(SINGLETON, "drs")


def test_a_deleted_thing_may_be_deleted_again(client: Client) -> None:
    thing = client.create(NETWORK, "vpc", VPC).id
    client.delete(NETWORK, "vpc", thing)
    client.delete(NETWORK, "vpc", thing)


def test_update_of_a_thing_that_is_gone_is_refused(client: Client) -> None:
    error = refusal(lambda: client.update(NETWORK, "vpc", "net-0001", VPC, {**VPC, "dns": True}))
    assert error.details().startswith("NotFound: ")


def test_functions_are_answered_from_what_exists(client: Client) -> None:
    client.configure(allowedAccountIds='["444455556666"]')
    thing = client.create(NETWORK, "vpc", VPC).id
    token = "aws:ec2/getNetwork:getNetwork"
    answer = client.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_wire({"cidrBlock": "10.0.0.0/16"})))
    assert from_wire(getattr(answer, "return")) == {"id": thing, "account": "444455556666", "region": "eu-west-1"}
    error = refusal(lambda: client.stub.Invoke(provider_pb2.InvokeRequest(tok=token, args=to_wire({"cidrBlock": "x"}))))
    assert error.details() == "NoSuchNetwork: no network matches"


@pytest.mark.parametrize("call", ["resource", "function"])
def test_what_the_sandbox_does_not_simulate_is_refused_with_the_way_to_add_it(client: Client, call: str) -> None:
    if call == "resource":
        error = refusal(lambda: client.check("aws:s3/bucket:Bucket", "b", {}))
    else:
        error = refusal(lambda: client.stub.Invoke(provider_pb2.InvokeRequest(tok="aws:s3/getBucket:getBucket")))
    assert "lifeboat/sandbox/clouds/aws" in error.details()
    assert "CONTRIBUTING.md" in error.details()


def test_aws_without_a_region_is_refused(client: Client) -> None:
    error = refusal(lambda: client.configure(region=""))
    assert error.details().startswith("MissingRegion: ")


def test_assets_pass_through_unchanged(client: Client) -> None:
    """An asset is an object with a signature; nothing may be lost of it."""
    code = {SIGNATURE_KEY: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "aa", "assets": {"main.py": {"text": "x"}}}
    thing = client.create(NETWORK, "vpc", {**VPC, "code": code})
    found = client.read(NETWORK, "vpc", thing.id, from_wire(thing.properties), {})
    assert from_wire(found.properties)["code"] == code


def test_a_stand_in_ends_with_its_engine(directory: object) -> None:
    """Killed with SIGKILL, the engine can tell nobody; the stand-in is gone within two seconds all the same."""
    engine = textwrap.dedent(
        f"""
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, {str(TOYCLOUD)!r}], stdout=subprocess.PIPE, text=True)
        child.stdout.readline()
        print("listening", flush=True)
        time.sleep(60)
        """
    )
    environment = {**os.environ, "LIFEBOAT_SANDBOX_DIR": str(directory), "PYTHONPATH": ROOT}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", engine], text=True, env=environment, **pipes) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "listening\n"
        parent.kill()
        parent.communicate(timeout=2)  # the stand-in shares the engine's stderr: its end is the end of the pipe
