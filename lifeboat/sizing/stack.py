"""From a stack's settings, and the servers of a file, to what the sizing computes from."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import Settings
from lifeboat.settings.primary import CreatedVpnGateway
from lifeboat.settings.subnet_sizes import VOLUMES_A_SERVER
from lifeboat.sizing.inputs import (
    Demands,
    Fleet,
    Link,
    Server,
    SizingInputs,
    Staging,
    StagingSubnet,
    fleet_of_servers,
    fleet_of_totals,
)
from lifeboat.sizing.protection import why_unprotected


def sizing_inputs(settings: Settings, servers: Sequence[Server] = ()) -> SizingInputs:
    """Return what the sizing of a stack computes from.

    Args:
        settings: of the stack.
        servers: of a file; the totals in the settings count when there are none.
    """
    chosen = settings.sizing
    blueprint = make_blueprint(settings)
    return SizingInputs(
        fleet=_fleet_of_file(settings, servers) if servers else _fleet_of_settings(settings),
        link=_link(settings, blueprint),
        staging=_staging(blueprint),
        demands=Demands(
            rpo_target_seconds=chosen.rpo_target_seconds,
            headroom_percent=chosen.headroom_percent,
            link_outage_hours=chosen.link_outage_hours,
            conversion_minutes=chosen.conversion_minutes,
            boot_minutes=chosen.boot_minutes,
        ),
        servers=tuple(servers),
        assumed=tuple(_assumed(settings, servers)),
    )


def _fleet_of_settings(settings: Settings) -> Fleet:
    chosen = settings.sizing
    return fleet_of_totals(
        chosen.servers,
        chosen.servers * VOLUMES_A_SERVER if chosen.volumes is None else chosen.volumes,
        provisioned_gib=chosen.provisioned_gib,
        used_gib=chosen.used_gib,
        changed_bytes_per_second=chosen.changed_bytes_per_second,
        waves=chosen.servers_per_wave if chosen.servers else (),
    )


def _fleet_of_file(settings: Settings, servers: Sequence[Server]) -> Fleet:
    protected = [server for server in servers if why_unprotected(server) is None]
    fleet = fleet_of_servers(protected)
    if any(server.wave for server in servers):
        return fleet
    return replace(fleet, waves=tuple(_cut(fleet.servers, settings.sizing.servers_per_wave)))


def _cut(servers: int, waves: Sequence[int]) -> Iterator[int]:
    """Yield the waves as far as there are servers for them; what is left forms one more."""
    for wave in waves:
        if servers:
            yield min(wave, servers)
            servers -= min(wave, servers)
    if servers:
        yield servers


def _link(settings: Settings, blueprint: Blueprint) -> Link:
    gateway, interconnect = settings.primary.gateway, blueprint.interconnect
    created = gateway if isinstance(gateway, CreatedVpnGateway) else None
    return Link(
        topology=interconnect.topology,
        target=interconnect.target,
        gateway_sku=created.sku if created else None,
        gateway_generation=created.generation if created else "",
        gateway_mbps=settings.sizing.gateway_mbps,
        gcm=interconnect.suite.azure_ipsec_encryption.startswith("GCM"),
        mss_bytes=interconnect.tunnel_mss_bytes,
        throttling_mbps=blueprint.replication.bandwidth_throttling_mbps,
    )


def _staging(blueprint: Blueprint) -> Staging:
    replication = blueprint.replication
    return Staging(
        subnets=tuple(
            StagingSubnet(subnet.key, subnet.zone, subnet.cidr.num_addresses)
            for subnet in blueprint.recovery.subnets
            if subnet.role == "staging"
        ),
        used_subnet=replication.staging_subnet,
        instance_type=replication.instance_type,
        dedicated_servers=replication.dedicated_servers,
        disk_type=replication.staging_disk_type,
        points_in_time=sum(rule.retention // rule.interval for rule in replication.pit_rules),
    )


def _assumed(settings: Settings, servers: Sequence[Server]) -> Iterator[str]:
    chosen = settings.sizing
    if settings.primary.gateway.mode == "adopt" and chosen.gateway_mbps is None:
        yield "The adopted Azure gateway is taken for a VpnGw1AZ (650 Mbit/s); set sizing.gateway_mbps."
    if servers:
        if chosen.servers != len(servers):
            yield (
                f"The file has {len(servers)} servers, the stack file expects {chosen.servers}: set sizing.servers,"
                " which alarms go by."
            )
        if any(server.changed_bytes_per_second is None for server in servers):
            yield "What the servers write is not known of every one: nothing about lag, a first sync without writes."
        return
    if not chosen.servers:
        yield "No servers are expected: set sizing.servers or sizing.servers_file, or give --servers."
        return
    if chosen.volumes is None:
        yield f"Volumes are taken for {VOLUMES_A_SERVER} a server; set sizing.volumes."
    if chosen.provisioned_gib is None:
        yield "The size of the volumes is not known, so neither is the first sync; set sizing.provisioned_gib."
    elif chosen.used_gib is None:
        yield "All of every volume is taken for used; set sizing.used_gib."
    if chosen.changed_bytes_per_second is None:
        yield (
            "What the servers write is not known: nothing about lag, a first sync without writes; set"
            " sizing.changed_bytes_per_second."
        )
