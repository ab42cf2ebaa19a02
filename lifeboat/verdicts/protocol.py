"""What the engine and its policy packs say to one another, line by line.

`pulumi policy analyze --json` prints an event for each violation. What a pack says about its rules, the level that
configuration gave each of them, and which of them had nothing to judge go no further than the engine. With
PULUMI_DEBUG_GRPC the CLI writes every such call down, of the same run and in whatever language the pack is written:
https://www.pulumi.com/docs/iac/support/troubleshooting/ and `proto/pulumi/analyzer.proto` of pulumi/pulumi.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeboat.verdicts.model import Kind, Verdict, of_event
from lifeboat.verdicts.report import Pack, Rule, answers

_CALL = re.compile(rb'\{"method":"/pulumirpc\.Analyzer/(GetAnalyzerInfo|Configure|Analyze|AnalyzeStack)",')
_COMPLETED = b'"progress":"response_completed"'
_END = 200
"""Longest that progress, time and duration at the end of a line can be, in bytes."""
_RESPONSE = b',"response":'
_JUDGES = {"POLICY_TYPE_RESOURCE": "resource", "POLICY_TYPE_STACK": "stack"}
_NO_SEVERITY = "POLICY_SEVERITY_UNSPECIFIED"
_FIRST_LEVEL = "ADVISORY"
"""The protocol leaves out a level that is the first of its list."""


@dataclass
class Told:
    """What one pack told the engine.

    Attributes:
        info: what it says about itself and its rules.
        config: what the engine configured it with.
        asked: how many resources it was asked about.
        declined: rules, each with the number of resources that it had nothing to say about.
        declined_stack: rules that had nothing to say about the stack as a whole, each with the reason.
    """

    info: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    asked: int = 0
    declined: Counter[str] = field(default_factory=Counter)
    declined_stack: dict[str, str] = field(default_factory=dict)


@dataclass
class Conversation:
    """What all packs of a run told the engine.

    Attributes:
        packs: by the folder of the pack, as the CLI was given it.
    """

    packs: dict[str, Told] = field(default_factory=dict)

    def hear(self, line: bytes) -> None:
        """Take in one line of the CLI's record; what is not an answer of a pack is passed over.

        A resource's properties are in the line but are not read: they may be secret, and they are most of it.
        """
        call = _CALL.match(line)
        if call is None or _COMPLETED not in line[-_END:]:
            return
        method = call[1].decode()
        try:
            if method.startswith("Analyze"):
                said = json.loads(b"{" + line[line.rindex(_RESPONSE) + 1 :])
            else:
                said = json.loads(line)
            self._keep(method, said, said["response"])
        except (ValueError, KeyError):
            return

    def _keep(self, method: str, said: Mapping[str, Any], response: Mapping[str, Any]) -> None:
        told = self.packs.setdefault(said["metadata"]["name"], Told())
        declined = [(each["policyName"], each.get("reason", "")) for each in response.get("notApplicable", [])]
        if method == "GetAnalyzerInfo":
            told.info = response
        elif method == "Configure":
            told.config = said["request"].get("policyConfig", {})
        elif method == "AnalyzeStack":
            told.declined_stack.update(declined)
        else:
            told.asked += 1
            told.declined.update(name for name, _ in declined)


def verdicts_of(events: Iterable[Mapping[str, Any]]) -> list[Verdict]:
    """Make verdicts from the engine's events, in their order and each once."""
    made = [_verdict(event) for event in events if "policyEvent" in event or "policyRemediationEvent" in event]
    return list(dict.fromkeys(made))


def packs_of(conversation: Conversation, verdicts: Iterable[Verdict], versions: Mapping[str, str]) -> tuple[Pack, ...]:
    """Put together what each pack said.

    Args:
        conversation: what the packs told the engine; may be empty, when the CLI wrote nothing down.
        verdicts: what was found.
        versions: name of each pack that took part, and its version.
    """
    said = list(verdicts)
    told = {each.info["name"]: each for each in conversation.packs.values() if "name" in each.info}
    packs = []
    for name, version in versions.items():
        own = [each for each in said if each.pack == name]
        heard = told.get(name, Told())
        rules = rules_of(heard)
        made = answers(rules, own, _not_applicable(heard, rules), told=bool(rules))
        packs.append(Pack(name=name, version=version, answers=made))
    return tuple(packs)


def rules_of(told: Told) -> list[Rule]:
    """The rules of a pack, in its order, at the level they had in the run."""
    pack = told.info.get("name", "")
    return [_rule(pack, info, told.config.get(info["name"], info)) for info in told.info.get("policies", [])]


def _rule(pack: str, info: Mapping[str, Any], configured: Mapping[str, Any]) -> Rule:
    severity = info.get("severity", _NO_SEVERITY)
    return Rule(
        id=info["name"],
        pack=pack,
        judges=_JUDGES.get(info.get("policyType", ""), ""),
        level=configured.get("enforcementLevel", _FIRST_LEVEL).lower(),
        severity="" if severity == _NO_SEVERITY else severity.removeprefix("POLICY_SEVERITY_").lower(),
        title=info.get("displayName", ""),
        description=info.get("description", ""),
        remediation=info.get("remediationSteps", ""),
        url=info.get("url", ""),
        tags=tuple(info.get("tags", ())),
        settings=tuple(info.get("configSchema", {}).get("properties", ())),
    )


def _not_applicable(told: Told, rules: Iterable[Rule]) -> dict[str, str]:
    none = f"None of the {told.asked} resources is one that it judges."
    of_resources = {
        rule.id: none for rule in rules if rule.judges == "resource" and told.declined[rule.id] == told.asked > 0
    }
    return of_resources | told.declined_stack


def _verdict(event: Mapping[str, Any]) -> Verdict:
    if "policyEvent" in event:
        return of_event(event["policyEvent"])
    changed = event["policyRemediationEvent"]
    before, after = changed.get("before", {}), changed.get("after", {})
    # Names only: what the rule would change may be secret.
    names = [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]
    return Verdict(
        rule=changed["policyName"],
        pack=changed.get("policyPackName", ""),
        pack_version=changed.get("policyPackVersion", ""),
        level="remediate",
        severity="",
        message=f"The rule would change {', '.join(names)}.",
        urn=changed.get("resourceUrn", ""),
        kind=Kind.VIOLATION,
    )
