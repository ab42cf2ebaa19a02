"""What the sizing answers, as frozen plain data; units are in the names."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Unprotected:
    """A server that DRS cannot protect, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class ZoneAddresses:
    """Addresses of one staging subnet.

    Attributes:
        subnet: its key in the blueprint.
        zone: its Availability Zone.
        available: all addresses of its range.
        needed: of them by the servers of this stack's account, those that AWS keeps among them.
    """

    subnet: str
    zone: str
    available: int
    needed: int


@dataclass(frozen=True)
class Direction:
    """One direction of the tunnels; what depends on unknown data is None.

    Attributes:
        tunnels: how many carry data at the same time.
        link_mbps: what they carry together, encrypted.
        rate_bytes_per_second: data that arrives.
        bound_by: what bounds that rate: `tunnels`, `throttling` or `replication servers`.
        usable_bytes_per_second: of it with the headroom taken off.
        carries_changes: whether the changes stay below that.
        sync_used_seconds: time of a first sync of what is in use.
        sync_provisioned_seconds: time of a first sync of whole volumes.
        backlog_bytes: what waits when an outage of all tunnels ends.
        catch_up_seconds: time until it is sent; None when it never is.
        rpo_after_outage_seconds: data that a failover at the end of the outage loses.
        seconds_over_rpo: how long in and after the outage that is more than the target; None when it never ends.
        lag_growth_seconds_per_hour: how lag grows when the changes are faster than the link.
    """

    tunnels: int
    link_mbps: int
    rate_bytes_per_second: int
    bound_by: Literal["tunnels", "throttling", "replication servers"]
    usable_bytes_per_second: int
    carries_changes: bool | None
    sync_used_seconds: int | None
    sync_provisioned_seconds: int | None
    backlog_bytes: int | None
    catch_up_seconds: int | None
    rpo_after_outage_seconds: int
    seconds_over_rpo: int | None
    lag_growth_seconds_per_hour: int | None


@dataclass(frozen=True)
class LimitUse:
    """How far a quota or limit is used.

    Attributes:
        code: of the quota; empty for a limit that is none of AWS's quotas.
        name: what is bounded.
        value: the bound; None where every account has its own.
        needed: what the plan needs.
        unit: of both.
        adjustable: whether AWS raises it on request.
        used_percent: needed in percent of the bound, rounded up; None without a bound.
        room_for_servers: how many servers, alike on average, fit; None where the bound never breaks or is not known.
        handled: how the plan stays below it anyway; empty when it does not.
    """

    code: str
    name: str
    value: int | None
    needed: int
    unit: str
    adjustable: bool
    used_percent: int | None
    room_for_servers: int | None
    handled: str = ""


@dataclass(frozen=True)
class Finding:
    """A sentence about the plan: a refusal (it cannot work), a warning or a note."""

    level: Literal["refusal", "warning", "note"]
    subject: str
    text: str


@dataclass(frozen=True)
class Sizing:
    """All answers.

    Attributes:
        servers: that are protected.
        unprotected: those that cannot be.
        volumes: of the protected servers.
        provisioned_gib: size of those volumes; None when nobody knows.
        changed_bytes_per_second: what the servers write; None when nobody knows.
        staging_accounts: AWS accounts that replicate them.
        replication_servers: in all accounts.
        conversion_servers: at once, during a drill or a recovery.
        staging: addresses by staging subnet, for the fullest account.
        staging_prefix: prefix length of the smallest staging subnet that would do.
        steady_volumes: EBS volumes while replication is steady, in all accounts.
        steady_snapshots: EBS snapshots once the point-in-time policy has filled up, in all accounts.
        forward: replication from Azure to AWS.
        failback: from AWS to Azure.
        waves: servers of each wave.
        jobs: DRS jobs of each wave.
        recovery_minutes: until the last server runs.
        limits: every quota and limit that was looked at, the one with the least room first.
        breaks_first: the one that breaks first as the plan grows; None without servers.
        fixed_breaks_first: the first of those that nobody raises.
        findings: refusals, warnings, notes.
        assumed: what was taken for granted because nobody said it.
    """

    servers: int
    unprotected: tuple[Unprotected, ...]
    volumes: int
    provisioned_gib: int | None
    changed_bytes_per_second: int | None
    staging_accounts: int
    replication_servers: int
    conversion_servers: int
    staging: tuple[ZoneAddresses, ...]
    staging_prefix: int
    steady_volumes: int
    steady_snapshots: int
    forward: Direction
    failback: Direction
    waves: tuple[int, ...]
    jobs: tuple[int, ...]
    recovery_minutes: int
    limits: tuple[LimitUse, ...]
    breaks_first: LimitUse | None
    fixed_breaks_first: LimitUse | None
    findings: tuple[Finding, ...]
    assumed: tuple[str, ...]

    @property
    def works(self) -> bool:
        """Whether nothing refuses the plan."""
        return all(finding.level != "refusal" for finding in self.findings)
