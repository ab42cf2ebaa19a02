"""Properties of subnets that are cut for the servers that are expected: large enough, apart, and steady."""

from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lifeboat.blueprint import make_blueprint
from lifeboat.ranges import SubnetRole, drill_slot, vpc_slot
from lifeboat.settings import Settings, SettingsError, parse
from lifeboat.settings.subnet_sizes import longest_prefixes, subnet_needs
from lifeboat.vpc_layout import highest_free, lay_out, openings_slot
from tests.property.valid import ZONES
from tests.unit.settings.raw import CREATED, changed

SIZES = st.fixed_dictionaries(
    {
        "prefix": st.integers(16, 22),
        "zones": st.integers(1, 6),
        "servers": st.integers(0, 1200),
        "volumes_each": st.integers(1, 60),
        "wave": st.integers(1, 1200),
        "dedicated": st.booleans(),
        "egress": st.sampled_from(["nat", "one-nat", "none"]),
    }
)


def stack(size: dict[str, Any]) -> Settings:
    """Return settings of a size; a plan that does not fit is not this property's."""
    servers = size["servers"]
    sizing = {
        "servers": servers,
        "volumes": servers * size["volumes_each"],
        "servers_per_wave": [min(size["wave"], servers)],
    }
    raw = {
        "recovery.zones": ZONES[: size["zones"]],
        "recovery.network": {"cidr": f"10.64.0.0/{size['prefix']}", "egress": size["egress"]},
        "replication.dedicated_servers": size["dedicated"],
        "sizing": sizing if servers else {},
    }
    try:
        return parse(changed(CREATED, raw))
    except SettingsError as error:
        problems = error.problems
    assert {problem.path for problem in problems} == {("recovery", "network", "cidr")}
    assume(False)
    raise AssertionError


@settings(max_examples=200, deadline=None)
@given(SIZES)
def test_subnets_are_large_enough_inside_the_vpc_and_apart(size: dict[str, Any]) -> None:
    """For any number of servers that fits; the drill VPC's subnets and openings as well."""
    chosen = stack(size)
    recovery, needs = make_blueprint(chosen).recovery, subnet_needs(chosen)
    assert recovery.sizes is not None
    for subnet in recovery.subnets:
        assert subnet.cidr.subnet_of(recovery.vpc.cidr)
        assert 16 <= subnet.cidr.prefixlen <= 28
        if subnet.role == "recovery":
            assert subnet.cidr.num_addresses - 5 >= chosen.sizing.servers
        if subnet.key == f"staging-{ZONES[0]}":
            busy = needs.replication_servers + needs.conversion_servers
            assert subnet.cidr.num_addresses - 5 >= busy
    assert not any(a.cidr.overlaps(b.cidr) for a, b in combinations(recovery.subnets, 2))
    drill = recovery.drill
    assert drill.openings is not None
    assert drill.openings.cidr is not None
    ranges = [drill.openings.cidr, *(subnet.cidr for subnet in drill.subnets)]
    assert all(cidr.subnet_of(drill.cidr) for cidr in ranges)
    assert not any(a.overlaps(b) for a, b in combinations(ranges, 2))


@settings(max_examples=100, deadline=None)
@given(SIZES)
def test_a_subnet_whose_slot_is_large_enough_stays_in_it(size: dict[str, Any]) -> None:
    """Where all slots are, the layout is the one that stacks have had: nothing that exists moves."""
    chosen = stack(size)
    prefixes = longest_prefixes(subnet_needs(chosen), size["zones"])
    vpc = chosen.recovery.network.cidr
    slots = {place: vpc_slot(vpc, *place) for place in prefixes}
    assume(all(slots[place].prefixlen <= prefix for place, prefix in prefixes.items()))
    cidrs = {subnet.key: subnet.cidr for subnet in make_blueprint(chosen).recovery.subnets}
    for zone, name in enumerate(ZONES[: size["zones"]]):
        assert cidrs[f"staging-{name}"] == vpc_slot(vpc, SubnetRole.STAGING, zone)
        assert cidrs[f"recovery-{name}"] == vpc_slot(vpc, SubnetRole.RECOVERY, zone)


@settings(max_examples=200, deadline=None)
@given(SIZES.filter(lambda size: size["zones"] > 1))
def test_a_zone_or_a_way_out_more_moves_nothing(size: dict[str, Any]) -> None:
    """Whatever was cut for fewer zones, or with another egress, is the same; larger subnets too."""
    more = {subnet.key: subnet.cidr for subnet in make_blueprint(stack(size)).recovery.subnets}
    fewer = stack({**size, "zones": size["zones"] - 1, "egress": "none"})
    assert {subnet.key: subnet.cidr for subnet in make_blueprint(fewer).recovery.subnets}.items() <= more.items()


@settings(max_examples=200, deadline=None)
@given(SIZES, st.integers(1, 400))
def test_more_servers_never_need_fewer_addresses(size: dict[str, Any], more: int) -> None:
    """Neither for replication nor for recovery."""
    one = subnet_needs(stack({**size, "prefix": 16}))
    other = subnet_needs(stack({**size, "prefix": 16, "servers": min(1200, size["servers"] + more)}))
    if other.servers > 300:
        return  # an account replicates 300; what is beyond goes to others, and with it the share of this one
    assert other.staging_addresses >= one.staging_addresses
    assert other.recovery_addresses >= one.recovery_addresses


@settings(max_examples=300, deadline=None)
@given(
    st.integers(16, 22),
    st.integers(1, 8),
    st.dictionaries(
        st.tuples(st.sampled_from([SubnetRole.STAGING, SubnetRole.RECOVERY]), st.integers(0, 7)), st.integers(16, 28)
    ),
)
def test_a_layout_is_sound_for_any_wanted_sizes(
    prefix: int, zones: int, prefixes: dict[tuple[SubnetRole, int], int]
) -> None:
    """Every subnet is placed once or missing, is as large as wanted, and leaves the openings' slot free."""
    vpc = IPv4Network((10 << 24, prefix))
    made = lay_out(vpc, zones, prefixes, {})
    assert set(made.subnets) | set(made.missing) == {(role, zone) for role in SubnetRole for zone in range(zones)}
    assert not set(made.subnets) & set(made.missing)
    assert all(cidr.subnet_of(vpc) for cidr in made.subnets.values())
    assert all(cidr.prefixlen <= prefixes.get(place, 28) for place, cidr in made.subnets.items())
    ranges = [*made.subnets.values(), openings_slot(vpc)]
    if zones <= 6:
        assert not any(a.overlaps(b) for a, b in combinations(ranges, 2))


@settings(deadline=None)
@given(st.integers(20, 26), st.integers(20, 28), st.lists(st.integers(0, 63), max_size=12))
def test_the_highest_free_range_is_free_and_none_above_it_is(prefix: int, wanted: int, taken: list[int]) -> None:
    """Against looking at every place from above."""
    network = IPv4Network((10 << 24, prefix))
    used = [IPv4Network(((10 << 24) + place * 16, 28)) for place in taken]
    places = list(network.subnets(new_prefix=wanted)) if wanted >= prefix else []
    free = [place for place in places if not any(place.overlaps(other) for other in used)]
    assert highest_free(network, wanted, used) == (free[-1] if free else None)


def test_three_hundred_servers_fit_into_the_default_slots_of_a_sixteen() -> None:
    """The default VPC has room for what one account replicates, with twenty volumes each, without moving a subnet."""
    recovery = make_blueprint(parse(changed(CREATED, {"sizing": {"servers": 300, "volumes": 6000}}))).recovery
    assert recovery.sizes is not None
    assert (recovery.sizes.replication_servers, recovery.sizes.conversion_servers) == (400, 300)
    assert recovery.sizes.staging_addresses == 400 + 300 + 10 + 5
    cidrs = {subnet.key: str(subnet.cidr) for subnet in recovery.subnets}
    assert cidrs["staging-eu-central-1a"] == "10.20.128.0/21"
    assert cidrs["recovery-eu-central-1a"] == "10.20.0.0/20"


def test_a_small_vpc_gives_the_first_staging_subnet_what_it_needs_from_its_free_end() -> None:
    """100 servers with 10 volumes each: 67 replication and 100 conversion servers, 182 addresses, a /24 of a /21."""
    changes = {"recovery.network.cidr": "10.20.0.0/21", "sizing": {"servers": 100, "volumes": 1000}}
    cidrs = {
        subnet.key: str(subnet.cidr) for subnet in make_blueprint(parse(changed(CREATED, changes))).recovery.subnets
    }
    assert cidrs == {
        "staging-eu-central-1a": "10.20.7.0/24",
        "recovery-eu-central-1a": "10.20.0.0/25",
        "public-eu-central-1a": "10.20.6.0/27",
        "staging-eu-central-1b": "10.20.4.64/26",
        "recovery-eu-central-1b": "10.20.0.128/25",
    }


@pytest.mark.parametrize("cidr", ["10.30.0.0/24", "10.30.0.0/20"])
def test_a_drill_range_of_its_own_keeps_its_slots(cidr: str) -> None:
    """The openings take a place that no zone's slot is in."""
    drill = make_blueprint(parse(changed(CREATED, {"recovery.drill.cidr": cidr}))).recovery.drill
    assert [subnet.cidr for subnet in drill.subnets] == [drill_slot(IPv4Network(cidr), place) for place in (0, 1)]
    assert drill.openings is not None
    assert drill.openings.cidr is not None
