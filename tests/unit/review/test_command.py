"""`lifeboat review` on what a step of CI saved: files, exit codes, and one clear message for what is wrong."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeboat.cli import main
from lifeboat.exit_codes import ExitCode
from tests.unit.previews.logs import VPC, both, lines, log, row, said, urn

GATEWAY = "azure-native:network:VirtualNetworkGateway"


def review(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", *arguments])


def outage() -> str:
    """A preview that replaces an Azure VPN gateway."""
    before = row("gateway", {"vpnGatewayGeneration": "Generation1"}, GATEWAY)
    after = row("gateway", {"vpnGatewayGeneration": "Generation2"}, GATEWAY)
    difference = {"vpnGatewayGeneration": {"diffKind": "update-replace", "inputDiff": True}}
    return log(*both("replace", before, after, detailedDiff=difference, keys=["vpnGatewayGeneration"]))


def saved(folder: Path, text: str) -> str:
    file = folder / "events.ndjson"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_every_format_is_written_from_one_preview(tmp_path: Path) -> None:
    """A summary for the terminal, and each file that is asked for."""
    forms = ("markdown", "html", "json", "sarif", "junit")
    files = {form: tmp_path / f"report.{form}" for form in forms}
    options = [part for form, file in files.items() for part in (f"--{form}", str(file))]
    done = review("--preview", saved(tmp_path, outage()), *options)
    assert done.exit_code == ExitCode.OK, done.output
    assert "What could hurt" in done.output
    assert files["markdown"].read_text(encoding="utf-8").startswith("<!-- lifeboat review of project/dev -->")
    assert files["html"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads(files["json"].read_text(encoding="utf-8"))["dangers"][0]["danger"] == "outage"
    assert json.loads(files["sarif"].read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert "testsuites" in files["junit"].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [("never", 0), ("violation", 0), ("refused", 0), ("data-loss", 0), ("outage", 1), ("degraded", 1), ("unknown", 1)],
)
def test_the_exit_code_follows_the_worst_class(tmp_path: Path, fail_on: str, code: int) -> None:
    """An outage ends with 1 for its own class and for every milder one."""
    assert review("--preview", saved(tmp_path, outage()), "--fail-on", fail_on).exit_code == code


def test_a_mandatory_violation_ends_with_1_where_that_is_asked_for(tmp_path: Path) -> None:
    """And an advisory one does not."""
    for level, code in (("mandatory", 1), ("advisory", 0)):
        text = log(*both("create", None, row("vpc")), said("tags", "tags\nmust be", urn("vpc"), level))
        assert review("--preview", saved(tmp_path, text), "--fail-on", "violation").exit_code == code


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it is empty"),
        ("no json", "it is no JSON"),
        ('{"version": 3, "deployment": {"resources": []}}', "it is the state of a stack"),
        ('{"a": 1}', "no preview"),
    ],
)
def test_what_is_no_preview_is_named_with_how_to_write_one(tmp_path: Path, text: str, says: str) -> None:
    """Exit code 2, no traceback, nothing written."""
    target = tmp_path / "report.md"
    done = review("--preview", saved(tmp_path, text), "--markdown", str(target))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert says in done.output
    assert "--event-log" in done.output
    assert not target.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--state", "state.json"], "--state belongs to --preview"),
        (["--preview", "none.json"], "No such file"),
        (["--fail-on", "everything"], "is not one of"),
        (["--preview", "events", "--before", "none.yaml"], "none.yaml"),
        (["--preview", "events", "--html", "none/there.html"], "none/there.html"),
        (["--preview", "events", "--state", "none.json"], "none.json"),
        (["--preview", "events", "--levels", "none.json"], "for a preview that is run now"),
        (["--preview", "events", "--save-plan", "plan.json"], "for a preview that is run now"),
        (["--levels", "none.json"], "none.json"),
    ],
)
def test_wrong_arguments_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    """Each with exit code 2 and without a traceback."""
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, outage())
    Path("events.ndjson").rename("events")
    done = review(*arguments)
    assert done.exit_code == ExitCode.BAD_INPUT, done.output
    assert says in done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_a_log_that_was_cut_is_reported_as_such(tmp_path: Path) -> None:
    """A killed preview: what it came to is shown, and that it did not end."""
    whole = outage().splitlines(keepends=True)
    done = review("--preview", saved(tmp_path, "".join(whole[:-1])))
    assert "The preview failed" in done.output
    assert done.exit_code == ExitCode.FAILED


def test_debug_messages_are_never_read(tmp_path: Path) -> None:
    """They hold secret outputs in clear."""
    debug = {"diagnosticEvent": {"message": "outputs: hunter2", "severity": "debug"}}
    warning = {"diagnosticEvent": {"message": "<{%reset%}>The API is old.<{%reset%}>\n", "severity": "warning"}}
    done = review("--preview", saved(tmp_path, log(debug, warning, *both("create", None, row("vpc", token=VPC)))))
    assert "hunter2" not in done.output
    assert "The API is old." in done.output


def test_a_comment_needs_a_token_a_repository_and_a_pull_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is missing is named; in a workflow the event's file says which pull request."""
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH"):
        monkeypatch.delenv(name, raising=False)
    report = tmp_path / "review.md"
    report.write_text("<!-- lifeboat review of a/b -->\n", encoding="utf-8")
    done = review("comment", str(report))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "GITHUB_TOKEN and GITHUB_REPOSITORY" in done.output
    monkeypatch.setenv("GITHUB_TOKEN", "ghs_example")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/harbor")
    done = review("comment", str(report))
    assert done.exit_code == ExitCode.BAD_INPUT
    assert "--pull-request" in done.output
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    done = review("comment", str(report))
    assert done.exit_code == ExitCode.FAILED
    assert "127.0.0.1:9 did not answer" in done.output
    assert "ghs_example" not in done.output


def test_lines_of_a_log_may_be_followed_by_half_a_line(tmp_path: Path) -> None:
    """Written while the engine was killed."""
    text = lines([{"preludeEvent": {"config": {}}}, *both("create", None, row("vpc"))]) + '{"sequence": 9, "resou'
    done = review("--preview", saved(tmp_path, text))
    assert done.exit_code == ExitCode.FAILED
    assert "vpc" in done.output
