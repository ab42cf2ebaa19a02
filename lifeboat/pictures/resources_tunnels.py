"""The tunnels of a stack: AWS's VPN connections, and the Azure connection that each of their tunnels has."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from lifeboat.pictures import landscape as land
from lifeboat.pictures import resources_azure as azure
from lifeboat.pictures.landscape import AFTER, Element
from lifeboat.pictures.resource import Estate, alike, count, read, text, texts
from lifeboat.pictures.resources_aws import TRANSIT_GATEWAY, VPN_GATEWAY
from lifeboat.pictures.resources_edges import ATTACHMENT
from lifeboat.previews import Resource

CUSTOMER_GATEWAY: Final = "aws:ec2:CustomerGateway"
VPN_CONNECTION: Final = "aws:ec2:VpnConnection"
CONNECTION_ROUTE: Final = "aws:ec2:VpnConnectionRoute"
TRANSIT_ROUTE: Final = "aws:ec2transitgateway:Route"
AZURE_CONNECTION: Final = f"{azure.NETWORK}VirtualNetworkGatewayConnection"
LOCAL_GATEWAY: Final = f"{azure.NETWORK}LocalNetworkGateway"

AzureEnds = dict[tuple[str, int], tuple[Resource, Resource]]
"""Azure's connection and its local network gateway, by URN of the VPN connection and number of the tunnel."""


def tunnel_elements(estate: Estate) -> Iterator[Element]:
    """Yield customer gateways and tunnels."""
    instances = _instances(estate)
    for one in estate.all_of(CUSTOMER_GATEWAY):
        asn = text(one, "bgpAsn") or text(one, "bgpAsnExtended")
        address = (text(one, "ipAddress") or AFTER,)
        yield land.Gateway(estate.key(one), estate.label(one), "customer-gateway", "recovery", "", "", address, asn)
    ends = _azure_ends(estate)
    for connection in estate.all_of(VPN_CONNECTION):
        for number in (1, 2):
            yield _tunnel(estate, connection, number, ends.get((connection.urn, number)), instances)


def _instances(estate: Estate) -> dict[str, str]:
    """Return the key of each instance of an Azure gateway, by its public address and by the URN of its public IP."""
    found = {}
    for gateway in estate.all_of(azure.VPN_GATEWAY):
        for place in range(count(gateway, "ipConfigurations")):
            name = text(gateway, "ipConfigurations", place, "name") or f"instance{place}"
            address = azure.public_ip(estate, gateway, place)
            if address is not None:
                key = f"{estate.key(gateway)}/{name}"
                found[address.urn] = key
                found[text(address, "ipAddress")] = key
    return {name: key for name, key in found.items() if name not in ("", AFTER)}


def _azure_ends(estate: Estate) -> AzureEnds:
    """Return which tunnel each Azure connection ends at.

    A local network gateway names the public address of AWS's end; while that is not known, its BGP peer is an address
    inside the tunnel. Static tunnels of one connection are told apart by the order of their names then.
    """
    ends: AzureEnds = {}
    waiting: list[tuple[Resource, Resource, Resource]] = []
    for one in estate.all_of(AZURE_CONNECTION):
        local = estate.find(one, ("localNetworkGateway2", "id"), LOCAL_GATEWAY)
        if local is None and not one.dependencies:
            local = alike(one, [each for each in estate.all_of(LOCAL_GATEWAY) if each.parent == one.parent])
        if not isinstance(local, Resource):
            continue
        place = _by_address(estate, local)
        if place is not None:
            ends[place] = (one, local)
            continue
        used = estate.used(local, "gatewayIpAddress", VPN_CONNECTION)
        candidates = used or [*estate.all_of(VPN_CONNECTION)]
        if len(candidates) == 1:
            waiting.append((candidates[0], one, local))
    for connection, one, local in waiting:
        number = next((number for number in (1, 2) if (connection.urn, number) not in ends), None)
        if number is not None:
            ends[connection.urn, number] = (one, local)
    return ends


def _by_address(estate: Estate, local: Resource) -> tuple[str, int] | None:
    outside, peer = text(local, "gatewayIpAddress"), text(local, "bgpSettings", "bgpPeeringAddress")
    for connection in estate.all_of(VPN_CONNECTION):
        for number in (1, 2):
            if outside not in ("", AFTER) and outside == text(connection, f"tunnel{number}Address"):
                return connection.urn, number
            inside = _inside(connection, number)
            if outside == AFTER and inside is not None and peer == str(inside[1]):
                return connection.urn, number
    return None


def _inside(connection: Resource, number: int) -> IPv4Network | None:
    try:
        return IPv4Network(text(connection, f"tunnel{number}InsideCidr"), strict=False)
    except ValueError:
        return None


def _tunnel(
    estate: Estate,
    connection: Resource,
    number: int,
    end: tuple[Resource, Resource] | None,
    instances: dict[str, str],
) -> land.Tunnel:
    inside = _inside(connection, number)
    hosts = [str(address) for address in inside.hosts()][:2] if inside and inside.prefixlen <= 30 else ["", ""]
    customer = estate.find(connection, ("customerGatewayId",), CUSTOMER_GATEWAY)
    address, instance = _azure_side(estate, customer, instances)
    static = read(connection, "staticRoutesOnly") is True
    azure_connection, local = end or (None, None)
    label = estate.label(azure_connection, "connection-") if azure_connection else ""
    return land.Tunnel(
        key=f"{estate.key(connection)}/{number}",
        label=label or f"{estate.label(connection, 'transit-')} tunnel {number}",
        connection=estate.key(connection),
        number=number,
        used=end is not None,
        routing="static" if static else "bgp",
        inside=inside,
        aws_inside=hosts[0],
        azure_inside=hosts[1],
        aws_outside=text(connection, f"tunnel{number}Address") or AFTER,
        azure_outside=address,
        instance=instance,
        customer_gateway=estate.key(customer),
        aws_gateway=_aws_gateway(estate, connection),
        azure_connection=_azure_name(estate, azure_connection),
        to_azure=_static_routes(estate, connection) if static else (),
        to_aws=tuple(sorted(texts(local, "localNetworkAddressSpace", "addressPrefixes"))) if local and static else (),
    )


def _azure_name(estate: Estate, connection: Resource | None) -> str:
    if connection is None:
        return ""
    named = text(connection, "virtualNetworkGatewayConnectionName")
    return named if named not in ("", AFTER) else estate.label(connection)


def _azure_side(estate: Estate, customer: Resource | str | None, instances: dict[str, str]) -> tuple[str, str]:
    """Return the public address of Azure's end and the key of its instance, each empty or `AFTER` when not known."""
    if not isinstance(customer, Resource):
        return "", ""
    address = text(customer, "ipAddress")
    if address in instances:
        return address, instances[address]
    found = estate.used(customer, "ipAddress", azure.PUBLIC_IP)
    if not found and not customer.dependencies:
        # Nothing tells which one; NAT gateways have public addresses too.
        found = [one for one in estate.all_of(azure.PUBLIC_IP) if one.urn in instances]
    source = alike(customer, found)
    return address or AFTER, instances.get(source.urn, "") if source else ""


def _aws_gateway(estate: Estate, connection: Resource) -> str:
    for name, kinds in (("vpnGatewayId", (VPN_GATEWAY, ATTACHMENT)), ("transitGatewayId", (TRANSIT_GATEWAY,))):
        found = estate.find(connection, (name,), *kinds)
        if isinstance(found, Resource) and found.type.endswith("VpnGatewayAttachment"):
            # The attachment hands the gateway on, so that it is waited for.
            found = estate.find(found, ("vpnGatewayId",), VPN_GATEWAY)
        if found:
            return estate.key(found)
    return ""


def _static_routes(estate: Estate, connection: Resource) -> tuple[str, ...]:
    found = {
        text(one, "destinationCidrBlock")
        for one in estate.all_of(CONNECTION_ROUTE)
        if estate.key(estate.find(one, ("vpnConnectionId",), VPN_CONNECTION)) == estate.key(connection)
    }
    attachment = text(connection, "transitGatewayAttachmentId")
    for one in estate.all_of(TRANSIT_ROUTE):
        sources = estate.used(one, "transitGatewayAttachmentId", VPN_CONNECTION)
        named = text(one, "transitGatewayAttachmentId")
        if (named == attachment != AFTER) if named != AFTER else connection in sources:
            found.add(text(one, "destinationCidrBlock"))
    return tuple(sorted(found - {""}))
