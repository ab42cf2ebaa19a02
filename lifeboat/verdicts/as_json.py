"""A run of policy packs for programs."""

import json
from dataclasses import asdict
from typing import Any

from lifeboat.verdicts.model import Kind
from lifeboat.verdicts.report import Answer, Outcome, Report


def to_json(report: Report) -> str:
    """The run as one JSON object: where, the counts, and for each rule what became of it and everything it said."""
    outcomes = [answer.outcome for answer in report.answers]
    document = {
        "state_file": report.state_file,
        "project": report.project,
        "stack": report.stack,
        "resources": report.resources,
        "secrets_hidden": report.secrets_hidden,
        "count": {
            "violations": len(report.of(Kind.VIOLATION)),
            "mandatory_violations": sum(each.level == "mandatory" for each in report.of(Kind.VIOLATION)),
            "not_checked": len(report.of(Kind.NOT_CHECKED)),
            "exemptions": len(report.of(Kind.EXEMPTION)),
            "rules": {outcome.value: outcomes.count(outcome) for outcome in Outcome},
        },
        "packs": [
            {"name": pack.name, "version": pack.version, "rules": [_answer(answer) for answer in pack.answers]}
            for pack in report.packs
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _answer(answer: Answer) -> dict[str, Any]:
    rule = asdict(answer.rule)
    del rule["pack"]
    return {
        **rule,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "exempted": [asdict(each) for each in answer.exempted],
        "verdicts": [
            {
                name: value
                for name, value in asdict(verdict).items()
                if name not in {"rule", "pack", "pack_version"} and (name != "exempted" or value)
            }
            for verdict in answer.verdicts
        ],
    }
