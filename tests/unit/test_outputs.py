"""The contract of the stack's outputs."""

from pathlib import Path

import pytest

from lifeboat.outputs import OUTPUTS, check_outputs, reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_outputs_is_not_stale() -> None:
    """`make docs` renews it."""
    assert (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8") == reference()


def test_every_output_is_described_once() -> None:
    names = [output.name for output in OUTPUTS]
    assert len(names) == len(set(names))
    assert all(output.shape and output.reader and output.meaning for output in OUTPUTS)
    assert {output.side for output in OUTPUTS} == {"primary", "recovery"}


def test_an_output_nobody_promised_or_a_missing_one_is_named() -> None:
    values = dict.fromkeys(output.name for output in OUTPUTS)
    assert check_outputs(values) is values
    del values["drill_vpc_id"]
    with pytest.raises(ValueError, match=r"missing \['drill_vpc_id'\], not promised \['key'\]"):
        check_outputs({**values, "key": None})
