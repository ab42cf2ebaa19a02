"""AWS transit gateways: the gateway, VPC attachments, route tables, associations, propagations and routes.

Sources: terraform-provider-aws v6, internal/service/ec2/transitgateway_*.go for defaults and ForceNew (a changed ASN
is modified in place since #27306; the default association or propagation replaces only when it is enabled again);
botocore ec2/2016-11-15; EC2 API Reference, page Error codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import attachments, tokens
from lifeboat.sandbox.clouds.aws.attachments import ASSOCIATION, ENABLE, PROPAGATION
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, owned, vpc_reference
from lifeboat.sandbox.clouds.identifiers import arn, aws_id, partition_of, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType, Row, World

_SWITCHES: Final = {"defaultRouteTableAssociation": ASSOCIATION, "defaultRouteTablePropagation": PROPAGATION}
_FLAGS: Final = {ASSOCIATION: "defaultAssociationRouteTable", PROPAGATION: "defaultPropagationRouteTable"}
_WANTED: Final = ("transitGatewayDefaultRouteTableAssociation", "transitGatewayDefaultRouteTablePropagation")
_LIVE: Final = "hashicorp/terraform-provider-aws#7196 shows the error"


def gateway_reference(in_use_code: str | None, source: str = EC2_ERRORS) -> Reference:
    """`transitGatewayId` names a transit gateway."""
    return Reference(
        "transitGatewayId", (tokens.TRANSIT_GATEWAY,), "InvalidTransitGatewayID.NotFound", in_use_code, source=source
    )


def _table_reference(in_use_code: str | None) -> Reference:
    return Reference(
        "transitGatewayRouteTableId", (tokens.TRANSIT_ROUTE_TABLE,), "InvalidRouteTableID.NotFound", in_use_code,
        source=f"{EC2_ERRORS}; botocore ec2/2016-11-15, DeleteTransitGatewayRouteTable",
    )  # fmt: skip


def _attachment_reference() -> Reference:
    return Reference(
        "transitGatewayAttachmentId", attachments.KINDS, "InvalidTransitGatewayAttachmentID.NotFound", None,
        source=f"{EC2_ERRORS}; floci-io/floci#2348",
    )  # fmt: skip


def _put_table(world: World, table_id: str, gateway: Row) -> None:
    """The default route table, which AWS makes with the gateway."""
    held = gateway.properties
    place = f"arn:{partition_of(gateway.region)}:ec2:{gateway.region}:{gateway.account}"
    properties = {
        "transitGatewayId": gateway.id,
        "region": gateway.region,
        "arn": f"{place}:transit-gateway-route-table/{table_id}",
        **{flag: held.get(name) == table_id for name, flag in _FLAGS.items()},
    }
    row = Row(tokens.TRANSIT_ROUTE_TABLE, table_id, "", properties, account=gateway.account, region=gateway.region)
    world.put(row)


def gateway_planted(row: Row, world: World) -> None:
    """With somebody else's gateway come its default route tables."""
    for name in (ASSOCIATION, PROPAGATION):
        table = str(row.properties.get(name) or "")
        if table and world.get(tokens.TRANSIT_ROUTE_TABLE, table) is None:
            _put_table(world, table, row)


def _make_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "transit-gateway", "tgw")
    inputs, table = request.inputs, aws_id("tgw-rtb")
    outputs |= {name: table if inputs.get(switch, ENABLE) == ENABLE else "" for switch, name in _SWITCHES.items()} | {
        "encryptionSupport": inputs.get("encryptionSupport", "disable")
    }
    made = Row(request.token, identity, "", outputs, account=request.account, region=region_of(request))
    gateway_planted(made, request.world)
    return identity, outputs


def _update_gateway(request: Request) -> Mapping[str, Any]:
    """A default that is switched off leaves its table behind as an ordinary one."""
    existing, changed = request.existing, dict[str, Any]()
    for switch, name in _SWITCHES.items():
        if existing is None or request.inputs.get(switch, ENABLE) == ENABLE:
            continue
        table = request.world.get(tokens.TRANSIT_ROUTE_TABLE, str(existing.properties.get(name)))
        if table is not None:
            request.world.put(replace(table, properties={**table.properties, _FLAGS[name]: False}))
        changed[name] = ""
    return changed


def _enabled_again(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(name for name in _SWITCHES if old.get(name) == "disable" and new.get(name) == ENABLE)


def _gateway_deleted(request: Request) -> None:
    for row in request.world.rows(tokens.TRANSIT_ROUTE_TABLE):
        if request.existing is not None and row.properties.get("transitGatewayId") == request.existing.id:
            _empty_table(request.world, row.id)
            request.world.remove(row.token, row.id)


def _empty_table(world: World, table_id: str) -> None:
    """Routes and propagations go with their table."""
    for token in (tokens.TRANSIT_ROUTE, tokens.TRANSIT_PROPAGATION):
        for row in world.rows(token):
            if row.properties.get("transitGatewayRouteTableId") == table_id:
                world.remove(token, row.id)


def _table_deleted(request: Request) -> None:
    if request.existing is not None:
        _empty_table(request.world, request.existing.id)


def _make_table(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("tgw-rtb")
    return identity, {
        "arn": arn(request, "ec2", f"transit-gateway-route-table/{identity}"),
        "region": region_of(request),
        **dict.fromkeys(_FLAGS.values(), False),
    }


def _wanted(request: Request) -> dict[str, bool]:
    """Which of the gateway's defaults the program wants for its attachment."""
    association, propagation = (bool(request.inputs.get(name, True)) for name in _WANTED)
    return {"association": association, "propagation": propagation}


def _make_attachment(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("tgw-attach")
    outputs = {
        "arn": arn(request, "ec2", f"transit-gateway-attachment/{identity}"),
        "region": region_of(request),
        "vpcOwnerId": request.account,
        "securityGroupReferencingSupport": request.inputs.get("securityGroupReferencingSupport", ENABLE),
    }
    row = Row(request.token, identity, "", {**request.inputs, **outputs}, account=request.account)
    if not attachments.is_pending(request.world, row):
        gateway = request.world.get(tokens.TRANSIT_GATEWAY, str(request.inputs["transitGatewayId"]))
        mine = gateway is None or gateway.account == request.account
        # The provider changes nothing on a gateway that is shared with it: there AWS's defaults hold.
        attachments.use_defaults(request.world, row, **(_wanted(request) if mine else {}))
    return identity, outputs


def attachment_planted(row: Row, world: World) -> None:
    """Somebody else's attachment is associated and propagates as the gateway's defaults say."""
    association, propagation = (bool(row.properties.get(name, True)) for name in _WANTED)
    attachments.use_defaults(world, row, association=association, propagation=propagation)


def _update_attachment(request: Request) -> Mapping[str, Any]:
    """The two switches add and remove the default association and propagation."""
    existing, world = request.existing, request.world
    attachment = attachments.find(world, existing.id) if existing else None
    if attachment is None or existing is None:
        return {}
    gateway = world.get(tokens.TRANSIT_GATEWAY, str(attachment.properties.get("transitGatewayId")))
    uses = (tokens.TRANSIT_ASSOCIATION, tokens.TRANSIT_PROPAGATION)
    for switch, token, name in zip(_WANTED, uses, (ASSOCIATION, PROPAGATION), strict=True):
        table = gateway.properties.get(name) if gateway else None
        before, after = existing.properties.get(switch, True), request.inputs.get(switch, True)
        if table and before and not after:
            attachments.leave(world, token, attachment.id, table)
        elif table and after and not before:
            attachments.use(world, token, attachment, table)
    return {}


def _attachment_deleted(request: Request) -> None:
    if request.existing is not None:
        attachments.detach(request.world, request.existing.id)


def _accept(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = str(request.inputs["transitGatewayAttachmentId"])
    attachment = attachments.find(request.world, identity)
    held = attachment.properties if attachment else {}
    if attachment is not None:
        attachments.use_defaults(request.world, attachment, **_wanted(request))
    return identity, {"region": region_of(request)} | {
        name: held.get(name)
        for name in (
            "applianceModeSupport", "dnsSupport", "ipv6Support", "securityGroupReferencingSupport", "subnetIds",
            "transitGatewayId", "vpcId", "vpcOwnerId",
        )
    }  # fmt: skip


def _accepter_deleted(request: Request) -> None:
    """To take an acceptance back is to delete the attachment, whoever asked for it."""
    _attachment_deleted(request)
    if request.existing is not None:
        request.world.remove(tokens.TRANSIT_VPC_ATTACHMENT, request.existing.id)


def _make_use(request: Request) -> tuple[str, Mapping[str, Any]]:
    """An association or a propagation."""
    wanted, world = request.inputs, request.world
    attachment = attachments.find(world, wanted["transitGatewayAttachmentId"])
    if attachment is not None and wanted.get("replaceExistingAssociation"):
        for row in attachments.uses(world, request.token, attachment.id):
            world.remove(request.token, row.id)
    identity = f"{wanted['transitGatewayRouteTableId']}_{wanted['transitGatewayAttachmentId']}"
    return identity, {"region": region_of(request), **(attachments.resource_of(attachment) if attachment else {})}


def _make_route(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = f"{request.inputs['transitGatewayRouteTableId']}_{request.inputs['destinationCidrBlock']}"
    return identity, {"region": region_of(request)}


_PAIR: Final = frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId", "region"})

TYPES: Final = (
    ResourceType(
        tokens.TRANSIT_GATEWAY,
        _make_gateway,
        computed=frozenset({"arn", "ownerId", "encryptionSupport", ASSOCIATION, PROPAGATION}),
        defaults={
            "amazonSideAsn": 64512,
            "autoAcceptSharedAttachments": "disable",
            "defaultRouteTableAssociation": ENABLE,
            "defaultRouteTablePropagation": ENABLE,
            "dnsSupport": ENABLE,
            "multicastSupport": "disable",
            "securityGroupReferencingSupport": "disable",
            "vpnEcmpSupport": ENABLE,
        },
        replace_on=frozenset({"multicastSupport", "region"}),
        replaces=_enabled_again,
        updated=_update_gateway,
        deleted=_gateway_deleted,
        planted=gateway_planted,
    ),
    ResourceType(
        tokens.TRANSIT_VPC_ATTACHMENT,
        _make_attachment,
        computed=frozenset({"arn", "vpcOwnerId", "securityGroupReferencingSupport"}),
        defaults={
            "applianceModeSupport": "disable",
            "dnsSupport": ENABLE,
            "ipv6Support": "disable",
            **dict.fromkeys(_WANTED, True),
        },
        replace_on=frozenset({"transitGatewayId", "vpcId", "region"}),
        references=(
            vpc_reference(),
            Reference(
                "subnetIds[]", (tokens.SUBNET,), "InvalidSubnetID.NotFound", "DependencyViolation", source=EC2_ERRORS
            ),
            gateway_reference("IncorrectState", f"{EC2_ERRORS}; {_LIVE}"),
        ),
        updated=_update_attachment,
        deleted=_attachment_deleted,
        planted=attachment_planted,
    ),
    ResourceType(
        tokens.TRANSIT_ACCEPTER,
        _accept,
        computed=frozenset({
            "applianceModeSupport", "dnsSupport", "ipv6Support", "securityGroupReferencingSupport", "subnetIds",
            "transitGatewayId", "vpcId", "vpcOwnerId",
        }),
        defaults=dict.fromkeys(_WANTED, True),
        replace_on=frozenset({"transitGatewayAttachmentId", "region"}),
        references=(_attachment_reference(),),
        updated=_update_attachment,
        deleted=_accepter_deleted,
    ),
    ResourceType(
        tokens.TRANSIT_ROUTE_TABLE,
        _make_table,
        computed=frozenset({"arn", *_FLAGS.values()}),
        replace_on=frozenset({"transitGatewayId", "region"}),
        references=(gateway_reference(None),),
        deleted=_table_deleted,
    ),
    ResourceType(
        tokens.TRANSIT_ASSOCIATION,
        _make_use,
        computed=frozenset({"resourceId", "resourceType"}),
        defaults={"replaceExistingAssociation": False},
        replace_on=_PAIR,
        references=(_attachment_reference(), _table_reference("IncorrectState")),
    ),
    ResourceType(
        tokens.TRANSIT_PROPAGATION,
        _make_use,
        computed=frozenset({"resourceId", "resourceType"}),
        replace_on=_PAIR,
        references=(_attachment_reference(), _table_reference(None)),
    ),
    ResourceType(
        tokens.TRANSIT_ROUTE,
        _make_route,
        defaults={"blackhole": False},
        replace_on=_PAIR | {"blackhole", "destinationCidrBlock"},
        references=(_attachment_reference(), _table_reference(None)),
    ),
)  # fmt: skip
