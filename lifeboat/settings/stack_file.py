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


class _Loader(yaml.SafeLoader):
    """YAML as the engine reads it: a key that stands twice in a block is refused, not overwritten in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value != "<<":
                if key.value in seen:
                    raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_stack_file(path: Path) -> dict[str, Any]:
    """Return the settings in `Pulumi.<stack>.yaml` as plain data, keys without the project's prefix.

    Values encrypted by Pulumi stay `{"secure": ...}`: only the engine can read them.

    Raises:
        SettingsError: when the file is missing, is not YAML or has no `config` block.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a SafeLoader)
    except FileNotFoundError:
        stacks = ", ".join(sorted(found.name for found in path.parent.glob("Pulumi.*.yaml"))) or "none"
        raise _unreadable(path, "no such file", f"one of: {stacks}", "Check the stack's name.") from None
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        # ValueError: text that is not UTF-8, and dates and numbers that YAML recognises but cannot read.
        reason = " ".join(str(error).split())
        raise _unreadable(path, f"a file that cannot be read ({reason})", "YAML", "Correct the file.") from None
    config = document.get("config") if isinstance(document, Mapping) else None
    if not isinstance(config, Mapping):
        raise _unreadable(path, "no config block", "keys such as lifeboat:primary under config", "Add it.")
    bare = [key for key in config if ":" not in str(key)]
    if bare:
        raise SettingsError(
            Problem(
                ("config", str(key)),
                "a key without a project",
                f"keys such as {PROJECT}:primary",
                "Keys of a stack file begin with the project they are for.",
                f"Write {PROJECT}:{key}.",
            )
            for key in bare
        )
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
    try:
        return json.loads(value) if value[:1] in ("{", "[") else value
    except ValueError:
        return value


def _unreadable(path: Path, found: str, allowed: str, fix: str) -> SettingsError:
    return SettingsError([Problem((path.name,), found, allowed, "Settings are read from it.", fix)])
