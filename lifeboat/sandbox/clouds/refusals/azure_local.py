"""What Azure refuses about local network gateways: the devices at the other end of the tunnels."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import Topic, as_number, has_host_bits, ipv4, own_id

_topic: Final = Topic()
_FAQ: Final = "Azure docs, VPN Gateway FAQ, BGP and routing"
_LOCAL_API: Final = "Azure REST API, Local Network Gateways - Create Or Update"

RESERVED_ASNS: Final = frozenset({
    8074, 8075, 12076, 65515, *range(65517, 65521), 23456, *range(64496, 64512), *range(65535, 65552), 4294967295,
})  # fmt: skip
"""ASNs that a peer of an Azure gateway cannot have (VPN Gateway FAQ)."""


def _local_space(request: Request) -> list[str]:
    return list((request.inputs.get("localNetworkAddressSpace") or {}).get("addressPrefixes") or [])


@_topic.refuses(
    "azure-local-gateway-without-address", tokens.LOCAL_GATEWAY, "InvalidRequestFormat",
    "A local network gateway has an IP address or a name (fqdn).", _LOCAL_API,
)  # fmt: skip
def _local_address(request: Request) -> str | None:
    if request.inputs.get("gatewayIpAddress") or request.inputs.get("fqdn"):
        return None
    return "Either gatewayIpAddress or fqdn has to be given."


@_topic.refuses(
    "azure-local-gateway-empty", tokens.LOCAL_GATEWAY, "LocalNetworkGatewayCannotHaveEmptyAddressPrefixAndBgpSettings",
    "A local network gateway has ranges, BGP settings or both.",
    "terraform-provider-azurerm#15163 (the answer of the refused PUT), PR#15159 (by design)",
)  # fmt: skip
def _local_empty(request: Request) -> str | None:
    if _local_space(request) or request.inputs.get("bgpSettings"):
        return None
    name = own_id(request) or request.name
    return f"The local network gateway {name} cannot have both empty address prefix and empty BGP Settings."


@_topic.refuses(
    "azure-local-gateway-overlap", tokens.LOCAL_GATEWAY, GENERIC,
    "The ranges of a local network gateway do not overlap each other.", f"{_LOCAL_API} (generic code)",
)  # fmt: skip
def _local_overlap(request: Request) -> str | None:
    networks = [each for each in map(ipv4, _local_space(request)) if each is not None]
    for place, one in enumerate(networks):
        for other in networks[place + 1 :]:
            if one.overlaps(other):
                return f"{one} overlaps {other}."
    return None


@_topic.refuses(
    "azure-local-gateway-host-bits", tokens.LOCAL_GATEWAY, "InvalidCIDRNotation",
    "The ranges of a local network gateway have no bits set behind their prefix length.", _LOCAL_API,
)  # fmt: skip
def _local_host_bits(request: Request) -> str | None:
    bad = [each for each in _local_space(request) if has_host_bits(each)]
    return f"{bad[0]} should be {ipv4(bad[0])}." if bad else None


@_topic.refuses(
    "azure-local-gateway-apipa-range", tokens.LOCAL_GATEWAY, GENERIC,
    "Link-local ranges cannot be in a local network gateway's address space.", f"{_FAQ} (generic code)",
)  # fmt: skip
def _local_apipa(request: Request) -> str | None:
    link_local = IPv4Network("169.254.0.0/16")
    bad = [each for each in map(ipv4, _local_space(request)) if each is not None and each.overlaps(link_local)]
    return f"{bad[0]} is a link-local range." if bad else None


@_topic.refuses(
    "azure-local-gateway-asn", tokens.LOCAL_GATEWAY, GENERIC,
    "A peer's ASN is none that Azure or IANA reserves.", f"{_FAQ} (generic code)",
)  # fmt: skip
def _local_asn(request: Request) -> str | None:
    asn = (request.inputs.get("bgpSettings") or {}).get("asn")
    return f"ASN {asn} is reserved." if asn is not None and as_number(asn) in RESERVED_ASNS else None


@_topic.refuses(
    "azure-local-gateway-peer-is-gateway", tokens.LOCAL_GATEWAY, GENERIC,
    "The BGP peer address is not the device's public address.", f"{_FAQ} (generic code)",
)  # fmt: skip
def _local_peer(request: Request) -> str | None:
    peer = (request.inputs.get("bgpSettings") or {}).get("bgpPeeringAddress")
    if peer and same(str(peer), str(request.inputs.get("gatewayIpAddress", ""))):
        return f"{peer} is the public address of the device ({own_id(request) or request.name})."
    return None


ROWS: Final = tuple(_topic.rows)
