"""`lifeboat sandbox ...` without an engine: what it prints, writes and refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lifeboat.commands.sandbox import command
from lifeboat.exit_codes import ExitCode
from lifeboat.sandbox import leftovers, place, plugins
from lifeboat.sandbox.clouds import sdk_version
from lifeboat.sandbox.place import Place

Lifeboat = Callable[..., Result]

HUB = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/hub"


@pytest.fixture
def lifeboat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lifeboat:
    """The command in a project folder of its own; the Pulumi CLI is a file that is never run."""
    (tmp_path / "Pulumi.yaml").write_text("name: trial\nruntime: python\n")
    (tmp_path / "below").mkdir()
    (tmp_path / "bin").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    monkeypatch.delenv(place.DIRECTORY_VARIABLE, raising=False)
    monkeypatch.setattr("lifeboat.toolchain.pulumi_bin_dir", lambda: tmp_path / "bin")
    return lambda *words: CliRunner().invoke(command, words)


def test_env_can_be_read_by_a_shell(lifeboat: Lifeboat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found from a folder below the project, with a passphrase that needs quoting."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "it's mine")
    printed = lifeboat("env").output
    shell = subprocess.run(["sh", "-c", f"{printed}\nenv -0"], capture_output=True, text=True, check=True)
    found = dict(line.split("=", 1) for line in shell.stdout.split("\0") if line)
    assert found["PULUMI_CONFIG_PASSPHRASE"] == "it's mine"
    assert found["LIFEBOAT_SANDBOX_DIR"] == str(tmp_path / ".sandbox")
    assert found["PULUMI_BACKEND_URL"] == f"file://{tmp_path}/.sandbox/state"
    assert found["PATH"].split(os.pathsep)[0] == str(tmp_path / "bin")
    assert place.environment(Place(tmp_path / ".sandbox"), tmp_path / "bin", found)["PATH"] == found["PATH"]


def test_lifeboat_is_found_where_its_environment_is_not_activated(tmp_path: Path) -> None:
    """`.venv/bin/lifeboat sandbox run -- lifeboat check` works from any shell; the Pulumi CLI still comes first."""
    folders = place.environment(Place(tmp_path), tmp_path / "bin", {"PATH": "/usr/bin"})["PATH"].split(os.pathsep)
    assert folders == [str(tmp_path / "bin"), str(Path(sys.executable).parent), "/usr/bin"]


def test_modules_are_compiled_once_even_where_the_machine_forbids_it(tmp_path: Path) -> None:
    """Compiling the SDKs again at every preview takes seconds."""
    environment = place.environment(Place(tmp_path), tmp_path, {"PYTHONDONTWRITEBYTECODE": "1"})
    assert environment["PYTHONDONTWRITEBYTECODE"] == ""


def test_a_passphrase_of_the_users_own_goes_first(tmp_path: Path) -> None:
    box = Place(tmp_path)
    assert place.environment(box, tmp_path, {})["PULUMI_CONFIG_PASSPHRASE"] == place.PASSPHRASE
    assert "PULUMI_CONFIG_PASSPHRASE" not in place.environment(box, tmp_path, {"PULUMI_CONFIG_PASSPHRASE_FILE": "/f"})


def test_the_stand_ins_are_installed_where_the_engine_looks(lifeboat: Lifeboat, tmp_path: Path) -> None:
    """At exactly the version that each SDK asks for, runnable, and repaired when stale."""
    lifeboat("env")
    folder = tmp_path / ".sandbox" / "pulumi-home" / "plugins"
    for package in ("aws", "azure-native", "random"):
        script = folder / f"resource-{package}-v{sdk_version(package)}" / f"pulumi-resource-{package}"
        assert os.access(script, os.X_OK)
        whole = script.read_text()
        script.write_text("stale")
        lifeboat("env")
        assert script.read_text() == whole


def test_two_commands_may_install_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _number: plugins.install(Place(tmp_path)), range(8)))
    assert sorted(path.name for path in (tmp_path / "pulumi-home" / "plugins").glob("*/*")) == [
        "pulumi-resource-aws",
        "pulumi-resource-azure-native",
        "pulumi-resource-random",
    ]


def test_run_passes_the_exit_code_and_the_environment_on(tmp_path: Path) -> None:
    """The command takes the process over: the same process id, so every signal reaches it and no other."""
    script = "import os; print(os.getpid(), os.environ['PULUMI_HOME'], flush=True); os._exit(7)"
    runner = (
        "import sys, pathlib, lifeboat.toolchain as t; t.pulumi_bin_dir = lambda: pathlib.Path('.'); "
        "from lifeboat.commands.sandbox import command; command(sys.argv[1:])"
    )
    home = str(Path(plugins.__file__).parents[2])
    environment = {**os.environ, "LIFEBOAT_SANDBOX_DIR": str(tmp_path), "PYTHONPATH": home}
    words = [sys.executable, "-c", runner, "run", "--", sys.executable, "-c", script]
    with subprocess.Popen(words, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        printed, _ = process.communicate(timeout=30)
    assert printed == f"{process.pid} {tmp_path}/pulumi-home\n"
    assert process.returncode == 7


def test_run_of_a_command_that_does_not_exist_is_bad_input(lifeboat: Lifeboat) -> None:
    result = lifeboat("run", "--", "no-such-command")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "no-such-command" in result.output


def test_outside_a_project_there_is_no_sandbox(lifeboat: Lifeboat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    for words in (["env"], ["show"], ["fault", "list"], ["drift", "delete", "x"]):
        result = lifeboat(*words)
        assert result.exit_code == ExitCode.BAD_INPUT
        assert "no Pulumi.yaml" in result.output


def test_a_planted_thing_is_shown_drifts_and_goes(lifeboat: Lifeboat, tmp_path: Path) -> None:
    properties = tmp_path / "hub.json"
    properties.write_text('{"location": "westeurope", "tags": {"a": "b"}}')
    group = "azure-native:resources:ResourceGroup"
    assert lifeboat("plant", group, HUB, "--json", str(properties), "--property", "managedBy=me").exit_code == 0
    assert lifeboat("drift", "set", HUB, "tags.a=[1, 2]").exit_code == 0
    (shown,) = json.loads(lifeboat("show", "--json", "--type", "azure-*").output)
    assert shown["properties"]["tags"] == {"a": [1, 2]}
    assert shown["properties"]["managedBy"] == "me"
    assert f"{group}  (not made by Pulumi)  {HUB}\n" in lifeboat("show").output
    assert lifeboat("show").output.endswith(
        "1 thing was made by the clouds themselves or planted; destroy leaves it.\n"
    )
    assert lifeboat("show", "--type", "aws:*").output == "Nothing exists.\n"
    assert lifeboat("drift", "delete", HUB).exit_code == 0
    assert lifeboat("show").output == "Nothing exists.\n"


def test_secrets_and_ignored_changes_are_shown_without_their_values(lifeboat: Lifeboat) -> None:
    token = "azure-native:network:VirtualNetworkGatewayConnection"
    lifeboat("plant", token, f"{HUB}/x", "--property", "sharedKey=Very-Secret")
    with place.find().store().transaction() as world:
        (row,) = world.rows()
        world.overwrite(row, type(row)(**{**vars(row), "ignored": {"sharedKey": "Other-Secret"}}), row.inputs)
    for words in (["show"], ["show", "--json"]):
        printed = lifeboat(*words).output
        assert "(secret)" in printed
        assert "Secret" not in printed.replace("(secret)", "")
    assert "the cloud ignored sharedKey" in lifeboat("show").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["drift", "set", "x", "tags"], "not PATH=VALUE"),
        (["drift", "set", "x", "tags=[1"], "not YAML"),
        (["drift", "set", "x", "tags=1"], "nothing in the simulated clouds"),
        (["plant", "aws:s3/bucket:Bucket", "b"], "CONTRIBUTING.md"),
        (["fault", "add", "--times", "often"], "give a number above 0"),
        (["fault", "add", "--nth", "0"], "--nth"),
        (["fault", "add", "--kind", "explode"], "kill-engine"),
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(lifeboat: Lifeboat, words: list[str], says: str) -> None:
    result = lifeboat(*words)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert says in result.output
    assert "Traceback" not in result.output


def test_faults_are_ordered_listed_and_cleared(lifeboat: Lifeboat) -> None:
    words = ["--type", "azure-native:*", "--method", "create", "--nth", "2", "--kind", "timeout", "--seconds", "5"]
    assert (
        lifeboat("fault", "add", *words, "--when", "after", "--times", "always", "--code", "GatewayTimeout").exit_code
        == 0
    )
    assert lifeboat("fault", "list").output == ("1  timeout after create of azure-native:*, from call 2 on  (seen 0)\n")
    lifeboat("fault", "clear")
    assert lifeboat("fault", "list").output == ""


def test_reset_asks_and_leaves_nothing(lifeboat: Lifeboat, tmp_path: Path) -> None:
    lifeboat("env")
    assert lifeboat("reset").exit_code == 1
    assert (tmp_path / ".sandbox" / "clouds.sqlite").exists()
    assert lifeboat("reset", "--yes").exit_code == 0
    assert list((tmp_path / ".sandbox").iterdir()) == []


def test_what_a_killed_engine_left_behind_is_ended(tmp_path: Path) -> None:
    """Only what runs in this sandbox's environment and is an engine's helper."""
    script = tmp_path / "pulumi-language-python-exec"
    script.write_text("import time; print(flush=True); time.sleep(60)")
    started = []
    for directory, program in ((tmp_path, script), (tmp_path / "other", script), (tmp_path, tmp_path / "mine.py")):
        program.write_text(script.read_text())
        environment = {**os.environ, place.DIRECTORY_VARIABLE: str(directory)}
        process = subprocess.Popen([sys.executable, str(program)], env=environment, stdout=subprocess.PIPE)
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
    try:
        ended = leftovers.end(Place(tmp_path))
        assert [process.number for process in ended] == [started[0].pid]
        assert started[0].wait(timeout=5) == -9
        assert started[1].poll() is None
        assert started[2].poll() is None
    finally:
        for process in started:
            process.kill()
            process.wait()
            process.stdout.close()


def test_recovery_waits_for_no_running_engine(tmp_path: Path) -> None:
    """As long as a pulumi command works in the sandbox there is nothing to recover from."""
    pulumi = tmp_path / "pulumi"
    pulumi.symlink_to("/bin/cat")
    environment = {**os.environ, place.DIRECTORY_VARIABLE: str(tmp_path)}
    with subprocess.Popen(
        [str(pulumi)], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("here\n")
            process.stdin.flush()
            process.stdout.readline()  # while a program is being loaded, the kernel shows no environment of it yet
            with pytest.raises(leftovers.StillRunningError, match=str(process.pid)):
                leftovers.end(Place(tmp_path))
        finally:
            process.kill()
