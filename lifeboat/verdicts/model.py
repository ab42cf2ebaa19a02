"""One verdict of a policy pack, and how it is made from what the engine says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

EXEMPTIONS_IN_FORCE = "exemptions-entry-inforce"
"""The rule whose messages are no violations: each names what an exemption excused."""

# What the engine and the SDK put around a message. The event log of an old CLI may carry colours.
_COLOURS = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;]*m")
_NOT_RUN = re.compile(r"can't run policy '[^']*' from policy pack '[^']*' during preview: ", re.DOTALL)
_NOT_CHECKED = "not checked: "

# Of lifeboat's pack, where a property's path is one word; and of the SDK, where a rule touched an unknown value itself.
_OF_PACK = re.compile(r"(?P<property>\S+) of (?P<resource>.+?) (?P<why>is .+)", re.DOTALL)
_OF_SDK = re.compile(r"\w+ value at \.(?P<property>\S+) (?P<why>can't be known .+)", re.DOTALL)
_EXEMPTED = re.compile(
    r"(?P<rule>\S+) does not bind (?P<resources>.+) until (?P<until>\d{4}-\d\d-\d\d), by exemption\. "
    r"Owner: (?P<owner>.*?)\. Reason: (?P<reason>.*)",
    re.DOTALL,
)
_STACK_TYPE = "pulumi:pulumi:Stack"


class Kind(StrEnum):
    """What a verdict is, whatever its level."""

    VIOLATION = "violation"
    NOT_CHECKED = "not-checked"
    EXEMPTION = "exemption"


@dataclass(frozen=True)
class Reason:
    """Why a rule could not judge something.

    Attributes:
        property: path of the property that stood in the way, such as `addressSpace.addressPrefixes[0]`; "" where the
            rule names none.
        resource: the resource in the rule's words, such as `VPC recovery-vpc`; "" where the rule names none.
        why: end of the sentence, such as `is not known until deployment`; the whole sentence where it names neither.
    """

    property: str
    resource: str
    why: str

    def __str__(self) -> str:
        """The reason as the rule said it."""
        return " ".join(part for part in (self.property, self.resource and f"of {self.resource}", self.why) if part)


@dataclass(frozen=True)
class Exempted:
    """What an exemption excused.

    Attributes:
        rule: the rule that does not bind.
        resources: logical names; `stack` for the stack as a whole.
        until: the last day, as YYYY-MM-DD.
        owner: who answers for it.
        reason: why.
    """

    rule: str
    resources: tuple[str, ...]
    until: str
    owner: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One thing that a rule said about one resource, or about the stack as a whole.

    Attributes:
        rule: id of the rule.
        pack: name of its policy pack.
        pack_version: version of the pack, from its PulumiPolicy.yaml.
        level: `advisory`, `mandatory`, `remediate` or `disabled`. What was not checked is always `advisory`, whatever
            level the rule has.
        severity: `low`, `medium`, `high`, `critical`, or "" where the rule has none.
        message: what the rule said, without the engine's words around it and without the rule's description.
        urn: the resource; "" for the stack as a whole.
        kind: whether it is a violation, something not checked, or an exemption in force.
        reasons: for what was not checked, one for each property in the way; otherwise empty.
        exempted: for an exemption in force, what it excused; otherwise None.
    """

    rule: str
    pack: str
    pack_version: str
    level: str
    severity: str
    message: str
    urn: str
    kind: Kind
    reasons: tuple[Reason, ...] = ()
    exempted: Exempted | None = None

    @property
    def name(self) -> str:
        """Logical name of the resource; "" for the stack as a whole."""
        return self.urn.rpartition("::")[2]

    @property
    def type(self) -> str:
        """Type of the resource without the types of its parents; "" for the stack as a whole."""
        return self.urn.split("::")[2].rpartition("$")[2] if self.urn else ""


def verdict(
    rule: str, level: str, severity: str, message: str, urn: str, *, pack: str = "", pack_version: str = ""
) -> Verdict:
    """Make a verdict from what the engine says, whichever way it came.

    Args:
        rule: name of the policy.
        level: its enforcement level.
        severity: its severity, or "".
        message: as the engine has it: the rule's description and what it found on lines of their own, or that the rule
            can't be run and why.
        urn: the resource. The stack's own URN, which the engine puts where a rule names no resource, becomes "".
        pack: name of the policy pack.
        pack_version: version of the pack.
    """
    said = _COLOURS.sub("", message).strip()
    kind = Kind.VIOLATION
    reasons: tuple[Reason, ...] = ()
    exempted = None
    if not_run := _NOT_RUN.match(said):
        kind, said = Kind.NOT_CHECKED, said[not_run.end() :].removeprefix(_NOT_CHECKED)
        reasons = tuple(_reason(each) for each in said.split("; "))
    else:
        said = said.partition("\n")[2] or said
        if rule == EXEMPTIONS_IN_FORCE and (found := _EXEMPTED.fullmatch(said)):
            kind, exempted = Kind.EXEMPTION, _exempted(found)
    return Verdict(
        rule=rule,
        pack=pack,
        pack_version=pack_version,
        level=level,
        severity=severity,
        message=said,
        urn="" if f"::{_STACK_TYPE}::" in urn else urn,
        kind=kind,
        reasons=reasons,
        exempted=exempted,
    )


def of_event(event: Mapping[str, Any]) -> Verdict:
    """Make a verdict from a `policyEvent`, as the engine's event log and `pulumi policy analyze --json` have it."""
    return verdict(
        event["policyName"],
        event["enforcementLevel"],
        event.get("severity", ""),
        event["message"],
        event.get("resourceUrn", ""),
        pack=event.get("policyPackName", ""),
        pack_version=event.get("policyPackVersion", ""),
    )


def _reason(said: str) -> Reason:
    if found := _OF_PACK.fullmatch(said):
        return Reason(found["property"], found["resource"], found["why"])
    if found := _OF_SDK.fullmatch(said):
        return Reason(found["property"], "", found["why"])
    return Reason("", "", said)


def _exempted(found: re.Match[str]) -> Exempted:
    resources = tuple(found["resources"].split(", "))
    return Exempted(found["rule"], resources, found["until"], found["owner"], found["reason"])
