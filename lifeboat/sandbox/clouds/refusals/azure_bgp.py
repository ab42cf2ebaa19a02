"""What Azure refuses about BGP: custom addresses of a gateway, and connections that use them."""

from __future__ import annotations

from collections import Counter
from ipaddress import IPv4Address
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import find, parent_id, resource_id
from lifeboat.sandbox.clouds.azure.gateway import configuration_id, custom_addresses, sku_of
from lifeboat.sandbox.clouds.azure.peering import space_of
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request, Row
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import Topic, ipv4

_topic: Final = Topic()
_AWS_GUIDE: Final = "Azure docs, How to connect AWS and Azure using a BGP-enabled VPN gateway (generic code)"
_BGP_GUIDE: Final = "Azure docs, Configure BGP for VPN Gateway (generic code)"
_API: Final = "Azure REST API 2024-05-01, IPConfigurationBgpPeeringAddress (generic code)"
_FAQ: Final = "Azure docs, VPN Gateway FAQ, BGP and routing (generic code)"
_SKUS: Final = "Azure docs, About gateway SKUs: Basic (generic code)"


def _own_configurations(request: Request) -> list[str]:
    gateway = request.existing.id if request.existing else resource_id(request)
    return [configuration_id(gateway, each) for each in request.inputs.get("ipConfigurations") or []]


@_topic.refuses(
    "azure-gateway-basic-bgp", tokens.VPN_GATEWAY, GENERIC,
    "A gateway of the Basic SKU has neither BGP nor active-active mode.", _SKUS,
)  # fmt: skip
def _basic(request: Request) -> str | None:
    asked = [name for name in ("enableBgp", "activeActive") if request.inputs.get(name)]
    return f"The SKU Basic does not have {', '.join(asked)}." if asked and sku_of(request.inputs) == "Basic" else None


@_topic.refuses(
    "azure-gateway-custom-bgp-place", tokens.VPN_GATEWAY, GENERIC,
    "Custom BGP addresses are given for an ip configuration of the gateway itself.", _API,
)  # fmt: skip
def _custom_place(request: Request) -> str | None:
    own = _own_configurations(request)
    for named, _addresses in custom_addresses(request.inputs):
        if not any(same(named, each) for each in own):
            return f"ipconfigurationId '{named}' is none of {', '.join(own)}."
    return None


@_topic.refuses(
    "azure-gateway-custom-bgp-twice", tokens.VPN_GATEWAY, GENERIC,
    "A custom BGP address is used once on a gateway.", _AWS_GUIDE,
)  # fmt: skip
def _custom_twice(request: Request) -> str | None:
    counted = Counter(each for _named, mine in custom_addresses(request.inputs) for each in mine)
    twice = [address for address, times in counted.items() if times > 1]
    return f"Custom BGP address {twice[0]} is given twice." if twice else None


@_topic.refuses(
    "azure-gateway-custom-bgp-standby", tokens.VPN_GATEWAY, GENERIC,
    "An active-standby gateway has one custom BGP address.", _AWS_GUIDE,
)  # fmt: skip
def _custom_standby(request: Request) -> str | None:
    found = [each for _named, mine in custom_addresses(request.inputs) for each in mine]
    if len(found) > 1 and not request.inputs.get("activeActive"):
        return f"{', '.join(found)}: a gateway that is not active-active supports one custom BGP address."
    return None


def _end(request: Request, token: str, name: str) -> Row | None:
    return find(request.world, token, (request.inputs.get(name) or {}).get("id"))


def _gateway(request: Request) -> Row | None:
    return _end(request, tokens.VPN_GATEWAY, "virtualNetworkGateway1")


def _peer_settings(request: Request) -> dict[str, Any] | None:
    """The BGP settings of the local network gateway; None when there is no such gateway."""
    peer = _end(request, tokens.LOCAL_GATEWAY, "localNetworkGateway2")
    return None if peer is None else dict(peer.properties.get("bgpSettings") or {})


@_topic.refuses(
    "azure-connection-gateway-without-bgp", tokens.CONNECTION, GENERIC,
    "BGP on a connection needs BGP on its gateway.", _BGP_GUIDE,
)  # fmt: skip
def _gateway_without_bgp(request: Request) -> str | None:
    gateway = _gateway(request)
    if request.inputs.get("enableBgp") and gateway is not None and not gateway.properties.get("enableBgp"):
        return f"enableBgp needs a gateway with enableBgp; {gateway.id} has it off."
    return None


@_topic.refuses(
    "azure-connection-peer-without-bgp", tokens.CONNECTION, GENERIC,
    "BGP on a connection needs ASN and BGP address of its local network gateway.", _BGP_GUIDE,
)  # fmt: skip
def _peer_without_bgp(request: Request) -> str | None:
    settings = _peer_settings(request)
    if not request.inputs.get("enableBgp") or settings is None:
        return None
    missing = [name for name in ("asn", "bgpPeeringAddress") if not settings.get(name)]
    return f"enableBgp needs bgpSettings of localNetworkGateway2; {', '.join(missing)} missing." if missing else None


@_topic.refuses(
    "azure-connection-custom-bgp-place", tokens.CONNECTION, GENERIC,
    "A connection picks custom BGP addresses that its gateway has, each on its own ip configuration.", _AWS_GUIDE,
)  # fmt: skip
def _connection_custom(request: Request) -> str | None:
    gateway = _gateway(request)
    if gateway is None:
        return None
    offered = custom_addresses(gateway.properties)
    for each in request.inputs.get("gatewayCustomBgpIpAddresses") or []:
        named, address = str(each.get("ipConfigurationId", "")), each.get("customBgpIpAddress")
        mine = [addresses for of, addresses in offered if same(of, named)]
        if not mine:
            return f"ipConfigurationId '{named}' is none of {gateway.id}."
        if address not in mine[0]:
            return f"{address} is no custom BGP address of {named}, which has {', '.join(mine[0]) or 'none'}."
    return None


@_topic.refuses(
    "azure-connection-apipa-peer", tokens.CONNECTION, GENERIC,
    "A peer with an APIPA address (169.254.0.0/16) needs a gateway with a custom BGP address.", _BGP_GUIDE,
)  # fmt: skip
def _apipa_peer(request: Request) -> str | None:
    gateway, peer = _gateway(request), str((_peer_settings(request) or {}).get("bgpPeeringAddress", ""))
    if not request.inputs.get("enableBgp") or gateway is None or ipv4(peer) is None:
        return None
    if IPv4Address(peer).is_link_local and not any(mine for _of, mine in custom_addresses(gateway.properties)):
        return f"The peer's BGP address is {peer}, and {gateway.id} has no custom BGP address."
    return None


@_topic.refuses(
    "azure-connection-peer-in-vnet", tokens.CONNECTION, GENERIC,
    "The peer's BGP address lies outside the gateway's virtual network.", _FAQ,
)  # fmt: skip
def _peer_in_network(request: Request) -> str | None:
    gateway, peer = _gateway(request), ipv4((_peer_settings(request) or {}).get("bgpPeeringAddress"))
    if not request.inputs.get("enableBgp") or gateway is None or peer is None:
        return None
    subnets = [
        str((each.get("subnet") or {}).get("id", "")) for each in gateway.properties.get("ipConfigurations") or []
    ]
    for prefix in (prefix for subnet in subnets for prefix in space_of(request.world, parent_id(subnet))):
        network = ipv4(prefix)
        if network is not None and peer.subnet_of(network):
            return f"The peer's BGP address {peer.network_address} lies in {prefix} of the gateway's virtual network."
    return None


ROWS: Final = tuple(_topic.rows)
