"""The workflows under examples/ci: right for their platforms, without stored keys, with commands that there are."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from lifeboat.cli import main
from lifeboat.toolchain import pins
from lifeboat.toolchain.for_tests import ensure_linter

CI = Path(__file__).parents[2] / "examples" / "ci"
GITHUB = sorted((CI / "github").rglob("*.yml"))
WORKFLOWS = sorted((CI / "github" / "workflows").glob("*.yml"))
FILES = [*GITHUB, CI / "gitlab" / ".gitlab-ci.yml", *sorted((CI / "azure-pipelines").glob("*.yml"))]

SCHEMAS = {
    "gitlab": ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"],
    # Its patterns are of JavaScript without the flag for Unicode.
    "azure-pipelines": [
        "vendor.azure-pipelines", "--data-transform", "azure-pipelines", "--regex-variant", "nonunicode",
    ],
}  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(CI))


def test_githubs_workflows_pass_actionlint(tmp_path: Path) -> None:
    """Laid out as a user would copy them, the local action included."""
    shutil.copytree(CI / "github", tmp_path / ".github")
    (tmp_path / ".git").mkdir()
    copies = sorted((tmp_path / ".github" / "workflows").glob("*.yml"))
    done = subprocess.run(
        [ensure_linter(), "-no-color", *copies], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_what_is_wrong(tmp_path: Path) -> None:
    """So that its silence means something: an unknown key, and an input that the local action does not have."""
    shutil.copytree(CI / "github", tmp_path / ".github")
    (tmp_path / ".git").mkdir()
    workflow = tmp_path / ".github" / "workflows" / "review.yml"
    text = workflow.read_text(encoding="utf-8")
    workflow.write_text(text.replace("aws-region:", "aws-regoin:").replace("timeout-minutes", "timeout-minuets"))
    done = subprocess.run([ensure_linter(), workflow], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "aws-regoin" in done.stdout
    assert "timeout-minuets" in done.stdout


@pytest.mark.parametrize("path", [path for path in FILES if path not in GITHUB], ids=named)
def test_the_others_meet_the_schemas_of_their_platforms(path: Path) -> None:
    """The published schemas, as check-jsonschema carries them."""
    schema = SCHEMAS[path.parent.name]
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", *schema, path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", GITHUB, ids=named)
def test_actions_are_pinned_by_commit(path: Path) -> None:
    """A tag can be moved to other code; the comment says which release the commit was."""
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert used
    for action, comment in used:
        local = action == "./.github/actions/lifeboat-setup"
        assert local or (
            re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", action) and re.match(r" # v\d+\.\d+\.\d+", comment)
        )


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_githubs_jobs_have_the_permissions_they_need_and_no_others(path: Path) -> None:
    """Nothing for the workflow; a time limit for every job; nothing but pull requests is written."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        permissions = job["permissions"]
        assert permissions["contents"] == "read"
        written = {name for name, level in permissions.items() if level == "write"}
        assert written <= {"id-token", "pull-requests", "security-events"}
        assert job["timeout-minutes"]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_key_is_stored(path: Path) -> None:
    """No secret but the platform's own token; no access key, password or passphrase is given a value."""
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"secrets\.(\w+)", text)) <= {"GITHUB_TOKEN"}
    assert not re.search(r"(?i)(access_key(_id)?|client_secret|password|passphrase)\s*[:=]|AKIA", text)


def test_the_cli_is_the_one_that_the_sdk_goes_with() -> None:
    """`make setup` would otherwise build that one."""
    text = (CI / "github" / "actions" / "lifeboat-setup" / "action.yml").read_text(encoding="utf-8")
    (version,) = re.findall(r"pulumi-version: (\S+)", text)
    assert pins.parse_version(version) == pins.cli_version()


def commands(path: Path) -> Iterator[list[str]]:
    """Yield every `lifeboat` command in a file, as words."""
    for text in _scripts(yaml.safe_load(path.read_text(encoding="utf-8"))):
        for line in text.replace("\\\n", " ").splitlines():
            if line.startswith("lifeboat "):
                words = shlex.split(line, comments=True)
                yield words[1 : words.index(">") if ">" in words else None]


def _scripts(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for value in node.values():
            yield from _scripts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _scripts(value)
    elif isinstance(node, str):
        yield node


@pytest.mark.parametrize("path", FILES, ids=named)
def test_every_lifeboat_command_is_one_that_there_is(path: Path) -> None:
    """With options that it takes and arguments that it needs."""
    for words in commands(path):
        group: click.Command = main
        context = click.Context(main)
        rest = list(words)
        while isinstance(group, click.Group) and rest and not rest[0].startswith("-"):
            found = group.get_command(context, rest.pop(0))
            assert found is not None, words
            group = found
        options = {name for parameter in group.params for name in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options, words


def test_commands_are_found() -> None:
    """The test above reads at least these."""
    found = {" ".join(words[:2]) for path in FILES for words in commands(path)}
    assert found >= {"review --stack", "review comment", "policies config", "policies check"}
