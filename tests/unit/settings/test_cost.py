"""The `cost` block: its defaults, and every mistake in it at its place."""

from typing import Any

import pytest

from lifeboat.blueprint import make_blueprint
from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import CREATED, changed

# What is changed, where the one problem stands, and a word of its message.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no budget": ({"monthly_budget_usd": 0}, "cost.monthly_budget_usd", "1 to 100000000"),
    "budget with cents": ({"monthly_budget_usd": 9.5}, "cost.monthly_budget_usd", "whole number"),
    "alert at nothing": ({"alert_percentages": [0]}, "cost.alert_percentages[0]", "1 to 1000"),
    "alert with a sign": ({"alert_percentages": ["80 %"]}, "cost.alert_percentages[0]", "without a sign"),
    "no alert": ({"alert_percentages": []}, "cost.alert_percentages", "at least 1"),
    "more alerts than a budget has": (
        {"alert_percentages": list(range(1, 11))},
        "cost.alert_percentages",
        "at most 9",
    ),
    "alert twice": ({"alert_percentages": [80, 90, 80]}, "cost.alert_percentages[2]", "cost.alert_percentages[0]"),
    "no address": ({"alert_emails": ["platform team"]}, "cost.alert_emails[0]", "cloud-costs@example.com"),
    "address without a domain": ({"alert_emails": ["costs@example"]}, "cost.alert_emails[0]", "an e-mail address"),
    "address twice": (
        {"alert_emails": ["a@example.com", "A@example.com"]},
        "cost.alert_emails[1]",
        "each once",
    ),
    "more addresses than a notification has": (
        {"alert_emails": [f"a{n}@example.com" for n in range(11)]},
        "cost.alert_emails",
        "at most 10",
    ),
    "text for yes": ({"billing_account": "yes"}, "cost.billing_account", "true or false"),
    "family for a type": ({"recovered_instance_type": "m5"}, "cost.recovered_instance_type", "m5.large"),
    "less than nothing to users": (
        {"failed_over_transfer_gib": -1},
        "cost.failed_over_transfer_gib",
        "0 to 100000000",
    ),
    "more than everything": ({"snapshot_change_percent": 101}, "cost.snapshot_change_percent", "0 to 100"),
    "misspelled": ({"monthly_budget": 3}, "cost.monthly_budget", "Did you mean monthly_budget_usd?"),
}


@pytest.mark.parametrize(("block", "path", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_at_its_place(block: dict[str, Any], path: str, word: str) -> None:
    """One mistake is one problem, with what is allowed."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {"cost": block}))
    assert [render_path(problem.path) for problem in caught.value.problems] == [path]
    assert word in str(caught.value)


def test_nothing_has_to_be_said() -> None:
    """A budget from the number of servers, three alerts, nobody by e-mail, no billing account."""
    for servers, budget in ((0, 250), (4, 550), (120, 9250)):
        cost = make_blueprint(parse(changed(CREATED, {"sizing": {"servers": servers}}))).cost
        assert (cost.monthly_budget_usd, cost.alert_percentages, cost.alert_emails) == (budget, (50, 80, 100), ())
        assert (cost.makes_budget, cost.activates_tags) == (True, False)
        assert cost.stack_tag == ("lifeboat:stack", "harbor-development")


def test_a_budget_that_is_named_counts() -> None:
    """Whatever the number of servers."""
    changes = {"sizing": {"servers": 4}, "cost": {"monthly_budget_usd": 42}}
    assert make_blueprint(parse(changed(CREATED, changes))).cost.monthly_budget_usd == 42


def test_govcloud_has_neither_budgets_nor_cost_explorer() -> None:
    """Its costs are on the bill of a commercial account."""
    changes = {
        "recovery.region": "us-gov-west-1",
        "recovery.zones": ["us-gov-west-1a"],
        "cost": {"billing_account": True},
    }
    cost = make_blueprint(parse(changed(CREATED, changes))).cost
    assert (cost.makes_budget, cost.activates_tags) == (False, False)
