"""Drill networks have no way out: a walk over what is attached to them, which prints the way that it found."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.links import ATTACHMENTS, BETWEEN_GATEWAYS, INLINE_PEERING, MEMBERSHIP, Link, Target
from .kit.reading import EACH, State
from .kit.rule import Findings, Settings, StackRule
from .kit.subject import Subject, isolated
from .kit.types import (
    AZURE_RESOLVER_ENDPOINT,
    CARRIER_GATEWAY,
    CLIENT_VPN_ASSOCIATION,
    DEFAULT_ROUTE_TABLE,
    EGRESS_ONLY_GATEWAY,
    INSTANCE_CONNECT_ENDPOINT,
    INTERNET_GATEWAY,
    INTERNET_GATEWAY_ATTACHMENT,
    LATTICE_ASSOCIATION,
    LOCAL_GATEWAY_ASSOCIATION,
    NAT_GATEWAY,
    PRIVATE_ENDPOINT,
    RESOLVER_ENDPOINT,
    RESOLVER_PROFILE_ASSOCIATION,
    RESOLVER_RULE_ASSOCIATION,
    ROUTE,
    ROUTE_PROPAGATION,
    ROUTE_TABLE,
    TRANSIT_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY,
    VNET,
    VNET_PEERING,
    VNET_SUBNET,
    VPC,
    VPC_ENDPOINT,
    VPC_PEERING,
    VPC_SECONDARY_RANGE,
    VPC_SUBNET,
    VPN_CONNECTION,
    plain_type,
    words,
)

# The main table of a VPC need be no resource of the stack: then only the VPC knows its id.
_TABLES = (Target(ROUTE_TABLE), Target(DEFAULT_ROUTE_TABLE), Target(VPC, ("mainRouteTableId", "defaultRouteTableId")))
_PARTS = (
    *MEMBERSHIP,
    Link(ROUTE_TABLE, ("vpcId",), (Target(VPC),)),
    Link(DEFAULT_ROUTE_TABLE, ("defaultRouteTableId",), (Target(VPC, ("defaultRouteTableId",)),)),
)
_EXITS = (
    *(link for link in ATTACHMENTS if link is not INLINE_PEERING),
    Link(INTERNET_GATEWAY, ("vpcId",), (Target(VPC),), optional=True),
    Link(INTERNET_GATEWAY_ATTACHMENT, ("vpcId",), (Target(VPC),)),
    Link(EGRESS_ONLY_GATEWAY, ("vpcId",), (Target(VPC),)),
    Link(NAT_GATEWAY, ("subnetId",), (Target(VPC_SUBNET),)),
    Link(VPC_ENDPOINT, ("vpcId",), (Target(VPC),)),
    Link(INSTANCE_CONNECT_ENDPOINT, ("subnetId",), (Target(VPC_SUBNET),)),
    Link(RESOLVER_ENDPOINT, ("ipAddresses", EACH, "subnetId"), (Target(VPC_SUBNET),)),
    Link(RESOLVER_RULE_ASSOCIATION, ("vpcId",), (Target(VPC),)),
    Link(LATTICE_ASSOCIATION, ("vpcIdentifier",), (Target(VPC),)),
    Link(RESOLVER_PROFILE_ASSOCIATION, ("resourceId",), (Target(VPC),)),
    Link(CLIENT_VPN_ASSOCIATION, ("subnetId",), (Target(VPC_SUBNET),)),
    Link(CARRIER_GATEWAY, ("vpcId",), (Target(VPC),)),
    Link(LOCAL_GATEWAY_ASSOCIATION, ("vpcId",), (Target(VPC),)),
    Link(PRIVATE_ENDPOINT, ("subnet", "id"), (Target(VNET_SUBNET), Target(VNET))),
    Link(AZURE_RESOLVER_ENDPOINT, ("subnet", "id"), (Target(VNET_SUBNET), Target(VNET))),
    Link(ROUTE, ("routeTableId",), _TABLES),
    Link(ROUTE_PROPAGATION, ("routeTableId",), _TABLES),
)
_BEYOND = (
    *BETWEEN_GATEWAYS,
    Link(ROUTE, ("natGatewayId",), (Target(NAT_GATEWAY),), optional=True),
    Link(ROUTE, ("gatewayId",), (Target(INTERNET_GATEWAY), Target(VIRTUAL_PRIVATE_GATEWAY)), optional=True),
    Link(ROUTE, ("transitGatewayId",), (Target(TRANSIT_GATEWAY),), optional=True),
    Link(ROUTE, ("vpcPeeringConnectionId",), (Target(VPC_PEERING),), optional=True),
    Link(ROUTE_PROPAGATION, ("vpnGatewayId",), (Target(VIRTUAL_PRIVATE_GATEWAY),)),
)
_INSIDE = frozenset({VPC_SUBNET, VNET_SUBNET, VPC_SECONDARY_RANGE, ROUTE_TABLE, DEFAULT_ROUTE_TABLE})
_ELSEWHERE = frozenset({VPC, VNET, VPN_CONNECTION})
_TO_THE_INTERNET = frozenset({INTERNET_GATEWAY, INTERNET_GATEWAY_ATTACHMENT, EGRESS_ONLY_GATEWAY, NAT_GATEWAY})
_ROUTE_TARGETS = (
    *("gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId", "egressOnlyGatewayId"),
    *("networkInterfaceId", "vpcEndpointId", "localGatewayId", "carrierGatewayId", "coreNetworkArn"),
)


def drill_closed() -> StackRule:
    """From a drill network there is no way to anything, but for the openings that configuration names.

    A server that comes up in a drill believes it is the real one. Anything it can reach, it may change. A VPC's local
    route cannot be removed, so that a drill subnet inside a connected VPC is not isolated either.
    """
    return StackRule(
        id="isolation-drill-closed",
        display_name="drill-has-no-way-out",
        description="A drill network must have no way to another network, a gateway, an endpoint or the internet.",
        severity=Severity.CRITICAL,
        tags=("isolation", "drill", "network"),
        remediation_steps=(
            "Remove the first thing after the drill network in the path of the message. Put drills into a VPC of their "
            "own with no attachment. Name an administrative opening that has to be there in openings."
        ),
        url="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html",
        settings={
            "isolation_tag": {
                "type": "string",
                "description": 'Key of the tag that marks, with the value "true", a drill network or subnet.',
                "default": "lifeboat:isolated",
            },
            "drill_networks": {
                "type": "array",
                "description": "Logical names (or patterns) of drill networks and subnets that do not carry the tag.",
                "items": {"type": "string"},
                "default": [],
            },
            "openings": {
                "type": "array",
                "description": "Endpoints a drill network may have: patterns of service names, or instance-connect.",
                "items": {"type": "string"},
                "default": ["*.ssm", "*.ssmmessages", "*.ec2messages", "instance-connect"],
            },
        },
        check=_check,
    )


def _check(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    drills = [
        Subject(resource, findings)
        for resource in index.of(VPC, VNET, VPC_SUBNET, VNET_SUBNET)
        if _is_drill(Subject(resource, findings), settings)
    ]
    if not drills:
        if not findings.not_checked:
            findings.not_applicable = "The stack has no drill network."
        return findings
    ways = _Ways(index)
    networks = {drill.urn for drill in drills}
    for drill in drills:
        if drill.type not in _INSIDE or not ways.is_within(drill.urn, networks):
            _judge(drill, ways, settings)
    return findings


def _is_drill(subject: Subject, settings: Settings) -> bool:
    if any(fnmatchcase(subject.resource.name, pattern) for pattern in settings["drill_networks"]):
        return True
    return isolated(subject, settings)


@dataclass
class _Ways:
    """What is attached to what.

    Attributes:
        index: the resources of the stack.
        inside: parts of a network and their network, both ways.
        exits: from a network or part to what leads out of it.
        beyond: from a way out to what is behind it, both ways.
        undecided: reasons why something may lead out of a network, by the network.
    """

    index: Index
    inside: dict[str, set[str]] = field(default_factory=dict)
    exits: dict[str, list[str]] = field(default_factory=dict)
    beyond: dict[str, list[str]] = field(default_factory=dict)
    undecided: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for holder, target in self._edges(_PARTS):
            self.inside.setdefault(target, set()).add(holder)
            self.inside.setdefault(holder, set()).add(target)
        for holder, target in self._edges(_EXITS, note=True):
            self.exits.setdefault(target, []).append(holder)
            self.beyond.setdefault(holder, []).append(target)
            self.beyond.setdefault(target, []).append(holder)
        for holder, target in self._edges(_BEYOND):
            self.beyond.setdefault(holder, []).append(target)
            self.beyond.setdefault(target, []).append(holder)

    def _edges(self, links: Sequence[Link], *, note: bool = False) -> Iterator[tuple[str, str]]:
        for link in links:
            for resource in self.index.of(link.source):
                for found in self.index.resolve(resource, link):
                    if not found.undecided:
                        yield from ((resource.urn, target) for target in found.targets if target != resource.urn)
                    elif note:
                        for target in found.targets:
                            self.undecided.setdefault(target, []).append(found.undecided)

    def is_within(self, urn: str, networks: set[str]) -> bool:
        """Whether a part belongs to one of some networks."""
        return not self.inside.get(urn, set()).isdisjoint(networks)

    def type_of(self, urn: str) -> str:
        """Type of a resource; "" for what is none of the stack."""
        return plain_type(self.index.by_urn[urn].resource_type) if urn in self.index.by_urn else ""

    def whole(self, urn: str) -> dict[str, str]:
        """A network or part with everything that shares its local route, each with what leads to it."""
        found, waiting = {urn: ""}, deque([urn])
        while waiting:
            here = waiting.popleft()
            for other in sorted(self.inside.get(here, ())):
                if other not in found:
                    found[other] = here
                    waiting.append(other)
        return found

    def onwards(self, start: str, barred: Mapping[str, str]) -> list[str]:
        """The shortest way from a way out to another network or to a tunnel; the way out alone where there is none."""
        before, waiting = {start: ""}, deque([start])
        while waiting:
            here = waiting.popleft()
            resource = self.index.by_urn.get(here)
            if resource is not None and plain_type(resource.resource_type) in _ELSEWHERE:
                return _trail(before, here)
            for other in self.beyond.get(here, ()):
                if other not in before and other not in barred:
                    before[other] = here
                    waiting.append(other)
        return [start]


def _trail(before: Mapping[str, str], end: str) -> list[str]:
    path = [end]
    while above := before[path[-1]]:
        path.append(above)
    return path[::-1]


def _judge(drill: Subject, ways: _Ways, settings: Settings) -> None:
    whole = ways.whole(drill.urn)
    for place in whole:
        inside = _trail(whole, place)
        for way_out in ways.exits.get(place, ()):
            subject = Subject(ways.index.by_urn[way_out], drill.findings)
            opening = _is_opening(subject, settings)
            if opening is False:
                path = [*inside, *ways.onwards(way_out, whole)]
                _report(drill, subject, [_name(ways.index, urn) for urn in path])
        part = ways.index.by_urn.get(place)
        if part is not None:
            _judge_part(drill, Subject(part, drill.findings), ways, [_name(ways.index, urn) for urn in inside])
        for reason in ways.undecided.get(place, ()):
            drill.doubt(reason)


def _is_opening(subject: Subject, settings: Settings) -> bool | None:
    """Whether something is an opening that configuration names; None, and noted, when that is not known."""
    if subject.type == INSTANCE_CONNECT_ENDPOINT:
        return "instance-connect" in settings["openings"]
    if subject.type != VPC_ENDPOINT:
        return False
    if any(
        subject.glance(name)[0].state is not State.MISSING for name in ("resourceConfigurationArn", "serviceNetworkArn")
    ):
        return False
    service = subject.need("serviceName")
    if not service.known:
        return None
    return any(fnmatchcase(service.text, pattern) for pattern in settings["openings"])


def _judge_part(drill: Subject, part: Subject, ways: _Ways, path: list[str]) -> None:
    """Ways out that a part of the network declares itself; deployed, a VNet also shows what is of its own."""
    if part.type in {ROUTE_TABLE, DEFAULT_ROUTE_TABLE}:
        _judge_table(drill, part, path)
    declared: list[tuple[str, ...]] = [("natGateway", "id")] if part.type == VNET_SUBNET else []
    if part.type == VNET and not any(ways.type_of(urn) == VNET_SUBNET for urn in ways.inside.get(part.urn, ())):
        declared.append(("subnets", EACH, "natGateway", "id"))
    if part.type == VNET and not any(ways.type_of(urn) == VNET_PEERING for urn in ways.exits.get(part.urn, ())):
        declared.append(INLINE_PEERING.path)
    for where in declared:
        for value in part.glance(*where):
            # Whose id it is does not matter, and one that the program states but that is not known yet is still one.
            if value.known or part.sets(where[0]):
                shown = value.text if value.known else "a target that is not known yet"
                _report(drill, part, [*path, f"{value.path} {shown}"])


def _judge_table(drill: Subject, table: Subject, path: list[str]) -> None:
    """Routes that a table holds itself; unknown ones at preview are what the cloud fills in from other resources."""
    for value in table.glance("routes", EACH):
        if not value.known:
            continue
        for name in _ROUTE_TARGETS:
            target = Subject(table.resource, table.findings, value.content, f"{value.path}.").glance(name)[0]
            if target.state is not State.MISSING and target.content != "local":
                shown = target.text if target.known else "a target that is not known yet"
                _report(drill, table, [*path, f"{target.path} {shown}"])


def _report(drill: Subject, found: Subject, path: list[str]) -> None:
    if found.type in _TO_THE_INTERNET:
        path = [*path, "the internet"]
    found.violate(f"{drill.holder} must have no way out; found {' -> '.join(path)}.")


def _name(index: Index, urn: str) -> str:
    resource = index.by_urn.get(urn)
    return urn if resource is None else words(resource.resource_type, resource.name)
