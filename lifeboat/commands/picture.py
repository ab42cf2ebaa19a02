"""`lifeboat blueprint picture`: what a stack file decides, as a picture."""

from pathlib import Path
from typing import IO, Literal

import click

from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.pictures import DRAWN, Landscape, from_blueprint
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_blueprint


@click.command("picture")
@stack_option
@click.option(
    "--kind",
    type=click.Choice(list(DRAWN)),
    default="topology",
    show_default=True,
    help="What is connected to what, or where addresses are.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Another stack file: it is before, the stack is after, and the difference is marked.",
)
@click.option(
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    show_default="standard output",
    help="Where it is written.",
)
@click.option("--format", "form", type=click.Choice(["svg", "text"]), default="svg", show_default=True)
def picture(
    path: Path,
    kind: Literal["topology", "addresses"],
    against: Path | None,
    output: IO[str],
    form: Literal["svg", "text"],
) -> None:
    """Draw a stack: both clouds, gateways, tunnels and the isolated drill VPC, or every range on a map.

    The picture is one SVG file that loads nothing, for light and dark screens; --format text says the same in tables.
    Needs no cloud and no engine; the same settings always draw the same picture. Addresses that a cloud gives out are
    shown as known after deployment. Exit code 2 for a wrong stack file.
    """
    before = _landscape(against) if against is not None else None
    drawn = DRAWN[kind][form](before, _landscape(path))
    # The file is opened by this: not before there is something to write.
    output.write(drawn.rstrip("\n") + "\n")


def _landscape(path: Path) -> Landscape:
    try:
        return from_blueprint(load_blueprint(path))
    except SettingsError as error:
        refuse(error, path)
