"""What an estimate consists of, as frozen plain data. Amounts are US dollars, exact to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

Cloud = Literal["AWS", "Azure"]
"""Whose bill a line is on."""

CENT: Final = Decimal("0.01")


def cents(amount: Decimal) -> Decimal:
    """Return an amount to the cent; half a cent is rounded up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Price:
    """One unit price.

    Attributes:
        key: what is paid for, such as `aws.nat_gateway.hour`.
        unit: what one of it is.
        usd: price of one unit.
        region: the Region that it is of; `*` where it is the same in every Region.
        source: who says so.
        dated: the day that the source gives; None for a price of one's own without a date.
        recalled: whether it has to be checked before one relies on it.
        stands_in_for: the Region whose price is not known and in whose place this one stands, else None.
        own: whether it comes from the user's own file.
    """

    key: str
    unit: str
    usd: Decimal
    region: str
    source: str
    dated: date | None
    recalled: bool = False
    stands_in_for: str | None = None
    own: bool = False

    @property
    def remarks(self) -> str:
        """What a reader has to know of it, in a few words."""
        words = ["own price"] if self.own else []
        words += [f"of {self.region}"] if self.stands_in_for else []
        words += ["check"] if self.recalled else []
        return ", ".join(words)


@dataclass(frozen=True)
class Line:
    """One line of an estimate.

    Attributes:
        cloud: whose bill it is on.
        what: for people.
        key: of its price.
        quantity: how many units.
        arithmetic: how the quantity comes about.
        price: of one unit; None when nobody knows it.
    """

    cloud: Cloud
    what: str
    key: str
    quantity: Decimal
    arithmetic: str
    price: Price | None

    @property
    def amount_usd(self) -> Decimal | None:
        """Quantity times price, to the cent; None without a price."""
        return None if self.price is None else cents(self.quantity * self.price.usd)


def total(lines: Sequence[Line], cloud: Cloud | None = None) -> Decimal:
    """Return the sum of the lines that have a price, of one cloud or of both."""
    chosen = (line.amount_usd for line in lines if cloud is None or line.cloud == cloud)
    return sum((amount for amount in chosen if amount is not None), Decimal(0))


@dataclass(frozen=True)
class Estimate:
    """One situation and what it costs.

    Attributes:
        key: `month-at-rest`, `drill-day` or `month-failed-over`.
        title: for people.
        lines: what is paid for.
        notes: what is not in it, and what was assumed for it alone.
    """

    key: Literal["month-at-rest", "drill-day", "month-failed-over"]
    title: str
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    def usd(self, cloud: Cloud | None = None) -> Decimal:
        """Return its sum, of one cloud or of both."""
        return total(self.lines, cloud)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Keys of the prices that nobody knows: the sum is too low by them."""
        return tuple(dict.fromkeys(line.key for line in self.lines if line.price is None))


@dataclass(frozen=True)
class Estimates:
    """The three estimates of a stack.

    Attributes:
        at_rest: a month in which everything replicates.
        drill: what a day with a drill costs on top.
        failed_over: a month in which everything runs in AWS.
        assumptions: what was taken for granted in all of them.
        monthly_budget_usd: the stack's budget, which is AWS's alone; None when it is not known.
    """

    at_rest: Estimate
    drill: Estimate
    failed_over: Estimate
    assumptions: tuple[str, ...]
    monthly_budget_usd: int | None

    @property
    def all(self) -> tuple[Estimate, Estimate, Estimate]:
        """All three, in order."""
        return self.at_rest, self.drill, self.failed_over

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every price that was used, once, by key."""
        used = {line.key: line.price for each in self.all for line in each.lines if line.price is not None}
        return tuple(used[key] for key in sorted(used))

    @property
    def over_budget(self) -> bool:
        """Whether AWS's share of a month at rest alone is more than the budget."""
        return self.monthly_budget_usd is not None and self.at_rest.usd("AWS") > self.monthly_budget_usd
