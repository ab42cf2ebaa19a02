"""Overlaps agree with brute force, and cost no more than sorting."""

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.ranges import Claim, SubnetRole, drill_slot, last_subnet, overlaps, vpc_slot


def crowded(bits: int) -> st.SearchStrategy[IPv4Network]:
    """Draw ranges that often nest: few addresses, every prefix length."""
    return st.builds(
        lambda start, prefix: IPv4Network((start, prefix), strict=False),
        st.integers(0, 255).map(lambda n: n << bits),
        st.integers(0, 32),
    )


@settings(max_examples=300, deadline=None)
@given(st.lists(crowded(24) | crowded(12) | crowded(0), max_size=25))
def test_overlaps_agree_with_brute_force(networks: list[IPv4Network]) -> None:
    """The ranges that overlap another are those that comparing all pairs finds, the wider one first in each pair.

    Equal ranges are paired with the first of them only, so pairs are compared as pairs of distinct ranges, and each
    repeated range has to be named.
    """
    found = list(overlaps(Claim(position, network) for position, network in enumerate(networks)))
    brute = [(a, b) for a, b in combinations(range(len(networks)), 2) if networks[a].overlaps(networks[b])]
    assert all(outer.network.supernet_of(inner.network) for outer, inner in found)
    as_ranges = {frozenset((networks[a], networks[b])) for a, b in brute}
    assert {frozenset((outer.network, inner.network)) for outer, inner in found} == as_ranges
    assert {claim.label for pair in found for claim in pair} == {position for pair in brute for position in pair}
    assert len({frozenset((outer.label, inner.label)) for outer, inner in found}) == len(found)


class Counted(IPv4Network):
    """A range that counts how often an address of it is asked for."""

    asked = 0

    def __getattribute__(self, name: str) -> Any:
        if name in ("network_address", "broadcast_address"):
            Counted.asked += 1
        return super().__getattribute__(name)


def test_disjoint_ranges_are_looked_at_a_constant_number_of_times() -> None:
    """Four times as many ranges cost four times as many looks, not sixteen times (sorting apart)."""
    looks = []
    for count in (500, 2000):
        claims = [Claim(n, Counted((n << 8, 24))) for n in range(count)]
        Counted.asked = 0
        assert list(overlaps(claims)) == []
        looks.append(Counted.asked)
    assert looks[1] == 4 * looks[0]
    assert looks[1] <= 5 * 2000


@given(st.integers(8, 27), st.integers(27, 29))
def test_the_last_subnet_ends_where_its_network_ends(prefix: int, longer: int) -> None:
    """It lies inside, has the asked length, and shares the last address."""
    network = IPv4Network((10 << 24, prefix))
    subnet = last_subnet(network, longer)
    assert (subnet.prefixlen, subnet.broadcast_address) == (longer, network.broadcast_address)


@pytest.mark.parametrize("prefix", range(16, 23))
def test_all_slots_of_a_vpc_are_apart(prefix: int) -> None:
    """Eight slots for each of the three roles lie in the VPC, are subnets AWS makes, and do not meet."""
    vpc = IPv4Network((10 << 24, prefix))
    slots = [vpc_slot(vpc, role, position) for role in SubnetRole for position in range(8)]
    assert all(slot.subnet_of(vpc) and slot.prefixlen <= 28 for slot in slots)
    assert list(overlaps(Claim(n, slot) for n, slot in enumerate(slots))) == []


@pytest.mark.parametrize(
    ("cut", "arguments"),
    [
        (vpc_slot, (IPv4Network("10.0.0.0/23"), SubnetRole.STAGING, 0)),
        (vpc_slot, (IPv4Network("10.0.0.0/16"), SubnetRole.STAGING, 8)),
        (drill_slot, (IPv4Network("10.0.0.0/28"), 1)),
        (drill_slot, (IPv4Network("10.0.0.0/24"), -1)),
        (last_subnet, (IPv4Network("10.0.0.0/28"), 27)),
    ],
)
def test_what_does_not_fit_is_refused(cut: Any, arguments: tuple[Any, ...]) -> None:
    """A slot that does not exist is an error, never a range outside the network."""
    with pytest.raises(ValueError, match=r"has no|is smaller"):
        cut(*arguments)
