"""What AWS refuses about Site-to-Site VPN gateways, customer gateways and routes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.aws.tunnels import target_of, twin_of
from lifeboat.sandbox.clouds.aws.vpn import DEFAULT_AMAZON_ASN, DEFAULT_CUSTOMER_ASN
from lifeboat.sandbox.clouds.model import Operation, Request, World
from lifeboat.sandbox.clouds.refusals.table import CREATE, WRITE, Topic, as_number, ipv4, own_id

_topic: Final = Topic()
_CUSTOMER: Final = "botocore ec2/2016-11-15, CreateCustomerGateway"
_AMAZON_ASN: Final = "botocore ec2/2016-11-15, CreateVpnGateway, AmazonSideAsn"
_ATTACH: Final = "botocore ec2/2016-11-15, AttachVpnGateway (one to one)"
_QUOTAS: Final = "AWS VPN user guide, Site-to-Site VPN quotas"
CONNECTIONS_PER_GATEWAY: Final = 10
STATIC_ROUTES_PER_CONNECTION: Final = 100
_OPTIONS: Final = "botocore ec2/2016-11-15, CreateVpnConnection"


@_topic.refuses(
    "aws-customer-gateway-asn", tokens.CUSTOMER_GATEWAY, "InvalidParameterValue",
    "A customer gateway's ASN is 1 to 2147483647, or 2147483648 to 4294967295 as bgpAsnExtended.", _CUSTOMER, CREATE,
)  # fmt: skip
def _customer_asn(request: Request) -> str | None:
    asn, extended = request.inputs.get("bgpAsn"), request.inputs.get("bgpAsnExtended")
    if asn is not None and not 1 <= as_number(asn) <= 2147483647:
        return f"Value ({asn}) for parameter bgpAsn is invalid."
    if extended is not None and not 2147483648 <= as_number(extended) <= 4294967295:
        return f"Value ({extended}) for parameter bgpAsnExtended is invalid."
    return None


@_topic.refuses(
    "aws-customer-gateway-two-asns", tokens.CUSTOMER_GATEWAY, "InvalidParameterCombination",
    "A customer gateway takes bgpAsn or bgpAsnExtended.", _CUSTOMER, CREATE,
)  # fmt: skip
def _customer_two_asns(request: Request) -> str | None:
    both = request.inputs.get("bgpAsn") is not None and request.inputs.get("bgpAsnExtended") is not None
    return "Give one of bgpAsn and bgpAsnExtended." if both else None


@_topic.refuses(
    "aws-customer-gateway-address", tokens.CUSTOMER_GATEWAY, "InvalidParameterValue",
    "A customer gateway's address is a single IPv4 address.", f"{_CUSTOMER}, IpAddress", CREATE,
)  # fmt: skip
def _customer_address(request: Request) -> str | None:
    address = request.inputs.get("ipAddress")
    if address is not None and (ipv4(address) is None or "/" in str(address)):
        return f"Value ({address}) for parameter ipAddress is invalid."
    return None


@_topic.refuses(
    "aws-vpn-gateway-asn", tokens.VPN_GATEWAY, "InvalidParameterValue",
    "The Amazon side's ASN is 64512 to 65534 or 4200000000 to 4294967294.", _AMAZON_ASN, CREATE,
)  # fmt: skip
def _amazon_asn(request: Request) -> str | None:
    asn = request.inputs.get("amazonSideAsn")
    number = as_number(asn)
    if asn is None or 64512 <= number <= 65534 or 4200000000 <= number <= 4294967294:
        return None
    return f"Value ({asn}) for parameter amazonSideAsn is invalid."


def _attachments(world: World) -> list[tuple[str, Any]]:
    """Every pair of virtual private gateway and VPC that are attached, whichever way it was asked for."""
    inline = [(row.id, row.properties.get("vpcId")) for row in world.rows(tokens.VPN_GATEWAY)]
    rows = (row.properties for row in world.rows(tokens.VPN_GATEWAY_ATTACHMENT))
    return [(gateway, vpc) for gateway, vpc in inline if vpc] + [(each["vpnGatewayId"], each["vpcId"]) for each in rows]


def _vpc_has_another(request: Request) -> str | None:
    vpc = request.inputs.get("vpcId")
    mine = own_id(request) if request.token == tokens.VPN_GATEWAY else request.inputs.get("vpnGatewayId")
    for gateway, other in _attachments(request.world):
        if vpc and other == vpc and gateway != mine:
            return f"{vpc} has the virtual private gateway {gateway} attached already."
    return None


_topic.refuses(
    "aws-vpn-gateway-second", tokens.VPN_GATEWAY, "VpnGatewayAttachmentLimitExceeded",
    "A VPC has one virtual private gateway.", f"{_ATTACH}; {EC2_ERRORS}", WRITE,
)(_vpc_has_another)  # fmt: skip
_topic.refuses(
    "aws-attachment-second", tokens.VPN_GATEWAY_ATTACHMENT, "VpnGatewayAttachmentLimitExceeded",
    "A VPC has one virtual private gateway.", f"{_ATTACH}; {EC2_ERRORS}", CREATE,
)(_vpc_has_another)  # fmt: skip


@_topic.refuses(
    "aws-attachment-elsewhere", tokens.VPN_GATEWAY_ATTACHMENT, "VpnGatewayAttachmentLimitExceeded",
    "A virtual private gateway is attached to one VPC.", f"{_ATTACH}; {EC2_ERRORS}", CREATE,
)  # fmt: skip
def _attached_elsewhere(request: Request) -> str | None:
    for gateway, vpc in _attachments(request.world):
        if gateway == request.inputs.get("vpnGatewayId") and vpc != request.inputs.get("vpcId"):
            return f"{gateway} is attached to {vpc}."
    return None


@_topic.refuses(
    "aws-propagation-not-attached", tokens.VPN_GATEWAY_ROUTE_PROPAGATION, "Gateway.NotAttached",
    "Routes propagate from a gateway that is attached to the table's VPC.",
    "botocore ec2/2016-11-15, EnableVgwRoutePropagation (GatewayId: attached to a VPC; the table of the same VPC)",
    CREATE,
)  # fmt: skip
def _propagation(request: Request) -> str | None:
    table, gateway = str(request.inputs["routeTableId"]), request.inputs["vpnGatewayId"]
    rows = (request.world.get(token, table) for token in (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE))
    vpc = next((row.properties.get("vpcId") for row in rows if row is not None), None)
    attached = (gateway, vpc) in _attachments(request.world)
    return None if attached else f"{gateway} is not attached to {vpc}, the VPC of {table}."


@_topic.refuses(
    "aws-connection-target", tokens.VPN_CONNECTION, "InvalidParameterCombination",
    "A connection ends at one of virtual private gateway, transit gateway and concentrator.", _OPTIONS,
)  # fmt: skip
def _target(request: Request) -> str | None:
    names = ("vpnGatewayId", "transitGatewayId", "vpnConcentratorId")
    given = [name for name in names if request.inputs.get(name)]
    # Without a target the API makes an unattached connection; the provider refuses that itself.
    return None if len(given) == 1 else f"Exactly one of {', '.join(names)} is needed; {len(given)} were given."


@_topic.refuses(
    "aws-connection-large-tunnel", tokens.VPN_CONNECTION, "InvalidParameterCombination",
    "Large tunnels end at a transit gateway, without acceleration.",
    "pulumi_aws 7.51.1, VpnConnection.tunnelBandwidth; AWS VPN user guide",
)  # fmt: skip
def _large(request: Request) -> str | None:
    inputs = request.inputs
    if inputs.get("tunnelBandwidth") == "large" and (inputs.get("vpnGatewayId") or inputs.get("enableAcceleration")):
        return "tunnelBandwidth large does not go with a virtual private gateway, nor with acceleration."
    return None


@_topic.refuses(
    "aws-connection-accelerated", tokens.VPN_CONNECTION, "InvalidParameterCombination",
    "Accelerated connections end at a transit gateway.", "AWS VPN user guide, Accelerated Site-to-Site VPN connections",
)  # fmt: skip
def _accelerated(request: Request) -> str | None:
    if request.inputs.get("enableAcceleration") and not request.inputs.get("transitGatewayId"):
        return "enableAcceleration goes with a transit gateway only."
    return None


@_topic.refuses(
    "aws-connection-key-storage", tokens.VPN_CONNECTION, "InvalidParameterValue",
    "Keys are kept in the VPN service (Standard) or in Secrets Manager.", f"{_OPTIONS}, PreSharedKeyStorage",
)  # fmt: skip
def _key_storage(request: Request) -> str | None:
    storage = request.inputs.get("presharedKeyStorage", "Standard")
    if storage in {"Standard", "SecretsManager"}:
        return None
    return f"presharedKeyStorage {storage} is none of Standard, SecretsManager."


@_topic.refuses(
    "aws-connection-quota", tokens.VPN_CONNECTION, "VpnConnectionLimitExceeded",
    "A virtual private gateway has ten connections (an adjustable quota).", f"{_QUOTAS}; {EC2_ERRORS}",
)  # fmt: skip
def _connection_quota(request: Request) -> str | None:
    gateway = request.inputs.get("vpnGatewayId")
    if not gateway or (request.existing is None and twin_of(request) is not None):
        return None
    rows = request.world.rows(tokens.VPN_CONNECTION)
    others = [row for row in rows if row.properties.get("vpnGatewayId") == gateway and row.id != own_id(request)]
    if len(others) < CONNECTIONS_PER_GATEWAY:
        return None
    return f"The maximum number of VPN connections for {gateway} has been reached: {CONNECTIONS_PER_GATEWAY}."


@_topic.refuses(
    "aws-connection-move-static", tokens.VPN_CONNECTION, "IncorrectState",
    "A connection with static routes does not move from a virtual private gateway to a transit gateway.",
    "botocore ec2/2016-11-15, ModifyVpnConnection; AWS VPN user guide, Modifying the target gateway, step 2 "
    "(code not documented)", frozenset({Operation.UPDATE}),
)  # fmt: skip
def _move_static(request: Request) -> str | None:
    held = request.existing.properties if request.existing else {}
    if not (held.get("vpnGatewayId") and request.inputs.get("transitGatewayId") and held.get("routes")):
        return None
    routes = ", ".join(str(each["destinationCidrBlock"]) for each in held["routes"])
    return f"Delete the static routes of {own_id(request)} ({routes}) before you move it to a transit gateway."


@_topic.refuses(
    "aws-connection-equal-asn", tokens.VPN_CONNECTION, "InvalidParameterValue",
    "Over BGP the two ends have different ASNs.", "AWS VPN user guide, Customer gateway options (ASN)",
)  # fmt: skip
def _equal_asn(request: Request) -> str | None:
    gateway = target_of(request.world, request.inputs)
    customer = request.world.get(tokens.CUSTOMER_GATEWAY, str(request.inputs.get("customerGatewayId", "")))
    if request.inputs.get("staticRoutesOnly") or gateway is None or customer is None:
        return None
    mine = as_number(gateway.properties.get("amazonSideAsn", DEFAULT_AMAZON_ASN))
    held = customer.properties
    theirs = as_number(held.get("bgpAsnExtended") or held.get("bgpAsn") or DEFAULT_CUSTOMER_ASN)
    return f"Both ends have ASN {mine}." if mine == theirs else None


@_topic.refuses(
    "aws-connection-route-dynamic", tokens.VPN_CONNECTION_ROUTE, "InvalidVpnConnection.InvalidType",
    "Static routes go on a connection with staticRoutesOnly.", EC2_ERRORS, CREATE,
)  # fmt: skip
def _route_dynamic(request: Request) -> str | None:
    row = request.world.get(tokens.VPN_CONNECTION, str(request.inputs.get("vpnConnectionId")))
    if row is not None and not row.properties.get("staticRoutesOnly"):
        return f"The specified VPN connection {row.id} does not support static routes."
    return None


def _connection(request: Request) -> Mapping[str, Any]:
    row = request.world.get(tokens.VPN_CONNECTION, str(request.inputs.get("vpnConnectionId")))
    return row.properties if row is not None else {}


@_topic.refuses(
    "aws-connection-route-transit", tokens.VPN_CONNECTION_ROUTE, "InvalidVpnConnection.InvalidType",
    "Static routes of a connection are for virtual private gateways; a transit gateway has its own.",
    "botocore ec2/2016-11-15, CreateVpnConnectionRoute (code not documented)", CREATE,
)  # fmt: skip
def _route_transit(request: Request) -> str | None:
    if _connection(request).get("transitGatewayId"):
        return f"The VPN connection {request.inputs['vpnConnectionId']} ends at a transit gateway."
    return None


@_topic.refuses(
    "aws-connection-route-quota", tokens.VPN_CONNECTION_ROUTE, "RouteLimitExceeded",
    "A connection has 100 static routes.", f"{_QUOTAS} (code not documented)", CREATE,
)  # fmt: skip
def _route_quota(request: Request) -> str | None:
    if len(_connection(request).get("routes") or []) < STATIC_ROUTES_PER_CONNECTION:
        return None
    return f"{request.inputs['vpnConnectionId']} has {STATIC_ROUTES_PER_CONNECTION} static routes already."


ROWS: Final = tuple(_topic.rows)
