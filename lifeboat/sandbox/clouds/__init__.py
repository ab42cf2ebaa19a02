"""How the simulated clouds behave: one record a resource type, one table of everything they refuse."""

from __future__ import annotations

import importlib
import json
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lifeboat.sandbox.clouds.model import Catalog

_MODULES: Final = {
    "aws": ("lifeboat.sandbox.clouds.aws", "pulumi_aws"),
    "azure-native": ("lifeboat.sandbox.clouds.azure", "pulumi_azure_native"),
    "random": ("lifeboat.sandbox.clouds.random", "pulumi_random"),
}


@cache
def catalog(package: str) -> Catalog:
    """Everything the stand-in of one provider package knows; only that package's module is imported.

    Args:
        package: Pulumi package name: `aws`, `azure-native` or `random`.

    Returns:
        The catalog, at the plugin version that the installed SDK asks for.

    Raises:
        KeyError: there is no stand-in for that package.
    """
    module_name, sdk = _MODULES[package]
    module = importlib.import_module(module_name)
    return Catalog(
        package=package,
        version=_plugin_version(sdk),
        types={each.token: each for each in module.TYPES},
        lookups={each.token: each for each in module.LOOKUPS},
    )


def _plugin_version(sdk: str) -> str:
    """The plugin version an installed SDK asks for, read without importing it: that import takes a while."""
    spec = find_spec(sdk)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        about = Path(folder) / "pulumi-plugin.json"
        if about.is_file():
            return str(json.loads(about.read_text(encoding="utf-8"))["version"])
    return version(sdk)
