"""The budget of the AWS side, and what tells its costs apart from others'."""

from typing import Final

from lifeboat.blueprint.cost_model import CostBlueprint
from lifeboat.cloud_facts import aws_partition
from lifeboat.settings import Settings

BASE_USD: Final = 250
SERVER_USD: Final = 75
"""Default budget: what there is without servers, and with each. A rule of thumb that depends on settings alone: a
budget that followed the file of prices would move with it, and alarms with the budget."""

SERVICE_TAG: Final = "AWSElasticDisasterRecoveryManaged"
"""Tag that DRS puts on what it makes (DRS user guide)."""


def default_budget_usd(servers: int) -> int:
    """Return the budget of a stack that names none.

    Args:
        servers: source servers that are expected.
    """
    return BASE_USD + SERVER_USD * servers


def make_cost(settings: Settings, stack_tag: tuple[str, str]) -> CostBlueprint:
    """Return the budget of a stack.

    Args:
        settings: of the stack.
        stack_tag: tag on everything that the stack makes, and its value.
    """
    chosen = settings.cost
    budget = chosen.monthly_budget_usd
    on_own_bill = aws_partition(settings.recovery.region) == "aws"
    return CostBlueprint(
        makes_budget=on_own_bill,
        monthly_budget_usd=default_budget_usd(settings.sizing.servers) if budget is None else budget,
        alert_percentages=tuple(chosen.alert_percentages),
        alert_emails=tuple(chosen.alert_emails),
        stack_tag=stack_tag,
        activates_tags=chosen.billing_account and on_own_bill,
        service_tag=SERVICE_TAG,
    )
