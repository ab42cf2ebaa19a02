"""A sample of the cases through the engine's own ways: its protocol, and `pulumi policy analyze` on a state file.

Whatever way a case takes, the rule says what it says in the harness.
"""

import json
import re
import subprocess

import pytest

from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place
from policies.rules.kit.rule import StackRule
from tests.policies.harness import CASES, KINDS, Case, answer, load_case, load_cases, rule_of
from tests.policies.wire import PACK, answer_over_the_wire, running_pack, state_of

# It remembers networks as long as its process lives, and every request of the sample goes to one process.
REMEMBERS = "addressing-network-admission"


def is_of_stack(case: Case) -> bool:
    return isinstance(rule_of(case.rule_id), StackRule)


def sample() -> list[Case]:
    """The first case of each kind, topic and sort of rule; one with exemptions would need a process of its own."""
    found: dict[tuple[str, str, bool], Case] = {}
    for case in load_cases():
        if case.rule_id != REMEMBERS and not case.exemptions:
            found.setdefault((case.rule_id.partition("-")[0], case.kind, is_of_stack(case)), case)
    return list(found.values())


SAMPLE = sample()
# Everything is known in a state; what is missing there is not checked all the same.
IN_A_STATE = (
    "exposure-ingress-internet/fail-every-form",
    "isolation-drill-closed/fail-every-way",
    "replication-pit-rules/fail-other",
    "safety-production-protect/pass-protected",
    "tunnels-keys-agree/fail-different",
)


@pytest.fixture(scope="module")
def pack():
    with running_pack() as started:
        yield started


def test_the_sample_has_every_topic_and_kind():
    """Both sorts of rule, and with the exception of exemptions every topic in every kind."""
    topics = {path.name.partition("-")[0] for path in CASES.iterdir()} - {"stacks", "exemptions"}
    assert {(case.rule_id.partition("-")[0], case.kind) for case in SAMPLE} >= {(t, k) for t in topics for k in KINDS}
    assert {is_of_stack(case) for case in SAMPLE} == {True, False}


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: f"{case.rule_id}/{case.name}")
def test_over_the_protocol_a_rule_says_what_it_says_in_the_harness(pack, case):
    said = answer_over_the_wire(pack, case, of_stack=is_of_stack(case))
    expected = answer(rule_of(case.rule_id), case)
    assert sorted(said.violations) == sorted(expected.violations) == sorted(case.violations)
    assert sorted(said.not_checked) == sorted(expected.not_checked) == sorted(case.not_checked)
    assert (said.calls, said.not_applicable) == (expected.calls, expected.not_applicable)


@pytest.fixture(scope="module")
def analyze(tmp_path_factory):
    """`pulumi policy analyze` of a case's resources: the events about its rule."""
    folder = tmp_path_factory.mktemp("analyze")
    environment = ready(Place(folder / ".sandbox")).environment
    (folder / "Pulumi.yaml").write_text("name: lifeboat\nruntime: python\n", encoding="utf-8")

    def run(case: Case) -> list[tuple[str, str]]:
        (folder / "state.json").write_text(json.dumps(state_of(case.resources)), encoding="utf-8")
        (folder / "config.json").write_text(json.dumps({case.rule_id: case.config}), encoding="utf-8")
        options = ["--file", "state.json", "--policy-pack", str(PACK), "--policy-pack-config", "config.json", "--json"]
        ended = subprocess.run(
            ["pulumi", "policy", "analyze", "--non-interactive", *options],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        events = [json.loads(line) for line in ended.stdout.splitlines()]
        assert events, ended.stderr
        found = [event["policyEvent"] for event in events if "policyEvent" in event]
        assert (ended.returncode != 0) == any(each["enforcementLevel"] == "mandatory" for each in found)
        return [
            (each["resourceUrn"].rpartition("::")[2], plain(each["message"].partition("\n")[2]))
            for each in found
            if each["policyName"] == case.rule_id
        ]

    return run


def plain(text: str) -> str:
    """Without what the engine adds for colour."""
    return re.sub(r"<\{%[^%]*%\}>", "", text).strip()


@pytest.mark.engine
@pytest.mark.parametrize("name", IN_A_STATE)
def test_of_a_state_file_a_rule_says_what_it_says_in_the_harness(analyze, name):
    case = load_case(CASES / f"{name}.yaml")
    assert sorted(analyze(case)) == sorted(answer(rule_of(case.rule_id), case).violations)
