"""`lifeboat blueprint`: everything that a stack file decides, before anything is deployed."""

from pathlib import Path

import click

from lifeboat.blueprint import to_json, to_text
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.command("blueprint")
@stack_option
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON for programs.")
def command(path: Path, *, as_json: bool) -> None:
    """Print the blueprint of a stack: every range, route, rule and tunnel, and the order of the deployment.

    Needs no cloud and no engine; the same settings always print the same text. Exit code 2 for a wrong stack file.
    """
    try:
        blueprint = load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)
    click.echo(to_json(blueprint) if as_json else to_text(blueprint), nl=False)
