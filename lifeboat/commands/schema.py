"""`lifeboat schema`: what may stand in a stack file, for editors or for people."""

import json

import click

from lifeboat.settings.reference import reference
from lifeboat.settings.schema import stack_file_schema


@click.command("schema")
@click.option("--reference", "as_reference", is_flag=True, help="Print the reference of all settings as Markdown.")
def command(*, as_reference: bool) -> None:
    """Print the JSON schema of a stack file, generated from the models."""
    text = reference() if as_reference else json.dumps(stack_file_schema(), indent=2, ensure_ascii=False) + "\n"
    click.echo(text, nl=False)
