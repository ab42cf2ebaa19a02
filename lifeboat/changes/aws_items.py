"""The AWS half of the inventory: the gateway with its routes, customer gateways and VPN connections."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Any

from lifeboat.blueprint.model import Blueprint, Tunnel, VpnConnection
from lifeboat.blueprint.tunnels import KEY_STORAGE, LARGEST_PLAIN_ASN
from lifeboat.changes.foundation import route_table_id, subnet_id, vpc_id
from lifeboat.changes.items import CLOUD, Item, Reference, pre_shared_key
from lifeboat.consequences.tokens import (
    ATTACHMENT,
    CONNECTION_ROUTE,
    CUSTOMER_GATEWAY,
    PROPAGATION,
    ROUTE,
    TRANSIT_ACCEPTER,
    TRANSIT_ASSOCIATION,
    TRANSIT_ATTACHMENT,
    TRANSIT_GATEWAY,
    TRANSIT_PROPAGATION,
    TRANSIT_ROUTE,
    TRANSIT_TABLE,
    VPN_CONNECTION,
    VPN_GATEWAY,
)


def aws_gateway(blueprint: Blueprint) -> Iterator[Item]:
    """Yield the AWS gateway and what leads to it from VPCs."""
    if blueprint.recovery.gateway.target == "transit-gateway":
        yield from _transit_gateway(blueprint)
    else:
        yield from _vpn_gateway(blueprint)


def _base(blueprint: Blueprint) -> str:
    return f"{blueprint.name}-recovery-gateway"


def _vpn_gateway_id(blueprint: Blueprint) -> Any:
    existing = blueprint.recovery.gateway.existing_id
    return existing or Reference(f"{_base(blueprint)}-attachment", "vpnGatewayId")


def _vpn_gateway(blueprint: Blueprint) -> Iterator[Item]:
    base, recovery = _base(blueprint), blueprint.recovery
    if recovery.gateway.existing_id is None:
        name = f"{base}-vpn-gateway"
        yield Item(name, VPN_GATEWAY, {"amazonSideAsn": str(recovery.gateway.asn), "tags": {"Name": name}})
        inputs = {"vpcId": vpc_id(blueprint.name, recovery), "vpnGatewayId": Reference(name)}
        yield Item(f"{base}-attachment", ATTACHMENT, inputs)
    for table in recovery.route_tables:
        if table.propagates:
            inputs = {
                "vpnGatewayId": _vpn_gateway_id(blueprint),
                "routeTableId": route_table_id(blueprint.name, recovery, table.key),
            }
            yield Item(f"{base}-propagation-{table.key}", PROPAGATION, inputs)


def _transit_gateway_id(blueprint: Blueprint) -> Any:
    return blueprint.recovery.gateway.existing_id or Reference(f"{_base(blueprint)}-transit-gateway")


def _transit_table_id(blueprint: Blueprint) -> Any:
    existing = blueprint.recovery.gateway.existing_route_table_id
    return existing or Reference(f"{_base(blueprint)}-transit-route-table")


def _transit_gateway(blueprint: Blueprint) -> Iterator[Item]:
    base, recovery, gateway = f"{_base(blueprint)}-transit", blueprint.recovery, blueprint.recovery.gateway
    if gateway.existing_id is None:
        name = f"{base}-gateway"
        inputs = {
            "description": "Tunnels to Azure",
            "amazonSideAsn": gateway.asn,
            "defaultRouteTableAssociation": "disable",
            "defaultRouteTablePropagation": "disable",
            "vpnEcmpSupport": "enable",
            "tags": {"Name": name},
        }
        yield Item(name, TRANSIT_GATEWAY, inputs)
    if gateway.existing_route_table_id is None:
        name = f"{base}-route-table"
        yield Item(name, TRANSIT_TABLE, {"transitGatewayId": _transit_gateway_id(blueprint), "tags": {"Name": name}})
    if gateway.existing_attachment_id is None:
        subnets = [subnet_id(blueprint.name, recovery, key) for key in gateway.attachment_subnets]
        yield from _attachment(blueprint, "", vpc_id(blueprint.name, recovery), subnets)
    for table in recovery.route_tables:
        table_id = route_table_id(blueprint.name, recovery, table.key)
        yield from _vpc_routes(blueprint, table.key, table_id, table.transit_routes)
    for vpc in gateway.other_vpcs:
        if vpc.existing_attachment_id is None:
            yield from _attachment(blueprint, f"-{vpc.key}", vpc.vpc_id, list(vpc.subnet_ids))
        for other_table in vpc.route_table_ids:
            yield from _vpc_routes(
                blueprint, f"{vpc.key}-{other_table}", other_table, blueprint.interconnect.azure_prefixes
            )


def _attachment(blueprint: Blueprint, suffix: str, vpc: Any, subnets: list[Any]) -> Iterator[Item]:
    base, shared = f"{_base(blueprint)}-transit", blueprint.recovery.gateway.account is not None
    name = f"{base}-attachment{suffix}"
    by_itself = _does_by_itself(blueprint)
    by_default = CLOUD if by_itself else False
    switches = ("transitGatewayDefaultRouteTableAssociation", "transitGatewayDefaultRouteTablePropagation")
    inputs = {
        "transitGatewayId": _transit_gateway_id(blueprint),
        "vpcId": vpc,
        "subnetIds": subnets,
        **dict.fromkeys(switches, CLOUD if shared else by_default),
        "tags": {"Name": name},
    }
    yield Item(name, TRANSIT_ATTACHMENT, inputs)
    if shared:
        accepter = f"{base}-accepter{suffix}"
        inputs = {
            "transitGatewayAttachmentId": Reference(name),
            **dict.fromkeys(switches, by_default),
            "tags": {"Name": accepter},
        }
        yield Item(accepter, TRANSIT_ACCEPTER, inputs, optional=True)
    ends = {"transitGatewayAttachmentId": Reference(name), "transitGatewayRouteTableId": _transit_table_id(blueprint)}
    association = {**ends, "replaceExistingAssociation": CLOUD if shared else None}
    yield Item(f"{base}-association{suffix}", TRANSIT_ASSOCIATION, association, optional=by_itself)
    yield Item(f"{base}-propagation{suffix}", TRANSIT_PROPAGATION, ends, optional=by_itself)


def _does_by_itself(blueprint: Blueprint) -> bool:
    """Whether the gateway may use the adopted route table for every attachment by itself; only the cloud tells."""
    return blueprint.recovery.gateway.existing_route_table_id is not None


def _vpc_routes(blueprint: Blueprint, key: str, table_id: Any, prefixes: tuple[IPv4Network, ...]) -> Iterator[Item]:
    for prefix in prefixes:
        inputs = {
            "routeTableId": table_id,
            "destinationCidrBlock": str(prefix),
            "transitGatewayId": _transit_gateway_id(blueprint),
        }
        yield Item(f"{_base(blueprint)}-transit-route-{key}-{_dashed(prefix)}", ROUTE, inputs)


def _dashed(prefix: IPv4Network) -> str:
    return str(prefix).replace("/", "-")


def vpn_connection_name(blueprint: Blueprint, key: str) -> str:
    """Return the name of an AWS VPN connection; those to another target have other names."""
    kind = "transit-" if blueprint.interconnect.target == "transit-gateway" else ""
    return f"{blueprint.name}-interconnect-aws-{kind}{key}"


def vpn_connections(blueprint: Blueprint) -> Iterator[Item]:
    """Yield customer gateways, VPN connections and what routes to them."""
    for connection in blueprint.interconnect.connections:
        if connection.existing_customer_gateway_id is None:
            yield _customer_gateway(blueprint, connection)
        yield _vpn_connection(blueprint, connection)
        yield from _behind(blueprint, connection)


def _customer_gateway_name(blueprint: Blueprint, connection: VpnConnection) -> str:
    return f"{blueprint.name}-interconnect-aws-customer-gateway-{connection.gateway_instance}"


def _customer_gateway(blueprint: Blueprint, connection: VpnConnection) -> Item:
    asn = blueprint.interconnect.azure_asn
    instances = {instance.key: instance for instance in blueprint.primary.gateway.instances}
    existing = instances[connection.gateway_instance].existing_public_ip_address
    name = _customer_gateway_name(blueprint, connection)
    address = f"{blueprint.name}-primary-gateway-ip-{connection.gateway_instance}"
    inputs = {
        "type": "ipsec.1",
        "ipAddress": str(existing) if existing else Reference(address, "ipAddress"),
        "bgpAsn": str(asn) if asn <= LARGEST_PLAIN_ASN else None,
        "bgpAsnExtended": str(asn) if asn > LARGEST_PLAIN_ASN else None,
        "tags": {"Name": name},
    }
    return Item(name, CUSTOMER_GATEWAY, inputs)


def _vpn_connection(blueprint: Blueprint, connection: VpnConnection) -> Item:
    interconnect = blueprint.interconnect
    transit = interconnect.target == "transit-gateway"
    name = vpn_connection_name(blueprint, connection.key)
    existing = connection.existing_customer_gateway_id
    inputs: dict[str, Any] = {
        "type": "ipsec.1",
        "customerGatewayId": existing or Reference(_customer_gateway_name(blueprint, connection)),
        "vpnGatewayId": None if transit else _vpn_gateway_id(blueprint),
        "transitGatewayId": _transit_gateway_id(blueprint) if transit else None,
        "staticRoutesOnly": interconnect.routing == "static",
        "tunnelInsideIpVersion": "ipv4",
        "presharedKeyStorage": KEY_STORAGE[interconnect.preshared_key_storage],
        "tags": {"Name": name},
    }
    for tunnel in connection.tunnels:
        for option, value in _tunnel_options(blueprint, tunnel).items():
            inputs[f"tunnel{tunnel.number}{option}"] = value
    return Item(name, VPN_CONNECTION, inputs)


def _tunnel_options(blueprint: Blueprint, tunnel: Tunnel) -> dict[str, Any]:
    suite = blueprint.interconnect.suite
    arn = Reference(f"{blueprint.name}-tunnel-logs-group", "arn")
    logs: dict[str, Any] = {"logEnabled": True, "logGroupArn": arn, "logOutputFormat": "json"}
    if blueprint.interconnect.routing == "bgp":
        logs |= {"bgpLogEnabled": True, "bgpLogGroupArn": arn, "bgpLogOutputFormat": "json"}
    return {
        "InsideCidr": str(tunnel.inside_cidr),
        "PresharedKey": pre_shared_key(blueprint, tunnel),
        "IkeVersions": ["ikev2"],
        "Phase1EncryptionAlgorithms": [suite.aws_phase1_encryption],
        "Phase1IntegrityAlgorithms": [suite.aws_phase1_integrity],
        "Phase1DhGroupNumbers": [suite.aws_phase1_dh_group],
        "Phase1LifetimeSeconds": suite.phase1_lifetime_seconds,
        "Phase2EncryptionAlgorithms": [suite.aws_phase2_encryption],
        "Phase2IntegrityAlgorithms": [suite.aws_phase2_integrity],
        "Phase2DhGroupNumbers": [suite.aws_phase2_dh_group],
        "Phase2LifetimeSeconds": suite.phase2_lifetime_seconds,
        "RekeyMarginTimeSeconds": suite.rekey_margin_seconds,
        "RekeyFuzzPercentage": suite.rekey_fuzz_percent,
        "ReplayWindowSize": suite.replay_window_packets,
        "DpdTimeoutSeconds": suite.dpd_timeout_seconds,
        "DpdTimeoutAction": suite.dpd_action,
        "StartupAction": suite.startup_action,
        "LogOptions": {"cloudwatchLogOptions": logs},
    }


def _behind(blueprint: Blueprint, connection: VpnConnection) -> Iterator[Item]:
    """Yield what lets traffic find a connection: its place in a transit gateway's table, and static routes."""
    interconnect = blueprint.interconnect
    name = vpn_connection_name(blueprint, connection.key)
    transit, static = interconnect.target == "transit-gateway", interconnect.routing == "static"
    ends = {
        "transitGatewayAttachmentId": Reference(name, "transitGatewayAttachmentId"),
        "transitGatewayRouteTableId": _transit_table_id(blueprint),
    }
    if transit:
        by_itself = _does_by_itself(blueprint)
        association = {**ends, "replaceExistingAssociation": True}
        yield Item(f"{name}-association", TRANSIT_ASSOCIATION, association, optional=by_itself)
        if not static:
            yield Item(f"{name}-propagation", TRANSIT_PROPAGATION, ends, optional=by_itself)
    for prefix in interconnect.azure_prefixes if static else ():
        route = f"{name}-route-{_dashed(prefix)}"
        if transit:
            yield Item(route, TRANSIT_ROUTE, {"destinationCidrBlock": str(prefix), **ends})
        else:
            inputs = {"vpnConnectionId": Reference(name), "destinationCidrBlock": str(prefix)}
            yield Item(route, CONNECTION_ROUTE, inputs)
