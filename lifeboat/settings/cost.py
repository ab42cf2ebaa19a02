"""Settings of the cost: the budget of the AWS side, who hears of it, and what the estimates assume."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import Field

from lifeboat.settings.fields import Check, Model, matching, refuse
from lifeboat.settings.problems import Path, Problem

ROOT: Final[Path] = ("cost",)

MOST_ALERTS: Final = 9
"""Percentages beside the forecast's: a budget has ten notifications (AWS Budgets API, Notification)."""

MOST_EMAILS: Final = 10
"""E-mail subscribers of a notification (AWS Budgets API, NotificationWithSubscribers)."""

MOST_PERCENT: Final = 1000


def _percentage(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_PERCENT:
        why, fix = "An alert is sent when so much of the budget is spent.", "Write it as in 80, without a sign."
        refuse(f"a whole number, 1 to {MOST_PERCENT}", why, fix)
    return value


Percentage = Annotated[int, Check(_percentage, type="integer", minimum=1, maximum=MOST_PERCENT)]
"""A share of the budget in percent."""

EmailAddress = Annotated[
    str,
    matching(
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
        "an e-mail address",
        "AWS Budgets writes to it.",
        "Write it as in cloud-costs@example.com.",
    ),
]
"""An address that AWS Budgets writes to."""


class Cost(Model):
    """The budget of the AWS side, which always exists, and what the estimates of `lifeboat cost` assume."""

    monthly_budget_usd: int | None = Field(default=None, ge=1, le=100_000_000)
    """What AWS may cost in a month, in USD; by default 250, and 75 for each of `sizing.servers`: a rule of thumb
    above a month at rest, so that a failover or a forgotten drill is heard of. `lifeboat cost` compares it with the
    estimate. A change updates the budget in place."""
    alert_percentages: list[Percentage] = Field(default=[50, 80, 100], min_length=1, max_length=MOST_ALERTS)
    """Shares of the budget, in percent, that an alert is sent at once they are spent. One more is sent when the
    forecast of the month reaches all of it. A change updates the budget in place."""
    alert_emails: list[EmailAddress] = Field(default=[], max_length=MOST_EMAILS)
    """Who gets the alerts by e-mail, beside the stack's alarm topic. A change updates the budget in place."""
    billing_account: bool = False
    """Whether the recovery account is a management or a stand-alone account, which alone may activate cost allocation
    tags, and a day has passed since the first deployment, so that AWS knows them. Activates `lifeboat:stack` and DRS's
    own tag, makes a cost category, and narrows the budget from the whole account to what carries this stack's tag.
    A change adds or removes the category and replaces the budget; tags stay activated."""
    recovered_instance_type: Annotated[
        str,
        matching(
            r"[a-z][a-z0-9-]*\.[a-z0-9-]+",
            "an EC2 instance type such as m5.large",
            "The estimates reckon every recovered server as one.",
            "Name the type that is nearest to the average server.",
        ),
    ] = "m5.large"
    """EC2 instance type that the estimates take for every recovered server. A change alters nothing that is
    deployed."""
    failed_over_transfer_gib: int | None = Field(default=None, ge=0, le=100_000_000)
    """What the recovered servers send to their users in a month, in GiB; 20 a server by default. A change alters
    nothing that is deployed."""
    snapshot_change_percent: int = Field(default=100, ge=0, le=100)
    """Share of what servers write that changes blocks for good, in percent: what is overwritten again on the same day
    is stored once. The default, 100, is the worst case; a week of snapshots shows the real one. A change alters nothing
    that is deployed."""


def cost_checks(cost: Cost) -> Iterator[Problem]:
    """Yield every problem between the settings of the cost."""
    yield from _twice("alert_percentages", cost.alert_percentages)
    yield from _twice("alert_emails", [address.lower() for address in cost.alert_emails])


def _twice(key: str, values: list[Any]) -> Iterator[Problem]:
    for position, value in enumerate(values):
        first = values.index(value)
        if first != position:
            yield Problem(
                (*ROOT, key, position),
                f"{value}, as in cost.{key}[{first}]",
                "each once",
                "AWS Budgets refuses a notification or a subscriber that it has already.",
                "Remove one of them.",
                ((*ROOT, key, first),),
            )
