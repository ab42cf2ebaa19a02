"""AWS Site-to-Site VPN: gateways, customer gateways, connections and their routes.

Sources: terraform-provider-aws v6, internal/service/ec2/{vpnsite_gateway,vpnsite_gateway_attachment,
vpnsite_gateway_route_propagation,vpnsite_customer_gateway,vpnsite_connection,vpnsite_connection_route}.go for defaults
and ForceNew (a changed ASN replaces; a tunnel's inside range changes in place since terraform-provider-aws#45781); EC2
API Reference, page Error codes; botocore ec2 CreateCustomerGateway: an identical request returns the existing customer
gateway.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, vpc_reference
from lifeboat.sandbox.clouds.aws.routes import route_table_reference
from lifeboat.sandbox.clouds.aws.transit import gateway_reference as transit_reference
from lifeboat.sandbox.clouds.aws.tunnels import (
    COMPUTED,
    SECRETS,
    connection_deleted,
    connection_planted,
    make_connection,
    update_connection,
)
from lifeboat.sandbox.clouds.identifiers import arn, aws_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

_INCORRECT_STATE: Final = f"{EC2_ERRORS}; terraform-provider-aws retries this deletion on IncorrectState"
DEFAULT_AMAZON_ASN: Final = "64512"
DEFAULT_CUSTOMER_ASN: Final = "65000"


def gateway_reference(in_use_code: str | None) -> Reference:
    """`vpnGatewayId` names a virtual private gateway."""
    return Reference(
        "vpnGatewayId", (tokens.VPN_GATEWAY,), "InvalidVpnGatewayID.NotFound", in_use_code, source=_INCORRECT_STATE
    )


def _make_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("vgw")
    return identity, {
        "arn": arn(request, "ec2", f"vpn-gateway/{identity}"),
        "region": region_of(request),
        "amazonSideAsn": request.inputs.get("amazonSideAsn", DEFAULT_AMAZON_ASN),
    }


def _make_attachment(request: Request) -> tuple[str, Mapping[str, Any]]:
    pair = f"{request.inputs['vpcId']}-{request.inputs['vpnGatewayId']}"
    digest = hashlib.sha256(pair.encode()).hexdigest()[:8]
    return f"vpn-attachment-{digest}", {"region": region_of(request)}


def _make_propagation(request: Request) -> tuple[str, Mapping[str, Any]]:
    return f"{request.inputs['vpnGatewayId']}_{request.inputs['routeTableId']}", {"region": region_of(request)}


def _identity_of(properties: Mapping[str, Any]) -> tuple[Any, ...]:
    asn = properties.get("bgpAsnExtended") or properties.get("bgpAsn") or DEFAULT_CUSTOMER_ASN
    return (properties.get("type"), properties.get("ipAddress"), str(asn), properties.get("deviceName"))


def _make_customer_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    twins = (
        row.id
        for row in request.world.rows(tokens.CUSTOMER_GATEWAY)
        if row.region == region_of(request) and _identity_of(row.properties) == _identity_of(request.inputs)
    )
    twin = next(twins, None)
    if twin is not None:
        # One thing, asked for twice: the newest asker holds it, and the first delete takes it away for both.
        request.world.remove(tokens.CUSTOMER_GATEWAY, twin)
    identity = twin or aws_id("cgw")
    outputs = {"arn": arn(request, "ec2", f"customer-gateway/{identity}"), "region": region_of(request)}
    if not request.inputs.get("bgpAsnExtended"):
        outputs["bgpAsn"] = request.inputs.get("bgpAsn", DEFAULT_CUSTOMER_ASN)
    return identity, outputs


def _list_routes(request: Request, change: Callable[[list[Any]], list[Any]]) -> None:
    """A connection answers its static routes from the next Read on, as DescribeVpnConnections does."""
    connection = request.world.get(tokens.VPN_CONNECTION, str(request.inputs["vpnConnectionId"]))
    if connection is not None:
        routes = change(list(connection.properties.get("routes") or []))
        request.world.put(replace(connection, properties={**connection.properties, "routes": routes}))


def _connection_route_deleted(request: Request) -> None:
    block = request.inputs["destinationCidrBlock"]
    _list_routes(request, lambda routes: [each for each in routes if each["destinationCidrBlock"] != block])


def _make_connection_route(request: Request) -> tuple[str, Mapping[str, Any]]:
    block = request.inputs["destinationCidrBlock"]
    route = {"destinationCidrBlock": block, "source": "Static", "state": "available"}
    _list_routes(request, lambda routes: [*routes, route])
    identity = f"{block}:{request.inputs['vpnConnectionId']}"
    return identity, {"region": region_of(request)}


TYPES: Final = (
    ResourceType(
        tokens.VPN_GATEWAY,
        _make_gateway,
        computed=frozenset({"arn", "amazonSideAsn"}),
        replace_on=frozenset({"amazonSideAsn", "availabilityZone", "region"}),
        references=(vpc_reference(),),
    ),
    ResourceType(
        tokens.VPN_GATEWAY_ATTACHMENT,
        _make_attachment,
        replace_on=frozenset({"vpcId", "vpnGatewayId", "region"}),
        references=(vpc_reference(), gateway_reference("IncorrectState")),
    ),
    ResourceType(
        tokens.VPN_GATEWAY_ROUTE_PROPAGATION,
        _make_propagation,
        replace_on=frozenset({"routeTableId", "vpnGatewayId", "region"}),
        references=(route_table_reference(in_use=False), gateway_reference(None)),
    ),
    ResourceType(
        tokens.CUSTOMER_GATEWAY,
        _make_customer_gateway,
        computed=frozenset({"arn", "bgpAsn"}),
        replace_on=frozenset(
            {
                "type",
                "bgpAsn",
                "bgpAsnExtended",
                "certificateArn",
                "deviceName",
                "ipAddress",
                "region",
            }
        ),
    ),
    ResourceType(
        tokens.VPN_CONNECTION,
        make_connection,
        computed=COMPUTED,
        replace_on=frozenset(
            {
                "type",
                "staticRoutesOnly",
                "enableAcceleration",
                "tunnelInsideIpVersion",
                "tunnelBandwidth",
                "region",
            }
        ),
        secrets=SECRETS,
        references=(
            Reference(
                "customerGatewayId",
                (tokens.CUSTOMER_GATEWAY,),
                "InvalidCustomerGatewayID.NotFound",
                "IncorrectState",
                source=_INCORRECT_STATE,
            ),
            gateway_reference("IncorrectState"),
            transit_reference("IncorrectState", _INCORRECT_STATE),
        ),
        updated=update_connection,
        deleted=connection_deleted,
        planted=connection_planted,
    ),
    ResourceType(
        tokens.VPN_CONNECTION_ROUTE,
        _make_connection_route,
        deleted=_connection_route_deleted,
        replace_on=frozenset({"destinationCidrBlock", "vpnConnectionId", "region"}),
        references=(
            Reference(
                "vpnConnectionId", (tokens.VPN_CONNECTION,), "InvalidVpnConnectionID.NotFound", None, source=EC2_ERRORS
            ),
        ),
    ),
)
