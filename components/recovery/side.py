"""The AWS side in one piece: network, gateway, drill network, DRS, and what the rest needs to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.providers import Providers
from components.recovery.dhcp_options import DhcpOptions, DhcpOptionsArgs
from components.recovery.access import Access, AccessArgs
from components.recovery.cost import CostControl, CostControlArgs
from components.recovery.drill_network import DrillNetwork, DrillNetworkArgs
from components.recovery.drill_openings import DrillOpenings, DrillOpeningsArgs
from components.recovery.flow_logs import FlowLogs, FlowLogsArgs
from components.recovery.gateway import RecoveryGateway, RecoveryGatewayArgs
from components.recovery.identity import ServiceRoles, ServiceRolesArgs
from components.recovery.launch import LaunchTemplate, LaunchTemplateArgs, server_groups
from components.recovery.network import RecoveryNetwork, RecoveryNetworkArgs
from components.recovery.replication import Replication, ReplicationArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from components.recovery.server_security import ServerSecurity, ServerSecurityArgs
from components.recovery.service import DrsService, DrsServiceArgs
from components.recovery.watch import Watch, create_watch
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
        agent_identity: the identity of Azure that AWS trusts, as the output of that name; None without one.
    """

    prefix: str
    blueprint: Blueprint
    parent: pulumi.Resource
    roles: Providers
    account_id: pulumi.Input[str]
    agent_identity: pulumi.Output[Mapping[str, str]] | None = None

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
        watch: the topic that is told, and the alarms that tell it.
    """

    outputs: Mapping[str, Any]
    gateway: RecoveryGateway
    watch: Watch


def create_recovery(ground: Ground) -> RecoverySide:
    """Register the AWS side, but for the tunnels."""
    network, gateway = _create_network(ground)
    service = _create_service(ground)
    groups = SecurityGroups(
        f"{ground.prefix}-security",
        SecurityGroupsArgs(groups=ground.blueprint.recovery.security_groups, vpc_id=network.vpc_id),
        ground.on(ground.roles.recovery),
    )
    drill = _create_network_options(ground, network)
    watch = create_watch(ground)
    return RecoverySide(
        outputs={
            "recovery_vpc_id": network.vpc_id,
            "recovery_subnet_ids": network.subnet_ids,
            "recovery_gateway_id": gateway.gateway_id,
            "recovery_security_group_ids": groups.ids,
            **drill,
            **_create_access(ground, {**network.subnet_ids, **drill["drill_subnet_ids"]}),
            **_create_replication(ground, network, groups),
            "server_groups": _create_server_groups(ground, network, groups, drill),
            "alarm_topic_arn": watch.topic_arn,
            **_create_drill_network(ground),
            **_create_replication(ground, network, groups, service),
            **_create_cost(ground, service[1]),
        },
        gateway=gateway,
        watch=watch,
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


def _create_network_options(ground: Ground, network: RecoveryNetwork) -> Mapping[str, Any]:
    """Register the drill network and what stands around both networks: DHCP options and flow logs."""
    blueprint, on_recovery = ground.blueprint.recovery, ground.on(ground.roles.recovery)
    if blueprint.dhcp_options is not None:
        DhcpOptions(
            f"{ground.prefix}-dhcp",
            DhcpOptionsArgs(options=blueprint.dhcp_options, vpc_id=network.vpc_id),
            on_recovery,
        )
    drill = DrillNetwork(f"{ground.prefix}-drill", DrillNetworkArgs(drill=blueprint.drill), on_recovery)
    return {
        "drill_vpc_id": drill.vpc_id,
        "drill_subnet_ids": drill.subnet_ids,
        "drill_security_group_ids": _create_drill_openings(ground, drill),
        "flow_log_group_names": _create_flow_logs(ground, {"recovery": network.vpc_id, "drill": drill.vpc_id}),
    }


def _create_drill_openings(ground: Ground, drill: DrillNetwork) -> Mapping[str, pulumi.Output[str]]:
    blueprint = ground.blueprint.recovery
    if blueprint.drill.openings is None:
        return {}
    return DrillOpenings(
        f"{ground.prefix}-drill-openings",
        DrillOpeningsArgs(
            openings=blueprint.drill.openings,
            vpc_id=drill.vpc_id,
            subnet_ids=drill.subnet_ids,
            route_table_id=drill.route_table_id,
            account_id=ground.account_id,
            region=blueprint.region,
        ),
        ground.on(ground.roles.recovery),
    ).group_ids


def _create_flow_logs(ground: Ground, vpc_ids: Mapping[str, pulumi.Output[str]]) -> Mapping[str, pulumi.Output[str]]:
    blueprint = ground.blueprint.recovery
    if not blueprint.flow_logs:
        return {}
    return FlowLogs(
        f"{ground.prefix}-flow-logs",
        FlowLogsArgs(
            logs=blueprint.flow_logs,
            vpc_ids=vpc_ids,
            account_id=ground.account_id,
            partition=blueprint.partition,
            region=blueprint.region,
        ),
        ground.on(ground.roles.recovery),
    ).log_group_names


def _create_replication(
    ground: Ground, network: RecoveryNetwork, groups: SecurityGroups, made: tuple[ServiceRoles, DrsService]
) -> Mapping[str, Any]:
    blueprint = ground.blueprint
    roles, service = made
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
        "launch_template_id": _create_launch_template(ground, service, replication),
    }


def _create_launch_template(ground: Ground, service: DrsService, replication: Replication) -> pulumi.Output[str]:
    recovery = ground.blueprint.recovery
    return LaunchTemplate(
        f"{ground.prefix}-launch",
        LaunchTemplateArgs(
            blueprint=ground.blueprint.launch,
            service_initialized=service.initialized,
            partition=recovery.partition,
            region=recovery.region,
        ),
        # The order in which DRS itself sets up a Region: how servers replicate, then how they start.
        pulumi.ResourceOptions.merge(ground.on(ground.roles.staging), pulumi.ResourceOptions(depends_on=[replication])),
    ).template_id


def _create_server_groups(
    ground: Ground, network: RecoveryNetwork, groups: SecurityGroups, drill: Mapping[str, Any]
) -> Mapping[str, Any]:
    launch = ground.blueprint.launch
    ids = dict(groups.ids)
    if launch.groups:
        ids |= ServerSecurity(
            f"{ground.prefix}-server-security",
            ServerSecurityArgs(
                vpc_ids={
                    "recovery-servers": ground.blueprint.recovery.vpc.existing_id or network.vpc_id,
                    "drill-servers": drill["drill_vpc_id"],
                }
            ),
            ground.on(ground.roles.recovery),
        ).ids
    return server_groups(
        launch,
        subnet_ids={**network.subnet_ids, **drill["drill_subnet_ids"]},
        security_group_ids=ids,
        tags=dict(ground.blueprint.tags),
    )


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


def _create_access(ground: Ground, subnet_ids: Mapping[str, pulumi.Input[str]]) -> Mapping[str, Any]:
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
                role: [subnet_ids[subnet.key] for subnet in subnets if subnet.role == role]
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
def _create_cost(ground: Ground, service: DrsService) -> Mapping[str, Any]:
    cost = CostControl(
        f"{ground.prefix}-cost",
        CostControlArgs(cost=ground.blueprint.cost, service=service),
        ground.on(ground.roles.recovery),
    )
    return {"budget_name": cost.budget_name}
