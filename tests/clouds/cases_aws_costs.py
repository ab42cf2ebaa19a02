"""A passing and a refused call for every rule of budgets and cost allocation: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.costs import SERVICE_TAG
from lifeboat.sandbox.clouds.model import Row
from tests.clouds.simulator import ACCOUNT

ALERT = {
    "comparisonOperator": "GREATER_THAN",
    "notificationType": "ACTUAL",
    "threshold": 80,
    "thresholdType": "PERCENTAGE",
    "subscriberEmailAddresses": ["costs@example.com"],
}
TOPICS = [f"arn:aws:sns:eu-central-1:{ACCOUNT}:{name}" for name in ("on-call", "finance")]


def budget(**more):
    wanted = {"name": "harbor", "budgetType": "COST", "timeUnit": "MONTHLY", "limitAmount": "250", "limitUnit": "USD"}
    return lambda cloud: cloud.create(aws.BUDGET, **{**wanted, **more})


def alerts(*changes):
    return budget(notifications=[{**ALERT, **change} for change in changes])


def tag(key, *, status="Active"):
    """Activate a tag beside a VPC that carries `owner`, in an account with DRS."""

    def run(cloud):
        cloud.create(aws.VPC, cidrBlock="10.20.0.0/16", tags={"owner": "platform-team"})
        cloud.put(Row(aws.INITIALIZED_SERVICE, f"{ACCOUNT}/eu-central-1", "", {}, account=ACCOUNT))
        return cloud.create(aws.COST_ALLOCATION_TAG, tagKey=key, status=status)

    return run


def category(name="harbor", count=1, **more):
    rule = {"type": "REGULAR", "value": "harbor", "rule": {"tags": {"key": "owner", "values": ["platform-team"]}}}
    wanted = {"name": name, "ruleVersion": "CostCategoryExpression.v1", "rules": [rule] * count, **more}
    return lambda cloud: cloud.create(aws.COST_CATEGORY, **wanted)


CASES = {
    "aws-budget-name": (budget(name="harbor-cost"), budget(name="harbor:cost")),
    "aws-budget-twice": (
        lambda c: (budget()(c), budget(name="other")(c)),
        lambda c: (budget()(c), budget()(c)),
    ),
    "aws-budget-kind": (budget(timeUnit="QUARTERLY"), budget(timeUnit="WEEKLY")),
    "aws-budget-limit": (budget(limitAmount="250.50"), budget(limitAmount=None)),
    "aws-budget-notification-words": (alerts({"threshold": 1_000_000}), alerts({"threshold": 1_000_001})),
    "aws-budget-notifications": (
        alerts(*({"threshold": each} for each in range(1, 11))),
        alerts(*({"threshold": each} for each in range(1, 12))),
    ),
    "aws-budget-notification-twice": (alerts({}, {"notificationType": "FORECASTED"}), alerts({}, {})),
    "aws-budget-subscribers": (
        alerts({"subscriberEmailAddresses": [], "subscriberSnsTopicArns": TOPICS[:1]}),
        alerts({"subscriberEmailAddresses": []}),
    ),
    "aws-budget-many-subscribers": (
        alerts({"subscriberEmailAddresses": [f"{n}@example.com" for n in range(10)]}),
        alerts({"subscriberSnsTopicArns": TOPICS}),
    ),
    "aws-cost-tag-status": (tag("owner", status="Inactive"), tag("owner", status="On")),
    "aws-cost-tag-unknown": (lambda c: (tag("owner")(c), tag(SERVICE_TAG)(c)), tag("cost-center")),
    "aws-cost-category-name": (category("harbor 1"), category("harbor/1")),
    "aws-cost-category-rules": (category(count=500), category(count=501)),
}
