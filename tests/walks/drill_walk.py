"""Walks out of a VPC: every path by which anything leads from its subnets to somewhere else, or from there into it.

A second opinion. It reads what was registered or deployed, as the AWS provider writes it, and knows neither the
blueprint nor the program. What it does not know of but finds tied to the VPC it reports as well: only what is known to
lead nowhere is passed over in silence.

Inside a VPC everything reaches everything, since the local route cannot be removed. So what is attached to the VPC, or
stands in one of its subnets, is a path from all of them; routes are a path from the subnets that use their table. A
path ends with the first thing that is not part of the VPC. Ranges that a network ACL lets nothing out to are no path.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from ipaddress import IPv4Network
from typing import Any

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
MAIN_ASSOCIATION = "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation"
ROUTE = "aws:ec2/route:Route"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
ENDPOINT_ROUTE_TABLE = "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation"
ACL = "aws:ec2/networkAcl:NetworkAcl"
DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
ACL_ASSOCIATION = "aws:ec2/networkAclAssociation:NetworkAclAssociation"

LINKS: Mapping[str, str] = {
    "aws:ec2/internetGateway:InternetGateway": "internet gateway",
    "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": "internet gateway",
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": "egress-only internet gateway",
    "aws:ec2/natGateway:NatGateway": "NAT gateway",
    "aws:ec2/vpnGateway:VpnGateway": "virtual private gateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": "virtual private gateway",
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": "peering",
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": "peering",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "transit gateway attachment",
    "aws:ec2transitgateway/vpcAttachmentAccepter:VpcAttachmentAccepter": "transit gateway attachment",
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": "instance connect endpoint",
    "aws:ec2clientvpn/endpoint:Endpoint": "client VPN",
    "aws:ec2clientvpn/networkAssociation:NetworkAssociation": "client VPN",
    "aws:route53/resolverEndpoint:ResolverEndpoint": "resolver endpoint",
    "aws:route53/resolverRuleAssociation:ResolverRuleAssociation": "resolver rule",
    "aws:route53/zone:Zone": "private zone",
    "aws:route53/zoneAssociation:ZoneAssociation": "private zone",
    ENDPOINT: "endpoint",
}
"""What leads out of a VPC by being tied to it or to one of its subnets, and what a path calls it."""

HARMLESS = frozenset(
    {
        VPC, SUBNET, ROUTE_TABLE, DEFAULT_ROUTE_TABLE, ASSOCIATION, MAIN_ASSOCIATION, ACL, DEFAULT_ACL, ACL_RULE,
        ACL_ASSOCIATION, ROUTE, PROPAGATION, ENDPOINT_ROUTE_TABLE,
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:ec2/flowLog:FlowLog",
        "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
    }
)  # fmt: skip
"""Tied to a VPC without being a way: what it consists of, what guards it, what records it. Routes, propagations and
endpoints in route tables are ways; they are followed from the subnets that use the table."""

TARGETS: Mapping[str, str] = {
    "gatewayId": "gateway",
    "natGatewayId": "NAT gateway",
    "transitGatewayId": "transit gateway",
    "vpcPeeringConnectionId": "peering",
    "egressOnlyGatewayId": "egress-only internet gateway",
    "networkInterfaceId": "network interface",
    "vpcEndpointId": "endpoint",
    "carrierGatewayId": "carrier gateway",
    "localGatewayId": "local gateway",
    "coreNetworkArn": "core network",
    "odbNetworkArn": "database network",
}
"""Where a route may lead, by the property that says so."""

ALL = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True)
class Thing:
    """One resource: what was asked for, with what the cloud answered where it did."""

    type: str
    name: str
    id: str
    properties: Mapping[str, Any]

    def get(self, name: str) -> Any:
        return self.properties.get(name)


def of_built(resources: Iterable[Any]) -> list[Thing]:
    """Things of a program that was run without an engine (`tests.components.support.Registered`)."""
    return [
        Thing(each.type, each.name, str(each.outputs.get("id", "")), {**each.inputs, **each.outputs})
        for each in resources
        if each.custom
    ]


def of_state(deployment: Mapping[str, Any]) -> list[Thing]:
    """Things of an engine's state: what `pulumi stack export` prints, or its `deployment`."""
    resources = deployment.get("deployment", deployment).get("resources") or []
    return [
        Thing(
            each["type"],
            each["urn"].rpartition("::")[2],
            str(each.get("id", "")),
            {**(each.get("inputs") or {}), **(each.get("outputs") or {})},
        )
        for each in resources
        if each.get("custom") and not each.get("delete")
    ]


@dataclass(frozen=True, order=True)
class Path:
    """A way out, or in: where it begins, and what it leads through."""

    start: str
    steps: tuple[str, ...]

    def __str__(self) -> str:
        return " -> ".join((self.start, *self.steps))


def isolated_vpcs(things: Iterable[Thing]) -> list[Thing]:
    """The VPCs that are tagged as isolated."""
    return [each for each in things if each.type == VPC and (each.get("tags") or {}).get("lifeboat:isolated") == "true"]


def paths(things: Iterable[Thing], vpc: Thing) -> list[Path]:
    """Every path out of a VPC or into it, sorted.

    Args:
        things: everything there is.
        vpc: one of them.
    """
    return sorted(set(_Walk(tuple(things), vpc).paths()))


@dataclass(frozen=True)
class _Walk:
    things: tuple[Thing, ...]
    vpc: Thing
    by_id: dict[str, Thing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id.update({each.id: each for each in self.things if each.id})

    @cached_property
    def subnets(self) -> list[Thing]:
        return [each for each in self.of(SUBNET) if each.get("vpcId") == self.vpc.id]

    def of(self, *types: str) -> list[Thing]:
        return [each for each in self.things if each.type in types]

    def named(self, identity: Any) -> str:
        known = self.by_id.get(str(identity))
        return known.name if known else str(identity)

    def paths(self) -> Iterator[Path]:
        for subnet in self.subnets:
            for destination, step in self.routes(self.table_of(subnet)):
                if self.let_out(subnet, destination):
                    yield Path(subnet.name, (f"route {destination}", step))
        everywhere = f"every subnet of {self.vpc.name}"
        if self.vpc.get("enableDnsSupport") is not False:
            yield Path(everywhere, ("the VPC's resolver: names alone",))
        for thing in self.things:
            step = self.link(thing)
            if step and self.any_let_out(thing):
                yield Path(everywhere, (step,))

    # Which route table a subnet uses

    def table_of(self, subnet: Thing) -> str:
        for each in self.of(ASSOCIATION):
            if each.get("subnetId") == subnet.id:
                return str(each.get("routeTableId"))
        return self.main_table()

    def main_table(self) -> str:
        for each in self.of(MAIN_ASSOCIATION):
            if each.get("vpcId") == self.vpc.id:
                return str(each.get("routeTableId"))
        for each in self.of(DEFAULT_ROUTE_TABLE):
            own = {self.vpc.get("defaultRouteTableId"), self.vpc.get("mainRouteTableId")} - {None}
            if each.get("vpcId") == self.vpc.id or each.get("defaultRouteTableId") in own:
                return each.id
        return str(self.vpc.get("mainRouteTableId") or self.vpc.get("defaultRouteTableId"))

    # Where a route table leads

    def routes(self, table_id: str) -> Iterator[tuple[str, str]]:
        """Destination and target of every route of a table that leads out of the VPC."""
        yield from self.inline_routes(table_id)
        for each in self.things:
            if each.type == ENDPOINT and table_id in (each.get("routeTableIds") or []):
                yield f"to {each.get('serviceName')}", f"endpoint {each.name}"
            if each.get("routeTableId") != table_id:
                continue
            if each.type == ROUTE:
                yield from self.target(each.properties)
            elif each.type == PROPAGATION:
                yield "learnt", f"virtual private gateway {self.named(each.get('vpnGatewayId'))}"
            elif each.type == ENDPOINT_ROUTE_TABLE:
                yield "to a prefix list", f"endpoint {self.named(each.get('vpcEndpointId'))}"
            elif each.type not in {ASSOCIATION, MAIN_ASSOCIATION}:
                yield "by unknown ways", f"{each.type} {each.name}"

    def inline_routes(self, table_id: str) -> Iterator[tuple[str, str]]:
        for table in self.of(ROUTE_TABLE, DEFAULT_ROUTE_TABLE):
            if table_id in {table.id, table.get("defaultRouteTableId")}:
                for route in table.get("routes") or []:
                    yield from self.target(route)
                for gateway in table.get("propagatingVgws") or []:
                    yield "learnt", f"virtual private gateway {self.named(gateway)}"

    def target(self, route: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        names = ("destinationCidrBlock", "cidrBlock", "destinationIpv6CidrBlock", "ipv6CidrBlock",
                 "destinationPrefixListId")  # fmt: skip
        destination = next((str(route[name]) for name in names if route.get(name)), "anywhere")
        for name, what in TARGETS.items():
            if route.get(name) and route[name] != "local":
                yield destination, f"{what} {self.named(route[name])}"

    # What is tied to the VPC

    @cached_property
    def parts(self) -> set[str]:
        """IDs by which a thing is tied to the VPC."""
        tables = [each.id for each in self.of(ROUTE_TABLE, DEFAULT_ROUTE_TABLE) if each.get("vpcId") == self.vpc.id]
        whole = [self.vpc, *self.subnets]
        return {*(each.id for each in whole), *(str(each.get("arn")) for each in whole), *tables} - {"", "None"}

    def link(self, thing: Thing) -> str | None:
        if thing.type in HARMLESS or not self.parts & set(_texts(thing.properties)):
            return None
        if thing.type == ENDPOINT:
            kind = thing.get("vpcEndpointType") or "Gateway"
            # A gateway endpoint is a route of the tables that name it, and nothing to the others.
            return None if kind == "Gateway" else f"{kind.lower()} endpoint {thing.name} to {thing.get('serviceName')}"
        return f"{LINKS.get(thing.type, f'{thing.type}, of which nothing is known:')} {thing.name}"

    # Network ACLs

    def any_let_out(self, thing: Thing) -> bool:
        """Whether any subnet's ACL lets traffic out to a thing of the VPC, which has an address in it."""
        inside = {ENDPOINT, "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint"}
        if thing.type not in inside:
            return True  # what it leads to may have any address
        return any(self.let_out(subnet, str(self.vpc.get("cidrBlock"))) for subnet in self.subnets)

    def let_out(self, subnet: Thing, destination: str) -> bool:
        """Whether the ACL of a subnet lets anything out to a destination; AWS's own ACL lets everything out."""
        rules = self.acl_rules(subnet)
        return rules is None or _lets_out(rules, destination)

    def acl_rules(self, subnet: Thing) -> list[tuple[int, bool, Any, IPv4Network | None]] | None:
        """Number, permission, protocol and range of the outgoing rules, in order; None for an ACL of AWS's own."""
        acl = self.acl_of(subnet)
        if acl is None:
            return None
        found = [_rule(each.get("ruleNo"), each.get("action"), each) for each in acl.get("egress") or []]
        found += [
            _rule(each.get("ruleNumber"), each.get("ruleAction"), each.properties)
            for each in self.of(ACL_RULE)
            if each.get("networkAclId") == acl.id and each.get("egress")
        ]
        return sorted(found, key=lambda rule: rule[0])

    def acl_of(self, subnet: Thing) -> Thing | None:
        for use in self.of(ACL_ASSOCIATION):
            if use.get("subnetId") == subnet.id:
                return self.by_id.get(str(use.get("networkAclId")))
        for acl in self.of(ACL, DEFAULT_ACL):
            if subnet.id in (acl.get("subnetIds") or []):
                return acl
        for acl in self.of(DEFAULT_ACL):
            if acl.get("vpcId") == self.vpc.id or acl.get("defaultNetworkAclId") == self.vpc.get("defaultNetworkAclId"):
                return acl
        return None


def _rule(number: Any, action: Any, rule: Mapping[str, Any]) -> tuple[int, bool, Any, IPv4Network | None]:
    cidr = rule.get("cidrBlock")
    return (
        int(number or 0),
        str(action).lower() == "allow",
        str(rule.get("protocol")),
        IPv4Network(cidr) if cidr else None,
    )


def _lets_out(rules: Iterable[tuple[int, bool, Any, IPv4Network | None]], destination: str) -> bool:
    try:
        wanted = IPv4Network(destination)
    except ValueError:
        wanted = ALL  # a prefix list, a learnt route: whatever it is, somewhere in it
    for _, allowed, protocol, cidr in rules:
        if cidr is None:
            continue
        if allowed and cidr.overlaps(wanted):
            return True
        if not allowed and protocol in {"-1", "all"} and wanted.subnet_of(cidr):
            return False
    return False  # an ACL refuses what no rule is about


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
