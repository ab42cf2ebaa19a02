"""What is taken from the record of a run, and what is passed over."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lifeboat.verdicts.model import Kind
from lifeboat.verdicts.protocol import Conversation, packs_of, rules_of, verdicts_of
from lifeboat.verdicts.report import Outcome

PACK = "/checkout/policies"


def line(method: str, response: object, request: object = None, progress: str = "response_completed") -> bytes:
    """A line as the CLI writes it, in its order of keys and without blanks."""
    said = {"method": f"/pulumirpc.Analyzer/{method}", "request": request or {}, "response": response}
    said |= {"metadata": {"kind": "analyzer", "name": PACK}, "progress": progress, "duration": 1}
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"


INFO = {
    "name": "lifeboat",
    "policies": [
        {
            "name": "a-of-resource",
            "displayName": "of-resource",
            "description": "It must.",
            "enforcementLevel": "MANDATORY",
            "policyType": "POLICY_TYPE_RESOURCE",
            "severity": "POLICY_SEVERITY_HIGH",
            "tags": ["a"],
            "remediationSteps": "Do it.",
            "url": "https://example.com/a",
            "configSchema": {"properties": {"size": {"type": "integer"}}},
        },
        {"name": "b-of-stack", "policyType": "POLICY_TYPE_STACK", "severity": "POLICY_SEVERITY_UNSPECIFIED"},
    ],
}


def test_rules_have_the_level_that_configuration_gave_them() -> None:
    """Not the one they were born with; a level that is missing is the protocol's first, advisory."""
    heard = Conversation()
    heard.hear(line("GetAnalyzerInfo", INFO))
    config = {"a-of-resource": {"properties": {}}, "b-of-stack": {"enforcementLevel": "DISABLED"}}
    before = rules_of(heard.packs[PACK])
    heard.hear(line("Configure", {}, {"policyConfig": config}))
    assert [rule.level for rule in before] == ["mandatory", "advisory"]
    first, second = rules_of(heard.packs[PACK])
    assert (first.level, second.level) == ("advisory", "disabled")
    assert (first.judges, first.severity, first.title, first.topic) == ("resource", "high", "of-resource", "a")
    assert (first.remediation, first.url, first.settings) == ("Do it.", "https://example.com/a", ("size",))
    assert (second.judges, second.severity, second.topic, second.settings) == ("stack", "", "lifeboat", ())


def outcomes(heard: Conversation) -> list[Outcome]:
    (pack,) = packs_of(heard, [], {"lifeboat": "0.1.0"})
    return [answer.outcome for answer in pack.answers]


def test_a_rule_does_not_apply_when_it_declined_every_resource() -> None:
    """One that judged a single resource has passed; one about the stack gives its own reason."""
    heard = Conversation()
    heard.hear(line("GetAnalyzerInfo", INFO))
    declined = {"notApplicable": [{"policyName": "a-of-resource", "reason": "other type"}]}
    heard.hear(line("Analyze", declined, {"properties": {"response": {"notApplicable": 1}}}))
    heard.hear(line("AnalyzeStack", {"notApplicable": [{"policyName": "b-of-stack", "reason": "No tunnel."}]}))
    assert outcomes(heard) == [Outcome.NOT_APPLICABLE, Outcome.NOT_APPLICABLE]
    (pack,) = packs_of(heard, [], {"lifeboat": "0.1.0"})
    assert [answer.reason for answer in pack.answers][1] == "No tunnel."
    heard.hear(line("Analyze", {}))
    assert outcomes(heard) == [Outcome.PASSED, Outcome.NOT_APPLICABLE]


def test_calls_that_are_under_way_and_other_calls_are_passed_over() -> None:
    """Each call is in the record twice, and there are calls to others than packs."""
    heard = Conversation()
    heard.hear(line("Analyze", {}, progress="request_started"))
    heard.hear(line("Remediate", {}))
    heard.hear(b'{"method":"/pulumirpc.LanguageRuntime/RunPlugin","request":{}}\n')
    assert heard.packs == {}


@given(st.binary() | st.binary().map(lambda tail: line("Analyze", {})[:60] + tail + b'"progress":"response_completed"'))
def test_no_line_is_too_odd(odd: bytes) -> None:
    """A record that this cannot read costs the extras, never the run."""
    Conversation().hear(odd)


def test_without_a_record_what_was_found_is_still_told() -> None:
    """The rules that said nothing are then unknown."""
    event = {
        "policyEvent": {
            "policyName": "a-of-resource",
            "policyPackName": "lifeboat",
            "enforcementLevel": "mandatory",
            "message": "It must.\nIt does not.",
        }
    }
    (pack,) = packs_of(Conversation(), verdicts_of([event]), {"lifeboat": "0.1.0"})
    assert [(answer.rule.id, answer.outcome) for answer in pack.answers] == [("a-of-resource", Outcome.FAILED)]


def test_what_a_rule_would_change_is_told_by_name_and_never_by_value() -> None:
    """The values may be secret."""
    event = {
        "policyRemediationEvent": {
            "policyName": "a-of-resource",
            "policyPackName": "lifeboat",
            "resourceUrn": "urn:pulumi:dev::x::a:b:C::d",
            "before": {"password": "hunter2", "kept": 1},
            "after": {"password": "swordfish", "kept": 1, "added": True},
        }
    }
    (made,) = verdicts_of([event, {"summaryEvent": {}}])
    assert (made.kind, made.level, made.message) == (
        Kind.VIOLATION,
        "remediate",
        "The rule would change added, password.",
    )
