"""A transit gateway as the AWS end of the tunnels: attachments, its route table, and the way to it from each VPC."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import ec2, ec2transitgateway

from components.options import child, read_adopted, require_same
from lifeboat.blueprint.model import AwsGateway, OtherVpc, RouteTable

TYPE: Final = "lifeboat:recovery:TransitGateway"


@dataclass(frozen=True, kw_only=True)
class TransitGatewayArgs:
    """What the transit gateway is made from; the attributes are those of `RecoveryGatewayArgs`."""

    gateway: AwsGateway
    vpc_id: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    route_table_ids: Mapping[str, Input[str]]
    route_tables: tuple[RouteTable, ...]
    prefixes: tuple[IPv4Network, ...]
    protect: bool
    network: pulumi.ProviderResource


@dataclass(frozen=True)
class TransitDefaults:
    """What an adopted gateway does by itself with every new attachment, where its default table is the tunnels' table.

    Attributes:
        associates: it associates the attachment with that table.
        propagates: it propagates the attachment into that table.
    """

    associates: bool = False
    propagates: bool = False


@dataclass(frozen=True)
class _Attached:
    """A VPC's attachment: its id, and the resource that its routes wait for (None when somebody else's)."""

    id: Output[str]
    resource: pulumi.Resource | None


class TransitGateway(pulumi.ComponentResource):
    """The transit gateway, with one route table for the tunnels and every VPC behind it.

    What belongs to the gateway (its route table, what is associated with it and propagated into it, the acceptance of
    attachments) is made in the gateway's account; attachments and routes of VPCs in the account of the VPCs. An
    adopted gateway's own tables and its defaults are never touched.
    """

    gateway_id: Output[str]
    """ID of the transit gateway."""
    route_table_id: Output[str]
    """ID of its route table for the tunnels."""
    defaults: TransitDefaults
    """What the gateway does with new attachments by itself; nothing, when it is created."""

    def __init__(self, name: str, args: TransitGatewayArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._shared = args.gateway.account is not None
        self._accepts_by_itself = False
        self.defaults = TransitDefaults()
        existing_id = args.gateway.existing_id
        self.gateway_id = self._create_gateway() if existing_id is None else self._adopt_gateway(existing_id)
        self.route_table_id = self._route_table()
        self._connect_vpc()
        for position, vpc in enumerate(args.gateway.other_vpcs):
            self._connect_other_vpc(vpc, f"recovery.other_vpcs[{position}]")
        self.register_outputs({"gateway_id": self.gateway_id, "route_table_id": self.route_table_id})

    def _on_gateway(self, **more: Any) -> ResourceOptions:
        """Options of what is made in the gateway's account."""
        return child(self, **({"provider": self._args.network} if self._shared else {}), **more)

    def _create_gateway(self) -> Output[str]:
        return ec2transitgateway.TransitGateway(
            f"{self._name}-gateway",
            description="Tunnels to Azure",
            amazon_side_asn=self._args.gateway.asn,
            # What is attached reaches what a route table of ours says, and nothing else.
            default_route_table_association="disable",
            default_route_table_propagation="disable",
            # Over BGP all tunnels carry traffic at once.
            vpn_ecmp_support="enable",
            tags={"Name": f"{self._name}-gateway"},
            # AWS changes no AS number under VPN attachments (EC2 API, ModifyTransitGatewayOptions): a new gateway is
            # made beside the old one, and VPN connections move to it in place.
            opts=child(self, protect=self._args.protect or None, replace_on_changes=["amazonSideAsn"]),
        ).id

    def _adopt_gateway(self, gateway_id: str) -> Output[str]:
        gateway = self._args.gateway
        # Asked with the VPC's account: it has to see a shared gateway to attach to it.
        found = read_adopted(
            f"recovery.gateway.id {gateway_id}",
            lambda: ec2transitgateway.get_transit_gateway(id=gateway_id, opts=InvokeOptions(parent=self)),
        )
        require_same(f"recovery.gateway.asn of {gateway_id}", str(gateway.asn), str(found.amazon_side_asn))
        if gateway.account is not None:
            where = f"recovery.network_account.account_id, the owner of {gateway_id}"
            require_same(where, gateway.account.account_id, found.owner_id)
        self._accepts_by_itself = found.auto_accept_shared_attachments == "enable"
        table_id = gateway.existing_route_table_id
        if table_id is not None:
            self.defaults = TransitDefaults(
                associates=table_id == found.association_default_route_table_id,
                propagates=table_id == found.propagation_default_route_table_id,
            )
        return Output.from_input(found.id)

    def _route_table(self) -> Output[str]:
        existing_id = self._args.gateway.existing_route_table_id
        if existing_id is not None:
            return Output.from_input(existing_id)
        name = f"{self._name}-route-table"
        return ec2transitgateway.RouteTable(
            name, transit_gateway_id=self.gateway_id, tags={"Name": name}, opts=self._on_gateway()
        ).id

    def _connect_vpc(self) -> None:
        args = self._args
        existing_id = args.gateway.existing_attachment_id
        if existing_id is not None:
            attached = self._adopt_attachment(existing_id, "recovery.gateway.attachment_id", args.vpc_id)
        else:
            subnet_ids = [args.subnet_ids[key] for key in args.gateway.attachment_subnets]
            attached = self._attach("", args.vpc_id, subnet_ids)
            self._use_route_table("", attached)
        for table in args.route_tables:
            self._create_routes(table.key, args.route_table_ids[table.key], table.transit_routes, attached)

    def _connect_other_vpc(self, vpc: OtherVpc, path: str) -> None:
        found = read_adopted(
            f"{path}.vpc_id {vpc.vpc_id}", lambda: ec2.get_vpc(id=vpc.vpc_id, opts=InvokeOptions(parent=self))
        )
        require_same(f"{path}.cidr of {vpc.vpc_id}", str(vpc.cidr), found.cidr_block)
        if vpc.existing_attachment_id is not None:
            attached = self._adopt_attachment(vpc.existing_attachment_id, f"{path}.attachment_id", vpc.vpc_id)
        else:
            attached = self._attach(f"-{vpc.key}", vpc.vpc_id, list(vpc.subnet_ids))
            self._use_route_table(f"-{vpc.key}", attached)
        for table_id in vpc.route_table_ids:
            self._create_routes(f"{vpc.key}-{table_id}", table_id, self._args.prefixes, attached)

    def _adopt_attachment(self, attachment_id: str, path: str, vpc_id: Input[str]) -> _Attached:
        found = read_adopted(
            f"{path} {attachment_id}",
            lambda: ec2transitgateway.get_vpc_attachment(id=attachment_id, opts=InvokeOptions(parent=self)),
        )
        where = f"{path}, the transit gateway of {attachment_id}"
        require_same(where, self._args.gateway.existing_id, found.transit_gateway_id)
        if isinstance(vpc_id, str):
            require_same(f"{path}, the VPC of {attachment_id}", vpc_id, found.vpc_id)
        return _Attached(Output.from_input(found.id), None)

    def _attach(self, suffix: str, vpc_id: Input[str], subnet_ids: list[Input[str]]) -> _Attached:
        name = f"{self._name}-attachment{suffix}"
        defaults: dict[str, Any] = {
            "transit_gateway_default_route_table_association": self.defaults.associates,
            "transit_gateway_default_route_table_propagation": self.defaults.propagates,
        }
        attachment = ec2transitgateway.VpcAttachment(
            name,
            transit_gateway_id=self.gateway_id,
            vpc_id=vpc_id,
            subnet_ids=subnet_ids,
            tags={"Name": name},
            opts=child(self),
            # Of a gateway that is shared with the VPC's account the provider can neither set nor read them there.
            **({} if self._shared else defaults),
        )
        if not self._shared or self._accepts_by_itself:
            return _Attached(attachment.id, attachment)
        name = f"{self._name}-accepter{suffix}"
        accepter = ec2transitgateway.VpcAttachmentAccepter(
            name,
            transit_gateway_attachment_id=attachment.id,
            tags={"Name": name},
            opts=self._on_gateway(),
            **defaults,
        )
        return _Attached(accepter.transit_gateway_attachment_id, accepter)

    def _use_route_table(self, suffix: str, attached: _Attached) -> None:
        """Let an attachment look routes up in the route table, and the table know what lies behind it.

        Where the gateway does one of the two by itself, a resource for it would be refused or undone.
        """
        ends = {
            "transit_gateway_attachment_id": attached.id,
            "transit_gateway_route_table_id": self.route_table_id,
        }
        if not self.defaults.associates:
            ec2transitgateway.RouteTableAssociation(
                f"{self._name}-association{suffix}",
                # A gateway that accepts attachments by itself has associated them before anybody could object.
                replace_existing_association=(self._shared and self._accepts_by_itself) or None,
                # An attachment has one at a time.
                opts=self._on_gateway(delete_before_replace=True),
                **ends,
            )
        if not self.defaults.propagates:
            ec2transitgateway.RouteTablePropagation(
                f"{self._name}-propagation{suffix}", opts=self._on_gateway(), **ends
            )

    def _create_routes(
        self, key: str, route_table_id: Input[str], prefixes: tuple[IPv4Network, ...], attached: _Attached
    ) -> None:
        for prefix in prefixes:
            ec2.Route(
                f"{self._name}-route-{key}-{str(prefix).replace('/', '-')}",
                route_table_id=route_table_id,
                destination_cidr_block=str(prefix),
                transit_gateway_id=self.gateway_id,
                # AWS takes no route to a transit gateway that the VPC is not attached to.
                opts=child(self, depends_on=[attached.resource] if attached.resource else None),
            )
