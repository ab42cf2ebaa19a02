"""Closing the operations that a killed engine left open, on exported deployments."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lifeboat.sandbox.repair import Repair, completed, unknown_to

STACK = "urn:pulumi:dev::lifeboat::"


def resource(name: str, thing_id: str = "", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "urn": STACK + name,
        "type": "aws:ec2/vpc:Vpc",
        "custom": True,
        "inputs": {"n": name},
        **more,
    }
    return {**made, "id": thing_id} if thing_id else made


def deployment(resources: list[dict[str, Any]], *pending: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    operations = [{"type": kind, "resource": one} for kind, one in pending]
    return {"version": 3, "deployment": {"resources": resources, "pending_operations": operations, "manifest": {}}}


def names(repaired: dict[str, Any]) -> list[str]:
    return [one["urn"].removeprefix(STACK) for one in repaired["deployment"]["resources"]]


def test_what_was_made_joins_the_state() -> None:
    """With its inputs as outputs, so that secrets stay marked until the refresh reads the rest."""
    before = deployment([resource("a", "vpc-1")], ("creating", resource("b")))
    kept = deepcopy(before)
    repaired, report = completed(before, {STACK + "b": ["vpc-2"]})
    added = repaired["deployment"]["resources"][1]
    assert (added["id"], added["outputs"], added["inputs"]) == ("vpc-2", {"n": "b"}, {"n": "b"})
    assert "pending_operations" not in repaired["deployment"]
    assert repaired["version"] == 3
    assert report == (Repair(STACK + "b", "creating", "vpc-2"),)
    assert str(report[0]) == f"adopted vpc-2 as {STACK}b"
    assert before == kept


def test_what_was_not_made_is_forgotten() -> None:
    repaired, report = completed(deployment([resource("a", "vpc-1")], ("creating", resource("b"))), {})
    assert names(repaired) == ["a"]
    assert str(report[0]) == f"forgot that {STACK}b was creating"


def test_open_updates_and_deletions_are_left_to_the_refresh() -> None:
    """Their resources stay as they were, even if the cloud still has them."""
    one = resource("a", "vpc-1")
    ids = {STACK + "a": ["vpc-1"]}
    for kind in ("updating", "deleting", "reading", "importing"):
        repaired, report = completed(deployment([one], (kind, one)), ids)
        assert repaired["deployment"]["resources"] == [one]
        assert report == (Repair(STACK + "a", kind),)


def test_a_replacement_cut_short_leaves_the_old_one_to_be_deleted() -> None:
    """The new one goes before the old one, and everything that depends on it behind both."""
    before = deployment(
        [resource("a", "vpc-1"), resource("user", "x-1", dependencies=[STACK + "a"])], ("creating", resource("a"))
    )
    repaired, _ = completed(before, {STACK + "a": ["vpc-1", "vpc-2"]})
    found = [(one["id"], bool(one.get("delete"))) for one in repaired["deployment"]["resources"]]
    assert found == [("vpc-2", False), ("vpc-1", True), ("x-1", False)]


def test_a_replacement_that_had_not_begun_changes_nothing() -> None:
    repaired, report = completed(
        deployment([resource("a", "vpc-1")], ("creating", resource("a"))), {STACK + "a": ["vpc-1"]}
    )
    assert [one["id"] for one in repaired["deployment"]["resources"]] == ["vpc-1"]
    assert report[0].id == ""


def test_each_resource_stands_behind_what_it_needs() -> None:
    """The engine refuses a state in another order: parents, providers, dependencies of all three kinds."""
    provider = resource("p", "uuid", provider="")
    late = resource(
        "late",
        parent=STACK + "parent",
        provider=f"{STACK}p::uuid",
        propertyDependencies={"x": [STACK + "dep"]},
        deletedWith=STACK + "with",
    )
    others = [resource("user", "u", dependencies=[STACK + "late"]), provider]
    others += [resource(name, name) for name in ("parent", "dep", "with")]
    repaired, _ = completed(deployment(others, ("creating", late)), {STACK + "late": ["l-1"]})
    order = names(repaired)
    assert all(order.index(needed) < order.index("late") for needed in ("p", "parent", "dep", "with"))
    assert order.index("late") < order.index("user")


def test_nothing_is_adopted_without_what_it_depends_on() -> None:
    """Pulumi refuses to import a state with a missing provider; the thing is reported instead."""
    orphan = resource("b", provider=f"{STACK}p::uuid")
    ids = {STACK + "b": ["vpc-2"]}
    repaired, report = completed(deployment([], ("creating", orphan)), ids)
    assert repaired["deployment"]["resources"] == []
    assert report == (Repair(STACK + "b", "creating"),)
    assert unknown_to(repaired, ids) == {"vpc-2": STACK + "b"}


def test_a_healthy_state_stays_as_it_is() -> None:
    healthy = {"version": 3, "deployment": {"resources": [resource("a", "1"), resource("b", "2")]}}
    assert completed(healthy, {STACK + "a": ["1"]}) == (healthy, ())


def test_what_no_state_knows_is_named() -> None:
    state = deployment([resource("a", "vpc-1")])
    assert unknown_to(state, {STACK + "a": ["vpc-1", "vpc-9"], STACK + "b": ["x-1"]}) == {
        "vpc-9": STACK + "a",
        "x-1": STACK + "b",
    }
