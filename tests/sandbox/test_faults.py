"""Ordered faults: which call they hit, and what becomes of the thing."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import grpc
import pytest
from conftest import ROOT, TOYCLOUD, Client, urn
from google.protobuf.empty_pb2 import Empty
from toycloud import NETWORK, SUBNET

from lifeboat.sandbox import faults
from lifeboat.sandbox.faults import Fault, Kind, Method, Moment
from lifeboat.sandbox.store import Store

VPC = {"cidrBlock": "10.0.0.0/16"}


def hits(store: Store, fault: Fault, calls: int) -> list[int]:
    faults.add(store, fault)
    return [number for number in range(1, calls + 1) if faults.count(store, [NETWORK], Method.CREATE)]


@pytest.mark.parametrize(
    ("fault", "hit"),
    [
        (Fault(nth=3), [3]),
        (Fault(nth=2, times=2), [2, 3]),
        (Fault(nth=4, times=None), [4, 5]),
        (Fault(type="aws:ec2/net*"), [1]),
        (Fault(type="azure-native:*"), []),
        (Fault(method=Method.DELETE), []),
    ],
)
def test_a_fault_hits_the_calls_it_was_ordered_for(store: Store, fault: Fault, hit: list[int]) -> None:
    assert hits(store, fault, 5) == hit


def test_a_call_waits_for_no_writer_while_no_fault_is_ordered(store: Store) -> None:
    """Within another stand-in's transaction, where a transaction of its own would wait for that one's end."""
    with store.transaction():
        assert faults.count(store, [NETWORK], Method.CREATE) is None
        assert faults.ordered(store) == []


def test_every_fault_counts_every_call(store: Store) -> None:
    """The first fault's hit does not hide the call from the second."""
    faults.add(store, Fault(nth=1))
    faults.add(store, Fault(nth=2))
    assert [bool(faults.count(store, [NETWORK], Method.CREATE)) for _ in range(3)] == [True, True, False]
    assert [one.seen for one in faults.ordered(store)] == [3, 3]
    faults.clear(store)
    assert faults.ordered(store) == []


def test_counting_spans_processes_and_skips_previews(start: Callable[[], Client], store: Store) -> None:
    faults.add(store, Fault(method=Method.CREATE, nth=3, code="ServiceUnavailable"))
    one, other = start(), start()
    one.create(NETWORK, "a", VPC)
    other.create(NETWORK, "p", VPC, preview=True)
    other.create(NETWORK, "b", VPC)
    with pytest.raises(grpc.RpcError) as caught:
        one.create(NETWORK, "c", VPC)
    assert caught.value.details() == "ServiceUnavailable: ordered by fault 1 of the sandbox (call 3)"
    assert len(store.rows()) == 2


def test_a_whole_cloud_can_be_down_its_configuration_included(start: Callable[[], Client], store: Store) -> None:
    client = start()
    faults.add(store, Fault(type="aws:*", times=None))
    calls: list[Callable[[], object]] = [
        client.configure,
        lambda: client.check(NETWORK, "a", VPC),
        lambda: client.diff(NETWORK, VPC, VPC),
        lambda: client.create(NETWORK, "a", VPC),
        lambda: client.update(NETWORK, "a", "net-0001", VPC, VPC),
        lambda: client.read(NETWORK, "a", "net-0001", {}, {}),
        lambda: client.delete(NETWORK, "a", "net-0001"),
    ]
    for call in calls:
        with pytest.raises(grpc.RpcError) as caught:
            call()
        assert caught.value.details().startswith("InternalError: ")


@pytest.mark.parametrize(("moment", "made"), [(Moment.BEFORE, 0), (Moment.AFTER, 1)])
def test_a_stand_in_dies_before_or_after_its_work(
    start: Callable[[], Client], store: Store, moment: Moment, made: int
) -> None:
    client = start()
    faults.add(store, Fault(method=Method.CREATE, kind=Kind.DIE, moment=moment))
    with pytest.raises(grpc.RpcError):
        client.create(NETWORK, "a", VPC)
    assert client.process.wait(timeout=5) == 1
    assert len(store.rows()) == made


def test_a_timeout_holds_the_call_and_then_fails_it(start: Callable[[], Client], store: Store) -> None:
    client = start()
    faults.add(store, Fault(kind=Kind.TIMEOUT, moment=Moment.AFTER, seconds=0.3, code="RequestTimeout"))
    began = time.monotonic()
    with pytest.raises(grpc.RpcError) as caught:
        client.create(NETWORK, "a", VPC)
    assert time.monotonic() - began > 0.3
    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert caught.value.details().startswith("RequestTimeout: no answer within 0.3 s")
    assert len(store.rows()) == 1


def test_a_late_answer_is_right_and_a_cancel_lets_it_go(start: Callable[[], Client], store: Store) -> None:
    """The engine's Ctrl-C must not have to wait for it."""
    client = start()
    faults.add(store, Fault(kind=Kind.LATE, seconds=30))
    waiting = client.stub.Create.future(_create_request(), timeout=10)
    while faults.ordered(store)[0].seen == 0:
        time.sleep(0.01)
    assert not waiting.done()
    client.stub.Cancel(Empty())
    assert waiting.result().id == "net-0001"


def _create_request() -> object:
    from lifeboat.sandbox.provider.protocol import provider_pb2
    from lifeboat.sandbox.provider.wire import to_wire

    return provider_pb2.CreateRequest(urn=urn(NETWORK, "a"), properties=to_wire(VPC))


def test_the_engine_is_killed_after_the_cloud_has_kept_its_work(directory: Path, store: Store) -> None:
    """The thing exists and nobody knows it: what `recover` is for."""
    faults.add(store, Fault(type="*Network", kind=Kind.KILL_ENGINE, method=Method.CREATE, moment=Moment.AFTER))
    engine = textwrap.dedent(
        f"""
        import subprocess, sys, grpc
        from lifeboat.sandbox.provider.protocol import provider_pb2, provider_pb2_grpc
        from lifeboat.sandbox.provider.wire import to_wire
        child = subprocess.Popen([sys.executable, {str(TOYCLOUD)!r}], stdout=subprocess.PIPE, text=True)
        channel = grpc.insecure_channel("127.0.0.1:" + child.stdout.readline().strip())
        stub = provider_pb2_grpc.ResourceProviderStub(channel)
        stub.Configure(provider_pb2.ConfigureRequest(args=to_wire({{"region": "eu-west-1"}})))
        stub.Create(provider_pb2.CreateRequest(urn={urn(NETWORK, "a")!r}, properties=to_wire({VPC!r})))
        """
    )
    environment = {**os.environ, "LIFEBOAT_SANDBOX_DIR": str(directory), "PYTHONPATH": ROOT}
    done = subprocess.run([sys.executable, "-c", engine], env=environment, timeout=30, check=False)
    assert done.returncode == -9
    assert [row.id for row in store.rows()] == ["net-0001"]


def test_faults_of_other_types_are_left_alone(start: Callable[[], Client], store: Store) -> None:
    faults.add(store, Fault(type=SUBNET, times=None))
    assert start().create(NETWORK, "a", VPC).id == "net-0001"
