"""Policy cases are folders of data: `cases/<rule-id>/<kind>-<what>.yaml`, where kind is what the rule must answer.

A case holds `resources` in the order in which the engine would send them, optionally on top of a whole stack
(`stack: <name>` from `cases/stacks/`, with `without` and `props` to change it), `config` for the rule, `exemptions`
(the day is 2026-12-01) and `expect`: `violations` (resource and message) and `not_checked` lines. Both lists are exact:
what the rule says more, and what it does not say, both fail. The string `<unknown>` stands for a value that the engine
does not know at preview.
"""

import copy
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    StackValidationArgs,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from policies.rules import make_rules
from policies.rules.kit.exemptions import Exemptions, parse
from policies.rules.kit.rule import ResourceRule, Rule, StackRule

CASES = Path(__file__).parent / "cases"
KINDS = ("pass", "fail", "unknown", "not-applicable")
NOT_CHECKED = "not checked: "


@dataclass(frozen=True)
class Case:
    """One case of one rule."""

    rule_id: str
    name: str
    resources: tuple[Mapping[str, Any], ...]
    config: Mapping[str, Any]
    violations: tuple[tuple[str, str], ...]
    not_checked: tuple[str, ...]
    exemptions: tuple[Mapping[str, Any], ...] = ()
    today: dt.date = dt.date(2026, 12, 1)

    @property
    def kind(self) -> str:
        """What the rule must answer, from the name of the file."""
        kinds = [kind for kind in KINDS if self.name.startswith(f"{kind}-")]
        assert kinds, f"{self.rule_id}/{self.name} must start with one of {', '.join(KINDS)}"
        return kinds[0]


@dataclass
class Answer:
    """What a rule said: violations as (resource name, message), lines not checked, calls it did not apply to."""

    violations: list[tuple[str, str]] = field(default_factory=list)
    not_checked: list[str] = field(default_factory=list)
    not_applicable: int = 0
    calls: int = 0


def urn(token: str, name: str) -> str:
    return f"urn:pulumi:dev::lifeboat::{token}::{name}"


def load_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*/*.yaml")):
        if path.parent.name != "stacks":
            yield load_case(path)


def load_case(path: Path) -> Case:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    allowed = {"why", "stack", "without", "props", "resources", "config", "exemptions", "expect"}
    assert set(data) <= allowed, f"{path}: {set(data) - allowed} is no part of a case"
    assert data["why"], f"{path}: a case says what it proves"
    expect = data.get("expect") or {}
    assert set(expect) <= {"violations", "not_checked"}, f"{path}: {expect.keys()}"
    return Case(
        rule_id=path.parent.name,
        name=path.stem,
        resources=tuple(_resources(data)),
        config=data.get("config") or {},
        violations=tuple(
            (each["resource"] or "", " ".join(each["message"].split())) for each in expect.get("violations", [])
        ),
        not_checked=tuple(expect.get("not_checked", [])),
        exemptions=tuple(data.get("exemptions", [])),
    )


def _resources(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    resources: list[dict[str, Any]] = []
    if "stack" in data:
        text = (CASES / "stacks" / f"{data['stack']}.yaml").read_text(encoding="utf-8")
        resources = copy.deepcopy(yaml.safe_load(text)["resources"])
    names = {resource["name"] for resource in resources}
    unused = (set(data.get("without", ())) | set(data.get("props", ()))) - names
    assert not unused, f"the case changes {unused}, which its stack does not have"
    resources = [resource for resource in resources if resource["name"] not in data.get("without", ())]
    for resource in resources:
        resource["props"] |= data.get("props", {}).get(resource["name"], {})
    return resources + list(data.get("resources", ()))


def rule_of(rule_id: str) -> ResourceRule | StackRule:
    """A new rule, which remembers nothing of other cases."""
    (rule,) = (rule for rule in make_rules() if rule.id == rule_id)
    return rule


def exemptions_of(case: Case) -> Exemptions:
    """The exemptions of a case, on the day of the case."""
    exemptions = parse(case.exemptions, [rule.id for rule in make_rules()])
    exemptions.today = case.today
    return exemptions


def answer(rule: Rule, case: Case) -> Answer:
    """Put a case to a rule in the way the SDK's server does, through its proxies.

    A rule about exemptions is asked last, after the rules that the exemptions name, as in the engine.
    """
    exemptions = exemptions_of(case)
    if rule.id.startswith("exemptions-"):
        named = {exemption.rule for exemption in exemptions.entries}
        for other in make_rules():
            if other.id in named:
                _answer(other, case, exemptions)
        (rule,) = (each for each in make_rules(exemptions) if each.id == rule.id)
    return _answer(rule, case, exemptions)


def _answer(rule: Rule, case: Case, exemptions: Exemptions) -> Answer:
    said = Answer()
    policy = rule.policy(exemptions)
    if isinstance(rule, StackRule):
        _call(policy, StackValidationArgs(stack_resources(case.resources), case.config), said, "")
        return said
    for resource in case.resources:
        args = ResourceValidationArgs(
            resource["type"], proxied(resource.get("props", {})), urn(resource["type"], resource["name"]),
            resource["name"], options(resource), provider(resource), case.config,
        )  # fmt: skip
        _call(policy, args, said, resource["name"])
    return said


def _call(policy: Any, args: Any, said: Answer, name: str) -> None:
    def report(message: str, about: str | None = None) -> None:
        said.violations.append((about.rsplit("::", 1)[-1] if about else name, message))

    said.calls += 1
    try:
        policy.validate(args, report)
    except UnknownValueError as error:
        said.not_checked += _lines(error.message)
    except _NotApplicableError as error:
        said.not_applicable += 1 if error.reason else 0


def _lines(message: str) -> list[str]:
    assert message.startswith(NOT_CHECKED), f"the rule touched an unknown without care: {message}"
    return message.removeprefix(NOT_CHECKED).split("; ")


def stack_resources(resources: tuple[Mapping[str, Any], ...]) -> list[PolicyResource]:
    by_name: dict[str, PolicyResource] = {}
    for data in resources:
        assert data["name"] not in by_name, f"two resources are named {data['name']}"
        by_name[data["name"]] = PolicyResource(
            data["type"], proxied(data.get("props", {})), urn(data["type"], data["name"]),
            data["name"], options(data), provider(data), None, [], {},
        )  # fmt: skip
    for data in resources:
        resource = by_name[data["name"]]
        for prop, names in data.get("propertyDependencies", {}).items():
            resource.property_dependencies[prop] = [by_name[name] for name in names if name in by_name]
            resource.dependencies.extend(resource.property_dependencies[prop])
    return list(by_name.values())


def options(resource: Mapping[str, Any]) -> PolicyResourceOptions:
    protect = resource.get("protect", False)
    return PolicyResourceOptions(protect, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


def provider(resource: Mapping[str, Any]) -> PolicyProviderResource | None:
    """A provider where the case says which tags it puts on everything."""
    if "default_tags" not in resource:
        return None
    token = f"pulumi:providers:{resource['type'].partition(':')[0]}"
    props = {"defaultTags": json.dumps({"tags": resource["default_tags"]})}
    return PolicyProviderResource(token, proxied(props), urn(token, "provider"), "provider")


def proxied(props: Mapping[str, Any]) -> Any:
    return unknown_checking_proxy(on_the_wire(props))


def on_the_wire(value: Any) -> Any:
    """A value as the engine sends it: markers become the SDK's sentinels, whole numbers floats."""
    if isinstance(value, Mapping):
        return {key: on_the_wire(element) for key, element in value.items()}
    if isinstance(value, list):
        return [on_the_wire(element) for element in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return UNKNOWN_STRING_VALUE if value == "<unknown>" else value
