"""What is drawn of the gateways, endpoints and attachments of AWS."""

from collections.abc import Iterator
from typing import Final

from lifeboat.pictures import landscape as land
from lifeboat.pictures.landscape import AFTER, Element
from lifeboat.pictures.resource import Estate, count, plain_type, text
from lifeboat.pictures.resources_aws import (
    EGRESS_GATEWAY,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    SUBNET,
    TRANSIT_GATEWAY,
    VPC,
    VPC_ENDPOINT,
    VPC_PEERING,
    VPN_GATEWAY,
    Sites,
    vpc_of,
)
from lifeboat.previews import Resource

ATTACHMENT: Final = "aws:ec2:VpnGatewayAttachment"
INTERNET_ATTACHMENT: Final = "aws:ec2:InternetGatewayAttachment"
TRANSIT_ATTACHMENT: Final = "aws:ec2transitgateway:VpcAttachment"
INSTANCE_CONNECT: Final = "aws:ec2transitgateway:InstanceConnectEndpoint"
RESOLVER: Final = "aws:route53:ResolverEndpoint"
RESOLVER_RULES: Final = "aws:route53:ResolverRuleAssociation"
ADDRESS: Final = "aws:ec2:Eip"


def edge_elements(estate: Estate, sites: Sites) -> Iterator[Element]:
    """Yield gateways, endpoints and attachments of AWS."""
    yield from _gateways(estate, sites)
    yield from _attachments(estate)
    yield from _nat_gateways(estate, sites)
    yield from _endpoints(estate, sites)
    yield from _in_subnets(estate, sites)


def _gateways(estate: Estate, sites: Sites) -> Iterator[Element]:
    for one in estate.all_of(VPN_GATEWAY):
        key, label = estate.key(one), estate.label(one)
        asn = text(one, "amazonSideAsn")
        yield land.Gateway(key, label, "virtual-private-gateway", "recovery", asn=asn)
        # What is attached by a resource of its own is answered here too.
        if one.inputs.get("vpcId"):
            yield land.Attachment(f"{key}/vpc", "attachment", "attachment", (vpc_of(estate, one), key))
    for one in estate.all_of(TRANSIT_GATEWAY):
        asn = text(one, "amazonSideAsn")
        yield land.Gateway(estate.key(one), estate.label(one), "transit-gateway", "recovery", asn=asn)
    for one in estate.all_of(INTERNET_GATEWAY, EGRESS_GATEWAY):
        network = vpc_of(estate, one)
        kind: land.GatewayKind = (
            "internet-gateway" if plain_type(one.type) == INTERNET_GATEWAY else "egress-only-gateway"
        )
        yield land.Gateway(estate.key(one), estate.label(one), kind, sites.of(network), network)


def _attachments(estate: Estate) -> Iterator[Element]:
    for kind, name, target in (
        (ATTACHMENT, "vpnGatewayId", VPN_GATEWAY),
        (INTERNET_ATTACHMENT, "internetGatewayId", INTERNET_GATEWAY),
        (TRANSIT_ATTACHMENT, "transitGatewayId", TRANSIT_GATEWAY),
    ):
        for one in estate.all_of(kind):
            ends = (vpc_of(estate, one), estate.key(estate.find(one, (name,), target)))
            yield land.Attachment(estate.key(one), estate.label(one), "attachment", ends)
    for one in estate.all_of(VPC_PEERING):
        ends = (vpc_of(estate, one), estate.key(estate.find(one, ("peerVpcId",), VPC)))
        yield land.Attachment(estate.key(one), estate.label(one), "peering", ends)
    for one in estate.all_of(RESOLVER_RULES):
        network = vpc_of(estate, one)
        yield land.Gateway(estate.key(one), estate.label(one), "resolver-rules", "recovery", network)


def _nat_gateways(estate: Estate, sites: Sites) -> Iterator[Element]:
    for one in estate.all_of(NAT_GATEWAY):
        subnet = estate.find(one, ("subnetId",), SUBNET)
        network = vpc_of(estate, subnet) if isinstance(subnet, Resource) else ""
        address = estate.find(one, ("allocationId",), ADDRESS)
        public = text(one, "publicIp") or (text(address, "publicIp") if isinstance(address, Resource) else "")
        yield land.Gateway(
            estate.key(one),
            estate.label(one),
            "nat-gateway",
            sites.of(network),
            network,
            addresses=(public or AFTER,),
            subnets=(estate.key(subnet),) if subnet else (),
        )


def _endpoints(estate: Estate, sites: Sites) -> Iterator[Element]:
    for one in estate.all_of(VPC_ENDPOINT):
        network = vpc_of(estate, one)
        service = text(one, "serviceName")
        interface = text(one, "vpcEndpointType") == "Interface"
        yield land.Gateway(
            estate.key(one),
            estate.label(one),
            "interface-endpoint" if interface else "gateway-endpoint",
            sites.of(network),
            network,
            detail=service if service == AFTER else service.rpartition(".")[2],
            subnets=_keys(estate, [*estate.find_all(one, "subnetIds", SUBNET)]),
        )


def _keys(estate: Estate, found: list[Resource | str]) -> tuple[str, ...]:
    return tuple(sorted(estate.key(one) for one in found))


def _in_subnets(estate: Estate, sites: Sites) -> Iterator[Element]:
    for one in estate.all_of(INSTANCE_CONNECT):
        subnet = estate.find(one, ("subnetId",), SUBNET)
        network = vpc_of(estate, subnet) if isinstance(subnet, Resource) else ""
        place = (estate.key(subnet),) if subnet else ()
        yield land.Gateway(
            estate.key(one), estate.label(one), "instance-connect", sites.of(network), network, subnets=place
        )
    for one in estate.all_of(RESOLVER):
        places = [
            estate.find(one, ("ipAddresses", place, "subnetId"), SUBNET) for place in range(count(one, "ipAddresses"))
        ]
        found = [place for place in places if place is not None] or [*estate.used(one, "ipAddresses", SUBNET)]
        first = next((place for place in found if isinstance(place, Resource)), None)
        network = vpc_of(estate, first) if first else ""
        addresses = [text(one, "ipAddresses", place, "ip") or AFTER for place in range(count(one, "ipAddresses"))]
        yield land.Gateway(
            estate.key(one),
            estate.label(one),
            "resolver",
            sites.of(network),
            network,
            addresses=tuple(sorted(addresses)),
            detail=text(one, "direction").lower(),
            subnets=_keys(estate, found),
        )
