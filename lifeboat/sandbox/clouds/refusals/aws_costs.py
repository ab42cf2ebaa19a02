"""What AWS refuses about budgets, cost allocation tags and cost categories."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.costs import known_tags
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

_topic: Final = Topic()
_BUDGETS: Final = "botocore budgets/2016-10-20"
_CE: Final = "botocore ce/2017-10-25"

_NAME: Final = re.compile(r"(?![^:\\]*/action/|.*<script>.*</script>.*)[^:\\]{1,100}", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([0-9]*\.)?[0-9]+")
_ENUMS: Final[Mapping[str, frozenset[str]]] = {
    "budgetType": frozenset(
        {"USAGE", "COST", "RI_UTILIZATION", "RI_COVERAGE", "SAVINGS_PLANS_UTILIZATION", "SAVINGS_PLANS_COVERAGE"}
    ),
    "timeUnit": frozenset({"DAILY", "MONTHLY", "QUARTERLY", "ANNUALLY", "CUSTOM"}),
}
_NOTIFICATION_ENUMS: Final[Mapping[str, frozenset[str]]] = {
    "comparisonOperator": frozenset({"GREATER_THAN", "LESS_THAN", "EQUAL_TO"}),
    "notificationType": frozenset({"ACTUAL", "FORECASTED"}),
    "thresholdType": frozenset({"PERCENTAGE", "ABSOLUTE_VALUE"}),
}
_MOST_NOTIFICATIONS: Final = 10
_MOST_EMAILS: Final = 10
_MOST_PERCENT: Final = 1_000_000
_MOST_RULES: Final = 500
_CATEGORY_NAME: Final = re.compile(r"[\w -]{1,50}")


def _notifications(request: Request) -> Iterator[Mapping[str, Any]]:
    yield from request.inputs.get("notifications") or []


def _odd_word(values: Mapping[str, Any], enums: Mapping[str, frozenset[str]]) -> str | None:
    for name, words in enums.items():
        if name in values and values[name] not in words:
            return f"{name} {values[name]} is none of {', '.join(sorted(words))}."
    return None


@_topic.refuses(
    "aws-budget-name", tokens.BUDGET, "InvalidParameterException",
    "A budget's name has 1 to 100 characters, no colon, no backslash and no /action/.", f"{_BUDGETS}, BudgetName",
)  # fmt: skip
def _budget_name(request: Request) -> str | None:
    name = str(request.inputs["name"])
    return None if _NAME.fullmatch(name) else f"{name!r} is no name for a budget."


@_topic.refuses(
    "aws-budget-twice", tokens.BUDGET, "DuplicateRecordException",
    "A budget's name is unique within its account.", f"{_BUDGETS}, DuplicateRecordException", CREATE,
)  # fmt: skip
def _budget_twice(request: Request) -> str | None:
    name = str(request.inputs["name"])
    rows = (row for row in request.world.rows(tokens.BUDGET) if row.account == request.account)
    taken = any(row.properties.get("name") == name for row in rows)
    return f"Error creating budget: {name} - the budget already exists." if taken else None


@_topic.refuses(
    "aws-budget-kind", tokens.BUDGET, "InvalidParameterException",
    "Type and time unit of a budget are words of the API.", f"{_BUDGETS}, BudgetType and TimeUnit",
)  # fmt: skip
def _budget_kind(request: Request) -> str | None:
    return _odd_word(request.inputs, _ENUMS)


@_topic.refuses(
    "aws-budget-limit", tokens.BUDGET, "InvalidParameterException",
    "A budget of cost or usage has one limit, a number with its unit, unless it has planned limits.",
    f"{_BUDGETS}, BudgetLimit and Spend",
)  # fmt: skip
def _budget_limit(request: Request) -> str | None:
    amount, unit = request.inputs.get("limitAmount"), request.inputs.get("limitUnit")
    planned = request.inputs.get("plannedLimits")
    if request.inputs.get("budgetType") not in {"COST", "USAGE"} or (planned and not amount):
        return None
    right = bool(unit) and _AMOUNT.fullmatch(str(amount or "")) and not planned
    return None if right else f"limitAmount {amount} and limitUnit {unit} are no limit beside {planned or 'nothing'}."


@_topic.refuses(
    "aws-budget-notification-words", tokens.BUDGET, "InvalidParameterException",
    "Operator, type and threshold type of a notification are words of the API; a threshold is above 0, and at most"
    " 1,000,000 percent.",
    f"{_BUDGETS}, Notification",
)  # fmt: skip
def _notification_words(request: Request) -> str | None:
    for each in _notifications(request):
        found = _odd_word(each, _NOTIFICATION_ENUMS)
        if found:
            return found
        threshold, percent = float(each.get("threshold", 0)), each.get("thresholdType") == "PERCENTAGE"
        if threshold <= 0 or (percent and threshold > _MOST_PERCENT):
            return f"threshold {threshold} is out of bounds."
    return None


@_topic.refuses(
    "aws-budget-notifications", tokens.BUDGET, "CreationLimitExceededException",
    "A budget has at most ten notifications.", f"{_BUDGETS}, Notification",
)  # fmt: skip
def _too_many(request: Request) -> str | None:
    count = sum(1 for _ in _notifications(request))
    return f"{count} notifications, and a budget has ten." if count > _MOST_NOTIFICATIONS else None


@_topic.refuses(
    "aws-budget-notification-twice", tokens.BUDGET, "DuplicateRecordException",
    "A budget has a notification once.", f"{_BUDGETS}, CreateNotification",
)  # fmt: skip
def _notification_twice(request: Request) -> str | None:
    names = ("comparisonOperator", "notificationType", "threshold", "thresholdType")
    keys = [tuple(str(each.get(name)) for name in names) for each in _notifications(request)]
    return None if len(set(keys)) == len(keys) else "Error creating notification: it already exists."


@_topic.refuses(
    "aws-budget-subscribers", tokens.BUDGET, "InvalidParameterException",
    "A notification has a subscriber.", f"{_BUDGETS}, Notification",
)  # fmt: skip
def _nobody(request: Request) -> str | None:
    for each in _notifications(request):
        if not each.get("subscriberEmailAddresses") and not each.get("subscriberSnsTopicArns"):
            return "Notification must have at least one subscriber."
    return None


@_topic.refuses(
    "aws-budget-many-subscribers", tokens.BUDGET, "CreationLimitExceededException",
    "A notification has at most ten e-mail subscribers and one SNS topic.", f"{_BUDGETS}, Notification",
)  # fmt: skip
def _many(request: Request) -> str | None:
    for each in _notifications(request):
        emails, topics = each.get("subscriberEmailAddresses") or [], each.get("subscriberSnsTopicArns") or []
        if len(emails) > _MOST_EMAILS or len(topics) > 1:
            return f"{len(emails)} e-mail subscribers and {len(topics)} topics are too many."
    return None


@_topic.refuses(
    "aws-cost-tag-status", tokens.COST_ALLOCATION_TAG, "ValidationException",
    "A cost allocation tag is Active or Inactive.", f"{_CE}, CostAllocationTagStatus",
)  # fmt: skip
def _tag_status(request: Request) -> str | None:
    status = request.inputs.get("status")
    return None if status in {"Active", "Inactive"} else f"{status} is none of Active, Inactive."


@_topic.refuses(
    "aws-cost-tag-unknown", tokens.COST_ALLOCATION_TAG, "ValidationException",
    "Only a tag that something carries can be activated (in AWS, up to 24 hours later).",
    "Billing user guide, Activating user-defined cost allocation tags; terraform-provider-aws#31442 shows the refusal",
)  # fmt: skip
def _tag_unknown(request: Request) -> str | None:
    key = str(request.inputs["tagKey"])
    missing = request.inputs.get("status") == "Active" and key not in known_tags(request)
    return f"Failed to update Cost Allocation Tag: Tag keys not found: {key}" if missing else None


@_topic.refuses(
    "aws-cost-category-name", tokens.COST_CATEGORY, "ValidationException",
    "Names and values of a cost category have 1 to 50 letters, digits, spaces, _ and -, and no space at an end.",
    f"{_CE}, CostCategoryName and CostCategoryValue",
)  # fmt: skip
def _category_name(request: Request) -> str | None:
    rules = request.inputs.get("rules") or []
    texts = [request.inputs["name"], request.inputs.get("defaultValue"), *(rule.get("value") for rule in rules)]
    for text in texts:
        if text is not None and (not _CATEGORY_NAME.fullmatch(str(text)) or str(text) != str(text).strip()):
            return f"{text!r} is no name or value of a cost category."
    return None


@_topic.refuses(
    "aws-cost-category-rules", tokens.COST_CATEGORY, "ValidationException",
    "A cost category has 1 to 500 rules of version CostCategoryExpression.v1.",
    f"{_CE}, CostCategoryRulesList and CostCategoryRuleVersion",
)  # fmt: skip
def _category_rules(request: Request) -> str | None:
    count, version = len(request.inputs.get("rules") or []), request.inputs.get("ruleVersion")
    if 1 <= count <= _MOST_RULES and version == "CostCategoryExpression.v1":
        return None
    return f"{count} rules of version {version}."


ROWS: Final = tuple(_topic.rows)
