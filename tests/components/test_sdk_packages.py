"""Packages of the provider SDKs that are loaded sparingly: the same names from the same modules, and few modules."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

WHOLE = """
import json, sys
from importlib import import_module
told = {}
for name in sys.argv[1:]:
    package = import_module(name)
    getattr(package, "any", None)  # the SDK itself loads a package when it is first asked for something
    public = {key: value for key, value in vars(package).items() if not key.startswith("_")}
    told[name] = {key: value.__module__ for key, value in public.items() if hasattr(value, "__module__")}
print(json.dumps(told))
"""

SPARINGLY = """
import json, sys
from importlib import import_module
from components.sdk_packages import load_sparingly
load_sparingly()
load_sparingly()
wanted = json.load(sys.stdin)
packages = {name: import_module(name) for name in wanted}
loaded = [name for name in sys.modules if name.rpartition(".")[0] in wanted]
try:
    next(iter(packages.values())).NoSuchName
except AttributeError as error:
    missing = str(error)
for _ in range(2):  # the second time everything is loaded, and nothing may have taken a name's place
    found = {
        name: {key: getattr(packages[name], key).__module__ for key in reversed(keys)} for name, keys in wanted.items()
    }
print(json.dumps({"loaded": loaded, "missing": missing, "found": found}))
"""


def told(program: str, *arguments: str, given: str = "") -> Any:
    """Run a program in an interpreter of its own, which has imported nothing yet, and return what it prints."""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=ROOT, input=given, text=True, capture_output=True, check=True)
    return json.loads(done.stdout)


def packages_of_components() -> list[str]:
    """Return the packages one level below an SDK from which the components take names."""
    sdks = ("pulumi_aws", "pulumi_azure_native")
    found = {
        f"{node.module}.{alias.name}"
        for path in (ROOT / "components").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in sdks
        for alias in node.names
    }
    folders = {sdk: Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}", "site-packages", sdk) for sdk in sdks}
    return sorted(name for name in found if (folders[name.split(".")[0]] / name.split(".")[1]).is_dir())


def test_every_name_comes_from_the_module_it_comes_from_otherwise() -> None:
    """Whatever a component can take from a package, taken sparingly, is what the whole package would have given it."""
    packages = packages_of_components()
    assert {"pulumi_aws.ec2", "pulumi_azure_native.network"} <= set(packages)
    whole = told(WHOLE, *packages)
    assert {"Vpc", "VpcArgs", "get_vpc"} <= set(whole["pulumi_aws.ec2"])
    assert all(len(names) > 1 for names in whole.values())
    sparingly = told(SPARINGLY, given=json.dumps(whole))
    assert sparingly["found"] == whole
    assert sparingly["loaded"] == []
    assert "has no attribute 'NoSuchName'" in sparingly["missing"]


def test_a_package_that_is_more_than_its_parts_is_loaded_whole() -> None:
    """An SDK's own `config` replaces its class when it is loaded; nothing of that is left out."""
    assert told(
        "import json; from components.sdk_packages import load_sparingly; load_sparingly()\n"
        "from pulumi_aws import config; config.region\n"
        "print(json.dumps([type(config).__name__, hasattr(config, '__getattr__')]))"
    ) == ["_ExportableConfig", False]
