"""The answers as text for people and as JSON for programs."""

import json
from collections.abc import Iterator
from dataclasses import asdict

from lifeboat.blueprint.tables import text_table
from lifeboat.sizing.result import Direction, LimitUse, Sizing
from lifeboat.sizing.units import rate_text, size_text, time_text

_UNKNOWN = "not known"


def to_json(answers: Sizing) -> str:
    """Return the answers as JSON, keys in the order of the model; units are in the names."""
    return json.dumps({**asdict(answers), "works": answers.works}, indent=2, ensure_ascii=False) + "\n"


def to_text(answers: Sizing, title: str) -> str:
    """Return the answers as tables and sentences.

    Args:
        answers: to show.
        title: what they are about.
    """
    parts = [
        f"{title}: {_count(answers.servers, 'server')}, {_count(answers.volumes, 'volume')}",
        _staging(answers),
        _tunnels(answers),
        _recovery(answers),
        *_limits(answers),
        *_unprotected(answers),
        *_sentences(answers),
    ]
    return "\n\n".join(parts) + "\n"


def _staging(answers: Sizing) -> str:
    stored = _UNKNOWN if answers.provisioned_gib is None else f"{answers.provisioned_gib:,} GiB"
    rows = [
        ("staging accounts", str(answers.staging_accounts), "300 replicating servers each"),
        ("replication servers", str(answers.replication_servers), "EC2 instances, all the time"),
        ("conversion servers", str(answers.conversion_servers), "EC2 instances, for minutes of a drill or recovery"),
        ("EBS volumes", str(answers.steady_volumes), f"{stored} beside the replication servers' own"),
        ("EBS snapshots", str(answers.steady_snapshots), "once the oldest daily point in time has come of age"),
        *(
            (f"addresses of {zone.subnet}", f"{zone.needed} of {zone.available}", f"in {zone.zone}")
            for zone in answers.staging
        ),
    ]
    return text_table("Staging area", ("what", "needs", ""), rows)


def _tunnels(answers: Sizing) -> str:
    names = [
        "tunnels in use", "they carry", "data that arrives", "bound by", "with headroom", "servers write",
        "carries the changes", "first sync, used data", "first sync, whole volumes", "waits after the outage",
        "catching up takes", "lost with tunnels up", "lost after the outage", "above the target for",
    ]  # fmt: skip
    columns = [list(_column(answers, direction)) for direction in (answers.forward, answers.failback)]
    rows = list(zip(names, *columns, strict=True))
    return text_table("Tunnels", ("what", "Azure to AWS (replication)", "AWS to Azure (failback)"), rows)


def _column(answers: Sizing, direction: Direction) -> Iterator[str]:
    changed, carries = answers.changed_bytes_per_second, direction.carries_changes
    yield str(direction.tunnels)
    yield f"{direction.link_mbps:,} Mbit/s encrypted"
    yield rate_text(direction.rate_bytes_per_second)
    yield direction.bound_by
    yield rate_text(direction.usable_bytes_per_second)
    yield _UNKNOWN if changed is None else rate_text(changed)
    yield _UNKNOWN if carries is None else ("yes" if carries else "NO")
    sized = answers.provisioned_gib is not None
    yield _time(direction.sync_used_seconds, known=sized)
    yield _time(direction.sync_provisioned_seconds, known=sized)
    yield _UNKNOWN if direction.backlog_bytes is None else size_text(direction.backlog_bytes)
    yield _time(direction.catch_up_seconds, known=changed is not None)
    yield _steady_loss(direction)
    yield time_text(direction.rpo_after_outage_seconds)
    yield _time(direction.seconds_over_rpo, known=changed is not None)


def _steady_loss(direction: Direction) -> str:
    """Return the data that a failover loses while the tunnels are up, in words."""
    if direction.carries_changes is None:
        return _UNKNOWN
    if direction.lag_growth_seconds_per_hour:
        return f"{direction.lag_growth_seconds_per_hour} s more every hour"
    return "seconds" if direction.carries_changes else "seconds, more at peaks"


def _time(seconds: int | None, *, known: bool) -> str:
    return time_text(seconds) if seconds is not None else ("for ever" if known else _UNKNOWN)


def _recovery(answers: Sizing) -> str:
    rows = [
        (str(number), str(servers), str(jobs))
        for number, (servers, jobs) in enumerate(zip(answers.waves, answers.jobs, strict=True), 1)
    ]
    title = f"Recovery: {time_text(answers.recovery_minutes * 60)} until the last server runs"
    return text_table(title, ("wave", "servers", "DRS jobs"), rows)


def _limits(answers: Sizing) -> Iterator[str]:
    rows = [_limit_row(use) for use in answers.limits]
    yield text_table("Quotas and limits", ("code", "what", "needs", "bound", "used", "adjustable", "room for"), rows)
    if answers.breaks_first:
        yield f"Breaks first: {_limit_words(answers.breaks_first)}."
    if answers.fixed_breaks_first and answers.fixed_breaks_first != answers.breaks_first:
        yield f"Of those that nobody raises: {_limit_words(answers.fixed_breaks_first)}."


def _limit_row(use: LimitUse) -> tuple[str, ...]:
    bound = "each account's own" if use.value is None else f"{use.value:,} {use.unit}"
    used = "" if use.used_percent is None else f"{use.used_percent} %"
    room = use.handled or ("" if use.room_for_servers is None else _count(use.room_for_servers, "server"))
    return use.code or "-", use.name, f"{use.needed:,}", bound, used, "yes" if use.adjustable else "no", room


def _limit_words(use: LimitUse) -> str:
    name = f"{use.name} ({use.code}, {'' if use.adjustable else 'not '}adjustable)" if use.code else use.name
    room = _count(use.room_for_servers or 0, "server")
    return f"{name}, {use.used_percent} % used, room for {room} like these"


def _unprotected(answers: Sizing) -> Iterator[str]:
    if answers.unprotected:
        rows = [(server.name, server.reason) for server in answers.unprotected]
        yield text_table("Cannot be protected", ("server", "because"), rows)


def _sentences(answers: Sizing) -> Iterator[str]:
    words = {"refusal": "REFUSED", "warning": "Warning", "note": "Note"}
    if answers.findings:
        yield "\n".join(f"{words[finding.level]}: {finding.text}" for finding in answers.findings)
    if answers.assumed:
        yield "\n".join(["Taken for granted:", *(f"  {sentence}" for sentence in answers.assumed)])


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
