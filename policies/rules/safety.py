"""What must not go away by accident."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import read_one
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import ISOLATION_SETTINGS, PRODUCTION_SETTINGS, Subject, isolated, one_by_one, production
from .kit.types import (
    KEY,
    REPLICATION_TEMPLATE,
    TRANSIT_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY,
    VNET,
    VNET_GATEWAY,
    VPC,
    plain_type,
)

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
        settings={**PRODUCTION_SETTINGS, **ISOLATION_SETTINGS},
        types=frozenset({VNET_GATEWAY, VIRTUAL_PRIVATE_GATEWAY, TRANSIT_GATEWAY, VPC, VNET}),
        check=one_by_one(_judge_protect),
    )


def _judge_protect(subject: Subject, settings: Settings) -> str | None:
    binds = production([subject], settings)
    if binds is False:
        return f"{subject.holder} is not tagged as production."
    if subject.resource.opts.protect:
        return None
    if isolated(subject, settings):
        return f"{subject.holder} is isolated."
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


def key_protect() -> StackRule:
    """Without its key everything that was replicated is lost, so no mistake may take the key down with the stack."""
    return StackRule(
        id="safety-key-protect",
        display_name="replication-key-protected",
        description="The key of replicated disks must be protected from deletion in production.",
        severity=Severity.HIGH,
        tags=("safety", "encryption", "replication"),
        remediation_steps="Set the resource option protect of the key to true.",
        url=_PROTECT,
        settings=PRODUCTION_SETTINGS,
        check=_check_keys,
    )


def _check_keys(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    used: dict[str, PolicyResource] = {}
    for template in index.of(REPLICATION_TEMPLATE):
        made_from = template.property_dependencies.get("ebsEncryptionKeyArn", [])
        stated = read_one(template.props, "ebsEncryptionKeyArn")
        for key in index.of(KEY):
            arn = read_one(key.props, "arn")
            if key in made_from or (stated.known and stated.content == arn.content):
                used[key.urn] = key
    binds = production([Subject(resource, findings) for resource in resources], settings) if used else False
    if binds is False:
        findings.not_applicable = "The stack has no key of replicated disks, or is not tagged as production."
    for key in used.values() if binds is not False else ():
        subject = Subject(key, findings)
        if key.opts.protect:
            continue
        if binds is None:
            subject.doubt("the tag of the stack that marks production is not known until deployment")
        else:
            subject.violate(
                f"{subject.holder} must be protected in production, because it encrypts replicated disks; its option "
                "protect is false."
            )
    return findings


def kept_present() -> StackRule:
    """What configuration names is still there: the engine tells policies of no deletions, so this looks for absence."""
    return StackRule(
        id="safety-kept-present",
        display_name="kept-resources-present",
        description="Every resource that is named as kept must still be declared, since it would be deleted otherwise.",
        severity=Severity.CRITICAL,
        tags=("safety",),
        remediation_steps=(
            "Declare the resource again, under its old name or with an alias. To delete it on purpose, let an "
            "exemption name it, and take it off the list afterwards."
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
    there = {
        f"{token}::{resource.name}"
        for resource in resources
        for token in (resource.resource_type, plain_type(resource.resource_type))
    }
    stack = "::".join(resources[0].urn.split("::")[:2]) if resources else ""
    for pattern in settings["kept"]:
        if not any(fnmatchcase(text, pattern) for text in there):
            # The URN that it would have: an exemption can name it, and the engine reports it for the stack.
            message = f"{pattern} must be declared, because it is named as kept; it is not."
            findings.violations.append((message, f"{stack}::{pattern}"))
    return findings
