"""Sizing: what servers, tunnels and quotas mean for replication and recovery. Pure arithmetic, no cloud, no SDK."""

from lifeboat.sizing.compute import size
from lifeboat.sizing.inputs import Demands, Fleet, Link, Server, SizingInputs, Staging, StagingSubnet
from lifeboat.sizing.result import Sizing

__all__ = ["Demands", "Fleet", "Link", "Server", "Sizing", "SizingInputs", "Staging", "StagingSubnet", "size"]
