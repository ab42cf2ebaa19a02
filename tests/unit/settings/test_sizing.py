"""The `sizing` block: its defaults, and every mistake in it at its place."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import CREATED, changed

# What is changed, where the one problem stands, and a word of its message.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "too many servers": ({"servers": 10_001}, "sizing.servers", "0 to 10000"),
    "volumes of nobody": ({"volumes": 3}, "sizing.volumes", "no servers are expected"),
    "waves of nobody": ({"servers_per_wave": [3]}, "sizing.servers_per_wave", "no servers are expected"),
    "changes of nobody": ({"changed_bytes_per_second": 3}, "sizing.changed_bytes_per_second", "no servers"),
    "fewer volumes than servers": ({"servers": 3, "volumes": 2}, "sizing.volumes", "3 or more"),
    "more in use than there is": (
        {"servers": 3, "provisioned_gib": 30, "used_gib": 31},
        "sizing.used_gib",
        "at most 30",
    ),
    "in use of an unknown size": ({"servers": 3, "used_gib": 31}, "sizing.used_gib", "without provisioned_gib"),
    "more in waves than there are": (
        {"servers": 3, "servers_per_wave": [2, 2]},
        "sizing.servers_per_wave",
        "at most 3",
    ),
    "empty wave": ({"servers": 3, "servers_per_wave": [3, 0]}, "sizing.servers_per_wave[1]", "1 to 10000"),
    "text for a wave": ({"servers": 3, "servers_per_wave": ["3"]}, "sizing.servers_per_wave[0]", "whole number"),
    "no headroom to speak of": ({"headroom_percent": 91}, "sizing.headroom_percent", "0 to 90"),
    "misspelled": ({"server": 3}, "sizing.server", "Did you mean servers?"),
}


@pytest.mark.parametrize(("block", "path", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_at_its_place(block: dict[str, Any], path: str, word: str) -> None:
    """One mistake is one problem, with what is allowed."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {"sizing": block}))
    assert [render_path(problem.path) for problem in caught.value.problems] == [path]
    assert word in str(caught.value.problems[0])


def test_several_mistakes_are_found_in_one_run() -> None:
    """Each at its own place; what rests on a wrong value is not judged."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {"sizing": {"servers": "3", "volumes": 2, "headroom_percent": 91}}))
    places = [render_path(problem.path) for problem in caught.value.problems]
    assert places == ["sizing.headroom_percent", "sizing.servers"]


def test_nothing_is_expected_by_default() -> None:
    """A stack without the block is right, and volumes, data and waves stay unknown."""
    sizing = parse(CREATED).sizing
    assert (sizing.servers, sizing.volumes, sizing.provisioned_gib, sizing.servers_per_wave) == (0, None, None, [])


def test_totals_may_stand_beside_a_file_of_servers() -> None:
    """The deployment reads no file, so the number stands in the stack file as well, or not."""
    assert (
        parse(changed(CREATED, {"sizing": {"servers_file": "servers.csv", "servers_per_wave": [3]}})).sizing.servers
        == 0
    )
