"""JSON in a property by its difference: policies by statement, everything else by place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lifeboat.review.meaning.words import listed, shown

MOST_PLACES: Final = 20
"""Places of a document that are told one by one; a document that differs in more is told as a whole."""

MOST_TOLD: Final = 3
"""Entries of a list that a clause names; the others are counted, and are in the details."""

_WHOM: Final = ("Principal", "NotPrincipal")
_LISTS: Final = ("Action", "NotAction", "Resource", "NotResource")


@dataclass(frozen=True)
class Difference:
    """One place in a document that differs.

    Attributes:
        path: where in it; a statement by its `Sid`, or by its number from 1.
        before: what is there no more, in words; "" for nothing.
        after: what comes, in words; "" for nothing.
        says: the same as a clause.
    """

    path: str
    before: str
    after: str
    says: str


def parsed(text: Any) -> Any:
    """Return a JSON object or list out of its text; None where the text is something else."""
    if not isinstance(text, str) or text[:1] not in "{[":
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None


def is_policy(document: Any) -> bool:
    """Return whether a document is an IAM policy (IAM user guide, grammar of the JSON policy language)."""
    return isinstance(document, dict) and "Statement" in document


def document_differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Return how two JSON texts differ; nothing where either is no document."""
    old, new = parsed(before), parsed(after)
    return differences(old, new) if old is not None and new is not None else ()


def differences(before: Any, after: Any) -> tuple[Difference, ...]:
    """Return how two parsed documents differ: policies by statement, others by place.

    Args:
        before: document, or None.
        after: document, or None.
    """
    if is_policy(before) or is_policy(after):
        return tuple(_statements(before, after))
    places = [_place(*each) for each in _places("", before, after)]
    if len(places) > MOST_PLACES:
        return (Difference("", "", "", f"{len(places)} places of it differ"),)
    return tuple(places)


def _place(path: str, old: Any, new: Any) -> Difference:
    before, after = shown(old), shown(new)
    return Difference(path, before, after, f"{path} changes from {before or 'nothing'} to {after or 'nothing'}")


def _places(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if old == new:
        return
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}):
            yield from _places(f"{path}.{key}" if path else str(key), old.get(key), new.get(key))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, pair in enumerate(zip(old, new, strict=True)):
            yield from _places(f"{path}[{number}]", *pair)
    else:
        yield path, old, new


def _statements(before: Any, after: Any) -> Iterator[Difference]:
    old, new = _by_name(before), _by_name(after)
    for name, (left, right) in _pairs(old, new).items():
        if left is None:
            yield Difference(name, "", _told(right), f"{name} is added: {_told(right)}")
        elif right is None:
            yield Difference(name, _told(left), "", f"{name} is removed: {_told(left)}")
        else:
            yield from _fields(name, left, right)


def _by_name(document: Any) -> dict[str, Mapping[str, Any]]:
    found = document.get("Statement") if isinstance(document, Mapping) else None
    statements = found if isinstance(found, list) else [found]
    names: dict[str, Mapping[str, Any]] = {}
    for number, statement in enumerate(statements, 1):
        if isinstance(statement, Mapping):
            sid = statement.get("Sid")
            name = f"statement {sid}" if isinstance(sid, str) and sid else f"statement {number}"
            names[name if name not in names else f"{name} ({number})"] = statement
    return names


def _pairs(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Return statements by name; one that only moved, or got a name, is no difference."""
    gone = [name for name, each in old.items() if each not in new.values()]
    come = [name for name, each in new.items() if each not in old.values()]
    pairs: dict[str, tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]] = {}
    for name in gone:
        pairs[name] = (old[name], new[name] if name in come else None)
    for name in come:
        if name not in pairs:
            pairs[name] = (None, new[name])
    return pairs


def _fields(name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted({*old, *new}):
        if old.get(key) == new.get(key):
            continue
        if key not in {*_LISTS, *_WHOM}:
            before, after = shown(old.get(key)), shown(new.get(key))
            says = f"{key} of {name} changes"
        else:
            gone, come = _set(old.get(key)), _set(new.get(key))
            removed = sorted(gone - come)
            added = sorted(come - gone)
            if not removed and not added:
                continue
            before, after = ", ".join(removed), ", ".join(added)
            clauses = [
                f"gets {key} {listed(added, MOST_TOLD)}" if added else "",
                f"loses {key} {listed(removed, MOST_TOLD)}" if removed else "",
            ]
            says = f"{name} {' and '.join(filter(None, clauses))}"
        yield Difference(f"{name}.{key}", before, after, says)


def _set(found: Any) -> set[str]:
    """Return what an element of a statement lists; of principals each with its kind."""
    if isinstance(found, Mapping):
        return {f"{kind} {each}" for kind, value in found.items() for each in _set(value)}
    if isinstance(found, Sequence) and not isinstance(found, str):
        return {shown(each) for each in found}
    return set() if found is None else {shown(found)}


def _told(statement: Mapping[str, Any] | None) -> str:
    """Return a statement in words."""
    if statement is None:
        return ""
    parts = ["denies" if statement.get("Effect") == "Deny" else "allows"]
    for key, before in (
        ("Action", ""), ("NotAction", "everything but "), ("Resource", "on "), ("NotResource", "on everything but "),
        ("Principal", "to "), ("NotPrincipal", "to everybody but "),
    ):  # fmt: skip
        if key in statement:
            parts.append(before + listed(sorted(_set(statement[key]))))
    if statement.get("Condition"):
        parts.append(f"if {shown(statement['Condition'])}")
    return " ".join(parts)
