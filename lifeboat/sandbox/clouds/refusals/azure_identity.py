"""What Azure refuses about managed identities."""

from __future__ import annotations

import re
from typing import Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

_topic: Final = Topic()
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}")


@_topic.refuses(
    "azure-identity-name", tokens.USER_ASSIGNED_IDENTITY, GENERIC,
    "A managed identity's name has 3 to 128 letters, digits, _ and -, and begins with a letter or digit.",
    "Azure docs, Naming rules and restrictions for Azure resources, Microsoft.ManagedIdentity (generic code)", CREATE,
)  # fmt: skip
def _identity_name(request: Request) -> str | None:
    name = str(request.inputs.get("resourceName", ""))
    return None if _NAME.fullmatch(name) else f"{name} is no name of a managed identity."


ROWS: Final = tuple(_topic.rows)
