"""Properties of the blueprint of any valid settings: sound addresses, and growth that moves nothing."""

import copy
import dataclasses
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.blueprint import Blueprint, make_blueprint, to_json
from lifeboat.settings import Settings, parse
from tests.property.valid import raw_settings, valid_settings

GROWING = {
    "zones": ("recovery", "zones"),
    "workload subnets": ("primary", "network", "workload_subnets"),
    "address ranges": ("primary", "network", "virtual_network", "address_space"),
    "other ranges": ("other_ranges",),
    "spokes": ("primary", "network", "spokes"),
}
RESOLVER = ("recovery", "private", "resolver")


def things(value: Any, path: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], Any]:
    """Return every single value of a blueprint by its place; items of lists by their key or name, not position."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {place: leaf for f in fields for place, leaf in things(getattr(value, f.name), (*path, f.name)).items()}
    if isinstance(value, tuple):
        found: dict[tuple[Any, ...], Any] = {}
        for item in value:
            mark = getattr(item, "key", None) or getattr(item, "name", None) or str(item)
            assert (*path, mark) not in found
            found |= {(*path, mark): True, **things(item, (*path, mark))}
        return found
    return {path: value}


@settings(max_examples=150, deadline=None)
@given(raw_settings(fewest=2), st.sampled_from(sorted(GROWING)), st.data())
def test_growing_a_list_moves_nothing(raw: dict[str, Any], what: str, data: st.DataObject) -> None:
    """Whatever the blueprint holds for a shorter list, it holds, the same, for one with items appended."""
    shorter = copy.deepcopy(raw)
    items: Any = shorter
    for part in GROWING[what]:
        items = items[part]
    del items[data.draw(st.integers(1, len(items) - 1)) :]
    before, after = things(make_blueprint(parse(shorter))), things(make_blueprint(parse(raw)))
    if len(shorter["recovery"]["zones"]) == 1 < len(raw["recovery"]["zones"]):
        # The second address of the resolver, which a single zone has to hold too, goes to the second zone: said at
        # recovery.zones.
        before = {place: leaf for place, leaf in before.items() if place[:3] != RESOLVER}
    assert before.items() <= after.items()
    assert len(before) < len(after)


@settings(max_examples=100, deadline=None)
@given(valid_settings())
def test_subnets_lie_in_their_networks_and_apart(stack: Settings) -> None:
    """Subnets of each network are inside it and disjoint, and every zone has a staging, recovery and drill subnet."""
    blueprint = make_blueprint(stack)
    primary, recovery = blueprint.primary, blueprint.recovery
    azure = [primary.gateway_subnet.cidr, *(subnet.cidr for subnet in primary.workload_subnets)]
    assert all(any(cidr.subnet_of(space) for space in primary.virtual_network.address_space) for cidr in azure)
    aws = [subnet.cidr for subnet in recovery.subnets]
    drill = [subnet.cidr for subnet in recovery.drill.subnets]
    assert all(cidr.subnet_of(recovery.vpc.cidr) and 16 <= cidr.prefixlen <= 28 for cidr in aws)
    assert all(cidr.subnet_of(recovery.drill.cidr) and 16 <= cidr.prefixlen <= 28 for cidr in drill)
    for side in (azure, aws, drill):
        assert not any(one.overlaps(other) for one, other in combinations(side, 2))
    keys = [subnet.key for subnet in (*recovery.subnets, *recovery.drill.subnets)]
    assert {f"{role}-{zone}" for role in ("staging", "recovery", "drill") for zone in stack.recovery.zones} <= {*keys}
    assert len(keys) == len(set(keys))


@settings(max_examples=100, deadline=None)
@given(valid_settings())
def test_routes_and_groups_name_what_exists(stack: Settings) -> None:
    """Each subnet uses one route table, each way out exists, and each Azure range may reach replication servers."""
    recovery = make_blueprint(stack).recovery
    used = [subnet for table in recovery.route_tables for subnet in table.subnets]
    assert sorted(used) == sorted(subnet.key for subnet in recovery.subnets)
    gateways = {gateway.key: gateway.subnet for gateway in recovery.nat_gateways}
    assert {table.default_route for table in recovery.route_tables} <= {None, "internet", *gateways}
    assert set(gateways.values()) == {subnet.key for subnet in recovery.subnets if subnet.role == "public"}
    transit = stack.interconnect.target == "transit-gateway"
    for table in recovery.route_tables:
        assert table.propagates == (table.key != "public" and not transit)
        assert bool(table.transit_routes) == (table.key != "public" and transit)
    (replication,) = (group for group in recovery.security_groups if group.key == "replication")
    sources = {rule.cidr for rule in replication.rules if rule.direction == "ingress"}
    spokes = {block for spoke in stack.primary.network.spokes for block in spoke.address_space}
    assert sources == {*stack.primary.network.virtual_network.address_space, *spokes}


@settings(max_examples=100, deadline=None)
@given(valid_settings())
def test_a_drill_in_the_same_range_has_the_same_addresses(stack: Settings) -> None:
    """Where the drill VPC has the recovery VPC's range, each zone's drill subnet is its recovery subnet's range."""
    recovery = make_blueprint(stack).recovery
    real = {subnet.zone: subnet.cidr for subnet in recovery.subnets if subnet.role == "recovery"}
    drill = {subnet.zone: subnet.cidr for subnet in recovery.drill.subnets}
    assert recovery.drill.cidr == (stack.recovery.drill.cidr or recovery.vpc.cidr)
    assert (drill == real) == (recovery.drill.cidr == recovery.vpc.cidr)


@settings(max_examples=50, deadline=None)
@given(raw_settings())
def test_the_same_settings_are_the_same_text(raw: dict[str, Any]) -> None:
    """Two readings of the same settings, one of them with its keys in another order, give equal blueprints and text."""
    other = {key: raw[key] for key in reversed(raw)}
    first, second = make_blueprint(parse(raw)), make_blueprint(parse(other))
    assert isinstance(first, Blueprint)
    assert first == second
    assert to_json(first) == to_json(second)


@settings(max_examples=100, deadline=None)
@given(valid_settings())
def test_private_mode_reaches_the_service_and_nothing_wider(stack: Settings) -> None:
    """Every created table has one gateway endpoint, nothing is open to the world, the resolver is where it can be."""
    blueprint = make_blueprint(stack)
    recovery, private = blueprint.recovery, blueprint.recovery.private
    assert (private is None) == (stack.recovery.network.egress != "private")
    if private is None:
        return
    led = [table for each in private.endpoints for table in each.route_tables]
    assert sorted(led) == sorted(table.key for table in recovery.route_tables)
    assert {table.default_route for table in recovery.route_tables} == {None}
    ranges = [rule.cidr for group in recovery.security_groups for rule in group.rules if rule.cidr is not None]
    assert all(cidr.prefixlen > 0 for cidr in ranges)
    subnets = {subnet.key: subnet for subnet in recovery.subnets}
    assert len({place.subnet for place in private.resolver}) == len(private.resolver) == 2
    for place in private.resolver:
        assert place.address in subnets[place.subnet].cidr
    dns = blueprint.primary.dns
    assert dns is not None
    if dns.resolver_subnet is not None:
        azure = [blueprint.primary.gateway_subnet.cidr, *(each.cidr for each in blueprint.primary.workload_subnets)]
        assert not any(dns.resolver_subnet.overlaps(each) for each in azure)
