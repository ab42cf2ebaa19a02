"""The simulated Azure: resource types and lookups."""

from typing import Final

from lifeboat.sandbox.clouds.azure import gateway, lookups, monitor, network, peering, resolver, rules

TYPES: Final = (*network.TYPES, *rules.TYPES, *peering.TYPES, *gateway.TYPES, *monitor.TYPES, *resolver.TYPES)
LOOKUPS: Final = lookups.LOOKUPS
