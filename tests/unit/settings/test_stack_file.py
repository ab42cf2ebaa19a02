"""Raw settings come out of a stack file and out of a running program alike; a bad file is a message."""

import json
from pathlib import Path

import pytest
import yaml

from lifeboat.settings import Settings, SettingsError, read_program_config, read_stack_file


def write(folder: Path, text: str) -> Path:
    """Write a stack file."""
    path = folder / "Pulumi.dev.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_keys_of_the_project_are_read_and_others_left_alone(tmp_path: Path) -> None:
    """The prefix goes, keys of other projects are not ours, encrypted values stay as they are."""
    text = 'config:\n  lifeboat:name: harbor\n  aws:region: eu-west-1\n  lifeboat:tags: {a: {secure: "v1:x"}}\n'
    assert read_stack_file(write(tmp_path, text)) == {"name": "harbor", "tags": {"a": {"secure": "v1:x"}}}


def test_the_engine_hands_over_the_same_settings() -> None:
    """Blocks arrive as JSON, text as it is, even text that only looks like JSON."""
    handed = {"lifeboat:name": "4711", "lifeboat:tags": '{"a": "1"}', "lifeboat:odd": "[x", "aws:region": "eu-west-1"}
    assert read_program_config({"PULUMI_CONFIG": json.dumps(handed)}) == {
        "name": "4711",
        "tags": {"a": "1"},
        "odd": "[x",
    }
    assert read_program_config({}) == {}


def test_every_setting_is_described_to_pulumi_too() -> None:
    """`Pulumi.yaml` lists the same keys as the models, each with a description."""
    project = yaml.safe_load((Path(__file__).parents[3] / "Pulumi.yaml").read_text(encoding="utf-8"))
    described = {key: entry for key, entry in project["config"].items() if ":" not in key}
    assert set(described) == set(Settings.model_fields)
    assert [key for key, entry in described.items() if not entry.get("description")] == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no config block"),
        ("config: []", "no config block"),
        ("- a", "no config block"),
        ("config: {", "cannot be read"),
        ("config:\n\tlifeboat:name: x", "cannot be read"),
        ("config:\n  lifeboat:name: a\n  lifeboat:name: b\n", "lifeboat:name stands twice"),
        ("config:\n  lifeboat:primary: {region: a, region: b}\n", "region stands twice"),
        ("config:\n  lifeboat:name: 2024-13-45\n", "cannot be read"),
        (f"config:\n  lifeboat:name: {'9' * 5000}\n", "cannot be read"),
        (f"config: {'[' * 5000}", "cannot be read"),
        ("config:\n  primary: {}\n", "Write lifeboat:primary"),
    ],
)
def test_a_bad_file_is_one_message(tmp_path: Path, text: str, word: str) -> None:
    """What cannot be read is a problem with its four parts, in one line, not a traceback."""
    with pytest.raises(SettingsError) as caught:
        read_stack_file(write(tmp_path, text))
    (problem,) = caught.value.problems
    assert word in str(problem)
    assert all((problem.found, problem.allowed, problem.why, problem.fix))
    assert "\n" not in str(problem)


def test_bytes_that_are_not_utf8_are_a_message(tmp_path: Path) -> None:
    """A file in another encoding is named."""
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_bytes(b"config: \xff\xfe")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_stack_file(path)


def test_a_missing_file_names_those_that_exist(tmp_path: Path) -> None:
    """Who mistypes a stack's name sees the others."""
    write(tmp_path, "config: {}")
    with pytest.raises(SettingsError, match=r"one of: Pulumi\.dev\.yaml"):
        read_stack_file(tmp_path / "Pulumi.prd.yaml")
