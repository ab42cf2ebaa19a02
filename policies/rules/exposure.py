"""What the world, and the rest of the network, can reach."""

from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.links import Link, Target
from .kit.openings import AWS_FORMS, AZURE_FORMS, GROUP_SOURCES, Opening, openings
from .kit.ranges import IpNetwork, holds, parse
from .kit.reading import EACH, State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import Subject, one_by_one
from .kit.types import (
    DEFAULT_SECURITY_GROUP,
    INGRESS_RULE,
    MANAGED_PREFIX_LIST,
    MANAGED_PREFIX_LIST_ENTRY,
    REPLICATION_TEMPLATE,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    VNET,
    VPC,
    VPC_SUBNET,
)

_GROUPS_GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
_DRS_NETWORK = "https://docs.aws.amazon.com/drs/latest/userguide/Network-Requirements.html"
_WORLD = frozenset({"*", "any", "internet"})
_REPLICATION_PORT = 1500
# A range shorter than this holds much of the internet: 0.0.0.0/1 and 128.0.0.0/1 together are all of it.
_SHORTEST_PREFIX = {4: 8, 6: 16}


def ingress_internet() -> ResourceRule:
    """No security group of AWS lets the internet in, in any of the forms that a rule may have."""
    return ResourceRule(
        id="exposure-ingress-internet",
        display_name="no-ingress-from-internet",
        description="A security group must not admit traffic from the whole internet.",
        severity=Severity.CRITICAL,
        tags=("exposure", "network"),
        remediation_steps=(
            "Name the ranges that need access as sources: those of the primary network, of your offices, or another "
            "security group. Put a load balancer or Session Manager in front of what has to be public."
        ),
        url=_GROUPS_GUIDE,
        settings={
            "trusted_prefix_lists": {
                "type": "array",
                "description": "Ids of prefix lists made elsewhere whose entries are known to be no more than needed.",
                "items": {"type": "string"},
                "default": [],
            }
        },
        types=AWS_FORMS | {MANAGED_PREFIX_LIST, MANAGED_PREFIX_LIST_ENTRY},
        check=one_by_one(_judge_aws_ingress),
    )


def _judge_aws_ingress(subject: Subject, settings: Settings) -> str | None:
    if subject.type in {MANAGED_PREFIX_LIST, MANAGED_PREFIX_LIST_ENTRY}:
        path = ("cidr",) if subject.type == MANAGED_PREFIX_LIST_ENTRY else ("entries", EACH, "cidr")
        for value in subject.each(*path):
            if _is_world(str(value.content)):
                subject.violate(f"{value.path} of {subject.holder} must not hold the internet; found {value.content}.")
        return None
    if subject.type == SECURITY_GROUP_RULE and subject.glance("type")[0].content == "egress":
        return f"{subject.holder} is about outgoing traffic."
    for opening in openings(subject):
        _judge_sources(opening, settings["trusted_prefix_lists"])
    return None


def nsg_internet() -> ResourceRule:
    """No network security group of Azure lets the internet in, inside the group or as a rule of its own."""
    return ResourceRule(
        id="exposure-nsg-internet",
        display_name="no-nsg-ingress-from-internet",
        description="A network security group must not admit traffic from the whole internet.",
        severity=Severity.CRITICAL,
        tags=("exposure", "network"),
        remediation_steps=(
            "Name the ranges or the service tag that need access as sourceAddressPrefix, in place of *, Internet or "
            "0.0.0.0/0."
        ),
        url="https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        types=AZURE_FORMS,
        check=one_by_one(_judge_azure_ingress),
    )


def _judge_azure_ingress(subject: Subject, _settings: Settings) -> None:
    for opening in openings(subject):
        _judge_sources(opening, ())


def _judge_sources(opening: Opening, trusted: Sequence[str]) -> None:
    rule = opening.subject
    for source in opening.sources:
        text = str(source.content)
        if source.path.rpartition(".")[2].partition("[")[0] in GROUP_SOURCES:
            continue
        if not source.known:
            rule.doubt(source.not_checked(rule.holder))
        elif _is_world(text):
            rule.violate(f"{source.path} of {rule.holder} must not admit the internet; found {text}.")
        elif text.startswith("pl-") and text not in trusted and not _made_here(rule, source.path):
            rule.doubt(f"the entries of prefix list {text}, which {rule.holder} admits, cannot be seen")


def _made_here(rule: Subject, path: str) -> bool:
    """Whether a prefix list was made by this stack, and so is judged by itself."""
    if not isinstance(rule.resource, PolicyResource):
        return False
    made_from = rule.resource.property_dependencies.get(path.partition("[")[0], [])
    return any(other.resource_type == MANAGED_PREFIX_LIST for other in made_from)


def _is_world(text: str) -> bool:
    network = parse(text)
    if network is None:
        return text.lower() in _WORLD
    return network.prefixlen < _SHORTEST_PREFIX[network.version] and not network.is_private


def default_group_empty() -> StackRule:
    """What nobody thought about lands in the default group, which therefore admits nothing."""
    return StackRule(
        id="exposure-defaultgroup-empty",
        display_name="default-group-empty",
        description="The default security group of every VPC must be taken over and have no rules.",
        severity=Severity.MEDIUM,
        tags=("exposure", "network"),
        remediation_steps=(
            "Add an aws.ec2.DefaultSecurityGroup for each VPC, without ingress and egress: that removes the rules AWS "
            "gives it. Put everything into groups of its own."
        ),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
        check=_check_default_groups,
    )


_VPC_OF_GROUP = Link(DEFAULT_SECURITY_GROUP, ("vpcId",), (Target(VPC),))


def _check_default_groups(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    groups = index.of(DEFAULT_SECURITY_GROUP)
    vpcs = {vpc.urn: vpc for vpc in index.of(VPC)}
    if not groups and not vpcs:
        findings.not_applicable = "The stack has no VPC."
        return findings
    for group in groups:
        subject = Subject(group, findings)
        undecided = [resolution.undecided for resolution in index.resolve(group, _VPC_OF_GROUP) if resolution.undecided]
        if undecided:
            findings.not_checked += undecided
            vpcs.clear()  # any of them may be the one
        for vpc in index.leads_to(group, _VPC_OF_GROUP, VPC):
            vpcs.pop(vpc.urn, None)
        for direction in ("ingress", "egress"):
            # Left out, the provider removes all rules; at preview the outputs do not say so yet.
            rules = [value for value in subject.glance(direction, EACH) if value.known]
            if rules:
                subject.violate(f"{direction} of {subject.holder} must have no rules; found {len(rules)} of them.")
    for vpc in vpcs.values():
        subject = Subject(vpc, findings)
        subject.violate(f"The default security group of {subject.holder} must be taken over and emptied; it is not.")
    return findings


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
    REPLICATION_TEMPLATE, ("replicationServersSecurityGroupsIds", EACH), (Target(SECURITY_GROUP),)
)
_GROUP_OF_RULE = Link(SECURITY_GROUP_RULE, ("securityGroupId",), (Target(SECURITY_GROUP),))


def _check_replication_sources(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    templates = index.of(REPLICATION_TEMPLATE)
    groups = {
        group.urn: group
        for template in templates
        for group in index.leads_to(template, _GROUPS_OF_TEMPLATE, SECURITY_GROUP)
    }
    if not templates:
        findings.not_applicable = "The stack has no replication template."
        return findings
    allowed = _primary_ranges(index, settings, findings)
    holders = [group for group in groups.values() if Subject(group, findings).glance("ingress")[0].known]
    rules = [
        rule
        for rule in index.of(SECURITY_GROUP_RULE, INGRESS_RULE)
        if any(group.urn in groups for group in index.leads_to(rule, _GROUP_OF_RULE, SECURITY_GROUP))
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


_SUBNET_OF_TEMPLATE = Link(REPLICATION_TEMPLATE, ("stagingAreaSubnetId",), (Target(VPC_SUBNET),))


def _check_public(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    templates = index.of(REPLICATION_TEMPLATE)
    if not templates:
        findings.not_applicable = "The stack has no replication template."
    for template in templates:
        subnets = index.leads_to(template, _SUBNET_OF_TEMPLATE, VPC_SUBNET)
        places = [(Subject(template, findings), "createPublicIp")]
        places += [(Subject(subnet, findings), "mapPublicIpOnLaunch") for subnet in subnets]
        for subject, name in places:
            value = subject.read(name)
            if value.known and value.content is not False:
                subject.violate(f"{name} of {subject.holder} must be false; found {value.text}.")
            elif value.state is State.MISSING and name == "createPublicIp":
                subject.need(name)
    return findings
