"""What the world, and the rest of the network, can reach."""

from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.groups import groups_of, inline_rules
from .kit.links import Link, Target
from .kit.openings import AWS_FORMS, AZURE_FORMS, GROUP_SOURCES, Opening, openings
from .kit.ranges import parse
from .kit.reading import EACH
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import Subject, one_by_one
from .kit.types import (
    DEFAULT_SECURITY_GROUP,
    EGRESS_RULE,
    INGRESS_RULE,
    MANAGED_PREFIX_LIST,
    MANAGED_PREFIX_LIST_ENTRY,
    SECURITY_GROUP_RULE,
    VPC,
)

_GROUPS_GUIDE = "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html"
# Azure takes several spellings of everywhere besides the documented ones.
_WORLD = frozenset({"*", "any", "internet", "0.0.0.0", "/0", "<nw>/0"})  # noqa: S104  nothing is bound
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
    if network is None or text in _WORLD:
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
            if rules := inline_rules(subject, direction):
                subject.violate(f"{direction} of {subject.holder} must have no rules; found {len(rules)} of them.")
    _judge_rules_of_default(index, findings)
    for vpc in vpcs.values():
        subject = Subject(vpc, findings)
        subject.violate(f"The default security group of {subject.holder} must be taken over and emptied; it is not.")
    return findings


def _judge_rules_of_default(index: Index, findings: Findings) -> None:
    """Rules that are resources of their own fill a default group as well as those inside it."""
    defaults = {group.urn: group for group in index.of(DEFAULT_SECURITY_GROUP, VPC)}
    for rule in index.of(SECURITY_GROUP_RULE, INGRESS_RULE, EGRESS_RULE):
        subject = Subject(rule, findings)
        for target in groups_of(rule, index, findings):
            if target in defaults:
                owner = Subject(defaults[target], findings).holder
                subject.violate(f"{subject.holder} must not be in the default security group ({owner}); it is.")
