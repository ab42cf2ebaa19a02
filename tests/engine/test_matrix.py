"""Every topology on every target, from nothing and into an estate that exists: up, nothing to do, gone."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from lifeboat.sandbox.store import StoredRow
from tests.engine import planted
from tests.engine.project import ROOT, Project
from tests.engine.test_lifecycle import MADE_BY_DRS

TUNNELS: Final = {"single-tunnel": 1, "dual-tunnel": 2, "four-tunnel": 4}
PROPAGATION: Final = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
TARGETS: Final = {"vgw": "virtual-private-gateway", "tgw": "transit-gateway"}
ESTATE: Final = {
    "azure-native:resources:ResourceGroup",
    "azure-native:network:VirtualNetwork",
    "azure-native:network:VirtualNetworkGateway",
    "aws:ec2/vpnGateway:VpnGateway",
    "aws:ec2transitgateway/transitGateway:TransitGateway",
}
"""Types of which an adopter of all makes none."""


def rows(project: Project) -> Mapping[int, StoredRow]:
    """Everything that exists, whole, by the order it was made in: not every id is unique."""
    return {row.place: row for row in planted.clouds(project).rows()}


def count(project: Project, token: str) -> int:
    return sum(row.token == token for row in rows(project).values())


def left_by(project: Project, before: Mapping[int, StoredRow]) -> list[str]:
    """Ids of what exists now and did not before, but for what AWS itself keeps of DRS.

    Route propagation between a gateway and a table that exist is left on: whether the owner had it on is not told.
    """
    now, theirs = rows(project), {row.id for row in before.values()}
    return [
        row.id
        for place, row in now.items()
        if place not in before
        and row.token not in MADE_BY_DRS
        and not (
            row.token == PROPAGATION and {row.properties["vpnGatewayId"], row.properties["routeTableId"]} <= theirs
        )
    ]


def project_of(folder: Path, topology: str, short: str, *, brownfield: bool) -> Project:
    """A project whose stack file is the topology's example, adapted to the estate where there is one."""
    stack = f"{topology}-{short}"
    shutil.copy(ROOT / "examples" / "topologies" / f"Pulumi.{stack}.yaml", folder)
    project = Project.create(folder, stack)
    if brownfield:
        planted.plant(project, topology, TARGETS[short])
        project.change(lambda config: planted.adopt(config, topology, TARGETS[short]))
    return project


@pytest.mark.parametrize("topology", TUNNELS)
@pytest.mark.parametrize("short", TARGETS)
@pytest.mark.parametrize("brownfield", [False, True], ids=["greenfield", "brownfield"])
def test_up_settles_and_destroy_leaves_theirs_alone(
    tmp_path: Path, topology: str, short: str, *, brownfield: bool
) -> None:
    """Deployed under the policy pack, nothing to do the second time; ours ends whole, theirs is never another row."""
    project = project_of(tmp_path, topology, short, brownfield=brownfield)
    theirs = rows(project)

    project.up(*project.policies())
    assert rows(project).items() >= theirs.items()
    assert count(project, "azure-native:network:VirtualNetworkGatewayConnection") == TUNNELS[topology]
    assert count(project, "aws:ec2/vpnConnection:VpnConnection") == (TUNNELS[topology] + 1) // 2
    ours = project.export()
    assert bool({resource["type"] for resource in ours} & ESTATE) is not brownfield
    assert not {resource.get("id") for resource in ours} & {row.id for row in theirs.values()}
    assert project.judged() == set()
    project.up("--expect-no-changes")

    if any(resource.get("protect") for resource in ours):
        project.pulumi("state", "unprotect", "--all", "--yes")
    project.pulumi("destroy", "--yes", "--skip-preview")
    assert project.export() == []
    assert rows(project).items() >= theirs.items()
    assert left_by(project, theirs) == []
