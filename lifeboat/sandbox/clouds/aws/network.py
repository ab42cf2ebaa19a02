"""AWS networks: VPC, subnets, gateways to the internet.

Sources: defaults and what replaces are the `Default` and `ForceNew` of terraform-provider-aws v6, internal/service/ec2/
{vpc_,vpc_subnet,vpc_internet_gateway,ec2_eip,vpc_nat_gateway,vpc_default_security_group}.go; error codes are those of
the page "Error codes" of the EC2 API Reference.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import (
    AWS_OUTSIDE,
    arn,
    aws_id,
    free_address,
    outside_addresses_in_use,
    region_of,
)
from lifeboat.sandbox.clouds.model import CloudError, Reference, Request, ResourceType, Row

EC2_ERRORS: Final = "EC2 API Reference, page Error codes"
ZONE_LETTERS: Final = "abc"
_ALL_TRAFFIC: Final = {"fromPort": 0, "toPort": 0, "protocol": "-1"}


def vpc_reference(*, in_use: bool = True) -> Reference:
    """`vpcId` names a VPC that has to exist and, while `in_use`, cannot be deleted."""
    code = "DependencyViolation" if in_use else None
    return Reference("vpcId", (tokens.VPC,), "InvalidVpcID.NotFound", code, source=EC2_ERRORS)


def subnet_reference(*, in_use: bool = True) -> Reference:
    """`subnetId` names a subnet."""
    code = "DependencyViolation" if in_use else None
    return Reference("subnetId", (tokens.SUBNET,), "InvalidSubnetID.NotFound", code, source=EC2_ERRORS)


def owned(request: Request, kind: str, prefix: str) -> tuple[str, dict[str, Any]]:
    """A fresh id and the outputs that nearly every EC2 resource has: `arn`, `ownerId`, `region`."""
    identity = aws_id(prefix)
    common = {"arn": arn(request, "ec2", f"{kind}/{identity}"), "ownerId": request.account}
    return identity, common | {"region": region_of(request)}


def zone_id(zone: str) -> str:
    """The zone id that AWS would show for a zone name: `eu-central-1a` gives `euc1-az1`."""
    area, direction, number = zone[:-1].rsplit("-", 2)
    short = {"central": "c", "northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw"}
    return f"{area.replace('-', '')}{short.get(direction, direction[0])}{number}-az{ord(zone[-1]) - ord('a') + 1}"


def _make_vpc(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "vpc", "vpc")
    group, table, region = aws_id("sg"), aws_id("rtb"), region_of(request)
    rules = {
        "name": "default",
        "description": "default VPC security group",
        "ingress": [_ALL_TRAFFIC | {"self": True}],
        "egress": [_ALL_TRAFFIC | {"cidrBlocks": ["0.0.0.0/0"]}],
    }
    for token, own, properties in (
        (tokens.DEFAULT_SECURITY_GROUP, group, rules),
        (tokens.DEFAULT_ROUTE_TABLE, table, {"routes": []}),
    ):
        mine = {"vpcId": identity, "ownerId": request.account, **properties}
        request.world.put(Row(token, own, "", mine, account=request.account, region=region))
    return identity, outputs | {
        "defaultSecurityGroupId": group,
        "defaultRouteTableId": table,
        "mainRouteTableId": table,
        "defaultNetworkAclId": aws_id("acl"),
        "dhcpOptionsId": aws_id("dopt"),
        "enableDnsHostnames": request.inputs.get("enableDnsHostnames", False),
    }


def _vpc_deleted(request: Request) -> None:
    existing = request.existing
    for token in (tokens.DEFAULT_SECURITY_GROUP, tokens.DEFAULT_ROUTE_TABLE):
        for row in request.world.rows(token):
            if existing is not None and row.properties.get("vpcId") == existing.id:
                request.world.remove(token, row.id)


def _make_default_security_group(request: Request) -> tuple[str, Mapping[str, Any]]:
    for row in request.world.rows(tokens.DEFAULT_SECURITY_GROUP):
        if row.properties.get("vpcId") == request.inputs.get("vpcId"):
            # Adopting takes every rule away that the program does not give.
            return row.id, {
                "arn": arn(request, "ec2", f"security-group/{row.id}"),
                "ownerId": request.account,
                "name": "default",
                "description": row.properties.get("description", ""),
                "ingress": request.inputs.get("ingress", []),
                "egress": request.inputs.get("egress", []),
                "region": region_of(request),
            }
    raise CloudError("InvalidGroup.NotFound", f"VPC {request.inputs.get('vpcId')} has no default security group.")


def _make_subnet(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "subnet", "subnet")
    zone = request.inputs.get("availabilityZone") or region_of(request) + ZONE_LETTERS[0]
    return identity, outputs | {
        "availabilityZone": zone,
        "availabilityZoneId": zone_id(zone),
        "privateDnsHostnameTypeOnLaunch": request.inputs.get("privateDnsHostnameTypeOnLaunch", "ip-name"),
    }


def _make_internet_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    return owned(request, "internet-gateway", "igw")


def _make_eip(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, region = aws_id("eipalloc"), region_of(request)
    taken = outside_addresses_in_use(request.world)
    address = free_address(AWS_OUTSIDE, request.urn, taken, "AddressLimitExceeded")
    host = address.replace(".", "-")
    return identity, {
        "allocationId": identity,
        "publicIp": address,
        "region": region,
        "domain": "vpc",
        "publicDns": f"ec2-{host}.{region}.compute.amazonaws.com",
        "publicIpv4Pool": "amazon",
        "networkBorderGroup": region,
        "arn": arn(request, "ec2", f"elastic-ip/{identity}"),
    }


def _make_nat_gateway(request: Request) -> tuple[str, Mapping[str, Any]]:
    address = request.world.get(tokens.EIP, str(request.inputs.get("allocationId", "")))
    return aws_id("nat"), {
        "publicIp": address.properties["publicIp"] if address else "",
        "networkInterfaceId": aws_id("eni"),
        "associationId": aws_id("eipassoc"),
        "region": region_of(request),
    }


_SUBNET_SWITCHES: Final = (
    "assignIpv6AddressOnCreation",
    "enableDns64",
    "enableResourceNameDnsARecordOnLaunch",
    "enableResourceNameDnsAaaaRecordOnLaunch",
    "ipv6Native",
    "mapPublicIpOnLaunch",
)

TYPES: Final = (
    ResourceType(
        tokens.VPC,
        _make_vpc,
        computed=frozenset(
            {
                "arn",
                "ownerId",
                "defaultSecurityGroupId",
                "defaultRouteTableId",
                "mainRouteTableId",
                "defaultNetworkAclId",
                "dhcpOptionsId",
                "enableDnsHostnames",
            }
        ),
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        replace_on=frozenset({"cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength", "instanceTenancy", "region"}),
        deleted=_vpc_deleted,
    ),
    ResourceType(
        tokens.DEFAULT_SECURITY_GROUP,
        _make_default_security_group,
        computed=frozenset({"arn", "ownerId", "name", "description", "ingress", "egress"}),
        defaults={"revokeRulesOnDelete": False},
        replace_on=frozenset({"vpcId", "region"}),
        references=(vpc_reference(in_use=False),),
        owned=False,
    ),
    ResourceType(
        tokens.SUBNET,
        _make_subnet,
        computed=frozenset(
            {
                "arn",
                "ownerId",
                "availabilityZone",
                "availabilityZoneId",
                "privateDnsHostnameTypeOnLaunch",
            }
        ),
        defaults=dict.fromkeys(_SUBNET_SWITCHES, False),
        replace_on=frozenset(
            {
                "vpcId",
                "cidrBlock",
                "availabilityZone",
                "availabilityZoneId",
                "ipv6Native",
                "outpostArn",
                "region",
            }
        ),
        references=(vpc_reference(),),
    ),
    ResourceType(
        tokens.INTERNET_GATEWAY,
        _make_internet_gateway,
        computed=frozenset({"arn", "ownerId"}),
        replace_on=frozenset({"region"}),
        references=(vpc_reference(),),
    ),
    ResourceType(
        tokens.EIP,
        _make_eip,
        computed=frozenset(
            {
                "allocationId",
                "publicIp",
                "publicDns",
                "domain",
                "publicIpv4Pool",
                "networkBorderGroup",
                "arn",
            }
        ),
        replace_on=frozenset(
            {
                "domain",
                "address",
                "networkBorderGroup",
                "publicIpv4Pool",
                "customerOwnedIpv4Pool",
                "region",
            }
        ),
    ),
    ResourceType(
        tokens.NAT_GATEWAY,
        _make_nat_gateway,
        computed=frozenset({"publicIp", "networkInterfaceId", "associationId"}),
        defaults={"connectivityType": "public"},
        replace_on=frozenset({"allocationId", "subnetId", "connectivityType", "privateIp", "vpcId", "region"}),
        references=(
            subnet_reference(),
            Reference(
                "allocationId",
                (tokens.EIP,),
                "InvalidAllocationID.NotFound",
                "InvalidIPAddress.InUse",
                source=EC2_ERRORS,
            ),
        ),
    ),
)
