"""What `tools/` pins: versions, sources, and the name under which a build of them is kept."""

import hashlib
import os
import platform
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lifeboat.toolchain.errors import ToolchainError

ROOT = Path(__file__).resolve().parents[2]
"""The checkout."""

TOOLS = ROOT / "tools"
CLI_MODULE = "github.com/pulumi/pulumi/pkg/v3"
SDK_MODULE = "github.com/pulumi/pulumi/sdk/v3"
VERSION_VARIABLE = f"{SDK_MODULE}/go/common/version.Version"
BUILD_FLAGS = ("-trimpath", "-tags", "osusergo,grpcnotrace")

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class Version(NamedTuple):
    """A release number; pre-releases count as their release."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return ".".join(map(str, self))


def parse_version(text: str) -> Version | None:
    """The first `1.2` or `1.2.3` in a text such as `v3.259.0` or `go1.26.8`; None if there is none."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return Version(*(int(part or 0) for part in found.groups())) if found else None


def _pinned(module: str, pattern: str) -> Version:
    path = TOOLS / module / "go.mod"
    try:
        found = re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE)
    except FileNotFoundError as error:
        raise ToolchainError(
            f"{path} does not exist. Lifeboat runs from a checkout: clone the repository and use `make setup` there."
        ) from error
    version = parse_version(found[1]) if found else None
    if version is None:
        raise ToolchainError(f"{path} does not match {pattern!r}. Restore the file from version control.")
    return version


@cache
def cli_version() -> Version:
    """The Pulumi CLI that `tools/cli` pins, which is also the oldest one that the locked Python SDK is used with.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    return _pinned("cli", rf"^\s*{re.escape(CLI_MODULE)} v(\S+)")


def go_version() -> Version:
    """The oldest Go that compiles every module.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    return max(_pinned(module, r"^go (\S+)$") for module in ("cli", "langhost", "actionlint"))


def go_platform() -> tuple[str, str]:
    """This machine as Go calls it: GOOS and GOARCH."""
    machine = platform.machine().lower()
    return platform.system().lower(), _MACHINES.get(machine, machine)


def cache_root() -> Path:
    """The folder that every checkout of this user shares: `lifeboat/toolchain` in the XDG cache folder."""
    configured = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG specification says that a relative path is to be ignored.
    base = Path(configured) if configured.startswith("/") else Path.home() / ".cache"
    return base / "lifeboat" / "toolchain"


def build_folder() -> Path:
    """Where the build of the present pins belongs. Another pin, flag or platform has another name.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    version = cli_version()
    return cache_root() / "-".join([f"pulumi-{version}", _digest("cli", "langhost"), *go_platform()])


def pinned_tool(module: str, pattern: str) -> tuple[Version, str]:
    """Version of a tool and a digest of everything that pins it, for the name of the folder of its build.

    Args:
        module: folder under `tools/`.
        pattern: finds the version in its `go.mod`.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    return _pinned(module, pattern), _digest(module)


def _digest(*modules: str) -> str:
    digest = hashlib.sha256(repr(BUILD_FLAGS).encode())
    for module in modules:
        for name in ("go.mod", "go.sum"):
            digest.update((TOOLS / module / name).read_bytes())
    return digest.hexdigest()[:12]
