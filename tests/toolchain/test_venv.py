"""Setting up `.venv`: what is installed when, and what an interruption leaves. No package is really installed."""

import shutil
from pathlib import Path

import pytest

from lifeboat.toolchain import ToolchainError, venv
from lifeboat.toolchain.pins import ROOT


class Steps:
    """Records the labels of the steps, makes what they would make, and fails the ones it is told to."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.labels: list[str] = []
        self.failing: set[str] = set()

    def __call__(self, label, command, log, *, cwd, env=None):
        self.labels.append(label)
        if label in self.failing:
            raise ToolchainError(f"{label} failed")
        if label == "Make the virtual environment":
            assert "--clear" in command
            shutil.rmtree(self.root / ".venv", ignore_errors=True)
            (self.root / ".venv" / "bin").mkdir(parents=True)
        if "packages" in label:
            assert "--require-hashes" in command


ALL = ["Make the virtual environment", "Install uv", "Install the locked packages", "Install Lifeboat itself"]


@pytest.fixture
def steps(tmp_path, monkeypatch):
    for name in venv.INPUTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    recorder = Steps(tmp_path)
    monkeypatch.setattr(venv, "run_step", recorder)
    monkeypatch.setattr(venv, "_is_sound", lambda folder: folder.is_dir())
    return recorder


def test_a_fresh_checkout_gets_everything_and_the_next_run_nothing(steps, tmp_path):
    venv.prepare_venv(tmp_path)
    assert steps.labels == ALL
    assert (tmp_path / ".venv" / ".ready").is_file()
    venv.prepare_venv(tmp_path)
    assert steps.labels == ALL


def test_a_touched_lock_file_installs_nothing_but_a_changed_one_does(steps, tmp_path):
    venv.prepare_venv(tmp_path)
    steps.labels.clear()
    (tmp_path / "requirements.txt").touch()
    venv.prepare_venv(tmp_path)
    assert steps.labels == []
    with (tmp_path / "requirements.txt").open("a") as file:
        file.write("# renewed\n")
    venv.prepare_venv(tmp_path)
    assert steps.labels == ALL[1:]


@pytest.mark.parametrize("broken", ALL)
def test_an_interrupted_set_up_is_not_ready_and_the_next_run_starts_clean(steps, tmp_path, broken):
    steps.failing = {broken, "Install the locked packages with pip"}
    with pytest.raises(ToolchainError):
        venv.prepare_venv(tmp_path)
    assert not (tmp_path / ".venv" / ".ready").exists()
    steps.failing = set()
    steps.labels.clear()
    venv.prepare_venv(tmp_path)
    assert steps.labels == ALL
    assert not (tmp_path / ".venv" / ".unfinished").exists()


def test_an_interrupted_update_is_not_taken_for_the_finished_one_before_it(steps, tmp_path):
    venv.prepare_venv(tmp_path)
    before = (tmp_path / "requirements.txt").read_text()
    (tmp_path / "requirements.txt").write_text(before + "# renewed\n")
    steps.failing = {"Install Lifeboat itself"}
    with pytest.raises(ToolchainError):
        venv.prepare_venv(tmp_path)
    (tmp_path / "requirements.txt").write_text(before)
    steps.failing = set()
    steps.labels.clear()
    venv.prepare_venv(tmp_path)
    assert steps.labels == ALL


def test_where_uv_finds_no_index_pip_installs_the_same_locks(steps, tmp_path):
    steps.failing = {"Install the locked packages"}
    venv.prepare_venv(tmp_path)
    assert "Install the locked packages with pip" in steps.labels
    assert (tmp_path / ".venv" / ".ready").is_file()


def test_a_venv_whose_python_is_gone_is_not_sound(tmp_path):
    assert not venv._is_sound(tmp_path / "nothing")
