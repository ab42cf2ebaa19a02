"""`lifeboat check`: whether a stack file can be deployed, without the engine."""

from pathlib import Path

import click

from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.command("check")
@stack_option
def command(path: Path) -> None:
    """Check a stack file: every problem in one run, nothing changed.

    Exit code 0 when it is right, 2 when it is not. Values encrypted by Pulumi are checked by `pulumi preview`.
    """
    try:
        blueprint = load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)
    tunnels = len(blueprint.interconnect.tunnels)
    subnets = len(blueprint.recovery.subnets)
    click.echo(
        f"{path}: right. Azure {blueprint.primary.region} -> AWS {blueprint.recovery.region}, {tunnels} tunnels, "
        f"{subnets} AWS subnets in {len({subnet.zone for subnet in blueprint.recovery.subnets})} zones."
    )
