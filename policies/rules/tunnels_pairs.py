"""Which connection of Azure meets which tunnel of AWS."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_policy import PolicyResource

from .kit.graph import Index
from .kit.links import BETWEEN_GATEWAYS, Link
from .kit.ranges import holds, parse
from .kit.reading import State, Value
from .kit.rule import Findings
from .kit.subject import Subject
from .kit.types import (
    CUSTOMER_GATEWAY,
    LOCAL_NETWORK_GATEWAY,
    PUBLIC_IP,
    TRANSIT_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT,
    VNET_GATEWAY,
    VNET_GATEWAY_CONNECTION,
    VPN_CONNECTION,
    plain_type,
)

TUNNELS = (1, 2)
"""The two tunnels that every VPN connection of AWS has."""


def _link(source: str, first: str) -> Link:
    (found,) = (link for link in BETWEEN_GATEWAYS if link.source == source and link.path[0] == first)
    return found


_TO_LOCAL = _link(VNET_GATEWAY_CONNECTION, "localNetworkGateway2")
_TO_TUNNEL = _link(LOCAL_NETWORK_GATEWAY, "gatewayIpAddress")
_TO_CUSTOMER = _link(VPN_CONNECTION, "customerGatewayId")
_TO_GATEWAY = _link(VNET_GATEWAY_CONNECTION, "virtualNetworkGateway1")
_TO_VIRTUAL = _link(VPN_CONNECTION, "vpnGatewayId")
_TO_TRANSIT = _link(VPN_CONNECTION, "transitGatewayId")
_TO_ATTACHED = _link(VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT, "vpnGatewayId")
_TO_ADDRESS = _link(CUSTOMER_GATEWAY, "ipAddress")


@dataclass(frozen=True)
class Pair:
    """Both ends of a tunnel, or of one of two tunnels while it is not known which.

    Attributes:
        azure: the connection in Azure.
        local: the local network gateway, which is Azure's view of AWS's end.
        aws: the VPN connection in AWS.
        ends: the resources of the first and the last.
        tunnels: the tunnel of it; both while the address does not tell.
        address: the local network gateway's address.
    """

    azure: Subject
    local: Subject
    aws: Subject
    ends: tuple[PolicyResource, PolicyResource]
    tunnels: tuple[int, ...]
    address: Value

    @property
    def undecided(self) -> str:
        """Why it is not known which of the tunnels is meant, or ""."""
        return self.address.not_checked(self.local.holder) if len(self.tunnels) > 1 else ""


def pairs(index: Index, findings: Findings) -> Iterator[Pair]:
    """Every connection of Azure whose local network gateway leads to a VPN connection of the stack.

    Where its address is hidden it may be the end of any tunnel, which is noted.
    """
    for connection in index.of(VNET_GATEWAY_CONNECTION):
        for gateway in index.leads_to(connection, _TO_LOCAL, LOCAL_NETWORK_GATEWAY):
            met = index.leads_to(gateway, _TO_TUNNEL, VPN_CONNECTION)
            address = Subject(gateway, findings).glance("gatewayIpAddress")[0]
            if not met and address.state is State.HIDDEN and index.of(VPN_CONNECTION):
                findings.not_checked.append(address.not_checked(Subject(gateway, findings).holder))
            for vpn in met:
                yield _pair(connection, gateway, vpn, findings)


def _pair(connection: PolicyResource, gateway: PolicyResource, vpn: PolicyResource, findings: Findings) -> Pair:
    local, aws = Subject(gateway, findings), Subject(vpn, findings)
    address = local.glance("gatewayIpAddress")[0]
    peer = parse(str(local.glance("bgpSettings", "bgpPeeringAddress")[0].content))
    by_address = [n for n in TUNNELS if address.known and aws.glance(f"tunnel{n}Address")[0].content == address.content]
    by_peer = [n for n in TUNNELS if peer and (inside := inside_range(aws, n)) and holds(inside, peer)]
    ends = (connection, vpn)
    return Pair(Subject(connection, findings), local, aws, ends, tuple(by_address or by_peer or TUNNELS), address)


def inside_range(aws: Subject, tunnel: int) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The inside range of a tunnel, where it is known."""
    value = aws.glance(f"tunnel{tunnel}InsideCidr")[0]
    return parse(str(value.content)) if value.known else None


def meets_azure(index: Index, vpn: PolicyResource) -> bool:
    """Whether a VPN connection's customer gateway is a VNet gateway of the same stack."""
    return any(azure_addresses(index, customer) for customer in customer_gateways(index, vpn))


def customer_gateways(index: Index, vpn: PolicyResource) -> list[PolicyResource]:
    """The customer gateway of a VPN connection, where it is a resource of the stack."""
    return index.leads_to(vpn, _TO_CUSTOMER, CUSTOMER_GATEWAY)


def azure_gateways(index: Index, connection: PolicyResource) -> list[PolicyResource]:
    """The VNet gateway of a connection, where it is a resource of the stack."""
    return index.leads_to(connection, _TO_GATEWAY, VNET_GATEWAY)


def aws_gateways(index: Index, vpn: PolicyResource) -> list[PolicyResource]:
    """The virtual private or transit gateway of a VPN connection, where it is a resource of the stack."""
    # A connection may have its gateway's id from the attachment, so that it waits for it.
    attachments = depends_on(vpn, "vpnGatewayId", VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT)
    return (
        index.leads_to(vpn, _TO_VIRTUAL, VIRTUAL_PRIVATE_GATEWAY)
        or [gateway for each in attachments for gateway in index.leads_to(each, _TO_ATTACHED, VIRTUAL_PRIVATE_GATEWAY)]
        or index.leads_to(vpn, _TO_TRANSIT, TRANSIT_GATEWAY)
    )


def azure_addresses(index: Index, customer: PolicyResource) -> list[PolicyResource]:
    """The public addresses (or gateways that have them) of the stack that a customer gateway stands for."""
    return index.leads_to(customer, _TO_ADDRESS, PUBLIC_IP, VNET_GATEWAY)


def depends_on(resource: PolicyResource, prop: str, type_: str) -> list[PolicyResource]:
    """The resources of a type that a property was made from."""
    return [other for other in resource.property_dependencies.get(prop, []) if plain_type(other.resource_type) == type_]


def is_dynamic(aws: Subject) -> bool | None:
    """Whether a VPN connection routes by BGP; None when that is not known."""
    static = aws.glance("staticRoutesOnly")[0]
    return None if static.state in {State.UNKNOWN, State.HIDDEN} else static.content is not True
