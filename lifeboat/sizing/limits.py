"""Which quota or limit breaks first."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from lifeboat.sizing import quotas
from lifeboat.sizing.inputs import Fleet, SizingInputs, Staging, scaled
from lifeboat.sizing.quotas import Quota
from lifeboat.sizing.recovery import jobs_of_wave, rounds_of_wave
from lifeboat.sizing.result import Direction, LimitUse
from lifeboat.sizing.staging import (
    ceil_div,
    conversion_servers,
    replication_servers,
    staging_addresses,
    steady_snapshots,
)

GIB_A_TIB: Final = 1024

_MOST_ROOM: Final = 100_000
"""More servers than this are no room to speak of: such a limit never breaks."""


@dataclass(frozen=True)
class _Limit:
    """A bound, and what a fleet needs of it."""

    bound: Quota
    need: Callable[[Fleet], int]
    handled: str = ""


def limit_uses(inputs: SizingInputs, forward: Direction, failback: Direction) -> tuple[LimitUse, ...]:
    """Every quota and limit with its use and its room, the one with the least room first.

    Formula: used = needed / bound; room = most servers, alike on average, whose need stays within the bound. Quotas of
        an account are compared with the fullest account (300 servers); storage with its staging volumes and the volumes
        of all recovered servers. Job quotas do not break: waves are split into jobs and rounds.
    Unit: percent; servers.
    Source: the table of quotas.
    """
    limits = [*_account_limits(inputs), *_own_limits(inputs, forward, failback), *_job_limits(inputs.fleet)]
    return tuple(sorted((_use(limit, inputs.fleet) for limit in limits), key=_order))


def breaks_first(uses: Iterable[LimitUse], *, fixed: bool = False) -> LimitUse | None:
    """Return the limit with the least room, of those that nobody raises if asked so."""
    bounds = [use for use in uses if use.room_for_servers is not None and not (fixed and use.adjustable)]
    return min(bounds, key=_order, default=None)


def account_replication_servers(fleet: Fleet, staging: Staging) -> int:
    """Return the replication servers of the fullest account."""
    return replication_servers(fleet.account_volumes, fleet.account_servers, dedicated=staging.dedicated_servers)


def account_conversion_servers(fleet: Fleet) -> int:
    """Return the conversion servers that the fullest account runs at once."""
    return min(conversion_servers(max(fleet.waves, default=0)), fleet.account_servers)


def account_addresses(fleet: Fleet, staging: Staging) -> int:
    """Return the addresses that the staging subnet of the fullest account has to have."""
    return staging_addresses(account_replication_servers(fleet, staging), account_conversion_servers(fleet))


def _account_limits(inputs: SizingInputs) -> Iterator[_Limit]:
    staging = inputs.staging
    yield _Limit(quotas.REPLICATING, lambda fleet: fleet.servers)
    yield _Limit(quotas.SOURCE_SERVERS, lambda fleet: fleet.servers)
    yield _Limit(quotas.SNAPSHOTS, lambda fleet: steady_snapshots(fleet.account_volumes, staging.points_in_time))
    yield _Limit(quotas.INTERFACES, lambda fleet: _interfaces(fleet, staging))
    if inputs.fleet.provisioned_gib is not None:
        yield _Limit(quotas.STORAGE[staging.disk_type], _stored_tib)
    if staging.instance_type in quotas.EC2_INSTANCES:
        vcpus, _ = quotas.EC2_INSTANCES[staging.instance_type]
        yield _Limit(quotas.VCPUS, lambda fleet: account_replication_servers(fleet, staging) * vcpus)


def _interfaces(fleet: Fleet, staging: Staging) -> int:
    return account_replication_servers(fleet, staging) + account_conversion_servers(fleet) + fleet.servers


def _stored_tib(fleet: Fleet) -> int:
    return ceil_div((fleet.account_provisioned_gib or 0) + (fleet.provisioned_gib or 0), GIB_A_TIB)


def _job_limits(fleet: Fleet) -> Iterator[_Limit]:
    largest = max(fleet.waves, default=0)
    if not largest:
        return
    jobs, rounds = jobs_of_wave(largest), rounds_of_wave(largest)
    turns = f"in {rounds} round{'' if rounds == 1 else 's'}"
    yield _Limit(quotas.SERVERS_A_JOB, lambda _: largest, f"by {jobs} job{'' if jobs == 1 else 's'}")
    yield _Limit(quotas.SERVERS_IN_JOBS, lambda _: largest, turns)
    yield _Limit(quotas.JOBS, lambda _: jobs, turns)


def _own_limits(inputs: SizingInputs, forward: Direction, failback: Direction) -> Iterator[_Limit]:
    staging = inputs.staging
    for subnet in staging.subnets:
        if subnet.key == staging.used_subnet:
            bound = _own(f"addresses of {subnet.key}", subnet.addresses, "addresses")
            yield _Limit(bound, lambda fleet: account_addresses(fleet, staging))
    if inputs.fleet.changed_bytes_per_second is not None:
        for name, direction in (("replication", forward), ("failback", failback)):
            bound = _own(f"{name} through the tunnels", direction.usable_bytes_per_second, "bytes/s")
            yield _Limit(bound, lambda fleet: fleet.changed_bytes_per_second or 0)


def _own(name: str, value: int, unit: str) -> Quota:
    return Quota("", name, value, unit, "the stack", adjustable=False)


def _use(limit: _Limit, fleet: Fleet) -> LimitUse:
    bound, needed = limit.bound, limit.need(fleet)
    return LimitUse(
        code=bound.code,
        name=bound.name,
        value=bound.value,
        needed=needed,
        unit=bound.unit,
        adjustable=bound.adjustable,
        used_percent=ceil_div(needed * 100, bound.value) if bound.value else None,
        room_for_servers=None if limit.handled or bound.value is None else _room(limit.need, fleet, bound.value),
        handled=limit.handled,
    )


def _room(need: Callable[[Fleet], int], fleet: Fleet, bound: int) -> int | None:
    """Return the most servers whose need stays within a bound, by halving; None when it never breaks."""
    if not fleet.servers or need(scaled(fleet, _MOST_ROOM)) <= bound:
        return None
    fits, breaks = 0, _MOST_ROOM
    while breaks - fits > 1:
        middle = (fits + breaks) // 2
        fits, breaks = (middle, breaks) if need(scaled(fleet, middle)) <= bound else (fits, middle)
    return fits


def _order(use: LimitUse) -> tuple[bool, int, int]:
    room = use.room_for_servers
    return bool(use.handled), _MOST_ROOM if room is None else room, -(use.used_percent or 0)
