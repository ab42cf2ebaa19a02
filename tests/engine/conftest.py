"""Projects for the engine tests: fresh ones, and deployed ones that are copied instead of deployed again."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.project import Project


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/engine/" in str(item.path):
            item.add_marker(pytest.mark.engine)


@pytest.fixture
def fresh(tmp_path: Path) -> Callable[..., Project]:
    """Makes projects with empty clouds."""

    def make(stack: str = "dev") -> Project:
        folder = tmp_path / f"project-{stack}"
        folder.mkdir()
        return Project.create(folder, stack)

    return make


@pytest.fixture(scope="session")
def deployed_once(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The dev stack, deployed once a worker; tests copy it (see `deployed`)."""
    project = Project.create(tmp_path_factory.mktemp("deployed"))
    project.up()
    return project


@pytest.fixture
def deployed(deployed_once: Project, tmp_path: Path) -> Project:
    """The deployed dev stack with clouds, state and settings of this test's own."""
    folder = tmp_path / "project"
    shutil.copytree(deployed_once.folder, folder, symlinks=True)
    environment = {
        key: value.replace(str(deployed_once.folder), str(folder)) for key, value in deployed_once.environment.items()
    }
    return Project(folder, environment, deployed_once.stack)
