"""The subnet that Azure's VPN gateway lives in."""

from collections.abc import Mapping, Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.links import Link, Target
from .kit.ranges import parse
from .kit.reading import EACH, State, Value
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import Subject, one_by_one
from .kit.types import AZURE_ROUTE, AZURE_ROUTE_TABLE, VNET, VNET_GATEWAY, VNET_SUBNET, plain_type

_URL = "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings#gwsub"
_NAME = "GatewaySubnet"
_LONGEST_PREFIX = 27
_TABLE_OF_SUBNET = Link(VNET_SUBNET, ("routeTable", "id"), (Target(AZURE_ROUTE_TABLE),), optional=True)
_TABLE_OF_ROUTE = Link(AZURE_ROUTE, ("routeTableName",), (Target(AZURE_ROUTE_TABLE, ("name", "routeTableName")),))
_SUBNET_OF_GATEWAY = Link(VNET_GATEWAY, ("ipConfigurations", EACH, "subnet", "id"), (Target(VNET_SUBNET),))


def gateway_subnet_fit() -> ResourceRule:
    """GatewaySubnet is a /27 or larger and carries no network security group."""
    return ResourceRule(
        id="addressing-gatewaysubnet-fit",
        display_name="gateway-subnet-fit",
        description="GatewaySubnet must be a /27 or larger and must not carry a network security group.",
        severity=Severity.HIGH,
        tags=("addressing", "gateway"),
        remediation_steps=(
            "Give GatewaySubnet a /27 or larger before the gateway is in it, and take the network security group off: "
            "filter at the subnets of the servers."
        ),
        url=_URL,
        types=frozenset({VNET_SUBNET, VNET}),
        check=one_by_one(_judge_fit),
    )


def _judge_fit(subject: Subject, _settings: Settings) -> str | None:
    gateways = [part for part in _subnets(subject) if _is_gateway_subnet(part)]
    for part in gateways:
        ranges = [*part.glance("addressPrefixes", EACH), *part.glance("addressPrefix")]
        stated = [value for value in ranges if value.state is not State.MISSING]
        if not stated:
            part.need("addressPrefix")
        for value in stated:
            _judge_size(part, value)
        group = part.glance("networkSecurityGroup")[0]
        # Whose id it is does not matter, and an id that is not known yet is still a group.
        if group.state is not State.MISSING:
            subject.violate(f"{group.path} of {subject.holder} must not be set: Azure does not support it there.")
    undecided = bool(subject.findings.not_checked)
    return None if gateways or undecided else f"{subject.holder} is no gateway subnet and declares none."


def _judge_size(part: Subject, value: Value) -> None:
    network = parse(str(value.content)) if value.known else None
    if not value.known:
        part.doubt(value.not_checked(part.holder))
    elif network is None or (network.version == 4 and network.prefixlen > _LONGEST_PREFIX):
        part.violate(f"{value.path} of {part.holder} must be a /{_LONGEST_PREFIX} or larger; found {value.content}.")


def _subnets(subject: Subject) -> list[Subject]:
    if subject.type == VNET_SUBNET:
        return [subject]
    declared = subject.glance("subnets")[0]
    stack = isinstance(subject.resource, PolicyResource)
    # In a preview of a stack the cloud's answer is unknown too.
    shown = stack and declared.state is State.UNKNOWN and not subject.sets("subnets")
    return [] if shown or declared.state is State.MISSING else subject.parts("subnets", EACH)


def _is_gateway_subnet(part: Subject) -> bool:
    names = [*part.glance("subnetName"), *part.glance("name")]
    known = [str(value.content) for value in names if value.known]
    if not known and any(value.state is State.UNKNOWN for value in names):
        part.read("subnetName" if part.part is None else "name")
    return _NAME.lower() in {name.lower() for name in known}


def gateway_subnet_routes() -> StackRule:
    """The VPN gateway is in a subnet of the right name, whose route table leaves its routes alone."""
    return StackRule(
        id="addressing-gatewaysubnet-routes",
        display_name="gateway-subnet-routes",
        description=(
            "A VPN gateway must be in a subnet named GatewaySubnet, without a route for 0.0.0.0/0 and with propagation "
            "on."
        ),
        severity=Severity.HIGH,
        tags=("addressing", "gateway"),
        remediation_steps=(
            "Name the subnet GatewaySubnet. Remove the route for 0.0.0.0/0 from its route table and set "
            "disableBgpRoutePropagation to false, or take the route table off."
        ),
        url=_URL,
        check=_check_routes,
    )


def _check_routes(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    gateways = index.of(VNET_GATEWAY)
    subnets = [subnet for subnet in index.of(VNET_SUBNET) if _is_gateway_subnet(Subject(subnet, findings))]
    declared = [
        part for vnet in index.of(VNET) for part in _subnets(Subject(vnet, findings)) if _is_gateway_subnet(part)
    ]
    if not gateways and not subnets and not declared:
        findings.not_applicable = "The stack has no VNet gateway and no gateway subnet."
        return findings
    by_urn = {resource.urn: resource for resource in index.of(VNET_SUBNET, AZURE_ROUTE_TABLE)}
    for gateway in gateways:
        _judge_place(gateway, index, by_urn, findings)
    routes = _routes_by_table(index)
    judged: set[str] = set()
    for subnet in subnets:
        for resolution in index.resolve(subnet, _TABLE_OF_SUBNET):
            if resolution.undecided:
                findings.not_checked.append(resolution.undecided)
            elif (urn := resolution.targets[0]) in by_urn:
                judged.add(urn)
                _judge_table(Subject(by_urn[urn], findings), routes.get(urn, ()), Subject(subnet, findings))
    for part in declared:
        table = _table_of(part, index)
        # Once deployed, a VNet shows the subnets that are resources of their own too.
        if table is not None and table.urn not in judged:
            _judge_table(Subject(table, findings), routes.get(table.urn, ()), part)
    return findings


def _routes_by_table(index: Index) -> Mapping[str, list[PolicyResource]]:
    """Routes that are resources of their own, by the URN of their table."""
    routes: dict[str, list[PolicyResource]] = {}
    for route in index.of(AZURE_ROUTE):
        for table in {urn for found in index.resolve(route, _TABLE_OF_ROUTE) for urn in found.targets}:
            routes.setdefault(table, []).append(route)
    return routes


def _table_of(part: Subject, index: Index) -> PolicyResource | None:
    """The route table of a subnet that a VNet declares; noted when it is not known which one it is."""
    value = part.glance("routeTable", "id")[0]
    if value.state is State.MISSING:
        return None
    tables = index.of(AZURE_ROUTE_TABLE)
    if value.known:
        text = value.text.lower()
        named = [table for table in tables if text in _identities(Subject(table, part.findings))]
        named = named or [t for t in tables if text.rpartition("/")[2] in _identities(Subject(t, part.findings))]
        return named[0] if named else None
    depended = (
        part.resource.property_dependencies.get("subnets", []) if isinstance(part.resource, PolicyResource) else []
    )
    made_from = [other for other in depended if plain_type(other.resource_type) == AZURE_ROUTE_TABLE]
    if len(made_from) == 1:
        return made_from[0]
    part.doubt(value.not_checked(part.holder))
    return None


def _identities(table: Subject) -> set[str]:
    values = [value for key in ("id", "name", "routeTableName") for value in table.glance(key)]
    return {value.text.lower() for value in values if value.known}


def _judge_place(
    gateway: PolicyResource, index: Index, subnets: Mapping[str, PolicyResource], findings: Findings
) -> None:
    subject = Subject(gateway, findings)
    stated = [str(value.content) for value in subject.glance(*_SUBNET_OF_GATEWAY.path) if value.known]
    names = [text.rpartition("/")[2] for text in stated if "/subnets/" in text]
    misplaced = [name for name in names if name.lower() != _NAME.lower()]
    for resolution in index.resolve(gateway, _SUBNET_OF_GATEWAY) if not names else ():
        if resolution.undecided:
            findings.not_checked.append(resolution.undecided)
            continue
        meant = [subnets[urn] for urn in resolution.targets if urn in subnets]
        misplaced += [subnet.name for subnet in meant if not _is_gateway_subnet(Subject(subnet, findings))]
    for name in misplaced:
        subject.violate(f"{subject.holder} must be in a subnet named {_NAME}; found {name}.")


def _judge_table(table: Subject, routes: Sequence[PolicyResource], subnet: Subject) -> None:
    if table.read("disableBgpRoutePropagation").content is True:
        table.violate(
            f"disableBgpRoutePropagation of {table.holder} must be false, because it serves {subnet.holder}; "
            "found true."
        )
    within = table.parts("routes", EACH) if table.glance("routes")[0].known else []
    for route in (*within, *(Subject(resource, table.findings) for resource in routes)):
        prefix = route.read("addressPrefix")
        network = parse(prefix.text) if prefix.known else None
        # Two halves are the whole.
        if network is not None and network.prefixlen <= 1:
            route.violate(
                f"{prefix.path} of {route.holder} must not be {prefix.content}, because it serves {subnet.holder}."
            )
