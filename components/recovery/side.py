"""The AWS side in one piece: network, gateway, drill network, DRS, and what the rest needs to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.providers import Providers
from components.recovery.drill_network import DrillNetwork, DrillNetworkArgs
from components.recovery.endpoints import PrivateEndpoints, PrivateEndpointsArgs
from components.recovery.gateway import RecoveryGateway, RecoveryGatewayArgs
from components.recovery.identity import ServiceRoles, ServiceRolesArgs
from components.recovery.network import RecoveryNetwork, RecoveryNetworkArgs
from components.recovery.replication import Replication, ReplicationArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from components.recovery.service import DrsService, DrsServiceArgs
from lifeboat.blueprint.model import Blueprint


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What every part of the AWS side stands on.

    Attributes:
        prefix: begins the name of every component.
        blueprint: of the whole stack.
        parent: the landing zone.
        roles: providers by role.
        account_id: the recovery account.
    """

    prefix: str
    blueprint: Blueprint
    parent: pulumi.Resource
    roles: Providers
    account_id: pulumi.Input[str]

    def on(self, *providers: pulumi.ProviderResource | None) -> pulumi.ResourceOptions:
        """Return the options of a component: its parent, and the providers that are there."""
        there = [provider for provider in providers if provider is not None]
        return pulumi.ResourceOptions(parent=self.parent, providers=there)


@dataclass(frozen=True, kw_only=True)
class RecoverySide:
    """What is known of the AWS side.

    Attributes:
        outputs: its share of the stack's outputs.
        gateway: where the tunnels end.
    """

    outputs: Mapping[str, Any]
    gateway: RecoveryGateway


def create_recovery(ground: Ground) -> RecoverySide:
    """Register the AWS side, but for the tunnels."""
    network, gateway = _create_network(ground)
    groups = SecurityGroups(
        f"{ground.prefix}-security",
        SecurityGroupsArgs(
            groups=ground.blueprint.recovery.security_groups,
            vpc_id=network.vpc_id,
            region=ground.blueprint.recovery.region,
        ),
        ground.on(ground.roles.recovery),
    )
    return RecoverySide(
        outputs={
            "recovery_vpc_id": network.vpc_id,
            "recovery_subnet_ids": network.subnet_ids,
            "recovery_gateway_id": gateway.gateway_id,
            "recovery_security_group_ids": groups.ids,
            **_create_private_mode(ground, network, groups),
            **_create_drill_network(ground),
            **_create_replication(ground, network, groups),
        },
        gateway=gateway,
    )


def _create_network(ground: Ground) -> tuple[RecoveryNetwork, RecoveryGateway]:
    blueprint, protect = ground.blueprint.recovery, ground.blueprint.protect
    network = RecoveryNetwork(
        f"{ground.prefix}-recovery",
        RecoveryNetworkArgs(blueprint=blueprint, protect=protect),
        ground.on(ground.roles.recovery),
    )
    gateway = RecoveryGateway(
        f"{ground.prefix}-recovery-gateway",
        RecoveryGatewayArgs(
            gateway=blueprint.gateway,
            vpc_id=blueprint.vpc.existing_id or network.vpc_id,
            subnet_ids=network.subnet_ids,
            route_table_ids=network.route_table_ids,
            route_tables=blueprint.route_tables,
            prefixes=ground.blueprint.interconnect.azure_prefixes,
            protect=protect,
            network=ground.roles.network,
        ),
        ground.on(ground.roles.recovery),
    )
    return network, gateway


def _create_drill_network(ground: Ground) -> Mapping[str, Any]:
    drill = DrillNetwork(
        f"{ground.prefix}-drill",
        DrillNetworkArgs(drill=ground.blueprint.recovery.drill),
        ground.on(ground.roles.recovery),
    )
    return {"drill_vpc_id": drill.vpc_id, "drill_subnet_ids": drill.subnet_ids}


def _create_replication(ground: Ground, network: RecoveryNetwork, groups: SecurityGroups) -> Mapping[str, Any]:
    blueprint = ground.blueprint
    roles, service = _create_service(ground)
    replication = Replication(
        f"{ground.prefix}-replication",
        ReplicationArgs(
            blueprint=blueprint.replication,
            name=ground.prefix,
            staging_subnet_id=network.subnet_ids[blueprint.replication.staging_subnet],
            security_group_id=groups.ids["replication"],
            service_initialized=service.initialized,
            account_id=ground.account_id,
            partition=blueprint.recovery.partition,
            region=blueprint.recovery.region,
            tags=dict(blueprint.tags),
            protect=blueprint.protect,
        ),
        ground.on(ground.roles.staging),
    )
    return {
        "service_role_arns": roles.role_arns,
        "replication_template_id": replication.template_id,
        "replication_key_arn": replication.key_arn,
    }


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


def _create_private_mode(ground: Ground, network: RecoveryNetwork, groups: SecurityGroups) -> Mapping[str, Any]:
    recovery = ground.blueprint.recovery
    if recovery.private is None:
        return dict.fromkeys(("agent_endpoint", "agent_s3_endpoint", "dns_forwarding"))
    endpoints = PrivateEndpoints(
        f"{ground.prefix}-private",
        PrivateEndpointsArgs(
            private=recovery.private,
            vpc_id=recovery.vpc.existing_id or network.vpc_id,
            subnet_ids=network.subnet_ids,
            route_table_ids=network.route_table_ids,
            security_group_ids=groups.ids,
            account_id=ground.account_id,
        ),
        ground.on(ground.roles.recovery),
    )
    return {
        "agent_endpoint": endpoints.agent_endpoint,
        "agent_s3_endpoint": endpoints.agent_s3_endpoint,
        "dns_forwarding": {"names": list(recovery.private.forwarded_names), "addresses": endpoints.resolver_addresses},
    }
