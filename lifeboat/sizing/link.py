"""Formulas of the tunnels: rates in both directions, first sync, lag."""

from typing import Final

from lifeboat.sizing.staging import ceil_div

AWS_TUNNEL_MBPS: Final = 1250
"""What one tunnel carries on the AWS side, in Mbit/s (AWS Site-to-Site VPN user guide, quotas)."""

GATEWAYS: Final = {
    ("VpnGw1AZ", "Generation1"): (650, 650),
    ("VpnGw2AZ", "Generation1"): (1000, 1200),
    ("VpnGw2AZ", "Generation2"): (1250, 1250),
    ("VpnGw3AZ", "Generation1"): (1250, 1250),
    ("VpnGw3AZ", "Generation2"): (2500, 1500),
    ("VpnGw4AZ", "Generation2"): (5000, 2300),
    ("VpnGw5AZ", "Generation2"): (10_000, 2300),
}
"""Mbit/s of all tunnels together and of one tunnel with GCMAES256, by SKU and generation (Azure VPN Gateway, "About
gateway SKUs"; what one tunnel carries is Microsoft's measurement, no promise)."""

ASSUMED_GATEWAY: Final = ("VpnGw1AZ", "Generation1")
"""Taken for an adopted gateway of unknown size: the smallest that can still be made."""

CBC_TUNNEL_MBPS: Final = 500
"""What one tunnel carries with AES-CBC and SHA-256 on an Azure gateway, in Mbit/s (Azure VPN Gateway, "About gateway
SKUs": about 500 to 700)."""

BYTES_A_MBIT: Final = 125_000
"""Bytes a second in one Mbit/s."""

_FORWARD_TUNNELS: Final = {"single-tunnel": 1, "dual-tunnel": 1, "four-tunnel": 4}


def forward_tunnels(topology: str) -> int:
    """Tunnels that carry replication from Azure to AWS at the same time.

    Formula: `single-tunnel` 1; `dual-tunnel` 1, because Azure does not document two static tunnels with the same
        prefixes as shared load; `four-tunnel` 4, flows spread over an active-active gateway.
    Unit: tunnels.
    Source: Azure VPN Gateway, About active-active gateways; Azure VPN Gateway FAQ.
    """
    return _FORWARD_TUNNELS[topology]


def return_tunnels(topology: str, target: str) -> int:
    """Tunnels that carry failback from AWS to Azure at the same time.

    Formula: 1 on a virtual private gateway, whatever the topology; on a transit gateway as many as forward (ECMP, which
        needs BGP: `four-tunnel`).
    Unit: tunnels.
    Source: AWS Site-to-Site VPN user guide, route priority (one egress tunnel over all connections of a virtual private
        gateway; ECMP on transit gateways with dynamic routing).
    """
    return 1 if target == "virtual-private-gateway" else _FORWARD_TUNNELS[topology]


def tunnel_mbps(azure_mbps: int, *, gcm: bool) -> int:
    """What one tunnel carries.

    Formula: min(1250 of AWS, what Azure measured for the gateway's SKU with AES-GCM; 500 with AES-CBC).
    Unit: Mbit/s, encrypted.
    Source: AWS Site-to-Site VPN user guide, quotas; Azure VPN Gateway, About gateway SKUs.
    """
    return min(AWS_TUNNEL_MBPS, azure_mbps if gcm else min(CBC_TUNNEL_MBPS, azure_mbps))


def link_mbps(tunnels: int, one_tunnel_mbps: int, gateway_mbps: int) -> int:
    """What the tunnels carry together, in one direction.

    Formula: min(tunnels in use x one tunnel, the Azure gateway's aggregate).
    Unit: Mbit/s, encrypted.
    Source: Azure VPN Gateway, About gateway SKUs (all tunnels share the gateway's throughput).
    """
    return min(tunnels * one_tunnel_mbps, gateway_mbps)


def wire_bytes(mss_bytes: int, *, gcm: bool) -> int:
    """Size of a full TCP segment on the wire.

    Formula: inner = MSS + 20 IPv4 + 20 TCP; padded = inner + 2 ESP trailer, up to a multiple of 4 (GCM) or 16 (CBC);
        wire = 20 outer IPv4 + 8 ESP header + IV (GCM 8, CBC 16) + padded + 16 integrity.
    Unit: bytes.
    Source: RFC 4303 (ESP), RFC 4106 (AES-GCM), RFC 3602 (AES-CBC), RFC 4868 (HMAC-SHA-256-128).
    """
    block, vector = (4, 8) if gcm else (16, 16)
    return 20 + 8 + vector + ceil_div(mss_bytes + 40 + 2, block) * block + 16


def payload_bytes_per_second(mbps: int, mss_bytes: int, *, gcm: bool) -> int:
    """Data that a link carries once its framing is taken off; replication is reckoned as incompressible.

    Formula: Mbit/s x 125,000 x MSS / bytes on the wire.
    Unit: bytes a second.
    Source: see `wire_bytes`; AES-GCM with an MSS of 1350 leaves 93.5 %.
    """
    return mbps * BYTES_A_MBIT * mss_bytes // wire_bytes(mss_bytes, gcm=gcm)


def forward_rate(payload: int, servers: int, throttling_mbps: int, replication: int, baseline_mbps: int | None) -> int:
    """Rate at which data reaches the staging area.

    Formula: min(payload of the link, servers x throttling if it is set, replication servers x baseline bandwidth of
        their instance type); 0 without servers.
    Unit: bytes a second.
    Source: DRS API, bandwidthThrottling (of each source server); Amazon EC2 instance types, network specifications
        (bursts last minutes, a first sync lasts hours).
    """
    bounds = [payload]
    if throttling_mbps:
        bounds.append(servers * throttling_mbps * BYTES_A_MBIT)
    if baseline_mbps is not None:
        bounds.append(replication * baseline_mbps * BYTES_A_MBIT)
    return min(bounds)


def sync_seconds(data_bytes: int, rate: int, changed: int) -> int | None:
    """Time of a first sync while the servers go on writing; None when it never ends.

    Formula: bytes / (rate - changed bytes a second), which has to be above zero.
    Unit: seconds.
    Source: DRS user guide, calculating required bandwidth; DRS copies whole volumes, so provisioned size is the worst
        case and used size the best.
    """
    return ceil_div(data_bytes, rate - changed) if rate > changed else None


def usable_rate(rate: int, headroom_percent: int) -> int:
    """Rate of changes that a link carries with headroom.

    Formula: rate x (100 - headroom percent) / 100. The average of all writes together has to stay below it.
    Unit: bytes a second.
    Source: DRS user guide, calculating required bandwidth (the sum of write rates) and Disaster recovery at scale
        (headroom for spikes).
    """
    return rate * (100 - headroom_percent) // 100


def backlog_bytes(outage_seconds: int, changed: int) -> int:
    """Data that waits at the source when an outage of the link ends.

    Formula: outage x changed bytes a second.
    Unit: bytes.
    Source: DRS user guide, Replication FAQ (backlog).
    """
    return outage_seconds * changed


def catch_up_seconds(outage_seconds: int, rate: int, changed: int) -> int | None:
    """Time from the end of an outage until replication is continuous again; None when it never is.

    Formula: outage x changed / (rate - changed).
    Unit: seconds.
    Source: backlog divided by what the link has left over.
    """
    return ceil_div(outage_seconds * changed, rate - changed) if rate > changed else None


def seconds_over_rpo(outage_seconds: int, target_seconds: int, rate: int, changed: int) -> int | None:
    """How long a failover would lose more than the target, in and after an outage; None when it never ends.

    Formula: (outage - target) x rate / (rate - changed) when the outage is longer than the target, else 0: lag grows
        second by second in the outage, then shrinks by (rate - changed) / changed.
    Unit: seconds.
    Source: DRS user guide, Replication FAQ (lag is the time since the server was last continuous).
    """
    if rate <= changed:
        return None
    return ceil_div(max(0, outage_seconds - target_seconds) * rate, rate - changed)


def lag_growth_seconds_per_hour(rate: int, changed: int) -> int:
    """How much lag grows in every hour when the link is slower than the changes.

    Formula: 3600 x (1 - rate / changed) when changed > rate, else 0.
    Unit: seconds an hour.
    Source: the newest data sent is rate / changed behind.
    """
    return 3600 * (changed - rate) // changed if changed > rate else 0
