"""A stack file for the sandbox: the user's own, without what belongs to the user's own secrets provider.

Pulumi writes a stack's encryption salt into `Pulumi.<stack>.yaml`. A try on the sandbox must not touch the file that
is under review, nor can it decrypt values that a real key encrypts, so the engine reads a copy.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import yaml

SECRETS_KEYS: Final = ("encryptionsalt", "encryptedkey", "secretsprovider")
"""What Pulumi keeps beside `config` in a stack file to find the key of its secrets."""


FILE_VARIABLE: Final = "PULUMI_OPTION_CONFIG_FILE"
"""Names the stack file, as `--config-file` does on commands that take it (Pulumi reads every flag from such names)."""


class NoStackFileError(Exception):
    """A stack has no `Pulumi.<stack>.yaml`, so there are no settings to deploy."""


def file_of(stack: str, project: Path) -> Path:
    """Return a stack's own file.

    Raises:
        NoStackFileError: naming the stacks that have one.
    """
    found = project.with_name(f"Pulumi.{stack}.yaml")
    if not found.is_file():
        stacks = ", ".join(sorted(other.name.split(".")[1] for other in project.parent.glob("Pulumi.*.yaml"))) or "none"
        raise NoStackFileError(f"there is no {found.name} beside {project.name}. Stacks here: {stacks}.")
    return found


def state_file(state: Path, project: Path, stack: str) -> Path:
    """Where the file backend keeps a stack.

    Args:
        state: folder of the file backend.
        project: the project's `Pulumi.yaml`.
        stack: the stack's name.
    """
    name = yaml.safe_load(project.read_text(encoding="utf-8"))["name"]
    return state / ".pulumi" / "stacks" / str(name) / f"{stack}.json"


def salt_of(state: Path) -> str:
    """Return the encryption salt in a stack's state."""
    checkpoint = json.loads(state.read_text(encoding="utf-8"))["checkpoint"]
    return str(checkpoint["latest"]["secrets_providers"]["state"]["salt"])


def sandbox_config(document: dict[str, Any], salt: str) -> tuple[dict[str, Any], list[str]]:
    """Return a stack file's content for the sandbox, and what was left out of it.

    Args:
        document: the content of `Pulumi.<stack>.yaml`.
        salt: encryption salt of the sandbox's stack.

    Returns:
        The content without values that only the user's key can decrypt, and the paths of those values.
    """
    left_out: list[str] = []
    config = _without_secure(document.get("config") or {}, "", left_out)
    rest = {key: value for key, value in document.items() if key not in (*SECRETS_KEYS, "config")}
    return {**rest, "config": config, "encryptionsalt": salt}, left_out


def _without_secure(value: Any, path: str, left_out: list[str]) -> Any:
    if isinstance(value, dict):
        kept = {}
        for key, inner in value.items():
            here = f"{path}.{key}" if path else str(key)
            if isinstance(inner, dict) and set(inner) == {"secure"}:
                left_out.append(here)
            else:
                kept[key] = _without_secure(inner, here, left_out)
        return kept
    if isinstance(value, list):
        return [_without_secure(inner, f"{path}[{position}]", left_out) for position, inner in enumerate(value)]
    return value


def write_sandbox_config(stack_file: Path, salt: str, target: Path) -> list[str]:
    """Write the sandbox's copy of a stack file; returns the paths of values left out.

    A file that is no YAML is copied as it is, so that Pulumi's own message appears.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        document = yaml.safe_load(stack_file.read_text(encoding="utf-8"))
    except yaml.YAMLError:
        target.write_bytes(stack_file.read_bytes())
        return []
    content, left_out = sandbox_config(document if isinstance(document, dict) else {}, salt)
    partial = target.with_suffix(".partial")
    partial.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    partial.replace(target)
    return left_out
