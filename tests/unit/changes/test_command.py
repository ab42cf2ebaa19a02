"""`lifeboat check --against`: where the state comes from, what is printed, how it ends."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from lifeboat import cli
from lifeboat.exit_codes import ExitCode
from tests.unit.changes.stacks import blueprint_of, exported
from tests.unit.settings.raw import CREATED, changed


@pytest.fixture
def stack_file(tmp_path: Path) -> Path:
    """A stack file with four tunnels."""
    settings = changed(CREATED, {"recovery.account_id": "111122223333"})
    path = tmp_path / "Pulumi.dev.yaml"
    config = {f"lifeboat:{key}": value for key, value in settings.items()}
    path.write_text(yaml.safe_dump({"config": config}), encoding="utf-8")
    return path


def check(stack_file: Path, against: Path | str, *more: str) -> Result:
    return CliRunner().invoke(cli.main, ["check", "--file", str(stack_file), "--against", str(against), *more])


@pytest.fixture
def two_tunnels(tmp_path: Path) -> Path:
    """The exported state of a stack with two tunnels."""
    path = tmp_path / "state.json"
    path.write_text(json.dumps(exported(blueprint_of(topology="dual-tunnel"))), encoding="utf-8")
    return path


def test_replacements_are_no_failure(stack_file: Path, two_tunnels: Path) -> None:
    """Exit code 0: the file is right, and a person decides."""
    done = check(stack_file, two_tunnels)
    assert done.exit_code == ExitCode.OK
    assert ": right." in done.output
    assert "NO TUNNEL STAYS UP" in done.output


def test_json_is_nothing_but_json(stack_file: Path, two_tunnels: Path) -> None:
    """So that a program can read standard output as it is."""
    assert json.loads(check(stack_file, two_tunnels, "--json").stdout)["no_tunnel_up"] is True


def test_json_without_against_has_nothing_to_print(stack_file: Path) -> None:
    """A usage error that names the other option."""
    done = CliRunner().invoke(cli.main, ["check", "--file", str(stack_file), "--json"])
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "--against" in done.output


@pytest.mark.parametrize("content", [None, "no json", "[]", '{"checkpoint": 1}'])
def test_a_file_that_is_no_state_is_one_message(stack_file: Path, tmp_path: Path, content: str | None) -> None:
    """Missing, no JSON, or JSON of something else: bad input, without a traceback."""
    path = tmp_path / "other.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    done = check(stack_file, path)
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "pulumi stack export" in done.stderr
    assert str(path) in done.stderr


def test_without_the_pulumi_cli_a_stack_cannot_be_read(stack_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message that says where to get it."""
    monkeypatch.setenv("PATH", "")
    done = check(stack_file, "dev")
    assert done.exit_code == ExitCode.FAILED
    assert "lifeboat doctor" in done.stderr


def test_what_pulumi_says_is_passed_on(stack_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown stack, a locked backend: its own words, and exit code 1."""
    pulumi = tmp_path / "pulumi"
    pulumi.write_text('#!/bin/sh\necho "error: no stack named $4 found" >&2\nexit 255\n', encoding="utf-8")
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    done = check(stack_file, "nowhere")
    assert done.exit_code == ExitCode.FAILED
    assert "error: no stack named nowhere found" in done.stderr


def test_a_wrong_stack_file_is_refused_before_the_state_is_read(tmp_path: Path) -> None:
    """The problems are those of `lifeboat check`."""
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config: {}\n", encoding="utf-8")
    done = check(path, "nowhere.json")
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "nowhere.json" not in done.output
