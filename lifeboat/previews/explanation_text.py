"""An explanation of what policies checked, as text for people and as JSON."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

from lifeboat.previews.explanation import Explanation, RuleCount, Unchecked

_HEAD = ("rule", "about", "passed", "failed", "not checked", "does not apply")
_NAMED = 3
_NO_TRACE = "Not in the table: rules that are disabled, and stack rules that do not apply to this stack."


def to_json(explanation: Explanation) -> str:
    """Return an explanation as JSON for programs."""
    return json.dumps(asdict(explanation), indent=2) + "\n"


def to_text(explanation: Explanation) -> str:
    """Return an explanation for people."""
    return "\n".join(_lines(explanation)) + "\n"


def _lines(explanation: Explanation) -> Iterator[str]:
    packs = ", ".join(f"{name} {version}" for name, version in explanation.packs.items())
    yield f"Preview of {explanation.project}/{explanation.stack}, judged by {packs}."
    if explanation.errors:
        yield ""
        yield "The preview did not come to its end, so that not every rule judged everything:"
        yield from (f"  {line}" for text in explanation.errors for line in text.splitlines())
    yield ""
    yield f"What was checked: {_counted(len(explanation.rules), 'rule')}"
    yield from _table(explanation.rules)
    yield f"  {_NO_TRACE}"
    yield ""
    if explanation.stopped_by:
        yield f"The deployment is stopped by {', '.join(explanation.stopped_by)}."
        yield ""
    if not explanation.unchecked:
        yield "Nothing was left unchecked."
        return
    yield f"What could not be checked: {_counted(len(explanation.unchecked), 'value')}"
    for rule, found in groupby(sorted(explanation.unchecked, key=lambda each: each.rule), lambda each: each.rule):
        yield f"  {rule}"
        for each in found:
            yield from _reason(each)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _table(rules: tuple[RuleCount, ...]) -> Iterator[str]:
    rows = [
        (each.rule, each.about, *(str(n or "-") for n in (each.passed, each.failed, each.not_checked)), _silent(each))
        for each in rules
    ]
    widths = [max(len(row[column]) for row in (_HEAD, *rows)) for column in range(len(_HEAD))]
    for row in (_HEAD, *rows):
        words = [f"{cell:<{width}}" for cell, width in zip(row[:2], widths[:2], strict=True)]
        numbers = [f"{cell:>{width}}" for cell, width in zip(row[2:], widths[2:], strict=True)]
        yield f"  {'  '.join([*words, *numbers])}"


def _silent(rule: RuleCount) -> str:
    return str(rule.not_applicable or "-") if rule.about == "resource" else "-"


def _reason(each: Unchecked) -> Iterator[str]:
    what = " of ".join(part for part in (each.property, each.resource) if part)
    kind = f" ({each.type})" if each.type else ""
    yield f"    {what}{kind} {each.why}." if what else f"    {each.why}."
    if each.suppliers:
        more = len(each.suppliers) - _NAMED
        others = f" and {_counted(more, 'other')}" if more > 0 else ""
        yield f"      It comes from {', '.join(each.suppliers[:_NAMED])}{others}."
    yield f"      It is checked {each.when}."
