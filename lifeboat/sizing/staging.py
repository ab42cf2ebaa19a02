"""Formulas of the staging area: servers, addresses, volumes, snapshots, accounts."""

from typing import Final

from lifeboat.sizing.quotas import REPLICATING, SERVERS_IN_JOBS

VOLUMES_A_REPLICATION_SERVER: Final = 15
"""Volumes that one shared replication server copies (DRS user guide, replication settings; AWS guidance for SAP)."""

RESERVED_ADDRESSES: Final = 5
"""Addresses of every subnet that AWS keeps (Amazon VPC user guide, subnet CIDR reserved addresses)."""

OTHER_ADDRESSES: Final = 10
"""Addresses of a staging subnet for what else may be in it: up to eight interface endpoints, a Route 53 Resolver
endpoint and a transit gateway attachment, one address each."""

PREFIXES: Final = (16, 28)
"""Widest and narrowest prefix of a subnet (Amazon VPC user guide, subnet CIDR blocks)."""


def ceil_div(number: int, divisor: int) -> int:
    """Return the quotient of two whole numbers, rounded up."""
    return -(-number // divisor)


def replication_servers(volumes: int, servers: int, *, dedicated: bool) -> int:
    """Replication servers that take volumes in while nothing happens.

    Formula: ceil(volumes / 15); with `dedicated_servers` at least one for each source server.
    Unit: EC2 instances.
    Source: DRS user guide, replication settings (15 volumes a server, shared among servers with equal settings).
    """
    shared = ceil_div(volumes, VOLUMES_A_REPLICATION_SERVER)
    return max(shared, servers) if dedicated else shared


def conversion_servers(largest_wave: int) -> int:
    """Conversion servers that run at once during a drill or a recovery, each for some minutes.

    Formula: one for each server that is launched at once: min(servers of the largest wave, 500).
    Unit: EC2 instances.
    Source: DRS user guide, network requirements (one a launched server); L-05AFA8C6 (500 servers in all active jobs).
    """
    return min(largest_wave, SERVERS_IN_JOBS.value or largest_wave)


def staging_addresses(replication: int, conversion: int) -> int:
    """Addresses that the staging subnet has to have, all of them in the zone that the replication template names.

    Formula: replication servers + conversion servers + 10 for endpoints and attachments + 5 that AWS keeps.
    Unit: IPv4 addresses of the subnet's range.
    Source: DRS user guide, network requirements; Amazon VPC user guide, subnets (first four and last are reserved).
    """
    return replication + conversion + OTHER_ADDRESSES + RESERVED_ADDRESSES


def subnet_prefix(addresses: int) -> int:
    """Prefix length of the smallest subnet with so many addresses.

    Formula: 32 - ceil(log2(addresses)), /28 at most; a /16, AWS's widest, is the least.
    Unit: prefix length.
    Source: Amazon VPC user guide, subnet CIDR blocks (/16 to /28).
    """
    widest, narrowest = PREFIXES
    return max(widest, min(narrowest, 32 - (addresses - 1).bit_length()))


def steady_volumes(volumes: int, replication: int) -> int:
    """EBS volumes while replication is steady.

    Formula: one staging volume for each source volume + one boot volume for each replication server.
    Unit: EBS volumes.
    Source: DRS user guide, replication settings.
    """
    return volumes + replication


def steady_snapshots(volumes: int, points_in_time: int) -> int:
    """EBS snapshots once the point-in-time policy has filled up, after `retention_days`.

    Formula: volumes x points in time; points = 60 / 10 of the last hour + 24 of the last day + `retention_days`.
    Unit: EBS snapshots.
    Source: DRS user guide, point-in-time policy (10 minutes for an hour, hourly for a day, daily for 1 to 365 days).
    """
    return volumes * points_in_time


def staging_accounts(servers: int) -> int:
    """AWS accounts that replicate the servers in one Region.

    Formula: ceil(servers / 300); at least one.
    Unit: AWS accounts, the recovery account among them.
    Source: L-C1D14A2B (300 replicating servers in an account and Region, not adjustable); DRS user guide, Using
        multiple staging accounts.
    """
    return max(1, ceil_div(servers, REPLICATING.value or 1))


def fullest_account(total: int, servers: int) -> int:
    """Share of a total (volumes, GiB) that falls to the fullest account, when all servers are alike.

    Formula: ceil(total x min(servers, 300) / servers). With single servers known: those of the 300 largest.
    Unit: that of the total.
    Source: L-C1D14A2B.
    """
    return ceil_div(total * min(servers, REPLICATING.value or servers), servers) if servers else 0
