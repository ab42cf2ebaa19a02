"""From inputs to answers."""

from typing import Literal

from lifeboat.sizing import link
from lifeboat.sizing.findings import find
from lifeboat.sizing.inputs import Fleet, SizingInputs
from lifeboat.sizing.limits import account_addresses, breaks_first, limit_uses
from lifeboat.sizing.protection import why_unprotected
from lifeboat.sizing.quotas import EC2_INSTANCES
from lifeboat.sizing.recovery import jobs_of_wave, recovery_minutes
from lifeboat.sizing.result import Direction, Sizing, Unprotected, ZoneAddresses
from lifeboat.sizing.staging import (
    conversion_servers,
    replication_servers,
    staging_accounts,
    staging_addresses,
    steady_snapshots,
    steady_volumes,
    subnet_prefix,
)

GIB = 1024**3
HOUR_SECONDS = 3600


def size(inputs: SizingInputs) -> Sizing:
    """Return every answer about a plan: the same inputs always give the same answers."""
    fleet, staging, demands = inputs.fleet, inputs.staging, inputs.demands
    replication = replication_servers(fleet.volumes, fleet.servers, dedicated=staging.dedicated_servers)
    forward, failback = _forward(inputs, replication), _failback(inputs)
    addresses = account_addresses(fleet, staging)
    limits = limit_uses(inputs, forward, failback)
    answers = Sizing(
        servers=fleet.servers,
        unprotected=_unprotected(inputs),
        volumes=fleet.volumes,
        provisioned_gib=fleet.provisioned_gib,
        changed_bytes_per_second=fleet.changed_bytes_per_second,
        staging_accounts=staging_accounts(fleet.servers),
        replication_servers=replication,
        conversion_servers=conversion_servers(max(fleet.waves, default=0)),
        staging=_zones(inputs, addresses),
        staging_prefix=subnet_prefix(addresses),
        steady_volumes=steady_volumes(fleet.volumes, replication),
        steady_snapshots=steady_snapshots(fleet.volumes, staging.points_in_time),
        forward=forward,
        failback=failback,
        waves=fleet.waves,
        jobs=tuple(jobs_of_wave(servers) for servers in fleet.waves),
        recovery_minutes=recovery_minutes(fleet.waves, demands.conversion_minutes, demands.boot_minutes),
        limits=limits,
        breaks_first=breaks_first(limits),
        fixed_breaks_first=breaks_first(limits, fixed=True),
        findings=(),
        assumed=inputs.assumed,
    )
    return find(inputs, answers)


def _unprotected(inputs: SizingInputs) -> tuple[Unprotected, ...]:
    reasons = ((server.name, why_unprotected(server)) for server in inputs.servers)
    return tuple(Unprotected(name, reason) for name, reason in reasons if reason)


def _zones(inputs: SizingInputs, addresses: int) -> tuple[ZoneAddresses, ...]:
    """Return what each staging subnet needs: the template names one, the others hold endpoints alone."""
    idle = staging_addresses(0, 0)
    return tuple(
        ZoneAddresses(s.key, s.zone, s.addresses, addresses if s.key == inputs.staging.used_subnet else idle)
        for s in inputs.staging.subnets
    )


def _gateway_mbps(inputs: SizingInputs) -> tuple[int, int]:
    """Return what the Azure gateway carries in all tunnels and in one, in Mbit/s."""
    tunnels = inputs.link
    sku = (tunnels.gateway_sku, tunnels.gateway_generation) if tunnels.gateway_sku else link.ASSUMED_GATEWAY
    aggregate, one = link.GATEWAYS[sku]
    if tunnels.gateway_mbps is not None:
        return tunnels.gateway_mbps, tunnels.gateway_mbps if tunnels.gateway_sku is None else one
    return aggregate, one


def _link_mbps(inputs: SizingInputs, tunnels: int) -> int:
    aggregate, one = _gateway_mbps(inputs)
    return link.link_mbps(tunnels, link.tunnel_mbps(one, gcm=inputs.link.gcm), aggregate)


def _forward(inputs: SizingInputs, replication: int) -> Direction:
    fleet, tunnels = inputs.fleet, link.forward_tunnels(inputs.link.topology)
    mbps = _link_mbps(inputs, tunnels)
    payload = link.payload_bytes_per_second(mbps, inputs.link.mss_bytes, gcm=inputs.link.gcm)
    if not fleet.servers:
        return _direction(inputs, tunnels, mbps, payload, "tunnels")
    _, baseline = EC2_INSTANCES.get(inputs.staging.instance_type, (None, None))
    rate = link.forward_rate(payload, fleet.servers, inputs.link.throttling_mbps, replication, baseline)
    unthrottled = link.forward_rate(payload, fleet.servers, 0, replication, baseline)
    bound: Literal["tunnels", "throttling", "replication servers"] = "tunnels"
    if rate < payload:
        bound = "throttling" if rate < unthrottled else "replication servers"
    return _direction(inputs, tunnels, mbps, rate, bound)


def _failback(inputs: SizingInputs) -> Direction:
    tunnels = link.return_tunnels(inputs.link.topology, inputs.link.target)
    mbps = _link_mbps(inputs, tunnels)
    payload = link.payload_bytes_per_second(mbps, inputs.link.mss_bytes, gcm=inputs.link.gcm)
    return _direction(inputs, tunnels, mbps, payload, "tunnels")


def _direction(
    inputs: SizingInputs,
    tunnels: int,
    mbps: int,
    rate: int,
    bound: Literal["tunnels", "throttling", "replication servers"],
) -> Direction:
    fleet, demands = inputs.fleet, inputs.demands
    outage = demands.link_outage_hours * HOUR_SECONDS
    usable = link.usable_rate(rate, demands.headroom_percent)
    changed = fleet.changed_bytes_per_second
    known = changed is not None
    writes = changed or 0
    return Direction(
        tunnels=tunnels,
        link_mbps=mbps,
        rate_bytes_per_second=rate,
        bound_by=bound,
        usable_bytes_per_second=usable,
        carries_changes=writes <= usable if known else None,
        sync_used_seconds=_sync_seconds(fleet, fleet.used_gib, rate),
        sync_provisioned_seconds=_sync_seconds(fleet, fleet.provisioned_gib, rate),
        backlog_bytes=link.backlog_bytes(outage, writes) if known else None,
        catch_up_seconds=link.catch_up_seconds(outage, rate, writes) if known else None,
        rpo_after_outage_seconds=outage,
        seconds_over_rpo=(
            link.seconds_over_rpo(outage, demands.rpo_target_seconds, rate, writes) if known else None
        ),
        lag_growth_seconds_per_hour=link.lag_growth_seconds_per_hour(rate, writes) if known else None,
    )  # fmt: skip


def _sync_seconds(fleet: Fleet, gib: int | None, rate: int) -> int | None:
    return None if gib is None else link.sync_seconds(gib * GIB, rate, fleet.changed_bytes_per_second or 0)
