"""The simulated Azure: resource types and lookups."""

from typing import Final

from lifeboat.sandbox.clouds.azure import gateway, identity, lookups, monitor, network, peering, rules

TYPES: Final = (*network.TYPES, *rules.TYPES, *peering.TYPES, *gateway.TYPES, *monitor.TYPES, *identity.TYPES)
from lifeboat.sandbox.clouds.azure import compute, gateway, monitor, network, peering, rules, storage

TYPES: Final = (
    *network.TYPES,
    *rules.TYPES,
    *peering.TYPES,
    *gateway.TYPES,
    *monitor.TYPES,
    *storage.TYPES,
    *compute.TYPES,
)
from lifeboat.sandbox.clouds.azure import gateway, monitor, network, peering, resolver, rules

TYPES: Final = (*network.TYPES, *rules.TYPES, *peering.TYPES, *gateway.TYPES, *monitor.TYPES, *resolver.TYPES)
LOOKUPS: Final = lookups.LOOKUPS
