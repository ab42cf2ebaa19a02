"""The Azure side of the model; `lifeboat.blueprint.model` offers these names beside all others."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from lifeboat.blueprint.private_model import AzureDns, SourceRule

CreateOrAdopt = Literal["create", "adopt"]
"""Whether Lifeboat makes and owns a thing, or names one that exists and only reads it."""


@dataclass(frozen=True)
class ResourceGroup:
    """The Azure resource group."""

    mode: CreateOrAdopt
    name: str


@dataclass(frozen=True)
class VirtualNetwork:
    """The Azure VNet; `resource_group` is where it is, which for an adopted one may be elsewhere."""

    mode: CreateOrAdopt
    name: str
    resource_group: str
    address_space: tuple[IPv4Network, ...]


@dataclass(frozen=True)
class GatewaySubnet:
    """The subnet that Azure wants to be called GatewaySubnet."""

    mode: CreateOrAdopt
    cidr: IPv4Network


@dataclass(frozen=True)
class WorkloadSubnet:
    """An Azure subnet with servers to protect."""

    name: str
    cidr: IPv4Network


@dataclass(frozen=True)
class PrimaryEgress:
    """How Azure servers reach DRS, S3 and STS.

    Attributes:
        mode: `create` a NAT gateway, `adopt` one by id, or `existing`: nothing is built or attached.
        nat_gateway_id: resource id of the adopted NAT gateway, else None.
        description: what reviewers read.
    """

    mode: Literal["create", "adopt", "existing"]
    nat_gateway_id: str | None
    description: str


@dataclass(frozen=True)
class GatewayInstance:
    """One instance of the Azure VPN gateway.

    Attributes:
        key: `instance0` or `instance1`.
        ip_configuration_name: its IP configuration.
        public_ip_name: name of the public IP address that is made for it.
        existing_public_ip_address: of an adopted gateway's instance, else None.
        custom_bgp_addresses: its inside addresses over BGP, one a tunnel that ends at it.
    """

    key: str
    ip_configuration_name: str
    public_ip_name: str
    existing_public_ip_address: IPv4Address | None
    custom_bgp_addresses: tuple[IPv4Address, ...]


@dataclass(frozen=True)
class AzureVpnGateway:
    """The Azure VPN gateway; two instances make it active-active.

    Attributes:
        mode: `create` or `adopt`.
        name: its name.
        resource_group: where it is, and where its connections are made.
        sku: size; empty for an adopted one.
        generation: hardware generation; empty for an adopted one.
        asn: AS number.
        bgp: whether tunnels run BGP.
        public_ip_zones: zones of its addresses.
        instances: one, or two.
    """

    mode: CreateOrAdopt
    name: str
    resource_group: str
    sku: str
    generation: str
    asn: int
    bgp: bool
    public_ip_zones: tuple[str, ...]
    instances: tuple[GatewayInstance, ...]


@dataclass(frozen=True)
class Spoke:
    """A VNet that reaches AWS through this one's gateway.

    Attributes:
        key: name of the VNet, unique among the spokes.
        subscription_id: where it is.
        resource_group: where it is.
        id: its resource id.
        address_space: its ranges.
        creates_peering: whether both directions of the peering are made here.
    """

    key: str
    subscription_id: str
    resource_group: str
    id: str
    address_space: tuple[IPv4Network, ...]
    creates_peering: bool


@dataclass(frozen=True)
class SecurityGroupBand:
    """The priorities of an existing network security group that Lifeboat's rules use, from the first on."""

    name: str
    resource_group: str
    first_priority: int


@dataclass(frozen=True)
class PrimaryBlueprint:
    """The Azure side."""

    subscription_id: str | None
    region: str
    resource_group: ResourceGroup
    virtual_network: VirtualNetwork
    gateway_subnet: GatewaySubnet
    workload_subnets: tuple[WorkloadSubnet, ...]
    egress: PrimaryEgress
    spokes: tuple[Spoke, ...]
    security_groups: tuple[SecurityGroupBand, ...]
    subnets_without_servers: tuple[str, ...]
    gateway: AzureVpnGateway
    dns: AzureDns | None = None
    source_rules: tuple[SourceRule, ...] = ()

    @property
    def server_ranges(self) -> tuple[IPv4Network, ...]:
        """Where source servers are: the VNet and its spokes."""
        spokes = (block for spoke in self.spokes for block in spoke.address_space)
        return (*self.virtual_network.address_space, *spokes)
