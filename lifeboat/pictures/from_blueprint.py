"""The landscape that a blueprint asks for."""

from collections.abc import Iterator

from lifeboat.blueprint.model import Blueprint, RouteTable, SecurityGroup
from lifeboat.blueprint.network_model import DrillGroup
from lifeboat.pictures import landscape as land
from lifeboat.pictures.blueprint_azure import azure_elements, tunnel_elements
from lifeboat.pictures.landscape import AFTER, Element, Landscape, sorted_landscape


def from_blueprint(blueprint: Blueprint) -> Landscape:
    """Return what a blueprint asks for; addresses that the clouds give out are `AFTER`.

    Args:
        blueprint: of a stack.
    """
    return sorted_landscape(f"{blueprint.name} ({blueprint.environment})", _elements(blueprint))


def _elements(blueprint: Blueprint) -> Iterator[Element]:
    yield from azure_elements(blueprint)
    yield from tunnel_elements(blueprint)
    yield from _recovery(blueprint)
    yield from _gateway(blueprint)
    yield from _routes(blueprint)
    yield from _boundaries(blueprint)
    yield from _private(blueprint)
    yield from _drill(blueprint)
    yield from _staging(blueprint)
    for other in blueprint.other_ranges:
        yield land.Network(f"elsewhere {other.name}", other.name, "range", "elsewhere", (other.cidr,))


def _vpc(blueprint: Blueprint) -> str:
    return blueprint.recovery.vpc.existing_id or f"{blueprint.name}-recovery-vpc"


def _drill_vpc(blueprint: Blueprint) -> str:
    return f"{blueprint.name}-drill-vpc"


def _subnet(blueprint: Blueprint, key: str) -> str:
    existing = {one.key: one.existing_id for one in blueprint.recovery.subnets}
    return existing[key] or f"{blueprint.name}-recovery-subnet-{key}"


def _recovery(blueprint: Blueprint) -> Iterator[Element]:
    recovery, key = blueprint.recovery, _vpc(blueprint)
    existing = recovery.vpc.existing_id is not None
    yield land.Network(key, key, "VPC", "recovery", (recovery.vpc.cidr,), recovery.region, existing)
    for subnet in recovery.subnets:
        yield land.Subnet(
            _subnet(blueprint, subnet.key),
            subnet.key,
            key,
            subnet.role,
            subnet.zone,
            (subnet.cidr,),
            subnet.existing_id is not None,
        )
    base = f"{blueprint.name}-recovery"
    if any(table.default_route == "internet" for table in recovery.route_tables):
        yield land.Gateway(f"{base}-internet-gateway", "internet-gateway", "internet-gateway", "recovery", key)
    for nat in recovery.nat_gateways:
        subnets = (_subnet(blueprint, nat.subnet),)
        yield land.Gateway(f"{base}-{nat.key}", nat.key, "nat-gateway", "recovery", key, "", (AFTER,), subnets=subnets)


def _gateway(blueprint: Blueprint) -> Iterator[Element]:
    gateway, base = blueprint.recovery.gateway, f"{blueprint.name}-recovery-gateway"
    transit = gateway.target == "transit-gateway"
    key = gateway.existing_id or f"{base}-{'transit-gateway' if transit else 'vpn-gateway'}"
    label = gateway.existing_id or ("gateway" if transit else "vpn-gateway")
    existing = gateway.existing_id is not None
    kind = gateway.target
    yield land.Gateway(key, label, kind, "recovery", "", "", (), str(gateway.asn), existing=existing)
    if not transit:
        place = f"existing attachment of {key}" if existing else f"{base}-attachment"
        yield land.Attachment(place, "attachment", "attachment", (_vpc(blueprint), key), existing)
        return
    theirs = gateway.existing_attachment_id
    place = theirs or f"{base}-transit-attachment"
    yield land.Attachment(place, theirs or "attachment", "attachment", (_vpc(blueprint), key), theirs is not None)
    for vpc in gateway.other_vpcs:
        theirs = vpc.existing_attachment_id
        yield land.Network(vpc.vpc_id, vpc.key, "VPC", "other", (vpc.cidr,), existing=True)
        place = theirs or f"{base}-transit-attachment-{vpc.key}"
        label = theirs or f"attachment-{vpc.key}"
        yield land.Attachment(place, label, "attachment", (vpc.vpc_id, key), theirs is not None)


def _routes(blueprint: Blueprint) -> Iterator[Element]:
    base = f"{blueprint.name}-recovery"
    gateway = blueprint.recovery.gateway
    transit = gateway.target == "transit-gateway"
    target = gateway.existing_id or f"{base}-gateway-{'transit-gateway' if transit else 'vpn-gateway'}"
    words = f"{gateway.target.replace('-', ' ')} {gateway.existing_id or ('gateway' if transit else 'vpn-gateway')}"
    for table in blueprint.recovery.route_tables:
        name = table.existing_id or table.key
        if table.default_route is not None:
            yield _default_route(blueprint, table, name)
        if table.propagates:
            key = f"{base}-gateway-propagation-{table.key}"
            yield land.Route(key, name, _vpc(blueprint), "learned", target, words)
        for prefix in table.transit_routes:
            key = f"{base}-gateway-transit-route-{table.key}-{str(prefix).replace('/', '-')}"
            yield land.Route(key, name, _vpc(blueprint), str(prefix), target, words)
    for vpc in gateway.other_vpcs:
        for table_id in vpc.route_table_ids:
            for prefix in blueprint.interconnect.azure_prefixes:
                key = f"{base}-gateway-transit-route-{vpc.key}-{table_id}-{str(prefix).replace('/', '-')}"
                yield land.Route(key, table_id, vpc.vpc_id, str(prefix), target, words)


def _default_route(blueprint: Blueprint, table: RouteTable, name: str) -> land.Route:
    base, goal = f"{blueprint.name}-recovery", str(table.default_route)
    made = {nat.key for nat in blueprint.recovery.nat_gateways}
    target, words = f"{base}-{goal}" if goal in made else goal, f"NAT gateway {goal}"
    if goal == "internet":
        target, words = f"{base}-internet-gateway", "internet gateway internet-gateway"
    return land.Route(f"{base}-default-route-{table.key}", name, _vpc(blueprint), "0.0.0.0/0", target, words)


def _boundaries(blueprint: Blueprint) -> Iterator[Element]:
    for group in blueprint.recovery.security_groups:
        yield land.Boundary(
            f"{blueprint.name}-security-{group.key}",
            group.key,
            "security group",
            "recovery",
            _vpc(blueprint),
            tuple(sorted(set(_rules(group)))),
        )


def _rules(group: SecurityGroup) -> Iterator[land.Rule]:
    for rule in group.rules:
        peer = str(rule.cidr) if rule.cidr else f"prefix list of {rule.prefix_list}"
        yield land.Rule(rule.direction, rule.protocol, str(rule.port), peer)
    if group.members_reach_each_other:
        yield land.Rule("ingress", "all", "all", f"members of {group.key}")
        yield land.Rule("egress", "all", "all", f"members of {group.key}")


def _drill_rules(group: DrillGroup) -> Iterator[land.Rule]:
    for rule in group.rules:
        peer = str(rule.cidr) if rule.cidr else f"members of {rule.group}"
        protocol = "all" if rule.protocol == "-1" else rule.protocol
        yield land.Rule(rule.direction, protocol, str(rule.port) if rule.port else "all", peer)


def _private(blueprint: Blueprint) -> Iterator[Element]:
    private, base = blueprint.recovery.private, f"{blueprint.name}-private"
    if private is None:
        return
    for endpoint in private.endpoints:
        yield land.Gateway(
            endpoint.existing_id or f"{base}-{endpoint.key}",
            endpoint.existing_id or endpoint.key,
            "interface-endpoint" if endpoint.kind == "Interface" else "gateway-endpoint",
            "recovery",
            _vpc(blueprint),
            detail=endpoint.service,
            subnets=tuple(sorted(_subnet(blueprint, key) for key in endpoint.subnets)),
            existing=endpoint.existing_id is not None,
        )
    if private.resolver:
        yield land.Gateway(
            f"{base}-resolver",
            "resolver",
            "resolver",
            "recovery",
            _vpc(blueprint),
            addresses=tuple(sorted(str(place.address or AFTER) for place in private.resolver)),
            detail="inbound",
            subnets=tuple(sorted(_subnet(blueprint, place.subnet) for place in private.resolver)),
        )


def _drill(blueprint: Blueprint) -> Iterator[Element]:
    drill, key, base = blueprint.recovery.drill, _drill_vpc(blueprint), f"{blueprint.name}-drill"
    yield land.Network(key, key, "VPC", "drill", (drill.cidr,), blueprint.recovery.region)
    for subnet in drill.subnets:
        name = f"{base}-subnet-{subnet.key}"
        yield land.Subnet(name, subnet.key, key, "drill", subnet.zone, (subnet.cidr,))
    openings = drill.openings
    place = f"{base}-subnet-{openings.key}"
    if openings.cidr is not None:
        place = f"{base}-openings-subnet-{openings.key}"
        yield land.Subnet(place, openings.key, key, "openings", openings.zone, (openings.cidr,))
    for service in openings.endpoint_services:
        yield land.Gateway(
            f"{base}-openings-endpoint-{service}",
            f"endpoint-{service}",
            "interface-endpoint",
            "drill",
            key,
            detail=service,
            subnets=(place,),
        )
    if openings.instance_connect:
        name = "instance-connect-endpoint"
        yield land.Gateway(f"{base}-openings-{name}", name, "instance-connect", "drill", key, subnets=(place,))
    for group in openings.groups:
        rules = tuple(sorted(set(_drill_rules(group))))
        yield land.Boundary(f"{base}-openings-{group.key}", group.key, "security group", "drill", key, rules)


def _staging(blueprint: Blueprint) -> Iterator[Element]:
    if blueprint.replication.existing_template_id is not None:
        return
    yield land.Staging(
        f"{blueprint.name}-replication-template",
        "replication template",
        _subnet(blueprint, blueprint.replication.staging_subnet),
        (f"{blueprint.name}-security-replication",),
        private=True,
    )
