"""Tunnels: how many there are, what they end at, keys, encryption, dead peer detection, inside ranges, routing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from lifeboat.consequences import tokens as t
from lifeboat.previews import Operation, Resource
from lifeboat.review.meaning.pool import Finding, Part, Pool, value
from lifeboat.review.meaning.rooms import TUNNEL_WATCHING, room
from lifeboat.review.meaning.words import counted, from_to, listed, noun

_OF_A_TUNNEL: Final = (
    t.CONNECTION, t.LOCAL_GATEWAY, t.VPN_CONNECTION, t.CUSTOMER_GATEWAY, t.PASSWORD, t.CONNECTION_ROUTE,
    t.TRANSIT_ASSOCIATION, t.TRANSIT_PROPAGATION, t.TRANSIT_ROUTE,
)  # fmt: skip
_ALARMS: Final = (t.METRIC_ALARM, t.COMPOSITE_ALARM, t.METRIC_ALERT)
_TUNNEL: Final = re.compile(r"tunnel\d+$")
_NUMBERED: Final = re.compile(r"tunnel[12]")


def tunnels(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about the tunnels, what others follow from first."""
    yield from _targets(pool)
    yield from _number_of(pool)
    yield from _routing(pool)
    yield from _remade(pool)
    yield from _keys(pool)
    for title, patterns in _OPTIONS.items():
        yield from _option(pool, title, patterns)


def _key(resource: Resource) -> str:
    found = _TUNNEL.search(resource.name)
    return found.group() if found else resource.name


def _targets(pool: Pool) -> Iterator[Finding]:
    """The AWS end moves between a virtual private gateway and a transit gateway, or to another one of its kind."""
    made = [part.step.resource for part in pool.left([t.VPN_CONNECTION]) if part.step.operation is Operation.CREATE]
    gone = [part.step.resource for part in pool.left([t.VPN_CONNECTION]) if part.step.operation is Operation.DELETE]
    ends = [{_target(each) for each in each_side} for each_side in (gone, made)]
    if not made or not gone or ends[0] == ends[1]:
        return
    types = (
        t.VPN_CONNECTION, t.VPN_GATEWAY, t.TRANSIT_GATEWAY, t.TRANSIT_TABLE, t.TRANSIT_ATTACHMENT, t.TRANSIT_ACCEPTER,
        t.TRANSIT_ASSOCIATION, t.TRANSIT_PROPAGATION, t.TRANSIT_ROUTE, t.ATTACHMENT, t.PROPAGATION, t.CONNECTION_ROUTE,
        "lifeboat:recovery:TransitGateway",
    )  # fmt: skip
    parts = [
        *pool.whole(types),
        *pool.whole([t.ROUTE], fits=lambda route: "transit-route" in route.name),
        *pool.places([t.LOCAL_GATEWAY], "gatewayIpAddress"),
    ]
    title = f"The tunnels end at a {listed(sorted(ends[1]))} instead of a {listed(sorted(ends[0]))}."
    yield Finding(title, tuple(parts))


def _target(connection: Resource) -> str:
    return "transit gateway" if value(connection, "transitGatewayId") else "virtual private gateway"


def _number_of(pool: Pool) -> Iterator[Finding]:
    """Tunnels are added or end, with both clouds' halves, keys, alarms and the gateway's second instance."""
    made = [p.step.resource for p in pool.left([t.CONNECTION]) if p.step.operation is Operation.CREATE]
    gone = [p.step.resource for p in pool.left([t.CONNECTION]) if p.step.operation is Operation.DELETE]
    if not made and not gone:
        return
    before = sum(each.type == t.CONNECTION for each in pool.preview.before())
    after = sum(each.type == t.CONNECTION for each in pool.preview.after())
    clauses = [
        f"{listed(sorted(map(_key, made)))} {'are' if len(made) > 1 else 'is'} added" if made else "",
        f"{listed(sorted(map(_key, gone)))} {'end' if len(gone) > 1 else 'ends'}" if gone else "",
    ]
    parts = [
        *(part for moving in _moving(made, gone) for part in pool.whole(_OF_A_TUNNEL, moving)),
        *pool.whole(_ALARMS, fits=lambda each: room(each) in TUNNEL_WATCHING),
        *pool.take(
            part for part in list(pool.left(_ALARMS))
            if room(part.step.resource) in TUNNEL_WATCHING and part.step.operation is Operation.UPDATE
        ),
    ]  # fmt: skip
    told = f"{' and '.join(filter(None, clauses))}: {counted(after, 'tunnel')} instead of {before}."
    yield Finding(f"{'Tunnels' if len(made) + len(gone) > 1 else 'Tunnel'} {told}", tuple(parts))


def _moving(made: Sequence[Resource], gone: Sequence[Resource]) -> tuple[Operation, ...]:
    return (*([Operation.CREATE] if made else []), *([Operation.DELETE] if gone else []))


def _routing(pool: Pool) -> Iterator[Finding]:
    """Routing over the tunnels changes between BGP and static routes."""
    switched = pool.at([t.CONNECTION, t.AZURE_GATEWAY], "enableBgp")
    static = pool.at([t.VPN_CONNECTION], "staticRoutesOnly")
    if not switched and not static:
        return
    bgp = any(place.after is True for part in switched for place in part.places) or any(
        place.after is False for part in static for place in part.places
    )
    parts = [
        *pool.places([t.CONNECTION], "enableBgp", "gatewayCustomBgpIpAddresses*"),
        *pool.places([t.AZURE_GATEWAY], "enableBgp", "bgpSettings.bgpPeeringAddresses*"),
        *pool.places([t.LOCAL_GATEWAY], "bgpSettings*", "localNetworkAddressSpace*", "gatewayIpAddress"),
        *pool.places([t.VPN_CONNECTION], "staticRoutesOnly", "tunnel?LogOptions*"),
        *pool.whole([t.CONNECTION_ROUTE, t.TRANSIT_ROUTE, t.TRANSIT_PROPAGATION]),
        *pool.whole([t.METRIC_ALERT], fits=lambda each: room(each) in TUNNEL_WATCHING),
    ]
    ways = ("static routes", "BGP") if bgp else ("BGP", "static routes")
    yield Finding(f"Routing over the tunnels changes from {ways[0]} to {ways[1]}.", tuple(parts))


def _remade(pool: Pool) -> Iterator[Finding]:
    """AWS's half of tunnels is replaced for another reason, and Azure has to dial elsewhere."""
    replaced = [part for part in pool.left([t.VPN_CONNECTION]) if part.step.operation is Operation.REPLACE]
    elsewhere = pool.at([t.LOCAL_GATEWAY], "gatewayIpAddress")
    forcing = pool.take(
        Part(part.step, tuple(place for place in part.places if place.replaces)) for part in replaced
        if any(place.replaces for place in part.places)
    )  # fmt: skip
    parts = (*forcing, *pool.places([t.LOCAL_GATEWAY], "gatewayIpAddress"))
    if forcing:
        names = listed(sorted({place.property for part in forcing for place in part.places}))
        connections = listed(sorted(part.step.name for part in forcing))
        yield Finding(f"Other {names} of {connections}.", parts)
    elif elsewhere:
        ends = listed(sorted(_key(part.step.resource) for part in elsewhere))
        yield Finding(f"Azure dials other outside addresses of AWS for {ends}.", parts)


def _keys(pool: Pool) -> Iterator[Finding]:
    """Pre-shared keys are rotated."""
    generated = pool.places([t.PASSWORD], "*")
    parts = (
        *generated,
        *pool.places([t.VPN_CONNECTION], "tunnel?PresharedKey"),
        *pool.places([t.CONNECTION], "sharedKey"),
    )
    if parts:
        asked = generated or tuple(part for part in parts if part.step.type == t.CONNECTION)
        keys = listed(sorted({_key(part.step.resource) for part in asked or parts}))
        what, verb = ("key", "changes") if len(asked) == 1 else ("keys", "change")
        yield Finding(f"The pre-shared {what} of {keys} {verb}.", parts)


_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "The IPsec suite": ("tunnel?Phase*", "tunnel?IkeVersions*", "ipsecPolicies*", "connectionProtocol"),
    "Dead peer detection": ("tunnel?Dpd*", "dpdTimeoutSeconds"),
    "The addresses inside the tunnels": (
        "tunnel?InsideCidr", "gatewayCustomBgpIpAddresses*", "bgpSettings.bgpPeeringAddress*",
    ),
    "The logs of the tunnels": ("tunnel?LogOptions*",),
    "The way in which AWS starts the tunnels": ("tunnel?StartupAction", "tunnel?Rekey*", "tunnel?Replay*"),
}  # fmt: skip
"""What changes, and the places that belong to it in either cloud."""


def _option(pool: Pool, title: str, patterns: Iterable[str]) -> Iterator[Finding]:
    parts = pool.places([t.VPN_CONNECTION, t.CONNECTION, t.LOCAL_GATEWAY, t.AZURE_GATEWAY], *patterns)
    if not parts:
        return
    # AWS's half names phases and numbers; Azure's half of the same is told only where AWS's does not change.
    of_aws = [part for part in parts if part.step.type == t.VPN_CONNECTION]
    values: dict[str, None] = {}
    for part in of_aws or parts:
        for place in part.places:
            name = _words(_NUMBERED.sub("", place.path))
            values[f"{name} {from_to(place.before, place.after)}"] = None
    parted = listed(sorted({noun(part.step.type) for part in parts}))
    verb = "change" if title.endswith("s") else "changes"
    yield Finding(f"{title} {verb} ({parted}): {listed(values)}.", parts)


def _words(path: str) -> str:
    """Return a property's path in words: `Phase1DhGroupNumbers[0]` as `phase 1 DH group numbers`."""
    last = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    words = re.findall(r"[A-Z]?[a-z]+|\d+|[A-Z]+", last)
    return " ".join(_SPELLED.get(word.lower(), word.lower()) for word in words)


_SPELLED: Final = {"dh": "DH", "dpd": "DPD", "pfs": "PFS", "cidr": "range", "bgp": "BGP", "ip": "IP", "sa": "SA"}
"""Abbreviations in property names."""
