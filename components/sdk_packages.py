"""Loads of the provider SDKs' packages only the modules that are used.

`pulumi_aws.ec2` and its like import a module for each of their resource types, hundreds of them, for the few that a
program names: a third of the time of a preview's program. Loaded sparingly, such a package is empty until it is asked
for a name, and then imports the one module that has it. A package that holds more than those imports is loaded whole.
"""

import re
import sys
from collections.abc import Sequence
from functools import cached_property
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
            vars(module)["_parts"] = _Parts(self._folder, _IMPORT_OF_ALL.findall(source))
            module.__class__ = _Package
        else:
            self._whole.exec_module(module)


class _Parts:
    """The modules of which a package takes all names, in its order."""

    def __init__(self, folder: Path, modules: Sequence[str]) -> None:
        self._folder = folder
        self._modules = modules

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Names that `import *` takes, by module."""
        found = {each: (self._folder / f"{each}.py").read_text(encoding="utf-8") for each in self._modules}
        return {each: _names(text) for each, text in found.items()}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Module by name: the last one that has it, as after all the imports."""
        return {name: each for each, names in self.names.items() for name in names}


class _Package(ModuleType):
    """A package that imports one of its parts when it is asked for a name that the part has."""

    _parts: _Parts

    def __getattr__(self, name: str) -> Any:
        home = None if name.startswith("__") else self._parts.homes.get(name)
        if home is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)
        return getattr(import_module(f"{self.__name__}.{home}"), name)

    def __setattr__(self, name: str, value: object) -> None:
        # Whoever imports a part, Python then sets it here by its own name, which for get_vpc and its like is that of a
        # function in it: the names of the part go on top, as after `import *`.
        super().__setattr__(name, value)
        if isinstance(value, ModuleType):
            for each in self._parts.names.get(name, ()):
                super().__setattr__(each, getattr(value, each))


def _names(source: str) -> list[str]:
    """Return what `import *` takes from a module."""
    listed = _ALL.search(source)
    return re.findall(r"'(\w+)'", listed[1]) if listed else []
