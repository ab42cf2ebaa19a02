"""`lifeboat recovery-only`: deploy the AWS side while Azure is unreachable."""

import json
import os
import shutil
import subprocess

import click

from lifeboat.exit_codes import ExitCode
from lifeboat.without_primary import VARIABLE, exclude_primary, primary_stands

_CHANGES_STATE = ("up", "preview")


@click.command("recovery-only", context_settings={"ignore_unknown_options": True})
@click.argument("pulumi_command", nargs=-1, type=click.UNPROCESSED, required=True)
def command(pulumi_command: tuple[str, ...]) -> None:
    """Deploy the AWS side alone while Azure is unreachable.

    Give the command after `--`, as in `lifeboat recovery-only -- pulumi up --stack prod`; try it with `preview` first.

    No call to Azure is made; Azure's resources stay in the state as they are. What AWS needs to know of Azure comes
    from the stack's outputs of the last deployment. A normal `pulumi up` afterwards shows no changes.
    """
    if len(pulumi_command) < 2 or pulumi_command[0] != "pulumi" or pulumi_command[1] not in _CHANGES_STATE:
        raise click.UsageError(f"give a command such as: pulumi up (one of: {', '.join(_CHANGES_STATE)})")
    if shutil.which("pulumi") is None:
        click.echo("Error: there is no pulumi on PATH. `lifeboat doctor` says where one is.", err=True)
        raise click.exceptions.Exit(ExitCode.FAILED)
    environment = {**os.environ, VARIABLE: _stands(pulumi_command)}
    finished = subprocess.run(exclude_primary(pulumi_command), env=environment, check=False)
    raise click.exceptions.Exit(finished.returncode)


def _stands(pulumi_command: tuple[str, ...]) -> str:
    outputs = subprocess.run(
        ["pulumi", "stack", "output", "--json", *_stack_arguments(pulumi_command)],
        capture_output=True,
        text=True,
        check=False,
    )
    if outputs.returncode:
        click.echo(outputs.stderr.strip(), err=True)
        raise click.exceptions.Exit(ExitCode.FAILED)
    try:
        return primary_stands(json.loads(outputs.stdout))
    except KeyError as error:
        click.echo(
            f"the stack has no output {error}: it was never deployed whole, so what AWS needs to know of Azure is "
            "not recorded anywhere. Deploy it once with `pulumi up` while Azure is reachable.",
            err=True,
        )
        raise click.exceptions.Exit(ExitCode.FAILED) from None


def _stack_arguments(pulumi_command: tuple[str, ...]) -> list[str]:
    """Return the `--stack` of a command, which `pulumi stack output` has to be given as well."""
    for position, part in enumerate(pulumi_command):
        if part in ("--stack", "-s"):
            return list(pulumi_command[position : position + 2])
        if part.startswith(("--stack=", "-s=")):
            return [part]
    return []
