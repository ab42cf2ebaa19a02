"""The Makefile: what it refuses, and that its help is whole."""

import re
import subprocess

import pytest

from lifeboat.toolchain.pins import ROOT


def make(*arguments, **variables):
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, **variables)


@pytest.mark.parametrize("stack", ["staging", "dev prod", ""])
def test_an_unknown_stack_is_refused_with_a_sentence(stack):
    result = make("preview", f"STACK={stack}")
    assert result.returncode == 2
    assert f"STACK={stack} is not a stack of this repository: choose STACK=dev or STACK=prod" in result.stderr


def test_help_is_the_default_and_lists_every_target():
    phony = set(re.findall(r"^\.PHONY: ([a-z]+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"setup", "preview", "up", "refresh", "destroy", "policies", "test", "bench", "clean", "help"} <= phony
    listed = set(re.findall(r"^  make ([a-z]+) ", make().stdout, re.MULTILINE))
    assert listed == phony


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_preview_runs_on_the_sandbox_of_the_asked_stack_with_the_policy_pack(stack):
    commands = make("--dry-run", "preview", f"STACK={stack}").stdout
    assert f"lifeboat sandbox run --stack {stack} -- pulumi preview" in commands
    assert f"--policy-pack policies --policy-pack-config .sandbox/policy-config.{stack}.json" in commands


def test_a_machine_without_python_is_told_what_to_install(tmp_path):
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("requirements.txt", "requirements-dev.txt", "pyproject.toml", "tools/uv.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    result = make("-C", str(tmp_path), "PYTHON=/no/such/python", "setup")
    assert result.returncode == 2
    assert "no Python 3.11 or newer found (tried: /no/such/python)" in result.stderr
