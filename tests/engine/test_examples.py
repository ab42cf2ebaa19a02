"""Every example works as it stands: checked, complete for an editor, previewed under the policy pack, and tried."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import jsonschema
import pytest
import yaml

from lifeboat.sandbox.store import StoredRow
from lifeboat.settings.schema import stack_file_schema
from tests.engine.project import ROOT, Project
from tests.engine.test_matrix import left_by, rows

EXAMPLES = sorted((ROOT / "examples").glob("*/Pulumi.*.yaml"))
GATEWAYS = ROOT / "examples" / "brownfield-gateways" / "Pulumi.brownfield-gateways.yaml"
DEPLOYED_BY = {"topologies": "test_matrix", "brownfield": "test_adopt", "brownfield-gateways": "this module"}
"""Examples that another test deploys and has the pack judge, by their folder."""
ACCOUNTS = {
    "00000000-0000-0000-0000-000000000000": "subscription of the hub",
    "00000000-0000-0000-0000-000000000002": "subscription of vnet-erp",
    "111122223333": "recovery account",
    "444455556666": "network account",
}


def tried(example: Path, folder: Path) -> Project:
    """A project with an example's stack file as it is and, where it has one, what its plant.sh plants."""
    shutil.copy(example, folder)
    project = Project.create(folder, example.stem.removeprefix("Pulumi."))
    if (plant := example.with_name("plant.sh")).exists():
        project.run("sh", str(plant))
    return project


def accounts(things: Iterable[StoredRow], token: str) -> list[str]:
    """Whose the things of a type are, in the order they were made."""
    return [ACCOUNTS[row.account] for row in things if row.token.endswith(token)]


def test_every_topology_and_target_has_an_example() -> None:
    """There are the six files that the README names, and each is what its name says."""
    found = {path.name: yaml.safe_load(path.read_text(encoding="utf-8"))["config"] for path in EXAMPLES}
    for topology in ("single-tunnel", "dual-tunnel", "four-tunnel"):
        for short, target in (("vgw", "virtual-private-gateway"), ("tgw", "transit-gateway")):
            chosen = found[f"Pulumi.{topology}-{short}.yaml"]["lifeboat:interconnect"]
            assert (chosen["topology"], chosen["target"]) == (topology, target)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_right_and_passes_a_preview_with_the_policy_pack(tmp_path: Path, example: Path) -> None:
    """`lifeboat check` passes, the schema that the file names has nothing against it, and `up` would begin."""
    text = example.read_text(encoding="utf-8")
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert json.loads((example.parent / named).read_text(encoding="utf-8")) == stack_file_schema()
    jsonschema.Draft202012Validator(stack_file_schema()).validate(yaml.safe_load(text))

    project = tried(example, tmp_path)
    before = rows(project)
    assert ": right." in project.lifeboat("check", "--file", str(example)).out
    shown = project.pulumi("preview", *project.policies())
    assert "lifeboat@v" in shown.out
    # Advice names what only the deployment knows; anything else would have been a violation.
    assert "[mandatory]" not in shown.text
    assert shown.text.count("[advisory]") <= shown.text.count("not checked: ")
    assert "to create" in shown.out
    assert rows(project) == before


@pytest.mark.parametrize(
    "example", [path for path in EXAMPLES if path.parent.name not in DEPLOYED_BY], ids=lambda path: path.stem
)
def test_an_example_that_no_other_test_deploys_passes_when_it_is_deployed(tmp_path: Path, example: Path) -> None:
    """The pack has nothing to say about the state that `up` leaves."""
    project = tried(example, tmp_path)
    project.up(*project.policies())
    assert project.judged() == set()


def test_an_estate_with_gateways_is_added_to_and_left_as_it_was(tmp_path: Path) -> None:
    """Hub, spokes and a shared transit gateway: each part is made on its side, and theirs is the same at every step."""
    project = tried(GATEWAYS, tmp_path)
    theirs = rows(project)

    project.up(*project.policies())
    after = rows(project)
    assert after.items() >= theirs.items()
    assert project.judged() == set()
    project.up("--expect-no-changes")

    ours = [row for row in after.values() if row.urn]
    assert accounts(ours, "network:VirtualNetworkPeering") == ["subscription of the hub", "subscription of vnet-erp"]
    for token in ("ec2/vpnConnection:VpnConnection", "ec2transitgateway/routeTable:RouteTable"):
        assert set(accounts(ours, token)) == {"network account"}
    assert accounts(ours, "ec2transitgateway/vpcAttachment:VpcAttachment") == ["recovery account"] * 2
    connections = {row.properties["customerGatewayId"]: row.properties for row in ours if "vpnConn" in row.token}
    # Its /30 by default is taken by the data centre's tunnel.
    assert connections["cgw-0a1b2c3d4e5f60718"]["tunnel1InsideCidr"] == "169.254.21.8/30"

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert project.export() == []
    assert rows(project).items() >= theirs.items()
    assert left_by(project, theirs) == []
