"""The AWS side in one piece: networks, DRS, access, watch and cost, and what the rest needs to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.recovery.access import Access, AccessArgs
from components.recovery.cost import CostControl, CostControlArgs
from components.recovery.drs import create_drs
from components.recovery.gateway import RecoveryGateway
from components.recovery.ground import Ground
from components.recovery.networks import Networks, create_networks
from components.recovery.service import DrsService
from components.recovery.watch import Watch, create_watch


@dataclass(frozen=True, kw_only=True)
class RecoverySide:
    """What is known of the AWS side.

    Attributes:
        outputs: its share of the stack's outputs.
        gateway: where the tunnels end.
        watch: the topic that is told, and the alarms that tell it.
    """

    outputs: Mapping[str, Any]
    gateway: RecoveryGateway
    watch: Watch


def create_recovery(ground: Ground) -> RecoverySide:
    """Register the AWS side, but for the tunnels."""
    networks = create_networks(ground)
    drs = create_drs(ground, networks)
    watch = create_watch(ground)
    return RecoverySide(
        outputs={
            **networks.outputs,
            **drs.outputs,
            **_create_access(ground, networks),
            **_create_cost(ground, drs.service, watch),
            "alarm_topic_arn": watch.topic_arn,
        },
        gateway=networks.gateway,
        watch=watch,
    )


def _create_access(ground: Ground, networks: Networks) -> Mapping[str, Any]:
    """Register the roles of installers and operators, where someone is named."""
    blueprint, access = ground.blueprint, ground.blueprint.access
    if not access.roles and access.azure_identity is None:
        return {"agent_installation_role_arn": None, "failback_installation_role_arn": None, "operator_role_arns": {}}
    subnets = (*blueprint.recovery.subnets, *blueprint.recovery.drill.subnets)
    arns = Access(
        f"{ground.prefix}-access",
        AccessArgs(
            blueprint=access,
            name=f"{ground.prefix}-{blueprint.recovery.region}",
            account_id=ground.account_id,
            partition=blueprint.recovery.partition,
            region=blueprint.recovery.region,
            subnet_ids={
                role: [networks.subnet_ids[subnet.key] for subnet in subnets if subnet.role == role]
                for role in ("staging", "recovery", "drill")
            },
            principal_id=ground.agent_identity.apply(lambda known: known["principal_id"])
            if ground.agent_identity is not None
            else None,
        ),
        ground.on(ground.roles.staging),
    ).role_arns
    installation = {key: arns.pop(f"{key}-installation", None) for key in ("agent", "failback")}
    return {**{f"{key}_installation_role_arn": arn for key, arn in installation.items()}, "operator_role_arns": arns}


def _create_cost(ground: Ground, service: DrsService, watch: Watch) -> Mapping[str, Any]:
    cost = CostControl(
        f"{ground.prefix}-cost",
        CostControlArgs(cost=ground.blueprint.cost, service=service, topic_arn=watch.topic_arn),
        ground.on(ground.roles.recovery),
    )
    return {"budget_name": cost.budget_name}
