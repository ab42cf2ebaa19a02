"""What AWS refuses about Site-to-Site VPN gateways, customer gateways and routes."""

from __future__ import annotations

from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.aws.vpn import DEFAULT_AMAZON_ASN, DEFAULT_CUSTOMER_ASN
from lifeboat.sandbox.clouds.model import Request, World
from lifeboat.sandbox.clouds.refusals.table import CREATE, WRITE, Topic, as_number, ipv4, own_id

_topic: Final = Topic()
_CUSTOMER: Final = "botocore ec2/2016-11-15, CreateCustomerGateway"
_AMAZON_ASN: Final = "botocore ec2/2016-11-15, CreateVpnGateway, AmazonSideAsn"
_ATTACH: Final = "botocore ec2/2016-11-15, AttachVpnGateway (one to one)"
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
    "Large tunnels end at a transit gateway.", "pulumi_aws 7.51.1, VpnConnection.tunnelBandwidth; AWS VPN user guide",
)  # fmt: skip
def _large(request: Request) -> str | None:
    if request.inputs.get("tunnelBandwidth") == "large" and request.inputs.get("vpnGatewayId"):
        return "tunnelBandwidth large does not go with a virtual private gateway."
    return None


@_topic.refuses(
    "aws-connection-equal-asn", tokens.VPN_CONNECTION, "InvalidParameterValue",
    "Over BGP the two ends have different ASNs.", "AWS VPN user guide, Customer gateway options (ASN)",
)  # fmt: skip
def _equal_asn(request: Request) -> str | None:
    gateway = request.world.get(tokens.VPN_GATEWAY, str(request.inputs.get("vpnGatewayId", "")))
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


ROWS: Final = tuple(_topic.rows)
