"""What Azure refuses when a VPN gateway changes: its generation, its SKU, its type."""

from __future__ import annotations

import re
from typing import Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.gateway import generations, sku_of
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

_topic: Final = Topic()
_UPDATE: Final = frozenset({Operation.UPDATE})
_UPGRADE: Final = "Azure docs, Upgrade a VPN Gateway SKU, limitations (generic code)"


@_topic.refuses(
    "azure-gateway-generation-sku", tokens.VPN_GATEWAY, GENERIC,
    "A SKU exists in its generations only: VpnGw1 in the first, VpnGw4 and VpnGw5 in the second.",
    "Azure docs, About gateway SKUs, table of SKUs and generations (generic code)", CREATE,
)  # fmt: skip
def _generation_of_sku(request: Request) -> str | None:
    wanted, known = request.inputs.get("vpnGatewayGeneration"), generations(sku_of(request.inputs))
    if wanted in {"Generation1", "Generation2"} and wanted not in known:
        return f"{sku_of(request.inputs)} is of {' and '.join(known)}, not of {wanted}."
    return None


@_topic.refuses(
    "azure-gateway-generation-change", tokens.VPN_GATEWAY, "CrossSeriesOrCrossGatewayGenenrationResizeNotSupported",
    "A gateway stays in its generation.", "terraform-provider-azurerm#5535 (the answer of the refused PUT)", _UPDATE,
)  # fmt: skip
def _generation_change(request: Request) -> str | None:
    before = str(request.existing.properties.get("vpnGatewayGeneration", "")) if request.existing else ""
    wanted = request.inputs.get("vpnGatewayGeneration") or before
    if before and (wanted != before or before not in generations(sku_of(request.inputs))):
        return (
            "Resize from ASeries to DSeries or vice versa and Resize across VirtualNetworkVpnGatewayGenerations are "
            "not supported."
        )
    return None


def _size(sku: str) -> int:
    found = re.search(r"\d", sku)
    return int(found[0]) if found else 0


@_topic.refuses(
    "azure-gateway-sku-change", tokens.VPN_GATEWAY, GENERIC,
    "A gateway's SKU is raised in place; it is never lowered, and Basic is never left.", _UPGRADE, _UPDATE,
)  # fmt: skip
def _sku_change(request: Request) -> str | None:
    before, wanted = sku_of(request.existing.properties) if request.existing else "", sku_of(request.inputs)
    if not before or before == wanted or ("Basic" not in {before, wanted} and _size(wanted) >= _size(before)):
        return None
    return f"{before} cannot become {wanted}: delete the gateway and create a new one."


@_topic.refuses(
    "azure-gateway-type-change", tokens.VPN_GATEWAY, GENERIC,
    "Gateway type and VPN type stay as they were made.",
    "Azure docs, About VPN Gateway configuration settings, VPN types; ForceNew of type and vpn_type in "
    "terraform-provider-azurerm (generic code)", _UPDATE,
)  # fmt: skip
def _type_change(request: Request) -> str | None:
    before = request.existing.properties if request.existing else {}
    for name in ("gatewayType", "vpnType"):
        if before.get(name) and request.inputs.get(name) and before[name] != request.inputs[name]:
            return f"{name} {before[name]} cannot become {request.inputs[name]}."
    return None


ROWS: Final = tuple(_topic.rows)
