"""The AWS end of the tunnels, a virtual private gateway or a transit gateway, and the routes that lead to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import ec2

from components.options import child, read_adopted, require_same
from components.recovery.transit_gateway import TransitDefaults, TransitGateway, TransitGatewayArgs
from lifeboat.blueprint.model import AwsGateway, RouteTable

TYPE: Final = "lifeboat:recovery:RecoveryGateway"


@dataclass(frozen=True, kw_only=True)
class RecoveryGatewayArgs:
    """What the gateway is made from.

    Attributes:
        gateway: the gateway, created or adopted.
        vpc_id: the VPC it serves. An adopted thing that names its VPC is compared with a plain string, not with an
            output: pass the id that settings give where they give one.
        subnet_ids: subnets of the VPC, by the blueprint's key.
        route_table_ids: route tables of the VPC, by the blueprint's key.
        route_tables: which of them learn or hold routes to Azure.
        prefixes: what is routed to Azure from other VPCs.
        protect: whether a gateway that is created must not be deleted or replaced.
        network: provider of the network role, for what is made in the account of a shared transit gateway.
    """

    gateway: AwsGateway
    vpc_id: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    route_table_ids: Mapping[str, Input[str]]
    route_tables: tuple[RouteTable, ...]
    prefixes: tuple[IPv4Network, ...]
    protect: bool
    network: pulumi.ProviderResource


class RecoveryGateway(pulumi.ComponentResource):
    """What VPN connections end at on the AWS side.

    An adopted gateway is looked up and compared with settings; a difference stops the program with
    `pulumi.RunError`.
    """

    gateway_id: Output[str]
    """ID of the gateway, `vgw-...` or `tgw-...`, known once VPN connections may use it."""
    vpn_gateway_id: Output[str] | None = None
    """ID of the virtual private gateway, known once it is attached to its VPC; None with a transit gateway."""
    transit_gateway_id: Output[str] | None = None
    """ID of the transit gateway; None with a virtual private gateway."""
    transit_route_table_id: Output[str] | None = None
    """The transit gateway's route table for the tunnels; None with a virtual private gateway."""
    transit_defaults: TransitDefaults = TransitDefaults()
    """What an adopted transit gateway does with new VPN connections by itself."""

    def __init__(self, name: str, args: RecoveryGatewayArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        if args.gateway.target == "transit-gateway":
            self._create_transit_gateway(args)
        else:
            self.vpn_gateway_id = self._vpn_gateway(args)
            self.gateway_id = self.vpn_gateway_id
            self._propagate(args, self.vpn_gateway_id)
        self.register_outputs({"gateway_id": self.gateway_id})

    def _create_transit_gateway(self, args: RecoveryGatewayArgs) -> None:
        transit = TransitGateway(
            f"{self._name}-transit",
            TransitGatewayArgs(
                gateway=args.gateway,
                vpc_id=args.vpc_id,
                subnet_ids=args.subnet_ids,
                route_table_ids=args.route_table_ids,
                route_tables=args.route_tables,
                prefixes=args.prefixes,
                protect=args.protect,
                network=args.network,
            ),
            child(self),
        )
        self.gateway_id = transit.gateway_id
        self.transit_gateway_id = transit.gateway_id
        self.transit_route_table_id = transit.route_table_id
        self.transit_defaults = transit.defaults

    def _vpn_gateway(self, args: RecoveryGatewayArgs) -> Output[str]:
        existing_id = args.gateway.existing_id
        return self._create_vpn_gateway(args) if existing_id is None else self._adopt_vpn_gateway(existing_id, args)

    def _create_vpn_gateway(self, args: RecoveryGatewayArgs) -> Output[str]:
        gateway = ec2.VpnGateway(
            f"{self._name}-vpn-gateway",
            amazon_side_asn=str(args.gateway.asn),
            tags={"Name": f"{self._name}-vpn-gateway"},
            opts=child(self, protect=args.protect or None),
        )
        # A resource of its own, because a VPC takes one virtual private gateway at a time (Amazon VPN quotas): a new
        # one, with another AS number, is made beside the old one and takes over its place and its VPN connections.
        attachment = ec2.VpnGatewayAttachment(
            f"{self._name}-attachment",
            vpc_id=args.vpc_id,
            vpn_gateway_id=gateway.id,
            opts=child(self, delete_before_replace=True),
        )
        # The attachment's answer, not the gateway's: propagation needs an attached gateway, and VPN connections are
        # to move to a new one only when it has taken the old one's place.
        return attachment.vpn_gateway_id

    def _adopt_vpn_gateway(self, gateway_id: str, args: RecoveryGatewayArgs) -> Output[str]:
        found = read_adopted(
            f"recovery.gateway.id {gateway_id}",
            lambda: ec2.get_vpn_gateway(id=gateway_id, opts=InvokeOptions(parent=self)),
        )
        require_same(f"recovery.gateway.asn of {gateway_id}", str(args.gateway.asn), str(found.amazon_side_asn))
        if isinstance(args.vpc_id, str):
            require_same(f"recovery.gateway.id, the VPC of {gateway_id}", args.vpc_id, found.attached_vpc_id)
        return Output.from_input(found.id)

    def _propagate(self, args: RecoveryGatewayArgs, gateway_id: Output[str]) -> None:
        for table in args.route_tables:
            if table.propagates:
                theirs = args.gateway.existing_id is not None and table.existing_id is not None
                ec2.VpnGatewayRoutePropagation(
                    f"{self._name}-propagation-{table.key}",
                    vpn_gateway_id=gateway_id,
                    route_table_id=args.route_table_ids[table.key],
                    # Where both were there before, so perhaps was this, and AWS does not tell: other VPNs may need it.
                    opts=child(self, retain_on_delete=theirs or None),
                )
