"""What stands around the AWS subnets: their sizes, DHCP options, flow logs."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import IPv4Network

from lifeboat.blueprint.model import RecoveryBlueprint, SecurityGroup, SecurityRule
from lifeboat.blueprint.network_model import DhcpOptionSet, FlowLog, SubnetSizes
from lifeboat.settings import Settings
from lifeboat.settings.network_options import AMAZON_DNS, AMAZON_TIME
from lifeboat.settings.recovery import CreatedVpc
from lifeboat.settings.subnet_sizes import subnet_needs


def with_network_options(recovery: RecoveryBlueprint, settings: Settings) -> RecoveryBlueprint:
    """Return the AWS side with sizes, DHCP options, flow logs, and groups that reach the servers DHCP names."""
    options = _dhcp_options(settings)
    return replace(
        recovery,
        sizes=_sizes(settings),
        dhcp_options=options,
        flow_logs=tuple(_flow_logs(settings)),
        security_groups=tuple(_reaching(group, options) for group in recovery.security_groups),
    )


def _sizes(settings: Settings) -> SubnetSizes:
    needs = subnet_needs(settings)
    return SubnetSizes(
        servers=needs.servers,
        replication_servers=needs.replication_servers,
        conversion_servers=needs.conversion_servers,
        staging_addresses=needs.staging_addresses,
        recovery_addresses=needs.recovery_addresses,
    )


def _dhcp_options(settings: Settings) -> DhcpOptionSet | None:
    network = settings.recovery.network
    chosen = network.dhcp_options if isinstance(network, CreatedVpc) else None
    if chosen is None:
        return None
    return DhcpOptionSet(chosen.domain_name, tuple(chosen.dns_servers), tuple(chosen.ntp_servers))


def _flow_logs(settings: Settings) -> Iterator[FlowLog]:
    if settings.recovery.network.flow_logs.enabled:
        logs = settings.recovery.network.flow_logs
        name = f"/aws/vendedlogs/lifeboat/{settings.name}/flow-recovery"
        yield FlowLog("recovery", name, logs.retention_days, logs.traffic, logs.aggregation_seconds)
    if settings.recovery.drill.flow_logs.enabled:
        logs = settings.recovery.drill.flow_logs
        name = f"/aws/vendedlogs/lifeboat/{settings.name}/flow-drill"
        yield FlowLog("drill", name, logs.retention_days, logs.traffic, logs.aggregation_seconds)


def _reaching(group: SecurityGroup, options: DhcpOptionSet | None) -> SecurityGroup:
    """Return a group of servers with rules towards the DNS and time servers that DHCP tells them of.

    Rules towards the VPC's own addresses cover neither a directory in Azure nor time servers anywhere.
    """
    if options is None or group.key not in {"replication", "recovery"}:
        return group
    have = {rule.key for rule in group.rules}
    wanted = [rule for rule in _name_and_time_rules(options) if rule.key not in have]
    return replace(group, rules=(*group.rules, *wanted))


def _name_and_time_rules(options: DhcpOptionSet) -> Iterator[SecurityRule]:
    for server in (each for each in options.dns_servers if each != AMAZON_DNS):
        yield _out("udp", 53, server, "DNS server of the DHCP options")
        yield _out("tcp", 53, server, "DNS server of the DHCP options, long answers")
    for server in (each for each in options.ntp_servers if each != str(AMAZON_TIME)):
        yield _out("udp", 123, server, "time server of the DHCP options")


def _out(protocol: str, port: int, server: str, what: str) -> SecurityRule:
    cidr = IPv4Network(server)
    key = f"out-{protocol}-{port}-{server}-32"
    description = f"{protocol.upper()} {port} to {cidr}: {what}"
    return SecurityRule(key, "egress", "tcp" if protocol == "tcp" else "udp", port, cidr, description)
