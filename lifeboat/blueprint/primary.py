"""The Azure side of the blueprint."""

from collections.abc import Iterator

from lifeboat.blueprint.model import (
    AzureVpnGateway,
    GatewayInstance,
    GatewaySubnet,
    PrimaryBlueprint,
    PrimaryEgress,
    RecoveryBlueprint,
    ResourceGroup,
    SecurityGroupBand,
    Spoke,
    VirtualNetwork,
    WorkloadSubnet,
)
from lifeboat.blueprint.private import make_azure_dns
from lifeboat.blueprint.recovery import failback_ranges
from lifeboat.blueprint.source_rules import source_rules
from lifeboat.blueprint.tunnels import gateway_instances, inside_ranges, is_used
from lifeboat.cloud_facts import AZURE_ZONE_REGIONS
from lifeboat.ranges import GATEWAY_SUBNET_PREFIX, last_subnet
from lifeboat.settings import Settings
from lifeboat.settings.interconnect import TUNNEL_KEYS
from lifeboat.settings.primary import AdoptedVirtualNetwork, Primary
from lifeboat.settings.primary import Spoke as SpokeSettings


def make_primary(settings: Settings, recovery: RecoveryBlueprint) -> PrimaryBlueprint:
    """Return the Azure side of a stack, which lets servers out to the AWS side."""
    primary, name = settings.primary, settings.name
    group = ResourceGroup(primary.resource_group.mode, primary.resource_group.name or f"{name}-primary")
    network = primary.network
    vnet = _virtual_network(primary, name, group.name)
    first_range = network.virtual_network.address_space[0]
    return PrimaryBlueprint(
        subscription_id=primary.subscription_id,
        region=primary.region,
        resource_group=group,
        virtual_network=vnet,
        gateway_subnet=GatewaySubnet(
            network.gateway_subnet.mode, network.gateway_subnet.cidr or last_subnet(first_range, GATEWAY_SUBNET_PREFIX)
        ),
        workload_subnets=tuple(WorkloadSubnet(subnet.name, subnet.cidr) for subnet in network.workload_subnets),
        egress=_egress(primary),
        spokes=tuple(_spoke(spoke) for spoke in network.spokes),
        security_groups=tuple(
            SecurityGroupBand(band.name, band.resource_group or vnet.resource_group, band.first_priority)
            for band in network.security_groups
        ),
        subnets_without_servers=tuple(network.subnets_without_servers),
        gateway=_gateway(settings, vnet.resource_group),
        dns=make_azure_dns(settings),
        source_rules=source_rules(settings, recovery, failback_ranges(settings)),
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
    if egress.mode == "none":
        return PrimaryEgress("existing", None, "none: AWS at private addresses, through the tunnels")
    return PrimaryEgress("create", None, "a NAT gateway made here")


def _gateway(settings: Settings, group_of_network: str) -> AzureVpnGateway:
    chosen, name = settings.primary.gateway, settings.name
    bgp = settings.interconnect.chosen_routing == "bgp"
    instances = tuple(_instances(settings))
    if chosen.mode == "adopt":
        return AzureVpnGateway(
            mode="adopt", name=chosen.name, resource_group=chosen.resource_group or group_of_network, sku="",
            generation="", asn=chosen.asn, bgp=bgp, public_ip_zones=(), instances=instances,
        )  # fmt: skip
    return AzureVpnGateway(
        mode="create",
        name=chosen.name or f"{name}-vpn-gateway",
        resource_group=settings.primary.resource_group.name or f"{name}-primary",
        sku=chosen.sku,
        generation=chosen.generation,
        asn=chosen.asn,
        bgp=bgp,
        public_ip_zones=("1", "2", "3") if settings.primary.region in AZURE_ZONE_REGIONS else (),
        instances=instances,
    )


def _instances(settings: Settings) -> Iterator[GatewayInstance]:
    """Yield the gateway's instances, each with the inside addresses of the tunnels that end at it.

    Both tunnels of an AWS VPN connection end at the instance whose public IP is that connection's customer gateway
    ("Configure a BGP connection between Azure and AWS").
    """
    chosen, gateway = settings.interconnect, settings.primary.gateway
    ranges = inside_ranges(chosen)
    for position, key in enumerate(gateway_instances(chosen.topology)):
        used = [own for own in TUNNEL_KEYS[2 * position : 2 * position + 2] if is_used(own, chosen.topology)]
        custom = tuple(ranges[own][2] for own in used) if chosen.chosen_routing == "bgp" else ()
        existing = gateway.instances[position] if gateway.mode == "adopt" else None
        yield GatewayInstance(
            key=key,
            ip_configuration_name=existing.ip_configuration if existing else key,
            public_ip_name=f"{settings.name}-vpn-gateway-ip{position}",
            existing_public_ip_address=existing.public_ip_address if existing else None,
            custom_bgp_addresses=custom,
        )


def _spoke(spoke: SpokeSettings) -> Spoke:
    _, _, subscription, _, group, *_, name = spoke.id.split("/")
    return Spoke(name, subscription, group, spoke.id, tuple(spoke.address_space), spoke.peering == "create")
