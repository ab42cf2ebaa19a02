"""What Azure refuses about resource groups, virtual networks, subnets, security groups and public addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, find, resource_id
from lifeboat.sandbox.clouds.azure.gateway import subnet_prefix
from lifeboat.sandbox.clouds.identifiers import same, under
from lifeboat.sandbox.clouds.model import Operation, Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, DELETE, Topic, has_host_bits, ipv4, own_id

GENERIC: Final = "BadRequest"
"""ARM's general code, where the rule is documented and its specific code is not."""

_topic: Final = Topic()
_SUBNET_CODES: Final = "Azure Virtual Network FAQ (subnets); code as `az network vnet subnet create` answers it"
_SECURITY_RULES: Final = "Azure docs, Network security groups, Security rules; code of the refused PUT"
_PUBLIC_ADDRESSES: Final = "Azure docs, Public IP addresses, SKU table and Basic SKU retirement (30 Sep 2025)"
_GATEWAY_SUBNET: Final = "GatewaySubnet"


def _ranges(subnet: Mapping[str, Any]) -> list[str]:
    return [*([subnet["addressPrefix"]] if subnet.get("addressPrefix") else []), *(subnet.get("addressPrefixes") or [])]


def _prefixes(request: Request) -> list[str]:
    return _ranges(request.inputs)


def _subnets_of_gateways(request: Request) -> Iterator[tuple[str, str]]:
    """The gateway and the subnet of every ip configuration."""
    for row in request.world.rows(tokens.VPN_GATEWAY):
        for each in row.properties.get("ipConfigurations") or []:
            yield row.id, str((each.get("subnet") or {}).get("id", ""))


def _network_id(request: Request) -> str:
    return resource_id(request).rsplit("/subnets/", 1)[0]


def _space(properties: Mapping[str, Any]) -> list[str]:
    return list((properties.get("addressSpace") or {}).get("addressPrefixes") or [])


def _siblings(request: Request) -> Iterator[tuple[str, str]]:
    mine = resource_id(request)
    for row in request.world.rows(tokens.SUBNET):
        if under([row.id], _network_id(request)) and not same(row.id, mine):
            yield row.id, subnet_prefix(row.properties)


def _contained(prefix: Any, space: list[str]) -> bool:
    wanted = ipv4(prefix)
    return wanted is None or any(each is not None and wanted.subnet_of(each) for each in map(ipv4, space))


@_topic.refuses(
    "azure-group-without-location", tokens.RESOURCE_GROUP, "LocationRequired",
    "A resource group needs a location.", "Azure REST API, Resource Groups - Create Or Update (location is required)",
    CREATE,
)  # fmt: skip
def _group_location(request: Request) -> str | None:
    return None if request.inputs.get("location") else "The location property is required for this definition."


@_topic.refuses(
    "azure-subnet-without-vnet", tokens.SUBNET, "ParentResourceNotFound",
    "A subnet needs an existing virtual network.", f"{ARM_ERRORS}: ParentResourceNotFound", CREATE,
)  # fmt: skip
def _subnet_parent(request: Request) -> str | None:
    network = _network_id(request)
    missing = find(request.world, tokens.VIRTUAL_NETWORK, network) is None
    return f"The parent resource '{network}' could not be found." if missing else None


@_topic.refuses(
    "azure-subnet-outside-vnet", tokens.SUBNET, "NetcfgSubnetRangeOutsideVnet",
    "A subnet has to lie in the address space of its virtual network.", _SUBNET_CODES,
)  # fmt: skip
def _subnet_outside(request: Request) -> str | None:
    network = find(request.world, tokens.VIRTUAL_NETWORK, _network_id(request))
    space = _space(network.properties) if network else []
    bad = [each for each in _prefixes(request) if not _contained(each, space)]
    return f"Subnet range {bad[0]} is outside the virtual network's {', '.join(space)}." if bad else None


@_topic.refuses(
    "azure-subnet-overlap", tokens.SUBNET, "NetcfgSubnetRangesOverlap",
    "Two subnets of one virtual network cannot overlap.", _SUBNET_CODES,
)  # fmt: skip
def _subnet_overlap(request: Request) -> str | None:
    for prefix in _prefixes(request):
        mine = ipv4(prefix)
        for identity, other in _siblings(request):
            theirs = ipv4(other)
            if mine is not None and theirs is not None and mine.overlaps(theirs):
                return f"Subnet range {prefix} overlaps {other} of {identity}."
    return None


@_topic.refuses(
    "azure-subnet-prefix-in-use", tokens.SUBNET, "InUsePrefixCannotBeDeleted",
    "A subnet keeps its range while a gateway has an address in it.",
    "terraform-provider-azurerm#11211 (the answer of the refused PUT)", frozenset({Operation.UPDATE}),
)  # fmt: skip
def _subnet_prefix_in_use(request: Request) -> str | None:
    before = _ranges(request.existing.properties) if request.existing else []
    gone = [each for each in before if each not in _prefixes(request)]
    if gone and any(same(subnet, own_id(request)) for _gateway, subnet in _subnets_of_gateways(request)):
        name = own_id(request).rsplit("/", 1)[-1]
        return f"IpPrefix {gone[0]} on Subnet {name} has active allocations and cannot be deleted."
    return None


@_topic.refuses(
    "azure-subnet-host-bits", tokens.SUBNET, "InvalidCIDRNotation",
    "A subnet's range has no bits set behind its prefix length.", _SUBNET_CODES,
)  # fmt: skip
def _subnet_host_bits(request: Request) -> str | None:
    bad = [each for each in _prefixes(request) if has_host_bits(each)]
    return f"{bad[0]} should be {ipv4(bad[0])}." if bad else None


@_topic.refuses(
    "azure-gateway-subnet-nsg", tokens.SUBNET, "NetworkSecurityGroupCannotBeAttachedToGatewaySubnet",
    "GatewaySubnet cannot carry a network security group.",
    "VPN Gateway settings, Gateway subnet; terraform-azurerm-virtual-network#18 (code)",
)  # fmt: skip
def _gateway_subnet_nsg(request: Request) -> str | None:
    if request.inputs.get("subnetName") == _GATEWAY_SUBNET and request.inputs.get("networkSecurityGroup"):
        return "A network security group can not be associated to the GatewaySubnet."
    return None


@_topic.refuses(
    "azure-gateway-subnet-nat", tokens.SUBNET, GENERIC,
    "GatewaySubnet cannot carry a NAT gateway.", "Azure NAT Gateway docs, Limitations (generic code)",
)  # fmt: skip
def _gateway_subnet_nat(request: Request) -> str | None:
    if request.inputs.get("subnetName") == _GATEWAY_SUBNET and request.inputs.get("natGateway"):
        return "A NAT gateway can not be attached to the GatewaySubnet."
    return None


@_topic.refuses(
    "azure-vnet-host-bits", tokens.VIRTUAL_NETWORK, "InvalidCIDRNotation",
    "A virtual network's ranges have no bits set behind their prefix length.", _SUBNET_CODES,
)  # fmt: skip
def _vnet_host_bits(request: Request) -> str | None:
    bad = [each for each in _space(request.inputs) if has_host_bits(each)]
    return f"{bad[0]} should be {ipv4(bad[0])}." if bad else None


@_topic.refuses(
    "azure-vnet-drops-used-range", tokens.VIRTUAL_NETWORK, "NetcfgSubnetRangeOutsideVnet",
    "A virtual network keeps every range in which a subnet lies.", _SUBNET_CODES,
)  # fmt: skip
def _vnet_drops(request: Request) -> str | None:
    for row in request.world.rows(tokens.SUBNET):
        prefix = subnet_prefix(row.properties)
        if own_id(request) and under([row.id], own_id(request)) and not _contained(prefix, _space(request.inputs)):
            return f"Subnet {row.id} ({prefix}) would be outside {', '.join(_space(request.inputs))}."
    return None


@_topic.refuses(
    "azure-vnet-delete-in-use", tokens.VIRTUAL_NETWORK, "InUseSubnetCannotBeDeleted",
    "A virtual network with a gateway in one of its subnets cannot be deleted.",
    "Azure docs, Delete a virtual network; terraform-provider-azurerm#688 (code)", DELETE,
)  # fmt: skip
def _vnet_in_use(request: Request) -> str | None:
    for gateway, subnet in _subnets_of_gateways(request):
        if under([subnet], own_id(request)):
            return f"A subnet is in use by {gateway} and cannot be deleted."
    return None


@_topic.refuses(
    "azure-nsg-priority-conflict", tokens.NETWORK_SECURITY_GROUP, "SecurityRuleConflict",
    "Two rules of a group cannot share priority and direction.", _SECURITY_RULES,
)  # fmt: skip
def _priority_conflict(request: Request) -> str | None:
    seen: dict[tuple[Any, Any], Any] = {}
    for rule in request.inputs.get("securityRules") or []:
        place = (rule.get("direction"), rule.get("priority"))
        if place in seen:
            return (
                f"Security rule {rule.get('name')} conflicts with rule {seen[place]}: both are {place[0]} {place[1]}."
            )
        seen[place] = rule.get("name")
    return None


@_topic.refuses(
    "azure-nsg-priority-range", tokens.NETWORK_SECURITY_GROUP, "SecurityRuleInvalidPriority",
    "A rule's priority lies between 100 and 4096.", _SECURITY_RULES,
)  # fmt: skip
def _priority_range(request: Request) -> str | None:
    for rule in request.inputs.get("securityRules") or []:
        if not 100 <= int(rule.get("priority", 0)) <= 4096:
            return f"Security rule {rule.get('name')} has invalid priority {rule.get('priority')}: 100-4096."
    return None


def _sku(request: Request) -> str:
    return str((request.inputs.get("sku") or {}).get("name") or "Basic")


@_topic.refuses(
    "azure-public-ip-basic", tokens.PUBLIC_IP, "IPv4BasicSkuPublicIpCountLimitReached",
    "Public addresses of the Basic SKU, the default without `sku`, are no longer made.", _PUBLIC_ADDRESSES, CREATE,
)  # fmt: skip
def _basic_address(request: Request) -> str | None:
    if _sku(request) == "Basic":
        return "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region."
    return None


@_topic.refuses(
    "azure-public-ip-standard-dynamic", tokens.PUBLIC_IP, "StandardAndStandardV2SkuPublicIPAddressesMustBeStatic",
    "A Standard public address is static.", _PUBLIC_ADDRESSES,
)  # fmt: skip
def _dynamic_address(request: Request) -> str | None:
    if _sku(request) != "Basic" and request.inputs.get("publicIPAllocationMethod") != "Static":
        return f"Standard sku publicIp {resource_id(request)} must have AllocationMethod set to Static."
    return None


ROWS: Final = tuple(_topic.rows)
