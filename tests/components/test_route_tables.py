"""Which route tables keep traffic from AWS: Azure's choice among routes, case by case."""

from ipaddress import IPv4Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.primary.route_tables import Route, RouteTable, find_fault

VPC = IPv4Network("10.20.0.0/16")
OTHER = IPv4Network("10.30.0.0/16")


def table(*routes: tuple[str, str], propagates: bool = True) -> RouteTable:
    return RouteTable(propagates, tuple(Route(f"r-{hop}", IPv4Network(prefix), hop) for prefix, hop in routes))


@pytest.mark.parametrize(
    "good",
    [
        table(),
        table(("0.0.0.0/0", "VirtualAppliance")),
        table(("0.0.0.0/0", "Internet")),
        table(("10.0.0.0/8", "None")),
        table(("10.20.0.0/16", "VirtualAppliance")),
        table(("10.20.0.0/16", "VirtualNetworkGateway")),
        table(("0.0.0.0/0", "VirtualNetworkGateway"), propagates=False),
        table(("10.0.0.0/8", "VirtualNetworkGateway"), propagates=False),
        table(("10.0.0.0/8", "VirtualAppliance"), propagates=False),
        table(("0.0.0.0/0", "VirtualAppliance"), ("10.20.0.0/16", "VirtualNetworkGateway"), propagates=False),
        table(("10.0.0.0/8", "Internet"), ("10.20.0.0/16", "VirtualAppliance"), propagates=False),
    ],
)
def test_traffic_that_finds_the_gateway_or_is_sent_to_a_firewall_on_purpose_is_let_be(good):
    """With propagation the gateway's route is longer than a default; without it a route has to name the way."""
    assert find_fault(good, [VPC], on_gateway_subnet=False) is None


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (table(propagates=False), "gateway route propagation switched off and no route for 10.20.0.0/16"),
        (table(("10.20.0.0/17", "VirtualNetworkGateway"), propagates=False), "switched off and no route"),
        (table(("0.0.0.0/0", "VirtualAppliance"), propagates=False), "switched off and the route r-VirtualAppliance"),
        (table(("0.0.0.0/0", "Internet"), propagates=False), "the route r-Internet that sends 0.0.0.0/0"),
        (table(("10.20.0.0/16", "None")), "the route r-None that sends 10.20.0.0/16"),
        (table(("10.20.0.0/16", "Internet")), "the route r-Internet"),
        (
            table(("10.0.0.0/8", "VirtualNetworkGateway"), ("10.20.0.0/16", "None"), propagates=False),
            "the route r-None",
        ),
    ],
)
def test_traffic_that_goes_elsewhere_is_a_fault(bad, found):
    fault = find_fault(bad, [VPC], on_gateway_subnet=False)
    assert fault is not None
    assert found in fault.found


def test_every_prefix_needs_its_way():
    """The first VPC being reachable says nothing of the second."""
    half = table(("10.20.0.0/16", "VirtualNetworkGateway"), propagates=False)
    fault = find_fault(half, [VPC, OTHER], on_gateway_subnet=False)
    assert fault is not None
    assert "no route for 10.30.0.0/16" in fault.found


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        (table(propagates=False), "propagation switched off"),
        (table(("0.0.0.0/0", "VirtualAppliance")), "the route r-VirtualAppliance for 0.0.0.0/0"),
        (table(("0.0.0.0/0", "Internet")), "the route r-Internet for 0.0.0.0/0"),
    ],
)
def test_gateway_subnet_needs_propagation_and_takes_no_default_route(bad, found):
    """Azure VPN Gateway settings: unsupported, and a gateway is not created there."""
    fault = find_fault(bad, [VPC], on_gateway_subnet=True)
    assert fault is not None
    assert found in fault.found


def test_other_routes_of_gateway_subnet_are_the_owners_business():
    assert find_fault(table(("10.10.0.0/16", "VirtualAppliance")), [VPC], on_gateway_subnet=True) is None


HOPS = st.sampled_from(["VirtualNetworkGateway", "VirtualAppliance", "Internet", "VnetLocal", "None"])
PREFIXES = st.sampled_from(["0.0.0.0/0", "10.0.0.0/8", "10.20.0.0/16", "10.20.1.0/24", "10.99.0.0/16"])


@given(st.dictionaries(PREFIXES, HOPS), st.booleans())
def test_a_route_to_the_gateway_for_the_prefix_itself_always_helps(routes, propagates):
    """What a fault advises has to end it, whatever else the table holds."""
    mended = {**routes, "10.20.0.0/16": "VirtualNetworkGateway"}
    assert find_fault(table(*mended.items(), propagates=propagates), [VPC], on_gateway_subnet=False) is None
