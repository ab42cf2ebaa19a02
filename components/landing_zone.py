"""The landing zone: both clouds and the tunnels between them, in the order the clouds accept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import get_caller_identity_output

from components.interconnect import AwsEnd, Interconnect, InterconnectArgs
from components.options import child, once
from components.primary.agent_install import AgentInstall, AgentInstallArgs
from components.primary.dns import DnsForwarding, DnsForwardingArgs
from components.primary.failback import FailbackStore, FailbackStoreArgs, failback_storage_output
from components.primary.gateway_watching import GatewayWatching, GatewayWatchingArgs
from components.primary.side import PrimarySide, create_primary
from components.providers import make_providers
from components.recovery.ground import Ground
from components.recovery.role_guard import RoleGuard, RoleGuardArgs
from components.recovery.side import RecoverySide, create_recovery
from components.recovery.tunnel_watching import TunnelAlarms, TunnelAlarmsArgs, TunnelLogs, TunnelLogsArgs
from components.recovery.watch import create_dashboard
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
        self._account_id = self._find_account_id()
        primary = self._create_primary(args.primary_stands)
        ground = Ground(
            prefix=name,
            blueprint=args.blueprint,
            parent=self,
            roles=self._roles,
            account_id=self._account_id,
            agent_identity=self._agent_identity(primary.outputs),
        )
        recovery = create_recovery(ground)
        self._forward_names(primary, recovery)
        tunnels = self._create_tunnels(args, primary, recovery)
        self.outputs = {**primary.outputs, **recovery.outputs, **tunnels, **self._prepare_failback(primary)}
        create_dashboard(ground, recovery.watch, tunnels["vpn_connection_ids"], tunnels["tunnel_addresses"])
        self._install_agents(primary, recovery)
        self._guard_roles()
        self.register_outputs(dict(self.outputs))

    def _on(self, *providers: pulumi.ProviderResource | None, **more: Any) -> pulumi.ResourceOptions:
        return child(self, providers=[provider for provider in providers if provider is not None], **more)

    def _create_primary(self, stands: Mapping[str, Any] | None) -> PrimarySide:
        if stands is not None or self._roles.primary is None:
            return PrimarySide(outputs=stands or {}, end=None)
        return create_primary(self._prefix, self._blueprint, self._on(self._roles.primary), self._roles.spokes)

    def _agent_identity(self, primary: Mapping[str, Any]) -> pulumi.Output[Mapping[str, str]] | None:
        """Return the identity of Azure that AWS trusts, as Azure says today or said in the last deployment."""
        wanted, known = self._blueprint.access.azure_identity, primary.get("agent_identity")
        if wanted is None:
            return None
        if known is None:
            raise pulumi.RunError(
                f"access.azure_identity: found {wanted.name}, which no deployment has asked Azure about yet. AWS trusts"
                f" it by its object id, which only Azure knows. Take it out of settings until Azure can be reached."
            )
        identity: pulumi.Output[Mapping[str, str]] = pulumi.Output.from_input(known)
        return identity

    def _create_tunnels(self, args: LandingZoneArgs, primary: PrimarySide, recovery: RecoverySide) -> Mapping[str, Any]:
        blueprint, on_network = self._blueprint.interconnect, self._on(self._roles.network)
        gateway = recovery.gateway
        logs = self._create_tunnel_logs()
        interconnect = Interconnect(
            f"{self._prefix}-interconnect",
            InterconnectArgs(
                blueprint=blueprint,
                public_ip_addresses=primary.public_ip_addresses(self._blueprint.primary.gateway),
                brought_keys=args.brought_keys,
                aws=AwsEnd(
                    vpn_gateway_id=gateway.vpn_gateway_id,
                    transit_gateway_id=gateway.transit_gateway_id,
                    transit_route_table_id=gateway.transit_route_table_id,
                    transit_defaults=gateway.transit_defaults,
                    log_group_arn=logs.log_group_arn,
                ),
                azure=primary.end,
            ),
            self._on(self._roles.network, self._roles.primary, self._roles.random),
        )
        self._tunnels = interconnect
        TunnelAlarms(
            f"{self._prefix}-tunnel-alarms",
            TunnelAlarmsArgs(
                blueprint=blueprint,
                vpn_connection_ids=interconnect.vpn_connection_ids,
                tunnel_addresses=interconnect.tunnel_addresses,
                topic_arn=recovery.watch.topic_arn,
                runbook=self._blueprint.monitoring.runbook,
            ),
            # Alarms take missing data for tunnels that are down: made before Azure's ends they would page at once.
            pulumi.ResourceOptions.merge(on_network, pulumi.ResourceOptions(depends_on=[interconnect])),
        )
        self._watch_azure(primary)
        return {
            "vpn_connection_ids": interconnect.vpn_connection_ids,
            "tunnel_addresses": interconnect.tunnel_addresses,
            "tunnel_log_group_name": logs.log_group_name,
            "tunnel_mtu_bytes": blueprint.tunnel_mtu_bytes,
            "tunnel_mss_bytes": blueprint.tunnel_mss_bytes,
        }

    def _create_tunnel_logs(self) -> TunnelLogs:
        recovery = self._blueprint.recovery
        account = recovery.gateway.account
        return TunnelLogs(
            f"{self._prefix}-tunnel-logs",
            TunnelLogsArgs(
                watching=self._blueprint.interconnect.watching,
                account_id=account.account_id if account else self._account_id,
                partition=recovery.partition,
                region=recovery.region,
            ),
            self._on(self._roles.network),
        )

    def _watch_azure(self, primary: PrimarySide) -> None:
        blueprint, end = self._blueprint, primary.end
        if end is None:
            return
        GatewayWatching(
            f"{self._prefix}-primary-watching",
            GatewayWatchingArgs(
                blueprint=blueprint.interconnect,
                region=end.region,
                # Not the connections' group: that may be the owner's of an adopted gateway.
                resource_group_name=primary.outputs["primary_resource_group_name"],
                gateway_id=end.gateway_id,
                tags=end.tags,
                runbook=blueprint.monitoring.runbook,
            ),
            self._on(self._roles.primary),
        )

    def _guard_roles(self) -> None:
        """Make the last resource, which is the first to be deleted: everything that exists by now is its dependency."""
        if self._blueprint.replication.roles_mode == "adopt":
            return
        RoleGuard(
            f"{self._prefix}-role-guard",
            RoleGuardArgs(region=self._blueprint.recovery.region, guarded=tuple(self._childResources)),
            self._on(self._roles.staging),
        )

    def _prepare_failback(self, primary: PrimarySide) -> Mapping[str, Any]:
        blueprint, end = self._blueprint.failback_storage, primary.end
        if end is None:
            return {}
        if blueprint.mode == "none":
            return {"failback_storage": None}
        store = FailbackStore(
            f"{self._prefix}-failback-store",
            FailbackStoreArgs(
                blueprint=blueprint,
                region=end.region,
                resource_group_name=primary.outputs["primary_resource_group_name"],
                tags=end.tags,
            ),
            self._on(self._roles.primary, self._roles.random),
        )
        return {"failback_storage": failback_storage_output(store)}

    def _install_agents(self, primary: PrimarySide, recovery: RecoverySide) -> None:
        blueprint, end = self._blueprint.agent, primary.end
        identity, role_arn = primary.outputs.get("agent_identity"), recovery.outputs.get("agent_installation_role_arn")
        if not blueprint.servers or end is None or identity is None or role_arn is None:
            return
        AgentInstall(
            f"{self._prefix}-agents",
            AgentInstallArgs(
                blueprint=blueprint,
                region=self._blueprint.recovery.region,
                # An agent registers with a service that is initialised, and gets its settings from the template.
                role_arn=once(role_arn, recovery.outputs["replication_template_id"]),
                identity=identity,
                endpoint=recovery.outputs.get("agent_endpoint"),
                s3_endpoint=recovery.outputs.get("agent_s3_endpoint"),
                providers=self._roles.spokes,
                tags=end.tags,
            ),
            # In private mode the script's own downloads come through the tunnels.
            self._on(self._roles.primary, depends_on=[self._tunnels]),
        )

    def _forward_names(self, primary: PrimarySide, recovery: RecoverySide) -> None:
        forwarding, subnet_id = recovery.outputs["dns_forwarding"], primary.resolver_subnet_id
        if primary.end is None or forwarding is None or subnet_id is None:
            return
        DnsForwarding(
            f"{self._prefix}-primary-dns",
            DnsForwardingArgs(
                resource_group_name=primary.outputs["primary_resource_group_name"],
                region=primary.end.region,
                virtual_network_id=primary.outputs["primary_virtual_network_id"],
                subnet_id=subnet_id,
                spoke_ids={spoke.key: spoke.id for spoke in self._blueprint.primary.spokes},
                names=forwarding["names"],
                addresses=forwarding["addresses"],
                tags=primary.end.tags,
            ),
            self._on(self._roles.primary),
        )

    def _find_account_id(self) -> pulumi.Input[str]:
        known = self._blueprint.recovery.account_id
        if known:
            return known
        caller = get_caller_identity_output(opts=pulumi.InvokeOptions(provider=self._roles.staging))
        account_id: pulumi.Output[str] = caller.account_id
        return account_id
