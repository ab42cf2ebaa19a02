"""Azure networks: resource groups, virtual networks, subnets, security groups, public addresses, NAT gateways.

Sources: see `arm.py`; error codes of deletions are those that terraform-provider-azurerm#688 and the Azure SDKs show.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    CHILD_COMPUTED,
    COMMON_COMPUTED,
    RESOURCES_API,
    child,
    group_of,
    group_reference,
    reference,
    remove_below,
    replaced_by,
    resource_id,
    touched,
    tracked,
)
from lifeboat.sandbox.clouds.azure.peering import disconnect
from lifeboat.sandbox.clouds.identifiers import (
    AZURE_OUTSIDE,
    free_address,
    outside_addresses_in_use,
    same,
    under,
)
from lifeboat.sandbox.clouds.model import Request, ResourceType, Row

AZURERM_688: Final = "terraform-provider-azurerm#688"
AZURE_SDK_ERRORS: Final = "error codes of Microsoft.Network deletions (InUse...CannotBeDeleted)"


def _make_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    return resource_id(request), {
        "name": request.inputs["resourceGroupName"],
        "type": "Microsoft.Resources/resourceGroups",
        "properties": {"provisioningState": "Succeeded"},
        "azureApiVersion": RESOURCES_API,
    }


def _inline_subnets(request: Request, network: str, group: str) -> list[dict[str, Any]]:
    """Subnets given inside the virtual network become things of their own, as in Azure."""
    answers = []
    for each in request.inputs.get("subnets") or []:
        identity = f"{network}/subnets/{each['name']}"
        properties = {**each, "id": identity, "provisioningState": "Succeeded", "resourceGroupName": group}
        if request.world.get(tokens.SUBNET, identity) is None:
            request.world.put(Row(tokens.SUBNET, identity, "", properties, account=request.account))
        answers.append(properties)
    return answers


def _make_virtual_network(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    subnets = _inline_subnets(request, identity, str(request.inputs["resourceGroupName"]))
    return identity, outputs | {"subnets": subnets, "virtualNetworkPeerings": []}


def _update_virtual_network(request: Request) -> Mapping[str, Any]:
    """Inline subnets follow the inputs; subnets made as resources of their own stay."""
    existing = request.existing
    if existing is None:
        return {}
    subnets = _inline_subnets(request, existing.id, str(request.inputs["resourceGroupName"]))
    kept = {each["id"].lower() for each in subnets}
    for row in request.world.rows(tokens.SUBNET):
        if not row.urn and under([row.id], existing.id) and row.id.lower() not in kept:
            request.world.remove(tokens.SUBNET, row.id)
    return {"subnets": subnets, **touched(request)}


def _virtual_network_deleted(request: Request) -> None:
    """Subnets and peerings go along; the peerings of other networks to this one lose their other side."""
    if request.existing is not None:
        disconnect(request.world, request.existing.id)
    remove_below(request)


_DEFAULT_RULES: Final = (
    ("AllowVnetInBound", 65000, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowAzureLoadBalancerInBound", 65001, "Inbound", "Allow", "AzureLoadBalancer", "*"),
    ("DenyAllInBound", 65500, "Inbound", "Deny", "*", "*"),
    ("AllowVnetOutBound", 65000, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowInternetOutBound", 65001, "Outbound", "Allow", "*", "Internet"),
    ("DenyAllOutBound", 65500, "Outbound", "Deny", "*", "*"),
)


def _make_security_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    defaults = [
        {
            "name": name,
            "priority": priority,
            "direction": direction,
            "access": access,
            "protocol": "*",
            "sourceAddressPrefix": source,
            "destinationAddressPrefix": destination,
            "sourcePortRange": "*",
            "destinationPortRange": "*",
        }
        for name, priority, direction, access, source, destination in _DEFAULT_RULES
    ]
    return identity, outputs | {"defaultSecurityRules": defaults}


def _make_public_ip(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    outputs |= {
        "idleTimeoutInMinutes": request.inputs.get("idleTimeoutInMinutes", 4),
        "publicIPAddressVersion": request.inputs.get("publicIPAddressVersion", "IPv4"),
    }
    # A static address is there at once; a dynamic one only when something uses it.
    if same(str(request.inputs.get("publicIPAllocationMethod", "")), "Static"):
        taken = outside_addresses_in_use(request.world)
        outputs["ipAddress"] = free_address(AZURE_OUTSIDE, request.urn, taken, "PublicIPCountLimitReached")
    return identity, outputs


def _make_nat_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    return identity, outputs | {"idleTimeoutInMinutes": request.inputs.get("idleTimeoutInMinutes", 4)}


def location_of(request: Request) -> str:
    """The Azure region a request ends up in: its own, else its group's; lower case without blanks."""
    group = group_of(request)
    location = request.inputs.get("location") or (group.properties.get("location", "") if group else "")
    return str(location).replace(" ", "").lower()


TYPES: Final = (
    ResourceType(
        tokens.RESOURCE_GROUP,
        _make_group,
        computed=frozenset({"name", "type", "properties", "azureApiVersion"}),
        name_property="resourceGroupName",
        replace_on=frozenset({"resourceGroupName", "location"}),
        deleted=remove_below,
    ),
    ResourceType(
        tokens.VIRTUAL_NETWORK,
        _make_virtual_network,
        computed=COMMON_COMPUTED | {"subnets", "virtualNetworkPeerings"},
        name_property="virtualNetworkName",
        replace_on=replaced_by(tokens.VIRTUAL_NETWORK),
        references=(group_reference(),),
        updated=_update_virtual_network,
        deleted=_virtual_network_deleted,
    ),
    ResourceType(
        tokens.SUBNET,
        child,
        computed=CHILD_COMPUTED,
        defaults={"privateEndpointNetworkPolicies": "Disabled", "privateLinkServiceNetworkPolicies": "Enabled"},
        name_property="subnetName",
        replace_on=replaced_by(tokens.SUBNET),
        references=(
            group_reference(),
            reference("natGateway.id", tokens.NAT_GATEWAY, "InUseNatGatewayCannotBeDeleted", AZURE_SDK_ERRORS),
            reference(
                "networkSecurityGroup.id",
                tokens.NETWORK_SECURITY_GROUP,
                "InUseNetworkSecurityGroupCannotBeDeleted",
                AZURE_SDK_ERRORS,
            ),
            reference("routeTable.id", tokens.ROUTE_TABLE, "InUseRouteTableCannotBeDeleted", AZURE_SDK_ERRORS),
        ),
        updated=touched,
    ),
    ResourceType(
        tokens.NETWORK_SECURITY_GROUP,
        _make_security_group,
        computed=COMMON_COMPUTED | {"defaultSecurityRules"},
        name_property="networkSecurityGroupName",
        replace_on=replaced_by(tokens.NETWORK_SECURITY_GROUP),
        references=(group_reference(),),
        updated=touched,
        deleted=remove_below,
    ),
    ResourceType(
        tokens.PUBLIC_IP,
        _make_public_ip,
        computed=COMMON_COMPUTED | {"ipAddress", "idleTimeoutInMinutes", "publicIPAddressVersion"},
        name_property="publicIpAddressName",
        replace_on=replaced_by(tokens.PUBLIC_IP, "publicIPAddressVersion", "publicIPPrefix", "sku"),
        references=(
            group_reference(),
            reference("natGateway.id", tokens.NAT_GATEWAY, None, AZURE_SDK_ERRORS),
        ),
        updated=touched,
    ),
    ResourceType(
        tokens.NAT_GATEWAY,
        _make_nat_gateway,
        computed=COMMON_COMPUTED | {"idleTimeoutInMinutes"},
        name_property="natGatewayName",
        replace_on=replaced_by(tokens.NAT_GATEWAY),
        references=(
            group_reference(),
            reference("publicIpAddresses[].id", tokens.PUBLIC_IP, "PublicIPAddressCannotBeDeleted", AZURERM_688),
        ),
        updated=touched,
    ),
)
