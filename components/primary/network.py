"""The Azure network: resource group, VNet, subnets and their way out, each created or adopted."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_azure_native import network, resources

from components.options import child, plain_region, read_adopted, require_same
from components.primary.dns import require_azure_dns
from components.primary.route_tables import GATEWAY_SUBNET_NAME, require_routes
from lifeboat.blueprint.model import PrimaryBlueprint, WorkloadSubnet

TYPE: Final = "lifeboat:primary:PrimaryNetwork"


@dataclass(frozen=True, kw_only=True)
class PrimaryNetworkArgs:
    """What the network is made from.

    Attributes:
        blueprint: the Azure side.
        tags: on everything that takes tags; subnets do not.
        protect: refuse to delete or replace a VNet that is created here.
        aws_prefixes: what is routed to AWS; route tables of an adopted VNet have to let it through.
    """

    blueprint: PrimaryBlueprint
    tags: Mapping[str, str]
    protect: bool
    aws_prefixes: tuple[IPv4Network, ...]


@dataclass(frozen=True)
class _VirtualNetwork:
    """Where subnets go."""

    resource_group_name: pulumi.Input[str]
    name: pulumi.Output[str]
    id: pulumi.Output[str]


class PrimaryNetwork(pulumi.ComponentResource):
    """The VNet with GatewaySubnet and workload subnets, and how its servers reach the internet."""

    resource_group_name: pulumi.Output[str]
    """Name of the resource group."""
    virtual_network_id: pulumi.Output[str]
    """Resource id of the VNet."""
    gateway_subnet_id: pulumi.Output[str]
    """Resource id of GatewaySubnet, known once every other subnet is written."""
    workload_subnet_ids: dict[str, pulumi.Output[str]]
    """Resource ids of the subnets created for servers, by name."""
    resolver_subnet_id: pulumi.Output[str] | None
    """Resource id of the DNS private resolver's subnet; None where none is made."""

    def __init__(self, name: str, args: PrimaryNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._blueprint = args.blueprint
        self.resource_group_name = self._resource_group()
        virtual_network = self._virtual_network()
        workloads = self._create_workload_subnets(virtual_network, self._nat_gateway_id())
        resolver = self._create_resolver_subnet(virtual_network, list(workloads.values()))
        self.resolver_subnet_id = resolver.id if resolver else None
        self.virtual_network_id = virtual_network.id
        self.workload_subnet_ids = {key: subnet.id for key, subnet in workloads.items()}
        earlier = [*workloads.values(), *([resolver] if resolver else [])]
        self.gateway_subnet_id = self._gateway_subnet_id(virtual_network, earlier)
        self.register_outputs(
            {
                "resource_group_name": self.resource_group_name,
                "virtual_network_id": self.virtual_network_id,
                "gateway_subnet_id": self.gateway_subnet_id,
                "workload_subnet_ids": self.workload_subnet_ids,
            }
        )

    def _resource_group(self) -> pulumi.Output[str]:
        wanted = self._blueprint.resource_group
        if wanted.mode == "adopt":
            found = read_adopted(
                f"primary.resource_group.name {wanted.name}",
                lambda: resources.get_resource_group(
                    resource_group_name=wanted.name, opts=pulumi.InvokeOptions(parent=self)
                ),
            )
            return pulumi.Output.from_input(found.name)
        return resources.ResourceGroup(
            f"{self._name}-resource-group",
            resource_group_name=wanted.name,
            location=self._blueprint.region,
            tags=self._args.tags,
            opts=child(self),
        ).name

    def _virtual_network(self) -> _VirtualNetwork:
        if self._blueprint.virtual_network.mode == "adopt":
            return self._adopt_virtual_network()
        created = network.VirtualNetwork(
            f"{self._name}-virtual-network",
            virtual_network_name=self._blueprint.virtual_network.name,
            resource_group_name=self.resource_group_name,
            location=self._blueprint.region,
            address_space=network.AddressSpaceArgs(
                address_prefixes=[str(prefix) for prefix in self._blueprint.virtual_network.address_space]
            ),
            tags=self._args.tags,
            # Absent rather than False: False would undo a `protect` that the component was given.
            opts=child(self, protect=self._args.protect or None),
        )
        return _VirtualNetwork(self.resource_group_name, created.name, created.id)

    def _adopt_virtual_network(self) -> _VirtualNetwork:
        wanted = self._blueprint.virtual_network
        found = read_adopted(
            f"primary.network.virtual_network.name {wanted.name}",
            lambda: network.get_virtual_network(
                resource_group_name=wanted.resource_group,
                virtual_network_name=wanted.name,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        require_same(
            f"primary.region, the location of {wanted.name}",
            plain_region(self._blueprint.region),
            plain_region(found.location or ""),
        )
        prefixes = found.address_space.address_prefixes if found.address_space else None
        require_same(
            f"primary.network.virtual_network.address_space of {wanted.name}",
            ", ".join(sorted(str(prefix) for prefix in wanted.address_space)),
            ", ".join(sorted(prefixes or [])),
        )
        if self._blueprint.dns is not None and self._blueprint.dns.mode == "resolver":
            require_azure_dns(f"primary.network.virtual_network {wanted.name}", found, self._blueprint.region)
        require_routes(
            self,
            f"primary.network.virtual_network {wanted.name}",
            found.subnets or [],
            self._args.aws_prefixes,
            without_servers=self._blueprint.subnets_without_servers,
        )
        return _VirtualNetwork(
            wanted.resource_group, pulumi.Output.from_input(found.name), pulumi.Output.from_input(str(found.id))
        )

    def _nat_gateway_id(self) -> pulumi.Input[str] | None:
        egress = self._blueprint.egress
        if egress.mode != "create":
            return egress.nat_gateway_id
        name = f"{self._name}-nat-gateway"
        address = network.PublicIPAddress(
            f"{name}-ip",
            public_ip_address_name=f"{name}-ip",
            resource_group_name=self.resource_group_name,
            location=self._blueprint.region,
            sku=network.PublicIPAddressSkuArgs(name="Standard"),
            public_ip_allocation_method="Static",
            tags=self._args.tags,
            opts=child(self),
        )
        return network.NatGateway(
            name,
            nat_gateway_name=name,
            resource_group_name=self.resource_group_name,
            location=self._blueprint.region,
            sku=network.NatGatewaySkuArgs(name="Standard"),
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            tags=self._args.tags,
            opts=child(self),
        ).id

    def _create_workload_subnets(
        self, where: _VirtualNetwork, nat_gateway_id: pulumi.Input[str] | None
    ) -> dict[str, network.Subnet]:
        made: dict[str, network.Subnet] = {}
        for subnet in self._blueprint.workload_subnets:
            made[subnet.name] = self._create_workload_subnet(subnet, where, nat_gateway_id, list(made.values()))
        return made

    def _create_workload_subnet(
        self,
        subnet: WorkloadSubnet,
        where: _VirtualNetwork,
        nat_gateway_id: pulumi.Input[str] | None,
        earlier: list[network.Subnet],
    ) -> network.Subnet:
        return network.Subnet(
            f"{self._name}-workload-{subnet.name}",
            subnet_name=subnet.name,
            resource_group_name=where.resource_group_name,
            virtual_network_name=where.name,
            address_prefix=str(subnet.cidr),
            # The way out is the stated one or none, whatever default the subscription has.
            default_outbound_access=False,
            nat_gateway=network.SubResourceArgs(id=nat_gateway_id) if nat_gateway_id else None,
            opts=_after(self, earlier),
        )

    def _create_resolver_subnet(self, where: _VirtualNetwork, earlier: list[network.Subnet]) -> network.Subnet | None:
        dns = self._blueprint.dns
        if dns is None or dns.resolver_subnet is None:
            return None
        return network.Subnet(
            f"{self._name}-resolver-subnet",
            subnet_name=f"{self._name}-resolver",
            resource_group_name=where.resource_group_name,
            virtual_network_name=where.name,
            address_prefix=str(dns.resolver_subnet),
            default_outbound_access=False,
            delegations=[network.DelegationArgs(name="dnsResolvers", service_name="Microsoft.Network/dnsResolvers")],
            opts=_after(self, earlier),
        )

    def _gateway_subnet_id(self, where: _VirtualNetwork, workloads: list[network.Subnet]) -> pulumi.Output[str]:
        if self._blueprint.gateway_subnet.mode == "adopt":
            found = self._adopt_gateway_subnet()
            return pulumi.Output.all(*[subnet.id for subnet in workloads]).apply(lambda _: found)
        # Last: Azure refuses a gateway while its VNet is being updated (ReferencedResourceNotProvisioned).
        return network.Subnet(
            f"{self._name}-gateway-subnet",
            subnet_name=GATEWAY_SUBNET_NAME,
            resource_group_name=where.resource_group_name,
            virtual_network_name=where.name,
            address_prefix=str(self._blueprint.gateway_subnet.cidr),
            opts=_after(self, workloads),
        ).id

    def _adopt_gateway_subnet(self) -> str:
        parent, wanted = self._blueprint.virtual_network, self._blueprint.gateway_subnet
        found = read_adopted(
            f"primary.network.gateway_subnet of {parent.name}",
            lambda: network.get_subnet(
                resource_group_name=parent.resource_group,
                virtual_network_name=parent.name,
                subnet_name=GATEWAY_SUBNET_NAME,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        require_same(
            f"primary.network.gateway_subnet.cidr of {parent.name}",
            str(wanted.cidr),
            found.address_prefix or ", ".join(found.address_prefixes or []),
        )
        if found.network_security_group is not None:
            raise pulumi.RunError(
                f"primary.network.gateway_subnet of {parent.name}: found the network security group"
                f" {found.network_security_group.id} on it. Azure does not support one on GatewaySubnet: the gateway"
                f" may stop working. Take it off the subnet, or put the gateway into another VNet."
            )
        return str(found.id)


def _after(parent: pulumi.Resource, earlier: list[network.Subnet]) -> pulumi.ResourceOptions:
    """Options of a subnet written after another: Azure takes one write per VNet (AnotherOperationInProgress)."""
    return child(parent, depends_on=earlier[-1:])
