"""Components that come or go as a whole, told by what they are for: a new stack is a dozen sentences, not 240 lines."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Resource, Step
from lifeboat.review.meaning.pool import Finding, Part, Pool, strings, value
from lifeboat.review.meaning.rooms import STACK, room
from lifeboat.review.meaning.words import counted, gateway_mode, listed, noun, shown

FAMILIES: Final[Mapping[str, tuple[str, ...]]] = {
    "The network in Azure": ("primary:PrimaryNetwork", "primary:SpokePeerings", "primary:ReplicationRules"),
    "The VPN gateway in Azure": ("primary:PrimaryVpnGateway", "primary:GatewayWatching"),
    "The gateway in AWS": ("recovery:RecoveryGateway", "recovery:TransitGateway"),
    "The interconnect": (
        "components:Interconnect", "primary:Connections", "recovery:VpnConnections", "recovery:TunnelLogs",
        "recovery:TunnelAlarms",
    ),
    "The recovery network in AWS": (
        "recovery:RecoveryNetwork", "recovery:SecurityGroups", "recovery:FlowLogs", "recovery:DhcpOptions",
    ),
    "The private way to AWS services": ("recovery:PrivateEndpoints", "primary:DnsForwarding"),
    "The drill network": ("recovery:DrillNetwork", "recovery:DrillOpenings"),
    "Elastic Disaster Recovery": (
        "recovery:ServiceRoles", "recovery:RoleGuard", "recovery:DrsService", "recovery:Replication",
        "recovery:LaunchTemplate",
    ),
    "The access of people and agents": ("recovery:Access", "primary:AgentIdentity", "primary:AgentInstall"),
    "The store of the failback client": ("primary:FailbackStore",),
    "Alarms, events and the dashboard": (
        "recovery:AlarmTopic", "recovery:DrsEvents", "recovery:ServerAlarms", "recovery:Dashboard",
    ),
    "The control of costs": ("recovery:CostControl",),
    "The stack itself": ("components:LandingZone",),
}  # fmt: skip
"""What a component is for, in the order of a report; component types without their `lifeboat:`."""

_FAMILY: Final = {f"lifeboat:{each}": family for family, members in FAMILIES.items() for each in members}


def families(pool: Pool) -> Iterator[Finding]:
    """Yield a finding for what belongs to components that are new, and for what belongs to those that go."""
    for operation in (Operation.CREATE, Operation.DELETE):
        whole = [part for part in pool.left() if part.step.operation is operation]
        # The stack's own resource stands for a component: what it holds directly, such as providers, comes with it.
        moving = {part.step.urn for part in whole if not part.step.resource.custom or part.step.type == STACK}
        groups: dict[str, list[Part]] = defaultdict(list)
        for part in whole:
            if part.step.urn in moving or part.step.resource.parent in moving:
                groups[_family(part.step)].append(part)
        for family in (*FAMILIES, *sorted(set(groups) - set(FAMILIES))):
            if family in groups:
                parts = pool.take(groups[family])
                yield Finding(_title(family, operation, [part.step.resource for part in parts]), parts)


def _family(step: Step) -> str:
    own = step.type if step.type.startswith("lifeboat:") else room(step.resource)
    known = _FAMILY.get(own)
    if known:
        return known
    if own in {"", STACK}:
        return "The stack itself"
    return f"Component {own.rpartition(':')[2]}"


def _title(family: str, operation: Operation, resources: Sequence[Resource]) -> str:
    plural = family.startswith("Alarms")
    happens = "created" if operation is Operation.CREATE else "deleted"
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        by_type[resource.type].append(resource)
    facts = [fact for token, tell in _FACTS.items() if token in by_type for fact in [tell(by_type[token])] if fact]
    told = f": {', '.join(facts)}" if facts else ""
    return f"{family} {'are' if plural else 'is'} {happens}{told}."


def _ranges(*path: str) -> Callable[[Sequence[Resource]], str]:
    def tell(resources: Sequence[Resource]) -> str:
        found = [value(each, *path) for each in resources]
        ranges = [one for each in found for one in (strings(each) or strings([each]))]
        name = noun(resources[0].type)
        return f"{name} {listed(sorted(set(ranges)))}" if ranges else counted(len(resources), name)

    return tell


def _how_many(resources: Sequence[Resource]) -> str:
    return counted(len(resources), noun(resources[0].type))


def _named(*path: str) -> Callable[[Sequence[Resource]], str]:
    def tell(resources: Sequence[Resource]) -> str:
        names = sorted(str(found) for each in resources if isinstance(found := value(each, *path), str))
        return f"{_how_many(resources)} ({listed(names)})" if names else _how_many(resources)

    return tell


def _subnets(resources: Sequence[Resource]) -> str:
    names = [
        f"{value(each, 'subnetName') or each.name.rpartition('-')[2]} {shown(value(each, 'addressPrefix'))}".strip()
        for each in resources
    ]
    return f"subnets {listed(sorted(names))}"


def _gateway(resources: Sequence[Resource]) -> str:
    first = resources[0]
    mode = gateway_mode(value(first, "activeActive"))
    number = shown(value(first, "bgpSettings", "asn"))
    return " ".join(filter(None, [shown(value(first, "sku", "name")), mode, number and f"AS {number}"]))


def _tunnels(resources: Sequence[Resource]) -> str:
    routing = "BGP" if any(value(each, "enableBgp") is True for each in resources) else "static routes"
    return f"{counted(len(resources), 'tunnel')} with {routing}"


def _replication(resources: Sequence[Resource]) -> str:
    first: Any = resources[0]
    return f"replication servers {shown(value(first, 'replicationServerInstanceType'))}"


def _budget(resources: Sequence[Resource]) -> str:
    return f"a budget of {shown(value(resources[0], 'limitAmount'))} USD a month"


_FACTS: Final[Mapping[str, Callable[[Sequence[Resource]], str]]] = {
    t.VIRTUAL_NETWORK: _ranges("addressSpace", "addressPrefixes"),
    t.SUBNET: _subnets,
    t.AZURE_NAT_GATEWAY: _how_many,
    t.AZURE_GATEWAY: _gateway,
    t.VPN_GATEWAY: _how_many,
    t.TRANSIT_GATEWAY: _how_many,
    t.TRANSIT_ATTACHMENT: _how_many,
    t.CONNECTION: _tunnels,
    t.VPN_CONNECTION: _how_many,
    t.VPC: _ranges("cidrBlock"),
    t.AWS_SUBNET: _how_many,
    t.NAT_GATEWAY: _how_many,
    t.SECURITY_GROUP: _how_many,
    t.ENDPOINT: _how_many,
    t.INSTANCE_CONNECT: _how_many,
    t.RESOLVER_ENDPOINT: _how_many,
    t.FORWARDING_RULE: _named("domainName"),
    t.REPLICATION_TEMPLATE: _replication,
    t.ROLE: _how_many,
    t.OIDC_PROVIDER: _how_many,
    t.METRIC_ALARM: _how_many,
    t.EVENT_RULE: _how_many,
    t.SUBSCRIPTION: _named("endpoint"),
    t.DASHBOARD: _how_many,
    t.BUDGET: _budget,
    "azure-native:storage:StorageAccount": _how_many,
}
"""What a title says of a type, in this order."""
