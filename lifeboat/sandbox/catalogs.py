"""Which catalog knows a type, loaded only when it is needed."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

from lifeboat.sandbox.clouds.model import Catalog, CloudError, ResourceType

PACKAGES: Final = ("aws", "azure-native", "random")
"""The Pulumi packages that have a stand-in."""


class UnknownTypeError(CloudError):
    """The program uses a type or function that no stand-in knows."""

    def __init__(self, token: str, what: str) -> None:
        package = token.split(":", 1)[0]
        cloud = package.removesuffix("-native")  # lifeboat/sandbox/clouds/azure describes azure-native
        folder = f"lifeboat/sandbox/clouds/{cloud}" if package in PACKAGES else "lifeboat/sandbox/clouds"
        super().__init__(
            "NotInSandbox",
            f"the sandbox has no stand-in for the {what} {token}, and it accepts nothing that it does not simulate. "
            f"Describe the {what} there, in {folder}: CONTRIBUTING.md, 'Add a type to the sandbox', lists the steps. "
            "The real clouds are not concerned.",
        )


@cache
def load(package: str) -> Catalog:
    """The catalog of one package.

    Raises:
        UnknownTypeError: no stand-in exists for the package.
    """
    if package not in PACKAGES:
        raise UnknownTypeError(f"{package}:", "package")
    from lifeboat.sandbox.clouds import catalog  # noqa: PLC0415 (catalogs are loaded when the first one is needed)

    return catalog(package)


def resource_type(token: str, known: Catalog | None = None) -> ResourceType:
    """The description of a type.

    Args:
        token: Pulumi type token.
        known: the catalog to look in; by default that of the token's package.

    Returns:
        The type.

    Raises:
        UnknownTypeError: no stand-in knows it.
    """
    found = (known or load(token.split(":", 1)[0])).types.get(token)
    if found is None:
        raise UnknownTypeError(token, "resource type")
    return found


def secret_names(kind: ResourceType) -> frozenset[str]:
    """Names of the properties of a type that are never kept in clear, wherever in its properties they stand."""
    return frozenset(path.rsplit(".", 1)[-1].removesuffix("[]") for path in kind.secrets)


def secrets_of(token: str) -> Collection[str]:
    """`secret_names` by token, over every catalog: what a `Store` outside a stand-in needs.

    A thing that a cloud makes by itself may be of a type that no program can ask for; it holds no secret.
    """
    kind = load(token.split(":", 1)[0]).types.get(token)
    return secret_names(kind) if kind else frozenset()
