"""Inside ranges of tunnels."""

import ipaddress
from fnmatch import fnmatchcase

from pulumi_policy import ResourceValidationArgs, Severity

from .kit.ranges import IpNetwork, holds
from .kit.reading import State, Value, read_one
from .kit.rule import Findings, ResourceRule, Settings
from .kit.types import VPN_CONNECTION, words

_LINK_LOCAL = ipaddress.ip_network("169.254.0.0/16")
# AWS keeps these for itself: Site-to-Site VPN user guide, "Tunnel options", inside tunnel IPv4 CIDR.
_RESERVED_BY_AWS = frozenset(
    ipaddress.ip_network(text)
    for text in (
        "169.254.0.0/30",
        "169.254.1.0/30",
        "169.254.2.0/30",
        "169.254.3.0/30",
        "169.254.4.0/30",
        "169.254.5.0/30",
        "169.254.169.252/30",
    )
)
# Azure takes custom BGP (APIPA) addresses from 169.254.21.0 to 169.254.22.255 only: "How to connect AWS and Azure using
# a BGP-enabled VPN gateway".
_AZURE_APIPA = (ipaddress.ip_network("169.254.21.0/24"), ipaddress.ip_network("169.254.22.0/24"))


def inside_range_allowed() -> ResourceRule:
    """Both tunnels of a VPN connection state an inside range that AWS, and with BGP also Azure, accepts.

    Left out, AWS picks a range of its own, from outside what Azure takes, and only after the connection exists. One
    connection alone does not say what is at its other end: those that lead elsewhere are named by configuration.
    """
    return ResourceRule(
        id="tunnels-inside-range-allowed",
        display_name="tunnel-inside-range-allowed",
        description="Both tunnels of a VPN connection must state an inside range that both clouds accept.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn"),
        remediation_steps=(
            "Set tunnel1InsideCidr and tunnel2InsideCidr, each to a /30 of its own: from 169.254.21.0 to "
            "169.254.22.255 with BGP; with static routes any /30 of 169.254.0.0/16 that AWS does not reserve."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/VPNTunnels.html",
        settings={
            "other_peers": {
                "type": "array",
                "description": "Logical names (or patterns) of VPN connections whose other end is not Azure.",
                "items": {"type": "string"},
                "default": [],
            }
        },
        types=frozenset({VPN_CONNECTION}),
        check=_check,
    )


def _check(args: ResourceValidationArgs, settings: Settings) -> Findings:
    holder = words(args.resource_type, args.name)
    if read_one(args.props, "tunnelInsideIpVersion").content == "ipv6":
        return Findings(not_applicable=f"{holder} has IPv6 tunnels.")
    findings = Findings()
    azure = not any(fnmatchcase(args.name, pattern) for pattern in settings["other_peers"])
    static = read_one(args.props, "staticRoutesOnly")
    if azure and static.state is State.UNKNOWN:
        findings.not_checked.append(static.not_checked(holder))
    # Left out, routing is dynamic; when it is not known, only what holds for both kinds is judged.
    bgp = azure and static.content is not True and static.state is not State.UNKNOWN
    for name in ("tunnel1InsideCidr", "tunnel2InsideCidr"):
        value = read_one(args.props, name)
        if value.state in {State.UNKNOWN, State.HIDDEN}:
            findings.not_checked.append(value.not_checked(holder))
        elif value.state is State.MISSING and not azure:
            continue  # AWS picks one, and nothing but the peer's own device has to take it
        elif fault := _fault(value, bgp=bgp):
            findings.violations.append((f"{name} of {holder} {fault}", args.urn))
    return findings


def _fault(value: Value, *, bgp: bool) -> str:
    """What is wrong with an inside range, as the rest of a sentence; empty when nothing is."""
    if value.state is State.MISSING:
        return "must be set, because AWS otherwise picks a range that Azure may refuse."
    network = _strict(str(value.content))
    if network is None or network.prefixlen != 30 or not holds(_LINK_LOCAL, network):
        return f"must be a /30 inside {_LINK_LOCAL}; found {value.content}."
    if network in _RESERVED_BY_AWS:
        return f"must not be {network}, which AWS reserves."
    if bgp and not any(holds(allowed, network) for allowed in _AZURE_APIPA):
        return f"must be from 169.254.21.0 to 169.254.22.255, where Azure takes BGP addresses; found {network}."
    return ""


def _strict(text: str) -> IpNetwork | None:
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None
