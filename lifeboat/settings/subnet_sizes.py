"""How many addresses the subnets of the recovery VPC need for the servers that are expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

from lifeboat.ranges import LONGEST_CUT_VPC_PREFIX, SubnetRole
from lifeboat.settings.model import Settings
from lifeboat.settings.recovery import CreatedVpc
from lifeboat.sizing.inputs import fleet_of_totals
from lifeboat.sizing.quotas import SOURCE_SERVERS
from lifeboat.sizing.staging import (
    OTHER_ADDRESSES,
    RESERVED_ADDRESSES,
    conversion_servers,
    replication_servers,
    staging_addresses,
    subnet_prefix,
)
from lifeboat.vpc_layout import Layout, lay_out

VOLUMES_A_SERVER: Final = 2
"""Volumes that a server is taken to have where settings do not count them."""


@dataclass(frozen=True)
class SubnetNeeds:
    """What the subnets are cut for. All counts are those of the recovery account.

    Attributes:
        servers: that are recovered into the VPC.
        replication_servers: EC2 instances in the staging subnet all the time.
        conversion_servers: EC2 instances in the staging subnet for minutes of a drill or recovery.
        staging_addresses: of the staging subnet that the replication template names, the first zone's.
        recovery_addresses: of every recovery subnet.
        endpoint_addresses: of the other staging subnets, which hold endpoints and attachments alone.
    """

    servers: int
    replication_servers: int
    conversion_servers: int
    staging_addresses: int
    recovery_addresses: int
    endpoint_addresses: int

    def addresses(self, role: SubnetRole, place: int) -> int:
        """Return how many addresses the subnet of a role in the zone at a place needs, AWS's own included."""
        if role is SubnetRole.RECOVERY:
            return self.recovery_addresses
        if role is SubnetRole.STAGING:
            return self.endpoint_addresses if place else self.staging_addresses
        return 0


def subnet_needs(settings: Settings) -> SubnetNeeds:
    """Return what the subnets have to hold.

    Each recovery subnet is to hold all servers: where everybody recovers at once, a zone may have no instances left,
    and then the others take its servers. It also makes the size independent of how many zones there are.
    """
    chosen = settings.sizing
    servers = min(chosen.servers, SOURCE_SERVERS.value or chosen.servers)
    volumes = chosen.servers * VOLUMES_A_SERVER if chosen.volumes is None else chosen.volumes
    waves = chosen.servers_per_wave if chosen.servers and sum(chosen.servers_per_wave) <= chosen.servers else ()
    fleet = fleet_of_totals(chosen.servers, volumes if chosen.servers else 0, waves=waves)
    replication = replication_servers(
        fleet.account_volumes, fleet.account_servers, dedicated=settings.replication.dedicated_servers
    )
    conversion = min(conversion_servers(max(fleet.waves, default=0)), fleet.account_servers)
    return SubnetNeeds(
        servers=servers,
        replication_servers=replication,
        conversion_servers=conversion,
        staging_addresses=staging_addresses(replication, conversion),
        recovery_addresses=servers + OTHER_ADDRESSES + RESERVED_ADDRESSES,
        endpoint_addresses=staging_addresses(0, 0),
    )


def longest_prefixes(needs: SubnetNeeds, zones: int) -> Mapping[tuple[SubnetRole, int], int]:
    """Return the longest prefix that each subnet may have, by role and the zone's place."""
    return {
        (role, place): subnet_prefix(needs.addresses(role, place))
        for role in (SubnetRole.STAGING, SubnetRole.RECOVERY)
        for place in range(zones)
    }


def given_ranges(network: CreatedVpc) -> Mapping[SubnetRole, Sequence[IPv4Network]]:
    """Return the ranges that settings name for a created VPC, by role; a role that is cut has none."""
    return {SubnetRole.STAGING: network.staging_subnets, SubnetRole.RECOVERY: network.recovery_subnets}


def vpc_layout(settings: Settings, network: CreatedVpc) -> Layout:
    """Return how a created VPC is cut.

    Args:
        settings: the stack's settings.
        network: its VPC. One too small to be cut has the given subnets alone.
    """
    given = given_ranges(network)
    if network.cidr.prefixlen > LONGEST_CUT_VPC_PREFIX:
        return Layout({(role, place): cidr for role, all_ in given.items() for place, cidr in enumerate(all_)}, ())
    zones = len(settings.recovery.zones)
    return lay_out(network.cidr, zones, longest_prefixes(subnet_needs(settings), zones), given)
