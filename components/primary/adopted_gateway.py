"""Whether an Azure VPN gateway that exists can carry the tunnels that settings describe."""

from collections.abc import Mapping
from typing import NoReturn

import pulumi
from pulumi_azure_native.network import GetVirtualNetworkGatewayResult
from pulumi_azure_native.network.outputs import IPConfigurationBgpPeeringAddressResponse

from components.options import require_same
from lifeboat.blueprint.model import AzureVpnGateway, GatewayInstance

PeeringAddresses = Mapping[str, tuple[int, IPConfigurationBgpPeeringAddressResponse]]


def ip_configurations(wanted: AzureVpnGateway, found: GetVirtualNetworkGatewayResult) -> dict[str, str]:
    """Return the ids of the IP configurations of an adopted gateway, by instance key.

    Args:
        wanted: the gateway as settings describe it.
        found: the gateway as Azure knows it.

    Raises:
        pulumi.RunError: it is not what settings say, or cannot carry the tunnels. Lifeboat never changes it.
    """
    _require_kind(wanted, found)
    _require_instances(wanted, found)
    asn = found.bgp_settings.asn if found.bgp_settings else None
    require_same(f"primary.gateway.asn of {wanted.name}", wanted.asn, None if asn is None else int(asn))
    ids = {str(one.name): str(one.id) for one in found.ip_configurations or []}
    chosen = {instance.key: _ip_configuration(wanted, instance, ids) for instance in wanted.instances}
    addresses = _peering_addresses(found)
    for position, instance in enumerate(wanted.instances):
        _require_public_address(position, instance, addresses)
    if wanted.bgp:
        _require_bgp(wanted, found, addresses)
    return chosen


def _require_kind(wanted: AzureVpnGateway, found: GetVirtualNetworkGatewayResult) -> None:
    kind, vpn_type = found.gateway_type, found.vpn_type
    if (kind, vpn_type) != ("Vpn", "RouteBased"):
        _stop(
            wanted,
            f"a gateway of type {kind} with VPN type {vpn_type}",
            "a route-based VPN gateway (Vpn, RouteBased)",
            "AWS takes one pair of security associations a tunnel, which policy-based gateways do not offer",
            "Name another gateway, or set mode to create",
        )
    size = found.sku.name if found.sku else None
    if size == "Basic":
        _stop(
            wanted,
            "a gateway of size Basic",
            "VpnGw1AZ or larger",
            "Basic has neither custom IPsec policies nor BGP nor two active instances",
            "Let its owner replace it, name another gateway, or set mode to create",
        )


def _require_instances(wanted: AzureVpnGateway, found: GetVirtualNetworkGatewayResult) -> None:
    active = 2 if found.active_active else 1
    if active == len(wanted.instances):
        return
    why = (
        "the second pair of tunnels ends at the second instance"
        if active == 1
        else "both instances dial every tunnel, and AWS answers only the one whose address its customer gateway has"
    )
    fix = (
        "Let its owner switch active-active on, or choose another interconnect.topology"
        if active == 1
        else "Set interconnect.topology to four-tunnel and name both instances"
    )
    _stop(wanted, f"{active} active instance(s)", str(len(wanted.instances)), why, fix)


def _ip_configuration(wanted: AzureVpnGateway, instance: GatewayInstance, ids: Mapping[str, str]) -> str:
    name = instance.ip_configuration_name
    if name not in ids:
        require_same(f"primary.gateway.instances, ip_configuration of {wanted.name}", name, ", ".join(sorted(ids)))
    return ids[name]


def _peering_addresses(found: GetVirtualNetworkGatewayResult) -> PeeringAddresses:
    """Return what BGP settings say of each IP configuration, by its name, with its place in their list."""
    listed = (found.bgp_settings.bgp_peering_addresses if found.bgp_settings else None) or []
    return {str(one.ipconfiguration_id).rpartition("/")[2]: (place, one) for place, one in enumerate(listed)}


def _require_public_address(position: int, instance: GatewayInstance, addresses: PeeringAddresses) -> None:
    listed = addresses.get(instance.ip_configuration_name)
    found = (listed[1].tunnel_ip_addresses if listed else None) or []
    expected = str(instance.existing_public_ip_address)
    if expected not in found:
        require_same(
            f"primary.gateway.instances[{position}].public_ip_address of {instance.ip_configuration_name}",
            expected,
            ", ".join(found) or "no public IP address",
        )


def _require_bgp(wanted: AzureVpnGateway, found: GetVirtualNetworkGatewayResult, addresses: PeeringAddresses) -> None:
    missing: list[str] = [] if found.enable_bgp else ["BGP, which is off"]
    changes: list[str] = [] if found.enable_bgp else ["--set enableBgp=true"]
    for instance in wanted.instances:
        place, listed = addresses[instance.ip_configuration_name]
        for address in map(str, instance.custom_bgp_addresses):
            if address not in (listed.custom_bgp_ip_addresses or []):
                missing.append(f"{address} at {instance.ip_configuration_name}")
                changes.append(f"--add bgpSettings.bgpPeeringAddresses[{place}].customBgpIpAddresses {address}")
    if missing:
        _stop(
            wanted,
            f"a gateway without {', '.join(missing)}",
            "BGP on, with every tunnel's inside address as a custom BGP address of the instance it ends at",
            "AWS opens the BGP session to that address, and Lifeboat never changes what it adopts",
            f"Let its owner run `az network vnet-gateway update --resource-group {wanted.resource_group}"
            f" --name {wanted.name} {' '.join(changes)}`",
        )


def _stop(wanted: AzureVpnGateway, found: str, needed: str, why: str, fix: str) -> NoReturn:
    raise pulumi.RunError(
        f"primary.gateway.name {wanted.name}: found {found}, but the tunnels need {needed}: {why}. {fix}."
    )
