"""docs/write-a-policy.md: its rule, added to a copy of the pack as the page says, is met by its cases."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "write-a-policy.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
RULE, IMPORT = (text for kind, text in BLOCKS if kind == "python")
CASES = {text.splitlines()[0].removeprefix("# "): text.partition("\n")[2] for kind, text in BLOCKS if kind == "yaml"}
(MODULE,) = re.findall(r"The new file is `policies/rules/(\w+\.py)`", PAGE)
ID = "watching-logs-kept"


def copy_with_rule(folder: Path) -> Path:
    """A copy of the pack and of its harness, with the page's rule and cases in it."""
    for name in ("policies", "tests/policies"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "policies" / "rules"
    (rules / MODULE).write_text(RULE, encoding="utf-8")
    listed = (rules / "__init__.py").read_text(encoding="utf-8")
    listed = listed.replace("\nALL:", f"{IMPORT}\nALL:").replace(
        "    gateway_logs,\n", "    gateway_logs,\n    logs_kept,\n"
    )
    (rules / "__init__.py").write_text(listed, encoding="utf-8")
    for name, text in CASES.items():
        case = folder / "tests" / "policies" / "cases" / ID / name
        case.parent.mkdir(exist_ok=True)
        case.write_text(text, encoding="utf-8")
    return folder


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )  # fmt: skip


def test_the_rule_of_the_page_answers_its_four_cases(tmp_path):
    """By `make policies`' own report, and by the tests of what a rule has to say about itself."""
    folder = copy_with_rule(tmp_path)
    report = python(folder, "-m", "tests.policies.report")
    assert report.returncode == 0, report.stdout + report.stderr
    (line,) = [line for line in report.stdout.splitlines() if line.startswith(f"{ID} ")]
    assert line.split()[1:] == ["1", "1", "1", "1", "advisory,", "low"]
    wanted = "test_a_rule_says_all or test_a_rule_has_a_case or test_rules_are_listed or imports_nothing"
    tests = ["tests/policies/test_pack.py", "tests/policies/test_cases.py"]
    ended = python(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, "-k", f"({wanted})")
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_a_case_of_the_page_that_is_not_met_is_found_out(tmp_path):
    """The look at the page is not blind."""
    folder = copy_with_rule(tmp_path)
    case = folder / "tests" / "policies" / "cases" / ID / "fail-a-week.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("found 7", "found 8"), encoding="utf-8")
    assert python(folder, "-m", "tests.policies.report").returncode == 1


def test_the_rule_of_the_page_is_in_the_house_style(tmp_path):
    """Formatted and linted as the pack is."""
    module = ROOT / "policies" / "rules" / MODULE
    for command in (["check"], ["format", "--check"]):
        ended = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", str(module), "-"],
            cwd=ROOT, input=RULE, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout + ended.stderr
