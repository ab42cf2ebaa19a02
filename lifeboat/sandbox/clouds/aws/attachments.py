"""What hangs on a transit gateway, and which of its route tables each attachment uses.

An attachment is associated with one route table at most and propagates into any number of them. A gateway whose
defaults are enabled does both for a new attachment by itself. Sources: botocore ec2/2016-11-15, CreateTransitGateway
and AssociateTransitGatewayRouteTable; floci-io/floci#2348, checked there against a live account: with an attachment
its association and propagations go, a static route that named it stays as a blackhole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.model import Row, World

KINDS: Final = (tokens.TRANSIT_VPC_ATTACHMENT, tokens.TRANSIT_VPN_ATTACHMENT)
ENABLE: Final = "enable"
ASSOCIATION: Final = "associationDefaultRouteTableId"
PROPAGATION: Final = "propagationDefaultRouteTableId"


def find(world: World, attachment_id: Any) -> Row | None:
    """An attachment of either kind."""
    return next((row for token in KINDS if (row := world.get(token, str(attachment_id))) is not None), None)


def of_gateway(world: World, gateway_id: str) -> Iterator[Row]:
    """Everything attached to a transit gateway."""
    for token in KINDS:
        yield from (row for row in world.rows(token) if row.properties.get("transitGatewayId") == gateway_id)


def resource_of(attachment: Row) -> dict[str, str]:
    """What is attached: `resourceId` and `resourceType`, as associations and propagations answer them."""
    if attachment.token == tokens.TRANSIT_VPC_ATTACHMENT:
        return {"resourceId": str(attachment.properties["vpcId"]), "resourceType": "vpc"}
    return {"resourceId": str(attachment.properties["resourceId"]), "resourceType": "vpn"}


def uses(world: World, token: str, attachment_id: str) -> list[Row]:
    """The associations (or propagations) of an attachment."""
    return [row for row in world.rows(token) if row.properties.get("transitGatewayAttachmentId") == attachment_id]


def use(world: World, token: str, attachment: Row, table_id: str) -> None:
    """Associate an attachment with a route table (or let it propagate there), as AWS does by itself."""
    table = world.get(tokens.TRANSIT_ROUTE_TABLE, table_id)
    holder = table or attachment
    properties = {
        "transitGatewayAttachmentId": attachment.id,
        "transitGatewayRouteTableId": table_id,
        "region": holder.region,
        **resource_of(attachment),
    }
    row = Row(token, f"{table_id}_{attachment.id}", "", properties, account=holder.account, region=holder.region)
    world.put(row)


def use_defaults(world: World, attachment: Row, *, association: bool = True, propagation: bool = True) -> None:
    """What AWS and the provider do with the gateway's default route tables for a new attachment.

    Args:
        world: everything that exists.
        attachment: the new one.
        association: whether the default association is wanted; without a default table there is none.
        propagation: the same for the default propagation.
    """
    gateway = world.get(tokens.TRANSIT_GATEWAY, str(attachment.properties.get("transitGatewayId")))
    held = gateway.properties if gateway else {}
    if association and held.get(ASSOCIATION) and not uses(world, tokens.TRANSIT_ASSOCIATION, attachment.id):
        use(world, tokens.TRANSIT_ASSOCIATION, attachment, str(held[ASSOCIATION]))
    if propagation and held.get(PROPAGATION):
        use(world, tokens.TRANSIT_PROPAGATION, attachment, str(held[PROPAGATION]))


def leave(world: World, token: str, attachment_id: str, table_id: Any) -> None:
    """End an association (or a propagation) with one route table."""
    for row in uses(world, token, attachment_id):
        if row.properties.get("transitGatewayRouteTableId") == table_id:
            world.remove(token, row.id)


def detach(world: World, attachment_id: str) -> None:
    """Everything that goes with an attachment, the attachment itself left aside."""
    for token in (tokens.TRANSIT_ASSOCIATION, tokens.TRANSIT_PROPAGATION):
        for row in uses(world, token, attachment_id):
            world.remove(token, row.id)
    for row in uses(world, tokens.TRANSIT_ROUTE, attachment_id):
        gone = {**row.properties, "transitGatewayAttachmentId": "", "blackhole": True}
        world.put(replace(row, properties=gone))


def is_pending(world: World, attachment: Row) -> bool:
    """Whether a VPC attachment still waits for the account of the transit gateway to accept it."""
    gateway = world.get(tokens.TRANSIT_GATEWAY, str(attachment.properties.get("transitGatewayId")))
    if gateway is None or gateway.account == attachment.account:
        return False
    accepted = world.get(tokens.TRANSIT_ACCEPTER, attachment.id) is not None
    return not accepted and gateway.properties.get("autoAcceptSharedAttachments") != ENABLE


def is_attached(world: World, gateway_id: Any, vpc_id: Any) -> bool:
    """Whether a VPC hangs on a transit gateway, accepted."""
    return any(
        row.properties.get("vpcId") == vpc_id and not is_pending(world, row)
        for row in of_gateway(world, str(gateway_id))
    )


def attach_connection(world: World, gateway_id: str, attachment_id: str, connection_id: str) -> None:
    """The attachment that a VPN connection has as long as it ends at a transit gateway."""
    gateway = world.get(tokens.TRANSIT_GATEWAY, gateway_id)
    account, region = (gateway.account, gateway.region) if gateway else ("", "")
    properties = {"transitGatewayId": gateway_id, "resourceId": connection_id, "resourceType": "vpn"}
    row = Row(tokens.TRANSIT_VPN_ATTACHMENT, attachment_id, "", properties, account=account, region=region)
    world.put(row)
    use_defaults(world, row)


def detach_connection(world: World, connection_id: str) -> None:
    """Take a VPN connection off its transit gateway, if it is on one."""
    for row in world.rows(tokens.TRANSIT_VPN_ATTACHMENT):
        if row.properties.get("resourceId") == connection_id:
            detach(world, row.id)
            world.remove(row.token, row.id)
