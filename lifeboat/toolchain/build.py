"""Compile the Pulumi CLI and its Python language host from the modules that `tools/` pins."""

import shutil
import subprocess
from pathlib import Path

from lifeboat.toolchain import pins
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.golang import build_environment, go_command
from lifeboat.toolchain.progress import run_step, say

_CLI_PACKAGE = f"{pins.CLI_MODULE}/cmd/pulumi"
_HOST_PACKAGE = "github.com/pulumi/pulumi/sdk/python/cmd/pulumi-language-python/v3"
# Scripts of the SDK's source that the language host starts; it looks for them beside itself.
_HOST_SCRIPTS = ("python/cmd/pulumi-language-python-exec", "python/dist/pulumi-resource-pulumi-python")


def build_toolchain(folder: Path) -> None:
    """Fill `folder` with `bin/pulumi` and `bin/pulumi-language-python`, and try them.

    Raises:
        ToolchainError: no Go can be had, or a build failed; the message names the log.
    """
    final = pins.build_folder()
    log = final.with_name(f"{final.name}.log")
    log.write_text("", encoding="utf-8")
    say(
        f"Building Pulumi {pins.cli_version()} and its Python language host, once per machine: about 5 minutes on two\n"
        f"idle cores, and 3.5 GB in Go's module and build caches. The compiler's output goes to {log}"
    )
    go, bin_folder = go_command(), folder / "bin"
    bin_folder.mkdir()
    version_flag = f"-X {pins.VERSION_VARIABLE}=v{pins.cli_version()}"
    try:
        # One after the other: each keeps every core busy, so building both at once gains nothing.
        for module, package, target, linker_flags in (
            ("cli", _CLI_PACKAGE, "pulumi", f"-s -w {version_flag}"),
            ("langhost", _HOST_PACKAGE, "pulumi-language-python", "-s -w"),
        ):
            output = ["-ldflags", linker_flags, "-o", str(bin_folder / target)]
            command: list[str | Path] = [go, "build", "-v", *pins.BUILD_FLAGS, *output, package]
            run_step(f"Build {target}", command, log, cwd=pins.TOOLS / module, env=build_environment())
        _copy_scripts(go, bin_folder)
        run_step("Try the Pulumi CLI", [bin_folder / "pulumi", "version"], log, cwd=folder, env=quiet_environment())
    except ToolchainError as error:
        raise ToolchainError(
            f"{error}\nThe Pulumi CLI could not be built. If modules could not be downloaded, check the network or "
            f"GOPROXY and run `make setup` again. Or put Pulumi {pins.cli_version()} or newer on PATH: "
            "https://www.pulumi.com/docs/install/"
        ) from error


def quiet_environment() -> dict[str, str]:
    """An environment in which `pulumi version` asks nobody on the network whether it is the newest."""
    return build_environment() | {"PULUMI_SKIP_UPDATE_CHECK": "true"}


def _copy_scripts(go: Path, bin_folder: Path) -> None:
    answer = subprocess.run(
        [go, "list", "-m", "-f", "{{.Dir}}", pins.SDK_MODULE],
        capture_output=True,
        text=True,
        check=False,
        cwd=pins.TOOLS / "langhost",
        env=build_environment(),
    )
    if answer.returncode != 0:
        raise ToolchainError(f"Go does not know where {pins.SDK_MODULE} is: {answer.stderr.strip()}")
    for script in _HOST_SCRIPTS:
        copied = Path(shutil.copy(Path(answer.stdout.strip()) / script, bin_folder))
        # The module cache is read-only and keeps no run bit.
        copied.chmod(0o755)
