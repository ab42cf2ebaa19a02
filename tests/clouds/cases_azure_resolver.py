"""A passing and a refused call for every rule of Azure's DNS private resolvers: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az

DELEGATED = [{"name": "dns", "serviceName": "Microsoft.Network/dnsResolvers"}]


def network(cloud):
    held = cloud.rows(az.VIRTUAL_NETWORK)
    return held[0] if held else cloud.vnet("10.10.0.0/16", "10.0.0.0/16", location="westeurope")


def resolver(cloud, name="dns", **more):
    wanted = {"virtualNetwork": {"id": network(cloud).id}, "location": "westeurope", **more}
    return cloud.create(az.DNS_RESOLVER, resourceGroupName=cloud.group(), dnsResolverName=name, **wanted)


def endpoint(cloud, prefix="10.10.9.0/28", delegations=DELEGATED, subnet=None, **more):
    """An outbound endpoint in a subnet of its own."""
    if not cloud.rows(az.DNS_RESOLVER):
        resolver(cloud)
    number = len(cloud.rows(az.OUTBOUND_ENDPOINT))
    place = subnet or cloud.azure_subnet(prefix, f"dns{number}", network(cloud), delegations=delegations)
    wanted = {"dnsResolverName": "dns", "outboundEndpointName": f"out{number}", "subnet": {"id": place.id}, **more}
    return cloud.create(az.OUTBOUND_ENDPOINT, resourceGroupName=cloud.group(), location="westeurope", **wanted)


def shared(cloud, one_subnet):
    first = endpoint(cloud)
    held = cloud.get(az.SUBNET, first.properties["subnet"]["id"])
    endpoint(cloud, "10.10.9.16/28", subnet=held if one_subnet else None)


def ruleset(cloud):
    place = endpoint(cloud)
    return cloud.create(
        az.FORWARDING_RULESET, resourceGroupName=cloud.group(), dnsForwardingRulesetName="rules",
        location="westeurope", dnsResolverOutboundEndpoints=[{"id": place.id}],
    )  # fmt: skip


def rule(cloud, **more):
    wanted = {"forwardingRuleName": "drs", "domainName": "drs.eu-central-1.amazonaws.com.", **more}
    if "dnsForwardingRulesetName" not in more:
        ruleset(cloud)
        wanted["dnsForwardingRulesetName"] = "rules"
    servers = [{"ipAddress": "10.20.0.254", "port": 53}]
    return cloud.create(az.FORWARDING_RULE, resourceGroupName=cloud.group(), targetDnsServers=servers, **wanted)


def link(cloud, location="westeurope", **more):
    ruleset(cloud)
    spoke = cloud.create(
        az.VIRTUAL_NETWORK, "spoke", resourceGroupName=cloud.group(), location=location,
        addressSpace={"addressPrefixes": ["10.11.0.0/16"]},
    )  # fmt: skip
    wanted = {"dnsForwardingRulesetName": "rules", "virtualNetworkLinkName": "spoke", **more}
    return cloud.create(az.RULESET_LINK, resourceGroupName=cloud.group(), virtualNetwork={"id": spoke.id}, **wanted)


def two_resolvers(cloud, one_network):
    resolver(cloud)
    other = network(cloud)
    if not one_network:
        other = cloud.vnet("10.12.0.0/16", virtualNetworkName="other", location="westeurope")
    resolver(cloud, "second", virtualNetwork={"id": other.id})


CASES = {
    "azure-dns-endpoint-without-parent": (endpoint, lambda c: endpoint(c, dnsResolverName="gone")),
    "azure-dns-rule-without-parent": (rule, lambda c: rule(c, dnsForwardingRulesetName="gone")),
    "azure-dns-link-without-parent": (link, lambda c: link(c, dnsForwardingRulesetName="gone")),
    "azure-dns-endpoint-delegation": (endpoint, lambda c: endpoint(c, delegations=[])),
    "azure-dns-endpoint-subnet-size": (
        lambda c: endpoint(c, "10.10.9.0/24"),
        lambda c: endpoint(c, "10.10.8.0/23"),
    ),
    "azure-dns-endpoint-range-kept": (
        lambda c: endpoint(c, "10.0.17.0/28"),
        lambda c: endpoint(c, "10.0.16.240/28"),
    ),
    "azure-dns-endpoint-subnet-shared": (lambda c: shared(c, False), lambda c: shared(c, True)),
    "azure-dns-second-resolver": (lambda c: two_resolvers(c, False), lambda c: two_resolvers(c, True)),
    "azure-dns-resolver-region": (resolver, lambda c: resolver(c, location="northeurope")),
    "azure-dns-link-region": (link, lambda c: link(c, "northeurope")),
    "azure-dns-rule-name": (rule, lambda c: rule(c, forwardingRuleName="1drs")),
    "azure-dns-rule-domain": (rule, lambda c: rule(c, domainName="drs.eu-central-1.amazonaws.com")),
}
