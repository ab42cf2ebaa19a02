"""The blueprint of what stands around the AWS subnets: sizes, DHCP options, flow logs, the drill VPC's openings."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal


@dataclass(frozen=True)
class SubnetSizes:
    """What the subnets of the recovery VPC are cut for; counts are those of the recovery account.

    Attributes:
        servers: that are recovered into the VPC.
        replication_servers: EC2 instances in the staging subnet all the time.
        conversion_servers: EC2 instances in the staging subnet for minutes of a drill or recovery.
        staging_addresses: of the staging subnet that the replication template names.
        recovery_addresses: of every recovery subnet that is cut: each is to hold all servers.
    """

    servers: int
    replication_servers: int
    conversion_servers: int
    staging_addresses: int
    recovery_addresses: int


@dataclass(frozen=True)
class DhcpOptionSet:
    """A set of DHCP options of the recovery VPC."""

    domain_name: str | None
    dns_servers: tuple[str, ...]
    ntp_servers: tuple[str, ...]


@dataclass(frozen=True)
class FlowLog:
    """Flow logs of a VPC in a log group of their own.

    Attributes:
        key: `recovery` or `drill`, the VPC.
        log_group_name: CloudWatch log group.
        retention_days: how long it keeps them.
        traffic: which connections are recorded.
        aggregation_seconds: over how long packets are summed up.
    """

    key: Literal["recovery", "drill"]
    log_group_name: str
    retention_days: int
    traffic: Literal["ALL", "ACCEPT", "REJECT"]
    aggregation_seconds: int


@dataclass(frozen=True)
class DrillRule:
    """One rule of a security group of the drill VPC.

    Attributes:
        key: stable name within the group.
        direction: seen from the group's members.
        protocol: `tcp`, `udp`, or `-1` for all.
        port: the one port; None for all.
        cidr: where from or where to; None where a group is named.
        group: key of the group that is named, the rule's own included; None where a range is.
        description: for the console and reviewers.
    """

    key: str
    direction: Literal["ingress", "egress"]
    protocol: Literal["tcp", "udp", "-1"]
    port: int | None
    cidr: IPv4Network | None
    group: str | None
    description: str


@dataclass(frozen=True)
class DrillGroup:
    """A security group of the drill VPC: `servers`, `endpoints` or `instance-connect`."""

    key: str
    description: str
    rules: tuple[DrillRule, ...]


@dataclass(frozen=True)
class DrillOpenings:
    """The ways in for people, and nothing else leads into the drill VPC or out of it.

    Attributes:
        key: of the subnet that the endpoints are in: one of their own, so that they hold no address that a drilled
            server is to have; a drill subnet's where the range has no room for it. Empty without endpoints.
        cidr: range of that subnet where it is one of their own, else None.
        zone: its Availability Zone.
        endpoint_services: AWS services with an interface endpoint: those of Session Manager, or none.
        instance_connect: whether there is an EC2 Instance Connect endpoint.
        groups: the VPC's security groups, that of drilled servers first.
    """

    key: str
    cidr: IPv4Network | None
    zone: str
    endpoint_services: tuple[str, ...]
    instance_connect: bool
    groups: tuple[DrillGroup, ...]
