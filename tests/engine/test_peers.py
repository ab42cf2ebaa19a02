"""States modelled on public topologies of others: what the pack finds there was written down before it was run.

`tests/policies/peers/<name>/` holds the state, as `pulumi stack export` writes it, and every finding that is expected,
by rule, level and resource. The pack has its defaults: nobody configured it for these stacks.
"""

import os
from pathlib import Path

import pytest
import yaml

from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place
from tests.engine.project import ROOT
from tests.policies.states import from_events

PEERS = sorted((ROOT / "tests" / "policies" / "peers").iterdir())


@pytest.mark.parametrize("peer", PEERS, ids=lambda path: path.name)
def test_the_findings_are_the_expected_ones(tmp_path: Path, peer: Path) -> None:
    """`pulumi policy analyze` says everything that is expected of it, and nothing else."""
    import subprocess

    # Nobody has the passphrase of a state that others exported: the engine then hides its secrets.
    environment = {**os.environ, **ready(Place(tmp_path / ".sandbox")).environment, "PULUMI_CONFIG_PASSPHRASE": "other"}
    environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
    command = ["pulumi", "policy", "analyze", "--json", "--non-interactive"]
    command += ["--file", str(peer / "state.json"), "--policy-pack", str(ROOT / "policies")]
    said = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode != 0, said.stderr
    assert "Traceback" not in said.stdout + said.stderr
    rows = yaml.safe_load((peer / "expected.yaml").read_text(encoding="utf-8"))
    expected = [(row["rule"], name, row["level"]) for row in rows for name in row["resources"]]
    assert {(each.rule, each.resource, each.level) for each in from_events(said.stdout)} == set(expected)
    assert len(expected) == len(set(expected))
