"""What only the engine shows of a stack's life: deployment, no change, drift, replacement, protection, destruction."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.project import Project, name_of

MADE_BY_DRS = {
    "aws:drs/service:InitializedService",
    "aws:iam/instanceProfile:InstanceProfile",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole",
}
"""What InitializeService made: AWS has no call that takes it back, so it stays, as in a real account."""


def left_over(project: Project) -> list[str]:
    return [row["id"] for row in project.clouds() if row["type"] not in MADE_BY_DRS]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_up_settles_and_destroy_leaves_nothing(fresh: Callable[..., Project], stack: str) -> None:
    """The pack has nothing to say, a second `up`, refresh and preview nothing to do; `destroy` leaves AWS's."""
    project = fresh(stack)
    project.pulumi("up", "--yes", *project.policies())
    assert project.judged() == set()
    project.up("--expect-no-changes")
    project.pulumi("refresh", "--yes", "--expect-no-changes")
    assert project.steps() == {}
    if stack == "prod":
        assert "protect" in project.pulumi("destroy", "--yes", "--skip-preview", expect=None).text
    project.pulumi("state", "unprotect", "--all", "--yes")
    project.pulumi("destroy", "--yes")
    assert project.export() == []
    assert left_over(project) == []


def test_refresh_sees_what_somebody_changed_and_up_mends_it(deployed: Project) -> None:
    """Drift of a property is shown by a refresh and taken back by the next `up`."""
    deployed.lifeboat("sandbox", "drift", "set", "harbor-dev-recovery-vpc", "enableDnsHostnames=false")
    seen = deployed.pulumi("refresh", "--preview-only", "--diff")
    assert "enableDnsHostnames" in seen.out
    deployed.pulumi("refresh", "--yes")
    changed = deployed.steps()
    assert {name_of(urn): step for urn, step in changed.items()} == {"harbor-dev-recovery-vpc": "update"}
    deployed.up()
    deployed.pulumi("refresh", "--yes", "--expect-no-changes")


def test_refresh_sees_what_somebody_deleted_and_up_makes_it_again(deployed: Project) -> None:
    """A rule deleted in the console is noticed and comes back, and nothing else does."""
    rule = "harbor-dev-security-replication-in-tcp-1500-10.10.0.0-16"
    deployed.lifeboat("sandbox", "drift", "delete", rule)
    deployed.pulumi("refresh", "--yes")
    assert {name_of(urn): step for urn, step in deployed.steps().items()} == {rule: "create"}
    deployed.up()
    deployed.up("--expect-no-changes")


def replaced(steps: dict[str, str]) -> set[str]:
    return {name_of(urn) for urn, step in steps.items() if "replace" in step}


def test_changes_show_the_replacements_that_the_clouds_would_make(deployed: Project) -> None:
    """What cannot be changed in place is shown as a replacement, by name; then the changes are made and settle."""

    def edit(config: dict[str, Any]) -> None:
        config["recovery"]["gateway"].update(asn=64600)
        config["primary"]["gateway"].update(asn=65010, sku="VpnGw2AZ", generation="Generation2")

    deployed.change(edit)
    steps = dict(deployed.steps())
    assert {name for name in replaced(steps) if "propagation" not in name} == {
        "harbor-dev-recovery-gateway-vpn-gateway",
        "harbor-dev-recovery-gateway-attachment",
        "harbor-dev-interconnect-aws-customer-gateway-instance0",
        "harbor-dev-primary-gateway-vpn-gateway",
        "harbor-dev-primary-watching-logs",
        "harbor-dev-interconnect-azure-connection-tunnel1",
        "harbor-dev-interconnect-azure-connection-tunnel2",
    }
    deployed.up()
    deployed.up("--expect-no-changes")


def test_changes_in_place_replace_nothing(deployed: Project) -> None:
    """A SKU of the same generation, retention, a tag and failback are updates; they are made and settle."""

    def edit(config: dict[str, Any]) -> None:
        config["primary"]["gateway"].update(sku="VpnGw2AZ")
        config["replication"].update(retention_days=30)
        config["tags"].update(owner="somebody-else")
        config["recovery"]["failback"].update(enabled=True)

    deployed.change(edit)
    steps = dict(deployed.steps())
    assert replaced(steps) == set()
    updated = {name_of(urn) for urn, step in steps.items() if step == "update"}
    assert updated >= {"harbor-dev-primary-gateway-vpn-gateway", "harbor-dev-replication-template"}
    deployed.up()
    deployed.up("--expect-no-changes")


def test_growing_lists_moves_nothing(deployed: Project) -> None:
    """A zone and an address range added at the end only add; nothing that exists is replaced or deleted."""

    def grow(config: dict[str, Any]) -> None:
        config["recovery"]["zones"].append("eu-central-1c")
        config["primary"]["network"]["virtual_network"]["address_space"].append("10.11.0.0/16")

    deployed.change(grow)
    steps = dict(deployed.steps())
    assert set(steps.values()) <= {"create", "update"}
    assert any(name_of(urn) == "harbor-dev-recovery-subnet-staging-eu-central-1c" for urn in steps)
    deployed.up()
    deployed.up("--expect-no-changes")


def test_production_protects_what_takes_an_hour_to_rebuild(deployed: Project) -> None:
    """With environment production, a change that would replace the Azure gateway is refused by the engine."""
    deployed.change(lambda config: config.update(environment="production"))
    deployed.up()
    protected = {resource["type"] for resource in deployed.export() if resource.get("protect")}
    assert protected >= {
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpnGateway:VpnGateway",
        "azure-native:network:VirtualNetwork",
        "azure-native:network:VirtualNetworkGateway",
    }
    deployed.change(lambda config: config["primary"]["gateway"].update(sku="VpnGw2AZ", generation="Generation2"))
    refused = deployed.pulumi("preview", expect=None)
    assert refused.code != 0
    assert "protect" in refused.text


def test_a_failure_in_the_middle_is_taken_up_where_it_stopped(fresh: Callable[..., Project]) -> None:
    """A cloud that refuses one call fails the run; the next `up` goes on, and nothing is made twice."""
    project = fresh()
    project.lifeboat(
        "sandbox", "fault", "add", "--type", "aws:ec2/vpnConnection:VpnConnection", "--method", "create", "--nth", "1",
        "--kind", "fail",
    )  # fmt: skip
    failed = project.up(expect=None)
    assert failed.code != 0
    assert "Traceback" not in failed.text
    project.up()
    project.up("--expect-no-changes")
    assert len([row for row in project.clouds() if row["type"] == "aws:ec2/vpnConnection:VpnConnection"]) == 1
