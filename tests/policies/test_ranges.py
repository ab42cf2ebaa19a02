"""The search for overlaps agrees with comparing everything to everything, and copes with very many ranges."""

import ipaddress
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from policies.rules.kit.ranges import Claim, Surroundings, holds, overlaps
from tests.policies.harness import Case, answer, rule_of

# Few distinct first addresses, so that equal, nested and neighbouring ranges are all common.
FOUR = st.builds(
    lambda number, bits: ipaddress.ip_network((0x0A000000 + (number << 20), bits), strict=False),
    st.integers(0, 15),
    st.integers(6, 14),
)
SIX = st.builds(
    lambda number, bits: ipaddress.ip_network(((0xFD << 120) + (number << 112), bits), strict=False),
    st.integers(0, 15),
    st.integers(8, 18),
)


@given(st.lists(st.one_of(FOUR, SIX), max_size=30))
def test_every_claim_that_overlaps_is_reported_and_no_other(networks):
    claims = [Claim(network, f"network {index}") for index, network in enumerate(networks)]
    slow = {
        frozenset(pair)
        for pair in combinations(claims, 2)
        if pair[0].network.version == pair[1].network.version and pair[0].network.overlaps(pair[1].network)
    }
    fast = {frozenset(pair) for pair in overlaps(claims)}
    assert fast <= slow
    assert {claim for pair in fast for claim in pair} == {claim for pair in slow for claim in pair}


@given(st.lists(FOUR, max_size=30))
def test_the_first_of_a_pair_holds_the_second(networks):
    for outer, inner in overlaps(Claim(network, str(index)) for index, network in enumerate(networks)):
        assert holds(outer.network, inner.network)


@given(st.lists(st.one_of(FOUR, SIX), max_size=30), st.lists(st.one_of(FOUR, SIX), max_size=5))
def test_the_surroundings_of_a_few_claims_give_the_pairs_that_all_claims_give(networks, few):
    """Pairs of which one is among the few; what the surroundings leave out cannot be part of such a pair."""
    around = [Claim(network, f"network {index}") for index, network in enumerate(networks)]
    asked = [Claim(network, f"tunnel {index}") for index, network in enumerate(few)]
    near = Surroundings(around).of(asked)
    assert len(set(near)) == len(near)
    found = [pair for pair in overlaps([*near, *asked]) if not set(asked).isdisjoint(pair)]
    assert found == [pair for pair in overlaps([*around, *asked]) if not set(asked).isdisjoint(pair)]


def test_a_hundred_thousand_ranges_of_one_stack_are_judged():
    """One conflict among them is found. Comparing each with each would be five thousand million comparisons."""
    prefixes = [f"10.{i >> 8 & 255}.{i & 255}.0/24" for i in range(65_536)]
    prefixes += [f"172.16.{i >> 8 & 255}.{i & 255}/32" for i in range(34_463)] + ["10.9.9.0/25"]
    case = Case(
        rule_id="addressing-networks-overlap",
        name="pass-many",
        resources=(
            {
                "type": "azure-native:network:VirtualNetwork",
                "name": "vnet",
                "props": {"addressSpace": {"addressPrefixes": prefixes}},
            },
        ),
        config={},
        violations=(),
        not_checked=(),
    )
    said = answer(rule_of(case.rule_id), case)
    assert [message.split(" must")[0] for _, message in said.violations] == ["The range 10.9.9.0/25 of VNet vnet"]
