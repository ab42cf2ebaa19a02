"""Who may reach what: security groups and their rules in both clouds, and the ways into the drill VPC."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Resource
from lifeboat.review.meaning.pool import Finding, Part, Pool, value
from lifeboat.review.meaning.rooms import AZURE_RULE, DRILL_NETWORK, DRILL_OPENINGS, room
from lifeboat.review.meaning.words import listed, shown

_RULES: Final = (t.INGRESS, t.EGRESS)
_DRILL: Final = frozenset({DRILL_NETWORK, DRILL_OPENINGS})
_WAYS_IN: Final[Mapping[str, str]] = {t.INSTANCE_CONNECT: "EC2 Instance Connect", t.ENDPOINT: "an endpoint"}
_ALL: Final = "-1"


@dataclass(frozen=True)
class _Opening:
    """What a rule is about, without the other end: rules that differ in it alone are one opening."""

    group: str
    inbound: bool
    ports: str


def openings(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about who may reach what."""
    yield from _drill(pool)
    names = _names(pool)
    for operation in (Operation.CREATE, Operation.DELETE):
        groups: dict[_Opening, list[Part]] = defaultdict(list)
        for part in pool.whole(_RULES, operation):
            groups[_opening(part.step.resource, names)].append(part)
        for opening, parts in groups.items():
            # A group that comes or goes is told by what it lets through.
            own = pool.whole([t.SECURITY_GROUP], operation, lambda each, of=opening: each.name == of.group)  # type: ignore[misc]
            yield Finding(_told(opening, parts, names, operation), (*parts, *own))
    for part in pool.places(_RULES, "cidrIpv4", "referencedSecurityGroupId", "prefixListId", "*Port", "ipProtocol"):
        before, after = _rule(part.step.before, names), _rule(part.step.after, names)
        yield Finding(f"The security group rule {part.step.name} changes from {before} to {after}.", (part,))
    yield from _azure(pool)


def _names(pool: Pool) -> dict[str, str]:
    """Return the names of security groups by id."""
    steps = (step.before for step in pool.preview.steps if step.type == t.SECURITY_GROUP)
    return {resource.id: resource.name for resource in steps if resource is not None and resource.id}


def _group(rule: Resource, names: Mapping[str, str]) -> str:
    """Return the group of a rule: by its id, by what the rule depends on, by the rule's own name."""
    known = names.get(str(value(rule, "securityGroupId")))
    if known:
        return known
    for urn in rule.dependencies.get("securityGroupId", ()):
        return urn.rpartition("::")[2]
    for mark in ("-in-", "-out-"):
        head, found, _ = rule.name.partition(mark)
        if found:
            return head
    return "a security group"


def _opening(rule: Resource, names: Mapping[str, str]) -> _Opening:
    return _Opening(_group(rule, names), rule.type == t.INGRESS, _ports(rule))


def _ports(rule: Resource) -> str:
    protocol = shown(value(rule, "ipProtocol"))
    if protocol in {_ALL, ""}:
        return "every port"
    first, last = value(rule, "fromPort"), value(rule, "toPort")
    span = shown(first) if first == last else f"{shown(first)} to {shown(last)}"
    return f"{protocol.upper()} {span}".strip()


def _other_end(rule: Resource, names: Mapping[str, str]) -> str:
    for key in ("cidrIpv4", "cidrIpv6", "prefixListId"):
        found = value(rule, key)
        if found is not None:
            return shown(found)
    group: Any = value(rule, "referencedSecurityGroupId")
    urns = rule.dependencies.get("referencedSecurityGroupId", ())
    if isinstance(group, str) and group in names:
        return f"group {names[group]}"
    if urns:
        return f"group {urns[0].rpartition('::')[2]}"
    return f"group {shown(group)}" if group is not None else "somebody unknown"


def _told(opening: _Opening, parts: list[Part], names: Mapping[str, str], operation: Operation) -> str:
    others = listed(sorted({_other_end(part.step.resource, names) for part in parts}))
    may = "may now" if operation is Operation.CREATE else "may no longer"
    if opening.inbound:
        return f"{others} {may} reach {opening.ports} of group {opening.group}."
    return f"group {opening.group} {may} reach {opening.ports} of {others}."


def _rule(rule: Resource | None, names: Mapping[str, str]) -> str:
    return "nothing" if rule is None else f"{_ports(rule)} with {_other_end(rule, names)}"


def _drill(pool: Pool) -> Iterator[Finding]:
    """Ways into the drill VPC, whole: endpoint, group and rules; then what else opens or closes there."""
    for operation, verb in ((Operation.CREATE, "opens"), (Operation.DELETE, "closes")):
        ways = pool.whole([t.INSTANCE_CONNECT, t.ENDPOINT], operation, lambda each: room(each) in _DRILL)
        if not ways:
            continue
        followers = pool.whole(
            (*_RULES, t.SECURITY_GROUP), operation, lambda each: room(each) in _DRILL
        )  # fmt: skip
        names = listed(sorted({_way(part.step.resource) for part in ways}))
        yield Finding(f"A way into the drill VPC {verb}: {names}.", (*ways, *followers))


def _way(resource: Resource) -> str:
    service = value(resource, "serviceName")
    if isinstance(service, str):
        return f"the endpoint of {service.rpartition('.')[2]}"
    return _WAYS_IN[resource.type]


def _azure(pool: Pool) -> Iterator[Finding]:
    """Rules of network security groups."""
    for operation, verb in ((Operation.CREATE, "is added"), (Operation.DELETE, "is removed")):
        for part in pool.whole([AZURE_RULE], operation):
            rule = part.step.resource
            found = {key: shown(value(rule, key)) for key in ("access", "direction", "protocol")}
            ports = shown(value(rule, "destinationPortRange") or value(rule, "destinationPortRanges"))
            told = f"{found['access']} {found['direction']} {found['protocol']} {ports}".strip()
            name = shown(value(rule, "securityRuleName")) or part.step.name
            yield Finding(f"The Azure security rule {name} {verb}: {told}.", (part,))
