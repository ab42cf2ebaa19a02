"""Properties of the cost: more is never cheaper, AWS costs more failed over, a price of one's own changes its lines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeboat.cost import Estimates, Price, PriceList, Quantities, estimate, known_prices
from lifeboat.cost.stack import quantities_of
from lifeboat.settings import Settings, parse
from tests.property.valid import valid_settings
from tests.unit.cost.plans import LARGE, PRIVATE, SMALL
from tests.unit.settings.raw import CREATED, changed

PRICES = known_prices()
COUNTS = [
    name
    for name, kind in Quantities.__annotations__.items()
    if kind in {int, int | None} and name not in {"wire_bytes", "segment_bytes"}
]


@st.composite
def quantities(draw: st.DrawFn) -> Quantities:
    """Draw quantities around one of the three stacks; what nobody knows may be anything that can be unknown."""
    base = draw(st.sampled_from([SMALL, LARGE, PRIVATE]))
    numbers = {name: draw(st.integers(0, 10_000)) for name in COUNTS}
    numbers["snapshot_change_percent"] = draw(st.integers(0, 100))
    numbers["provisioned_gib"] = draw(st.none() | st.integers(0, 10**6))
    numbers["used_gib"] = draw(st.none() | st.integers(0, 10**6))
    numbers["changed_bytes_per_second"] = draw(st.none() | st.integers(0, 10**9))
    numbers["windows_servers"] = draw(st.none() | st.integers(0, 10_000))
    return replace(base, **numbers)


def sums(estimates: Estimates) -> list[Decimal]:
    return [each.usd() for each in estimates.all]


@pytest.mark.parametrize("name", COUNTS)
@given(start=quantities(), more=st.integers(1, 1000))
def test_more_of_anything_is_never_cheaper(name: str, start: Quantities, more: int) -> None:
    """Servers, volumes, bytes, gateways, days of retention: none of them saves anything."""
    value = getattr(start, name)
    if value is None or (name == "snapshot_change_percent" and value + more > 100):
        return
    before, after = estimate(start, PRICES), estimate(replace(start, **{name: value + more}), PRICES)
    assert all(one <= other for one, other in zip(sums(before), sums(after), strict=True))


@given(quantities())
def test_aws_never_costs_less_failed_over_than_at_rest_but_for_what_replication_sends(start: Quantities) -> None:
    """Everything that stands stays, and the servers come on top; only the transit gateway has less to carry."""
    estimates = estimate(start, PRICES)
    carried = sum(line.amount_usd or 0 for line in estimates.at_rest.lines if line.key == "aws.transit_gateway.gb")
    assert estimates.failed_over.usd("AWS") >= estimates.at_rest.usd("AWS") - carried
    assert estimates.failed_over.usd("Azure") <= estimates.at_rest.usd("Azure")


@given(quantities())
def test_sums_are_those_of_the_lines(start: Quantities) -> None:
    """What is shown adds up to the cent, by cloud and together."""
    for each in estimate(start, PRICES).all:
        by_cloud = [
            sum((line.amount_usd or Decimal(0) for line in each.lines if line.cloud == cloud), Decimal(0))
            for cloud in ("AWS", "Azure")
        ]
        assert [each.usd("AWS"), each.usd("Azure")] == by_cloud
        assert each.usd() == sum(by_cloud)
        assert all(line.quantity > 0 for line in each.lines)


@given(quantities(), st.sampled_from(sorted(PRICES.keys)), st.decimals(0, 100, places=4))
def test_a_price_of_ones_own_changes_exactly_its_lines(start: Quantities, key: str, usd: Decimal) -> None:
    """Its own lines have it, and no other line differs in anything."""
    own = PriceList(PRICES.listed, {key: Price(key, "thing", usd, "*", "contract", None, own=True)})
    before, after = estimate(start, PRICES), estimate(start, own)
    for old, new in zip(before.all, after.all, strict=True):
        for one, other in zip(old.lines, new.lines, strict=True):
            if other.key == key:
                assert other.price == own.own[key]
                assert replace(other, price=one.price) == one
            else:
                assert other == one


@given(valid_settings())
def test_every_valid_stack_can_be_estimated(settings: Settings) -> None:
    """Whatever settings allow, every line has a price."""
    found, _ = quantities_of(settings)
    assert [each.unpriced for each in estimate(found, PRICES).all] == [(), (), ()]


def test_a_stack_without_servers_costs_what_stands() -> None:
    """Tunnels and gateways are paid for before the first server replicates."""
    found, _ = quantities_of(parse(CREATED))
    estimates = estimate(found, PRICES)
    whats = {line.what for line in estimates.at_rest.lines}
    assert {"NAT gateways", "VPN connections", "VPN gateway (VpnGw1AZ)"} <= whats
    assert "DRS source servers" not in whats
    assert estimates.drill.usd() == 0


def test_longer_retention_changes_snapshots_alone() -> None:
    """Nothing else on the bill depends on it."""
    sized = {"sizing": {"servers": 4, "provisioned_gib": 400, "used_gib": 160, "changed_bytes_per_second": 2_000_000}}
    week = estimate(quantities_of(parse(changed(CREATED, sized)))[0], PRICES)
    month = estimate(quantities_of(parse(changed(CREATED, {**sized, "replication.retention_days": 30})))[0], PRICES)
    different = {
        (one.what, one.amount_usd is not None and other.amount_usd is not None and one.amount_usd < other.amount_usd)
        for one, other in zip(week.at_rest.lines, month.at_rest.lines, strict=True)
        if one != other
    }
    assert different == {("EBS snapshots", True)}
