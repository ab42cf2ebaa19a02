"""What `recovery-only` hands to the program and to the engine."""

import pytest
from click.testing import CliRunner

from lifeboat.commands.recovery_only import command
from lifeboat.outputs import OUTPUTS
from lifeboat.without_primary import VARIABLE, exclude_primary, primary_stands, read_primary_stands


def test_only_the_azure_side_is_carried_over() -> None:
    """Outputs of AWS are made anew; those of Azure are handed on as they were."""
    everything = {output.name: f"value of {output.name}" for output in OUTPUTS}
    stands = read_primary_stands({VARIABLE: primary_stands(everything)})
    carried = {output.name for output in OUTPUTS if output.side == "primary"}
    assert stands == {name: value for name, value in everything.items() if name in carried}


def test_what_a_stack_of_an_earlier_version_never_had_is_nothing() -> None:
    """A version that adds an output to the Azure side must still deploy AWS alone before its first whole deployment."""
    earlier = {output.name: f"value of {output.name}" for output in OUTPUTS if output.name != "agent_identity"}
    stands = read_primary_stands({VARIABLE: primary_stands(earlier)})
    assert stands is not None
    assert stands["agent_identity"] is None


def test_on_every_other_day_nothing_stands_in() -> None:
    assert read_primary_stands({}) is None
    assert read_primary_stands({VARIABLE: ""}) is None


def test_a_stack_that_was_never_deployed_whole_is_refused() -> None:
    with pytest.raises(KeyError, match="primary_"):
        primary_stands({"recovery_vpc_id": "vpc-0"})


def test_the_engine_is_told_to_leave_azure_alone() -> None:
    """Patterns cover Azure's resources and provider, and the components around them; the command itself stays."""
    words = exclude_primary(["pulumi", "up", "--yes"])
    assert words[:3] == ["pulumi", "up", "--yes"]
    assert words[3::2] == ["--exclude", "--exclude"]
    assert words[4::2] == ["**azure-native**", "**lifeboat:primary:**"]


@pytest.mark.parametrize("words", [["terraform", "apply"], ["pulumi"], ["pulumi", "destroy"]])
def test_only_commands_that_deploy_are_taken(words: list[str]) -> None:
    """`destroy` without Azure would leave half of everything; wrong words change nothing."""
    result = CliRunner().invoke(command, ["--", *words])
    assert result.exit_code == 2


def test_without_a_pulumi_on_path_it_says_where_to_find_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    result = CliRunner().invoke(command, ["--", "pulumi", "up"])
    assert result.exit_code == 1
    assert "lifeboat doctor" in result.output


def test_an_output_that_may_be_nothing_is_nothing_when_the_engine_kept_none() -> None:
    """The engine drops outputs without a value; a stack that never had one is whole all the same."""
    may_miss = {output.name for output in OUTPUTS if output.side == "primary" and "nothing" in output.shape}
    assert may_miss
    kept = {output.name: "value" for output in OUTPUTS if output.name not in may_miss}
    stands = read_primary_stands({VARIABLE: primary_stands(kept)}) or {}
    assert {name: stands[name] for name in may_miss} == dict.fromkeys(may_miss)
