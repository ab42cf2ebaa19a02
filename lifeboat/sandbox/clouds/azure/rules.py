"""Rules of network security groups, route tables and routes, as resources of their own.

Sources: see `arm.py`; Azure REST API 2024-05-01, Security Rules, Route Tables, Routes. That a rule or route made on
its own stays when its group or table is updated without any inline: pulumi-azure-native maintains sub-resources that
are unset.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import (
    CHILD_COMPUTED,
    COMMON_COMPUTED,
    child,
    group_reference,
    remove_below,
    replaced_by,
    touched,
    tracked,
)
from lifeboat.sandbox.clouds.identifiers import under
from lifeboat.sandbox.clouds.model import Request, ResourceType, World

INLINE: Final = {tokens.SECURITY_RULE: "securityRules", tokens.ROUTE: "routes"}
"""Of a rule or route: the property of its group or table that holds those given inline."""


def listed(world: World, token: str, parent: str, properties: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All rules of a group or routes of a table: the inline ones, then those that are resources of their own.

    Args:
        world: what exists.
        token: the type of the rules or routes.
        parent: ARM id of the group or table.
        properties: of the group or table.
    """
    inline = [
        {**each, "id": f"{parent}/{INLINE[token]}/{each.get('name')}"} for each in properties.get(INLINE[token]) or []
    ]
    own = [{**row.properties, "id": row.id} for row in world.rows(token) if under([row.id], parent)]
    return [*inline, *own]


def _make_route_table(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    return identity, {
        **outputs,
        "disableBgpRoutePropagation": request.inputs.get("disableBgpRoutePropagation", False),
        "subnets": [],
    }


def _make_route(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = child(request)
    return identity, {**outputs, "hasBgpOverride": False}


TYPES: Final = (
    ResourceType(
        tokens.SECURITY_RULE,
        child,
        computed=CHILD_COMPUTED,
        name_property="securityRuleName",
        replace_on=replaced_by(tokens.SECURITY_RULE),
        references=(group_reference(),),
        updated=touched,
    ),
    ResourceType(
        tokens.ROUTE_TABLE,
        _make_route_table,
        computed=COMMON_COMPUTED | {"disableBgpRoutePropagation", "subnets"},
        name_property="routeTableName",
        replace_on=replaced_by(tokens.ROUTE_TABLE),
        references=(group_reference(),),
        updated=touched,
        deleted=remove_below,
    ),
    ResourceType(
        tokens.ROUTE,
        _make_route,
        computed=CHILD_COMPUTED | {"hasBgpOverride"},
        name_property="routeName",
        replace_on=replaced_by(tokens.ROUTE),
        references=(group_reference(),),
        updated=touched,
    ),
)
