"""Running `pulumi preview` and reading its event log, which is never left behind."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from lifeboat.previews.events import CUT, read_events
from lifeboat.previews.model import Preview, ReadError
from lifeboat.previews.plan import planned_dependencies
from lifeboat.previews.steps import with_dependencies
from lifeboat.toolchain.progress import ended_in_order

_FLAG = {"PULUMI_DEBUG_COMMANDS": "1"}  # without it the CLI knows no --event-log
_QUOTED_LINES = 15
_INTERVAL_SECONDS = {True: 1.0, False: 30.0}
"""Between two lines of progress, on a terminal and in a log."""


class RunError(Exception):
    """The preview could not be run at all; the text quotes what the Pulumi CLI said."""


def run_preview(
    stack: str,
    policy_packs: Sequence[Path] = (),
    policy_configs: Sequence[Path | Mapping[str, Any]] = (),
    *,
    save_plan: Path | None = None,
    show_progress: bool = True,
) -> Preview:
    """Run a preview of a stack in the environment as it is, a sandbox or the real clouds, and return it.

    The event log holds secret outputs of the stack in clear. It is written to a file without a name, which nobody else
    can open and which is gone when this process ends, however it ends. What each property depends on comes from an
    update plan.

    Args:
        stack: the stack's name.
        policy_packs: folders of policy packs.
        policy_configs: for each pack, a file with its configuration, or the configuration.
        save_plan: where the update plan is left for `pulumi up --plan`, readable by its owner alone. A preview that
            failed has none.
        show_progress: whether to say on standard error how far it is.

    Raises:
        OSError: the plan cannot be written there.
        RunError: there is no Pulumi CLI, or it could not begin. A preview that fails on its way, or that a policy
            stops, is returned with `succeeded` False.
    """
    if shutil.which("pulumi") is None:
        raise RunError("there is no pulumi on PATH. `lifeboat doctor` says where one is.")
    with ended_in_order(), ExitStack() as files:
        log, plan, said = (files.enter_context(tempfile.TemporaryFile()) for _ in range(3))
        configs = [_config_file(config, files) for config in policy_configs]
        command = ["pulumi", "preview", "--non-interactive", "--stack", stack]
        command += ["--event-log", _name(log), "--save-plan", _name(plan)]
        command += [f"--policy-pack={pack}" for pack in policy_packs]
        command += [f"--policy-pack-config={_name(config)}" for config in configs]
        process = subprocess.Popen(
            command,
            env={**os.environ, **_FLAG},
            pass_fds=[file.fileno() for file in (log, plan, *configs)],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, log, show_progress=show_progress)
        finally:
            process.terminate()
            process.wait()
        if save_plan:
            _keep(plan, save_plan)
        return _read(log, plan, said)


def _keep(plan: IO[bytes], place: Path) -> None:
    plan.seek(0)
    content = plan.read()
    if content:
        place.unlink(missing_ok=True)
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as kept:  # noqa: PTH123
            kept.write(content)


def _name(file: IO[bytes]) -> str:
    """A name under which the command finds a file that has none."""
    return f"/dev/fd/{file.fileno()}"


def _config_file(config: Path | Mapping[str, Any], files: ExitStack) -> IO[bytes]:
    written = files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
    written.write(config.read_bytes() if isinstance(config, Path) else json.dumps(config).encode())
    written.flush()
    written.seek(0)
    return written


def _wait(process: subprocess.Popen[bytes], log: IO[bytes], *, show_progress: bool) -> None:
    """Wait for the end of the command, and say how many steps went by."""
    on_terminal = sys.stderr.isatty()
    interval = _INTERVAL_SECONDS[on_terminal]
    began = time.monotonic()
    place = steps = 0
    while True:
        over = _ended(process, interval)
        # With a place of its own, since the command may share ours.
        written = os.pread(log.fileno(), os.fstat(log.fileno()).st_size - place, place)
        place += len(written)
        steps += written.count(b'"resourcePreEvent":{')
        if show_progress:
            end = "\r" if on_terminal and not over else "\n"
            _tell(f"  {time.monotonic() - began:3.0f} s  Preview: {steps} steps{', done' if over else ''}", end)
        if over:
            return


def _ended(process: subprocess.Popen[bytes], patience_seconds: float) -> bool:
    try:
        process.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def _read(log: IO[bytes], plan: IO[bytes], said: IO[bytes]) -> Preview:
    log.seek(0)
    try:
        preview = read_events(log, "the preview's event log")
    except ReadError as error:
        raise RunError(str(error)) from error
    if not preview.steps and preview.messages == (CUT,):
        raise RunError(_tail(said))
    plan.seek(0)
    try:
        document = json.loads(plan.read())
    except ValueError:
        return preview  # the CLI saves no plan of a preview that failed
    wanted = planned_dependencies(document)
    return replace(preview, steps=tuple(with_dependencies(step, {}, wanted) for step in preview.steps))


def _tell(text: str, end: str) -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


def _tail(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return "\n".join(["pulumi preview could not begin:", *(f"    {line}" for line in lines[-_QUOTED_LINES:])])
