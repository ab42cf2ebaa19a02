"""The questions a program may ask the simulated Azure: a GET of one resource by its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import COLLECTIONS, find
from lifeboat.sandbox.clouds.identifiers import arm_id, under
from lifeboat.sandbox.clouds.model import CloudError, Lookup, World

Answer = Mapping[str, Any]


def _get_group(arguments: Answer, world: World, account: str, _region: str) -> Answer:
    name = str(arguments["resourceGroupName"])
    row = find(world, tokens.RESOURCE_GROUP, arm_id(account, name))
    if row is None:
        raise CloudError("ResourceGroupNotFound", f"Resource group '{name}' could not be found.")
    return {**row.properties, "id": row.id}


def _get(token: str) -> Callable[[Answer, World, str, str], Answer]:
    collection, name_argument = COLLECTIONS[token]

    def answer(arguments: Answer, world: World, account: str, region: str) -> Answer:
        group = _get_group(arguments, world, account, region)
        identity = f"{group['id']}/providers/Microsoft.Network/{collection}/{arguments[name_argument]}"
        row = find(world, token, identity)
        if row is None:
            raise CloudError("ResourceNotFound", f"The Resource '{identity}' was not found.")
        found = {**row.properties, "id": row.id}
        if token == tokens.VIRTUAL_NETWORK:
            subnets = (each for each in world.rows(tokens.SUBNET) if under([each.id], row.id))
            found["subnets"] = [{**each.properties, "id": each.id} for each in subnets]
        return found

    return answer


def _get_subnet(arguments: Answer, world: World, account: str, region: str) -> Answer:
    network = _get(tokens.VIRTUAL_NETWORK)(arguments, world, account, region)
    row = find(world, tokens.SUBNET, f"{network['id']}/subnets/{arguments['subnetName']}")
    if row is None:
        raise CloudError("NotFound", f"Resource {network['id']}/subnets/{arguments['subnetName']} not found.")
    return {**row.properties, "id": row.id}


LOOKUPS: Final = (
    Lookup("azure-native:resources:getResourceGroup", _get_group),
    Lookup("azure-native:network:getVirtualNetwork", _get(tokens.VIRTUAL_NETWORK)),
    Lookup("azure-native:network:getSubnet", _get_subnet),
    Lookup("azure-native:network:getNatGateway", _get(tokens.NAT_GATEWAY)),
    Lookup("azure-native:network:getPublicIPAddress", _get(tokens.PUBLIC_IP)),
)
