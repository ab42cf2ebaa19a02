"""Runs the Pulumi CLI on a sandbox."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifeboat.sandbox import place as places
from lifeboat.sandbox import plugins, stack_config
from lifeboat.sandbox.place import Place


class EngineError(Exception):
    """A Pulumi command failed; the message holds what it printed."""


@dataclass(frozen=True)
class Engine:
    """The Pulumi CLI in the environment of one sandbox.

    Attributes:
        place: the sandbox.
        environment: the whole environment its commands run in.
    """

    place: Place
    environment: dict[str, str]

    def run(self, *arguments: str, standard_input: str | None = None, folder: Path | None = None) -> str:
        """Run one command quietly.

        Args:
            arguments: the command line after `pulumi`.
            standard_input: what it reads.
            folder: the project to run in; that of the current folder by default.

        Returns:
            What it printed on standard output.

        Raises:
            EngineError: it failed.
        """
        command = ["pulumi", *arguments, "--non-interactive"]
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=folder,
            input=standard_input,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).strip()
            raise EngineError(f"`pulumi {' '.join(arguments)}` failed with exit code {done.returncode}:\n{said}")
        return done.stdout

    def select(self, stack: str) -> list[str]:
        """Select a stack, made first if it does not exist, with a copy of its settings.

        The user's own stack file is neither written nor asked for its secrets provider.

        Returns:
            Paths of encrypted values that the copy leaves out, because only the user's own key decrypts them.

        Raises:
            NoStackFileError: the stack has no file; nothing was made.
        """
        project = places.project_file()
        stack_file = stack_config.file_of(stack, project)
        state = stack_config.state_file(self.place.state, project, stack)
        if not state.is_file():
            self._make(stack, project)
            self.run("stack", "select", "--stack", stack)
        # Selects it for the commands that follow, without a command of its own every time.
        self.environment["PULUMI_STACK"] = stack
        copy = self.place.directory / "stacks" / f"Pulumi.{stack}.yaml"
        left_out = stack_config.write_sandbox_config(stack_file, stack_config.salt_of(state), copy)
        self.environment[stack_config.FILE_VARIABLE] = str(copy)
        return left_out

    def _make(self, stack: str, project: Path) -> None:
        # In a folder of its own, because Pulumi writes the new stack's salt beside Pulumi.yaml.
        with tempfile.TemporaryDirectory(dir=self.place.directory) as scratch:
            shutil.copy(project, scratch)
            self.run("stack", "init", stack, "--secrets-provider", "passphrase", "--no-select", folder=Path(scratch))

    def selected(self) -> str:
        """The name of the selected stack."""
        return self.run("stack", "--show-name").strip()

    def exported(self, stack: str) -> dict[str, Any]:
        """The stack's deployment; secrets stay encrypted."""
        deployment: dict[str, Any] = json.loads(self.run("stack", "export", "--stack", stack))
        return deployment


def ready(place: Place) -> Engine:
    """Make a sandbox usable: the CLI is found (or built, once), the stand-ins are installed, the store exists.

    Args:
        place: the sandbox.

    Returns:
        The CLI, ready to run.

    Raises:
        ToolchainError: there is no suitable Pulumi CLI and none can be built.
    """
    from lifeboat.toolchain import pulumi_bin_dir  # noqa: PLC0415 (only the commands that need an engine look for one)

    bin_dir = pulumi_bin_dir()
    plugins.install(place)
    place.store()
    return Engine(place, {**os.environ, **places.environment(place, bin_dir)})
