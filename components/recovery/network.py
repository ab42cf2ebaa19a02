"""The recovery VPC: subnets, ways out, route tables; all of it created, or an existing VPC with what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import InvokeOptions, Output, ResourceOptions, RunError
from pulumi_aws import ec2

from components.options import child, read_adopted, require_same
from lifeboat.blueprint.model import RecoveryBlueprint, RouteTable, Subnet, Vpc

TYPE: Final = "lifeboat:recovery:RecoveryNetwork"
ANYWHERE: Final = "0.0.0.0/0"


@dataclass(frozen=True, kw_only=True)
class RecoveryNetworkArgs:
    """What the network is made from.

    Attributes:
        blueprint: the AWS side.
        protect: whether a VPC that is created must not be deleted or replaced.
    """

    blueprint: RecoveryBlueprint
    protect: bool


class RecoveryNetwork(pulumi.ComponentResource):
    """The VPC that replication servers and recovered servers live in.

    An adopted VPC or subnet is looked up and compared with settings; a difference stops the program with
    `pulumi.RunError`. Adopted route tables are named by id and need no lookup: settings say nothing about them.
    """

    vpc_id: Output[str]
    """ID of the VPC."""
    subnet_ids: dict[str, Output[str]]
    """ID of each subnet, by the blueprint's key."""
    route_table_ids: dict[str, Output[str]]
    """ID of each route table, by the blueprint's key."""

    def __init__(self, name: str, args: RecoveryNetworkArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        blueprint = args.blueprint
        self._adopted_vpc_id = blueprint.vpc.existing_id
        self._private = blueprint.private is not None
        self.vpc_id = self._create_vpc(blueprint.vpc, protect=args.protect)
        paths = _settings_paths(blueprint.subnets)
        self.subnet_ids = {subnet.key: self._create_subnet(subnet, paths[subnet.key]) for subnet in blueprint.subnets}
        internet_gateway = self._create_internet_gateway(blueprint.route_tables)
        nat_gateway_ids = self._create_nat_gateways(blueprint, internet_gateway)
        self.route_table_ids = {table.key: self._create_route_table(table) for table in blueprint.route_tables}
        for table in blueprint.route_tables:
            self._create_default_route(table, internet_gateway, nat_gateway_ids)
            self._associate(table)
        self.register_outputs(
            {"vpc_id": self.vpc_id, "subnet_ids": self.subnet_ids, "route_table_ids": self.route_table_ids}
        )

    def _create_vpc(self, vpc: Vpc, *, protect: bool) -> Output[str]:
        if vpc.existing_id is not None:
            return self._adopt_vpc(vpc.existing_id, vpc)
        created = ec2.Vpc(
            f"{self._name}-vpc",
            cidr_block=str(vpc.cidr),
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": f"{self._name}-vpc"},
            # Absent rather than False: False would undo a `protect` that the component was given.
            opts=child(self, protect=protect or None),
        )
        # Without rules it admits nothing, so that a thing launched without a group of its own is cut off.
        ec2.DefaultSecurityGroup(
            f"{self._name}-default-security-group",
            vpc_id=created.id,
            tags={"Name": f"{self._name}-default-security-group"},
            opts=child(self),
        )
        return created.id

    def _adopt_vpc(self, vpc_id: str, vpc: Vpc) -> Output[str]:
        found = read_adopted(
            f"recovery.network.vpc_id {vpc_id}", lambda: ec2.get_vpc(id=vpc_id, opts=InvokeOptions(parent=self))
        )
        require_same(f"recovery.network.cidr of {vpc_id}", str(vpc.cidr), found.cidr_block)
        if found.enable_dns_support is False:
            raise _off(vpc_id, "enableDnsSupport", "servers find AWS by names")
        if self._private and found.enable_dns_hostnames is False:
            why = "the endpoints of private mode answer to the names of AWS's services"
            raise _off(vpc_id, "enableDnsHostnames", why)
        return Output.from_input(found.id)

    def _create_subnet(self, subnet: Subnet, settings_path: str) -> Output[str]:
        if subnet.existing_id is not None:
            return self._adopt_subnet(subnet.existing_id, subnet, settings_path)
        name = f"{self._name}-subnet-{subnet.key}"
        return ec2.Subnet(
            name,
            vpc_id=self.vpc_id,
            cidr_block=str(subnet.cidr),
            availability_zone=subnet.zone,
            map_public_ip_on_launch=False,
            tags={"Name": name},
            opts=child(self),
        ).id

    def _adopt_subnet(self, subnet_id: str, subnet: Subnet, path: str) -> Output[str]:
        found = read_adopted(
            f"{path}.id {subnet_id}", lambda: ec2.get_subnet(id=subnet_id, opts=InvokeOptions(parent=self))
        )
        require_same(f"{path}, the VPC of {subnet_id}", self._adopted_vpc_id, found.vpc_id)
        require_same(f"{path}.cidr of {subnet_id}", str(subnet.cidr), found.cidr_block)
        require_same(f"{path}, the zone of {subnet_id}", subnet.zone, found.availability_zone)
        return Output.from_input(found.id)

    def _create_internet_gateway(self, tables: tuple[RouteTable, ...]) -> ec2.InternetGateway | None:
        if not any(table.default_route == "internet" for table in tables):
            return None
        name = f"{self._name}-internet-gateway"
        return ec2.InternetGateway(name, vpc_id=self.vpc_id, tags={"Name": name}, opts=child(self))

    def _create_nat_gateways(
        self, blueprint: RecoveryBlueprint, internet_gateway: ec2.InternetGateway | None
    ) -> dict[str, Output[str]]:
        # A public address cannot be used, nor released, while the VPC has no internet gateway.
        after = [internet_gateway] if internet_gateway else None
        ids = {}
        for nat in blueprint.nat_gateways:
            name = f"{self._name}-{nat.key}"
            address = ec2.Eip(
                f"{name}-address",
                domain="vpc",
                tags={"Name": f"{name}-address"},
                opts=child(self, depends_on=after),
            )
            ids[nat.key] = ec2.NatGateway(
                name,
                subnet_id=self.subnet_ids[nat.subnet],
                allocation_id=address.id,
                tags={"Name": name},
                opts=child(self, depends_on=after),
            ).id
        return ids

    def _create_route_table(self, table: RouteTable) -> Output[str]:
        if table.existing_id is not None:
            return Output.from_input(table.existing_id)
        name = f"{self._name}-route-table-{table.key}"
        return ec2.RouteTable(name, vpc_id=self.vpc_id, tags={"Name": name}, opts=child(self)).id

    def _create_default_route(
        self,
        table: RouteTable,
        internet_gateway: ec2.InternetGateway | None,
        nat_gateway_ids: Mapping[str, Output[str]],
    ) -> None:
        target = table.default_route
        if target is None:
            return
        to_internet = internet_gateway.id if target == "internet" and internet_gateway else None
        ec2.Route(
            f"{self._name}-default-route-{table.key}",
            route_table_id=self.route_table_ids[table.key],
            destination_cidr_block=ANYWHERE,
            gateway_id=to_internet,
            nat_gateway_id=None if to_internet else nat_gateway_ids.get(target, target),
            opts=child(self),
        )

    def _associate(self, table: RouteTable) -> None:
        for key in table.subnets:
            ec2.RouteTableAssociation(
                f"{self._name}-association-{key}",
                subnet_id=self.subnet_ids[key],
                route_table_id=self.route_table_ids[table.key],
                opts=child(self),
            )


def _off(vpc_id: str, name: str, why: str) -> RunError:
    return RunError(
        f"recovery.network.vpc_id {vpc_id}: found {name} off in the cloud, but it has to be on: {why}. Switch it on"
        f" with `aws ec2 modify-vpc-attribute`, or adopt another one."
    )


def _settings_paths(subnets: tuple[Subnet, ...]) -> dict[str, str]:
    """Return where settings name each subnet, by its key: the blueprint keeps their order within a role."""
    by_role: dict[str, list[Subnet]] = {}
    for subnet in subnets:
        by_role.setdefault(subnet.role, []).append(subnet)
    return {
        subnet.key: f"recovery.network.{role}_subnets[{index}]"
        for role, same_role in by_role.items()
        for index, subnet in enumerate(same_role)
    }
