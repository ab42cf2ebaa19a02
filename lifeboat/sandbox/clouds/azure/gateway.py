"""Azure VPN gateways, local network gateways and connections.

Sources: see `arm.py`; that a PUT leaves the shared key of a connection alone: terraform-provider-azurerm PR#11742,
azure-sdk-for-java#18083; default ASN 65515: VPN Gateway FAQ; which address of GatewaySubnet an instance gets: Azure
docs, Change a VPN gateway to active-active. What a PUT changes in place: everything that pulumi-azure-native does not
replace by (names, resource group, location); what Azure then refuses stands in the table of refusals.
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
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request, ResourceType

DEFAULT_ASN: Final = 65515


def subnet_prefix(properties: Mapping[str, Any]) -> str:
    """The IPv4 range of a subnet, given alone or as the first of a list."""
    return str(properties.get("addressPrefix") or next(iter(properties.get("addressPrefixes") or [""])))


def configuration_id(gateway: str, configuration: Mapping[str, Any]) -> str:
    """The ARM id of one of a gateway's ip configurations; composed, so it is known before the gateway is."""
    return f"{gateway}/ipConfigurations/{configuration.get('name', 'default')}"


def custom_addresses(properties: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The ip configuration id and the custom BGP addresses of each instance that a gateway's settings name."""
    asked = (properties.get("bgpSettings") or {}).get("bgpPeeringAddresses") or []
    return [(str(each.get("ipconfigurationId", "")), list(each.get("customBgpIpAddresses") or [])) for each in asked]


def _peering(request: Request, gateway: str, place: int, configuration: Mapping[str, Any]) -> dict[str, Any]:
    """The BGP addresses of one gateway instance: its private one in GatewaySubnet, and the custom ones asked for."""
    subnet = find(request.world, tokens.SUBNET, (configuration.get("subnet") or {}).get("id"))
    public = find(request.world, tokens.PUBLIC_IP, (configuration.get("publicIPAddress") or {}).get("id"))
    own = configuration_id(gateway, configuration)
    private = str(IPv4Network(subnet_prefix(subnet.properties))[-2 - place]) if subnet else ""
    return {
        "ipconfigurationId": own,
        "defaultBgpIpAddresses": [private],
        "customBgpIpAddresses": next((mine for of, mine in custom_addresses(request.inputs) if same(of, own)), []),
        "tunnelIpAddresses": [public.properties.get("ipAddress", "")] if public else [],
    }


def _settled(request: Request, gateway: str) -> Mapping[str, Any]:
    """What Azure adds to the inputs: addresses of both instances, and the switches that were left out."""
    configurations = request.inputs.get("ipConfigurations") or []
    peerings = [_peering(request, gateway, place, each) for place, each in enumerate(configurations)]
    asked = request.inputs.get("bgpSettings") or {}
    return {
        "activeActive": request.inputs.get("activeActive", False),
        "enableBgp": request.inputs.get("enableBgp", False),
        "bgpSettings": {
            "asn": asked.get("asn", DEFAULT_ASN),
            "peerWeight": asked.get("peerWeight", 0),
            "bgpPeeringAddress": ",".join(each["defaultBgpIpAddresses"][0] for each in peerings),
            "bgpPeeringAddresses": peerings,
        },
        "ipConfigurations": [
            {
                **each,
                "id": peering["ipconfigurationId"],
                "privateIPAddress": peering["defaultBgpIpAddresses"][0],
                "provisioningState": "Succeeded",
            }
            for each, peering in zip(configurations, peerings, strict=True)
        ],
    }


def generations(sku: str) -> tuple[str, ...]:
    """The generations that a SKU exists in, the one that a new gateway gets by itself first.

    Source: Azure docs, About gateway SKUs.
    """
    if sku.startswith(("VpnGw2", "VpnGw3")):
        return ("Generation2", "Generation1")
    return ("Generation2",) if sku.startswith(("VpnGw4", "VpnGw5")) else ("Generation1",)


def sku_of(properties: Mapping[str, Any]) -> str:
    """The SKU of a gateway, such as `VpnGw1AZ`."""
    return str((properties.get("sku") or {}).get("name", ""))


def _make_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    generation = request.inputs.get("vpnGatewayGeneration") or generations(sku_of(request.inputs))[0]
    return identity, {**outputs, **_settled(request, identity), "vpnGatewayGeneration": generation}


def _update_gateway(request: Request) -> Mapping[str, Any]:
    gateway = request.existing.id if request.existing else ""
    return {**touched(request), **_settled(request, gateway)}


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
        replace_on=replaced_by(tokens.CONNECTION),
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
