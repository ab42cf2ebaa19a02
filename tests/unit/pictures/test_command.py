"""`lifeboat blueprint picture`: what it writes, where to, and how it ends."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeboat import cli
from lifeboat.exit_codes import ExitCode
from tests.unit.pictures.estates import ROOT, parsed

DEV, PROD = str(ROOT / "Pulumi.dev.yaml"), str(ROOT / "Pulumi.prod.yaml")


def picture(*arguments: str) -> Result:
    return CliRunner().invoke(cli.main, ["blueprint", "picture", *arguments])


@pytest.mark.parametrize(("kind", "title"), [("topology", "Topology of"), ("addresses", "Address map of")])
def test_it_writes_an_svg_that_stands_alone(kind: str, title: str, tmp_path: Path) -> None:
    place = tmp_path / "picture.svg"
    done = picture("--file", PROD, "--kind", kind, "--output", str(place))
    assert (done.exit_code, done.output) == (ExitCode.OK, "")
    root = parsed(place.read_text(encoding="utf-8"))
    assert root[0].text == f"{title} harbor (production)"


def test_text_says_the_same_on_standard_output() -> None:
    done = picture("--file", DEV, "--format", "text")
    assert done.exit_code == ExitCode.OK
    assert "isolation kept" in done.output
    assert "inside 169.254.21.0/30" in done.output


def test_against_another_file_marks_the_difference(tmp_path: Path) -> None:
    """The other file is before: what it lacks is added."""
    changed = tmp_path / "Pulumi.wider.yaml"
    text = Path(PROD).read_text(encoding="utf-8").replace("cidr: 10.40.2.0/24", "cidr: 10.40.4.0/24")
    changed.write_text(text, encoding="utf-8")
    done = picture("--file", str(changed), "--against", PROD, "--kind", "addresses", "--format", "text")
    assert "1 changed" in done.output
    assert "moved: was 10.40.2.0/24" in done.output


@pytest.mark.parametrize("option", ["--file", "--against"])
def test_a_wrong_stack_file_is_one_message_and_writes_nothing(option: str, tmp_path: Path) -> None:
    """Whichever of the two it is."""
    wrong, place = tmp_path / "Pulumi.wrong.yaml", tmp_path / "out.svg"
    wrong.write_text("config:\n  lifeboat:name: harbor\n", encoding="utf-8")
    right = [] if option == "--file" else ["--file", DEV]
    done = picture(*right, option, str(wrong), "--output", str(place))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "Pulumi.wrong.yaml" in done.output
    assert "Traceback" not in done.output
    assert not place.exists()
