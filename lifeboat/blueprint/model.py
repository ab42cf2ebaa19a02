"""The blueprint: everything that settings decide without a cloud, as frozen plain data.

Components turn it into resources one to one. Keys (`staging-eu-central-1a`, `tunnel1`) name things for good: they
end up in resource names, so they depend on what a thing is and never on its place in a list.
"""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from lifeboat.blueprint.access_model import AccessBlueprint, AccessRole, AzureIdentity
from lifeboat.blueprint.agent import AgentBlueprint, FailbackStorage
from lifeboat.blueprint.cost_model import CostBlueprint
from lifeboat.blueprint.interconnect_model import (
    CustomBgpAddress,
    InterconnectBlueprint,
    IpsecSuite,
    Tunnel,
    VpnConnection,
    WatchingBlueprint,
)
from lifeboat.blueprint.launch_model import LaunchBlueprint, LaunchPlace, ServerGroup, Wave
from lifeboat.blueprint.monitoring import MonitoringBlueprint
from lifeboat.blueprint.network_model import DhcpOptionSet, DrillOpenings, FlowLog, SubnetSizes
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
from lifeboat.blueprint.recovery_model import (
    AwsGateway,
    DrillNetwork,
    NatGateway,
    NetworkAccount,
    OtherVpc,
    RecoveryBlueprint,
    RouteTable,
    SecurityGroup,
    SecurityRule,
    Subnet,
    Vpc,
)

__all__ = [
    "AccessBlueprint",
    "AccessRole",
    "AwsGateway",
    "AzureDns",
    "AzureIdentity",
    "AzureVpnGateway",
    "Blueprint",
    "CostBlueprint",
    "CreateOrAdopt",
    "CustomBgpAddress",
    "DhcpOptionSet",
    "DrillNetwork",
    "DrillOpenings",
    "Encryption",
    "FlowLog",
    "GatewayInstance",
    "GatewaySubnet",
    "InterconnectBlueprint",
    "IpsecSuite",
    "LaunchBlueprint",
    "LaunchPlace",
    "MonitoringBlueprint",
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
    "ServerGroup",
    "ServiceRole",
    "SourceRule",
    "Spoke",
    "Stage",
    "Subnet",
    "SubnetSizes",
    "Tunnel",
    "VirtualNetwork",
    "Vpc",
    "VpnConnection",
    "WatchingBlueprint",
    "Wave",
    "WorkloadSubnet",
]


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
    launch: LaunchBlueprint
    access: AccessBlueprint
    monitoring: MonitoringBlueprint
    cost: CostBlueprint
    agent: AgentBlueprint
    failback_storage: FailbackStorage
    other_ranges: tuple[NamedRange, ...]
    stages: tuple[Stage, ...]
