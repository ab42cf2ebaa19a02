"""The simulated AWS: resource types and lookups."""

from dataclasses import replace
from typing import Final

from lifeboat.sandbox.clouds.aws import (
    access,
    cloud_control,
    costs,
    endpoints,
    functions,
    identity,
    lookups,
    network,
    network_options,
    notifications,
    recovery,
    resolver,
    routes,
    security,
    tokens,
    transit,
    vpn,
    watching,
)
from lifeboat.sandbox.clouds.model import ResourceType

_MODULES: Final = (
    network, network_options, routes, transit, vpn, endpoints, security, identity, access, watching, notifications,
    functions, recovery, cloud_control, costs, resolver,
)  # fmt: skip
_UNTAGGED: Final = frozenset({
    tokens.ROUTE, tokens.ROUTE_TABLE_ASSOCIATION, tokens.VPN_GATEWAY_ATTACHMENT, tokens.VPN_GATEWAY_ROUTE_PROPAGATION,
    tokens.VPN_CONNECTION_ROUTE, tokens.SECURITY_GROUP_RULE, tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT,
    tokens.INVOCATION, tokens.ALIAS, tokens.TRANSIT_ASSOCIATION, tokens.TRANSIT_PROPAGATION, tokens.TRANSIT_ROUTE,
    tokens.TOPIC_POLICY, tokens.TOPIC_SUBSCRIPTION, tokens.EVENT_TARGET, tokens.DASHBOARD, tokens.CLOUD_CONTROL,
    tokens.DHCP_OPTIONS_ASSOCIATION, tokens.COST_ALLOCATION_TAG, tokens.SUBNET_RESERVATION,
})  # fmt: skip
_GLOBAL: Final = frozenset({
    tokens.ROLE, tokens.ROLE_POLICY, tokens.ROLE_POLICY_ATTACHMENT, tokens.POLICY, tokens.OIDC_PROVIDER,
    tokens.INSTANCE_PROFILE, tokens.BUDGET, tokens.COST_ALLOCATION_TAG, tokens.COST_CATEGORY,
})  # fmt: skip


def _with_common_outputs(kind: ResourceType) -> ResourceType:
    """Every taggable type answers `tagsAll`, every regional one the Region it ended up in."""
    common = {"tagsAll"} - ({"tagsAll"} if kind.token in _UNTAGGED else set())
    return replace(kind, computed=kind.computed | common | (set() if kind.token in _GLOBAL else {"region"}))


TYPES: Final = tuple(_with_common_outputs(kind) for module in _MODULES for kind in module.TYPES)
LOOKUPS: Final = (*lookups.LOOKUPS, *access.LOOKUPS, *endpoints.LOOKUPS, *cloud_control.LOOKUPS)
