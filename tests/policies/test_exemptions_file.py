"""Whatever stands in a file of exemptions, the pack loads and says what is wrong with it."""

from pathlib import Path

import pytest

from policies.rules.kit.exemptions import load

RULES = ["safety-production-protect"]
ENTRY = """
rule = "safety-production-protect"
resource = "hub-vpc"
owner = "network-team"
reason = "It is rebuilt in January."
expires = 2027-01-31
"""


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (f"[exemption]{ENTRY}", "Every exemption must be a table of its own, under [[exemption]]."),
        ('exemption = ["hub-vpc"]', "Every exemption must be a table of its own, under [[exemption]]."),
        ('exemption = ""', "Every exemption must be a table of its own, under [[exemption]]."),
        ("exemption = 1", "Every exemption must be a table of its own, under [[exemption]]."),
        (f"[[exemptions]]{ENTRY}", "The exemptions in own.toml must stand under [[exemption]]; found exemptions."),
        ("[[exemption", "The exemptions in own.toml must be TOML; found: "),
    ],
    ids=["one table", "texts", "text", "number", "misspelt", "no TOML"],
)
def test_a_file_of_another_form_is_a_fault(tmp_path: Path, text: str, fault: str) -> None:
    """Such a file has no entries, so that nothing is excused, and one fault that says why."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    found = load(file, RULES)
    assert not found.entries
    (told,) = found.faults
    assert told.startswith(fault)


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    """The pack's own file may be left out; one that somebody named and that cannot be read is a fault."""
    assert not load(tmp_path / "none.toml", RULES).faults
    for path, reason in ((tmp_path / "none.toml", "No such file or directory"), (tmp_path, "Is a directory")):
        faults = load(path, RULES, named=True).faults
        assert faults == [f"The file of exemptions {path} must be there and readable; {reason}."]


def test_good_entries_hold_beside_a_misspelt_table(tmp_path: Path) -> None:
    """One wrong table does not take the others away."""
    file = tmp_path / "own.toml"
    file.write_text(f"[[exemption]]{ENTRY}\n[[exempt]]{ENTRY}", encoding="utf-8")
    found = load(file, RULES)
    assert [entry.resource for entry in found.entries] == ["hub-vpc"]
    assert found.faults == ["The exemptions in own.toml must stand under [[exemption]]; found exempt."]
