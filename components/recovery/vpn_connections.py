"""The AWS end of each tunnel: customer gateways, VPN connections and the routes over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import ec2, ec2transitgateway

from components.options import child, read_adopted, require_same
from components.recovery.transit_gateway import TransitDefaults
from lifeboat.blueprint.model import InterconnectBlueprint, Tunnel, VpnConnection
from lifeboat.blueprint.tunnels import KEY_STORAGE, LARGEST_PLAIN_ASN

TYPE: Final = "lifeboat:recovery:VpnConnections"


@dataclass(frozen=True, kw_only=True)
class VpnConnectionsArgs:
    """What the VPN connections are made from.

    Attributes:
        blueprint: the tunnels.
        public_ip_addresses: of the Azure gateway, by instance key. An adopted customer gateway is compared with a
            plain string, not with an output.
        keys: pre-shared keys, by tunnel key, of both tunnels of each connection; secret.
        vpn_gateway_id: id of the virtual private gateway, attached to its VPC; None with a transit gateway.
        transit_gateway_id: id of the transit gateway; None with a virtual private gateway.
        transit_route_table_id: the transit gateway's route table for the tunnels.
        transit_defaults: what an adopted transit gateway does with new VPN connections by itself.
        log_group_arn: CloudWatch log group of the tunnels' logs, in the account of the connections.
    """

    blueprint: InterconnectBlueprint
    public_ip_addresses: Mapping[str, Input[str]]
    keys: Mapping[str, Output[str]]
    vpn_gateway_id: Input[str] | None
    transit_gateway_id: Input[str] | None
    transit_route_table_id: Input[str] | None
    transit_defaults: TransitDefaults = field(default_factory=TransitDefaults)
    log_group_arn: Input[str]


class VpnConnections(pulumi.ComponentResource):
    """AWS VPN connections, each to the public IP of one instance of the Azure gateway.

    An adopted customer gateway is looked up and compared with settings; a difference stops the program with
    `pulumi.RunError`.
    """

    vpn_connection_ids: dict[str, Output[str]]
    """Ids of the VPN connections, by connection key."""
    tunnel_addresses: dict[str, Output[str]]
    """Public IPv4 address of the AWS end of each tunnel that is used, by tunnel key."""

    def __init__(self, name: str, args: VpnConnectionsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._blueprint = args.blueprint
        self.vpn_connection_ids = {}
        self.tunnel_addresses = {}
        for connection in args.blueprint.connections:
            created = self._create_connection(connection)
            if args.blueprint.target == "transit-gateway":
                self._use_transit_route_table(connection, created)
            self._create_routes(connection, created)
            self.vpn_connection_ids[connection.key] = created.id
            outside = {1: created.tunnel1_address, 2: created.tunnel2_address}
            self.tunnel_addresses |= {each.key: outside[each.number] for each in connection.tunnels if each.used}
        # Keys are no output, not even a secret one: event logs hold secret outputs in clear.
        self.register_outputs(
            {"vpn_connection_ids": self.vpn_connection_ids, "tunnel_addresses": self.tunnel_addresses}
        )

    def _connection_name(self, connection: VpnConnection) -> str:
        """Another name for another target: connections to the new one are then made beside those to the old one."""
        to_transit = self._blueprint.target == "transit-gateway"
        return f"{self._name}-transit-{connection.key}" if to_transit else f"{self._name}-{connection.key}"

    def _create_connection(self, connection: VpnConnection) -> ec2.VpnConnection:
        name = self._connection_name(connection)
        options: dict[str, Any] = {}
        for tunnel in connection.tunnels:
            for option, value in self._tunnel_options(tunnel).items():
                options[f"tunnel{tunnel.number}_{option}"] = value
        return ec2.VpnConnection(
            name,
            type="ipsec.1",
            customer_gateway_id=self._customer_gateway(connection),
            vpn_gateway_id=self._args.vpn_gateway_id,
            transit_gateway_id=self._args.transit_gateway_id,
            static_routes_only=self._blueprint.routing == "static",
            tunnel_inside_ip_version="ipv4",
            preshared_key_storage=KEY_STORAGE[self._blueprint.preshared_key_storage],
            tags={"Name": name},
            # AWS answers a second connection between the same two gateways with the first, which the replaced one
            # would then take away; so a replacement cannot stand beside it.
            opts=child(self, delete_before_replace=True),
            **options,
        )

    def _customer_gateway(self, connection: VpnConnection) -> Output[str]:
        existing_id = connection.existing_customer_gateway_id
        if existing_id is not None:
            return self._adopt_customer_gateway(existing_id, connection.gateway_instance)
        name = f"{self._name}-customer-gateway-{connection.gateway_instance}"
        asn = self._blueprint.azure_asn
        return ec2.CustomerGateway(
            name,
            type="ipsec.1",
            ip_address=self._args.public_ip_addresses[connection.gateway_instance],
            bgp_asn=str(asn) if asn <= LARGEST_PLAIN_ASN else None,
            bgp_asn_extended=str(asn) if asn > LARGEST_PLAIN_ASN else None,
            tags={"Name": name},
            opts=child(self),
        ).id

    def _adopt_customer_gateway(self, gateway_id: str, instance: str) -> Output[str]:
        path = f"interconnect.customer_gateways.{instance}"
        found = read_adopted(
            f"{path} {gateway_id}",
            lambda: ec2.get_customer_gateway(id=gateway_id, opts=InvokeOptions(parent=self)),
        )
        asn = found.bgp_asn_extended or found.bgp_asn
        require_same(f"{path}, the AS number of {gateway_id}", str(self._blueprint.azure_asn), str(asn))
        address = self._args.public_ip_addresses[instance]
        if isinstance(address, str):
            require_same(f"{path}, the address of {gateway_id}", address, found.ip_address)
        return Output.from_input(found.id)

    def _tunnel_options(self, tunnel: Tunnel) -> dict[str, Any]:
        """Every option, with one value each: left out, one would mean all that AWS offers, weak algorithms too."""
        suite = self._blueprint.suite
        return {
            "inside_cidr": str(tunnel.inside_cidr),
            "preshared_key": Output.secret(self._args.keys[tunnel.key]),
            "ike_versions": ["ikev2"],
            "phase1_encryption_algorithms": [suite.aws_phase1_encryption],
            "phase1_integrity_algorithms": [suite.aws_phase1_integrity],
            "phase1_dh_group_numbers": [suite.aws_phase1_dh_group],
            "phase1_lifetime_seconds": suite.phase1_lifetime_seconds,
            "phase2_encryption_algorithms": [suite.aws_phase2_encryption],
            "phase2_integrity_algorithms": [suite.aws_phase2_integrity],
            "phase2_dh_group_numbers": [suite.aws_phase2_dh_group],
            "phase2_lifetime_seconds": suite.phase2_lifetime_seconds,
            "rekey_margin_time_seconds": suite.rekey_margin_seconds,
            "rekey_fuzz_percentage": suite.rekey_fuzz_percent,
            "replay_window_size": suite.replay_window_packets,
            "dpd_timeout_seconds": suite.dpd_timeout_seconds,
            "dpd_timeout_action": suite.dpd_action,
            "startup_action": suite.startup_action,
            "log_options": {"cloudwatch_log_options": self._log_options()},
        }

    def _log_options(self) -> dict[str, Any]:
        arn = self._args.log_group_arn
        options = {"log_enabled": True, "log_group_arn": arn, "log_output_format": "json"}
        if self._blueprint.routing == "bgp":
            options |= {"bgp_log_enabled": True, "bgp_log_group_arn": arn, "bgp_log_output_format": "json"}
        return options

    def _use_transit_route_table(self, connection: VpnConnection, created: ec2.VpnConnection) -> None:
        """Let the tunnels look routes up in the route table, and over BGP fill it."""
        name = self._connection_name(connection)
        ends = {
            "transit_gateway_attachment_id": created.transit_gateway_attachment_id,
            "transit_gateway_route_table_id": self._args.transit_route_table_id,
        }
        if not self._args.transit_defaults.associates:
            ec2transitgateway.RouteTableAssociation(
                f"{name}-association",
                # An adopted gateway may have associated the new connection with its default route table.
                replace_existing_association=True,
                # An attachment has one at a time.
                opts=child(self, delete_before_replace=True),
                **ends,
            )
        if self._blueprint.routing == "bgp" and not self._args.transit_defaults.propagates:
            ec2transitgateway.RouteTablePropagation(f"{name}-propagation", opts=child(self), **ends)

    def _create_routes(self, connection: VpnConnection, created: ec2.VpnConnection) -> None:
        if self._blueprint.routing == "bgp":
            return
        name = self._connection_name(connection)
        for prefix in self._blueprint.azure_prefixes:
            route = f"{name}-route-{str(prefix).replace('/', '-')}"
            if self._blueprint.target == "virtual-private-gateway":
                ec2.VpnConnectionRoute(
                    route, vpn_connection_id=created.id, destination_cidr_block=str(prefix), opts=child(self)
                )
            else:
                # A static connection propagates nothing into a transit gateway's route table.
                ec2transitgateway.Route(
                    route,
                    destination_cidr_block=str(prefix),
                    transit_gateway_attachment_id=created.transit_gateway_attachment_id,
                    transit_gateway_route_table_id=self._args.transit_route_table_id,
                    # A route table has one static route to a destination.
                    opts=child(self, delete_before_replace=True),
                )
