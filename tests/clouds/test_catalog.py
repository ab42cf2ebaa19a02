"""The catalogs speak the installed SDKs' language, and load without them."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from lifeboat.sandbox.clouds import catalog

PACKAGES = {"aws": "pulumi_aws", "azure-native": "pulumi_azure_native", "random": "pulumi_random"}
KINDS = [kind for package in PACKAGES for kind in catalog(package).types.values()]


def snake(name):
    parted = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", parted).lower()


def sdk_folder(package):
    return Path(next(iter(find_spec(PACKAGES[package]).submodule_search_locations)))


def sdk_source(token):
    package, module, name = token.split(":")
    folder = {"lambda": "lambda_", "index": ""}.get(module.split("/")[0], module.split("/")[0])
    return (sdk_folder(package) / folder / f"{snake(name)}.py").read_text(encoding="utf-8")


def properties_of(source):
    found = re.findall(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n\s+(?:@\S+\n\s+)*def (\w+)\(self\) ->', source)
    return {wire or plain for wire, plain in found}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.token)
def test_every_property_a_type_names_is_one_of_the_sdk(kind):
    named = {*kind.computed, *kind.defaults, *kind.secrets, *kind.ignored_on_update}
    named |= {path.split(".")[0] for path in kind.replace_on}
    named |= {each.path.split(".")[0].removesuffix("[]") for each in kind.references}
    named |= {kind.name_property} - {None}
    assert named - properties_of(sdk_source(kind.token)) == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.token)
def test_a_type_token_is_the_one_the_sdk_registers(kind):
    assert f"'{kind.token}'" in sdk_source(kind.token)


@pytest.mark.parametrize("package", ["aws", "azure-native"])
def test_every_lookup_is_a_function_of_the_sdk(package):
    for token in catalog(package).lookups:
        _, module, name = token.split(":")
        folder = "" if module.startswith("index") else module.split("/")[0]
        source = (sdk_folder(package) / folder / f"{snake(name)}.py").read_text(encoding="utf-8")
        assert f"'{token}'" in source


@pytest.mark.parametrize(("package", "sdk"), PACKAGES.items())
def test_the_version_is_the_one_the_sdk_asks_the_engine_for(package, sdk):
    about = (sdk_folder(package) / "pulumi-plugin.json").read_text(encoding="utf-8")
    assert f'"version": "{catalog(package).version}"' in about


def test_azure_promises_name_and_location_in_a_preview_and_the_bridged_providers_everything():
    """Update in pulumi-azure-native's provider.go against the bridge's rule; see `Catalog.stable_outputs`."""
    kept = {package: catalog(package).stable_outputs for package in PACKAGES}
    assert kept == {"aws": None, "azure-native": {"name", "location"}, "random": None}


def test_catalogs_and_refusals_load_without_what_takes_long_to_import():
    """Five stand-ins load them for every command: no SDK, no botocore, and no model of the settings."""
    slow = {"pulumi", "pulumi_aws", "pulumi_azure_native", "botocore", "grpc", "pydantic", "lifeboat.settings"}
    code = (
        "import sys\nfrom lifeboat.sandbox.clouds import catalog, refusals\n"
        "[catalog(each) for each in ('aws', 'azure-native', 'random')]\n"
        f"print(sorted(set(sys.modules) & {slow}))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_only_the_asked_package_is_loaded():
    code = (
        "import sys\nfrom lifeboat.sandbox.clouds import catalog\ncatalog('random')\n"
        "print([name for name in sys.modules if name.startswith('lifeboat.sandbox.clouds.a')])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
