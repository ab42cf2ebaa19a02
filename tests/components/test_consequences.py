"""The table of consequences knows everything that the components make, and every property that they set."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.consequences import HARMLESS, KINDS, TABLE, DangerClass, is_harmless, kind_of
from lifeboat.consequences.networks import BESIDE, FOUNDATION
from lifeboat.sandbox.clouds import aws, azure, random
from lifeboat.stacks import load_blueprint
from tests.components.support import Registered, build
from tests.iam.documents import built
from tests.iam.stacks import LOOKUPS, blueprints

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ADOPTING = ("brownfield", "brownfield-gateways")
"""Their programs ask Azure about networks that only a planted cloud has: their types are among the sandbox's."""

MADE_BY_NO_PROGRAM = {"azure-native:compute:VirtualMachine"}
"""What the sandbox knows so that it can be planted: there it stays unknown, as of any program that makes it."""


@cache
def resources() -> tuple[Registered, ...]:
    """What every stack of the repository, every example and some more register."""
    files = [
        file
        for file in sorted(EXAMPLES.glob("*/Pulumi*.yaml"))
        if file.parent.name not in ADOPTING and file.name not in blueprints()
    ]
    found: list[Registered] = [each for stack in blueprints() for each in built(stack).resources]
    for blueprint in (load_blueprint(file) for file in files):
        network = blueprint.primary.virtual_network
        answers: Mapping[str, Any] = {
            **LOOKUPS,
            "azure-native:resources:getResourceGroup": {"id": "group", "location": blueprint.primary.region},
            "azure-native:network:getVirtualNetwork": {
                "id": "network",
                "location": blueprint.primary.region,
                "addressSpace": {"addressPrefixes": [str(each) for each in network.address_space]},
                "subnets": [],
            },
        }
        args = LandingZoneArgs(blueprint=blueprint)
        found += build(lambda args=args, name=blueprint.name: LandingZone(name, args), lookups=answers).resources
    return tuple(found)


def test_every_type_that_is_registered_is_in_the_table_or_harmless_for_a_reason() -> None:
    """dev, prod, the examples and stacks in which everything is switched on."""
    tokens = {resource.type for resource in resources()}
    assert len(tokens) > 80
    assert {token for token in tokens if token not in TABLE and not is_harmless(token)} == set()
    assert all(HARMLESS.values())
    assert not HARMLESS.keys() & TABLE.keys()


def test_every_type_of_the_sandbox_is_in_the_table() -> None:
    """The brownfield examples are deployed there, so what they make is among them."""
    tokens = {kind.token for catalog in (aws, azure, random) for kind in catalog.TYPES}
    assert tokens - TABLE.keys() == MADE_BY_NO_PROGRAM


def test_every_property_that_is_set_has_an_answer() -> None:
    """It replaces the resource, or a row says what its change in place does: a review never has to call it unknown."""
    unanswered = {
        f"{resource.type} {prop}"
        for resource in resources()
        if resource.custom and (kind := TABLE.get(resource.type)) is not None
        for prop in resource.inputs
        if not kind.replaces(prop) and kind.in_place(prop) is None and not kind.in_place(f"{prop}[0]")
    }
    assert unanswered == set()


@pytest.mark.parametrize("token", sorted(TABLE))
def test_every_deletion_and_replacement_has_a_class_and_a_source(token: str) -> None:
    """Nothing that goes is without a word; who says that something is down says how long, or that it lasts."""
    for kind in {id(each): each for each in (TABLE[token], BESIDE.get(token, TABLE[token]))}.values():
        for consequence in (kind.replaced, kind.deleted, *kind.updated.values()):
            assert consequence.minutes >= 0
            assert consequence.says
            assert consequence.source
            if consequence.lasting:
                assert consequence.minutes == 0
            if consequence.danger in {DangerClass.OUTAGE, DangerClass.DATA_LOSS}:
                assert consequence.loses
                assert consequence.minutes or consequence.lasting
            if consequence.danger is not None:
                assert consequence.source != "-" or token == "random:index/randomPassword:RandomPassword"


def test_other_rows_count_where_no_tunnel_runs_through_something() -> None:
    """A NAT gateway's address is not a tunnel's; what `check` foretells is in the one table too."""
    address = "azure-native:network:PublicIPAddress"
    assert kind_of(address) is TABLE[address]
    assert kind_of(address, carries_tunnels=False) is BESIDE[address]
    assert kind_of("aws:sqs/queue:Queue") is None
    assert {*KINDS, *FOUNDATION} <= TABLE.keys()
