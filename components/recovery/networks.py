"""The networks of the AWS side: the recovery VPC with its gateway, the drill VPC, and what stands around both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.recovery.dhcp_options import DhcpOptions, DhcpOptionsArgs
from components.recovery.drill_network import DrillNetwork, DrillNetworkArgs
from components.recovery.drill_openings import DrillOpenings, DrillOpeningsArgs
from components.recovery.endpoints import PrivateEndpoints, PrivateEndpointsArgs
from components.recovery.flow_logs import FlowLogs, FlowLogsArgs
from components.recovery.gateway import RecoveryGateway, RecoveryGatewayArgs
from components.recovery.ground import Ground
from components.recovery.network import RecoveryNetwork, RecoveryNetworkArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs


@dataclass(frozen=True, kw_only=True)
class Networks:
    """What is known of the networks.

    Attributes:
        network: the recovery VPC.
        gateway: where the tunnels end.
        group_ids: security groups of the recovery VPC, by the blueprint's key.
        drill: the drill VPC.
        drill_group_ids: its security groups, by the blueprint's key.
        outputs: their share of the stack's outputs.
    """

    network: RecoveryNetwork
    gateway: RecoveryGateway
    group_ids: Mapping[str, pulumi.Output[str]]
    drill: DrillNetwork
    drill_group_ids: Mapping[str, pulumi.Output[str]]
    outputs: Mapping[str, Any]

    @property
    def subnet_ids(self) -> Mapping[str, pulumi.Output[str]]:
        """Subnets of both VPCs, by the blueprint's key."""
        return {**self.network.subnet_ids, **self.drill.subnet_ids}


def create_networks(ground: Ground) -> Networks:
    """Register both VPCs, the gateway, security groups, DHCP options and flow logs."""
    blueprint, on_recovery = ground.blueprint.recovery, ground.on(ground.roles.recovery)
    network, gateway = _create_network(ground)
    groups = SecurityGroups(
        f"{ground.prefix}-security",
        SecurityGroupsArgs(groups=blueprint.security_groups, vpc_id=network.vpc_id, region=blueprint.region),
        on_recovery,
    )
    if blueprint.dhcp_options is not None:
        DhcpOptions(
            f"{ground.prefix}-dhcp", DhcpOptionsArgs(options=blueprint.dhcp_options, vpc_id=network.vpc_id), on_recovery
        )
    drill = DrillNetwork(f"{ground.prefix}-drill", DrillNetworkArgs(drill=blueprint.drill), on_recovery)
    drill_group_ids = _create_drill_openings(ground, drill)
    return Networks(
        network=network,
        gateway=gateway,
        group_ids=groups.ids,
        drill=drill,
        drill_group_ids=drill_group_ids,
        outputs={
            "recovery_vpc_id": network.vpc_id,
            "recovery_subnet_ids": network.subnet_ids,
            "recovery_gateway_id": gateway.gateway_id,
            "recovery_security_group_ids": groups.ids,
            "drill_vpc_id": drill.vpc_id,
            "drill_subnet_ids": drill.subnet_ids,
            "drill_security_group_ids": drill_group_ids,
            **_create_private_mode(ground, network, groups),
            "flow_log_group_names": _create_flow_logs(ground, {"recovery": network.vpc_id, "drill": drill.vpc_id}),
        },
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


def _create_drill_openings(ground: Ground, drill: DrillNetwork) -> Mapping[str, pulumi.Output[str]]:
    blueprint = ground.blueprint.recovery
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
