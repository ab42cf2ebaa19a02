"""Pictures of what the real engine deploys and previews: from a state, and from a preview where ids are unknown."""

from pathlib import Path
from typing import Any

import pytest

from lifeboat.pictures import Landscape, compare, from_blueprint, from_resources, isolations
from lifeboat.previews.read import read_preview
from lifeboat.previews.states import resources_of
from lifeboat.stacks import load_blueprint
from tests.engine.project import Project
from tests.engine.test_examples import GATEWAYS, tried
from tests.unit.pictures.agreement import disagreements


def drawn(rows: list[dict[str, Any]]) -> Landscape:
    """The landscape of resources as the state has them."""
    return from_resources(resources_of({"deployment": {"resources": rows}}))


def previewed(project: Project) -> Landscape:
    """What a preview says will be there; of what stays the same it has no step, so that the state has to be known."""
    state = resources_of({"deployment": {"resources": project.export()}})
    return from_resources(list(read_preview(project.pulumi("preview", "--json").out, state).after()))


def told(project: Project) -> Landscape:
    """What the stack file asks for."""
    return from_blueprint(load_blueprint(project.stack_file))


def test_a_deployed_stack_and_its_blueprint_are_one_landscape(deployed: Project) -> None:
    """Nothing that is drawn is lost or made up; and a preview without a change changes nothing in the picture."""
    state = drawn(deployed.export())
    assert disagreements(told(deployed), state) == []
    assert compare(state, previewed(deployed)).counts()["same"] == len(list(state.elements()))


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_preview_from_nothing_is_drawn_as_the_blueprint(fresh: Any, stack: str) -> None:
    """No id is known yet: the engine says where values come from."""
    project = fresh(stack)
    assert disagreements(told(project), previewed(project)) == []
    assert [one.verdict for one in isolations(previewed(project))] == ["kept"]


def test_an_estate_with_gateways_of_its_own_is_drawn_as_far_as_it_is_known(tmp_path: Path) -> None:
    """Hub, spokes and a shared transit gateway: of what is adopted the state holds ids alone."""
    project = tried(GATEWAYS, tmp_path)
    project.up()
    state = drawn(project.export())
    assert disagreements(told(project), state, adopted=True) == []
    assert {one.key: one.site for one in state.networks if one.kind == "VNet"} == {
        "vnet-hub": "primary",
        "vnet-erp": "spoke",
    }


def test_a_moved_subnet_is_a_change_of_one_subnet_in_the_picture(deployed: Project) -> None:
    """The picture of a preview beside that of the state, as a review has them."""
    before = drawn(deployed.export())

    def move(config: dict[str, Any]) -> None:
        (subnet,) = [one for one in config["primary"]["network"]["workload_subnets"] if one["name"] == "data"]
        subnet["cidr"] = "10.10.6.0/24"

    deployed.change(move)
    comparison = compare(before, previewed(deployed))
    changed = [comparison.of(element) for element in comparison.union.elements() if comparison.mark(element) != "same"]
    assert [item.changes for item in changed] == [("ranges 10.10.2.0/24 → 10.10.6.0/24",)]
