"""What a killed Pulumi CLI leaves behind in a sandbox: processes, and files it was writing.

Stand-ins end by themselves within a second. The language host, the program and the policy packs do not; they hold no
lock and do no harm but stay for a long time.

The file backend replaces a stack's file in one step, but writes the attributes beside it (content type and checksum,
`<file>.attrs`) in place. A kill in that moment leaves them half written, and from then on every command on the stack
fails with "failed to load checkpoint: EOF". Missing attributes are none to it. Source: gocloud.dev/blob/fileblob,
`setAttrs` and `getAttrs`; Pulumi uses it for `file://` backends only.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lifeboat.sandbox.place import DIRECTORY_VARIABLE, Place

_PROC: Final = Path("/proc")
_ENGINE: Final = "pulumi"
_STAND_IN: Final = "lifeboat.sandbox.provider"
_HELPERS: Final = ("pulumi-language-python", "pulumi-language-python-exec", "pulumi.policy", _STAND_IN)
_GRACE_SECONDS: Final = 3.0
_POLL_SECONDS: Final = 0.1


class StillRunningError(Exception):
    """A Pulumi command is at work in this sandbox, so there is nothing to recover from yet."""


@dataclass(frozen=True)
class Process:
    """A running process.

    Attributes:
        number: its process id.
        command: its arguments.
    """

    number: int
    command: tuple[str, ...]

    @property
    def is_engine(self) -> bool:
        """Whether it is the Pulumi CLI."""
        return bool(self.command) and Path(self.command[0]).name == _ENGINE

    @property
    def helper(self) -> str:
        """What a Pulumi CLI started it for, such as `pulumi-language-python`; "" for anything else."""
        return next((name for name in map(_base_name, self.command) if name in _HELPERS), "")


def _base_name(word: str) -> str:
    return Path(word).name


def end(place: Place) -> list[Process]:
    """Wait for what a killed engine left behind, and end what does not go by itself.

    On systems without /proc this only waits: the operating system says there nothing about other processes'
    environment.

    Args:
        place: the sandbox. Only processes started in its environment are looked at.

    Returns:
        The processes that had to be ended.

    Raises:
        StillRunningError: the Pulumi CLI itself is still at work.
    """
    if not _PROC.is_dir():
        time.sleep(_GRACE_SECONDS)
        return []
    engines = [process for process in _of(place) if process.is_engine]
    if engines:
        numbers = ", ".join(str(process.number) for process in engines)
        raise StillRunningError(
            f"a pulumi command is still running in {place.directory} (process {numbers}); let it end"
        )
    deadline = time.monotonic() + _GRACE_SECONDS
    while any(process.helper == _STAND_IN for process in _of(place)) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)  # a call under way may still end well
    left = [process for process in _of(place) if process.helper]
    for process in left:
        _kill(process)
    return left


def mend(place: Place) -> list[Path]:
    """Remove what a killed engine had only half written in the file backend.

    Only to be called when no engine is at work (`end` makes sure of that).

    Args:
        place: the sandbox.

    Returns:
        The files that were removed.
    """
    broken = [path for path in place.state.rglob("*.attrs") if not _is_whole(path)]
    unused = list(place.state.rglob("*.tmp"))  # whole or not: the backend renames a file that it has finished
    for path in (*broken, *unused):
        path.unlink()
    return [*broken, *unused]


def _is_whole(path: Path) -> bool:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        return False
    return True


def _of(place: Place) -> Iterator[Process]:
    wanted = f"{DIRECTORY_VARIABLE}={place.directory}"
    for folder in _PROC.iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or somebody else's
            continue
        if os.fsencode(wanted) in variables:
            yield Process(int(folder.name), tuple(os.fsdecode(word) for word in command if word))


def _kill(process: Process) -> None:
    try:
        os.kill(process.number, signal.SIGKILL)
    except ProcessLookupError:  # it went by itself at last
        return
