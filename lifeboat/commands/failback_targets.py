"""`lifeboat failback-targets`: whether the failback client works on the VMs to fail back to."""

from pathlib import Path

import click

from lifeboat.exit_codes import ExitCode
from lifeboat.failback.targets import TARGET_COLUMNS, check_target, parse_targets
from lifeboat.sizing.servers_file import ServersFileError


@click.command("failback-targets")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def command(file: Path) -> None:
    """Compare Azure VMs with what the failback client needs: memory, firmware, Secure Boot, disks.

    FILE is CSV with a server a line; docs/failback-prerequisites.md has its columns and the commands that fill them
    in. Names everything that is wrong, with its fix.

    Needs no cloud. Exit code 0 when every VM fits, 1 when one does not, 2 for a wrong file.
    """
    try:
        targets = parse_targets(file.read_text(encoding="utf-8-sig"))
    except ServersFileError as error:
        click.echo(error.report(str(file)), err=True)
        click.echo(f"columns: {', '.join(column.name for column in TARGET_COLUMNS)}", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None
    except UnicodeDecodeError:
        click.echo(f"{file}: found text that is not UTF-8. Save it as UTF-8.", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None
    findings = [finding for target in targets for finding in check_target(target)]
    for finding in findings:
        click.echo(str(finding))
    unfit = {finding.name for finding in findings}
    click.echo(f"{len(targets) - len(unfit)} of {len(targets)} VMs fit the failback client.")
    if findings:
        raise click.exceptions.Exit(ExitCode.FAILED)
