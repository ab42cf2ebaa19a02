"""`lifeboat check`: whether a stack file can be deployed, and what that does to a stack that runs."""

from pathlib import Path

import click

from lifeboat.blueprint import Blueprint
from lifeboat.changes import StateError, compare, to_json, to_text
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.exit_codes import ExitCode
from lifeboat.running_stack import ExportError, NoSuchStateError, exported_state
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.command("check")
@stack_option
@click.option(
    "--against",
    metavar="STACK",
    help="A stack that runs, or a .json file of its exported state: say what the stack file would change.",
)
@click.option("--json", "as_json", is_flag=True, help="With --against: print the report as JSON for programs.")
def command(path: Path, against: str | None, *, as_json: bool) -> None:
    """Check a stack file: every problem in one run, nothing changed.

    With --against it says, before anybody runs `pulumi up`, what the stack file replaces in the tunnels of a stack that
    runs, which tunnels that takes down, for how long, and how to keep one up. It reads the state with `pulumi stack
    export`, which decrypts nothing, and makes no call to a cloud. In the sandbox:

        lifeboat sandbox run --stack dev -- lifeboat check --stack dev --against dev

    Exit code 0 when the file is right, whatever it would replace, 1 when the state cannot be read, 2 when the file is
    wrong. Values encrypted by Pulumi are checked by `pulumi preview`.
    """
    if as_json and against is None:
        raise click.UsageError("--json prints what --against finds: give both.")
    try:
        blueprint = load_blueprint(path)
    except SettingsError as error:
        refuse(error, path)
    if against is None:
        click.echo(f"{path}: right. {_summary(blueprint)}")
        return
    if not as_json:
        click.echo(f"{path}: right. {_summary(blueprint)}\n")
    click.echo(_told(blueprint, against, as_json=as_json), nl=False)


def _summary(blueprint: Blueprint) -> str:
    subnets = blueprint.recovery.subnets
    tunnels = _counted(len(blueprint.interconnect.tunnels), "tunnel")
    zones = _counted(len({subnet.zone for subnet in subnets}), "zone")
    ways = f"Azure {blueprint.primary.region} -> AWS {blueprint.recovery.region}"
    return f"{ways}, {tunnels}, {_counted(len(subnets), 'AWS subnet')} in {zones}."


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _told(blueprint: Blueprint, against: str, *, as_json: bool) -> str:
    try:
        report = compare(exported_state(against), blueprint)
    except (StateError, NoSuchStateError) as error:
        click.echo(f"Error: --against {against}: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None
    except ExportError as error:
        click.echo(f"Error: --against {against}: {error}", err=True)
        raise click.exceptions.Exit(ExitCode.FAILED) from None
    return to_json(report) if as_json else to_text(report, against)
