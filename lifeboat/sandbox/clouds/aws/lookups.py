"""The questions a program may ask the simulated AWS.

Source: terraform-provider-aws v6, the data sources of the same names: a VPC, subnet or gateway is found by id, tags
and a few properties, and the answer has to be a single one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import ZONE_LETTERS, zone_id
from lifeboat.sandbox.clouds.identifiers import partition_of
from lifeboat.sandbox.clouds.model import CloudError, Lookup, Row, World

Answer = Mapping[str, Any]
_NAMES: Final = {
    "vpc-id": "vpcId",
    "cidr": "cidrBlock",
    "cidr-block": "cidrBlock",
    "availability-zone": "availabilityZone",
    "amazon-side-asn": "amazonSideAsn",
    "attachment.vpc-id": "vpcId",
}


def _fits(row: Row, wanted: Mapping[str, Any]) -> bool:
    held = {**row.properties, "id": row.id}
    tags = {**(row.properties.get("tags") or {}), **(row.properties.get("tagsAll") or {})}
    for name, value in wanted.items():
        if name == "tags":
            if any(tags.get(key) != each for key, each in value.items()):
                return False
        elif name == "filters":
            for each in value:
                key = each["name"]
                found = tags.get(key[4:]) if key.startswith("tag:") else held.get(_NAMES.get(key, key))
                if found not in each["values"]:
                    return False
        elif held.get(name) != value:
            return False
    return True


def _single(token: str, wanted: Mapping[str, Any], world: World, region: str, missing: str) -> Row:
    asked = {name: value for name, value in wanted.items() if value is not None and name != "region"}
    where = wanted.get("region") or region
    rows = [row for row in world.rows(token) if row.region == where and _fits(row, asked)]
    if not rows:
        raise CloudError(missing, f"No {token.rsplit(':', 1)[-1]} in {where} matches {dict(asked)}.")
    if len(rows) > 1:
        found = ", ".join(row.id for row in rows)
        raise CloudError("MultipleResults", f"{token.rsplit(':', 1)[-1]}: {dict(asked)} matches {found}; ask for one.")
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
    return _answer(row, state="available", default=False, cidrBlockAssociations=associations, ownerId=account)


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


LOOKUPS: Final = (
    Lookup("aws:ec2/getVpc:getVpc", _get_vpc),
    Lookup("aws:ec2/getSubnet:getSubnet", _by_row(tokens.SUBNET, "InvalidSubnetID.NotFound", "available")),
    Lookup("aws:ec2/getVpnGateway:getVpnGateway", _get_vpn_gateway),
    Lookup("aws:iam/getRole:getRole", _get_role),
    Lookup("aws:kms/getKey:getKey", _get_key),
    Lookup("aws:index/getCallerIdentity:getCallerIdentity", _caller),
    Lookup("aws:index/getRegion:getRegion", _region),
    Lookup("aws:index/getPartition:getPartition", _partition),
    Lookup("aws:index/getAvailabilityZones:getAvailabilityZones", _zones),
)
