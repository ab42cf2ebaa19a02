"""The names of AWS's endpoints in Azure: a DNS private resolver that asks AWS for just those that DRS needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_azure_native import dnsresolver, network

from components.options import child, plain_region

TYPE: Final = "lifeboat:primary:DnsForwarding"


@dataclass(frozen=True, kw_only=True)
class DnsForwardingArgs:
    """What forwarding is made from.

    Attributes:
        resource_group_name: where resolver and ruleset go.
        region: Azure region, that of every VNet below.
        virtual_network_id: the VNet the resolver is in.
        subnet_id: its subnet, delegated to it.
        spoke_ids: resource ids of the VNets behind it, by name.
        names: the names that are forwarded.
        addresses: where to.
        tags: on what takes tags.
    """

    resource_group_name: Input[str]
    region: str
    virtual_network_id: Input[str]
    subnet_id: Input[str]
    spoke_ids: Mapping[str, str]
    names: Sequence[str]
    addresses: Input[Sequence[str]]
    tags: Mapping[str, str]


def require_azure_dns(what: str, found: network.GetVirtualNetworkResult, region: str) -> None:
    """Stop the program when a VNet that exists would never ask the resolver.

    Args:
        what: the settings path and the VNet.
        found: the VNet as Azure knows it.
        region: the resolver's region.

    Raises:
        pulumi.RunError: it has DNS servers of its own, or is in another region, where a ruleset is not linked.
    """
    servers = (found.dhcp_options.dns_servers if found.dhcp_options else None) or []
    if servers:
        raise pulumi.RunError(
            f"{what}: found the DNS servers {', '.join(servers)} in the cloud, but primary.dns says resolver, which"
            f" answers only servers that use Azure's DNS. Set primary.dns.mode to existing and let those DNS servers"
            f" forward what the output dns_forwarding says."
        )
    if plain_region(found.location or "") != plain_region(region):
        raise pulumi.RunError(
            f"{what}: found it in {found.location}, but primary.dns says resolver, and Azure links a forwarding ruleset"
            f" only to VNets of its own region, {region}. Set primary.dns.mode to existing."
        )


class DnsForwarding(pulumi.ComponentResource):
    """An outbound resolver endpoint, a rule a name, and the VNets they hold for.

    Rules are as narrow as the names are: a rule for all of S3 would lead every bucket of the estate to an endpoint
    that admits the service's own.
    """

    def __init__(self, name: str, args: DnsForwardingArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        ruleset = self._create_ruleset()
        rules = [self._create_rule(each, ruleset) for each in args.names]
        self._link("link-hub", args.virtual_network_id, ruleset, rules)
        for key, spoke_id in args.spoke_ids.items():
            self._link(f"link-spoke-{key}", spoke_id, ruleset, rules)
        self.register_outputs({})

    def _create_ruleset(self) -> dnsresolver.DnsForwardingRuleset:
        args = self._args
        resolver = dnsresolver.DnsResolver(
            f"{self._name}-resolver",
            dns_resolver_name=f"{self._name}-resolver",
            resource_group_name=args.resource_group_name,
            location=args.region,
            virtual_network=dnsresolver.SubResourceArgs(id=args.virtual_network_id),
            tags=args.tags,
            opts=child(self),
        )
        outbound = dnsresolver.OutboundEndpoint(
            f"{self._name}-outbound",
            outbound_endpoint_name=f"{self._name}-outbound",
            dns_resolver_name=resolver.name,
            resource_group_name=args.resource_group_name,
            location=args.region,
            subnet=dnsresolver.SubResourceArgs(id=args.subnet_id),
            tags=args.tags,
            # A subnet takes one endpoint of a resolver.
            opts=child(self, delete_before_replace=True),
        )
        return dnsresolver.DnsForwardingRuleset(
            f"{self._name}-ruleset",
            dns_forwarding_ruleset_name=f"{self._name}-ruleset",
            resource_group_name=args.resource_group_name,
            location=args.region,
            dns_resolver_outbound_endpoints=[dnsresolver.SubResourceArgs(id=outbound.id)],
            tags=args.tags,
            opts=child(self),
        )

    def _create_rule(self, name: str, ruleset: dnsresolver.DnsForwardingRuleset) -> dnsresolver.ForwardingRule:
        key = name.partition(".")[0]
        return dnsresolver.ForwardingRule(
            f"{self._name}-rule-{key}",
            forwarding_rule_name=key,
            dns_forwarding_ruleset_name=ruleset.name,
            resource_group_name=self._args.resource_group_name,
            domain_name=f"{name}.",
            forwarding_rule_state="Enabled",
            target_dns_servers=Output.from_input(self._args.addresses).apply(
                lambda addresses: [dnsresolver.TargetDnsServerArgs(ip_address=each, port=53) for each in addresses]
            ),
            opts=child(self),
        )

    def _link(
        self,
        key: str,
        virtual_network_id: Input[str],
        ruleset: dnsresolver.DnsForwardingRuleset,
        rules: Sequence[dnsresolver.ForwardingRule],
    ) -> None:
        dnsresolver.PrivateResolverVirtualNetworkLink(
            f"{self._name}-{key}",
            virtual_network_link_name=f"{self._name}-{key}",
            dns_forwarding_ruleset_name=ruleset.name,
            resource_group_name=self._args.resource_group_name,
            virtual_network=dnsresolver.SubResourceArgs(id=virtual_network_id),
            # Once every rule is there, so that servers never see some of the names here and others there.
            opts=child(self, depends_on=list(rules)),
        )
