"""Every rule answers every one of its cases exactly, and has a case of each kind."""

import pytest

from policies.rules import make_rules
from tests.policies.harness import CASES, KINDS, Case, answer, load_cases, rule_of

RULES = make_rules()
LOADED = list(load_cases())


@pytest.mark.parametrize("case", LOADED, ids=lambda case: f"{case.rule_id}/{case.name}")
def test_the_rule_says_what_the_case_expects_and_nothing_else(case: Case):
    said = answer(rule_of(case.rule_id), case)
    assert sorted(said.violations) == sorted(case.violations)
    assert sorted(said.not_checked) == sorted(case.not_checked)
    assert (said.not_applicable == said.calls > 0) == (case.kind == "not-applicable")


@pytest.mark.parametrize("case", LOADED, ids=lambda case: f"{case.rule_id}/{case.name}")
def test_a_case_expects_what_its_name_says(case: Case):
    if case.kind == "fail":
        assert case.violations
    elif case.kind == "unknown":
        assert case.not_checked
    else:
        assert not case.violations
        assert not case.not_checked


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_case_of_every_kind(rule):
    """Or says why it can never answer so."""
    assert set(rule.never) <= set(KINDS)
    assert {case.kind for case in LOADED if case.rule_id == rule.id} == set(KINDS) - set(rule.never)


def test_every_folder_of_cases_belongs_to_a_rule():
    folders = {path.name for path in CASES.iterdir() if path.is_dir()}
    assert folders == {"stacks", *(rule.id for rule in RULES)}
