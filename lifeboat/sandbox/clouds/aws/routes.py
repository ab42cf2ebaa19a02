"""AWS route tables, routes and associations.

Sources: terraform-provider-aws v6, internal/service/ec2/{vpc_route_table,vpc_route,vpc_route_table_association}.go for
defaults and ForceNew; EC2 API Reference, page Error codes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, owned, subnet_reference, vpc_reference
from lifeboat.sandbox.clouds.identifiers import aws_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType


def route_table_reference(*, in_use: bool) -> Reference:
    """`routeTableId` names a route table, the VPC's main one included."""
    tables = (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE)
    code = "DependencyViolation" if in_use else None
    return Reference("routeTableId", tables, "InvalidRouteTableID.NotFound", code, source=EC2_ERRORS)


def _make_route_table(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "route-table", "rtb")
    return identity, outputs | {
        "propagatingVgws": request.inputs.get("propagatingVgws", []),
        "routes": request.inputs.get("routes", []),
    }


def destination_of(route: Mapping[str, Any]) -> str:
    """Where a route leads: an IPv4 range, an IPv6 range or a prefix list; inline and separate routes alike."""
    names = (
        "destinationCidrBlock",
        "cidrBlock",
        "destinationIpv6CidrBlock",
        "ipv6CidrBlock",
        "destinationPrefixListId",
    )
    return next((str(route[name]) for name in names if route.get(name)), "")


def _make_route(request: Request) -> tuple[str, Mapping[str, Any]]:
    digest = int.from_bytes(hashlib.sha256(destination_of(request.inputs).encode()).digest()[:4])
    identity = f"r-{request.inputs['routeTableId']}{digest}"
    return identity, {"origin": "CreateRoute", "state": "active", "region": region_of(request)}


def _make_association(request: Request) -> tuple[str, Mapping[str, Any]]:
    return aws_id("rtbassoc"), {"region": region_of(request)}


TYPES: Final = (
    ResourceType(
        tokens.ROUTE_TABLE,
        _make_route_table,
        computed=frozenset({"arn", "ownerId", "propagatingVgws", "routes"}),
        replace_on=frozenset({"vpcId", "region"}),
        references=(vpc_reference(),),
    ),
    ResourceType(
        tokens.ROUTE,
        _make_route,
        computed=frozenset({"origin", "state"}),
        replace_on=frozenset(
            {
                "routeTableId",
                "destinationCidrBlock",
                "destinationIpv6CidrBlock",
                "destinationPrefixListId",
                "region",
            }
        ),
        references=(route_table_reference(in_use=False),),
    ),
    ResourceType(
        tokens.ROUTE_TABLE_ASSOCIATION,
        _make_association,
        replace_on=frozenset({"subnetId", "gatewayId", "region"}),
        references=(route_table_reference(in_use=True), subnet_reference(in_use=False)),
    ),
)
