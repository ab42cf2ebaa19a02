"""The landing zone: both clouds and the tunnels between them, in the order the clouds accept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import get_caller_identity_output

from components.interconnect import AzureEnd, Interconnect, InterconnectArgs
from components.options import child
from components.primary.network import PrimaryNetwork, PrimaryNetworkArgs
from components.primary.vpn_gateway import PrimaryVpnGateway, PrimaryVpnGatewayArgs
from components.providers import Providers, make_providers
from components.recovery.drill_network import DrillNetwork, DrillNetworkArgs
from components.recovery.gateway import RecoveryGateway, RecoveryGatewayArgs
from components.recovery.identity import ServiceRoles, ServiceRolesArgs
from components.recovery.network import RecoveryNetwork, RecoveryNetworkArgs
from components.recovery.replication import Replication, ReplicationArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from components.recovery.service import DrsService, DrsServiceArgs
from lifeboat.blueprint.model import Blueprint

TYPE = "lifeboat:components:LandingZone"


@dataclass(frozen=True, kw_only=True)
class LandingZoneArgs:
    """What a landing zone is made from.

    Attributes:
        blueprint: everything that settings decide.
        brought_keys: pre-shared keys of the user's own, by tunnel; secret.
        primary_stands: while Azure is unreachable, the Azure side's outputs of the last deployment: nothing of Azure
            is then registered. None on every other day.
    """

    blueprint: Blueprint
    brought_keys: Mapping[str, pulumi.Output[str]] = field(default_factory=dict)
    primary_stands: Mapping[str, Any] | None = None


class LandingZone(pulumi.ComponentResource):
    """Both halves of the recovery site and the tunnels between them."""

    outputs: Mapping[str, Any]
    """What a stack exports, by the names of `lifeboat.outputs`."""

    def __init__(self, name: str, args: LandingZoneArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._prefix = name
        self._blueprint = args.blueprint
        self._roles = make_providers(self, args.blueprint, with_primary=args.primary_stands is None)
        primary, azure = self._create_primary(args.primary_stands)
        network, vpn_gateway_id = self._create_recovery_network()
        interconnect = Interconnect(
            f"{name}-interconnect",
            InterconnectArgs(
                blueprint=args.blueprint.interconnect,
                azure_asn=args.blueprint.primary.gateway.asn,
                vpn_gateway_id=vpn_gateway_id,
                public_ip_addresses=primary["primary_public_ip_addresses"],
                brought_keys=args.brought_keys,
                azure=azure,
            ),
            self._on(self._roles.network, self._roles.primary, self._roles.random),
        )
        self.outputs = {
            **primary,
            **self._create_drill_network(),
            **self._create_replication(network),
            "recovery_vpc_id": network.vpc_id,
            "recovery_subnet_ids": network.subnet_ids,
            "vpn_connection_ids": interconnect.vpn_connection_ids,
            "tunnel_addresses": interconnect.tunnel_addresses,
        }
        self.register_outputs(dict(self.outputs))

    def _on(self, *providers: pulumi.ProviderResource | None) -> pulumi.ResourceOptions:
        return child(self, providers=[provider for provider in providers if provider is not None])

    def _create_primary(self, stands: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], AzureEnd | None]:
        if stands is not None:
            return stands, None
        blueprint, tags = self._blueprint.primary, dict(self._blueprint.tags)
        on_primary = self._on(self._roles.primary)
        network = PrimaryNetwork(
            f"{self._prefix}-primary",
            PrimaryNetworkArgs(blueprint=blueprint, tags=tags, protect=self._blueprint.protect),
            on_primary,
        )
        gateway = PrimaryVpnGateway(
            f"{self._prefix}-primary-gateway",
            PrimaryVpnGatewayArgs(
                gateway=blueprint.gateway,
                region=blueprint.region,
                resource_group_name=network.resource_group_name,
                gateway_subnet_id=network.gateway_subnet_id,
                tags=tags,
                protect=self._blueprint.protect,
            ),
            on_primary,
        )
        outputs = {
            "primary_resource_group_name": network.resource_group_name,
            "primary_virtual_network_id": network.virtual_network_id,
            "primary_workload_subnet_ids": network.workload_subnet_ids,
            "primary_vpn_gateway_id": gateway.gateway_id,
            "primary_public_ip_addresses": gateway.public_ip_addresses,
        }
        return outputs, AzureEnd(
            region=blueprint.region,
            resource_group_name=network.resource_group_name,
            gateway_id=gateway.gateway_id,
            tags=tags,
        )

    def _create_recovery_network(self) -> tuple[RecoveryNetwork, pulumi.Output[str]]:
        blueprint, protect = self._blueprint.recovery, self._blueprint.protect
        propagating = [table.key for table in blueprint.route_tables if table.propagates]
        network = RecoveryNetwork(
            f"{self._prefix}-recovery",
            RecoveryNetworkArgs(blueprint=blueprint, protect=protect),
            self._on(self._roles.recovery),
        )
        gateway = RecoveryGateway(
            f"{self._prefix}-recovery-gateway",
            RecoveryGatewayArgs(
                asn=blueprint.gateway_asn,
                vpc_id=network.vpc_id,
                propagating_route_table_ids={key: network.route_table_ids[key] for key in propagating},
                protect=protect,
            ),
            self._on(self._roles.recovery),
        )
        return network, gateway.vpn_gateway_id

    def _create_drill_network(self) -> Mapping[str, Any]:
        drill = DrillNetwork(
            f"{self._prefix}-drill",
            DrillNetworkArgs(drill=self._blueprint.recovery.drill),
            self._on(self._roles.recovery),
        )
        return {"drill_vpc_id": drill.vpc_id, "drill_subnet_ids": drill.subnet_ids}

    def _create_replication(self, network: RecoveryNetwork) -> Mapping[str, Any]:
        blueprint = self._blueprint
        account_id = self._account_id(self._roles)
        groups = SecurityGroups(
            f"{self._prefix}-security",
            SecurityGroupsArgs(groups=blueprint.recovery.security_groups, vpc_id=network.vpc_id),
            self._on(self._roles.recovery),
        )
        roles, service = self._create_service(account_id)
        replication = Replication(
            f"{self._prefix}-replication",
            ReplicationArgs(
                blueprint=blueprint.replication,
                name=self._prefix,
                staging_subnet_id=network.subnet_ids[blueprint.replication.staging_subnet],
                security_group_id=groups.ids["replication"],
                service_initialized=service.initialized,
                account_id=account_id,
                partition=blueprint.recovery.partition,
                region=blueprint.recovery.region,
                tags=dict(blueprint.tags),
                protect=blueprint.protect,
            ),
            self._on(self._roles.staging),
        )
        return {
            "recovery_security_group_ids": groups.ids,
            "service_role_arns": roles.role_arns,
            "replication_template_id": replication.template_id,
            "replication_key_arn": replication.key_arn,
        }

    def _create_service(self, account_id: pulumi.Input[str]) -> tuple[ServiceRoles, DrsService]:
        recovery, replication = self._blueprint.recovery, self._blueprint.replication
        on_staging = self._on(self._roles.staging)
        roles = ServiceRoles(
            f"{self._prefix}-roles",
            ServiceRolesArgs(
                mode=replication.roles_mode,
                roles=replication.roles,
                account_id=account_id,
                partition=recovery.partition,
            ),
            on_staging,
        )
        service = DrsService(
            f"{self._prefix}-service",
            DrsServiceArgs(
                mode=replication.service_mode,
                region=recovery.region,
                account_id=account_id,
                partition=recovery.partition,
                role_arns=roles.role_arns,
            ),
            on_staging,
        )
        return roles, service

    def _account_id(self, providers: Providers) -> pulumi.Input[str]:
        known = self._blueprint.recovery.account_id
        if known:
            return known
        caller = get_caller_identity_output(opts=pulumi.InvokeOptions(provider=providers.staging))
        account_id: pulumi.Output[str] = caller.account_id
        return account_id
