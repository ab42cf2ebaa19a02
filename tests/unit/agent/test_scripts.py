"""Both scripts as text: they parse, they hold up to a linter, and no value can break out of its place."""

import subprocess
import sys
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.agent.addresses import INSTALLERS, download_url
from lifeboat.agent.quoting import UnquotableError, powershell_quote, sh_quote
from lifeboat.agent.request import BadRequestError, Identity, InstallRequest
from lifeboat.agent.script import OS_RELEASE_IDS, render_script
from lifeboat.cloud_facts import DRS_REGIONS
from lifeboat.sizing.systems import SYSTEMS
from tests.unit.agent.server import IDENTITY, ROLE

HOSTILE = [
    "",
    "plain",
    "it's",
    "'; touch broken; '",
    "$(touch broken)",
    "`touch broken`",
    '"; touch broken; "',
    "a\nb",
    "back\\slash\\",
    "-n",
    "caf\u00e9 \u4e2d \U0001f600",
    "\u2018typographic\u2019 \u201aquotes\u201b",
    "%s$env:PATH@{}",
]
POWERSHELL = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def request(installer="linux", **more):
    return InstallRequest(installer, "eu-central-1", **{"role_arn": ROLE, "identity": IDENTITY, **more})


def shell_reads(expression):
    """What a real shell makes of an expression."""
    return subprocess.run(
        ["/bin/sh", "-c", f"printf '%s.' {expression}"], capture_output=True, check=True
    ).stdout.decode()[:-1]


def powershell_reads(expression):
    """What a string expression of PowerShell stands for, by its parse tree: literals and characters, added up."""
    tree = POWERSHELL.parse(f"$x = {expression}".encode())
    assert not tree.root_node.has_error, expression
    units = []

    def walk(node):
        text = node.text.decode()
        if node.type == "verbatim_string_characters":
            units.append(text[1:-1].replace("''", "'").encode("utf-16-be"))
        elif node.type == "hexadecimal_integer_literal":
            units.append(int(text, 16).to_bytes(2, "big"))
        elif node.type in {"expandable_string_literal", "command", "sub_expression", "variable"} and text != "$x":
            pytest.fail(f"{text} is evaluated in {expression}")
        else:
            for child in node.children:
                walk(child)

    walk(tree.root_node)
    return b"".join(units).decode("utf-16-be")


@pytest.mark.parametrize("value", HOSTILE)
def test_a_shell_reads_back_what_was_quoted(value, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert shell_reads(sh_quote(value)) == value
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("value", [value.replace("\n", " ") for value in HOSTILE])
def test_powershell_reads_back_what_was_quoted_and_sees_ascii_only(value):
    assert powershell_reads(powershell_quote(value)) == value
    assert powershell_quote(value).isascii()


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=30))
def test_any_printable_text_can_be_quoted_for_powershell(value):
    assert powershell_reads(powershell_quote(value)) == value


@pytest.mark.parametrize("quote", [sh_quote, powershell_quote])
@pytest.mark.parametrize("value", ["\0", "a\x1b[2J", "a\rb"])
def test_control_characters_are_refused(quote, value):
    with pytest.raises(UnquotableError):
        quote(value)


@pytest.mark.parametrize("value", [value for value in HOSTILE if value])
def test_a_hostile_identity_stays_a_value_in_both_scripts(value, tmp_path):
    identity = Identity(value, value)
    script = render_script(request(identity=identity))
    place = script.index("IDENTITY_CLIENT_ID=")
    assignments = script[place : script.index("\nENDPOINT=", place)]
    ran = subprocess.run(
        ["/bin/sh", "-c", f'{assignments}\nprintf "%s|%s" "$IDENTITY_CLIENT_ID" "$IDENTITY_AUDIENCE"'],
        capture_output=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert ran.stdout.decode() == f"{value}|{value}"
    assert list(tmp_path.iterdir()) == []
    assert not POWERSHELL.parse(render_script(request("windows", identity=identity)).encode()).root_node.has_error


@pytest.mark.parametrize(
    "more", [{}, {"identity": None}, {"tags": (("a", "b c"), ("d", ""))}, {"devices": ("/dev/sda",)}]
)
def test_the_shell_script_parses_and_shellcheck_finds_nothing(more, tmp_path):
    file = tmp_path / "install.sh"
    file.write_text(render_script(request(**more)))
    assert subprocess.run(["/bin/sh", "-n", str(file)], check=False).returncode == 0
    shellcheck = Path(sys.executable).with_name("shellcheck")
    found = subprocess.run([shellcheck, "--shell=sh", str(file)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


@pytest.mark.parametrize("installer", [name for name in INSTALLERS if name != "linux"])
@pytest.mark.parametrize("more", [{}, {"identity": None}, {"tags": (("a", "b c"),)}, {"devices": ("C:", "E:")}])
def test_the_powershell_script_parses(installer, more):
    script = render_script(request(installer, **more))
    assert script.isascii()
    assert not POWERSHELL.parse(script.encode()).root_node.has_error


def test_the_parser_of_powershell_finds_what_is_broken():
    script = render_script(request("windows"))
    for broken in (script.replace("exit 2\n}", "exit 2\n", 1), script.replace("'Tls", "Tls").replace("@(", "@(((", 1)):
        assert POWERSHELL.parse(broken.encode()).root_node.has_error


@pytest.mark.parametrize(("installer", "only"), [("windows", ""), ("windows-2012", "windows-server 2012")])
def test_systems_with_an_installer_of_their_own_get_no_other(installer, only):
    """DRS user guide: 2008 and 2012 use versions of the agent that are valid for them and for nothing else."""
    script = render_script(request(installer))
    assert f"$OnlyFor = '{only}'" in script
    assert "$OwnInstaller = @('windows-server 2012', 'windows-server 2008')" in script
    assert "$OnlyFor -ne $named -and ($OnlyFor -or $OwnInstaller -contains $named)" in script


def test_powershell_refuses_switches_that_it_does_not_know():
    """A script without CmdletBinding leaves a mistyped -Check aside (about_Functions_CmdletBindingAttribute)."""
    lines = [line for line in render_script(request("windows")).splitlines() if line and not line.startswith("#")]
    assert lines[0].startswith("[CmdletBinding()]")
    assert lines[1] == "param([switch]$Check)"


def test_no_place_is_left_unfilled_and_another_run_is_another_script():
    for installer in INSTALLERS:
        assert "@VALUES@" not in render_script(request(installer))
        assert render_script(request(installer)) != render_script(request(installer, run=2))


def test_both_scripts_look_at_the_same_prerequisites_where_a_system_has_them():
    """What guide 003 and the DRS user guide ask for, by the words of the fixes."""
    both = ("administrator", "64-bit x86", "DRS does not list", "memory", "free", "TLS 1.2", "cannot be resolved")
    both += (
        "cannot be reached on TCP 443",
        "is not trusted",
        "seconds off",
        "open TCP 1500",
        "prerequisites are missing",
    )
    linux, windows = render_script(request()), render_script(request("windows"))
    assert [word for word in both if word not in windows] == []
    assert [word for word in both[1:] if word not in linux] == []
    assert [word for word in (".NET Framework", "Winmgmt", "BitLocker", "sc.exe") if word not in windows] == []


def test_every_family_of_linux_has_its_name_in_os_release():
    assert set(OS_RELEASE_IDS) == {system.family for system in SYSTEMS if system.kind == "Linux"}


def test_every_region_has_an_address_and_newer_ones_have_longer_buckets():
    assert all(download_url(region, "k").endswith(f".s3.{region}.amazonaws.com/k") for region in DRS_REGIONS)
    assert download_url("ca-west-1", "a.exe.sha512") == (
        "https://aws-elastic-disaster-recovery-hashes-ca-west-1-2590fa22.s3.ca-west-1.amazonaws.com/a.exe.sha512"
    )
    assert download_url("eu-west-1", "a/b", "vpce-0a-1b.s3.eu-west-1.vpce.amazonaws.com") == (
        "https://bucket.vpce-0a-1b.s3.eu-west-1.vpce.amazonaws.com/aws-elastic-disaster-recovery-eu-west-1/a/b"
    )


def test_everything_that_is_wrong_with_a_request_is_named_at_once():
    with pytest.raises(BadRequestError) as refused:
        render_script(
            InstallRequest(
                "windows", "eu-central-1", role_arn="admin", endpoint="https://drs", s3_endpoint="x;y",
                staging_address="10.0.0.0/8", devices=("E:", "/dev/sda"), tags=(("aws:x", "y"), ("z", "'")),
            )
        )  # fmt: skip
    text = str(refused.value)
    names = ("--role-arn", "--endpoint", "--s3-endpoint", "--staging-address", "'/dev/sda'", "no C:", "aws:x", "z=")
    assert [name for name in names if name not in text] == []
    assert len(text.splitlines()) == 8
