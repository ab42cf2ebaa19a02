"""What AWS refuses about Route 53 Resolver endpoints."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.resolver import given_addresses, range_of, taken_addresses, usable
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import Topic, own_id

_topic: Final = Topic()
_CALL: Final = "botocore route53resolver, CreateResolverEndpoint, IpAddresses"
_CODES: Final = "Route 53 Resolver API Reference, CreateResolverEndpoint, Errors"
_DIRECTIONS: Final = frozenset({"INBOUND", "OUTBOUND", "INBOUND_DELEGATION"})
FEWEST: Final = 2
"""Addresses that an endpoint has to have."""


@_topic.refuses(
    "aws-resolver-direction", tokens.RESOLVER_ENDPOINT, "InvalidParameterException",
    "A resolver endpoint is INBOUND, OUTBOUND or INBOUND_DELEGATION.",
    "botocore route53resolver, CreateResolverEndpoint, Direction",
)  # fmt: skip
def _direction(request: Request) -> str | None:
    direction = request.inputs.get("direction")
    return None if direction in _DIRECTIONS else f"Value '{direction}' at 'direction' failed to satisfy constraint."


@_topic.refuses(
    "aws-resolver-one-address", tokens.RESOLVER_ENDPOINT, "InvalidRequestException",
    "A resolver endpoint has two addresses at least.", f"{_CALL} (at least two); {_CODES}",
)  # fmt: skip
def _one_address(request: Request) -> str | None:
    count = len(list(given_addresses(request.inputs)))
    return f"{count} IP address was given; at least {FEWEST} are needed." if count < FEWEST else None


@_topic.refuses(
    "aws-resolver-two-networks", tokens.RESOLVER_ENDPOINT, "InvalidRequestException",
    "A resolver endpoint is in one VPC.", f"{_CALL} (the subnet identifies the VPC); {_CODES}",
)  # fmt: skip
def _two_networks(request: Request) -> str | None:
    rows = [request.world.get(tokens.SUBNET, subnet) for subnet, _ in given_addresses(request.inputs)]
    networks = {str(row.properties["vpcId"]) for row in rows if row is not None}
    return f"The subnets belong to {', '.join(sorted(networks))}; one VPC is allowed." if len(networks) > 1 else None


@_topic.refuses(
    "aws-resolver-address-outside", tokens.RESOLVER_ENDPOINT, "InvalidRequestException",
    "An address of a resolver endpoint is one that its subnet gives away.",
    f"Route 53 Resolver API Reference, IpAddressRequest; Amazon VPC User Guide, Subnet sizing; {_CODES}",
)  # fmt: skip
def _outside(request: Request) -> str | None:
    for subnet, address in given_addresses(request.inputs):
        network = range_of(request.world, subnet)
        if address and network is not None and not usable(network, IPv4Address(address)):
            return f"{address} cannot be used in {subnet} ({network})."
    return None


@_topic.refuses(
    "aws-resolver-address-taken", tokens.RESOLVER_ENDPOINT, "InvalidRequestException",
    "An address belongs to one network interface.", f"Route 53 Resolver API Reference, IpAddressRequest; {_CODES}",
)  # fmt: skip
def _taken(request: Request) -> str | None:
    held = taken_addresses(request.world, own_id(request))
    for place in given_addresses(request.inputs):
        if place[1] and place in held:
            return f"{place[1]} is in use in {place[0]}."
        held.add(place)
    return None


ROWS: Final = tuple(_topic.rows)
