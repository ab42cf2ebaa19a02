"""What stands around the AWS subnets: sizes, flow logs, DHCP options, the drill VPC's openings."""

from typing import Any

import pytest

from lifeboat.blueprint import make_blueprint, to_text
from lifeboat.blueprint.model import RecoveryBlueprint
from lifeboat.settings import parse
from tests.unit.settings.raw import ADOPTED, CREATED, changed

DHCP = "recovery.network.dhcp_options"


def recovery(changes: dict[str, Any] | None = None, base: dict[str, Any] = CREATED) -> RecoveryBlueprint:
    """Return the AWS side of changed settings."""
    return make_blueprint(parse(changed(base, changes or {}))).recovery


def test_both_vpcs_have_flow_logs_and_an_adopted_one_when_it_is_asked_for() -> None:
    """Its owner may write some already."""
    assert [log.key for log in recovery().flow_logs] == ["recovery", "drill"]
    assert [log.key for log in recovery(base=ADOPTED).flow_logs] == ["drill"]
    asked = recovery({"recovery.network.flow_logs": {"retention_days": 30}}, ADOPTED).flow_logs
    assert [(log.key, log.retention_days) for log in asked] == [("recovery", 30), ("drill", 90)]
    off = {"recovery.network.flow_logs.enabled": False, "recovery.drill.flow_logs.enabled": False}
    assert recovery(off).flow_logs == ()


def test_a_flow_log_is_of_all_traffic_over_ten_minutes_unless_settings_say_otherwise() -> None:
    """AWS's own interval."""
    first, second = recovery({"recovery.drill.flow_logs": {"traffic": "REJECT", "aggregation_seconds": 60}}).flow_logs
    assert (first.traffic, first.aggregation_seconds) == ("ALL", 600)
    assert (second.traffic, second.aggregation_seconds) == ("REJECT", 60)
    assert first.log_group_name != second.log_group_name


def outgoing(made: RecoveryBlueprint, group: str) -> set[tuple[str, int, str]]:
    """Return protocol, port and range of a group's outgoing rules."""
    (found,) = [each for each in made.security_groups if each.key == group]
    return {(rule.protocol, rule.port, str(rule.cidr)) for rule in found.rules if rule.direction == "egress"}


@pytest.mark.parametrize("group", ["replication", "recovery"])
def test_servers_may_ask_the_dns_and_time_servers_that_dhcp_names(group: str) -> None:
    """A rule towards the VPC alone would cut recovered servers off from a directory in Azure."""
    options = {"dns_servers": ["10.20.0.10", "10.10.1.4"], "ntp_servers": ["10.10.1.5", "169.254.169.123"]}
    before, after = outgoing(recovery(), group), outgoing(recovery({DHCP: options}), group)
    assert after - before == {
        ("udp", 53, "10.20.0.10/32"),
        ("tcp", 53, "10.20.0.10/32"),
        ("udp", 53, "10.10.1.4/32"),
        ("tcp", 53, "10.10.1.4/32"),
        ("udp", 123, "10.10.1.5/32"),
    }
    assert before <= after


def test_without_dhcp_options_nothing_is_made_and_with_a_domain_alone_amazon_resolves() -> None:
    """The default of the block is what AWS does anyhow."""
    assert recovery().dhcp_options is None
    made = recovery({DHCP: {"domain_name": "corp.example.com"}})
    assert made.dhcp_options is not None
    assert made.dhcp_options.dns_servers == ("AmazonProvidedDNS",)
    assert outgoing(made, "recovery") == outgoing(recovery(), "recovery")


def test_recovered_servers_reach_each_other_and_nobody_else_has_that() -> None:
    """Replication servers have nothing to say to each other."""
    together = {group.key: group.members_reach_each_other for group in recovery().security_groups}
    assert together == {"replication": False, "endpoints": False, "recovery": True}


def test_the_sizing_that_subnets_were_cut_for_is_in_the_blueprint() -> None:
    """By hand: 240 volumes / 15 = 16 replication servers, the larger wave of 50, 16 + 50 + 10 + 5 addresses."""
    sizes = recovery({"sizing": {"servers": 80, "volumes": 240, "servers_per_wave": [50, 30]}}).sizes
    assert sizes is not None
    assert (sizes.servers, sizes.replication_servers, sizes.conversion_servers) == (80, 16, 50)
    assert (sizes.staging_addresses, sizes.recovery_addresses) == (81, 95)


def test_what_an_account_replicates_bounds_its_staging_subnet() -> None:
    """Of 3,000 servers an account replicates 300; all 3,000 are recovered here: L-C1D14A2B, L-E28BE5E0."""
    sizes = recovery({"sizing": {"servers": 3000, "volumes": 9000, "servers_per_wave": [500] * 6}}).sizes
    assert sizes is not None
    assert (sizes.servers, sizes.replication_servers, sizes.conversion_servers) == (3000, 60, 300)


def test_the_text_of_a_blueprint_names_the_ways_into_the_drill_vpc() -> None:
    """And the subnet they share where there is no room for one of their own."""
    both = {"recovery.drill.reach": ["session-manager", "instance-connect"]}
    text = to_text(make_blueprint(parse(changed(CREATED, both))))
    assert "openings-eu-central-1a" in text
    assert "Session Manager, Instance Connect" in text
    shared = to_text(make_blueprint(parse(changed(CREATED, {**both, "recovery.drill.cidr": "10.30.0.0/27"}))))
    assert "in drill-eu-central-1a" in shared
    none = to_text(make_blueprint(parse(changed(CREATED, {"recovery.drill.reach": []}))))
    assert "openings" not in none
