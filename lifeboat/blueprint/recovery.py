"""The AWS side of the blueprint: VPC, subnets, routes, security groups, the drill network."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Literal

from lifeboat.blueprint.drill_openings import make_openings
from lifeboat.blueprint.model import (
    AwsGateway,
    DrillNetwork,
    NatGateway,
    NetworkAccount,
    OtherVpc,
    RecoveryBlueprint,
    RouteTable,
    SecurityGroup,
    SecurityRule,
    Subnet,
    Vpc,
)
from lifeboat.blueprint.network_options import with_network_options
from lifeboat.blueprint.private import https_out, make_private, resolver_rules
from lifeboat.cloud_facts import aws_partition
from lifeboat.ranges import SubnetRole, drill_slot
from lifeboat.settings import Settings
from lifeboat.settings.prefixes import azure_prefixes, server_ranges
from lifeboat.settings.private_checks import is_private
from lifeboat.settings.recovery import AdoptedSubnet, AdoptedVpc, CreatedVpc, Recovery
from lifeboat.settings.subnet_sizes import vpc_layout
from lifeboat.vpc_layout import Layout

ANYWHERE = IPv4Network("0.0.0.0/0")
"""Every IPv4 address."""

_ROLES: tuple[tuple[Literal["staging", "recovery"], SubnetRole], ...] = (
    ("staging", SubnetRole.STAGING),
    ("recovery", SubnetRole.RECOVERY),
)


def make_recovery(settings: Settings) -> RecoveryBlueprint:
    """Return the AWS side of a stack, without replication."""
    recovery = settings.recovery
    network = recovery.network
    subnets = tuple(_subnets(settings))
    nat_gateways = tuple(_nat_gateways(network, recovery.zones)) if isinstance(network, CreatedVpc) else ()
    tables = tuple(_reaching_azure(settings, _route_tables(recovery, subnets, nat_gateways)))
    made = RecoveryBlueprint(
        account_id=recovery.account_id,
        region=recovery.region,
        partition=aws_partition(recovery.region),
        vpc=Vpc(None if isinstance(network, CreatedVpc) else network.vpc_id, network.cidr),
        subnets=subnets,
        route_tables=tables,
        nat_gateways=nat_gateways,
        gateway=_gateway(settings, subnets),
        security_groups=tuple(_security_groups(settings, subnets)),
        drill=_drill(settings),
        private=make_private(settings, subnets, tables),
    )
    return with_network_options(made, settings)


def _gateway(settings: Settings, subnets: tuple[Subnet, ...]) -> AwsGateway:
    recovery, chosen = settings.recovery, settings.recovery.gateway
    adopted = chosen if chosen.mode == "adopt" else None
    transit = settings.interconnect.target == "transit-gateway"
    account = recovery.network_account
    return AwsGateway(
        target=settings.interconnect.target,
        asn=chosen.asn,
        existing_id=adopted.id if adopted else None,
        existing_attachment_id=adopted.attachment_id if adopted else None,
        existing_route_table_id=adopted.route_table_id if adopted else None,
        attachment_subnets=tuple(subnet.key for subnet in subnets if subnet.role == "staging") if transit else (),
        account=NetworkAccount(account.account_id, account.role_arn) if account else None,
        other_vpcs=tuple(
            OtherVpc(
                vpc.name, vpc.vpc_id, vpc.cidr, tuple(vpc.subnet_ids), vpc.attachment_id, tuple(vpc.route_table_ids)
            )
            for vpc in recovery.other_vpcs
        ),
    )


def _reaching_azure(settings: Settings, tables: Iterable[RouteTable]) -> Iterator[RouteTable]:
    """Yield the tables with the way to Azure: learnt from a virtual private gateway, written for a transit gateway.

    A transit gateway puts no routes into VPC route tables (Amazon VPC, "Transit gateways": each needs its own).
    """
    transit = settings.interconnect.target == "transit-gateway"
    for table in tables:
        written = azure_prefixes(settings) if transit and table.propagates else ()
        yield replace(table, propagates=table.propagates and not transit, transit_routes=written)


def _subnets(settings: Settings) -> Iterator[Subnet]:
    network = settings.recovery.network
    if isinstance(network, CreatedVpc):
        return _created_subnets(network, settings.recovery.zones, vpc_layout(settings, network))
    return _named_subnets(settings.recovery)


def _created_subnets(network: CreatedVpc, zones: Iterable[str], layout: Layout) -> Iterator[Subnet]:
    for position, zone in enumerate(zones):
        for role, slot in _ROLES:
            yield Subnet(f"{role}-{zone}", role, zone, layout.subnets[slot, position])
        if network.egress == "nat" or (network.egress == "one-nat" and position == 0):
            yield Subnet(f"public-{zone}", "public", zone, layout.subnets[SubnetRole.PUBLIC, position])


def _named_subnets(recovery: Recovery) -> Iterator[Subnet]:
    for role, _ in _ROLES:
        for zone, subnet in zip(recovery.zones, getattr(recovery.network, f"{role}_subnets"), strict=True):
            existing = subnet.id if isinstance(subnet, AdoptedSubnet) else None
            yield Subnet(f"{role}-{zone}", role, zone, subnet.cidr, existing)


def _nat_gateways(network: CreatedVpc, zones: list[str]) -> Iterator[NatGateway]:
    count = {"nat": len(zones), "one-nat": 1, "private": 0, "none": 0}[network.egress]
    for zone in zones[:count]:
        yield NatGateway(f"nat-{zone}", f"public-{zone}")


def _route_tables(
    recovery: Recovery, subnets: tuple[Subnet, ...], nat_gateways: tuple[NatGateway, ...]
) -> Iterator[RouteTable]:
    """Yield a route table for each private subnet, one for the public ones, and the adopted ones once each."""
    public = tuple(subnet.key for subnet in subnets if subnet.role == "public")
    if public:
        # Servers in Azure are never reached through the public subnets, so nothing is propagated into them.
        yield RouteTable("public", public, "internet", propagates=False)
    by_zone = {gateway.key.removeprefix("nat-"): gateway.key for gateway in nat_gateways}
    shared = nat_gateways[0].key if nat_gateways else None
    for subnet in subnets:
        if subnet.role != "public" and subnet.existing_id is None:
            way_out = by_zone.get(subnet.zone, shared)
            if isinstance(recovery.network, AdoptedVpc):
                way_out = recovery.network.nat_gateway_id
            yield RouteTable(subnet.key, (subnet.key,), way_out, propagates=True)
    if isinstance(recovery.network, AdoptedVpc):
        named = [*recovery.network.staging_subnets, *recovery.network.recovery_subnets]
        tables = dict.fromkeys(subnet.route_table_id for subnet in named if isinstance(subnet, AdoptedSubnet))
        for table_id in tables:
            yield RouteTable(table_id, (), None, propagates=True, existing_id=table_id)


def _security_groups(settings: Settings, subnets: tuple[Subnet, ...]) -> Iterator[SecurityGroup]:
    primary_ranges = server_ranges(settings)
    vpc = settings.recovery.network.cidr
    yield SecurityGroup(
        "replication",
        "DRS replication servers: blocks in from the source servers, control traffic out",
        (
            *(
                _rule("ingress", "tcp", 1500, source, "replicated blocks from source servers")
                for source in primary_ranges
            ),
            *_https_out(settings, subnets, "DRS, EC2 and S3 control traffic"),
            *_dns_out(vpc),
        ),
    )
    yield SecurityGroup(
        "endpoints",
        "VPC endpoints for DRS, S3, EC2 and STS: HTTPS in from both sides",
        tuple(
            _rule("ingress", "tcp", 443, source, "HTTPS from servers")
            for source in (*primary_ranges, *_clients_elsewhere(settings), vpc)
        ),
    )
    yield SecurityGroup(
        "recovery",
        "Recovered servers: failback client in while failback is on, control traffic out",
        (
            *(_rule("ingress", "tcp", 1500, source, "failback client") for source in failback_ranges(settings)),
            *_https_out(settings, subnets, "DRS, S3 and Systems Manager control traffic"),
            *_dns_out(vpc),
        ),
        # A web server needs its database on ports that nobody here knows. The group follows its members; the recovery
        # subnets may hold other things as well.
        members_reach_each_other=True,
    )
    if is_private(settings) and not settings.recovery.endpoints.resolver_addresses:
        text = "Route 53 Resolver inbound endpoint: DNS in from Azure"
        yield SecurityGroup("resolver", text, tuple(resolver_rules(_askers(settings))))


def _https_out(settings: Settings, subnets: tuple[Subnet, ...], what: str) -> Iterator[SecurityRule]:
    if is_private(settings):
        yield from https_out(settings, subnets)
    else:
        yield _rule("egress", "tcp", 443, ANYWHERE, what)


def failback_ranges(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return where failback clients may connect from; nothing while failback is off."""
    failback = settings.recovery.failback
    if not failback.enabled:
        return ()
    workloads = [subnet.cidr for subnet in settings.primary.network.workload_subnets]
    return tuple(dict.fromkeys(failback.client_ranges or workloads))


def _clients_elsewhere(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return the failback clients' ranges outside VNet and spokes; they call DRS as servers do."""
    known = server_ranges(settings)
    return tuple(each for each in failback_ranges(settings) if not any(each.subnet_of(one) for one in known))


def _askers(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return where AWS is asked for names from: Azure's resolver in the VNet, or DNS servers wherever they are."""
    dns = settings.primary.dns
    if dns is None or dns.mode == "existing":
        return azure_prefixes(settings)
    return (*settings.primary.network.virtual_network.address_space, *_clients_elsewhere(settings))


def _dns_out(vpc: IPv4Network) -> Iterator[SecurityRule]:
    yield _rule("egress", "udp", 53, vpc, "DNS")
    yield _rule("egress", "tcp", 53, vpc, "DNS, long answers")


def _rule(
    direction: Literal["ingress", "egress"], protocol: Literal["tcp", "udp"], port: int, cidr: IPv4Network, what: str
) -> SecurityRule:
    short = {"ingress": "in", "egress": "out"}[direction]
    key = f"{short}-{protocol}-{port}-{str(cidr).replace('/', '-')}"
    preposition = {"ingress": "from", "egress": "to"}[direction]
    return SecurityRule(key, direction, protocol, port, cidr, f"{protocol.upper()} {port} {preposition} {cidr}: {what}")


def _drill(settings: Settings) -> DrillNetwork:
    """Return the drill network, cut like the recovery VPC where it has the same range, so that addresses match."""
    recovery = settings.recovery
    cidr = recovery.drill.cidr or recovery.network.cidr
    if cidr == recovery.network.cidr:
        ranges = [(subnet.zone, subnet.cidr) for subnet in _subnets(settings) if subnet.role == "recovery"]
    else:
        ranges = [(zone, drill_slot(cidr, position)) for position, zone in enumerate(recovery.zones)]
    subnets = tuple(Subnet(f"drill-{zone}", "drill", zone, subnet) for zone, subnet in ranges)
    return DrillNetwork(cidr, subnets, make_openings(recovery, cidr, [(subnet.key, subnet.cidr) for subnet in subnets]))
