"""`lifeboat policies explain`: what the pack checked in a preview, what it could not, and when it will."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from lifeboat.commands.stack_argument import refuse, stack_name, stack_option
from lifeboat.exit_codes import ExitCode
from lifeboat.policy_config import policy_config, read_levels
from lifeboat.previews import Preview, ReadError, Source, read_preview
from lifeboat.previews.explanation import explain
from lifeboat.previews.explanation_text import to_json, to_text
from lifeboat.previews.run import RunError, run_preview
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint

PACK = Path("policies")

_FORMATS: dict[str, Callable[..., str]] = {"text": to_text, "json": to_json}


@click.command("explain")
@click.option(
    "--preview",
    "saved",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="The event log of a preview that was run with policy packs; - for standard input.",
)
@click.option(
    "--levels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Without --preview: the levels to run with, such as policies/config/prod.json.",
)
@click.option("--format", "form", type=click.Choice(sorted(_FORMATS)), default="text", show_default=True)
@stack_option
def command(path: Path, saved: Path | None, levels: Path | None, form: str) -> None:
    """Say what the policy pack checks in a preview, what it cannot, and when it will.

    Without --preview it runs `pulumi preview` itself, on whatever clouds the environment leads to, with the pack in
    policies/ and its configuration for the stack. In the sandbox:

        lifeboat sandbox run --stack dev -- lifeboat policies explain --stack dev

    Exit code 0 when the preview came to its end, whatever the rules found in it, 1 when it did not, 2 when there is
    nothing to explain.
    """
    preview = _run(path, levels) if saved is None else _saved(saved)
    if not preview.packs:
        _end(ExitCode.BAD_INPUT, "no policy pack judged this preview. Run it with `--policy-pack policies`.")
    explanation = explain(preview)
    click.echo(_FORMATS[form](explanation), nl=False)
    if explanation.errors:
        raise click.exceptions.Exit(ExitCode.FAILED)


def _saved(path: Path) -> Preview:
    try:
        preview = read_preview(sys.stdin.buffer if str(path) == "-" else path)
    except ReadError as error:
        _end(ExitCode.BAD_INPUT, str(error))
    if preview.source is not Source.EVENTS:
        how = "`PULUMI_DEBUG_COMMANDS=1 pulumi preview --event-log FILE --policy-pack policies`"
        _end(ExitCode.BAD_INPUT, f"{path}: the form is {preview.source}, without policies. Give an event log ({how}).")
    return preview


def _run(path: Path, levels: Path | None) -> Preview:
    begun, problems = read_levels(levels) if levels else ({}, [])
    if problems:
        _end(ExitCode.BAD_INPUT, "\n".join(problems))
    if not PACK.is_dir():
        _end(ExitCode.BAD_INPUT, f"there is no folder {PACK}/ here. Run this in the project's folder.")
    try:
        config: dict[str, Any] = policy_config(load_blueprint(path), begun)
    except SettingsError as error:
        refuse(error, path)
    try:
        return run_preview(stack_name(path), [PACK], [config])
    except RunError as error:
        _end(ExitCode.FAILED, str(error))


def _end(code: ExitCode, text: str) -> NoReturn:
    click.echo(f"Error: {text}", err=True)
    raise click.exceptions.Exit(code)
