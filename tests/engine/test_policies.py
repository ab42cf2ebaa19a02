"""The policy pack on the real engine: what it stops, when, and what exists then."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.project import Outcome, Project, name_of

WITHOUT_CHECKS = Path(__file__).parent / "overlap_program" / "__main__.py"
VPC, VNET = "harbor-dev-recovery-vpc", "harbor-dev-primary-virtual-network"
LATE_RANGE = "10.10.128.0/17"
VPC_RANGE, VNET_RANGE = "10.20.0.0/16", "10.20.128.0/17"
REFUSED = f"The range {VNET_RANGE} of VNet {VNET} must not overlap {VPC_RANGE} of VPC {VPC}."


def bypass_settings_checks(project: Project) -> None:
    program = project.folder / "__main__.py"
    program.unlink()
    program.symlink_to(WITHOUT_CHECKS)


def put_vnet_into_the_vpc(config: dict[str, Any]) -> None:
    network = config["primary"]["network"]
    network["virtual_network"]["address_space"] = [VNET_RANGE]
    network["gateway_subnet"]["cidr"] = "10.20.255.224/27"
    for number, subnet in enumerate(network["workload_subnets"], start=129):
        subnet["cidr"] = f"10.20.{number}.0/24"


def overlapping(project: Project) -> list[str]:
    """Give a project overlapping ranges that nobody checks; returns the arguments that put it under the pack."""
    pack = project.policies()
    bypass_settings_checks(project)
    project.change(put_vnet_into_the_vpc)
    return pack


def verdicts(outcome: Outcome) -> set[str]:
    """Return the lines in which the pack speaks of a rule: `[level] [severity] rule (resource)`."""
    lines = (line.strip(" -") for line in outcome.text.splitlines())
    return {line for line in lines if line.startswith(("[mandatory]", "[advisory]"))}


def test_a_plain_up_is_stopped_in_its_preview_before_anything_is_touched(fresh: Callable[..., Project]) -> None:
    """The stack rule names both networks and ranges; no row in either cloud, no resource in the state."""
    project = fresh()
    pack = overlapping(project)
    stopped = project.pulumi("up", "--yes", *pack, expect=None)
    assert stopped.code != 0
    assert REFUSED in stopped.text
    assert any("addressing-networks-overlap" in line and "[mandatory]" in line for line in verdicts(stopped))
    assert "Traceback" not in stopped.text
    assert project.clouds() == []
    assert project.export() == []


def test_without_a_preview_the_second_network_is_refused_before_it_exists(fresh: Callable[..., Project]) -> None:
    """With `--skip-preview` one network is there when the other comes: the one exists, the other never does.

    What had been ordered before the refusal is made (roles, the VPC's parts or the VNet's); whatever needs the refused
    network, so the tunnels' one end or the other, is not. All of it is in the state, and `destroy` removes it.
    """
    project = fresh()
    pack = overlapping(project)
    stopped = project.up(*pack, expect=None)
    assert stopped.code != 0
    assert any("addressing-network-admission" in line and "[mandatory]" in line for line in verdicts(stopped))
    assert "Traceback" not in stopped.text

    rows = {name_of(row["urn"]): row for row in project.clouds() if row["urn"]}
    (admitted,) = rows.keys() & {VPC, VNET}
    refused, refused_range, admitted_range = (
        (VNET, VNET_RANGE, VPC_RANGE) if admitted == VPC else (VPC, VPC_RANGE, VNET_RANGE)
    )
    assert refused in stopped.text
    assert admitted in stopped.text
    assert f"The range {refused_range} of" in stopped.text
    assert f"must not overlap {admitted_range} of" in stopped.text
    needs_it = (
        "azure-native:network:VirtualNetworkGateway"
        if refused == VNET
        else "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
    )
    types = [row["type"] for row in rows.values()]
    assert needs_it not in types
    assert "azure-native:network:VirtualNetworkGatewayConnection" not in types
    assert {r["urn"] for r in project.export() if r.get("id")} >= {row["urn"] for row in rows.values()}

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert [row for row in project.clouds() if row["urn"]] == []


def test_a_changed_range_of_a_deployed_stack_is_stopped(deployed: Project) -> None:
    """Stopped by the preview nothing changes; without one the VNet's resource rule stops its update."""
    clouds, state = deployed.clouds(), deployed.export()
    pack = overlapping(deployed)
    stopped = deployed.pulumi("up", "--yes", *pack, expect=None)
    assert stopped.code != 0
    assert REFUSED in stopped.text
    assert deployed.clouds() == clouds
    assert deployed.export() == state

    stopped = deployed.up(*pack, expect=None)
    assert stopped.code != 0
    assert REFUSED in stopped.text
    (network,) = deployed.of_type("azure-native:network:VirtualNetwork")
    assert network["outputs"]["addressSpace"]["addressPrefixes"] == ["10.10.0.0/16"]
    (row,) = [row for row in deployed.clouds() if row["type"] == "azure-native:network:VirtualNetwork"]
    assert row["properties"]["addressSpace"]["addressPrefixes"] == ["10.10.0.0/16"]


def test_a_range_known_to_the_pack_alone_stops_a_stack(deployed: Project) -> None:
    """A reviewer's list of ranges counts although the stack's own settings do not have it."""
    pack = deployed.policies()
    config = json.loads(Path(pack[-1]).read_text(encoding="utf-8"))
    for rule in (each for each in config.values() if "other_ranges" in each):
        rule["other_ranges"].append({"name": "merger", "cidr": "10.10.64.0/18"})
    Path(pack[-1]).write_text(json.dumps(config), encoding="utf-8")
    stopped = deployed.pulumi("preview", *pack, expect=None)
    assert stopped.code != 0
    assert "merger" in stopped.text
    assert "10.10.64.0/18" in stopped.text
    assert any(VNET in line for line in verdicts(stopped))


def test_a_range_not_known_before_deployment_is_named_as_not_checked(fresh: Callable[..., Project]) -> None:
    """The preview passes with advice that names the property and the network, and both rules about ranges say so."""
    project = fresh()
    pack = project.policies()
    bypass_settings_checks(project)
    project.change(lambda config: config.update({"overlap:late_vpc": "10.99.0.0/16"}))
    shown = project.pulumi("preview", *pack)
    told = [line.strip() for line in shown.text.splitlines() if "not checked" in line]
    assert [line for line in told if "cidrBlock of VPC late-vpc" in line]
    assert all("[advisory]" in line for line in verdicts(shown))
    rules = {line.split()[3] for line in verdicts(shown)}
    assert rules >= {"addressing-network-admission", "addressing-networks-overlap"}


def test_an_overlap_not_known_before_deployment_is_stopped_before_the_second_network_exists(
    fresh: Callable[..., Project],
) -> None:
    """A plain `up`: its preview names what it cannot check and lets pass, the deployment stops at the second network.

    The output says which network is not there and which is, and lists everything else that was made; the state has it,
    and `destroy` removes it.
    """
    project = fresh()
    pack = project.policies()
    bypass_settings_checks(project)
    project.change(lambda config: config.update({"overlap:late_vpc": LATE_RANGE}))
    shown = project.pulumi("preview", *pack)
    assert any("not checked" in line and "cidrBlock of VPC late-vpc" in line for line in shown.text.splitlines())
    assert LATE_RANGE not in shown.text
    assert project.clouds() == []

    stopped = project.pulumi("up", "--yes", *pack, expect=None)
    assert stopped.code != 0
    assert "Traceback" not in stopped.text
    (mandatory,) = [line for line in verdicts(stopped) if line.startswith("[mandatory]")]
    assert "addressing-network-admission" in mandatory
    assert "late-vpc" in mandatory
    told = " ".join(stopped.text.split())
    assert f"The range {LATE_RANGE} of VPC late-vpc must not overlap 10.10.0.0/16 of VNet {VNET}." in told
    assert f"VPC late-vpc was not made or changed, and VNet {VNET} and all that was made before is in the state" in told

    made = {name_of(row["urn"]) for row in project.clouds() if row["urn"]}
    assert VNET in made
    assert not made & {"late-vpc", "late-group"}
    created = {line.split()[2] for line in stopped.out.splitlines() if re.search(r" created \(", line)}
    assert created >= made
    assert {name_of(r["urn"]) for r in project.export() if r.get("id")} >= made

    project.pulumi("destroy", "--yes", "--skip-preview")
    assert [row for row in project.clouds() if row["urn"]] == []


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_fresh_preview_has_no_violation_and_names_what_is_not_known_yet(
    fresh: Callable[..., Project], stack: str
) -> None:
    """Advice is only about values that the clouds choose during the deployment, each by name."""
    project = fresh(stack)
    shown = project.pulumi("preview", *project.policies())
    assert "lifeboat@v" in shown.text
    assert all("[advisory]" in line for line in verdicts(shown))
    said = shown.text.count("not checked: ")
    assert said >= len(verdicts(shown)) > 0


def test_an_exported_state_is_judged_without_program_or_provider(deployed: Project) -> None:
    """`pulumi policy analyze` passes on what is deployed, and finds a range written into the file."""
    export = deployed.folder / "export.json"
    deployed.pulumi("stack", "export", "--file", str(export))
    pack = deployed.policies()
    passed = deployed.pulumi("policy", "analyze", "--file", str(export), *pack)
    assert verdicts(passed) == set()

    state = json.loads(export.read_text(encoding="utf-8"))
    for resource in state["deployment"]["resources"]:
        if name_of(resource["urn"]) == VNET:
            for properties in (resource["inputs"], resource["outputs"]):
                properties["addressSpace"]["addressPrefixes"] = [VNET_RANGE]
    export.write_text(json.dumps(state), encoding="utf-8")
    found = deployed.pulumi("policy", "analyze", "--file", str(export), *pack, expect=None)
    assert found.code != 0
    assert REFUSED in found.text
