"""Where raw settings come from: a stack file on disk, or the running Pulumi program."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from lifeboat.settings.problems import Problem, SettingsError

PROJECT: Final = "lifeboat"
"""The Pulumi project's name, which prefixes every key of a stack file."""


def read_stack_file(path: Path) -> dict[str, Any]:
    """Return the settings in `Pulumi.<stack>.yaml` as plain data, keys without the project's prefix.

    Values encrypted by Pulumi stay `{"secure": ...}`: only the engine can read them.

    Raises:
        SettingsError: when the file is missing, is not YAML or has no `config` block.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        stacks = ", ".join(sorted(found.name for found in path.parent.glob("Pulumi.*.yaml"))) or "none"
        raise _unreadable(path, "no such file", f"one of: {stacks}", "Check the stack's name.") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise _unreadable(path, f"a file that cannot be read ({reason})", "YAML", "Correct the file.") from None
    config = document.get("config") if isinstance(document, Mapping) else None
    if not isinstance(config, Mapping):
        raise _unreadable(path, "no config block", "keys such as lifeboat:primary under config", "Add it.")
    prefix = f"{PROJECT}:"
    return {str(key).removeprefix(prefix): value for key, value in config.items() if str(key).startswith(prefix)}


def read_program_config(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the settings that the engine hands to a running program, secrets decrypted.

    The engine passes every key as text, blocks as JSON (`PULUMI_CONFIG`, which `pulumi.Config` reads as well). All
    keys are needed here, the unknown ones too, and `pulumi.Config` only answers for keys that one asks for.
    """
    config: Mapping[str, str] = json.loads(environment.get("PULUMI_CONFIG", "{}"))
    prefix = f"{PROJECT}:"
    return {key.removeprefix(prefix): _decoded(value) for key, value in config.items() if key.startswith(prefix)}


def _decoded(value: str) -> Any:
    # Only blocks and lists are JSON; a bare 4711 is a name here, not a number.
    return json.loads(value) if value[:1] in ("{", "[") else value


def _unreadable(path: Path, found: str, allowed: str, fix: str) -> SettingsError:
    return SettingsError([Problem((path.name,), found, allowed, "", fix)])
