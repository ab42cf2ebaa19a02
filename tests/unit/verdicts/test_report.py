"""What becomes of a rule, and on what a run fails."""

import pytest

from lifeboat.verdicts.report import THRESHOLDS, Outcome, answers, failing
from tests.unit.verdicts.reports import RULES, STACK, VPC, report, said


def test_every_rule_has_the_outcome_of_the_worst_that_it_said() -> None:
    """A rule that is silent has passed, unless it had nothing to judge, is excused or is off."""
    assert {answer.rule.id: answer.outcome for answer in report().answers} == {
        "addressing-networks-overlap": Outcome.FAILED,
        "cost-tags-required": Outcome.FAILED,
        "exemptions-entry-inforce": Outcome.PASSED,
        "exposure-ingress-internet": Outcome.PASSED,
        "safety-production-protect": Outcome.EXEMPT,
        "tunnels-keys-agree": Outcome.NOT_CHECKED,
        "tunnels-bgp-asn": Outcome.NOT_APPLICABLE,
        "watching-budget": Outcome.DISABLED,
    }


def test_a_violation_outweighs_what_was_not_checked_beside_it() -> None:
    """Both are kept."""
    cannot = "can't run policy 'x' from policy pack 'p' during preview: not checked: a of b is missing"
    both = [said("x", "mandatory", "", "X.\nNo.", VPC), said("x", "advisory", "", cannot, VPC)]
    (answer,) = answers([], both, {}, told=True)
    assert answer.outcome is Outcome.FAILED
    assert list(answer.verdicts) == both


def test_a_rule_that_the_pack_did_not_tell_of_is_listed_when_it_says_something() -> None:
    """And a rule that says nothing has not passed when nobody tells whether it was asked."""
    (answer,) = answers([], [said("x", "mandatory", "high", "X.\nNo.", VPC)], {}, told=False)
    assert (answer.rule.id, answer.rule.level, answer.rule.severity) == ("x", "mandatory", "high")
    assert answers(RULES[:1], [], {}, told=False)[0].outcome is Outcome.UNTOLD


@pytest.mark.parametrize(
    ("threshold", "rules"),
    [
        ("mandatory", ["blocks-low", "blocks-unrated"]),
        ("low", ["advises-high", "advises-unrated", "blocks-low", "blocks-unrated"]),
        ("medium", ["advises-high", "blocks-unrated"]),
        ("high", ["advises-high", "blocks-unrated"]),
        ("critical", ["blocks-unrated"]),
        ("never", []),
    ],
)
def test_a_run_fails_by_level_or_by_severity(threshold: str, rules: list[str]) -> None:
    """A violation without severity counts as critical when it is mandatory, otherwise as low."""
    assert threshold in THRESHOLDS
    found = [
        said("blocks-low", "mandatory", "low", "X.\nNo.", VPC),
        said("blocks-unrated", "mandatory", "", "X.\nNo.", VPC),
        said("advises-high", "advisory", "high", "X.\nNo.", VPC),
        said("advises-unrated", "advisory", "", "X.\nNo.", VPC),
    ]
    assert sorted(verdict.rule for verdict in failing(report(found), threshold)) == rules


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_what_is_not_checked_or_exempt_never_fails_a_run(threshold: str) -> None:
    """Even where everything counts."""
    cannot = "can't run policy 'x' from policy pack 'p' during preview: not checked: a of b is missing"
    assert failing(report([said("x", "mandatory", "critical", cannot, STACK)]), threshold) == []
