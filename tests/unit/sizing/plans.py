"""Inputs of the sizing to start from."""

from dataclasses import replace
from typing import Any

from lifeboat.sizing import Demands, Link, Server, SizingInputs, Staging, StagingSubnet
from lifeboat.sizing.inputs import fleet_of_totals

FOUR_TUNNELS = Link(
    topology="four-tunnel",
    target="virtual-private-gateway",
    gateway_sku="VpnGw2AZ",
    gateway_generation="Generation2",
    gateway_mbps=None,
    gcm=True,
    mss_bytes=1350,
    throttling_mbps=0,
)
"""Four tunnels to a virtual private gateway, 1,250 Mbit/s together."""

ONE_SUBNET = Staging(
    subnets=(StagingSubnet("staging-eu-central-1a", "eu-central-1a", 256),),
    used_subnet="staging-eu-central-1a",
    instance_type="m5.4xlarge",
    dedicated_servers=False,
    disk_type="AUTO",
    points_in_time=6 + 24 + 7,
)
"""One /24; replication servers so large that they do not bound the rate."""

DEMANDS = Demands(
    rpo_target_seconds=900, headroom_percent=20, link_outage_hours=4, conversion_minutes=10, boot_minutes=20
)
"""The defaults of the settings."""


def plan(servers: int, volumes: int, **known: Any) -> SizingInputs:
    """Return a plan of totals: the fleet's keys, or `link`, `staging`, `demands` with changed keys of their own."""
    link = replace(FOUR_TUNNELS, **known.pop("link", {}))
    staging = replace(ONE_SUBNET, **known.pop("staging", {}))
    demands = replace(DEMANDS, **known.pop("demands", {}))
    return SizingInputs(fleet_of_totals(servers, volumes, **known), link, staging, demands)


def server(name: str = "app1", **known: Any) -> Server:
    """Return a server that can be protected, with changed keys."""
    usual: dict[str, Any] = {"family": "ubuntu", "version": (22, 4), "volumes": 2}
    usual |= {"provisioned_gib": 100, "used_gib": 50, "changed_bytes_per_second": 1000}
    return Server(name=name, **(usual | known))
