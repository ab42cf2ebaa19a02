"""How the commands that read a stack file are told which one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from lifeboat.exit_codes import ExitCode
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import stack_file

_META_KEY = "lifeboat.stack"


def stack_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--stack NAME` and `--file PATH` to a command, which receives the file as `path`."""
    file_option = click.option(
        "--file",
        "path",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_locate,
        help="A stack file anywhere, instead of --stack.",
    )
    name_option = click.option(
        "--stack",
        "-s",
        default="dev",
        show_default=True,
        is_eager=True,
        expose_value=False,
        callback=_remember,
        help="Stack whose Pulumi.<stack>.yaml in this folder is read.",
    )
    return name_option(file_option(function))


def _remember(context: click.Context, _parameter: click.Parameter, stack: str) -> str:
    context.meta[_META_KEY] = stack
    return stack


def _locate(context: click.Context, _parameter: click.Parameter, file: Path | None) -> Path:
    return file or stack_file(context.meta[_META_KEY], Path())


def stack_name(path: Path) -> str:
    """Return the name of the stack that a stack file belongs to, as Pulumi derives it: `Pulumi.<stack>.yaml`."""
    return path.name.removeprefix("Pulumi.").removesuffix(".yaml")


def refuse(error: SettingsError, path: Path) -> NoReturn:
    """Print every problem of a stack file and end with `ExitCode.BAD_INPUT`."""
    click.echo(error.report(str(path)), err=True)
    raise click.exceptions.Exit(ExitCode.BAD_INPUT)
