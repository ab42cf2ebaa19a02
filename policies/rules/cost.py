"""Who pays, and who is told before it is too much."""

import re
from collections.abc import Sequence

from pulumi_policy import EnforcementLevel, PolicyResource, Severity

from .kit.reading import EACH, State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, one_by_one, production
from .kit.taggable import TAGGABLE
from .kit.types import BUDGET, REPLICATION_TEMPLATE

_MOST_TAGS = 50
_LONGEST_VALUE = 256
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
        types=TAGGABLE,
        check=one_by_one(_judge_tags),
    )


def _judge_tags(subject: Subject, settings: Settings) -> None:
    azure = subject.type.startswith("azure-native:")
    stated = subject.glance("tags")[0]
    # Names of tags are not case-sensitive in Azure; in AWS Owner and owner are two tags.
    folded = [key.lower() for key in stated.content] if azure and stated.known else []
    for key in settings["required"]:
        places = [subject.glance(name, key)[0] for name in ("tags", "tagsAll")] + subject.provided_tag(key)
        if key.lower() in folded or any(value.known for value in places):
            continue
        unknown = [value for value in places if value.state in {State.UNKNOWN, State.HIDDEN}]
        if unknown:
            subject.doubt(unknown[0].not_checked(subject.holder))
        else:
            subject.violate(f"tags of {subject.holder} must have the key {key}; it is missing.")
    cloud = "Azure" if azure else "AWS"
    for key in stated.content if stated.known else ():
        if _refuses(key, azure=azure):
            subject.violate(f"tags of {subject.holder} must not have the key {key!r}, which {cloud} refuses.")
        value = subject.glance("tags", key)[0]
        if value.known and len(value.text) > _LONGEST_VALUE:
            subject.violate(
                f"{value.path} of {subject.holder} must have at most {_LONGEST_VALUE} characters; it has "
                f"{len(value.text)}."
            )
    for twice in sorted({key for key in folded if folded.count(key) > 1}):
        subject.violate(
            f"tags of {subject.holder} must not have the key {twice} in two spellings, which Azure refuses."
        )
    if stated.known and len(stated.content) > _MOST_TAGS:
        subject.violate(
            f"tags of {subject.holder} must be at most {_MOST_TAGS}, which {cloud} takes; found {len(stated.content)}."
        )


def _refuses(key: str, *, azure: bool) -> bool:
    if azure:
        return bool(_AZURE_REFUSES.search(key)) or len(key) > 512
    return key.lower().startswith("aws:") or not _AWS_TAKES.fullmatch(key)


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
    told = [_tells_somebody(Subject(budget, findings)) for budget in budgets]
    if any(told) or findings.not_checked:
        return findings
    if binds is None:
        findings.not_checked.append("the tag of the stack that marks production is not known until deployment")
    else:
        what = "none has a notification with a subscriber" if told else "there is none"
        findings.violations.append((f"A production stack must have a budget that tells somebody; {what}.", ""))
    return findings


def _tells_somebody(budget: Subject) -> bool:
    """Whether a budget has a notification with a subscriber, or with one that is not known yet."""
    if budget.glance("notifications")[0].state in {State.UNKNOWN, State.HIDDEN}:
        budget.read("notifications")
        return False
    subscribers = ("subscriberEmailAddresses", "subscriberSnsTopicArns")
    values = [value for key in subscribers for value in budget.glance("notifications", EACH, key, EACH)]
    return any(value.state is not State.MISSING for value in values)
