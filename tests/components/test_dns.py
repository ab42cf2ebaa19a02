"""Forwarding in Azure: a rule a name, links once all rules stand; VNets that would never ask stop the program."""

from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from components.primary.dns import DnsForwarding, DnsForwardingArgs
from components.primary.network import PrimaryNetwork
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.private_model import AzureDns
from lifeboat.outputs import check_outputs
from lifeboat.settings import parse
from tests.components.support import SUBSCRIPTION, Built, build
from tests.components.test_primary_network import ADOPTED, BLUEPRINT, LOOKUPS
from tests.components.test_primary_network import built as built_network
from tests.unit.settings.private_mistakes import PRIVATE
from tests.unit.settings.raw import CREATED, changed

MODULE = "azure-native:dnsresolver"
NAMES = ("drs.eu-central-1.amazonaws.com", "aws-drs-clients-eu-central-1.s3.eu-central-1.amazonaws.com")
SPOKE = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/erp-rg/providers/Microsoft.Network/virtualNetworks/erp"
RESOLVER = AzureDns("resolver", IPv4Network("10.10.255.208/28"))
GET_NETWORK = "azure-native:network:getVirtualNetwork"


def built(**more: Any) -> Built[DnsForwarding]:
    args = DnsForwardingArgs(
        resource_group_name="harbor-rg",
        region="westeurope",
        virtual_network_id="vnet-id",
        subnet_id="subnet-id",
        spoke_ids={"erp": SPOKE},
        names=NAMES,
        addresses=["10.20.0.10", "10.20.1.10"],
        tags={"owner": "platform-team"},
    )
    return build(lambda: DnsForwarding("harbor-primary-dns", args), **more)


def test_type_token_and_child_names_are_a_contract() -> None:
    made = built()
    assert made.names == {
        ("lifeboat:primary:DnsForwarding", "harbor-primary-dns"),
        (f"{MODULE}:DnsResolver", "harbor-primary-dns-resolver"),
        (f"{MODULE}:OutboundEndpoint", "harbor-primary-dns-outbound"),
        (f"{MODULE}:DnsForwardingRuleset", "harbor-primary-dns-ruleset"),
        (f"{MODULE}:ForwardingRule", "harbor-primary-dns-rule-drs"),
        (f"{MODULE}:ForwardingRule", "harbor-primary-dns-rule-aws-drs-clients-eu-central-1"),
        (f"{MODULE}:PrivateResolverVirtualNetworkLink", "harbor-primary-dns-link-hub"),
        (f"{MODULE}:PrivateResolverVirtualNetworkLink", "harbor-primary-dns-link-spoke-erp"),
    }
    assert built(preview=True).names == made.names


def test_each_name_is_forwarded_to_every_address() -> None:
    made = built()
    domains = {rule.inputs["domainName"] for rule in made.of_type(f"{MODULE}:ForwardingRule")}
    assert domains == {f"{name}." for name in NAMES}
    for rule in made.of_type(f"{MODULE}:ForwardingRule"):
        servers = [{"ipAddress": address, "port": 53} for address in ("10.20.0.10", "10.20.1.10")]
        assert rule.inputs["targetDnsServers"] == servers


def test_links_come_once_every_rule_is_there() -> None:
    """Servers never see some of the names here and others there."""
    made = built()
    rules = {rule.name for rule in made.of_type(f"{MODULE}:ForwardingRule")}
    for link in made.of_type(f"{MODULE}:PrivateResolverVirtualNetworkLink"):
        assert rules <= link.dependency_names
    linked = {
        link.inputs["virtualNetwork"]["id"] for link in made.of_type(f"{MODULE}:PrivateResolverVirtualNetworkLink")
    }
    assert linked == {"vnet-id", SPOKE}


def test_the_resolver_s_subnet_is_delegated_and_written_before_gatewaysubnet() -> None:
    """Azure takes one write per VNet, and refuses a gateway while its VNet is written."""
    made: Built[PrimaryNetwork] = built_network(replace(BLUEPRINT, dns=RESOLVER))
    subnet = made["harbor-resolver-subnet"]
    assert subnet.inputs["addressPrefix"] == "10.10.255.208/28"
    assert [each["serviceName"] for each in subnet.inputs["delegations"]] == ["Microsoft.Network/dnsResolvers"]
    assert "harbor-workload-web" in subnet.dependency_names
    assert "harbor-resolver-subnet" in made["harbor-gateway-subnet"].dependency_names
    assert built_network().result.resolver_subnet_id is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"dhcpOptions": {"dnsServers": ["10.10.1.4"]}}, "found the DNS servers 10.10.1.4"),
        ({"dhcpOptions": {"dnsServers": []}}, None),
        ({}, None),
    ],
)
def test_a_vnet_with_dns_servers_of_its_own_would_never_ask(changes: dict[str, Any], words: str | None) -> None:
    """Azure: queries go to custom DNS servers, not to rulesets."""
    lookups = {**LOOKUPS, GET_NETWORK: {**LOOKUPS[GET_NETWORK], **changes}}
    blueprint = replace(ADOPTED, dns=RESOLVER)
    if words is None:
        assert built_network(blueprint, lookups=lookups).of_type("azure-native:network:Subnet")
        return
    with pytest.raises(pulumi.RunError) as stopped:
        built_network(blueprint, lookups=lookups)
    assert words in str(stopped.value)
    assert "mode to existing" in str(stopped.value)
    # Forwarding by those very servers needs no resolver.
    forwards = replace(ADOPTED, dns=AzureDns("existing", None))
    assert built_network(forwards, lookups=lookups).of_type("azure-native:network:Subnet")


def landing_zone(changes: dict[str, Any], stands: dict[str, Any] | None = None) -> Built[LandingZone]:
    blueprint = make_blueprint(parse(changed(CREATED, {"recovery.account_id": "111122223333", **changes})))
    args = LandingZoneArgs(blueprint=blueprint, primary_stands=stands)
    lookups = {"aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-6ea54007"}}
    return build(lambda: LandingZone("harbor", args), lookups=lookups)


def test_azure_forwards_to_the_resolver_that_aws_has() -> None:
    made = landing_zone(PRIVATE)
    check_outputs(made.result.outputs)
    forwarding = made.result.outputs["dns_forwarding"]
    addresses = made.value(forwarding["addresses"])
    rules = made.of_type(f"{MODULE}:ForwardingRule")
    assert {rule.inputs["domainName"].removesuffix(".") for rule in rules} == set(forwarding["names"])
    assert all([each["ipAddress"] for each in rule.inputs["targetDnsServers"]] == addresses for rule in rules)


@pytest.mark.parametrize("changes", [{}, {**PRIVATE, "primary.dns": {"mode": "existing"}}])
def test_nothing_of_dns_is_made_in_azure_where_nobody_asked(changes: dict[str, Any]) -> None:
    made = landing_zone(changes)
    assert not [each for each in made.resources if each.type.startswith(MODULE)]
    assert "harbor-primary-resolver-subnet" not in {each.name for each in made.resources}
    assert (made.result.outputs["dns_forwarding"] is None) == (not changes)


def test_the_endpoints_stand_while_azure_is_unreachable() -> None:
    """`lifeboat recovery-only` registers nothing of Azure, and the AWS side needs nothing live of it."""
    stands = {"primary_public_ip_addresses": {"instance0": "203.0.113.10", "instance1": "203.0.113.11"}}
    made = landing_zone(PRIVATE, stands)
    assert made.of_type("aws:route53/resolverEndpoint:ResolverEndpoint")
    assert not [each for each in made.resources if each.type.startswith("azure-native")]
