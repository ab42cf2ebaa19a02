"""AWS Elastic Disaster Recovery in one piece, in the order that AWS accepts: roles, service, key, both templates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.recovery.ground import Ground
from components.recovery.identity import ServiceRoles, ServiceRolesArgs
from components.recovery.launch import LaunchTemplate, LaunchTemplateArgs, server_groups
from components.recovery.networks import Networks
from components.recovery.replication import Replication, ReplicationArgs
from components.recovery.service import DrsService, DrsServiceArgs


@dataclass(frozen=True, kw_only=True)
class Drs:
    """What is known of DRS.

    Attributes:
        service: its initialisation.
        outputs: its share of the stack's outputs.
    """

    service: DrsService
    outputs: Mapping[str, Any]


def create_drs(ground: Ground, networks: Networks) -> Drs:
    """Register roles, service, key, both templates; and say how each server group starts."""
    roles, service = _create_service(ground)
    replication = _create_replication(ground, networks, service)
    return Drs(
        service=service,
        outputs={
            "service_role_arns": roles.role_arns,
            "replication_template_id": replication.template_id,
            "replication_key_arn": replication.key_arn,
            "launch_template_id": _create_launch_template(ground, service, replication),
            "server_groups": server_groups(
                ground.blueprint.launch,
                subnet_ids=networks.subnet_ids,
                security_group_ids={**networks.group_ids, "drill": networks.drill_group_ids["servers"]},
                tags=dict(ground.blueprint.tags),
            ),
        },
    )


def _create_replication(ground: Ground, networks: Networks, service: DrsService) -> Replication:
    blueprint = ground.blueprint
    return Replication(
        f"{ground.prefix}-replication",
        ReplicationArgs(
            blueprint=blueprint.replication,
            name=ground.prefix,
            staging_subnet_id=networks.subnet_ids[blueprint.replication.staging_subnet],
            security_group_id=networks.group_ids["replication"],
            service_initialized=service.initialized,
            account_id=ground.account_id,
            partition=blueprint.recovery.partition,
            region=blueprint.recovery.region,
            tags=dict(blueprint.tags),
            protect=blueprint.protect,
        ),
        ground.on(ground.roles.staging),
    )


def _create_launch_template(ground: Ground, service: DrsService, replication: Replication) -> pulumi.Output[str]:
    recovery = ground.blueprint.recovery
    return LaunchTemplate(
        f"{ground.prefix}-launch",
        LaunchTemplateArgs(
            blueprint=ground.blueprint.launch,
            service_initialized=service.initialized,
            # The order in which DRS itself sets up a Region: how servers replicate, then how they start.
            replication_template_id=replication.template_id,
            partition=recovery.partition,
            region=recovery.region,
        ),
        ground.on(ground.roles.staging),
    ).template_id


def _create_service(ground: Ground) -> tuple[ServiceRoles, DrsService]:
    recovery, replication = ground.blueprint.recovery, ground.blueprint.replication
    on_staging = ground.on(ground.roles.staging)
    roles = ServiceRoles(
        f"{ground.prefix}-roles",
        ServiceRolesArgs(
            mode=replication.roles_mode,
            roles=replication.roles,
            account_id=ground.account_id,
            partition=recovery.partition,
        ),
        on_staging,
    )
    service = DrsService(
        f"{ground.prefix}-service",
        DrsServiceArgs(
            mode=replication.service_mode,
            region=recovery.region,
            account_id=ground.account_id,
            partition=recovery.partition,
            role_arns=roles.role_arns,
        ),
        on_staging,
    )
    return roles, service
