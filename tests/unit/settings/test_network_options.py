"""Mistakes in DHCP options, flow logs, the drill VPC's openings, and subnets too small for what is expected."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import ADOPTED, CREATED, changed

VPC = "recovery.network"
DHCP = f"{VPC}.dhcp_options"
DNS, NTP = f"{DHCP}.dns_servers", f"{DHCP}.ntp_servers"
BEHIND = {"name": "plant", "cidr": "172.16.0.0/16", "via": "primary"}

CREATED_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "unknown opening": ({"recovery.drill.reach": ["bastion"]}, "recovery.drill.reach[0]", "session-manager"),
    "opening twice": (
        {"recovery.drill.reach": ["instance-connect", "instance-connect"]},
        "recovery.drill.reach[1]",
        "each name once",
    ),
    "retention that CloudWatch lacks": (
        {f"{VPC}.flow_logs": {"retention_days": 45}},
        f"{VPC}.flow_logs.retention_days",
        "30, 60",
    ),
    "aggregation of five minutes": (
        {f"{VPC}.flow_logs": {"aggregation_seconds": 300}},
        f"{VPC}.flow_logs.aggregation_seconds",
        "600",
    ),
    "traffic in small letters": (
        {"recovery.drill.flow_logs": {"traffic": "reject"}},
        "recovery.drill.flow_logs.traffic",
        "REJECT",
    ),
    "no DNS server": ({DNS: []}, DNS, "at least 1"),
    "five DNS servers": ({DNS: [f"10.20.0.{host}" for host in range(10, 15)]}, DNS, "at most 4"),
    "DNS server by name": ({DNS: ["dc1.corp.example.com"]}, f"{DNS}[0]", "one IPv4 address"),
    "Amazon's resolver misspelled": ({DNS: ["amazonprovideddns"]}, f"{DNS}[0]", "Did you mean AmazonProvidedDNS?"),
    "Amazon's resolver by its address": ({DNS: ["169.254.169.253"]}, f"{DNS}[0]", "Write AmazonProvidedDNS"),
    "Amazon's resolver beside addresses": ({DNS: ["10.20.0.10", "AmazonProvidedDNS"]}, f"{DNS}[1]", "alone"),
    "DNS server that no route leads to": ({DNS: ["10.20.0.10", "10.99.0.10"]}, f"{DNS}[1]", "No route"),
    "DNS server in a range that only must not overlap": (
        {DNS: ["10.20.0.10", "192.168.0.10"]},
        f"{DNS}[1]",
        "via: primary",
    ),
    "DNS servers that go with Azure": ({DNS: ["10.10.1.4", "10.10.2.4"]}, DNS, "When Azure is gone"),
    "DNS server twice": ({DNS: ["10.20.0.10", "10.20.0.10"]}, f"{DNS}[1]", "once"),
    "time server that no route leads to": ({NTP: ["203.0.113.9"]}, f"{NTP}[0]", "No route"),
    "time server by number": ({NTP: [123]}, f"{NTP}[0]", "10.20.0.10"),
    "two domains": ({f"{DHCP}.domain_name": "corp.example.com example.com"}, f"{DHCP}.domain_name", "one domain"),
    "unknown DHCP option": ({f"{DHCP}.netbios": "x"}, f"{DHCP}.netbios", "Remove it"),
    "VPC too small for the servers": (
        {f"{VPC}.cidr": "10.20.0.0/22", "sizing": {"servers": 300, "volumes": 600}},
        f"{VPC}.cidr",
        "/21 or larger",
    ),
    "more than a /16 holds": (
        {"sizing": {"servers": 1, "volumes": 1_000_000}},
        f"{VPC}.cidr",
        "a plan that fits into a /16",
    ),
    "staging subnet too small for its replication servers": (
        {f"{VPC}.staging_subnets": ["10.20.128.0/26", "10.20.129.0/24"], "sizing": {"servers": 60, "volumes": 600}},
        f"{VPC}.staging_subnets[0]",
        "/25 or larger, 115 addresses",
    ),
    "recovery subnets too small for all servers": (
        {f"{VPC}.recovery_subnets": ["10.20.0.0/25", "10.20.0.128/26"], "sizing": {"servers": 200}},
        f"{VPC}.recovery_subnets",
        "room for 162 servers in 2 subnets",
    ),
    "drill range too small for all servers": (
        {"recovery.drill.cidr": "10.30.0.0/22", "sizing": {"servers": 200}},
        "recovery.drill.cidr",
        "/21 or larger",
    ),
}  # fmt: skip

ADOPTED_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "DHCP options of somebody else's VPC": ({DHCP: {"dns_servers": ["10.20.0.10"]}}, DHCP, "goes with mode create"),
    "adopted staging subnet too small": (
        {f"{VPC}.staging_subnets.0.cidr": "10.20.0.0/27", "sizing": {"servers": 60}},
        f"{VPC}.staging_subnets[0].cidr",
        "83 addresses",
    ),
    "adopted recovery subnets too small": (
        {f"{VPC}.recovery_subnets.0.cidr": "10.20.2.0/27", f"{VPC}.recovery_subnets.1.cidr": "10.20.3.0/27",
         "sizing": {"servers": 60}},
        f"{VPC}.recovery_subnets",
        "room for 34 servers",
    ),
}  # fmt: skip

CASES = [
    *(pytest.param(CREATED, *case, id=name) for name, case in CREATED_MISTAKES.items()),
    *(pytest.param(ADOPTED, *case, id=f"adopted: {name}") for name, case in ADOPTED_MISTAKES.items()),
]


@pytest.mark.parametrize(("base", "changes", "path", "word"), CASES)
def test_one_mistake_is_one_problem_at_its_place(
    base: dict[str, Any], changes: dict[str, Any], path: str, word: str
) -> None:
    """A mistake gives exactly one problem, at its path, with what was found, what is allowed, why and how to fix it."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(base, changes))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == path
    assert all((problem.found, problem.allowed, problem.why, problem.fix))
    assert word in str(problem)
    assert "\n" not in str(problem)


@pytest.mark.parametrize(
    "changes",
    [
        {DHCP: {"domain_name": "corp.example.com"}},
        {DNS: ["AmazonProvidedDNS"]},
        {DNS: ["10.20.0.10", "10.10.1.4"]},
        {DNS: ["10.20.0.10", "172.16.0.53"], "other_ranges.0": BEHIND},
        {NTP: ["169.254.169.123", "10.10.1.4"]},
        {"recovery.drill.reach": []},
        {f"{VPC}.flow_logs": {"enabled": False}},
        {f"{VPC}.cidr": "10.20.0.0/20", "sizing": {"servers": 300, "volumes": 600}},
    ],
    ids=str,
)
def test_what_is_right_is_taken(changes: dict[str, Any]) -> None:
    """A directory behind the tunnels beside one in the VPC, a plan that a smaller VPC has room for."""
    parse(changed(CREATED, changes))


def test_the_size_of_a_vpc_that_the_message_names_is_large_enough() -> None:
    """And the next smaller one is not."""
    plan = {"sizing": {"servers": 300, "volumes": 600}}
    parse(changed(CREATED, {f"{VPC}.cidr": "10.20.0.0/21", **plan}))
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {f"{VPC}.cidr": "10.20.0.0/22", **plan}))
    (problem,) = caught.value.problems
    assert problem.allowed == "/21 or larger"


def test_ten_thousand_servers_in_six_zones_fit_into_a_sixteen() -> None:
    """Recovery is bounded by the source servers of an account, 4,000, which a /20 in each zone holds."""
    zones = [f"eu-central-1{zone}" for zone in "abcdef"]
    base = changed(CREATED, {"recovery.zones": zones, "sizing": {"servers": 10_000, "volumes": 10_000}})
    parse(base)
    with pytest.raises(SettingsError) as caught:
        parse(changed(base, {f"{VPC}.cidr": "10.20.0.0/17"}))
    (problem,) = caught.value.problems
    assert problem.allowed == "/16 or larger"
