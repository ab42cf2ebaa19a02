"""Sentences of the report that every format has, so that they say the same."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from lifeboat.review.model import Cost, CostLine, Danger, DangerClass, Report, Reversible
from lifeboat.verdicts.model import Kind, Verdict

CLASS_WORDS: Final[Mapping[DangerClass, str]] = {
    DangerClass.REFUSED: "refused",
    DangerClass.DATA_LOSS: "data loss",
    DangerClass.OUTAGE: "outage",
    DangerClass.EXPOSURE: "exposure",
    DangerClass.PROTECTION: "less protection",
    DangerClass.DEGRADED: "less redundancy meanwhile",
    DangerClass.UNKNOWN: "not known here",
}
"""Each class in the words of a reader."""

_WORST: Final[Mapping[DangerClass, str]] = {
    **CLASS_WORDS,
    DangerClass.REFUSED: "refused, so the deployment does not come to its end",
    DangerClass.OUTAGE: "an outage",
    DangerClass.EXPOSURE: "an exposure",
}

_UNDO: Final[Mapping[Reversible, str]] = {
    Reversible.YES: "yes",
    Reversible.PARTLY: "partly: ids, addresses or keys differ afterwards",
    Reversible.NO: "no",
}

_HALF_A_CENT: Final = 0.005

MOST_NAMES: Final = 12
"""So many of the resources that go with another are named."""

SEVERITIES: Final = ("critical", "high", "medium", "low", "")
"""Severities of policies, the worst first."""


def counted(number: int, thing: str, several: str = "") -> str:
    """Return a number and what it counts, such as `1 tunnel` or `3 tunnels`."""
    return f"{number:,} {thing if number == 1 else several or f'{thing}s'}"


def headline(report: Report) -> str:
    """Return the one sentence that somebody reads who reads nothing else."""
    broken = violations(report.verdicts)
    blocking = sum(verdict.level == "mandatory" for verdict in broken)
    if blocking:
        return f"{counted(blocking, 'mandatory policy violation')}: this cannot be deployed as it is."
    if not report.succeeded:
        return "The preview failed: this cannot be deployed as it is."
    if report.dangers:
        worst = report.dangers[0]
        down = f", about {counted(worst.minutes_down, 'minute')}" if worst.minutes_down else ""
        down = ", for good" if worst.minutes_down is None and worst.danger is DangerClass.OUTAGE else down
        stopping = sum(danger.blocks for danger in report.dangers)
        stop = f" {stopping:,} must not be deployed as things are." if stopping else ""
        return f"{counted(len(report.dangers), 'thing')} could hurt. The worst is {_WORST[worst.danger]}{down}.{stop}"
    changed = sum(number for operation, number in report.counts.items() if operation not in {"same", "read"})
    if not changed:
        return "Nothing changes."
    return "Nothing in this change is known to hurt."


def stops(report: Report) -> bool:
    """Return whether the change cannot, or must not, be deployed as it is."""
    mandatory = any(verdict.level == "mandatory" for verdict in violations(report.verdicts))
    return mandatory or not report.succeeded or any(danger.blocks for danger in report.dangers)


def no_changes_text(report: Report) -> str:
    """Return what stands where the changes would be, when there are none."""
    return "Nothing." if report.succeeded else "Not known: the preview failed before it came to a change."


def counts_text(report: Report) -> str:
    """Return how many resources are created, updated, replaced and deleted."""
    words = {"create": "created", "update": "updated", "replace": "replaced", "delete": "deleted", "import": "imported"}
    told = [f"{report.counts[key]:,} {word}" for key, word in words.items() if report.counts.get(key)]
    same = report.counts.get("same")
    nothing = "nothing changes" if report.succeeded else "the preview came to no change"
    return ", ".join(told or [nothing]) + (f"; {same:,} unchanged" if same else "")


def down_text(danger: Danger) -> str:
    """Return what is down, and how long."""
    if danger.danger is DangerClass.REFUSED and not danger.minutes_down:
        return "nothing: it is refused"
    if danger.minutes_down is None:
        return f"{danger.down}, until it is made again"
    return f"{danger.down}, about {danger.minutes_down} min" if danger.minutes_down else danger.down


def undo_text(danger: Danger) -> str:
    """Return whether it can be undone."""
    if danger.danger is DangerClass.REFUSED:
        return "nothing is done"
    return _UNDO[danger.reversible]


def also_text(danger: Danger) -> str:
    """Return what else goes, is replaced or is interrupted by the same cause: names, and how many more there are."""
    names = [urn.rpartition("::")[2] for urn in danger.also]
    left = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {left:,} more" if left > 0 else "")


def sources_text(danger: Danger) -> str:
    """Return where it is documented, each part once."""
    return "; ".join(dict.fromkeys(part for source in danger.sources for part in source.split("; ")))


def what_text(danger: Danger) -> str:
    """Return what the engine does with the resource, and because of which properties."""
    because = f" ({', '.join(danger.properties)})" if danger.properties else ""
    return f"{danger.operation.value}{because}" if danger.operation else because.strip()


def violations(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the violations, the worst first."""
    found = [verdict for verdict in verdicts if verdict.kind is Kind.VIOLATION]
    return sorted(found, key=_rank)


def of_kind(verdicts: Iterable[Verdict], kind: Kind) -> list[Verdict]:
    """Return the verdicts of a kind, in a stable order."""
    return sorted((verdict for verdict in verdicts if verdict.kind is kind), key=_rank)


def _rank(verdict: Verdict) -> tuple[int, int, str, str, str]:
    severity = verdict.severity if verdict.severity in SEVERITIES else ""
    mandatory = 0 if verdict.level == "mandatory" else 1
    return (mandatory, SEVERITIES.index(severity), verdict.rule, verdict.urn, verdict.message)


def subject(verdict: Verdict) -> str:
    """Return what a verdict is about: the resource's logical name, or the stack."""
    return verdict.urn.rpartition("::")[2] or "the stack"


def money(amount: float | None) -> str:
    """Return an amount in US dollars, or `none`."""
    return "none" if amount is None else f"{amount:,.2f}"


def difference(line: CostLine) -> float:
    """Return how much more a line costs a month, in US dollars."""
    return (line.after_usd or 0.0) - (line.before_usd or 0.0)


def signed(amount: float) -> str:
    """Return a difference in US dollars with its sign."""
    return "0.00" if abs(amount) < _HALF_A_CENT else f"{amount:+,.2f}"


def cost_text(cost: Cost) -> str:
    """Return the difference a month in one sentence."""
    dated = f" List prices, the oldest of {cost.price_date}." if cost.price_date else ""
    if cost.before_usd is not None and cost.after_usd is not None:
        change = cost.after_usd - cost.before_usd
        if abs(change) < _HALF_A_CENT and not cost.lines:
            return "A month at rest costs what it does now."
        return f"{signed(change)} USD a month at rest.{dated}"
    if not cost.lines:
        return "The difference could not be told."
    return f"{signed(sum(map(difference, cost.lines)))} USD a month at rest, of what is listed.{dated}"


def rules_text(report: Report) -> str:
    """Return what policies said in one sentence."""
    if not report.packs:
        return "No policy pack judged this preview."
    packs = ", ".join(f"{name} {version}".strip() for name, version in sorted(report.packs.items()))
    broken = violations(report.verdicts)
    mandatory = sum(verdict.level == "mandatory" for verdict in broken)
    doubts = len(of_kind(report.verdicts, Kind.NOT_CHECKED))
    excused = len(of_kind(report.verdicts, Kind.EXEMPTION))
    return (
        f"{packs}: {counted(mandatory, 'violation')}, {counted(len(broken) - mandatory, 'advisory', 'advisories')},"
        f" {counted(doubts, 'rule')} with values not known yet, {counted(excused, 'exemption')} in force."
        f"{'' if report.succeeded else ' The preview failed: what it did not come to was not judged.'}"
    )


def groups(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, list[Verdict]]]:
    """Yield violations by level and severity, the worst first, each group with its name."""
    grouped: dict[str, list[Verdict]] = {}
    for verdict in violations(verdicts):
        grouped.setdefault(f"{verdict.level}, {verdict.severity or 'no severity'}", []).append(verdict)
    yield from grouped.items()
