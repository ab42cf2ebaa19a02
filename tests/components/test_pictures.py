"""What is drawn from a blueprint is what the components register: every element of both, field by field."""

from dataclasses import replace
from pathlib import Path

import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import Blueprint
from lifeboat.pictures import from_blueprint, from_resources
from lifeboat.previews import Resource
from lifeboat.stacks import load_blueprint
from tests.components.support import build
from tests.unit.pictures.agreement import disagreements

ROOT = Path(__file__).parents[2]
STACKS = [
    ROOT / "Pulumi.dev.yaml",
    ROOT / "Pulumi.prod.yaml",
    ROOT / "examples" / "private" / "Pulumi.private.yaml",
    *sorted((ROOT / "examples" / "topologies").glob("Pulumi.*.yaml")),
]
LOOKUPS = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "111122223333"},
    "azure-native:authorization:getClientConfig": {"subscriptionId": "00000000-0000-0000-0000-000000000000"},
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-0a1b2c3d"},
}


def registered(blueprint: Blueprint) -> list[Resource]:
    """The resources that the components register, as a state has them."""

    def program() -> LandingZone:
        return LandingZone(blueprint.name, LandingZoneArgs(blueprint=blueprint))

    built = build(program, lookups=LOOKUPS)
    return [
        Resource(
            one.urn, one.type, one.name, str(one.outputs["id"]), one.parent, inputs=one.inputs, outputs=one.outputs
        )
        for one in built.resources
        if one.custom
    ]


@pytest.mark.parametrize("file", STACKS, ids=lambda path: path.stem)
def test_resources_and_blueprint_draw_one_landscape(file):
    blueprint = load_blueprint(file)
    resources = from_resources(registered(blueprint))
    told = from_blueprint(blueprint)
    # Which service a managed prefix list holds is told by an endpoint's answer, which only the cloud gives.
    groups = tuple(
        replace(
            one,
            rules=tuple(
                sorted(replace(rule, peer=rule.peer.replace("list pl-0a1b2c3d", "list of s3")) for rule in one.rules)
            ),
        )
        for one in resources.boundaries
    )
    assert disagreements(told, replace(resources, boundaries=groups)) == []
