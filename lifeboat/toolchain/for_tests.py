"""`python -m lifeboat.toolchain.for_tests`: what `make test` needs beyond Python packages.

A browser, which is the distribution's, since no package registry carries one that is kept up to date; and a linter of
workflows, built from its Go module like the Pulumi CLI.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Final

from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain import pins
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.golang import build_environment, go_command
from lifeboat.toolchain.progress import run_step, say
from lifeboat.toolchain.store import build_once, exclusive

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Names under which distributions have Chromium, or a browser made of it, on PATH."""

_BY_HAND: Final = (
    "Install your distribution's Chromium (Debian, Ubuntu: `apt-get install chromium`) and run `make test` again."
)
_LINTER: Final = "github.com/rhysd/actionlint/cmd/actionlint"


def browser() -> Path | None:
    """Return the browser on PATH, or None."""
    return next((Path(found) for name in BROWSERS if (found := shutil.which(name))), None)


def ensure_browser() -> Path:
    """Return the browser; on Debian and Ubuntu the distribution's package is installed where there is none.

    Raises:
        ToolchainError: there is none and it cannot be installed; the message says what to install.
    """
    found = browser()
    if found is not None:
        return found
    if shutil.which("apt-get") is None:
        raise ToolchainError(f"The tests look at the review's page in Chromium, and there is none on PATH. {_BY_HAND}")
    root = pins.cache_root()
    root.mkdir(parents=True, exist_ok=True)
    with exclusive(root / "browser.lock", "installing Chromium"):
        found = browser()
        if found is None:
            _install(root / "browser.log")
            found = browser()
    if found is None:
        raise ToolchainError(f"apt-get installed Chromium, but none of {', '.join(BROWSERS)} is on PATH. {_BY_HAND}")
    return found


def _install(log: Path) -> None:
    say("No Chromium on PATH: installing the distribution's package (about a minute, once per machine).")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run_step("Read the lists of packages", ["apt-get", "update"], log, cwd=pins.ROOT, env=environment)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        run_step("Install Chromium", install, log, cwd=pins.ROOT, env=environment)
    except ToolchainError as error:
        raise ToolchainError(f"{error}\n{_BY_HAND}") from error


def linter_folder() -> Path:
    """Return where the build of the pinned actionlint belongs.

    Raises:
        ToolchainError: `tools/` is missing, as in a wheel.
    """
    version, digest = pins.pinned_tool("actionlint", r"^\s*github\.com/rhysd/actionlint v(\S+)")
    return pins.cache_root() / "-".join([f"actionlint-{version}", digest, *pins.go_platform()])


def ensure_linter() -> Path:
    """Return actionlint, built once a machine.

    Raises:
        ToolchainError: no Go can be had, or the build failed; the message names the log.
    """
    folder = linter_folder()
    return build_once(folder, _build, "building actionlint") / "actionlint"


def _build(partial: Path) -> None:
    command: list[str | Path] = [go_command(), "build", "-trimpath", "-ldflags", "-s -w", "-o", partial / "actionlint"]
    log = pins.cache_root() / "actionlint.log"
    run_step("Build actionlint", [*command, _LINTER], log, cwd=pins.TOOLS / "actionlint", env=build_environment())


def main() -> int:
    """Make sure of both; returns the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        say(f"For the tests: {ensure_browser()}, {ensure_linter()}")
    except ToolchainError as error:
        say(f"error: {error}")
        return ExitCode.FAILED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
