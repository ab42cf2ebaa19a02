"""Statements of a policy document of AWS."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .reading import Value
from .subject import Subject

_BINDS = re.compile(r"(ForAnyValue:)?(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like))", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """One statement that allows something.

    Attributes:
        name: its Sid, or its place in the document.
        actions: actions in lower case.
        resources: ARNs or patterns.
        principals: everyone it is for, such as `*`, an ARN, `drs.amazonaws.com`.
        conditions: condition keys in lower case, each with its values.
        bound: those keys of which a condition asks for values that are stated, in lower case. What only excludes some
            values, holds without the key too or takes every value asks for none.
    """

    name: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[str, ...]
    conditions: Mapping[str, tuple[str, ...]]
    bound: frozenset[str] = frozenset()

    @property
    def for_everyone(self) -> bool:
        """Whether anybody at all is among the principals."""
        return any(is_anything(principal) for principal in self.principals)


def is_anything(pattern: str) -> bool:
    """Whether a pattern takes every value: it is made of wildcards alone."""
    return "*" in pattern and not pattern.strip("*?")


def statements(subject: Subject, value: Value) -> Iterator[Statement]:
    """Every statement of a document that allows something; a document that is none is noted as not judged."""
    if not value.known:
        return
    try:
        document = json.loads(value.content) if isinstance(value.content, str) else _plain(value.content)
        listed = _list(document["Statement"])
    except (ValueError, KeyError, TypeError):
        subject.doubt(f"{value.path} of {subject.holder} is no policy document")
        return
    for number, statement in enumerate(listed):
        if not isinstance(statement, Mapping):
            subject.doubt(f"{value.path} of {subject.holder} is no policy document")
        elif statement.get("Effect") == "Allow":
            yield _statement(statement, str(statement.get("Sid") or f"number {number + 1}"))


def _statement(data: Mapping[str, Any], name: str) -> Statement:
    principal = data.get("Principal") or {}
    named = [principal] if isinstance(principal, str) else [each for kind in principal.values() for each in _list(kind)]
    conditions: dict[str, tuple[str, ...]] = {}
    bound = set()
    for operator, keys in (data.get("Condition") or {}).items():
        for key, values in keys.items():
            stated = tuple(map(str, _list(values)))
            conditions[key.lower()] = (*conditions.get(key.lower(), ()), *stated)
            if _BINDS.fullmatch(operator) and stated and not any(map(is_anything, stated)):
                bound.add(key.lower())
    return Statement(
        name,
        tuple(str(action).lower() for action in _list(data.get("Action", [])) or ["*" if "NotAction" in data else ""]),
        tuple(map(str, _list(data.get("Resource", [])) or (["*"] if "NotResource" in data else []))),
        tuple(map(str, named)) or (("*",) if "NotPrincipal" in data else ()),
        conditions,
        frozenset(bound),
    )


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _plain(node: Any) -> Any:
    """A document that is given as an object, without the SDK's proxies."""
    if isinstance(node, Mapping):
        return {key: _plain(node[key]) for key in node}
    if isinstance(node, Sequence) and not isinstance(node, str):
        return [_plain(node[index]) for index in range(len(node))]
    return node
