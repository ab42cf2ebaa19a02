"""One Site-to-Site VPN connection: its two tunnels, what AWS fills in, and the device configuration.

Sources: Site-to-Site VPN user guide, page Tunnel options; botocore ec2/2016-11-15, VpnTunnelOptionsSpecification;
terraform-provider-aws, internal/service/ec2/vpnsite_connection.go (defaults it keeps in state, ForceNew).
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from lifeboat.sandbox.clouds.aws import attachments, tokens
from lifeboat.sandbox.clouds.identifiers import (
    AWS_OUTSIDE,
    arn,
    aws_id,
    free_address,
    now,
    outside_addresses_in_use,
    region_of,
)
from lifeboat.sandbox.clouds.model import Request, Row, World

INSIDE_RANGE: Final = IPv4Network("169.254.0.0/16")
RESERVED_INSIDE: Final = frozenset(
    IPv4Network(each)
    for each in (
        "169.254.0.0/30",
        "169.254.1.0/30",
        "169.254.2.0/30",
        "169.254.3.0/30",
        "169.254.4.0/30",
        "169.254.5.0/30",
        "169.254.169.252/30",
    )
)
"""The /30 networks that AWS keeps for itself (user guide, Tunnel options)."""

TUNNELS: Final = (1, 2)
DEFAULTS: Final[Mapping[str, Any]] = {
    "DpdTimeoutAction": "clear",
    "DpdTimeoutSeconds": 30,
    "EnableTunnelLifecycleControl": False,
    "Phase1LifetimeSeconds": 28800,
    "Phase2LifetimeSeconds": 3600,
    "RekeyFuzzPercentage": 100,
    "RekeyMarginTimeSeconds": 270,
    "ReplayWindowSize": 1024,
    "StartupAction": "add",
}
"""What AWS uses for every tunnel option that is not given (botocore, VpnTunnelOptionsSpecification)."""

COMPUTED: Final = frozenset(
    f"tunnel{number}{name}"
    for number in TUNNELS
    for name in (
        *DEFAULTS,
        "Address",
        "BgpAsn",
        "BgpHoldtime",
        "CgwInsideAddress",
        "VgwInsideAddress",
        "InsideCidr",
        "PresharedKey",
        "LogOptions",
    )
) | {
    "arn",
    "customerGatewayConfiguration",
    "routes",
    "vgwTelemetries",
    "staticRoutesOnly",
    "enableAcceleration",
    "localIpv4NetworkCidr",
    "remoteIpv4NetworkCidr",
    "outsideIpAddressType",
    "tunnelInsideIpVersion",
    "presharedKeyArn",
    "presharedKeyStorage",
    "transitGatewayAttachmentId",
}
KEYS: Final = tuple(f"tunnel{number}PresharedKey" for number in TUNNELS)
SECRETS: Final = frozenset({"customerGatewayConfiguration", *KEYS})
REDACTED: Final = "REDACTED"
"""What AWS answers for a key that it keeps in Secrets Manager (hashicorp/terraform-provider-aws#42819)."""
_LOGS_OFF: Final = {"cloudwatchLogOptions": {"logEnabled": False, "bgpLogEnabled": False}}


def inside_networks(world: World, vpn_gateway_id: str, except_id: str = "") -> Iterator[IPv4Network]:
    """The inside networks that the connections of one virtual private gateway use already."""
    for row in world.rows(tokens.VPN_CONNECTION):
        if row.id != except_id and vpn_gateway_id and row.properties.get("vpnGatewayId") == vpn_gateway_id:
            for number in TUNNELS:
                if row.properties.get(f"tunnel{number}InsideCidr"):
                    yield IPv4Network(row.properties[f"tunnel{number}InsideCidr"])


def _pick_inside(taken: set[IPv4Network]) -> IPv4Network:
    """A free /30 where none was asked for: AWS chooses, anywhere in 169.254.0.0/16."""
    while True:
        candidate = IPv4Network((int(INSIDE_RANGE.network_address) + secrets.randbelow(1 << 14) * 4, 30))
        if candidate not in taken and candidate not in RESERVED_INSIDE:
            return candidate


def target_of(world: World, inputs: Mapping[str, Any]) -> Row | None:
    """The gateway that a connection ends at: a virtual private gateway or a transit gateway."""
    targets = ((tokens.VPN_GATEWAY, "vpnGatewayId"), (tokens.TRANSIT_GATEWAY, "transitGatewayId"))
    rows = (world.get(token, str(inputs.get(name) or "")) for token, name in targets)
    return next((row for row in rows if row is not None), None)


def _amazon_asn(request: Request) -> str:
    gateway = target_of(request.world, request.inputs)
    return str(gateway.properties.get("amazonSideAsn", "64512")) if gateway else "64512"


def twin_of(request: Request) -> Row | None:
    """The connection that a repeated CreateVpnConnection answers: everything that is asked for is so already.

    Source: botocore ec2/2016-11-15, CreateVpnConnection ("an idempotent operation").
    """
    asked = {name: value for name, value in request.inputs.items() if name not in {"tags", "tagsAll", *SECRETS}}
    for row in request.world.rows(tokens.VPN_CONNECTION):
        if row.region == region_of(request) and all(row.properties.get(name) == asked[name] for name in asked):
            return row
    return None


def _generated_key() -> str:
    """A key as AWS makes them: 32 letters and digits, the first no zero."""
    letters = string.ascii_letters + string.digits
    return secrets.choice(string.ascii_letters) + "".join(secrets.choice(letters) for _ in range(31))


def _inside(number: int, inside: IPv4Network) -> dict[str, str]:
    """The inside network of a tunnel: AWS has its first address, the customer the second."""
    prefix = f"tunnel{number}"
    return {
        f"{prefix}InsideCidr": str(inside),
        f"{prefix}VgwInsideAddress": str(inside[1]),
        f"{prefix}CgwInsideAddress": str(inside[2]),
    }


def _tunnel(request: Request, number: int, inside: IPv4Network, address: str) -> dict[str, Any]:
    inputs, prefix = request.inputs, f"tunnel{number}"
    bgp = not inputs.get("staticRoutesOnly", False)
    outputs = {f"{prefix}{name}": inputs.get(f"{prefix}{name}", value) for name, value in DEFAULTS.items()}
    return outputs | {
        f"{prefix}Address": address,
        **_inside(number, inside),
        f"{prefix}BgpAsn": _amazon_asn(request) if bgp else "",
        f"{prefix}BgpHoldtime": 30 if bgp else 0,
        f"{prefix}PresharedKey": inputs.get(f"{prefix}PresharedKey") or _generated_key(),
        f"{prefix}LogOptions": inputs.get(f"{prefix}LogOptions", _LOGS_OFF),
    }


def _storage(request: Request, identity: str) -> dict[str, str]:
    """Where the keys are kept; those in Secrets Manager are not shown any more."""
    storage = str(request.inputs.get("presharedKeyStorage", "Standard"))
    if storage != "SecretsManager":
        return {"presharedKeyStorage": storage, "presharedKeyArn": ""}
    held = request.existing.properties.get("presharedKeyArn") if request.existing else None
    secret = held or arn(request, "secretsmanager", f"secret:s2svpn!{identity}-{secrets.token_hex(3)}")
    return {"presharedKeyStorage": storage, "presharedKeyArn": secret, **dict.fromkeys(KEYS, REDACTED)}


def _configuration(request: Request, identity: str, outputs: Mapping[str, Any]) -> str:
    """The XML that AWS offers for the customer's device."""
    customer = request.world.get(tokens.CUSTOMER_GATEWAY, str(request.inputs.get("customerGatewayId", "")))
    root = Element("vpn_connection", {"id": identity})
    SubElement(root, "customer_gateway_id").text = str(request.inputs.get("customerGatewayId", ""))
    for name, element in (("vpnGatewayId", "vpn_gateway_id"), ("transitGatewayId", "transit_gateway_id")):
        if request.inputs.get(name):
            SubElement(root, element).text = str(request.inputs[name])
    SubElement(root, "vpn_connection_type").text = str(request.inputs.get("type", "ipsec.1"))
    for number in TUNNELS:
        tunnel, prefix = SubElement(root, "ipsec_tunnel"), f"tunnel{number}"
        ends = (
            ("customer_gateway", customer.properties.get("ipAddress", "") if customer else "", "CgwInsideAddress"),
            ("vpn_gateway", outputs[f"{prefix}Address"], "VgwInsideAddress"),
        )
        for name, outside, inside in ends:
            end = SubElement(tunnel, name)
            SubElement(SubElement(end, "tunnel_outside_address"), "ip_address").text = str(outside)
            SubElement(SubElement(end, "tunnel_inside_address"), "ip_address").text = outputs[f"{prefix}{inside}"]
        SubElement(SubElement(tunnel, "ike"), "pre_shared_key").text = outputs[f"{prefix}PresharedKey"]
    return tostring(root, encoding="unicode")


def _telemetry(address: str) -> dict[str, Any]:
    return {
        "outsideIpAddress": address,
        "status": "DOWN",
        "statusMessage": "IPSEC IS DOWN",
        "lastStatusChange": now(),
        "acceptedRouteCount": 0,
        "certificateArn": "",
    }


def _repeated(request: Request, twin: Row) -> Mapping[str, Any]:
    """One thing, asked for twice: the newest asker holds it, and the first delete takes it away for both.

    A key that AWS made is sealed in the row, so that it is made anew here where AWS would answer it again.
    """
    request.world.remove(twin.token, twin.id)
    outputs = {name: value for name, value in twin.properties.items() if name not in SECRETS}
    in_secrets_manager = outputs.get("presharedKeyStorage") == "SecretsManager"
    for key in KEYS:
        outputs[key] = REDACTED if in_secrets_manager else request.inputs.get(key) or _generated_key()
    return outputs | {"customerGatewayConfiguration": _configuration(request, twin.id, outputs)}


def make_connection(request: Request) -> tuple[str, Mapping[str, Any]]:
    """Make a VPN connection with two tunnels of distinct outside and inside addresses; asked twice, the same one."""
    twin = twin_of(request)
    if twin is not None:
        return twin.id, _repeated(request, twin)
    identity, inputs = aws_id("vpn"), request.inputs
    given = {number: inputs.get(f"tunnel{number}InsideCidr") for number in TUNNELS}
    taken = {IPv4Network(each) for each in given.values() if each}
    taken |= set(inside_networks(request.world, str(inputs.get("vpnGatewayId", ""))))
    held, outputs = set(outside_addresses_in_use(request.world)), dict[str, Any]()
    for number in TUNNELS:
        asked = given[number]
        inside = IPv4Network(asked) if asked else _pick_inside(taken)
        address = free_address(AWS_OUTSIDE, f"{request.urn}#{number}", held, "VpnConnectionLimitExceeded")
        taken.add(inside)
        held.add(address)
        outputs |= _tunnel(request, number, inside, address)
    outputs |= {
        "arn": arn(request, "ec2", f"vpn-connection/{identity}"),
        "region": region_of(request),
        "routes": [],
        "staticRoutesOnly": inputs.get("staticRoutesOnly", False),
        "enableAcceleration": inputs.get("enableAcceleration", False),
        "localIpv4NetworkCidr": inputs.get("localIpv4NetworkCidr", "0.0.0.0/0"),
        "remoteIpv4NetworkCidr": inputs.get("remoteIpv4NetworkCidr", "0.0.0.0/0"),
        "outsideIpAddressType": inputs.get("outsideIpAddressType", "PublicIpv4"),
        "tunnelInsideIpVersion": inputs.get("tunnelInsideIpVersion", "ipv4"),
        "vgwTelemetries": [_telemetry(outputs[f"tunnel{number}Address"]) for number in TUNNELS],
    }
    outputs |= _storage(request, identity) | _attached(request, identity)
    return identity, outputs | {"customerGatewayConfiguration": _configuration(request, identity, outputs)}


def _attached(request: Request, identity: str) -> dict[str, str]:
    """The attachment of a connection that ends at a transit gateway; a new target makes a new one."""
    gateway, existing = str(request.inputs.get("transitGatewayId") or ""), request.existing
    if existing is not None:
        if gateway == (existing.properties.get("transitGatewayId") or ""):
            return {}
        attachments.detach_connection(request.world, identity)
    attachment = aws_id("tgw-attach") if gateway else ""
    if gateway:
        attachments.attach_connection(request.world, gateway, attachment, identity)
    return {"transitGatewayAttachmentId": attachment}


def connection_planted(row: Row, world: World) -> None:
    """Somebody else's connection to a transit gateway has its attachment there, under the id that it answers."""
    gateway, attachment = (row.properties.get(name) for name in ("transitGatewayId", "transitGatewayAttachmentId"))
    if gateway and attachment:
        attachments.attach_connection(world, str(gateway), str(attachment), row.id)


def connection_deleted(request: Request) -> None:
    """A connection takes its attachment with it."""
    if request.existing is not None:
        attachments.detach_connection(request.world, request.existing.id)


def update_connection(request: Request) -> Mapping[str, Any]:
    """A changed option, key or inside range shows in the outputs; outside addresses stay.

    An option taken away goes back to AWS's default, an inside range taken away stays.
    """
    bgp = not request.inputs.get("staticRoutesOnly", False)
    changed: dict[str, Any] = {}
    for number in TUNNELS:
        for name, default in DEFAULTS.items():
            changed[f"tunnel{number}{name}"] = request.inputs.get(f"tunnel{number}{name}", default)
        if asked := request.inputs.get(f"tunnel{number}InsideCidr"):
            changed |= _inside(number, IPv4Network(asked))
        changed[f"tunnel{number}BgpAsn"] = _amazon_asn(request) if bgp else ""
        changed[f"tunnel{number}LogOptions"] = request.inputs.get(f"tunnel{number}LogOptions", _LOGS_OFF)
    existing = request.existing
    if existing is not None:
        changed |= {key: request.inputs[key] for key in KEYS if request.inputs.get(key)}
        changed |= _storage(request, existing.id) | _attached(request, existing.id)
    # A key that AWS made is sealed in the row, so that only a document of given keys can be written anew.
    if existing is not None and all(request.inputs.get(f"tunnel{number}PresharedKey") for number in TUNNELS):
        now_so = {**existing.properties, **request.inputs, **changed}
        changed["customerGatewayConfiguration"] = _configuration(request, existing.id, now_so)
    return changed
