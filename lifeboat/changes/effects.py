"""What one change does to the tunnels that run, from the consequences that the table names for it."""

from collections.abc import Iterable, Mapping, Sequence

from lifeboat.changes.difference import Difference
from lifeboat.changes.refusals import refused
from lifeboat.changes.report import Action, Change
from lifeboat.changes.state import Resource, RunningTunnel
from lifeboat.consequences.model import Consequence, Down
from lifeboat.consequences.tokens import CONNECTION


def effect(
    running: Sequence[RunningTunnel],
    resource: Resource,
    action: Action,
    because: Sequence[Difference],
    consequences: Sequence[Consequence],
) -> Change:
    """Return a change of a resource that exists, with what it does to tunnels.

    Args:
        running: the tunnels that run.
        resource: as the state has it.
        action: what happens to it.
        because: the places that differ; those that force a replacement, for a replacement.
        consequences: what the table says of them.
    """
    hits = {one: _hit(running, resource.name, one) for one in consequences}
    hurting = [one for one in consequences if hits[one]]
    hit = {key for one in hurting for key in hits[one]}
    stops = (refused(resource.type, one) for one in because) if action is Action.UPDATE else iter(())
    return Change(
        name=resource.name,
        type=resource.type,
        urn=resource.urn,
        action=action,
        because=tuple(because),
        tunnels=tuple(tunnel.key for tunnel in running if tunnel.key in hit),
        minutes=max((one.minutes for one in hurting), default=0),
        says=tuple(one.says for one in hurting),
        sources=tuple(dict.fromkeys(one.source for one in hurting)),
        passes=bool(hurting) and all(one.passes for one in hurting),
        protected=resource.protect and action in {Action.REPLACE, Action.DELETE},
        refused=next((why for why in stops if why), None),
    )


def minutes_down(running: Sequence[RunningTunnel], changes: Iterable[Change]) -> Mapping[str, int | None]:
    """Return how long each running tunnel is down; None for one that ends, 0 for one that stays up."""
    minutes: dict[str, int | None] = {tunnel.key: 0 for tunnel in running}
    for change in changes:
        ends = change.action is Action.DELETE and change.type == CONNECTION
        for key in change.tunnels:
            so_far = minutes[key]
            minutes[key] = None if ends or so_far is None else so_far + change.minutes
    return minutes


def _hit(running: Sequence[RunningTunnel], name: str, consequence: Consequence) -> frozenset[str]:
    return frozenset(tunnel.key for tunnel in running if _is_hit(tunnel, name, consequence.down))


def _is_hit(tunnel: RunningTunnel, name: str, down: Down) -> bool:
    if down is Down.OWN:
        return name in {tunnel.connection, tunnel.local_network_gateway}
    if down in {Down.CONNECTION, Down.FIRST, Down.SECOND}:
        number = {Down.FIRST: 1, Down.SECOND: 2}.get(down, tunnel.number)
        return tunnel.vpn_connection == name and tunnel.number == number
    return down is Down.ALL
