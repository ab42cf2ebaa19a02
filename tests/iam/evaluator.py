"""Judges calls by policy documents, offline and exactly: what it does not know it refuses to judge.

Source: IAM user guide, "Policy evaluation logic", "IAM JSON policy elements: Condition operators", "Principal" and
"Resource"; STS API Reference, AssumeRole and AssumeRoleWithWebIdentity for the length of sessions.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.iam.documents import Document, Role

SHORTEST_SESSION_SECONDS = 900
LONGEST_CHAINED_SECONDS = 3600
_ARN_PARTS = 6


@dataclass(frozen=True)
class Call:
    """One call.

    Attributes:
        action: such as `drs:StartRecovery`.
        resource: ARN of what it acts on; `*` for calls that act on nothing that has one.
        principal: kind and name (`AWS`, `Service`, `Federated`) of who assumes a role; None for a call of the role.
        seconds: for how long a role is assumed.
        context: what conditions look at.
    """

    action: str
    resource: str = "*"
    principal: tuple[str, str] | None = None
    seconds: int = 3600
    context: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Calls:
    """Calls that a role has to allow and to deny."""

    allowed: tuple[Call, ...]
    denied: tuple[Call, ...]


def allows(role: Role, call: Call) -> bool:
    """Whether a role's own documents allow a call of it, or its trust a call to assume it."""
    if call.principal is None:
        return decide(role.own, call)
    chained = call.principal[0] == "AWS" and ":role/" in call.principal[1]
    longest = min(role.longest_session_seconds, LONGEST_CHAINED_SECONDS if chained else role.longest_session_seconds)
    return SHORTEST_SESSION_SECONDS <= call.seconds <= longest and decide([role.trust], call)


def grants(document: Document, call: Call) -> bool:
    """Whether the policy of a key, a topic or an endpoint allows a call by itself.

    What it leaves to the policies of an account's identities (the account's root as principal) is not counted for
    anybody but the root.
    """
    statements = [each for each in document.statements if not _leaves_it_to_identities(each, call)]
    effects = [each["Effect"] for each in statements if applies(each, call)]
    return "Allow" in effects and "Deny" not in effects


def _leaves_it_to_identities(statement: Mapping[str, Any], call: Call) -> bool:
    named = statement["Principal"].get("AWS", "") if isinstance(statement["Principal"], Mapping) else ""
    return str(named).endswith(":root") and call.principal is not None and not call.principal[1].endswith(":root")


def decide(documents: Iterable[Document], call: Call) -> bool:
    """Whether some statement allows a call and none denies it."""
    effects = [each["Effect"] for document in documents for each in document.statements if applies(each, call)]
    return "Allow" in effects and "Deny" not in effects


def applies(statement: Mapping[str, Any], call: Call) -> bool:
    """Whether a statement is about a call.

    Raises:
        NotImplementedError: the statement holds what is not judged here.
    """
    unknown = set(statement) - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    if unknown or "${" in str(statement):
        raise NotImplementedError(f"{sorted(unknown)} or a variable in {statement}")
    action = any(like(each.lower(), call.action.lower()) for each in items(statement["Action"]))
    resource = any(like_arn(each, call.resource) for each in items(statement.get("Resource", "*")))
    return action and resource and _by(statement.get("Principal"), call) and _under(statement, call)


def items(value: Any) -> list[Any]:
    """A value, or the values of a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def like(pattern: str, text: str) -> bool:
    """Whether a text is one that a pattern with `*` and `?` writes."""
    written = "".join({"*": ".*", "?": "."}.get(each, re.escape(each)) for each in pattern)
    return re.fullmatch(written, text, re.DOTALL) is not None


def like_arn(pattern: str, text: str) -> bool:
    """Whether a pattern fits an ARN: part for part, as a `*` spans no colon before the last part."""
    if "*" in (pattern, text):
        return pattern == "*"
    parts, found = pattern.split(":", _ARN_PARTS - 1), text.split(":", _ARN_PARTS - 1)
    return len(parts) == len(found) and all(like(*pair) for pair in zip(parts, found, strict=True))


def _by(principal: Any, call: Call) -> bool:
    if (principal is None) != (call.principal is None):
        return False
    if principal is None or principal == "*":
        return True
    kind, name = call.principal
    named = items(principal.get(kind, []))
    account = name.split(":")[4] if name.startswith("arn:") else name
    whole_account = any(each in (account, f"arn:aws:iam::{account}:root") for each in named) and kind == "AWS"
    return name in named or (kind == "AWS" and "*" in named) or whole_account


def _under(statement: Mapping[str, Any], call: Call) -> bool:
    context = {key.lower(): value for key, value in call.context.items()}
    return all(
        _holds(operator, context.get(key.lower()), [str(each) for each in items(values)])
        for operator, block in statement.get("Condition", {}).items()
        for key, values in block.items()
    )


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "StringEquals": lambda wanted, found: wanted == found,
    "StringEqualsIgnoreCase": lambda wanted, found: wanted.lower() == found.lower(),
    "StringLike": like,
    "ArnEquals": like_arn,
    "ArnLike": like_arn,
    "Bool": lambda wanted, found: wanted.lower() == found.lower(),
    "NumericLessThanEquals": lambda wanted, found: float(found) <= float(wanted),
}


def _holds(operator: str, found: Any, wanted: list[str]) -> bool:
    """Whether one condition holds; a key that the call lacks matches nothing but `Null`."""
    if operator == "Null":
        return all((found is None) == (each == "true") for each in wanted)
    quantifier, _, name = operator.rpartition(":")
    negative = name.replace("Not", "", 1) if "Not" in name else None
    if (negative or name) not in _OPERATORS or quantifier not in {"", "ForAnyValue"}:
        raise NotImplementedError(f"condition operator {operator}")
    if negative:
        return found is None or not any(_OPERATORS[negative](each, found) for each in wanted)
    return found is not None and any(_OPERATORS[name](each, one) for each in wanted for one in items(found))
