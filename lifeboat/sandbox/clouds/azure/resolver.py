"""Azure DNS private resolvers: the resolver, its outbound endpoint, forwarding rulesets, rules and links.

Sources: see `arm.py`; Azure REST API, DNS Resolver 2022-07-01 (path parameters, location and the resolver's VNet cannot
change; an endpoint's subnet cannot either); pulumi_azure_native 3.29.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    group_of,
    group_reference,
    reference,
    resource_id,
    touched,
)
from lifeboat.sandbox.clouds.identifiers import guid
from lifeboat.sandbox.clouds.model import Request, ResourceType

DNS_API: Final = "2023-07-01-preview"
"""What the SDK's default version asks for (pulumi_azure_native 3.29.0, dnsresolver)."""

_DOCS: Final = "Azure docs, What is Azure DNS Private Resolver, Restrictions"
_CHILD: Final = frozenset({"name", "type", "etag", "provisioningState", "azureApiVersion", "systemData"})
_TRACKED: Final = _CHILD | {"location", "resourceGuid"}
_KINDS: Final = {
    tokens.DNS_RESOLVER: ("dnsResolvers", "dnsResolverName"),
    tokens.OUTBOUND_ENDPOINT: ("dnsResolvers/outboundEndpoints", "outboundEndpointName"),
    tokens.FORWARDING_RULESET: ("dnsForwardingRulesets", "dnsForwardingRulesetName"),
    tokens.FORWARDING_RULE: ("dnsForwardingRulesets/forwardingRules", "forwardingRuleName"),
    tokens.RULESET_LINK: ("dnsForwardingRulesets/virtualNetworkLinks", "virtualNetworkLinkName"),
}


def subnet_of(endpoint: Mapping[str, Any]) -> str:
    """The ARM id of an endpoint's subnet."""
    return str((endpoint.get("subnet") or {}).get("id", ""))


def network_of(properties: Mapping[str, Any]) -> str:
    """The ARM id of the VNet a resolver or link names."""
    return str((properties.get("virtualNetwork") or {}).get("id", ""))


def _common(request: Request) -> tuple[str, dict[str, Any]]:
    path, name = _KINDS[request.token]
    return resource_id(request), {
        "name": request.inputs[name],
        "type": f"Microsoft.Network/{path}",
        "etag": f'"{guid()}"',
        "provisioningState": "Succeeded",
        "azureApiVersion": DNS_API,
        "systemData": {"createdByType": "Application"},
    }


def _tracked(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = _common(request)
    group = group_of(request)
    location = request.inputs.get("location") or (group.properties.get("location", "") if group else "")
    return identity, outputs | {"location": location, "resourceGuid": guid()}


def _make_resolver(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = _tracked(request)
    return identity, {**outputs, "dnsResolverState": "Connected"}


TYPES: Final = (
    ResourceType(
        tokens.DNS_RESOLVER,
        _make_resolver,
        computed=_TRACKED | {"dnsResolverState"},
        name_property="dnsResolverName",
        replace_on=frozenset({"resourceGroupName", "location", "dnsResolverName", "virtualNetwork.id"}),
        references=(
            group_reference(),
            reference("virtualNetwork.id", tokens.VIRTUAL_NETWORK, None, _DOCS),
        ),
        updated=touched,
    ),
    ResourceType(
        tokens.OUTBOUND_ENDPOINT,
        _tracked,
        computed=_TRACKED,
        name_property="outboundEndpointName",
        replace_on=frozenset({"resourceGroupName", "location", "dnsResolverName", "outboundEndpointName", "subnet.id"}),
        references=(
            group_reference(),
            reference("subnet.id", tokens.SUBNET, "InUseSubnetCannotBeDeleted", _DOCS),
        ),
        updated=touched,
    ),
    ResourceType(
        tokens.FORWARDING_RULESET,
        _tracked,
        computed=_TRACKED,
        name_property="dnsForwardingRulesetName",
        replace_on=frozenset({"resourceGroupName", "location", "dnsForwardingRulesetName"}),
        references=(
            group_reference(),
            reference(
                "dnsResolverOutboundEndpoints[].id", tokens.OUTBOUND_ENDPOINT, "BadRequest", f"{_DOCS} (generic code)"
            ),
        ),
        updated=touched,
    ),
    ResourceType(
        tokens.FORWARDING_RULE,
        _common,
        computed=_CHILD,
        name_property="forwardingRuleName",
        replace_on=frozenset({"resourceGroupName", "dnsForwardingRulesetName", "forwardingRuleName", "domainName"}),
        references=(group_reference(),),
        updated=touched,
    ),
    ResourceType(
        tokens.RULESET_LINK,
        _common,
        computed=_CHILD,
        name_property="virtualNetworkLinkName",
        replace_on=frozenset(
            {"resourceGroupName", "dnsForwardingRulesetName", "virtualNetworkLinkName", "virtualNetwork.id"}
        ),
        references=(
            group_reference(),
            reference("virtualNetwork.id", tokens.VIRTUAL_NETWORK, None, _DOCS),
        ),
        updated=touched,
    ),
)
