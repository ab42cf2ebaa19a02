"""Route 53 Resolver endpoints.

Sources: terraform-provider-aws v6, internal/service/route53resolver/endpoint.go (direction and security groups are
ForceNew; addresses, name, type and protocols change in place); botocore route53resolver, CreateResolverEndpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.security import GROUPS
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType, Row, World

_ERRORS: Final = "Route 53 Resolver API Reference, CreateResolverEndpoint"
_EC2_IN_USE: Final = "the endpoint's network interfaces; EC2 API Reference, page Error codes"
_FIRST_HOST: Final = 4
"""The first four addresses of a subnet and its last are AWS's own (Amazon VPC User Guide, "Subnet sizing")."""


def given_addresses(properties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The subnet and, where there is one, the address of every place of an endpoint."""
    for each in properties.get("ipAddresses") or ():
        yield str(each.get("subnetId") or ""), str(each.get("ip") or "")


def taken_addresses(world: World, besides: str = "") -> set[tuple[str, str]]:
    """Every place that some endpoint but one holds."""
    return {
        place
        for row in world.rows(tokens.RESOLVER_ENDPOINT)
        if row.id != besides
        for place in given_addresses(row.properties)
    }


def range_of(world: World, subnet: str) -> IPv4Network | None:
    """The range of a subnet."""
    row = world.get(tokens.SUBNET, subnet)
    return IPv4Network(str(row.properties["cidrBlock"])) if row else None


def usable(network: IPv4Network, address: IPv4Address) -> bool:
    """Whether AWS gives an address of a subnet away."""
    return _FIRST_HOST <= int(address) - int(network.network_address) < network.num_addresses - 1


def _placed(request: Request, kept: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """The places with an address and an id each; what stays keeps both."""
    known = {(each.get("subnetId"), each.get("ip")): each for each in kept}
    by_subnet = {each.get("subnetId"): each for each in kept}
    taken = taken_addresses(request.world, request.existing.id if request.existing else "")
    placed = []
    for each in request.inputs.get("ipAddresses") or ():
        subnet, wanted = str(each["subnetId"]), each.get("ip")
        before = known.get((subnet, wanted)) if wanted else by_subnet.get(subnet)
        address = wanted or (before or {}).get("ip") or _free(request.world, subnet, taken)
        taken.add((subnet, str(address)))
        identity = (before or {}).get("ipId") or aws_long_id("rni-")
        placed.append({**each, "ip": address, "ipId": identity})
    return placed


def _free(world: World, subnet: str, taken: set[tuple[str, str]]) -> str:
    network = range_of(world, subnet)
    hosts = (str(each) for each in network if usable(network, each)) if network else iter(())
    return next((each for each in hosts if (subnet, each) not in taken), "")


def _host_vpc(request: Request) -> str:
    subnets = [subnet for subnet, _ in given_addresses(request.inputs)]
    row: Row | None = request.world.get(tokens.SUBNET, subnets[0]) if subnets else None
    return str(row.properties["vpcId"]) if row else ""


def _make(request: Request) -> tuple[str, Mapping[str, Any]]:
    kind = "in" if request.inputs.get("direction") == "INBOUND" else "out"
    identity = aws_long_id(f"rslvr-{kind}-")
    return identity, {
        "arn": arn(request, "route53resolver", f"resolver-endpoint/{identity}"),
        "hostVpcId": _host_vpc(request),
        "ipAddresses": _placed(request),
        "protocols": request.inputs.get("protocols") or ["Do53"],
        "resolverEndpointType": request.inputs.get("resolverEndpointType") or "IPV4",
        "rniEnhancedMetricsEnabled": bool(request.inputs.get("rniEnhancedMetricsEnabled")),
        "targetNameServerMetricsEnabled": bool(request.inputs.get("targetNameServerMetricsEnabled")),
        "region": region_of(request),
    }


def _update(request: Request) -> Mapping[str, Any]:
    kept = (request.existing.properties.get("ipAddresses") or ()) if request.existing else ()
    return {"ipAddresses": _placed(request, kept)}


TYPES: Final = (
    ResourceType(
        tokens.RESOLVER_ENDPOINT,
        _make,
        computed=frozenset(
            {
                "arn", "hostVpcId", "ipAddresses", "protocols", "resolverEndpointType", "rniEnhancedMetricsEnabled",
                "targetNameServerMetricsEnabled",
            }
        ),
        name_property="name",
        replace_on=frozenset({"direction", "securityGroupIds", "region"}),
        references=(
            Reference("ipAddresses[].subnetId", (tokens.SUBNET,), "ResourceNotFoundException", "DependencyViolation",
                      source=f"{_ERRORS}; {_EC2_IN_USE}"),
            Reference("securityGroupIds[]", GROUPS, "ResourceNotFoundException", "DependencyViolation",
                      source=f"{_ERRORS}; {_EC2_IN_USE}"),
        ),
        updated=_update,
    ),
)  # fmt: skip
