"""What Azure refuses about DNS private resolvers and forwarding rulesets."""

from __future__ import annotations

import re
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, CHILDREN, find, group_of, parent_id, resource_id
from lifeboat.sandbox.clouds.azure.gateway import subnet_prefix
from lifeboat.sandbox.clouds.azure.resolver import network_of, subnet_of
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, ipv4, own_id

_topic: Final = Topic()
_DOCS: Final = "Azure docs, What is Azure DNS Private Resolver, Restrictions (generic code)"
_RULES: Final = "Azure docs, Azure DNS Private Resolver endpoints and rulesets, Rules (generic code)"
_PARENTS: Final = f"{ARM_ERRORS}: ParentResourceNotFound"
_DELEGATION: Final = "Microsoft.Network/dnsResolvers"
_KEPT: Final = (int(ipv4("10.0.1.0/32").network_address), int(ipv4("10.0.16.255/32").network_address))  # type: ignore[union-attr]
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_LABELS: Final = range(2, 35)
_PREFIXES: Final = range(24, 29)


def _parent_missing(request: Request) -> str | None:
    parent = parent_id(resource_id(request))
    missing = find(request.world, CHILDREN[request.token][0], parent) is None
    return f"The parent resource '{parent}' could not be found." if missing else None


for _kind, _token in (
    ("endpoint", tokens.OUTBOUND_ENDPOINT), ("rule", tokens.FORWARDING_RULE), ("link", tokens.RULESET_LINK),
):  # fmt: skip
    _topic.refuses(
        f"azure-dns-{_kind}-without-parent", _token, "ParentResourceNotFound",
        "Outbound endpoints need their resolver, rules and links their ruleset.", _PARENTS, CREATE,
    )(_parent_missing)  # fmt: skip


def _subnet(request: Request) -> Any:
    return find(request.world, tokens.SUBNET, subnet_of(request.inputs))


@_topic.refuses(
    "azure-dns-endpoint-delegation", tokens.OUTBOUND_ENDPOINT, "SubnetMissingRequiredDelegation",
    "The subnet of a resolver's endpoint is delegated to Microsoft.Network/dnsResolvers.",
    "MicrosoftDocs/azure-docs#107008 shows the error",
)  # fmt: skip
def _delegated(request: Request) -> str | None:
    row = _subnet(request)
    given = [each.get("serviceName") for each in (row.properties.get("delegations") or [])] if row else [_DELEGATION]
    if _DELEGATION in given:
        return None
    return f"Subnet {row.id} requires any of the following delegation(s) [{_DELEGATION}]."


@_topic.refuses(
    "azure-dns-endpoint-subnet-size", tokens.OUTBOUND_ENDPOINT, GENERIC,
    "The subnet of a resolver's endpoint is a /24 to /28.", _DOCS,
)  # fmt: skip
def _subnet_size(request: Request) -> str | None:
    row = _subnet(request)
    network = ipv4(subnet_prefix(row.properties)) if row else None
    if network is None or network.prefixlen in _PREFIXES:
        return None
    return f"The subnet {network} has to be between /28 and /24."


@_topic.refuses(
    "azure-dns-endpoint-range-kept", tokens.OUTBOUND_ENDPOINT, GENERIC,
    "The subnet of a resolver's endpoint is not in 10.0.1.0 to 10.0.16.255.", _DOCS,
)  # fmt: skip
def _subnet_kept(request: Request) -> str | None:
    row = _subnet(request)
    network = ipv4(subnet_prefix(row.properties)) if row else None
    if network is None or int(network.broadcast_address) < _KEPT[0] or int(network.network_address) > _KEPT[1]:
        return None
    return f"The subnet {network} is in the reserved range 10.0.1.0 - 10.0.16.255."


@_topic.refuses(
    "azure-dns-endpoint-subnet-shared", tokens.OUTBOUND_ENDPOINT, GENERIC,
    "A subnet is used by one endpoint of a resolver.", _DOCS,
)  # fmt: skip
def _subnet_shared(request: Request) -> str | None:
    for row in request.world.rows(tokens.OUTBOUND_ENDPOINT):
        if not same(row.id, resource_id(request)) and same(subnet_of(row.properties), subnet_of(request.inputs)):
            return f"The subnet is used by {row.id}."
    return None


@_topic.refuses(
    "azure-dns-second-resolver", tokens.DNS_RESOLVER, GENERIC, "A virtual network is used by one resolver.", _DOCS,
)  # fmt: skip
def _second_resolver(request: Request) -> str | None:
    for row in request.world.rows(tokens.DNS_RESOLVER):
        if row.id != own_id(request) and same(network_of(row.properties), network_of(request.inputs)):
            return f"The virtual network is used by {row.id}."
    return None


def _plain(region: Any) -> str:
    return str(region or "").replace(" ", "").lower()


def _elsewhere(request: Request, mine: Any) -> str | None:
    network = find(request.world, tokens.VIRTUAL_NETWORK, network_of(request.inputs))
    theirs = network.properties.get("location") if network else mine
    if _plain(theirs) == _plain(mine):
        return None
    return f"The virtual network is in {theirs}, not in {mine}."


@_topic.refuses(
    "azure-dns-resolver-region", tokens.DNS_RESOLVER, GENERIC, "A resolver is in the region of its virtual network.",
    _DOCS,
)  # fmt: skip
def _resolver_region(request: Request) -> str | None:
    group = group_of(request)
    return _elsewhere(request, request.inputs.get("location") or (group.properties.get("location") if group else ""))


@_topic.refuses(
    "azure-dns-link-region", tokens.RULESET_LINK, GENERIC,
    "A ruleset is linked to virtual networks of its own region.", _DOCS,
)  # fmt: skip
def _link_region(request: Request) -> str | None:
    ruleset = find(request.world, tokens.FORWARDING_RULESET, parent_id(resource_id(request)))
    return _elsewhere(request, ruleset.properties.get("location")) if ruleset else None


@_topic.refuses(
    "azure-dns-rule-name", tokens.FORWARDING_RULE, GENERIC,
    "A rule's name begins with a letter and has letters, digits, hyphens and underscores.", _RULES, CREATE,
)  # fmt: skip
def _rule_name(request: Request) -> str | None:
    name = str(request.inputs.get("forwardingRuleName", ""))
    return None if _NAME.fullmatch(name) else f"The rule name {name} is invalid."


@_topic.refuses(
    "azure-dns-rule-domain", tokens.FORWARDING_RULE, GENERIC,
    "A rule's domain ends in a dot and has no label, or 2 to 34.", _RULES,
)  # fmt: skip
def _rule_domain(request: Request) -> str | None:
    domain = str(request.inputs.get("domainName", ""))
    labels = [each for each in domain.split(".") if each]
    if domain == "." or (domain.endswith(".") and len(labels) in _LABELS):
        return None
    return f"The domain name {domain} is invalid."


ROWS: Final = tuple(_topic.rows)
