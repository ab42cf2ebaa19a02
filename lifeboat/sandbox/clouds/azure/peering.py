"""Peerings of virtual networks: each of two networks has one, and only both together connect.

Sources: see `arm.py`; the states `Initiated`, `Connected` and `Disconnected`: Azure docs, Create, change, or delete a
virtual network peering; Azure REST API 2024-05-01, Virtual Network Peerings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    CHILD_COMPUTED,
    child,
    find,
    group_reference,
    parent_id,
    reference,
    replaced_by,
    resource_id,
    touched,
)
from lifeboat.sandbox.clouds.identifiers import guid, same, under
from lifeboat.sandbox.clouds.model import Request, ResourceType, Row, World

CONNECTED: Final = "Connected"
DISCONNECTED: Final = "Disconnected"
_FLAGS: Final = ("allowForwardedTraffic", "allowGatewayTransit", "useRemoteGateways")


def remote_of(properties: Mapping[str, Any]) -> str:
    """The ARM id of the virtual network at the other side of a peering."""
    return str((properties.get("remoteVirtualNetwork") or {}).get("id", ""))


def peerings(world: World, network: str, remote: str = "") -> list[Row]:
    """The peerings of a virtual network, or those of them that lead to one other network."""
    rows = [row for row in world.rows(tokens.PEERING) if under([row.id], network)]
    return [row for row in rows if not remote or same(remote_of(row.properties), remote)]


def space_of(world: World, network: str) -> list[str]:
    """The address prefixes of a virtual network."""
    row = find(world, tokens.VIRTUAL_NETWORK, network)
    return list((row.properties.get("addressSpace") or {}).get("addressPrefixes") or []) if row else []


def _set_state(world: World, row: Row, state: str) -> None:
    level = "FullyInSync" if state == CONNECTED else row.properties.get("peeringSyncLevel", "")
    world.put(replace(row, properties={**row.properties, "peeringState": state, "peeringSyncLevel": level}))


def _state(request: Request, network: str) -> Mapping[str, Any]:
    """Both sides' state after one of them was written."""
    remote = remote_of(request.inputs)
    back = peerings(request.world, remote, network)
    for row in back:
        _set_state(request.world, row, CONNECTED)
    spaces = {
        side: {"addressPrefixes": space_of(request.world, of)} for side, of in (("local", network), ("remote", remote))
    }
    return {
        **{flag: request.inputs.get(flag, False) for flag in _FLAGS},
        "peeringState": CONNECTED if back else "Initiated",
        "peeringSyncLevel": "FullyInSync" if back else "RemoteNotInSync",
        "localAddressSpace": spaces["local"],
        "localVirtualNetworkAddressSpace": spaces["local"],
        "remoteAddressSpace": spaces["remote"],
        "remoteVirtualNetworkAddressSpace": spaces["remote"],
    }


def _make(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = child(request)
    return identity, {**outputs, "resourceGuid": guid(), **_state(request, parent_id(resource_id(request)))}


def _update(request: Request) -> Mapping[str, Any]:
    return {**touched(request), **_state(request, parent_id(resource_id(request)))}


def _deleted(request: Request) -> None:
    if request.existing is None:
        return
    network, remote = parent_id(request.existing.id), remote_of(request.existing.properties)
    for row in peerings(request.world, remote, network):
        _set_state(request.world, row, DISCONNECTED)


def disconnect(world: World, network: str) -> None:
    """Every peering that leads to a deleted virtual network becomes `Disconnected`."""
    for row in world.rows(tokens.PEERING):
        if same(remote_of(row.properties), network):
            _set_state(world, row, DISCONNECTED)


TYPES: Final = (
    ResourceType(
        tokens.PEERING,
        _make,
        computed=CHILD_COMPUTED
        | set(_FLAGS)
        | {
            "resourceGuid",
            "peeringState",
            "peeringSyncLevel",
            "localAddressSpace",
            "localVirtualNetworkAddressSpace",
            "remoteAddressSpace",
            "remoteVirtualNetworkAddressSpace",
        },
        name_property="virtualNetworkPeeringName",
        replace_on=replaced_by(tokens.PEERING),
        references=(
            group_reference(),
            reference(
                "remoteVirtualNetwork.id",
                tokens.VIRTUAL_NETWORK,
                None,
                "Azure docs, Create, change, or delete a virtual network peering (the other side is then Disconnected)",
            ),
        ),
        updated=_update,
        deleted=_deleted,
    ),
)
