"""`lifeboat policies`: what the policy pack is told about a stack."""

import json
from pathlib import Path

import click

from lifeboat.commands.policies_check import check
from lifeboat.commands.policies_explain import command as explain
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.exit_codes import ExitCode
from lifeboat.policy_config import policy_config, read_levels
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.group("policies")
def command() -> None:
    """Work with the policy pack in `policies/`."""


command.add_command(check)
command.add_command(explain)


@command.command("config")
@click.option(
    "--levels",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A configuration to begin with, such as policies/config/prod.json.",
)
@stack_option
def config(path: Path, levels: Path | None) -> None:
    """Print the pack's configuration for a stack, for `pulumi preview --policy-pack-config`.

    It names the ranges that are no resources of the stack: adopted networks and those in `other_ranges`. With --levels
    it has everything of that file too, and a name in the file that is no rule or setting of the pack is refused.
    """
    begun, problems = read_levels(levels) if levels else ({}, [])
    if problems:
        click.echo("\n".join(problems), err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT)
    try:
        blueprint = load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)
    click.echo(json.dumps(policy_config(blueprint, begun), indent=2))
