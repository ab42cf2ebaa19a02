"""How to deploy a change in two steps, so that some tunnel is up all the time, where the clouds allow it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lifeboat.changes.items import Item
from lifeboat.changes.report import Action, Advice, Change
from lifeboat.changes.state import Resource, RunningTunnel
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.consequences.tokens import (
    ATTACHMENT,
    AZURE_GATEWAY,
    CONNECTION,
    LOCAL_GATEWAY,
    PASSWORD,
    PROPAGATION,
    PUBLIC_IP,
    ROUTE,
    TRANSIT_ASSOCIATION,
    TRANSIT_ATTACHMENT,
    TRANSIT_GATEWAY,
    TRANSIT_PROPAGATION,
    TRANSIT_ROUTE,
    TRANSIT_TABLE,
    VPN_CONNECTION,
    VPN_GATEWAY,
)

_UNDER_ALL: Final = frozenset({
    AZURE_GATEWAY, VPN_GATEWAY, ATTACHMENT, TRANSIT_GATEWAY, TRANSIT_ATTACHMENT, TRANSIT_TABLE, PUBLIC_IP, *FOUNDATION,
})  # fmt: skip
"""Every tunnel stands on these: when one is replaced, no order of steps helps."""

_WAYS: Final = frozenset({ROUTE, PROPAGATION})
"""What tells a VPC which gateway leads to Azure."""

_OF_A_TARGET: Final = frozenset({
    *_WAYS, ATTACHMENT, VPN_GATEWAY, TRANSIT_GATEWAY, TRANSIT_ATTACHMENT, TRANSIT_TABLE, TRANSIT_ASSOCIATION,
    TRANSIT_PROPAGATION, TRANSIT_ROUTE,
})  # fmt: skip
"""What a target consists of, beside its VPN connections."""

ROLE_GUARD: Final = "-role-guard-ask"
"""How the name ends of what is asked before anything of the stack is deleted (components/recovery/role_guard.py)."""

_NO_WAY: Final = (
    "No order of steps keeps a tunnel up: what changes carries all of them. Choose a window in which traffic may stop,"
    " or have another way between the clouds (ExpressRoute and Direct Connect) carry it meanwhile."
)


def advise(
    resources: Sequence[Resource],
    items: Sequence[Item],
    running: Sequence[RunningTunnel],
    wanted: Sequence[str],
    changes: Sequence[Change],
) -> tuple[Advice, ...]:
    """Return how to keep traffic, for changes that leave no tunnel up when they are deployed at once.

    Args:
        resources: the state.
        items: what the new blueprint has.
        running: the tunnels that run.
        wanted: keys of the tunnels that the new blueprint has.
        changes: what the deployment does.
    """
    rotation = tuple(_one_key_at_a_time(changes))
    staging = _Staging(resources, items, wanted, changes)
    for keep in _halves(running):
        plan = staging.plan(keep)
        if plan is not None:
            return (*rotation, plan)
    return rotation or (Advice(_NO_WAY),)


def _one_key_at_a_time(changes: Sequence[Change]) -> Iterator[Advice]:
    rotated = [change for change in changes if change.type == PASSWORD and change.action is Action.REPLACE]
    if len(rotated) > 1:
        yield Advice(
            "Rotate one key at a time instead: leave interconnect.key_rotation as it is and raise"
            " interconnect.tunnels.tunnel1.key_rotation, deploy, wait until that tunnel is up, then do the next. Only"
            " that tunnel is down each time."
        )


def _halves(running: Sequence[RunningTunnel]) -> Iterator[frozenset[str]]:
    """Yield the sets of tunnels that could stay as they are in a first step: those of a connection, then single ones.

    A VPN connection is one resource, so its two tunnels are seldom changed apart.
    """
    connections = dict.fromkeys(tunnel.vpn_connection for tunnel in running)
    for name in connections:
        yield frozenset(tunnel.key for tunnel in running if tunnel.vpn_connection == name)
    if len(running) > 1:
        for tunnel in running:
            yield frozenset({tunnel.key})


@dataclass(frozen=True)
class _Staging:
    resources: Sequence[Resource]
    items: Sequence[Item]
    wanted: Sequence[str]
    changes: Sequence[Change]

    def plan(self, keep: frozenset[str]) -> Advice | None:
        """Return two steps of which the first leaves some tunnels alone; None if that does not help.

        Args:
            keep: keys of the tunnels that the first step leaves alone.
        """
        later = self._later(keep)
        first = [change for change in self.changes if change.name not in later]
        still_hit = any(keep & set(change.tunnels) and not change.passes for change in first)
        hopeless = any(self._is_for_all(change) for change in self.changes if change.name in later)
        ready = [key for key in self.wanted if key not in keep and self._is_whole(key, later)]
        if not later or not first or still_hit or hopeless or not ready:
            return None
        interrupted = sorted({change.name for change in self.changes if change.passes})
        caution = (
            f" But {_listed(interrupted)} carries every tunnel: its update interrupts all of them once, in the step"
            " that it is in, and they come back by themselves."
            if interrupted
            else ""
        )
        serial = self._one_at_a_time(later)
        order = (
            " It runs with --parallel 1: else the engine may write what it leaves alone into the state in an order that"
            " it then refuses."
            if serial
            else ""
        )
        exclude = [part for name in sorted(later | self._guards()) for part in ("--exclude", f"**::{name}")]
        text = (
            f"In two steps some tunnel is up all the time. The first leaves {_listed(sorted(keep))} alone and brings up"
            f" {_listed(ready)}; when traffic passes there, the second does the rest.{order}{caution}"
        )
        return Advice(text, (("pulumi", "up", *serial, *exclude), ("pulumi", "up")))

    def _guards(self) -> frozenset[str]:
        """Names of what hangs on the whole stack: with it, the engine writes what it leaves alone into the state.

        That is a state which it then refuses: what is left alone may not be in it yet (pulumi 3.259).
        """
        return frozenset(each.name for each in self.resources if each.name.endswith(ROLE_GUARD))

    def _one_at_a_time(self, later: frozenset[str]) -> tuple[str, ...]:
        """Options for when something that waits uses what is to be deleted: the engine writes that into the state then.

        It writes the two in the order in which they happen to be ready, and refuses a state in which the user comes
        first (pulumi 3.259, step_generator.go, getDependencySteps).
        """
        deleted = {each.name for each in self.changes if each.action is Action.DELETE} & later
        used = any(self._uses(name) & deleted for name in later - deleted)
        return ("--parallel", "1") if used else ()

    def _is_for_all(self, change: Change) -> bool:
        """Whether a change of something that every tunnel stands on takes them down for good, whenever it is made."""
        breaks = change.action is Action.UPDATE and bool(change.tunnels) and not change.passes
        return change.type in _UNDER_ALL and (change.action is Action.REPLACE or breaks)

    def _later(self, keep: frozenset[str]) -> frozenset[str]:
        """Names of the changes that have to wait so that these tunnels stay as they are."""
        later = {change.name for change in self.changes if keep & set(change.tunnels) and not change.passes}
        later |= self._old_target(later)
        while more := {name for name in self._needed_with(later, keep) if name not in later}:
            later |= more
        return frozenset(later)

    def _old_target(self, later: set[str]) -> set[str]:
        """What has to wait while a VPC still reaches the kept tunnels through the target that it is to leave."""
        going = {each.name for each in self.changes if each.type == VPN_CONNECTION and each.action is Action.DELETE}
        coming = any(each.type == VPN_CONNECTION and each.action is Action.CREATE for each in self.changes)
        if not (going & later and coming):
            return set()
        gone_at_once = going - later
        return {
            each.name
            for each in self.changes
            if each.type in _WAYS
            or (each.type in _OF_A_TARGET and each.action is Action.DELETE and not gone_at_once & self._uses(each.name))
        }

    def _needed_with(self, later: set[str], keep: frozenset[str]) -> Iterator[str]:
        """Yield what has to wait because of what waits already: what that needs, and what cannot do without it."""
        actions = {change.name: change.action for change in self.changes}
        for change in self.changes:
            if change.name in later:
                yield from (
                    name for name in self._uses(change.name) if actions.get(name) in {Action.REPLACE, Action.DELETE}
                )
            else:
                stays_old = {actions[name] for name in self._uses(change.name) & later}
                leaves = change.action is not Action.DELETE and not keep & set(change.tunnels)
                if Action.REPLACE in stays_old or (Action.DELETE in stays_old and not leaves):
                    yield change.name
                if any(actions.get(name) is Action.CREATE for name in self._asked_of(change.name) & later):
                    yield change.name

    def _uses(self, name: str) -> frozenset[str]:
        """Names of the resources that the state says it gets inputs from."""
        return self._sources().get(name, frozenset())

    def _sources(self) -> Mapping[str, frozenset[str]]:
        return {each.name: frozenset().union(*each.uses.values()) for each in self.resources}

    def _asked_of(self, name: str) -> frozenset[str]:
        return next((item.references() for item in self.items if item.name == name), frozenset())

    def _is_whole(self, key: str, later: frozenset[str]) -> bool:
        """Whether a tunnel of the new blueprint has all that it needs after the first step."""
        ends = [
            item for item in self.items if item.type in {CONNECTION, LOCAL_GATEWAY} and item.name.endswith(f"-{key}")
        ]
        # The Azure gateway is there; it waits where it would take the kept tunnels' addresses away.
        there = {each.name for each in self.changes if each.type == AZURE_GATEWAY and each.action is Action.UPDATE}
        needed = {item.name for item in ends}.union(*(item.references() for item in ends))
        return not (needed - there) & later


def _listed(words: Sequence[str]) -> str:
    """Return words as a list for people."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
