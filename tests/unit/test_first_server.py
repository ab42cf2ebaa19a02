"""docs/first-server.md: its commands exist, its files are there, and what it tells to paste is right."""

import re
import shlex
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from lifeboat.cli import main
from lifeboat.stacks import load_settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "first-server.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "first-server" / "Pulumi.first-server.yaml"
BLOCKS = re.findall(r"^```(sh|yaml)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
LINES = [line for kind, text in BLOCKS if kind == "sh" for line in text.replace("\\\n", "").splitlines()]
COMMANDS = [line for line in LINES if line.startswith("lifeboat ")]
PASTED = [yaml.safe_load(text) for kind, text in BLOCKS if kind == "yaml"]


def unknown(line: str) -> list[str]:
    """Return the words of a command line that `lifeboat` does not know: subcommands and options."""
    command: click.Command = main
    found = []
    for word in shlex.split(re.sub(r" (--|>) .*", "", line))[1:]:
        if isinstance(command, click.Group) and not word.startswith("-"):
            below = command.get_command(click.Context(command), word)
            if below is None and not command.invoke_without_command:
                found.append(word)
            command = below or command
        elif word.startswith("--") and not any(word in parameter.opts for parameter in command.params):
            found.append(word)
    return found


def pasted(block: dict[str, Any]) -> dict[str, Any]:
    """Return the example's settings with a block of the page laid over them, as a person would type it in."""

    def laid_over(below: Any, above: Any) -> Any:
        if not isinstance(below, dict) or not isinstance(above, dict) or "mode" in above:
            return above
        return below | {key: laid_over(below.get(key), value) for key, value in above.items()}

    document = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    merged: dict[str, Any] = laid_over(document["config"], block)
    return {"config": merged}


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists(line: str) -> None:
    """Subcommands and options, without running them."""
    assert unknown(line) == []


def test_what_does_not_exist_is_found_out() -> None:
    """The look at commands is not blind."""
    assert unknown("lifeboat check --nothing --stack dev") == ["--nothing"]
    assert unknown("lifeboat nothing --stack dev") == ["nothing", "--stack", "dev"]


def test_every_file_that_a_command_names_is_there() -> None:
    """Files of the repository, not those that commands make."""
    named = {word for line in LINES for word in line.split() if word.startswith("examples/")}
    assert named
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("block", PASTED, ids=lambda block: next(iter(block)))
def test_what_is_pasted_is_right(tmp_path: Path, block: dict[str, Any]) -> None:
    """Each block is right in the example's place, and changes it."""
    file = tmp_path / "Pulumi.first-server.yaml"
    file.write_text(yaml.safe_dump(pasted(block)), encoding="utf-8")
    assert load_settings(file) != load_settings(EXAMPLE)
