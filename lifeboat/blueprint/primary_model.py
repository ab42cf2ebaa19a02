"""The Azure side of the model; `lifeboat.blueprint.model` offers these names beside all others."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

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
    """One instance of the Azure VPN gateway: its public IP and its IP configuration."""

    key: str
    public_ip_name: str
    ip_configuration_name: str


@dataclass(frozen=True)
class AzureVpnGateway:
    """The Azure VPN gateway; two instances make it active-active."""

    name: str
    sku: str
    generation: str
    asn: int
    public_ip_zones: tuple[str, ...]
    instances: tuple[GatewayInstance, ...]


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
    gateway: AzureVpnGateway
