"""Cases of Azure's peerings, rules and routes: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az


def peer(cloud, network, remote, **more):
    """One side of a peering."""
    return cloud.create(
        az.PEERING,
        resourceGroupName=cloud.group(),
        virtualNetworkName=network.properties["name"],
        remoteVirtualNetwork={"id": remote.id},
        **more,
    )


def pair(cloud, one="10.10.0.0/16", other="10.11.0.0/16"):
    return cloud.vnet(one), cloud.vnet(other)


def peered(one="10.10.0.0/16", other="10.11.0.0/16"):
    return lambda cloud: peer(cloud, *pair(cloud, one, other))


def orphan(token, **more):
    return lambda cloud: cloud.create(token, resourceGroupName=cloud.group(), **more)


def peered_without_network(cloud):
    known = cloud.vnet()
    return orphan(az.PEERING, virtualNetworkName="no", remoteVirtualNetwork={"id": known.id})(cloud)


def third(prefix):
    def run(cloud):
        hub, spoke = pair(cloud)
        peer(cloud, hub, spoke)
        return peer(cloud, cloud.vnet(prefix), hub)

    return run


def twice(cloud, both_ways):
    one, other = pair(cloud)
    peer(cloud, one, other)
    return peer(cloud, other, one) if both_ways else peer(cloud, one, other)


def again(cloud, both_deleted):
    one, other = pair(cloud)
    first, second = peer(cloud, one, other), peer(cloud, other, one)
    cloud.delete(first)
    if both_deleted:
        cloud.delete(cloud.get(second.token, second.id))
    return peer(cloud, one, other)


def spoke(hub_gateway=True, own_gateway=False, transit=None, second=False):
    """A spoke that uses the gateway of its hub."""

    def run(cloud):
        hub, mine = pair(cloud)
        other = cloud.vnet("10.12.0.0/16")
        for network, prefix, wanted in (
            (hub, "10.10.255.0/27", hub_gateway),
            (mine, "10.11.255.0/27", own_gateway),
            (other, "10.12.255.0/27", second),
        ):
            if wanted:
                cloud.gateway(cloud.azure_subnet(prefix, vnet=network))
        if transit is not None:
            peer(cloud, hub, mine, allowGatewayTransit=transit)
        if second:
            peer(cloud, mine, other, useRemoteGateways=True)
        return peer(cloud, mine, hub, useRemoteGateways=True)

    return run


def rule(cloud, name="rule", priority=200, **more):
    """A rule of its own, in a group with an inline one of priority 100."""
    inline = [{"name": "inline", "direction": "Inbound", "priority": 100}]
    group = next(iter(cloud.rows(az.NETWORK_SECURITY_GROUP)), None) or cloud.create(
        az.NETWORK_SECURITY_GROUP, resourceGroupName=cloud.group(), securityRules=inline
    )
    wanted = {"networkSecurityGroupName": group.properties["name"], "direction": "Inbound", **more}
    return cloud.create(
        az.SECURITY_RULE, resourceGroupName=cloud.group(), securityRuleName=name, priority=priority, **wanted
    )


def table(cloud, *routes):
    return cloud.create(az.ROUTE_TABLE, resourceGroupName=cloud.group(), routes=list(routes))


def route(cloud, prefix="198.51.100.0/24", name="route", hop="VirtualNetworkGateway", **more):
    """A route of its own, in a table with an inline one to 203.0.113.0/24."""
    inline = {"name": "inline", "addressPrefix": "203.0.113.0/24", "nextHopType": "None"}
    known = next(iter(cloud.rows(az.ROUTE_TABLE)), None) or table(cloud, inline)
    wanted = {"routeTableName": known.properties["name"], "addressPrefix": prefix, "nextHopType": hop, **more}
    return cloud.create(az.ROUTE, resourceGroupName=cloud.group(), routeName=name, **wanted)


def inline(number, prefix, hop="Internet"):
    return {"name": f"r{number}", "addressPrefix": prefix, "nextHopType": hop}


CASES = {
    "azure-peering-without-vnet": (peered(), peered_without_network),
    "azure-peering-twice": (lambda c: twice(c, both_ways=True), lambda c: twice(c, both_ways=False)),
    "azure-peering-overlap": (peered(), peered(other="10.10.128.0/17")),
    "azure-peering-overlap-third": (third("10.12.0.0/16"), third("10.11.1.0/24")),
    "azure-peering-remote-disconnected": (lambda c: again(c, True), lambda c: again(c, False)),
    "azure-peering-no-remote-gateway": (spoke(), spoke(hub_gateway=False)),
    "azure-peering-no-transit": (spoke(transit=True), spoke(transit=False)),
    "azure-peering-own-gateway": (spoke(), spoke(own_gateway=True)),
    "azure-peering-second-remote-gateway": (spoke(), spoke(second=True)),
    "azure-security-rule-without-group": (
        rule,
        orphan(az.SECURITY_RULE, networkSecurityGroupName="no", securityRuleName="rule", priority=200),
    ),
    "azure-security-rule-name": (
        lambda c: rule(c, "1.allow-https_"),
        lambda c: rule(c, "allow-https-"),
    ),
    "azure-security-rule-priority-range": (lambda c: rule(c, priority=4096), lambda c: rule(c, priority=99)),
    "azure-security-rule-conflict": (
        lambda c: (rule(c), rule(c, "out", direction="Outbound"), rule(c, "more", priority=201)),
        lambda c: rule(c, priority=100),
    ),
    "azure-route-without-table": (
        route,
        orphan(az.ROUTE, routeTableName="no", addressPrefix="198.51.100.0/24", nextHopType="Internet"),
    ),
    "azure-route-next-hop": (
        lambda c: route(c, hop="VirtualAppliance", nextHopIpAddress="10.10.0.4"),
        lambda c: route(c, hop="VirtualAppliance"),
    ),
    "azure-route-table-next-hop": (
        lambda c: table(c, inline(0, "198.51.100.0/24")),
        lambda c: table(c, {**inline(0, "198.51.100.0/24"), "nextHopIpAddress": "10.10.0.4"}),
    ),
    "azure-route-conflict": (route, lambda c: route(c, "203.0.113.0/24")),
    "azure-route-table-conflict": tuple(
        lambda c, other=other: table(c, inline(0, "198.51.100.0/24"), inline(1, other))
        for other in ("203.0.113.0/24", "198.51.100.0/24")
    ),
}
