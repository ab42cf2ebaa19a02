"""What became of each rule in one run, and whether that is a failure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lifeboat.verdicts.model import Exempted, Kind, Verdict

SEVERITIES = ("low", "medium", "high", "critical")
"""From the least to the worst."""
BLOCKING = "mandatory"
"""The level at which the engine fails; also the threshold that leaves the decision to the engine's level."""
NEVER = "never"
THRESHOLDS = (BLOCKING, *SEVERITIES, NEVER)
"""What a run can be made to fail on."""


class Outcome(StrEnum):
    """What became of a rule, from the worst to the least."""

    FAILED = "failed"
    NOT_CHECKED = "not checked"
    EXEMPT = "exempt"
    PASSED = "passed"
    NOT_APPLICABLE = "not applicable"
    DISABLED = "disabled"
    UNTOLD = "untold"
    """The CLI did not tell what the pack answered, so only what it found is known."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a pack says about one of its rules; "" where it says nothing.

    Attributes:
        id: name that configuration and exemptions use.
        pack: name of the policy pack.
        judges: `resource` for one resource at a time, `stack` for all together.
        level: what the engine does on a violation in this run, after configuration.
        severity: `low`, `medium`, `high` or `critical`.
        title: short name.
        description: the requirement.
        remediation: how to fix a violation.
        url: where the requirement comes from.
        tags: topics; the first is the rule's own.
        settings: names of its configuration properties.
    """

    id: str
    pack: str
    judges: str = ""
    level: str = ""
    severity: str = ""
    title: str = ""
    description: str = ""
    remediation: str = ""
    url: str = ""
    tags: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """Under what it is listed: its first tag, otherwise the name of its pack."""
        return self.tags[0] if self.tags else self.pack


@dataclass(frozen=True)
class Answer:
    """What became of a rule.

    Attributes:
        rule: the rule.
        outcome: in one word.
        reason: why it does not apply; otherwise "".
        verdicts: everything that it said.
        exempted: exemptions in force from it.
    """

    rule: Rule
    outcome: Outcome
    reason: str = ""
    verdicts: tuple[Verdict, ...] = ()
    exempted: tuple[Exempted, ...] = ()

    def of(self, kind: Kind) -> list[Verdict]:
        """Its verdicts of one kind."""
        return [verdict for verdict in self.verdicts if verdict.kind is kind]


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A policy pack that took part in a run.

    Attributes:
        name: its own name.
        version: from its PulumiPolicy.yaml.
        answers: one for each of its rules, in its order.
    """

    name: str
    version: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """One run of policy packs over a stack's state.

    Attributes:
        state_file: path of the state as it was given.
        project: the stack's project.
        stack: name of the stack.
        resources: how many resources the state has, the stack's own included.
        packs: what each pack said.
        secrets_hidden: whether the CLI could not decrypt the state's secrets, so that rules saw "[secret]".
    """

    state_file: str
    project: str
    stack: str
    resources: int
    packs: tuple[Pack, ...]
    secrets_hidden: bool = False

    @property
    def answers(self) -> list[Answer]:
        """Of all packs."""
        return [answer for pack in self.packs for answer in pack.answers]

    def of(self, kind: Kind) -> list[Verdict]:
        """All verdicts of one kind."""
        return [verdict for answer in self.answers for verdict in answer.of(kind)]


def severity_of(verdict: Verdict) -> str:
    """Severity by which a violation counts: where the rule has none, `critical` if it blocks, otherwise `low`."""
    return verdict.severity or ("critical" if verdict.level == BLOCKING else "low")


def failing(report: Report, threshold: str) -> list[Verdict]:
    """The violations for which a run fails.

    Args:
        report: the run.
        threshold: `mandatory` for violations at the engine's blocking level, whatever their severity; a severity for
            violations at least as severe, whatever their level; `never` for none. What was not checked and what is
            exempt never fails a run.
    """
    violations = report.of(Kind.VIOLATION)
    if threshold == NEVER:
        return []
    if threshold == BLOCKING:
        return [verdict for verdict in violations if verdict.level == BLOCKING]
    least = SEVERITIES.index(threshold)
    return [verdict for verdict in violations if SEVERITIES.index(severity_of(verdict)) >= least]


def answers(
    rules: Iterable[Rule], verdicts: Iterable[Verdict], not_applicable: dict[str, str], *, told: bool
) -> tuple[Answer, ...]:
    """Say what became of each rule of a pack.

    Args:
        rules: all rules of the pack that are known. A rule that is not among them but said something is added.
        verdicts: what the pack said.
        not_applicable: id of each rule that had nothing to judge, and why.
        told: whether the pack's answers are known, so that a rule without a verdict has passed.
    """
    said = list(verdicts)
    known = {rule.id: rule for rule in rules}
    for each in said:
        unknown = Rule(id=each.rule, pack=each.pack, level=each.level, severity=each.severity)
        known.setdefault(each.rule, unknown)
    excused = [each.exempted for each in said if each.exempted]
    return tuple(_answer(rule, said, excused, not_applicable, told=told) for rule in known.values())


def _answer(
    rule: Rule, said: list[Verdict], excused: list[Exempted], not_applicable: dict[str, str], *, told: bool
) -> Answer:
    own = tuple(verdict for verdict in said if verdict.rule == rule.id)
    exempted = tuple(each for each in excused if each.rule == rule.id)
    kinds = {verdict.kind for verdict in own}
    if Kind.VIOLATION in kinds:
        outcome = Outcome.FAILED
    elif Kind.NOT_CHECKED in kinds:
        outcome = Outcome.NOT_CHECKED
    elif exempted:
        outcome = Outcome.EXEMPT
    elif rule.level == "disabled":
        outcome = Outcome.DISABLED
    elif rule.id in not_applicable:
        outcome = Outcome.NOT_APPLICABLE
    else:
        outcome = Outcome.PASSED if told else Outcome.UNTOLD
    reason = not_applicable[rule.id] if outcome is Outcome.NOT_APPLICABLE else ""
    return Answer(rule, outcome, reason, own, exempted)
