"""What there is to pay for in a stack, as plain numbers. Units are in the names; a GB on a bill is 2^30 bytes."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Quantities:
    """Everything that the lines are computed from. What is adopted is somebody else's to pay, and not counted.

    Attributes:
        aws_region: AWS Region.
        azure_region: Azure region.
        servers: source servers that replicate.
        windows_servers: of them with Windows; None when nobody knows.
        volumes: of all servers.
        provisioned_gib: size of all volumes; None when nobody knows.
        used_gib: of it in use; None when nobody knows.
        changed_bytes_per_second: what all servers write; None when nobody knows.
        snapshot_change_percent: share of it that is still in a snapshot at the end of a day.
        replication_servers: EC2 instances that take replication in.
        replication_type: their type.
        staging_type: EBS type of staging volumes: `gp2`, `gp3` or `st1`.
        retention_days: how long daily points in time are kept.
        points_in_time: how many are kept of a volume.
        recovered_type: EC2 type of recovered servers.
        recovered_vcpus: its vCPUs; None when nobody knows.
        conversion_minutes: time that a conversion server takes for one server.
        failed_over_transfer_gib: what recovered servers send to users in a month.
        wire_bytes: size on the wire of a full segment in a tunnel.
        segment_bytes: data in it.
        nat_gateways: AWS NAT gateways.
        aws_public_addresses: public IPv4 addresses of AWS that are paid for.
        vpn_connections: AWS VPN connections.
        transit_attachments: attachments to a transit gateway, of VPCs and of VPN connections.
        interface_endpoints: network interfaces of interface endpoints: endpoints times zones.
        resolver_interfaces: network interfaces of Route 53 Resolver endpoints.
        keys: customer-managed KMS keys.
        alarm_metrics: metrics that CloudWatch alarms watch.
        composite_alarms: CloudWatch alarms of alarms.
        dashboards: CloudWatch dashboards.
        aws_log_gib: logs that CloudWatch takes in in a month.
        azure_gateway_sku: SKU of the Azure VPN gateway; None when it is adopted.
        azure_public_addresses: public IP addresses of Azure.
        azure_nat_gateways: Azure NAT gateways.
        azure_resolver_endpoints: endpoints of an Azure DNS private resolver.
        azure_alerts: Azure Monitor metric alert rules.
        azure_log_gib: logs that Log Analytics takes in in a month.
    """

    aws_region: str
    azure_region: str
    servers: int
    windows_servers: int | None = None
    volumes: int
    provisioned_gib: int | None
    used_gib: int | None
    changed_bytes_per_second: int | None
    snapshot_change_percent: int = 100
    replication_servers: int
    replication_type: str
    staging_type: str
    retention_days: int
    points_in_time: int
    recovered_type: str
    recovered_vcpus: int | None
    conversion_minutes: int
    failed_over_transfer_gib: int
    wire_bytes: int
    segment_bytes: int
    nat_gateways: int = 0
    aws_public_addresses: int = 0
    vpn_connections: int = 0
    transit_attachments: int = 0
    interface_endpoints: int = 0
    resolver_interfaces: int = 0
    keys: int = 0
    alarm_metrics: int = 0
    composite_alarms: int = 0
    dashboards: int = 0
    aws_log_gib: int = 0
    azure_gateway_sku: str | None = None
    azure_public_addresses: int = 0
    azure_nat_gateways: int = 0
    azure_resolver_endpoints: int = 0
    azure_alerts: int = 0
    azure_log_gib: int = 0
