"""`lifeboat doctor`: what is found, what is missing, how to get it."""

import json

import pytest
from click.testing import CliRunner

from lifeboat.cli import main
from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain import checkup
from lifeboat.toolchain.checkup import Status, examine, locked_packages


def by_subject(findings):
    return {finding.subject: finding for finding in findings}


def test_a_machine_without_pulumi_is_told_how_to_get_it_and_fails(machine):
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == ExitCode.FAILED
    assert "Pulumi CLI            missing" in result.output
    assert "-> Run `make setup`" in result.output
    assert machine.compiled() == []


def test_a_machine_with_pulumi_names_version_and_place_and_needs_no_go(machine):
    machine.pulumi("v3.259.0")
    machine.language_host()
    found = by_subject(examine())
    assert found["Pulumi CLI"].status is Status.OK
    assert found["Pulumi CLI"].found == f"3.259.0 (PATH) at {machine.bin}/pulumi"
    assert found["Python language host"].found == f"at {machine.bin}/pulumi-language-python"
    assert "Go, for the build" not in found


def test_a_pulumi_that_is_passed_over_is_named_with_the_reason(machine):
    machine.pulumi("v3.1.0")
    found = by_subject(examine())
    assert found["Pulumi on PATH"].status is Status.NOTE
    assert "it is 3.1.0" in found["Pulumi on PATH"].found


@pytest.mark.parametrize(("version", "status"), [("go1.26.8", Status.OK), ("go1.2", Status.NOTE)])
def test_go_is_looked_at_where_a_build_is_needed(machine, monkeypatch, version, status):
    monkeypatch.setenv("FAKE_GO_VERSION", version)
    assert by_subject(examine())["Go, for the build"].status is status


def test_json_holds_the_same_findings(machine):
    output = CliRunner().invoke(main, ["doctor", "--json"]).output
    assert {item["subject"]: item["status"] for item in json.loads(output)} == {
        finding.subject: finding.status for finding in examine()
    }


def test_packages_that_differ_from_the_lock_are_named(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "click==0.1 \\\n    --hash=sha256:00\nno-such-package==1.0\ncolorama==1 ; sys_platform == 'win32' \\\n"
    )
    assert locked_packages(lock) == {"click": "0.1", "no-such-package": "1.0"}
    finding = checkup._packages(lock)
    assert finding.status is Status.MISSING
    assert "click " in finding.found
    assert "no-such-package absent, locked 1.0" in finding.found


def test_a_sandbox_that_is_not_there_yet_is_fine_and_one_that_is_there_names_its_stand_ins(tmp_path):
    assert checkup._sandbox(tmp_path / "none").status is Status.OK
    assert checkup._sandbox(tmp_path).found == f"{tmp_path}, stand-ins: none yet"
    (tmp_path / "pulumi-home" / "plugins" / "resource-aws-v7.51.1").mkdir(parents=True)
    (tmp_path / "pulumi-home" / "plugins" / "resource-aws-v7.51.1.lastused").touch()  # the engine's own marker
    assert checkup._sandbox(tmp_path).found == f"{tmp_path}, stand-ins: aws-v7.51.1"
