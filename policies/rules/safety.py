"""What must not go away by accident."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from pulumi_policy import PolicyResource, Severity

from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, one_by_one, production
from .kit.types import KEY, TRANSIT_GATEWAY, VIRTUAL_PRIVATE_GATEWAY, VNET, VNET_GATEWAY, VPC, plain_type

_PROTECT = "https://www.pulumi.com/docs/iac/concepts/options/protect/"


def production_protect() -> ResourceRule:
    """What takes an hour or longer to rebuild, or cannot be, is protected in production.

    Networks that are tagged as isolated hold nothing that outlives a drill, so they are exempt.
    """
    return ResourceRule(
        id="safety-production-protect",
        display_name="production-protected",
        description="Gateways and networks of a production stack must be protected from deletion and replacement.",
        severity=Severity.HIGH,
        tags=("safety", "availability"),
        remediation_steps="Set the resource option protect to true. To replace it on purpose, unprotect it first.",
        url=_PROTECT,
        settings={
            **PRODUCTION_SETTINGS,
            "isolation_tag": {
                "type": "string",
                "description": 'Key of the tag that marks, with the value "true", a network with no attachment.',
                "default": "lifeboat:isolated",
            },
        },
        types=frozenset({VNET_GATEWAY, VIRTUAL_PRIVATE_GATEWAY, TRANSIT_GATEWAY, VPC, VNET}),
        check=one_by_one(_judge_protect),
    )


def _judge_protect(subject: Subject, settings: Settings) -> str | None:
    binds = production([subject], settings)
    isolated = str(subject.glance("tags", settings["isolation_tag"])[0].content).lower() == "true"
    if isolated or binds is False:
        return f"{subject.holder} is not tagged as production, or is isolated."
    if subject.resource.opts.protect:
        return None
    if binds is None:
        subject.doubt(f"tags of {subject.holder} is not known until deployment")
    else:
        subject.violate(f"{subject.holder} must be protected in production; its option protect is false.")
    return None


def key_deletion() -> ResourceRule:
    """A key that is deleted takes everything it encrypted with it; a month gives time to notice."""
    return ResourceRule(
        id="safety-key-deletion",
        display_name="key-deletion-window",
        description="A key that encrypts production data must wait the longest time before it is deleted.",
        severity=Severity.HIGH,
        tags=("safety", "encryption"),
        remediation_steps="Protect the key and leave deletionWindowInDays out or set it to 30.",
        url="https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
        settings={
            **PRODUCTION_SETTINGS,
            "days": {
                "type": "integer",
                "description": "Days between the order to delete a key and its deletion, at least.",
                "minimum": 7,
                "maximum": 30,
                "default": 30,
            },
        },
        types=frozenset({KEY}),
        check=one_by_one(_judge_deletion),
    )


def _judge_deletion(subject: Subject, settings: Settings) -> str | None:
    binds = production([subject], settings)
    # A key that is not protected holds nothing that its stack could not make again, such as logs.
    if binds is False or not subject.resource.opts.protect:
        return f"{subject.holder} is not tagged as production, or not protected."
    days = subject.read("deletionWindowInDays")
    if days.known and days.content < settings["days"]:
        if binds is None:
            subject.doubt(f"tags of {subject.holder} is not known until deployment")
        else:
            subject.violate(f"{days.path} of {subject.holder} must be {settings['days']:g} or more; found {days.text}.")
    return None


def kept_present() -> StackRule:
    """What configuration names is still there: the engine tells policies of no deletions, so this looks for absence."""
    return StackRule(
        id="safety-kept-present",
        display_name="kept-resources-present",
        description="Every resource that is named as kept must still be declared, since it would be deleted otherwise.",
        severity=Severity.CRITICAL,
        tags=("safety",),
        remediation_steps=(
            "Declare the resource again, under its old name or with an alias. To delete it on purpose, take it off the "
            "list in a change of its own."
        ),
        url=_PROTECT,
        settings={
            "kept": {
                "type": "array",
                "description": "Resources that must not go away, as `type::name`; either may be a pattern.",
                "items": {"type": "string", "pattern": "::"},
                "default": [],
            }
        },
        check=_check_kept,
        never={"unknown": "types and names of resources are always known"},
    )


def _check_kept(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    if not settings["kept"]:
        findings.not_applicable = "No resource is named as kept."
    there = [f"{plain_type(resource.resource_type)}::{resource.name}" for resource in resources]
    for pattern in settings["kept"]:
        if not any(fnmatchcase(text, pattern) for text in there):
            findings.violations.append((f"{pattern} must be declared, because it is named as kept; it is not.", ""))
    return findings
