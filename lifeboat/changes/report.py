"""What `lifeboat check --against` has to say, as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from lifeboat.changes.difference import Difference


class Action(StrEnum):
    """What the engine will do with a resource; the values are the engine's own words."""

    CREATE = "create"
    REPLACE = "replace"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class Change:
    """One resource that the deployment changes.

    Attributes:
        name: Pulumi's resource name.
        type: Pulumi's type token.
        urn: its URN in the state; None for one that is created.
        action: what happens to it.
        because: the places that differ; those that force a replacement, for a replacement.
        tunnels: running tunnels that carry nothing meanwhile, by key.
        minutes: how long they wait, usually.
        says: what happens to traffic.
        sources: where that is documented.
        passes: whether these tunnels come back by themselves, without any other change.
        protected: whether the state protects it, so that the engine refuses the deployment.
        refused: why the cloud refuses the change, if it does.
    """

    name: str
    type: str
    urn: str | None
    action: Action
    because: tuple[Difference, ...] = ()
    tunnels: tuple[str, ...] = ()
    minutes: int = 0
    says: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    passes: bool = False
    protected: bool = False
    refused: str | None = None


@dataclass(frozen=True)
class Advice:
    """How to keep traffic.

    Attributes:
        text: what to do and why.
        commands: what to run, in order; empty where settings have to be changed instead.
    """

    text: str
    commands: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Report:
    """What a deployment does to the tunnels that run.

    Attributes:
        running: keys of the tunnels that run now.
        wanted: keys of the tunnels that the settings have.
        changes: in the order of the deployment, as far as it is known.
        minutes_down: by running tunnel, how long it is down; None for one that ends.
        advice: how to keep a path.
        notes: what was not compared.
        empty: whether the stack has nothing of the interconnect.
    """

    running: tuple[str, ...]
    wanted: tuple[str, ...]
    changes: tuple[Change, ...]
    minutes_down: Mapping[str, int | None]
    advice: tuple[Advice, ...]
    notes: tuple[str, ...]
    empty: bool

    @property
    def stays_up(self) -> tuple[str, ...]:
        """Keys of the running tunnels that nothing interrupts."""
        return tuple(key for key in self.running if self.minutes_down.get(key, 0) == 0)

    @property
    def no_tunnel_up(self) -> bool:
        """Whether at some point none of the tunnels that run now carries traffic."""
        return bool(self.running) and not self.stays_up

    @property
    def minutes_without(self) -> int | None:
        """How long no tunnel is up, usually: until the first is back. None when every tunnel that runs now ends."""
        back = [minutes for minutes in self.minutes_down.values() if minutes is not None]
        return (min(back) if back else None) if self.no_tunnel_up else 0

    @property
    def stopped(self) -> bool:
        """Whether the deployment ends before, or in the middle of, these changes."""
        return any(change.protected or change.refused for change in self.changes)
