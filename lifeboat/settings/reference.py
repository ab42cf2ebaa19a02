"""The reference of all settings as Markdown, generated from the models."""

from collections.abc import Iterator
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from lifeboat.settings.model import Settings
from lifeboat.settings.shape import block, forms, plain

REFERENCE_FILE: Final = "docs/configuration.md"
"""Where the reference is checked in."""

_MOST_WORDS: Final = 8

_HEAD: Final = """# Configuration

Generated from the models in `lifeboat/settings`: `lifeboat schema --reference > docs/configuration.md`.

A stack's settings stand in `Pulumi.<stack>.yaml` under `config`, the keys of the first table behind `lifeboat:`.
`lifeboat check` finds everything that is wrong with them in one run. "Required" in the column *Default* means that
there is none. A block with a `mode` has a table for each mode; `create` is the mode where none is written, unless its
table says otherwise. Ranges are IPv4, in CIDR form, without host bits.
"""


def reference() -> str:
    """Return the reference: a table a block, with each key's type, default and meaning."""
    return "\n".join([_HEAD, *_tables(Settings, "", "")])


def _tables(model: type[BaseModel], path: str, mode: str) -> Iterator[str]:
    schema = model.model_json_schema(ref_template="{model}")
    yield f"## {f'`{path}`' if path else 'Top'}{f', mode `{mode}`' if mode else ''}\n"
    yield f"{_one_line(model.__doc__)}\n"
    yield "| Key | Type | Default | Meaning |"
    yield "|---|---|---|---|"
    for key, field in model.model_fields.items():
        kind = _kind(field.annotation, schema["properties"][key])
        yield f"| `{key}` | {kind} | {_default(field)} | {_one_line(field.description)} |"
    yield ""
    for key, field in model.model_fields.items():
        yield from _tables_below(field.annotation, f"{path}.{key}" if path else key)


def _tables_below(annotation: Any, path: str) -> Iterator[str]:
    if get_origin(plain(annotation)) is list:
        annotation, path = get_args(plain(annotation))[0], f"{path}[]"
    for mode, form in forms(annotation).items():
        yield from _tables(form, path, mode)
    model = block(annotation)
    if model is not None:
        yield from _tables(model, path, "")


def _kind(annotation: Any, schema: dict[str, Any]) -> str:
    if get_origin(plain(annotation)) is list:
        bounds = [f"at least {schema['minItems']}"] if "minItems" in schema else []
        bounds += [f"at most {schema['maxItems']}"] if "maxItems" in schema else []
        inner = _kind(get_args(plain(annotation))[0], schema.get("items", {}))
        return f"list ({', '.join(bounds)}): {inner}" if bounds else f"list: {inner}"
    if forms(annotation):
        return "block, mode " + " or ".join(f"`{mode}`" for mode in forms(annotation))
    return "block" if block(annotation) else _value_kind(schema)


def _value_kind(schema: dict[str, Any]) -> str:
    choices = [{**schema, "anyOf": [], **choice} for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if choices:
        return " or ".join(_value_kind(choice) for choice in choices)
    words = [schema["const"]] if "const" in schema else schema.get("enum", [])
    if words:
        return ", ".join(f"`{word}`" for word in words) if len(words) <= _MOST_WORDS else f"one of {len(words)} names"
    if "minimum" in schema:
        most = f" to {schema['maximum']}" if "maximum" in schema else " or more"
        return f"number, {schema['minimum']}{most}"
    if "examples" in schema:
        return f"range such as `{schema['examples'][0]}`"
    secret = "secure" in schema.get("properties", {})
    names = {"string": "text", "boolean": "`true` or `false`", "object": "texts by name"}
    return "encrypted text" if secret else names[schema["type"]]


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        mode = getattr(value, "mode", None)
        return f"mode `{mode}`" if mode else "its defaults"
    if value is None or value in ([], {}):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", r"\|")
