"""A run of policy packs for people at a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from lifeboat.verdicts.model import Kind, Verdict
from lifeboat.verdicts.report import Answer, Outcome, Report

_WIDTH = 110
_STACK = "the stack as a whole"
SECRETS_HIDDEN = (
    'Secrets in the file could not be decrypted. Rules saw "[secret]" in their place, and those that need them were'
    " not checked. Run it with the stack's passphrase (PULUMI_CONFIG_PASSPHRASE) or with access to its key."
)


def to_text(report: Report) -> str:
    """What was found, rule by rule, the worst first; then what was not checked, what is exempt, and the count."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in report.packs)
    size = _number(report.resources, "resource")
    head = f"Stack {report.stack} of {report.project} ({report.state_file}): {size}, {packs}"
    blocks = [head, *_violations(report), *_not_checked(report), *_exemptions(report)]
    if report.secrets_hidden:
        blocks.append(textwrap.fill(SECRETS_HIDDEN, _WIDTH))
    return "\n\n".join([*blocks, count(report)]) + "\n"


def count(report: Report) -> str:
    """How much of each there is, in one line."""
    levels = [verdict.level for verdict in report.of(Kind.VIOLATION)]
    each = [f"{levels.count(level)} {level}" for level in ("mandatory", "advisory", "remediate") if level in levels]
    reasons = sum(len(verdict.reasons) for verdict in report.of(Kind.NOT_CHECKED))
    unchecked = {(answer.rule.pack, answer.rule.id) for answer in report.answers if answer.of(Kind.NOT_CHECKED)}
    parts = [
        _number(len(levels), "violation") + (f" ({', '.join(each)})" if each else ""),
        f"{reasons} not checked in {_number(len(unchecked), 'rule')}" if reasons else "nothing left unchecked",
        f"{_number(len(report.of(Kind.EXEMPTION)), 'exemption')} in force",
    ]
    outcomes = [answer.outcome for answer in report.answers]
    if Outcome.UNTOLD in outcomes or not outcomes:
        return f"{', '.join(parts)}. How many rules passed is not known: the CLI did not tell."
    rules = [f"{outcomes.count(outcome)} {outcome}" for outcome in Outcome if outcome in outcomes]
    return f"{', '.join(parts)}. Of {_number(len(outcomes), 'rule')}: {', '.join(rules)}."


def _violations(report: Report) -> Iterator[str]:
    failed = [answer for answer in report.answers if answer.of(Kind.VIOLATION)]
    for answer in sorted(failed, key=_worst_first):
        found = answer.of(Kind.VIOLATION)
        lines = [f"{found[0].level.upper()} {answer.rule.severity}".rstrip() + f"  {answer.rule.id}"]
        lines += _wrapped(answer.rule.description, "  ")
        for verdict in found:
            lines += [f"  - {_where(verdict)}", *_wrapped(verdict.message, "    ")]
        lines += _wrapped(answer.rule.remediation, "  ", "To fix: ")
        lines += [f"  See: {answer.rule.url}"] if answer.rule.url else []
        yield "\n".join(lines)


def _not_checked(report: Report) -> Iterator[str]:
    for answer in report.answers:
        reasons = [str(reason) for verdict in answer.of(Kind.NOT_CHECKED) for reason in verdict.reasons]
        if reasons:
            rule = f"{answer.rule.level} {answer.rule.severity}".strip()
            head = f"NOT CHECKED  {answer.rule.id}" + (f" ({rule})" if rule else "")
            yield "\n".join([head, *(line for reason in reasons for line in _wrapped(reason, "  ", "- "))])


def _exemptions(report: Report) -> Iterator[str]:
    for verdict in report.of(Kind.EXEMPTION):
        if verdict.exempted is not None:
            each = verdict.exempted
            head = f"EXEMPT until {each.until}  {each.rule}: {', '.join(each.resources)}"
            yield "\n".join([head, *_wrapped(each.reason, "  ", f"{each.owner}: ")])


def _worst_first(answer: Answer) -> tuple[bool, int, str]:
    order = ("critical", "high", "medium", "low", "")
    blocks = any(verdict.level == "mandatory" for verdict in answer.verdicts)
    return not blocks, order.index(answer.rule.severity), answer.rule.id


def _where(verdict: Verdict) -> str:
    return f"{verdict.name} ({verdict.type})" if verdict.urn else _STACK


def _wrapped(text: str, indent: str, first: str = "") -> Sequence[str]:
    lines = textwrap.wrap(first + text, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return [indent + line for line in lines] if text else []


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
