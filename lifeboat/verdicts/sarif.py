"""A run of policy packs as SARIF 2.1.0, in the part of it that GitHub code scanning reads.

Sources: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; GitHub, "SARIF support for code
scanning" (https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning),
from which come these:

- A result needs a place in a file. A live stack has none, so each points at line 1 of the stack's settings.
- Results are told apart by `primaryLocationLineHash` alone. The upload action would compute it from that line, the same
  for all, so it is given here; the action then warns that its own differs, and keeps ours.
- `kind` and `suppressions` are not read (also https://github.com/github/codeql-action/issues/1230): an exempt violation
  at its rule's level would be an open alert. So exemptions are notes of the rule that lists them, suppressed for tools
  that know suppression, and what was not checked is a note too, since kind `open` with level `none` is not promised to
  be shown.
- `security-severity` makes a security alert of every result of a rule. Only rules that their pack tags `security` get
  it; for all others `problem.severity` and the level of the result carry the weight.
- A run may have 25,000 results, of which 5,000 are shown, and a file may have 10 MB when compressed.
"""

import hashlib
import json
from typing import Any, Final

from lifeboat.verdicts.model import Kind, Verdict
from lifeboat.verdicts.report import Answer, Pack, Report, Rule
from lifeboat.verdicts.text import SECRETS_HIDDEN

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SECURITY_TAG: Final = "security"
# Middles of GitHub's bands: over 9.0 critical, from 7.0 high, from 4.0 medium, from 0.1 low.
_SECURITY_SEVERITY: Final = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}
_PROBLEM_SEVERITY: Final = {"error": "error", "warning": "warning", "note": "recommendation"}
_MOST_CHARACTERS: Final = 1024


def to_sarif(report: Report, place: str) -> str:
    """The run as SARIF, with a run for each pack.

    Args:
        report: the run.
        place: what every result points at, a path relative to the root of the repository, with `/`.
    """
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, pack, place) for pack in report.packs]}
    return json.dumps(document, indent=2) + "\n"


def _run(report: Report, pack: Pack, place: str) -> dict[str, Any]:
    results = [
        _result(report, number, answer, verdict, place)
        for number, answer in enumerate(pack.answers)
        for verdict in answer.verdicts
    ]
    hidden = [{"level": "warning", "message": {"text": SECRETS_HIDDEN}}] if report.secrets_hidden else []
    return {
        "tool": {
            "driver": {
                "name": pack.name,
                "version": pack.version,
                "rules": [_descriptor(answer.rule) for answer in pack.answers],
            }
        },
        # GitHub keeps the alerts of each category apart: one for each stack.
        "automationDetails": {"id": f"{report.project}/{report.stack}/"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": hidden}],
        "columnKind": "utf16CodeUnits",
        "results": results,
    }


def _descriptor(rule: Rule) -> dict[str, Any]:
    says = rule.description or rule.title or rule.id
    help_text = "\n\n".join(part for part in (says, rule.remediation, rule.url) if part)
    markdown = [says, f"**To fix a violation:** {rule.remediation}" if rule.remediation else ""]
    markdown.append(f"[Reference]({rule.url})" if rule.url else "")
    level = _level(rule.level, rule.severity)
    tags = [*rule.tags, *([f"severity:{rule.severity}"] if rule.severity else [])]
    properties: dict[str, Any] = {"tags": tags, "precision": "very-high", "problem.severity": _PROBLEM_SEVERITY[level]}
    if _SECURITY_TAG in rule.tags and rule.severity:
        properties["security-severity"] = _SECURITY_SEVERITY[rule.severity]
    descriptor = {
        "id": rule.id,
        "name": (rule.title or rule.id)[:255],
        "shortDescription": {"text": says[:_MOST_CHARACTERS]},
        "fullDescription": {"text": says[:_MOST_CHARACTERS]},
        "help": {"text": help_text, "markdown": "\n\n".join(part for part in markdown if part)},
        "defaultConfiguration": {"level": level, "enabled": rule.level != "disabled"},
        "properties": properties,
    }
    return descriptor | ({"helpUri": rule.url} if rule.url else {})


def _result(report: Report, number: int, answer: Answer, verdict: Verdict, place: str) -> dict[str, Any]:
    violation = verdict.kind is Kind.VIOLATION
    text = f"Not checked: {verdict.message}" if verdict.kind is Kind.NOT_CHECKED else verdict.message
    result: dict[str, Any] = {
        "ruleId": answer.rule.id,
        "ruleIndex": number,
        "level": _level(verdict.level, answer.rule.severity or verdict.severity) if violation else "note",
        "message": {"text": f"{verdict.name}: {text}" if verdict.name and verdict.name not in text else text},
        "locations": [_location(report, verdict, place)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(report, verdict)},
        "properties": {"verdict": verdict.kind, "enforcementLevel": verdict.level, "severity": verdict.severity},
    }
    if verdict.exempted is not None:
        each = verdict.exempted
        justification = f"{each.owner}, until {each.until}: {each.reason}"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": justification}]
        result["properties"]["exemptedRule"] = each.rule
    return result


def _location(report: Report, verdict: Verdict, place: str) -> dict[str, Any]:
    stack = {"name": report.stack, "fullyQualifiedName": f"{report.project}/{report.stack}", "kind": "module"}
    resource = {"name": verdict.name, "fullyQualifiedName": verdict.urn, "kind": "resource"}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": place},
            "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
        },
        "logicalLocations": [resource if verdict.urn else stack],
    }


def _fingerprint(report: Report, verdict: Verdict) -> str:
    # What was not checked is one thing, however many properties stand in the way.
    said = verdict.message if verdict.kind is not Kind.NOT_CHECKED else ""
    parts = (report.project, report.stack, verdict.pack, verdict.rule, verdict.kind, verdict.urn, said)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _level(level: str, severity: str) -> str:
    if level == "mandatory":
        return "error"
    return "note" if severity == "low" else "warning"
