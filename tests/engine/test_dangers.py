"""Ten changes to prod, previewed by the real engine: what the review calls dangerous is what was expected of it."""

import csv
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from lifeboat.previews import Preview
from lifeboat.previews.run import run_preview
from lifeboat.review.dangers import dangers
from lifeboat.review.model import Danger
from tests.engine.project import Project

EXPECTED = Path(__file__).with_name("dangers_of_prod.csv")
"""Written down from what the clouds document, before any of the previews was run.

One row is otherwise than expected: a changed tag was to be no danger. But the identity that gets the tag makes the new
trust of a role unknown until the deployment, and what settings change in that document could hide behind it.
"""

WAY_OUT = Path(__file__).with_name("way_out_program") / "__main__.py"
ANOTHER_KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
Edit = Callable[[dict[str, Any]], None]


def tunnels(**values: Any) -> Edit:
    return lambda config: config["interconnect"].update(values)


def azure_gateway(**values: Any) -> Edit:
    return lambda config: config["primary"]["gateway"].update(values)


def prefix_added(config: dict[str, Any]) -> None:
    config["primary"]["network"]["virtual_network"]["address_space"].append("10.42.0.0/16")


def subnet_resized(config: dict[str, Any]) -> None:
    config["primary"]["network"]["workload_subnets"][0]["cidr"] = "10.40.1.0/25"


CHANGES: Mapping[str, Edit] = {
    "prefix added": prefix_added,
    "SKU up": azure_gateway(sku="VpnGw3AZ"),
    "ASN changed": azure_gateway(asn=65010),
    "key rotated": tunnels(key_rotation=2),
    "topology changed": tunnels(topology="dual-tunnel"),
    "subnet resized": subnet_resized,
    "encryption key swapped": lambda config: config["replication"].update(
        encryption={"mode": "adopt", "key_arn": ANOTHER_KEY}
    ),
    "region typo": lambda config: config["recovery"].update(region="eu-wset-1"),
    "tag only": lambda config: config["tags"].update({"on-call": "recovery-team"}),
}


def previewed(project: Project, monkeypatch: pytest.MonkeyPatch) -> Preview:
    """What the engine would do, without the policy pack."""
    with monkeypatch.context() as context:
        context.chdir(project.folder)
        for name in set(os.environ) - set(project.environment):
            context.delenv(name)
        for name, value in project.environment.items():
            context.setenv(name, value)
        return run_preview(project.stack, show_progress=False)


def row(change: str, found: tuple[Danger, ...]) -> dict[str, str]:
    """One line of the expected file: the worst danger, and the classes of the others."""
    line = dict.fromkeys(("class", "resource", "properties", "minutes_down", "reversible", "further"), "")
    if not found:
        return {"change": change, **line, "class": "none"}
    worst, *others = found
    return {
        "change": change,
        "class": worst.danger.value,
        "resource": worst.resource,
        "properties": " ".join(worst.properties),
        "minutes_down": "" if worst.minutes_down is None else str(worst.minutes_down),
        "reversible": worst.reversible.value,
        "further": " ".join(sorted({danger.danger.value for danger in others})),
    }


def with_way_out(project: Project) -> None:
    """Put a program in place that adds a route from the drill VPC to the recovery VPC's internet gateway."""
    names = {resource["urn"].rpartition("::")[2]: resource.get("id") for resource in project.export()}
    program = project.folder / "__main__.py"
    program.unlink()
    program.symlink_to(WAY_OUT)
    way = {"route_table": names["harbor-drill-route-table"], "gateway": names["harbor-recovery-internet-gateway"]}
    project.change(lambda config: config.update(way_out=way))


def test_ten_changes_to_prod_hurt_as_expected(deployed_prod: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Class, resource, property, minutes down and reversibility of the worst danger; classes of the others."""
    project = deployed_prod
    stands = project.stack_file.read_text(encoding="utf-8")
    found = {}
    for change, edit in CHANGES.items():
        project.change(edit)
        found[change] = dangers(previewed(project, monkeypatch))
        project.stack_file.write_text(stands, encoding="utf-8")
    with_way_out(project)
    found["drill route added"] = dangers(previewed(project, monkeypatch))

    with EXPECTED.open(encoding="utf-8", newline="") as lines:
        expected = {line["change"]: line for line in csv.DictReader(lines)}
    assert {change: row(change, each) for change, each in found.items()} == expected
    assert len(expected) == 10

    assert all(each.instead for change in found.values() for each in change)
    rotated = found["key rotated"][0]
    assert "interconnect.tunnels.tunnel1.key_rotation" in rotated.instead
    assert {urn.rpartition("::")[2] for urn in rotated.also} >= {
        f"harbor-interconnect-azure-connection-tunnel{number}" for number in (1, 2, 3, 4)
    }
    (way,) = found["drill route added"]
    assert "harbor-drill-vpc -> route 0.0.0.0/0 -> gatewayId harbor-recovery-internet-gateway" in way.title
