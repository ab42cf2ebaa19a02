"""What policies said of a preview, in the form from which SARIF and JUnit are made."""

from lifeboat.previews import Preview
from lifeboat.verdicts.report import Pack, Report, Rule, answers


def findings(preview: Preview, stack: str = "") -> Report:
    """Return what became of each rule in a preview.

    The engine's events have no descriptions of rules and do not say of which pack a rule is that only passed: with
    several packs, rules that said nothing are left out.

    Args:
        preview: what the engine would do.
        stack: the stack's name, where no resource tells.
    """
    only = next(iter(preview.packs)) if len(preview.packs) == 1 else ""
    judged = {run.rule for run in preview.runs if run.result != "not-applicable"}
    known = dict.fromkeys(run.rule for run in preview.runs)
    packs = []
    for name, version in preview.packs.items():
        rules = [Rule(id=rule, pack=name) for rule in known] if name == only else []
        silent = {rule.id: "No resource of this preview is of a type that it judges." for rule in rules}
        not_applicable = {rule: why for rule, why in silent.items() if rule not in judged}
        said = [verdict for verdict in preview.verdicts if verdict.pack == name]
        packs.append(Pack(name=name, version=version, answers=answers(rules, said, not_applicable, told=bool(rules))))
    return Report(
        state_file="preview",
        project=preview.project,
        stack=preview.stack or stack,
        resources=len(preview.steps),
        packs=tuple(packs),
    )
