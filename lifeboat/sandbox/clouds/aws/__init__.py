"""The simulated AWS: resource types and lookups."""

from dataclasses import replace
from typing import Final

from lifeboat.sandbox.clouds.aws import (
    endpoints,
    cloud_control,
    access,
    costs,
    functions,
    identity,
    lookups,
    network,
    network_options,
    notifications,
    recovery,
    routes,
    security,
    tokens,
    transit,
    vpn,
    watching,
)
from lifeboat.sandbox.clouds.model import ResourceType

_UNTAGGED: Final = frozenset({
    tokens.ROUTE, tokens.ROUTE_TABLE_ASSOCIATION, tokens.VPN_GATEWAY_ATTACHMENT, tokens.VPN_GATEWAY_ROUTE_PROPAGATION,
    tokens.VPN_CONNECTION_ROUTE, tokens.SECURITY_GROUP_RULE, tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT,
    tokens.TOPIC_POLICY, tokens.TOPIC_SUBSCRIPTION, tokens.EVENT_TARGET, tokens.DASHBOARD,
    tokens.INVOCATION, tokens.ALIAS, tokens.TRANSIT_ASSOCIATION, tokens.TRANSIT_PROPAGATION, tokens.TRANSIT_ROUTE,
    tokens.DHCP_OPTIONS_ASSOCIATION,
    tokens.CLOUD_CONTROL,
})  # fmt: skip
_GLOBAL: Final = frozenset({
    tokens.ROLE, tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT, tokens.POLICY, tokens.OIDC_PROVIDER,
    tokens.COST_ALLOCATION_TAG,
})  # fmt: skip
_GLOBAL: Final = frozenset({
    tokens.ROLE, tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT,
    tokens.BUDGET, tokens.COST_ALLOCATION_TAG, tokens.COST_CATEGORY,
})  # fmt: skip


def _with_common_outputs(kind: ResourceType) -> ResourceType:
    """Every taggable type answers `tagsAll`, every regional one the Region it ended up in."""
    common = {"tagsAll"} - ({"tagsAll"} if kind.token in _UNTAGGED else set())
    return replace(kind, computed=kind.computed | common | (set() if kind.token in _GLOBAL else {"region"}))


TYPES: Final = tuple(
    _with_common_outputs(kind)
    for kind in (
        *network.TYPES, *routes.TYPES, *transit.TYPES, *vpn.TYPES, *security.TYPES, *identity.TYPES,
        *watching.TYPES, *functions.TYPES, *recovery.TYPES,
        *endpoints.TYPES,
        *network_options.TYPES,
        *notifications.TYPES,
        *watching.TYPES, *functions.TYPES, *recovery.TYPES, *costs.TYPES,
    )
)  # fmt: skip
LOOKUPS: Final = (
    *lookups.LOOKUPS, *endpoints.LOOKUPS,
)  # fmt: skip
        *watching.TYPES, *functions.TYPES, *recovery.TYPES, *cloud_control.TYPES,
    )
)  # fmt: skip
LOOKUPS: Final = (*lookups.LOOKUPS, *cloud_control.LOOKUPS)
        *watching.TYPES, *functions.TYPES, *recovery.TYPES, *access.TYPES,
    )
)  # fmt: skip
LOOKUPS: Final = (*lookups.LOOKUPS, *access.LOOKUPS)
