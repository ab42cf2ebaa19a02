"""The budget of the AWS side, its alerts, cost allocation tags and the cost category."""

from dataclasses import replace

import pulumi
import pytest

from components.recovery.cost import CostControl, CostControlArgs
from lifeboat.blueprint.model import CostBlueprint
from tests.components.support import Built, build

TYPE = "lifeboat:recovery:CostControl"
BUDGET = "aws:budgets/budget:Budget"
TAG = "aws:costexplorer/costAllocationTag:CostAllocationTag"
CATEGORY = "aws:costexplorer/costCategory:CostCategory"
TOPIC = "arn:aws:sns:eu-central-1:111122223333:on-call"
DRS_TAG = "AWSElasticDisasterRecoveryManaged"

COST = CostBlueprint(
    makes_budget=True,
    monthly_budget_usd=550,
    alert_percentages=(50, 80),
    alert_emails=("costs@example.com",),
    stack_tag=("lifeboat:stack", "harbor-development"),
    activates_tags=False,
    service_tag=DRS_TAG,
)
BILLING = replace(COST, activates_tags=True)


class Service(pulumi.ComponentResource):
    """Stands for DRS's initialisation, with one resource in it."""

    def __init__(self) -> None:
        super().__init__("test:index:Service", "service")
        Inside("service-initialized", opts=pulumi.ResourceOptions(parent=self))


class Inside(pulumi.CustomResource):
    """Something that is waited for."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Inside", name, {}, opts)


def control(cost: CostBlueprint = COST, topic: str | None = None, *, preview: bool = False) -> Built[CostControl]:
    def program() -> CostControl:
        arn = None if topic is None else pulumi.Output.from_input(topic)
        return CostControl("harbor-cost", CostControlArgs(cost=cost, service=Service(), topic_arn=arn))

    return build(program, preview=preview)


def names(made: Built[CostControl]) -> set[tuple[str, str]]:
    return {(token, name) for token, name in made.names if name.startswith("harbor")}


@pytest.mark.parametrize("preview", [False, True])
def test_a_budget_of_the_whole_account_is_made_always(preview):
    """Without an active tag a filter would count nothing, and the budget stay silent."""
    made = control(preview=preview)
    assert names(made) == {(TYPE, "harbor-cost"), (BUDGET, "harbor-cost-budget")}
    budget = made["harbor-cost-budget"].inputs
    assert {key: budget[key] for key in ("name", "budgetType", "timeUnit", "limitAmount", "limitUnit")} == {
        "name": "harbor-cost-budget",
        "budgetType": "COST",
        "timeUnit": "MONTHLY",
        "limitAmount": "550",
        "limitUnit": "USD",
    }
    assert "costFilters" not in budget
    assert made.value(made.result.budget_name) == "harbor-cost-budget"


def test_alerts_go_to_people_and_to_the_topic_at_every_percentage_and_at_the_forecast():
    alerts = control(topic=TOPIC)["harbor-cost-budget"].inputs["notifications"]
    assert [(each["notificationType"], each["threshold"]) for each in alerts] == [
        ("ACTUAL", 50),
        ("ACTUAL", 80),
        ("FORECASTED", 100),
    ]
    for each in alerts:
        assert (each["comparisonOperator"], each["thresholdType"]) == ("GREATER_THAN", "PERCENTAGE")
        assert each["subscriberEmailAddresses"] == ["costs@example.com"]
        assert each["subscriberSnsTopicArns"] == [TOPIC]


def test_an_alert_has_those_subscribers_alone_that_there_are():
    """AWS refuses an empty list, and a notification that nobody gets."""
    alert = control(replace(COST, alert_emails=()), TOPIC)["harbor-cost-budget"].inputs["notifications"][0]
    assert "subscriberEmailAddresses" not in alert
    alert = control()["harbor-cost-budget"].inputs["notifications"][0]
    assert "subscriberSnsTopicArns" not in alert
    assert not control(replace(COST, alert_emails=()))["harbor-cost-budget"].inputs.get("notifications")


def test_a_billing_account_activates_both_tags_and_narrows_the_budget_to_them():
    """Another budget: AWS's provider leaves filters on one that they are taken away from."""
    made = control(BILLING)
    assert names(made) == {
        (TYPE, "harbor-cost"),
        (BUDGET, "harbor-cost-tagged-budget"),
        (TAG, "harbor-cost-stack-tag"),
        (TAG, "harbor-cost-service-tag"),
        (CATEGORY, "harbor-cost-category"),
    }
    tags = made.of_type(TAG)
    assert {(each.inputs["tagKey"], each.inputs["status"]) for each in tags} == {
        ("lifeboat:stack", "Active"),
        (DRS_TAG, "Active"),
    }
    assert made["harbor-cost-tagged-budget"].inputs["costFilters"] == [
        {
            "name": "TagKeyValue",
            "values": ["user:lifeboat:stack$harbor-development", f"user:{DRS_TAG}$drs.amazonaws.com"],
        }
    ]


def test_tags_stay_active_when_the_stack_goes_and_wait_for_drs():
    """An account has one switch for each: another stack counts on it."""
    made = control(BILLING)
    for each in made.of_type(TAG):
        assert each.retain_on_delete
        assert "service-initialized" in each.dependency_names
    for name in ("harbor-cost-tagged-budget", "harbor-cost-category"):
        assert not made[name].retain_on_delete
        assert {"harbor-cost-stack-tag", "harbor-cost-service-tag"} <= made[name].dependency_names


def test_the_category_names_this_stack_before_what_only_drs_has_marked():
    category = control(BILLING)["harbor-cost-category"].inputs
    assert category["ruleVersion"] == "CostCategoryExpression.v1"
    assert category["defaultValue"] == "other"
    assert [
        (each["value"], each["rule"]["tags"]["key"], each["rule"]["tags"]["values"]) for each in category["rules"]
    ] == [
        ("harbor-development", "lifeboat:stack", ["harbor-development"]),
        ("elastic-disaster-recovery", DRS_TAG, ["drs.amazonaws.com"]),
    ]


def test_where_aws_budgets_does_not_exist_nothing_is_made():
    made = control(replace(COST, makes_budget=False))
    assert names(made) == {(TYPE, "harbor-cost")}
    assert made.result.budget_name is None


def test_everything_has_a_name_tag_where_aws_takes_tags():
    made = control(BILLING)
    for name in ("harbor-cost-tagged-budget", "harbor-cost-category"):
        assert made[name].inputs["tags"] == {"Name": name}
