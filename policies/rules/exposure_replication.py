"""What can reach the servers that replicate."""

from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.groups import groups_of, inline_rules
from .kit.links import SUBNET_OF_TEMPLATE, Link, Target
from .kit.openings import Opening, openings
from .kit.ranges import IpNetwork, holds, parse
from .kit.reading import EACH, State
from .kit.rule import Findings, Settings, StackRule
from .kit.subject import Subject
from .kit.types import (
    DEFAULT_SECURITY_GROUP,
    INGRESS_RULE,
    REPLICATION_TEMPLATE,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    VNET,
    VPC_SUBNET,
)

_DRS_NETWORK = "https://docs.aws.amazon.com/drs/latest/userguide/Network-Requirements.html"
_REPLICATION_PORT = 1500


def replication_sources() -> StackRule:
    """Blocks of the servers' disks arrive on TCP 1500, from the primary network and nowhere else."""
    return StackRule(
        id="exposure-replication-sources",
        display_name="replication-port-from-primary",
        description="TCP 1500 of replication servers must be open to ranges of the primary network only.",
        severity=Severity.HIGH,
        tags=("exposure", "replication"),
        remediation_steps=(
            "Admit TCP 1500 from the ranges of the VNets that servers are in, no wider. List ranges of networks that "
            "are no resources of the stack in primary_ranges."
        ),
        url=_DRS_NETWORK,
        settings={
            "primary_ranges": {
                "type": "array",
                "description": "Ranges of source servers and failback clients besides those of the stack's VNets.",
                "items": {"type": "string"},
                "default": [],
            }
        },
        check=_check_replication_sources,
    )


_GROUPS_OF_TEMPLATE = Link(
    REPLICATION_TEMPLATE,
    ("replicationServersSecurityGroupsIds", EACH),
    (Target(SECURITY_GROUP), Target(DEFAULT_SECURITY_GROUP)),
)


def _check_replication_sources(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    templates = index.of(REPLICATION_TEMPLATE)
    if not templates:
        findings.not_applicable = "The stack has no replication template."
        return findings
    found = [resolution for template in templates for resolution in index.resolve(template, _GROUPS_OF_TEMPLATE)]
    findings.not_checked += [resolution.undecided for resolution in found if resolution.undecided]
    # A group that the stack does not make is known by its id, and so are its rules that the stack makes.
    groups = {target for resolution in found if not resolution.undecided for target in resolution.targets}
    allowed = _primary_ranges(index, settings, findings)
    holders = [
        group
        for group in index.of(SECURITY_GROUP, DEFAULT_SECURITY_GROUP)
        if group.urn in groups and inline_rules(Subject(group, findings), "ingress")
    ]
    rules = [
        rule
        for rule in index.of(SECURITY_GROUP_RULE, INGRESS_RULE)
        if not groups.isdisjoint(groups_of(rule, index, findings))
    ]
    for resource in (*holders, *rules):
        for opening in openings(Subject(resource, findings)):
            if opening.admits(_REPLICATION_PORT):
                _judge_replication(opening, allowed)
    return findings


def _primary_ranges(index: Index, settings: Settings, findings: Findings) -> list[IpNetwork]:
    stated = [
        value.text
        for vnet in index.of(VNET)
        for value in Subject(vnet, findings).each("addressSpace", "addressPrefixes", EACH)
    ]
    return [network for text in (*stated, *settings["primary_ranges"]) if (network := parse(text))]


def _judge_replication(opening: Opening, allowed: Sequence[IpNetwork]) -> None:
    rule = opening.subject
    for source in opening.sources:
        network = parse(source.text) if source.known else None
        if not source.known:
            rule.doubt(source.not_checked(rule.holder))
        elif not allowed:
            rule.doubt("the ranges of the primary network are in no VNet of the stack and not in primary_ranges")
        elif network is None or not any(holds(outer, network) for outer in allowed):
            ranges = ", ".join(str(outer) for outer in allowed)
            rule.violate(
                f"{source.path} of {rule.holder} must be inside the primary network ({ranges}), because it opens TCP "
                f"{_REPLICATION_PORT} of replication servers; found {source.text}."
            )


def replication_public() -> StackRule:
    """Replication servers have no public address, from the template or from their subnet."""
    return StackRule(
        id="exposure-replication-public",
        display_name="replication-servers-private",
        description="Replication servers must not have public addresses.",
        severity=Severity.HIGH,
        tags=("exposure", "replication"),
        remediation_steps=(
            "Set createPublicIp to false in the replication template and mapPublicIpOnLaunch to false on the staging "
            "subnet. The servers reach the service through a NAT gateway or endpoints."
        ),
        url=_DRS_NETWORK,
        check=_check_public,
    )


def _check_public(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    templates = index.of(REPLICATION_TEMPLATE)
    if not templates:
        findings.not_applicable = "The stack has no replication template."
    for template in templates:
        subnets = index.leads_to(template, SUBNET_OF_TEMPLATE, VPC_SUBNET)
        findings.not_checked += [
            found.undecided for found in index.resolve(template, SUBNET_OF_TEMPLATE) if found.undecided
        ]
        places = [(Subject(template, findings), "createPublicIp")]
        places += [(Subject(subnet, findings), "mapPublicIpOnLaunch") for subnet in subnets]
        for subject, name in places:
            value = subject.read(name)
            if value.known and value.content is not False:
                subject.violate(f"{name} of {subject.holder} must be false; found {value.text}.")
            elif value.state is State.MISSING and name == "createPublicIp":
                subject.need(name)
    return findings
