"""How AWS Elastic Disaster Recovery replicates: the template that every new source server starts from."""

import re
from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.links import SUBNET_OF_TEMPLATE, Link, Target
from .kit.ranges import parse
from .kit.reading import EACH, State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, one_by_one, production
from .kit.types import (
    AUTOSCALING_GROUP,
    DATABASE_SUBNETS,
    INSTANCE,
    LOAD_BALANCER,
    NAT_GATEWAY,
    NETWORK_INTERFACE,
    REPLICATION_TEMPLATE,
    VPC_SUBNET,
    words,
)

_TEMPLATE = frozenset({REPLICATION_TEMPLATE})
_SETTINGS_PAGE = "https://docs.aws.amazon.com/drs/latest/userguide/individual-replication-settings.html"
_NETWORK_PAGE = "https://docs.aws.amazon.com/drs/latest/userguide/Network-Requirements.html"
# The service takes exactly these three; only the retention of the daily one is a choice (DRS API, PITPolicyRule).
_FIXED_RULES = (("MINUTE", 10, 60), ("HOUR", 1, 24))
# AWS keeps five addresses of every subnet; one replication server takes up to fifteen volumes.
_KEPT_BY_AWS = 5
_VOLUMES_PER_SERVER = 15
_ARM = re.compile(r"^(a1|[a-z]+\d+g[a-z]*)\.")


def private_data() -> ResourceRule:
    """The servers' data takes the private way, under groups that are named."""
    return ResourceRule(
        id="replication-data-private",
        display_name="replication-over-private-addresses",
        description="Replicated data must take the private way, under the named security groups alone.",
        severity=Severity.HIGH,
        tags=("replication", "network"),
        remediation_steps=(
            "Set dataPlaneRouting to PRIVATE_IP and associateDefaultSecurityGroup to false, and name a security group "
            "of your own in replicationServersSecurityGroupsIds."
        ),
        url=_NETWORK_PAGE,
        types=_TEMPLATE,
        check=one_by_one(_judge_private),
    )


def _judge_private(subject: Subject, _settings: Settings) -> None:
    for name, wanted in (("dataPlaneRouting", "PRIVATE_IP"), ("associateDefaultSecurityGroup", False)):
        value = subject.need(name)
        if value.known and value.content != wanted:
            subject.violate(f"{name} of {subject.holder} must be {str(wanted).replace('F', 'f')}; found {value.text}.")
    if all(value.state is State.MISSING for value in subject.glance("replicationServersSecurityGroupsIds", EACH)):
        subject.violate(f"replicationServersSecurityGroupsIds of {subject.holder} must name a group; found none.")


def pit_rules() -> ResourceRule:
    """Exactly the three point-in-time rules that the service takes."""
    return ResourceRule(
        id="replication-pit-rules",
        display_name="three-point-in-time-rules",
        description="A replication template must have exactly the service's three point-in-time rules, all enabled.",
        severity=Severity.HIGH,
        tags=("replication", "recovery-point"),
        remediation_steps=(
            "State three rules: every 10 minutes kept for 60 minutes, every hour kept for 24 hours, every day kept for "
            "the days you need (1 to 365)."
        ),
        url="https://docs.aws.amazon.com/drs/latest/userguide/pit-policy.html",
        types=_TEMPLATE,
        check=one_by_one(_judge_rules),
    )


def _judge_rules(subject: Subject, _settings: Settings) -> None:
    stated = subject.glance("pitPolicies")[0]
    if stated.state in {State.UNKNOWN, State.HIDDEN}:
        subject.read("pitPolicies")
        return
    rules = subject.parts("pitPolicies", EACH) if stated.known else []
    found = []
    for rule in rules:
        values = [rule.need(name) for name in ("units", "interval", "retentionDuration")]
        enabled = rule.read("enabled")
        if enabled.known and enabled.content is False:
            subject.violate(f"{enabled.path} of {subject.holder} must be true; found false.")
        if not all(value.known for value in values):
            return
        found.append((values[0].text, values[1].content, values[2].content))
    missing = [wanted for wanted in _FIXED_RULES if wanted not in found]
    daily = [rule for rule in found if rule[0] == "DAY" and rule[1] == 1 and 1 <= rule[2] <= 365]
    if len(found) != 3 or missing or len(daily) != 1:
        told = ", ".join(f"{interval:g} {unit} kept {kept:g}" for unit, interval, kept in found) or "none"
        subject.violate(
            f"pitPolicies of {subject.holder} must be 10 MINUTE kept 60, 1 HOUR kept 24 and 1 DAY kept 1 to 365; "
            f"found {told}."
        )


def retention_days() -> ResourceRule:
    """Points in time reach back far enough to pass over a slow compromise."""
    return ResourceRule(
        id="replication-retention-days",
        display_name="points-in-time-kept-long-enough",
        description="Daily points in time must be kept as long as configuration asks.",
        severity=Severity.MEDIUM,
        tags=("replication", "recovery-point"),
        remediation_steps="Raise retentionDuration of the rule with the unit DAY. Longer retention costs snapshots.",
        url="https://docs.aws.amazon.com/drs/latest/userguide/pit-policy.html",
        settings={
            "days": {
                "type": "integer",
                "description": "Days that a daily point in time is kept, at least.",
                "minimum": 1,
                "maximum": 365,
                "default": 7,
            }
        },
        types=_TEMPLATE,
        check=one_by_one(_judge_retention),
    )


def _judge_retention(subject: Subject, settings: Settings) -> None:
    if subject.glance("pitPolicies")[0].state is State.MISSING:
        subject.need("pitPolicies")
    for rule in subject.parts("pitPolicies", EACH):
        units = rule.need("units")
        if units.known and units.content != "DAY":
            continue
        kept = rule.need("retentionDuration")
        if units.known and kept.known and kept.content < settings["days"]:
            subject.violate(f"{kept.path} of {subject.holder} must be {settings['days']:g} or more; found {kept.text}.")


def encryption_key() -> ResourceRule:
    """In production the staging disks are encrypted with a key of your own: the account's default cannot be shared."""
    return ResourceRule(
        id="replication-encryption-key",
        display_name="replication-encrypted",
        description="Staging disks must be encrypted, in production with a customer-managed key.",
        severity=Severity.HIGH,
        tags=("replication", "encryption"),
        remediation_steps=(
            "Set ebsEncryption to CUSTOM and ebsEncryptionKeyArn to a key whose policy admits the service. A change "
            "for servers that replicate already makes them sync anew."
        ),
        url=_SETTINGS_PAGE,
        settings=PRODUCTION_SETTINGS,
        types=_TEMPLATE,
        check=one_by_one(_judge_encryption),
    )


def _judge_encryption(subject: Subject, settings: Settings) -> None:
    kind = subject.need("ebsEncryption")
    if not kind.known:
        return
    key = subject.glance("ebsEncryptionKeyArn")[0]
    binds = production([subject], settings)
    if kind.content == "NONE":
        subject.violate(f"ebsEncryption of {subject.holder} must not be NONE.")
    elif kind.content == "CUSTOM" and key.state is State.MISSING:
        subject.violate(f"ebsEncryptionKeyArn of {subject.holder} must be set, because ebsEncryption is CUSTOM.")
    elif kind.content != "CUSTOM" and binds is None:
        subject.doubt(f"tags of {subject.holder} is not known until deployment")
    elif kind.content != "CUSTOM" and binds:
        subject.violate(f"ebsEncryption of {subject.holder} must be CUSTOM in production; found {kind.text}.")


def server_type() -> ResourceRule:
    """Replication servers are of a type that the service can start: x86, and not too small."""
    return ResourceRule(
        id="replication-server-type",
        display_name="replication-server-type",
        description="Replication servers must be of an x86 instance type of size small or larger.",
        severity=Severity.MEDIUM,
        tags=("replication",),
        remediation_steps="Use t3.small, the service's default, or a larger x86 type such as m5.large.",
        url=_SETTINGS_PAGE,
        types=_TEMPLATE,
        check=one_by_one(_judge_type),
    )


def _judge_type(subject: Subject, _settings: Settings) -> None:
    value = subject.need("replicationServerInstanceType")
    if value.known and (_ARM.match(value.text) or value.text.endswith((".nano", ".micro"))):
        subject.violate(
            f"replicationServerInstanceType of {subject.holder} must be an x86 type of size small or larger; "
            f"found {value.text}."
        )


def template_tags() -> ResourceRule:
    """What the service makes by itself, disks and servers and snapshots, can be told from the rest of the bill."""
    return ResourceRule(
        id="replication-template-tags",
        display_name="staging-resources-tagged",
        description="The staging resources of a replication template must carry the required tags.",
        severity=Severity.LOW,
        tags=("replication", "cost"),
        remediation_steps="Put the tags into stagingAreaTags: a provider's default tags do not reach what DRS makes.",
        url=_SETTINGS_PAGE,
        settings={
            "required": {
                "type": "array",
                "description": "Keys that stagingAreaTags must have.",
                "items": {"type": "string"},
                "default": ["owner"],
            }
        },
        types=_TEMPLATE,
        check=one_by_one(_judge_tags),
    )


def _judge_tags(subject: Subject, settings: Settings) -> None:
    for key in settings["required"]:
        value = subject.read("stagingAreaTags", key)
        if value.state is State.MISSING:
            subject.violate(f"stagingAreaTags of {subject.holder} must have the key {key}; it is missing.")


def staging_subnet() -> StackRule:
    """The staging subnet is for replication alone, and has room for the servers that replicate."""
    return StackRule(
        id="replication-staging-subnet",
        display_name="staging-subnet-dedicated",
        description="The staging subnet must hold nothing but replication and be large enough for its servers.",
        severity=Severity.HIGH,
        tags=("replication", "network"),
        remediation_steps=(
            "Give the template a subnet of its own, of a size for one address for each 15 volumes, one for each server "
            "that is recovered at once, and the five that AWS keeps. Move instances and NAT gateways elsewhere."
        ),
        url=_NETWORK_PAGE,
        settings={
            "volumes": {
                "type": "integer",
                "description": "Volumes of all source servers together.",
                "minimum": 1,
                "default": 150,
            },
            "servers_at_once": {
                "type": "integer",
                "description": "Source servers that are recovered at the same time.",
                "minimum": 1,
                "default": 100,
            },
        },
        check=_check_staging,
    )


_GUESTS = (
    *(Link(type_, ("subnetId",), (Target(VPC_SUBNET),)) for type_ in (INSTANCE, NAT_GATEWAY, NETWORK_INTERFACE)),
    Link(LOAD_BALANCER, ("subnets", EACH), (Target(VPC_SUBNET),), optional=True),
    Link(LOAD_BALANCER, ("subnetMappings", EACH, "subnetId"), (Target(VPC_SUBNET),), optional=True),
    Link(AUTOSCALING_GROUP, ("vpcZoneIdentifiers", EACH), (Target(VPC_SUBNET),), optional=True),
    Link(DATABASE_SUBNETS, ("subnetIds", EACH), (Target(VPC_SUBNET),)),
)


def _check_staging(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    templates = index.of(REPLICATION_TEMPLATE)
    if not templates:
        findings.not_applicable = "The stack has no replication template."
        return findings
    staging: dict[str, PolicyResource] = {}
    for template in templates:
        staging |= {subnet.urn: subnet for subnet in index.leads_to(template, SUBNET_OF_TEMPLATE, VPC_SUBNET)}
        undecided = [found.undecided for found in index.resolve(template, SUBNET_OF_TEMPLATE) if found.undecided]
        findings.not_checked += undecided
    wanted = _KEPT_BY_AWS + -(-int(settings["volumes"]) // _VOLUMES_PER_SERVER) + int(settings["servers_at_once"])
    for subnet in staging.values():
        subject = Subject(subnet, findings)
        value = subject.need("cidrBlock")
        network = parse(value.text) if value.known else None
        if network is not None and network.num_addresses < wanted:
            subject.violate(
                f"cidrBlock of {subject.holder} must have {wanted} addresses or more; found {network} with "
                f"{network.num_addresses}."
            )
    guests = {
        (guest.urn, subnet.urn): (guest, subnet)
        for link in _GUESTS
        for guest in index.of(link.source)
        for subnet in index.leads_to(guest, link, VPC_SUBNET)
        if subnet.urn in staging
    }
    for guest, subnet in guests.values():
        Subject(guest, findings).violate(
            f"{words(guest.resource_type, guest.name)} must not be in {words(VPC_SUBNET, subnet.name)}, "
            "which is for replication alone."
        )
    return findings
