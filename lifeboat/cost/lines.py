"""Formulas of the quantities, each over plain numbers: how much of a thing is paid for, and the arithmetic in words."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from lifeboat.cost.model import Cloud

HOURS_A_MONTH: Final = 730
"""A month in hours, as both clouds' calculators reckon it (8,760 / 12)."""

HOURS_A_DAY: Final = 24
"""A drill day in hours."""

GIB: Final = 2**30
"""A GB on both clouds' bills, in bytes."""

BOOT_GIB: Final = 8
"""Boot volume of a replication server (assumed: DRS does not document it)."""

CONTROL_GIB_A_SERVER: Final = 1
"""What the agent of a source server exchanges with DRS and S3 in a month, beside replication (assumed)."""

STAGING_GIB_A_SERVER: Final = 5
"""What a replication server exchanges with DRS, S3 and EC2 in a month (assumed)."""

CONVERSION_TYPE: Final = "m5.large"
"""EC2 type of conversion servers (assumed: DRS chooses it)."""


@dataclass(frozen=True)
class Item:
    """A line before its price: whose bill, what, the key of the price, how much, and how that comes about."""

    cloud: Cloud
    what: str
    key: str
    quantity: Decimal
    arithmetic: str


def hundredths(quantity: Decimal) -> Decimal:
    """Return a quantity to two places; half is rounded up."""
    return quantity.quantize(Decimal("0.01"), ROUND_HALF_UP)


def counted(cloud: Cloud, what: str, key: str, count: int) -> Item:
    """Things that are paid for by the month, whether they work or not.

    Formula: how many there are.
    Unit: keys, dashboards, alarms, endpoints, a month.
    Source: price pages of KMS, CloudWatch, Azure Monitor and Azure DNS private resolver.
    """
    return Item(cloud, what, key, Decimal(count), f"{count:,}")


def running(cloud: Cloud, what: str, key: str, count: int, hours: int) -> Item:
    """Things that are paid for by the hour, whether they work or not.

    Formula: how many there are x hours.
    Unit: hours of gateways, connections, addresses, endpoints, instances, replicating source servers.
    Source: price pages of Amazon VPC, AWS Site-to-Site VPN, Amazon EC2, AWS DRS, Azure VPN Gateway, Azure NAT Gateway.
    """
    return Item(cloud, what, key, Decimal(count * hours), f"{count:,} x {hours:,} h")


def stored(what: str, key: str, gib: int, hours: int) -> Item:
    """EBS volumes: what is provisioned is paid for, used or not.

    Formula: GiB x hours / 730.
    Unit: GB-months.
    Source: Amazon EBS prices.
    """
    quantity = hundredths(Decimal(gib * hours) / HOURS_A_MONTH)
    share = "" if hours == HOURS_A_MONTH else f" x {hours} h / {HOURS_A_MONTH} h"
    return Item("AWS", what, key, quantity, f"{gib:,} GiB{share}")


def boot_volumes(replication_servers: int) -> Item:
    """Boot volumes of replication servers.

    Formula: replication servers x 8 GiB.
    Unit: GB-months of gp3.
    Source: DRS user guide, replication settings (EC2 instances of this account); the size is assumed.
    """
    gib = replication_servers * BOOT_GIB
    what = "boot volumes of replication servers"
    return Item("AWS", what, "aws.ebs.gp3.gb_month", Decimal(gib), f"{replication_servers:,} x {BOOT_GIB} GiB")


def daily_change_gib(changed_bytes_per_second: int, percent: int) -> Decimal:
    """What a day changes for good, so that the next snapshot has to store it.

    Formula: bytes a second x 86,400 s / 2^30 x `snapshot_change_percent` / 100.
    Unit: GiB a day.
    Source: Amazon EBS user guide, snapshots (a snapshot stores the blocks that changed since the one before; a block
        written many times in between is stored once).
    """
    return hundredths(Decimal(changed_bytes_per_second) * 86_400 * percent / 100 / GIB)


def snapshots(used_gib: int, daily_gib: Decimal, retention_days: int, points: int) -> Item:
    """EBS snapshots once the point-in-time policy has filled up: one whole copy and the changes since.

    Formula: used GiB + min(daily change x retention days, used GiB x points in time). No point stores more than all
        that is in use.
    Unit: GB-months.
    Source: Amazon EBS user guide, snapshots; DRS user guide, point-in-time policy.
    """
    days, most = daily_gib * retention_days, Decimal(used_gib * points)
    changes = f"{daily_gib:,} GiB x {retention_days} d" if days <= most else f"{used_gib:,} GiB x {points} points"
    quantity = used_gib + min(days, most)
    return Item("AWS", "EBS snapshots", "aws.ebs.snapshot.gb_month", quantity, f"{used_gib:,} GiB + {changes}")


def on_the_wire_gib(gib: Decimal, wire_bytes: int, segment_bytes: int) -> Decimal:
    """Data with the framing of the tunnel, which is what leaves a cloud.

    Formula: GiB x bytes of a full segment on the wire / bytes of data in it.
    Unit: GiB.
    Source: `wire_bytes` of docs/sizing.md (AES-GCM and an MSS of 1350 make it 1444 / 1350).
    """
    return hundredths(gib * wire_bytes / segment_bytes)


def replicated_gib(changed_bytes_per_second: int, hours: int) -> Decimal:
    """What replication sends in some hours; reckoned as incompressible, though DRS compresses.

    Formula: bytes a second x 3,600 s x hours / 2^30.
    Unit: GiB.
    Source: DRS user guide, network requirements (every change is sent).
    """
    return hundredths(Decimal(changed_bytes_per_second) * 3_600 * hours / GIB)


def sent(cloud: Cloud, what: str, key: str, gib: Decimal, arithmetic: str) -> Item:
    """Data that leaves a cloud, or passes something that charges for it.

    Formula: GiB.
    Unit: GB.
    Source: Azure, "VPN Gateway pricing" (traffic to a VPN device outside Azure costs as much as to the internet);
        Amazon EC2 data transfer; AWS Transit Gateway prices. Data that comes in costs nothing in either cloud.
    """
    return Item(cloud, what, key, gib, arithmetic)


def converting(servers: int, minutes: int) -> Item:
    """Conversion servers, one for each server that is launched, each for some minutes.

    Formula: servers x minutes / 60.
    Unit: instance-hours.
    Source: DRS user guide, network requirements; the type is assumed.
    """
    quantity = hundredths(Decimal(servers * minutes) / 60)
    what = f"conversion servers ({CONVERSION_TYPE})"
    return Item("AWS", what, f"aws.ec2.{CONVERSION_TYPE}.hour", quantity, f"{servers:,} x {minutes} min")


def licences(windows_servers: int, vcpus: int, hours: int) -> Item:
    """Windows licences of recovered servers.

    Formula: Windows servers x vCPUs x hours.
    Unit: vCPU-hours.
    Source: Amazon EC2 on-demand prices (Windows less Linux).
    """
    quantity = Decimal(windows_servers * vcpus * hours)
    arithmetic = f"{windows_servers:,} x {vcpus} vCPUs x {hours} h"
    return Item("AWS", "Windows licences", "aws.windows_licence.vcpu_hour", quantity, arithmetic)
