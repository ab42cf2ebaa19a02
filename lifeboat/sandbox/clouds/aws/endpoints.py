"""AWS VPC endpoints (gateway and interface) and the managed prefix lists of the services behind gateway endpoints.

Sources: terraform-provider-aws v6, internal/service/ec2/vpc_endpoint.go for defaults and ForceNew (private DNS replaces
an endpoint that is no interface endpoint); AWS PrivateLink Guide, "Access an AWS service using an interface VPC
endpoint" (a regional DNS name, one a zone, the private one) and "Gateway endpoints"; S3 User Guide, "AWS PrivateLink
for Amazon S3" (its endpoint-specific names begin with `*.`); EC2 API Reference, page Error codes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Network
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, owned, vpc_reference
from lifeboat.sandbox.clouds.aws.security import GROUPS
from lifeboat.sandbox.clouds.identifiers import aws_id, partition_of, region_of
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Reference, Request, ResourceType, World

GATEWAY: Final = "Gateway"
INTERFACE: Final = "Interface"
GATEWAY_SERVICES: Final = frozenset({"s3", "dynamodb"})
"""Services with gateway endpoints (AWS PrivateLink Guide, "Gateway endpoints")."""

INTERFACE_SERVICES: Final = frozenset(
    {
        "s3", "dynamodb", "drs", "ec2", "sts", "ssm", "ssmmessages", "ec2messages", "logs", "monitoring", "events",
        "kms", "sns", "sqs", "secretsmanager", "lambda", "ebs",
    }
)  # fmt: skip
"""Services with interface endpoints that the sandbox knows (AWS PrivateLink Guide, "AWS services that integrate with
AWS PrivateLink"); AWS has more."""

FULL_ACCESS: Final = json.dumps({"Statement": [{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"}]})
"""The policy of an endpoint that was given none (CreateVpcEndpoint, PolicyDocument)."""

_TABLES: Final = (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE)
_RANGES: Final = ("192.0.2.0/25", "192.0.2.128/25")
"""What stands in the simulated prefix lists (TEST-NET-1 of RFC 5737)."""


_SHAPE: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("arn", "prefixListId"), ""),
    **dict.fromkeys(("privateDnsEnabled", "requesterManaged"), False),
    **dict.fromkeys(
        ("cidrBlocks", "dnsEntries", "networkInterfaceIds", "routeTableIds", "securityGroupIds", "subnetIds"), ()
    ),
    "state": "available",
    "ipAddressType": "ipv4",
    "policy": FULL_ACCESS,
}
"""What a lookup answers for an endpoint that was planted with less."""


def service_of(name: str) -> str:
    """The service of an endpoint service's name: `com.amazonaws.eu-central-1.s3` gives `s3`; "" when it is none."""
    parts = name.split(".")
    return ".".join(parts[3:]) if name.startswith("com.amazonaws.") else ""


def prefix_list_id(region: str, service: str) -> str:
    """The id of the managed prefix list of a service: AWS's own, the same for everybody in the Region."""
    return f"pl-{hashlib.sha256(f'{region}.{service}'.encode()).hexdigest()[:8]}"


def kind_of(endpoint: Mapping[str, Any]) -> str:
    """The type of an endpoint; a gateway endpoint when none is given."""
    return str(endpoint.get("vpcEndpointType") or GATEWAY)


def _zones(world: World, subnets: Sequence[Any]) -> list[str]:
    rows = (world.get(tokens.SUBNET, str(each)) for each in subnets)
    return sorted({str(row.properties["availabilityZone"]) for row in rows if row is not None})


def _names(service: str, region: str, endpoint: str, zones: Sequence[str], *, private: bool) -> list[dict[str, str]]:
    """The DNS entries, the regional one first."""
    mark = hashlib.sha256(endpoint.encode()).hexdigest()[:8]
    star = "*." if service == "s3" else ""
    domain = f"{service}.{region}.vpce.amazonaws.com"
    public = [f"{endpoint}-{mark}", *(f"{endpoint}-{mark}-{zone}" for zone in zones)]
    entries = [{"dnsName": f"{star}{each}.{domain}", "hostedZoneId": "Z0EXAMPLEVPCE"} for each in public]
    own = f"{service}.{region}.amazonaws.com"
    return entries + ([{"dnsName": own, "hostedZoneId": "Z0EXAMPLEPRIVATE"}] if private else [])


def _interface_outputs(request: Request, identity: str, kept: Sequence[str] = ()) -> dict[str, Any]:
    inputs, world, region = request.inputs, request.world, region_of(request)
    subnets = [str(each) for each in inputs.get("subnetIds") or ()]
    private = bool(inputs.get("privateDnsEnabled"))
    names = _names(
        service_of(str(inputs.get("serviceName"))), region, identity, _zones(world, subnets), private=private
    )
    interfaces = [*kept[: len(subnets)], *(aws_id("eni") for _ in subnets[len(kept) :])]
    return {"dnsEntries": names, "networkInterfaceIds": interfaces}


def _default_groups(request: Request) -> list[str]:
    rows = request.world.rows(tokens.DEFAULT_SECURITY_GROUP)
    return [row.id for row in rows if row.properties.get("vpcId") == request.inputs.get("vpcId")]


def _make(request: Request) -> tuple[str, Mapping[str, Any]]:
    inputs, region = request.inputs, region_of(request)
    identity, outputs = owned(request, "vpc-endpoint", "vpce")
    gateway = kind_of(inputs) == GATEWAY
    service = service_of(str(inputs.get("serviceName")))
    outputs |= {
        "state": "available",
        "requesterManaged": False,
        "serviceRegion": inputs.get("serviceRegion") or region,
        "ipAddressType": inputs.get("ipAddressType") or "ipv4",
        "policy": inputs.get("policy") or FULL_ACCESS,
        "privateDnsEnabled": bool(inputs.get("privateDnsEnabled")),
        "subnetConfigurations": inputs.get("subnetConfigurations") or [],
        "routeTableIds": inputs.get("routeTableIds") or [],
        "subnetIds": inputs.get("subnetIds") or [],
        "dnsOptions": inputs.get("dnsOptions") or {"dnsRecordIpType": "ipv4"},
        "cidrBlocks": list(_RANGES) if gateway else [],
        "prefixListId": prefix_list_id(region, service) if gateway else "",
        "dnsEntries": [],
        "networkInterfaceIds": [],
        "securityGroupIds": inputs.get("securityGroupIds") or ([] if gateway else _default_groups(request)),
    }
    return identity, outputs | ({} if gateway else _interface_outputs(request, identity))


def _update(request: Request) -> Mapping[str, Any]:
    existing = request.existing
    if existing is None or kind_of(request.inputs) == GATEWAY:
        return {}
    same_place = request.inputs.get("subnetIds") == existing.properties.get("subnetIds")
    same_names = bool(request.inputs.get("privateDnsEnabled")) == bool(existing.properties.get("privateDnsEnabled"))
    if same_place and same_names:
        return {}
    return _interface_outputs(request, existing.id, existing.properties.get("networkInterfaceIds") or ())


def _private_dns_replaces(old: Mapping[str, Any], new: Mapping[str, Any]) -> frozenset[str]:
    changed = bool(old.get("privateDnsEnabled")) != bool(new.get("privateDnsEnabled"))
    return frozenset({"privateDnsEnabled"}) if changed and kind_of(new) != INTERFACE else frozenset()


def _get_prefix_list(arguments: Mapping[str, Any], _world: World, _account: str, region: str) -> Mapping[str, Any]:
    """AWS's own list of a service with gateway endpoints, by name or id."""
    where = str(arguments.get("region") or region)
    for service in sorted(GATEWAY_SERVICES):
        name, identity = f"com.amazonaws.{where}.{service}", prefix_list_id(where, service)
        if arguments.get("name") in {None, name} and arguments.get("id") in {None, identity}:
            return {
                "id": identity,
                "name": name,
                "arn": f"arn:{partition_of(where)}:ec2:{where}:aws:prefix-list/{identity}",
                "addressFamily": "IPv4",
                "ownerId": "AWS",
                "maxEntries": 0,
                "version": 0,
                "entries": [{"cidr": str(IPv4Network(each)), "description": ""} for each in _RANGES],
                "tags": {},
                "region": where,
            }
    raise CloudError("InvalidPrefixListID.NotFound", f"No managed prefix list in {where} matches {dict(arguments)}.")


def _get_endpoint(arguments: Mapping[str, Any], world: World, account: str, region: str) -> Mapping[str, Any]:
    """One endpoint, by id, VPC, service or state."""
    where = str(arguments.get("region") or region)
    asked = {key: arguments[key] for key in ("id", "vpcId", "serviceName") if arguments.get(key)}
    rows = [
        row
        for row in world.rows(tokens.VPC_ENDPOINT)
        if row.region == where and all({**row.properties, "id": row.id}.get(key) == each for key, each in asked.items())
    ]
    if len(rows) != 1:
        code = "MultipleResults" if rows else "InvalidVpcEndpointId.NotFound"
        raise CloudError(code, f"{len(rows)} VPC endpoints in {where} match {asked}.")
    held = rows[0].properties
    tags = held.get("tagsAll") or held.get("tags") or {}
    options = [held["dnsOptions"]] if held.get("dnsOptions") else []
    own = {"id": rows[0].id, "region": where, "vpcEndpointType": kind_of(held), "dnsOptions": options, "tags": tags}
    return {**_SHAPE, "ownerId": account, "serviceRegion": where, **held, **own}


TYPES: Final = (
    ResourceType(
        tokens.VPC_ENDPOINT,
        _make,
        computed=frozenset(
            {
                "arn", "ownerId", "state", "requesterManaged", "serviceRegion", "ipAddressType", "policy",
                "privateDnsEnabled", "subnetConfigurations", "routeTableIds", "subnetIds", "securityGroupIds",
                "dnsOptions", "cidrBlocks", "prefixListId", "dnsEntries", "networkInterfaceIds",
            }
        ),
        defaults={"vpcEndpointType": GATEWAY},
        replace_on=frozenset(
            {
                "vpcId", "serviceName", "vpcEndpointType", "serviceRegion", "serviceNetworkArn",
                "resourceConfigurationArn", "region",
            }
        ),
        replaces=_private_dns_replaces,
        references=(
            vpc_reference(),
            Reference("routeTableIds[]", _TABLES, "InvalidRouteTableId.NotFound", source=EC2_ERRORS),
            Reference("subnetIds[]", (tokens.SUBNET,), "InvalidSubnetId.NotFound", "DependencyViolation",
                      source=EC2_ERRORS),
            Reference("securityGroupIds[]", GROUPS, "InvalidSecurityGroupID.NotFound", "DependencyViolation",
                      source=EC2_ERRORS),
        ),
        updated=_update,
    ),
)  # fmt: skip
LOOKUPS: Final = (
    Lookup("aws:ec2/getManagedPrefixList:getManagedPrefixList", _get_prefix_list),
    Lookup("aws:ec2/getVpcEndpoint:getVpcEndpoint", _get_endpoint),
)
