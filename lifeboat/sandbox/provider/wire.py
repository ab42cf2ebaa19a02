"""Property values between the engine's protocol and plain Python.

Assets and archives are objects with a signature key; they pass through as the dictionaries they are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from google.protobuf import struct_pb2

from lifeboat.sandbox.clouds.model import UNKNOWN, Unknown

UNKNOWN_SENTINEL: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""How the protocol writes a value that is not known yet (pulumi/sdk, go/common/resource/plugin/rpc.go)."""

SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"
"""The key that marks an object as a special value."""

SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (a constant of the protocol)
"""The value of `SIGNATURE_KEY` in the wrapper of a secret."""


def from_wire(properties: struct_pb2.Struct) -> dict[str, Any]:
    """Read properties: whole numbers become `int`, unknowns `UNKNOWN`; wrappers of secrets are taken off."""
    return {key: _from_value(value) for key, value in sorted(properties.fields.items())}


def _from_value(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return UNKNOWN if value.string_value == UNKNOWN_SENTINEL else value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case "struct_value":
            plain = from_wire(value.struct_value)
            return plain.get("value") if plain.get(SIGNATURE_KEY) == SECRET_SIGNATURE else plain
        case _:
            return None


def to_wire(properties: Mapping[str, Any], secrets: Collection[str] = ()) -> struct_pb2.Struct:
    """Write properties.

    Args:
        properties: plain values, `UNKNOWN` where the preview does not know.
        secrets: names of properties, at any depth, that the engine is told to keep secret.

    Returns:
        The message for the engine.
    """
    message = struct_pb2.Struct()
    for key, value in properties.items():
        written = _to_value(value, secrets)
        if key in secrets and value is not None:
            written = _wrapped(written)
        message.fields[key].CopyFrom(written)
    return message


def _wrapped(value: struct_pb2.Value) -> struct_pb2.Value:
    message = struct_pb2.Value()
    message.struct_value.fields[SIGNATURE_KEY].string_value = SECRET_SIGNATURE
    message.struct_value.fields["value"].CopyFrom(value)
    return message


def _to_value(value: Any, secrets: Collection[str]) -> struct_pb2.Value:  # noqa: PLR0911 (one for each kind)
    match value:
        case None:
            return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
        case Unknown():
            return struct_pb2.Value(string_value=UNKNOWN_SENTINEL)
        case bool():
            return struct_pb2.Value(bool_value=value)
        case int() | float():
            return struct_pb2.Value(number_value=value)
        case str():
            return struct_pb2.Value(string_value=value)
        case Mapping():
            return struct_pb2.Value(struct_value=to_wire(value, secrets))
        case list() | tuple():
            items = [_to_value(item, secrets) for item in value]
            return struct_pb2.Value(list_value=struct_pb2.ListValue(values=items))
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be sent to the engine: {value!r}")


__all__ = ["SECRET_SIGNATURE", "SIGNATURE_KEY", "UNKNOWN", "UNKNOWN_SENTINEL", "from_wire", "to_wire"]
