"""Loads of the provider SDKs' packages only the modules that are used.

`pulumi_aws.ec2` and its like import a module for each of their resource types, hundreds of them, for the few that a
program names: a third of the time of a preview's program. Loaded sparingly, such a package is empty until it is asked
for a name, and then imports the one module that has it. A package that holds more than those imports is loaded whole.
"""

import re
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, Final

SDKS: Final = ("pulumi_aws", "pulumi_azure_native")
"""The SDKs that have such packages, one level below their top."""

_IMPORT_OF_ALL: Final = re.compile(r"^from \.(\w+) import \*$", re.MULTILINE)
_BESIDE: Final = re.compile(
    r"#.*|import builtins as _builtins|import typing|from \.\. import _utilities|from \. import outputs|"
)
_ALL: Final = re.compile(r"^__all__ = \[(.*?)\]", re.MULTILINE | re.DOTALL)


def load_sparingly() -> None:
    """Load packages of the SDKs this way from now on; what is loaded already stays as it is."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        sdk, _, package = fullname.partition(".")
        if sdk not in SDKS or not package or "." in package:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.submodule_search_locations and spec.loader is not None:
            spec.loader = _Loader(spec.loader, Path(spec.submodule_search_locations[0]))
        return spec


class _Loader(Loader):
    def __init__(self, whole: Loader, folder: Path) -> None:
        self._whole = whole
        self._folder = folder

    def exec_module(self, module: ModuleType) -> None:
        source = (self._folder / "__init__.py").read_text(encoding="utf-8")
        if all(_BESIDE.fullmatch(line) for line in _IMPORT_OF_ALL.sub("", source).splitlines()):
            vars(module)["__getattr__"] = _finding(module, self._folder, _IMPORT_OF_ALL.findall(source))
        else:
            self._whole.exec_module(module)


def _finding(module: ModuleType, folder: Path, parts: Sequence[str]) -> Any:
    """Return a module's `__getattr__`: the name from the last part that has it, as after all the imports."""

    @cache
    def homes() -> dict[str, str]:
        return {name: part for part in parts for name in _names(folder / f"{part}.py")}

    def find(name: str) -> Any:
        if name not in homes():
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}", name=name, obj=module)
        value = getattr(import_module(f"{module.__name__}.{homes()[name]}"), name)
        setattr(module, name, value)
        return value

    return find


def _names(file: Path) -> list[str]:
    """Return what `import *` takes from a module."""
    listed = _ALL.search(file.read_text(encoding="utf-8"))
    return re.findall(r"'(\w+)'", listed[1]) if listed else []
