"""The whole landing zone: what holds for every resource of it."""

import copy
import inspect
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from components.primary.side import PrimarySide
from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import parse
from tests.components.support import Built, address_of, build
from tests.unit.settings.raw import BROWNFIELD, CREATED, changed

EVERYTHING = make_blueprint(
    parse(
        changed(
            copy.deepcopy(CREATED),
            {
                "replication.encryption": {"mode": "create"},
                "recovery.account_id": "111122223333",
                "environment": "production",
            },
        )
    )
)


def registered(blueprint: Blueprint) -> tuple[dict[str, tuple[type, dict]], dict[str, bool]]:
    """Return class and arguments of each custom resource of a landing zone by name, and which are protected."""
    seen: dict[str, tuple[type, dict]] = {}

    def record(args: pulumi.ResourceTransformationArgs) -> None:
        seen[args.name] = (type(args.resource), dict(args.props))

    def program() -> LandingZone:
        pulumi.runtime.register_stack_transformation(record)
        return LandingZone("harbor", LandingZoneArgs(blueprint=blueprint))

    built = build(program)
    custom = {one.name: one.protect for one in built.resources if one.custom and not one.type.startswith("pulumi:")}
    return {name: seen[name] for name in custom}, custom


@pytest.fixture(scope="module")
def everything() -> tuple[dict[str, tuple[type, dict]], dict[str, bool]]:
    return registered(EVERYTHING)


def taggable(resources: dict[str, tuple[type, dict]], package: str) -> dict[str, dict]:
    """Arguments of the resources of a package whose class takes tags."""
    return {
        name: arguments
        for name, (kind, arguments) in resources.items()
        if kind.__module__.partition(".")[0] == package and "tags" in inspect.signature(kind._internal_init).parameters
    }


def test_everything_of_azure_that_takes_tags_has_those_of_the_settings(everything):
    """No default tags there: each resource has to be given them, and one is easily forgotten."""
    found = taggable(everything[0], "pulumi_azure_native")
    assert len(found) > 5
    expected = dict(EVERYTHING.tags)
    assert [name for name, arguments in found.items() if dict(arguments["tags"] or {}) != expected] == []


def test_everything_of_aws_that_takes_tags_has_a_name(everything):
    """The console shows nothing else; the other tags come from the provider."""
    found = taggable(everything[0], "pulumi_aws")
    assert len(found) > 20
    assert [name for name, arguments in found.items() if not (arguments["tags"] or {}).get("Name")] == []


def test_with_protection_on_what_cannot_be_had_again_is_protected(everything):
    assert {name for name, protected in everything[1].items() if protected} == {
        "harbor-primary-virtual-network",
        "harbor-primary-gateway-vpn-gateway",
        "harbor-recovery-vpc",
        "harbor-recovery-gateway-vpn-gateway",
        "harbor-replication-key",
    }


VPN = "aws:ec2/vpnConnection:VpnConnection"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"
GET_TRANSIT_GATEWAY = "aws:ec2transitgateway/getTransitGateway:getTransitGateway"
ON_TRANSIT = {"recovery.account_id": "111122223333", "interconnect.target": "transit-gateway"}


def tunnels(changes: dict[str, Any], lookups: Mapping[str, Any] | None = None) -> Built[LandingZone]:
    """A landing zone of changed settings, with a key of the user's own for tunnel 2."""
    key = {"interconnect.tunnels.tunnel2.pre_shared_key": "Brought.key_of.our.own"}
    blueprint = make_blueprint(parse(changed(CREATED, {**changes, **key})))

    def program() -> LandingZone:
        brought = {"tunnel2": pulumi.Output.secret("Brought.key_of.our.own")}
        return LandingZone("harbor", LandingZoneArgs(blueprint=blueprint, brought_keys=brought))

    return build(program, lookups=lookups)


@pytest.fixture(scope="module")
def on_transit() -> Built[LandingZone]:
    return tunnels(ON_TRANSIT)


def test_both_ends_of_the_tunnels_are_the_gateways_that_were_made(on_transit):
    """Each customer gateway has the address of its own instance; both ends lead to this stack's gateways and log."""
    for number, vpn in enumerate(sorted(on_transit.of_type(VPN), key=lambda each: each.name)):
        customer = on_transit[f"harbor-interconnect-aws-customer-gateway-instance{number}"]
        assert vpn.inputs["customerGatewayId"] == customer.outputs["id"]
        assert customer.inputs["ipAddress"] == address_of(f"harbor-primary-gateway-ip-instance{number}")
        assert vpn.inputs["transitGatewayId"] == on_transit["harbor-recovery-gateway-transit-gateway"].outputs["id"]
        logs = vpn.inputs["tunnel2LogOptions"]["cloudwatchLogOptions"]
        assert logs["logGroupArn"] == on_transit["harbor-tunnel-logs-group"].outputs["arn"]
        assert vpn.provider.split("::")[-2] == "harbor-network"
    azure = on_transit["harbor-primary-gateway-vpn-gateway"].inputs
    placed = {each["ipconfigurationId"] for each in azure["bgpSettings"]["bgpPeeringAddresses"]}
    for connection in on_transit.of_type(CONNECTION):
        custom = {each["ipConfigurationId"] for each in connection.inputs["gatewayCustomBgpIpAddresses"]}
        assert custom == placed
        assert connection.inputs["virtualNetworkGateway1"] == {
            "id": on_transit["harbor-primary-gateway-vpn-gateway"].outputs["id"]
        }


def test_alarms_watch_the_ends_that_were_made(on_transit):
    """Each tunnel's connection and outside address: another one's would be up when this one is down."""
    for number in (1, 2, 3, 4):
        connection = f"harbor-interconnect-aws-transit-connection{(number + 1) // 2}"
        assert on_transit[f"harbor-tunnel-alarms-tunnel{number}-down"].inputs["dimensions"] == {
            "VpnId": on_transit[connection].outputs["id"],
            "TunnelIpAddress": on_transit[connection].outputs[f"tunnel{2 - number % 2}Address"],
        }


def test_a_key_of_the_users_own_reaches_both_ends_of_its_tunnel(on_transit):
    assert (
        on_transit["harbor-interconnect-aws-transit-connection1"].inputs["tunnel2PresharedKey"]
        == (on_transit["harbor-interconnect-azure-connection-tunnel2"].inputs["sharedKey"])
    )
    assert on_transit["harbor-interconnect-azure-connection-tunnel2"].inputs["sharedKey"] == "Brought.key_of.our.own"


def test_the_tunnels_use_the_route_table_of_the_transit_gateway(on_transit):
    """The one that the VPC's attachment uses: with another neither would find the other."""
    table = on_transit["harbor-recovery-gateway-transit-route-table"].outputs["id"]
    used = {
        each.inputs["transitGatewayRouteTableId"]
        for each in on_transit.resources
        if "RouteTableAssociation" in each.type and "transitgateway" in each.type
    }
    assert used == {table}
    assert on_transit["harbor-interconnect-aws-transit-connection1-propagation"].inputs == {
        "transitGatewayAttachmentId": "tgw-attach-harbor-interconnect-aws-transit-connection1",
        "transitGatewayRouteTableId": table,
    }


def test_what_a_transit_gateway_does_by_itself_is_known_to_the_tunnels_too():
    """Its default table is the tunnels' table: AWS refuses a second propagation of a VPN connection into it."""
    adopted = {"mode": "adopt", "id": "tgw-00000001", "asn": 64512, "route_table_id": "tgw-rtb-00000001"}
    found = {
        "id": "tgw-00000001",
        "amazonSideAsn": 64512,
        "ownerId": "111122223333",
        "autoAcceptSharedAttachments": "disable",
        "associationDefaultRouteTableId": "tgw-rtb-00000001",
        "propagationDefaultRouteTableId": "tgw-rtb-00000001",
    }
    made = tunnels({**ON_TRANSIT, "recovery.gateway": adopted}, {GET_TRANSIT_GATEWAY: found})
    assert {vpn.inputs["transitGatewayId"] for vpn in made.of_type(VPN)} == {"tgw-00000001"}
    assert not [each.name for each in made.resources if each.name.endswith(("-association", "-propagation"))]


def test_other_vpcs_behind_a_transit_gateway_have_routes_to_azure():
    """Theirs are made from the tunnels' prefixes, not from the blueprint of a route table."""
    shared = {
        "name": "shared",
        "vpc_id": "vpc-00000001",
        "cidr": "10.30.0.0/16",
        "subnet_ids": ["subnet-00000001"],
        "route_table_ids": ["rtb-00000001"],
    }
    lookups = {"aws:ec2/getVpc:getVpc": {"id": "vpc-00000001", "cidrBlock": "10.30.0.0/16"}}
    made = tunnels({**ON_TRANSIT, "recovery.other_vpcs": [shared]}, lookups)
    routes = [each.inputs for each in made.resources if each.inputs.get("routeTableId") == "rtb-00000001"]
    assert [route["destinationCidrBlock"] for route in routes] == ["10.10.0.0/16"]


def test_addresses_of_an_adopted_gateway_are_plain_text_where_the_tunnels_begin():
    """An adopted customer gateway is compared with a plain string alone: an output would let any address pass."""
    gateway = make_blueprint(parse(BROWNFIELD)).primary.gateway
    cloud = {"instance0": "an output of the cloud", "instance1": "an output of the cloud"}
    side = PrimarySide(outputs={"primary_public_ip_addresses": cloud}, end=None)
    assert side.public_ip_addresses(gateway) == {"instance0": "203.0.113.10", "instance1": "203.0.113.11"}


GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-app"
VM = f"{GROUP}/providers/Microsoft.Compute/virtualMachines/vm-app-1"
WITH_AGENTS: dict[str, Any] = {
    "recovery.account_id": "111122223333",
    "recovery.network.egress": "private",
    "primary.dns": {"mode": "resolver"},
    "access.azure_identity": {
        "mode": "create",
        "tenant_id": "00000000-0000-0000-0000-000000000000",
        "audience": "api://lifeboat-agents",
    },
    "agent.deploy_to": [{"id": VM, "os": "linux"}],
}


def test_agents_get_the_role_identity_and_endpoints_of_the_stack():
    """What is run on a VM names what this very deployment made."""
    machine = {"location": "westeurope", "storageProfile": {"osDisk": {"osType": "Linux"}}}
    prefix_list = {"id": "pl-00000001", "name": "com.amazonaws.eu-central-1.s3", "entries": []}
    made = tunnels(
        WITH_AGENTS,
        {
            "azure-native:compute:getVirtualMachine": machine,
            "aws:ec2/getManagedPrefixList:getManagedPrefixList": prefix_list,
        },
    )
    (command,) = [one for one in made.resources if one.type.endswith(":VirtualMachineRunCommandByVirtualMachine")]
    script = command.inputs["source"]["script"]
    for needed in (
        made["harbor-access-agent-installation"].outputs["arn"],
        made["harbor-primary-agents-identity"].outputs["clientId"],
        "api://lifeboat-agents",
        made["harbor-private-drs"].outputs["dnsEntries"][0]["dnsName"],
    ):
        assert needed in script
