"""A stack's state under the pack: as `pulumi policy analyze --file` judges it, and the same inside this process.

The engine hands each resource's inputs to the resource rules and all outputs to the stack rules, with secrets in plain.
Inside the process a state takes a fraction of a second, because no pack has to start and what two states share is read
once; that both ways find the same is what `tests/engine/test_mutations.py` proves.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    StackValidationArgs,
)
from pulumi_policy.policy import _NotApplicableError
from pulumi_policy.proxy import UnknownValueError

from policies.rules import make_rules
from policies.rules.kit.rule import ResourceRule, Rule
from tests.policies.harness import NOT_CHECKED, proxied

STACK = "stack"
UNDECIDED = "not checked"
# How the engine writes down what is no plain value (pulumi/sdk, sig.Key and sig.Secret).
SIGNATURE, SECRET, PLAIN = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270", "plaintext"


@dataclass(frozen=True, order=True)
class Finding:
    """What a rule says about a resource.

    Attributes:
        rule: id of the rule.
        resource: logical name; `stack` for the stack as a whole.
        level: `mandatory`, `advisory`, or `not checked` for advice about what could not be judged.
        text: the sentence.
    """

    rule: str
    resource: str
    level: str
    text: str = ""


Resource = dict[str, Any]
State = list[Resource]


def name_of(urn: str) -> str:
    """The logical name in a URN."""
    return urn.rpartition("::")[2]


def read(path: Path) -> State:
    """The resources of an exported state."""
    return json.loads(path.read_text(encoding="utf-8"))["deployment"]["resources"]


def plain(value: Any) -> Any:
    """A value of a state without the wrappers of its secrets."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        secret = value.get(SIGNATURE) == SECRET
        return json.loads(value[PLAIN]) if secret else {key: plain(each) for key, each in value.items()}
    return value


@dataclass
class Judge:
    """The pack with a configuration, inside this process.

    Attributes:
        config: the configuration, as `--policy-pack-config` takes it.
        seen: properties that were read before, by the identity of the object; the object is kept, so that it stays one.
    """

    config: Mapping[str, Any]
    seen: dict[int, tuple[Any, Any]] = field(default_factory=dict)

    def findings(self, state: State) -> set[Finding]:
        """Everything that the pack says about a state."""
        said: set[Finding] = set()
        everything = self._stack_resources(state)
        names = {each["urn"]: name_of(each["urn"]) for each in state}
        for rule in make_rules():
            level, settings = self._configured(rule)
            policy = rule.policy()
            if isinstance(rule, ResourceRule):
                for each, resource in zip(state, everything, strict=True):
                    args = ResourceValidationArgs(
                        resource.resource_type, self._read(each, "inputs"), resource.urn, resource.name, resource.opts,
                        resource.provider, settings,
                    )  # fmt: skip
                    _call(policy, args, said, (rule.id, level, resource.name), names)
            else:
                _call(policy, StackValidationArgs(everything, settings), said, (rule.id, level, STACK), names)
        return said

    def _configured(self, rule: Rule) -> tuple[str, Mapping[str, Any]]:
        stated = self.config.get(rule.id, {})
        own = dict(stated) if isinstance(stated, Mapping) else {"enforcementLevel": stated}
        return EnforcementLevel(own.pop("enforcementLevel", rule.level)).value, own

    def _read(self, resource: Resource, side: str) -> Any:
        content = resource.get(side, {})
        kept = self.seen.get(id(content))
        if kept is None or kept[0] is not content:
            kept = self.seen[id(content)] = (content, proxied(plain(content)))
        return kept[1]

    def _stack_resources(self, state: State) -> list[PolicyResource]:
        providers = {each["urn"]: each for each in state if each["type"].startswith("pulumi:providers:")}
        found = {
            each["urn"]: PolicyResource(
                each["type"], self._read(each, "outputs"), each["urn"], name_of(each["urn"]),
                PolicyResourceOptions(each.get("protect", False), [], None, [], PolicyCustomTimeouts(0, 0, 0), []),
                self._provider(each, providers), None, [], {},
            )
            for each in state
        }  # fmt: skip
        for each in state:
            resource = found[each["urn"]]
            resource.parent = found.get(each.get("parent", ""))
            resource.dependencies.extend(_those(found, each.get("dependencies")))
            for prop, urns in each.get("propertyDependencies", {}).items():
                resource.property_dependencies[prop] = _those(found, urns)
        return list(found.values())

    def _provider(self, resource: Resource, providers: Mapping[str, Resource]) -> PolicyProviderResource | None:
        provider = providers.get(resource.get("provider", "").rpartition("::")[0])
        if provider is None:
            return None
        urn = provider["urn"]
        return PolicyProviderResource(provider["type"], self._read(provider, "inputs"), urn, name_of(urn))


def _those(found: Mapping[str, PolicyResource], urns: Sequence[str] | None) -> list[PolicyResource]:
    return [found[urn] for urn in urns or () if urn in found]


def _call(policy: Any, args: Any, said: set[Finding], about: tuple[str, str, str], names: Mapping[str, str]) -> None:
    rule, level, name = about

    def report(message: str, urn: str | None = None) -> None:
        said.add(Finding(rule, names.get(urn or "", name), level, message))

    try:
        policy.validate(args, report)
    except UnknownValueError as error:
        said.add(Finding(rule, name, UNDECIDED, error.message))
    except _NotApplicableError:
        pass


def from_events(text: str) -> set[Finding]:
    """What `pulumi policy analyze --json` printed, as findings."""
    events = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    return {_finding(event["policyEvent"]) for event in events if "policyEvent" in event}


def _finding(event: Mapping[str, Any]) -> Finding:
    urn, message = event.get("resourceUrn", ""), event["message"].strip()
    name = STACK if not urn or "pulumi:pulumi:Stack" in urn else name_of(urn)
    _, found, reasons = message.partition(NOT_CHECKED)
    if found and message.startswith("can't run policy"):
        return Finding(event["policyName"], name, UNDECIDED, NOT_CHECKED + reasons)
    return Finding(event["policyName"], name, event["enforcementLevel"], message.partition("\n")[2])
