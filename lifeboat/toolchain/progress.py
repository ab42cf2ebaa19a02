"""Long steps that say what they are doing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from lifeboat.toolchain.errors import ToolchainError

_TERMINAL_INTERVAL_SECONDS = 1.0
_LOG_INTERVAL_SECONDS = 30.0
_QUOTED_LINES = 15


def say(sentence: str) -> None:
    """Tell the user something at once, on stderr: stdout belongs to the command's result."""
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201


def run_step(
    label: str, command: Sequence[str | Path], log: Path, *, cwd: Path, env: Mapping[str, str] | None = None
) -> None:
    """Run one long command with its output in a log file and its progress on stderr.

    Args:
        label: what the step does, in a few words.
        command: program and arguments.
        log: file that the command's output is appended to.
        cwd: folder that the command runs in.
        env: its whole environment; None hands ours on.

    Raises:
        ToolchainError: the command failed or could not be started; the message quotes the end of the log.
    """
    arguments = [str(part) for part in command]
    started = time.monotonic()
    with log.open("a", encoding="utf-8") as output:
        output.write(f"$ {' '.join(arguments)}\n")
        output.flush()
        try:
            process = subprocess.Popen(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=cwd, env=env
            )
        except OSError as error:
            raise ToolchainError(f"{label}: cannot start {arguments[0]}: {error}.") from error
        try:
            _watch(process, label, log, started)
        finally:
            _end(process)
    elapsed = time.monotonic() - started
    if process.returncode != 0:
        raise ToolchainError(
            f"{label} failed with exit code {process.returncode} after {elapsed:.0f} s. The end of {log}:\n"
            + "\n".join(f"    {line}" for line in _tail(log))
        )
    say(f"  {_clock(elapsed)}  {label}: done")


def _watch(process: subprocess.Popen[bytes], label: str, log: Path, started: float) -> None:
    terminal = sys.stderr.isatty()
    interval = _TERMINAL_INTERVAL_SECONDS if terminal else _LOG_INTERVAL_SECONDS
    while True:
        try:
            process.wait(interval)
        except subprocess.TimeoutExpired:
            line = f"  {_clock(time.monotonic() - started)}  {label} ... {_tail(log)[-1].strip()}"
            if terminal:
                width = shutil.get_terminal_size().columns - 1
                sys.stderr.write(f"\r\x1b[K{line[:width]}")
                sys.stderr.flush()
            else:
                say(line)
        else:
            break
    if terminal:
        sys.stderr.write("\r\x1b[K")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a command that we were interrupted in, so that it does not go on without us."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _tail(log: Path) -> list[str]:
    """The last lines of a log that may be written to meanwhile; at least one, maybe empty."""
    with log.open("rb") as source:
        source.seek(max(0, source.seek(0, os.SEEK_END) - 8192))
        lines = source.read().decode(errors="replace").splitlines()
    return lines[-_QUOTED_LINES:] or [""]


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


@contextmanager
def ended_in_order() -> Iterator[None]:
    """A request to end, as a build server sends one, ends what was started and clears up, as Ctrl-C does.

    By default Python ends at once and leaves commands that it started running.
    """
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
