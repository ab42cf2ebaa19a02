"""What AWS refuses about VPCs, subnets, gateways and routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS
from lifeboat.sandbox.clouds.aws.routes import destination_of
from lifeboat.sandbox.clouds.model import Request, World
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, ipv4, own_id

_topic: Final = Topic()
_NAT: Final = "botocore ec2/2016-11-15, NatGateway.FailureCode and FailureMessage"
_ROUTES: Final = "EC2 API Reference, CreateRoute; the message is in many issues of terraform-provider-aws"


def _sized(cidr: Any) -> str | None:
    network = ipv4(cidr)
    if cidr is None or (network is not None and 16 <= network.prefixlen <= 28):
        return None
    return f"The CIDR '{cidr}' is invalid: between /16 and /28."


@_topic.refuses(
    "aws-vpc-size", tokens.VPC, "InvalidVpc.Range", "A VPC's range is between /16 and /28.", EC2_ERRORS, CREATE,
)  # fmt: skip
def _vpc_size(request: Request) -> str | None:
    return _sized(request.inputs.get("cidrBlock"))


@_topic.refuses(
    "aws-subnet-size", tokens.SUBNET, "InvalidSubnet.Range", "A subnet's range is between /16 and /28.",
    f"botocore ec2/2016-11-15, CreateSubnet; {EC2_ERRORS}", CREATE,
)  # fmt: skip
def _subnet_size(request: Request) -> str | None:
    return _sized(request.inputs.get("cidrBlock"))


@_topic.refuses(
    "aws-subnet-outside-vpc", tokens.SUBNET, "InvalidSubnet.Range", "A subnet lies in its VPC's range.", EC2_ERRORS,
    CREATE,
)  # fmt: skip
def _subnet_outside(request: Request) -> str | None:
    row = request.world.get(tokens.VPC, str(request.inputs.get("vpcId")))
    vpc, mine = ipv4(row.properties.get("cidrBlock")) if row else None, ipv4(request.inputs.get("cidrBlock"))
    if vpc is not None and mine is not None and not mine.subnet_of(vpc):
        return f"The CIDR '{mine}' is invalid: it is outside {vpc}."
    return None


@_topic.refuses(
    "aws-subnet-overlap", tokens.SUBNET, "InvalidSubnet.Conflict", "Two subnets of one VPC cannot overlap.",
    f"botocore ec2/2016-11-15, CreateSubnet; {EC2_ERRORS}", CREATE,
)  # fmt: skip
def _subnet_overlap(request: Request) -> str | None:
    mine = ipv4(request.inputs.get("cidrBlock"))
    for row in request.world.rows(tokens.SUBNET):
        theirs = ipv4(row.properties.get("cidrBlock"))
        neighbours = row.properties.get("vpcId") == request.inputs.get("vpcId")
        if neighbours and mine is not None and theirs is not None and mine.overlaps(theirs):
            return f"The CIDR '{mine}' conflicts with another subnet: {row.id} ({theirs})."
    return None


@_topic.refuses(
    "aws-subnet-zone", tokens.SUBNET, "InvalidParameterValue", "A subnet's zone belongs to its Region.",
    "EC2 API Reference, CreateSubnet, AvailabilityZone", CREATE,
)  # fmt: skip
def _subnet_zone(request: Request) -> str | None:
    zone, region = request.inputs.get("availabilityZone"), request.inputs.get("region") or request.region
    if zone is not None and not (str(zone).startswith(region) and len(zone) == len(region) + 1):
        return f"Value ({zone}) for parameter availabilityZone is invalid in {region}."
    return None


def _attached(world: World, vpc_id: Any) -> Iterator[str]:
    """The internet gateways of a VPC."""
    for row in world.rows(tokens.INTERNET_GATEWAY):
        if vpc_id and row.properties.get("vpcId") == vpc_id:
            yield row.id


@_topic.refuses(
    "aws-internet-gateway-second", tokens.INTERNET_GATEWAY, "InvalidParameterValue",
    "A VPC has one internet gateway.", "VPC User Guide, Internet gateways; message of AttachInternetGateway",
)  # fmt: skip
def _second_internet_gateway(request: Request) -> str | None:
    others = [each for each in _attached(request.world, request.inputs.get("vpcId")) if each != own_id(request)]
    return (
        f"Network {request.inputs['vpcId']} already has an internet gateway attached: {others[0]}." if others else None
    )


def _is_public(request: Request) -> bool:
    return bool(request.inputs.get("connectivityType", "public") == "public")


@_topic.refuses(
    "aws-nat-without-address", tokens.NAT_GATEWAY, "MissingParameter",
    "A public NAT gateway in a subnet takes an Elastic IP address.",
    "botocore ec2/2016-11-15, CreateNatGateway, AllocationId", CREATE,
)  # fmt: skip
def _nat_address(request: Request) -> str | None:
    if _is_public(request) and request.inputs.get("subnetId") and not request.inputs.get("allocationId"):
        return "The request must contain the parameter AllocationId."
    return None


@_topic.refuses(
    "aws-nat-without-internet-gateway", tokens.NAT_GATEWAY, "Gateway.NotAttached",
    "A public NAT gateway needs an internet gateway on its VPC.", _NAT, CREATE,
)  # fmt: skip
def _nat_internet(request: Request) -> str | None:
    subnet = request.world.get(tokens.SUBNET, str(request.inputs.get("subnetId", "")))
    vpc = subnet.properties.get("vpcId") if subnet else None
    if _is_public(request) and vpc and not any(_attached(request.world, vpc)):
        return f"Network {vpc} has no Internet gateway attached."
    return None


@_topic.refuses(
    "aws-nat-address-taken", tokens.NAT_GATEWAY, "Resource.AlreadyAssociated",
    "An Elastic IP address serves one NAT gateway.", _NAT, CREATE,
)  # fmt: skip
def _nat_address_taken(request: Request) -> str | None:
    address = request.inputs.get("allocationId")
    for row in request.world.rows(tokens.NAT_GATEWAY):
        if address and row.properties.get("allocationId") == address:
            return f"Elastic IP address {address} is already associated with {row.id}."
    return None


def _vpc_of_table(request: Request, identity: str) -> Any:
    for token in (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE):
        row = request.world.get(token, identity)
        if row is not None:
            return row.properties.get("vpcId")
    return None


def _vpcs_of_gateway(world: World, identity: str) -> set[Any] | None:
    """The VPCs a gateway is attached to; None when there is no such gateway."""
    for token in (tokens.INTERNET_GATEWAY, tokens.VPN_GATEWAY):
        row = world.get(token, identity)
        if row is not None:
            attachments = (each.properties for each in world.rows(tokens.VPN_GATEWAY_ATTACHMENT))
            more = {each["vpcId"] for each in attachments if each.get("vpnGatewayId") == identity}
            return {row.properties.get("vpcId"), *more}
    return None


def _targets(request: Request) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Every route of a request, inline or its own, with the VPC of its table."""
    if request.token == tokens.ROUTE:
        yield request.inputs, _vpc_of_table(request, str(request.inputs.get("routeTableId")))
    else:
        for route in request.inputs.get("routes") or []:
            yield route, request.inputs.get("vpcId")


def _gateway_missing(request: Request) -> str | None:
    for route, _ in _targets(request):
        gateway = str(route.get("gatewayId") or "")
        if gateway.startswith(("igw-", "vgw-")) and _vpcs_of_gateway(request.world, gateway) is None:
            return f"The gateway ID '{gateway}' does not exist."
    return None


def _gateway_elsewhere(request: Request) -> str | None:
    for route, vpc in _targets(request):
        gateway = str(route.get("gatewayId") or "")
        attached = _vpcs_of_gateway(request.world, gateway)
        if attached is not None and vpc not in attached:
            return f"The route table of {vpc} and network gateway {gateway} belong to different networks."
    return None


def _nat_missing(request: Request) -> str | None:
    for route, _ in _targets(request):
        nat = route.get("natGatewayId")
        if nat and request.world.get(tokens.NAT_GATEWAY, str(nat)) is None:
            return f"The NAT gateway {nat} was not found."
    return None


for _kind, _token in (("route", tokens.ROUTE), ("route-table", tokens.ROUTE_TABLE)):
    _topic.refuses(
        f"aws-{_kind}-gateway-missing", _token, "InvalidGatewayID.NotFound",
        "A route leads to a gateway that exists.", EC2_ERRORS,
    )(_gateway_missing)  # fmt: skip
    _topic.refuses(
        f"aws-{_kind}-gateway-elsewhere", _token, "InvalidParameterValue",
        "A route leads to a gateway attached to the table's VPC.", _ROUTES,
    )(_gateway_elsewhere)  # fmt: skip
    _topic.refuses(
        f"aws-{_kind}-nat-missing", _token, "NatGatewayNotFound",
        "A route leads to a NAT gateway that exists.", EC2_ERRORS,
    )(_nat_missing)  # fmt: skip


@_topic.refuses(
    "aws-route-duplicate", tokens.ROUTE, "RouteAlreadyExists",
    "A route table has one route to a destination.", EC2_ERRORS, CREATE,
)  # fmt: skip
def _route_duplicate(request: Request) -> str | None:
    table, destination = request.inputs.get("routeTableId"), destination_of(request.inputs)
    own = request.world.get(tokens.ROUTE_TABLE, str(table))
    inline = [destination_of(each) for each in (own.properties.get("routes") or [])] if own else []
    others = (each.properties for each in request.world.rows(tokens.ROUTE))
    made = [destination_of(each) for each in others if each.get("routeTableId") == table]
    return f"The route identified by {destination} already exists." if destination in {*inline, *made} else None


@_topic.refuses(
    "aws-association-taken", tokens.ROUTE_TABLE_ASSOCIATION, "Resource.AlreadyAssociated",
    "A subnet has one route table.", f"{EC2_ERRORS}; VPC User Guide, Route tables", CREATE,
)  # fmt: skip
def _association_taken(request: Request) -> str | None:
    subnet = request.inputs.get("subnetId")
    for row in request.world.rows(tokens.ROUTE_TABLE_ASSOCIATION):
        if subnet and row.properties.get("subnetId") == subnet:
            return f"The specified association for {subnet} conflicts with an existing one: {row.id}."
    return None


@_topic.refuses(
    "aws-association-elsewhere", tokens.ROUTE_TABLE_ASSOCIATION, "InvalidParameterValue",
    "A route table serves subnets of its own VPC.", "EC2 API Reference, AssociateRouteTable", CREATE,
)  # fmt: skip
def _association_elsewhere(request: Request) -> str | None:
    subnet = request.world.get(tokens.SUBNET, str(request.inputs.get("subnetId", "")))
    table = str(request.inputs.get("routeTableId"))
    if subnet is not None and subnet.properties.get("vpcId") != _vpc_of_table(request, table):
        return f"Route table {table} and subnet {subnet.id} belong to different networks."
    return None


ROWS: Final = tuple(_topic.rows)
