"""Whether the drill VPC is cut off from everything, and by which path it is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lifeboat.pictures.landscape import AFTER, GATEWAY_WORDS, Gateway, Landscape, Network

OPENINGS: Final = ("ssm", "ssmmessages", "ec2messages")
"""Services whose endpoints a drill VPC may have, as the policy pack says: those of Session Manager."""


@dataclass(frozen=True)
class Isolation:
    """What is known of one drill VPC.

    Attributes:
        network: its key.
        verdict: `kept` when nothing leads out; `lost` when something does; `not known yet` when something may, once
            deployed.
        paths: each way out or possible one, as a phrase from the VPC to what it reaches.
        openings: the ways in for people that are meant to be there.
    """

    network: str
    verdict: Literal["kept", "lost", "not known yet"]
    paths: tuple[str, ...]
    openings: tuple[str, ...]


def isolations(landscape: Landscape) -> tuple[Isolation, ...]:
    """Return the verdict on each drill VPC."""
    return tuple(_isolation(landscape, one) for one in landscape.networks if one.site == "drill")


def _isolation(landscape: Landscape, drill: Network) -> Isolation:
    inside = [one for one in landscape.gateways if one.network == drill.key]
    openings = tuple(sorted({_opening(one) for one in inside} - {""}))
    paths = tuple(dict.fromkeys(_paths(landscape, drill, inside)))
    if paths:
        return Isolation(drill.key, "lost", paths, openings)
    doubts = tuple(dict.fromkeys(_doubts(landscape)))
    return Isolation(drill.key, "not known yet" if doubts else "kept", doubts, openings)


def _opening(gateway: Gateway) -> str:
    if gateway.kind == "instance-connect":
        return "EC2 Instance Connect endpoint"
    return f"endpoint {gateway.detail}" if gateway.kind == "interface-endpoint" and gateway.detail in OPENINGS else ""


def _paths(landscape: Landscape, drill: Network, inside: list[Gateway]) -> Iterator[str]:
    start = f"drill VPC {drill.label}"
    for route in landscape.routes:
        if route.network == drill.key:
            onwards = _onwards(landscape, drill.key, route.target)
            yield f"{start} \N{RIGHTWARDS ARROW} route {route.label} \N{RIGHTWARDS ARROW} {route.target_words}{onwards}"
    for gateway in inside:
        if not _opening(gateway):
            words = f"{GATEWAY_WORDS[gateway.kind]} {gateway.label}"
            yield f"{start} \N{RIGHTWARDS ARROW} {words}{_onwards(landscape, drill.key, gateway.key)}"
    for one in landscape.attachments:
        if drill.key in one.ends:
            other = one.ends[1] if one.ends[0] == drill.key else one.ends[0]
            name = _name(landscape, other)
            yield f"{start} \N{RIGHTWARDS ARROW} {one.kind} {one.label} \N{RIGHTWARDS ARROW} {name}" + (
                _onwards(landscape, drill.key, other)
            )


def _name(landscape: Landscape, key: str) -> str:
    for gateway in landscape.gateways:
        if gateway.key == key:
            return f"{GATEWAY_WORDS[gateway.kind]} {gateway.label}"
    for network in landscape.networks:
        if network.key == key:
            return f"{network.kind} {network.label}"
    return key or f"something {AFTER}"


def _onwards(landscape: Landscape, drill: str, key: str) -> str:
    """Return what lies behind a way out: the internet, other networks, the tunnels; empty when nothing is known."""
    kinds = {one.key: one.kind for one in landscape.gateways}
    if kinds.get(key) in ("internet-gateway", "egress-only-gateway", "nat-gateway") or key.startswith(("igw-", "nat-")):
        return " \N{RIGHTWARDS ARROW} the internet"
    reached = {
        _name(landscape, end)
        for one in landscape.attachments
        if key in one.ends
        for end in one.ends
        if end not in (key, drill)
    }
    tunnels = [one for one in landscape.tunnels if one.used and one.aws_gateway == key]
    found = [*sorted(reached), *(["the tunnels to Azure"] if tunnels and key else [])]
    return f" \N{RIGHTWARDS ARROW} {', '.join(found)}" if key and found else ""


def _doubts(landscape: Landscape) -> Iterator[str]:
    for route in landscape.routes:
        # A table that is adopted is in no drill VPC: those are made here.
        if not route.network and not route.table:
            yield f"route {route.destination} to {route.target_words}: its table is {AFTER}"
    for one in landscape.attachments:
        if "" in one.ends and not one.existing:
            yield f"{one.kind} {one.label}: an end is {AFTER}"
    for gateway in landscape.gateways:
        tied = gateway.kind in ("internet-gateway", "egress-only-gateway", "nat-gateway", "resolver", "resolver-rules")
        if tied and gateway.site != "primary" and not gateway.network and not gateway.existing:
            attached = any(gateway.key in one.ends for one in landscape.attachments)
            if not attached and not gateway.subnets:
                yield f"{GATEWAY_WORDS[gateway.kind]} {gateway.label}: its VPC is {AFTER}"
