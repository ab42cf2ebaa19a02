"""What was checked, what was not, and when it will be: from the events themselves."""

import json
import os
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from lifeboat import cli
from lifeboat.exit_codes import ExitCode
from lifeboat.previews import Preview, read_preview
from lifeboat.previews.explanation import AT_THE_END, NEVER, ONCE_DECRYPTED, RuleCount, Unchecked, explain
from lifeboat.previews.explanation_text import to_json, to_text
from lifeboat.previews.run import RunError, run_preview
from lifeboat.previews.states import resources_of
from tests.unit.previews.logs import (
    PRELUDE,
    SECRET_VALUE,
    STACK,
    SUMMARY,
    UNKNOWN_VALUE,
    all_rules,
    both,
    lines,
    log,
    not_checked,
    row,
    said,
    stack_summary,
    state,
    summary_of,
    urn,
)
from tests.unit.settings.raw import CREATED, changed

UNKNOWN_RANGE = {"cidr": UNKNOWN_VALUE}
WHY = "is not known until deployment"


def with_a_rule(reason: str, *, about: str = "net", of_stack: bool = False, operation: str = "create") -> Preview:
    """A preview in which one rule could not check one thing."""
    told = not_checked("a-rule", reason, STACK if of_stack else urn(about))
    summary = stack_summary(failed=["a-rule"]) if of_stack else summary_of(about, failed=["a-rule"])
    old = None if operation == "create" else row("net", {"cidr": "10.0.0.0/16"})
    inputs = {**UNKNOWN_RANGE, "key": SECRET_VALUE, "list": [{"b": UNKNOWN_VALUE}]}
    steps = [*both(operation, old, row("net", inputs)), *both("create", None, row("source"))]
    text = log(told, *steps, summary) if not of_stack else log(*steps, told, summary)
    needs = {"cidr": [urn("source")]}
    return read_preview(text, resources_of(state(row("net", propertyDependencies=needs))))


def only_reason(preview: Preview) -> Unchecked:
    (reason,) = explain(preview).unchecked
    return reason


@pytest.mark.parametrize(
    ("operation", "done"),
    [("create", "created"), ("update", "updated"), ("replace", "replaced"), ("import", "imported")],
)
def test_a_resource_rule_judges_before_the_resource_is_touched(operation: str, done: str) -> None:
    """With the word for what happens to it."""
    found = only_reason(with_a_rule(f"cidr of VPC net {WHY}", operation=operation))
    assert (found.rule, found.resource, found.property, found.why) == ("a-rule", "net", "cidr", WHY)
    assert found.when == f"when net is {done}, by a resource rule, before anything of it is touched"
    assert (found.urn, found.type) == (urn("net"), "aws:ec2/vpc:Vpc")


def test_a_stack_rule_judges_when_everything_stands() -> None:
    """It is about the stack because it spoke in the stack's summary."""
    found = only_reason(with_a_rule(f"list[0].b of VPC net {WHY}", of_stack=True))
    assert (found.resource, found.when) == ("net", AT_THE_END)


def test_the_supplier_is_named_where_dependencies_are_told() -> None:
    """Of a resource that is there already: from its state. What stays as it is supplies nothing new."""
    needs = {"cidr": [urn("source"), urn("settled")]}
    old = row("net", {"cidr": "10.0.0.0/16"})
    text = log(
        not_checked("a-rule", f"cidr of VPC net {WHY}", urn("net")),
        *both("same", row("settled"), row("settled")),
        *both("create", None, row("source")),
        *both("same", old, row("net", UNKNOWN_RANGE)),
        summary_of("net", failed=["a-rule"]),
    )
    told = read_preview(text, resources_of(state(row("net", propertyDependencies=needs))))
    assert only_reason(told).suppliers == ("source",)
    assert only_reason(read_preview(text)).suppliers == ()


@pytest.mark.parametrize(
    ("reason", "when"),
    [
        ("tags of VPC net is missing", NEVER),
        (f"key of VPC net {WHY}", "when net is created, by a resource rule, before anything of it is touched"),
        ('key of VPC net is hidden as "[secret]"', ONCE_DECRYPTED),
        ('key of VPC elsewhere is hidden as "[secret]"', ONCE_DECRYPTED),
        ("cidr of VPC elsewhere is missing", NEVER),
        ("cidr of VPC net is missing", "when net is created, by a resource rule, before anything of it is touched"),
    ],
)
def test_what_no_deployment_brings(reason: str, when: str) -> None:
    """The preview's own value decides; a rule's words do where it has none. An unknown value is never a missing one."""
    assert only_reason(with_a_rule(reason)).when == when


def test_words_of_another_pack_are_kept() -> None:
    """A rule that names neither property nor resource: its own words, and the resource that it judged."""
    found = only_reason(with_a_rule("the moon is in the way"))
    assert (found.property, found.resource, found.why) == ("", "net", "the moon is in the way")
    assert found.when.startswith("when net is created")


def test_the_longest_name_wins() -> None:
    """Names may end in other names."""
    text = log(
        not_checked("a-rule", f"cidr of VPC the net {WHY}", STACK),
        *both("create", None, row("net", UNKNOWN_RANGE)),
        *both("create", None, row("the net", UNKNOWN_RANGE)),
        stack_summary(failed=["a-rule"]),
    )
    assert only_reason(read_preview(text)).resource == "the net"


def test_rules_are_counted_by_what_they_judged() -> None:
    """Rule by rule; a rule about the stack counts once."""
    text = log(
        all_rules("net", "r-fails", "r-silent"),
        said("r-fails", "No.\nIt does.", urn("net")),
        summary_of("net", failed=["r-fails"]),
        summary_of("other", passed=["r-fails"]),
        stack_summary(passed=["s-passes"]),
    )
    assert explain(read_preview(text)).rules == (
        RuleCount("r-fails", "resource", 1, 1, 0, 0),
        RuleCount("r-silent", "resource", 0, 0, 0, 2),
        RuleCount("s-passes", "stack", 1, 0, 0, 0),
    )


def test_the_text_says_all_of_it() -> None:
    """Table, reasons, suppliers, and what kept the preview from its end."""
    preview = with_a_rule(f"cidr of VPC net {WHY}", operation="update")
    text = to_text(explain(preview))
    assert text.startswith("Preview of project/dev, judged by pack 1.2.3.\n")
    assert "\n  a-rule  resource       -       -            1               -\n" in text
    assert f"\n    cidr of net (aws:ec2/vpc:Vpc) {WHY}.\n" in text
    assert "\n      It is checked when net is updated, by a resource rule" in text
    cut = to_text(explain(read_preview(lines([PRELUDE, summary_of("net", passed=["a"])]))))
    assert "did not come to its end" in cut
    assert "Nothing was left unchecked." in cut


def test_a_value_from_many_resources_names_a_few_in_the_text() -> None:
    """The JSON has all of them."""
    names = [f"source{number}" for number in range(5)]
    told = read_preview(
        log(
            not_checked("a-rule", f"cidr of VPC net {WHY}", urn("net")),
            *(event for name in reversed(names) for event in both("create", None, row(name))),
            *both("same", row("net"), row("net", UNKNOWN_RANGE)),
            summary_of("net", failed=["a-rule"]),
        ),
        resources_of(state(row("net", propertyDependencies={"cidr": [urn(name) for name in reversed(names)]}))),
    )
    explanation = explain(told)
    assert "It comes from source0, source1, source2 and 2 others." in to_text(explanation)
    assert json.loads(to_json(explanation))["unchecked"][0]["suppliers"] == names


def test_the_json_holds_the_same() -> None:
    """For programs."""
    explanation = explain(with_a_rule(f"cidr of VPC net {WHY}"))
    document = json.loads(to_json(explanation))
    assert document["packs"] == {"pack": "1.2.3"}
    assert document["unchecked"][0]["property"] == "cidr"
    assert document["rules"][0]["not_checked"] == 1


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli.main, ["policies", "explain", *arguments], input=given)


def test_a_saved_log_is_explained(tmp_path: Path) -> None:
    """From a file or from standard input, as text or as JSON."""
    text = log(summary_of("net", passed=["a"]), *both("create", None, row("net")))
    path = tmp_path / "events.ndjson"
    path.write_text(text, encoding="utf-8")
    from_file, from_input = run("--preview", str(path)), run("--preview", "-", given=text)
    assert (from_file.exit_code, from_file.stdout) == (ExitCode.OK, from_input.stdout)
    assert json.loads(run("--preview", str(path), "--format", "json").stdout)["stack"] == "dev"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (log(*both("create", None, row("net"))), "no policy pack judged this preview"),
        ('{"steps": []}', "without policies. Give an event log"),
        ('{"resourcePlans": {}}', "without policies. Give an event log"),
        (json.dumps(state()), "it is the state of a stack"),
        ("", "it is empty"),
    ],
)
def test_what_holds_no_policies_is_bad_input(text: str, message: str, tmp_path: Path) -> None:
    """One message, no traceback, exit code 2."""
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    refused = run("--preview", str(path))
    assert refused.exit_code == ExitCode.BAD_INPUT
    assert message in refused.stderr
    assert refused.stdout == ""


def test_a_log_without_an_end_is_a_failure() -> None:
    """What is in it is explained all the same."""
    cut = run("--preview", "-", given=lines([PRELUDE, summary_of("net", passed=["a"])]))
    assert cut.exit_code == ExitCode.FAILED
    assert "a     resource" in cut.stdout


def test_a_violation_is_no_failure_of_the_explanation() -> None:
    """Whoever asks what was checked gets an answer; `pulumi preview` itself says no."""
    failed = {"diagnosticEvent": {"severity": "error", "message": "preview failed\n"}}
    told = [said("r", "No.\nIt does.", urn("net")), summary_of("net", failed=["r"]), failed]
    done = run("--preview", "-", given=lines([PRELUDE, *told, SUMMARY]))
    assert done.exit_code == ExitCode.OK
    assert "The deployment is stopped by r." in done.stdout
    broken = {"diagnosticEvent": {"severity": "error", "message": "the program broke"}}
    assert run("--preview", "-", given=lines([PRELUDE, *told, broken, SUMMARY])).exit_code == ExitCode.FAILED
    assert run("--preview", "-", given=lines([PRELUDE, told[1], failed, SUMMARY])).exit_code == ExitCode.FAILED


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a stack file and a pack, and a Pulumi CLI that says that there is no such stack."""
    settings = changed(CREATED, {"recovery.account_id": "111122223333"})
    document = {"config": {f"lifeboat:{key}": value for key, value in settings.items()}}
    (tmp_path / "Pulumi.dev.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    (tmp_path / "policies").mkdir()
    pulumi = tmp_path / "bin" / "pulumi"
    pulumi.parent.mkdir()
    pulumi.write_text(
        f"#!{sys.executable}\nimport sys\nprint('error: no stack named', sys.argv[4])\nsys.exit(6)\n", encoding="utf-8"
    )
    pulumi.chmod(0o755)
    monkeypatch.setenv("PATH", f"{pulumi.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_a_preview_that_cannot_begin_is_a_failure() -> None:
    """With what the Pulumi CLI said."""
    refused = run("--stack", "dev")
    assert refused.exit_code == ExitCode.FAILED
    assert "pulumi preview could not begin:\n    error: no stack named dev" in refused.stderr
    assert refused.stdout == ""


def test_what_is_missing_for_a_preview_of_its_own_is_bad_input(project: Path) -> None:
    """A stack file, right levels, the pack: each is named."""
    assert run("--stack", "nowhere").exit_code == ExitCode.BAD_INPUT
    levels = project / "levels.json"
    levels.write_text("[]", encoding="utf-8")
    wrong = run("--levels", str(levels))
    assert (wrong.exit_code, "must be an object" in wrong.stderr) == (ExitCode.BAD_INPUT, True)
    (project / "policies").rmdir()
    refused = run("--stack", "dev")
    assert (refused.exit_code, "no folder policies/" in refused.stderr) == (ExitCode.BAD_INPUT, True)


def test_without_a_pulumi_cli_nothing_is_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The doctor knows where one is."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match="lifeboat doctor"):
        run_preview("dev")
