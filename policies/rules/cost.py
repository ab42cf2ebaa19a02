"""Who pays, and who is told before it is too much."""

import re
from collections.abc import Sequence

from pulumi_policy import EnforcementLevel, PolicyResource, Severity

from .kit.reading import State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, one_by_one, production
from .kit.types import (
    BUDGET,
    CUSTOMER_GATEWAY,
    KEY,
    LOCAL_NETWORK_GATEWAY,
    NAT_GATEWAY,
    PUBLIC_IP,
    REPLICATION_TEMPLATE,
    RESOURCE_GROUP,
    ROLE,
    SECURITY_GROUP,
    TRANSIT_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY,
    VNET,
    VNET_GATEWAY,
    VNET_GATEWAY_CONNECTION,
    VPC,
    VPC_ENDPOINT,
    VPC_SUBNET,
    VPN_CONNECTION,
)

_TAGGABLE = frozenset(
    {
        CUSTOMER_GATEWAY,
        KEY,
        LOCAL_NETWORK_GATEWAY,
        NAT_GATEWAY,
        PUBLIC_IP,
        REPLICATION_TEMPLATE,
        RESOURCE_GROUP,
        ROLE,
        SECURITY_GROUP,
        TRANSIT_GATEWAY,
        VIRTUAL_PRIVATE_GATEWAY,
        VNET,
        VNET_GATEWAY,
        VNET_GATEWAY_CONNECTION,
        VPC,
        VPC_ENDPOINT,
        VPC_SUBNET,
        VPN_CONNECTION,
    }
)
# Azure refuses these in a key; AWS takes letters, digits, spaces and the listed signs, and keeps aws: for itself.
_AZURE_REFUSES = re.compile(r"[<>%&\\?/]")
_AWS_TAKES = re.compile(r"[\w\s.:/=+\-@]{1,128}")


def tags_required() -> ResourceRule:
    """Everything that costs money says whose it is, by keys that its cloud takes."""
    return ResourceRule(
        id="cost-tags-required",
        display_name="required-tags",
        description="Resources must carry the required tags, with keys that their cloud accepts.",
        severity=Severity.LOW,
        tags=("cost",),
        remediation_steps=(
            "In AWS put the tags into defaultTags of the provider; azure-native has none, so give them to each "
            "resource."
        ),
        url="https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html",
        settings={
            "required": {
                "type": "array",
                "description": "Keys that every resource must have.",
                "items": {"type": "string"},
                "default": ["owner"],
            }
        },
        types=_TAGGABLE,
        check=one_by_one(_judge_tags),
    )


def _judge_tags(subject: Subject, settings: Settings) -> None:
    azure = subject.type.startswith("azure-native:")
    for key in settings["required"]:
        places = [subject.glance(name, key)[0] for name in ("tags", "tagsAll")] + subject.provided_tag(key)
        if any(value.known for value in places):
            continue
        unknown = [value for value in places if value.state in {State.UNKNOWN, State.HIDDEN}]
        if unknown:
            subject.doubt(unknown[0].not_checked(subject.holder))
        else:
            subject.violate(f"tags of {subject.holder} must have the key {key}; it is missing.")
    stated = subject.glance("tags")[0]
    for key in stated.content if stated.known else ():
        if azure and (_AZURE_REFUSES.search(key) or len(key) > 512):
            subject.violate(f"tags of {subject.holder} must not have the key {key!r}, which Azure refuses.")
        elif not azure and (key.lower().startswith("aws:") or not _AWS_TAKES.fullmatch(key)):
            subject.violate(f"tags of {subject.holder} must not have the key {key!r}, which AWS refuses.")


def budget_present() -> StackRule:
    """Somebody is told before a forgotten drill becomes expensive."""
    return StackRule(
        id="cost-budget-present",
        display_name="budget-present",
        description="A production stack that replicates must have a budget that tells somebody.",
        severity=Severity.MEDIUM,
        tags=("cost", "watching"),
        remediation_steps="Add an aws.budgets.Budget with a notification to a topic or address that somebody reads.",
        url="https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html",
        level=EnforcementLevel.ADVISORY,
        settings=PRODUCTION_SETTINGS,
        check=_check_budget,
    )


def _check_budget(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    templates = [resource for resource in resources if resource.resource_type == REPLICATION_TEMPLATE]
    binds = production([Subject(resource, findings) for resource in resources], settings)
    if not templates or binds is False:
        findings.not_applicable = "The stack does not replicate, or is not tagged as production."
        return findings
    budgets = [resource for resource in resources if resource.resource_type == BUDGET]
    told = [Subject(budget, findings).read("notifications") for budget in budgets]
    if any(value.known for value in told) or findings.not_checked:
        return findings
    if binds is None:
        findings.not_checked.append("the tag of the stack that marks production is not known until deployment")
    else:
        what = "none has a notification" if told else "there is none"
        findings.violations.append((f"A production stack must have a budget that tells somebody; {what}.", ""))
    return findings
