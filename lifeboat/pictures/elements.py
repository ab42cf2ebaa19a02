"""The things that are drawn: networks, subnets, gateways, tunnels, boundaries, routes, as frozen plain data.

`lifeboat.pictures.landscape` offers these names beside its own.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final, Literal

AFTER: Final = "known after deployment"
"""What stands for a value that a cloud has not given out yet."""

ELSEWHERE: Final = "not in this stack"
"""What stands for a value that exists, but that the stack does not hold: it belongs to what was adopted."""

Site = Literal["primary", "spoke", "recovery", "other", "drill", "elsewhere"]
"""Where a thing is: Azure's VNet, a VNet behind it, the recovery VPC, another VPC, a drill VPC, neither cloud."""

GatewayKind = Literal[
    "vpn-gateway",
    "instance",
    "virtual-private-gateway",
    "transit-gateway",
    "customer-gateway",
    "nat-gateway",
    "internet-gateway",
    "egress-only-gateway",
    "interface-endpoint",
    "gateway-endpoint",
    "instance-connect",
    "resolver",
    "resolver-rules",
]

GATEWAY_WORDS: Final[dict[GatewayKind, str]] = {
    "vpn-gateway": "VPN gateway",
    "instance": "gateway instance",
    "virtual-private-gateway": "virtual private gateway",
    "transit-gateway": "transit gateway",
    "customer-gateway": "customer gateway",
    "nat-gateway": "NAT gateway",
    "internet-gateway": "internet gateway",
    "egress-only-gateway": "egress-only internet gateway",
    "interface-endpoint": "interface endpoint",
    "gateway-endpoint": "gateway endpoint",
    "instance-connect": "Instance Connect endpoint",
    "resolver": "resolver endpoint",
    "resolver-rules": "resolver rules",
}
"""What each kind is called in both clouds."""


@dataclass(frozen=True)
class Network:
    """A VNet, a VPC, or a range that is in neither cloud.

    Attributes:
        key: what it is compared by.
        label: its name in the cloud.
        kind: `VNet`, `VPC` or `range`.
        site: where it is.
        ranges: its ranges; empty when not known.
        region: of the cloud; empty when not known.
        existing: whether it was there before and is only named.
        unknown: why there are no ranges: `AFTER`, `ELSEWHERE`, or empty.
    """

    key: str
    label: str
    kind: Literal["VNet", "VPC", "range"]
    site: Site
    ranges: tuple[IPv4Network, ...]
    region: str = ""
    existing: bool = False
    unknown: str = ""


@dataclass(frozen=True)
class Subnet:
    """A subnet of a network.

    Attributes:
        key: what it is compared by.
        label: its short name.
        network: key of its network; empty when not known.
        role: what it is for: `gateway`, `workload`, `resolver`, `staging`, `recovery`, `public`, `drill`, `openings`,
            or empty.
        zone: Availability Zone; empty in Azure, where a subnet spans all.
        ranges: its ranges; empty when not known.
        existing: whether it was there before and is only named.
        unknown: why there are no ranges: `AFTER`, `ELSEWHERE`, or empty.
    """

    key: str
    label: str
    network: str
    role: str
    zone: str
    ranges: tuple[IPv4Network, ...]
    existing: bool = False
    unknown: str = ""


@dataclass(frozen=True)
class Gateway:
    """What stands at the edge of a network: gateways, endpoints, resolvers.

    Attributes:
        key: what it is compared by.
        label: its short name.
        kind: what it is.
        site: where it is.
        network: key of its network; empty when it has none or it is not known.
        of: key of the gateway that it is a part of: of an instance, its VPN gateway.
        addresses: its public addresses, or those it answers on; `AFTER` for one not given out yet.
        asn: AS number; empty without one.
        detail: what else there is to say: size of a VPN gateway, service of an endpoint.
        subnets: keys of the subnets it is in.
        existing: whether it was there before and is only named.
    """

    key: str
    label: str
    kind: GatewayKind
    site: Site
    network: str = ""
    of: str = ""
    addresses: tuple[str, ...] = ()
    asn: str = ""
    detail: str = ""
    subnets: tuple[str, ...] = ()
    existing: bool = False


@dataclass(frozen=True)
class Attachment:
    """What ties a network to a gateway, or to another network.

    Attributes:
        key: what it is compared by.
        label: its short name.
        kind: `attachment` of a gateway, or `peering` of two networks.
        ends: keys of both ends, the network first; an end not known is empty.
        existing: whether it was there before and is only named.
    """

    key: str
    label: str
    kind: Literal["attachment", "peering"]
    ends: tuple[str, str]
    existing: bool = False


@dataclass(frozen=True)
class Tunnel:
    """A tunnel with both of its ends.

    Attributes:
        key: its AWS VPN connection and its number there.
        label: `tunnel1` to `tunnel4`, or the connection and number where no Azure end is known.
        connection: key of the AWS VPN connection.
        number: 1 or 2.
        used: whether Azure has an end for it; AWS always makes two.
        routing: `bgp` or `static`.
        inside: the link-local /30; None when not known.
        aws_inside: AWS's address in it.
        azure_inside: Azure's address in it.
        aws_outside: public address of AWS's end.
        azure_outside: public address of Azure's end.
        instance: key of the Azure gateway's instance it ends at; empty when not known.
        customer_gateway: key of the customer gateway.
        aws_gateway: key of the gateway it ends at.
        azure_connection: name of Azure's connection; empty when there is none.
        to_azure: ranges that AWS sends into it by static routes, as text.
        to_aws: ranges that Azure sends into it by static routes, as text.
    """

    key: str
    label: str
    connection: str
    number: int
    used: bool
    routing: Literal["bgp", "static"]
    inside: IPv4Network | None
    aws_inside: str
    azure_inside: str
    aws_outside: str
    azure_outside: str
    instance: str
    customer_gateway: str
    aws_gateway: str
    azure_connection: str
    to_azure: tuple[str, ...] = ()
    to_aws: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Rule:
    """One thing that a boundary lets through.

    Attributes:
        direction: seen from those it guards.
        protocol: `tcp`, `udp`, `all`, ...
        ports: `443`, `1024-65535`, or `all`.
        peer: the range, group or list on the other side, as text.
    """

    direction: Literal["ingress", "egress"]
    protocol: str
    ports: str
    peer: str

    @property
    def words(self) -> str:
        """The rule as a phrase: `TCP 1500 from 10.10.0.0/16`."""
        way = "from" if self.direction == "ingress" else "to"
        what = f"{self.protocol.upper()} {self.ports}"
        if self.protocol == "all":
            what = "everything" if self.ports == "all" else f"port {self.ports}"
        return f"{what} {way} {self.peer}"


@dataclass(frozen=True)
class Boundary:
    """A security group or network security group and what it lets through.

    Attributes:
        key: what it is compared by.
        label: its short name.
        kind: which cloud's.
        site: where it is.
        network: key of its network; empty when not known.
        rules: sorted.
        existing: whether it was there before, so that it may let through more than is said here.
    """

    key: str
    label: str
    kind: Literal["security group", "network security group"]
    site: Site
    network: str
    rules: tuple[Rule, ...]
    existing: bool = False


@dataclass(frozen=True)
class Route:
    """A route of a VPC that leads out of it.

    Attributes:
        key: what it is compared by.
        table: short name of its route table.
        network: key of the VPC; empty when not known.
        destination: the range, or `learned` for routes that a gateway propagates.
        target: key of what it leads to; empty when not known.
        target_words: what that is: `NAT gateway nat-eu-west-1a`.
    """

    key: str
    table: str
    network: str
    destination: str
    target: str
    target_words: str

    @property
    def label(self) -> str:
        """Its short name."""
        return f"{self.destination} in {self.table}"


@dataclass(frozen=True)
class Staging:
    """Where AWS DRS starts its replication servers.

    Attributes:
        key: what it is compared by.
        label: its short name.
        subnet: key of the staging subnet of the replication template.
        groups: keys of the replication servers' security groups.
        private: whether data comes over private addresses alone, through the tunnels.
    """

    key: str
    label: str
    subnet: str
    groups: tuple[str, ...]
    private: bool


Element = Network | Subnet | Gateway | Attachment | Tunnel | Boundary | Route | Staging
"""One thing that is drawn."""
