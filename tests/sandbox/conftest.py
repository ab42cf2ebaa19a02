"""A running stand-in over the toy catalog, and calls to it as the engine makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.empty_pb2 import Empty

import lifeboat
from lifeboat.sandbox.provider.protocol import provider_pb2, provider_pb2_grpc
from lifeboat.sandbox.provider.wire import from_wire, to_wire
from lifeboat.sandbox.store import FILE_NAME, Store

ROOT = str(Path(lifeboat.__file__).parents[1])
TOYCLOUD = Path(__file__).with_name("toycloud.py")
sys.path.insert(0, str(TOYCLOUD.parent))

from toycloud import secrets_of  # noqa: E402


def urn(token: str, name: str) -> str:
    """A URN as the engine writes it for a resource of a component."""
    return f"urn:pulumi:dev::lifeboat::lifeboat:recovery:Network${token}::{name}"


@dataclass
class Client:
    """One stand-in process and the engine's side of its protocol."""

    process: subprocess.Popen[str]
    stub: provider_pb2_grpc.ResourceProviderStub

    def configure(self, **settings: Any) -> None:
        self.stub.Configure(provider_pb2.ConfigureRequest(args=to_wire({"region": "eu-west-1", **settings})))

    def check(self, token: str, name: str, news: dict[str, Any], olds: dict[str, Any] | None = None) -> dict[str, Any]:
        request = provider_pb2.CheckRequest(
            urn=urn(token, name), news=to_wire(news), olds=to_wire(olds or {}), randomSeed=b"seed"
        )
        return from_wire(self.stub.Check(request).inputs)

    def diff(
        self,
        token: str,
        old: dict[str, Any],
        new: dict[str, Any],
        ignore: tuple[str, ...] = (),
    ) -> Any:
        return self.stub.Diff(
            provider_pb2.DiffRequest(
                id="x",
                urn=urn(token, "one"),
                old_inputs=to_wire(old),
                olds=to_wire(old),
                news=to_wire(new),
                ignoreChanges=ignore,
            )
        )

    def create(self, token: str, name: str, properties: dict[str, Any], *, preview: bool = False) -> Any:
        request = provider_pb2.CreateRequest(urn=urn(token, name), properties=to_wire(properties), preview=preview)
        return self.stub.Create(request, timeout=20)

    def update(self, token: str, name: str, thing_id: str, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(
            id=thing_id, urn=urn(token, name), olds=to_wire(old), old_inputs=to_wire(old), news=to_wire(new)
        )
        return from_wire(self.stub.Update(request).properties)

    def delete(self, token: str, name: str, thing_id: str) -> None:
        self.stub.Delete(provider_pb2.DeleteRequest(id=thing_id, urn=urn(token, name)))

    def read(self, token: str, name: str, thing_id: str, olds: dict[str, Any], inputs: dict[str, Any]) -> Any:
        request = provider_pb2.ReadRequest(
            id=thing_id, urn=urn(token, name), properties=to_wire(olds), inputs=to_wire(inputs)
        )
        return self.stub.Read(request)

    def version(self) -> str:
        return str(self.stub.GetPluginInfo(Empty()).version)


def launched(directory: Path) -> Iterator[Client]:
    """One stand-in process over the toy catalog, ended afterwards."""
    environment = {**os.environ, "LIFEBOAT_SANDBOX_DIR": str(directory), "PYTHONPATH": ROOT}
    with subprocess.Popen(
        [sys.executable, str(TOYCLOUD)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            yield Client(process, provider_pb2_grpc.ResourceProviderStub(channel))
        process.kill()


@pytest.fixture(scope="session")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sandbox folder of this session; every test that asks for `store` finds it empty."""
    return tmp_path_factory.mktemp("sandbox")


@pytest.fixture
def store(directory: Path) -> Store:
    """The simulated clouds as the tools see them, empty at first."""
    opened = Store(directory / FILE_NAME, secrets_of)
    with opened.transaction() as world:
        world.connection.execute("DELETE FROM things")
        world.connection.execute("DELETE FROM faults")
        world.connection.execute("DELETE FROM sqlite_sequence")
    return opened


@pytest.fixture
def start(directory: Path, store: Store) -> Iterator[Callable[[], Client]]:
    """Starts stand-ins that share the clouds; all of them end with the test."""
    with ExitStack() as stack:

        def started() -> Client:
            client = stack.enter_context(contextmanager(launched)(directory))
            client.configure()
            return client

        yield started


@pytest.fixture(scope="session")
def shared(directory: Path) -> Iterator[Client]:
    """The one stand-in of all tests that do not end it."""
    yield from launched(directory)


@pytest.fixture
def client(shared: Client, store: Store) -> Client:
    """A stand-in with its settings at first and nothing in its clouds."""
    shared.configure()
    return shared
