"""Properties of the tunnels of any valid settings: pairing, ranges, uniqueness, agreement, and growth."""

import copy
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.ipsec import agreement
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel
from lifeboat.settings import Settings, SettingsError, parse
from tests.property.valid import INSIDE_SLOTS, raw_interconnect, raw_settings
from tests.unit.settings.raw import CREATED

# Written down again, from the clouds' pages and not from the code under test.
AWS_KEEPS = [*(f"169.254.{n}.0/30" for n in range(6)), "169.254.169.252/30"]
AZURE_TAKES = (IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255"))
USED = {"single-tunnel": 1, "dual-tunnel": 2, "four-tunnel": 4}


def all_tunnels(interconnect: InterconnectBlueprint) -> list[Tunnel]:
    """Return every tunnel that AWS makes, used or not."""
    return [tunnel for connection in interconnect.connections for tunnel in connection.tunnels]


def inside_ranges_hold(stack: Settings, interconnect: InterconnectBlueprint) -> None:
    """Each tunnel has a /30 of its own that nobody keeps or uses; AWS has its first address, Azure its second."""
    tunnels = all_tunnels(interconnect)
    ranges = [tunnel.inside_cidr for tunnel in tunnels]
    assert len(set(ranges)) == len(ranges)
    taken = {*map(str, stack.interconnect.inside_ranges_taken), *AWS_KEEPS}
    for tunnel in tunnels:
        network = tunnel.inside_cidr
        assert network.prefixlen == 30
        assert str(network) not in taken
        assert tunnel.aws_inside_address == IPv4Address(int(network.network_address) + 1)
        assert tunnel.azure_inside_address == IPv4Address(int(network.network_address) + 2)
        chosen = stack.interconnect.tunnels.by_key()[tunnel.key].inside_cidr
        assert chosen in (None, network)
        if chosen is None or interconnect.routing == "bgp":
            assert AZURE_TAKES[0] <= network[0] <= network[-1] <= AZURE_TAKES[1]


def pairing_holds(stack: Settings, interconnect: InterconnectBlueprint) -> None:
    """Tunnels end at the Azure instance of their connection's customer gateway, with custom addresses it really has."""
    instances = {instance.key: instance for instance in make_blueprint(stack).primary.gateway.instances}
    assert [connection.gateway_instance for connection in interconnect.connections] == list(instances)
    for connection in interconnect.connections:
        used = [tunnel.azure_inside_address for tunnel in connection.tunnels if tunnel.used]
        own = list(instances[connection.gateway_instance].custom_bgp_addresses)
        assert own == (used if interconnect.routing == "bgp" else [])
        for tunnel in connection.tunnels:
            entries = {entry.gateway_instance: entry.address for entry in tunnel.custom_bgp_addresses}
            if not tunnel.used or interconnect.routing == "static":
                assert entries == {}
                continue
            assert set(entries) == set(instances)
            assert entries[connection.gateway_instance] == tunnel.azure_inside_address
            assert all(address in instances[key].custom_bgp_addresses for key, address in entries.items())


def counts_hold(stack: Settings, interconnect: InterconnectBlueprint) -> None:
    """As many tunnels as the topology says, two a connection, one connection an instance, names used once."""
    topology = stack.interconnect.topology
    assert len(interconnect.tunnels) == USED[topology] == interconnect.watching.fewest_tunnels
    assert len(interconnect.connections) == (2 if topology == "four-tunnel" else 1)
    assert all([tunnel.number for tunnel in connection.tunnels] == [1, 2] for connection in interconnect.connections)
    for name in ("key", "connection_name", "local_network_gateway_name"):
        names = [getattr(tunnel, name) for tunnel in all_tunnels(interconnect)]
        assert len(set(names)) == len(names)
    if interconnect.routing == "bgp" and topology != "four-tunnel":
        assert len(interconnect.tunnels) == 1


@pytest.mark.parametrize("inside", [*AWS_KEEPS, "169.254.21.0/31", "169.254.21.0/32", "169.254.20.0/29"])
def test_a_range_that_aws_does_not_take_is_refused_though_azure_would_not_mind(inside: str) -> None:
    """Static routes need no address of Azure's own, so only AWS's rules are left: a /30, and none that it keeps."""
    with pytest.raises(SettingsError) as caught:
        parse(
            {**CREATED, "interconnect": {"topology": "single-tunnel", "tunnels": {"tunnel1": {"inside_cidr": inside}}}}
        )
    assert [problem.path for problem in caught.value.problems] == [
        ("interconnect", "tunnels", "tunnel1", "inside_cidr")
    ]


@st.composite
def valid_tunnels(draw: st.DrawFn) -> Settings:
    """Settings that are right, random in all that tunnels depend on."""
    topology = draw(st.sampled_from(sorted(USED)))
    return parse({**CREATED, "interconnect": draw(raw_interconnect(topology))})


@settings(max_examples=10_000, deadline=None)
@given(valid_tunnels())
def test_no_rule_of_pairing_ranges_or_uniqueness_is_ever_broken(stack: Settings) -> None:
    """Ten thousand random stacks: every topology, target, routing, suite, with chosen, taken and free inside ranges."""
    interconnect = make_blueprint(stack).interconnect
    inside_ranges_hold(stack, interconnect)
    pairing_holds(stack, interconnect)
    counts_hold(stack, interconnect)
    assert all(each.meets for each in agreement(interconnect.suite))
    assert interconnect.azure_asn != interconnect.aws_asn


@settings(max_examples=300, deadline=None)
@given(raw_settings(), st.data())
def test_a_second_connection_moves_no_tunnel_of_the_first(raw: dict[str, Any], data: st.DataObject) -> None:
    """Between any two topologies, the inside ranges and names of tunnels that both have are the same."""
    raw["interconnect"] = data.draw(raw_interconnect("four-tunnel")) | {"target": raw["interconnect"]["target"]}
    four = {tunnel.key: tunnel for tunnel in all_tunnels(make_blueprint(parse(raw)).interconnect)}
    fewer = copy.deepcopy(raw)
    fewer["interconnect"] |= {"topology": data.draw(st.sampled_from(["single-tunnel", "dual-tunnel"])), "routing": None}
    for key in ("tunnel3", "tunnel4"):
        del fewer["interconnect"]["tunnels"][key]
    for tunnel in all_tunnels(make_blueprint(parse(fewer)).interconnect):
        same = four[tunnel.key]
        assert (tunnel.inside_cidr, tunnel.connection_name) == (same.inside_cidr, same.connection_name)


@settings(max_examples=300, deadline=None)
@given(raw_settings(), st.data())
def test_a_range_that_somebody_else_takes_moves_only_the_tunnel_that_had_it(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    """Tunnels do not depend on each other: what one gives up is the only thing that changes."""
    before = {tunnel.key: tunnel.inside_cidr for tunnel in all_tunnels(make_blueprint(parse(raw)).interconnect)}
    given_up = IPv4Network(data.draw(st.sampled_from(INSIDE_SLOTS)))
    chosen = {str(tunnel.get("inside_cidr")) for tunnel in raw["interconnect"]["tunnels"].values()}
    if str(given_up) in chosen:
        return
    raw["interconnect"]["inside_ranges_taken"].append(str(given_up))
    try:
        stack = parse(raw)
    except SettingsError:
        return  # the tunnel that moved would get a range that another one chose: refused, nothing moves
    after = {tunnel.key: tunnel.inside_cidr for tunnel in all_tunnels(make_blueprint(stack).interconnect)}
    assert {key for key in before if before[key] != after[key]} == {
        key for key, inside in before.items() if inside == given_up
    }
