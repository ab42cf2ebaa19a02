"""What is drawn of the AWS resources of a stack, but for gateways and tunnels: VPCs, subnets, routes, groups, DRS."""

import re
from collections.abc import Iterator
from typing import Any, Final, Literal

from lifeboat.pictures import landscape as land
from lifeboat.pictures.landscape import AFTER, ELSEWHERE, Element, Site
from lifeboat.pictures.resource import Estate, count, is_unknown, plain_type, read, text, texts
from lifeboat.pictures.resources_azure import ranges_of
from lifeboat.previews import Resource

VPC: Final = "aws:ec2:Vpc"
SECOND_RANGE: Final = "aws:ec2:VpcIpv4CidrBlockAssociation"
SUBNET: Final = "aws:ec2:Subnet"
ROUTE_TABLE: Final = "aws:ec2:RouteTable"
DEFAULT_TABLE: Final = "aws:ec2:DefaultRouteTable"
ROUTE: Final = "aws:ec2:Route"
PROPAGATION: Final = "aws:ec2:VpnGatewayRoutePropagation"
GROUP: Final = "aws:ec2:SecurityGroup"
INGRESS: Final = "aws:vpc:SecurityGroupIngressRule"
EGRESS: Final = "aws:vpc:SecurityGroupEgressRule"
OLD_RULE: Final = "aws:ec2:SecurityGroupRule"
TEMPLATE: Final = "aws:drs:ReplicationConfigurationTemplate"
VPN_GATEWAY: Final = "aws:ec2:VpnGateway"
TRANSIT_GATEWAY: Final = "aws:ec2transitgateway:TransitGateway"
INTERNET_GATEWAY: Final = "aws:ec2:InternetGateway"
EGRESS_GATEWAY: Final = "aws:ec2:EgressOnlyInternetGateway"
NAT_GATEWAY: Final = "aws:ec2:NatGateway"
VPC_PEERING: Final = "aws:ec2:VpcPeeringConnection"
VPC_ENDPOINT: Final = "aws:ec2:VpcEndpoint"

ISOLATED_TAG: Final = "lifeboat:isolated"
"""Tag of a VPC that nothing may be attached to; the components set it, the policies hold it to that."""

_TARGETS: Final = (
    ("gatewayId", (INTERNET_GATEWAY, VPN_GATEWAY), "gateway"),
    ("natGatewayId", (NAT_GATEWAY,), "NAT gateway"),
    ("transitGatewayId", (TRANSIT_GATEWAY,), "transit gateway"),
    ("vpcPeeringConnectionId", (VPC_PEERING,), "VPC peering"),
    ("egressOnlyGatewayId", (EGRESS_GATEWAY,), "egress-only internet gateway"),
    ("vpcEndpointId", (VPC_ENDPOINT,), "VPC endpoint"),
    ("networkInterfaceId", (), "network interface"),
    ("localGatewayId", (), "local gateway"),
    ("carrierGatewayId", (), "carrier gateway"),
    ("coreNetworkArn", (), "core network"),
)
_WORDS: Final = {
    INTERNET_GATEWAY: "internet gateway",
    VPN_GATEWAY: "virtual private gateway",
    "igw": "internet gateway",
    "vgw": "virtual private gateway",
}
Direction = Literal["ingress", "egress"]
DIRECTIONS: Final[tuple[Direction, ...]] = ("ingress", "egress")
_ROLES: Final = ("staging", "recovery", "public", "drill", "openings")


class Sites:
    """Where each VPC of a stack belongs: to the drill, to recovery, or neither.

    A drill VPC carries the tag. The recovery VPC is the one that DRS stages in; where that is not known, the one with
    most subnets. Every other one is `other`.
    """

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        drills = [one for one in estate.all_of(VPC) if str(_tags(one).get(ISOLATED_TAG)).lower() == "true"]
        self._drills = {estate.key(one) for one in drills}
        self._recovery = self._find_recovery()

    def of(self, network: str) -> Site:
        """Return the site of a VPC by its key; recovery for what names none."""
        if network in self._drills:
            return "drill"
        return "recovery" if network in ("", self._recovery) else "other"

    def _find_recovery(self) -> str:
        estate = self._estate
        for template in estate.all_of(TEMPLATE):
            subnet = estate.find(template, ("stagingAreaSubnetId",), SUBNET)
            if isinstance(subnet, Resource):
                return vpc_of(estate, subnet)
        held: dict[str, int] = {}
        for one in estate.all_of(SUBNET, ROUTE_TABLE, GROUP):
            network = vpc_of(estate, one)
            if network and network not in self._drills:
                held[network] = held.get(network, 0) + 1
        alone = [key for one in estate.all_of(VPC) if (key := estate.key(one)) not in self._drills]
        return max(sorted(held), key=lambda key: held[key], default=alone[0] if alone else "")


def _tags(resource: Resource) -> dict[str, Any]:
    found = read(resource, "tags")
    return dict(found) if isinstance(found, dict) else {}


def vpc_of(estate: Estate, resource: Resource) -> str:
    """Return the key of the VPC that a resource names; empty when it is not known."""
    return estate.key(estate.find(resource, ("vpcId",), VPC))


def aws_elements(estate: Estate, sites: Sites) -> Iterator[Element]:
    """Yield networks, subnets, routes, boundaries and staging of AWS."""
    yield from _networks(estate, sites)
    yield from _subnets(estate)
    yield from _routes(estate)
    yield from _boundaries(estate, sites)
    yield from _stagings(estate)


def _networks(estate: Estate, sites: Sites) -> Iterator[Element]:
    more: dict[str, list[str]] = {}
    for one in estate.all_of(SECOND_RANGE):
        more.setdefault(vpc_of(estate, one), []).append(text(one, "cidrBlock"))
    for one in estate.all_of(VPC):
        key = estate.key(one)
        ranges, unknown = ranges_of((text(one, "cidrBlock"), *more.get(key, ())))
        named = _tags(one).get("Name")
        label = named if isinstance(named, str) and named and not is_unknown(named) else one.name
        region = text(one, "region") or _region(estate, key)
        yield land.Network(key, label, "VPC", sites.of(key), ranges, region, unknown=unknown)


def _region(estate: Estate, network: str) -> str:
    """Return the Region of a VPC as its subnets' zones say it: it is answered only at deployment."""
    zones = (text(one, "availabilityZone") for one in estate.all_of(SUBNET) if vpc_of(estate, one) == network)
    found = (re.match(r"[a-z]{2}(?:-[a-z]+)+-\d+", zone) for zone in zones)
    return next((match[0] for match in found if match), "")


def _subnets(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(SUBNET):
        ranges, unknown = ranges_of((text(one, "cidrBlock"),))
        label = estate.label(one, "subnet-")
        role = next((role for role in _ROLES if label.startswith(role)), "")
        zone = text(one, "availabilityZone")
        yield land.Subnet(estate.key(one), label, vpc_of(estate, one), role, zone, ranges, unknown=unknown)
    for template in estate.all_of(TEMPLATE):
        subnet = estate.find(template, ("stagingAreaSubnetId",), SUBNET)
        if isinstance(subnet, str):
            yield land.Subnet(subnet, subnet, "", "staging", "", (), existing=True, unknown=ELSEWHERE)


def _routes(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(ROUTE):
        table = estate.find(one, ("routeTableId",), ROUTE_TABLE, DEFAULT_TABLE)
        yield _route(estate, one, (), estate.key(one), table)
    for table in estate.all_of(ROUTE_TABLE, DEFAULT_TABLE):
        # Stated in the table itself; what the cloud answers there repeats the routes that are resources.
        stated = table.inputs.get("routes")
        for place in range(len(stated) if isinstance(stated, list | tuple) else 0):
            if text(table, "routes", place, "gatewayId") != "local":
                yield _route(estate, table, ("routes", place), f"{estate.key(table)}/{place}", table)
        named = estate.find_all(table, "propagatingVgws", VPN_GATEWAY) if "propagatingVgws" in table.inputs else []
        for each in named:
            yield _learned(estate, f"{estate.key(table)}/{estate.key(each)}", table, each)
    for one in estate.all_of(PROPAGATION):
        found = estate.find(one, ("routeTableId",), ROUTE_TABLE, DEFAULT_TABLE)
        gateway = estate.find(one, ("vpnGatewayId",), VPN_GATEWAY, "aws:ec2:VpnGatewayAttachment")
        yield _learned(estate, estate.key(one), found, gateway)


def _learned(estate: Estate, key: str, table: Resource | str | None, gateway: Resource | str | None) -> land.Route:
    if isinstance(gateway, Resource) and plain_type(gateway.type) != VPN_GATEWAY:
        # The attachment hands the gateway on, so that it is waited for.
        gateway = estate.find(gateway, ("vpnGatewayId",), VPN_GATEWAY)
    words = f"virtual private gateway {_label(estate, gateway)}".strip()
    return land.Route(key, _label(estate, table), _network(estate, table), "learned", estate.key(gateway), words)


def _label(estate: Estate, found: Resource | str | None) -> str:
    return estate.label(found, "route-table-") if isinstance(found, Resource) else (found or "")


def _network(estate: Estate, table: Resource | str | None) -> str:
    if not isinstance(table, Resource):
        return ""
    if plain_type(table.type) == DEFAULT_TABLE:
        found = estate.find(table, ("vpcId",), VPC)
        named = text(table, "defaultRouteTableId")
        for one in estate.all_of(VPC) if found is None else ():
            if named and named == text(one, "defaultRouteTableId"):
                return estate.key(one)
        users = estate.used(table, "defaultRouteTableId", VPC)
        return estate.key(found) or (estate.key(users[0]) if len(users) == 1 else "")
    return vpc_of(estate, table)


def _route(
    estate: Estate, one: Resource, path: tuple[str | int, ...], key: str, table: Resource | str | None
) -> land.Route:
    destinations = ("destinationCidrBlock", "cidrBlock", "destinationPrefixListId", "destinationIpv6CidrBlock")
    destination = next(filter(None, (text(one, *path, name) for name in destinations)), "")
    target, words = _target(estate, one, path)
    return land.Route(key, _label(estate, table), _network(estate, table), destination, target, words)


def _target(estate: Estate, one: Resource, path: tuple[str | int, ...]) -> tuple[str, str]:
    for name, kinds, words in _TARGETS:
        # Only what is asked for: the cloud's answer repeats some of it under other names.
        if read(Resource(one.urn, one.type, one.name, inputs=one.inputs), *path, name) in (None, ""):
            continue
        found = estate.find(one, (*path, name), *kinds)
        if isinstance(found, Resource):
            kind = _WORDS.get(plain_type(found.type), words)
            return estate.key(found), f"{kind} {estate.label(found)}"
        if found is None:
            return "", f"{words}, {AFTER}"
        return found, f"{_WORDS.get(found.partition('-')[0], words)} {found}"
    return "", "not said"


def _boundaries(estate: Estate, sites: Sites) -> Iterator[Element]:
    rules: dict[str, set[land.Rule]] = {}
    for one in estate.all_of(INGRESS, EGRESS, OLD_RULE):
        group = estate.find(one, ("securityGroupId",), GROUP)
        inward = one.type.endswith("IngressRule") or text(one, "type") == "ingress"
        way: Direction = "ingress" if inward else "egress"
        rules.setdefault(estate.key(group), set()).update(_rules(estate, one, (), way, group))
    for group in estate.all_of(GROUP):
        key = estate.key(group)
        for name in DIRECTIONS:
            stated = group.inputs.get(name)
            for place in range(len(stated) if isinstance(stated, list | tuple) else 0):
                rules.setdefault(key, set()).update(_rules(estate, group, (name, place), name, group))
        network = vpc_of(estate, group)
        inner = tuple(sorted(rules.pop(key, ())))
        yield land.Boundary(key, estate.label(group), "security group", sites.of(network), network, inner)
    for key, more in sorted(rules.items()):
        label = key or f"group {AFTER}"
        yield land.Boundary(label, label, "security group", "recovery", "", tuple(sorted(more)), existing=bool(key))


def _rules(
    estate: Estate, one: Resource, path: tuple[str | int, ...], way: Direction, group: Resource | str | None
) -> Iterator[land.Rule]:
    protocol = text(one, *path, "ipProtocol") or text(one, *path, "protocol")
    first, last = text(one, *path, "fromPort"), text(one, *path, "toPort")
    ports = first if first == last else f"{first}-{last}"
    everything = protocol == "-1"
    peers = [text(one, *path, "cidrIpv4"), text(one, *path, "cidrIpv6")]
    peers += [*texts(one, *path, "cidrBlocks"), *texts(one, *path, "ipv6CidrBlocks")]
    named = [text(one, *path, "prefixListId"), *texts(one, *path, "prefixListIds")]
    peers += [f"prefix list {_list_name(estate, name)}" for name in named if name]
    peers += _groups(estate, one, path, group)
    for peer in filter(None, peers):
        yield land.Rule(
            way,
            "all" if everything else protocol,
            "all" if everything or not ports or ports in ("-1", "0-0") else ports,
            peer,
        )


def _list_name(estate: Estate, name: str) -> str:
    """Return the service whose addresses a prefix list holds, where a gateway endpoint tells; else the list's id."""
    for one in estate.all_of(VPC_ENDPOINT):
        if text(one, "prefixListId") == name != AFTER:
            return f"of {text(one, 'serviceName').rpartition('.')[2]}"
    return name


def _groups(estate: Estate, one: Resource, path: tuple[str | int, ...], group: Resource | str | None) -> Iterator[str]:
    named = ("referencedSecurityGroupId", "sourceSecurityGroupId")
    stated = [name for name in named if read(one, *path, name) not in (None, "")]
    found = [estate.find(one, (*path, name), GROUP) for name in stated]
    found += [
        estate.find(one, (*path, "securityGroups", at), GROUP) for at in range(count(one, *path, "securityGroups"))
    ]
    if read(one, *path, "self") is True:
        found.append(group)
    for peer in found:
        yield f"members of {_label(estate, peer) or AFTER}"


def _stagings(estate: Estate) -> Iterator[Element]:
    for one in estate.all_of(TEMPLATE):
        subnet = estate.find(one, ("stagingAreaSubnetId",), SUBNET)
        groups = [estate.key(group) for group in estate.find_all(one, "replicationServersSecurityGroupsIds", GROUP)]
        public = read(one, "createPublicIp")
        routing = text(one, "dataPlaneRouting")
        private = routing == "PRIVATE_IP" and public is not True and not is_unknown(public)
        yield land.Staging(estate.key(one), "replication template", estate.key(subnet), tuple(sorted(groups)), private)
