"""The shell script is run for real, on a stand-in for a server: prerequisites, credentials, installation."""

import hashlib
import os
import re
import shutil
import socket
from pathlib import Path

import pytest

from tests.unit.agent.server import IDENTITY, KERNEL, KEYS, ROLE, Clouds, Server

CREDENTIALS = ["--aws-access-key-id", KEYS["AccessKeyId"], "--aws-secret-access-key", KEYS["SecretAccessKey"]]
CREDENTIALS += ["--aws-session-token", KEYS["SessionToken"]]
PERSON = {"AWS_ACCESS_KEY_ID": "ASIAPERSON", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}


@pytest.fixture(name="server")
def _server(tmp_path):
    clouds = Clouds()
    yield Server(tmp_path, clouds)
    clouds.close()


def system(name, version):
    def run(server):
        server.write("etc/os-release", f'ID="{name}"\nVERSION_ID="{version}"\n')
        for folder in (f"usr/src/kernels/{KERNEL}", f"lib/modules/{KERNEL}/build"):
            (server.root / folder).mkdir(parents=True)

    return run


def headers_link(server):
    folder = server.root / f"usr/src/linux-headers-{KERNEL}"
    folder.rmdir()
    folder.symlink_to(server.root)


def azure_kernel(server):
    server.uname("6.8.0-1021-azure")
    (server.root / "usr/src/linux-headers-6.8.0-1021-azure").mkdir()


def new_kernel(server):
    server.uname("6.15.2")
    (server.root / "usr/src/linux-headers-6.15.2").mkdir()


def secure_boot(server):
    server.write("sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", b"\x06\0\0\0\x01")


def drop(path):
    def run(server):
        file = server.root / path
        file.rmdir() if file.is_dir() else file.unlink()

    return run


def drop_grub(server):
    (server.root / "boot/grub/grub.cfg").unlink()
    (server.root / "boot/grub").rmdir()


def efi_without_modules(server):
    system("rhel", "9.2")(server)
    (server.root / "sys/firmware/efi").mkdir(parents=True)


def oracle_kernel(server):
    server.uname("5.15.0-200.131.27.el8uek.x86_64")
    server.write("etc/os-release", 'ID="ol"\nVERSION_ID="8.9"\n')


def small_boot(server):
    server.write("proc/mounts", "/dev/sda1 / ext4 rw 0 0\n/dev/sda2 /boot ext4 rw 0 0\n")
    server.free(root=9000, tmp=9000, boot=49)


def loaded(module):
    return lambda server: server.write("proc/modules", f"ext4 1 1 - Live 0x0\n{module} 16384 0 - Live 0x0\n")


def skewed(seconds):
    return lambda server: setattr(server.clouds, "skew_seconds", seconds)


def mounted(options):
    lines = f"/dev/sda1 / ext4 rw 0 0\ntmpfs /tmp tmpfs {options} 0 0\n"
    return lambda server: server.write("proc/mounts", lines)


# What is wrong, and what the script says of it.
# ruff: noqa: S108 (/tmp stands in the script's own words)
WRONG = {
    "not root": (lambda s: s.command("id", "echo 1000"), "this is not root"),
    "ARM": (lambda s: s.uname(machine="aarch64"), "the processor is aarch64"),
    "system not listed": (system("fedora", "40"), "not list fedora 40"),
    "version too old": (system("ubuntu", "10.04"), "not list ubuntu 10.04"),
    "support ended": (system("ubuntu", "12.04"), "not list ubuntu 12.04"),
    "no compiler": (lambda s: s.without("gcc"), "there is no gcc"),
    "no make": (lambda s: s.without("make"), "there is no make"),
    "EFI without modules": (efi_without_modules, "yum install grub2-pc-modules"),
    "no headers of Oracle's kernel": (oracle_kernel, "yum install kernel-uek-devel-5.15.0-200.131.27.el8uek.x86_64"),
    "little room in /boot": (small_boot, "/boot has 49 MiB free"),
    "ASM filter": (loaded("oracleafd"), "Oracle ASM Filter Driver is loaded"),
    "PowerPath": (loaded("emcp"), "PowerPath is loaded"),
    "version too new": (system("ubuntu", "26.04"), "not list ubuntu 26.04"),
    "gap between versions": (system("ol", "8.3"), "not list ol 8.3"),
    "no version at all": (drop("etc/os-release"), "not list an unknown system"),
    "kernel too new": (new_kernel, "kernel 6.15.2 is newer than 6.14"),
    "kernel of Azure": (azure_kernel, "apt-get install linux-generic"),
    "no headers": (drop(f"usr/src/linux-headers-{KERNEL}"), f"apt-get install linux-headers-{KERNEL}"),
    "headers are a link": (headers_link, "are a symbolic link"),
    "Secure Boot": (secure_boot, "Secure Boot is on"),
    "no Python": (lambda s: s.without("python3"), "there is no Python"),
    "no dhclient": (drop("sbin/dhclient"), "apt-get install isc-dhcp-client"),
    "no curl": (lambda s: s.without("curl"), "there is no curl"),
    "no sha512sum": (lambda s: s.without("sha512sum"), "there is no sha512sum"),
    "no GRUB": (drop_grub, "neither /boot/grub nor /boot/grub2"),
    "little room": (lambda s: s.free(root=4095, tmp=900), "/ has 4095 MiB free"),
    "little room in /tmp": (lambda s: s.free(root=9000, tmp=499), "/tmp has 499 MiB free"),
    "noexec": (mounted("rw,nosuid,noexec"), "mount /tmp -o remount,exec"),
    "read-only": (mounted("ro,nosuid"), "/tmp is mounted read-only"),
    "little memory": (lambda s: s.write("proc/meminfo", "MemFree: 204800 kB\n"), "200 MiB of memory are free"),
    "clock ahead": (skewed(600), "the clock is"),
    "clock behind": (skewed(-600), "the clock is"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_prerequisite_that_is_missing_stops_the_script_before_anything_is_changed(case, server):
    spoil, says = WRONG[case]
    spoil(server)
    ran = server.run()
    assert ran.returncode == 2, ran.stderr
    assert says in ran.stderr
    assert re.findall(r"^\d+\. ", ran.stderr, re.MULTILINE) == ["1. "], ran.stderr
    assert "   Fix: " in ran.stderr
    assert "1 prerequisites are missing; nothing was changed." in ran.stderr
    assert (server.downloads, server.arguments) == ([], None)


def test_everything_that_is_missing_is_named_in_one_run(server):
    for case in ("not root", "kernel of Azure", "Secure Boot", "no Python", "no GRUB", "noexec", "clock ahead"):
        WRONG[case][0](server)
    server.free(root=1, tmp=1)
    ran = server.run()
    assert ran.returncode == 2
    assert ran.stderr.count("   Fix: ") == 9
    assert "9 prerequisites are missing" in ran.stderr
    assert server.downloads == []


SUPPORTED = [("ubuntu", "14.04"), ("ubuntu", "24.04"), ("debian", "12"), ("rhel", "6.10"), ("rhel", "10.1")]
SUPPORTED += [("centos", "7"), ("ol", "8"), ("ol", "8.10"), ("rocky", "8.9"), ("rocky", "9.7")]
SUPPORTED += [("sles", "12.5"), ("sles", "15.5"), ("amzn", "2023")]


@pytest.mark.parametrize(("name", "version"), SUPPORTED)
def test_a_system_that_drs_lists_passes(name, version, server):
    system(name, version)(server)
    ran = server.run("--check")
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.mark.parametrize(
    ("line", "code"),
    [("Red Hat Enterprise Linux Server release 6.10 (Santiago)", 0), ("CentOS release 6.9 (Final)", 2)],
)
def test_release_six_is_known_by_its_own_file(line, code, server):
    drop("etc/os-release")(server)
    server.write("etc/redhat-release", line)
    (server.root / f"usr/src/kernels/{KERNEL}").mkdir(parents=True)
    ran = server.run("--check")
    assert (ran.returncode, "not list centos 6.9" in ran.stderr) == (code, code == 2)


@pytest.mark.parametrize("arguments", [["--chekc"], ["--help"], ["--check", "--check"], [""]])
def test_arguments_that_are_not_known_install_nothing(arguments, server):
    ran = server.run(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage: sh install.sh [--check]" in ran.stderr
    assert server.clouds.asked == []


@pytest.mark.parametrize(
    ("name", "fix"),
    [("rhel", f"yum install kernel-devel-{KERNEL}"), ("sles", f"zypper install the kernel-default-devel of {KERNEL}")],
)
def test_the_fix_is_in_the_words_of_the_distribution(name, fix, server):
    server.write(
        "etc/os-release", f"ID={name}\nVERSION_ID=15.4\n" if name == "sles" else f"ID={name}\nVERSION_ID=9.2\n"
    )
    ran = server.run()
    assert ran.returncode == 2
    assert fix in ran.stderr


def test_a_name_that_does_not_resolve_a_closed_port_and_a_server_without_tls_are_told_apart(server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    plain = server.clouds.url.replace("http:", "https:")
    reach = f"{server.clouds.url}/ https://drs.invalid/ https://127.0.0.1:{port}/ {plain}/"
    ran = server.run(addresses={"reach": reach})
    assert ran.returncode == 2
    assert "the name drs.invalid cannot be resolved" in ran.stderr
    assert f"127.0.0.1:{port} cannot be reached on TCP 443" in ran.stderr
    assert f"there is no TLS 1.2 with 127.0.0.1:{server.clouds.server_port}" in ran.stderr
    assert "3 prerequisites are missing" in ran.stderr


def test_a_staging_address_that_is_closed_is_named(server):
    ran = server.run(staging_address="127.0.0.1")
    assert ran.returncode == 2
    assert "127.0.0.1 cannot be reached on TCP 1500" in ran.stderr


def test_check_ends_after_the_prerequisites(server):
    ran = server.run("--check")
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "All prerequisites are met.")
    assert (server.downloads, server.arguments) == ([], None)


def test_the_managed_identity_fetches_credentials_that_the_installer_gets(server):
    ran = server.run()
    assert (ran.returncode, ran.stderr) == (0, "")
    assert server.arguments == ["--region", "eu-central-1", "--no-prompt", *CREDENTIALS]
    by_path = {path: more for _, path, more in server.clouds.asked}
    assert by_path["/metadata/identity/oauth2/token"] == {
        "api-version": "2018-02-01",
        "resource": IDENTITY.audience,
        "client_id": IDENTITY.client_id,
        "Metadata": "true",
    }
    assert by_path["/sts"] == {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "vm-app-1.example.com",
        "DurationSeconds": "3600",
        "WebIdentityToken": server.clouds.token,
    }
    assert not any(value in ran.stdout for value in KEYS.values())


def test_no_command_but_the_installer_sees_a_secret_among_its_arguments(server):
    log = server.out / "curl.log"
    curl = (server.bin / "curl").resolve()
    server.command("curl", f'printf "%s\\n" "$*" >> {log}; exec {curl} "$@"')
    assert server.run().returncode == 0
    assert "WebIdentityToken@-" in log.read_text()
    assert not any(secret in log.read_text() for secret in (server.clouds.token, *KEYS.values()))


def test_an_identity_that_is_not_assigned_is_a_message_with_the_command(server):
    server.clouds.token = ""
    ran = server.run()
    assert ran.returncode == 1
    assert "az vm identity assign" in ran.stderr
    assert "Identity not found" in ran.stderr
    assert server.arguments is None


def test_a_role_that_sts_denies_is_a_message(server):
    server.clouds.denied = "AccessDenied"
    ran = server.run()
    assert ran.returncode == 1
    assert f"AWS gave no credentials for {ROLE}: AccessDenied Not so." in ran.stderr
    assert server.arguments is None


def test_a_persons_credentials_come_from_the_environment(server):
    server.environment = PERSON
    ran = server.run(identity=None)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert server.arguments[-6:] == [
        "--aws-access-key-id", "ASIAPERSON", "--aws-secret-access-key", "s", "--aws-session-token", "t",
    ]  # fmt: skip
    assert "/sts" not in server.downloads


def test_a_person_is_asked_for_credentials(server):
    ran = server.run(identity=None, typed="ASIATYPED\nsecret\ntoken\n")
    assert ran.returncode == 0
    assert server.arguments[-1] == "token"
    assert "secret\n" not in ran.stdout


@pytest.mark.parametrize(
    ("typed", "says"), [("AKIALONGLIVED\ns\nt\n", "no temporary credentials"), ("ASIA1\ns\n\n", "token is missing")]
)
def test_long_lived_or_missing_keys_are_refused(typed, says, server):
    ran = server.run(identity=None, typed=typed)
    assert ran.returncode == 1
    assert says in ran.stderr
    assert "/installer" not in server.downloads


@pytest.mark.parametrize("published", ["0" * 128, "", "<Error>AccessDenied</Error>"])
def test_an_installer_with_another_hash_is_not_run(published, server):
    server.clouds.hash = published
    ran = server.run()
    assert ran.returncode == 1
    assert "It was not run." in ran.stderr
    assert server.arguments is None


def test_a_hash_with_the_name_of_the_file_behind_it_is_read(server):
    server.clouds.hash = f"{server.clouds.hash.upper()}  aws-replication-installer-init\n"
    assert server.run().returncode == 0


def test_an_installer_that_fails_fails_the_script_and_leaves_nothing_behind(server):
    server.clouds.installer = b'#!/bin/sh\ndirname "$0" > "$OUT/folder"; exit 7\n'
    server.clouds.hash = hashlib.sha512(server.clouds.installer).hexdigest()
    ran = server.run()
    assert ran.returncode == 1
    assert "the installer ended with 7" in ran.stderr
    assert not Path((server.out / "folder").read_text().strip()).exists()


def test_azures_temporary_disk_stays_out(server):
    (server.root / "dev/disk/azure").mkdir(parents=True)
    server.write("dev/sdb", "")
    (server.root / "dev/disk/azure/resource").symlink_to(server.root / "dev/sdb")
    assert server.run().returncode == 0
    assert server.arguments[2:6] == ["--no-prompt", "--devices", "/dev/sda,/dev/sdc", "--force-volumes"]


def test_a_local_nvme_disk_stays_out(server):
    server.command("lsblk", "printf '%s disk\\n' nvme0n1 nvme0n2 nvme1n1 zram0")
    server.write("sys/block/nvme0n1/device/model", "MSFT NVMe Accelerator v1.0\n")
    server.write("sys/block/nvme0n2/device/model", "MSFT NVMe Accelerator v1.0\n")
    server.write("sys/block/nvme1n1/device/model", "Microsoft NVMe Direct Disk\n")
    assert server.run().returncode == 0
    assert server.arguments[3:6] == ["--devices", "/dev/nvme0n1,/dev/nvme0n2", "--force-volumes"]


@pytest.mark.parametrize("lsblk", ["exit 1", "echo sdb disk"])
def test_disks_that_cannot_be_told_apart_stop_the_script(lsblk, server):
    """Without a list the installer would take all disks, the temporary one too."""
    test_azures_temporary_disk_stays_out(server)
    server.command("lsblk", lsblk)
    (server.out / "arguments").unlink()
    ran = server.run()
    assert (ran.returncode, server.arguments) == (2, None)
    assert "name the disks with --devices" in ran.stderr


def test_the_installer_has_the_umask_of_the_server_and_the_downloads_have_none_to_share(server):
    """The agent runs as a user of its own, who could read nothing of what is installed."""
    server.clouds.installer = b'#!/bin/sh\numask > "$OUT/umask"; stat -c %a "$(dirname "$0")" > "$OUT/mode"\n'
    server.clouds.hash = hashlib.sha512(server.clouds.installer).hexdigest()
    (server.bin / "stat").symlink_to(shutil.which("stat"))
    before = os.umask(0o022)
    try:
        assert server.run().returncode == 0
    finally:
        os.umask(before)
    assert ((server.out / "umask").read_text().strip(), (server.out / "mode").read_text().strip()) == ("0022", "700")


def test_without_a_temporary_disk_the_installer_takes_all(server):
    assert server.run().returncode == 0
    assert "--devices" not in server.arguments
    assert "--force-volumes" not in server.arguments


def test_disks_that_are_named_are_taken_when_they_are_there(server):
    server.write("dev/sda", "")
    server.write("dev/sdc", "")
    assert server.run(devices=("/dev/sda", "/dev/sdc")).returncode == 0
    assert server.arguments[3:6] == ["--devices", "/dev/sda,/dev/sdc", "--force-volumes"]
    ran = server.run(devices=("/dev/sda", "/dev/sdx"))
    assert (ran.returncode, "there is no disk /dev/sdx" in ran.stderr) == (2, True)


def test_endpoints_and_tags_reach_the_installer_each_as_one_argument(server):
    ran = server.run(
        endpoint="vpce-1.drs.example.com",
        s3_endpoint="vpce-2.s3.example.com",
        tags=(("wave", "wave 2"), ("app", "a=b")),
    )
    assert ran.returncode == 0
    assert server.arguments[3:10] == [
        "--endpoint", "vpce-1.drs.example.com", "--s3-endpoint", "vpce-2.s3.example.com", "--tags", "wave=wave 2",
        "app=a=b",
    ]  # fmt: skip


def test_tags_are_left_out_where_an_agent_is_already(server):
    server.write("var/lib/aws-replication-agent/agent.config", "")
    ran = server.run(tags=(("wave", "2"),))
    assert ran.returncode == 0
    assert "--tags" not in server.arguments
    assert "An agent is here already" in ran.stdout
