"""How the simulated clouds behave: one record a resource type, one table of everything they refuse."""

from __future__ import annotations

import importlib
import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lifeboat.sandbox.clouds.model import Catalog

_MODULES: Final = {
    "aws": "lifeboat.sandbox.clouds.aws",
    "azure-native": "lifeboat.sandbox.clouds.azure",
    "random": "lifeboat.sandbox.clouds.random",
}
_STABLE_OUTPUTS: Final = {"azure-native": frozenset({"name", "location"})}
"""Update in pulumi-azure-native provider/pkg/provider/provider.go: a preview answers "inputs + a limited list of
outputs that are universally immutable", and that list is `name` and `location`. The other two providers are bridged:
there a computed output stays what it was unless the provider's plan marks it as computed anew."""


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
    module = importlib.import_module(_MODULES[package])
    return Catalog(
        package=package,
        version=sdk_version(package),
        types={each.token: each for each in module.TYPES},
        lookups={each.token: each for each in module.LOOKUPS},
        stable_outputs=_STABLE_OUTPUTS.get(package),
    )


def sdk_version(package: str) -> str:
    """The plugin version that the installed SDK of a package asks the engine for, without importing the SDK.

    Args:
        package: Pulumi package name, such as `azure-native`.

    Returns:
        The version in the SDK's `pulumi-plugin.json`, such as `3.29.0`.

    Raises:
        ModuleNotFoundError: the SDK is not installed.
    """
    module = f"pulumi_{package.replace('-', '_')}"
    spec = find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the Pulumi SDK {module} is not installed", name=module)
    facts = json.loads(Path(spec.submodule_search_locations[0], "pulumi-plugin.json").read_text(encoding="utf-8"))
    return str(facts["version"])
