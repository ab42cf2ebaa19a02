"""What the interconnect stands on: the networks of both sides, whose replacement replaces what is attached to them."""

from collections.abc import Iterator, Mapping
from typing import Any

from lifeboat.blueprint.model import Blueprint, PrimaryBlueprint, RecoveryBlueprint
from lifeboat.changes.items import Ending, Item, Reference
from lifeboat.consequences.tokens import (
    AWS_SUBNET,
    RESOURCE_GROUP,
    ROUTE_TABLE,
    SUBNET,
    VIRTUAL_NETWORK,
    VPC,
)


def foundation(blueprint: Blueprint) -> tuple[Item, ...]:
    """Return what the interconnect stands on, as far as it is made here, with what decides about replacements."""
    return (*_primary(blueprint.name, blueprint.primary), *_recovery(blueprint.name, blueprint.recovery))


def _primary(name: str, primary: PrimaryBlueprint) -> Iterator[Item]:
    group, network = primary.resource_group, primary.virtual_network
    if group.mode == "create":
        inputs: Mapping[str, Any] = {"resourceGroupName": group.name, "location": primary.region}
        yield Item(f"{name}-primary-resource-group", RESOURCE_GROUP, inputs)
    virtual_network = f"{name}-primary-virtual-network"
    if network.mode == "create":
        group_name = resource_group_name(name, primary)
        yield Item(
            virtual_network,
            VIRTUAL_NETWORK,
            {"virtualNetworkName": network.name, "resourceGroupName": group_name, "location": primary.region},
        )
    if primary.gateway_subnet.mode == "create":
        created = network.mode == "create"
        inputs = {
            "subnetName": "GatewaySubnet",
            "resourceGroupName": resource_group_name(name, primary) if created else network.resource_group,
            "virtualNetworkName": Reference(virtual_network, "name") if created else Ending(network.name),
        }
        yield Item(f"{name}-primary-gateway-subnet", SUBNET, inputs)


def _recovery(name: str, recovery: RecoveryBlueprint) -> Iterator[Item]:
    if recovery.vpc.existing_id is None:
        yield Item(f"{name}-recovery-vpc", VPC, {"cidrBlock": str(recovery.vpc.cidr)})
    for subnet in recovery.subnets:
        if subnet.existing_id is None:
            inputs = {"vpcId": vpc_id(name, recovery), "cidrBlock": str(subnet.cidr), "availabilityZone": subnet.zone}
            yield Item(f"{name}-recovery-subnet-{subnet.key}", AWS_SUBNET, inputs)
    for table in recovery.route_tables:
        if table.existing_id is None:
            yield Item(f"{name}-recovery-route-table-{table.key}", ROUTE_TABLE, {"vpcId": vpc_id(name, recovery)})


def resource_group_name(name: str, primary: PrimaryBlueprint) -> Any:
    """Return the input `resourceGroupName` of what is made in the stack's resource group."""
    created = primary.resource_group.mode == "create"
    return Reference(f"{name}-primary-resource-group", "name") if created else Ending(primary.resource_group.name)


def gateway_subnet_id(name: str, primary: PrimaryBlueprint) -> Any:
    """Return the id of GatewaySubnet as an input."""
    if primary.gateway_subnet.mode == "create":
        return Reference(f"{name}-primary-gateway-subnet")
    return Ending(f"/virtualNetworks/{primary.virtual_network.name}/subnets/GatewaySubnet")


def vpc_id(name: str, recovery: RecoveryBlueprint) -> Any:
    """Return the id of the VPC as an input."""
    return recovery.vpc.existing_id or Reference(f"{name}-recovery-vpc")


def subnet_id(name: str, recovery: RecoveryBlueprint, key: str) -> Any:
    """Return the id of a subnet of the VPC as an input."""
    existing = {subnet.key: subnet.existing_id for subnet in recovery.subnets}[key]
    return existing or Reference(f"{name}-recovery-subnet-{key}")


def route_table_id(name: str, recovery: RecoveryBlueprint, key: str) -> Any:
    """Return the id of a route table of the VPC as an input."""
    existing = {table.key: table.existing_id for table in recovery.route_tables}[key]
    return existing or Reference(f"{name}-recovery-route-table-{key}")
