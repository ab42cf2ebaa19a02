"""`lifeboat agent` and `lifeboat failback-targets`, as people type them."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from lifeboat.commands import agent, failback_targets
from tests.unit.agent.server import ROLE

STACK = str(Path(__file__).parents[3] / "Pulumi.dev.yaml")
OUTPUTS = {
    "agent_installation_role_arn": ROLE,
    "agent_identity": {"client_id": "00000000-0000-0000-0000-000000000001", "audience": "api://lifeboat"},
    "agent_endpoint": "vpce-1.drs.example.com",
    "agent_s3_endpoint": "vpce-2.s3.example.com",
}


def run(*arguments, outputs=None):
    given = [] if outputs is None else ["--outputs", "-"]
    return CliRunner().invoke(agent.command, ["--file", STACK, *arguments, *given], input=json.dumps(outputs or {}))


def test_a_person_gets_commands_without_any_secret_in_them():
    text = run("--os", "linux").output
    assert "aws sts assume-role --role-arn <ARN of the agent installation role>" in text
    assert "aws-elastic-disaster-recovery-eu-central-1.s3.eu-central-1.amazonaws.com/latest/linux/" in text
    assert "sha512sum -c" in text
    assert "--aws-secret-access-key" not in text


def test_the_outputs_give_role_identity_and_endpoints():
    text = run("--os", "linux", "--tag", "wave=wave 2", "--devices", "/dev/sda,/dev/sdc", outputs=OUTPUTS).output
    assert f"RoleArn='{ROLE}'" in text
    assert "resource=api%3A%2F%2Flifeboat&client_id=00000000" in text
    assert "--endpoint vpce-1.drs.example.com" in text
    assert "--s3-endpoint vpce-2.s3.example.com" in text
    assert "https://bucket.vpce-2.s3.example.com/aws-elastic-disaster-recovery-eu-central-1/latest/linux/" in text
    assert "--no-prompt --devices '/dev/sda,/dev/sdc' --force-volumes" in text
    assert "--tags 'wave=wave 2'" in text


def test_a_person_who_names_disks_is_asked_before_the_installer_runs(tmp_path):
    """With --no-prompt it asks for nothing, so that the command would end without credentials."""
    text = run("--os", "linux", "--devices", "/dev/sda,/dev/sdc").output
    third = text[text.index("3. The agent:") : text.index("The prerequisites are")].partition("\n")[2]
    installer = tmp_path / "aws-replication-installer-init"
    installer.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    installer.chmod(0o700)
    ran = subprocess.run(
        ["/bin/sh", "-c", third],
        input="ASIA1\nse/cr et\\\ntoken\n",
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert ran.stdout.splitlines()[-11:] == [
        "--region", "eu-central-1", "--no-prompt", "--devices", "/dev/sda,/dev/sdc", "--force-volumes",
        "--aws-access-key-id", "ASIA1", "--aws-secret-access-key", "se/cr et\\", "--aws-session-token", "token",
    ][1:]  # fmt: skip
    windows = run("--os", "windows", "--devices", "C:").output
    assert "--aws-secret-access-key $SecretAccessKey" in windows
    assert windows.count("-AsSecureString") == 3


def test_windows_gets_powershell_and_old_ones_their_own_installer():
    assert "AwsReplicationWindowsInstaller.exe" in run("--os", "windows", outputs=OUTPUTS).output
    old = run("--os", "windows", "--legacy-windows", "2012", outputs=OUTPUTS).output
    assert "windows_2012_legacy/AwsReplicationWindows2012LegacyInstaller.exe" in old
    assert "--aws-session-token $found.SessionToken" in old


def test_the_script_is_that_of_the_package():
    linux = run("--os", "linux", "--format", "script", outputs=OUTPUTS).output
    assert linux.startswith("#!/bin/sh\n")
    assert f"ROLE_ARN='{ROLE}'" in linux
    windows = run("--os", "windows", "--format", "script", "--credentials", "person", outputs=OUTPUTS).output
    assert "$IdentityClientId = ''" in windows
    assert windows.isascii()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x00\xb7", "'utf-8' codec can't decode"),
        (b"{", "Expecting property name"),
        (b"[]", "found no object"),
        (b'{"agent_endpoint": 5, "agent_s3_endpoint": [], "agent_installation_role_arn": null}',
         "agent_endpoint, agent_s3_endpoint: found no text"),
    ],
)  # fmt: skip
def test_outputs_that_are_none_are_a_message(content, says):
    ran = CliRunner().invoke(agent.command, ["--file", STACK, "--os", "linux", "--outputs", "-"], input=content)
    assert (ran.exit_code, isinstance(ran.exception, SystemExit)) == (2, True)
    assert says in ran.output
    assert "pulumi stack output --json" in ran.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_outputs_may_come_from_any_shell(encoding):
    """Windows PowerShell writes UTF-16 where it redirects."""
    content = json.dumps(OUTPUTS).encode(encoding)
    ran = CliRunner().invoke(agent.command, ["--file", STACK, "--os", "linux", "--outputs", "-"], input=content)
    assert f"RoleArn='{ROLE}'" in ran.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--os", "linux", "--legacy-windows", "2008"], "--legacy-windows goes with --os windows"),
        (["--os", "linux", "--credentials", "identity"], "the outputs name no managed identity"),
        (["--os", "linux", "--tag", "wave"], "is not NAME=VALUE"),
        (["--os", "linux", "--devices", "sda"], "allowed: a disk such as /dev/sda"),
        (["--os", "linux", "--role-arn", "x"], "allowed: the ARN of an IAM role"),
        (["--os", "windows", "--devices", "E:"], "found no C:"),
    ],
)
def test_wrong_arguments_end_with_2_and_a_sentence(arguments, says):
    ran = run(*arguments)
    assert ran.exit_code == 2
    assert says in ran.output


def test_outputs_that_are_no_json_are_a_sentence():
    ran = CliRunner().invoke(agent.command, ["--file", STACK, "--os", "linux", "--outputs", "-"], input="[")
    assert (ran.exit_code, "pulumi stack output --json" in ran.output) == (2, True)


HEADER = "name,os,source_firmware,source_disks_gib,memory_gib,firmware,secure_boot,disks_gib\n"


def targets(tmp_path, text):
    file = tmp_path / "targets.csv"
    file.write_text(text)
    return CliRunner().invoke(failback_targets.command, [str(file)])


def test_disks_are_paired_by_size_whatever_their_order(tmp_path):
    assert targets(tmp_path, f"{HEADER}web,ubuntu-22.04,bios,30 64,4,bios,off,63 500\n").exit_code == 0
    assert targets(tmp_path, f"{HEADER}web,ubuntu-22.04,bios,64 64,4,bios,off,63 500\n").exit_code == 1


def test_vms_that_fit_are_counted(tmp_path):
    rows = "web,ubuntu-22.04,uefi,30 128,4,bios,off,128 32\nsql,windows-server-2022,uefi,127,16,uefi,off,127 64\n"
    ran = targets(tmp_path, HEADER + rows)
    assert (ran.exit_code, ran.output) == (0, "2 of 2 VMs fit the failback client.\n")


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("web,ubuntu-22.04,bios,30,3,bios,off,30", "web: found 3 GiB of memory; needed: 4 GiB or more"),
        ("web,ubuntu-22.04,bios,30,4,bios,on,30", "found Secure Boot on; needed: off"),
        ("web,ubuntu-22.04,uefi,30,4,uefi,off,30", "needed: generation 1 (BIOS). Linux fails back"),
        ("sql,windows-server-2022,uefi,30,4,bios,off,30", "found generation 1 (BIOS); needed: generation 2 (UEFI)"),
        ("sql,windows-server-2012,bios,30,4,uefi,off,30", "found generation 2 (UEFI); needed: generation 1 (BIOS)"),
        ("web,ubuntu-22.04,bios,30 64,4,bios,off,64", "found 1 disk; needed: 2 or more"),
        ("web,ubuntu-22.04,bios,10,4,bios,off,9", "found a disk of 9 GiB for a volume of 10"),
    ],
)
def test_a_vm_that_does_not_fit_is_named_with_its_fix(row, says, tmp_path):
    ran = targets(tmp_path, f"{HEADER}{row}\n")
    assert ran.exit_code == 1
    assert says in ran.output
    assert ran.output.endswith("0 of 1 VMs fit the failback client.\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "found the columns none"),
        ("name,os\nweb,ubuntu-22.04\n", "found the columns name, os"),
        (HEADER, "found 0 servers"),
        (f"{HEADER}web,ubuntu-22.04\n", "line 2: found 2 cells"),
        (f"{HEADER}web,ubuntu-22.04,efi,30,four,bios,maybe,\n", "line 2, column 8 (disks_gib): found nothing"),
    ],
)
def test_a_wrong_file_ends_with_2_and_names_every_problem(text, says, tmp_path):
    ran = targets(tmp_path, text)
    assert ran.exit_code == 2
    assert says in ran.output
    if "maybe" in text:
        assert [word in ran.output for word in ("efi", "four", "maybe")] == [True] * 3
