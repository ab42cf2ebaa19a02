"""What `lifeboat review` refuses before it does anything, each with exit code 2 and without a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeboat.commands.review import command
from lifeboat.exit_codes import ExitCode

ROOT = Path(__file__).parents[3]


def test_a_folder_that_is_not_there_is_told_before_the_preview_runs(tmp_path: Path) -> None:
    """A preview takes minutes; each file that could not be written is one message, and nothing is run or read."""
    files = [f"--{form}={tmp_path / form / 'review'}" for form in ("html", "markdown", "json", "save-plan")]
    result = CliRunner().invoke(command, ["--preview", str(tmp_path / "nothing"), *files])
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr.count("there is no folder") == len(files)
    assert "nothing" not in result.stderr


def test_a_comment_that_is_no_text_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody hands over the wrong file."""
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    monkeypatch.setenv("GITHUB_REPOSITORY", "example/landing-zone")
    binary = tmp_path / "review.md"
    binary.write_bytes(b"\x00\xff\xfe")
    result = CliRunner().invoke(command, ["comment", str(binary), "--pull-request", "3"])
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "is no text in UTF-8" in result.stderr
    assert "t0ken" not in result.output


@pytest.mark.parametrize("arguments", [["review"], ["policies", "explain"]], ids=" ".join)
def test_a_command_that_is_ended_takes_its_preview_along(tmp_path: Path, arguments: list[str]) -> None:
    """A cancelled job of CI must not leave `pulumi preview` running with the credentials of both clouds."""
    pulumi, said = tmp_path / "pulumi", tmp_path / "pid"
    pulumi.write_text(f'#!/bin/sh\necho $$ > "{said}.partial"; mv "{said}.partial" "{said}"\nexec sleep 60\n')
    pulumi.chmod(0o700)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    review = subprocess.Popen(
        [sys.executable, "-c", "from lifeboat.cli import main; main()", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path},
    )
    try:
        until = time.monotonic() + 60
        while not said.exists() and review.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        preview = int(said.read_text())
        review.terminate()
        assert review.wait(30) == 128 + signal.SIGTERM
        with pytest.raises(ProcessLookupError):
            os.kill(preview, 0)
    finally:
        review.kill()
