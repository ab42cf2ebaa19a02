"""From settings to blueprint."""

from typing import Final

from lifeboat.blueprint.access import make_access
from lifeboat.blueprint.agent import make_agent, make_failback_storage
from lifeboat.blueprint.cost import make_cost
from lifeboat.blueprint.launch import make_launch
from lifeboat.blueprint.model import Blueprint, NamedRange, Stage
from lifeboat.blueprint.monitoring import make_monitoring
from lifeboat.blueprint.primary import make_primary
from lifeboat.blueprint.recovery import make_recovery
from lifeboat.blueprint.replication import make_replication
from lifeboat.blueprint.tunnels import make_interconnect
from lifeboat.consequences import minutes_taken, tokens
from lifeboat.settings import Settings

OWN_TAG: Final = "lifeboat:stack"
"""Tag on everything that Lifeboat made: `<name>-<environment>`."""


def _minutes(token: str) -> int:
    return minutes_taken(token, "create")[0]


STAGES: Final = (
    Stage("Azure network and public IP", (), 1),
    Stage("AWS networks", (), 3),
    Stage("Azure VPN gateway", ("Azure network and public IP",), _minutes(tokens.AZURE_GATEWAY)),
    Stage("AWS VPN connection", ("Azure network and public IP", "AWS networks"), _minutes(tokens.VPN_CONNECTION)),
    Stage("DRS roles, initialisation and template", ("AWS networks",), 2),
    Stage("Azure connections", ("Azure VPN gateway", "AWS VPN connection"), _minutes(tokens.CONNECTION)),
)
"""The order of a deployment: only the Azure connections wait for the Azure gateway. Minutes of one slow resource are
those of the table of consequences; of a stage of many quick ones they are usual, and not documented."""


def make_blueprint(settings: Settings) -> Blueprint:
    """Return the blueprint of a stack: the same settings always give the same blueprint."""
    recovery, launch = make_recovery(settings), make_launch(settings)
    own = {OWN_TAG: f"{settings.name}-{settings.environment}"}
    return Blueprint(
        name=settings.name,
        environment=settings.environment,
        protect=settings.is_production,
        tags=tuple(sorted({**settings.tags, **own}.items())),
        primary=make_primary(settings, recovery),
        recovery=recovery,
        interconnect=make_interconnect(settings),
        replication=make_replication(settings, recovery.partition),
        launch=launch,
        access=make_access(settings, launch, recovery.partition),
        monitoring=make_monitoring(settings),
        cost=make_cost(settings, (OWN_TAG, own[OWN_TAG])),
        agent=make_agent(settings),
        failback_storage=make_failback_storage(settings),
        other_ranges=tuple(NamedRange(other.name, other.cidr) for other in settings.other_ranges),
        stages=STAGES,
    )
