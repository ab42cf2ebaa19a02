"""Small previews in the engine's own words, made by hand."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

SECRET_VALUE = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "[secret]"}
UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
ROOT = "urn:pulumi:dev::project"
STACK = f"{ROOT}::pulumi:pulumi:Stack::project-dev"
VPC = "aws:ec2/vpc:Vpc"


def urn(name: str, token: str = VPC) -> str:
    """Return the URN of a resource."""
    return f"{ROOT}::{token}::{name}"


def row(name: str, inputs: Mapping[str, Any] | None = None, token: str = VPC, **more: Any) -> dict[str, Any]:
    """Return a resource as events and states have it."""
    return {
        "urn": urn(name, token),
        "type": token.rpartition("$")[2],
        "custom": True,
        "id": f"id-{name}",
        "parent": STACK,
        "provider": f"{ROOT}::pulumi:providers:aws::the-provider::8d5f",
        "inputs": dict(inputs or {}),
        "outputs": {},
        **more,
    }


def metadata(
    operation: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, **more: Any
) -> dict[str, Any]:
    """Return what an event says about a step."""
    either = new or old or {}
    return {"op": operation, "urn": either["urn"], "type": either["type"], "old": old, "new": new, **more}


def both(
    operation: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, **more: Any
) -> list[dict[str, Any]]:
    """Return the two events of a step."""
    said = {"metadata": metadata(operation, old, new, **more), "planning": True}
    return [{"resourcePreEvent": said}, {"resOutputsEvent": said}]


PRELUDE = {"preludeEvent": {"config": {}}}
SUMMARY = {"summaryEvent": {"isPreview": True, "result": "succeeded", "PolicyPacks": {}, "resourceChanges": {}}}


def lines(events: Iterable[Mapping[str, Any]]) -> str:
    """Return events as the engine writes them, one a line."""
    numbered = ({"sequence": number, "timestamp": 1, **event} for number, event in enumerate(events))
    return "".join(json.dumps(event, separators=(",", ":"), ensure_ascii=False) + "\n" for event in numbered)


def log(*events: Mapping[str, Any]) -> str:
    """Return an event log with beginning and end."""
    return lines([PRELUDE, *events, SUMMARY])


def summary_of(name: str, passed: Iterable[str] = (), failed: Iterable[str] = ()) -> dict[str, Any]:
    """Return the event that says which rules judged a resource."""
    told = {"resourceUrn": urn(name), **_pack(), "passed": list(passed), "failed": list(failed)}
    return {"policyAnalyzeSummaryEvent": {key: value for key, value in told.items() if value}}


def all_rules(name: str, *rules: str) -> dict[str, Any]:
    """Return the event that lists every rule about single resources."""
    return {"policyRemediateSummaryEvent": {"resourceUrn": urn(name), **_pack(), "passed": list(rules)}}


def stack_summary(passed: Iterable[str] = (), failed: Iterable[str] = ()) -> dict[str, Any]:
    """Return the event that says which rules judged the stack."""
    return {"policyAnalyzeStackSummaryEvent": {**_pack(), "passed": list(passed), "failed": list(failed)}}


def said(rule: str, message: str, at: str, level: str = "mandatory") -> dict[str, Any]:
    """Return what a rule says."""
    return {
        "policyEvent": {
            "resourceUrn": at,
            "message": message,
            "color": "never",
            "policyName": rule,
            **_pack(),
            "enforcementLevel": level,
            "severity": "high",
        }
    }


def not_checked(rule: str, reasons: str, at: str) -> dict[str, Any]:
    """Return what the SDK says when a rule could not judge."""
    text = f"can't run policy '{rule}' from policy pack 'pack@v0.0.1' during preview: not checked: {reasons}\n"
    return said(rule, text, at, "advisory")


def _pack() -> dict[str, str]:
    return {"policyPackName": "pack", "policyPackVersion": "1.2.3", "policyPackVersionTag": "1.2.3"}


def state(*rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exported state."""
    return {"version": 3, "deployment": {"manifest": {}, "resources": list(rows)}}
