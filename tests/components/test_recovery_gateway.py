"""The AWS end of the tunnels: virtual private gateway or transit gateway, created, adopted or shared."""

import re
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pulumi
import pytest
from pulumi_aws import ec2
from pulumi_aws.provider import Provider

from components.recovery.gateway import RecoveryGateway, RecoveryGatewayArgs
from components.recovery.transit_gateway import TransitDefaults
from lifeboat.blueprint.model import AwsGateway, NetworkAccount, OtherVpc, RouteTable
from tests.components.support import Built, build

PREFIXES = (IPv4Network("10.10.0.0/16"), IPv4Network("192.168.0.0/24"))
GATEWAY = AwsGateway(
    target="virtual-private-gateway",
    asn=64512,
    existing_id=None,
    existing_attachment_id=None,
    existing_route_table_id=None,
    attachment_subnets=(),
    account=None,
    other_vpcs=(),
)
TABLES = (
    RouteTable("public", ("public",), "internet", propagates=False),
    RouteTable("staging-a", ("staging-a",), None, propagates=True),
    RouteTable("rtb-0adopted", (), None, propagates=True, existing_id="rtb-0adopted"),
)
TRANSIT = replace(GATEWAY, target="transit-gateway", attachment_subnets=("staging-a", "staging-b"))
TRANSIT_TABLES = tuple(
    replace(table, propagates=False, transit_routes=PREFIXES if table.propagates else ()) for table in TABLES
)
ADOPTED = replace(TRANSIT, existing_id="tgw-0adopted")
SHARED = replace(
    ADOPTED, account=NetworkAccount("444455556666", "arn:aws:iam::444455556666:role/lifeboat"), asn=4200000000
)
OTHER = OtherVpc("billing", "vpc-0billing", IPv4Network("10.30.0.0/16"), ("subnet-0b",), None, ("rtb-0b1", "rtb-0b2"))

GET_VPN_GATEWAY = "aws:ec2/getVpnGateway:getVpnGateway"
GET_TRANSIT_GATEWAY = "aws:ec2transitgateway/getTransitGateway:getTransitGateway"
GET_ATTACHMENT = "aws:ec2transitgateway/getVpcAttachment:getVpcAttachment"
GET_VPC = "aws:ec2/getVpc:getVpc"
FOUND: dict[str, dict[str, Any]] = {
    GET_VPN_GATEWAY: {"id": "vgw-0adopted", "amazonSideAsn": "64512", "attachedVpcId": "vpc-0"},
    GET_TRANSIT_GATEWAY: {
        "id": "tgw-0adopted",
        "amazonSideAsn": 64512,
        "ownerId": "444455556666",
        "autoAcceptSharedAttachments": "disable",
        "associationDefaultRouteTableId": "tgw-rtb-0default",
        "propagationDefaultRouteTableId": "tgw-rtb-0default",
    },
    GET_ATTACHMENT: {"id": "tgw-attach-0adopted", "transitGatewayId": "tgw-0adopted", "vpcId": "vpc-0"},
    GET_VPC: {"id": "vpc-0billing", "cidrBlock": "10.30.0.0/16"},
}
FOUND_SHARED = {**FOUND, GET_TRANSIT_GATEWAY: {**FOUND[GET_TRANSIT_GATEWAY], "amazonSideAsn": 4200000000}}

COMPONENT = "lifeboat:recovery:RecoveryGateway"
TRANSIT_COMPONENT = "lifeboat:recovery:TransitGateway"
VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
ROUTE = "aws:ec2/route:Route"
TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
TRANSIT_TABLE = "aws:ec2transitgateway/routeTable:RouteTable"
TRANSIT_ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
TRANSIT_ACCEPTER = "aws:ec2transitgateway/vpcAttachmentAccepter:VpcAttachmentAccepter"
TRANSIT_ASSOCIATION = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
TRANSIT_PROPAGATION = "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation"

ROUTE_NAMES = {
    (ROUTE, f"gw-transit-route-{table}-{prefix}")
    for table in ("staging-a", "rtb-0adopted")
    for prefix in ("10.10.0.0-16", "192.168.0.0-24")
}
DEFAULT_ASSOCIATION = "transitGatewayDefaultRouteTableAssociation"
DEFAULT_PROPAGATION = "transitGatewayDefaultRouteTablePropagation"


def built(
    gateway: AwsGateway, *, protect=False, preview=False, lookups=FOUND, vpc_id: Any = "vpc-0"
) -> Built[RecoveryGateway]:
    def program() -> RecoveryGateway:
        args = RecoveryGatewayArgs(
            gateway=gateway,
            vpc_id=vpc_id() if callable(vpc_id) else vpc_id,
            subnet_ids={"staging-a": "subnet-0a", "staging-b": "subnet-0b", "recovery-a": "subnet-0r"},
            route_table_ids={"public": "rtb-0p", "staging-a": "rtb-0s", "rtb-0adopted": "rtb-0adopted"},
            route_tables=TABLES if gateway.target == "virtual-private-gateway" else TRANSIT_TABLES,
            prefixes=PREFIXES,
            protect=protect,
            network=Provider("network", region="eu-central-1"),
        )
        return RecoveryGateway(
            "gw", args, pulumi.ResourceOptions(providers=[Provider("recovery", region="eu-central-1")])
        )

    return build(program, preview=preview, lookups=lookups)


def made(result: Built[RecoveryGateway]) -> set[tuple[str, str]]:
    """Everything but providers."""
    return {one for one in result.names if not one[0].startswith("pulumi:")}


def provider_of(result: Built[RecoveryGateway], name: str) -> str:
    return result[name].provider.split("::")[-2]


@pytest.mark.parametrize("preview", [False, True])
def test_a_created_virtual_private_gateway_is_attached_and_propagates_where_it_should(preview):
    assert made(built(GATEWAY, preview=preview)) == {
        (COMPONENT, "gw"),
        (VPN_GATEWAY, "gw-vpn-gateway"),
        (ATTACHMENT, "gw-attachment"),
        (PROPAGATION, "gw-propagation-staging-a"),
        (PROPAGATION, "gw-propagation-rtb-0adopted"),
    }


def test_the_virtual_private_gateway_takes_its_number_as_text_and_is_protected():
    result = built(GATEWAY, protect=True)
    assert result["gw-vpn-gateway"].inputs == {"amazonSideAsn": "64512", "tags": {"Name": "gw-vpn-gateway"}}
    assert {one.name for one in result.resources if one.protect} == {"gw-vpn-gateway"}
    attachment = result["gw-attachment"]
    assert attachment.inputs == {"vpcId": "vpc-0", "vpnGatewayId": "gw-vpn-gateway-id"}
    assert attachment.delete_before_replace, "a VPC takes one gateway at a time"
    propagation = result["gw-propagation-staging-a"]
    assert propagation.inputs == {"routeTableId": "rtb-0s", "vpnGatewayId": "gw-vpn-gateway-id"}
    assert result.value(result.result.vpn_gateway_id) == "gw-vpn-gateway-id"
    assert result.value(result.result.gateway_id) == "gw-vpn-gateway-id"
    assert (result.result.transit_gateway_id, result.result.transit_route_table_id) == (None, None)


def test_who_uses_the_virtual_private_gateway_waits_until_it_is_attached():
    """With another AS number a VPN connection is to move once the new gateway has the old one's place in the VPC."""

    def program():
        args = RecoveryGatewayArgs(
            gateway=GATEWAY, vpc_id="vpc-0", subnet_ids={}, route_table_ids={}, route_tables=(), prefixes=(),
            protect=False, network=Provider("network"),
        )  # fmt: skip
        gateway_id = RecoveryGateway("gw", args).vpn_gateway_id
        return ec2.VpnGatewayRoutePropagation("user", vpn_gateway_id=gateway_id, route_table_id="rtb-0")

    assert "gw-attachment" in build(program)["user"].dependency_names


@pytest.mark.parametrize("preview", [False, True])
def test_of_an_adopted_virtual_private_gateway_only_propagation_is_ours(preview):
    result = built(replace(GATEWAY, existing_id="vgw-0adopted"), protect=True, preview=preview)
    assert made(result) == {
        (COMPONENT, "gw"),
        (PROPAGATION, "gw-propagation-staging-a"),
        (PROPAGATION, "gw-propagation-rtb-0adopted"),
    }
    assert result["gw-propagation-staging-a"].inputs["vpnGatewayId"] == "vgw-0adopted"
    assert result.value(result.result.gateway_id) == "vgw-0adopted"


def test_propagation_between_a_gateway_and_a_table_that_exist_outlives_the_stack():
    """Whether it was on before is not told, and the owner's own VPNs may need it; of ours none stays."""
    result = built(replace(GATEWAY, existing_id="vgw-0adopted"))
    kept = {one.name: one.retain_on_delete for one in result.of_type(PROPAGATION)}
    assert kept == {"gw-propagation-staging-a": False, "gw-propagation-rtb-0adopted": True}
    assert not any(one.retain_on_delete for one in built(GATEWAY).of_type(PROPAGATION))


@pytest.mark.parametrize("preview", [False, True])
def test_a_created_transit_gateway_has_a_route_table_an_attachment_and_routes_to_it(preview):
    assert made(built(TRANSIT, preview=preview)) == {
        (COMPONENT, "gw"),
        (TRANSIT_COMPONENT, "gw-transit"),
        (TRANSIT_GATEWAY, "gw-transit-gateway"),
        (TRANSIT_TABLE, "gw-transit-route-table"),
        (TRANSIT_ATTACHMENT, "gw-transit-attachment"),
        (TRANSIT_ASSOCIATION, "gw-transit-association"),
        (TRANSIT_PROPAGATION, "gw-transit-propagation"),
        *ROUTE_NAMES,
    }


def test_nothing_uses_a_created_transit_gateway_by_default_and_bgp_tunnels_share_the_load():
    result = built(TRANSIT, protect=True)
    assert result["gw-transit-gateway"].inputs == {
        "description": "Tunnels to Azure",
        "amazonSideAsn": 64512,
        "defaultRouteTableAssociation": "disable",
        "defaultRouteTablePropagation": "disable",
        "vpnEcmpSupport": "enable",
        "tags": {"Name": "gw-transit-gateway"},
    }
    assert {one.name for one in result.resources if one.protect} == {"gw-transit-gateway"}
    assert result["gw-transit-attachment"].inputs == {
        "transitGatewayId": "gw-transit-gateway-id",
        "vpcId": "vpc-0",
        "subnetIds": ["subnet-0a", "subnet-0b"],
        DEFAULT_ASSOCIATION: False,
        DEFAULT_PROPAGATION: False,
        "tags": {"Name": "gw-transit-attachment"},
    }
    ends = {
        "transitGatewayAttachmentId": "gw-transit-attachment-id",
        "transitGatewayRouteTableId": "gw-transit-route-table-id",
    }
    assert result["gw-transit-association"].inputs == ends
    assert result["gw-transit-association"].delete_before_replace, "an attachment has one association"
    assert result["gw-transit-propagation"].inputs == ends


def test_a_vpcs_routes_to_the_transit_gateway_wait_for_its_attachment():
    """AWS refuses a route to a transit gateway that the VPC is not attached to."""
    route = built(TRANSIT)["gw-transit-route-staging-a-192.168.0.0-24"]
    assert route.inputs == {
        "routeTableId": "rtb-0s",
        "destinationCidrBlock": "192.168.0.0/24",
        "transitGatewayId": "gw-transit-gateway-id",
    }
    assert "gw-transit-attachment" in route.dependency_names


def test_a_transit_gateway_is_told_by_its_own_outputs():
    result = built(TRANSIT)
    assert result.result.vpn_gateway_id is None
    assert result.value(result.result.gateway_id) == "gw-transit-gateway-id"
    assert result.value(result.result.transit_gateway_id) == "gw-transit-gateway-id"
    assert result.value(result.result.transit_route_table_id) == "gw-transit-route-table-id"
    assert result.result.transit_defaults == TransitDefaults()


@pytest.mark.parametrize("preview", [False, True])
def test_an_adopted_transit_gateway_gets_an_attachment_and_a_route_table_of_ours(preview):
    result = built(ADOPTED, protect=True, preview=preview)
    assert made(result) == made(built(TRANSIT)) - {(TRANSIT_GATEWAY, "gw-transit-gateway")}
    assert result["gw-transit-route-table"].inputs["transitGatewayId"] == "tgw-0adopted"
    assert result["gw-transit-attachment"].inputs[DEFAULT_ASSOCIATION] is False
    assert not any(one.protect for one in result.resources)


def test_an_adopted_route_table_is_used_and_none_is_made():
    result = built(replace(ADOPTED, existing_route_table_id="tgw-rtb-0theirs"))
    assert TRANSIT_TABLE not in {kind for kind, _ in result.names}
    assert result["gw-transit-association"].inputs["transitGatewayRouteTableId"] == "tgw-rtb-0theirs"
    assert result.value(result.result.transit_route_table_id) == "tgw-rtb-0theirs"
    assert result.result.transit_defaults == TransitDefaults()


def test_where_the_adopted_table_is_the_default_one_aws_is_left_to_use_it():
    """A second propagation is refused, and an attachment without the default would be changed on every run."""
    result = built(replace(ADOPTED, existing_route_table_id="tgw-rtb-0default"))
    assert not {TRANSIT_ASSOCIATION, TRANSIT_PROPAGATION} & {kind for kind, _ in result.names}
    attachment = result["gw-transit-attachment"].inputs
    assert (attachment[DEFAULT_ASSOCIATION], attachment[DEFAULT_PROPAGATION]) == (True, True)
    assert result.result.transit_defaults == TransitDefaults(associates=True, propagates=True)


@pytest.mark.parametrize("preview", [False, True])
def test_an_adopted_attachment_keeps_its_route_table_and_only_routes_are_added(preview):
    gateway = replace(ADOPTED, existing_attachment_id="tgw-attach-0adopted", existing_route_table_id="tgw-rtb-0theirs")
    result = built(gateway, preview=preview)
    assert made(result) == {(COMPONENT, "gw"), (TRANSIT_COMPONENT, "gw-transit"), *ROUTE_NAMES}
    assert result["gw-transit-route-staging-a-10.10.0.0-16"].inputs["transitGatewayId"] == "tgw-0adopted"


def test_another_vpc_that_is_attached_already_gets_routes_alone():
    """A VPC is attached to a gateway once, and its attachment keeps its route table."""
    other = replace(OTHER, vpc_id="vpc-0", subnet_ids=(), existing_attachment_id="tgw-attach-0adopted")
    gateway = replace(ADOPTED, existing_route_table_id="tgw-rtb-0theirs")
    added = made(built(replace(gateway, other_vpcs=(other,)))) - made(built(gateway))
    assert {token for token, _ in added} == {ROUTE}
    assert len(added) == 4


def test_a_shared_gateways_own_things_are_made_in_its_account_and_the_vpcs_in_theirs():
    result = built(SHARED, lookups=FOUND_SHARED)
    in_network = {name for _, name in made(result) if result[name].custom and provider_of(result, name) == "network"}
    assert in_network == {
        "gw-transit-route-table",
        "gw-transit-accepter",
        "gw-transit-association",
        "gw-transit-propagation",
    }
    in_recovery = {name for _, name in made(result) if result[name].custom} - in_network
    assert {provider_of(result, name) for name in in_recovery} == {"recovery"}
    assert in_recovery == {"gw-transit-attachment", *(name for _, name in ROUTE_NAMES)}


def test_an_attachment_to_a_shared_gateway_is_accepted_before_anything_uses_it():
    """Its defaults are the accepter's to set: in the VPC's account the provider neither sets nor reads them."""
    result = built(SHARED, lookups=FOUND_SHARED)
    assert not {DEFAULT_ASSOCIATION, DEFAULT_PROPAGATION} & set(result["gw-transit-attachment"].inputs)
    assert result["gw-transit-accepter"].inputs == {
        "transitGatewayAttachmentId": "gw-transit-attachment-id",
        DEFAULT_ASSOCIATION: False,
        DEFAULT_PROPAGATION: False,
        "tags": {"Name": "gw-transit-accepter"},
    }
    for name in ("gw-transit-association", "gw-transit-propagation", "gw-transit-route-staging-a-10.10.0.0-16"):
        assert "gw-transit-accepter" in result[name].dependency_names
    assert "replaceExistingAssociation" not in result["gw-transit-association"].inputs


def test_a_shared_gateway_that_accepts_by_itself_has_associated_already():
    """AWS refuses an acceptance of what does not wait, and a second association beside the default one."""
    found = {**FOUND_SHARED[GET_TRANSIT_GATEWAY], "autoAcceptSharedAttachments": "enable"}
    result = built(SHARED, lookups={**FOUND, GET_TRANSIT_GATEWAY: found})
    assert TRANSIT_ACCEPTER not in {kind for kind, _ in result.names}
    assert result["gw-transit-association"].inputs["replaceExistingAssociation"] is True
    assert "gw-transit-attachment" in result["gw-transit-route-staging-a-10.10.0.0-16"].dependency_names


@pytest.mark.parametrize("preview", [False, True])
def test_every_other_vpc_is_attached_and_gets_routes_in_its_own_tables(preview):
    result = built(replace(TRANSIT, other_vpcs=(OTHER,)), preview=preview)
    assert made(result) - made(built(TRANSIT)) == {
        (TRANSIT_ATTACHMENT, "gw-transit-attachment-billing"),
        (TRANSIT_ASSOCIATION, "gw-transit-association-billing"),
        (TRANSIT_PROPAGATION, "gw-transit-propagation-billing"),
        *(
            (ROUTE, f"gw-transit-route-billing-{table}-{prefix}")
            for table in ("rtb-0b1", "rtb-0b2")
            for prefix in ("10.10.0.0-16", "192.168.0.0-24")
        ),
    }
    attachment = result["gw-transit-attachment-billing"].inputs
    assert (attachment["vpcId"], attachment["subnetIds"]) == ("vpc-0billing", ["subnet-0b"])
    route = result["gw-transit-route-billing-rtb-0b2-10.10.0.0-16"]
    assert (route.inputs["routeTableId"], route.inputs["destinationCidrBlock"]) == ("rtb-0b2", "10.10.0.0/16")
    assert "gw-transit-attachment-billing" in route.dependency_names


@pytest.mark.parametrize(
    ("gateway", "token", "found", "sentence"),
    [
        (
            replace(GATEWAY, existing_id="vgw-0adopted"), GET_VPN_GATEWAY, {"amazonSideAsn": "64513"},
            "recovery.gateway.asn of vgw-0adopted: found 64513",
        ),
        (
            replace(GATEWAY, existing_id="vgw-0adopted"), GET_VPN_GATEWAY, {"attachedVpcId": "vpc-0other"},
            "recovery.gateway.id, the VPC of vgw-0adopted: found vpc-0other",
        ),
        (ADOPTED, GET_TRANSIT_GATEWAY, {"amazonSideAsn": 64513}, "recovery.gateway.asn of tgw-0adopted: found 64513"),
        (
            SHARED, GET_TRANSIT_GATEWAY, {"ownerId": "777788889999", "amazonSideAsn": 4200000000},
            "recovery.network_account.account_id, the owner of tgw-0adopted: found 777788889999",
        ),
        (
            replace(ADOPTED, existing_attachment_id="tgw-attach-0adopted", existing_route_table_id="tgw-rtb-0theirs"),
            GET_ATTACHMENT, {"transitGatewayId": "tgw-0other"},
            "recovery.gateway.attachment_id, the transit gateway of tgw-attach-0adopted: found tgw-0other",
        ),
        (
            replace(ADOPTED, existing_attachment_id="tgw-attach-0adopted", existing_route_table_id="tgw-rtb-0theirs"),
            GET_ATTACHMENT, {"vpcId": "vpc-0other"},
            "recovery.gateway.attachment_id, the VPC of tgw-attach-0adopted: found vpc-0other",
        ),
        (
            replace(TRANSIT, other_vpcs=(OTHER,)), GET_VPC, {"cidrBlock": "10.31.0.0/16"},
            "recovery.other_vpcs[0].cidr of vpc-0billing: found 10.31.0.0/16",
        ),
    ],
)  # fmt: skip
def test_an_adopted_thing_unlike_settings_stops_the_program(gateway, token, found, sentence):
    with pytest.raises(pulumi.RunError, match=f"^{re.escape(sentence)}"):
        built(gateway, lookups={**FOUND, token: {**FOUND[token], **found}})


def test_a_vpc_that_is_known_only_after_the_deployment_is_not_compared():
    """Its id is an output then; the gateway's number still is compared."""
    found = {**FOUND, GET_VPN_GATEWAY: {**FOUND[GET_VPN_GATEWAY], "attachedVpcId": "vpc-0other"}}
    gateway = replace(GATEWAY, existing_id="vgw-0adopted")
    result = built(gateway, lookups=found, vpc_id=lambda: pulumi.Output.from_input("vpc-0"))
    assert result.value(result.result.vpn_gateway_id) == "vgw-0adopted"
