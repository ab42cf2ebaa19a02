"""Budgets, cost allocation tags and cost categories: global things of an account.

Sources: terraform-provider-aws v6, internal/service/budgets/budget.go and internal/service/ce/{cost_allocation_tag,
cost_category}.go for defaults, ForceNew and what a delete does: it deactivates a tag, which nobody can delete; botocore
budgets/2016-10-20 and ce/2017-10-25 for the rest. A simulated cloud has no bill: AWS learns a tag from it, up to 24
hours after the tag's first use, here at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import guid, partition_of, region_of
from lifeboat.sandbox.clouds.model import Request, ResourceType

SERVICE_TAG: Final = "AWSElasticDisasterRecoveryManaged"
"""Tag that DRS puts on what it makes, from its initialisation on (DRS user guide)."""


def known_tags(request: Request) -> frozenset[str]:
    """The tag keys that something of the account carries."""
    mine = [row for row in request.world.rows() if row.account == request.account]
    carried = {key for row in mine for name in ("tags", "tagsAll") for key in row.properties.get(name) or {}}
    drs = {SERVICE_TAG} if any(row.token == tokens.INITIALIZED_SERVICE for row in mine) else set()
    return frozenset(carried | drs)


def _month_start(shape: str) -> str:
    return datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0).strftime(shape)


def _make_budget(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, partition = str(request.inputs["name"]), partition_of(region_of(request))
    return f"{request.account}:{name}", {
        "accountId": request.inputs.get("accountId", request.account),
        "arn": f"arn:{partition}:budgets::{request.account}:budget/{name}",
        "billingViewArn": request.inputs.get(
            "billingViewArn", f"arn:{partition}:billing::{request.account}:billingview/primary"
        ),
        "costFilters": request.inputs.get("costFilters", []),
        "costTypes": request.inputs.get("costTypes", {}),
        "timePeriodStart": request.inputs.get("timePeriodStart", _month_start("%Y-%m-%d_%H:%M")),
    }


def _make_tag(request: Request) -> tuple[str, Mapping[str, Any]]:
    key = str(request.inputs["tagKey"])
    # One switch an account: the newest asker holds it.
    request.world.remove(request.token, key)
    return key, {"type": "AWSGenerated" if key.startswith("aws:") else "UserDefined"}


def _make_category(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = f"arn:{partition_of(region_of(request))}:ce::{request.account}:costcategory/{guid()}"
    return identity, {
        "arn": identity,
        "effectiveStart": request.inputs.get("effectiveStart", _month_start("%Y-%m-%dT%H:%M:%SZ")),
        "effectiveEnd": "",
    }


TYPES: Final = (
    ResourceType(
        tokens.BUDGET,
        _make_budget,
        computed=frozenset({"accountId", "arn", "billingViewArn", "costFilters", "costTypes", "timePeriodStart"}),
        defaults={"timePeriodEnd": "2087-06-15_00:00"},
        name_property="name",
        replace_on=frozenset({"accountId", "name", "namePrefix"}),
    ),
    ResourceType(
        tokens.COST_ALLOCATION_TAG,
        _make_tag,
        computed=frozenset({"type"}),
        replace_on=frozenset({"tagKey"}),
    ),
    ResourceType(
        tokens.COST_CATEGORY,
        _make_category,
        computed=frozenset({"arn", "effectiveStart", "effectiveEnd"}),
        name_property="name",
        replace_on=frozenset({"name"}),
    ),
)
