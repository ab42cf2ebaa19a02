"""`lifeboat cost`: what a stack costs at rest, in a drill and failed over."""

from pathlib import Path
from typing import Literal

import click

from lifeboat.blueprint import make_blueprint
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.cost import PriceList, PricesError, estimate, known_prices, quantities_of, with_own_prices
from lifeboat.cost.render import to_json, to_markdown, to_text
from lifeboat.exit_codes import ExitCode
from lifeboat.settings.problems import SettingsError
from lifeboat.sizing.servers_file import ServersFileError, read_servers
from lifeboat.stacks import load_settings


@click.command("cost")
@stack_option
@click.option(
    "--servers",
    "servers_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A CSV file with one server a row, as for `lifeboat sizing`.",
)
@click.option(
    "--prices",
    "prices_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file with prices of your own, which take the place of list prices.",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How it is printed.",
)
def command(
    path: Path,
    servers_file: Path | None,
    prices_file: Path | None,
    shape: Literal["text", "json", "markdown"],
) -> None:
    """Estimate what a stack costs: a month at rest, a drill day, a month failed over.

    Every line has its quantity with the arithmetic, its unit price with date and source, and its amount in USD; sums by
    cloud. List prices, kept with their dates in this checkout: an estimate and no quote. docs/cost.md has every formula
    and every price, and the form of a file of own prices.

    Needs no cloud and no engine. Exit code 0 when it could be computed; 2 for a wrong stack file, file of servers or
    file of prices, with every problem.
    """
    try:
        settings = load_settings(path)
    except SettingsError as error:
        refuse(error, path)
    if servers_file is None and settings.sizing.servers_file is not None:
        servers_file = path.parent / settings.sizing.servers_file
    try:
        servers = read_servers(servers_file) if servers_file else ()
        prices = _prices(prices_file)
    except (ServersFileError, PricesError) as error:
        wrong = servers_file if isinstance(error, ServersFileError) else prices_file
        click.echo(error.report(str(wrong)), err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None
    quantities, assumptions = quantities_of(settings, servers)
    budget = make_blueprint(settings).cost
    estimates = estimate(
        quantities,
        prices,
        assumptions=assumptions,
        monthly_budget_usd=budget.monthly_budget_usd if budget.makes_budget else None,
    )
    title = f"Cost of {settings.name} ({settings.environment})"
    shown = {"text": to_text, "markdown": to_markdown}
    click.echo(to_json(estimates) if shape == "json" else shown[shape](estimates, title), nl=False)


def _prices(file: Path | None) -> PriceList:
    listed = known_prices()
    return with_own_prices(listed, file) if file else listed
