"""Projects for the engine tests: fresh ones, and deployed ones that are copied instead of deployed again."""

import fcntl
import os
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
def shared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Makes a folder once for all workers of a run: the first one makes it, the others wait for it and use it."""
    base = tmp_path_factory.getbasetemp()
    place = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = place / f"shared-{name}", place / f"shared-{name}.done"
        with (place / f"shared-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a worker whose attempt failed
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return make_once


def _deployed_project(shared: Callable[[str, Callable[[Path], object]], Path], stack: str) -> Project:
    return Project.at(shared(f"deployed-{stack}", lambda folder: Project.create(folder, stack).up()), stack)


@pytest.fixture(scope="session")
def deployed_once(shared: Callable[[str, Callable[[Path], object]], Path]) -> Project:
    """The dev stack, deployed once a run; tests read it, or copy it (see `deployed`)."""
    return _deployed_project(shared, "dev")


@pytest.fixture
def deployed(deployed_once: Project, tmp_path: Path) -> Project:
    """The deployed dev stack with clouds, state and settings of this test's own."""
    return deployed_once.copy_to(tmp_path / "project")


@pytest.fixture
def deployed_prod(shared: Callable[[str, Callable[[Path], object]], Path], tmp_path: Path) -> Project:
    """The deployed prod stack with clouds, state and settings of this test's own."""
    return _deployed_project(shared, "prod").copy_to(tmp_path / "project")
