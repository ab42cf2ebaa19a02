"""The simulated AWS: resource types and lookups."""

from typing import Final

from lifeboat.sandbox.clouds.aws import functions, identity, lookups, network, recovery, security, vpn

TYPES: Final = (
    *network.TYPES,
    *vpn.TYPES,
    *security.TYPES,
    *identity.TYPES,
    *functions.TYPES,
    *recovery.TYPES,
)
LOOKUPS: Final = lookups.LOOKUPS
