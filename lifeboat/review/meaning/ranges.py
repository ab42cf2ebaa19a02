"""Ranges: address spaces, subnets with what serves them, routes to either cloud, ways out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Resource
from lifeboat.review.meaning.pool import Finding, Part, Pool, strings, value
from lifeboat.review.meaning.rooms import AWS_NETWORKS, DRILL_NETWORK, room
from lifeboat.review.meaning.words import counted, from_to, listed, noun, shown

_PREFIXED: Final[Mapping[str, tuple[str, ...]]] = {
    t.CONNECTION_ROUTE: ("destinationCidrBlock",),
    t.TRANSIT_ROUTE: ("destinationCidrBlock",),
    t.ROUTE: ("destinationCidrBlock",),
    t.INGRESS: ("cidrIpv4",),
    t.EGRESS: ("cidrIpv4",),
}
"""What is made for each prefix, and where it names it."""

_OF_SUBNETS: Final = (
    t.AWS_SUBNET, t.ROUTE_TABLE, t.ROUTE_TABLE_ASSOCIATION, t.ROUTE, t.PROPAGATION, t.NAT_GATEWAY, t.EIP,
)  # fmt: skip
_ANYWHERE: Final = "0.0.0.0/0"


def ranges(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about ranges, what others follow from first."""
    yield from _address_space(pool)
    yield from _remote_space(pool)
    yield from _azure_subnets(pool)
    yield from _aws_subnets(pool)
    yield from _ways_out(pool)
    yield from _routes(pool)


def _difference(before: Any, after: Any) -> tuple[list[str], list[str]]:
    old, new = strings(before), strings(after)
    return [each for each in new if each not in old], [each for each in old if each not in new]


def _gets_and_loses(name: str, gets: Sequence[str], loses: Sequence[str]) -> str:
    clauses = [f"gets {listed(gets)}" if gets else "", f"loses {listed(loses)}" if loses else ""]
    return f"{name} {' and '.join(filter(None, clauses)) or 'has its ranges in another order'}."


def _following(pool: Pool, prefixes: Sequence[str], operation: Operation) -> tuple[Part, ...]:
    """Claim the routes and rules that come or go with prefixes."""
    wanted = frozenset(prefixes)

    def fits(resource: Resource) -> bool:
        return not wanted.isdisjoint(strings([value(resource, key) for key in _PREFIXED[resource.type]]))

    return pool.whole(tuple(_PREFIXED), operation, fits)


def _address_space(pool: Pool) -> Iterator[Finding]:
    for part in pool.places([t.VIRTUAL_NETWORK], "addressSpace*"):
        step = part.step
        path = ("addressSpace", "addressPrefixes")
        gets, loses = _difference(value(step.before, *path), value(step.after, *path))
        told = isinstance(value(step.before, *path), list | tuple)
        followers = (*_following(pool, gets, Operation.CREATE), *_following(pool, loses, Operation.DELETE))
        title = _gets_and_loses("The VNet", gets, loses) if told else f"The VNet now has {listed(gets)}."
        yield Finding(title, (part, *followers))
    for part in pool.places([t.VPC], "cidrBlock"):
        which = "drill VPC" if room(part.step.resource) == DRILL_NETWORK else "VPC"
        before, after = value(part.step.before, "cidrBlock"), value(part.step.after, "cidrBlock")
        yield Finding(f"The range of the {which} changes {from_to(before, after)}.", (part,))


def _remote_space(pool: Pool) -> Iterator[Finding]:
    """What Azure is told to find in AWS, where no BGP tells it."""
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in pool.places([t.LOCAL_GATEWAY], "localNetworkAddressSpace*"):
        path = ("localNetworkAddressSpace", "addressPrefixes")
        gets, loses = _difference(value(part.step.before, *path), value(part.step.after, *path))
        groups[_gets_and_loses("What Azure sends through the tunnels", gets, loses),].append(part)
    for (title,), parts in groups.items():
        yield Finding(title, tuple(parts))


def _azure_subnets(pool: Pool) -> Iterator[Finding]:
    for operation, verb in ((Operation.CREATE, "is added"), (Operation.DELETE, "is removed")):
        for part in pool.whole([t.SUBNET], operation):
            name, prefix = _subnet(part.step.resource), shown(value(part.step.resource, "addressPrefix"))
            yield Finding(f"Subnet {name} {prefix} {verb} in Azure.", (part,))
    for part in pool.places([t.SUBNET], "addressPrefix*"):
        before, after = value(part.step.before, "addressPrefix"), value(part.step.after, "addressPrefix")
        name = _subnet(part.step.resource)
        yield Finding(f"The range of the Azure subnet {name} changes {from_to(before, after)}.", (part,))


def _subnet(resource: Resource) -> str:
    return shown(value(resource, "subnetName")) or resource.name


def _aws_subnets(pool: Pool) -> Iterator[Finding]:
    """Subnets of both VPCs, and what serves them: tables, routes, ways out."""
    for operation, verb in ((Operation.CREATE, "added"), (Operation.DELETE, "removed")):
        coming = [part.step.resource for part in pool.left([t.AWS_SUBNET]) if part.step.operation is operation]
        if all(_only_for_nat(each) for each in coming):
            continue
        subnets = pool.whole([t.AWS_SUBNET], operation)
        followers = pool.whole(_OF_SUBNETS, operation, lambda each: room(each) in AWS_NETWORKS)
        zones = sorted({shown(value(part.step.resource, "availabilityZone")) for part in subnets})
        where = listed(
            f"{part.step.name.partition('-subnet-')[2] or part.step.name}"
            f" {shown(value(part.step.resource, 'cidrBlock'))}"
            for part in sorted(subnets, key=lambda each: each.step.name)
        )
        count = counted(len(subnets), "AWS subnet")
        be = "is" if len(subnets) == 1 else "are"
        yield Finding(f"{count} in {listed(zones)} {be} {verb}: {where}.", (*subnets, *followers))
    for part in pool.places([t.AWS_SUBNET], "cidrBlock", "availabilityZone*"):
        places = listed(f"{place.path} {from_to(place.before, place.after)}" for place in part.places)
        yield Finding(f"The AWS subnet {part.step.name} changes: {places}.", (part,))


def _ways_out(pool: Pool) -> Iterator[Finding]:
    """NAT gateways of both clouds, and default routes that lead elsewhere."""
    for operation, verb in ((Operation.CREATE, "added"), (Operation.DELETE, "removed")):
        for cloud, token in (("AWS", t.NAT_GATEWAY), ("Azure", t.AZURE_NAT_GATEWAY)):
            parts = pool.whole([token], operation)
            if not parts:
                continue
            followers = (
                *(pool.whole([t.AWS_SUBNET, t.ROUTE_TABLE_ASSOCIATION], operation) if cloud == "AWS" else ()),
                *pool.whole([t.EIP] if cloud == "AWS" else [t.PUBLIC_IP], operation),
                *(pool.places([t.ROUTE], "natGatewayId", "gatewayId") if cloud == "AWS" else
                  pool.places([t.SUBNET], "natGateway*")),
                *pool.whole([t.ROUTE], fits=_is_default),
            )  # fmt: skip
            be = "is" if len(parts) == 1 else "are"
            names = listed(sorted(part.step.name for part in parts))
            yield Finding(f"{counted(len(parts), f'{cloud} NAT gateway')} {be} {verb}: {names}.", (*parts, *followers))
    moved = (*pool.places([t.ROUTE], "natGatewayId", "gatewayId"), *pool.whole([t.ROUTE], fits=_is_default))
    if moved:
        yield Finding("The ways out of the VPCs change.", moved)
    azure = pool.places([t.SUBNET], "natGateway*")
    if azure:
        yield Finding(f"{counted(len(azure), 'Azure subnet')} {'gets' if len(azure) == 1 else 'get'} another way out.",
                      azure)  # fmt: skip


def _only_for_nat(subnet: Resource) -> bool:
    """Whether a subnet holds nothing but a NAT gateway: the public ones of the VPC."""
    return "-subnet-public-" in subnet.name


def _is_default(route: Resource) -> bool:
    return bool(value(route, "destinationCidrBlock") == _ANYWHERE)


def _routes(pool: Pool) -> Iterator[Finding]:
    """Routes that no range of ours brings: adopted networks, drills, what somebody made by hand."""
    types = (t.CONNECTION_ROUTE, t.TRANSIT_ROUTE, t.ROUTE)
    for operation, verb in ((Operation.CREATE, "are added"), (Operation.DELETE, "are removed")):
        groups: dict[str, list[Part]] = defaultdict(list)
        for part in pool.whole(types, operation):
            groups[shown(value(part.step.resource, "destinationCidrBlock"))].append(part)
        for prefix, parts in sorted(groups.items()):
            followers = _following(pool, [prefix], operation)
            drill = any(room(part.step.resource) == DRILL_NETWORK for part in parts)
            where = " in the drill VPC" if drill else ""
            yield Finding(f"Routes to {prefix}{where} {verb}.", (*parts, *followers))
    propagation = (
        (Operation.CREATE, "More AWS route tables learn what the tunnels bring"),
        (Operation.DELETE, "Fewer AWS route tables learn what the tunnels bring"),
    )
    for operation, title in propagation:
        parts_of = pool.whole([t.PROPAGATION, t.TRANSIT_PROPAGATION, t.TRANSIT_ASSOCIATION], operation)
        if parts_of:
            yield Finding(f"{title}: {counted(len(parts_of), noun(parts_of[0].step.type))}.", parts_of)
