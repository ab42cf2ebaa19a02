"""`lifeboat policies`: what the policy pack is told about a stack."""

import json
from pathlib import Path

import click

from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.policy_config import policy_config
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.group("policies")
def command() -> None:
    """Work with the policy pack in `policies/`."""


@command.command("config")
@stack_option
def config(path: Path) -> None:
    """Print the pack's configuration for a stack, for `pulumi preview --policy-pack-config`.

    It names the ranges that are no resources of the stack: adopted networks and those in `other_ranges`.
    """
    try:
        blueprint = load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)
    click.echo(json.dumps(policy_config(blueprint), indent=2))
