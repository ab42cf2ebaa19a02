"""The questions a program may ask the simulated Azure: a GET of one resource by its names.

Other people's things are planted with as little as a test needs, so name and type are read off the id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import CHILDREN, COLLECTIONS, below_group, find, provider_of
from lifeboat.sandbox.clouds.azure.peering import peerings
from lifeboat.sandbox.clouds.azure.rules import INLINE, listed
from lifeboat.sandbox.clouds.identifiers import arm_id, same, under
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Row, World

Answer = Mapping[str, Any]
Ask = Callable[[Answer, World, str, str], Answer]


def _get_group(arguments: Answer, world: World, account: str, _region: str) -> Answer:
    name = str(arguments["resourceGroupName"])
    row = find(world, tokens.RESOURCE_GROUP, arm_id(account, name))
    if row is None:
        raise CloudError("ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    return {**row.properties, "id": row.id}


def _answered(row: Row, kind: str) -> dict[str, Any]:
    return {"name": row.id.rsplit("/", 1)[-1], "type": kind, **row.properties, "id": row.id}


def _plain(world: World, row: Row) -> Answer:  # noqa: ARG001 - one of several, and the others look around
    return {}


def _of_network(world: World, row: Row) -> Answer:
    subnets = [each for each in world.rows(tokens.SUBNET) if under([each.id], row.id)]
    return {
        "subnets": [_answered(each, "Microsoft.Network/virtualNetworks/subnets") for each in subnets],
        "virtualNetworkPeerings": [
            _answered(each, "Microsoft.Network/virtualNetworks/virtualNetworkPeerings")
            for each in peerings(world, row.id)
        ],
    }


def _of_list(token: str, subnet_property: str) -> Callable[[World, Row], Answer]:
    """The rules of a group or routes of a table, and the subnets that carry it."""

    def answer(world: World, row: Row) -> Answer:
        carriers = [
            {"id": each.id}
            for each in world.rows(tokens.SUBNET)
            if same(str((each.properties.get(subnet_property) or {}).get("id", "")), row.id)
        ]
        return {INLINE[token]: listed(world, token, row.id, row.properties), "subnets": carriers}

    return answer


def _get(token: str, more: Callable[[World, Row], Answer] = _plain) -> Ask:
    collection, name_argument = COLLECTIONS[token]

    def answer(arguments: Answer, world: World, account: str, region: str) -> Answer:
        group = _get_group(arguments, world, account, region)
        identity = below_group(token, group["id"], str(arguments[name_argument]))
        row = find(world, token, identity)
        if row is None:
            raise CloudError("ResourceNotFound", f"The Resource '{identity}' was not found.")
        return {**_answered(row, f"{provider_of(token)}/{collection}"), **more(world, row)}

    return answer


def _get_child(token: str) -> Ask:
    above, collection, name_argument = CHILDREN[token]

    def answer(arguments: Answer, world: World, account: str, region: str) -> Answer:
        parent = _get(above)(arguments, world, account, region)
        identity = f"{parent['id']}/{collection}/{arguments[name_argument]}"
        row = find(world, token, identity)
        if row is None:
            raise CloudError("NotFound", f"Resource {identity} not found.")
        return _answered(row, f"{parent['type']}/{collection}")

    return answer


LOOKUPS: Final = (
    Lookup("azure-native:resources:getResourceGroup", _get_group),
    Lookup("azure-native:network:getVirtualNetwork", _get(tokens.VIRTUAL_NETWORK, _of_network)),
    Lookup("azure-native:network:getSubnet", _get_child(tokens.SUBNET)),
    Lookup("azure-native:network:getVirtualNetworkPeering", _get_child(tokens.PEERING)),
    Lookup(
        "azure-native:network:getNetworkSecurityGroup",
        _get(tokens.NETWORK_SECURITY_GROUP, _of_list(tokens.SECURITY_RULE, "networkSecurityGroup")),
    ),
    Lookup("azure-native:network:getRouteTable", _get(tokens.ROUTE_TABLE, _of_list(tokens.ROUTE, "routeTable"))),
    Lookup("azure-native:network:getNatGateway", _get(tokens.NAT_GATEWAY)),
    Lookup("azure-native:network:getPublicIPAddress", _get(tokens.PUBLIC_IP)),
    Lookup("azure-native:network:getVirtualNetworkGateway", _get(tokens.VPN_GATEWAY)),
    Lookup("azure-native:network:getLocalNetworkGateway", _get(tokens.LOCAL_GATEWAY)),
    Lookup("azure-native:operationalinsights:getWorkspace", _get(tokens.WORKSPACE)),
    Lookup("azure-native:managedidentity:getUserAssignedIdentity", _get(tokens.USER_ASSIGNED_IDENTITY)),
    Lookup("azure-native:storage:getStorageAccount", _get(tokens.STORAGE_ACCOUNT)),
    Lookup("azure-native:storage:getBlobContainer", _get_child(tokens.BLOB_CONTAINER)),
    Lookup("azure-native:compute:getVirtualMachine", _get(tokens.VIRTUAL_MACHINE)),
)
