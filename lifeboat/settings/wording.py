"""From pydantic's errors to problems that a person can act on."""

import difflib
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic_core import ErrorDetails

from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.shape import block, field_at, forms, resolve

_LONGEST_FOUND: Final = 80
_LONGEST_NUMBER: Final = 10**30

_KINDS: Final = {
    "int_type": ("a whole number", "Write digits alone, without quotes."),
    "string_type": ("text", "Write text, in quotes where YAML would read something else."),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "list_type": ("a list", "Write a list, one item a line behind a hyphen."),
    "dict_type": ("a block of keys", "Write keys and values, indented below it."),
    "model_type": ("a block of keys", "Write keys and values, indented below it."),
    "model_attributes_type": ("a block of keys", "Write keys and values, indented below it."),
    "string_too_short": ("text that is not empty", "Write some text."),
    "invalid_key": ("keys that are text", "Write the key as text."),
}
_BLOCKS: Final = frozenset({"list_type", "dict_type", "model_type", "model_attributes_type"})


def is_encrypted(value: Any) -> bool:
    """Return whether a value is one that Pulumi encrypted in the stack file: `{secure: ...}`."""
    return isinstance(value, Mapping) and set(value) == {"secure"}


def problem_of(detail: ErrorDetails) -> Problem:
    """Return the problem that an error of pydantic means."""
    path, _ = resolve(detail["loc"])
    if detail["type"].startswith("union_tag"):
        path = (*path, "mode")
    return Problem(path, _found(detail, path), *_advice(detail))


def _advice(detail: ErrorDetails) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    kind = detail["type"]
    if is_encrypted(detail["input"]) or (kind == "extra_forbidden" and detail["loc"][-1] == "secure"):
        return "a value in clear", "Only pre-shared keys are secrets.", "Set it again without --secret."
    if kind == "lifeboat":
        return context["allowed"], context["why"], context["fix"]
    if kind == "extra_forbidden":
        return _unknown_key(detail["loc"])
    if kind == "missing":
        return "a value", "It has no default.", f"Add {detail['loc'][-1]}."
    if kind == "literal_error" or kind.startswith("union_tag"):
        return _choice(detail)
    allowed, fix = _KINDS.get(kind, ("", "")) if kind in _KINDS else _bounds(detail)
    return allowed, _meaning(detail["loc"]), fix


def _choice(detail: ErrorDetails) -> tuple[str, str, str]:
    expected = str(detail.get("ctx", {}).get("expected", detail.get("ctx", {}).get("expected_tags", "")))
    allowed = [word.strip().strip("'") for word in expected.replace(" or ", ", ").split(",")]
    value = detail["input"].get("mode") if isinstance(detail["input"], Mapping) else detail["input"]
    near = difflib.get_close_matches(value[:_LONGEST_FOUND], allowed, n=1) if isinstance(value, str) else []
    why = "Nothing else is known here."
    return " or ".join(allowed), why, f"Did you mean {near[0]}?" if near else f"Use {allowed[0]}, for example."


def _bounds(detail: ErrorDetails) -> tuple[str, str]:
    context = detail.get("ctx", {})
    field = field_at(detail["loc"])
    bounds = {name: getattr(mark, name) for mark in (field.metadata if field else ()) for name in ("ge", "le")
              if hasattr(mark, name)}  # fmt: skip
    if detail["type"] in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        return (f"at most {most} items", "Remove some.") if most else (f"at least {least} item", "Add one.")
    if "le" in bounds:
        return f"{bounds['ge']} to {bounds['le']}", "Choose a value in between."
    return (f"{bounds['ge']} or more", "Choose a larger one.") if bounds else (detail["msg"], "Correct it.")


def _meaning(location: tuple[str | int, ...]) -> str:
    """Return what a setting is, as the reason why something else does not fit."""
    while location and isinstance(location[-1], int):
        location = location[:-1]
    field = field_at(location)
    model = block(resolve(location)[1])
    text = (field.description if field else None) or (model.__doc__ if model else None)
    # What a change does to a deployment is no reason.
    return " ".join((text or "It has another form.").split()).partition(" A change ")[0]


def _found(detail: ErrorDetails, path: Path) -> str:
    value, kind = detail["input"], detail["type"]
    if kind == "missing":
        return "nothing"
    if is_encrypted(value):
        return "an encrypted value"
    if "pre_shared_key" in path:
        return "a secret that is not shown"
    if kind == "extra_forbidden":
        return "an unknown key"
    if kind.startswith("union_tag"):
        value = value.get("mode") if isinstance(value, Mapping) else value
    if isinstance(value, str) and kind in _BLOCKS:
        return "text"  # it may be a secret that was meant for a key further down
    return _shown(value, quoted=kind in _KINDS)


def _shown(value: Any, *, quoted: bool) -> str:
    """Return a value as YAML would have it. A whole block is named, not shown: it may hold a secret further down."""
    if isinstance(value, Mapping | list):
        count = len(value)
        unit = "key" if isinstance(value, Mapping) else "item"
        return f"{count or 'no'} {unit}{'' if count == 1 else 's'}"
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) > _LONGEST_NUMBER:
        return "a very large number"
    text = str(value)
    if isinstance(value, str) and (quoted or not text.isprintable() or text.strip() != text or not text):
        text = json.dumps(text)
    return text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"


def _unknown_key(location: tuple[str | int, ...]) -> tuple[str, str, str]:
    model = block(resolve(location[:-1])[1])
    known = sorted(model.model_fields) if model else []
    key = str(location[-1])
    elsewhere = [mode for mode, form in forms(resolve(location[:-2])[1]).items() if key in form.model_fields]
    if elsewhere:
        return (
            ", ".join(known),
            f"{key} goes with mode {' or '.join(elsewhere)}.",
            "Change the mode, or remove the key.",
        )
    near = difflib.get_close_matches(key, known, n=1)
    fix = f"Did you mean {near[0]}?" if near else "Remove it."
    return ", ".join(known), "A misspelled key would be ignored in silence.", fix
