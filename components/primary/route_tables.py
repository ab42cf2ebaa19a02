"""Whether the route tables of Azure subnets that exist let their servers reach AWS through the VPN gateway."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final, NamedTuple

import pulumi
from pulumi_azure_native import network
from pulumi_azure_native.network.outputs import RouteResponse, SubnetResponse

from components.options import read_adopted

GATEWAY_SUBNET_NAME: Final = "GatewaySubnet"
"""The one name under which Azure looks for a gateway's subnet (Azure VPN Gateway settings)."""

_WITHOUT_SERVERS: Final = frozenset(
    {"AzureBastionSubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet"}
)
# Azure reserves these names for services of its own, some of which want propagation off.


@dataclass(frozen=True)
class Route:
    """A route of a route table.

    Attributes:
        name: its name.
        prefix: the range it is for.
        next_hop_type: `VirtualNetworkGateway`, `VirtualAppliance`, `Internet`, `VnetLocal` or `None`.
    """

    name: str
    prefix: IPv4Network
    next_hop_type: str


@dataclass(frozen=True)
class RouteTable:
    """A route table.

    Attributes:
        propagates: whether routes of the VPN gateway count, too.
        routes: its own.
    """

    propagates: bool
    routes: tuple[Route, ...]


class Fault(NamedTuple):
    """What is wrong with a route table: what was found, why it matters, what its owner can do."""

    found: str
    why: str
    fix: str


def find_fault(table: RouteTable, aws_prefixes: Iterable[IPv4Network], *, on_gateway_subnet: bool) -> Fault | None:
    """Return why a route table keeps traffic from AWS, or None.

    Azure takes the longest prefix, and of equal ones the user's route before the gateway's (Azure, "Virtual network
    traffic routing"). GatewaySubnet needs propagation on and takes no route for 0.0.0.0/0 (Azure VPN Gateway
    settings).

    Args:
        table: the route table.
        aws_prefixes: what is routed to AWS; the gateway propagates a route for each.
        on_gateway_subnet: whether the subnet is GatewaySubnet, rather than one with servers.
    """
    if on_gateway_subnet:
        return _fault_on_gateway_subnet(table)
    return next(filter(None, (_fault_for(table, prefix) for prefix in aws_prefixes)), None)


def _fault_on_gateway_subnet(table: RouteTable) -> Fault | None:
    if not table.propagates:
        return Fault(
            "gateway route propagation switched off",
            "On GatewaySubnet the gateway stops working without it",
            "switch it on",
        )
    for route in table.routes:
        if not route.prefix.prefixlen:
            return Fault(
                f"the route {route.name} for 0.0.0.0/0",
                "Azure supports none on GatewaySubnet and refuses to create a gateway there",
                "take the route away",
            )
    return None


def _fault_for(table: RouteTable, prefix: IPv4Network) -> Fault | None:
    covering = [route for route in table.routes if prefix.subnet_of(route.prefix)]
    chosen = max(covering, key=lambda route: route.prefix.prefixlen, default=None)
    if table.propagates and (chosen is None or chosen.prefix.prefixlen < prefix.prefixlen):
        return None
    add = f"add a route for {prefix} with next hop VirtualNetworkGateway"
    off = "" if table.propagates else "gateway route propagation switched off and "
    if chosen is None:
        return Fault(f"{off}no route for {prefix}", "Its servers never reach AWS", f"{add}, or switch propagation on")
    to_a_firewall = chosen.next_hop_type == "VirtualAppliance"
    if chosen.next_hop_type == "VirtualNetworkGateway" or (to_a_firewall and chosen.prefix.prefixlen):
        return None
    return Fault(
        f"{off}the route {chosen.name} that sends {chosen.prefix}, and {prefix} with it, to {chosen.next_hop_type}",
        "Traffic for AWS goes there instead of into the tunnels",
        add,
    )


def require_routes(
    parent: pulumi.Resource,
    where: str,
    subnets: Sequence[SubnetResponse],
    aws_prefixes: Sequence[IPv4Network],
    *,
    without_servers: Sequence[str] = (),
    provider: pulumi.ProviderResource | None = None,
    must_read: bool = True,
) -> None:
    """Stop the program when a route table of an existing VNet keeps traffic from AWS.

    Args:
        parent: the component that asks.
        where: settings path and name of the VNet.
        subnets: its subnets as Azure knows them.
        aws_prefixes: what is routed to AWS.
        without_servers: names of subnets that hold no source server and are not judged.
        provider: of the VNet's subscription, when it is not the parent's.
        must_read: whether a route table that cannot be read stops the program, too; otherwise it is a warning.

    Raises:
        pulumi.RunError: a route table keeps traffic from AWS, or cannot be read.
    """
    for subnet in subnets:
        if subnet.route_table is None or subnet.name in _WITHOUT_SERVERS.union(without_servers):
            continue
        name = str(subnet.route_table.id).rpartition("/")[2]
        what = f"{where}, subnet {subnet.name}, route table {name}"
        try:
            found = _read(parent, what, str(subnet.route_table.id), provider)
        except pulumi.RunError as error:
            if must_read:
                raise
            pulumi.log.warn(f"Not checked: {error}", parent)
            continue
        fault = find_fault(found, aws_prefixes, on_gateway_subnet=subnet.name == GATEWAY_SUBNET_NAME)
        if fault is not None:
            raise pulumi.RunError(
                f"{what}: found {fault.found}. {fault.why}. Lifeboat never changes what it adopts: let the owner"
                f" {fault.fix}. A subnet without source servers goes into primary.network.subnets_without_servers."
            )


def _read(parent: pulumi.Resource, what: str, table_id: str, provider: pulumi.ProviderResource | None) -> RouteTable:
    _, _, _, _, group, *_, name = table_id.split("/")
    found = read_adopted(
        what,
        lambda: network.get_route_table(
            resource_group_name=group,
            route_table_name=name,
            opts=pulumi.InvokeOptions(parent=parent, provider=provider),
        ),
    )
    return RouteTable(not found.disable_bgp_route_propagation, tuple(_routes(found.routes or [])))


def _routes(listed: Sequence[RouteResponse]) -> Iterable[Route]:
    for route in listed:
        try:
            prefix = IPv4Network(str(route.address_prefix))
        except ValueError:
            continue  # a service tag or IPv6, which lead nowhere near AWS's private ranges
        yield Route(str(route.name), prefix, str(route.next_hop_type))
