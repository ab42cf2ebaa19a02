"""From a stack's settings, and the servers of a file, to what there is to pay for."""

from collections.abc import Iterator, Sequence
from typing import Final

from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.cost.lines import (
    BOOT_GIB,
    CONTROL_GIB_A_SERVER,
    CONVERSION_TYPE,
    HOURS_A_MONTH,
    STAGING_GIB_A_SERVER,
)
from lifeboat.cost.quantities import Quantities
from lifeboat.settings import Settings
from lifeboat.sizing import Server, Sizing, SizingInputs, size
from lifeboat.sizing.link import wire_bytes
from lifeboat.sizing.protection import why_unprotected
from lifeboat.sizing.quotas import EC2_INSTANCES
from lifeboat.sizing.stack import sizing_inputs
from lifeboat.sizing.systems import is_linux

TRANSFER_GIB_A_SERVER: Final = 20
"""What a recovered server sends to users in a month, where nobody says (assumed)."""

FLOW_LOG_GIB_A_SERVER: Final = 1
"""What the VPC's flow logs amount to in a month for every source server: a record a connection in ten minutes
(assumed)."""

LOG_GIB_A_TUNNEL: Final = 1
"""What a tunnel's IKE and BGP logs amount to in a month, in each cloud (assumed)."""

ADDRESSES_A_CONNECTION: Final = 2
"""Public IPv4 addresses of a VPN connection, one a tunnel: service-managed addresses are charged for as well (AWS
Networking blog, "Identify and optimize public IPv4 address usage on AWS")."""

STAGING_TYPES: Final = {"GP2": "gp2", "GP3": "gp3", "ST1": "st1", "AUTO": "gp3"}
"""EBS types by what the replication template says; AUTO is reckoned as gp3."""


def quantities_of(settings: Settings, servers: Sequence[Server] = ()) -> tuple[Quantities, tuple[str, ...]]:
    """Return what there is to pay for in a stack, and what was taken for granted as sentences.

    Args:
        settings: of the stack.
        servers: of a file; the totals in the settings count when there are none.
    """
    blueprint = make_blueprint(settings)
    inputs = sizing_inputs(settings, servers)
    sized = size(inputs)
    return _quantities(settings, blueprint, inputs, sized), (*inputs.assumed, *_assumed(settings, sized))


def _quantities(settings: Settings, blueprint: Blueprint, inputs: SizingInputs, sized: Sizing) -> Quantities:
    cost, tunnels, recovery = settings.cost, blueprint.interconnect.tunnels, blueprint.recovery
    transfer = cost.failed_over_transfer_gib
    instances = EC2_INSTANCES.get(cost.recovered_instance_type)
    mss = blueprint.interconnect.tunnel_mss_bytes
    return Quantities(
        aws_region=recovery.region,
        azure_region=blueprint.primary.region,
        servers=sized.servers,
        windows_servers=_windows(inputs.servers),
        volumes=sized.volumes,
        provisioned_gib=sized.provisioned_gib,
        used_gib=inputs.fleet.used_gib,
        changed_bytes_per_second=sized.changed_bytes_per_second,
        snapshot_change_percent=cost.snapshot_change_percent,
        replication_servers=sized.replication_servers,
        replication_type=inputs.staging.instance_type,
        staging_type=STAGING_TYPES[inputs.staging.disk_type],
        retention_days=settings.replication.retention_days,
        points_in_time=inputs.staging.points_in_time,
        recovered_type=cost.recovered_instance_type,
        recovered_vcpus=instances[0] if instances else None,
        conversion_minutes=inputs.demands.conversion_minutes,
        failed_over_transfer_gib=sized.servers * TRANSFER_GIB_A_SERVER if transfer is None else transfer,
        wire_bytes=wire_bytes(mss, gcm=inputs.link.gcm),
        segment_bytes=mss,
        nat_gateways=len(recovery.nat_gateways),
        aws_public_addresses=(
            len(recovery.nat_gateways) + ADDRESSES_A_CONNECTION * len(blueprint.interconnect.connections)
        ),
        vpn_connections=len(blueprint.interconnect.connections),
        transit_attachments=_transit_attachments(blueprint),
        interface_endpoints=_interface_endpoints(blueprint),
        resolver_interfaces=len(recovery.private.resolver) if recovery.private else 0,
        keys=_keys(blueprint),
        # One alarm a tunnel, and one that counts them; those on servers, on their number, on undelivered events.
        alarm_metrics=2 * len(tunnels) + _monitoring_metrics(blueprint, sized.servers),
        dashboards=int(blueprint.monitoring.dashboard_name is not None),
        composite_alarms=sum(all(t.used for t in c.tunnels) for c in blueprint.interconnect.connections),
        aws_log_gib=LOG_GIB_A_TUNNEL * len(tunnels) + FLOW_LOG_GIB_A_SERVER * sized.servers * bool(recovery.flow_logs),
        azure_gateway_sku=blueprint.primary.gateway.sku or None,
        azure_public_addresses=_azure_addresses(blueprint),
        azure_nat_gateways=int(blueprint.primary.egress.mode == "create"),
        azure_alerts=len(tunnels) * (2 if blueprint.interconnect.routing == "bgp" else 1),
        azure_resolver_endpoints=int(blueprint.primary.dns is not None and blueprint.primary.dns.mode == "resolver"),
        azure_log_gib=LOG_GIB_A_TUNNEL * len(tunnels) if _has_workspace(blueprint) else 0,
    )


def _windows(servers: Sequence[Server]) -> int | None:
    """Return how many of the servers that can be protected run Windows; None where only totals are known."""
    if not servers:
        return None
    return sum(not is_linux(server.family) for server in servers if why_unprotected(server) is None)


def _transit_attachments(blueprint: Blueprint) -> int:
    """Return the attachments that the stack makes: of its VPC, of other VPCs, of every VPN connection."""
    gateway = blueprint.recovery.gateway
    if gateway.target != "transit-gateway":
        return 0
    others = sum(vpc.existing_attachment_id is None for vpc in gateway.other_vpcs)
    own = int(gateway.existing_attachment_id is None)
    return own + others + len(blueprint.interconnect.connections)


def _interface_endpoints(blueprint: Blueprint) -> int:
    """Return the interfaces of endpoints that the stack makes: private mode's, one a zone, and the drill VPC's."""
    recovery = blueprint.recovery
    private = recovery.private.endpoints if recovery.private else ()
    made = sum(len(one.subnets) for one in private if one.kind == "Interface" and one.existing_id is None)
    return made + len(recovery.drill.openings.endpoint_services)


def _keys(blueprint: Blueprint) -> int:
    """Return the keys that the stack makes: of the tunnels' logs, flow logs, the topic, replicated volumes."""
    return (
        1
        + bool(blueprint.recovery.flow_logs)
        + (blueprint.monitoring.existing_topic_arn is None)
        + (blueprint.replication.encryption.mode == "create")
    )


def _monitoring_metrics(blueprint: Blueprint, servers: int) -> int:
    """Return what the alarms on servers, on their number and on undelivered events read.

    An alarm on a query over all servers is paid for by each metric that the query analyses, and one on an expression by
    each metric in it (Amazon CloudWatch pricing; billing user guide, MetricInsightAlarmUsage).
    """
    monitoring = blueprint.monitoring
    return len(monitoring.alarms) * servers + (monitoring.count is not None) + len(monitoring.rules)


def _azure_addresses(blueprint: Blueprint) -> int:
    gateway = blueprint.primary.gateway
    own = len(gateway.instances) if gateway.mode == "create" else 0
    return own + int(blueprint.primary.egress.mode == "create")


def _has_workspace(blueprint: Blueprint) -> bool:
    watching = blueprint.interconnect.watching
    return watching.workspace_name is not None or watching.existing_workspace_id is not None


def _assumed(settings: Settings, sized: Sizing) -> Iterator[str]:
    yield "List prices of the first tier: no tax, discount, commitment, free allowance or support plan."
    yield f"A month has {HOURS_A_MONTH} hours. A GB is 2^30 bytes. What is adopted is not counted."
    if not sized.servers:
        return
    yield (
        "Replication is incompressible, though DRS compresses; a snapshot stores"
        f" {settings.cost.snapshot_change_percent} % of what is written (cost.snapshot_change_percent)."
    )
    yield (
        f"Every recovered server is one {settings.cost.recovered_instance_type} (cost.recovered_instance_type), its"
        f" volumes are gp3; a conversion server is an {CONVERSION_TYPE}, a replication server's boot volume has"
        f" {BOOT_GIB} GiB; staging volumes of AUTO are reckoned as gp3."
    )
    yield (
        f"Control traffic: {CONTROL_GIB_A_SERVER} GiB a month of every source server, {STAGING_GIB_A_SERVER} GiB of"
        f" every replication server. Logs: {LOG_GIB_A_TUNNEL} GiB a month of every tunnel in each cloud,"
        f" {FLOW_LOG_GIB_A_SERVER} GiB of flow logs of every server."
    )
    if settings.cost.failed_over_transfer_gib is None:
        yield (
            f"Recovered servers send {TRANSFER_GIB_A_SERVER} GiB a month each to their users; set"
            " cost.failed_over_transfer_gib."
        )
