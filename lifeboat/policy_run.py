"""Runs policy packs over a stack's state with the Pulumi CLI: the engine is the only one that evaluates them."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifeboat.toolchain import pulumi_bin_dir
from lifeboat.toolchain.progress import ended_in_order
from lifeboat.verdicts.protocol import Conversation

_FOUND = "one or more mandatory policy violations were found"
_REFUSED = ("validating policy config", "parsing enforcement level")
_HIDDEN = "could not decrypt secrets"
_PATIENCE_SECONDS = 2.0
_INTERVAL_SECONDS = 10.0


class PolicyRunError(Exception):
    """The engine could not run the packs over the state; the message is what it said.

    Attributes:
        configuration: whether it refused a value in a pack's configuration, before anything was judged.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.configuration = any(words in message for words in _REFUSED)


@dataclass(frozen=True)
class PolicyRun:
    """What the engine and the packs said in one run.

    Attributes:
        events: the engine's events, as `pulumi policy analyze --json` prints them.
        conversation: what the packs told the engine.
        secrets_hidden: whether the CLI could not decrypt the state's secrets.
    """

    events: list[dict[str, Any]]
    conversation: Conversation
    secrets_hidden: bool

    @property
    def versions(self) -> dict[str, str]:
        """Name of each pack that took part, and its version."""
        summaries = [event["summaryEvent"] for event in self.events if "summaryEvent" in event]
        return dict(summaries[-1].get("PolicyPacks", {}))


def run_packs(
    state: Path, packs: Sequence[Path], configs: Sequence[Path], tell: Callable[[int, float], None]
) -> PolicyRun:
    """Run packs over a state. Nothing is written, and no cloud or backend is asked.

    Args:
        state: a file that `pulumi stack export` wrote.
        packs: folders of policy packs.
        configs: a configuration for each pack, in their order, or none at all.
        tell: called after 2 seconds and then every 10 with the number of resources that a pack has judged and the
            seconds that have passed.

    Raises:
        PolicyRunError: a pack does not load or breaks, or the state is not one that the engine can read.
        ToolchainError: there is no suitable Pulumi CLI and none can be built.
    """
    command = ["pulumi", "policy", "analyze", "--json", "--non-interactive", "--file", str(state)]
    command += [argument for pack in packs for argument in ("--policy-pack", str(pack))]
    command += [argument for config in configs for argument in ("--policy-pack-config", str(config))]
    path = f"{pulumi_bin_dir()}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = {**os.environ, "PATH": path, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    conversation = Conversation()
    with ended_in_order(), _heard(conversation.hear) as pipe:
        code, out, err = _finish(command, {**environment, "PULUMI_DEBUG_GRPC": str(pipe)}, conversation, tell)
    events = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if (code and _FOUND not in err) or not any("summaryEvent" in event for event in events):
        raise PolicyRunError((err or out).strip() or f"`pulumi policy analyze` ended with exit code {code}.")
    return PolicyRun(events, conversation, _HIDDEN in err)


def _finish(
    command: Sequence[str],
    environment: Mapping[str, str],
    conversation: Conversation,
    tell: Callable[[int, float], None],
) -> tuple[int, str, str]:
    started = time.monotonic()
    # No standard input: the engine would ask for a passphrase there.
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        patience = _PATIENCE_SECONDS
        while True:
            try:
                out, err = process.communicate(timeout=patience)
            except subprocess.TimeoutExpired:
                judged = max((told.asked for told in list(conversation.packs.values())), default=0)
                tell(judged, time.monotonic() - started)
                patience = _INTERVAL_SECONDS
            except BaseException:
                # It would wait for ever at the pipe, which nobody reads any more.
                process.send_signal(signal.SIGINT)
                raise
            else:
                return process.returncode, out, err


@contextmanager
def _heard(hear: Callable[[bytes], None]) -> Iterator[Path]:
    """A pipe in the place of the CLI's record, so that the secrets in it never come to rest on a disk."""
    with tempfile.TemporaryDirectory(prefix="lifeboat-") as folder:
        pipe = Path(folder) / "record"
        os.mkfifo(pipe, 0o600)
        # The CLI opens and closes it for each line. An end of our own keeps it open meanwhile, and ends it.
        reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        writing = os.open(pipe, os.O_WRONLY)
        os.set_blocking(reading, True)
        listener = threading.Thread(target=_listen, args=(reading, hear))
        listener.start()
        try:
            yield pipe
        finally:
            os.close(writing)
            listener.join()


def _listen(descriptor: int, hear: Callable[[bytes], None]) -> None:
    with os.fdopen(descriptor, "rb", buffering=1 << 20) as lines:
        for line in lines:
            hear(line)
