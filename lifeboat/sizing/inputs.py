"""What the sizing computes from: servers, tunnels, staging area, demands. Frozen plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lifeboat.sizing.quotas import REPLICATING
from lifeboat.sizing.staging import ceil_div, fullest_account

Topology = Literal["single-tunnel", "dual-tunnel", "four-tunnel"]
"""As in the settings."""

Target = Literal["virtual-private-gateway", "transit-gateway"]
"""As in the settings."""


@dataclass(frozen=True)
class Server:
    """One source server, as a row of the file of servers has it.

    Attributes:
        name: what it is called.
        family: operating system, such as `ubuntu`.
        version: its version as numbers.
        volumes: how many it has.
        provisioned_gib: their size together.
        used_gib: of it in use.
        changed_bytes_per_second: what it writes, as an average; None when nobody knows.
        largest_disk_gib: size of its largest volume; None when nobody knows.
        firmware: how it boots; None when nobody knows.
        disks: special kinds among its volumes: `shared`, `ultra`.
        wave: number of the wave that launches it, from 1; None for the last.
    """

    name: str
    family: str
    version: tuple[int, ...]
    volumes: int
    provisioned_gib: int
    used_gib: int
    changed_bytes_per_second: int | None = None
    largest_disk_gib: int | None = None
    firmware: Literal["bios", "uefi"] | None = None
    disks: frozenset[str] = frozenset()
    wave: int | None = None


@dataclass(frozen=True)
class Fleet:
    """All servers together.

    Attributes:
        servers: how many.
        volumes: how many they have together.
        provisioned_gib: size of the volumes together; None when nobody knows.
        used_gib: of it in use; None when nobody knows.
        changed_bytes_per_second: what they write together, as an average; None when nobody knows.
        waves: how many servers each wave launches, in order.
        account_volumes: volumes of the 300 servers with most of them, which one account may have to carry.
        account_provisioned_gib: size of the 300 largest servers; None when nobody knows.
    """

    servers: int
    volumes: int
    provisioned_gib: int | None
    used_gib: int | None
    changed_bytes_per_second: int | None
    waves: tuple[int, ...]
    account_volumes: int
    account_provisioned_gib: int | None

    @property
    def account_servers(self) -> int:
        """Servers of the fullest account."""
        return min(self.servers, REPLICATING.value or self.servers)


def fleet_of_totals(
    servers: int,
    volumes: int,
    *,
    provisioned_gib: int | None = None,
    used_gib: int | None = None,
    changed_bytes_per_second: int | None = None,
    waves: Sequence[int] = (),
) -> Fleet:
    """Return a fleet of which only totals are known; servers beyond the last wave form one more.

    Args:
        servers: how many.
        volumes: how many they have together.
        provisioned_gib: size of the volumes together.
        used_gib: of it in use; all of it when None.
        changed_bytes_per_second: what they write together.
        waves: how many servers each wave launches.
    """
    rest = servers - sum(waves)
    return Fleet(
        servers=servers,
        volumes=volumes,
        provisioned_gib=provisioned_gib,
        used_gib=provisioned_gib if used_gib is None else used_gib,
        changed_bytes_per_second=changed_bytes_per_second,
        waves=(*waves, rest) if rest else tuple(waves),
        account_volumes=fullest_account(volumes, servers),
        account_provisioned_gib=None if provisioned_gib is None else fullest_account(provisioned_gib, servers),
    )


def fleet_of_servers(servers: Sequence[Server]) -> Fleet:
    """Return the fleet that single servers make; those without a wave are launched by the last.

    What is written is known only when it is known of every server.
    """
    numbered: dict[int, int] = {}
    for server in servers:
        numbered[server.wave or 0] = numbered.get(server.wave or 0, 0) + 1
    last = numbered.pop(0, 0)
    waves = [numbered[number] for number in sorted(numbered)]
    changes = [server.changed_bytes_per_second for server in servers]
    known = [change for change in changes if change is not None]
    most = REPLICATING.value
    return Fleet(
        servers=len(servers),
        volumes=sum(server.volumes for server in servers),
        provisioned_gib=sum(server.provisioned_gib for server in servers),
        used_gib=sum(server.used_gib for server in servers),
        changed_bytes_per_second=sum(known) if len(known) == len(changes) else None,
        waves=(*waves, last) if last else tuple(waves),
        account_volumes=sum(sorted((server.volumes for server in servers), reverse=True)[:most]),
        account_provisioned_gib=sum(sorted((server.provisioned_gib for server in servers), reverse=True)[:most]),
    )


def scaled(fleet: Fleet, servers: int) -> Fleet:
    """Return a fleet of another size whose servers are on average alike; its waves grow and shrink with it."""

    def share(total: int) -> int:
        return ceil_div(total * servers, fleet.servers)

    largest = share(max(fleet.waves, default=0))
    return fleet_of_totals(
        servers,
        share(fleet.volumes),
        provisioned_gib=None if fleet.provisioned_gib is None else share(fleet.provisioned_gib),
        used_gib=None if fleet.used_gib is None else share(fleet.used_gib),
        changed_bytes_per_second=(
            None if fleet.changed_bytes_per_second is None else share(fleet.changed_bytes_per_second)
        ),
        waves=[largest] * (servers // largest) if largest else (),
    )


@dataclass(frozen=True)
class Link:
    """The tunnels.

    Attributes:
        topology: of the tunnels.
        target: where they end on the AWS side.
        gateway_sku: of the Azure gateway; None where it is adopted and nobody says.
        gateway_generation: of the Azure gateway.
        gateway_mbps: what it carries, where that is known better than from its SKU.
        gcm: whether phase 2 is AES-GCM rather than AES-CBC with SHA-256.
        mss_bytes: TCP's largest segment in a tunnel.
        throttling_mbps: upper bound of each source server's sending rate; 0 is unbounded.
    """

    topology: Topology
    target: Target
    gateway_sku: str | None
    gateway_generation: str
    gateway_mbps: int | None
    gcm: bool
    mss_bytes: int
    throttling_mbps: int


@dataclass(frozen=True)
class StagingSubnet:
    """One staging subnet: its key in the blueprint, its zone, all addresses of its range."""

    key: str
    zone: str
    addresses: int


@dataclass(frozen=True)
class Staging:
    """The staging area.

    Attributes:
        subnets: staging subnets, one a zone.
        used_subnet: key of the one that the replication template names: replication servers are launched there.
        instance_type: of replication servers.
        dedicated_servers: whether every source server has a replication server of its own.
        disk_type: of large staging volumes: GP2, GP3, ST1 or AUTO.
        points_in_time: how many the policy keeps of a volume.
    """

    subnets: tuple[StagingSubnet, ...]
    used_subnet: str
    instance_type: str
    dedicated_servers: bool
    disk_type: str
    points_in_time: int


@dataclass(frozen=True)
class Demands:
    """What is asked of replication and recovery; units are in the names."""

    rpo_target_seconds: int
    headroom_percent: int
    link_outage_hours: int
    conversion_minutes: int
    boot_minutes: int


@dataclass(frozen=True)
class SizingInputs:
    """Everything that the sizing computes from.

    Attributes:
        fleet: the servers that can be protected, when single servers are known; else all.
        link: the tunnels.
        staging: the staging area.
        demands: what is asked.
        servers: the single servers, the unprotectable ones too; empty when only totals are known.
        assumed: what was taken for granted because nobody said it, as sentences.
    """

    fleet: Fleet
    link: Link
    staging: Staging
    demands: Demands
    servers: tuple[Server, ...] = ()
    assumed: tuple[str, ...] = ()
