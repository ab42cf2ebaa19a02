"""Everything of the interconnect that a blueprint becomes: names, types and inputs, as the components register them.

The components are the program; this restates them as data, so that a change can be judged where no SDK and no engine
is at hand. A component test holds the two together.
"""

from collections.abc import Iterator
from typing import Any

from lifeboat.blueprint.model import AzureVpnGateway, Blueprint, GatewayInstance, Tunnel
from lifeboat.blueprint.tunnels import KEY_DRAWN_CHARACTERS
from lifeboat.changes.aws_items import aws_gateway, vpn_connection_name, vpn_connections
from lifeboat.changes.foundation import foundation, gateway_subnet_id, resource_group_name
from lifeboat.changes.items import Ending, Item, Reference, pre_shared_key
from lifeboat.consequences.tokens import AZURE_GATEWAY, CONNECTION, LOCAL_GATEWAY, PASSWORD, PUBLIC_IP


def inventory(blueprint: Blueprint) -> tuple[Item, ...]:
    """Return the resources of a blueprint's interconnect and what they stand on, what is used before its users."""
    return (
        *foundation(blueprint),
        *_azure_gateway(blueprint),
        *_keys(blueprint),
        *aws_gateway(blueprint),
        *vpn_connections(blueprint),
        *_connections(blueprint),
    )


def _keys(blueprint: Blueprint) -> Iterator[Item]:
    """Yield the generated keys, of tunnels that are not used too: AWS makes both of a connection."""
    for connection in blueprint.interconnect.connections:
        for tunnel in connection.tunnels:
            if tunnel.key_source == "generated":
                inputs = {
                    "length": KEY_DRAWN_CHARACTERS,
                    "special": False,
                    "keepers": {"rotation": str(tunnel.key_rotation)},
                }
                yield Item(f"{blueprint.name}-interconnect-key-{tunnel.key}", PASSWORD, inputs)


def _azure_gateway(blueprint: Blueprint) -> Iterator[Item]:
    gateway = blueprint.primary.gateway
    if gateway.mode == "adopt":
        return
    name, region = blueprint.name, blueprint.primary.region
    common = {
        "resourceGroupName": resource_group_name(name, blueprint.primary),
        "location": region,
        "tags": dict(blueprint.tags),
    }
    for instance in gateway.instances:
        inputs = {
            "publicIpAddressName": instance.public_ip_name,
            "sku": {"name": "Standard"},
            "publicIPAllocationMethod": "Static",
            "zones": list(gateway.public_ip_zones) or None,
            **common,
        }
        yield Item(_public_ip(name, instance), PUBLIC_IP, inputs)
    inputs = {
        "virtualNetworkGatewayName": gateway.name,
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": gateway.sku, "tier": gateway.sku},
        "vpnGatewayGeneration": gateway.generation,
        "activeActive": len(gateway.instances) > 1,
        "enableBgp": gateway.bgp,
        "bgpSettings": _bgp_settings(gateway),
        "ipConfigurations": [_ip_configuration(blueprint, instance) for instance in gateway.instances],
        **common,
    }
    yield Item(_gateway_name(name), AZURE_GATEWAY, inputs)


def _gateway_name(name: str) -> str:
    return f"{name}-primary-gateway-vpn-gateway"


def _public_ip(name: str, instance: GatewayInstance) -> str:
    return f"{name}-primary-gateway-ip-{instance.key}"


def _gateway_id(gateway: AzureVpnGateway) -> str:
    provider = "/providers/Microsoft.Network/virtualNetworkGateways"
    return f"/resourceGroups/{gateway.resource_group}{provider}/{gateway.name}"


def _ip_configuration_id(gateway: AzureVpnGateway, instance: GatewayInstance) -> Ending:
    return Ending(f"{_gateway_id(gateway)}/ipConfigurations/{instance.ip_configuration_name}")


def _bgp_settings(gateway: AzureVpnGateway) -> dict[str, Any]:
    if not gateway.bgp:
        return {"asn": gateway.asn}
    addresses = [
        {
            "customBgpIpAddresses": [str(address) for address in instance.custom_bgp_addresses],
            "ipconfigurationId": _ip_configuration_id(gateway, instance),
        }
        for instance in gateway.instances
    ]
    return {"asn": gateway.asn, "bgpPeeringAddresses": addresses}


def _ip_configuration(blueprint: Blueprint, instance: GatewayInstance) -> dict[str, Any]:
    return {
        "name": instance.ip_configuration_name,
        "privateIPAllocationMethod": "Dynamic",
        "publicIPAddress": {"id": Reference(_public_ip(blueprint.name, instance))},
        "subnet": {"id": gateway_subnet_id(blueprint.name, blueprint.primary)},
    }


def _connections(blueprint: Blueprint) -> Iterator[Item]:
    for connection in blueprint.interconnect.connections:
        for tunnel in connection.tunnels:
            if tunnel.used:
                vpn_connection = vpn_connection_name(blueprint, connection.key)
                yield _local_network_gateway(blueprint, tunnel, vpn_connection)
                yield _connection(blueprint, tunnel)


def _azure_end(blueprint: Blueprint) -> dict[str, Any]:
    gateway = blueprint.primary.gateway
    created = gateway.mode == "create"
    return {
        "resourceGroupName": resource_group_name(blueprint.name, blueprint.primary)
        if created
        else gateway.resource_group,
        "location": blueprint.primary.region,
        "tags": dict(blueprint.tags),
    }


def _local_network_gateway(blueprint: Blueprint, tunnel: Tunnel, vpn_connection: str) -> Item:
    interconnect = blueprint.interconnect
    bgp = interconnect.routing == "bgp"
    peer = {"asn": interconnect.aws_asn, "bgpPeeringAddress": str(tunnel.aws_inside_address)}
    inputs = {
        "localNetworkGatewayName": tunnel.local_network_gateway_name,
        "gatewayIpAddress": Reference(vpn_connection, f"tunnel{tunnel.number}Address"),
        "localNetworkAddressSpace": {"addressPrefixes": [] if bgp else [str(one) for one in interconnect.aws_prefixes]},
        "bgpSettings": peer if bgp else None,
        **_azure_end(blueprint),
    }
    return Item(_local_gateway_name(blueprint, tunnel), LOCAL_GATEWAY, inputs)


def _local_gateway_name(blueprint: Blueprint, tunnel: Tunnel) -> str:
    return f"{blueprint.name}-interconnect-azure-local-network-gateway-{tunnel.key}"


def _connection(blueprint: Blueprint, tunnel: Tunnel) -> Item:
    gateway, suite = blueprint.primary.gateway, blueprint.interconnect.suite
    ids = {instance.key: _ip_configuration_id(gateway, instance) for instance in gateway.instances}
    custom = [
        {"customBgpIpAddress": str(one.address), "ipConfigurationId": ids[one.gateway_instance]}
        for one in tunnel.custom_bgp_addresses
    ]
    policy = {
        "ikeEncryption": suite.azure_ike_encryption,
        "ikeIntegrity": suite.azure_ike_integrity,
        "dhGroup": suite.azure_dh_group,
        "ipsecEncryption": suite.azure_ipsec_encryption,
        "ipsecIntegrity": suite.azure_ipsec_integrity,
        "pfsGroup": suite.azure_pfs_group,
        "saLifeTimeSeconds": suite.phase2_lifetime_seconds,
        "saDataSizeKilobytes": suite.phase2_lifetime_kilobytes,
    }
    created = gateway.mode == "create"
    inputs = {
        "virtualNetworkGatewayConnectionName": tunnel.connection_name,
        "connectionType": "IPsec",
        "connectionProtocol": "IKEv2",
        "virtualNetworkGateway1": {
            "id": Reference(_gateway_name(blueprint.name)) if created else Ending(_gateway_id(gateway))
        },
        "localNetworkGateway2": {"id": Reference(_local_gateway_name(blueprint, tunnel))},
        "sharedKey": pre_shared_key(blueprint, tunnel),
        "enableBgp": blueprint.interconnect.routing == "bgp",
        "gatewayCustomBgpIpAddresses": custom or None,
        "ipsecPolicies": [policy],
        "dpdTimeoutSeconds": suite.dpd_timeout_seconds,
        "usePolicyBasedTrafficSelectors": False,
        **_azure_end(blueprint),
    }
    return Item(f"{blueprint.name}-interconnect-azure-connection-{tunnel.key}", CONNECTION, inputs)
