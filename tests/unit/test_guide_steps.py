"""Every step of the guides has an answer, and what an answer names exists."""

import re
from pathlib import Path

import click
import pytest
from pydantic import ValidationError

from lifeboat.cli import main
from lifeboat.guide_steps import PLACE, ROWS_FILE, STEPS_FILE, Guide, Row, page, problems, read_guides, read_rows
from lifeboat.outputs import OUTPUTS
from policies.rules import ALL

ROOT = Path(__file__).parents[2]
GUIDES = read_guides(ROOT / STEPS_FILE)
ROWS = read_rows(ROOT / ROWS_FILE)

ONE = Guide(guide=0, title="t", publisher="p", address="https://example.com", steps={"0/1": "do", "0/2": "do more"})
FIRST = Row(steps=["0/1"], manual="why")
BOTH = Row(steps=["0/1", "0/2"], manual="why")


def settings() -> set[str]:
    """Return every key of a stack file, from the page that is generated from the models."""
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    keys = set()
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        heading = re.match(r"`([^`]+)`", part)
        block = f"{heading[1].replace('[]', '')}." if heading else ""
        keys |= {f"{block}{key}" for key in re.findall(r"^\| `([a-z0-9_]+)` \|", part, flags=re.MULTILINE)}
    return keys


SETTINGS = settings()
POLICIES = {make_rule().id for make_rule in ALL}


def is_command(words: list[str]) -> bool:
    """Return whether `lifeboat` has this command, with these options."""
    command: click.Command | None = main
    for word in words:
        if word.startswith("--"):
            if command is None or not any(word in parameter.opts for parameter in command.params):
                return False
        else:
            if not isinstance(command, click.Group):
                return False
            command = command.get_command(click.Context(command), word)
    return command is not None


def is_file(name: str) -> bool:
    """Return whether a file exists, and defines the class that is named behind the colon."""
    file, _, symbol = name.partition(":")
    path = ROOT / file
    if not path.is_file():
        return False
    return not symbol or re.search(rf"^class {symbol}\b", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def exists(name: str) -> bool:
    """Return whether what a row names is there."""
    kind, *rest = name.split()
    if kind == "lifeboat":
        return is_command(rest)
    known = {"setting": SETTINGS, "output": {output.name for output in OUTPUTS}, "policy": POLICIES}
    return rest[0] in known[kind] if rest else is_file(name)


def test_every_step_has_one_row_and_every_row_is_of_a_step() -> None:
    """A missing, invented or doubled answer is named."""
    assert problems(GUIDES, ROWS) == []


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([FIRST], ["0/2 has no row: add it to rows.yaml"]),
        ([BOTH, Row(steps=["0/3"], manual="why")], ["0/3 has a row and is no step: add it to steps.yaml"]),
        ([BOTH, FIRST], ["0/1 has 2 rows: leave one"]),
        ([BOTH], []),
    ],
)
def test_what_does_not_match_is_found(rows: list[Row], found: list[str]) -> None:
    """A step without a row, a row without a step, a step with two rows; and nothing when all is well."""
    assert problems([ONE], rows) == found
    if found:
        with pytest.raises(ValueError, match=found[0]):
            page([ONE], rows)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "is silent"),
        ({"today": "it is newer"}, "is silent"),
        ({"does": "it"}, "not with what"),
        ({"manual": "why", "by": ["README.md"]}, "not with what"),
        ({"manual": "why", "awaits": ["lifeboat agent"]}, "says no `later`"),
        ({"not_needed": "why", "later": "it"}, "not needed and yet"),
    ],
)
def test_a_row_that_is_silent_or_contradicts_itself_is_refused(fields: dict[str, object], words: str) -> None:
    """No step is passed over without a word."""
    with pytest.raises(ValidationError, match=words):
        Row.model_validate({"steps": ["0/1"], **fields})


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.steps[0])
def test_what_a_row_names_exists(row: Row) -> None:
    """Component, command, setting, output, policy: each is there, and a thing that is done has more than settings."""
    assert [name for name in row.by if not exists(name)] == []
    if row.does:
        assert [name for name in row.by if not name.startswith(("setting ", "output "))]


@pytest.mark.parametrize("row", [row for row in ROWS if row.later], ids=lambda row: row.steps[0])
def test_what_a_row_awaits_is_not_there_yet(row: Row) -> None:
    """Fails when it has been built: say in rows.yaml what it does."""
    assert [name for name in row.awaits if exists(name)] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.steps[0])
def test_commands_in_sentences_are_real_or_awaited(row: Row) -> None:
    """A sentence names no command that is neither there nor awaited."""
    text = f"{row.does} {row.later} {row.meanwhile} {row.manual} {row.today}"
    named = re.findall(r"`(lifeboat [a-z -]+)`", text)
    assert [name for name in named if not exists(name) and name not in row.awaits] == []


@pytest.mark.parametrize(
    "name",
    [
        "lifeboat nothing",
        "lifeboat check --nothing",
        "lifeboat check more",
        "setting recovery.nothing",
        "output nothing",
        "policy nothing",
        "components/nothing.py",
        "components/landing_zone.py:Nothing",
    ],
)
def test_what_does_not_exist_is_found_out(name: str) -> None:
    """The look at names is not blind."""
    assert not exists(name)


def test_no_id_stands_twice_and_each_begins_with_its_guide() -> None:
    """YAML keeps the last of two equal keys in silence, so the lines are counted."""
    lines = re.findall(r"^    (\d+/[^:]+):", (ROOT / STEPS_FILE).read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert lines == [step for guide in GUIDES for step in guide.steps]
    assert all(step.startswith(f"{guide.guide}/") for guide in GUIDES for step in guide.steps)
    assert [guide.guide for guide in GUIDES] == [0, 1, 2, 3, 4]


def test_the_page_is_that_of_the_lists() -> None:
    """Stale? python -m lifeboat.guide_steps."""
    assert (ROOT / PLACE).read_text(encoding="utf-8") == page(GUIDES, ROWS)
