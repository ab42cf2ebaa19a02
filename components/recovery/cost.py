"""The budget of the AWS side, and what tells this stack's costs apart where the account may."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, ResourceOptions
from pulumi_aws import budgets, costexplorer

from components.options import child
from lifeboat.blueprint.model import CostBlueprint

TYPE: Final = "lifeboat:recovery:CostControl"

SERVICE_TAG_VALUE: Final = "drs.amazonaws.com"
"""Value of the tag that DRS puts on what it makes (DRS user guide)."""

DRS_VALUE: Final = "elastic-disaster-recovery"
"""Value of the cost category for what DRS makes and no stack of ours is named on."""


@dataclass(frozen=True, kw_only=True)
class CostControlArgs:
    """What the budget is made from.

    Attributes:
        cost: the budget, and whether cost allocation tags are activated.
        service: DRS's initialisation, from which on AWS knows its tag.
        topic_arn: SNS topic that gets the alerts, whose policy and key admit `budgets.amazonaws.com`.
    """

    cost: CostBlueprint
    service: pulumi.Resource
    topic_arn: Input[str] | None = None


class CostControl(pulumi.ComponentResource):
    """A monthly budget with alerts; cost allocation tags and a cost category where the account may have them."""

    budget_name: pulumi.Output[str] | None
    """Name of the budget; None where AWS Budgets does not exist."""

    def __init__(self, name: str, args: CostControlArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        activated = self._activate_tags(args) if args.cost.activates_tags else []
        self.budget_name = self._create_budget(args, activated) if args.cost.makes_budget else None
        self.register_outputs({"budget_name": self.budget_name})

    def _create_budget(self, args: CostControlArgs, activated: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
        cost = args.cost
        # Filters that are taken away stay on a budget (the provider computes them then): each kind has its own.
        name = f"{self._name}-tagged-budget" if cost.activates_tags else f"{self._name}-budget"
        tag, value = cost.stack_tag
        # A filter by a tag that is not active counts nothing; without it the budget is the whole account's.
        # What DRS launches carries its own tag alone.
        tagged = [f"user:{tag}${value}", f"user:{cost.service_tag}${SERVICE_TAG_VALUE}"]
        mine = [budgets.BudgetCostFilterArgs(name="TagKeyValue", values=tagged)]
        return budgets.Budget(
            name,
            name=name,
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=str(cost.monthly_budget_usd),
            limit_unit="USD",
            cost_filters=mine if cost.activates_tags else None,
            notifications=_notifications(args),
            tags={"Name": name},
            opts=child(self, depends_on=activated),
        ).name

    def _activate_tags(self, args: CostControlArgs) -> Sequence[pulumi.Resource]:
        cost, (tag, value) = args.cost, args.cost.stack_tag
        keys: Mapping[str, str] = {"stack": tag, "service": cost.service_tag}
        tags = [
            costexplorer.CostAllocationTag(
                f"{self._name}-{key}-tag",
                tag_key=tag_key,
                status="Active",
                # An account has one switch for a tag: other stacks count on it, and what was billed stays readable.
                opts=child(self, retain_on_delete=True, depends_on=[args.service]),
            )
            for key, tag_key in keys.items()
        ]
        name = f"{self._name}-category"
        costexplorer.CostCategory(
            name,
            name=name,
            rule_version="CostCategoryExpression.v1",
            # The first rule that matches counts.
            rules=[_tagged(value, tag, value), _tagged(DRS_VALUE, cost.service_tag, SERVICE_TAG_VALUE)],
            default_value="other",
            tags={"Name": name},
            opts=child(self, depends_on=tags),
        )
        return tags


def _tagged(value: str, tag: str, tag_value: str) -> costexplorer.CostCategoryRuleArgs:
    matches = costexplorer.CostCategoryRuleRuleTagsArgs(key=tag, values=[tag_value], match_options=["EQUALS"])
    rule = costexplorer.CostCategoryRuleRuleArgs(tags=matches)
    return costexplorer.CostCategoryRuleArgs(type="REGULAR", value=value, rule=rule)


def _notifications(args: CostControlArgs) -> list[budgets.BudgetNotificationArgs]:
    """Return an alert for each percentage that is spent, and one for a forecast of all; none that nobody would get."""
    emails = list(args.cost.alert_emails)
    topics = [] if args.topic_arn is None else [args.topic_arn]
    if not emails and not topics:
        return []
    reached = [("ACTUAL", percentage) for percentage in args.cost.alert_percentages]
    return [
        budgets.BudgetNotificationArgs(
            comparison_operator="GREATER_THAN",
            notification_type=kind,
            threshold=percentage,
            threshold_type="PERCENTAGE",
            subscriber_email_addresses=emails or None,
            subscriber_sns_topic_arns=topics or None,
        )
        for kind, percentage in [*reached, ("FORECASTED", 100)]
    ]
