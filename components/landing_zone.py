"""The landing zone: both clouds and the tunnels between them, in the order the clouds accept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_aws import get_caller_identity_output

from components.interconnect import AwsEnd, Interconnect, InterconnectArgs
from components.options import child
from components.primary.dns import DnsForwarding, DnsForwardingArgs
from components.primary.gateway_watching import GatewayWatching, GatewayWatchingArgs
from components.primary.side import PrimarySide, create_primary
from components.providers import make_providers
from components.recovery.gateway import RecoveryGateway
from components.recovery.side import Ground, RecoverySide, create_recovery
from components.recovery.tunnel_watching import TunnelAlarms, TunnelAlarmsArgs, TunnelLogs, TunnelLogsArgs
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
        recovery = create_recovery(
            Ground(prefix=name, blueprint=args.blueprint, parent=self, roles=self._roles, account_id=self._account_id)
        )
        self._forward_names(primary, recovery)
        self.outputs = {
            **primary.outputs,
            **recovery.outputs,
            **self._create_tunnels(args, primary, recovery.gateway),
        }
        self.register_outputs(dict(self.outputs))

    def _on(self, *providers: pulumi.ProviderResource | None) -> pulumi.ResourceOptions:
        return child(self, providers=[provider for provider in providers if provider is not None])

    def _create_primary(self, stands: Mapping[str, Any] | None) -> PrimarySide:
        if stands is not None or self._roles.primary is None:
            return PrimarySide(outputs=stands or {}, end=None)
        return create_primary(self._prefix, self._blueprint, self._on(self._roles.primary), self._roles.spokes)

    def _create_tunnels(
        self, args: LandingZoneArgs, primary: PrimarySide, gateway: RecoveryGateway
    ) -> Mapping[str, Any]:
        blueprint, on_network = self._blueprint.interconnect, self._on(self._roles.network)
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
        TunnelAlarms(
            f"{self._prefix}-tunnel-alarms",
            TunnelAlarmsArgs(
                blueprint=blueprint,
                vpn_connection_ids=interconnect.vpn_connection_ids,
                tunnel_addresses=interconnect.tunnel_addresses,
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
            ),
            self._on(self._roles.primary),
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
