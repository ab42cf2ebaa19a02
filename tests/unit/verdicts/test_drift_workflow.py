"""The example workflow asks for nothing it does not need, and runs commands that exist."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from lifeboat import cli
from lifeboat.toolchain import pins

FILE = Path(__file__).parents[3] / "examples" / "ci" / "policy-drift.yml"
TEXT = FILE.read_text(encoding="utf-8")
WORKFLOW: dict[str, Any] = yaml.safe_load(TEXT)
(JOB,) = WORKFLOW["jobs"].values()


def lifeboat_lines() -> list[list[str]]:
    """The arguments of each `lifeboat` command."""
    runs = [step["run"] for step in JOB["steps"] if "run" in step]
    lines = [shlex.split(run.replace("$STACK", JOB["env"]["STACK"]).partition(" > ")[0]) for run in runs]
    return [line[1:] for line in lines if line[0].endswith("/lifeboat")]


def test_every_action_is_pinned_by_a_commit_and_says_its_version() -> None:
    """A tag can be moved to other code."""
    uses = re.findall(r"uses: (.*)", TEXT)
    assert len(uses) == sum("uses" in step for step in JOB["steps"])
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each) for each in uses)


def test_it_has_the_least_rights_and_no_stored_key() -> None:
    """Nothing for the workflow, three rights for the job, and no secret of the repository."""
    assert WORKFLOW["permissions"] == {}
    assert JOB["permissions"] == {"contents": "read", "id-token": "write", "security-events": "write"}
    assert "secrets." not in TEXT
    assert "ACCESS_KEY" not in TEXT


def test_it_installs_the_cli_that_the_sdk_goes_with() -> None:
    """`make setup` would otherwise build that one."""
    (version,) = [step["with"]["pulumi-version"] for step in JOB["steps"] if "pulumi-version" in step.get("with", {})]
    assert pins.parse_version(version) == pins.cli_version()


@pytest.mark.parametrize("arguments", lifeboat_lines(), ids=lambda arguments: " ".join(arguments[:2]))
def test_its_commands_have_the_options_that_it_gives_them(arguments: list[str]) -> None:
    """Parsed as the command line would be, without running anything."""
    group, verb, *options = arguments
    command = cli.main.get_command(click.Context(cli.main), group)
    assert isinstance(command, click.Group)
    with command.commands[verb].make_context(verb, options) as context:
        assert context.params


def test_it_runs_both_commands_of_the_check() -> None:
    """So that the test above has something to parse."""
    assert [line[:2] for line in lifeboat_lines()] == [["policies", "config"], ["policies", "check"]]
