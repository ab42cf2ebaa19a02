"""Mistakes in the settings of private mode: what is changed, where the one problem stands, a word of its message."""

from typing import Any

from tests.unit.settings.raw import REMOVE

PRIVATE: dict[str, Any] = {"recovery.network.egress": "private", "primary.dns": {"mode": "resolver"}}
ADOPTED_PRIVATE: dict[str, Any] = {
    "recovery.network.egress": "private",
    "recovery.network.nat_gateway_id": REMOVE,
    "recovery.endpoints.existing": [{"service": "s3-gateway", "id": "vpce-0123456789abcdef0"}],
    "primary.dns": {"mode": "existing"},
}
DNS = "primary.dns"
EXISTING = "recovery.endpoints.existing"
TINY = {"primary.network.virtual_network.address_space": ["10.10.0.0/27"], "primary.network.workload_subnets": []}

PRIVATE_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "private mode without names": ({"recovery.network.egress": "private"}, DNS, "mode: resolver or mode: existing"),
    "names without private mode": ({DNS: {"mode": "resolver"}}, f"{DNS}.mode", "without private mode"),
    "no way out without private mode": (
        {"primary.network.egress": {"mode": "none"}},
        "primary.network.egress.mode",
        "none without private mode",
    ),
    "unknown way of names": ({**PRIVATE, f"{DNS}.mode": "forward"}, f"{DNS}.mode", "resolver or existing"),
    "way of names left out": ({**PRIVATE, DNS: {}}, f"{DNS}.mode", "nothing"),
    "range beside existing": ({**PRIVATE, DNS: {"mode": "existing", "cidr": "10.10.9.0/28"}}, f"{DNS}.cidr", "unused"),
    "resolver subnet in a workload subnet": (
        {**PRIVATE, f"{DNS}.cidr": "10.10.1.0/28"},
        f"{DNS}.cidr",
        "overlaps primary.network.workload_subnets[0].cidr",
    ),
    "resolver subnet in GatewaySubnet": (
        {**PRIVATE, f"{DNS}.cidr": "10.10.255.240/28"},
        f"{DNS}.cidr",
        "overlaps primary.network.gateway_subnet.cidr",
    ),
    "resolver subnet outside the VNet": ({**PRIVATE, f"{DNS}.cidr": "10.11.0.0/28"}, f"{DNS}.cidr", "inside 10.10.0.0"),
    "resolver subnet too small": ({**PRIVATE, f"{DNS}.cidr": "10.10.9.0/29"}, f"{DNS}.cidr", "/24 to /28"),
    "resolver subnet too large": ({**PRIVATE, f"{DNS}.cidr": "10.10.8.0/23"}, f"{DNS}.cidr", "/24 to /28"),
    "resolver subnet that Azure keeps": (
        {
            **PRIVATE,
            "primary.network.virtual_network.address_space": ["10.10.0.0/16", "10.0.0.0/16"],
            f"{DNS}.cidr": "10.0.16.0/28",
        },
        f"{DNS}.cidr",
        "10.0.1.0 to 10.0.16.255",
    ),
    "workload subnet where the resolver's is cut": (
        {**PRIVATE, "primary.network.workload_subnets.1.cidr": "10.10.255.192/27"},
        f"{DNS}.mode",
        "10.10.255.208/28",
    ),
    "VNet too small to cut a resolver subnet": (
        {**PRIVATE, **TINY, "primary.network.gateway_subnet": {}, "primary.network.egress": {"mode": "none"}},
        f"{DNS}.cidr",
        "too small to cut",
    ),
    "existing endpoints of a created VPC": (
        {**PRIVATE, EXISTING: [{"service": "drs", "id": "vpce-0123456789abcdef0"}]},
        "recovery.endpoints",
        "adopt the VPC",
    ),
}
"""In settings where everything is created."""

ADOPTED_PRIVATE_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "NAT gateway beside private mode": (
        {**ADOPTED_PRIVATE, "recovery.network.nat_gateway_id": "nat-0123456789abcdef0"},
        "recovery.network.nat_gateway_id",
        "endpoints alone",
    ),
    "adopted tables without a gateway endpoint": (
        {**ADOPTED_PRIVATE, EXISTING: []},
        "recovery.network.staging_subnets[0].route_table_id",
        "cut everything else",
    ),
    "endpoint of a service twice": (
        {**ADOPTED_PRIVATE, f"{EXISTING}.1": {"service": "s3-gateway", "id": "vpce-0123456789abcdef1"}},
        f"{EXISTING}[1].service",
        "each service once",
    ),
    "endpoint by name": ({**ADOPTED_PRIVATE, f"{EXISTING}.0.id": "drs"}, f"{EXISTING}[0].id", "vpce-0123456789abcdef0"),
    "endpoint of another service": (
        {**ADOPTED_PRIVATE, f"{EXISTING}.0.service": "dynamodb"},
        f"{EXISTING}[0].service",
        "s3-gateway",
    ),
    "resolver address outside the VPC": (
        {**ADOPTED_PRIVATE, "recovery.endpoints.resolver_addresses": ["10.30.0.10"]},
        "recovery.endpoints.resolver_addresses[0]",
        "inside 10.20.0.0/16",
    ),
    "resolver address twice": (
        {**ADOPTED_PRIVATE, "recovery.endpoints.resolver_addresses": ["10.20.0.10", "10.20.1.10", "10.20.0.10"]},
        "recovery.endpoints.resolver_addresses[2]",
        "each address once",
    ),
    "no resolver address": (
        {**ADOPTED_PRIVATE, "recovery.endpoints.resolver_addresses": ["10.20.0"]},
        "recovery.endpoints.resolver_addresses[0]",
        "one IPv4 address",
    ),
    "resolver in an adopted VNet without a range": (
        {**ADOPTED_PRIVATE, DNS: {"mode": "resolver"}},
        f"{DNS}.cidr",
        "not known",
    ),
}
"""In settings where whatever can be adopted is."""
