"""Ten plans computed by hand, with the arithmetic beside each figure.

Framing (AES-GCM, MSS 1350): inner 1350 + 40 = 1390; + 2 = 1392, a multiple of 4; wire = 20 + 8 + 8 + 1392 + 16 = 1444.
So 1,250 Mbit/s carry 1,250 x 125,000 x 1350 / 1444 = 146,078,601 bytes a second (rounded down), 650 Mbit/s 75,960,872.
With AES-CBC: 1392 is a multiple of 16; wire = 20 + 8 + 16 + 1392 + 16 = 1452; 500 Mbit/s carry 58,109,504.
"""

from typing import Any

import pytest

from lifeboat.sizing import size
from tests.unit.sizing.plans import plan

GIB = 1024**3

PLANS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "1: one small server": (
        {"servers": 1, "volumes": 2, "provisioned_gib": 100, "used_gib": 40, "changed_bytes_per_second": 100_000},
        {
            "staging_accounts": 1,
            "replication_servers": 1,  # ceil(2 / 15)
            "conversion_servers": 1,
            "steady_volumes": 2 + 1,
            "steady_snapshots": 2 * 37,  # 6 + 24 + 7 points in time
            "staging.0.needed": 1 + 1 + 10 + 5,
            "staging_prefix": 27,  # 17 addresses fit into 32
            "forward.rate_bytes_per_second": 146_078_601,
            "forward.sync_used_seconds": 295,  # 40 x 1,073,741,824 / (146,078,601 - 100,000) = 294.2
            "forward.sync_provisioned_seconds": 736,  # 107,374,182,400 / 145,978,601 = 735.5
            "recovery_minutes": 30,  # 10 + 20
        },
    ),
    "2: three hundred servers fill an account": (
        {"servers": 300, "volumes": 900, "provisioned_gib": 45_000, "changed_bytes_per_second": 30_000_000},
        {
            "staging_accounts": 1,
            "replication_servers": 60,  # 900 / 15
            "conversion_servers": 300,  # one wave of 300
            "steady_volumes": 960,
            "steady_snapshots": 33_300,  # 900 x 37
            "staging.0.needed": 375,  # 60 + 300 + 10 + 5
            "staging_prefix": 23,  # 512 addresses
            "jobs": (3,),
            "recovery_minutes": 30,
            "forward.usable_bytes_per_second": 116_862_880,  # 146,078,601 x 80 / 100, rounded down
            "forward.carries_changes": True,
            "works": False,  # a /24 has 256 addresses
        },
    ),
    "3: one server more needs a second account": (
        {"servers": 301, "volumes": 903, "staging": {"subnets": ()}},
        {
            "staging_accounts": 2,  # ceil(301 / 300)
            "replication_servers": 61,  # ceil(903 / 15) = ceil(60.2)
            "staging_prefix": 23,  # the fullest account: 300 servers, 900 volumes; 60 + 300 + 15 = 375
            "jobs": (4,),  # 100 + 100 + 100 + 1
            "works": False,
        },
    ),
    "4: three thousand servers": (
        {"servers": 3000, "volumes": 9000, "waves": [1000, 2000], "staging": {"subnets": ()}},
        {
            "staging_accounts": 10,  # 3000 / 300
            "replication_servers": 600,  # 9000 / 15
            "conversion_servers": 500,  # the job quota, below the wave of 2000
            "steady_snapshots": 333_000,  # 9000 x 37
            "jobs": (10, 20),
            "recovery_minutes": 180,  # (1000 / 500 + 2000 / 500) x 30 = 6 x 30
            "fixed_breaks_first.code": "L-C1D14A2B",
            "works": False,
        },
    ),
    "5: dedicated servers, single tunnel": (
        {
            "servers": 20,
            "volumes": 40,
            "used_gib": 1000,
            "provisioned_gib": 2000,
            "changed_bytes_per_second": 960_872,
            "link": {"topology": "single-tunnel", "gateway_sku": "VpnGw1AZ", "gateway_generation": "Generation1"},
            "staging": {"dedicated_servers": True},
        },
        {
            "replication_servers": 20,  # more than ceil(40 / 15) = 3
            "forward.tunnels": 1,
            "forward.link_mbps": 650,
            "forward.rate_bytes_per_second": 75_960_872,
            "forward.sync_used_seconds": 14_317,  # 1,073,741,824,000 / 75,000,000 = 14,316.6
            "forward.backlog_bytes": 13_836_556_800,  # 14,400 s x 960,872
            "forward.catch_up_seconds": 185,  # 13,836,556,800 / 75,000,000 = 184.5
            "forward.seconds_over_rpo": 13_673,  # (14,400 - 900) x 75,960,872 / 75,000,000 = 13,672.96
            "staging.0.needed": 55,  # 20 + 20 + 15
        },
    ),
    "6: transit gateway, both directions alike": (
        {
            "servers": 50,
            "volumes": 100,
            "provisioned_gib": 10_000,
            "changed_bytes_per_second": 200_000_000,
            "link": {"target": "transit-gateway", "gateway_sku": "VpnGw4AZ"},
        },
        {
            "forward.tunnels": 4,
            "failback.tunnels": 4,
            "forward.link_mbps": 5000,  # min(4 x min(1250, 2300), 5000)
            "failback.link_mbps": 5000,
            "forward.rate_bytes_per_second": 584_314_404,  # 625,000,000 x 1350 / 1444
            "failback.carries_changes": True,  # 200 MB/s < 467 MB/s
            "forward.sync_provisioned_seconds": 27_940,  # 10,737,418,240,000 / 384,314,404 = 27,939.2
        },
    ),
    "7: the same to a virtual private gateway: failback has one tunnel": (
        {
            "servers": 50,
            "volumes": 100,
            "provisioned_gib": 10_000,
            "changed_bytes_per_second": 200_000_000,
            "link": {"gateway_sku": "VpnGw4AZ"},
        },
        {
            "forward.link_mbps": 5000,
            "forward.carries_changes": True,
            "failback.tunnels": 1,
            "failback.link_mbps": 1250,
            "failback.carries_changes": False,
            "failback.sync_provisioned_seconds": None,  # 200 MB/s come in, 146 MB/s go out: never
            "failback.lag_growth_seconds_per_hour": 970,  # 3600 x (1 - 146,078,601 / 200,000,000) = 970.6
        },
    ),
    "8: AES-CBC on two static tunnels": (
        {
            "servers": 10,
            "volumes": 10,
            "changed_bytes_per_second": 58_109_504,
            "link": {"topology": "dual-tunnel", "gcm": False},
        },
        {
            "forward.tunnels": 1,  # two static tunnels share no load
            "forward.link_mbps": 500,
            "forward.rate_bytes_per_second": 58_109_504,  # 62,500,000 x 1350 / 1452
            "forward.catch_up_seconds": None,  # as fast as the changes: nothing is left over
            "forward.lag_growth_seconds_per_hour": 0,
            "works": False,
        },
    ),
    "9: throttling bounds the rate": (
        {
            "servers": 4,
            "volumes": 8,
            "provisioned_gib": 400,
            "changed_bytes_per_second": 1_000_000,
            "link": {"throttling_mbps": 50},
        },
        {
            "forward.bound_by": "throttling",
            "forward.rate_bytes_per_second": 25_000_000,  # 4 x 50 x 125,000
            "forward.sync_provisioned_seconds": 17_896,  # 429,496,729,600 / 24,000,000 = 17,895.7
            "failback.bound_by": "tunnels",  # the template's throttling is that of source servers
        },
    ),
    "10: a small replication server bounds the rate": (
        {
            "servers": 5,
            "volumes": 30,
            "provisioned_gib": 1000,
            "changed_bytes_per_second": 2_000_000,
            "staging": {"instance_type": "t3.small"},
            "demands": {"headroom_percent": 50, "link_outage_hours": 1, "boot_minutes": 5},
        },
        {
            "replication_servers": 2,  # 30 / 15
            "forward.bound_by": "replication servers",
            "forward.rate_bytes_per_second": 32_000_000,  # 2 x 128 x 125,000
            "forward.usable_bytes_per_second": 16_000_000,
            "forward.sync_provisioned_seconds": 35_792,  # 1,073,741,824,000 / 30,000,000 = 35,791.4
            "forward.backlog_bytes": 7_200_000_000,  # 3600 x 2,000,000
            "forward.catch_up_seconds": 240,  # 7,200,000,000 / 30,000,000
            "forward.seconds_over_rpo": 2880,  # (3600 - 900) x 32 / 30
            "recovery_minutes": 15,  # 10 + 5
            "works": True,
        },
    ),
}


def found(answers: Any, path: str) -> Any:
    """Return what stands at a dotted path of attributes and positions."""
    for part in path.split("."):
        answers = answers[int(part)] if part.isdigit() else getattr(answers, part)
    return answers


@pytest.mark.parametrize(("known", "expected"), PLANS.values(), ids=PLANS)
def test_the_answers_are_those_computed_by_hand(known: dict[str, Any], expected: dict[str, Any]) -> None:
    """Every figure, in the units that its name says."""
    answers = size(plan(**known))
    assert {path: found(answers, path) for path in expected} == expected


def test_the_framing_is_that_of_the_rfcs() -> None:
    """The figures that the other cases rest on, written out."""
    assert 1250 * 125_000 * 1350 // (20 + 8 + 8 + 1392 + 16) == 146_078_601
    assert 500 * 125_000 * 1350 // (20 + 8 + 16 + 1392 + 16) == 58_109_504
