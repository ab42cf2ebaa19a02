"""The estimates as text for people, as Markdown for a review, and as JSON for programs."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from lifeboat.blueprint.tables import markdown_table, text_table
from lifeboat.cost.model import Estimate, Estimates, Line, Price

NO_QUOTE: Final = (
    "An estimate from list prices of the days shown, and NOT A QUOTE: neither cloud promises any of it. Check prices"
    " marked `check`, and put your own in with --prices."
)
"""Said above and below every estimate."""

Table = Callable[[str, Sequence[str], Sequence[Sequence[str]]], str]

_LINE: Final = ("cloud", "what", "how much", "quantity", "USD each", "price of", "USD")
_PRICE: Final = ("key", "USD", "unit", "Region", "date", "remarks", "source")


def to_text(estimates: Estimates, title: str) -> str:
    """Return the estimates as tables for a terminal.

    Args:
        estimates: to show.
        title: what they are about.
    """
    return "\n\n".join([title, NO_QUOTE, *_body(estimates, text_table), *_sentences(estimates, "  "), NO_QUOTE]) + "\n"


def to_markdown(estimates: Estimates, title: str) -> str:
    """Return the estimates as Markdown under a heading of the first level."""
    parts = [f"# {title}", f"**{NO_QUOTE}**", *_body(estimates, markdown_table)]
    return "\n\n".join([*parts, *_sentences(estimates, "- "), f"**{NO_QUOTE}**"]) + "\n"


def to_json(estimates: Estimates) -> str:
    """Return the estimates as JSON; numbers that money is computed from are text, so that nothing rounds them."""
    document = {
        "notice": NO_QUOTE,
        "currency": "USD",
        "estimates": [_estimate(each) for each in estimates.all],
        "assumptions": estimates.assumptions,
        "monthly_budget_usd": estimates.monthly_budget_usd,
        "over_budget": estimates.over_budget,
        "prices": [_price(price) for price in estimates.prices],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def number_text(quantity: Decimal) -> str:
    """Return a number with separators and without zeros that say nothing."""
    return f"{quantity.normalize():,f}" if quantity else "0"


def _dated(dated: date | None) -> str:
    return "no date" if dated is None else dated.isoformat()


def _body(estimates: Estimates, table: Table) -> Iterator[str]:
    for each in estimates.all:
        yield table(f"{each.title}: {each.usd():,.2f} USD", _LINE, [*map(_row, each.lines), *_sums(each)])
        notes = [*each.notes]
        if each.unpriced:
            keys = ", ".join(each.unpriced)
            notes.append(f"TOO LOW: no price is known of {keys}. Put it into a file and name it with --prices.")
        if notes:
            yield "\n".join(notes)
    rows = [
        (p.key, number_text(p.usd), p.unit, p.region, _dated(p.dated), p.remarks, p.source) for p in estimates.prices
    ]
    yield table("Prices", _PRICE, rows)


def _row(line: Line) -> tuple[str, ...]:
    quantity, price, amount = number_text(line.quantity), line.price, line.amount_usd
    if price is None or amount is None:
        return line.cloud, line.what, line.arithmetic, quantity, "NOT KNOWN", "", "NOT KNOWN"
    return (
        line.cloud,
        line.what,
        line.arithmetic,
        f"{quantity} {price.unit}",
        number_text(price.usd),
        " ".join(filter(None, (_dated(price.dated), price.remarks))),
        f"{amount:,.2f}",
    )


def _sums(each: Estimate) -> Iterator[tuple[str, ...]]:
    blank = [""] * 4
    yield "AWS", "all of AWS", *blank, f"{each.usd('AWS'):,.2f}"
    yield "Azure", "all of Azure", *blank, f"{each.usd('Azure'):,.2f}"
    yield "", "TOTAL", *blank, f"{each.usd():,.2f}"


def _sentences(estimates: Estimates, bullet: str) -> Iterator[str]:
    budget = estimates.monthly_budget_usd
    if budget is not None:
        share = estimates.at_rest.usd("AWS")
        verdict = "MORE than" if estimates.over_budget else "within"
        yield (
            f"Budget of AWS's share: {budget:,} USD a month (cost.monthly_budget_usd); a month at rest costs"
            f" {share:,.2f} USD there, {verdict} that."
        )
    if estimates.assumptions:
        yield "\n".join(["Taken for granted:\n", *(f"{bullet}{sentence}" for sentence in estimates.assumptions)])


def _estimate(each: Estimate) -> dict[str, Any]:
    return {
        "key": each.key,
        "title": each.title,
        "lines": [_line(line) for line in each.lines],
        "usd": {"AWS": str(each.usd("AWS")), "Azure": str(each.usd("Azure")), "total": str(each.usd())},
        "unpriced": each.unpriced,
        "notes": each.notes,
    }


def _line(line: Line) -> dict[str, Any]:
    amount = line.amount_usd
    return {
        "cloud": line.cloud,
        "what": line.what,
        "arithmetic": line.arithmetic,
        "quantity": str(line.quantity),
        "price": None if line.price is None else _price(line.price),
        "price_key": line.key,
        "amount_usd": None if amount is None else str(amount),
    }


def _price(price: Price) -> dict[str, Any]:
    return {
        "key": price.key,
        "usd": str(price.usd),
        "unit": price.unit,
        "region": price.region,
        "date": None if price.dated is None else price.dated.isoformat(),
        "source": price.source,
        "recalled": price.recalled,
        "stands_in_for": price.stands_in_for,
        "own": price.own,
    }
