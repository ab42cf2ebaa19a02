"""Which security group a rule is in, and which rules a group holds itself."""

from pulumi_policy import PolicyResource

from .graph import Index
from .links import Link, Target
from .reading import EACH, State, Value
from .rule import Findings
from .subject import Subject
from .types import DEFAULT_SECURITY_GROUP, SECURITY_GROUP, SECURITY_GROUP_RULE, VPC

_GROUP = "securityGroupId"
# The kinds of rule have the same property. A VPC stands for its default group, whose id is one of its outputs.
_GROUP_OF_RULE = Link(
    SECURITY_GROUP_RULE,
    (_GROUP,),
    (Target(SECURITY_GROUP), Target(DEFAULT_SECURITY_GROUP), Target(VPC, ("defaultSecurityGroupId",))),
)


def groups_of(rule: PolicyResource, index: Index, findings: Findings) -> list[str]:
    """The group of a rule that is a resource of its own.

    Returns:
        Its URN, the URN of the VPC whose default group it is, or the id of one that is no resource of the stack.
        Nothing where it may be any group, which is noted.
    """
    found = list(index.resolve(rule, _GROUP_OF_RULE))
    if not rule.property_dependencies.get(_GROUP):
        # Made from something else, it is a group of that: none of the stack's.
        findings.not_checked += [resolution.undecided for resolution in found if resolution.undecided]
    return [target for resolution in found if not resolution.undecided for target in resolution.targets]


def inline_rules(group: Subject, direction: str) -> list[Value]:
    """The rules inside a group of a stack; noted where they are not known but stated.

    Args:
        group: the security group.
        direction: `ingress` or `egress`. Left out, the provider removes all rules, which a preview does not know yet.
    """
    whole = group.glance(direction)[0]
    if whole.state is State.HIDDEN or (whole.state is State.UNKNOWN and group.sets(direction)):
        group.doubt(whole.not_checked(group.holder))
    return [value for value in group.glance(direction, EACH) if value.known]
