"""The report as text for people and as JSON for programs."""

import dataclasses
import json
import shlex
from collections.abc import Iterable, Iterator

from lifeboat.changes.report import Action, Advice, Change, Report

_SHOWN_PLACES = 4
_LONGEST_VALUE = 80


def to_json(report: Report) -> str:
    """Return the report as JSON: its attributes, and what follows from them."""
    derived = {
        "stays_up": report.stays_up,
        "no_tunnel_up": report.no_tunnel_up,
        "minutes_without": report.minutes_without,
        "stopped": report.stopped,
    }
    return json.dumps({**dataclasses.asdict(report), **derived}, indent=2) + "\n"


def to_text(report: Report, stack: str) -> str:
    """Return the report for people, what matters most first.

    Args:
        report: the report.
        stack: what it was compared with.
    """
    if report.empty:
        return f"{stack} has no interconnect: nothing runs that the deployment could interrupt.\n"
    if not report.changes:
        up = f" {_up(report.running)}." if report.running else ""
        return f"{stack}: nothing of the interconnect changes.{up}\n"
    parts = [
        "\n".join(_verdict(report, stack)),
        *("\n".join(_group(action, report.changes)) for action in _ORDER),
        "\n".join(_closing(report)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


_ORDER = (Action.REPLACE, Action.UPDATE, Action.DELETE, Action.CREATE)


def _verdict(report: Report, stack: str) -> Iterator[str]:
    for change in report.changes:
        if change.protected:
            yield (
                f"STOPPED: {change.name} is protected and would be {_PAST[change.action]}: the engine refuses the whole"
                f" deployment. `pulumi state unprotect '{change.urn}'` allows it."
            )
        if change.refused:
            yield f"REFUSED: {change.name}: {change.refused}."
    if report.no_tunnel_up:
        yield f"NO TUNNEL STAYS UP: {_without(report)}"
    elif report.running:
        yield f"{_up(report.stays_up)} all the time."
    else:
        yield f"{stack} has no tunnel that runs."
    for key in report.running:
        minutes = report.minutes_down.get(key, 0)
        if minutes is None:
            yield f"  {key} ends."
        elif minutes:
            yield f"  {key} is down for about {minutes} minutes."


_PAST = {Action.REPLACE: "replaced", Action.DELETE: "deleted", Action.UPDATE: "updated", Action.CREATE: "created"}


def _without(report: Report) -> str:
    minutes = report.minutes_without
    if minutes is None:
        return f"every tunnel that runs ends ({', '.join(report.running)})."
    alone = [change for change in report.changes if set(change.tunnels) >= set(report.running)]
    cause = f" {alone[0].name} alone takes all of them down." if alone else ""
    return f"nothing passes between the clouds for about {minutes} minutes.{cause}"


def _up(keys: tuple[str, ...]) -> str:
    verb = "stays" if len(keys) == 1 else "stay"
    return f"{', '.join(keys)} {verb} up"


def _group(action: Action, changes: Iterable[Change]) -> Iterator[str]:
    mine = [change for change in changes if change.action is action]
    if mine:
        yield f"{_PAST[action].capitalize()} ({len(mine)}):"
    for change in mine:
        yield f"  {change.name}  {change.type}"
        for difference in change.because[:_SHOWN_PLACES]:
            source = f", of {difference.through}" if difference.through else ""
            before, after = _shortened(difference.before), _shortened(difference.after)
            yield f"    because {difference.path}: {before} -> {after}{source}"
        if len(change.because) > _SHOWN_PLACES:
            yield f"    and {len(change.because) - _SHOWN_PLACES} places more (--json lists them)"
        if change.tunnels:
            yield f"    down: {', '.join(change.tunnels)}{_minutes(change)}: {'; '.join(change.says)}"
            yield f"    source: {'; '.join(change.sources)}"


def _shortened(value: str) -> str:
    """Return a value as far as a line of a terminal has room for it; the JSON has it whole."""
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}..."


def _minutes(change: Change) -> str:
    return f", about {change.minutes} minutes" if change.minutes else ""


def _closing(report: Report) -> Iterator[str]:
    for advice in report.advice:
        yield from _advice(advice)
    yield from report.notes


def _advice(advice: Advice) -> Iterator[str]:
    yield f"To keep traffic: {advice.text}"
    for number, command in enumerate(advice.commands, start=1):
        yield f"  {number}. {_command(command)}"


def _command(command: tuple[str, ...]) -> str:
    """Return a command for a shell, an option a line."""
    return shlex.join(command).replace(" --exclude", " \\\n       --exclude")
