"""Every pair of choices about the recovery side is deployed once: up, nothing to do, gone."""

import json
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any, Final

import pytest

from lifeboat.sandbox import change
from lifeboat.sandbox.clouds.aws import cloud_control, tokens
from lifeboat.sandbox.clouds.aws.sdk import DRS_ROLES, boto3_for
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.provider.settings import EXAMPLE_AWS_ACCOUNT
from tests.engine import planted
from tests.engine.project import Project
from tests.engine.test_lifecycle import MADE_BY_DRS

LAUNCH_TEMPLATE: Final = "lct-0123456789abcdef0"
REPLICATION_TEMPLATE: Final = "rct-0123456789abcdef0"

CHOICES: Final[Mapping[str, tuple[Any, Any]]] = {
    "egress": ("nat", "private"),
    "key": ("default", "create"),
    "failback": (False, True),
    "zones": (1, 3),
    "singletons": ("create", "adopt"),
    "servers": (1, 300),
}
STACKS: Final = tuple((a, b, a ^ b, c, a ^ c, b ^ c) for a, b, c in product((0, 1), repeat=3))
"""An orthogonal array of strength two: eight stacks in which every two choices meet in all four ways."""


def chosen(row: tuple[int, ...]) -> dict[str, Any]:
    """Return the choices of a row by name."""
    return {name: both[place] for (name, both), place in zip(CHOICES.items(), row, strict=True)}


def identity(row: tuple[int, ...]) -> str:
    return "-".join(f"{name}={value}" for name, value in chosen(row).items())


def test_every_pair_of_choices_is_in_the_table() -> None:
    """What two settings do to each other is seen in one of the stacks at least."""
    for first, second in combinations(range(len(CHOICES)), 2):
        assert {(row[first], row[second]) for row in STACKS} == set(product((0, 1), repeat=2))


def adopts_template(choice: Mapping[str, Any]) -> bool:
    """An adopted replication template keeps the key it has."""
    return choice["singletons"] == "adopt" and choice["key"] == "default"


def initialise_by_hand(project: Project, region: str, *, with_template: bool) -> None:
    """Leave the account as DRS's console leaves it: roles, service, templates, none of them the stack's."""
    store = planted.clouds(project)
    for name in DRS_ROLES:
        arn = f"arn:aws:iam::{EXAMPLE_AWS_ACCOUNT}:role/service-role/{name}"
        change.plant(store, tokens.ROLE, name, {"name": name, "arn": arn, "path": "/service-role/"})
    arn = f"arn:aws:drs:{region}:{EXAMPLE_AWS_ACCOUNT}:launch-configuration-template/{LAUNCH_TEMPLATE}"
    made = {"typeName": cloud_control.LAUNCH_TEMPLATE, "properties": json.dumps({"Arn": arn})}
    change.plant(store, tokens.CLOUD_CONTROL, arn, made, region)
    if with_template:
        change.plant(store, tokens.REPLICATION_TEMPLATE, REPLICATION_TEMPLATE, {}, region)
    with store.transaction() as world:
        call = Request(Operation.CREATE, tokens.INVOCATION, "", {}, None, world, EXAMPLE_AWS_ACCOUNT, region)
        boto3_for(call).client("drs").initialize_service()


def choose(config: dict[str, Any], choice: Mapping[str, Any]) -> None:
    """Write a row's choices into the settings of the dev stack."""
    recovery, replication = config["recovery"], config["replication"]
    config["interconnect"]["topology"] = "single-tunnel"
    recovery["zones"] = [f"{recovery['region']}{letter}" for letter in "abc"[: choice["zones"]]]
    recovery["network"]["egress"] = choice["egress"]
    if choice["egress"] == "private":
        config["primary"]["dns"] = {"mode": "resolver"}
    recovery["failback"]["enabled"] = choice["failback"]
    replication["encryption"] = {"mode": choice["key"]}
    replication["roles"] = replication["service"] = choice["singletons"]
    if choice["singletons"] == "adopt":
        config["launch"]["template"] = {"mode": "adopt", "id": LAUNCH_TEMPLATE}
        if adopts_template(choice):
            replication["template"] = {"mode": "adopt", "id": REPLICATION_TEMPLATE}
    servers = choice["servers"]
    config["sizing"].update(
        servers=servers, volumes=2 * servers, provisioned_gib=100 * servers, used_gib=40 * servers,
        changed_bytes_per_second=10_000 * servers, servers_per_wave=[servers],
    )  # fmt: skip


@pytest.mark.parametrize("row", STACKS, ids=identity)
def test_up_settles_and_destroy_leaves_what_was_there(tmp_path: Path, row: tuple[int, ...]) -> None:
    """Under the policy pack; what an adopter's `destroy` leaves is whole; an owner's leaves what DRS itself made."""
    choice = chosen(row)
    project = Project.create(tmp_path)
    project.change(lambda config: choose(config, choice))
    if choice["singletons"] == "adopt":
        initialise_by_hand(project, "eu-central-1", with_template=adopts_template(choice))
    before = {(row.token, row.id): row.properties for row in planted.clouds(project).rows()}

    project.up(*project.policies())
    project.up("--expect-no-changes")
    project.pulumi("destroy", "--yes", "--skip-preview")

    assert project.export() == []
    after = {(row.token, row.id): row.properties for row in planted.clouds(project).rows()}
    assert after.items() >= before.items()
    assert {token for token, _ in after.keys() - before.keys()} <= MADE_BY_DRS
