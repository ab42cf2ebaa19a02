"""What is wrong with a plan: refusals, warnings, notes."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lifeboat.sizing.inputs import SizingInputs
from lifeboat.sizing.protection import ATTACHABLE_VOLUMES, why_unprotected
from lifeboat.sizing.quotas import QUOTAS, REPLICATING, SERVERS_IN_JOBS
from lifeboat.sizing.recovery import rounds_of_wave
from lifeboat.sizing.result import Direction, Finding, Sizing
from lifeboat.sizing.systems import is_linux
from lifeboat.sizing.units import rate_text, time_text

_LEVELS: Final = ("refusal", "warning", "note")
_ADJUSTABLE: Final = frozenset(quota.code for quota in QUOTAS if quota.adjustable)


def find(inputs: SizingInputs, answers: Sizing) -> Sizing:
    """Return the answers with all findings, refusals first."""
    found = [
        *_accounts(answers),
        *_addresses(inputs, answers),
        *_replication(answers),
        *_failback(inputs, answers),
        *_outage(inputs, answers),
        *_quotas(answers),
        *_waves(answers),
        *_servers(inputs, answers),
    ]
    return replace(answers, findings=tuple(sorted(found, key=lambda finding: _LEVELS.index(finding.level))))


def _accounts(answers: Sizing) -> Iterator[Finding]:
    if answers.staging_accounts > 1:
        yield Finding(
            "refusal",
            "accounts",
            f"{answers.servers} servers, and AWS replicates {REPLICATING.value} in an account and Region"
            f" ({REPLICATING.code}, not adjustable). They need {answers.staging_accounts} staging accounts, and a"
            f" stack has one: split them into {answers.staging_accounts} stacks of at most {REPLICATING.value} servers,"
            " each with an account or Region of its own.",
        )


def _addresses(inputs: SizingInputs, answers: Sizing) -> Iterator[Finding]:
    for zone in answers.staging:
        if zone.needed > zone.available:
            yield Finding(
                "refusal",
                "addresses",
                f"{zone.subnet} has {zone.available} addresses and needs {zone.needed}: a subnet cannot grow. Give it"
                f" a /{answers.staging_prefix}, or launch smaller waves"
                + (", or share replication servers." if inputs.staging.dedicated_servers else "."),
            )


def _replication(answers: Sizing) -> Iterator[Finding]:
    changed, forward = answers.changed_bytes_per_second, answers.forward
    if changed is None or not answers.servers:
        return
    rate, usable = rate_text(forward.rate_bytes_per_second), rate_text(forward.usable_bytes_per_second)
    if changed >= forward.rate_bytes_per_second:
        yield Finding(
            "refusal",
            "replication",
            f"The servers write {rate_text(changed)}, and {_bound(forward)} {rate} through: replication never becomes"
            f" continuous, lag grows by {forward.lag_growth_seconds_per_hour} s every hour. {_remedy(forward)}",
        )
    elif not forward.carries_changes:
        yield Finding(
            "warning",
            "replication",
            f"The servers write {rate_text(changed)} on average, more than the {usable} that headroom leaves: peaks"
            f" make lag. {_remedy(forward)}",
        )


def _bound(direction: Direction) -> str:
    return {
        "tunnels": "the tunnels let",
        "throttling": "replication.bandwidth_throttling_mbps lets",
        "replication servers": "the replication servers let",
    }[direction.bound_by]


def _remedy(direction: Direction) -> str:
    return {
        "tunnels": "Take a larger gateway or four tunnels, or leave out volumes that recovery does not need.",
        "throttling": "Raise replication.bandwidth_throttling_mbps, or set it to 0.",
        "replication servers": "Take a larger replication.instance_type, or dedicated servers.",
    }[direction.bound_by]


def _failback(inputs: SizingInputs, answers: Sizing) -> Iterator[Finding]:
    changed, back = answers.changed_bytes_per_second, answers.failback
    if changed is None or not answers.servers or back.carries_changes:
        return
    single = inputs.link.target == "virtual-private-gateway"
    way = "the one tunnel that a virtual private gateway uses lets" if single else "the tunnels let"
    faster = changed >= back.rate_bytes_per_second
    consequence = "failback never catches up while they do" if faster else "that is more than headroom leaves"
    yield Finding(
        "warning",
        "failback",
        f"The servers write {rate_text(changed)}, and {way} {rate_text(back.rate_bytes_per_second)} through to Azure:"
        f" {consequence}. Fail back in groups, or take a transit gateway with four tunnels.",
    )


def _outage(inputs: SizingInputs, answers: Sizing) -> Iterator[Finding]:
    target, outage = inputs.demands.rpo_target_seconds, answers.forward.rpo_after_outage_seconds
    if outage > target and answers.servers:
        over = answers.forward.seconds_over_rpo
        after = f" The target is missed for {time_text(over)} in all." if over is not None else ""
        yield Finding(
            "warning",
            "outage",
            f"After {time_text(outage)} without tunnels a failover loses {time_text(outage)} of data; the target is"
            f" {time_text(target)}.{after}",
        )


def _quotas(answers: Sizing) -> Iterator[Finding]:
    for use in answers.limits:
        if use.value is not None and use.code in _ADJUSTABLE and use.needed > use.value:
            yield Finding(
                "warning",
                "quota",
                f"{use.name}: needs {use.needed} {use.unit}, the default is {use.value} ({use.code}, adjustable). Ask"
                " AWS for more in every account before the agents are installed.",
            )
        elif use.value is None and use.needed:
            yield Finding(
                "note",
                "quota",
                f"{use.name}: replication alone needs {use.needed}, recovered servers need theirs on top; the value"
                f" ({use.code}, adjustable) is each account's own: look it up.",
            )


def _waves(answers: Sizing) -> Iterator[Finding]:
    for number, servers in enumerate(answers.waves, 1):
        rounds = rounds_of_wave(servers)
        if rounds > 1:
            yield Finding(
                "warning",
                "recovery",
                f"Wave {number} has {servers} servers, and {SERVERS_IN_JOBS.value} may be in active jobs"
                f" ({SERVERS_IN_JOBS.code}, not adjustable): it takes {rounds} rounds.",
            )


def _servers(inputs: SizingInputs, answers: Sizing) -> Iterator[Finding]:
    if answers.unprotected:
        count = len(answers.unprotected)
        some = f"{count} server{'' if count == 1 else 's'} cannot be protected"
        yield Finding("warning", "servers", f"{some}; nothing above counts them. They need another way.")
    protected = [server for server in inputs.servers if why_unprotected(server) is None]
    many = [server.name for server in protected if server.volumes > ATTACHABLE_VOLUMES]
    if many:
        text = f"{_listed(many)}: more than the {ATTACHABLE_VOLUMES} volumes that a Nitro replication server attaches."
        yield Finding("warning", "servers", f"{text} Try one of them before the rest is planned.")
    uefi = [server.name for server in protected if server.firmware == "uefi" and is_linux(server.family)]
    if uefi:
        text = f"{_listed(uefi)}: Linux that boots by UEFI. Failback to Linux wants a target that boots by BIOS (Gen1)."
        yield Finding("warning", "failback", text)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return f"{shown} and {len(names) - 3} more" if len(names) > 3 else shown
