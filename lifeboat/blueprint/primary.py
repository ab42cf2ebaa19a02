"""The Azure side of the blueprint."""

from lifeboat.blueprint.model import (
    AzureVpnGateway,
    GatewayInstance,
    GatewaySubnet,
    PrimaryBlueprint,
    PrimaryEgress,
    ResourceGroup,
    VirtualNetwork,
    WorkloadSubnet,
)
from lifeboat.ranges import GATEWAY_SUBNET_PREFIX, last_subnet
from lifeboat.settings import Settings
from lifeboat.settings.cloud_facts import AZURE_ZONE_REGIONS
from lifeboat.settings.primary import AdoptedVirtualNetwork, Primary


def make_primary(settings: Settings) -> PrimaryBlueprint:
    """Return the Azure side of a stack."""
    primary, name = settings.primary, settings.name
    group = ResourceGroup(primary.resource_group.mode, primary.resource_group.name or f"{name}-primary")
    network = primary.network
    first_range = network.virtual_network.address_space[0]
    return PrimaryBlueprint(
        subscription_id=primary.subscription_id,
        region=primary.region,
        resource_group=group,
        virtual_network=_virtual_network(primary, name, group.name),
        gateway_subnet=GatewaySubnet(
            network.gateway_subnet.mode, network.gateway_subnet.cidr or last_subnet(first_range, GATEWAY_SUBNET_PREFIX)
        ),
        workload_subnets=tuple(WorkloadSubnet(subnet.name, subnet.cidr) for subnet in network.workload_subnets),
        egress=_egress(primary),
        gateway=_gateway(primary, name),
    )


def _virtual_network(primary: Primary, name: str, group: str) -> VirtualNetwork:
    chosen = primary.network.virtual_network
    elsewhere = chosen.resource_group if isinstance(chosen, AdoptedVirtualNetwork) else None
    return VirtualNetwork(chosen.mode, chosen.name or f"{name}-vnet", elsewhere or group, tuple(chosen.address_space))


def _egress(primary: Primary) -> PrimaryEgress:
    egress = primary.network.egress
    if egress.mode == "adopt":
        return PrimaryEgress("adopt", egress.id, f"existing NAT gateway {egress.id.rsplit('/', 1)[-1]}")
    if egress.mode == "existing":
        return PrimaryEgress("existing", None, egress.described_as)
    return PrimaryEgress("create", None, "a NAT gateway made here")


def _gateway(primary: Primary, name: str) -> AzureVpnGateway:
    chosen = primary.gateway
    return AzureVpnGateway(
        name=chosen.name or f"{name}-vpn-gateway",
        sku=chosen.sku,
        generation=chosen.generation,
        asn=chosen.asn,
        public_ip_zones=("1", "2", "3") if primary.region in AZURE_ZONE_REGIONS else (),
        instances=(GatewayInstance("instance0", f"{name}-vpn-gateway-ip0", "instance0"),),
    )
