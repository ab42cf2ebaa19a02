"""`lifeboat blueprint`: everything that a stack file decides, before anything is deployed."""

import json
from pathlib import Path
from typing import IO, Any, Final

import click

from lifeboat.blueprint import Blueprint, to_json, to_text
from lifeboat.blueprint.tunnel_table import tunnels_json, tunnels_markdown, tunnels_text
from lifeboat.commands.picture import picture
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint

_FORMATS: Final = {"text": tunnels_text, "markdown": tunnels_markdown, "json": tunnels_json}


@click.group("blueprint", invoke_without_command=True)
@stack_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON for programs.")
@click.pass_context
def command(context: click.Context, path: Path, *, as_json: bool) -> None:
    """Print the blueprint of a stack: every range, route, rule and tunnel, and the order of the deployment.

    Needs no cloud and no engine; the same settings always print the same text. Exit code 2 for a wrong stack file.
    """
    if context.invoked_subcommand is None:
        blueprint = _load(path)
        click.echo(to_json(blueprint) if as_json else to_text(blueprint), nl=False)


@command.command("tunnels")
@stack_option
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option(
    "--outputs",
    type=click.File(encoding="utf-8"),
    help="The stack's outputs, as `pulumi stack output --json` prints them (- reads them from there): fills in the"
    " addresses that the clouds gave out.",
)
def tunnels(path: Path, form: str, outputs: IO[str] | None) -> None:
    """Print every tunnel and both of its ends, to be checked against Azure's how-to of tunnels to AWS.

    Azure instance and public IP, customer gateway, AWS outside address, inside /30 and both inside addresses, AS
    numbers, the names in Azure, and whether what Azure offers is what AWS accepts, field by field.
    """
    click.echo(_FORMATS[form](_load(path), _read(outputs)), nl=False)


command.add_command(picture)


def _load(path: Path) -> Blueprint:
    try:
        return load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)


def _read(outputs: IO[str] | None) -> dict[str, Any]:
    if outputs is None:
        return {}
    try:
        document = json.load(outputs)
    except json.JSONDecodeError as error:
        raise click.UsageError(f"--outputs: {error}; give what `pulumi stack output --json` prints") from error
    if not isinstance(document, dict):
        raise click.UsageError("--outputs: found no object; give what `pulumi stack output --json` prints")
    return document
