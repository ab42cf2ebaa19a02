"""Three stacks to reckon with, and prices so round that a person can."""

from datetime import date
from decimal import Decimal

from lifeboat.cost import Price, PriceList, Quantities, known_prices

DAY = date(2026, 1, 1)

SMALL = Quantities(
    aws_region="eu-central-1",
    azure_region="westeurope",
    servers=4,
    volumes=8,
    provisioned_gib=400,
    used_gib=160,
    changed_bytes_per_second=2_000_000,
    replication_servers=1,
    replication_type="t3.small",
    staging_type="gp3",
    retention_days=7,
    points_in_time=37,
    recovered_type="t3.large",
    recovered_vcpus=2,
    conversion_minutes=10,
    failed_over_transfer_gib=80,
    wire_bytes=1444,
    segment_bytes=1350,
    nat_gateways=1,
    aws_public_addresses=3,
    vpn_connections=1,
    keys=1,
    alarm_metrics=4,
    composite_alarms=1,
    aws_log_gib=2,
    azure_gateway_sku="VpnGw1AZ",
    azure_public_addresses=2,
    azure_nat_gateways=1,
    azure_alerts=2,
    azure_log_gib=2,
)
"""Four servers, two tunnels, one NAT gateway."""

LARGE = Quantities(
    aws_region="eu-west-1",
    azure_region="westeurope",
    servers=120,
    windows_servers=50,
    volumes=300,
    provisioned_gib=24_000,
    used_gib=15_000,
    changed_bytes_per_second=18_000_000,
    snapshot_change_percent=40,
    replication_servers=20,
    replication_type="t3.small",
    staging_type="gp2",
    retention_days=30,
    points_in_time=60,
    recovered_type="m5.large",
    recovered_vcpus=2,
    conversion_minutes=15,
    failed_over_transfer_gib=10_000,
    wire_bytes=1444,
    segment_bytes=1350,
    nat_gateways=3,
    aws_public_addresses=7,
    vpn_connections=2,
    transit_attachments=3,
    keys=2,
    alarm_metrics=8,
    composite_alarms=2,
    dashboards=1,
    aws_log_gib=4,
    azure_gateway_sku="VpnGw2AZ",
    azure_public_addresses=3,
    azure_nat_gateways=1,
    azure_alerts=8,
    azure_log_gib=4,
)
"""120 servers, 50 of them with Windows, four tunnels on a transit gateway."""

PRIVATE = Quantities(
    aws_region="us-east-1",
    azure_region="eastus",
    servers=30,
    windows_servers=0,
    volumes=60,
    provisioned_gib=6_000,
    used_gib=100,
    changed_bytes_per_second=5_000_000,
    replication_servers=4,
    replication_type="m5.large",
    staging_type="st1",
    retention_days=365,
    points_in_time=395,
    recovered_type="m5.large",
    recovered_vcpus=2,
    conversion_minutes=10,
    failed_over_transfer_gib=0,
    wire_bytes=1452,
    segment_bytes=1350,
    aws_public_addresses=4,
    vpn_connections=2,
    interface_endpoints=12,
    resolver_interfaces=3,
    keys=2,
    alarm_metrics=8,
    composite_alarms=2,
    aws_log_gib=4,
    azure_resolver_endpoints=2,
    azure_alerts=8,
)
"""30 servers that rewrite the same 100 GiB, private endpoints, an adopted Azure gateway."""


def round_prices() -> PriceList:
    """Return a price for every key, the same in every Region, of which each is two digits at most."""
    keys = sorted(known_prices().keys)
    usd = {key: Decimal(position + 1) / 100 for position, key in enumerate(keys)}
    usd |= ROUND
    return PriceList({(key, "*"): Price(key, "thing", usd[key], "*", "test", DAY) for key in keys}, {})


ROUND = {
    key: Decimal(value)
    for key, value in {
        "aws.drs.source_server.hour": "0.03",
        "aws.ec2.t3.small.hour": "0.02",
        "aws.ec2.t3.large.hour": "0.1",
        "aws.ec2.m5.large.hour": "0.1",
        "aws.windows_licence.vcpu_hour": "0.05",
        "aws.ebs.gp3.gb_month": "0.1",
        "aws.ebs.gp2.gb_month": "0.12",
        "aws.ebs.st1.gb_month": "0.05",
        "aws.ebs.snapshot.gb_month": "0.05",
        "aws.nat_gateway.hour": "0.05",
        "aws.nat_gateway.gb": "0.04",
        "aws.public_ipv4.hour": "0.005",
        "aws.vpn_connection.hour": "0.05",
        "aws.transit_gateway.attachment_hour": "0.06",
        "aws.transit_gateway.gb": "0.02",
        "aws.transfer_out.gb": "0.09",
        "aws.interface_endpoint.hour": "0.01",
        "aws.interface_endpoint.gb": "0.01",
        "aws.resolver_endpoint.interface_hour": "0.125",
        "aws.kms.key_month": "1",
        "aws.cloudwatch.alarm_metric_month": "0.1",
        "aws.cloudwatch.composite_alarm_month": "0.5",
        "aws.cloudwatch.dashboard_month": "3",
        "aws.cloudwatch.log_gb": "0.6",
        "azure.vpn_gateway.VpnGw1AZ.hour": "0.2",
        "azure.vpn_gateway.VpnGw2AZ.hour": "0.5",
        "azure.public_ip.hour": "0.005",
        "azure.transfer_out.gb": "0.08",
        "azure.nat_gateway.hour": "0.05",
        "azure.nat_gateway.gb": "0.05",
        "azure.dns_resolver.endpoint_month": "180",
        "azure.log_analytics.gb": "3",
        "azure.metric_alert.month": "0.1",
    }.items()
}
"""USD of one unit."""
