"""Files that are no stack's state are told from those that are, each in words that say what to do."""

import json
from pathlib import Path

import pytest

from lifeboat.verdicts.state_file import StateFileError, read_state

URN = "urn:pulumi:dev::harbor::pulumi:pulumi:Stack::harbor-dev"


def test_an_export_says_whose_it_is(tmp_path: Path) -> None:
    """From its first resource, which is the stack itself."""
    file = tmp_path / "state.json"
    file.write_text(
        json.dumps({"version": 3, "deployment": {"resources": [{"urn": URN, "type": "pulumi:pulumi:Stack"}]}})
    )
    read = read_state(file)
    assert (read.stack, read.project, read.resources) == ("dev", "harbor", 1)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no JSON"),
        ("\x00\xff", "no JSON"),
        ("[]", "holds [] where"),
        ('{"version": 3, "checkpoint": {"latest": {}}}', "is a checkpoint"),
        ('{"version": 3}', "has no `deployment`"),
        ('{"deployment": 3}', "no list of resources"),
        ('{"deployment": {"resources": {"a": 1}}}', "no list of resources"),
        ('{"deployment": {"resources": []}}', "nothing to judge"),
        ('{"deployment": {}}', "nothing to judge"),
        ('{"deployment": {"resources": [{"type": "a:b:C"}]}}', "resources[0].urn must be a resource's URN; found null"),
        ('{"deployment": {"resources": ["x"]}}', "resources[0].urn"),
        ('{"deployment": {"resources": [{"urn": "urn:pulumi:x::y", "type": "a:b:C"}]}}', "resources[0].urn"),
        (f'{{"deployment": {{"resources": [{{"urn": "{URN}"}}]}}}}', "resources[0].type"),
    ],
)
def test_anything_else_is_refused_and_named(tmp_path: Path, content: str, said: str) -> None:
    """The message begins with the file, so that it can be found."""
    file = tmp_path / "state.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(StateFileError) as refused:
        read_state(file)
    (problem,) = refused.value.problems
    assert problem.startswith(f"{file}: ")
    assert said in problem


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """With the command that writes one."""
    with pytest.raises(StateFileError, match="pulumi stack export"):
        read_state(tmp_path / "none.json")


def test_all_problems_are_told_at_once_but_not_ten_thousand(tmp_path: Path) -> None:
    """A wrong file is wrong everywhere."""
    file = tmp_path / "state.json"
    file.write_text(json.dumps({"deployment": {"resources": [{}] * 10_000}}))
    with pytest.raises(StateFileError) as refused:
        read_state(file)
    assert len(refused.value.problems) == 21
    assert "9980 more" in refused.value.problems[-1]
