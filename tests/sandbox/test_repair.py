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


def resources_of(repaired: dict[str, Any]) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = repaired["deployment"]["resources"]
    return resources


def names(repaired: dict[str, Any]) -> list[str]:
    return [one["urn"].removeprefix(STACK) for one in resources_of(repaired)]


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


def test_a_second_one_from_before_the_live_one_is_deleted_by_the_next_up() -> None:
    """Somebody ran `up` after a kill: the state holds the second one, and what uses it must not be moved back."""
    live = resource("a", "vpc-2", protect=True)
    user = resource("user", "x-1", dependencies=[STACK + "a"])
    ids = {STACK + "a": ["vpc-1", "vpc-2"], STACK + "user": ["x-1"]}
    for pending in ([("creating", resource("a"))], []):
        repaired, report = completed(deployment([live, user], *pending), ids)
        found = [(one["id"], bool(one.get("delete")), bool(one.get("protect"))) for one in resources_of(repaired)]
        assert found == [("vpc-2", False, True), ("x-1", False, False), ("vpc-1", True, False)]
        assert str(report[-1]) == f"vpc-1 is one too many of {STACK}a: the next `pulumi up` deletes it"
        assert unknown_to(repaired, ids) == {}


def test_of_several_new_ones_the_newest_is_adopted() -> None:
    """It was made with the inputs of the open operation; those before it go."""
    before = deployment([], ("creating", resource("a")))
    repaired, _ = completed(before, {STACK + "a": ["vpc-9", "vpc-1"]})
    assert [(one["id"], bool(one.get("delete"))) for one in resources_of(repaired)] == [
        ("vpc-1", False),
        ("vpc-9", True),
    ]


def test_what_the_stack_only_reads_is_never_deleted() -> None:
    """A resource of `.get()` belongs to somebody else, whatever once stood under its name."""
    read = resource("a", "vpc-1", external=True)
    assert completed(deployment([read]), {STACK + "a": ["vpc-1", "vpc-2"]})[1] == ()


def test_a_healthy_state_stays_as_it_is() -> None:
    healthy = {"version": 3, "deployment": {"resources": [resource("a", "1"), resource("b", "2")]}}
    assert completed(healthy, {STACK + "a": ["1"]}) == (healthy, ())


def test_what_no_state_knows_is_named() -> None:
    state = deployment([resource("a", "vpc-1")])
    assert unknown_to(state, {STACK + "a": ["vpc-1", "vpc-9"], STACK + "b": ["x-1"]}) == {
        "vpc-9": STACK + "a",
        "x-1": STACK + "b",
    }
