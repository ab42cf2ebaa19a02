"""What is drawn of the Azure resources of a stack."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

from lifeboat.pictures import landscape as land
from lifeboat.pictures.landscape import AFTER, Element
from lifeboat.pictures.resource import Estate, count, read, text, texts
from lifeboat.previews import Resource

NETWORK = "azure-native:network:"
VNET = f"{NETWORK}VirtualNetwork"
SUBNET = f"{NETWORK}Subnet"
PEERING = f"{NETWORK}VirtualNetworkPeering"
PUBLIC_IP = f"{NETWORK}PublicIPAddress"
NAT_GATEWAY = f"{NETWORK}NatGateway"
VPN_GATEWAY = f"{NETWORK}VirtualNetworkGateway"
SECURITY_GROUP = f"{NETWORK}NetworkSecurityGroup"
SECURITY_RULE = f"{NETWORK}SecurityRule"
RESOLVER = "azure-native:dnsresolver:DnsResolver"
OUTBOUND = "azure-native:dnsresolver:OutboundEndpoint"
INBOUND = "azure-native:dnsresolver:InboundEndpoint"


def azure_elements(estate: Estate) -> Iterator[Element]:
    """Yield what is drawn of Azure, but for tunnels."""
    yield from _networks(estate)
    yield from _subnets(estate)
    yield from _peerings(estate)
    yield from _gateways(estate)
    yield from _nat_gateways(estate)
    yield from _resolvers(estate)
    yield from _boundaries(estate)


def ranges_of(values: tuple[str, ...]) -> tuple[tuple[IPv4Network, ...], str]:
    """Return texts as ranges, and why some are missing; what is no IPv4 range (IPv6, a service tag) is left out."""
    found = []
    for value in values:
        try:
            found.append(IPv4Network(value, strict=False))
        except ValueError:
            continue
    return tuple(found), AFTER if AFTER in values else ""


def _name(estate: Estate, resource: Resource, argument: str) -> str:
    """Return a resource's name in Azure; its name in the program where Azure's is made up at deployment."""
    for value in (text(resource, argument), text(resource, "name")):
        if value and value != AFTER:
            return value
    return estate.label(resource)


def network_of(estate: Estate, resource: Resource) -> str:
    """Return the key of the VNet that a resource names by its name."""
    wanted = text(resource, "virtualNetworkName")
    for network in estate.all_of(VNET):
        if wanted and wanted.lower() == _name(estate, network, "virtualNetworkName").lower():
            return estate.key(network)
    return wanted if wanted and wanted != AFTER else estate.key(estate.find(resource, ("virtualNetworkName",), VNET))


def network_of_subnet(estate: Estate, found: Resource | str | None) -> str:
    """Return the key of the VNet of a subnet that is in the stack or named by its id."""
    if isinstance(found, Resource):
        return network_of(estate, found)
    parts = (found or "").split("/")
    if "virtualNetworks" not in parts[:-1]:
        return ""
    return _known(estate, VNET, "virtualNetworkName", parts[parts.index("virtualNetworks") + 1])


def _known(estate: Estate, kind: str, argument: str, name: str) -> str:
    for one in estate.all_of(kind):
        if _name(estate, one, argument).lower() == name.lower():
            return estate.key(one)
    return name


def _networks(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(VNET):
        ranges, unknown = ranges_of(texts(one, "addressSpace", "addressPrefixes"))
        region = text(one, "location")
        label = _name(estate, one, "virtualNetworkName")
        yield land.Network(estate.key(one), label, "VNet", "primary", ranges, region, unknown=unknown)
        for place in range(count(one, "subnets")):
            inner, why = _subnet_ranges(one, "subnets", place)
            name = text(one, "subnets", place, "name") or str(place)
            yield land.Subnet(f"{estate.key(one)}/{name}", name, estate.key(one), _role(name), "", inner, unknown=why)


def _subnet_ranges(resource: Resource, *path: str | int) -> tuple[tuple[IPv4Network, ...], str]:
    single = text(resource, *path, "addressPrefix")
    return ranges_of((*((single,) if single else ()), *texts(resource, *path, "addressPrefixes")))


def _role(name: str, delegated: str = "") -> str:
    if name == "GatewaySubnet":
        return "gateway"
    return "resolver" if delegated == "Microsoft.Network/dnsResolvers" else "workload"


def _subnets(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(SUBNET):
        ranges, unknown = _subnet_ranges(one)
        name = _name(estate, one, "subnetName")
        role = _role(name, text(one, "delegations", 0, "serviceName"))
        yield land.Subnet(estate.key(one), name, network_of(estate, one), role, "", ranges, unknown=unknown)


def spokes(estate: Estate) -> set[str]:
    """Return the keys of VNets that use the gateways of another one, as their peerings say."""
    return {network_of(estate, one) for one in estate.all_of(PEERING) if read(one, "useRemoteGateways") is True}


def _peerings(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(PEERING):
        remote = estate.find(one, ("remoteVirtualNetwork", "id"), VNET)
        if isinstance(remote, str):
            remote = _known(estate, VNET, "virtualNetworkName", remote.rpartition("/")[2])
        ends = (network_of(estate, one), estate.key(remote))
        label = _name(estate, one, "virtualNetworkPeeringName")
        yield land.Attachment(estate.key(one), label, "peering", ends)


def _gateways(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(VPN_GATEWAY):
        key, name = estate.key(one), _name(estate, one, "virtualNetworkGatewayName")
        subnet = estate.find(one, ("ipConfigurations", 0, "subnet", "id"), SUBNET)
        network = network_of_subnet(estate, subnet)
        asn = text(one, "bgpSettings", "asn")
        yield land.Gateway(key, name, "vpn-gateway", "primary", network, "", (), asn, text(one, "sku", "name"))
        for place in range(count(one, "ipConfigurations")):
            label = text(one, "ipConfigurations", place, "name") or f"instance{place}"
            address = public_ip(estate, one, place)
            shown = (text(address, "ipAddress") or AFTER,) if address else (AFTER,)
            yield land.Gateway(f"{key}/{label}", label, "instance", "primary", network, key, shown)


def public_ip(estate: Estate, gateway: Resource, place: int) -> Resource | None:
    """Return the public IP of one IP configuration of a gateway.

    While ids are not known, the engine says which addresses the gateway uses, but not which configuration uses which:
    then it is the one whose name ends with the configuration's.
    """
    path = ("ipConfigurations", place, "publicIPAddress", "id")
    found = estate.find(gateway, path, PUBLIC_IP)
    if isinstance(found, Resource):
        return found
    name = text(gateway, "ipConfigurations", place, "name")
    used = estate.used(gateway, "ipConfigurations", PUBLIC_IP)
    if not gateway.dependencies:
        used = [one for one in estate.all_of(PUBLIC_IP) if one.parent == gateway.parent]
    fitting = [one for one in used if one.name.endswith(f"-{name}")]
    return fitting[0] if found is None and name and len(fitting) == 1 else None


def _nat_gateways(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(NAT_GATEWAY):
        found = estate.find(one, ("publicIpAddresses", 0, "id"), PUBLIC_IP)
        address = (text(found, "ipAddress") or AFTER) if isinstance(found, Resource) else AFTER
        users = [
            subnet
            for subnet in estate.all_of(SUBNET)
            if estate.key(estate.find(subnet, ("natGateway", "id"), NAT_GATEWAY)) == estate.key(one)
        ]
        network = network_of(estate, users[0]) if users else ""
        name = _name(estate, one, "natGatewayName")
        yield land.Gateway(estate.key(one), name, "nat-gateway", "primary", network, "", (address,))


def _resolvers(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(OUTBOUND, INBOUND):
        inbound = one.type.endswith("InboundEndpoint")
        path: tuple[str | int, ...] = ("ipConfigurations", 0, "subnet", "id") if inbound else ("subnet", "id")
        subnet = estate.find(one, path, SUBNET)
        place, network = estate.key(subnet), network_of_subnet(estate, subnet)
        label = _name(estate, one, "inboundEndpointName" if inbound else "outboundEndpointName")
        detail = "inbound" if inbound else "outbound"
        subnets = (place,) if place else ()
        yield land.Gateway(estate.key(one), label, "resolver", "primary", network, "", (), "", detail, subnets)


def _boundaries(estate: Estate) -> Iterator[Element]:
    rules: dict[str, set[land.Rule]] = {}
    for one in estate.all_of(SECURITY_RULE):
        name = text(one, "networkSecurityGroupName")
        found = _known(estate, SECURITY_GROUP, "networkSecurityGroupName", name)
        if name == AFTER:
            found = estate.key(estate.find(one, ("networkSecurityGroupName",), SECURITY_GROUP))
        rules.setdefault(found, set()).update(_rules(read(one, "direction"), one))
    made = {estate.key(one): one for one in estate.all_of(SECURITY_GROUP)}
    for key in sorted({*rules, *made} - {""}):
        group = made.get(key)
        inner = set(rules.get(key, ()))
        for place in range(count(group, "securityRules") if group else 0):
            if group is not None:
                inner.update(_rules(read(group, "securityRules", place, "direction"), group, "securityRules", place))
        label = _name(estate, group, "networkSecurityGroupName") if group else key
        kind = "network security group"
        yield land.Boundary(key, label, kind, "primary", "", tuple(sorted(inner)), group is None)  # type: ignore[arg-type]


def _rules(direction: Any, resource: Resource, *path: str | int) -> Iterator[land.Rule]:
    if text(resource, *path, "access").lower() == "deny":
        return
    inward = str(direction).lower() == "inbound"
    side = "source" if inward else "destination"
    peers = [text(resource, *path, f"{side}AddressPrefix"), *texts(resource, *path, f"{side}AddressPrefixes")]
    ports = [text(resource, *path, "destinationPortRange"), *texts(resource, *path, "destinationPortRanges")]
    protocol = text(resource, *path, "protocol").lower()
    for peer in filter(None, peers):
        for port in filter(None, ports):
            yield land.Rule(
                "ingress" if inward else "egress",
                "all" if protocol == "*" else protocol,
                "all" if port == "*" else port,
                "anywhere" if peer == "*" else peer,
            )
