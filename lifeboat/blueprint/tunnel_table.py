"""Every tunnel on one page, in the order of the columns of "Configure a BGP connection between Azure and AWS"."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from lifeboat.blueprint.ipsec import agreement
from lifeboat.blueprint.model import Blueprint, InterconnectBlueprint, Tunnel, VpnConnection
from lifeboat.blueprint.tables import markdown_table, text_table

NOT_YET: Final = "known after up"
"""In place of an address that the clouds give out; the stack's outputs have it once it is deployed."""

_HEADINGS: Final = (
    "tunnel", "Azure instance", "Azure public IP = customer gateway", "AWS connection, tunnel", "AWS outside address",
    "inside /30", "AWS inside (BGP peer)", "Azure inside", "custom BGP, instance0 / 1", "AWS ASN", "Azure ASN",
    "local network gateway", "Azure connection",
)  # fmt: skip

_Table = Callable[[str, Sequence[str], Sequence[Sequence[str]]], str]


def tunnel_rows(blueprint: Blueprint, outputs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every tunnel in use as plain data.

    Args:
        blueprint: of the stack.
        outputs: the stack's outputs, for the addresses that the clouds gave out; empty before the deployment.
    """
    outside = outputs.get("tunnel_addresses") or {}
    given_out = outputs.get("primary_public_ip_addresses") or {}
    instances = {instance.key: instance for instance in blueprint.primary.gateway.instances}
    rows = []
    for connection in blueprint.interconnect.connections:
        instance = instances[connection.gateway_instance]
        existing = instance.existing_public_ip_address
        public = str(existing) if existing else given_out.get(instance.key)
        for tunnel in connection.tunnels:
            if tunnel.used:
                row = _row(blueprint.interconnect, connection, tunnel, outside.get(tunnel.key))
                rows.append(
                    {**row, "azure_ip_configuration": instance.ip_configuration_name, "azure_public_ip_address": public}
                )
    return rows


def _row(
    interconnect: InterconnectBlueprint, connection: VpnConnection, tunnel: Tunnel, outside: Any
) -> dict[str, Any]:
    bgp = interconnect.routing == "bgp"
    return {
        "tunnel": tunnel.key,
        "azure_instance": connection.gateway_instance,
        "existing_customer_gateway_id": connection.existing_customer_gateway_id,
        "aws_connection": connection.key,
        "aws_tunnel_number": tunnel.number,
        "aws_outside_address": outside,
        "inside_cidr": str(tunnel.inside_cidr),
        "aws_inside_address": str(tunnel.aws_inside_address),
        "azure_inside_address": str(tunnel.azure_inside_address),
        "custom_bgp_addresses": {each.gateway_instance: str(each.address) for each in tunnel.custom_bgp_addresses},
        "aws_asn": interconnect.aws_asn if bgp else None,
        "azure_asn": interconnect.azure_asn if bgp else None,
        "local_network_gateway": tunnel.local_network_gateway_name,
        "azure_connection": tunnel.connection_name,
    }


def tunnels_json(blueprint: Blueprint, outputs: Mapping[str, Any]) -> str:
    """Return the tunnels, the suite's agreement and the routes as JSON."""
    interconnect = blueprint.interconnect
    document = {
        "topology": interconnect.topology,
        "target": interconnect.target,
        "routing": interconnect.routing,
        "tunnels": tunnel_rows(blueprint, outputs),
        "suite": {
            "name": interconnect.suite.name,
            "agreement": [
                {"field": each.field, "azure": each.azure, "aws": each.aws, "meets": each.meets}
                for each in agreement(interconnect.suite)
            ],
        },
        "azure_prefixes": [str(prefix) for prefix in interconnect.azure_prefixes],
        "aws_prefixes": [str(prefix) for prefix in interconnect.aws_prefixes],
        "tunnel_mtu_bytes": interconnect.tunnel_mtu_bytes,
        "tunnel_mss_bytes": interconnect.tunnel_mss_bytes,
        "cautions": list(cautions(interconnect)),
    }
    return json.dumps(document, indent=2) + "\n"


def tunnels_text(blueprint: Blueprint, outputs: Mapping[str, Any]) -> str:
    """Return the tunnels and the suite as tables for a terminal."""
    return _page(blueprint, outputs, _across)


def tunnels_markdown(blueprint: Blueprint, outputs: Mapping[str, Any]) -> str:
    """Return the tunnels and the suite as Markdown tables."""
    return _page(blueprint, outputs, markdown_table)


def _across(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table with a column for each tunnel where rows would be too long for a terminal."""
    if headings is not _HEADINGS:
        return text_table(title, headings, rows)
    return text_table(title, (headings[0], *(row[0] for row in rows)), list(zip(headings, *rows, strict=True))[1:])


def _page(blueprint: Blueprint, outputs: Mapping[str, Any], table: _Table) -> str:
    interconnect = blueprint.interconnect
    rows = [_cells(row) for row in tunnel_rows(blueprint, outputs)]
    title = f"Tunnels: {interconnect.topology} to a {interconnect.target.replace('-', ' ')}, {interconnect.routing}"
    suite = [
        (each.field, each.azure, each.aws, "yes" if each.meets else "NO") for each in agreement(interconnect.suite)
    ]
    parts = [
        table(title, _HEADINGS, rows),
        table(f"Suite {interconnect.suite.name}, each tunnel", ("field", "Azure offers", "AWS accepts", "meet"), suite),
        f"AWS routes to Azure: {', '.join(map(str, interconnect.azure_prefixes))}",
        f"Azure routes to AWS: {', '.join(map(str, interconnect.aws_prefixes))}",
        f"Inside a tunnel: MTU {interconnect.tunnel_mtu_bytes} bytes, TCP MSS {interconnect.tunnel_mss_bytes} bytes",
        *cautions(interconnect),
    ]
    return "\n\n".join(parts) + "\n"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    known = {key: "-" if value is None else str(value) for key, value in row.items()}
    return (
        known["tunnel"],
        _instance(row),
        row["azure_public_ip_address"] or NOT_YET,
        f"{known['aws_connection']}, {known['aws_tunnel_number']}",
        row["aws_outside_address"] or NOT_YET,
        known["inside_cidr"],
        known["aws_inside_address"],
        known["azure_inside_address"],
        " / ".join(row["custom_bgp_addresses"].values()) or "-",
        known["aws_asn"],
        known["azure_asn"],
        known["local_network_gateway"],
        known["azure_connection"],
    )


def _instance(row: Mapping[str, Any]) -> str:
    """Return the gateway instance, with the name of its IP configuration where that is somebody else's."""
    key, name = row["azure_instance"], row["azure_ip_configuration"]
    return str(key) if key == name else f"{key} ({name})"


def cautions(interconnect: InterconnectBlueprint) -> tuple[str, ...]:
    """Return what a reader has to know before trusting these tunnels."""
    if interconnect.topology == "four-tunnel":
        return ()
    if interconnect.topology == "single-tunnel":
        return ("Caution: one tunnel is no redundancy; AWS replaces tunnel endpoints for maintenance.",)
    undocumented = (
        "Caution: Azure does not document two static tunnels with the same prefixes as redundancy (VPN Gateway FAQ:"
        " more than one tunnel to a site needs BGP on all of them). A demonstration; use four-tunnel in production."
    )
    return (undocumented,)
