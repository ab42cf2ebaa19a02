"""From raw configuration to `Settings`: every problem of the whole stack found in one run."""

import copy
import difflib
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from lifeboat.settings.checks import cross_checks
from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem, SettingsError, render_path

_TAGS: Final = frozenset({"create", "adopt", "existing", "default"})
_ROUNDS: Final = 8
_LONGEST_FOUND: Final = 80

SAMPLE: Final[Mapping[str, Any]] = {
    "name": "sample",
    "primary": {
        "region": "westeurope",
        "network": {
            "virtual_network": {"name": "vnet-sample", "address_space": ["10.255.0.0/20"]},
            "gateway_subnet": {"cidr": "10.255.15.224/27"},
            "workload_subnets": [{"name": "sample", "cidr": "10.255.1.0/24"}],
            "egress": {"id": "", "described_as": "sample"},
        },
        "resource_group": {"name": "sample"},
    },
    "recovery": {
        "region": "eu-central-1",
        "zones": ["eu-central-1a"],
        "network": {
            "cidr": "10.255.16.0/20",
            "vpc_id": "vpc-00000000",
            "staging_subnets": [{"id": "subnet-00000000", "cidr": "10.255.16.0/24", "route_table_id": "rtb-00000000"}],
            "recovery_subnets": [{"id": "subnet-00000000", "cidr": "10.255.17.0/24", "route_table_id": "rtb-00000000"}],
        },
        "failback": {"client_ranges": ["10.255.1.0/24"]},
    },
    "replication": {"template": {"id": "rct-00000000000000000"}},
    "other_ranges": [{"name": "sample", "cidr": "10.255.32.0/24"}],
}
"""A valid value for every required setting. It stands in for a wrong one so that the rest can still be judged;
nothing is ever said about it."""


def parse(raw: Mapping[str, Any]) -> Settings:
    """Return the settings of a stack.

    Args:
        raw: the configuration as plain data, keys without the project's prefix.

    Raises:
        SettingsError: with every problem, those of single values and those between values.
    """
    working: dict[str, Any] = copy.deepcopy(dict(raw))
    problems: list[Problem] = []
    tainted: list[Path] = []
    for _ in range(_ROUNDS):
        try:
            settings = Settings.model_validate(working)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                problem = _problem(detail)
                problems.append(problem)
                tainted.append(problem.path)
                _mend(working, _location(detail))
        else:
            problems += [found for found in cross_checks(settings) if not _rests_on(found, tainted)]
            if problems:
                raise SettingsError(problems)
            return settings
    raise SettingsError(problems)


def _rests_on(problem: Problem, tainted: list[Path]) -> bool:
    paths = (problem.path, *problem.involves)
    return any(path[: len(bad)] == bad or bad[: len(path)] == path for path in paths for bad in tainted)


def _location(detail: ErrorDetails) -> Path:
    # Discriminated unions put the chosen branch into the location; people do not write it.
    parts = tuple(part for part in detail["loc"] if part not in _TAGS and part != "[key]")
    return (*parts, "mode") if detail["type"].startswith("union_tag") else parts


def _mend(working: Any, path: Path) -> None:
    """Replace what stands at a path by the sample's value, or remove it (a whole list) where the sample has none."""
    *parents, last = path
    holder: Any = working
    sample: Any = SAMPLE
    for part in parents:
        holder = holder[part]
        sample = sample[0 if isinstance(part, int) else part] if _has(sample, part) else None
    if _has(sample, last):
        holder[last] = copy.deepcopy(sample[0 if isinstance(last, int) else last])
    elif isinstance(holder, dict):
        holder.pop(last, None)
    else:
        holder.clear()


def _has(sample: Any, part: str | int) -> bool:
    if isinstance(part, int):
        return isinstance(sample, list) and bool(sample)
    return isinstance(sample, Mapping) and part in sample


def _problem(detail: ErrorDetails) -> Problem:
    path = _location(detail)
    context = detail.get("ctx", {})
    if detail["type"] == "lifeboat":
        allowed, why, fix = context["allowed"], context["why"], context["fix"]
    elif detail["type"] == "extra_forbidden":
        allowed, why, fix = _unknown_key(path)
    else:
        allowed, why, fix = _standard(detail, path)
    return Problem(path, _found(detail, path), allowed, why, fix)


def _found(detail: ErrorDetails, path: Path) -> str:
    if detail["type"] == "missing":
        return "nothing"
    if "pre_shared_key" in path:
        return "(secret)"
    if detail["type"] == "extra_forbidden":
        return "an unknown key"
    value = detail["input"]
    if detail["type"].startswith("union_tag"):
        value = value.get("mode") if isinstance(value, Mapping) else value
    if isinstance(value, Mapping | list):
        # A whole block is named, not printed: it may hold a secret further down.
        return f"a {'block' if isinstance(value, Mapping) else 'list'} of {len(value)}"
    text = repr(value) if isinstance(value, str) and value.strip() != value else str(value)
    return text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"


def _unknown_key(path: Path) -> tuple[str, str, str]:
    known = _keys_beside(path)
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    fix = f"Did you mean {near[0]}?" if near else "Remove it."
    return ", ".join(known), "A misspelled key would be ignored in silence.", fix


def _keys_beside(path: Path) -> list[str]:
    """Return the keys that a block knows, over all its forms."""
    models: list[type[BaseModel]] = [Settings]
    for part in path[:-1]:
        if isinstance(part, str):
            fields = [model.model_fields[part].annotation for model in models if part in model.model_fields]
            models = [found for annotation in fields for found in _models_in(annotation)]
    return sorted({key for model in models for key in model.model_fields})


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for inner in getattr(annotation, "__args__", ()) for found in _models_in(inner)]


def _standard(detail: ErrorDetails, path: Path) -> tuple[str, str, str]:
    context = detail.get("ctx", {})
    kind = detail["type"]
    name = render_path(path[-1:])
    expected = {
        "missing": "a value",
        "literal_error": context.get("expected", ""),
        "union_tag_invalid": context.get("expected_tags", ""),
        "union_tag_not_found": "create or adopt",
        "greater_than_equal": f"{context.get('ge')} or more",
        "less_than_equal": f"{context.get('le')} or less",
        "int_type": "a whole number without quotes",
        "string_type": "text",
        "bool_type": "true or false without quotes",
        "list_type": "a list",
        "dict_type": "a block of keys",
        "model_type": "a block of keys",
        "model_attributes_type": "a block of keys",
        "string_too_short": "text that is not empty",
        "too_short": f"at least {context.get('min_length')} in the list",
        "too_long": f"at most {context.get('max_length')} in the list",
    }.get(kind, detail["msg"])
    why = "It has no default." if kind == "missing" else ""
    return expected.replace("'", ""), why, f"{'Add' if kind == 'missing' else 'Correct'} {name}."
