"""Find a Pulumi CLI that fits the locked Python SDK, or build the pinned one."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lifeboat.toolchain import pins
from lifeboat.toolchain.build import build_toolchain, quiet_environment
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.progress import say
from lifeboat.toolchain.store import build_once

_HOST = "pulumi-language-python"


@dataclass(frozen=True)
class Pulumi:
    """A Pulumi CLI on this machine."""

    path: Path
    """The `pulumi` command."""
    version: pins.Version | None
    """None if it does not say."""
    language_host: Path | None
    """The `pulumi-language-python` that it starts."""
    origin: str
    """`PATH`, or `built` for the build of the present pins in the user's cache."""
    problem: str = ""
    """Why it cannot be used; empty if it can."""

    def __str__(self) -> str:
        return f"Pulumi {self.version} ({self.origin}): {self.path}; language host: {self.language_host}"


def path_pulumi() -> Pulumi | None:
    """The `pulumi` on PATH and whether it fits the locked SDK; None if there is none."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    path = Path(found)
    try:
        answer = subprocess.run(
            [path, "version"], capture_output=True, text=True, check=True, timeout=30, env=quiet_environment(), cwd="/"
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError) as error:
        return Pulumi(path, None, None, "PATH", f"it does not run: {error}")
    version, needed, host = pins.parse_version(answer), pins.cli_version(), _language_host(path)
    if version is None:
        problem = f"it does not say its version: {answer!r}"
    elif version < needed or version.major != needed.major:
        problem = f"it is {version}; the locked Python SDK goes with {needed} or a newer {needed.major}.x"
    elif host is None:
        problem = f"there is no {_HOST} with its {_HOST}-exec beside it"
    else:
        problem = ""
    return Pulumi(path, version, host, "PATH", problem)


def _language_host(cli: Path) -> Path | None:
    # The engine looks beside the file that a symbolic link ends at. It would look on PATH as well, but not in the
    # sandbox, whose plugins are its own (PULUMI_IGNORE_AMBIENT_PLUGINS).
    found = shutil.which(_HOST, path=str(cli.resolve().parent))
    if found is None or not (Path(found).resolve().parent / f"{_HOST}-exec").is_file():
        return None
    return Path(found)


def built_pulumi() -> Pulumi | None:
    """The build of the present pins in the user's cache; None if it has not been made.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    bin_folder = pins.build_folder() / "bin"
    if not bin_folder.is_dir():
        return None
    return Pulumi(bin_folder / "pulumi", pins.cli_version(), bin_folder / _HOST, "built")


def find_pulumi() -> Pulumi | None:
    """The Pulumi CLI to use: a suitable one on PATH, else the build in the user's cache. Builds nothing.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    found = path_pulumi()
    return found if found and not found.problem else built_pulumi()


def ensure_pulumi() -> Pulumi:
    """The Pulumi CLI to use, built first if there is none. A build takes minutes and says so on stderr.

    Raises:
        ToolchainError: it could not be built.
    """
    found = path_pulumi()
    if found and not found.problem:
        return found
    built = built_pulumi()
    if built is None:
        say(f"pulumi at {found.path} is not used: {found.problem}." if found else "No pulumi on PATH.")
        try:
            build_once(pins.build_folder(), build_toolchain, "building the Pulumi CLI")
        except OSError as error:
            raise ToolchainError(
                f"{pins.cache_root()} cannot be written: {error}. Name another: XDG_CACHE_HOME=/path make setup"
            ) from error
        built = built_pulumi()
    if built is None or not os.access(built.path, os.X_OK):
        folder = pins.build_folder()
        raise ToolchainError(f"{folder} holds no `bin/pulumi`. Remove the folder and run `make setup` again.")
    return built


def pulumi_bin_dir() -> Path:
    """The folder to put first on PATH, so that `pulumi` and its language host are the suitable ones.

    Builds them once per machine if need be, which takes minutes and says so on stderr.

    Raises:
        ToolchainError: they could not be built.
    """
    return ensure_pulumi().path.parent
