"""The landscape that the resources of a stack ask for, Lifeboat's or anybody's."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from lifeboat.blueprint.model import NamedRange
from lifeboat.pictures import landscape as land
from lifeboat.pictures.landscape import ELSEWHERE, Element, Landscape, sorted_landscape
from lifeboat.pictures.resource import Estate
from lifeboat.pictures.resources_aws import Sites, aws_elements
from lifeboat.pictures.resources_azure import azure_elements, spokes
from lifeboat.pictures.resources_edges import edge_elements
from lifeboat.pictures.resources_tunnels import tunnel_elements
from lifeboat.previews import Resource


def from_resources(
    resources: Sequence[Resource], title: str = "", other_ranges: Sequence[NamedRange] = ()
) -> Landscape:
    """Return what the resources of a stack are, or would be: what nobody's settings know of is drawn too.

    Args:
        resources: of a state or of a preview, in any order. Types that nothing is drawn of are passed over.
        title: what the picture is called; the stack's name by default.
        other_ranges: of networks elsewhere, which no resource knows.
    """
    estate = Estate(resources)
    sites = Sites(estate)
    elements = [
        *azure_elements(estate),
        *aws_elements(estate, sites),
        *edge_elements(estate, sites),
        *tunnel_elements(estate),
        *(land.Network(f"elsewhere {one.name}", one.name, "range", "elsewhere", (one.cidr,)) for one in other_ranges),
    ]
    known = sorted_landscape(title or _stack(resources), iter([*elements, *_named(elements, sites)]))
    return replace(known, networks=tuple(_placed(known, spokes(estate))))


def _stack(resources: Sequence[Resource]) -> str:
    """Return project and stack, which every URN begins with (Pulumi documentation, "Resource names")."""
    for one in resources:
        parts = one.urn.split("::")
        if len(parts) > 2:
            return f"{parts[1]} ({parts[0].rpartition(':')[2]})"
    return "no resources"


def _named(elements: Sequence[Element], sites: Sites) -> Iterator[Element]:
    """Yield networks and gateways that are not in the stack, but that something in it names."""
    have = {element.key for element in elements}
    for element in elements:
        for network in _networks_of(element):
            if network and network not in have:
                azure = not network.startswith("vpc-")
                site: land.Site = "primary" if azure else sites.of(network)
                kind: Literal["VNet", "VPC"] = "VNet" if azure else "VPC"
                yield land.Network(network, network, kind, site, (), existing=True, unknown=ELSEWHERE)
        for gateway in _gateways_of(element):
            if gateway and gateway not in have:
                yield from _existing_gateway(gateway)


def _networks_of(element: Element) -> tuple[str, ...]:
    if isinstance(element, land.Attachment):
        return element.ends if element.kind == "peering" else element.ends[:1]
    if isinstance(element, land.Subnet | land.Gateway | land.Boundary | land.Route):
        return (element.network,)
    return ()


def _gateways_of(element: Element) -> tuple[str, ...]:
    if isinstance(element, land.Attachment) and element.kind == "attachment":
        return (element.ends[1],)
    if isinstance(element, land.Route):
        return (element.target,)
    return (element.aws_gateway, element.customer_gateway) if isinstance(element, land.Tunnel) else ()


_KINDS: dict[str, land.GatewayKind] = {
    "vgw": "virtual-private-gateway",
    "tgw": "transit-gateway",
    "cgw": "customer-gateway",
}


def _existing_gateway(key: str) -> Iterator[Element]:
    kind = _KINDS.get(key.partition("-")[0])
    if kind is not None:
        yield land.Gateway(key, key, kind, "recovery", existing=True)


def _placed(known: Landscape, guests: set[str]) -> Iterator[land.Network]:
    """Yield the networks, with the VNets that are not the gateway's as its spokes.

    Args:
        known: of which all VNets are called primary.
        guests: keys of those that use the gateways of another one.
    """
    vnets = [one for one in known.networks if one.kind == "VNet"]
    hubs = {one.network for one in known.gateways if one.kind == "vpn-gateway"}
    hubs |= {one.network for one in known.subnets if one.role == "gateway"}
    if not hubs & {one.key for one in vnets}:
        vnets = [one for one in vnets if one.key not in guests]
        held = {one.key: sum(subnet.network == one.key for subnet in known.subnets) for one in vnets}
        hubs = {max(sorted(held), key=lambda key: held[key])} if held else set()
    for one in known.networks:
        spoke = one.kind == "VNet" and one.key not in hubs
        yield replace(one, site="spoke") if spoke else one
