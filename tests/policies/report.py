"""`python -m tests.policies.report`: every rule with the number of its cases of each kind, and what is not met.

Ends with 1 when a rule says what a case does not expect, or does not say what it expects, when a rule lacks a kind of
case without a reason, or when a folder of cases belongs to no rule.
"""

import sys
from collections import Counter

from policies.rules import make_rules
from tests.policies.harness import CASES, KINDS, Case, answer, load_cases, rule_of


def faults_of(case: Case) -> list[str]:
    """What a rule says and the case does not expect, and what it does not say."""
    said = answer(rule_of(case.rule_id), case)
    faults = [f"found, but not asserted: {text}" for _, text in _left(said.violations, case.violations)]
    faults += [f"asserted, but never met: {text}" for _, text in _left(case.violations, said.violations)]
    faults += [f"not checked, but not asserted: {text}" for text in _left(said.not_checked, case.not_checked)]
    faults += [f"asserted as not checked, but checked: {text}" for text in _left(case.not_checked, said.not_checked)]
    if (said.not_applicable == said.calls > 0) != (case.kind == "not-applicable"):
        faults.append("the rule applies" if case.kind == "not-applicable" else "the rule does not apply")
    expects = {"fail": bool(case.violations), "unknown": bool(case.not_checked)}
    if not expects.get(case.kind, not case.violations and not case.not_checked):
        faults.append(f"a case of the kind {case.kind} does not expect this")
    return faults


def _left(these, those):
    return list((Counter(these) - Counter(those)).elements())


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Print the table; returns the exit code."""
    cases: dict[str, list[Case]] = {}
    for case in load_cases():
        cases.setdefault(case.rule_id, []).append(case)
    rules = make_rules()
    wrong = [f"{folder}: no rule has this id" for folder in sorted(cases.keys() - {rule.id for rule in rules})]
    _print(f"{'rule':40}" + "".join(f"{kind:>16}" for kind in KINDS) + "  level, severity")
    for rule in rules:
        mine = cases.get(rule.id, [])
        count = Counter(case.kind for case in mine)
        shown = [str(count[kind]) if count[kind] else "never" if kind in rule.never else "NONE" for kind in KINDS]
        level = f"{rule.level.value}, {rule.severity.value}"
        _print(f"{rule.id:40}" + "".join(f"{cell:>16}" for cell in shown) + f"  {level}")
        wrong += [
            f"{rule.id}: no case of the kind {kind}" for kind in KINDS if not count[kind] and kind not in rule.never
        ]
        wrong += [f"{rule.id}/{case.name}: {fault}" for case in mine for fault in faults_of(case)]
    for rule in rules:
        for kind, reason in rule.never.items():
            _print(f"never: {rule.id} cannot answer {kind}, because {reason}")
    total = sum(map(len, cases.values()))
    _print(f"{len(rules)} rules, {total} cases, {len(wrong)} faults; folders: {CASES.parent.name}/{CASES.name}")
    for line in wrong:
        _print(f"FAULT {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
