"""The steps of `lifeboat sandbox recover`, with an engine that only remembers what it was told."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.engine import Engine
from lifeboat.sandbox.place import Place
from lifeboat.sandbox.recover import make_way, recover

STACK = "urn:pulumi:dev::lifeboat::"
VPC = f"{STACK}aws:ec2/vpc:Vpc::vpc"
KEY = f"{STACK}random:index/randomPassword:RandomPassword::key"


@dataclass
class Remembering:
    """Stands in for `Engine`: answers with one deployment and keeps the commands."""

    place: Place
    deployment: dict[str, Any]
    commands: list[str] = field(default_factory=list)
    imported: dict[str, Any] = field(default_factory=dict)

    def run(self, *arguments: str, standard_input: str | None = None) -> str:
        self.commands.append(" ".join(arguments))
        if standard_input is not None:
            self.imported = json.loads(standard_input)
        return ""

    def exported(self, stack: str) -> dict[str, Any]:
        self.commands.append(f"stack export --stack {stack}")
        return self.deployment


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def recovered(place: Place, resources: list[dict[str, Any]], pending: list[str]) -> tuple[Any, Remembering]:
    operations = [{"type": "creating", "resource": {"urn": urn, "custom": True}} for urn in pending]
    engine = Remembering(place, {"deployment": {"resources": resources, "pending_operations": operations}})
    return recover(cast("Engine", engine), "organization/lifeboat/dev"), engine


def put(place: Place, *rows: tuple[str, str]) -> None:
    with place.store().transaction() as world:
        for urn, thing_id in rows:
            world.insert(Row(urn.split("::")[2], thing_id, urn, {}), {})


def test_locks_open_operations_and_outputs_are_put_in_order(place: Place) -> None:
    put(place, (VPC, "vpc-1"))
    done, engine = recovered(place, [], [VPC])
    name = "organization/lifeboat/dev"
    assert engine.commands == [
        f"cancel --yes --stack {name}",
        f"stack export --stack {name}",
        f"stack import --stack {name}",
        f"refresh --yes --skip-preview --stack {name}",
    ]
    assert [one["id"] for one in engine.imported["deployment"]["resources"]] == ["vpc-1"]
    assert [one.id for one in done.repairs] == ["vpc-1"]
    assert (done.lost, done.strays) == ((), {})


def test_a_random_value_that_never_reached_the_state_is_lost(place: Place) -> None:
    """No cloud holds it, and ids of random are all alike: of two values of one URN the older one is the state's."""
    put(place, (KEY, "none"), (KEY, "none"), (VPC, "vpc-1"))
    held = [{"urn": KEY, "id": "none"}, {"urn": VPC, "id": "vpc-1"}]
    done, engine = recovered(place, held, [KEY])
    assert done.lost == (KEY,)
    assert [row.place for row in place.store().rows()] == [1, 3]
    assert engine.imported["deployment"]["resources"] == held


def test_other_stacks_and_things_the_clouds_made_are_left_alone(place: Place) -> None:
    """What only shares a URN's beginning, or stands beside a thing, is no stray."""
    put(place, (VPC.replace(":dev::", ":prod::"), "vpc-2"), (VPC, "vpc-1"))
    with place.store().transaction() as world:
        world.put(Row("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "sg-1", VPC, {}))
    done, engine = recovered(place, [{"urn": VPC, "id": "vpc-1"}], [])
    assert done.strays == {}
    assert engine.imported == {}
    assert len(place.store().rows()) == 3


def test_what_exists_but_is_in_no_state_is_named(place: Place) -> None:
    put(place, (VPC, "vpc-1"))
    done, engine = recovered(place, [], [])
    assert done.strays == {"vpc-1": VPC}
    assert "refresh" not in " ".join(engine.commands)


def test_half_written_files_of_the_file_backend_go(place: Place) -> None:
    """Attributes cut short would make every command fail; whole ones, the state and its backup stay."""
    stacks = place.state / ".pulumi" / "stacks" / "lifeboat"
    stacks.mkdir(parents=True)
    whole = {"dev.json": "{}", "dev.json.bak": "{", "prod.json.attrs": '{"user.content_type":"text/plain"}'}
    cut = {"dev.json.attrs": "", "dev.json.bak.attrs": '{"user.con', "dev.json.18e9ef.tmp": '{"version":3'}
    for name, text in {**whole, **cut}.items():
        (stacks / name).write_text(text, encoding="utf-8")
    assert make_way(place) == ()
    assert {path.name: path.read_text(encoding="utf-8") for path in stacks.iterdir()} == whole
