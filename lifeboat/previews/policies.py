"""What policy packs said in an event log: verdicts, and which rule judged what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lifeboat.previews.model import RuleRun
from lifeboat.verdicts.model import Kind, Verdict, of_event


@dataclass
class Judgements:
    """What the events of policies told so far.

    The engine never says of a rule that it does not apply, or that it is disabled. A rule about single resources that
    is in force is in the pack's list, so that it did not apply to a resource follows from its silence. A rule about
    the whole stack that did not apply leaves no trace.

    Attributes:
        said: violations and what could not be judged, in the engine's order.
        resources: by pack and URN, the rules that passed and those that said something.
        stack: by pack, the same of the rules about the whole stack.
        resource_rules: by pack, every rule about single resources that is in force.
        packs: versions by pack.
        lists: the packs' lists of rules that were read already.
    """

    said: list[Verdict] = field(default_factory=list)
    resources: dict[tuple[str, str], tuple[list[str], list[str]]] = field(default_factory=dict)
    stack: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    resource_rules: dict[str, dict[str, None]] = field(default_factory=dict)
    packs: dict[str, str] = field(default_factory=dict)
    lists: set[bytes] = field(default_factory=set)

    def wants(self, line: bytes) -> bool:
        """Return whether the summary of a remediation tells something new: it repeats all rules for every resource."""
        told = line.partition(b'"policyPackName":')[2]
        if told in self.lists and b'"failed":' not in told:
            return False
        self.lists.add(told)
        return True

    def note(self, row: Mapping[str, Any]) -> None:
        """Take in an event of a policy; other events are none of its business."""
        if said := row.get("policyEvent"):
            self.said.append(of_event(said))
        elif told := row.get("policyAnalyzeSummaryEvent"):
            pack, passed, failed = self._summary(told)
            self._in_force(pack, passed, failed)
            self.resources[pack, told["resourceUrn"]] = (passed, failed)
        elif told := row.get("policyAnalyzeStackSummaryEvent"):
            pack, passed, failed = self._summary(told)
            self.stack[pack] = (passed, failed)
        elif told := row.get("policyRemediateSummaryEvent"):
            pack, passed, failed = self._summary(told)
            self._in_force(pack, passed, failed)

    def _in_force(self, pack: str, passed: list[str], failed: list[str]) -> None:
        rules = self.resource_rules.setdefault(pack, {})
        for rule in (*passed, *failed):
            rules.setdefault(rule)

    def _summary(self, told: Mapping[str, Any]) -> tuple[str, list[str], list[str]]:
        pack = told["policyPackName"]
        self.packs.setdefault(pack, told.get("policyPackVersion", ""))
        return pack, told.get("passed") or [], told.get("failed") or []

    @property
    def mandatory(self) -> bool:
        """Whether a violation stops the deployment."""
        return any(verdict.level == "mandatory" and verdict.kind is Kind.VIOLATION for verdict in self.said)

    def runs(self) -> tuple[RuleRun, ...]:
        """Return which rule judged what: resources in the engine's order, then the stack as a whole."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[RuleRun]:
        # What a rule said about a resource: a violation outweighs what it could not check besides.
        said: dict[tuple[str, str], str] = {}
        for verdict in self.said:
            for key in ((verdict.rule, verdict.urn), (verdict.rule, "")):
                said[key] = max(said.get(key, ""), _RESULTS[verdict.kind], key=_WEIGHT.index)
        for (pack, urn), (passed, spoke) in self.resources.items():
            yield from [RuleRun(rule, urn, "passed") for rule in passed]
            yield from [RuleRun(rule, urn, said.get((rule, _whole(urn)), "failed")) for rule in spoke]
            silent = self.resource_rules[pack].keys() - {*passed, *spoke}
            yield from [RuleRun(rule, urn, "not-applicable") for rule in sorted(silent)]
        for passed, spoke in self.stack.values():
            yield from [RuleRun(rule, "", "passed") for rule in passed]
            yield from [RuleRun(rule, "", said.get((rule, ""), "failed")) for rule in spoke]


_RESULTS = {Kind.VIOLATION: "failed", Kind.NOT_CHECKED: "not-checked", Kind.EXEMPTION: "passed"}
_WEIGHT = ("", "passed", "not-checked", "failed")


def _whole(urn: str) -> str:
    """The URN as a verdict has it, which is none for the stack's own."""
    return "" if "::pulumi:pulumi:Stack::" in urn else urn
