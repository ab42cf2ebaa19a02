"""The Azure VPN gateway and its public addresses, created or adopted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from components.options import AZURE_GATEWAY_TIMEOUTS, child, plain_region, read_adopted, require_same
from components.primary.adopted_gateway import ip_configurations
from lifeboat.blueprint.model import AzureVpnGateway, GatewayInstance

TYPE: Final = "lifeboat:primary:PrimaryVpnGateway"


@dataclass(frozen=True, kw_only=True)
class PrimaryVpnGatewayArgs:
    """What the gateway is made from.

    Attributes:
        gateway: the gateway; two instances make it active-active.
        region: Azure region.
        resource_group_name: where a gateway that is created and its addresses go.
        gateway_subnet_id: resource id of GatewaySubnet.
        tags: on everything.
        protect: refuse to delete or replace a gateway that is created here.
        subscription_id: where all this is; ids are composed with it.
    """

    gateway: AzureVpnGateway
    region: str
    resource_group_name: pulumi.Input[str]
    gateway_subnet_id: pulumi.Input[str]
    tags: Mapping[str, str]
    protect: bool
    subscription_id: pulumi.Input[str]


class PrimaryVpnGateway(pulumi.ComponentResource):
    """A route-based VPN gateway with static public addresses, which are known long before the gateway is."""

    gateway_id: pulumi.Output[str]
    """Resource id of the gateway; often 45 minutes away."""
    public_ip_addresses: dict[str, pulumi.Output[str]]
    """Public IPv4 address of each gateway instance, by its key; seconds away."""
    ip_configuration_ids: dict[str, pulumi.Output[str]]
    """Resource id of each instance's IP configuration, by its key; composed, so known before the gateway is."""
    resource_group_name: pulumi.Output[str]
    """Resource group of the gateway, where its connections go."""

    def __init__(self, name: str, args: PrimaryVpnGatewayArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        if args.gateway.mode == "adopt":
            self._adopt()
        else:
            self._create()
        self.register_outputs(
            {
                "gateway_id": self.gateway_id,
                "public_ip_addresses": self.public_ip_addresses,
                "ip_configuration_ids": self.ip_configuration_ids,
                "resource_group_name": self.resource_group_name,
            }
        )

    def _adopt(self) -> None:
        wanted = self._args.gateway
        found = read_adopted(
            f"primary.gateway.name {wanted.name}",
            lambda: network.get_virtual_network_gateway(
                resource_group_name=wanted.resource_group,
                virtual_network_gateway_name=wanted.name,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        require_same(
            f"primary.region, the location of {wanted.name}",
            plain_region(self._args.region),
            plain_region(found.location or ""),
        )
        ids = ip_configurations(wanted, found)
        pulumi.Output.from_input(self._args.gateway_subnet_id).apply(_same_subnet(wanted, found))
        self.gateway_id = pulumi.Output.from_input(str(found.id))
        self.public_ip_addresses = {
            instance.key: pulumi.Output.from_input(str(instance.existing_public_ip_address))
            for instance in wanted.instances
        }
        self.ip_configuration_ids = {key: pulumi.Output.from_input(value) for key, value in ids.items()}
        self.resource_group_name = pulumi.Output.from_input(wanted.resource_group)

    def _create(self) -> None:
        instances = self._args.gateway.instances
        addresses = {instance.key: self._create_public_ip(instance) for instance in instances}
        self.ip_configuration_ids = {instance.key: self._ip_configuration_id(instance) for instance in instances}
        self.gateway_id = self._create_gateway(addresses).id
        self.public_ip_addresses = {
            instance.key: addresses[instance.key].ip_address.apply(_given_out(instance.public_ip_name))
            for instance in instances
        }
        self.resource_group_name = pulumi.Output.from_input(self._args.resource_group_name)

    def _ip_configuration_id(self, instance: GatewayInstance) -> pulumi.Output[str]:
        return pulumi.Output.concat(
            "/subscriptions/",
            self._args.subscription_id,
            "/resourceGroups/",
            self._args.resource_group_name,
            f"/providers/Microsoft.Network/virtualNetworkGateways/{self._args.gateway.name}",
            f"/ipConfigurations/{instance.ip_configuration_name}",
        )

    def _create_public_ip(self, instance: GatewayInstance) -> network.PublicIPAddress:
        return network.PublicIPAddress(
            f"{self._name}-ip-{instance.key}",
            public_ip_address_name=instance.public_ip_name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            sku=network.PublicIPAddressSkuArgs(name="Standard"),
            public_ip_allocation_method="Static",
            zones=list(self._args.gateway.public_ip_zones) or None,
            tags=self._args.tags,
            # Azure never changes the zones of an address, so a region that has got zones since would replace it. And
            # an update leaves the address unknown in a preview: a tag would show AWS's customer gateway replaced.
            opts=child(self, ignore_changes=["zones", "tags"]),
        )

    def _create_gateway(self, addresses: Mapping[str, network.PublicIPAddress]) -> network.VirtualNetworkGateway:
        gateway = self._args.gateway
        return network.VirtualNetworkGateway(
            f"{self._name}-vpn-gateway",
            virtual_network_gateway_name=gateway.name,
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            gateway_type="Vpn",
            vpn_type="RouteBased",
            # Azure wants the same word twice.
            sku=network.VirtualNetworkGatewaySkuArgs(name=gateway.sku, tier=gateway.sku),
            vpn_gateway_generation=gateway.generation,
            active_active=len(gateway.instances) > 1,
            enable_bgp=gateway.bgp,
            bgp_settings=network.BgpSettingsArgs(
                asn=gateway.asn, bgp_peering_addresses=self._bgp_peering_addresses() if gateway.bgp else None
            ),
            ip_configurations=[
                self._ip_configuration(instance, addresses[instance.key]) for instance in gateway.instances
            ],
            tags=self._args.tags,
            opts=child(
                self,
                # Absent rather than False: False would undo a `protect` that the component was given.
                protect=self._args.protect or None,
                custom_timeouts=AZURE_GATEWAY_TIMEOUTS,
                # Azure resizes within a generation and never changes it (Azure VPN Gateway, "About gateway SKUs"), and
                # a VNet takes one VPN gateway: the new one has to wait until the old one is gone.
                replace_on_changes=["vpnGatewayGeneration"],
                delete_before_replace=True,
            ),
        )

    def _bgp_peering_addresses(self) -> list[network.IPConfigurationBgpPeeringAddressArgs]:
        return [
            network.IPConfigurationBgpPeeringAddressArgs(
                ipconfiguration_id=self.ip_configuration_ids[instance.key],
                custom_bgp_ip_addresses=[str(address) for address in instance.custom_bgp_addresses],
            )
            for instance in self._args.gateway.instances
        ]

    def _ip_configuration(
        self, instance: GatewayInstance, address: network.PublicIPAddress
    ) -> network.VirtualNetworkGatewayIPConfigurationArgs:
        return network.VirtualNetworkGatewayIPConfigurationArgs(
            name=instance.ip_configuration_name,
            private_ip_allocation_method="Dynamic",
            public_ip_address=network.SubResourceArgs(id=address.id),
            subnet=network.SubResourceArgs(id=self._args.gateway_subnet_id),
        )


def _given_out(name: str) -> Callable[[str | None], str]:
    """Return a check that Azure gave out the static address of this name, as it does on creation."""

    def checked(value: str | None) -> str:
        if not value:
            raise pulumi.RunError(
                f"{name}: found a public IP address without an address in Azure, which gives a static one out when it"
                f" makes the resource. AWS cannot be told where the tunnels end. Look at it in the portal; delete it"
                f" and deploy again when it stays empty."
            )
        return value

    return checked


def _same_subnet(wanted: AzureVpnGateway, found: network.GetVirtualNetworkGatewayResult) -> Callable[[str], None]:
    """Return a check that an adopted gateway is in the GatewaySubnet of the VNet that settings name."""

    def checked(expected: str) -> None:
        for one in found.ip_configurations or []:
            subnet = str(one.subnet.id) if one.subnet else "no subnet"
            if subnet.lower() != expected.lower():
                require_same(f"primary.gateway.name {wanted.name}, the subnet it is in", expected, subnet)

    return checked
