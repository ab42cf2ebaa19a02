"""From quantities and prices to the three estimates."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from lifeboat.cost.lines import (
    CONTROL_GIB_A_SERVER,
    HOURS_A_DAY,
    HOURS_A_MONTH,
    STAGING_GIB_A_SERVER,
    Item,
    boot_volumes,
    converting,
    counted,
    daily_change_gib,
    licences,
    on_the_wire_gib,
    replicated_gib,
    running,
    sent,
    snapshots,
    stored,
)
from lifeboat.cost.model import Estimate, Estimates, Line, cents
from lifeboat.cost.prices import PriceList
from lifeboat.cost.quantities import Quantities


def estimate(
    quantities: Quantities,
    prices: PriceList,
    *,
    assumptions: Iterable[str] = (),
    monthly_budget_usd: int | None = None,
) -> Estimates:
    """Return the three estimates of a stack: the same quantities and prices always give the same estimates.

    Args:
        quantities: what there is to pay for.
        prices: of one unit each.
        assumptions: what was taken for granted, as sentences.
        monthly_budget_usd: the stack's budget, to compare with.
    """
    q = quantities
    return Estimates(
        at_rest=Estimate("month-at-rest", "A month at rest", _priced(_at_rest(q), q, prices), _rest_notes(q, prices)),
        drill=Estimate(
            "drill-day", "A drill day, on top of the month at rest", _priced(_drill(q), q, prices), _drill_notes(q)
        ),
        failed_over=Estimate(
            "month-failed-over",
            "A month failed over, with the failback at its end",
            _priced(_failed_over(q), q, prices),
            _failed_over_notes(q),
        ),
        assumptions=tuple(assumptions),
        monthly_budget_usd=monthly_budget_usd,
    )


def _priced(items: Iterable[Item], q: Quantities, prices: PriceList) -> tuple[Line, ...]:
    """Return the lines of what there is any of."""
    regions = {"AWS": q.aws_region, "Azure": q.azure_region}
    return tuple(
        Line(
            item.cloud, item.what, item.key, item.quantity, item.arithmetic, prices.find(item.key, regions[item.cloud])
        )
        for item in items
        if item.quantity
    )


def _at_rest(q: Quantities) -> Iterator[Item]:
    yield from _replication(q)
    yield from _aws_network(q)
    if q.transit_attachments:
        gib = _changes_on_the_wire(q)
        if gib is not None:
            yield sent("AWS", "replication through the transit gateway", "aws.transit_gateway.gb", *gib)
    yield from _aws_watching(q)
    yield from _azure(q)
    changes = _changes_on_the_wire(q)
    if changes is not None:
        yield sent("Azure", "replication that leaves Azure through the tunnels", "azure.transfer_out.gb", *changes)


def _replication(q: Quantities) -> Iterator[Item]:
    """Yield what DRS and its staging area cost in a month, failed over or not."""
    yield running("AWS", "DRS source servers", "aws.drs.source_server.hour", q.servers, HOURS_A_MONTH)
    what, key = f"replication servers ({q.replication_type})", f"aws.ec2.{q.replication_type}.hour"
    yield running("AWS", what, key, q.replication_servers, HOURS_A_MONTH)
    if q.provisioned_gib is not None:
        what, key = f"staging volumes ({q.staging_type})", f"aws.ebs.{q.staging_type}.gb_month"
        yield stored(what, key, q.provisioned_gib, HOURS_A_MONTH)
    yield boot_volumes(q.replication_servers)
    if q.used_gib is not None:
        daily = daily_change_gib(q.changed_bytes_per_second or 0, q.snapshot_change_percent)
        yield snapshots(q.used_gib, daily, q.retention_days, q.points_in_time)


def _aws_network(q: Quantities) -> Iterator[Item]:
    hours = HOURS_A_MONTH
    yield running("AWS", "NAT gateways", "aws.nat_gateway.hour", q.nat_gateways, hours)
    if q.nat_gateways:
        gib = Decimal(q.replication_servers * STAGING_GIB_A_SERVER)
        arithmetic = f"{q.replication_servers:,} replication servers x {STAGING_GIB_A_SERVER} GiB"
        yield sent("AWS", "control traffic through NAT gateways", "aws.nat_gateway.gb", gib, arithmetic)
    yield running("AWS", "public IPv4 addresses", "aws.public_ipv4.hour", q.aws_public_addresses, hours)
    yield running("AWS", "VPN connections", "aws.vpn_connection.hour", q.vpn_connections, hours)
    key = "aws.transit_gateway.attachment_hour"
    yield running("AWS", "transit gateway attachments", key, q.transit_attachments, hours)
    key = "aws.interface_endpoint.hour"
    yield running("AWS", "interface endpoints, each in each zone", key, q.interface_endpoints, hours)
    if q.interface_endpoints:
        # Agents in Azure reach them too.
        gib = Decimal(q.servers * CONTROL_GIB_A_SERVER + q.replication_servers * STAGING_GIB_A_SERVER)
        arithmetic = (
            f"{q.servers:,} servers x {CONTROL_GIB_A_SERVER} GiB + {q.replication_servers:,} replication servers x"
            f" {STAGING_GIB_A_SERVER} GiB"
        )
        yield sent("AWS", "control traffic through endpoints", "aws.interface_endpoint.gb", gib, arithmetic)
    key = "aws.resolver_endpoint.interface_hour"
    yield running("AWS", "interfaces of Resolver endpoints", key, q.resolver_interfaces, hours)


def _aws_watching(q: Quantities) -> Iterator[Item]:
    yield counted("AWS", "customer-managed keys", "aws.kms.key_month", q.keys)
    yield counted("AWS", "metrics that alarms watch", "aws.cloudwatch.alarm_metric_month", q.alarm_metrics)
    yield counted("AWS", "composite alarms", "aws.cloudwatch.composite_alarm_month", q.composite_alarms)
    yield counted("AWS", "dashboards", "aws.cloudwatch.dashboard_month", q.dashboards)
    yield counted("AWS", "logs taken in", "aws.cloudwatch.log_gb", q.aws_log_gib)


def _azure(q: Quantities) -> Iterator[Item]:
    """Yield what Azure's share costs in a month, but for what replication sends."""
    hours = HOURS_A_MONTH
    if q.azure_gateway_sku is not None:
        what, key = f"VPN gateway ({q.azure_gateway_sku})", f"azure.vpn_gateway.{q.azure_gateway_sku}.hour"
        yield running("Azure", what, key, 1, hours)
    yield running("Azure", "public IP addresses", "azure.public_ip.hour", q.azure_public_addresses, hours)
    yield running("Azure", "NAT gateways", "azure.nat_gateway.hour", q.azure_nat_gateways, hours)
    if q.azure_nat_gateways:
        gib = Decimal(q.servers * CONTROL_GIB_A_SERVER)
        arithmetic = f"{q.servers:,} servers x {CONTROL_GIB_A_SERVER} GiB"
        yield sent("Azure", "control traffic through NAT gateways", "azure.nat_gateway.gb", gib, arithmetic)
    key = "azure.dns_resolver.endpoint_month"
    yield counted("Azure", "DNS private resolver endpoints", key, q.azure_resolver_endpoints)
    yield counted("Azure", "metric alert rules", "azure.metric_alert.month", q.azure_alerts)
    yield counted("Azure", "logs taken in", "azure.log_analytics.gb", q.azure_log_gib)


def _drill(q: Quantities) -> Iterator[Item]:
    yield from _recovered(q, HOURS_A_DAY)


def _failed_over(q: Quantities) -> Iterator[Item]:
    yield from _recovered(q, HOURS_A_MONTH)
    users = Decimal(q.failed_over_transfer_gib)
    what = "data that recovered servers send to users"
    yield sent("AWS", what, "aws.transfer_out.gb", users, f"{q.failed_over_transfer_gib:,} GiB")
    if q.used_gib is not None:
        gib = on_the_wire_gib(Decimal(q.used_gib), q.wire_bytes, q.segment_bytes)
        arithmetic = f"{q.used_gib:,} GiB x {q.wire_bytes} / {q.segment_bytes}"
        yield sent("AWS", "failback that leaves AWS, once", "aws.transfer_out.gb", gib, arithmetic)
        if q.transit_attachments:
            yield sent("AWS", "failback through the transit gateway", "aws.transit_gateway.gb", gib, arithmetic)
    yield from _replication(q)
    yield from _aws_network(q)
    yield from _aws_watching(q)
    yield from _azure(q)


def _recovered(q: Quantities, hours: int) -> Iterator[Item]:
    """Yield what recovered servers cost in some hours, drilled or in earnest."""
    key = f"aws.ec2.{q.recovered_type}.hour"
    yield running("AWS", f"recovered servers ({q.recovered_type})", key, q.servers, hours)
    if q.windows_servers and q.recovered_vcpus:
        yield licences(q.windows_servers, q.recovered_vcpus, hours)
    if q.provisioned_gib is not None:
        yield stored("volumes of recovered servers (gp3)", "aws.ebs.gp3.gb_month", q.provisioned_gib, hours)
    yield converting(q.servers, q.conversion_minutes)


def _changes_on_the_wire(q: Quantities) -> tuple[Decimal, str] | None:
    """Return what replication sends in a month with its framing, and the arithmetic; None when nobody knows."""
    if q.changed_bytes_per_second is None:
        return None
    data = replicated_gib(q.changed_bytes_per_second, HOURS_A_MONTH)
    framing = f"{q.wire_bytes} / {q.segment_bytes}"
    arithmetic = f"{q.changed_bytes_per_second:,} B/s x {HOURS_A_MONTH} h = {data:,} GiB, x {framing}"
    return on_the_wire_gib(data, q.wire_bytes, q.segment_bytes), arithmetic


def _rest_notes(q: Quantities, prices: PriceList) -> tuple[str, ...]:
    notes = [*_unknown(q)]
    if q.servers and q.changed_bytes_per_second is None:
        notes.append("Not in it, since sizing.changed_bytes_per_second is not known: what replication sends out of"
                     " Azure, which is often the largest line, and the changes in snapshots.")  # fmt: skip
    price = prices.find("azure.transfer_out.gb", q.azure_region)
    if q.used_gib and price is not None:
        gib = on_the_wire_gib(Decimal(q.used_gib), q.wire_bytes, q.segment_bytes)
        notes.append(
            f"Not in it, because it comes once: the first sync sends {gib:,} GB out of Azure"
            f" ({q.used_gib:,} GiB x {q.wire_bytes} / {q.segment_bytes} of framing), {cents(gib * price.usd):,} USD."
        )
    return tuple(notes)


def _drill_notes(q: Quantities) -> tuple[str, ...]:
    return (
        *_unknown(q),
        *_windows(q),
        f"{HOURS_A_DAY} hours, every server, one drill. Nothing leaves AWS: the drill VPC has no way out.",
    )


def _failed_over_notes(q: Quantities) -> tuple[str, ...]:
    return (
        *_unknown(q),
        *_windows(q),
        "Replication out of Azure has stopped. Staging area and points in time stay until the failback is done.",
        "Azure's gateway and addresses are billed as soon as Azure is back.",
    )


def _unknown(q: Quantities) -> Iterator[str]:
    if q.servers and q.provisioned_gib is None:
        yield "Not in it, since sizing.provisioned_gib is not known: volumes and snapshots."


def _windows(q: Quantities) -> Iterator[str]:
    if q.servers and q.windows_servers is None:
        yield "Not in it: Windows licences. Only a file of servers says which servers need one."
    elif q.windows_servers and q.recovered_vcpus is None:
        yield f"Not in it: Windows licences, since nobody here knows the vCPUs of {q.recovered_type}."
