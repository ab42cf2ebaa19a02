"""`lifeboat review`: what a reviewer needs to see before saying yes to a change."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import click

from lifeboat.blueprint import Blueprint
from lifeboat.commands.stack_argument import refuse
from lifeboat.exit_codes import ExitCode
from lifeboat.policy_config import policy_config, read_levels
from lifeboat.previews import Preview, ReadError, Source
from lifeboat.previews.read import read_preview
from lifeboat.previews.run import RunError, run_preview
from lifeboat.previews.states import read_state
from lifeboat.review.build import make_report
from lifeboat.review.findings import findings
from lifeboat.review.github import CommentError, PullRequest, write_comment
from lifeboat.review.model import DangerClass, Report
from lifeboat.review.render_html import to_html
from lifeboat.review.render_json import to_json
from lifeboat.review.render_markdown import to_markdown
from lifeboat.review.render_terminal import print_summary
from lifeboat.review.wording import violations
from lifeboat.settings import Settings
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint, load_settings, stack_file
from lifeboat.verdicts.junit import to_junit
from lifeboat.verdicts.sarif import to_sarif

_FILE: Final = click.Path(path_type=Path, dir_okay=False)
_LEVELS: Final = ("never", "violation", *(one.value for one in reversed(DangerClass)))


@click.group("review", invoke_without_command=True)
@click.option("--stack", "-s", default="dev", show_default=True, help="The stack, if the preview is to be run now.")
@click.option("--preview", "saved", type=_FILE, help="A preview that a step of CI saved; nothing is run then.")
@click.option("--state", type=_FILE, help="With --preview: the state before, from `pulumi stack export`.")
@click.option(
    "--before", type=_FILE, help="The stack file as it was deployed, for costs: `git show main:Pulumi.prod.yaml`."
)
@click.option("--policy-pack", "packs", type=click.Path(path_type=Path, file_okay=False), multiple=True,
              help="Policy pack that judges; the checkout's own by default.")  # fmt: skip
@click.option("--levels", type=_FILE, help="Levels of its rules, such as policies/config/prod.json.")
@click.option(
    "--save-plan", type=_FILE, help="Save the update plan for `pulumi up --plan`; secrets in it are encrypted."
)
@click.option("--markdown", type=_FILE, help="Write the report for a pull request.")
@click.option("--html", type=_FILE, help="Write the report as one HTML file.")
@click.option("--json", "json_file", type=_FILE, help="Write the report for programs.")
@click.option("--sarif", type=_FILE, help="Write what the rules say for code scanning.")
@click.option("--junit", type=_FILE, help="Write what the rules say as tests.")
@click.option("--fail-on", type=click.Choice(_LEVELS), default="refused", show_default=True,
              help="End with 1 when there is a danger of this class or a worse one.")  # fmt: skip
@click.pass_context
def command(
    context: click.Context,
    *,
    stack: str,
    saved: Path | None,
    state: Path | None,
    before: Path | None,
    packs: tuple[Path, ...],
    levels: Path | None,
    save_plan: Path | None,
    markdown: Path | None,
    html: Path | None,
    json_file: Path | None,
    sarif: Path | None,
    junit: Path | None,
    fail_on: str,
) -> None:
    """Say what a change could hurt, what it changes, what it costs, what the rules say and what it looks like then.

    Runs `pulumi preview` under the policy pack, in the sandbox or on the real clouds as the environment has it, or
    reads what a step of CI saved. A summary goes to the terminal, the whole report to the files that are asked for:

        lifeboat sandbox run --stack prod -- lifeboat review --stack prod --html review.html

    Classes of danger, the worst first: refused, data-loss, outage, exposure, protection, degraded, unknown. --fail-on
    `violation` ends with 1 for mandatory violations of policies and for what is refused; `never` never does. Exit code
    1 also when the preview could not be run, 2 for wrong arguments or files.
    """
    if context.invoked_subcommand is not None:
        return
    if state and not saved:
        raise click.UsageError("--state belongs to --preview: a preview that is run now knows the state.")
    _refuse_missing_folders(markdown, html, json_file, sarif, junit, save_plan)
    if saved and (packs or levels or save_plan):
        raise click.UsageError(
            "--policy-pack, --levels and --save-plan are for a preview that is run now; leave --preview out."
        )
    blueprint, old = _blueprint(stack), _settings(before)
    if saved:
        preview = _read(saved, state)
        whole = state is not None or preview.source is Source.EVENTS
    else:
        preview, whole = _run(stack, packs, _config(blueprint, levels), save_plan), True
    report = make_report(preview, blueprint.other_ranges if blueprint else (), old, whole=whole)
    written: tuple[tuple[Path | None, Callable[[], str]], ...] = (
        (markdown, lambda: to_markdown(report)),
        (html, lambda: to_html(report)),
        (json_file, lambda: to_json(report)),
        (sarif, lambda: to_sarif(findings(preview, stack), f"Pulumi.{stack}.yaml")),
        (junit, lambda: to_junit(findings(preview, stack))),
    )
    for file, text in written:
        if file:
            _write(file, text())
    print_summary(report, sys.stdout)
    raise click.exceptions.Exit(ExitCode.FAILED if _fails(report, fail_on) else ExitCode.OK)


def _refuse_missing_folders(*files: Path | None) -> None:
    """Before the preview, which takes minutes, not after it."""
    missing = [file for file in files if file and not file.parent.is_dir()]
    for file in missing:
        click.echo(f"Error: {file}: there is no folder {file.parent}. Make it first, or name another file.", err=True)
    if missing:
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)


def _blueprint(stack: str) -> Blueprint | None:
    """The blueprint of the stack's file; a wrong file is the preview's to tell, so that it stands in the report."""
    try:
        return load_blueprint(stack_file(stack, Path()))
    except SettingsError:
        return None


def _settings(path: Path | None) -> Settings | None:
    try:
        return load_settings(path) if path else None
    except SettingsError as error:
        refuse(error, path or Path())


def _config(blueprint: Blueprint | None, levels: Path | None) -> Mapping[str, Any]:
    begun, problems = read_levels(levels) if levels else ({}, [])
    if problems:
        click.echo("\n".join(problems), err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    return policy_config(blueprint, begun) if blueprint else begun


def _read(saved: Path, state: Path | None) -> Preview:
    try:
        return read_preview(saved, read_state(state) if state else None)
    except ReadError as error:
        click.echo(f"Error: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None


def _run(stack: str, packs: tuple[Path, ...], config: Mapping[str, Any], save_plan: Path | None) -> Preview:
    chosen = packs or tuple(path for path in (Path("policies"),) if path.is_dir())
    try:
        return run_preview(stack, chosen, [config for _ in chosen], save_plan=save_plan)
    except (RunError, OSError) as error:
        click.echo(f"Error: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.FAILED) from None


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        click.echo(f"Error: {file}: {error.strerror}.", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None


def _fails(report: Report, fail_on: str) -> bool:
    if fail_on == "never":
        return False
    order = list(DangerClass)
    worst = DangerClass.REFUSED if fail_on == "violation" else DangerClass(fail_on)
    broken = fail_on == "violation" and any(each.level == "mandatory" for each in violations(report.verdicts))
    return broken or any(order.index(danger.danger) <= order.index(worst) for danger in report.dangers)


@command.command("comment")
@click.argument("report", type=click.File(encoding="utf-8"))
@click.option("--pull-request", type=click.IntRange(min=1), help="Its number; in a workflow, that of the event.")
def comment(report: Any, pull_request: int | None) -> None:
    """Put a Markdown report on a pull request on GitHub: in place of the one before it, or as a new comment.

    Needs GITHUB_TOKEN with `pull-requests: write`; GITHUB_REPOSITORY and GITHUB_API_URL are what workflows have. For
    GitLab and Azure Pipelines hand the file to the platform's own step: see examples/ci.
    """
    missing = [name for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY") if not os.environ.get(name)]
    if missing:
        raise click.UsageError(f"{' and '.join(missing)} must be set in the environment.")
    number = pull_request or _number_of_event()
    api = os.environ.get("GITHUB_API_URL") or "https://api.github.com"
    place = PullRequest(api, os.environ["GITHUB_REPOSITORY"], number, os.environ["GITHUB_TOKEN"])
    try:
        text = report.read()
    except ValueError:
        raise click.UsageError(
            f"{report.name} is no text in UTF-8: give what `lifeboat review --markdown` wrote."
        ) from None
    try:
        click.echo(write_comment(place, text))
    except CommentError as error:
        click.echo(f"Error: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.FAILED) from None


def _number_of_event() -> int:
    """The pull request that a workflow runs for, from the file in which GitHub describes its event."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    try:
        return int(json.loads(Path(path or "").read_text(encoding="utf-8"))["pull_request"]["number"])
    except (OSError, ValueError, KeyError, TypeError):
        raise click.UsageError(
            "which pull request? Give --pull-request, or run in a workflow that is started by one."
        ) from None
