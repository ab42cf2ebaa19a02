"""The Azure ends of the tunnels: a local network gateway and a connection for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from components.options import CONNECTION_TIMEOUTS, child
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel

TYPE: Final = "lifeboat:primary:Connections"


@dataclass(frozen=True, kw_only=True)
class ConnectionsArgs:
    """What the Azure ends are made from.

    Attributes:
        blueprint: the tunnels.
        region: Azure region of the gateway.
        resource_group_name: where local network gateways and connections go.
        gateway_id: resource id of the Azure VPN gateway.
        ip_configuration_ids: resource ids of its IP configurations, by instance key.
        tunnel_addresses: public IPv4 address of each used tunnel's AWS end, by tunnel key.
        keys: pre-shared keys by tunnel key; secret.
        tags: on everything.
    """

    blueprint: InterconnectBlueprint
    region: str
    resource_group_name: pulumi.Input[str]
    gateway_id: pulumi.Input[str]
    ip_configuration_ids: Mapping[str, pulumi.Input[str]]
    tunnel_addresses: Mapping[str, pulumi.Input[str]]
    keys: Mapping[str, pulumi.Output[str]]
    tags: Mapping[str, str]


class Connections(pulumi.ComponentResource):
    """One local network gateway and one connection for each tunnel that is used."""

    connection_ids: dict[str, pulumi.Output[str]]
    """Resource ids of the connections, by tunnel key."""

    def __init__(self, name: str, args: ConnectionsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._blueprint = args.blueprint
        made: dict[str, network.VirtualNetworkGatewayConnection] = {}
        ends: list[network.LocalNetworkGateway] = []
        for tunnel in args.blueprint.tunnels:
            # Each is a write to the VPN gateway once its connection is there, and Azure takes one at a time.
            ends.append(self._create_local_network_gateway(tunnel, after=ends[-1:]))
            made[tunnel.key] = self._create_connection(tunnel, ends[-1], after=list(made.values())[-1:])
        self.connection_ids = {key: connection.id for key, connection in made.items()}
        # Keys are no output, not even a secret one: event logs hold secret outputs in clear.
        self.register_outputs({"connection_ids": self.connection_ids})

    def _create_local_network_gateway(
        self, tunnel: Tunnel, after: list[network.LocalNetworkGateway]
    ) -> network.LocalNetworkGateway:
        bgp = self._blueprint.routing == "bgp"
        # Over BGP routes are learned; a prefix here would become a static route beside them (Azure VPN Gateway FAQ).
        prefixes = () if bgp else self._blueprint.aws_prefixes
        return network.LocalNetworkGateway(
            f"{self._name}-local-network-gateway-{tunnel.key}",
            local_network_gateway_name=tunnel.local_network_gateway_name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            gateway_ip_address=self._args.tunnel_addresses[tunnel.key],
            # An empty list rather than none: so a change from static routes to BGP takes the old prefixes away.
            local_network_address_space=network.AddressSpaceArgs(address_prefixes=[str(one) for one in prefixes]),
            bgp_settings=network.BgpSettingsArgs(
                asn=self._blueprint.aws_asn, bgp_peering_address=str(tunnel.aws_inside_address)
            )
            if bgp
            else None,
            tags=self._args.tags,
            opts=child(self, depends_on=after),
        )

    def _create_connection(
        self,
        tunnel: Tunnel,
        local_network_gateway: network.LocalNetworkGateway,
        after: list[network.VirtualNetworkGatewayConnection],
    ) -> network.VirtualNetworkGatewayConnection:
        return network.VirtualNetworkGatewayConnection(
            f"{self._name}-connection-{tunnel.key}",
            virtual_network_gateway_connection_name=tunnel.connection_name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            connection_type="IPsec",
            connection_protocol="IKEv2",
            virtual_network_gateway1=network.VirtualNetworkGatewayArgs(id=self._args.gateway_id),
            local_network_gateway2=network.LocalNetworkGatewayArgs(id=local_network_gateway.id),
            shared_key=self._args.keys[tunnel.key],
            enable_bgp=self._blueprint.routing == "bgp",
            gateway_custom_bgp_ip_addresses=self._custom_bgp_addresses(tunnel) or None,
            ipsec_policies=[self._ipsec_policy()],
            dpd_timeout_seconds=self._blueprint.suite.dpd_timeout_seconds,
            use_policy_based_traffic_selectors=False,
            tags=self._args.tags,
            opts=_connection_options(self, after),
        )

    def _custom_bgp_addresses(self, tunnel: Tunnel) -> list[network.GatewayCustomBgpIpAddressIpConfigurationArgs]:
        return [
            network.GatewayCustomBgpIpAddressIpConfigurationArgs(
                custom_bgp_ip_address=str(custom.address),
                ip_configuration_id=self._args.ip_configuration_ids[custom.gateway_instance],
            )
            for custom in tunnel.custom_bgp_addresses
        ]

    def _ipsec_policy(self) -> network.IpsecPolicyArgs:
        suite = self._blueprint.suite
        return network.IpsecPolicyArgs(
            ike_encryption=suite.azure_ike_encryption,
            ike_integrity=suite.azure_ike_integrity,
            dh_group=suite.azure_dh_group,
            ipsec_encryption=suite.azure_ipsec_encryption,
            ipsec_integrity=suite.azure_ipsec_integrity,
            pfs_group=suite.azure_pfs_group,
            sa_life_time_seconds=suite.phase2_lifetime_seconds,
            sa_data_size_kilobytes=suite.phase2_lifetime_kilobytes,
        )


def _connection_options(
    parent: pulumi.Resource, after: list[network.VirtualNetworkGatewayConnection]
) -> pulumi.ResourceOptions:
    """Options of a connection: a new key makes a new connection, since Azure ignores it on an update.

    The key has a call of its own there, which the provider does not make (azurerm pull request 11742). A gateway that
    is replaced cannot go while connections name it, so they go first. Azure takes one write per gateway at a time, and
    each connection is one (409 AnotherOperationInProgress, azurerm issue 10582): they are made one after another.
    """
    return child(
        parent,
        depends_on=after,
        replace_on_changes=["sharedKey", "virtualNetworkGateway1"],
        delete_before_replace=True,
        custom_timeouts=CONNECTION_TIMEOUTS,
    )
