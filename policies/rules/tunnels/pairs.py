"""Which connection of Azure meets which tunnel of AWS."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_policy import PolicyResource

from ..kit.graph import Index
from ..kit.links import BETWEEN_GATEWAYS, Link
from ..kit.ranges import holds, parse
from ..kit.reading import State, Value
from ..kit.rule import Findings
from ..kit.subject import Subject
from ..kit.types import (
    CUSTOMER_GATEWAY,
    LOCAL_NETWORK_GATEWAY,
    PUBLIC_IP,
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
_TO_ADDRESS = _link(CUSTOMER_GATEWAY, "ipAddress")


@dataclass(frozen=True)
class Pair:
    """Both ends of a tunnel, or of one of two tunnels while it is not known which.

    Attributes:
        azure: the connection in Azure.
        local: the local network gateway, which is Azure's view of AWS's end.
        aws: the VPN connection in AWS.
        tunnels: the tunnel of it; both while the address does not tell.
        address: the local network gateway's address.
    """

    azure: Subject
    local: Subject
    aws: Subject
    tunnels: tuple[int, ...]
    address: Value

    @property
    def undecided(self) -> str:
        """Why it is not known which of the tunnels is meant, or ""."""
        return self.address.not_checked(self.local.holder) if len(self.tunnels) > 1 else ""


def pairs(index: Index, findings: Findings) -> Iterator[Pair]:
    """Every connection of Azure whose local network gateway leads to a VPN connection of the stack."""
    aws = {resource.urn: resource for resource in index.of(VPN_CONNECTION)}
    local = {resource.urn: resource for resource in index.of(LOCAL_NETWORK_GATEWAY)}
    for connection in index.of(VNET_GATEWAY_CONNECTION):
        for gateway in _targets(index, connection, _TO_LOCAL, local):
            for vpn in _targets(index, gateway, _TO_TUNNEL, aws):
                yield _pair(connection, gateway, vpn, findings)


def _targets(
    index: Index, resource: PolicyResource, link: Link, among: dict[str, PolicyResource]
) -> Iterator[PolicyResource]:
    for resolution in index.resolve(resource, link):
        if not resolution.undecided:
            yield from (among[urn] for urn in resolution.targets if urn in among)


def _pair(connection: PolicyResource, gateway: PolicyResource, vpn: PolicyResource, findings: Findings) -> Pair:
    local, aws = Subject(gateway, findings), Subject(vpn, findings)
    address = local.glance("gatewayIpAddress")[0]
    peer = parse(str(local.glance("bgpSettings", "bgpPeeringAddress")[0].content))
    by_address = [n for n in TUNNELS if address.known and aws.glance(f"tunnel{n}Address")[0].content == address.content]
    by_peer = [n for n in TUNNELS if peer and (inside := inside_range(aws, n)) and holds(inside, peer)]
    return Pair(Subject(connection, findings), local, aws, tuple(by_address or by_peer or TUNNELS), address)


def inside_range(aws: Subject, tunnel: int) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The inside range of a tunnel, where it is known."""
    value = aws.glance(f"tunnel{tunnel}InsideCidr")[0]
    return parse(str(value.content)) if value.known else None


def meets_azure(index: Index, vpn: PolicyResource) -> bool:
    """Whether a VPN connection's customer gateway is a VNet gateway of the same stack."""
    customers = {resource.urn: resource for resource in index.of(CUSTOMER_GATEWAY)}
    return any(azure_addresses(index, customer) for customer in _targets(index, vpn, _TO_CUSTOMER, customers))


def customer_gateways(index: Index, vpn: PolicyResource) -> list[PolicyResource]:
    """The customer gateway of a VPN connection, where it is a resource of the stack."""
    return list(_targets(index, vpn, _TO_CUSTOMER, {resource.urn: resource for resource in index.of(CUSTOMER_GATEWAY)}))


def azure_addresses(index: Index, customer: PolicyResource) -> list[PolicyResource]:
    """The public addresses (or gateways that have them) of the stack that a customer gateway stands for."""
    azure = {resource.urn: resource for resource in index.of(PUBLIC_IP, VNET_GATEWAY)}
    return list(_targets(index, customer, _TO_ADDRESS, azure))


def depends_on(resource: PolicyResource, prop: str, type_: str) -> list[PolicyResource]:
    """The resources of a type that a property was made from."""
    return [other for other in resource.property_dependencies.get(prop, []) if plain_type(other.resource_type) == type_]


def is_dynamic(aws: Subject) -> bool | None:
    """Whether a VPN connection routes by BGP; None when that is not known."""
    static = aws.glance("staticRoutesOnly")[0]
    return None if static.state in {State.UNKNOWN, State.HIDDEN} else static.content is not True
