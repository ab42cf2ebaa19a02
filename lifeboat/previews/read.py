"""Reading a preview without being told in which form it was written."""

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from lifeboat.previews.digest import is_digest, read_digest
from lifeboat.previews.events import is_event, read_events
from lifeboat.previews.model import Preview, ReadError, Resource
from lifeboat.previews.plan import is_plan, read_plan
from lifeboat.previews.states import by_urn
from lifeboat.previews.steps import with_dependencies

HOW_TO_WRITE = (
    "A preview is written by `PULUMI_DEBUG_COMMANDS=1 pulumi preview --event-log FILE` (which tells most), by"
    " `pulumi preview --json > FILE`, or by `pulumi preview --save-plan FILE`."
)


def read_preview(source: Path | str | BinaryIO, state: Iterable[Resource] | None = None) -> Preview:
    """Return a preview, in whichever form the engine wrote it.

    Args:
        source: a file's path, its text, or a stream of bytes such as standard input.
        state: resources of the state before (`read_state`); it adds what the form leaves out.

    Raises:
        ReadError: there is no such file, or it is something else.
    """
    if isinstance(source, Path):
        try:
            with source.open("rb") as lines:
                return _read(lines, str(source), state)
        except OSError as error:
            raise ReadError(f"{source}: {error.strerror}. {HOW_TO_WRITE}") from error
    if isinstance(source, str):
        return _read(source.encode().splitlines(keepends=True), "the preview", state)
    return _read(source, str(getattr(source, "name", "the preview")), state)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the collector of cycles away: JSON has none, and looking for them doubles the time of a long log."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_no_collection()
def _read(lines: Iterable[bytes], label: str, state: Iterable[Resource] | None) -> Preview:
    rest = iter(lines)
    first = next((line for line in rest if line.strip()), None)
    if first is None:
        raise ReadError(f"{label}: it is empty. {HOW_TO_WRITE}")
    whole = chain([first], rest)
    if is_event(_json_or_none(first)):
        return _with_dependencies(read_events(whole, label), state)
    document = _document(b"".join(whole), label)
    try:
        if is_digest(document):
            return read_digest(document, state)
        if is_plan(document):
            return read_plan(document, state)
    except (LookupError, TypeError, AttributeError) as error:
        raise ReadError(f"{label}: it begins like a preview, but a step in it is not whole. {HOW_TO_WRITE}") from error
    raise ReadError(f"{label}: {_what_else(document)} {HOW_TO_WRITE}")


def _json_or_none(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _document(text: bytes, label: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        found = "it is cut before its end" if text.lstrip().startswith(b"{") else "it is no JSON"
        raise ReadError(f"{label}: {found} ({error}). {HOW_TO_WRITE}") from error


def _what_else(document: Any) -> str:
    if isinstance(document, dict) and "deployment" in document:
        return "it is the state of a stack, which says what there is and not what would change."
    return "it is JSON, but no preview."


def _with_dependencies(preview: Preview, state: Iterable[Resource] | None) -> Preview:
    if state is None:
        return preview
    known = by_urn(state)
    return replace(preview, steps=tuple(with_dependencies(step, known, {}) for step in preview.steps))
