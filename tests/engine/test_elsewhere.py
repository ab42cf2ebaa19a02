"""docs/policies-elsewhere.md: a program that is not Lifeboat's under a copy of the pack, with the files of the page."""

import datetime as dt
import json
import re
import shutil
import tomllib
from pathlib import Path

import jsonschema
import pytest

from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place
from policies.rules import make_rules
from policies.rules.kit.exemptions import parse
from tests.engine.project import ROOT, Project

PAGE = (ROOT / "docs" / "policies-elsewhere.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)
CONFIG, EXEMPTIONS = (next(text for kind, text in BLOCKS if kind == wanted) for wanted in ("json", "toml"))
# The day on the page passes; what is tried here has to hold on every day.
EXPIRES = (dt.datetime.now(tz=dt.UTC).date() + dt.timedelta(days=30)).isoformat()
RULES = {rule.id: rule for rule in make_rules()}
PACK = ["--policy-pack", "policies", "--policy-pack-config", "policy-config.json"]


@pytest.fixture
def shop(tmp_path: Path) -> Project:
    """The web shop with a copy of the pack beside its environment, on a sandbox of its own."""
    shutil.copytree(ROOT / "policies", tmp_path / "policies", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "tests" / "engine" / "foreign_program" / "__main__.py", tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "policy-config.json").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "policy-exemptions.toml").write_text(
        re.sub(r"expires = \S+", f"expires = {EXPIRES}", EXEMPTIONS), encoding="utf-8"
    )
    runtime = "runtime: {name: python, options: {toolchain: pip, virtualenv: .venv}}"
    (tmp_path / "Pulumi.yaml").write_text(f"name: shop\n{runtime}\n", encoding="utf-8")
    place = Place(tmp_path / ".sandbox")
    place.state.mkdir(parents=True, exist_ok=True)
    project = Project(tmp_path, {**ready(place).environment, "PULUMI_STACK": "prod"}, "prod")
    project.pulumi("stack", "init", "prod", "--secrets-provider", "passphrase")
    project.pulumi("config", "set", "aws:region", "eu-west-1")
    return project


def found(text: str) -> dict[str, set[str]]:
    """The rules of which a run speaks, by level."""
    lines = [line.strip(" -") for line in text.splitlines()]
    return {
        level: {line.split()[3] for line in lines if line.startswith(f"[{level}]")}
        for level in ("mandatory", "advisory")
    }


def test_the_pack_judges_a_program_that_is_not_lifeboats(shop: Project) -> None:
    """With the page's files the shop passes in all three ways, and what is left as it is is listed."""
    under = {"LIFEBOAT_POLICY_EXEMPTIONS": str(shop.folder / "policy-exemptions.toml")}
    shown = shop.pulumi("preview", *PACK, **under)
    told = {"tunnels-ike-version", "tunnels-suite-strength", "exposure-defaultgroup-empty", "exemptions-entry-inforce"}
    assert found(shown.text) == {"mandatory": set(), "advisory": {*told, "addressing-networks-overlap"}}
    assert "not checked: tunnel1InsideCidr of VPN connection office" in shown.text
    assert f"exposure-ingress-internet does not bind front until {EXPIRES}" in shown.text

    shop.pulumi("up", "--yes", *PACK, **under)
    shop.pulumi("stack", "export", "--file", "state.json")
    judged = shop.pulumi("policy", "analyze", "--file", "state.json", *PACK, **under)
    assert found(judged.text) == {"mandatory": set(), "advisory": told}


def test_without_the_pages_files_every_finding_is_one_that_the_page_speaks_of(shop: Project) -> None:
    """There is no false alarm besides: each rule that finds something is configured or exempted on the page."""
    shown = shop.pulumi("preview", *PACK[:2], expect=None)
    assert shown.code != 0
    named = set(json.loads(CONFIG)) | {entry["rule"] for entry in tomllib.loads(EXEMPTIONS)["exemption"]}
    assert found(shown.text)["mandatory"] == named - {"addressing-networks-overlap", "addressing-network-admission"}


def test_the_files_of_the_page_are_right() -> None:
    """The configuration meets the schema, and the exemption can be read."""
    jsonschema.validate(
        json.loads(CONFIG), json.loads((ROOT / "policies" / "config" / "schema.json").read_text(encoding="utf-8"))
    )
    read = parse(tomllib.loads(EXEMPTIONS)["exemption"], RULES)
    assert (len(read.entries), read.faults) == (1, [])


def test_the_page_names_every_rule_that_has_a_setting_it_speaks_of() -> None:
    """The table of what the pack takes for granted: setting by setting, the rules that have it and no other."""
    rows = [line.split("|")[2:4] for line in PAGE.splitlines() if line.startswith("| ") and line.count("|") == 4]
    told = {
        setting: set(re.findall(r"`([a-z0-9-]+)`", rules))
        for rules, settings in rows
        for setting in re.findall(r"^\s*`(\w+)`", settings)
    }
    assert len(told) > 5
    assert told == {setting: {rule.id for rule in RULES.values() if setting in rule.settings} for setting in told}


def test_the_page_installs_the_version_that_the_pack_is_tested_with() -> None:
    """That of the lock file."""
    locked = re.findall(r"^pulumi-policy==(\S+)", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"pip install pulumi-policy==(\S+)", PAGE)) == set(locked)
