"""Which tunnel goes where, and the addresses inside it."""

from collections.abc import Mapping
from ipaddress import IPv4Network
from typing import Final

from lifeboat.blueprint.ipsec import make_suite, tunnel_sizes
from lifeboat.blueprint.model import (
    CustomBgpAddress,
    InterconnectBlueprint,
    Tunnel,
    VpnConnection,
    WatchingBlueprint,
)
from lifeboat.settings import Settings
from lifeboat.settings.inside_ranges import allocate
from lifeboat.settings.interconnect import NUMBERS, TUNNEL_KEYS, Interconnect
from lifeboat.settings.prefixes import aws_prefixes, azure_prefixes

TUNNELS_USED: Final = {"single-tunnel": 1, "dual-tunnel": 2, "four-tunnel": 4}
"""How many tunnels a topology has in use."""

KEY_DRAWN_CHARACTERS: Final = 31
"""With the first letter 32, as many as in a key that AWS generates; both clouds take letters and digits."""

LARGEST_PLAIN_ASN: Final = 2147483647
"""A customer gateway has a second property for larger AS numbers (EC2 CreateCustomerGateway, BgpAsnExtended)."""

KEY_STORAGE: Final = {"standard": "Standard", "secrets-manager": "SecretsManager"}
"""AWS's words for where it keeps its copy of the keys (EC2 CreateVpnConnection, PreSharedKeyStorage)."""


def gateway_instances(topology: str) -> tuple[str, ...]:
    """Return the keys of the Azure gateway's instances that a topology uses, one for each AWS VPN connection."""
    return ("instance0", "instance1") if topology == "four-tunnel" else ("instance0",)


def is_used(key: str, topology: str) -> bool:
    """Return whether Azure has an end for a tunnel. AWS always makes two tunnels a connection."""
    return TUNNEL_KEYS.index(key) < TUNNELS_USED[topology]


def inside_ranges(chosen: Interconnect) -> dict[str, IPv4Network]:
    """Return the inside /30 of each tunnel of the topology, by tunnel key.

    Args:
        chosen: settings that passed the checks, so that there is a range for each.
    """
    ranges: dict[str, IPv4Network] = {}
    for position, (key, tunnel) in enumerate(chosen.tunnels_made().items()):
        found = tunnel.inside_cidr or allocate(position // 2, NUMBERS[position % 2], chosen.inside_ranges_taken)
        if found is None:
            raise ValueError(f"{key}: no inside range left")
        ranges[key] = found
    return ranges


def make_interconnect(settings: Settings) -> InterconnectBlueprint:
    """Return the tunnels of a stack."""
    chosen = settings.interconnect
    instances = gateway_instances(chosen.topology)
    existing = {"instance0": chosen.customer_gateways.instance0, "instance1": chosen.customer_gateways.instance1}
    ranges = inside_ranges(chosen)
    suite = make_suite(chosen.ipsec)
    sizes = tunnel_sizes(suite)
    return InterconnectBlueprint(
        topology=chosen.topology,
        target=chosen.target,
        routing=chosen.chosen_routing,
        azure_asn=settings.primary.gateway.asn,
        aws_asn=settings.recovery.gateway.asn,
        connections=tuple(
            VpnConnection(
                f"connection{position + 1}", instance, existing[instance], _tunnels(settings, ranges, position)
            )
            for position, instance in enumerate(instances)
        ),
        azure_prefixes=azure_prefixes(settings),
        aws_prefixes=aws_prefixes(settings),
        suite=suite,
        preshared_key_storage=chosen.preshared_key_storage,
        tunnel_mtu_bytes=sizes.mtu_bytes,
        tunnel_mss_bytes=sizes.mss_bytes,
        watching=_watching(settings),
    )


def _tunnels(settings: Settings, ranges: Mapping[str, IPv4Network], connection: int) -> tuple[Tunnel, Tunnel]:
    first, second = TUNNEL_KEYS[2 * connection : 2 * connection + 2]
    return _tunnel(settings, ranges, first), _tunnel(settings, ranges, second)


def _tunnel(settings: Settings, ranges: Mapping[str, IPv4Network], key: str) -> Tunnel:
    chosen, position = settings.interconnect, TUNNEL_KEYS.index(key)
    given = chosen.tunnels.by_key()[key]
    inside = ranges[key]
    used = is_used(key, chosen.topology)
    return Tunnel(
        key=key,
        number=NUMBERS[position % 2],
        used=used,
        inside_cidr=inside,
        aws_inside_address=inside[1],
        azure_inside_address=inside[2],
        custom_bgp_addresses=_custom_bgp_addresses(chosen, ranges, key) if used else (),
        key_source="brought" if given.pre_shared_key else "generated",
        key_rotation=given.key_rotation or chosen.key_rotation,
        local_network_gateway_name=f"{settings.name}-aws-{key}",
        connection_name=f"{settings.name}-to-aws-{key}",
    )


def _custom_bgp_addresses(
    chosen: Interconnect, ranges: Mapping[str, IPv4Network], key: str
) -> tuple[CustomBgpAddress, ...]:
    """Return an entry for every gateway instance: a connection that leaves one out gets that one's first address.

    Azure wants the instance that the tunnel does not end at to stay at one of its own addresses ("Configure a BGP
    connection between Azure and AWS", custom BGP addresses).
    """
    if chosen.chosen_routing == "static":
        return ()
    own = TUNNEL_KEYS.index(key) // 2
    return tuple(
        CustomBgpAddress(instance, ranges[key if position == own else TUNNEL_KEYS[2 * position]][2])
        for position, instance in enumerate(gateway_instances(chosen.topology))
    )


def _watching(settings: Settings) -> WatchingBlueprint:
    chosen = settings.interconnect.watching
    workspace = chosen.workspace
    return WatchingBlueprint(
        # CloudWatch limits the size of the resource policy that admits log deliveries; groups under this prefix do
        # not count (CloudWatch Logs user guide, "Log group resource policy size limit").
        log_group_name=f"/aws/vendedlogs/lifeboat/{settings.name}/vpn",
        log_retention_days=chosen.log_retention_days,
        workspace_name=f"{settings.name}-logs" if workspace.mode == "create" else None,
        existing_workspace_id=workspace.id if workspace.mode == "adopt" else None,
        workspace_retention_days=workspace.retention_days if workspace.mode == "create" else 0,
        alarm_topic_arns=tuple(chosen.alarm_topic_arns),
        action_group_ids=tuple(chosen.action_group_ids),
        fewest_tunnels=TUNNELS_USED[settings.interconnect.topology],
    )
