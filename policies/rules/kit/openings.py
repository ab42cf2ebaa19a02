"""What a rule of a security group or network security group lets in, whichever way it is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from .reading import EACH, State, Value
from .subject import Subject
from .types import (
    DEFAULT_SECURITY_GROUP,
    INGRESS_RULE,
    NETWORK_SECURITY_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SECURITY_RULE,
)

AWS_FORMS = frozenset({SECURITY_GROUP, DEFAULT_SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE})
"""Rules inside a group, and both kinds of rule as a resource of its own."""

AZURE_FORMS = frozenset({NETWORK_SECURITY_GROUP, SECURITY_RULE})
"""Rules inside a network security group and as a resource of their own."""

_AWS_SOURCES = (
    ("cidrBlocks", EACH),
    ("ipv6CidrBlocks", EACH),
    ("prefixListIds", EACH),
    ("securityGroups", EACH),
    ("cidrIpv4",),
    ("cidrIpv6",),
    ("prefixListId",),
    ("sourceSecurityGroupId",),
    ("referencedSecurityGroupId",),
)
_AZURE_SOURCES = (("sourceAddressPrefix",), ("sourceAddressPrefixes", EACH))
_ALL_PROTOCOLS = frozenset({"-1", "all", "*"})


GROUP_SOURCES = frozenset({"securityGroups", "sourceSecurityGroupId", "referencedSecurityGroupId"})
"""Sources that are other groups, not ranges."""


@dataclass(frozen=True)
class Opening:
    """One rule that admits traffic.

    Attributes:
        subject: the rule, which may be a part of a group.
        sources: where the traffic may come from; what is not known is among them.
    """

    subject: Subject
    sources: tuple[Value, ...]

    def admits(self, port: int) -> bool | None:
        """Whether a rule of AWS opens a TCP port; None, and noted, when a value that decides is not known."""
        protocol = self._protocol()
        if protocol.known and str(protocol.content).lower() in _ALL_PROTOCOLS:
            return True
        if protocol.known and str(protocol.content).lower() not in {"tcp", "6"}:
            return False
        ends = [self.subject.need(name) for name in ("fromPort", "toPort")]
        if not protocol.known or not all(end.known for end in ends):
            return None
        return bool(ends[0].content <= port <= ends[1].content)

    def _protocol(self) -> Value:
        name = "ipProtocol" if self.subject.type == INGRESS_RULE else "protocol"
        return self.subject.need(name)


def openings(subject: Subject) -> Iterator[Opening]:
    """Every rule for incoming traffic that a resource holds or is."""
    if subject.type in AWS_FORMS:
        for rule in _aws_rules(subject):
            yield Opening(rule, tuple(_stated(rule, _AWS_SOURCES)))
        return
    for rule in subject.parts("securityRules", EACH) if _has(subject, "securityRules") else [subject]:
        if subject.type == NETWORK_SECURITY_GROUP and rule is subject:
            continue
        direction, access = rule.need("direction"), rule.need("access")
        if (direction.text.lower(), access.text.lower()) == ("inbound", "allow"):
            yield Opening(rule, tuple(_stated(rule, _AZURE_SOURCES)))


def _aws_rules(subject: Subject) -> list[Subject]:
    if subject.type == INGRESS_RULE:
        return [subject]
    if subject.type == SECURITY_GROUP_RULE:
        direction = subject.need("type")
        return [subject] if direction.content == "ingress" else []
    return subject.parts("ingress", EACH) if _has(subject, "ingress") else []


def _has(subject: Subject, name: str) -> bool:
    return subject.glance(name)[0].state is not State.MISSING


def _stated(rule: Subject, paths: tuple[tuple[str, ...], ...]) -> Iterator[Value]:
    for path in paths:
        yield from (value for value in rule.glance(*path) if value.state is not State.MISSING)
