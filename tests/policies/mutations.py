"""`python -m tests.policies.mutations`: what the pack says after each of many single changes to a deployed stack.

The stack is `prod`. The changes are data: `mutated/<topic>.yaml`, each with `id`, `what` a person did, the `edit` of
the state (see `tests.policies.edits`), and the `rule` that is meant to find it with the `resource` that it names (or a
pattern of it, where the order in which the engine deployed decides; `level` where it is another than mandatory). A
change that concerns more than one rule says so in `related`, each entry with `why`. Anything else that the pack says
about the changed state is a false alarm. Rules that no change of a deployed state can violate are in
`mutated/never.yaml`, each with the reason.

Ends with 1 when a change is not found by the intended rule, or is found by another one.
"""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml

from policies.rules import make_rules
from tests.policies.edits import edited
from tests.policies.states import Finding, Judge, State

MUTATED = Path(__file__).parent / "mutated"
NEVER = MUTATED / "never.yaml"


@dataclass(frozen=True)
class Mutation:
    """One change to a deployed state, and what has to be found.

    Attributes:
        id: short name.
        what: what a person did, as a sentence.
        steps: the edit.
        intended: findings of the rule that the change is about, without their texts.
        related: findings of other rules that the change concerns too.
    """

    id: str
    what: str
    steps: list[Mapping[str, Any]]
    intended: frozenset[Finding]
    related: frozenset[Finding]

    def after(self, state: State) -> State:
        """A state after the change."""
        return edited(state, self.steps)

    def faults(self, found: set[Finding]) -> list[str]:
        """What was found beside what has to be, and what was not."""
        said = sorted({Finding(each.rule, each.resource, each.level) for each in found})
        wanted = sorted(self.intended | self.related)
        extra = [f"false alarm: {_shown(each)}" for each in said if not any(_meets(each, one) for one in wanted)]
        return extra + [f"missed: {_shown(one)}" for one in wanted if not any(_meets(each, one) for each in said)]


def _meets(said: Finding, wanted: Finding) -> bool:
    return (said.rule, said.level) == (wanted.rule, wanted.level) and fnmatchcase(said.resource, wanted.resource)


def _shown(finding: Finding) -> str:
    level = "" if finding.level == "mandatory" else f", {finding.level}"
    return f"{finding.rule} ({finding.resource}{level})"


def mutations() -> list[Mutation]:
    """Every change, in the order of the files."""
    return [
        _mutation(row)
        for path in sorted(MUTATED.glob("*.yaml"))
        if path != NEVER
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def _mutation(row: Mapping[str, Any]) -> Mutation:
    allowed = {"id", "what", "edit", "rule", "resource", "level", "related"}
    assert set(row) <= allowed, f"{row['id']}: {set(row) - allowed} is no part of a mutation"
    assert row["what"].endswith("."), f"{row['id']}: what a person did is a sentence"
    for each in row.get("related", ()):
        assert each["why"].endswith("."), f"{row['id']}: a related rule has a reason"
    return Mutation(
        row["id"],
        row["what"],
        row["edit"],
        frozenset(_findings(row)),
        frozenset(finding for each in row.get("related", ()) for finding in _findings(each)),
    )


def _findings(row: Mapping[str, Any]) -> Iterator[Finding]:
    resources = [row["resource"]] if isinstance(row["resource"], str) else row["resource"]
    return (Finding(row["rule"], resource, row.get("level", "mandatory")) for resource in resources)


def never() -> dict[str, str]:
    """Rules that no change of a deployed state can violate, each with the reason."""
    reasons: dict[str, str] = yaml.safe_load(NEVER.read_text(encoding="utf-8"))
    return reasons


def without_mutation() -> set[str]:
    """Rules of the pack that no change is meant for and that have no reason."""
    meant = {finding.rule for each in mutations() for finding in each.intended}
    return {rule.id for rule in make_rules()} - meant - never().keys()


def print_table(state: State, judge: Judge) -> int:
    """Judge every change and print what was found.

    Returns:
        The number of changes with a fault, and of rules without a change.
    """
    wrong = 0
    _print(f"{'mutation':42}{'intended rule':34}{'flagged by':72}verdict")
    for each in mutations():
        found = judge.findings(each.after(state))
        faults = each.faults(found)
        wrong += bool(faults)
        (rule,) = {finding.rule for finding in each.intended}
        flagged = ", ".join(sorted({finding.rule for finding in found})) or "nothing"
        _print(f"{each.id:42}{rule:34}{flagged:72}{'; '.join(faults) or 'right'}")
    for rule, reason in never().items():
        _print(f"never: {rule}: {reason}")
    lacking = without_mutation()
    for rule in sorted(lacking):
        _print(f"FAULT {rule}: no mutation and no reason in {NEVER.name}")
    meant = {finding.rule for each in mutations() for finding in each.intended}
    several = sum(bool(each.related) for each in mutations())
    _print(
        f"{len(mutations())} mutations of {len(meant)} rules, {several} of them with related rules; "
        f"{len(never())} rules never; {wrong} wrong, {len(lacking)} rules without"
    )
    return wrong + len(lacking)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Deploy `prod` to a sandbox of its own and print the table; returns the exit code."""
    from tests.engine.project import Project

    with tempfile.TemporaryDirectory() as folder:
        project = Project.create(Path(folder), "prod")
        project.up()
        return 1 if print_table(project.export(show_secrets=True), Judge(project.policy_config())) else 0


if __name__ == "__main__":
    sys.exit(main())
