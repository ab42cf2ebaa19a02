"""What AWS refuses about transit gateways, their attachments, route tables and routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import attachments, tokens
from lifeboat.sandbox.clouds.aws.attachments import ASSOCIATION, PROPAGATION
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, DELETE, WRITE, Topic, as_number, own_id

_topic: Final = Topic()
_EC2: Final = "botocore ec2/2016-11-15"
_LIVE: Final = "floci-io/floci#2348, checked there against a live account"
_UPDATE: Final = frozenset({Operation.UPDATE})


@_topic.refuses(
    "aws-transit-gateway-asn", tokens.TRANSIT_GATEWAY, "InvalidParameterValue",
    "The Amazon side's ASN is 64512 to 65534 or 4200000000 to 4294967294.",
    f"{_EC2}, TransitGatewayRequestOptions, AmazonSideAsn", WRITE,
)  # fmt: skip
def _gateway_asn(request: Request) -> str | None:
    asn = request.inputs.get("amazonSideAsn", 64512)
    number = as_number(asn)
    if 64512 <= number <= 65534 or 4200000000 <= number <= 4294967294:
        return None
    return f"Value ({asn}) for parameter amazonSideAsn is invalid."


@_topic.refuses(
    "aws-transit-gateway-asn-in-use", tokens.TRANSIT_GATEWAY, "IncorrectState",
    "The ASN of a transit gateway changes in place, but not while a VPN connection is attached.",
    f"{_EC2}, ModifyTransitGatewayOptions, AmazonSideAsn (code not documented)", _UPDATE,
)  # fmt: skip
def _gateway_asn_in_use(request: Request) -> str | None:
    before = request.existing.properties.get("amazonSideAsn") if request.existing else None
    if as_number(before) == as_number(request.inputs.get("amazonSideAsn", 64512)):
        return None
    for row in attachments.of_gateway(request.world, own_id(request)):
        if row.token == tokens.TRANSIT_VPN_ATTACHMENT:
            return f"{own_id(request)} has the VPN attachment {row.id}: delete it before the ASN is modified."
    return None


@_topic.refuses(
    "aws-transit-attachment-duplicate", tokens.TRANSIT_VPC_ATTACHMENT, "DuplicateTransitGatewayAttachment",
    "A VPC is attached to a transit gateway once.",
    "Transit gateway guide, Quotas; terraform-provider-aws#10852 shows the error", CREATE,
)  # fmt: skip
def _attachment_duplicate(request: Request) -> str | None:
    gateway = str(request.inputs.get("transitGatewayId"))
    for row in attachments.of_gateway(request.world, gateway):
        if row.properties.get("vpcId") == request.inputs.get("vpcId"):
            return f"{gateway} has non-deleted Transit Gateway Attachments with same VPC ID."
    return None


@_topic.refuses(
    "aws-transit-attachment-subnet-elsewhere", tokens.TRANSIT_VPC_ATTACHMENT, "InvalidSubnetID.NotFound",
    "A VPC is attached through subnets of its own.", f"{_EC2}, CreateTransitGatewayVpcAttachment; {_LIVE}", WRITE,
)  # fmt: skip
def _attachment_subnet(request: Request) -> str | None:
    for name in request.inputs.get("subnetIds") or []:
        subnet = request.world.get(tokens.SUBNET, str(name))
        if subnet is not None and subnet.properties.get("vpcId") != request.inputs.get("vpcId"):
            return f"Subnet {name} was deleted or does not exist."
    return None


@_topic.refuses(
    "aws-transit-attachment-zones", tokens.TRANSIT_VPC_ATTACHMENT, "DuplicateSubnetsInSameZone",
    "A VPC is attached through one subnet a zone.",
    f"{_EC2}, CreateTransitGatewayVpcAttachment, SubnetIds; zoitech/terraform-aws-network#46 shows the error", WRITE,
)  # fmt: skip
def _attachment_zones(request: Request) -> str | None:
    rows = (request.world.get(tokens.SUBNET, str(name)) for name in request.inputs.get("subnetIds") or [])
    zones = [row.properties.get("availabilityZone") for row in rows if row is not None]
    return "Duplicate Subnets for same AZ" if len(set(zones)) < len(zones) else None


@_topic.refuses(
    "aws-transit-attachment-default-taken", tokens.TRANSIT_VPC_ATTACHMENT, "Resource.AlreadyAssociated",
    "The default association is not switched on for an attachment that is associated already.",
    f"{_EC2}, AssociateTransitGatewayRouteTable; transitgateway_vpc_attachment.go, Update", _UPDATE,
)  # fmt: skip
def _default_taken(request: Request) -> str | None:
    switch, existing = "transitGatewayDefaultRouteTableAssociation", request.existing
    if existing is None or existing.properties.get(switch, True) or not request.inputs.get(switch, True):
        return None
    return _associated(request, existing.id)


@_topic.refuses(
    "aws-transit-accepter-not-pending", tokens.TRANSIT_ACCEPTER, "IncorrectState",
    "Only an attachment that another account asked for, and that waits, is accepted.",
    f"{_EC2}, AcceptTransitGatewayVpcAttachment (code not documented)", CREATE,
)  # fmt: skip
def _accept(request: Request) -> str | None:
    attachment = attachments.find(request.world, request.inputs.get("transitGatewayAttachmentId"))
    if attachment is None or attachments.is_pending(request.world, attachment):
        return None
    return f"{attachment.id} is not in the state pendingAcceptance."


def _associated(request: Request, attachment_id: str) -> str | None:
    if attachments.uses(request.world, tokens.TRANSIT_ASSOCIATION, attachment_id):
        return f"Transit Gateway Attachment {attachment_id} is already associated to a route table."
    return None


@_topic.refuses(
    "aws-transit-association-taken", tokens.TRANSIT_ASSOCIATION, "Resource.AlreadyAssociated",
    "An attachment is associated with one route table, unless replaceExistingAssociation frees it first.",
    f"{_EC2}, AssociateTransitGatewayRouteTable; terraform-provider-aws#16452 shows the error", CREATE,
)  # fmt: skip
def _association_taken(request: Request) -> str | None:
    if request.inputs.get("replaceExistingAssociation"):
        return None
    return _associated(request, str(request.inputs.get("transitGatewayAttachmentId")))


@_topic.refuses(
    "aws-transit-propagation-duplicate", tokens.TRANSIT_PROPAGATION, "TransitGatewayRouteTablePropagation.Duplicate",
    "An attachment propagates into a route table once; where the default does it, no second one is needed.", _LIVE,
    CREATE,
)  # fmt: skip
def _propagation_duplicate(request: Request) -> str | None:
    attachment, table = (request.inputs.get(f"transitGateway{name}Id") for name in ("Attachment", "RouteTable"))
    for row in attachments.uses(request.world, tokens.TRANSIT_PROPAGATION, str(attachment)):
        if row.properties.get("transitGatewayRouteTableId") == table:
            return f"Propagation {attachment} already exists in Transit Gateway Route Table {table}."
    return None


def _of_another_gateway(request: Request) -> str | None:
    attachment = attachments.find(request.world, request.inputs.get("transitGatewayAttachmentId"))
    table = request.world.get(tokens.TRANSIT_ROUTE_TABLE, str(request.inputs.get("transitGatewayRouteTableId")))
    if attachment is None or table is None:
        return None
    if attachment.properties.get("transitGatewayId") == table.properties.get("transitGatewayId"):
        return None
    return f"Transit Gateway Attachment {attachment.id} was deleted or does not exist."


for _kind, _token in (
    ("association", tokens.TRANSIT_ASSOCIATION),
    ("propagation", tokens.TRANSIT_PROPAGATION),
    ("route", tokens.TRANSIT_ROUTE),
):
    _topic.refuses(
        f"aws-transit-{_kind}-elsewhere", _token, "InvalidTransitGatewayAttachmentID.NotFound",
        "A route table serves the attachments of its own transit gateway.", _LIVE, CREATE,
    )(_of_another_gateway)  # fmt: skip


@_topic.refuses(
    "aws-transit-route-duplicate", tokens.TRANSIT_ROUTE, "RouteAlreadyExists",
    "A transit gateway's route table has one static route to a destination.",
    "Transit gateway guide, Quotas; ministryofjustice/modernisation-platform#4810 shows the error", CREATE,
)  # fmt: skip
def _route_duplicate(request: Request) -> str | None:
    table, block = request.inputs.get("transitGatewayRouteTableId"), request.inputs.get("destinationCidrBlock")
    for row in request.world.rows(tokens.TRANSIT_ROUTE):
        held = row.properties
        if (held.get("transitGatewayRouteTableId"), held.get("destinationCidrBlock")) == (table, block):
            return f"Route {block} already exists in Transit Gateway Route Table {table}."
    return None


@_topic.refuses(
    "aws-transit-route-target", tokens.TRANSIT_ROUTE, "MissingParameter",
    "A route leads to an attachment or is a blackhole.",
    "Transit gateway guide, Create a static route (code not documented)", CREATE,
)  # fmt: skip
def _route_target(request: Request) -> str | None:
    if request.inputs.get("blackhole") or request.inputs.get("transitGatewayAttachmentId"):
        return None
    return "The request must contain the parameter TransitGatewayAttachmentId."


@_topic.refuses(
    "aws-transit-table-default", tokens.TRANSIT_ROUTE_TABLE, "IncorrectState",
    "A gateway's default route table is not deleted.", f"{_EC2}, DeleteTransitGatewayRouteTable; {_LIVE}", DELETE,
)  # fmt: skip
def _table_default(request: Request) -> str | None:
    for row in request.world.rows(tokens.TRANSIT_GATEWAY):
        if own_id(request) in {row.properties.get(ASSOCIATION), row.properties.get(PROPAGATION)}:
            return f"{own_id(request)} is set as default association route table for {row.id}."
    return None


def _vpc_routes(request: Request) -> Iterator[tuple[Any, Any]]:
    """Every transit gateway that a VPC's route, its own or inline, leads to, with the VPC."""
    if request.token == tokens.ROUTE_TABLE:
        for route in request.inputs.get("routes") or []:
            yield route.get("transitGatewayId"), request.inputs.get("vpcId")
        return
    for token in (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE):
        table = request.world.get(token, str(request.inputs.get("routeTableId")))
        if table is not None:
            yield request.inputs.get("transitGatewayId"), table.properties.get("vpcId")


def _not_attached(request: Request) -> str | None:
    for gateway, vpc in _vpc_routes(request):
        if gateway and not attachments.is_attached(request.world, gateway, vpc):
            return f"The transitGateway ID '{gateway}' does not exist."
    return None


for _kind, _token in (("route", tokens.ROUTE), ("route-table", tokens.ROUTE_TABLE)):
    _topic.refuses(
        f"aws-{_kind}-transit-not-attached", _token, "InvalidTransitGatewayID.NotFound",
        "A VPC's route leads to a transit gateway that the VPC is attached to, accepted.",
        "terraform-provider-aws#9222 and #10025 show the error",
    )(_not_attached)  # fmt: skip

ROWS: Final = tuple(_topic.rows)
