"""The digest of `pulumi preview --json`: one document, with dependencies and without policies."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from lifeboat.previews.model import Message, Operation, Preview, Resource, Source, Step
from lifeboat.previews.states import by_urn, resource
from lifeboat.previews.steps import Draft, with_dependencies
from lifeboat.previews.values import colourless, configuration, stack_of


def is_digest(document: Any) -> bool:
    """Return whether JSON is the digest of a preview."""
    return isinstance(document, Mapping) and "steps" in document and isinstance(document["steps"], list | None)


def read_digest(document: Mapping[str, Any], state: Iterable[Resource] | None) -> Preview:
    """Return the preview in a digest.

    Args:
        document: the JSON, parsed.
        state: resources of the state; those that the digest leaves out stay the same.

    Raises:
        LookupError, TypeError, AttributeError: a step in it has no URN or another shape.
    """
    steps = [step for draft in _drafts(document["steps"] or ()).values() if (step := draft.step())]
    known = by_urn(state)
    told = [with_dependencies(step, known, {}) for step in steps]
    named = {step.urn for step in told}
    told += [Step(Operation.SAME, each, each) for each in known.values() if each.urn not in named]
    messages = tuple(_messages(document.get("diagnostics") or ()))
    project, stack = stack_of(step.urn for step in told)
    return Preview(
        source=Source.DIGEST,
        project=project,
        stack=stack,
        steps=tuple(told),
        messages=messages,
        config=configuration(document.get("config")),
        succeeded="changeSummary" in document and not any(message.severity == "error" for message in messages),
    )


def _drafts(rows: Iterable[Mapping[str, Any]]) -> dict[str, Draft]:
    drafts: dict[str, Draft] = {}
    for row in rows:
        urn = row["urn"]
        old, new = row.get("oldState"), row.get("newState")
        draft = drafts.setdefault(urn, Draft(urn))
        after = resource(new, urn) if new else None
        if after and old and row["op"] in {"same", "update"}:
            after = replace(after, id=old.get("id") or "")  # the engine puts it in later
        draft.note(row["op"], resource(old, urn) if old else None, after)
        draft.explain(row.get("detailedDiff"), row.get("diffReasons"), row.get("replaceReasons"))
        # The old one goes first exactly when it waits for its replacement.
        draft.deletes_first = draft.deletes_first or bool(old and old.get("pendingReplacement"))
    return drafts


def _messages(rows: Iterable[Mapping[str, Any]]) -> Iterable[Message]:
    for row in rows:
        severity = str(row.get("severity", "info")).partition("#")[0]
        text = colourless(row.get("message", "")).strip()
        if text and severity != "debug":
            yield Message(severity, text, row.get("urn", ""))
