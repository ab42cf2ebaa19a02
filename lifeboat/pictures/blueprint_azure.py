"""The Azure half of a blueprint's landscape, and the tunnels; names are those of the components."""

from collections.abc import Iterator
from typing import Final

from lifeboat.blueprint.model import Blueprint, Tunnel, VpnConnection
from lifeboat.changes.aws_items import vpn_connection_name
from lifeboat.pictures import landscape as land
from lifeboat.pictures.landscape import AFTER, Element

_EVERYTHING: Final = "*"


def azure_elements(blueprint: Blueprint) -> Iterator[Element]:
    """Yield what is drawn of Azure."""
    yield from _networks(blueprint)
    yield from _subnets(blueprint)
    yield from _gateway(blueprint)
    yield from _ways_out(blueprint)
    yield from _boundaries(blueprint)


def virtual_network_key(blueprint: Blueprint) -> str:
    """Return the key of the VNet."""
    network = blueprint.primary.virtual_network
    return network.name if network.mode == "adopt" else f"{blueprint.name}-primary-virtual-network"


def _networks(blueprint: Blueprint) -> Iterator[Element]:
    primary, key = blueprint.primary, virtual_network_key(blueprint)
    network = primary.virtual_network
    existing = network.mode == "adopt"
    yield land.Network(key, network.name, "VNet", "primary", network.address_space, primary.region, existing)
    for spoke in primary.spokes:
        yield land.Network(spoke.key, spoke.key, "VNet", "spoke", spoke.address_space, existing=True)
        base = f"{blueprint.name}-primary-spokes"
        theirs = not spoke.creates_peering
        yield land.Attachment(f"{base}-to-{spoke.key}", f"to-{spoke.key}", "peering", (key, spoke.key), theirs)
        back = f"to-{network.name}"
        yield land.Attachment(f"{base}-from-{spoke.key}", back, "peering", (spoke.key, key), theirs)


def _subnets(blueprint: Blueprint) -> Iterator[Element]:
    primary, network = blueprint.primary, virtual_network_key(blueprint)
    base = f"{blueprint.name}-primary"
    gateway = primary.gateway_subnet
    theirs = gateway.mode == "adopt"
    key = "GatewaySubnet" if theirs else f"{base}-gateway-subnet"
    yield land.Subnet(key, "GatewaySubnet", network, "gateway", "", (gateway.cidr,), theirs)
    for subnet in primary.workload_subnets:
        yield land.Subnet(f"{base}-workload-{subnet.name}", subnet.name, network, "workload", "", (subnet.cidr,))
    if primary.dns is not None and primary.dns.resolver_subnet is not None:
        ranges = (primary.dns.resolver_subnet,)
        yield land.Subnet(f"{base}-resolver-subnet", f"{base}-resolver", network, "resolver", "", ranges)


def gateway_key(blueprint: Blueprint) -> str:
    """Return the key of the Azure VPN gateway."""
    gateway = blueprint.primary.gateway
    return gateway.name if gateway.mode == "adopt" else f"{blueprint.name}-primary-gateway-vpn-gateway"


def _gateway(blueprint: Blueprint) -> Iterator[Element]:
    gateway, key = blueprint.primary.gateway, gateway_key(blueprint)
    existing = gateway.mode == "adopt"
    network = virtual_network_key(blueprint)
    yield land.Gateway(
        key, gateway.name, "vpn-gateway", "primary", network, "", (), str(gateway.asn), gateway.sku, (), existing
    )
    for instance in gateway.instances:
        name = instance.ip_configuration_name
        address = str(instance.existing_public_ip_address) if instance.existing_public_ip_address else AFTER
        yield land.Gateway(f"{key}/{name}", name, "instance", "primary", network, key, (address,), existing=existing)


def _ways_out(blueprint: Blueprint) -> Iterator[Element]:
    egress, base = blueprint.primary.egress, f"{blueprint.name}-primary"
    network = virtual_network_key(blueprint)
    if egress.mode == "create":
        key = f"{base}-nat-gateway"
        yield land.Gateway(key, key, "nat-gateway", "primary", network, "", (AFTER,))
    elif egress.nat_gateway_id is not None:
        name = egress.nat_gateway_id.rpartition("/")[2]
        yield land.Gateway(name, name, "nat-gateway", "primary", network, existing=True)
    if blueprint.primary.dns is not None and blueprint.primary.dns.mode == "resolver":
        key = f"{base}-dns-outbound"
        subnets = (f"{base}-resolver-subnet",)
        yield land.Gateway(key, key, "resolver", "primary", network, "", (), "", "outbound", subnets)


def _boundaries(blueprint: Blueprint) -> Iterator[Element]:
    primary = blueprint.primary
    rules = [
        land.Rule("egress", "all" if rule.protocol == _EVERYTHING else rule.protocol.lower(), str(rule.port), peer)
        for rule in primary.source_rules
        for peer in ([str(one) for one in rule.destinations] or [str(rule.service_tag)])
    ]
    for band in primary.security_groups:
        yield land.Boundary(
            band.name, band.name, "network security group", "primary", "", tuple(sorted(set(rules))), existing=True
        )


def tunnel_elements(blueprint: Blueprint) -> Iterator[Element]:
    """Yield customer gateways and tunnels."""
    interconnect, base = blueprint.interconnect, f"{blueprint.name}-interconnect-aws"
    instances = {one.key: one for one in blueprint.primary.gateway.instances}
    for connection in interconnect.connections:
        instance = instances[connection.gateway_instance]
        address = str(instance.existing_public_ip_address) if instance.existing_public_ip_address else AFTER
        existing = connection.existing_customer_gateway_id
        customer = existing or f"{base}-customer-gateway-{connection.gateway_instance}"
        label = existing or f"customer-gateway-{connection.gateway_instance}"
        asn = str(interconnect.azure_asn)
        yield land.Gateway(
            customer, label, "customer-gateway", "recovery", "", "", (address,), asn, existing=bool(existing)
        )
        place = f"{gateway_key(blueprint)}/{instance.ip_configuration_name}"
        for tunnel in connection.tunnels:
            yield _tunnel(blueprint, connection, tunnel, (customer, address, place))


def _tunnel(
    blueprint: Blueprint, connection: VpnConnection, tunnel: Tunnel, azure_end: tuple[str, str, str]
) -> land.Tunnel:
    interconnect, gateway = blueprint.interconnect, blueprint.recovery.gateway
    customer, address, instance = azure_end
    static = interconnect.routing == "static"
    name = vpn_connection_name(blueprint, connection.key)
    kind = "vpn-gateway" if gateway.target == "virtual-private-gateway" else "transit-gateway"
    return land.Tunnel(
        key=f"{name}/{tunnel.number}",
        label=tunnel.key if tunnel.used else f"{connection.key} tunnel {tunnel.number}",
        connection=name,
        number=tunnel.number,
        used=tunnel.used,
        routing=interconnect.routing,
        inside=tunnel.inside_cidr,
        aws_inside=str(tunnel.aws_inside_address),
        azure_inside=str(tunnel.azure_inside_address),
        aws_outside=AFTER,
        azure_outside=address,
        instance=instance,
        customer_gateway=customer,
        aws_gateway=gateway.existing_id or f"{blueprint.name}-recovery-gateway-{kind}",
        azure_connection=tunnel.connection_name if tunnel.used else "",
        to_azure=tuple(sorted(map(str, interconnect.azure_prefixes))) if static else (),
        to_aws=tuple(sorted(map(str, interconnect.aws_prefixes))) if static and tunnel.used else (),
    )
