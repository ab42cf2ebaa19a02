"""`python -m lifeboat.toolchain.venv`: bring `.venv` to what the lock files say.

Runs with a bare Python, before anything is installed. An interrupted run is noticed and made good by the next one.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.pins import ROOT
from lifeboat.toolchain.progress import run_step, say
from lifeboat.toolchain.store import exclusive

INPUTS = ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "tools/uv.txt")
"""What decides the content of `.venv`, relative to the checkout."""


def prepare_venv(root: Path = ROOT) -> None:
    """Install the locked packages and Lifeboat itself, editable, into `root/.venv`.

    Writes `.venv/.ready` last, with the digest of what was installed: the stamp that `make` looks at.

    Raises:
        ToolchainError: a step failed; the message quotes its log.
    """
    venv = root / ".venv"
    ready, unfinished = venv / ".ready", venv / ".unfinished"
    # The lock is taken on a file that is there anyway, so that no lock file lies about in the checkout.
    with exclusive(root / "pyproject.toml", "setting up .venv"):
        digest = hashlib.sha256(b"\0".join((root / name).read_bytes() for name in INPUTS)).hexdigest()
        if not unfinished.exists() and ready.is_file() and ready.read_text(encoding="utf-8") == digest:
            ready.touch()
            return
        log = root / ".sandbox" / "setup.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text("", encoding="utf-8")
        say(f"Setting up {venv}: half a minute to two minutes, most of it download (log: {log})")
        if unfinished.exists() or not _is_sound(venv):
            command: list[str | Path] = [sys.executable, "-m", "venv", "--clear", venv]
            run_step("Make the virtual environment", command, log, cwd=root)
        unfinished.touch()
        _install(root, venv, log)
        ready.write_text(digest, encoding="utf-8")
        unfinished.unlink()


def _is_sound(venv: Path) -> bool:
    """Whether the environment's own Python starts, is new enough and has pip, which the engine asks for packages."""
    try:
        probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
        return subprocess.run([venv / "bin" / "python", "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _install(root: Path, venv: Path, log: Path) -> None:
    python, uv = venv / "bin" / "python", venv / "bin" / "uv"
    environment = os.environ | {"VIRTUAL_ENV": str(venv), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    locked = ["--require-hashes", "-r", "requirements.txt", "-r", "requirements-dev.txt"]
    editable = ["--no-deps", "--no-build-isolation", "--editable", "."]
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet"]
    run_step("Install uv", [*pip, "--require-hashes", "-r", "tools/uv.txt"], log, cwd=root, env=environment)
    try:
        run_step("Install the locked packages", [uv, "pip", "install", *locked], log, cwd=root, env=environment)
    except ToolchainError as error:
        # An index, proxy or certificate that is configured for pip alone is unknown to uv.
        say(f"{error}\nTrying pip instead of uv, which takes longer.")
        run_step("Install the locked packages with pip", [*pip, *locked], log, cwd=root, env=environment)
    run_step("Install Lifeboat itself", [*pip, *editable], log, cwd=root, env=environment)


def main() -> int:
    """Set up `.venv` of this checkout; returns the exit code."""
    try:
        prepare_venv()
    except ToolchainError as error:
        say(f"error: {error}\nRun `make setup` again once the cause is mended; it goes on where it must.")
        return ExitCode.FAILED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
