"""Azure VPN gateways, local network gateways and connections.

Sources: see `arm.py`; that a PUT leaves the shared key of a connection alone: terraform-provider-azurerm PR#11742,
azure-sdk-for-java#18083; that the protocol of a connection cannot change later: VPN Gateway FAQ, and ForceNew of
`connection_protocol` in terraform-provider-azurerm; default ASN 65515: VPN Gateway FAQ.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    COMMON_COMPUTED,
    find,
    group_reference,
    reference,
    replaced_by,
    touched,
    tracked,
)
from lifeboat.sandbox.clouds.azure.network import AZURERM_688
from lifeboat.sandbox.clouds.model import Request, ResourceType

DEFAULT_ASN: Final = 65515


def subnet_prefix(properties: Mapping[str, Any]) -> str:
    """The IPv4 range of a subnet, given alone or as the first of a list."""
    return str(properties.get("addressPrefix") or next(iter(properties.get("addressPrefixes") or [""])))


def _peering(request: Request, gateway: str, place: int, configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The BGP addresses of one gateway instance: its private one in GatewaySubnet, and the custom ones asked for."""
    subnet = find(request.world, tokens.SUBNET, (configuration.get("subnet") or {}).get("id"))
    public = find(request.world, tokens.PUBLIC_IP, (configuration.get("publicIPAddress") or {}).get("id"))
    own = f"{gateway}/ipConfigurations/{configuration.get('name', 'default')}"
    private = str(IPv4Network(subnet_prefix(subnet.properties))[-2 - place]) if subnet else ""
    asked = (request.inputs.get("bgpSettings") or {}).get("bgpPeeringAddresses") or []
    custom: Mapping[str, Any] = next(
        (each for each in asked if str(each.get("ipconfigurationId", "")).lower() == own.lower()), {}
    )
    return {
        "ipconfigurationId": own,
        "defaultBgpIpAddresses": [private],
        "customBgpIpAddresses": custom.get("customBgpIpAddresses", []),
        "tunnelIpAddresses": [public.properties.get("ipAddress", "")] if public else [],
    }


def _addresses(request: Request, gateway: str) -> Mapping[str, Any]:
    configurations = request.inputs.get("ipConfigurations") or []
    peerings = [_peering(request, gateway, place, each) for place, each in enumerate(configurations)]
    asked = request.inputs.get("bgpSettings") or {}
    return {
        "bgpSettings": {
            "asn": asked.get("asn", DEFAULT_ASN),
            "peerWeight": asked.get("peerWeight", 0),
            "bgpPeeringAddress": ",".join(each["defaultBgpIpAddresses"][0] for each in peerings),
            "bgpPeeringAddresses": peerings,
        },
        "ipConfigurations": [
            {**each, "id": peering["ipconfigurationId"]} for each, peering in zip(configurations, peerings, strict=True)
        ],
    }


def _make_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    generation = "Generation1" if str((request.inputs.get("sku") or {}).get("name", "")).startswith("VpnGw1") else ""
    return identity, outputs | {
        **_addresses(request, identity),
        "activeActive": request.inputs.get("activeActive", False),
        "enableBgp": request.inputs.get("enableBgp", False),
        "vpnGatewayGeneration": request.inputs.get("vpnGatewayGeneration") or generation or "Generation2",
    }


def _update_gateway(request: Request) -> Mapping[str, Any]:
    gateway = request.existing.id if request.existing else ""
    return {**touched(request), **_addresses(request, gateway)}


def _make_local_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    return tracked(request)


def _make_connection(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    return identity, outputs | {
        # Nothing dials in a sandbox: a connection stays as it is right after its creation.
        "connectionStatus": "Unknown",
        "egressBytesTransferred": 0,
        "ingressBytesTransferred": 0,
        "connectionMode": request.inputs.get("connectionMode", "Default"),
        "connectionProtocol": request.inputs.get("connectionProtocol", "IKEv2"),
        "dpdTimeoutSeconds": request.inputs.get("dpdTimeoutSeconds") or 45,
        "enableBgp": request.inputs.get("enableBgp", False),
    }


TYPES: Final = (
    ResourceType(
        tokens.VPN_GATEWAY,
        _make_gateway,
        computed=COMMON_COMPUTED
        | {
            "bgpSettings",
            "ipConfigurations",
            "activeActive",
            "enableBgp",
            "vpnGatewayGeneration",
        },
        name_property="virtualNetworkGatewayName",
        replace_on=replaced_by(tokens.VPN_GATEWAY),
        references=(
            group_reference(),
            reference("ipConfigurations[].subnet.id", tokens.SUBNET, "InUseSubnetCannotBeDeleted", AZURERM_688),
            reference(
                "ipConfigurations[].publicIPAddress.id", tokens.PUBLIC_IP, "PublicIPAddressCannotBeDeleted", AZURERM_688
            ),
        ),
        updated=_update_gateway,
    ),
    ResourceType(
        tokens.LOCAL_GATEWAY,
        _make_local_gateway,
        computed=COMMON_COMPUTED,
        name_property="localNetworkGatewayName",
        replace_on=replaced_by(tokens.LOCAL_GATEWAY),
        references=(group_reference(),),
        updated=touched,
    ),
    ResourceType(
        tokens.CONNECTION,
        _make_connection,
        computed=COMMON_COMPUTED
        | {
            "connectionStatus",
            "egressBytesTransferred",
            "ingressBytesTransferred",
            "connectionMode",
            "connectionProtocol",
            "dpdTimeoutSeconds",
            "enableBgp",
        },
        name_property="virtualNetworkGatewayConnectionName",
        replace_on=replaced_by(tokens.CONNECTION, "connectionProtocol", "connectionType"),
        ignored_on_update=frozenset({"sharedKey"}),
        secrets=frozenset({"sharedKey", "authorizationKey"}),
        references=(
            group_reference(),
            reference(
                "virtualNetworkGateway1.id",
                tokens.VPN_GATEWAY,
                "VirtualNetworkGatewayCannotBeDeleted",
                "error code of a gateway deletion with connections left",
            ),
            reference(
                "localNetworkGateway2.id",
                tokens.LOCAL_GATEWAY,
                "BadRequest",
                "Azure docs, Delete a site-to-site connection: connections go first (generic code)",
            ),
        ),
        updated=touched,
    ),
)
