"""The blueprint as text for people and as JSON for programs."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from lifeboat.blueprint.launch_table import launch_text
from lifeboat.blueprint.model import Blueprint, DrillNetwork
from lifeboat.blueprint.tables import text_table
from lifeboat.blueprint.tunnel_table import cautions


def to_json(blueprint: Blueprint) -> str:
    """Return the blueprint as JSON, keys in the order of the model: the same blueprint is the same text."""
    return json.dumps(dataclasses.asdict(blueprint), indent=2, default=_plain) + "\n"


def _plain(value: Any) -> str:
    if isinstance(value, IPv4Network | IPv4Address):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not plain data")


def to_text(blueprint: Blueprint) -> str:
    """Return the blueprint as tables that a person can check against a network plan."""
    ways = f"Azure {blueprint.primary.region} -> AWS {blueprint.recovery.region}"
    parts = [
        f"{blueprint.name} ({blueprint.environment}): {ways}",
        _primary(blueprint),
        _recovery(blueprint),
        _tunnels(blueprint),
        _rules(blueprint),
        *_private(blueprint),
        launch_text(blueprint.launch),
        _stages(blueprint),
    ]
    return "\n\n".join(parts) + "\n"


def _primary(blueprint: Blueprint) -> str:
    side = blueprint.primary
    network = side.virtual_network
    rows = [
        (f"VNet {network.name}", ", ".join(map(str, network.address_space)), network.mode),
        ("GatewaySubnet", str(side.gateway_subnet.cidr), side.gateway_subnet.mode),
        *((f"subnet {subnet.name}", str(subnet.cidr), "create") for subnet in side.workload_subnets),
        *(
            (f"spoke {s.key}", _listed(s.address_space), "create peering" if s.creates_peering else "")
            for s in side.spokes
        ),
        (f"VPN gateway {side.gateway.name}", f"{side.gateway.sku} AS {side.gateway.asn}".strip(), side.gateway.mode),
        ("way out", side.egress.description, side.egress.mode),
    ]
    return text_table("Azure", ("what", "value", ""), rows)


def _recovery(blueprint: Blueprint) -> str:
    side = blueprint.recovery
    ways_out = {key: table.default_route or "" for table in side.route_tables for key in table.subnets}
    rows = [
        ("VPC", str(side.vpc.cidr), side.vpc.existing_id or "create", ""),
        *((s.key, str(s.cidr), s.existing_id or "create", ways_out.get(s.key, "")) for s in side.subnets),
        *((vpc.key, str(vpc.cidr), vpc.vpc_id, "") for vpc in side.gateway.other_vpcs),
        (side.gateway.target.replace("-", " "), f"AS {side.gateway.asn}", side.gateway.existing_id or "create", ""),
        ("drill VPC", str(side.drill.cidr), "create", "none: attached to nothing"),
        *((s.key, str(s.cidr), "create", "") for s in side.drill.subnets),
        *_openings(side.drill),
    ]
    return text_table("AWS", ("what", "range", "", "0.0.0.0/0 goes to"), rows)


def _openings(drill: DrillNetwork) -> Iterable[tuple[str, str, str, str]]:
    """Yield the ways into the drill VPC, in the endpoints' own subnet or in the drill subnet they share."""
    made = drill.openings
    if made is None or not made.key:
        return
    ways = (["Session Manager"] if made.endpoint_services else []) + ["Instance Connect"] * made.instance_connect
    yield made.key if made.cidr else f"in {made.key}", str(made.cidr or ""), f"create: {', '.join(ways)}", ""


def _tunnels(blueprint: Blueprint) -> str:
    interconnect = blueprint.interconnect
    rows = [
        (tunnel.key, str(tunnel.inside_cidr), str(tunnel.aws_inside_address), str(tunnel.azure_inside_address),
         connection.gateway_instance, tunnel.connection_name, tunnel.key_source)
        for connection in interconnect.connections
        for tunnel in connection.tunnels
        if tunnel.used
    ]  # fmt: skip
    suite = interconnect.suite
    title = (
        f"Tunnels ({interconnect.topology} to a {interconnect.target.replace('-', ' ')}, {interconnect.routing}, suite"
        f" {suite.name}, DPD {suite.dpd_timeout_seconds} s)"
    )
    headings = ("tunnel", "inside", "AWS", "Azure", "instance", "Azure connection", "key")
    routes = [
        f"  AWS routes to Azure: {_listed(interconnect.azure_prefixes)}",
        f"  Azure routes to AWS: {_listed(interconnect.aws_prefixes)}",
        *(f"  {caution}" for caution in cautions(interconnect)),
    ]
    return "\n".join([text_table(title, headings, rows), *routes])


def _rules(blueprint: Blueprint) -> str:
    rows = [(group.key, rule.description) for group in blueprint.recovery.security_groups for rule in group.rules]
    return text_table("Security groups", ("group", "rule"), rows)


def _private(blueprint: Blueprint) -> Iterator[str]:
    private = blueprint.recovery.private
    if private is None:
        return
    rows = [
        (each.key, each.kind, each.existing_id or "create", ", ".join((*each.subnets, *each.route_tables)))
        for each in private.endpoints
    ]
    asked = [
        *map(str, private.existing_resolver_addresses),
        *(f"{each.address or each.subnet}" for each in private.resolver),
    ]
    names = "\n".join(f"    {name}" for name in private.forwarded_names)
    table = text_table("Private mode", ("endpoint", "kind", "", "in, or for"), rows)
    yield f"{table}\n  Azure asks {', '.join(asked)} for\n{names}"


def _stages(blueprint: Blueprint) -> str:
    rows = [(stage.name, f"{stage.typical_minutes} min", ", ".join(stage.after)) for stage in blueprint.stages]
    return text_table("Order on the real clouds", ("step", "usually", "after"), rows)


def _listed(networks: Iterable[IPv4Network]) -> str:
    return ", ".join(map(str, networks))
