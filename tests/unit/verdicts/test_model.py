"""A verdict is what a rule said, without what the engine and the SDK put around it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeboat.verdicts.model import EXEMPTIONS_IN_FORCE, Exempted, Kind, Reason, of_event, verdict
from policies.rules.exemptions import exemption_inforce
from policies.rules.kit.exemptions import Exemption, Exemptions
from policies.rules.kit.reading import State, Value
from policies.rules.kit.rule import NotChecked

URN = "urn:pulumi:dev::lifeboat::lifeboat:components:LandingZone$aws:ec2/vpc:Vpc::recovery-vpc"
STACK = "urn:pulumi:dev::lifeboat::pulumi:pulumi:Stack::lifeboat-dev"
CANNOT = "can't run policy 'a-b-c' from policy pack 'lifeboat@v0.0.1' during preview: "


def test_a_violation_loses_the_rules_description() -> None:
    """The engine has description and finding on lines of their own; the finding may itself have several."""
    made = verdict("a-b-c", "mandatory", "high", "It must be so.\nIt is not.\nNor is that.", URN)
    assert (made.kind, made.message) == (Kind.VIOLATION, "It is not.\nNor is that.")
    assert (made.name, made.type, made.urn) == ("recovery-vpc", "aws:ec2/vpc:Vpc", URN)


def test_a_violation_without_words_of_its_own_keeps_the_description() -> None:
    """The SDK sends the description alone where a rule reports an empty message."""
    assert verdict("a-b-c", "advisory", "", "It must be so.", URN).message == "It must be so."


def test_the_stacks_own_urn_stands_for_the_stack_as_a_whole() -> None:
    """The engine puts it where a rule names no resource."""
    made = verdict("a-b-c", "advisory", "", "x", STACK)
    assert (made.urn, made.name, made.type) == ("", "", "")


@pytest.mark.parametrize("state", [State.UNKNOWN, State.MISSING, State.HIDDEN])
def test_each_reason_of_a_rule_is_told_apart(state: State) -> None:
    """The rule's own words are used here: when they change, this fails."""
    value = Value("tunnels[0].key", state)
    said = NotChecked([value.not_checked("VPN connection c of d"), "the tag of the stack is not known"]).message
    made = verdict("a-b-c", "advisory", "high", f"{CANNOT}{said}\n", STACK)
    assert made.kind is Kind.NOT_CHECKED
    assert made.reasons == (
        Reason("tunnels[0].key", "VPN connection c of d", state.value),
        Reason("", "", "the tag of the stack is not known"),
    )
    assert "; ".join(map(str, made.reasons)) == made.message


def test_a_rule_of_another_pack_that_touched_an_unknown_value_was_not_checked_either() -> None:
    """The wording is the SDK's own (`UnknownValueError`)."""
    made = verdict("x", "advisory", "", f"{CANNOT}string value at .tags.Name can't be known during preview", URN)
    assert made.reasons == (Reason("tags.Name", "", "can't be known during preview"),)


def test_an_exemption_in_force_is_no_violation() -> None:
    """The rule's own words are used here: when they change, this fails."""
    entry = Exemption(
        "safety-production-protect", "hub-*", "net-team", "Rebuilt in May. See NET-42.", dt.date(2027, 1, 31)
    )
    held = Exemptions([entry], used={0: {"hub-vpc", "hub-gateway"}})
    rule = exemption_inforce(held)
    ((said, urn),) = rule.check([], {}).violations
    made = verdict(rule.id, "advisory", "low", f"{rule.description}\n{said}", urn)
    assert rule.id == EXEMPTIONS_IN_FORCE
    assert made.kind is Kind.EXEMPTION
    assert made.exempted == Exempted(
        "safety-production-protect", ("hub-gateway", "hub-vpc"), "2027-01-31", "net-team", "Rebuilt in May. See NET-42."
    )


def test_a_rule_of_that_name_that_says_something_else_is_a_violation() -> None:
    """Another pack may have such a rule; it must not be taken for an excuse."""
    assert verdict(EXEMPTIONS_IN_FORCE, "mandatory", "", "No.\nNot at all.", URN).kind is Kind.VIOLATION


def test_an_event_has_the_same_verdict_with_and_without_colours() -> None:
    """`pulumi policy analyze --json` writes plain messages, an event log may not, and it ends them with a newline."""
    event = {
        "policyName": "a-b-c",
        "policyPackName": "lifeboat",
        "policyPackVersion": "0.1.0",
        "enforcementLevel": "mandatory",
        "severity": "low",
        "resourceUrn": URN,
        "message": "It must be so.\nIt is not.",
    }
    plain = of_event(event)
    assert plain == of_event({**event, "message": "<{%fg 13%}>It must be so.\nIt is not.<{%reset%}>\n"})
    assert (plain.pack, plain.pack_version, plain.severity) == ("lifeboat", "0.1.0", "low")
    del event["severity"], event["resourceUrn"]
    assert (of_event(event).severity, of_event(event).urn) == ("", "")


@given(st.text(), st.text())
def test_no_message_is_too_odd(rule: str, message: str) -> None:
    """Whatever a pack says becomes a verdict, and words never vanish altogether."""
    made = verdict(rule, "advisory", "", f"Described.\n{message}", URN)
    assert made.message
    assert bool(made.reasons) is (made.kind is Kind.NOT_CHECKED)
