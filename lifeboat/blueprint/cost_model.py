"""The cost of the model; `lifeboat.blueprint.model` offers this name beside all others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CostBlueprint:
    """The budget, and cost allocation where the account may have it.

    Attributes:
        makes_budget: whether AWS Budgets exists there: GovCloud's costs are on its commercial account's bill.
        monthly_budget_usd: what AWS may cost in a month.
        alert_percentages: shares of it that alerts are sent at.
        alert_emails: who gets them by e-mail.
        stack_tag: tag that tells this stack's costs apart, and its value.
        activates_tags: whether cost allocation tags are activated and a cost category is made; the budget then counts
            what carries the stack's tag, else the whole account: a filter by a tag that is not active counts nothing.
        service_tag: tag that DRS puts on what it makes.
    """

    makes_budget: bool
    monthly_budget_usd: int
    alert_percentages: tuple[int, ...]
    alert_emails: tuple[str, ...]
    stack_tag: tuple[str, str]
    activates_tags: bool
    service_tag: str
