"""The AWS end of the tunnels: a virtual private gateway and the route tables that learn from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from components.options import child

TYPE: Final = "lifeboat:recovery:RecoveryGateway"


@dataclass(frozen=True, kw_only=True)
class RecoveryGatewayArgs:
    """What the gateway is made from.

    Attributes:
        asn: AS number of the AWS side. AWS fixes it at creation, so a change replaces the gateway.
        vpc_id: the VPC it is attached to.
        propagating_route_table_ids: tables that get its routes, by the blueprint's key.
        protect: whether the gateway must not be deleted or replaced.
    """

    asn: int
    vpc_id: Input[str]
    propagating_route_table_ids: Mapping[str, Input[str]]
    protect: bool


class RecoveryGateway(pulumi.ComponentResource):
    """The virtual private gateway of the recovery VPC."""

    vpn_gateway_id: Output[str]
    """ID of the virtual private gateway, known once it is attached to its VPC."""

    def __init__(self, name: str, args: RecoveryGatewayArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        gateway = ec2.VpnGateway(
            f"{name}-vpn-gateway",
            amazon_side_asn=str(args.asn),
            tags={"Name": f"{name}-vpn-gateway"},
            opts=child(self, protect=args.protect or None),
        )
        # A resource of its own, because a VPC takes one virtual private gateway at a time (Amazon VPN quotas): a new
        # one, with another AS number, is made beside the old one and takes over its place and its VPN connections.
        attachment = ec2.VpnGatewayAttachment(
            f"{name}-attachment",
            vpc_id=args.vpc_id,
            vpn_gateway_id=gateway.id,
            opts=child(self, delete_before_replace=True),
        )
        for key, route_table_id in args.propagating_route_table_ids.items():
            ec2.VpnGatewayRoutePropagation(
                f"{name}-propagation-{key}",
                # The attachment's answer, not the gateway's: propagation needs an attached gateway.
                vpn_gateway_id=attachment.vpn_gateway_id,
                route_table_id=route_table_id,
                opts=child(self),
            )
        # So that VPN connections move to a new gateway only when that one has taken the old one's place.
        self.vpn_gateway_id = attachment.vpn_gateway_id
        self.register_outputs({"vpn_gateway_id": self.vpn_gateway_id})
