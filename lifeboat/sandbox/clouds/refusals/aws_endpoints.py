"""What AWS refuses about VPC endpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.endpoints import (
    GATEWAY,
    GATEWAY_SERVICES,
    INTERFACE,
    INTERFACE_SERVICES,
    kind_of,
    service_of,
)
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request, Row
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, own_id

_topic: Final = Topic()
_CREATE_CALL: Final = "botocore ec2/2016-11-15, CreateVpcEndpoint"
_INBOUND_ONLY: Final = "privateDnsOnlyForInboundResolverEndpoint"


def _kind(request: Request) -> str:
    return kind_of(request.inputs)


def _neighbours(request: Request) -> Iterator[Row]:
    """The other endpoints of the same VPC."""
    for row in request.world.rows(tokens.VPC_ENDPOINT):
        if row.id != own_id(request) and row.properties.get("vpcId") == request.inputs.get("vpcId"):
            yield row


def _inbound_only(request: Request) -> bool:
    options: Any = request.inputs.get("dnsOptions") or {}
    return bool(options.get(_INBOUND_ONLY))


@_topic.refuses(
    "aws-endpoint-service-name", tokens.VPC_ENDPOINT, "InvalidServiceName",
    "The service has endpoints in the Region (the sandbox knows those of its list).",
    f"{EC2_ERRORS}; message in hashicorp/terraform-provider-aws#24216", CREATE,
)  # fmt: skip
def _unknown_service(request: Request) -> str | None:
    name = str(request.inputs.get("serviceName") or "")
    region = str(request.inputs.get("serviceRegion") or region_of(request))
    known = name.startswith(f"com.amazonaws.{region}.") and service_of(name) in INTERFACE_SERVICES | GATEWAY_SERVICES
    return None if known else f"The Vpc Endpoint Service '{name}' does not exist"


@_topic.refuses(
    "aws-endpoint-service-type", tokens.VPC_ENDPOINT, "InvalidParameter",
    "An endpoint is of a type that its service has; gateway endpoints exist for S3 and DynamoDB.",
    "AWS PrivateLink Guide, Gateway endpoints; message in hashicorp/terraform#24478", CREATE,
)  # fmt: skip
def _wrong_type(request: Request) -> str | None:
    service = service_of(str(request.inputs.get("serviceName")))
    if _kind(request) == GATEWAY and service not in GATEWAY_SERVICES:
        return "Endpoint type (Gateway) does not match available service types ([Interface])."
    return None


@_topic.refuses(
    "aws-endpoint-tables-of-interface", tokens.VPC_ENDPOINT, "InvalidParameter",
    "Route tables belong to gateway endpoints.",
    f"{_CREATE_CALL}, RouteTableIds; message in ansible-collections/amazon.aws#576",
)  # fmt: skip
def _tables_of_interface(request: Request) -> str | None:
    if _kind(request) == INTERFACE and request.inputs.get("routeTableIds"):
        return "Route table IDs are only supported for Gateway type VPC Endpoint."
    return None


@_topic.refuses(
    "aws-endpoint-subnets-of-gateway", tokens.VPC_ENDPOINT, "InvalidParameter",
    "Subnets, groups and private DNS belong to interface endpoints.",
    f"{_CREATE_CALL}, SubnetIds, SecurityGroupIds and PrivateDnsEnabled",
)  # fmt: skip
def _subnets_of_gateway(request: Request) -> str | None:
    given = [name for name in ("subnetIds", "securityGroupIds", "privateDnsEnabled") if request.inputs.get(name)]
    return f"{', '.join(given)}: not for a Gateway type VPC Endpoint." if _kind(request) == GATEWAY and given else None


@_topic.refuses(
    "aws-endpoint-inbound-only-of-gateway", tokens.VPC_ENDPOINT, "InvalidParameter",
    "Private DNS for inbound resolver endpoints alone belongs to interface endpoints.",
    "hashicorp/terraform-provider-aws#45846 shows the error",
)  # fmt: skip
def _inbound_only_of_gateway(request: Request) -> str | None:
    if _kind(request) == GATEWAY and _inbound_only(request):
        return "DnsOptions PrivateDnsOnlyForInboundResolverEndpoint is applicable only to Interface VPC Endpoints."
    return None


@_topic.refuses(
    "aws-endpoint-dns-attributes", tokens.VPC_ENDPOINT, "InvalidParameter",
    "Private DNS needs a VPC with both enableDnsSupport and enableDnsHostnames.", f"{_CREATE_CALL}, PrivateDnsEnabled",
)  # fmt: skip
def _dns_attributes(request: Request) -> str | None:
    vpc = request.world.get(tokens.VPC, str(request.inputs.get("vpcId")))
    if not request.inputs.get("privateDnsEnabled") or vpc is None:
        return None
    if vpc.properties.get("enableDnsSupport", True) and vpc.properties.get("enableDnsHostnames"):
        return None
    return f"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes of {vpc.id}."


@_topic.refuses(
    "aws-endpoint-private-dns-twice", tokens.VPC_ENDPOINT, "InvalidParameter",
    "One endpoint of a service has private DNS in a VPC.", "hashicorp/terraform-provider-aws#17535 shows the error",
)  # fmt: skip
def _private_dns_twice(request: Request) -> str | None:
    service, vpc = request.inputs.get("serviceName"), request.inputs.get("vpcId")
    for row in _neighbours(request) if request.inputs.get("privateDnsEnabled") else ():
        if row.properties.get("privateDnsEnabled") and row.properties.get("serviceName") == service:
            domain = f"{service_of(str(service))}.{region_of(request)}.amazonaws.com"
            already = f"there is already a conflicting DNS domain for {domain} in the VPC {vpc}"
            return f"private-dns-enabled cannot be set because {already}"
    return None


@_topic.refuses(
    "aws-endpoint-inbound-only-without-gateway", tokens.VPC_ENDPOINT, "InvalidParameter",
    "Private DNS for inbound resolver endpoints alone needs a gateway endpoint of the service in the VPC.",
    "EC2 API Reference, DnsOptionsSpecification; message in terraform-aws-modules/terraform-aws-vpc#982",
)  # fmt: skip
def _gateway_first(request: Request) -> str | None:
    service = request.inputs.get("serviceName")
    gateways = (
        row
        for row in _neighbours(request)
        if kind_of(row.properties) == GATEWAY and row.properties.get("serviceName") == service
    )
    if not _inbound_only(request) or _kind(request) == GATEWAY or any(True for _ in gateways):
        return None
    vpc = request.inputs.get("vpcId")
    needed = f"the VPC {vpc} must have a Gateway endpoint for the service."
    return f"To set PrivateDnsOnlyForInboundResolverEndpoint to true, {needed}"


@_topic.refuses(
    "aws-endpoint-subnets-in-one-zone", tokens.VPC_ENDPOINT, "DuplicateSubnetsInSameZone",
    "An endpoint has one subnet a zone.",
    "terraform-aws-modules/terraform-aws-vpc#451 and #583 show the error; AWS PrivateLink Guide, Subnets and zones",
)  # fmt: skip
def _one_zone(request: Request) -> str | None:
    seen: set[Any] = set()
    for subnet in request.inputs.get("subnetIds") or ():
        row = request.world.get(tokens.SUBNET, str(subnet))
        zone = row.properties.get("availabilityZone") if row else None
        if zone in seen and row is not None:
            return f"Found another VPC endpoint subnet in the availability zone of {subnet}."
        seen.add(zone)
    return None


@_topic.refuses(
    "aws-endpoint-route-exists", tokens.VPC_ENDPOINT, "RouteAlreadyExists",
    "A route table leads to one gateway endpoint of a service.",
    f"{EC2_ERRORS}; eksctl-io/eksctl#2510; AWS PrivateLink Guide, Gateway endpoints, Routing",
)  # fmt: skip
def _route_exists(request: Request) -> str | None:
    mine = set(request.inputs.get("routeTableIds") or ())
    for row in _neighbours(request):
        shared = mine & set(row.properties.get("routeTableIds") or ())
        if shared and row.properties.get("serviceName") == request.inputs.get("serviceName"):
            prefixes = row.properties.get("prefixListId")
            return f"route table {min(shared)} already has a route with destination-prefix-list-id {prefixes}"
    return None


@_topic.refuses(
    "aws-endpoint-policy", tokens.VPC_ENDPOINT, "InvalidPolicyDocument", "An endpoint's policy is valid JSON.",
    f"{EC2_ERRORS}; {_CREATE_CALL}, PolicyDocument",
)  # fmt: skip
def _policy(request: Request) -> str | None:
    policy = request.inputs.get("policy")
    if policy is None or not isinstance(policy, str):
        return None
    try:
        valid = isinstance(json.loads(policy), dict)
    except ValueError:
        valid = False
    return None if valid else "The specified policy document is not a valid JSON policy document."


ROWS: Final = tuple(_topic.rows)
