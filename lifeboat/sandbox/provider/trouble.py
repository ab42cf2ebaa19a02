"""Carries ordered faults out inside a stand-in."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from lifeboat.sandbox import faults
from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.faults import Fault, Kind, Method, Moment
from lifeboat.sandbox.store import Store

Answer = TypeVar("Answer")

_EXIT_DIED: Final = 1


class TimedOutError(CloudError):
    """A call that an ordered fault let time out."""


class Trouble:
    """Counts calls and does what the faults of the store say.

    Args:
        store: where the faults live.
        engine: process id of the Pulumi CLI that started this stand-in.
    """

    def __init__(self, store: Store, engine: int) -> None:
        self._store = store
        self._engine = engine
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Let every held call go on at once."""
        self._cancelled.set()

    def around(self, tokens: Sequence[str], method: Method, work: Callable[[], Answer]) -> Answer:
        """Do the work of one call with the trouble that was ordered for it.

        Args:
            tokens: the names under which a fault may mean the call.
            method: the kind of call.
            work: what the cloud does; its transaction is committed when it returns.

        Returns:
            What the work returned.

        Raises:
            CloudError: the work's own, or the ordered one.
        """
        fault = faults.count(self._store, tokens, method)
        if fault is None:
            return work()
        if fault.moment is Moment.BEFORE:
            self._strike(fault)
            return work()
        answer = work()
        self._strike(fault)
        return answer

    def _strike(self, fault: Fault) -> None:
        match fault.kind:
            case Kind.FAIL:
                raise CloudError(fault.code, f"ordered by fault {fault.number} of the sandbox (call {fault.seen})")
            case Kind.LATE:
                self._cancelled.wait(fault.seconds)
            case Kind.TIMEOUT:
                self._cancelled.wait(fault.seconds)
                message = f"no answer within {fault.seconds:g} s, ordered by fault {fault.number} of the sandbox"
                raise TimedOutError(fault.code, message)
            case Kind.KILL_ENGINE:
                if self._engine > 1:  # 1 would be init: the engine is gone already
                    os.kill(self._engine, signal.SIGKILL)
                os._exit(_EXIT_DIED)
            case Kind.DIE:
                os._exit(_EXIT_DIED)
