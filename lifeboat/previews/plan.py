"""An update plan (`pulumi preview --save-plan`): what is wanted, and what differs from a state that it leaves out."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lifeboat.previews.model import UNTOLD, Message, Preview, PropertyChange, Resource, Source, Step
from lifeboat.previews.paths import format_path
from lifeboat.previews.states import by_urn, dependencies
from lifeboat.previews.steps import Draft
from lifeboat.previews.values import (
    configuration,
    hide_repeated,
    name_of,
    plain_type,
    properties,
    provider_name,
    stack_of,
)

WITHOUT_STATE = (
    "An update plan alone does not tell what there is now: values before a change, resources as they are, and what they"
    " depend on. Give the state too (`pulumi stack export --file state.json`)."
)
WITHOUT_REASONS = "An update plan does not tell which property makes a replacement necessary, nor what policies say."


def is_plan(document: Any) -> bool:
    """Return whether JSON is an update plan."""
    return isinstance(document, Mapping) and isinstance(document.get("resourcePlans"), Mapping)


def read_plan(document: Mapping[str, Any], state: Iterable[Resource] | None) -> Preview:
    """Return the preview that an update plan was saved by.

    Args:
        document: the plan, parsed.
        state: resources of the state; without it what is before a change is `UNTOLD`.

    Raises:
        LookupError, TypeError, AttributeError: a resource's plan has another shape.
    """
    known = by_urn(state)
    plans = document["resourcePlans"]
    steps = [step for urn, row in plans.items() if (step := _step(urn, row, known.get(urn)))]
    if state is None:
        steps = [_without_state(step, plans[step.urn].get("goal") or {}) for step in steps]
    project, stack = stack_of(plans)
    notes = (WITHOUT_REASONS,) if state is not None else (WITHOUT_STATE, WITHOUT_REASONS)
    return Preview(
        source=Source.PLAN,
        project=project,
        stack=stack,
        steps=tuple(steps),
        messages=tuple(Message("info", text) for text in notes),
        config=configuration(document.get("config")),
    )


def planned_dependencies(document: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return, by URN, the URNs that each property would depend on: what an event log does not tell.

    Args:
        document: the plan, parsed.
    """
    return {
        urn: dependencies((row.get("goal") or {}).get("propertyDependencies"))
        for urn, row in document["resourcePlans"].items()
    }


def _step(urn: str, row: Mapping[str, Any], known: Resource | None) -> Step | None:
    draft = Draft(urn)
    goal = row.get("goal")
    before = known or Resource(urn, _type(urn, goal), name_of(urn), custom=bool(goal["custom"]) if goal else True)
    for operation in row.get("steps") or ():
        draft.note(operation, before, _after(urn, row, before) if goal else None)
    # A secret that differs looks the same.
    difference = (goal or {}).get("inputDiff") or {}
    draft.explain(None, [name for kind in ("adds", "updates", "deletes") for name in difference.get(kind) or ()], None)
    return draft.step()


def _without_state(step: Step, goal: Mapping[str, Any]) -> Step:
    wanted = step.after.inputs if step.after else {}
    return replace(step, changes=tuple(_untold(goal, wanted)) if step.changes else ())


def _type(urn: str, goal: Mapping[str, Any] | None) -> str:
    return plain_type(goal["type"] if goal else urn.split("::", 3)[2].rpartition("$")[2])


def _after(urn: str, row: Mapping[str, Any], before: Resource) -> Resource:
    goal = row["goal"]
    difference = goal.get("inputDiff") or {}
    gone = set(difference.get("deletes") or ())
    wanted = properties(difference.get("adds")) | properties(difference.get("updates"))
    kept = {name: value for name, value in before.inputs.items() if name not in gone}
    inputs, outputs = kept | wanted, properties(row.get("state"), goal.get("additionalSecretOutputs") or ())
    hide_repeated(inputs, outputs)
    return Resource(
        urn=urn,
        type=_type(urn, goal),
        name=name_of(urn),
        id=before.id if not {"create", "create-replacement"} & set(row["steps"]) else "",
        parent=goal.get("parent") or "",
        provider=provider_name(goal.get("provider") or ""),
        protect=bool(goal.get("protect")),
        custom=bool(goal["custom"]),
        inputs=inputs,
        outputs=outputs,
        dependencies=dependencies(goal.get("propertyDependencies")),
    )


def _untold(goal: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterable[PropertyChange]:
    """What differs, when nobody says what it was."""
    difference = goal.get("inputDiff") or {}
    for name in difference.get("adds") or ():
        yield PropertyChange(format_path([name]), None, wanted[name])
    for name in difference.get("deletes") or ():
        yield PropertyChange(format_path([name]), UNTOLD, None)
    for name in difference.get("updates") or ():
        yield PropertyChange(format_path([name]), UNTOLD, wanted[name])
