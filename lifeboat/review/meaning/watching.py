"""What is watched and who hears of it: alarms, events, topic, dashboards, logs, budget; endpoints and names."""

from collections.abc import Iterator
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import UNKNOWN, Operation
from lifeboat.review.meaning.pool import Finding, Part, Pool, value
from lifeboat.review.meaning.words import counted, from_to, listed, noun, shown

_ALARMS: Final = (t.METRIC_ALARM, t.COMPOSITE_ALARM, t.METRIC_ALERT, t.EVENT_RULE, t.EVENT_TARGET)
_DESCRIBED: Final = ("alarmDescription", "description")
_LOGS: Final = (t.FLOW_LOG, t.LOG_GROUP, t.DIAGNOSTIC_SETTING, t.WORKSPACE)


def watching(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about who hears of what."""
    yield from _budget(pool)
    yield from _subscriptions(pool)
    yield from _alarms(pool)
    yield from _logs(pool)
    yield from _names(pool)
    dashboards = pool.places([t.DASHBOARD], "*")
    if dashboards:
        yield Finding("The dashboard shows what changed elsewhere.", dashboards, noise=True)


def _budget(pool: Pool) -> Iterator[Finding]:
    for part in pool.places([t.BUDGET], "limitAmount"):
        place = part.places[0]
        yield Finding(f"The budget changes {from_to(place.before, place.after)} USD a month.", (part,))
    for part in pool.places([t.BUDGET], "notifications*"):
        yield Finding("Who hears of the budget, or at how much of it, changes.", (part,))


def _subscriptions(pool: Pool) -> Iterator[Finding]:
    parts = pool.whole([t.SUBSCRIPTION])
    if not parts:
        return
    hears = [shown(value(part.step.resource, "endpoint")) for part in parts if part.step.operation is Operation.CREATE]
    gone = [shown(value(part.step.resource, "endpoint")) for part in parts if part.step.operation is Operation.DELETE]
    does = ("do" if len(gone) > 1 else "does") if hears else f"{'hear' if len(gone) > 1 else 'hears'} of alarms"
    clauses = [
        f"{listed(sorted(hears))} {'hear' if len(hears) > 1 else 'hears'} of alarms" if hears else "",
        f"{listed(sorted(gone))} no longer {does}" if gone else "",
    ]
    yield Finding(f"{', '.join(filter(None, clauses)) or 'Subscriptions of the topic change'}.", parts,
                  remark="E-mail has to be confirmed by who gets it." if hears else "")  # fmt: skip


def _alarms(pool: Pool) -> Iterator[Finding]:
    for operation, verb in ((Operation.CREATE, "added"), (Operation.DELETE, "removed")):
        for token in _ALARMS[:4]:
            parts = pool.whole([token], operation)
            if parts:
                followers = pool.whole([t.EVENT_TARGET], operation) if token == t.EVENT_RULE else ()
                names = listed(sorted(part.step.name for part in parts))
                be = "is" if len(parts) == 1 else "are"
                yield Finding(f"{counted(len(parts), noun(token))} {be} {verb}: {names}.", (*parts, *followers))
    for part in pool.take(each for each in list(pool.left(_ALARMS)) if each.places and not _only_follows(each)):
        told = [
            f"{place.path} {from_to(place.before, place.after)}"
            for place in part.places
            if place.path not in _DESCRIBED
        ]
        says = [shown(place.after).partition(". ")[0] for place in part.places if place.path in _DESCRIBED]
        clauses = [listed(told, 3), f"it now says: {says[0].rstrip('.')}" if says else ""]
        name = f"The {noun(part.step.type)} {part.step.name}"
        yield Finding(f"{name} changes: {'; '.join(filter(None, clauses))}.", (part,))


def _only_follows(part: Part) -> bool:
    """Whether an alarm is only told the new id of what it watches."""
    return all(place.after is UNKNOWN for place in part.places)


def _days(days: Any) -> str:
    """Days of retention in words; CloudWatch keeps for ever where it is told none, or 0."""
    return counted(days, "day") if isinstance(days, int) and days else shown(days or "ever")


def _logs(pool: Pool) -> Iterator[Finding]:
    groups: dict[str, list[Part]] = {}
    for part in pool.places([t.LOG_GROUP, t.WORKSPACE], "retentionInDays"):
        place = part.places[0]
        kept = f"for {_days(place.after)} instead of {_days(place.before)}"
        groups.setdefault(kept, []).append(part)
    for told, parts in groups.items():
        names = listed(sorted(part.step.name for part in parts))
        yield Finding(f"Logs are kept {told} ({names}).", tuple(parts))
    for part in pool.places([t.FLOW_LOG], "trafficType", "maxAggregationInterval"):
        told = listed(f"{place.path} {from_to(place.before, place.after)}" for place in part.places)
        yield Finding(f"The flow log {part.step.name} changes: {told}.", (part,))
    for operation, verb in ((Operation.CREATE, "written"), (Operation.DELETE, "no longer written")):
        whole = pool.whole(_LOGS, operation)
        if whole:
            names = listed(sorted(part.step.name for part in whole))
            yield Finding(f"Logs are {verb}: {names}.", whole)


def _names(pool: Pool) -> Iterator[Finding]:
    """VPC endpoints, Resolver endpoints, and the names that Azure forwards to them."""
    for operation, verb in ((Operation.CREATE, "added"), (Operation.DELETE, "removed")):
        endpoints = pool.whole([t.ENDPOINT, t.RESOLVER_ENDPOINT], operation)
        if endpoints:
            names = listed(sorted(
                shown(value(part.step.resource, "serviceName")).rpartition(".")[2] or part.step.name
                for part in endpoints
            ))  # fmt: skip
            what = "endpoint is" if len(endpoints) == 1 else "endpoints are"
            yield Finding(f"{len(endpoints)} {what} {verb}: {names}.", endpoints)
        rules = pool.whole([t.FORWARDING_RULE], operation)
        if rules:
            domains = listed(sorted(shown(value(part.step.resource, "domainName")) for part in rules))
            how = "forwards" if operation is Operation.CREATE else "no longer forwards"
            yield Finding(f"Azure {how} the names of {domains} to AWS.", rules)
    moved = pool.places([t.FORWARDING_RULE], "targetDnsServers*")
    if moved:
        yield Finding("Azure asks other servers for the names in AWS.", moved)
