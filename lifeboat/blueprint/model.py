"""The blueprint: everything that settings decide without a cloud, as frozen plain data.

Components turn it into resources one to one. Keys (`staging-eu-central-1a`, `tunnel1`) name things for good: they
end up in resource names, so they depend on what a thing is and never on its place in a list.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from lifeboat.blueprint.primary_model import (
    AzureVpnGateway,
    CreateOrAdopt,
    GatewayInstance,
    GatewaySubnet,
    PrimaryBlueprint,
    PrimaryEgress,
    ResourceGroup,
    VirtualNetwork,
    WorkloadSubnet,
)

__all__ = [
    "AzureVpnGateway",
    "Blueprint",
    "CreateOrAdopt",
    "DrillNetwork",
    "Encryption",
    "GatewayInstance",
    "GatewaySubnet",
    "InterconnectBlueprint",
    "IpsecSuite",
    "NamedRange",
    "NatGateway",
    "PitRule",
    "PrimaryBlueprint",
    "PrimaryEgress",
    "RecoveryBlueprint",
    "ReplicationBlueprint",
    "ResourceGroup",
    "RouteTable",
    "SecurityGroup",
    "SecurityRule",
    "ServiceRole",
    "Stage",
    "Subnet",
    "Tunnel",
    "VirtualNetwork",
    "Vpc",
    "VpnConnection",
    "WorkloadSubnet",
]


@dataclass(frozen=True)
class Vpc:
    """A VPC; `existing_id` is None for one that Lifeboat makes."""

    existing_id: str | None
    cidr: IPv4Network


@dataclass(frozen=True)
class Subnet:
    """A subnet of a VPC.

    Attributes:
        key: `staging-eu-central-1a`, `recovery-...`, `public-...`, `drill-...`.
        role: what it is for.
        zone: Availability Zone.
        cidr: range.
        existing_id: id of an adopted subnet, else None.
    """

    key: str
    role: Literal["staging", "recovery", "public", "drill"]
    zone: str
    cidr: IPv4Network
    existing_id: str | None = None


@dataclass(frozen=True)
class RouteTable:
    """A route table and what uses it.

    Attributes:
        key: `public`, `staging-eu-central-1a`, `drill`, ...
        subnets: keys of the subnets associated with it; empty for an adopted table.
        default_route: where 0.0.0.0/0 goes: `internet`, the key of a NAT gateway of the blueprint, the id of an
            adopted one (`nat-...`), or None.
        propagates: whether the virtual private gateway propagates its routes into it.
        existing_id: id of an adopted route table, else None.
    """

    key: str
    subnets: tuple[str, ...]
    default_route: str | None
    propagates: bool
    existing_id: str | None = None


@dataclass(frozen=True)
class NatGateway:
    """An AWS NAT gateway in a public subnet, named by that subnet's key."""

    key: str
    subnet: str


@dataclass(frozen=True)
class SecurityRule:
    """One rule of a security group.

    Attributes:
        key: stable name within the group: `in-tcp-1500-10.10.1.0-24`.
        direction: seen from the group's members.
        protocol: `tcp` or `udp`.
        port: the one port.
        cidr: where from or where to.
        description: for the console and reviewers.
    """

    key: str
    direction: Literal["ingress", "egress"]
    protocol: Literal["tcp", "udp"]
    port: int
    cidr: IPv4Network
    description: str


@dataclass(frozen=True)
class SecurityGroup:
    """A security group of the recovery VPC: `replication`, `endpoints` or `recovery`."""

    key: str
    description: str
    rules: tuple[SecurityRule, ...]


@dataclass(frozen=True)
class DrillNetwork:
    """The VPC that drills start in: no gateway, no peering, no route but the local one."""

    cidr: IPv4Network
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True)
class RecoveryBlueprint:
    """The AWS side, but for replication."""

    account_id: str | None
    region: str
    partition: str
    vpc: Vpc
    subnets: tuple[Subnet, ...]
    route_tables: tuple[RouteTable, ...]
    nat_gateways: tuple[NatGateway, ...]
    gateway_asn: int
    security_groups: tuple[SecurityGroup, ...]
    drill: DrillNetwork


@dataclass(frozen=True)
class IpsecSuite:
    """One suite in the words of both clouds.

    Attributes:
        name: `strong` or `compatible`.
        aws_*: values of the tunnel options of an AWS VPN connection.
        azure_*: values of an Azure connection's IPsec policy.
        phase1_lifetime_seconds: AWS only; Azure's is fixed at 28800.
        phase2_lifetime_seconds: both sides.
        phase2_lifetime_kilobytes: Azure only.
    """

    name: str
    aws_phase1_encryption: str
    aws_phase1_integrity: str
    aws_phase1_dh_group: int
    aws_phase2_encryption: str
    aws_phase2_integrity: str
    aws_phase2_dh_group: int
    azure_ike_encryption: str
    azure_ike_integrity: str
    azure_dh_group: str
    azure_ipsec_encryption: str
    azure_ipsec_integrity: str
    azure_pfs_group: str
    phase1_lifetime_seconds: int
    phase2_lifetime_seconds: int
    phase2_lifetime_kilobytes: int


@dataclass(frozen=True)
class Tunnel:
    """One tunnel and its two ends.

    Attributes:
        key: `tunnel1` or `tunnel2`; unique over all connections.
        number: 1 or 2: which of its AWS connection's tunnels.
        inside_cidr: the link-local /30.
        aws_inside_address: first usable address of it, AWS's.
        azure_inside_address: second usable address, Azure's.
        key_source: whether the pre-shared key is generated or brought by the user. The key itself is no part of
            the blueprint.
        key_rotation: a generated key changes when it does.
        local_network_gateway_name: Azure's name for this tunnel's AWS end.
        connection_name: Azure's name for its connection.
    """

    key: str
    number: Literal[1, 2]
    inside_cidr: IPv4Network
    aws_inside_address: IPv4Address
    azure_inside_address: IPv4Address
    key_source: Literal["generated", "brought"]
    key_rotation: int
    local_network_gateway_name: str
    connection_name: str


@dataclass(frozen=True)
class VpnConnection:
    """One AWS VPN connection: its customer gateway is the public IP of one Azure gateway instance."""

    key: str
    gateway_instance: str
    tunnels: tuple[Tunnel, ...]


@dataclass(frozen=True)
class InterconnectBlueprint:
    """The tunnels.

    Attributes:
        topology: the setting it came from.
        connections: AWS VPN connections with their tunnels.
        azure_prefixes: what AWS routes to Azure, one static route each.
        aws_prefixes: what Azure routes to AWS: the address space of the local network gateways.
        suite: IPsec suite of both ends.
        dpd_timeout_seconds: dead peer detection, both ends.
        startup_action: `start` (AWS dials) or `add` (AWS waits).
    """

    topology: str
    connections: tuple[VpnConnection, ...]
    azure_prefixes: tuple[IPv4Network, ...]
    aws_prefixes: tuple[IPv4Network, ...]
    suite: IpsecSuite
    dpd_timeout_seconds: int
    startup_action: Literal["start", "add"]

    @property
    def tunnels(self) -> tuple[Tunnel, ...]:
        """All tunnels of all connections, in order."""
        return tuple(tunnel for connection in self.connections for tunnel in connection.tunnels)


@dataclass(frozen=True)
class PitRule:
    """One rule of the point-in-time policy: a point every `interval` `units`, kept for `retention` `units`."""

    rule_id: int
    units: Literal["MINUTE", "HOUR", "DAY"]
    interval: int
    retention: int


@dataclass(frozen=True)
class ServiceRole:
    """One of the six roles DRS works with. Name and path are fixed by the service."""

    key: str
    name: str
    service: Literal["drs", "ec2"]
    source_identity: str | None
    policy_arns: tuple[str, ...]


@dataclass(frozen=True)
class Encryption:
    """The key of replicated volumes: the account's `default`, one to `create`, or one to `adopt` by ARN."""

    mode: Literal["default", "create", "adopt"]
    key_arn: str | None


@dataclass(frozen=True)
class ReplicationBlueprint:
    """AWS Elastic Disaster Recovery."""

    roles_mode: CreateOrAdopt
    roles: tuple[ServiceRole, ...]
    service_mode: CreateOrAdopt
    existing_template_id: str | None
    staging_subnet: str
    instance_type: str
    dedicated_servers: bool
    staging_disk_type: str
    bandwidth_throttling_mbps: int
    replicate_new_disks: bool
    pit_rules: tuple[PitRule, ...]
    encryption: Encryption


@dataclass(frozen=True)
class NamedRange:
    """A range and what it is."""

    name: str
    cidr: IPv4Network


@dataclass(frozen=True)
class Stage:
    """A step of the deployment: what it makes, what it waits for, how long the clouds usually take for it."""

    name: str
    after: tuple[str, ...]
    typical_minutes: int


@dataclass(frozen=True)
class Blueprint:
    """Everything that can be computed from settings without a cloud."""

    name: str
    environment: str
    protect: bool
    tags: tuple[tuple[str, str], ...]
    primary: PrimaryBlueprint
    recovery: RecoveryBlueprint
    interconnect: InterconnectBlueprint
    replication: ReplicationBlueprint
    other_ranges: tuple[NamedRange, ...]
    stages: tuple[Stage, ...]
