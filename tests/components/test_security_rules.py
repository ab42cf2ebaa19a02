"""Rules in network security groups that exist: their place, what they allow, and whose priorities they are."""

from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.primary.security_rules import ReplicationRules, ReplicationRulesArgs
from lifeboat.blueprint.model import SecurityGroupBand, SourceRule
from tests.components.support import Built, build

RULE = "azure-native:network:SecurityRule"
LOOKUP = "azure-native:network:getNetworkSecurityGroup"
APP = SecurityGroupBand("nsg-app", "app-rg", 3900)
DATA = SecurityGroupBand("nsg-data", "data-rg", 200)
SERVERS = (IPv4Network("10.10.1.0/24"), IPv4Network("10.11.0.0/16"))
STAGING = (IPv4Network("10.20.0.0/24"), IPv4Network("10.20.1.0/24"))
RULES = (
    SourceRule("replication", 0, "Tcp", 1500, SERVERS, STAGING, None, "replicated data"),
    SourceRule("https", 1, "Tcp", 443, SERVERS, (), "Internet", "control plane"),
    SourceRule("failback", 3, "Tcp", 1500, SERVERS[:1], (IPv4Network("10.20.8.0/24"),), None, "failback clients"),
)


def rule(name: str, priority: int, direction: str = "Outbound") -> dict[str, Any]:
    return {"name": name, "priority": priority, "direction": direction, "access": "Deny", "protocol": "*"}


def built(*rules: dict[str, Any], groups: tuple[SecurityGroupBand, ...] = (APP,), **more) -> Built[ReplicationRules]:
    args = ReplicationRulesArgs(security_groups=groups, rules=RULES)
    lookups = {LOOKUP: {"name": "nsg", "securityRules": list(rules)}}
    return build(lambda: ReplicationRules("harbor-rules", args), lookups=lookups, **more)


def test_type_token_and_child_names_are_a_contract():
    """Two groups of one name in two resource groups are two groups."""
    twin = SecurityGroupBand("nsg-app", "data-rg", 200)
    made = built(groups=(APP, twin))
    assert made.names == {
        ("lifeboat:primary:ReplicationRules", "harbor-rules"),
        (RULE, "harbor-rules-app-rg-nsg-app-replication"),
        (RULE, "harbor-rules-app-rg-nsg-app-https"),
        (RULE, "harbor-rules-app-rg-nsg-app-failback"),
        (RULE, "harbor-rules-data-rg-nsg-app-replication"),
        (RULE, "harbor-rules-data-rg-nsg-app-https"),
        (RULE, "harbor-rules-data-rg-nsg-app-failback"),
    }
    assert built(groups=(APP, twin), preview=True).names == made.names


def test_servers_reach_replication_servers_and_the_apis():
    """Each rule says what the blueprint says, at its own place of the band; a service tag stands alone."""
    made = built()
    common = {
        "resourceGroupName": "app-rg",
        "networkSecurityGroupName": "nsg-app",
        "direction": "Outbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefixes": ["10.10.1.0/24", "10.11.0.0/16"],
        "sourcePortRange": "*",
    }
    replication = made["harbor-rules-app-rg-nsg-app-replication"].inputs
    assert replication == common | {
        "securityRuleName": "harbor-rules-replication",
        "priority": 3900,
        "destinationAddressPrefixes": ["10.20.0.0/24", "10.20.1.0/24"],
        "destinationPortRange": "1500",
        "description": replication["description"],
    }
    https = made["harbor-rules-app-rg-nsg-app-https"].inputs
    assert https == common | {
        "securityRuleName": "harbor-rules-https",
        "priority": 3901,
        "destinationAddressPrefix": "Internet",
        "destinationPortRange": "443",
        "description": https["description"],
    }
    failback = made["harbor-rules-app-rg-nsg-app-failback"].inputs
    assert (failback["priority"], failback["sourceAddressPrefixes"]) == (3903, ["10.10.1.0/24"])


def test_rules_of_a_group_are_written_one_after_another():
    """Azure takes one write per group at a time (AnotherOperationInProgress)."""
    made = built(groups=(APP, DATA))
    assert made["harbor-rules-app-rg-nsg-app-https"].dependency_names == {"harbor-rules-app-rg-nsg-app-replication"}
    assert made["harbor-rules-app-rg-nsg-app-failback"].dependency_names == {"harbor-rules-app-rg-nsg-app-https"}
    assert made["harbor-rules-data-rg-nsg-data-replication"].dependency_names == set()


def test_each_group_is_read_where_it_is_before_anything_is_made():
    made = built(groups=(APP, DATA))
    assert [arguments for _, arguments, _ in made.lookups] == [
        {"resourceGroupName": "app-rg", "networkSecurityGroupName": "nsg-app"},
        {"resourceGroupName": "data-rg", "networkSecurityGroupName": "nsg-data"},
    ]


@pytest.mark.parametrize("priority", [3900, 3909])
def test_somebody_elses_rule_in_the_band_stops_the_program(priority):
    """Azure would refuse the rule (SecurityRuleConflict) with others already written."""
    with pytest.raises(pulumi.RunError) as stopped:
        built(rule("allow-office", priority), rule("deny-all", 4096))
    text = str(stopped.value)
    assert text.startswith(
        f"primary.network.security_groups nsg-app, first_priority: found allow-office ({priority}) in the cloud, but"
        f" 3900 to 3909 have to be free"
    )
    assert "deny-all" not in text


@pytest.mark.parametrize(
    "harmless",
    [
        rule("allow-office", 3899),
        rule("deny-all", 3910),
        rule("allow-in", 3900, "Inbound"),
        rule("harbor-rules-replication", 3900),
        rule("harbor-rules-https", 3905),
    ],
)
def test_rules_beside_the_band_of_the_other_direction_or_our_own_are_let_be(harmless):
    """The second deployment finds the rules of the first; each direction has priorities of its own."""
    assert len(built(harmless).of_type(RULE)) == len(RULES)
