"""Digest, update plan and state: what each can tell, what it cannot, and files that are none of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from lifeboat.previews import (
    SECRET,
    UNKNOWN,
    UNTOLD,
    Operation,
    PropertyChange,
    ReadError,
    Source,
    read_preview,
    read_state,
)
from lifeboat.previews.plan import WITHOUT_REASONS, WITHOUT_STATE, planned_dependencies
from lifeboat.previews.states import resources_of
from tests.unit.previews.logs import SECRET_VALUE, STACK, UNKNOWN_VALUE, both, log, row, state, urn

NEEDS = {"vpcId": [urn("net")], "cidr": []}
OLD = row("net", {"a": 1, "tags": {"x": 1}}, outputs={"a": 1}, propertyDependencies=NEEDS)
KEPT = row("kept", {"a": 1}, propertyDependencies=NEEDS)


def digest(*steps: dict[str, Any], **more: Any) -> str:
    """Return a digest as `preview --json` prints it."""
    return json.dumps({"config": {}, "steps": list(steps), "changeSummary": {}, **more}, indent=4)


def step(operation: str, old: Any, new: Any, **more: Any) -> dict[str, Any]:
    """Return a step of a digest."""
    return {"op": operation, "urn": (new or old)["urn"], "oldState": old, "newState": new, **more}


def plan(**plans: dict[str, Any]) -> str:
    """Return an update plan: by name, what it says about a resource."""
    return json.dumps(
        {"manifest": {}, "config": {}, "resourcePlans": {urn(name): each for name, each in plans.items()}}
    )


def wanted(*steps: str, outputs: Any = None, **goal: Any) -> dict[str, Any]:
    """Return what a plan says about a resource."""
    basis = {"type": "aws:ec2/vpc:Vpc", "name": "net", "custom": True, "inputDiff": {}, "outputDiff": {}}
    return {"goal": {**basis, **goal}, "steps": list(steps), "state": outputs or {}}


def test_a_digest_has_changes_and_dependencies() -> None:
    """And secrets, as it spells them; the id that the engine fills in later is the old one."""
    new = row(
        "net",
        {"a": 2, "key": "[secret]"},
        id="",
        outputs={"b": "x", "c": UNKNOWN_VALUE},
        additionalSecretOutputs=["b"],
        propertyDependencies=NEEDS,
    )
    detail = {"a": {"kind": "update", "inputDiff": True}, "key": {"kind": "add", "inputDiff": True}}
    preview = read_preview(digest(step("update", OLD, new, detailedDiff=detail)))
    assert (preview.source, preview.project, preview.stack) == (Source.DIGEST, "project", "dev")
    (only,) = preview.steps
    assert only.operation is Operation.UPDATE
    assert only.changes == (PropertyChange("a", 1, 2), PropertyChange("key", None, SECRET))
    assert only.after is not None
    assert only.after.id == "id-net"
    assert only.after.outputs == {"b": SECRET, "c": UNKNOWN}
    assert only.after.dependencies == {"vpcId": (urn("net"),)}
    assert preview.succeeded


@pytest.mark.parametrize("deletes_first", [False, True])
def test_a_digest_tells_which_goes_first(deletes_first: bool) -> None:
    """The old one is marked as waiting for its replacement, or as gone."""
    mark = {"pendingReplacement": True} if deletes_first else {"delete": True}
    (only,) = read_preview(digest(step("replace", {**OLD, **mark}, row("net", {"a": 2}, id="")))).steps
    assert (only.operation, only.deletes_first) == (Operation.REPLACE, deletes_first)
    assert only.after is not None
    assert only.after.id == ""


def test_the_state_completes_a_digest() -> None:
    """What the digest leaves out stays the same."""
    known = resources_of(state(OLD, KEPT))
    steps = read_preview(digest(step("delete", OLD, None)), known).steps
    assert [(each.name, each.operation) for each in steps] == [("net", Operation.DELETE), ("kept", Operation.SAME)]
    assert steps[0].after is None
    assert steps[1].before == steps[1].after == known[1]


def test_a_digest_of_a_preview_that_failed() -> None:
    """Its diagnostics have an error, or it has no summary; debug messages are not read."""
    said = [{"severity": "error", "message": "<{%fg 1%}>no<{%reset%}>\n"}, {"severity": "debug", "message": "hunter2"}]
    failed = read_preview(digest(diagnostics=said))
    assert [message.text for message in failed.messages] == ["no"]
    assert not failed.succeeded
    assert not read_preview(json.dumps({"steps": None})).succeeded


def test_the_state_gives_an_event_log_its_dependencies() -> None:
    """For what is there; of what comes the log does not tell them."""
    bare = {key: value for key, value in OLD.items() if key != "propertyDependencies"}
    text = log(*both("same", bare, bare), *both("create", None, row("new")))
    same, created = read_preview(text, resources_of(state(OLD))).steps
    assert same.before is not None
    assert same.after is not None
    assert created.after is not None
    assert same.before.dependencies == same.after.dependencies == {"vpcId": (urn("net"),)}
    assert created.after.dependencies == {}


def test_a_plan_with_its_state_tells_before_and_after() -> None:
    """Inputs are the state's with what the plan adds, changes and takes away; a secret that differs is named."""
    difference = {"adds": {"new": [1]}, "updates": {"a": 2, "key": SECRET_VALUE}, "deletes": ["tags"]}
    text = plan(
        net=wanted("update", inputDiff=difference, outputs={"out": "x"}, additionalSecretOutputs=["out"], protect=True),
        kept=wanted("same", propertyDependencies=NEEDS),
    )
    old = row("net", {"a": 1, "tags": {"x": 1}, "key": SECRET_VALUE})
    preview = read_preview(text, resources_of(state(old, KEPT)))
    update, same = preview.steps
    assert update.after is not None
    assert update.after.inputs == {"a": 2, "key": SECRET, "new": [1]}
    assert update.after.outputs == {"out": SECRET}
    assert (update.after.id, update.after.protect) == ("id-net", True)
    assert [(change.path, change.before, change.after) for change in update.changes] == [
        ("a", 1, 2),
        ("tags", {"x": 1}, None),
        ("new", None, [1]),
        ("key", SECRET, SECRET),
    ]
    assert same.operation is Operation.SAME
    assert same.after is not None
    assert same.after.inputs == {"a": 1}
    assert [message.text for message in preview.messages] == [WITHOUT_REASONS]
    assert (preview.source, preview.stack, preview.succeeded) == (Source.PLAN, "dev", True)


def test_a_plan_alone_says_what_it_cannot_tell() -> None:
    """What was there is named as untold, never as nothing."""
    difference = {"adds": {"new": 1}, "updates": {"a.b": UNKNOWN_VALUE}, "deletes": ["gone"]}
    text = plan(
        net=wanted("delete-replaced", "replace", "create-replacement", inputDiff=difference),
        fresh=wanted("create", inputDiff={"adds": {"a": 1}}),
        old={"steps": ["delete"], "state": None},
    )
    preview = read_preview(text)
    replaced, created, deleted = preview.steps
    assert (replaced.operation, replaced.deletes_first) == (Operation.REPLACE, True)
    assert replaced.changes == (
        PropertyChange("new", None, 1),
        PropertyChange("gone", UNTOLD, None),
        PropertyChange('["a.b"]', UNTOLD, UNKNOWN),
    )
    assert (created.operation, created.before, created.changes) == (Operation.CREATE, None, ())
    assert (deleted.operation, deleted.after, deleted.type) == (Operation.DELETE, None, "aws:ec2/vpc:Vpc")
    assert [message.text for message in preview.messages] == [WITHOUT_STATE, WITHOUT_REASONS]


def test_a_plan_tells_what_depends_on_what() -> None:
    """Which is why the preview that we run saves one."""
    document = json.loads(plan(net=wanted("create", propertyDependencies=NEEDS), gone={"steps": ["delete"]}))
    assert planned_dependencies(document) == {urn("net"): {"vpcId": (urn("net"),)}, urn("gone"): {}}


def test_a_state_is_read_without_what_waits_to_be_deleted(tmp_path: Path) -> None:
    """Secrets in clear are hidden as well."""
    clear = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "plaintext": '"hunter2"'}
    path = tmp_path / "state.json"
    rows = [{"urn": STACK, "type": "pulumi:pulumi:Stack", "custom": False}, row("net", {"key": clear}), OLD]
    path.write_text(json.dumps(state(*rows, {**OLD, "delete": True})), encoding="utf-8")
    stack, secret, plain = read_state(path)
    assert (stack.name, stack.custom, stack.inputs) == ("project-dev", False, {})
    assert secret.inputs == {"key": SECRET}
    assert plain.dependencies == {"vpcId": (urn("net"),)}


def test_an_empty_stack_has_an_empty_state() -> None:
    """`pulumi stack export` leaves the list out, or has none in it."""
    assert resources_of({"deployment": {"manifest": {}}}) == resources_of({"deployment": {"resources": None}}) == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        (" \n\n", "it is empty"),
        ("what?", "it is no JSON"),
        ('{"config": {}, "steps": [', "it is cut before its end"),
        ('{"sequence":0,"timestamp":1,"prel', "it is cut before its end"),
        ("{}", "it is JSON, but no preview"),
        ("[]", "it is JSON, but no preview"),
        ("7", "it is JSON, but no preview"),
        (json.dumps(state(OLD)), "it is the state of a stack"),
        (digest({"op": "update"}), "a step in it is not whole"),
        (digest({"op": "same", "urn": urn("net"), "oldState": {"urn": urn("net")}}), "a step in it is not whole"),
        (json.dumps({"resourcePlans": {urn("net"): {"goal": {"type": 7}, "steps": ["create"]}}}), "is not whole"),
        (json.dumps({"resourcePlans": {"net": {"steps": ["delete"]}}}), "is not whole"),
    ],
)
def test_what_is_no_preview_is_refused(text: str, message: str) -> None:
    """With what was found and how a preview is written."""
    with pytest.raises(ReadError, match=message) as refused:
        read_preview(text)
    assert "pulumi preview --event-log" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("what?", "no JSON"),
        ("[]", "not the state of a stack"),
        ('{"deployment": 7}', "not the state of a stack"),
        ('{"deployment": {"resources": {"a": 1}}}', "not the state of a stack"),
        ('{"deployment": {"resources": [{"id": "x"}]}}', "has no URN or type"),
        ('{"deployment": {"resources": ["x"]}}', "has no URN or type"),
        (digest(), "not the state of a stack"),
    ],
)
def test_what_is_no_state_is_refused(text: str, message: str, tmp_path: Path) -> None:
    """With how a state is exported."""
    path = tmp_path / "state.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match=message) as refused:
        read_state(path)
    assert "pulumi stack export" in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Its name, and what kind of file it should be."""
    for read in (read_preview, read_state):
        with pytest.raises(ReadError, match=r"nowhere\.json: No such file"):
            read(tmp_path / "nowhere.json")
