"""The questions a program may ask the simulated AWS.

Source: terraform-provider-aws v6, the data sources of the same names: a VPC, subnet or gateway is found by id, tags
and a few properties, and the answer has to be a single one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import ZONE_LETTERS, zone_id
from lifeboat.sandbox.clouds.aws.security import GROUPS
from lifeboat.sandbox.clouds.identifiers import partition_of
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Row, World

Answer = Mapping[str, Any]
_ROUTE_TARGETS: Final = (
    "carrierGatewayId", "coreNetworkArn", "egressOnlyGatewayId", "gatewayId", "instanceId", "localGatewayId",
    "natGatewayId", "networkInterfaceId", "odbNetworkArn", "transitGatewayId", "vpcEndpointId",
    "vpcPeeringConnectionId",
)  # fmt: skip
_NAMES: Final = {
    "vpc-id": "vpcId",
    "cidr": "cidrBlock",
    "cidr-block": "cidrBlock",
    "availability-zone": "availabilityZone",
    "amazon-side-asn": "amazonSideAsn",
    "attachment.vpc-id": "vpcId",
    "options.amazon-side-asn": "amazonSideAsn",
    "options.association-default-route-table-id": "associationDefaultRouteTableId",
    "transit-gateway-id": "transitGatewayId",
    "bgp-asn": "bgpAsn",
    "ip-address": "ipAddress",
    "owner-id": "ownerId",
    "group-name": "name",
    "group-id": "id",
    "customer-gateway-id": "id",
    "vpn-gateway-id": "id",
    "route-table-id": "id",
    "transit-gateway-attachment-id": "id",
}


def _fits(row: Row, wanted: Mapping[str, Any]) -> bool:
    held = {"ownerId": row.account, **row.properties, "id": row.id}
    if row.token == tokens.TRANSIT_GATEWAY:
        held["transitGatewayId"] = row.id
    tags = {**(row.properties.get("tags") or {}), **(row.properties.get("tagsAll") or {})}
    for name, value in wanted.items():
        if name == "tags":
            if any(tags.get(key) != each for key, each in value.items()):
                return False
        elif name == "filters":
            for each in value:
                key = each["name"]
                found = tags.get(key[4:]) if key.startswith("tag:") else held.get(_NAMES.get(key, key))
                if str(found) not in each["values"]:
                    return False
        elif held.get(name) != value:
            return False
    return True


def _single(token: str | tuple[str, ...], wanted: Mapping[str, Any], world: World, region: str, missing: str) -> Row:
    asked = {name: value for name, value in wanted.items() if value is not None and name != "region"}
    where = wanted.get("region") or region
    kinds = (token,) if isinstance(token, str) else token
    candidates = (row for each in kinds for row in world.rows(each))
    what = kinds[0].rsplit(":", 1)[-1]
    rows = [row for row in candidates if row.region == where and _fits(row, asked)]
    if not rows:
        raise CloudError(missing, f"No {what} in {where} matches {dict(asked)}.")
    if len(rows) > 1:
        found = ", ".join(row.id for row in rows)
        raise CloudError("MultipleResults", f"{what}: {dict(asked)} matches {found}; ask for one.")
    return rows[0]


def _answer(row: Row, **more: Any) -> Answer:
    return {**row.properties, "id": row.id, "region": row.region, **more}


def _by_row(token: str, missing: str, state: str) -> Callable[[Answer, World, str, str], Answer]:
    def answer(arguments: Answer, world: World, account: str, region: str) -> Answer:
        row = _single(token, arguments, world, region, missing)
        return _answer(row, state=state, ownerId=row.properties.get("ownerId", account))

    return answer


def _get_vpc(arguments: Answer, world: World, account: str, region: str) -> Answer:
    row = _single(tokens.VPC, arguments, world, region, "InvalidVpcID.NotFound")
    cidr = row.properties.get("cidrBlock")
    associations = [{"associationId": f"vpc-cidr-assoc-{row.id[4:]}", "cidrBlock": cidr, "state": "associated"}]
    # What a VPC has that was made without saying (EC2 API Reference, ModifyVpcAttribute).
    names = {
        "enableDnsSupport": row.properties.get("enableDnsSupport", True),
        "enableDnsHostnames": row.properties.get("enableDnsHostnames", False),
    }
    return _answer(row, state="available", default=False, cidrBlockAssociations=associations, ownerId=account, **names)


def _get_vpn_gateway(arguments: Answer, world: World, account: str, region: str) -> Answer:
    attachments = [row.properties for row in world.rows(tokens.VPN_GATEWAY_ATTACHMENT)]
    wanted = {name: value for name, value in arguments.items() if name != "attachedVpcId"}
    asked = arguments.get("attachedVpcId")
    if asked:
        apart = [each["vpnGatewayId"] for each in attachments if each["vpcId"] == asked]
        wanted |= {"id": apart[0]} if apart else {"vpcId": asked}
    row = _single(tokens.VPN_GATEWAY, wanted, world, region, "InvalidVpnGatewayID.NotFound")
    attached = [each["vpcId"] for each in attachments if each["vpnGatewayId"] == row.id]
    vpc = row.properties.get("vpcId") or next(iter(attached), "")
    return _answer(row, state="available", attachedVpcId=vpc, ownerId=account)


def _get_shaped(
    token: str | tuple[str, ...], missing: str, shape: Answer
) -> Callable[[Answer, World, str, str], Answer]:
    """A lookup whose answer has every member of the SDK's result: an empty value stands for what the cloud left out."""

    def answer(arguments: Answer, world: World, _account: str, region: str) -> Answer:
        row = _single(token, arguments, world, region, missing)
        given = {name: value for name, value in row.properties.items() if name in shape and value is not None}
        owner = {"ownerId": row.properties.get("ownerId") or row.account} if "ownerId" in shape else {}
        tags = row.properties.get("tagsAll") or row.properties.get("tags") or {}
        return {**shape, **given, **owner, "id": row.id, "region": row.region, "tags": tags}

    return answer


def _get_customer_gateway(arguments: Answer, world: World, account: str, region: str) -> Answer:
    shape = dict.fromkeys(("arn", "certificateArn", "deviceName", "ipAddress", "type"), "")
    numbers = dict.fromkeys(("bgpAsn", "bgpAsnExtended"), 0)
    find = _get_shaped(tokens.CUSTOMER_GATEWAY, "InvalidCustomerGatewayID.NotFound", {**shape, **numbers})
    found = find(arguments, world, account, region)
    return {**found, **{name: int(found[name]) for name in numbers}}


def _table_associations(world: World, table: Row) -> list[Answer]:
    rows = [row for row in world.rows(tokens.ROUTE_TABLE_ASSOCIATION) if row.properties.get("routeTableId") == table.id]
    separate = [
        {"routeTableAssociationId": row.id, "main": False, "subnetId": row.properties.get("subnetId", ""),
         "gatewayId": row.properties.get("gatewayId", "")}
        for row in rows
    ]  # fmt: skip
    main = {"routeTableAssociationId": f"rtbassoc-{table.id[4:]}", "main": True, "subnetId": "", "gatewayId": ""}
    whole = [main, *separate] if table.token == tokens.DEFAULT_ROUTE_TABLE else separate
    return [{**each, "routeTableId": table.id} for each in whole]


def _table_routes(world: World, table: Row) -> list[Answer]:
    """The routes of a table, inline and separate; local and propagated ones are left out, as the data source does."""
    rows = [row.properties for row in world.rows(tokens.ROUTE) if row.properties.get("routeTableId") == table.id]
    return [
        {
            **{name: route.get(name) or "" for name in _ROUTE_TARGETS},
            "cidrBlock": route.get("cidrBlock") or route.get("destinationCidrBlock") or "",
            "ipv6CidrBlock": route.get("ipv6CidrBlock") or route.get("destinationIpv6CidrBlock") or "",
            "destinationPrefixListId": route.get("destinationPrefixListId") or "",
        }
        for route in [*(table.properties.get("routes") or []), *rows]
    ]


def _get_route_table(arguments: Answer, world: World, account: str, region: str) -> Answer:
    wanted = {name: value for name, value in arguments.items() if name not in {"subnetId", "gatewayId"} and value}
    if "routeTableId" in wanted:
        wanted["id"] = wanted.pop("routeTableId")
    for name in ("subnetId", "gatewayId"):
        if arguments.get(name):
            found = (row.properties for row in world.rows(tokens.ROUTE_TABLE_ASSOCIATION))
            tables = [each["routeTableId"] for each in found if each.get(name) == arguments[name]]
            wanted["id"] = next(iter(tables), f"the table of {arguments[name]}")
    row = _single(
        (tokens.ROUTE_TABLE, tokens.DEFAULT_ROUTE_TABLE), wanted, world, region, "InvalidRouteTableID.NotFound"
    )
    return _answer(
        row,
        routeTableId=row.id,
        arn=row.properties.get("arn")
        or f"arn:{partition_of(row.region)}:ec2:{row.region}:{account}:route-table/{row.id}",
        ownerId=row.properties.get("ownerId") or account,
        subnetId=arguments.get("subnetId") or "",
        gatewayId=arguments.get("gatewayId") or "",
        tags=row.properties.get("tagsAll") or {},
        associations=_table_associations(world, row),
        routes=_table_routes(world, row),
    )


def _get_role(arguments: Answer, world: World, _account: str, _region: str) -> Answer:
    for token in (tokens.ROLE, tokens.SERVICE_LINKED_ROLE):
        row = world.get(token, str(arguments["name"]))
        if row is not None:
            return {**row.properties, "id": row.id, "name": row.id, "roleLastUseds": []}
    raise CloudError("NoSuchEntity", f"The role with name {arguments['name']} cannot be found.")


def _get_key(arguments: Answer, world: World, account: str, region: str) -> Answer:
    asked = str(arguments["keyId"])
    alias = world.get(tokens.ALIAS, asked.rsplit(":", maxsplit=1)[-1])
    wanted = str(alias.properties["targetKeyId"]) if alias else asked
    row = world.get(tokens.KEY, wanted.rsplit("/", 1)[-1])
    if row is None or row.region != (arguments.get("region") or region):
        raise CloudError("NotFoundException", f"Key '{asked}' does not exist.")
    enabled = bool(row.properties.get("isEnabled", True))
    return _answer(
        row,
        awsAccountId=account,
        enabled=enabled,
        keyManager="CUSTOMER",
        origin="AWS_KMS",
        keyState="Enabled" if enabled else "Disabled",
    )


def _caller(_arguments: Answer, _world: World, account: str, region: str) -> Answer:
    arn = f"arn:{partition_of(region)}:iam::{account}:user/lifeboat"
    return {"accountId": account, "arn": arn, "userId": "AIDAEXAMPLELIFEBOAT", "id": account}


def _region(arguments: Answer, _world: World, _account: str, region: str) -> Answer:
    name = arguments.get("region") or arguments.get("name") or region
    return {"id": name, "name": name, "region": name, "description": name, "endpoint": f"ec2.{name}.amazonaws.com"}


def _partition(_arguments: Answer, _world: World, _account: str, region: str) -> Answer:
    partition = partition_of(region)
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return {
        "id": partition,
        "partition": partition,
        "dnsSuffix": suffix,
        "reverseDnsPrefix": ".".join(reversed(suffix.split("."))),
    }


def _zones(arguments: Answer, _world: World, _account: str, region: str) -> Answer:
    where, left_out = arguments.get("region") or region, set(arguments.get("excludeNames") or ())
    names = [where + letter for letter in ZONE_LETTERS if where + letter not in left_out]
    return {
        "id": where,
        "region": where,
        "names": names,
        "zoneIds": [zone_id(name) for name in names],
        "groupNames": [where],
        "state": arguments.get("state", "available"),
    }


_TRANSIT_GATEWAY: Final = {
    **dict.fromkeys(
        ("arn", "associationDefaultRouteTableId", "autoAcceptSharedAttachments", "defaultRouteTableAssociation",
         "defaultRouteTablePropagation", "description", "dnsSupport", "encryptionSupport", "multicastSupport",
         "ownerId", "propagationDefaultRouteTableId", "securityGroupReferencingSupport", "vpnEcmpSupport"),
        "",
    ),
    "amazonSideAsn": 0,
    "transitGatewayCidrBlocks": [],
}  # fmt: skip
_TRANSIT_ATTACHMENT: Final = {
    **dict.fromkeys(
        ("arn", "applianceModeSupport", "dnsSupport", "ipv6Support", "securityGroupReferencingSupport",
         "transitGatewayId", "vpcId", "vpcOwnerId"),
        "",
    ),
    "subnetIds": [],
}  # fmt: skip
_SECURITY_GROUP: Final = dict.fromkeys(("arn", "description", "name", "vpcId"), "")

LOOKUPS: Final = (
    Lookup("aws:ec2/getCustomerGateway:getCustomerGateway", _get_customer_gateway),
    Lookup("aws:ec2/getRouteTable:getRouteTable", _get_route_table),
    Lookup("aws:ec2/getSecurityGroup:getSecurityGroup",
           _get_shaped(GROUPS, "InvalidGroup.NotFound", _SECURITY_GROUP)),
    Lookup("aws:ec2transitgateway/getTransitGateway:getTransitGateway",
           _get_shaped(tokens.TRANSIT_GATEWAY, "InvalidTransitGatewayID.NotFound", _TRANSIT_GATEWAY)),
    Lookup("aws:ec2transitgateway/getVpcAttachment:getVpcAttachment",
           _get_shaped(tokens.TRANSIT_VPC_ATTACHMENT, "InvalidTransitGatewayAttachmentID.NotFound",
                       _TRANSIT_ATTACHMENT)),
    Lookup("aws:ec2/getVpc:getVpc", _get_vpc),
    Lookup("aws:ec2/getSubnet:getSubnet", _by_row(tokens.SUBNET, "InvalidSubnetID.NotFound", "available")),
    Lookup("aws:ec2/getVpnGateway:getVpnGateway", _get_vpn_gateway),
    Lookup("aws:iam/getRole:getRole", _get_role),
    Lookup("aws:kms/getKey:getKey", _get_key),
    Lookup("aws:index/getCallerIdentity:getCallerIdentity", _caller),
    Lookup("aws:index/getRegion:getRegion", _region),
    Lookup("aws:index/getPartition:getPartition", _partition),
    Lookup("aws:index/getAvailabilityZones:getAvailabilityZones", _zones),
)  # fmt: skip
