"""The record of a rule, from which the SDK's policy and the documentation are both made."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyConfigSchema,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UnknownValueError

from .exemptions import Exemptions
from .types import plain_type

Settings = Mapping[str, Any]
"""A rule's configuration, with the defaults of its schema filled in."""


class NotChecked(UnknownValueError):  # noqa: N818  it is a verdict, not a failure
    """Raised after all violations were reported: the SDK shows it as advice and keeps the violations mandatory."""

    def __init__(self, reasons: Sequence[str]) -> None:
        # The constructor of the base class would replace the message by one about a single property.
        Exception.__init__(self)
        self.message = "not checked: " + "; ".join(reasons)
        self.props = []
        self.unknown_type_sentinel = ""


@dataclass
class Findings:
    """What a rule found.

    Attributes:
        violations: sentences, each with the URN of the resource it is about ("" for the stack as a whole).
        not_checked: what could not be judged, each as `property of resource is ...`.
        not_applicable: why the rule has nothing to judge here, or "".
    """

    violations: list[tuple[str, str]] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    not_applicable: str = ""


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """A requirement and everything people need to know about it.

    Attributes:
        id: `topic-subject-rule`, unique and never changed, since configuration and exemptions name it.
        display_name: short name for lists.
        description: the requirement as one imperative sentence.
        severity: what a violation puts at risk.
        level: what the engine does on a violation, unless configuration says otherwise.
        tags: topics, for filtering.
        remediation_steps: how to fix a violation.
        url: where the requirement comes from.
        settings: JSON schema of each configuration property, each with `description` and `default`.
        never: answers that the rule cannot give (`pass`, `unknown`), each with the reason.
    """

    id: str
    display_name: str
    description: str
    severity: Severity
    level: EnforcementLevel = EnforcementLevel.MANDATORY
    tags: tuple[str, ...]
    remediation_steps: str
    url: str
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    never: Mapping[str, str] = field(default_factory=dict)

    @abstractmethod
    def policy(self, exemptions: Exemptions | None = None) -> Policy:
        """The SDK's policy for this rule; what an exemption excuses is not reported."""

    def _without(self, findings: Findings, exemptions: Exemptions, urn: str) -> Findings:
        """The findings without the violations that an exemption excuses; each is then in force."""
        left = [found for found in findings.violations if not exemptions.excuse(self.id, found[1] or urn)]
        return replace(findings, violations=left)

    def _metadata(self) -> dict[str, Any]:
        schema = {name: dict(definition) for name, definition in self.settings.items()}
        return {
            "name": self.id,
            "description": self.description,
            "enforcement_level": self.level,
            "config_schema": PolicyConfigSchema(schema) if schema else None,
            "display_name": self.display_name,
            "severity": self.severity,
            "tags": list(self.tags),
            "remediation_steps": self.remediation_steps,
            "url": self.url,
        }

    def _configured(self, config: Mapping[str, Any]) -> Settings:
        return {name: definition["default"] for name, definition in self.settings.items()} | dict(config)


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule about one resource at a time; when mandatory it blocks that resource before it is touched.

    Attributes:
        types: the resource types it judges; for all others it does not apply.
        check: judges one resource.
    """

    types: frozenset[str]
    check: Callable[[ResourceValidationArgs, Settings], Findings]

    def policy(self, exemptions: Exemptions | None = None) -> ResourceValidationPolicy:
        """The SDK's policy for this rule; what an exemption excuses is not reported."""
        excused = exemptions or Exemptions()

        def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
            if plain_type(args.resource_type) not in self.types:
                args.not_applicable(f"{self.id} does not judge resources of type {args.resource_type}.")
            findings = self.check(args, self._configured(args.get_config()))
            excused.note(self.id, [args.urn], doubted=bool(findings.not_checked))
            _deliver(self._without(findings, excused, args.urn), args, report)

        return ResourceValidationPolicy(validate=validate, **self._metadata())


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule about all resources together, which the engine runs last.

    In a preview, and so before any plain `pulumi up`, it stops the deployment before anything is touched; with
    `--skip-preview` it can only detect.

    Attributes:
        check: judges the resources of the stack.
    """

    check: Callable[[Sequence[PolicyResource], Settings], Findings]

    def policy(self, exemptions: Exemptions | None = None) -> StackValidationPolicy:
        """The SDK's policy for this rule; what an exemption excuses is not reported."""
        excused = exemptions or Exemptions()

        def validate(args: StackValidationArgs, report: ReportViolation) -> None:
            findings = self.check(args.resources, self._configured(args.get_config()))
            excused.note(self.id, ["", *(each.urn for each in args.resources)], doubted=bool(findings.not_checked))
            _deliver(self._without(findings, excused, ""), args, report)

        return StackValidationPolicy(validate=validate, **self._metadata())


def _deliver(findings: Findings, args: ResourceValidationArgs | StackValidationArgs, report: ReportViolation) -> None:
    # One property may stand in the way of several questions of a rule.
    for message, urn in dict.fromkeys(findings.violations):
        report(message, urn or None)
    if findings.not_checked:
        raise NotChecked(list(dict.fromkeys(findings.not_checked)))
    if findings.not_applicable:
        args.not_applicable(findings.not_applicable)
