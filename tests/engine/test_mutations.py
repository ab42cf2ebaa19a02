"""Each single change to the deployed `prod` state is found by the intended rule and by no unrelated one."""

import json
from typing import Any

import pytest

from tests.engine.project import Project
from tests.policies.mutations import Mutation, mutations, never, without_mutation
from tests.policies.states import Finding, Judge, State, from_events

# The state is deployed once: everything about it is on one worker.
pytestmark = pytest.mark.xdist_group("mutations")
MUTATIONS = {each.id: each for each in mutations()}
SAMPLE = (
    "keys-swapped",  # values that are secrets
    "gateway-unprotected",  # an option
    "three-tunnels",  # a resource that is gone
    "nsg-any",  # resources that are new, and one that names them
    "untagged-in-aws",  # another provider
    "prefix-list-from-elsewhere",  # advice about what could not be judged
    "vnet-onto-vpc",  # a resource rule that remembers, beside a stack rule
    "budget-dropped",  # about the stack as a whole
    "key-removed",  # about a resource that is not there
)


@pytest.fixture(scope="module")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The prod stack, deployed."""
    project = Project.create(tmp_path_factory.mktemp("mutations"), "prod")
    project.up()
    return project


@pytest.fixture(scope="module")
def deployment(prod: Project) -> dict[str, Any]:
    """Its state, with secrets in plain."""
    exported: dict[str, Any] = json.loads(prod.pulumi("stack", "export", "--show-secrets").out)
    return exported


@pytest.fixture(scope="module")
def state(deployment: dict[str, Any]) -> State:
    """The resources of its state."""
    resources: State = deployment["deployment"]["resources"]
    return resources


@pytest.fixture(scope="module")
def judge(prod: Project) -> Judge:
    """The pack with the levels of production."""
    return Judge(prod.policy_config())


def analyzed(project: Project, deployment: dict[str, Any], resources: State) -> set[Finding]:
    """What `pulumi policy analyze` says about a state with other resources."""
    path = project.folder / "changed.json"
    document = {**deployment, "deployment": {**deployment["deployment"], "resources": resources}}
    path.write_text(json.dumps(document), encoding="utf-8")
    said = project.pulumi("policy", "analyze", "--json", "--file", str(path), *project.policies(), expect=None)
    found = from_events(said.out)
    assert (said.code != 0) == any(each.level == "mandatory" for each in found), said.text
    return found


def test_every_rule_has_a_mutation_or_a_reason() -> None:
    """A rule that no change of a deployed state can violate is listed with why, and is not mutated besides."""
    assert without_mutation() == set()
    assert all(reason.endswith(".") for reason in never().values())
    meant = {finding.rule for each in MUTATIONS.values() for finding in each.intended}
    assert meant.isdisjoint(never())
    assert len(MUTATIONS) == len(mutations()) >= 60


def test_the_deployed_state_is_right(prod: Project, deployment: dict[str, Any], state: State, judge: Judge) -> None:
    """Nothing is found without a change, in this process or by the engine; else no mutation would prove anything."""
    assert judge.findings(state) == set()
    assert analyzed(prod, deployment, state) == set()


@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_is_found_by_the_intended_rule_alone(mutation: Mutation, state: State, judge: Judge) -> None:
    """`python -m tests.policies.mutations` prints the same as a table."""
    assert mutation.faults(judge.findings(mutation.after(state))) == []


@pytest.mark.parametrize("name", SAMPLE)
def test_the_engine_finds_the_same(
    prod: Project, deployment: dict[str, Any], state: State, judge: Judge, name: str
) -> None:
    """Rule, resource, level and text of every finding are those of the real CLI: one of each kind of change."""
    changed = MUTATIONS[name].after(state)
    found = analyzed(prod, deployment, changed)
    assert found == judge.findings(changed)
    assert found


def test_the_types_that_the_stack_tags_are_types_that_the_rule_judges(state: State) -> None:
    """What takes tags in the deployed stack is on the list of the rule about tags."""
    from policies.rules.kit.taggable import TAGGABLE

    tagged = {each["type"] for each in state if {"tags", "tagsAll"} & each.get("outputs", {}).keys()}
    assert {token for token in tagged if token.startswith(("aws:", "azure-native:"))} <= TAGGABLE
