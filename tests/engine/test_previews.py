"""Previews by the real engine: no reader lets a secret through, and `policies explain` says what is checked when."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lifeboat.previews import SECRET, Operation, Preview, Source, read_preview, read_state
from tests.engine.project import Project
from tests.engine.test_policies import bypass_settings_checks
from tests.leaks import leaks

PROGRAM = Path(__file__).parent / "secret_program" / "__main__.py"
CONFIGURED, NESTED = "c0nf&gured \"wörd\"/+<'x'>", "n3sted \"wörd\"/+<'y'>"
OUTPUT, INPUT = "0utp&t \"wörd\"/+<'z'>", "1npäut-wörd-\\-<zz>"
SECRETS = (CONFIGURED, NESTED, OUTPUT, INPUT)


def with_secrets(project: Project) -> None:
    """Put the program with secrets into a project, and deploy it."""
    program = project.folder / "__main__.py"
    program.unlink()
    program.symlink_to(PROGRAM)
    project.environment |= {"LEAK_OUTPUT": OUTPUT, "LEAK_INPUT": INPUT}
    project.pulumi("config", "set", "leak:plain", "one")
    project.pulumi("config", "set", "--secret", "leak:password", CONFIGURED)
    project.pulumi("config", "set", "--path", "--secret", "leak:nested.inner", NESTED)
    project.up()
    project.pulumi("config", "set", "leak:plain", "two")


def saved(project: Project) -> dict[str, Path]:
    """Run the preview in every form; returns the files."""
    files = {name: project.folder / f"{name}.json" for name in ("events", "plan", "stream", "digest", "state", "open")}
    project.pulumi("preview", "--event-log", str(files["events"]), "--save-plan", str(files["plan"]))
    streamed = project.pulumi("preview", "--json", PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true")
    files["stream"].write_text(streamed.out, encoding="utf-8")
    files["digest"].write_text(project.pulumi("preview", "--json").out, encoding="utf-8")
    files["state"].write_text(project.pulumi("stack", "export").out, encoding="utf-8")
    files["open"].write_text(project.pulumi("stack", "export", "--show-secrets").out, encoding="utf-8")
    return files


def spelt(value: Any) -> str:
    """Everything that a value holds, in both spellings in which a program would show it."""
    return repr(value) + json.dumps(asdict(value), default=str, ensure_ascii=False)


def found(value: Any) -> dict[str, list[str]]:
    """Return where secrets are in a value, by secret."""
    return {secret: places for secret in SECRETS if (places := leaks(secret, spelt(value)))}


def hidden_where_they_are(preview: Preview) -> None:
    """The places of the secrets say that there is one, and what is beside them is readable."""
    steps = {step.name: step for step in preview.steps}
    vpc, policy = steps["vpc"], steps["policy"]
    assert vpc.operation is Operation.UPDATE
    assert vpc.after is not None
    if preview.source is Source.PLAN and vpc.before is not None and not vpc.before.inputs:
        assert vpc.after.inputs["tags"]["note"] is SECRET
    else:
        assert [(c.path, c.before, c.after) for c in vpc.changes if "plain" in c.path][:1] == [
            ("tags.plain", "one", "two")
        ]
        assert vpc.before is not None
        assert vpc.before.inputs["tags"] == {"note": SECRET, "password": SECRET, "plain": "one"}
        assert vpc.before.outputs["defaultRouteTableId"] is SECRET
        assert policy.before is not None
        assert policy.before.inputs["policy"] is SECRET
    assert preview.config["leak:plain"] == "two"
    assert preview.config["leak:password"] is SECRET
    assert preview.config["leak:nested"] in (SECRET, {"inner": SECRET})


def reported(project: Project, file: Path, *state: str) -> dict[str, str]:
    """Review a saved preview in every format; returns what each holds, the terminal too."""
    forms = ("markdown", "html", "json", "sarif", "junit")
    files = {form: project.folder / f"report.{form}" for form in forms}
    options = [part for form, path in files.items() for part in (f"--{form}", str(path))]
    shown = project.lifeboat("review", "--preview", str(file), *state, *options, "--fail-on", "never")
    return {form: path.read_text(encoding="utf-8") for form, path in files.items()} | {"terminal": shown.text}


def test_no_reader_and_no_report_lets_a_secret_through(fresh: Callable[..., Project]) -> None:
    """Configured, put in, put out, alone and inside of other things: in no form does a preview hold one.

    The event log and the streaming JSON do hold the secret output in clear, and a state that was exported so holds them
    all: what is read is worth looking through.
    """
    project = fresh()
    with_secrets(project)
    files = saved(project)
    raw = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    assert leaks(OUTPUT, raw["events"])
    assert leaks(OUTPUT, raw["stream"])
    assert all(leaks(secret, raw["open"]) for secret in SECRETS)

    for state_file in (files["state"], files["open"]):
        state = read_state(state_file)
        assert {each.name for each in state} >= {"vpc", "policy"}
        assert [found(each) for each in state if found(each)] == []
        for form in ("events", "stream", "digest", "plan"):
            for given in (None, state):
                preview = read_preview(files[form], given)
                assert found(preview) == {}, form
                hidden_where_they_are(preview)

    for form in ("events", "stream", "digest", "plan"):
        for given in ((), ("--state", str(files["open"]))):
            for name, text in reported(project, files[form], *given).items():
                assert [secret for secret in SECRETS if leaks(secret, text)] == [], (form, name)
                assert name not in {"markdown", "html", "json"} or "vpc" in text, (form, name)


def test_the_explanation_says_when_what_is_unknown_will_be_judged(fresh: Callable[..., Project]) -> None:
    """A VPC whose range a deployment draws: a resource rule before it is made, the stack rule at the end.

    Nothing of the log stays behind, although the command ran the preview itself.
    """
    project = fresh()
    bypass_settings_checks(project)
    project.change(lambda config: config.update({"overlap:late_vpc": "true"}))
    temporary = project.folder / "temporary"
    temporary.mkdir()
    project.environment["TMPDIR"] = str(temporary)
    told = project.lifeboat("policies", "explain", "--stack", "dev", "--format", "json")
    explained = json.loads(told.out)
    late = {row["rule"]: row for row in explained["unchecked"] if row["resource"] == "late-vpc"}
    admission, overlap = late["addressing-network-admission"], late["addressing-networks-overlap"]
    assert admission["property"] == "cidrBlock"
    assert admission["suppliers"] == ["drawn", "harbor-dev-primary-virtual-network"]
    assert "when late-vpc is created" in admission["when"]
    assert "before anything of it is touched" in admission["when"]
    assert "at the end of `pulumi up`" in overlap["when"]
    about = {row["rule"]: row["about"] for row in explained["rules"]}
    assert (about["addressing-network-admission"], about["addressing-networks-overlap"]) == ("resource", "stack")
    assert "steps, done" in told.err
    assert [path for path in temporary.rglob("*") if path.is_file() and b'"sequence":' in path.read_bytes()] == []
