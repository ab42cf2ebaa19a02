"""What policies checked in a preview, what they could not, and when they will."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lifeboat.previews.model import UNKNOWN, Operation, Preview, Step
from lifeboat.previews.paths import MISSING, parse_path, value_at
from lifeboat.verdicts.model import Kind, Reason, Verdict

AT_THE_END = "at the end of `pulumi up`, by a stack rule, which then only detects: everything stands by then"
NEVER = "never by itself: the property is missing. Set it"
ONCE_DECRYPTED = "once the engine can decrypt secrets: give it the stack's passphrase, or access to its key"

_DONE = {
    Operation.CREATE: "created",
    Operation.IMPORT: "imported",
    Operation.UPDATE: "updated",
    Operation.REPLACE: "replaced",
    Operation.READ: "read",
}


@dataclass(frozen=True)
class RuleCount:
    """How often a rule judged what.

    Attributes:
        rule: its id.
        about: `resource` for a rule about one resource at a time, `stack` for one about all of them together.
        passed: what it found nothing wrong with: resources, or 1 for the whole stack. So are the others.
        failed: what violates it.
        not_checked: what it could not judge, and found no violation in.
        not_applicable: resources that it has nothing to say about.
    """

    rule: str
    about: str
    passed: int
    failed: int
    not_checked: int
    not_applicable: int


@dataclass(frozen=True)
class Unchecked:
    """One property that a rule could not judge.

    Attributes:
        rule: its id.
        resource: logical name of the resource with the property; "" where the rule names none.
        type: its type token, or "".
        urn: its URN, or "".
        property: path of the property; "" where the rule names none.
        why: end of the sentence, such as `is not known until deployment`.
        when: when it will be judged.
        suppliers: logical names of the resources that the value comes from and that have to be made first, sorted.
    """

    rule: str
    resource: str
    type: str
    urn: str
    property: str
    why: str
    when: str
    suppliers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What policies did in a preview.

    Attributes:
        project: name of the project.
        stack: name of the stack.
        packs: policy packs with their versions.
        rules: every rule that left a trace, by id. One that is disabled, and one about the whole stack that does not
            apply to it, leaves none.
        unchecked: what could not be judged.
        stopped_by: mandatory rules that are violated, so that the engine says no after all rules have judged.
        errors: what kept the preview from its end, and with it rules from judging.
    """

    project: str
    stack: str
    packs: dict[str, str]
    rules: tuple[RuleCount, ...]
    unchecked: tuple[Unchecked, ...]
    stopped_by: tuple[str, ...]
    errors: tuple[str, ...]


def explain(preview: Preview) -> Explanation:
    """Return what policies checked in a preview, what they could not, and when they will.

    Args:
        preview: read from an event log; no other form has policies in it.
    """
    violated = {each.rule for each in preview.verdicts if each.kind is Kind.VIOLATION and each.level == "mandatory"}
    errors = [message.text for message in preview.messages if message.severity == "error"]
    return Explanation(
        preview.project,
        preview.stack,
        dict(preview.packs),
        tuple(_counts(preview)),
        tuple(_unchecked(preview)),
        tuple(sorted(violated)),
        # Of a violation that is all the engine says, after everything has been judged.
        tuple(text for text in errors if not (violated and text == "preview failed")),
    )


def _counts(preview: Preview) -> Iterator[RuleCount]:
    found = Counter((run.rule, run.result) for run in preview.runs)
    of_stack = _stack_rules(preview)
    for rule in sorted({rule for rule, _ in found}):
        passed, failed, unknown, silent = (
            found[rule, result] for result in ("passed", "failed", "not-checked", "not-applicable")
        )
        yield RuleCount(rule, "stack" if rule in of_stack else "resource", passed, failed, unknown, silent)


def _stack_rules(preview: Preview) -> frozenset[str]:
    """The rules that spoke in the summary of the stack, which is about no resource."""
    return frozenset(run.rule for run in preview.runs if not run.urn)


def _unchecked(preview: Preview) -> Iterator[Unchecked]:
    of_stack = _stack_rules(preview)
    for verdict in preview.verdicts:
        if verdict.kind is Kind.NOT_CHECKED:
            for reason in verdict.reasons or (Reason("", "", verdict.message),):
                yield _explained(preview, verdict, reason, about_stack=verdict.rule in of_stack)


def _explained(preview: Preview, verdict: Verdict, reason: Reason, *, about_stack: bool) -> Unchecked:
    step = _step(preview.steps, verdict.urn, reason)
    coming = _value(step, reason.property) is UNKNOWN and _names(reason, step)
    found = Unchecked(
        rule=verdict.rule,
        resource=step.name if step else reason.resource,
        type=step.type if step else "",
        urn=step.urn if step else "",
        property=reason.property,
        why=reason.why,
        when=AT_THE_END,
    )
    # What the preview holds at that place outweighs the rule's words: a value that is coming is not missing.
    if not coming and "[secret]" in reason.why:
        return replace(found, when=ONCE_DECRYPTED)
    if not coming and "is missing" in reason.why:
        return replace(found, when=NEVER)
    suppliers = _suppliers(preview, step, reason.property)
    if about_stack:
        return replace(found, suppliers=suppliers)
    done = _DONE.get(step.operation, "deployed") if step else "deployed"
    name = found.resource or "the resource"
    when = f"when {name} is {done}, by a resource rule, before anything of it is touched"
    return replace(found, when=when, suppliers=suppliers)


def _step(steps: Sequence[Step], urn: str, reason: Reason) -> Step | None:
    """The resource in question: the rule's own words name it last, after what kind of thing it is."""
    named = [step for step in steps if _names(reason, step)]
    exact = [step for step in named if step.urn == urn]
    unknown = [step for step in named if _value(step, reason.property) is UNKNOWN]
    found = exact or unknown or named or [step for step in steps if step.urn == urn]
    return max(found, key=lambda step: len(step.name), default=None)


def _names(reason: Reason, step: Step | None) -> bool:
    return step is not None and bool(reason.resource) and f" {reason.resource}".endswith(f" {step.name}")


def _value(step: Step | None, path: str) -> Any:
    if step is None or step.after is None or not path:
        return MISSING
    wanted = parse_path(path)
    value = value_at(step.after.inputs, wanted)
    return value_at(step.after.outputs, wanted) if value is MISSING else value


def _suppliers(preview: Preview, step: Step | None, path: str) -> tuple[str, ...]:
    """Names of the resources that have to be made before the property is known."""
    if step is None or step.after is None:
        return ()
    urns = step.after.dependencies.get(str(parse_path(path)[0]), ())
    coming = {each.urn: each.name for each in preview.changed if each.operation is not Operation.DELETE}
    return tuple(sorted(coming[urn] for urn in urns if urn in coming))
