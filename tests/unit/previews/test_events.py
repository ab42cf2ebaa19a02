"""The event log: one step a resource, whichever events it takes, and a clear answer to a log that is none."""

import json
from pathlib import Path
from typing import Any

import pytest

from lifeboat.previews import SECRET, UNKNOWN, Operation, ReadError, RuleRun, Source, Step, read_preview
from lifeboat.previews.events import CUT
from lifeboat.verdicts.model import Kind
from tests.unit.previews.logs import (
    PRELUDE,
    ROOT,
    SECRET_VALUE,
    STACK,
    SUMMARY,
    UNKNOWN_VALUE,
    all_rules,
    both,
    lines,
    log,
    metadata,
    not_checked,
    row,
    said,
    stack_summary,
    summary_of,
    urn,
)

OLD, NEW = row("net", {"cidr": "10.0.0.0/16"}), row("net", {"cidr": "10.1.0.0/16"})
DETAIL = {"cidr": {"diffKind": "update-replace", "inputDiff": True}}


def only_step(text: str) -> Step:
    (step,) = read_preview(text).steps
    return step


def test_a_created_resource_has_the_outputs_that_are_planned() -> None:
    """The event at its end knows them; unknown and secret ones are named as such, at any depth."""
    planned = {"arn": UNKNOWN_VALUE, "deep": [{"key": SECRET_VALUE}, "plain"]}
    begun, ended = (
        both("create", None, row("net", {"cidr": "10.0.0.0/16"}, id=""))[0],
        both("create", None, row("net", {"cidr": "10.0.0.0/16"}, id="", outputs=planned))[1],
    )
    step = only_step(log(begun, ended))
    assert step.operation is Operation.CREATE
    assert step.before is None
    assert step.after is not None
    assert step.after.outputs == {"arn": UNKNOWN, "deep": [{"key": SECRET}, "plain"]}
    assert (step.name, step.type, step.after.provider) == ("net", "aws:ec2/vpc:Vpc", "the-provider")
    assert (step.after.id, step.after.custom, step.after.parent) == ("", True, STACK)


@pytest.mark.parametrize("deletes_first", [False, True])
def test_the_three_operations_of_a_replacement_are_one_step(deletes_first: bool) -> None:
    """Their order says which goes first; the outputs come from the creation, wherever it stands."""
    created = row("net", {"cidr": "10.1.0.0/16"}, id="", outputs={"id": UNKNOWN_VALUE})
    making = both("create-replacement", OLD, created, detailedDiff=DETAIL, keys=["cidr"], diffs=["cidr"])
    middle = both("replace", OLD, NEW, detailedDiff=DETAIL, keys=["cidr"], diffs=["cidr"])
    removing = both("delete-replaced", OLD, None)
    order = [*removing, *middle, *making] if deletes_first else [*making, *middle, *removing]
    step = only_step(log(*order))
    assert step.operation is Operation.REPLACE
    assert step.deletes_first is deletes_first
    assert step.before is not None
    assert step.after is not None
    assert (step.before.inputs, step.after.outputs) == ({"cidr": "10.0.0.0/16"}, {"id": UNKNOWN})
    (change,) = step.changes
    assert (change.path, change.before, change.after, change.replaces) == ("cidr", "10.0.0.0/16", "10.1.0.0/16", True)


@pytest.mark.parametrize(
    ("path", "kind", "old", "new", "before", "after"),
    [
        ("a", "add", {}, {"a": 1}, None, 1),
        ("a", "add-replace", {}, {"a": 1}, None, 1),
        ("a", "delete", {"a": 1}, {}, 1, None),
        ("a", "delete-replace", {"a": 1}, {}, 1, None),
        ("a", "update", {"a": 1}, {"a": 2}, 1, 2),
        ("subnets[1].cidr", "update", {"subnets": [{}, {"cidr": 1}]}, {"subnets": [{}, {"cidr": 2}]}, 1, 2),
        ('tags["a.b"]', "update", {"tags": {"a.b": 1}}, {"tags": {"a.b": 2}}, 1, 2),
        ('["a.b"].c', "update", {"a.b": {"c": 1}}, {"a.b": {"c": 2}}, 1, 2),
        ("a.key", "update", {"a": SECRET_VALUE}, {"a": SECRET_VALUE}, SECRET, SECRET),
        ("a", "update", {"a": 1}, {"a": UNKNOWN_VALUE}, 1, UNKNOWN),
    ],
)
def test_every_kind_of_difference_at_every_kind_of_path(  # noqa: PLR0917 (a table)
    path: str, kind: str, old: dict[str, Any], new: dict[str, Any], before: object, after: object
) -> None:
    """As the provider lists them: what was, what comes, and whether that replaces the resource."""
    detail = {path: {"diffKind": kind, "inputDiff": True}}
    step = only_step(log(*both("update", row("net", old), row("net", new), detailedDiff=detail)))
    (change,) = step.changes
    assert (change.path, change.before, change.after) == (path, before, after)
    assert change.replaces is kind.endswith("-replace")


def test_a_difference_from_the_cloud_shows_what_the_cloud_has() -> None:
    """`inputDiff` false: the provider compared with the state's outputs."""
    old = row("net", {"a": 1}, outputs={"a": 7})
    detail = {"a": {"diffKind": "update", "inputDiff": False}}
    step = only_step(log(*both("update", old, row("net", {"a": 1}), detailedDiff=detail)))
    assert [(c.before, c.after) for c in step.changes] == [(7, 1)]


def test_without_a_list_of_the_provider_the_inputs_are_compared() -> None:
    """Down to the place that differs; a secret that differs looks alike and is taken from the keys."""
    old = row("net", {"a": {"b": [1, 2]}, "key": SECRET_VALUE, "same": 1})
    new = row("net", {"a": {"b": [1, 3, 4]}, "key": SECRET_VALUE, "same": 1})
    text = log(*both("update", old, new, detailedDiff=None, diffs=["a", "key"], keys=["key"]))
    assert [(c.path, c.before, c.after, c.replaces) for c in only_step(text).changes] == [
        ("a.b[1]", 2, 3, False),
        ("a.b[2]", None, 4, False),
        ("key", SECRET, SECRET, True),
    ]


def test_changes_are_in_the_order_of_lists() -> None:
    """Place 10 comes after place 2."""
    detail = {f"a[{place}]": {"diffKind": "update", "inputDiff": True} for place in (10, 2)}
    values = {"a": list(range(11))}
    step = only_step(log(*both("update", row("net", values), row("net", values), detailedDiff=detail)))
    assert [change.path for change in step.changes] == ["a[2]", "a[10]"]


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        (["same"], Operation.SAME),
        (["delete"], Operation.DELETE),
        (["read"], Operation.READ),
        (["import"], Operation.IMPORT),
        (["refresh"], Operation.REFRESH),
        (["refresh", "same"], Operation.REFRESH),
        (["refresh", "update"], Operation.UPDATE),
    ],
)
def test_the_engines_operations(operations: list[str], expected: Operation) -> None:
    """A refresh that is followed by work is that work."""
    events = [event for each in operations for event in both(each, OLD, None if each == "delete" else NEW)]
    step = only_step(log(*events))
    assert step.operation is expected
    assert (step.after is None) is (expected is Operation.DELETE)


def test_what_a_refresh_finds_is_no_work_of_the_program() -> None:
    """The engine ends a refresh with the name of what it found."""
    found = {"resOutputsEvent": {"metadata": metadata("update", OLD, NEW, detailedDiff=DETAIL), "planning": True}}
    begun = both("refresh", OLD, OLD)[0]
    assert only_step(log(begun, found)).operation is Operation.REFRESH


def test_operations_that_touch_no_resource_are_no_steps() -> None:
    """A pending replacement that is forgotten, and whatever else the engine may name."""
    assert read_preview(log(*both("remove-pending-replace", OLD, None))).steps == ()


def test_steps_keep_the_order_in_which_they_begin() -> None:
    """Although the events of their ends come otherwise."""
    first, second = both("create", None, row("first")), both("create", None, row("second"))
    preview = read_preview(log(first[0], second[0], second[1], first[1]))
    assert [step.name for step in preview.steps] == ["first", "second"]
    assert (preview.project, preview.stack, preview.source) == ("project", "dev", Source.EVENTS)


def test_a_component_takes_the_outputs_that_it_registers_last() -> None:
    """It has two ends: made, and its outputs registered."""
    made = both("create", None, row("part", custom=False, token="our:index:Part"))
    registered = both("create", None, row("part", custom=False, token="our:index:Part", outputs={"a": 1}))[1]
    step = only_step(log(*made, registered))
    assert step.after is not None
    assert (step.after.custom, step.after.outputs) == (False, {"a": 1})


def test_azure_native_types_lose_their_api_version() -> None:
    """The same resource has the same type whatever version the program pins."""
    token = "azure-native:network/v20240501:VirtualNetwork"
    assert only_step(log(*both("create", None, row("net", token=token)))).type == "azure-native:network:VirtualNetwork"


def test_a_name_may_hold_colons() -> None:
    """Everything after the type is the name."""
    assert only_step(log(*both("create", None, row("a::b")))).name == "a::b"


def test_debug_messages_are_never_read() -> None:
    """They hold secret outputs in clear. A line that is not even JSON passes, since nobody parses it."""
    debug = '{"sequence":1,"timestamp":1,"diagnosticEvent":{"message":"hunter2-hunter2","severity":"debug"\n'
    spaced = (
        json.dumps({"sequence": 1, "timestamp": 1, "diagnosticEvent": {"message": "x", "severity": "debug"}}) + "\n"
    )
    assert read_preview(lines([PRELUDE]) + debug + spaced + lines([SUMMARY])).messages == ()


def test_messages_lose_their_colours() -> None:
    """The engine's and a terminal's; short-lived ones are left out, what went to standard error is information."""
    told = [
        {"severity": "warning", "message": "<{%fg 3%}>careful<{%reset%}>\n", "urn": urn("net")},
        {"severity": "info#err", "message": "\x1b[31mred\x1b[0m"},
        {"severity": "info", "message": "gone", "ephemeral": True},
        {"severity": "info", "message": " \n"},
    ]
    preview = read_preview(log(*({"diagnosticEvent": each} for each in told)))
    assert [(m.severity, m.text, m.urn) for m in preview.messages] == [
        ("warning", "careful", urn("net")),
        ("info", "red", ""),
    ]
    assert preview.succeeded


def test_an_error_is_no_success() -> None:
    """The program's, a provider's or the engine's own."""
    failed = read_preview(log({"diagnosticEvent": {"severity": "error", "message": "no"}}))
    broken = read_preview(log({"errorEvent": {"error": "engine"}}))
    assert not failed.succeeded
    assert not broken.succeeded
    assert [message.text for message in broken.messages] == ["engine"]
    assert not read_preview(lines([PRELUDE, {"summaryEvent": {"isPreview": True, "result": "failed"}}])).succeeded


def test_configuration_is_read_and_its_secrets_are_not() -> None:
    """Whole values, and values inside of objects."""
    config = {
        "p:a": "1",
        "p:b": "[secret]",
        "p:c": '{"inner":"[secret]","open":[1,{"deep":"[secret]"}]}',
        "p:d": "{not JSON",
    }
    preview = read_preview(lines([{"preludeEvent": {"config": config}}, SUMMARY]))
    assert preview.config == {
        "p:a": "1",
        "p:b": SECRET,
        "p:c": {"inner": SECRET, "open": [1, {"deep": SECRET}]},
        "p:d": "{not JSON",
    }


def test_policies_are_told_apart() -> None:
    """Passed, failed, not checked, not applicable: by what the rules said and what they did not."""
    rules = ("r-fails", "r-passes", "r-silent", "r-unsure")
    preview = read_preview(
        log(
            all_rules("net", *rules),
            said("r-fails", "Must not.\nIt does.", urn("net")),
            not_checked("r-unsure", "cidr of VPC net is not known until deployment", urn("net")),
            summary_of("net", passed=["r-passes"], failed=["r-fails", "r-unsure"]),
            *both("create", None, row("net")),
            all_rules("other", *rules),
            summary_of("other"),
            said("s-fails", "Must not.\nIt does.", urn("net")),
            not_checked("s-fails", "a of b is missing", STACK),
            not_checked("s-unsure", "a of b is missing", STACK),
            stack_summary(passed=["s-passes"], failed=["s-fails", "s-unsure"]),
        )
    )
    runs = {(run.rule, run.urn): run.result for run in preview.runs}
    assert runs == {
        ("r-passes", urn("net")): "passed",
        ("r-fails", urn("net")): "failed",
        ("r-unsure", urn("net")): "not-checked",
        ("r-silent", urn("net")): "not-applicable",
        **{(rule, urn("other")): "not-applicable" for rule in rules},
        ("s-passes", ""): "passed",
        ("s-fails", ""): "failed",
        ("s-unsure", ""): "not-checked",
    }
    kinds = [(verdict.rule, verdict.kind) for verdict in preview.verdicts]
    assert kinds[:2] == [("r-fails", Kind.VIOLATION), ("r-unsure", Kind.NOT_CHECKED)]
    assert preview.packs == {"pack": "1.2.3"}
    assert not preview.succeeded


def test_a_rule_that_only_speaks_in_a_later_summary_was_silent_before() -> None:
    """A rule at the level `remediate` is not in the first list, only where it judges."""
    preview = read_preview(log(all_rules("net", "a"), summary_of("net"), summary_of("other", passed=["b"])))
    assert RuleRun("b", urn("net"), "not-applicable") in preview.runs


def test_a_preview_that_was_killed_is_read_as_far_as_it_went() -> None:
    """No summary, half a line: what is there counts, and it did not succeed."""
    begun = both("create", None, row("started"))[0]
    whole = lines([PRELUDE, *both("create", None, row("done")), begun])
    half = '{"sequence":9,"timestamp":1,"resOutputsEvent":{"metadata":{"op":"crea'
    preview = read_preview(whole + half)
    assert [step.name for step in preview.steps] == ["done", "started"]
    assert preview.messages == (CUT,)
    assert not preview.succeeded


def test_half_a_beginning_at_the_end_is_no_step() -> None:
    """It says the operation and the URN, and not what it is about."""
    half = lines(both("create", None, row("net"))[:1])[:-60]
    assert read_preview(lines([PRELUDE]) + half).steps == ()


@pytest.mark.parametrize(
    "events",
    [
        [PRELUDE, {"resourcePreEvent": {"metadata": metadata("create", None, NEW)}}],
        [PRELUDE, {"resOutputsEvent": {"metadata": metadata("create", None, NEW)}}],
        [PRELUDE, {"summaryEvent": {"isPreview": False}}],
    ],
)
def test_the_log_of_a_deployment_is_refused(events: list[dict[str, Any]]) -> None:
    """It tells what was done, which is no preview."""
    with pytest.raises(ReadError, match=r"log of a deployment .* not of a preview\. Write one with"):
        read_preview(lines(events))


def test_the_preview_before_a_deployment_is_read_from_its_log() -> None:
    """What follows belongs to the deployment."""
    deployed = {"resourcePreEvent": {"metadata": metadata("create", None, row("later"))}}
    preview = read_preview(log(*both("create", None, row("net"))) + lines([deployed]))
    assert [step.name for step in preview.steps] == ["net"]
    assert preview.succeeded


@pytest.mark.parametrize("fault", ["what?\n", '{"a":1}\n', "[]\n", '{"sequence":1,"timestamp":1,"summaryEvent":7}\n'])
def test_a_line_that_is_no_event_is_named(fault: str) -> None:
    """With its number."""
    with pytest.raises(ReadError, match="the preview, line 2: no event of the engine"):
        read_preview(lines([PRELUDE]) + fault + lines([SUMMARY]))


def test_a_step_that_only_began_and_is_not_whole_is_named() -> None:
    """By the URN of its resource."""
    odd = {"urn": urn("net"), "type": "aws:ec2/vpc:Vpc"}
    begun = {"resourcePreEvent": {"metadata": {"op": "create", "urn": urn("net"), "new": {}, "old": odd | {"type": 7}}}}
    begun["resourcePreEvent"]["planning"] = True
    with pytest.raises(ReadError, match=r"the step of .*::net is not whole"):
        read_preview(log(begun))


def test_blank_lines_do_not_matter() -> None:
    """Some tools add them."""
    assert read_preview("\n" + log(*both("create", None, row("net"))).replace("\n", "\n\n")).steps


def test_an_empty_stack_has_a_preview_without_steps() -> None:
    """And without a name, since no resource tells one."""
    preview = read_preview(log())
    assert (preview.steps, preview.project, preview.stack, preview.succeeded) == ((), "", "", True)
    assert ROOT not in repr(preview)


def test_a_file_is_read_as_its_text_is(tmp_path: Path) -> None:
    """Line by line, from a path or from an open stream."""
    path = tmp_path / "events.ndjson"
    path.write_text(log(*both("create", None, row("net"))), encoding="utf-8")
    with path.open("rb") as stream:
        assert read_preview(path) == read_preview(stream) == read_preview(path.read_text(encoding="utf-8"))
