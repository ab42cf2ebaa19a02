"""Unit prices: the dated file of list prices, a user's own in their place, and what stands in for an unknown Region."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from lifeboat.cost.model import Price
from lifeboat.settings.problems import Problem

PLACE: Final = Path(__file__).with_name("prices.yaml")
"""The list prices of this checkout."""

EVERYWHERE: Final = "*"
FALLBACKS: Final = {"aws": "us-east-1", "azure": "eastus"}
"""The Region whose price stands in where a Region's own is not known: the one that both clouds' examples are of."""

MOST_USD: Final = Decimal(1_000_000)
INSTANCE: Final = re.compile(r"aws\.ec2\.[a-z][a-z0-9-]*\.[a-z0-9-]+\.hour")
"""Keys of instance types: a user's own file may price any of them, the others have to be known."""

_EXAMPLE: Final = "Write it as in aws.nat_gateway.hour: 0.045."


class PricesError(ValueError):
    """A user's own file of prices cannot be used.

    Attributes:
        problems: every problem.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(self.report())

    def report(self, source: str = "file of prices") -> str:
        """Return all problems as text, one a line, under a headline that counts them."""
        count = len(self.problems)
        headline = f"{source}: {count} problem{'' if count == 1 else 's'}; nothing was computed."
        return "\n".join([headline, *(f"  {problem}" for problem in self.problems)])


@dataclass(frozen=True)
class PriceList:
    """Prices by key and Region.

    Attributes:
        listed: the list prices.
        own: the user's, by key: they hold in every Region.
    """

    listed: Mapping[tuple[str, str], Price]
    own: Mapping[str, Price]

    @property
    def keys(self) -> frozenset[str]:
        """Every key with a list price."""
        return frozenset(key for key, _ in self.listed)

    def find(self, key: str, region: str) -> Price | None:
        """Return the price of a key in a Region: the user's own, the Region's, or the fallback Region's, marked so."""
        if key in self.own:
            return self.own[key]
        exact = self.listed.get((key, region)) or self.listed.get((key, EVERYWHERE))
        if exact is not None:
            return exact
        other = self.listed.get((key, FALLBACKS[key.partition(".")[0]]))
        return None if other is None else replace(other, stands_in_for=region)


@cache
def known_prices() -> PriceList:
    """Return the list prices of this checkout."""
    groups = yaml.safe_load(PLACE.read_text(encoding="utf-8"))
    listed: dict[tuple[str, str], Price] = {}
    for group in groups:
        for key, regions in group["prices"].items():
            for region, usd in regions.items():
                if (key, region) in listed:
                    raise ValueError(f"{PLACE.name}: {key} of {region} stands twice")
                listed[key, region] = Price(
                    key=key,
                    unit=group["unit"],
                    usd=Decimal(str(usd)),
                    region=region,
                    source=group["source"],
                    dated=group["date"],
                    recalled=group.get("recalled", False),
                )
    return PriceList(listed, {})


def with_own_prices(prices: PriceList, path: Path) -> PriceList:
    """Return the prices with those of a user's own file in their place.

    Args:
        prices: the list prices.
        path: YAML: a key of a list price (or `aws.ec2.<type>.hour`), and its price in USD: a number, or a block
            with `usd` and, if wanted, `source` and `date`.

    Raises:
        PricesError: with every problem.
    """
    raw = _read(path)
    problems: list[Problem] = []
    own: dict[str, Price] = {}
    units = {key: price.unit for (key, _), price in prices.listed.items()}
    for key, value in raw.items():
        found = [*_key_problems(str(key), units), *_value_problems(str(key), value)]
        problems += found
        if not found:
            own[key] = _own_price(key, value, units.get(key, "instance-hour"), path.name)
    if problems:
        raise PricesError(problems)
    return PriceList(prices.listed, {**prices.own, **own})


def _read(path: Path) -> Mapping[Any, Any]:
    allowed = "YAML with prices by key"
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PricesError(
            [_whole(f"nothing that can be read ({error.strerror})", allowed, "Check its path.")]
        ) from None
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        found = f"a file that cannot be read ({reason})"
        raise PricesError([_whole(found, allowed, "Correct the file.")]) from None
    if not isinstance(raw, Mapping) or not raw:
        raise PricesError([_whole("no prices", allowed, _EXAMPLE)])
    return raw


def _whole(found: str, allowed: str, fix: str) -> Problem:
    return Problem(("file",), found, allowed, "Its prices take the place of list prices.", fix)


def _key_problems(key: str, units: Mapping[str, str]) -> Iterator[Problem]:
    if key in units or INSTANCE.fullmatch(key):
        return
    near = difflib.get_close_matches(key[:60], sorted(units), n=1)
    fix = f"Did you mean {near[0]}?" if near else "docs/cost.md lists the keys."
    yield Problem((key,), "an unknown price", "a key of docs/cost.md", "It would be ignored in silence.", fix)


def _value_problems(key: str, value: Any) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield from _number_problems((key,), value)
        return
    for name in value:
        if name not in ("usd", "source", "date"):
            why = "A misspelled key would be ignored in silence."
            yield Problem((key, str(name)), "an unknown key", "usd, source, date", why, "Remove it.")
    if "usd" not in value:
        yield Problem((key, "usd"), "nothing", "a price in USD", "The block is there for it.", "Add usd.")
    else:
        yield from _number_problems((key, "usd"), value["usd"])
    if not isinstance(value.get("source", ""), str):
        why, fix = "The estimate names it.", "Write it in quotes."
        yield Problem((key, "source"), str(value["source"]), "text", why, fix)
    if "date" in value and type(value["date"]) is not date:
        why, fix = "The estimate shows how old a price is.", "Write it as in 2026-10-01."
        yield Problem((key, "date"), str(value["date"]), "a date", why, fix)


def _number_problems(path: tuple[str, ...], value: Any) -> Iterator[Problem]:
    try:
        usd = None if isinstance(value, bool) or not isinstance(value, int | float) else Decimal(str(value))
    except InvalidOperation:
        usd = None
    if usd is None or not usd.is_finite() or not 0 <= usd <= MOST_USD:
        allowed = f"a number, 0 to {MOST_USD:,}, in USD"
        yield Problem(path, str(value)[:60], allowed, "Amounts are computed from it.", _EXAMPLE)


def _own_price(key: str, value: Any, unit: str, file: str) -> Price:
    block = value if isinstance(value, Mapping) else {"usd": value}
    return Price(
        key=key,
        unit=unit,
        usd=Decimal(str(block["usd"])),
        region=EVERYWHERE,
        source=block.get("source") or file,
        dated=block.get("date"),
        own=True,
    )
