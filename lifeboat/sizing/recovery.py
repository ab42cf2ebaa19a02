"""Formulas of a recovery: jobs, rounds, time until everything runs."""

from collections.abc import Sequence

from lifeboat.sizing.quotas import JOBS, SERVERS_A_JOB, SERVERS_IN_JOBS
from lifeboat.sizing.staging import ceil_div


def jobs_of_wave(servers: int) -> int:
    """Jobs that launch a wave.

    Formula: ceil(servers / 100).
    Unit: DRS jobs.
    Source: L-B827C881 (100 servers in one job, not adjustable).
    """
    return ceil_div(servers, SERVERS_A_JOB.value or 1)


def rounds_of_wave(servers: int) -> int:
    """Rounds that a wave takes, each with as many jobs as may be active at once.

    Formula: ceil(servers / min(500, 20 x 100)).
    Unit: rounds.
    Source: L-05AFA8C6 (500 servers in all active jobs), L-D88FAC3A (20 jobs), L-B827C881.
    """
    at_once = min(SERVERS_IN_JOBS.value or servers, (JOBS.value or 1) * (SERVERS_A_JOB.value or 1))
    return ceil_div(servers, at_once)


def recovery_minutes(waves: Sequence[int], conversion_minutes: int, boot_minutes: int) -> int:
    """Time from the start of a recovery until the last server runs (RTO, without decisions, checks and DNS).

    Formula: sum over the waves, one after the other, of rounds x (conversion + boot).
    Unit: minutes.
    Source: DRS user guide, Concepts (Linux boots within 5 minutes, Windows within 20 on average); conversion time is an
        assumption until a drill has measured it.
    """
    return sum(rounds_of_wave(servers) for servers in waves) * (conversion_minutes + boot_minutes)
