"""A resource as the program will ask for it, with the places that only a cloud can fill."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from lifeboat.blueprint.model import Blueprint, Tunnel


@dataclass(frozen=True)
class Reference:
    """An output of another resource, used as an input.

    Attributes:
        name: that resource's name.
        output: which output: `id`, `ipAddress`, `tunnel1Address`, ...
        secret: whether the value is a secret, which is never read: only where it comes from is compared.
    """

    name: str
    output: str = "id"
    secret: bool = False


@dataclass(frozen=True)
class Ending:
    """A resource id of Azure that is composed, known but for the subscription at its beginning."""

    text: str


class Unread(Enum):
    """What neither settings nor state tell."""

    CLOUD = "read from the cloud during the deployment"
    BROUGHT = "a secret of the user's own"


CLOUD: Final = Unread.CLOUD
"""Read from the cloud during the deployment; not compared."""

BROUGHT: Final = Unread.BROUGHT
"""A pre-shared key of the user's own. Its value is not compared; that it takes a generated one's place is."""


@dataclass(frozen=True)
class Item:
    """One resource of the interconnect.

    Attributes:
        name: Pulumi's resource name.
        type: Pulumi's type token.
        inputs: as they stand in the state, in camelCase; a value may be, or hold, a `Reference`, an `Ending` or an
            `Unread`. None is an input that is left out.
        optional: whether only a cloud tells if the program makes it; one that is there is taken to stay.
    """

    name: str
    type: str
    inputs: Mapping[str, Any]
    optional: bool = False

    def references(self) -> frozenset[str]:
        """Return the names of the resources whose outputs it uses."""
        return frozenset(reference.name for reference in references_in(self.inputs))


def pre_shared_key(blueprint: Blueprint, tunnel: Tunnel) -> Any:
    """Return a tunnel's key as an input: a secret that comes from a generated one, or the user's own."""
    if tunnel.key_source == "brought":
        return BROUGHT
    return Reference(f"{blueprint.name}-interconnect-key-{tunnel.key}", "result", secret=True)


def references_in(value: Any) -> Iterator[Reference]:
    """Yield every reference in a value."""
    if isinstance(value, Reference):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from references_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from references_in(each)
