"""What AWS refuses about the options of a VPN connection's two tunnels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.tunnels import (
    DEFAULTS,
    INSIDE_RANGE,
    RESERVED_INSIDE,
    TUNNELS,
    inside_networks,
    twin_of,
)
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import Topic, as_number, ipv4, own_id

_topic: Final = Topic()
_GUIDE: Final = "AWS VPN user guide, Tunnel options; botocore ec2/2016-11-15, VpnTunnelOptionsSpecification"
_INSIDE: Final = f"{_GUIDE}, TunnelInsideCidr"
_INITIATION: Final = "AWS VPN user guide, Tunnel initiation options"
_KEY: Final = re.compile(r"[A-Za-z1-9._][A-Za-z0-9._]{7,63}")
_GROUPS: Final = frozenset({2, *range(14, 25), 35})

RANGES: Final[Mapping[str, tuple[int, int | None]]] = {
    "Phase1LifetimeSeconds": (900, 28800),
    "Phase2LifetimeSeconds": (900, 3600),
    "RekeyFuzzPercentage": (0, 100),
    "ReplayWindowSize": (64, 2048),
    "DpdTimeoutSeconds": (30, None),
}
"""Option: least and most."""

_ENCRYPTION: Final = frozenset({"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"})
_INTEGRITY: Final = frozenset({"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"})
CHOICES: Final[Mapping[str, frozenset[Any]]] = {
    "IkeVersions": frozenset({"ikev1", "ikev2"}),
    "Phase1EncryptionAlgorithms": _ENCRYPTION,
    "Phase2EncryptionAlgorithms": _ENCRYPTION,
    "Phase1IntegrityAlgorithms": _INTEGRITY,
    "Phase2IntegrityAlgorithms": _INTEGRITY,
    "Phase1DhGroupNumbers": _GROUPS,
    "Phase2DhGroupNumbers": _GROUPS | {5, 36, 37},
    "DpdTimeoutAction": frozenset({"clear", "none", "restart"}),
    "StartupAction": frozenset({"add", "start"}),
}
"""Option: what it, or each of its items, may be."""


def _each_tunnel(judge: Callable[[Request, str], str | None]) -> Callable[[Request], str | None]:
    """A judgement of one tunnel, given the prefix of its properties, becomes one of the connection."""

    def finds(request: Request) -> str | None:
        answers = (judge(request, f"tunnel{number}") for number in TUNNELS)
        return next((each for each in answers if each is not None), None)

    return finds


def _refuse(rule: str, says: str, source: str, judge: Callable[[Request, str], str | None]) -> None:
    _topic.refuses(rule, tokens.VPN_CONNECTION, "InvalidParameterValue", says, source)(_each_tunnel(judge))


def _not_a_30(request: Request, tunnel: str) -> str | None:
    value = request.inputs.get(f"{tunnel}InsideCidr")
    network = ipv4(value)
    if value is None or (network is not None and network.prefixlen == 30 and str(network) == value):
        return None
    return f"{tunnel}InsideCidr {value} is not a /30."


def _outside(request: Request, tunnel: str) -> str | None:
    network = ipv4(request.inputs.get(f"{tunnel}InsideCidr"))
    inside = network is None or network.subnet_of(INSIDE_RANGE)
    return None if inside else f"{tunnel}InsideCidr {network} is outside {INSIDE_RANGE}."


def _reserved(request: Request, tunnel: str) -> str | None:
    network = ipv4(request.inputs.get(f"{tunnel}InsideCidr"))
    return f"{tunnel}InsideCidr {network} is reserved." if network in RESERVED_INSIDE else None


def _key(request: Request, tunnel: str) -> str | None:
    key = request.inputs.get(f"{tunnel}PresharedKey")
    if key is None or _KEY.fullmatch(str(key)):
        return None
    return f"{tunnel}PresharedKey: 8 to 64 letters, digits, periods and underscores, not beginning with a zero."


def _range(request: Request, tunnel: str) -> str | None:
    for name, (least, most) in RANGES.items():
        value = request.inputs.get(f"{tunnel}{name}")
        if value is not None and (as_number(value) < least or (most is not None and as_number(value) > most)):
            return f"{tunnel}{name} {value} is outside {least} to {most if most is not None else 'any'}."
    return None


def _choice(request: Request, tunnel: str) -> str | None:
    for name, allowed in CHOICES.items():
        value = request.inputs.get(f"{tunnel}{name}")
        for each in value if isinstance(value, list) else [value]:
            if each is not None and each not in allowed:
                return f"{tunnel}{name} {each} is none of {', '.join(map(str, sorted(allowed, key=str)))}."
    return None


def _option(request: Request, tunnel: str, name: str) -> int:
    return as_number(request.inputs.get(f"{tunnel}{name}", DEFAULTS[name]))


def _phases(request: Request, tunnel: str) -> str | None:
    first = _option(request, tunnel, "Phase1LifetimeSeconds")
    second = _option(request, tunnel, "Phase2LifetimeSeconds")
    if second < first:
        return None
    return f"{tunnel}: the phase 2 lifetime {second} has to be less than the phase 1 lifetime {first}."


def _margin(request: Request, tunnel: str) -> str | None:
    margin = _option(request, tunnel, "RekeyMarginTimeSeconds")
    half = _option(request, tunnel, "Phase2LifetimeSeconds") // 2
    return None if 60 <= margin <= half else f"{tunnel}RekeyMarginTimeSeconds {margin} is outside 60 to {half}."


def _start(request: Request, tunnel: str) -> str | None:
    versions = request.inputs.get(f"{tunnel}IkeVersions") or ["ikev1", "ikev2"]
    if request.inputs.get(f"{tunnel}StartupAction") == "start" and "ikev2" not in versions:
        return f"{tunnel}StartupAction start works with ikev2 only."
    return None


def _start_address(request: Request, tunnel: str) -> str | None:
    customer = request.world.get(tokens.CUSTOMER_GATEWAY, str(request.inputs.get("customerGatewayId", "")))
    if request.inputs.get(f"{tunnel}StartupAction") != "start" or customer is None:
        return None
    return (
        None if customer.properties.get("ipAddress") else f"{tunnel}StartupAction start: {customer.id} has no address."
    )


def _log_group(request: Request, tunnel: str) -> str | None:
    options = (request.inputs.get(f"{tunnel}LogOptions") or {}).get("cloudwatchLogOptions") or {}
    known = {row.properties.get("arn") for row in request.world.rows(tokens.LOG_GROUP)}
    for switch, name in (("logEnabled", "logGroupArn"), ("bgpLogEnabled", "bgpLogGroupArn")):
        group = str(options.get(name) or "")
        if options.get(switch) and group.removesuffix(":*") not in known:
            return f"{tunnel}LogOptions: {name} {group or '(none)'} is no log group that exists."
    return None


_refuse("aws-tunnel-inside-size", "A tunnel's inside range is a /30.", _INSIDE, _not_a_30)
_refuse("aws-tunnel-inside-range", "A tunnel's inside range lies in 169.254.0.0/16.", _INSIDE, _outside)
_refuse("aws-tunnel-inside-reserved", "A tunnel's inside range is none that AWS reserves.", _INSIDE, _reserved)
_refuse("aws-tunnel-key", "A pre-shared key has 8 to 64 letters, digits, `.` and `_`, no leading zero.", _GUIDE, _key)
_refuse("aws-tunnel-option-range", "Lifetimes, fuzz, replay window and DPD keep their limits.", _GUIDE, _range)
_refuse("aws-tunnel-option-choice", "Algorithms, groups, versions and actions are among AWS's.", _GUIDE, _choice)
_refuse("aws-tunnel-phases", "Phase 2 lives shorter than phase 1.", _GUIDE, _phases)
_refuse("aws-tunnel-rekey-margin", "The rekey margin is 60 seconds to half of phase 2.", _GUIDE, _margin)
_refuse("aws-tunnel-start", "AWS starts tunnels with IKEv2 only.",
        f"{_INITIATION}, rules and limitations", _start)  # fmt: skip
_refuse("aws-tunnel-start-address", "AWS starts tunnels to a customer gateway with an address only.",
        f"{_INITIATION}, rules and limitations", _start_address)  # fmt: skip
_refuse("aws-tunnel-log-group", "Tunnel logs that are switched on go to a log group that exists.",
        "AWS VPN user guide, Site-to-Site VPN logs (code not documented)", _log_group)  # fmt: skip


@_topic.refuses(
    "aws-tunnel-inside-taken", tokens.VPN_CONNECTION, "InvalidParameterValue",
    "Inside ranges are unique over all connections of a virtual private gateway.", _INSIDE,
)  # fmt: skip
def _taken(request: Request) -> str | None:
    if request.existing is None and twin_of(request) is not None:
        return None  # the same call again, which AWS answers with what it made
    seen = set(inside_networks(request.world, str(request.inputs.get("vpnGatewayId", "")), own_id(request)))
    for number in TUNNELS:
        network = ipv4(request.inputs.get(f"tunnel{number}InsideCidr"))
        if network in seen:
            return f"tunnel{number}InsideCidr {network} is used by another tunnel of the gateway."
        if network is not None:
            seen.add(network)
    return None


ROWS: Final = tuple(_topic.rows)
