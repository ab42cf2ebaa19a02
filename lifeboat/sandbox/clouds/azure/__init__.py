"""The simulated Azure: resource types and lookups."""

from typing import Final

from lifeboat.sandbox.clouds.azure import gateway, lookups, network

TYPES: Final = (*network.TYPES, *gateway.TYPES)
LOOKUPS: Final = lookups.LOOKUPS
