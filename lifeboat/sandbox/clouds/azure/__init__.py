"""The simulated Azure: resource types and lookups."""

from typing import Final

from lifeboat.sandbox.clouds.azure import (
    compute,
    gateway,
    identity,
    lookups,
    monitor,
    network,
    peering,
    resolver,
    rules,
    storage,
)

TYPES: Final = (
    *network.TYPES, *rules.TYPES, *peering.TYPES, *gateway.TYPES, *monitor.TYPES, *identity.TYPES, *storage.TYPES,
    *compute.TYPES, *resolver.TYPES,
)  # fmt: skip
LOOKUPS: Final = lookups.LOOKUPS
