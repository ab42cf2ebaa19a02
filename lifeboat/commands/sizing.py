"""`lifeboat sizing`: what a stack's servers mean for replication and recovery."""

from pathlib import Path

import click

from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.exit_codes import ExitCode
from lifeboat.settings.problems import SettingsError
from lifeboat.sizing import size
from lifeboat.sizing.render import to_json, to_text
from lifeboat.sizing.servers_file import ServersFileError, read_servers
from lifeboat.sizing.stack import sizing_inputs
from lifeboat.stacks import load_settings


@click.command("sizing")
@stack_option
@click.option(
    "--servers",
    "servers_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file with one server a row, in place of sizing.servers_file and of the totals in the stack file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON for programs.")
def command(path: Path, servers_file: Path | None, *, as_json: bool) -> None:
    """Print what the servers of a stack need and what stands in their way.

    Replication and conversion servers, staging addresses, EBS volumes and snapshots, the first sync, whether the
    tunnels carry the changes in both directions, what an outage of them costs, how long a recovery takes, which servers
    cannot be protected and which quota breaks first. docs/sizing.md has every formula, and the header of the CSV file.

    Needs no cloud and no engine. Exit code 0 when the answers could be computed, whatever they are; 2 for a wrong stack
    file or a wrong file of servers, with every problem.
    """
    try:
        settings = load_settings(path)
    except SettingsError as error:
        refuse(error, path)
    if servers_file is None and settings.sizing.servers_file is not None:
        servers_file = path.parent / settings.sizing.servers_file
    try:
        servers = read_servers(servers_file) if servers_file else ()
    except ServersFileError as error:
        click.echo(error.report(str(servers_file)), err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None
    answers = size(sizing_inputs(settings, servers))
    title = f"{settings.name} ({settings.environment})"
    click.echo(to_json(answers) if as_json else to_text(answers, title), nl=False)
