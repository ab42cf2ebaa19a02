"""The tunnels: pre-shared keys, the AWS end and the Azure end of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_aws import ec2
from pulumi_azure_native import network
from pulumi_random.random_password import RandomPassword

from components.options import CONNECTION_TIMEOUTS, child
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel, VpnConnection

TYPE: Final = "lifeboat:components:Interconnect"

KEY_FIRST_LETTER: Final = "k"
"""AWS refuses a pre-shared key that begins with 0 (AWS Site-to-Site VPN tunnel options), so no draw decides it."""

KEY_DRAWN_CHARACTERS: Final = 31
"""With the first letter 32, as many as in a key that AWS generates; both clouds take letters and digits."""

LARGEST_PLAIN_ASN: Final = 2147483647
"""A customer gateway has a second property for larger AS numbers (EC2 CreateCustomerGateway, BgpAsnExtended)."""


@dataclass(frozen=True, kw_only=True)
class AzureEnd:
    """Where the Azure end of the tunnels goes.

    Attributes:
        region: Azure region.
        resource_group_name: where local network gateways and connections go.
        gateway_id: resource id of the Azure VPN gateway.
        tags: on everything.
    """

    region: str
    resource_group_name: pulumi.Input[str]
    gateway_id: pulumi.Input[str]
    tags: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class InterconnectArgs:
    """What the tunnels are made from.

    Attributes:
        blueprint: the tunnels.
        azure_asn: AS number of the Azure gateway.
        vpn_gateway_id: id of the AWS virtual private gateway, attached to its VPC.
        public_ip_addresses: of the Azure gateway, by instance key.
        brought_keys: pre-shared keys of the user's own, by tunnel key; secret.
        azure: the Azure end; None while Azure is unreachable, and then nothing of it is registered.
    """

    blueprint: InterconnectBlueprint
    azure_asn: int
    vpn_gateway_id: pulumi.Input[str]
    public_ip_addresses: Mapping[str, pulumi.Input[str]]
    brought_keys: Mapping[str, pulumi.Output[str]]
    azure: AzureEnd | None


class Interconnect(pulumi.ComponentResource):
    """AWS VPN connections, and one local network gateway and one connection in Azure for each of their tunnels."""

    vpn_connection_ids: dict[str, pulumi.Output[str]]
    """Ids of the AWS VPN connections, by connection key."""
    tunnel_addresses: dict[str, pulumi.Output[str]]
    """Public IPv4 address of the AWS end of each tunnel, by tunnel key."""

    def __init__(self, name: str, args: InterconnectArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._blueprint = args.blueprint
        keys = {tunnel.key: self._pre_shared_key(tunnel) for tunnel in args.blueprint.tunnels}
        self.vpn_connection_ids = {}
        self.tunnel_addresses = {}
        for connection in args.blueprint.connections:
            created = self._create_vpn_connection(connection, keys)
            self._create_routes(connection, created)
            self.vpn_connection_ids[connection.key] = created.id
            for tunnel in connection.tunnels:
                self.tunnel_addresses[tunnel.key] = (
                    created.tunnel1_address if tunnel.number == 1 else created.tunnel2_address
                )
        if args.azure is not None:
            self._create_azure_ends(keys, args.azure)
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

    def _create_vpn_connection(
        self, connection: VpnConnection, keys: Mapping[str, pulumi.Output[str]]
    ) -> ec2.VpnConnection:
        name = f"{self._name}-{connection.key}"
        options: dict[str, Any] = {}
        for tunnel in connection.tunnels:
            for option, value in self._tunnel_options(tunnel, keys[tunnel.key]).items():
                options[f"tunnel{tunnel.number}_{option}"] = value
        return ec2.VpnConnection(
            name,
            type="ipsec.1",
            customer_gateway_id=self._create_customer_gateway(connection).id,
            vpn_gateway_id=self._args.vpn_gateway_id,
            static_routes_only=True,
            tunnel_inside_ip_version="ipv4",
            tags={"Name": name},
            opts=child(self),
            **options,
        )

    def _create_customer_gateway(self, connection: VpnConnection) -> ec2.CustomerGateway:
        name = f"{self._name}-customer-gateway-{connection.gateway_instance}"
        asn = self._args.azure_asn
        return ec2.CustomerGateway(
            name,
            type="ipsec.1",
            ip_address=self._args.public_ip_addresses[connection.gateway_instance],
            bgp_asn=str(asn) if asn <= LARGEST_PLAIN_ASN else None,
            bgp_asn_extended=str(asn) if asn > LARGEST_PLAIN_ASN else None,
            tags={"Name": name},
            opts=child(self),
        )

    def _tunnel_options(self, tunnel: Tunnel, key: pulumi.Output[str]) -> dict[str, Any]:
        """Every option that both ends have to agree on; one value each, so that AWS cannot settle for a weaker one."""
        suite = self._blueprint.suite
        return {
            "inside_cidr": str(tunnel.inside_cidr),
            "preshared_key": key,
            "ike_versions": ["ikev2"],
            "phase1_encryption_algorithms": [suite.aws_phase1_encryption],
            "phase1_integrity_algorithms": [suite.aws_phase1_integrity],
            "phase1_dh_group_numbers": [suite.aws_phase1_dh_group],
            "phase1_lifetime_seconds": suite.phase1_lifetime_seconds,
            "phase2_encryption_algorithms": [suite.aws_phase2_encryption],
            "phase2_integrity_algorithms": [suite.aws_phase2_integrity],
            "phase2_dh_group_numbers": [suite.aws_phase2_dh_group],
            "phase2_lifetime_seconds": suite.phase2_lifetime_seconds,
            "dpd_timeout_seconds": self._blueprint.dpd_timeout_seconds,
            "dpd_timeout_action": "restart",
            "startup_action": self._blueprint.startup_action,
        }

    def _create_routes(self, connection: VpnConnection, created: ec2.VpnConnection) -> None:
        for prefix in self._blueprint.azure_prefixes:
            ec2.VpnConnectionRoute(
                f"{self._name}-{connection.key}-route-{str(prefix).replace('/', '-')}",
                vpn_connection_id=created.id,
                destination_cidr_block=str(prefix),
                opts=child(self),
            )

    def _create_azure_ends(self, keys: Mapping[str, pulumi.Output[str]], azure: AzureEnd) -> None:
        made: list[network.VirtualNetworkGatewayConnection] = []
        for tunnel in self._blueprint.tunnels:
            made.append(self._create_azure_end(tunnel, keys[tunnel.key], azure, after=made[-1:]))

    def _create_azure_end(
        self,
        tunnel: Tunnel,
        key: pulumi.Output[str],
        azure: AzureEnd,
        after: list[network.VirtualNetworkGatewayConnection],
    ) -> network.VirtualNetworkGatewayConnection:
        local_network_gateway = network.LocalNetworkGateway(
            f"{self._name}-local-network-gateway-{tunnel.key}",
            local_network_gateway_name=tunnel.local_network_gateway_name,
            resource_group_name=azure.resource_group_name,
            location=azure.region,
            gateway_ip_address=self.tunnel_addresses[tunnel.key],
            local_network_address_space=network.AddressSpaceArgs(
                address_prefixes=[str(prefix) for prefix in self._blueprint.aws_prefixes]
            ),
            tags=azure.tags,
            opts=child(self),
        )
        return network.VirtualNetworkGatewayConnection(
            f"{self._name}-azure-connection-{tunnel.key}",
            virtual_network_gateway_connection_name=tunnel.connection_name,
            resource_group_name=azure.resource_group_name,
            location=azure.region,
            connection_type="IPsec",
            connection_protocol="IKEv2",
            virtual_network_gateway1=network.VirtualNetworkGatewayArgs(id=azure.gateway_id),
            local_network_gateway2=network.LocalNetworkGatewayArgs(id=local_network_gateway.id),
            shared_key=key,
            enable_bgp=False,
            ipsec_policies=[self._ipsec_policy()],
            dpd_timeout_seconds=self._blueprint.dpd_timeout_seconds,
            use_policy_based_traffic_selectors=False,
            tags=azure.tags,
            opts=_connection_options(self, after),
        )

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
    """Options of an Azure connection: a new key makes a new connection, since Azure ignores it on an update.

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
