"""Unit prices: the checked-in file, the fallback of an unknown Region, a user's own file with every mistake in it."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from lifeboat.cost import PricesError, known_prices, with_own_prices
from lifeboat.cost.prices import EVERYWHERE, FALLBACKS
from lifeboat.settings.problems import render_path
from lifeboat.sizing.quotas import EC2_INSTANCES

PRICES = known_prices()

# What the file says, where each problem stands, and a word of its message.
MISTAKES: dict[str, tuple[str, list[str], str]] = {
    "misspelled": ("aws.nat_gatway.hour: 1", ["aws.nat_gatway.hour"], "Did you mean aws.nat_gateway.hour?"),
    "unheard of": ("moon: 1", ["moon"], "docs/cost.md lists the keys"),
    "text for a price": ('aws.kms.key_month: "1"', ["aws.kms.key_month"], "a number, 0 to 1,000,000"),
    "yes for a price": ("aws.kms.key_month: yes", ["aws.kms.key_month"], "a number"),
    "nothing for a price": ("aws.kms.key_month:", ["aws.kms.key_month"], "a number"),
    "below nothing": ("aws.kms.key_month: -1", ["aws.kms.key_month"], "a number"),
    "no number": ("aws.kms.key_month: .nan", ["aws.kms.key_month"], "a number"),
    "without end": ("aws.kms.key_month: .inf", ["aws.kms.key_month"], "a number"),
    "block without a price": ("aws.kms.key_month: {source: us}", ["aws.kms.key_month.usd"], "Add usd"),
    "unknown key in a block": ("aws.kms.key_month: {usd: 1, eur: 1}", ["aws.kms.key_month.eur"], "usd, source, date"),
    "text for a date": ("aws.kms.key_month: {usd: 1, date: soon}", ["aws.kms.key_month.date"], "2026-10-01"),
    "time for a date": (
        "aws.kms.key_month: {usd: 1, date: 2026-10-01 10:00:00}",
        ["aws.kms.key_month.date"],
        "a date",
    ),
    "number for a source": ("aws.kms.key_month: {usd: 1, source: 4711}", ["aws.kms.key_month.source"], "quotes"),
    "list": ("[1, 2]", ["file"], "YAML with prices by key"),
    "empty": ("", ["file"], "no prices"),
    "no YAML": ("a: [", ["file"], "cannot be read"),
    "several": ("moon: 1\naws.kms.key_month: -1", ["aws.kms.key_month", "moon"], "2 problems"),
}


@pytest.mark.parametrize(("text", "paths", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_found_at_its_place(text: str, paths: list[str], word: str, tmp_path: Path) -> None:
    """One mistake is one problem; all of them come in one run."""
    file = tmp_path / "my.yaml"
    file.write_text(text)
    with pytest.raises(PricesError) as caught:
        with_own_prices(PRICES, file)
    assert sorted(render_path(problem.path) for problem in caught.value.problems) == paths
    assert word in caught.value.report(str(file))


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """With the reason of the system, and no traceback."""
    with pytest.raises(PricesError) as caught:
        with_own_prices(PRICES, tmp_path / "gone.yaml")
    assert "No such file" in str(caught.value)


def test_own_prices_hold_in_every_region_and_say_whose_they_are(tmp_path: Path) -> None:
    """A number alone is named after its file; a block brings its source and date; any instance type has a key."""
    file = tmp_path / "my.yaml"
    file.write_text(
        "aws.nat_gateway.hour: 0.041\n"
        "azure.transfer_out.gb: {usd: 0.05, source: agreement 4711, date: 2026-10-01}\n"
        "aws.ec2.r5.large.hour: 0.141\n"
    )
    prices = with_own_prices(PRICES, file)
    gateway = prices.find("aws.nat_gateway.hour", "ap-south-1")
    assert gateway is not None
    assert (gateway.usd, gateway.source, gateway.dated, gateway.own) == (Decimal("0.041"), "my.yaml", None, True)
    assert (gateway.unit, gateway.remarks) == ("gateway-hour", "own price")
    traffic = prices.find("azure.transfer_out.gb", "westeurope")
    assert traffic is not None
    assert (traffic.source, traffic.dated) == ("agreement 4711", date(2026, 10, 1))
    assert prices.find("aws.ec2.r5.large.hour", "eu-west-1") is not None
    assert PRICES.find("aws.ec2.r5.large.hour", "eu-west-1") is None


def test_every_price_has_a_positive_amount_a_source_and_a_date_in_the_past() -> None:
    """None is invented in silence: what was recalled says so in its source too."""
    for (key, region), price in PRICES.listed.items():
        assert price.usd > 0, key
        assert price.unit, key
        assert date(2024, 1, 1) <= (price.dated or date.min) <= date(2026, 12, 31), key
        assert price.recalled == ("check" in price.source), (key, region)


def test_every_key_has_a_price_that_stands_in_for_an_unknown_region() -> None:
    """So that no Region leaves a line without an amount; the line says whose price it is."""
    for key in PRICES.keys:
        fallback = FALLBACKS[key.partition(".")[0]]
        assert (key, fallback) in PRICES.listed or (key, EVERYWHERE) in PRICES.listed, key
        found = PRICES.find(key, "nowhere-1")
        assert found is not None
        assert found.region == EVERYWHERE or (found.stands_in_for, found.region) == ("nowhere-1", fallback)


def test_the_regions_of_this_checkouts_stacks_have_aws_prices_of_their_own() -> None:
    """eu-central-1 and eu-west-1; every replication server that the sizing knows has a price in both."""
    for key in (key for key in PRICES.keys if key.startswith("aws.")):
        for region in ("eu-central-1", "eu-west-1", "us-east-1"):
            found = PRICES.find(key, region)
            assert found is not None, (key, region)
            assert found.stands_in_for is None, (key, region)
    assert {f"aws.ec2.{name}.hour" for name in EC2_INSTANCES} <= PRICES.keys
