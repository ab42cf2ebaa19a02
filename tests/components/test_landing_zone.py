"""The whole landing zone: what holds for every resource of it."""

import copy
import inspect

import pulumi
import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import parse
from tests.components.support import build
from tests.unit.settings.raw import CREATED, changed

EVERYTHING = make_blueprint(
    parse(
        changed(
            copy.deepcopy(CREATED),
            {
                "replication.encryption": {"mode": "create"},
                "recovery.account_id": "111122223333",
                "environment": "production",
            },
        )
    )
)


def registered(blueprint: Blueprint) -> tuple[dict[str, tuple[type, dict]], dict[str, bool]]:
    """Return class and arguments of each custom resource of a landing zone by name, and which are protected."""
    seen: dict[str, tuple[type, dict]] = {}

    def record(args: pulumi.ResourceTransformationArgs) -> None:
        seen[args.name] = (type(args.resource), dict(args.props))

    def program() -> LandingZone:
        pulumi.runtime.register_stack_transformation(record)
        return LandingZone("harbor", LandingZoneArgs(blueprint=blueprint))

    built = build(program)
    custom = {one.name: one.protect for one in built.resources if one.custom and not one.type.startswith("pulumi:")}
    return {name: seen[name] for name in custom}, custom


@pytest.fixture(scope="module")
def everything() -> tuple[dict[str, tuple[type, dict]], dict[str, bool]]:
    return registered(EVERYTHING)


def taggable(resources: dict[str, tuple[type, dict]], package: str) -> dict[str, dict]:
    """Arguments of the resources of a package whose class takes tags."""
    return {
        name: arguments
        for name, (kind, arguments) in resources.items()
        if kind.__module__.partition(".")[0] == package and "tags" in inspect.signature(kind._internal_init).parameters
    }


def test_everything_of_azure_that_takes_tags_has_those_of_the_settings(everything):
    """No default tags there: each resource has to be given them, and one is easily forgotten."""
    found = taggable(everything[0], "pulumi_azure_native")
    assert len(found) > 5
    expected = dict(EVERYTHING.tags)
    assert [name for name, arguments in found.items() if dict(arguments["tags"] or {}) != expected] == []


def test_everything_of_aws_that_takes_tags_has_a_name(everything):
    """The console shows nothing else; the other tags come from the provider."""
    found = taggable(everything[0], "pulumi_aws")
    assert len(found) > 20
    assert [name for name, arguments in found.items() if not (arguments["tags"] or {}).get("Name")] == []


def test_with_protection_on_what_cannot_be_had_again_is_protected(everything):
    assert {name for name, protected in everything[1].items() if protected} == {
        "harbor-primary-virtual-network",
        "harbor-primary-gateway-vpn-gateway",
        "harbor-recovery-vpc",
        "harbor-recovery-gateway-vpn-gateway",
        "harbor-replication-key",
    }
