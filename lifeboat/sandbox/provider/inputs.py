"""What a provider adds to a resource's inputs before anybody sees them: defaults and generated names."""

from __future__ import annotations

import copy
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from lifeboat.sandbox.clouds.model import ResourceType


def checked(
    kind: ResourceType, urn: str, news: Mapping[str, Any], olds: Mapping[str, Any], seed: bytes
) -> dict[str, Any]:
    """Inputs as the provider takes them.

    Args:
        kind: the resource's type.
        urn: its URN.
        news: the program's inputs.
        olds: the checked inputs of the last deployment, empty for a new resource.
        seed: the engine's seed for generated names; without one a name is random.

    Returns:
        The inputs with defaults and, where the type has names and the program gave none, a name. A resource keeps
        the name it got.
    """
    inputs = {key: value for key, value in news.items() if value is not None}
    for key, value in kind.defaults.items():
        inputs.setdefault(key, copy.deepcopy(value))
    name = kind.name_property
    if name is not None and name not in inputs:
        inputs[name] = olds.get(name) or generated_name(kind, urn, seed)
    return inputs


def generated_name(kind: ResourceType, urn: str, seed: bytes) -> str:
    """The type's prefix and the logical name, with hexadecimal digits behind it.

    The providers differ: pulumi-aws adds a dash and seven digits, azure-native eight digits without a dash.
    """
    digits = hashlib.sha256(seed).hexdigest() if seed else secrets.token_hex(8)
    name = f"{kind.name_prefix}{urn.rsplit('::', 1)[-1]}"
    return f"{name}{digits[:8]}" if kind.token.startswith("azure-native:") else f"{name}-{digits[:7]}"
