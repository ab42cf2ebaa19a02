"""The states of `benchmarks/policies.py`: what is measured there is rules that judge, on stacks without a finding."""

import pytest

from benchmarks.policy_state import SITE_SIZE, make_state
from policies.rules import make_rules
from tests.policies.harness import Case, answer

SITES = 2


def resources(without: str = "") -> list[dict]:
    """The resources of a state as a case has them; those with some word in their name are left out."""

    def name_of(urn: str) -> str:
        return urn.rpartition("::")[2]

    return [
        {
            "type": state["type"],
            "name": name_of(state["urn"]),
            "props": state["outputs"],
            "protect": state["protect"],
            "propertyDependencies": {
                prop: [name_of(urn) for urn in urns] for prop, urns in state["propertyDependencies"].items()
            },
        }
        for state in make_state(SITES)["deployment"]["resources"]
        if "outputs" in state and not (without and without in name_of(state["urn"]))
    ]


def findings(listed: list[dict]) -> dict[str, int]:
    """How many violations and doubts each rule has."""
    names = [resource["name"] for resource in listed]
    assert len(names) == len(set(names))
    said = {}
    for rule in make_rules():
        case = Case(rule.id, "pass-benchmark", tuple(listed), {}, (), ())
        found = answer(rule, case)
        said[rule.id] = len(found.violations) + len(found.not_checked)
    return {rule_id: count for rule_id, count in said.items() if count}


def test_a_state_has_its_size_is_the_same_each_time_and_has_no_finding():
    listed = resources()
    assert len(listed) == SITES * SITE_SIZE
    assert listed == resources()
    assert findings(listed) == {}


@pytest.mark.parametrize(
    ("without", "rule"),
    [("alarm0", "watching-tunnels-alarmed"), ("flow-log", "watching-flow-logs"), ("-logs", "watching-gateway-logs")],
)
def test_the_rules_look_at_it(without, rule):
    """What is taken out of it is missed, so that they are not measured while they have nothing to judge."""
    assert findings(resources(without))[rule] >= SITES
