"""Roles and policies, by what their statements say."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Resource
from lifeboat.review.meaning.documents import Difference, document_differences, parsed
from lifeboat.review.meaning.pool import Finding, Part, Pool, value
from lifeboat.review.meaning.words import counted, from_to, listed, noun, shown

DOCUMENTS: Final = ("assumeRolePolicy", "policy", "inlinePolicy*")
"""Properties that hold policy documents."""

_PRINCIPAL: Final = ".Principal"
_HOURS: Final = "maxSessionDuration"
_OF_A_ROLE: Final = (t.ROLE_POLICY_ATTACHMENT, t.ROLE_POLICY)


def access(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about who may do what."""
    yield from _roles(pool)
    yield from _documents(pool)
    yield from _sessions(pool)
    yield from _attachments(pool)


def _roles(pool: Pool) -> Iterator[Finding]:
    """Roles that come or go, with the policies that are attached to them."""
    for operation, verb in ((Operation.CREATE, "created"), (Operation.DELETE, "deleted")):
        for token in (t.ROLE, t.POLICY, t.OIDC_PROVIDER):
            for part in pool.whole([token], operation):
                role = part.step.resource
                followers = pool.whole(_OF_A_ROLE, operation, lambda each, role=role: _is_of(each, role))  # type: ignore[misc]
                what = noun(token)
                name = shown(value(role, "name") or value(role, "url")) or role.name
                whom = _assumed_by(role) if token == t.ROLE and operation is Operation.CREATE else ""
                title = f"The {what} {name} is {verb}{f'; {whom} may assume it' if whom else ''}."
                yield Finding(title, (part, *followers))


def _is_of(each: Resource, role: Resource) -> bool:
    """Whether a policy is a role's own: it names it, or begins with the name of what it belongs to."""
    named = value(each, "role")
    if isinstance(named, str):
        return named in {value(role, "name"), role.id, role.name}
    return each.name.startswith(f"{role.name}-")


def _assumed_by(role: Resource) -> str:
    document = parsed(value(role, "assumeRolePolicy"))
    statements = document.get("Statement") if isinstance(document, dict) else None
    found: list[Any] = []
    for statement in statements if isinstance(statements, list) else []:
        principals = statement.get("Principal") if isinstance(statement, Mapping) else None
        for each in principals.values() if isinstance(principals, Mapping) else [principals]:
            found += each if isinstance(each, list) else [each]
    return listed(sorted(str(each) for each in found if isinstance(each, str)))


def _documents(pool: Pool) -> Iterator[Finding]:
    """Policies that differ; those that differ alike are one change."""
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    types = (t.ROLE, t.POLICY, t.ROLE_POLICY, t.TOPIC_POLICY, t.KEY, t.ENDPOINT, t.TOPIC)
    for part in pool.places(types, *DOCUMENTS):
        groups[tuple(_clauses(part))].append(part)
    for clauses, parts in groups.items():
        names = listed(sorted(f"{noun(part.step.type)} {part.step.name}" for part in parts))
        yield Finding(f"{names}: {listed(clauses)}.", tuple(parts))


def _clauses(part: Part) -> Iterator[str]:
    for place in part.places:
        found = document_differences(place.before, place.after)
        if not found and parsed(place.after) is None:
            yield f"its {place.path} is {shown(place.after) or 'taken away'}"
        elif not found:
            yield f"its {place.path} says the same in other words"
        for one in found:
            yield _who(one) if place.path == "assumeRolePolicy" and one.path.endswith(_PRINCIPAL) else one.says


def _who(one: Difference) -> str:
    bare = {side: text.replace("AWS ", "").replace("Service ", "") for side, text in
            (("before", one.before), ("after", one.after))}  # fmt: skip
    clauses = [
        f"{bare['after']} may assume it" if one.after else "",
        f"{bare['before']} may no longer assume it" if one.before else "",
    ]
    return ", ".join(filter(None, clauses))


def _sessions(pool: Pool) -> Iterator[Finding]:
    for part in pool.places([t.ROLE], _HOURS):
        told = from_to(*(_hours(each) for each in (part.places[0].before, part.places[0].after)))
        yield Finding(f"The longest session of role {part.step.name} changes {told} hours.", (part,))


def _hours(seconds: Any) -> Any:
    return f"{seconds / 3600:g}" if isinstance(seconds, int | float) else seconds


def _attachments(pool: Pool) -> Iterator[Finding]:
    for operation, verb in ((Operation.CREATE, "attached to"), (Operation.DELETE, "taken from")):
        for part in pool.whole([t.ROLE_POLICY_ATTACHMENT], operation):
            arn = shown(value(part.step.resource, "policyArn"))
            role = shown(value(part.step.resource, "role"))
            yield Finding(f"The policy {arn.rpartition('/')[2]} is {verb} the role {role}.", (part,))
        parts = pool.whole([t.ROLE_POLICY], operation)
        if parts:
            names = listed(sorted(part.step.name for part in parts))
            be = "is" if len(parts) == 1 else "are"
            yield Finding(f"{counted(len(parts), 'role policy')} {be} {verb} a role: {names}.", parts)
