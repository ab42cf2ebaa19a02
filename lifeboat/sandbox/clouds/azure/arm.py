"""What every resource of the simulated Azure has in common.

A resource is named by an input such as `virtualNetworkName` and answers with `name`. Sources: pulumi_azure_native
3.29.0 (inputs, outputs, API versions); pulumi-azure-native provider/pkg/gen/replacement.go and the path parameters
of the REST specification for what replaces; Azure Resource Manager documentation, Troubleshoot common errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.identifiers import arm_id, guid, same
from lifeboat.sandbox.clouds.model import Reference, Request, Row, World

NETWORK_API: Final = "2024-05-01"
RESOURCES_API: Final = "2024-03-01"
ARM_ERRORS: Final = "Azure Resource Manager docs, Troubleshoot common deployment errors"

COLLECTIONS: Final = {
    tokens.VIRTUAL_NETWORK: ("virtualNetworks", "virtualNetworkName"),
    tokens.NETWORK_SECURITY_GROUP: ("networkSecurityGroups", "networkSecurityGroupName"),
    tokens.PUBLIC_IP: ("publicIPAddresses", "publicIpAddressName"),
    tokens.NAT_GATEWAY: ("natGateways", "natGatewayName"),
    tokens.VPN_GATEWAY: ("virtualNetworkGateways", "virtualNetworkGatewayName"),
    tokens.LOCAL_GATEWAY: ("localNetworkGateways", "localNetworkGatewayName"),
    tokens.CONNECTION: ("connections", "virtualNetworkGatewayConnectionName"),
}
"""Of each tracked network type: its collection in ARM ids and the input that names it."""

COMMON_COMPUTED: Final = frozenset(
    {
        "name",
        "type",
        "etag",
        "location",
        "resourceGuid",
        "provisioningState",
        "azureApiVersion",
    }
)


def resource_id(request: Request) -> str:
    """The ARM id a request asks for."""
    group = str(request.inputs.get("resourceGroupName", ""))
    if request.token == tokens.RESOURCE_GROUP:
        return arm_id(request.account, group)
    if request.token == tokens.SUBNET:
        network, subnet = str(request.inputs["virtualNetworkName"]), str(request.inputs["subnetName"])
        return arm_id(request.account, group, "virtualNetworks", network, "subnets", subnet)
    collection, name_input = COLLECTIONS[request.token]
    return arm_id(request.account, group, collection, str(request.inputs[name_input]))


def find(world: World, token: str, identity: Any) -> Row | None:
    """The row of an ARM id, whatever its case."""
    return next((row for row in world.rows(token) if same(row.id, str(identity or ""))), None)


def group_of(request: Request) -> Row | None:
    """The resource group a request names."""
    return find(
        request.world, tokens.RESOURCE_GROUP, arm_id(request.account, str(request.inputs.get("resourceGroupName", "")))
    )


def tracked(request: Request) -> tuple[str, dict[str, Any]]:
    """Id and common outputs of a network resource; the location is the group's where none is given."""
    collection, name_input = COLLECTIONS[request.token]
    group = group_of(request)
    location = request.inputs.get("location") or (group.properties.get("location", "") if group else "")
    return resource_id(request), {
        "name": request.inputs[name_input],
        "type": f"Microsoft.Network/{collection}",
        "location": location,
        "etag": f'W/"{guid()}"',
        "resourceGuid": guid(),
        "provisioningState": "Succeeded",
        "azureApiVersion": NETWORK_API,
    }


def touched(_request: Request) -> Mapping[str, Any]:
    """What any update changes: the etag."""
    return {"etag": f'W/"{guid()}"'}


def replaced_by(token: str, *more: str) -> frozenset[str]:
    """Path parameters and location, plus a type's own properties."""
    return frozenset({"resourceGroupName", "location", COLLECTIONS[token][1], *more})


def group_reference() -> Reference:
    """`resourceGroupName` names a resource group; deleting the group deletes what is in it."""
    return Reference(
        "resourceGroupName", (tokens.RESOURCE_GROUP,), "ResourceGroupNotFound", None, key="name", source=ARM_ERRORS
    )


def reference(path: str, token: str, in_use_code: str | None, source: str) -> Reference:
    """A property that holds another resource's ARM id."""
    return Reference(path, (token,), "InvalidResourceReference", in_use_code, source=f"{ARM_ERRORS}; {source}")
