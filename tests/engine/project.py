"""A copy of the project with a sandbox of its own, driven by the real Pulumi CLI."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lifeboat.policy_config import policy_config, read_levels
from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place
from lifeboat.stacks import load_blueprint
from tests.policies.states import Finding, Judge

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("components", "lifeboat", "policies", ".venv", "__main__.py")
COPIED = ("Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml")
PASSPHRASE = "lifeboat-engine-tests"
SKIP_CHECKPOINTS = "PULUMI_SKIP_CHECKPOINTS"


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Both streams, for messages that may be on either."""
        return self.out + self.err


@dataclass
class Project:
    """A project folder whose program, components and pack are the repository's own and whose stack files are copies."""

    folder: Path
    environment: dict[str, str]
    stack: str = "dev"
    logs: list[str] = field(default_factory=list)

    @classmethod
    def create(cls, folder: Path, stack: str = "dev") -> "Project":
        """Make a project folder with an empty sandbox in it, and its stack."""
        for name in LINKED:
            (folder / name).symlink_to(ROOT / name)
        for name in COPIED:
            copy_settings(name, folder / name)
        project = cls.at(folder, stack)
        project.pulumi("stack", "select", "--create", "--secrets-provider", "passphrase", "--stack", stack)
        return project

    @classmethod
    def at(cls, folder: Path, stack: str = "dev") -> "Project":
        """Drive the project that a folder holds.

        The engine writes the state once, at the end of a command: after every step, as it does by itself, it costs half
        of a deployment. A test that ends the engine in the middle has to ask for that: see `with_checkpoints`.
        """
        # COV_ would have the program and every stand-in traced, which doubles the time of an engine test.
        foreign = ("PULUMI_", "LIFEBOAT_", "COV_")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        place = Place(folder / ".sandbox")
        environment = {
            **inherited,
            **{k: v for k, v in ready(place).environment.items() if k not in os.environ or os.environ[k] != v},
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_COMMANDS": "1",
            SKIP_CHECKPOINTS: "1",
            "PULUMI_STACK": stack,
        }
        environment["PATH"] = f"{ROOT / '.venv' / 'bin'}{os.pathsep}{environment['PATH']}"
        return cls(folder, environment, stack)

    def copy_to(self, folder: Path) -> "Project":
        """Copy the project with its clouds, state and settings."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Project.at(folder, self.stack)

    def with_checkpoints(self) -> "Project":
        """Have the engine write the state after every step, as users have it."""
        self.environment.pop(SKIP_CHECKPOINTS, None)
        return self

    @property
    def stack_file(self) -> Path:
        """The stack's file."""
        return self.folder / f"Pulumi.{self.stack}.yaml"

    def run(self, *command: str, expect: int | None = 0, **variables: str) -> Outcome:
        """Run a command in the folder and the sandbox's environment.

        Args:
            command: program and arguments.
            expect: the exit code it has to end with; None for any.
            variables: more environment variables.
        """
        finished = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        outcome = Outcome(finished.returncode, finished.stdout, finished.stderr)
        self.logs.append(outcome.text)
        assert expect is None or outcome.code == expect, (
            f"{' '.join(command)} ended with {outcome.code}\n{outcome.text}"
        )
        return outcome

    def pulumi(self, *arguments: str, expect: int | None = 0, **variables: str) -> Outcome:
        """Run the Pulumi CLI."""
        return self.run("pulumi", *arguments, "--non-interactive", expect=expect, **variables)

    def lifeboat(self, *arguments: str, expect: int | None = 0) -> Outcome:
        """Run the `lifeboat` command."""
        return self.run("lifeboat", *arguments, expect=expect)

    def up(self, *arguments: str, expect: int | None = 0, **variables: str) -> Outcome:
        """Deploy without a preview first."""
        return self.pulumi("up", "--yes", "--skip-preview", *arguments, expect=expect, **variables)

    def policies(self) -> list[str]:
        """Arguments that put a command under the policy pack with the stack's configuration."""
        config = self.folder / "policy-config.json"
        config.write_text(json.dumps(self.policy_config()), encoding="utf-8")
        return ["--policy-pack", "policies", "--policy-pack-config", str(config)]

    def policy_config(self) -> dict[str, Any]:
        """The pack's configuration for the stack, with the levels of its environment where the pack has them."""
        levels = ROOT / "policies" / "config" / f"{self.stack}.json"
        begun, problems = read_levels(levels) if levels.exists() else ({}, [])
        assert problems == []
        return policy_config(load_blueprint(self.stack_file), begun)

    def judged(self) -> set[Finding]:
        """What the pack says about the deployed state, as `pulumi policy analyze` would."""
        return Judge(self.policy_config()).findings(self.export(show_secrets=True))

    def change(self, edit: Callable[[dict[str, Any]], None]) -> None:
        """Edit the stack's settings; keys are without the project's prefix."""
        document = yaml.safe_load(self.stack_file.read_text(encoding="utf-8"))
        config = {key.removeprefix("lifeboat:"): value for key, value in document["config"].items()}
        edit(config)
        document["config"] = {key if ":" in key else f"lifeboat:{key}": value for key, value in config.items()}
        self.stack_file.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def export(self, *, show_secrets: bool = False) -> list[dict[str, Any]]:
        """Return the resources in the stack's state."""
        flags = ["--show-secrets"] if show_secrets else []
        deployment = json.loads(self.pulumi("stack", "export", *flags).out)
        resources: list[dict[str, Any]] = deployment["deployment"].get("resources", [])
        return resources

    def of_type(self, token: str, *, show_secrets: bool = False) -> list[dict[str, Any]]:
        """Return the resources of one type in the stack's state."""
        return [resource for resource in self.export(show_secrets=show_secrets) if resource["type"] == token]

    def clouds(self) -> list[dict[str, Any]]:
        """Return everything that exists in the simulated clouds."""
        rows: list[dict[str, Any]] = json.loads(self.lifeboat("sandbox", "show", "--json").out)
        return rows

    def steps(self, *arguments: str, **variables: str) -> Mapping[str, str]:
        """Return what a preview would do: URN to operation, without what stays the same."""
        digest = json.loads(self.pulumi("preview", "--json", *arguments, **variables).out)
        return {step["urn"]: step["op"] for step in digest["steps"] if step["op"] != "same"}


def copy_settings(name: str, place: Path) -> None:
    """Copy a stack file of the repository without a salt.

    Somebody may have tried plain pulumi here: that leaves the salt of another passphrase.
    """
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines(keepends=True)
    place.write_text("".join(line for line in lines if not line.startswith("encryptionsalt")), encoding="utf-8")


def name_of(urn: str) -> str:
    """Return the logical name in a URN."""
    return urn.rsplit("::", 1)[-1]
