"""Serves one stand-in until its engine ends."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import grpc

from lifeboat.sandbox import catalogs
from lifeboat.sandbox.clouds.model import Catalog, Refusal
from lifeboat.sandbox.provider.protocol import provider_pb2_grpc
from lifeboat.sandbox.provider.servicer import Provider
from lifeboat.sandbox.provider.standin import Standin
from lifeboat.sandbox.provider.trouble import Trouble
from lifeboat.sandbox.store import FILE_NAME, Store

_MESSAGE_BYTES: Final = 400 * 1024 * 1024
"""The engine's own limit (pulumi/sdk, go/common/util/rpcutil)."""

_PARALLEL_CALLS: Final = 32

_PARENT_CHECK_SECONDS: Final = 0.5


def serve(catalog: Catalog, refusals: Iterable[Refusal], directory: Path) -> None:
    """Serve on a free port of this machine, print it for the engine, and stay until the engine ends.

    Args:
        catalog: the types and functions to stand in for.
        refusals: the table of refusals.
        directory: the sandbox's folder, which holds the store.
    """
    engine = os.getppid()

    def secrets_of(token: str) -> frozenset[str]:
        kind = catalog.types.get(token)
        return catalogs.secret_names(kind) if kind else frozenset()

    store = Store(directory / FILE_NAME, secrets_of)
    options = [("grpc.max_receive_message_length", _MESSAGE_BYTES), ("grpc.max_send_message_length", _MESSAGE_BYTES)]
    server = grpc.server(ThreadPoolExecutor(_PARALLEL_CALLS), options=options)
    provider = Provider(Standin(catalog, refusals, store), Trouble(store, engine))
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    signal.signal(signal.SIGINT, _end)  # how the engine ends a plugin
    signal.signal(signal.SIGTERM, _end)
    threading.Thread(target=_follow, args=(engine,), daemon=True).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def _end(_number: int, _frame: object) -> None:
    os._exit(0)


def _follow(parent: int) -> None:
    """End with the engine: one that was killed cannot tell its plugins to stop."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os._exit(0)
