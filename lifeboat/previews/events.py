"""The engine's event log, and its streaming JSON: one event a line, read as a stream.

Debug messages are dropped before they are parsed: they hold secret outputs of the stack in clear.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeboat.previews.model import Message, Preview, ReadError, Source
from lifeboat.previews.policies import Judgements
from lifeboat.previews.states import resource
from lifeboat.previews.steps import Draft
from lifeboat.previews.values import colourless, configuration, marked, stack_of

HOW_TO_LOG = "Write one with `PULUMI_DEBUG_COMMANDS=1 pulumi preview --event-log FILE`."

_HEAD = re.compile(rb'\{"sequence":\d+,"timestamp":\d+,"(\w+)":\{')
_STEP_HEAD = re.compile(rb'"metadata":\{"op":"([a-z-]+)","urn":("(?:[^"\\]|\\.)*")')
_DEBUG = b'"severity":"debug"'
_PLANNED = b'"planning":true}}'

CUT = Message(
    "error",
    "The log ends before the preview does: it was stopped, or the file is cut. What would have come after is missing.",
)
"""Stands in a preview whose log has no end."""


@dataclass
class _Log:
    label: str
    drafts: dict[str, Draft] = field(default_factory=dict)
    waiting: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    refreshing: set[str] = field(default_factory=set)
    judgements: Judgements = field(default_factory=Judgements)
    messages: list[Message] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    summary: Mapping[str, Any] | None = None


def is_event(row: Any) -> bool:
    """Return whether a line's JSON is an event of the engine."""
    return isinstance(row, Mapping) and "sequence" in row and "timestamp" in row


def read_events(lines: Iterable[bytes], label: str) -> Preview:
    """Return the preview in an event log. A log that ends too early gives what is in it, as one that did not succeed.

    Args:
        lines: the log's lines, each with its line break.
        label: what to call it in an error.

    Raises:
        ReadError: it is the log of a deployment, or a line in it is no event.
    """
    log = _Log(label)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            going_on = _read_line(log, line)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            if not line.endswith(b"\n"):
                break  # the writer was stopped in the middle of it
            raise ReadError(f"{label}, line {number}: no event of the engine ({error}). {HOW_TO_LOG}") from error
        if not going_on:
            break
    for urn, (operation, line) in log.waiting.items():
        try:
            _finish_waiting(log, operation, line)
        except (LookupError, TypeError, AttributeError) as error:
            raise ReadError(f"{label}: the step of {urn} is not whole ({error}). {HOW_TO_LOG}") from error
    return _preview(log)


def _read_line(log: _Log, line: bytes) -> bool:
    """Take in one line; returns whether what follows still belongs to the preview."""
    head = _HEAD.match(line)
    kind = head[1].decode() if head else ""
    if kind == "diagnosticEvent" and _DEBUG in line:
        return True
    if kind == "resourcePreEvent" and line.rstrip().endswith(_PLANNED):
        found = _STEP_HEAD.search(line, 0, 2000)
        if found:
            _await(log, found[1].decode(), json.loads(found[2]), line)
            return True
    if kind == "policyRemediateSummaryEvent" and not log.judgements.wants(line):
        return True
    row = json.loads(line)
    if not is_event(row):
        raise ValueError("it has no sequence and timestamp")
    return _dispatch(log, row, line)


def _await(log: _Log, operation: str, urn: str, line: bytes) -> None:
    """Keep the start of a step until its end tells the same and more; only a stopped preview leaves one."""
    log.drafts.setdefault(urn, Draft(urn))
    log.waiting[urn] = (operation, line)
    if operation == "refresh":
        log.refreshing.add(urn)
    else:
        log.refreshing.discard(urn)


def _finish_waiting(log: _Log, operation: str, line: bytes) -> None:
    try:
        row = json.loads(line)
    except ValueError:
        return  # half a line at the end
    _step(log, row["resourcePreEvent"]["metadata"], operation, line)


def _dispatch(log: _Log, row: Mapping[str, Any], line: bytes) -> bool:
    if pre := row.get("resourcePreEvent"):
        if not pre.get("planning"):
            return _deployment(log)
        _await(log, pre["metadata"]["op"], pre["metadata"]["urn"], line)
    elif done := row.get("resOutputsEvent"):
        if not done.get("planning"):
            return _deployment(log)
        metadata = done["metadata"]
        log.waiting.pop(metadata["urn"], None)
        # The end of a refresh carries the name of what the refresh found.
        _step(log, metadata, "refresh" if metadata["urn"] in log.refreshing else metadata["op"], line)
    elif said := row.get("diagnosticEvent"):
        _say(log, said)
    elif prelude := row.get("preludeEvent"):
        log.config = configuration(prelude.get("config"))
    elif summary := row.get("summaryEvent"):
        if not summary.get("isPreview"):
            return _deployment(log)
        log.summary = summary
    elif failed := row.get("errorEvent"):
        log.messages.append(Message("error", colourless(failed["error"]).strip()))
    else:
        log.judgements.note(row)
    return True


def _deployment(log: _Log) -> bool:
    """An `up` logs its preview first; without one there is nothing to read."""
    if log.summary is None:
        raise ReadError(
            f"{log.label}: it is the log of a deployment (`up`, `refresh` or `destroy`), not of a preview. {HOW_TO_LOG}"
        )
    return False


def _step(log: _Log, metadata: Mapping[str, Any], operation: str, line: bytes) -> None:
    urn = metadata["urn"]
    look = marked(line)
    old, new = metadata.get("old"), metadata.get("new")
    draft = log.drafts.setdefault(urn, Draft(urn))
    draft.note(
        operation,
        resource(old, urn, look=look) if old else None,
        resource(new, urn, look=look) if new else None,
    )
    draft.explain(metadata.get("detailedDiff"), metadata.get("diffs"), metadata.get("keys"))


def _say(log: _Log, said: Mapping[str, Any]) -> None:
    if said.get("severity") == "debug" or said.get("ephemeral"):
        return
    # `info#err` is what the program wrote to its standard error.
    severity = said["severity"].partition("#")[0]
    text = colourless(said.get("message", "")).strip()
    if text:
        log.messages.append(Message(severity, text, said.get("urn", "")))


def _preview(log: _Log) -> Preview:
    steps = tuple(step for draft in log.drafts.values() if (step := draft.step()))
    if log.summary is None:
        log.messages.append(CUT)
    packs = (log.summary or {}).get("PolicyPacks") or {}
    project, stack = stack_of(log.drafts)
    return Preview(
        source=Source.EVENTS,
        project=project,
        stack=stack,
        steps=steps,
        verdicts=tuple(log.judgements.said),
        runs=log.judgements.runs(),
        packs={name.partition("|")[0]: version for name, version in packs.items()} or log.judgements.packs,
        messages=tuple(log.messages),
        config=log.config,
        succeeded=log.summary is not None
        and log.summary.get("result", "succeeded") == "succeeded"
        and not log.judgements.mandatory
        and not any(message.severity == "error" for message in log.messages),
    )
