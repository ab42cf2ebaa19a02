"""Which `pulumi` on PATH is used, and why another one is passed over."""

import pytest

from lifeboat.toolchain import find_pulumi, pulumi_bin_dir
from lifeboat.toolchain.pulumi import path_pulumi


@pytest.mark.parametrize("version", ["v3.259.0", "3.260.1", "v3.300.0-alpha.1"])
def test_a_suitable_one_on_path_is_used_and_nothing_is_built(machine, version):
    machine.pulumi(version)
    host = machine.language_host()
    found = find_pulumi()
    assert found is not None
    assert (found.origin, found.language_host, found.problem) == ("PATH", host, "")
    assert str(found.version) in version
    assert pulumi_bin_dir() == machine.bin
    assert machine.folders() == []


def test_a_language_host_elsewhere_on_path_does_not_count_since_the_sandbox_would_not_find_it(
    machine, monkeypatch, tmp_path
):
    machine.pulumi("v3.259.0")
    machine.language_host(tmp_path / "hosts")
    monkeypatch.setenv("PATH", f"{machine.bin}:{tmp_path / 'hosts'}")
    assert "no pulumi-language-python with its pulumi-language-python-exec beside it" in path_pulumi().problem


def test_its_language_host_may_lie_beside_the_file_that_a_link_points_to(machine, tmp_path):
    real = machine.pulumi("v3.259.0", tmp_path / "opt")
    host = machine.language_host(tmp_path / "opt")
    (machine.bin / "pulumi").symlink_to(real)
    assert path_pulumi().language_host == host


@pytest.mark.parametrize(
    ("version", "reason"),
    [
        ("v3.258.9", "it is 3.258.9; the locked Python SDK goes with 3.259.0 or a newer 3.x"),
        ("v4.0.0", "it is 4.0.0; the locked Python SDK goes with 3.259.0 or a newer 3.x"),
        ("", "it does not say its version"),
    ],
)
def test_one_of_a_wrong_version_is_passed_over_and_the_build_says_why(machine, version, reason):
    machine.pulumi(version)
    machine.language_host()
    result = machine.run()
    assert result.returncode == 0, result.stderr
    assert f"pulumi at {machine.bin}/pulumi is not used: {reason}" in result.stderr
    assert "Pulumi 3.259.0 (built)" in result.stderr


def test_one_without_its_language_host_is_passed_over(machine):
    machine.pulumi("v3.259.0")
    assert "no pulumi-language-python" in path_pulumi().problem
    assert find_pulumi() is None


def test_a_language_host_without_its_executor_does_not_count(machine):
    machine.pulumi("v3.259.0")
    machine.language_host()
    (machine.bin / "pulumi-language-python-exec").unlink()
    assert "no pulumi-language-python" in path_pulumi().problem


def test_one_that_does_not_run_is_passed_over(machine):
    machine.script("pulumi", "#!/bin/sh\nexit 3\n")
    assert path_pulumi().problem.startswith("it does not run:")


def test_finding_never_builds(machine):
    assert find_pulumi() is None
    assert machine.compiled() == []
