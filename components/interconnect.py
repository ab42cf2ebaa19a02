"""The tunnels: pre-shared keys, the AWS end and the Azure end of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_random.random_password import RandomPassword

from components.options import child
from components.primary.connections import Connections, ConnectionsArgs
from components.primary.end import AzureEnd
from components.recovery.transit_gateway import TransitDefaults
from components.recovery.vpn_connections import VpnConnections, VpnConnectionsArgs
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel
from lifeboat.blueprint.tunnels import KEY_DRAWN_CHARACTERS

TYPE: Final = "lifeboat:components:Interconnect"

KEY_FIRST_LETTER: Final = "k"
"""AWS refuses a pre-shared key that begins with 0 (AWS Site-to-Site VPN tunnel options), so no draw decides it."""


@dataclass(frozen=True, kw_only=True)
class AwsEnd:
    """Where the AWS end of the tunnels goes.

    Attributes:
        vpn_gateway_id: id of the virtual private gateway, attached to its VPC; None for the other target.
        transit_gateway_id: id of the transit gateway; None for the other target.
        transit_route_table_id: its route table; None for the other target.
        transit_defaults: what an adopted transit gateway does with new VPN connections by itself.
        log_group_arn: where the tunnels write their logs.
    """

    vpn_gateway_id: pulumi.Input[str] | None
    transit_gateway_id: pulumi.Input[str] | None
    transit_route_table_id: pulumi.Input[str] | None
    transit_defaults: TransitDefaults
    log_group_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True)
class InterconnectArgs:
    """What the tunnels are made from.

    Attributes:
        blueprint: the tunnels.
        public_ip_addresses: of the Azure gateway, by instance key.
        brought_keys: pre-shared keys of the user's own, by tunnel key; secret.
        aws: the AWS end.
        azure: the Azure end; None while Azure is unreachable, and then nothing of it is registered.
    """

    blueprint: InterconnectBlueprint
    public_ip_addresses: Mapping[str, pulumi.Input[str]]
    brought_keys: Mapping[str, pulumi.Output[str]]
    aws: AwsEnd
    azure: AzureEnd | None


class Interconnect(pulumi.ComponentResource):
    """AWS VPN connections, and one local network gateway and one connection in Azure for each of their tunnels."""

    vpn_connection_ids: dict[str, pulumi.Output[str]]
    """Ids of the AWS VPN connections, by connection key."""
    tunnel_addresses: dict[str, pulumi.Output[str]]
    """Public IPv4 address of the AWS end of each tunnel in use, by tunnel key."""

    def __init__(self, name: str, args: InterconnectArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        both = (tunnel for connection in args.blueprint.connections for tunnel in connection.tunnels)
        keys = {tunnel.key: self._pre_shared_key(tunnel) for tunnel in both}
        aws = self._create_aws_end(keys)
        self.vpn_connection_ids = aws.vpn_connection_ids
        self.tunnel_addresses = aws.tunnel_addresses
        if args.azure is not None:
            self._create_azure_end(keys, args.azure)
        # Keys are no output, not even a secret one: event logs hold secret outputs in clear.
        self.register_outputs(
            {"vpn_connection_ids": self.vpn_connection_ids, "tunnel_addresses": self.tunnel_addresses}
        )

    def _pre_shared_key(self, tunnel: Tunnel) -> pulumi.Output[str]:
        if tunnel.key_source == "brought":
            return pulumi.Output.secret(self._args.brought_keys[tunnel.key])
        drawn = RandomPassword(
            f"{self._name}-key-{tunnel.key}",
            length=KEY_DRAWN_CHARACTERS,
            special=False,
            keepers={"rotation": str(tunnel.key_rotation)},
            opts=child(self),
        )
        return pulumi.Output.concat(KEY_FIRST_LETTER, drawn.result)

    def _create_aws_end(self, keys: Mapping[str, pulumi.Output[str]]) -> VpnConnections:
        aws = self._args.aws
        return VpnConnections(
            f"{self._name}-aws",
            VpnConnectionsArgs(
                blueprint=self._args.blueprint,
                public_ip_addresses=self._args.public_ip_addresses,
                keys=keys,
                vpn_gateway_id=aws.vpn_gateway_id,
                transit_gateway_id=aws.transit_gateway_id,
                transit_route_table_id=aws.transit_route_table_id,
                transit_defaults=aws.transit_defaults,
                log_group_arn=aws.log_group_arn,
            ),
            child(self),
        )

    def _create_azure_end(self, keys: Mapping[str, pulumi.Output[str]], azure: AzureEnd) -> None:
        Connections(
            f"{self._name}-azure",
            ConnectionsArgs(
                blueprint=self._args.blueprint,
                region=azure.region,
                resource_group_name=azure.resource_group_name,
                gateway_id=azure.gateway_id,
                ip_configuration_ids=azure.ip_configuration_ids,
                tunnel_addresses=self.tunnel_addresses,
                keys=keys,
                tags=azure.tags,
            ),
            child(self),
        )
