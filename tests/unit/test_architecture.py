"""The house: imports run one way only, the core knows no cloud SDK, functions and files stay short."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("lifeboat", "components", "policies")
SOURCES = [*(path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))), ROOT / "__main__.py"]

MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_FILE = 350

CORE = (
    "lifeboat.ranges",
    "lifeboat.cloud_facts",
    "lifeboat.settings",
    "lifeboat.blueprint",
    "lifeboat.consequences",
    "lifeboat.changes",
    "lifeboat.pictures",
)
OURS = ("lifeboat", "components")
SDKS = ("pulumi", "pulumi_aws", "pulumi_azure_native", "pulumi_random", "pulumi_policy", "boto3", "botocore")

# What a part may not import: the part, and the beginnings of the modules it must not know.
FORBIDDEN: list[tuple[str, tuple[str, ...]]] = [
    ("lifeboat.ranges", (*SDKS, *OURS)),
    ("lifeboat.cloud_facts", (*SDKS, *OURS)),
    ("lifeboat.settings", (*SDKS, "components", "lifeboat.blueprint", "lifeboat.commands", "lifeboat.sandbox")),
    ("lifeboat.blueprint", (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox", "lifeboat.outputs")),
    ("lifeboat.consequences", (*SDKS, "components", "lifeboat.settings", "lifeboat.blueprint", "lifeboat.changes")),
    (
        "lifeboat.changes",
        (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox", "lifeboat.toolchain", "lifeboat.running_stack"),
    ),
    (
        "lifeboat.pictures",
        (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox", "lifeboat.toolchain", "lifeboat.running_stack"),
    ),
    ("lifeboat.sizing", (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox")),
    ("lifeboat.verdicts", (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox")),
    (
        "lifeboat.previews",
        (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox", "lifeboat.changes", "lifeboat.review"),
    ),
    ("lifeboat.review", (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox", "lifeboat.toolchain")),
    ("lifeboat.cost", (*SDKS, "components", "lifeboat.commands", "lifeboat.sandbox")),
    ("lifeboat.sandbox", ("components",)),
    ("lifeboat.toolchain", ("components",)),
    ("lifeboat.commands", ("components",)),
    ("components", ("__main__", "lifeboat.sandbox", "lifeboat.toolchain", "lifeboat.commands", "lifeboat.cli")),
    ("policies", OURS),
]


def module_of(path: Path) -> str:
    """Return the dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, anywhere in it, lazily or for types only too."""
    package = module_of(path).split(".") if path.stem == "__init__" else module_of(path).split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def within(module: str, part: str) -> bool:
    """Return whether a module is a part or lies in it."""
    return module == part or module.startswith(f"{part}.")


@pytest.mark.parametrize(("part", "forbidden"), FORBIDDEN, ids=[part for part, _ in FORBIDDEN])
def test_imports_run_one_way_only(part: str, forbidden: tuple[str, ...]) -> None:
    """No file of a part imports what is built on top of it."""
    files = [path for path in SOURCES if within(module_of(path), part)]
    assert files
    wrong = {
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in imports(path)
        for name in forbidden
        if within(module, name)
    }
    assert wrong == set()


def test_the_program_is_imported_by_nothing() -> None:
    """`__main__.py` is the end of the line."""
    assert [path for path in SOURCES if "__main__" in imports(path)] == []


def test_the_core_needs_only_pydantic_and_yaml() -> None:
    """Settings, blueprint, ranges, changes and pictures can be used where no SDK is installed."""
    third_party = {
        module.split(".")[0]
        for path in SOURCES
        if any(within(module_of(path), part) for part in CORE)
        for module in imports(path)
    }
    assert third_party - sys.stdlib_module_names == {"lifeboat", "pydantic", "pydantic_core", "yaml"}


@pytest.mark.parametrize("path", SOURCES, ids=[str(path.relative_to(ROOT)) for path in SOURCES])
def test_files_and_functions_are_short(path: Path) -> None:
    """Nothing is so long that it cannot be read at once."""
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES_OF_A_FILE
    long = {
        node.name: length
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}
