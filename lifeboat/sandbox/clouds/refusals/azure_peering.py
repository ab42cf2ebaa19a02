"""What Azure refuses about peerings of virtual networks."""

from __future__ import annotations

from typing import Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, find, parent_id, resource_id
from lifeboat.sandbox.clouds.azure.peering import DISCONNECTED, peerings, remote_of, space_of
from lifeboat.sandbox.clouds.identifiers import same, under
from lifeboat.sandbox.clouds.model import Request, World
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, ipv4

_topic: Final = Topic()
_MANAGE: Final = "Azure docs, Create, change, or delete a virtual network peering"


def _network(request: Request) -> str:
    return parent_id(resource_id(request))


def _overlap(world: World, one: str, other: str) -> str | None:
    """Prefixes of two networks that overlap, in words."""
    theirs = [each for each in map(ipv4, space_of(world, other)) if each is not None]
    for mine in map(ipv4, space_of(world, one)):
        for each in theirs:
            if mine is not None and mine.overlaps(each):
                return f"Overlapping address prefixes: {mine}, {each}."
    return None


def _gateways(world: World, network: str) -> list[str]:
    """The gateways with an ip configuration in a virtual network."""
    return [
        row.id
        for row in world.rows(tokens.VPN_GATEWAY)
        if under(
            [str((each.get("subnet") or {}).get("id", "")) for each in row.properties.get("ipConfigurations") or []],
            network,
        )
    ]


@_topic.refuses(
    "azure-peering-without-vnet", tokens.PEERING, "ParentResourceNotFound",
    "A peering needs an existing virtual network.", f"{ARM_ERRORS}: ParentResourceNotFound", CREATE,
)  # fmt: skip
def _parent(request: Request) -> str | None:
    missing = find(request.world, tokens.VIRTUAL_NETWORK, _network(request)) is None
    return f"The parent resource '{_network(request)}' could not be found." if missing else None


@_topic.refuses(
    "azure-peering-twice", tokens.PEERING, "AnotherPeeringAlreadyReferencesRemoteVnet",
    "A virtual network has one peering to another.", f"{_MANAGE}; code of the refused PUT",
)  # fmt: skip
def _twice(request: Request) -> str | None:
    for row in peerings(request.world, _network(request), remote_of(request.inputs)):
        if not same(row.id, resource_id(request)):
            return f"Peering {row.id} already references remote virtual network {remote_of(request.inputs)}."
    return None


@_topic.refuses(
    "azure-peering-overlap", tokens.PEERING, "VnetAddressSpacesOverlap",
    "Peered virtual networks have address spaces that do not overlap.", f"{_MANAGE}; code of the refused PUT",
)  # fmt: skip
def _spaces_overlap(request: Request) -> str | None:
    found = _overlap(request.world, _network(request), remote_of(request.inputs))
    return f"{_network(request)} and {remote_of(request.inputs)} cannot be peered. {found}" if found else None


@_topic.refuses(
    "azure-peering-overlap-third", tokens.PEERING, "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
    "A virtual network does not overlap another one that its peer is peered with already.",
    "Azure/ResourceModules#731 (the answer of the refused PUT)",
)  # fmt: skip
def _third_overlaps(request: Request) -> str | None:
    mine = _network(request)
    others = {remote_of(row.properties) for row in peerings(request.world, remote_of(request.inputs))}
    for other in sorted(each for each in others if not same(each, mine)):
        found = _overlap(request.world, mine, other)
        if found:
            return f"{mine} overlaps {other}, which is peered with {remote_of(request.inputs)}. {found}"
    return None


@_topic.refuses(
    "azure-peering-remote-disconnected", tokens.PEERING, "RemotePeeringIsDisconnected",
    "A peering is not made while the other side still is Disconnected.",
    f"{_MANAGE}; hashicorp/terraform#18091 (the answer of the refused PUT)",
)  # fmt: skip
def _disconnected(request: Request) -> str | None:
    for row in peerings(request.world, remote_of(request.inputs), _network(request)):
        if row.properties.get("peeringState") == DISCONNECTED:
            return f"Remote peering {row.id} is Disconnected. Update or re-create it to get it back to Initiated."
    return None


@_topic.refuses(
    "azure-peering-no-remote-gateway", tokens.PEERING, "RemoteVnetHasNoGateways",
    "useRemoteGateways needs a gateway in the remote virtual network.",
    "hashicorp/terraform#30569, Azure/bicep#12191 (the answer of the refused PUT)",
)  # fmt: skip
def _no_gateway(request: Request) -> str | None:
    remote = remote_of(request.inputs)
    if request.inputs.get("useRemoteGateways") and not _gateways(request.world, remote):
        return (
            f"Peering {resource_id(request)} cannot have UseRemoteGateway flag set to true because remote virtual "
            f"network {remote} referenced by the peering does not have any gateways."
        )
    return None


@_topic.refuses(
    "azure-peering-no-transit", tokens.PEERING, GENERIC,
    "useRemoteGateways needs allowGatewayTransit of the other side, where that exists.",
    f"{_MANAGE} (generic code)",
)  # fmt: skip
def _no_transit(request: Request) -> str | None:
    if not request.inputs.get("useRemoteGateways"):
        return None
    # The side that uses the gateway may be made first: Configure VPN gateway transit for virtual network peering.
    for row in peerings(request.world, remote_of(request.inputs), _network(request)):
        if not row.properties.get("allowGatewayTransit"):
            return f"useRemoteGateways needs allowGatewayTransit of {row.id}."
    return None


@_topic.refuses(
    "azure-peering-own-gateway", tokens.PEERING, GENERIC,
    "A virtual network with a gateway of its own uses no remote one.", f"{_MANAGE} (generic code)",
)  # fmt: skip
def _own_gateway(request: Request) -> str | None:
    own = _gateways(request.world, _network(request)) if request.inputs.get("useRemoteGateways") else []
    return f"{_network(request)} has the gateway {own[0]} and cannot use remote gateways." if own else None


@_topic.refuses(
    "azure-peering-second-remote-gateway", tokens.PEERING, GENERIC,
    "One peering of a virtual network has useRemoteGateways.", f"{_MANAGE} (generic code)",
)  # fmt: skip
def _second_remote(request: Request) -> str | None:
    if not request.inputs.get("useRemoteGateways"):
        return None
    for row in peerings(request.world, _network(request)):
        if row.properties.get("useRemoteGateways") and not same(row.id, resource_id(request)):
            return f"Another peering {row.id} already has UseRemoteGateways flag set to true."
    return None


ROWS: Final = tuple(_topic.rows)
