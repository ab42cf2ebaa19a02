"""Rows of every module beside this one whose name begins with a word."""

from importlib import import_module
from pathlib import Path
from typing import Any


def rows(beginning: str, name: str) -> dict[str, Any]:
    """Return the mappings of a name, of every module that begins so, as one.

    Args:
        beginning: of the modules' names, such as `calls_`.
        name: of the mapping in them, such as `CALLS`.
    """
    files = sorted(Path(__file__).parent.glob(f"{beginning}*.py"))
    modules = [import_module(f"tests.iam.{each.stem}") for each in files]
    merged: dict[str, Any] = {}
    for module in modules:
        twice = set(merged) & set(getattr(module, name))
        assert not twice, f"{module.__name__} repeats {sorted(twice)}"
        merged |= getattr(module, name)
    return merged
