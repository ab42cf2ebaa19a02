"""The blueprint: everything that settings decide without a cloud, as frozen plain data.

Components turn it into resources one to one. Keys (`staging-eu-central-1a`, `tunnel1`) name things for good: they
end up in resource names, so they depend on what a thing is and never on its place in a list.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from lifeboat.blueprint.interconnect_model import (
    CustomBgpAddress,
    InterconnectBlueprint,
    IpsecSuite,
    Tunnel,
    VpnConnection,
    WatchingBlueprint,
)
from lifeboat.blueprint.primary_model import (
    AzureVpnGateway,
    CreateOrAdopt,
    GatewayInstance,
    GatewaySubnet,
    PrimaryBlueprint,
    PrimaryEgress,
    ResourceGroup,
    SecurityGroupBand,
    Spoke,
    VirtualNetwork,
    WorkloadSubnet,
)
from lifeboat.blueprint.private_model import AzureDns, PrivateMode, SourceRule

__all__ = [
    "AwsGateway",
    "AzureDns",
    "AzureVpnGateway",
    "Blueprint",
    "CreateOrAdopt",
    "CustomBgpAddress",
    "DrillNetwork",
    "Encryption",
    "GatewayInstance",
    "GatewaySubnet",
    "InterconnectBlueprint",
    "IpsecSuite",
    "NamedRange",
    "NatGateway",
    "NetworkAccount",
    "OtherVpc",
    "PitRule",
    "PrimaryBlueprint",
    "PrimaryEgress",
    "PrivateMode",
    "RecoveryBlueprint",
    "ReplicationBlueprint",
    "ResourceGroup",
    "RouteTable",
    "SecurityGroup",
    "SecurityGroupBand",
    "SecurityRule",
    "ServiceRole",
    "SourceRule",
    "Spoke",
    "Stage",
    "Subnet",
    "Tunnel",
    "VirtualNetwork",
    "Vpc",
    "VpnConnection",
    "WatchingBlueprint",
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
        transit_routes: ranges that it sends to the transit gateway.
        existing_id: id of an adopted route table, else None.
    """

    key: str
    subnets: tuple[str, ...]
    default_route: str | None
    propagates: bool
    transit_routes: tuple[IPv4Network, ...] = ()
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
        cidr: where from or where to; None with a prefix list.
        description: for the console and reviewers.
        prefix_list: service whose managed prefix list names the addresses, in place of a range.
    """

    key: str
    direction: Literal["ingress", "egress"]
    protocol: Literal["tcp", "udp"]
    port: int
    cidr: IPv4Network | None
    description: str
    prefix_list: Literal["s3"] | None = None


@dataclass(frozen=True)
class SecurityGroup:
    """A security group of the recovery VPC: `replication`, `endpoints`, `recovery` or, in private mode, `resolver`."""

    key: str
    description: str
    rules: tuple[SecurityRule, ...]


@dataclass(frozen=True)
class DrillNetwork:
    """The VPC that drills start in: no gateway, no peering, no route but the local one."""

    cidr: IPv4Network
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True)
class NetworkAccount:
    """The account of a shared transit gateway, and the role that is assumed there."""

    account_id: str
    role_arn: str


@dataclass(frozen=True)
class OtherVpc:
    """A VPC that exists and is reached from Azure through the same transit gateway.

    Attributes:
        key: its name.
        vpc_id: its id.
        cidr: its range.
        subnet_ids: subnets for an attachment that is made.
        existing_attachment_id: its attachment where there is one, else None.
        route_table_ids: tables that get routes to Azure.
    """

    key: str
    vpc_id: str
    cidr: IPv4Network
    subnet_ids: tuple[str, ...]
    existing_attachment_id: str | None
    route_table_ids: tuple[str, ...]


@dataclass(frozen=True)
class AwsGateway:
    """Where the tunnels end on the AWS side.

    Attributes:
        target: virtual private gateway or transit gateway.
        asn: its AS number.
        existing_id: id of an adopted one, else None.
        existing_attachment_id: the VPC's attachment to an adopted transit gateway, else None: it is made.
        existing_route_table_id: transit gateway route table that is adopted, else None: one is made.
        attachment_subnets: keys of the subnets that the VPC's attachment is in, one a zone.
        account: where an adopted transit gateway is, when it is not the recovery account.
        other_vpcs: further VPCs behind the transit gateway.
    """

    target: Literal["virtual-private-gateway", "transit-gateway"]
    asn: int
    existing_id: str | None
    existing_attachment_id: str | None
    existing_route_table_id: str | None
    attachment_subnets: tuple[str, ...]
    account: NetworkAccount | None
    other_vpcs: tuple[OtherVpc, ...]


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
    gateway: AwsGateway
    security_groups: tuple[SecurityGroup, ...]
    drill: DrillNetwork
    private: PrivateMode | None = None


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
