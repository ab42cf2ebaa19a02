"""Elastic Disaster Recovery: retention, replication servers, encryption, launch template, groups of servers."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import UNKNOWN, Operation, PropertyChange, Step
from lifeboat.review.meaning.documents import differences, document_differences
from lifeboat.review.meaning.pool import Finding, Part, Pool, strings, value
from lifeboat.review.meaning.rooms import LAUNCH, REPLICATION, STACK, room
from lifeboat.review.meaning.words import from_to, listed, shown


def recovery(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about replication and recovery."""
    yield from _retention(pool)
    yield from _encryption(pool)
    yield from _settings(pool)
    yield from _launch(pool)


def _retention(pool: Pool) -> Iterator[Finding]:
    for part in pool.places([t.REPLICATION_TEMPLATE], "pitPolicies*"):
        before, after = _points(part.step.before), _points(part.step.after)
        told = [f"every {each} for {_or_none(after, each)} instead of {_or_none(before, each)}"
                for each in dict.fromkeys((*before, *after)) if before.get(each) != after.get(each)]  # fmt: skip
        title = f"Points in time are kept otherwise: {listed(told) or 'the rules are in another form'}."
        yield Finding(title, (part,))


def _points(resource: Any) -> dict[str, str]:
    """Return how long a point in time is kept, by how often there is one."""
    rules = value(resource, "pitPolicies")
    kept = {}
    for rule in rules if isinstance(rules, list | tuple) else ():
        if isinstance(rule, dict) and rule.get("enabled") is not False:
            unit, interval, duration = (shown(rule.get(key)) for key in ("units", "interval", "retentionDuration"))
            unit = unit.lower()
            often = unit if interval == "1" else f"{interval} {unit}s"
            kept[often] = f"{duration} {unit}{'' if duration == '1' else 's'}"
    return kept


def _or_none(kept: Mapping[str, str], often: str) -> str:
    return kept.get(often, "no time")


def _encryption(pool: Pool) -> Iterator[Finding]:
    parts = pool.places([t.REPLICATION_TEMPLATE], "ebsEncryption*")
    if not parts:
        return
    followers = pool.whole([t.KEY, t.ALIAS], fits=lambda each: room(each) == REPLICATION)
    step = parts[0].step
    before, after = _key(step, before=True), _key(step, before=False)
    yield Finding(f"Replicated volumes are encrypted with {after} instead of {before}.", (*parts, *followers))


def _key(step: Step, *, before: bool) -> str:
    resource = step.before if before else step.after
    if value(resource, "ebsEncryption") == "CUSTOM":
        found = value(resource, "ebsEncryptionKeyArn")
        return f"the key {found.rpartition('/')[2]}" if isinstance(found, str) else f"a key {shown(found)}".strip()
    return "the default EBS key of the account"


_SETTINGS: Final[Mapping[str, str]] = {
    "replicationServerInstanceType": "Replication servers are of another type",
    "bandwidthThrottling": "The bandwidth of each source server (Mbit/s, 0 is unbounded) changes",
    "defaultLargeStagingDiskType": "Large staging volumes are of another type",
    "useDedicatedReplicationServer": "Each source server has a replication server of its own",
    "autoReplicateNewDisks": "Disks that are added later are replicated",
    "createPublicIp": "Replication servers have public addresses",
    "dataPlaneRouting": "Replication takes another way",
    "stagingAreaSubnetId": "Replication servers are in another subnet",
    "replicationServersSecurityGroupsIds": "Replication servers are in other security groups",
    "associateDefaultSecurityGroup": "Replication servers are in the default security group of DRS",
}
"""Properties of the replication template (DRS API, CreateReplicationConfigurationTemplate)."""


def _settings(pool: Pool) -> Iterator[Finding]:
    for key, title in _SETTINGS.items():
        for part in pool.places([t.REPLICATION_TEMPLATE], key, f"{key}[[]*"):
            place = part.places[0]
            yield Finding(f"{title}: {from_to(place.before, place.after)}.", (part,))


def _launch(pool: Pool) -> Iterator[Finding]:
    for part in pool.take(each for each in list(pool.left([t.CLOUD_CONTROL])) if _is_update(each.step)):
        told = []
        for place in part.places:
            found = document_differences(place.before, place.after)
            told += [one.says for one in found] or [f"{place.path} {from_to(place.before, place.after)}"]
        is_launch = room(part.step.resource) == LAUNCH
        name = "The launch template" if is_launch else part.step.name
        yield Finding(f"{name} changes: {listed(told)}.", (part,))


def _is_update(step: Step) -> bool:
    return step.operation is Operation.UPDATE


def outputs(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about the outputs of the stack, server groups in words.

    The engine does not call it a change of the stack, so that the findings account for no resource.
    """
    for step in pool.preview.steps:
        before, after = ({} if each is None else each.outputs for each in (step.before, step.after))
        if step.type == STACK and before and after:
            yield from _outputs(step, before, after)


def _outputs(step: Step, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Finding]:
    others: list[PropertyChange] = []
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        place = PropertyChange(f"outputs.{key}", before.get(key), after.get(key))
        groups = _groups(place) if key == "server_groups" else []
        if groups:
            yield Finding(f"Groups of servers change: {listed(groups)}.", (Part(step, (place,)),),
                          remark="Nothing that is deployed changes: operations write it to the servers.")  # fmt: skip
        else:
            others.append(place)
    if others:
        names = listed(place.path.removeprefix("outputs.") for place in others)
        what = "Outputs" if len(others) > 1 else "The output"
        verb = "have" if len(others) > 1 else "has"
        yield Finding(f"{what} {names} of the stack {verb} other values.", (Part(step, tuple(others)),), noise=True)


def _groups(place: PropertyChange) -> list[str]:
    """Return what changes about groups of servers; not what only the deployment will tell, such as ids."""
    if not isinstance(place.before, Mapping) or not isinstance(place.after, Mapping):
        return []
    old, new = _by_name(place.before), _by_name(place.after)
    told: list[str] = []
    alike: dict[str, list[str]] = defaultdict(list)
    for name in sorted({*old, *new}):
        if name not in old:
            told.append(f"{name} is added with {_brief(new[name])}")
        elif name not in new:
            told.append(f"{name} is removed")
        else:
            for one in differences(old[name], new[name]):
                if one.after != str(UNKNOWN):
                    alike[one.says].append(name)
    told += [f"{listed(names)}: {says}" for says, names in alike.items()]
    rest = ({k: v for k, v in found.items() if k != "groups"} for found in (place.before, place.after))
    return told + [one.says for one in differences(*rest)]


def _by_name(found: Mapping[str, Any]) -> dict[str, Any]:
    groups = found.get("groups")
    return dict(groups) if isinstance(groups, Mapping) else {}


def _brief(group: Any) -> str:
    asked: Callable[[str], Any] = group.get if isinstance(group, Mapping) else lambda _: None
    servers, wave = listed(strings(asked("servers"))), asked("wave")
    told = [f"servers {servers}" if servers else "", "" if wave is None else f"wave {shown(wave)}"]
    return ", ".join(filter(None, told)) or "other settings"
