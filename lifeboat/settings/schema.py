"""The JSON schema of a stack file, for editors and for whoever writes one by program."""

from typing import Any, Final

from lifeboat.settings.model import Settings
from lifeboat.settings.stack_file import PROJECT

SCHEMA_FILE: Final = "pulumi-stack.schema.json"
"""Where the schema is checked in, beside the stack files, which name it in their first line."""

_PULUMI_KEYS: Final = {
    "encryptionsalt": "Written by Pulumi: salt of the passphrase that encrypts secrets.",
    "encryptedkey": "Written by Pulumi: the data key, encrypted by the secrets provider.",
    "secretsprovider": "Written by Pulumi: what encrypts secrets.",
}


def stack_file_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of `Pulumi.<stack>.yaml`, generated from the models.

    It holds what single values can show. What lies between values (overlaps, sizes, numbers of subnets) only
    `lifeboat check` finds.
    """
    settings = _tidy(Settings.model_json_schema())
    definitions = settings.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stack file of Lifeboat",
        "type": "object",
        "properties": {
            "config": {
                "description": "Settings of the stack, each behind the name of the project it is for.",
                "type": "object",
                "properties": {f"{PROJECT}:{key}": value for key, value in settings["properties"].items()},
                "required": [f"{PROJECT}:{key}" for key in settings["required"]],
                "patternProperties": {f"^(?!{PROJECT}:)[^:]+:": {}},
                "additionalProperties": False,
            },
            **{key: {"type": "string", "description": text} for key, text in _PULUMI_KEYS.items()},
        },
        "required": ["config"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _tidy(node: Any) -> Any:
    """Drop the titles that pydantic makes from names, which editors show first, and unwrap the descriptions."""
    if isinstance(node, list):
        return [_tidy(item) for item in node]
    if isinstance(node, dict):
        kept = {key: _tidy(value) for key, value in node.items() if not (key == "title" and isinstance(value, str))}
        if isinstance(kept.get("description"), str):
            kept["description"] = " ".join(kept["description"].split())
        return kept
    return node
