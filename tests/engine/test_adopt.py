"""Brownfield: what exists is named, never owned; what is missing is added; what an account has once is shared."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.project import ROOT, Outcome, Project, name_of
from tests.engine.test_lifecycle import MADE_BY_DRS

EXAMPLES = ROOT / "examples"
BROWNFIELD = EXAMPLES / "brownfield" / "Pulumi.brownfield.yaml"
ADOPTED_TYPES = {
    "aws:ec2/vpc:Vpc",
    "azure-native:network:VirtualNetwork",
    "azure-native:resources:ResourceGroup",
}

Things = dict[tuple[str, str, str], dict[str, Any]]
"""What exists, by type, id and URN: the id of every random password is `none`."""


@pytest.fixture
def brownfield(tmp_path: Path) -> Project:
    """The example's stack file, unchanged, with what it adopts planted as its README says."""
    folder = tmp_path / "project"
    folder.mkdir()
    shutil.copy(BROWNFIELD, folder)
    project = Project.create(folder, "brownfield")
    project.run("sh", str(BROWNFIELD.with_name("plant.sh")))
    return project


def things(project: Project) -> Things:
    return {(row["type"], row["id"], row["urn"]): row for row in project.clouds()}


def made_by_the_stack(after: Things, before: Things) -> list[str]:
    """What is there now and was not before, but for what AWS itself keeps of DRS."""
    return [thing_id for token, thing_id, _ in after.keys() - before.keys() if token not in MADE_BY_DRS]


def untouched(after: Things, before: Things) -> bool:
    return {key: after.get(key) for key in before} == before


def test_an_adopted_estate_is_added_to_and_left_as_it_was(brownfield: Project) -> None:
    """Deploy, deploy again, destroy: theirs is the same row for row at every step, and ours is gone at the end."""
    theirs = things(brownfield)
    assert all(not row["urn"] for row in theirs.values())

    brownfield.pulumi("up", "--yes", *brownfield.policies())
    assert untouched(things(brownfield), theirs)
    owned = {name_of(r["urn"]): r for r in brownfield.export()}
    assert not {r.get("id") for r in owned.values()} & {thing_id for _, thing_id, _ in theirs}
    assert [name for name, r in owned.items() if r["type"] in ADOPTED_TYPES] == ["quay-drill-vpc"]
    assert brownfield.judged() == set()
    brownfield.up("--expect-no-changes")
    brownfield.pulumi("refresh", "--yes", "--expect-no-changes")

    brownfield.pulumi("destroy", "--yes")
    after = things(brownfield)
    assert brownfield.export() == []
    assert untouched(after, theirs)
    assert made_by_the_stack(after, theirs) == []


def test_created_parts_go_into_adopted_networks(brownfield: Project) -> None:
    """The staging subnets lie in the adopted VPC behind its NAT gateway; adopted tables learn the routes to Azure."""
    gateway_subnet = "/providers/Microsoft.Network/virtualNetworks/vnet-erp/subnets/GatewaySubnet"
    found = next(thing_id for _, thing_id, _ in things(brownfield) if thing_id.endswith(gateway_subnet))
    brownfield.lifeboat("sandbox", "drift", "delete", found)
    brownfield.change(lambda config: config["primary"]["network"].update(gateway_subnet={"mode": "create"}))
    theirs = things(brownfield)
    brownfield.up()

    resources = {name_of(r["urn"]): r for r in brownfield.export()}
    created = resources["quay-primary-gateway-subnet"]
    assert created["id"] == found
    assert created["inputs"]["addressPrefix"] == "10.40.255.224/27"
    (gateway,) = brownfield.of_type("azure-native:network:VirtualNetworkGateway")
    assert gateway["inputs"]["ipConfigurations"][0]["subnet"]["id"] == found
    for zone, cidr in (("eu-central-1a", "10.50.200.0/24"), ("eu-central-1b", "10.50.201.0/24")):
        subnet = resources[f"quay-recovery-subnet-staging-{zone}"]["inputs"]
        assert (subnet["vpcId"], subnet["cidrBlock"]) == ("vpc-0a1b2c3d4e5f60718", cidr)
        route = resources[f"quay-recovery-default-route-staging-{zone}"]["inputs"]
        assert route["natGatewayId"] == "nat-0a1b2c3d4e5f60718"
    propagating = {
        r["inputs"]["routeTableId"]
        for r in brownfield.of_type("aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation")
    }
    assert propagating >= {"rtb-0a1b2c3d4e5f60a01", "rtb-0a1b2c3d4e5f60b01"}
    assert len(propagating) == 4

    brownfield.pulumi("destroy", "--yes", "--skip-preview")
    after = things(brownfield)
    assert untouched(after, theirs)
    assert made_by_the_stack(after, theirs) == []


def one_clear_sentence(outcome: Outcome, *words: str) -> None:
    assert outcome.code != 0
    assert "Traceback" not in outcome.text
    told = {line.strip() for line in outcome.text.splitlines() if all(word in line for word in words)}
    assert len({line.split("error: ", 1)[-1] for line in told}) == 1, outcome.text


def test_a_wrong_range_of_an_adopted_vnet_stops_the_deployment(brownfield: Project) -> None:
    """With and without a preview: one sentence with both values, and nothing is made in either cloud.

    The VNet is read while the program runs, before anything that depends on it is registered; the AWS side comes later.
    """
    theirs = things(brownfield)
    brownfield.change(
        lambda config: config["primary"]["network"]["virtual_network"].update(
            address_space=["10.40.0.0/16", "10.41.0.0/16"]
        )
    )
    words = ("address_space of vnet-erp", "found 10.40.0.0/16 in the cloud", "settings say 10.40.0.0/16, 10.41.0.0/16")
    one_clear_sentence(brownfield.pulumi("up", "--yes", expect=None), *words)
    one_clear_sentence(brownfield.up(expect=None), *words)
    assert things(brownfield) == theirs
    assert not [r for r in brownfield.export() if r.get("custom") and not r["type"].startswith("pulumi:")]


def test_whatever_cannot_be_adopted_as_written_is_one_sentence(brownfield: Project) -> None:
    """A preview says what is missing or different, by its setting: a name, an id, a range, the roles, one at a time."""
    theirs = things(brownfield)
    whole = brownfield.stack_file.read_text(encoding="utf-8")
    cases: list[tuple[Callable[[dict[str, Any]], None], tuple[str, ...]]] = [
        (
            lambda config: config["primary"]["resource_group"].update(name="rg-typo"),
            ("primary.resource_group.name rg-typo: ", "ResourceGroupNotFound"),
        ),
        (
            lambda config: config["primary"]["network"]["gateway_subnet"].update(cidr="10.40.254.0/27"),
            ("primary.network.gateway_subnet.cidr of vnet-erp: found 10.40.255.0/27", "say 10.40.254.0/27"),
        ),
        (
            lambda config: config["recovery"]["network"].update(vpc_id="vpc-00000000000000000"),
            ("recovery.network.vpc_id vpc-00000000000000000: ", "InvalidVpcID.NotFound"),
        ),
        (
            lambda config: config["recovery"]["network"]["recovery_subnets"][1].update(cidr="10.50.3.0/24"),
            ("recovery_subnets[1].cidr of subnet-0a1b2c3d4e5f60b01: found 10.50.2.0/24", "say 10.50.3.0/24"),
        ),
        (
            lambda config: config["replication"].update(roles="adopt"),
            ("replication.roles AWSElasticDisasterRecoveryAgentRole: ", "NoSuchEntity"),
        ),
    ]
    for edit, words in cases:
        brownfield.stack_file.write_text(whole, encoding="utf-8")
        brownfield.change(edit)
        one_clear_sentence(brownfield.pulumi("preview", expect=None), *words)
    assert things(brownfield) == theirs
