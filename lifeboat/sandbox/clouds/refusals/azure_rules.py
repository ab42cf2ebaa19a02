"""What Azure refuses about rules of security groups and routes of route tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import ARM_ERRORS, CHILDREN, find, parent_id, resource_id
from lifeboat.sandbox.clouds.azure.rules import listed
from lifeboat.sandbox.clouds.identifiers import same
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.azure_network import GENERIC
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic, as_number

_topic: Final = Topic()
_SECURITY_RULES: Final = "Azure docs, Network security groups, Security rules; code of the refused PUT"
_ROUTES: Final = "Azure REST API 2024-05-01, Routes (nextHopIpAddress is for VirtualAppliance only) (generic code)"
_ROUTE_CONFLICT: Final = "Azure docs, Virtual network traffic routing; code of the refused PUT"
_NAME: Final = re.compile(r"[A-Za-z0-9](?:[\w.-]{0,78}\w)?", re.ASCII)
_PARENTS: Final = f"{ARM_ERRORS}: ParentResourceNotFound"


def _parent_missing(request: Request) -> str | None:
    parent = parent_id(resource_id(request))
    missing = find(request.world, CHILDREN[request.token][0], parent) is None
    return f"The parent resource '{parent}' could not be found." if missing else None


def _siblings(request: Request) -> Iterator[Mapping[str, Any]]:
    """The other rules of the group or routes of the table, inline ones and those of their own."""
    mine = resource_id(request)
    parent = find(request.world, CHILDREN[request.token][0], parent_id(mine))
    for each in listed(request.world, request.token, parent.id, parent.properties) if parent else ():
        if not same(str(each["id"]), mine):
            yield each


@_topic.refuses(
    "azure-security-rule-without-group", tokens.SECURITY_RULE, "ParentResourceNotFound",
    "A rule needs an existing network security group.", _PARENTS, CREATE,
)  # fmt: skip
def _rule_parent(request: Request) -> str | None:
    return _parent_missing(request)


@_topic.refuses(
    "azure-security-rule-name", tokens.SECURITY_RULE, "InvalidResourceName",
    "A rule's name has up to 80 letters, digits, periods, hyphens and underscores; it begins with a letter or digit "
    "and does not end with a period or hyphen.", _SECURITY_RULES, CREATE,
)  # fmt: skip
def _rule_name(request: Request) -> str | None:
    name = str(request.inputs.get("securityRuleName", ""))
    if _NAME.fullmatch(name):
        return None
    return (
        f"Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word "
        "character, and it must end with a word character or with '_'. The name may contain word characters or '.', "
        "'-', '_'."
    )


@_topic.refuses(
    "azure-security-rule-priority-range", tokens.SECURITY_RULE, "SecurityRuleInvalidPriority",
    "A rule's priority lies between 100 and 4096.", _SECURITY_RULES,
)  # fmt: skip
def _rule_priority(request: Request) -> str | None:
    priority = request.inputs.get("priority")
    if 100 <= as_number(priority) <= 4096:
        return None
    return f"Security rule {request.inputs.get('securityRuleName')} has invalid priority {priority}: 100-4096."


@_topic.refuses(
    "azure-security-rule-conflict", tokens.SECURITY_RULE, "SecurityRuleConflict",
    "A rule shares priority and direction with no other rule of its group, inline or not.", _SECURITY_RULES,
)  # fmt: skip
def _rule_conflict(request: Request) -> str | None:
    mine = request.inputs.get("direction"), as_number(request.inputs.get("priority"))
    for each in _siblings(request):
        if (each.get("direction"), as_number(each.get("priority"))) == mine:
            return (
                f"Security rule {request.inputs.get('securityRuleName')} conflicts with rule {each.get('name')}. "
                "Rules cannot have the same Priority and Direction."
            )
    return None


@_topic.refuses(
    "azure-route-without-table", tokens.ROUTE, "ParentResourceNotFound",
    "A route needs an existing route table.", _PARENTS, CREATE,
)  # fmt: skip
def _route_parent(request: Request) -> str | None:
    return _parent_missing(request)


def _next_hop(route: Mapping[str, Any]) -> str | None:
    kind, address = route.get("nextHopType"), route.get("nextHopIpAddress")
    if bool(address) == (kind == "VirtualAppliance"):
        return None
    return f"nextHopType {kind} with nextHopIpAddress {address or 'left out'}: only VirtualAppliance has one."


@_topic.refuses(
    "azure-route-next-hop", tokens.ROUTE, GENERIC,
    "A route to a virtual appliance, and no other, has the address of its next hop.", _ROUTES,
)  # fmt: skip
def _route_next_hop(request: Request) -> str | None:
    return _next_hop(request.inputs)


@_topic.refuses(
    "azure-route-table-next-hop", tokens.ROUTE_TABLE, GENERIC,
    "An inline route to a virtual appliance, and no other, has the address of its next hop.", _ROUTES,
)  # fmt: skip
def _table_next_hop(request: Request) -> str | None:
    return next(filter(None, map(_next_hop, request.inputs.get("routes") or [])), None)


@_topic.refuses(
    "azure-route-conflict", tokens.ROUTE, "RouteConflict",
    "A route shares its prefix with no other route of its table, inline or not.", _ROUTE_CONFLICT,
)  # fmt: skip
def _route_conflict(request: Request) -> str | None:
    for each in _siblings(request):
        if each.get("addressPrefix") == request.inputs.get("addressPrefix"):
            return (
                f"Route: {request.inputs.get('routeName')} conflicts with Route: {each.get('name')}. "
                "Routes cannot have the same AddressPrefix."
            )
    return None


@_topic.refuses(
    "azure-route-table-conflict", tokens.ROUTE_TABLE, "RouteConflict",
    "Two inline routes of a table do not share a prefix.", _ROUTE_CONFLICT,
)  # fmt: skip
def _table_conflict(request: Request) -> str | None:
    seen: dict[Any, Any] = {}
    for route in request.inputs.get("routes") or []:
        prefix = route.get("addressPrefix")
        if prefix in seen:
            return f"Route: {route.get('name')} conflicts with Route: {seen[prefix]}. Same AddressPrefix {prefix}."
        seen[prefix] = route.get("name")
    return None


ROWS: Final = tuple(_topic.rows)
