"""What Azure refuses about VPN gateways and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import find
from lifeboat.sandbox.clouds.azure.gateway import custom_addresses, sku_of, subnet_prefix
from lifeboat.sandbox.clouds.azure.network import location_of
from lifeboat.sandbox.clouds.azure.rules import listed
from lifeboat.sandbox.clouds.identifiers import arm_segment
from lifeboat.sandbox.clouds.model import Request, Row
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, ipv4

_topic: Final = Topic()
_SETTINGS: Final = "Azure docs, About VPN Gateway configuration settings"
_SKUS: Final = "Azure docs, About gateway SKUs and SKU consolidation"
_ACTIVE: Final = "Azure docs, About active-active VPN gateways"
_AWS_GUIDE: Final = "Azure docs, How to configure BGP with AWS (APIPA range)"

CUSTOM_BGP: Final = (IPv4Address("169.254.21.0"), IPv4Address("169.254.22.255"))
ZONAL_REGIONS: Final = frozenset({
    "australiaeast", "brazilsouth", "canadacentral", "centralindia", "centralus", "eastasia",
    "eastus", "eastus2", "francecentral", "germanywestcentral", "israelcentral", "italynorth",
    "japaneast", "koreacentral", "northeurope", "norwayeast", "polandcentral", "qatarcentral",
    "southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth",
    "uaenorth", "uksouth", "westeurope", "westus2", "westus3",
})  # fmt: skip
"""Regions with availability zones (Azure docs, Azure regions list)."""


def _configurations(request: Request) -> list[dict[str, Any]]:
    return list(request.inputs.get("ipConfigurations") or [])


def _subnets(request: Request) -> Iterator[tuple[str, Row | None]]:
    for each in _configurations(request):
        identity = str((each.get("subnet") or {}).get("id", ""))
        yield identity, find(request.world, tokens.SUBNET, identity)


def _addresses(request: Request) -> Iterator[Row]:
    for each in _configurations(request):
        row = find(request.world, tokens.PUBLIC_IP, (each.get("publicIPAddress") or {}).get("id"))
        if row is not None:
            yield row


def _sku(request: Request) -> str:
    return sku_of(request.inputs)


def _network_of(subnet_id: str) -> str:
    return subnet_id.lower().rsplit("/subnets/", 1)[0]


@_topic.refuses(
    "azure-gateway-subnet-name", tokens.VPN_GATEWAY, GENERIC,
    "A gateway goes into a subnet called GatewaySubnet.", f"{_SETTINGS}, Gateway subnet (generic code)",
)  # fmt: skip
def _subnet_name(request: Request) -> str | None:
    bad = [identity for identity, _ in _subnets(request) if arm_segment(identity, "subnets") != "GatewaySubnet"]
    return f"The subnet {bad[0]} is not named GatewaySubnet." if bad else None


@_topic.refuses(
    "azure-gateway-subnet-small", tokens.VPN_GATEWAY, GENERIC,
    "GatewaySubnet is /27 or larger for every SKU but Basic.", f"{_SETTINGS}, Gateway subnet (generic code)",
)  # fmt: skip
def _subnet_small(request: Request) -> str | None:
    for identity, row in _subnets(request):
        network = ipv4(subnet_prefix(row.properties)) if row else None
        if network is not None and network.prefixlen > 27 and _sku(request) != "Basic":
            return f"{identity} is {network}; gateway SKU {_sku(request)} needs /27 or larger."
    return None


@_topic.refuses(
    "azure-gateway-second-in-vnet", tokens.VPN_GATEWAY, GENERIC,
    "A virtual network holds one VPN gateway.", f"{_SETTINGS}, Gateway types (generic code)", CREATE,
)  # fmt: skip
def _second_gateway(request: Request) -> str | None:
    mine = {_network_of(identity) for identity, _ in _subnets(request)}
    for row in request.world.rows(tokens.VPN_GATEWAY):
        theirs = {
            _network_of(str((each.get("subnet") or {}).get("id", "")))
            for each in row.properties.get("ipConfigurations") or []
        }
        if mine & theirs and row.properties.get("gatewayType") == request.inputs.get("gatewayType"):
            return f"The virtual network has the gateway {row.id} already."
    return None


@_topic.refuses(
    "azure-gateway-sku-not-zonal", tokens.VPN_GATEWAY, "NonAzSkusNotAllowedForVPNGateway",
    "New gateways take an AZ SKU: VpnGw1 to VpnGw5 without AZ are refused.", _SKUS, CREATE,
)  # fmt: skip
def _sku_not_zonal(request: Request) -> str | None:
    if _sku(request) in {f"VpnGw{number}" for number in range(1, 6)}:
        return f"{_sku(request)}: only VpnGw1AZ to VpnGw5AZ can be created."
    return None


@_topic.refuses(
    "azure-gateway-public-ip-sku", tokens.VPN_GATEWAY, GENERIC,
    "An AZ gateway takes Standard static public addresses.", f"{_SKUS}; VPN Gateway FAQ (generic code)",
)  # fmt: skip
def _address_sku(request: Request) -> str | None:
    for row in _addresses(request):
        standard = str((row.properties.get("sku") or {}).get("name", "Basic")) != "Basic"
        if _sku(request).endswith("AZ") and not (
            standard and row.properties.get("publicIPAllocationMethod") == "Static"
        ):
            return f"{row.id} is not a Standard static public address."
    return None


@_topic.refuses(
    "azure-gateway-public-ip-zones", tokens.VPN_GATEWAY, "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
    "In a region with zones an AZ gateway takes public addresses that name their zones.",
    f"{_SKUS}; code of the refused PUT since 2025", CREATE,
)  # fmt: skip
def _address_zones(request: Request) -> str | None:
    if not _sku(request).endswith("AZ") or location_of(request) not in ZONAL_REGIONS:
        return None
    bad = [row.id for row in _addresses(request) if not row.properties.get("zones")]
    return f"{bad[0]} has no zones configured." if bad else None


@_topic.refuses(
    "azure-gateway-active-active", tokens.VPN_GATEWAY, GENERIC,
    "An active-active gateway has two IP configurations with two public addresses.", f"{_ACTIVE} (generic code)",
)  # fmt: skip
def _active_active(request: Request) -> str | None:
    if request.inputs.get("activeActive") and len({row.id for row in _addresses(request)}) < 2:
        return "Active-active needs two IP configurations, each with a public address of its own."
    return None


@_topic.refuses(
    "azure-gateway-standby-addresses", tokens.VPN_GATEWAY, GENERIC,
    "An active-standby gateway has one IP configuration.", f"{_ACTIVE} (generic code)",
)  # fmt: skip
def _standby(request: Request) -> str | None:
    found = len(_configurations(request))
    if found > 1 and not request.inputs.get("activeActive"):
        return f"{found} IP configurations were given; a gateway that is not active-active has one."
    return None


@_topic.refuses(
    "azure-gateway-subnet-default-route", tokens.VPN_GATEWAY, GENERIC,
    "A gateway is not made in a GatewaySubnet whose route table has a route for 0.0.0.0/0.",
    f"{_SETTINGS}, Gateway subnet (generic code)", CREATE,
)  # fmt: skip
def _default_route(request: Request) -> str | None:
    for identity, row in _subnets(request):
        table = (
            find(request.world, tokens.ROUTE_TABLE, (row.properties.get("routeTable") or {}).get("id")) if row else None
        )
        routes = listed(request.world, tokens.ROUTE, table.id, table.properties) if table else []
        if any(each.get("addressPrefix") == "0.0.0.0/0" for each in routes):
            return f"{identity} has a route for 0.0.0.0/0."
    return None


@_topic.refuses(
    "azure-gateway-custom-bgp-range", tokens.VPN_GATEWAY, GENERIC,
    "Custom BGP addresses lie in 169.254.21.0 to 169.254.22.255.", f"{_AWS_GUIDE} (generic code)",
)  # fmt: skip
def _custom_bgp(request: Request) -> str | None:
    for _configuration, addresses in custom_addresses(request.inputs):
        for address in addresses:
            if not CUSTOM_BGP[0] <= IPv4Address(address) <= CUSTOM_BGP[1]:
                return f"Custom BGP address {address} is outside {CUSTOM_BGP[0]} to {CUSTOM_BGP[1]}."
    return None


ROWS: Final = tuple(_topic.rows)
