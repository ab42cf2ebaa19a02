"""Cases of Azure's gateways at both ends and of BGP between them: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az

PLACE = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-primary/providers/Microsoft.Network"
    "/virtualNetworkGateways/vgw/ipConfigurations/config"
)
"""The id of an ip configuration as a program composes it, its number left out."""


def peering(number, *addresses):
    return {"ipconfigurationId": f"{PLACE}{number}", "customBgpIpAddresses": list(addresses)}


def bgp_gateway(cloud, *peerings, both=True, asn=65010, **more):
    """A gateway with BGP and custom addresses; active-active unless told otherwise."""
    settings = {"asn": asn, "bgpPeeringAddresses": list(peerings)}
    addresses = [cloud.public_ip() for _ in range(2 if both else 1)]
    wanted = {"virtualNetworkGatewayName": "vgw", "enableBgp": True, "activeActive": both, **more}
    return cloud.gateway(addresses=addresses, bgpSettings=settings, **wanted)


def with_peerings(*peerings, both=True):
    return lambda cloud: bgp_gateway(cloud, *peerings, both=both)


def bgp_connection(asn=64512, peer="169.254.21.1", gateway=None, settings=None, **more):
    """A connection with BGP over the first of a gateway's custom addresses."""

    def run(cloud):
        wanted = gateway or (peering(0, "169.254.21.2", "169.254.22.2"), peering(1, "169.254.21.6"))
        mine = bgp_gateway(cloud, *wanted)
        given = {"asn": asn, "bgpPeeringAddress": peer} if settings is None else settings
        return cloud.azure_connection(mine, cloud.local_gateway(bgpSettings=given), enableBgp=True, **more)

    return run


def picking(*picked):
    chosen = [{"ipConfigurationId": f"{PLACE}{number}", "customBgpIpAddress": each} for number, each in picked]
    return bgp_connection(gatewayCustomBgpIpAddresses=chosen)


def without_bgp_on_the_gateway(cloud):
    local = cloud.local_gateway(bgpSettings={"asn": 64512, "bgpPeeringAddress": "10.99.0.1"})
    return cloud.azure_connection(cloud.gateway(), local, enableBgp=True)


def resized(before, after, **more):
    """A gateway that gets another SKU, and perhaps something else."""
    return lambda c: c.update(c.gateway(sku=before), sku={"name": after, "tier": after}, **more)


def default_routed(prefix):
    def run(cloud):
        routes = [{"name": "r", "addressPrefix": prefix, "nextHopType": "Internet"}]
        table = cloud.create(az.ROUTE_TABLE, resourceGroupName=cloud.group(), routes=routes)
        return cloud.gateway(cloud.azure_subnet(routeTable={"id": table.id}))

    return run


CASES = {
    "azure-gateway-standby-addresses": tuple(
        lambda c, both=both: c.gateway(addresses=[c.public_ip(), c.public_ip()], activeActive=both)
        for both in (True, False)
    ),
    "azure-gateway-subnet-default-route": (default_routed("198.51.100.0/24"), default_routed("0.0.0.0/0")),
    "azure-gateway-custom-bgp-range": (
        with_peerings(peering(0, "169.254.21.0"), peering(1, "169.254.22.255")),
        with_peerings(peering(0, "169.254.23.2")),
    ),
    "azure-gateway-custom-bgp-place": (
        with_peerings(peering(1, "169.254.21.6")),
        with_peerings(peering(2, "169.254.21.6")),
    ),
    "azure-gateway-custom-bgp-twice": (
        with_peerings(peering(0, "169.254.21.2"), peering(1, "169.254.21.6")),
        with_peerings(peering(0, "169.254.21.2"), peering(1, "169.254.21.2")),
    ),
    "azure-gateway-custom-bgp-standby": (
        with_peerings(peering(0, "169.254.21.2"), both=False),
        with_peerings(peering(0, "169.254.21.2", "169.254.22.2"), both=False),
    ),
    "azure-gateway-basic-bgp": (
        lambda c: c.gateway(sku="Basic"),
        lambda c: c.gateway(sku="Basic", enableBgp=True),
    ),
    "azure-gateway-generation-sku": (
        lambda c: c.gateway(sku="VpnGw2AZ", vpnGatewayGeneration="Generation1"),
        lambda c: c.gateway(sku="VpnGw4AZ", vpnGatewayGeneration="Generation1"),
    ),
    "azure-gateway-generation-change": (
        resized("VpnGw1AZ", "VpnGw2AZ", vpnGatewayGeneration="Generation1"),
        resized("VpnGw1AZ", "VpnGw2AZ", vpnGatewayGeneration="Generation2"),
    ),
    "azure-gateway-sku-change": (resized("VpnGw2AZ", "VpnGw5AZ"), resized("VpnGw3AZ", "VpnGw2AZ")),
    "azure-gateway-type-change": (
        lambda c: c.update(c.gateway(), vpnType="RouteBased", tags={"a": "b"}),
        lambda c: c.update(c.gateway(), vpnType="PolicyBased"),
    ),
    "azure-local-gateway-without-address": (
        lambda c: c.local_gateway(gatewayIpAddress=None, fqdn="vpn.example.com"),
        lambda c: c.local_gateway(gatewayIpAddress=None),
    ),
    "azure-local-gateway-empty": (
        lambda c: c.local_gateway(
            localNetworkAddressSpace=None, bgpSettings={"asn": 64512, "bgpPeeringAddress": "169.254.21.1"}
        ),
        lambda c: c.local_gateway(localNetworkAddressSpace={"addressPrefixes": []}),
    ),
    "azure-local-gateway-overlap": (
        lambda c: c.local_gateway("10.20.0.0/16", "10.21.0.0/16"),
        lambda c: c.local_gateway("10.20.0.0/16", "10.20.1.0/24"),
    ),
    "azure-local-gateway-host-bits": (
        lambda c: c.local_gateway("10.20.0.0/16"),
        lambda c: c.local_gateway("10.20.0.1/16"),
    ),
    "azure-local-gateway-apipa-range": (
        lambda c: c.local_gateway("10.20.0.0/16"),
        lambda c: c.local_gateway("169.254.21.0/30"),
    ),
    "azure-local-gateway-asn": tuple(
        lambda c, asn=asn: c.local_gateway(bgpSettings={"asn": asn, "bgpPeeringAddress": "169.254.21.1"})
        for asn in (64512, 65515)
    ),
    "azure-local-gateway-peer-is-gateway": tuple(
        lambda c, peer=peer: c.local_gateway(bgpSettings={"asn": 64512, "bgpPeeringAddress": peer})
        for peer in ("169.254.21.1", "198.51.100.7")
    ),
    "azure-connection-equal-asn": (bgp_connection(64512), bgp_connection(65010)),
    "azure-connection-protocol-change": (
        lambda c: c.update(c.azure_connection(connectionProtocol="IKEv2"), dpdTimeoutSeconds=30),
        lambda c: c.update(c.azure_connection(connectionProtocol="IKEv2"), connectionProtocol="IKEv1"),
    ),
    "azure-connection-gateway-without-bgp": (bgp_connection(), without_bgp_on_the_gateway),
    "azure-connection-peer-without-bgp": (bgp_connection(), bgp_connection(settings={"asn": 64512})),
    "azure-connection-custom-bgp-place": (
        picking((0, "169.254.22.2"), (1, "169.254.21.6")),
        picking((0, "169.254.21.6"), (1, "169.254.21.6")),
    ),
    "azure-connection-apipa-peer": (bgp_connection(), bgp_connection(gateway=[peering(0)])),
    "azure-connection-peer-in-vnet": (bgp_connection(peer="10.99.0.1"), bgp_connection(peer="10.10.0.1")),
}
