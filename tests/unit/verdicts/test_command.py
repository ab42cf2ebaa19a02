"""`lifeboat policies check` refuses what it cannot judge before any engine is started, everything at once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeboat import cli
from lifeboat.commands.policies_check import OWN_PACK
from lifeboat.exit_codes import ExitCode

STATE = {"deployment": {"resources": [{"urn": "urn:pulumi:dev::x::a:b:C::d", "type": "a:b:C"}]}}


def check(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["policies", "check", *arguments])


@pytest.fixture(autouse=True)
def _no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that went on to the engine would fail the test."""
    monkeypatch.setattr("lifeboat.policy_run.run_packs", lambda *_: pytest.fail("the engine was asked"))


def test_the_packs_own_folder_is_the_checkouts() -> None:
    """It is what is used where no pack is named."""
    assert (OWN_PACK / "PulumiPolicy.yaml").is_file()


def test_every_problem_is_told_in_one_run(tmp_path: Path) -> None:
    """State, packs, configuration and output, each by its name; no traceback."""
    state, config = tmp_path / "state.json", tmp_path / "config.json"
    state.write_text('{"checkpoint": {}}')
    config.write_text("[]")
    ended = check(
        *(str(state), "--policy-pack", str(tmp_path), "--policy-pack", str(OWN_PACK)),
        *("--policy-pack-config", str(config), "--output", str(tmp_path / "no" / "report")),
    )
    assert ended.exit_code == ExitCode.BAD_INPUT
    lines = ended.stderr.splitlines()
    assert len(lines) == 5
    assert all(line.startswith("Error: ") for line in lines)
    for said in ("is a checkpoint", f"{tmp_path}: no policy pack", "1 for 2 pack(s)", "must be an object", "no folder"):
        assert said in ended.stderr


@pytest.mark.parametrize(("content", "said"), [("{", "no JSON"), (None, "No such file")])
def test_a_configuration_that_cannot_be_read_is_refused(tmp_path: Path, content: str | None, said: str) -> None:
    """The engine would say so too, but after the pack was loaded."""
    state, config = tmp_path / "state.json", tmp_path / "config.json"
    state.write_text(json.dumps(STATE))
    if content is not None:
        config.write_text(content)
    ended = check(str(state), "--policy-pack-config", str(config))
    assert ended.exit_code == ExitCode.BAD_INPUT
    assert f"--policy-pack-config {config}: {said}" in ended.stderr


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--fail-on", "sometimes"]])
def test_unknown_words_are_usage_errors(tmp_path: Path, arguments: list[str]) -> None:
    """Click names those that there are."""
    ended = check(str(tmp_path / "state.json"), *arguments)
    assert ended.exit_code == ExitCode.BAD_INPUT
    assert arguments[1] in ended.stderr
