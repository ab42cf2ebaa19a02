"""Everything the simulated clouds refuse: one table, written down a topic a module.

A row needs a source. `docs/sandbox-refusals.md` is generated from the table (`python -m
lifeboat.sandbox.clouds.refusals.document`), and every row has a passing and a refused case under `tests/clouds`.
"""

from __future__ import annotations

from typing import Final

from lifeboat.sandbox.clouds.model import Refusal
from lifeboat.sandbox.clouds.refusals import (
    aws_access,
    aws_cloud_control,
    aws_costs,
    aws_endpoints,
    aws_identity,
    aws_network,
    aws_network_options,
    aws_notifications,
    aws_recovery,
    aws_resolver,
    aws_security,
    aws_shapes,
    aws_transit,
    aws_tunnels,
    aws_vpn,
    aws_watching,
    azure_agent,
    azure_bgp,
    azure_connection,
    azure_gateway,
    azure_identity,
    azure_local,
    azure_monitor,
    azure_network,
    azure_peering,
    azure_resolver,
    azure_rules,
    azure_sku,
)

REFUSALS: Final[tuple[Refusal, ...]] = (
    *azure_network.ROWS,
    *azure_rules.ROWS,
    *azure_peering.ROWS,
    *azure_gateway.ROWS,
    *azure_sku.ROWS,
    *azure_local.ROWS,
    *azure_connection.ROWS,
    *azure_bgp.ROWS,
    *azure_monitor.ROWS,
    *azure_identity.ROWS,
    *azure_agent.ROWS,
    *aws_network.ROWS,
    *aws_network_options.ROWS,
    *aws_transit.ROWS,
    *aws_vpn.ROWS,
    *aws_tunnels.ROWS,
    *aws_security.ROWS,
    *aws_identity.ROWS,
    *aws_access.ROWS,
    *aws_watching.ROWS,
    *aws_notifications.ROWS,
    *aws_recovery.ROWS,
    *azure_resolver.ROWS,
    *aws_endpoints.ROWS,
    *aws_cloud_control.ROWS,
    *aws_costs.ROWS,
    *aws_resolver.ROWS,
    *aws_shapes.ROWS,
)
"""The table, in the order in which a request is judged."""
