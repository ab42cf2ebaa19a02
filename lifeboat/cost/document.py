"""Writes `docs/cost.md`: formulas, prices, and the estimates of both stacks of this checkout.

Run `python -m lifeboat.cost.document` in the checkout after a change; a test compares.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from lifeboat.blueprint.tables import markdown_table
from lifeboat.cost import lines
from lifeboat.cost.estimates import estimate
from lifeboat.cost.model import Estimates
from lifeboat.cost.prices import known_prices
from lifeboat.cost.render import NO_QUOTE, number_text
from lifeboat.cost.stack import quantities_of
from lifeboat.sizing.document import FIELDS, fields_of
from lifeboat.stacks import load_settings

PLACE: Final = Path("docs") / "cost.md"
"""Where the page is checked in."""

STACKS: Final = ("dev", "prod")

FORMULAS: Final[tuple[Callable[..., Any], ...]] = (
    lines.counted,
    lines.running,
    lines.stored,
    lines.boot_volumes,
    lines.daily_change_gib,
    lines.snapshots,
    lines.replicated_gib,
    lines.on_the_wire_gib,
    lines.sent,
    lines.converting,
    lines.licences,
)
"""Every formula, in the order of the page."""

_HEAD: Final = """\
<!-- Made by `python -m lifeboat.cost.document`. Change what it reads in lifeboat/cost, not this page. -->

# Cost

`lifeboat cost --stack prod` (or `--file`) estimates three situations before anything is deployed: **a month at rest**
(everything replicates), **a drill day** (on top of it) and **a month failed over** (everything runs in AWS, and fails
back at its end). Every line has its quantity with the arithmetic, its unit price with date and source, and its amount;
sums by cloud. `--format json` and `--format markdown` print the same for programs and for a review; `--servers` takes
the file of servers of [sizing.md](sizing.md). The exit code is 0 when it could be computed, and 2 when stack file, file
of servers or file of prices are wrong.

**It is not a quote.** Prices are list prices of the days shown, kept in `lifeboat/cost/prices.yaml`; nothing asks a
cloud. A price marked *check* was put together from memory and unofficial tables. A Region that the file does not know
gets the price of us-east-1 or eastus, and its line says so.

Prices of your own take the place of list prices, in every Region:

```yaml
# my-prices.yaml, for `lifeboat cost --prices my-prices.yaml`
aws.nat_gateway.hour: 0.041
azure.vpn_gateway.VpnGw2AZ.hour: {usd: 0.36, source: agreement 4711, date: 2026-10-01}
aws.ec2.r5.large.hour: 0.141        # any instance type
```

What surprises people is on Azure's bill: replication leaves Azure through the VPN gateway, and that is charged as
traffic to the internet.

## The budget

The stack makes an AWS budget of `cost.monthly_budget_usd`, with alerts to the stack's alarm topic and
`cost.alert_emails`. Its default is 250 USD, and 75 for each of `sizing.servers`: it depends on settings alone, so that
new list prices move no alarm, and it lies above a month at rest and below a month failed over, so that a failover or a
forgotten drill is heard of. `lifeboat cost` says when the estimate is more than the budget.

It counts the whole account, since a budget that filters by a tag that is not activated counts nothing, and stays
silent: give recovery an account of its own. Cost allocation tags are activated by a management or stand-alone account
alone, and AWS knows a tag up to 24 hours after its first use: set `cost.billing_account: true` a day after the first
deployment. The stack then activates `lifeboat:stack` and `AWSElasticDisasterRecoveryManaged`, makes a cost category
that names this stack, and narrows the budget to it. Tags stay active when the stack is destroyed: other stacks, and
what was already billed, count on them. In GovCloud there is no AWS Budgets; its costs are on the commercial account's
bill.
"""


def page(folder: Path = Path()) -> str:
    """Return the page as Markdown.

    Args:
        folder: the checkout, whose stacks it shows.
    """
    parts = [_HEAD, "## Formulas", ""]
    for formula in FORMULAS:
        parts += _formula(formula)
    for stack in STACKS:
        parts += _stack(folder, stack)
    parts += _prices()
    return "\n".join(parts) + "\n"


def _formula(formula: Callable[..., Any]) -> Iterator[str]:
    fields = fields_of(formula)
    yield f"### `{formula.__name__}`\n"
    yield f"{fields['Meaning']}\n"
    for name in FIELDS:
        yield f"- {name}: {fields[name]}"
    yield ""


def _stack(folder: Path, stack: str) -> Iterator[str]:
    settings = load_settings(folder / f"Pulumi.{stack}.yaml")
    quantities, assumptions = quantities_of(settings)
    estimates = estimate(quantities, known_prices())
    rows = [
        (each.title, f"{each.usd('AWS'):,.2f}", f"{each.usd('Azure'):,.2f}", f"{each.usd():,.2f}")
        for each in estimates.all
    ]
    title = f"{stack}: {quantities.servers} servers, {quantities.azure_region} to {quantities.aws_region}"
    yield markdown_table(title, ("estimate", "AWS, USD", "Azure, USD", "total, USD"), rows)
    yield f"\n{_ages(estimates)} {NO_QUOTE}\n"
    for each in estimates.all:
        lines_of = [
            (
                line.cloud,
                line.what,
                f"{line.arithmetic} = {number_text(line.quantity)}",
                "not known" if line.price is None else f"{number_text(line.price.usd)} a {line.price.unit}",
                "" if line.price is None else f"{line.price.dated or ''}{_marked(line.price.remarks)}",
                "not known" if line.amount_usd is None else f"{line.amount_usd:,.2f}",
            )
            for line in each.lines
        ]
        heads = ("cloud", "what", "quantity", "unit price, USD", "price of", "USD")
        yield "#" + markdown_table(each.title, heads, lines_of) + "\n"
        yield from (f"{note}\n" for note in each.notes)
    yield "Taken for granted:\n"
    yield from (f"- {sentence}" for sentence in assumptions)
    yield ""


def _marked(remarks: str) -> str:
    return f" ({remarks})" if remarks else ""


def _ages(estimates: Estimates) -> str:
    dates = sorted(price.dated for price in estimates.prices if price.dated)
    checks = sum(price.recalled for price in estimates.prices)
    return f"{len(estimates.prices)} prices of {dates[0]} to {dates[-1]}, {checks} of them to be checked."


def _prices() -> Iterator[str]:
    rows = [
        (
            f"`{key}`",
            region,
            number_text(price.usd),
            price.unit,
            str(price.dated),
            price.remarks,
            price.source,
        )
        for (key, region), price in sorted(known_prices().listed.items())
    ]
    yield markdown_table("Prices", ("key", "Region", "USD", "unit", "date", "remarks", "source"), rows)


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
