"""The `lifeboat` command: its table, its laziness and its exit codes."""

import subprocess
import sys
from types import SimpleNamespace

import click
import pytest
from click.testing import CliRunner

from lifeboat import cli
from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain import ToolchainError


@pytest.fixture
def failing(monkeypatch):
    """Let `lifeboat doctor` raise what the test hands over."""

    def install(error):
        @click.command("doctor")
        def command():
            raise error

        monkeypatch.setattr(cli, "import_module", lambda name: SimpleNamespace(command=command))

    return install


def test_the_numbers_of_the_exit_codes_never_change():
    assert {code.name: int(code) for code in ExitCode} == {"OK": 0, "FAILED": 1, "BAD_INPUT": 2}


def test_help_lists_every_subcommand_and_imports_none():
    script = "import sys; from lifeboat.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    unwrapped = " ".join(output.split())
    for name, sentence in cli.COMMANDS.items():
        assert f"  {name} " in output
        assert sentence in unwrapped
        assert f"lifeboat.commands.{name}" not in output
    for heavy in ("pulumi", "pydantic", "botocore", "yaml", "grpc"):
        assert heavy not in output.split()


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_listed_subcommand_exists_and_shows_its_help(name):
    result = CliRunner().invoke(cli.main, [name, "--help"])
    assert result.exit_code == ExitCode.OK
    assert f"main {name}" in result.output


@pytest.mark.parametrize("arguments", [["nonsense"], ["doctor", "--nonsense"], ["--nonsense"]])
def test_wrong_arguments_end_with_bad_input(arguments):
    assert CliRunner().invoke(cli.main, arguments).exit_code == ExitCode.BAD_INPUT


def test_a_machine_that_cannot_be_set_up_is_a_message_and_failed(failing):
    failing(ToolchainError("no Go, and no network"))
    result = CliRunner().invoke(cli.main, ["doctor"])
    assert result.exit_code == ExitCode.FAILED
    assert "no Go, and no network" in result.output
    assert "Traceback" not in result.output


def test_an_unexpected_exception_is_not_swallowed(failing):
    failing(ZeroDivisionError("a bug"))
    result = CliRunner().invoke(cli.main, ["doctor"])
    assert isinstance(result.exception, ZeroDivisionError)
