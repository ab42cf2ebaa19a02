"""VPN of both clouds: addresses, keys and what changes in place, what replaces, what is quietly ignored."""

import re
from ipaddress import IPv4Network

import pytest

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.tunnels import RESERVED_INSIDE, inside_networks
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.model import CloudError


def test_a_connection_has_two_tunnels_of_distinct_addresses_aws_first_customer_second(cloud):
    made = cloud.connection(tunnel1InsideCidr="169.254.21.0/30").properties
    assert (made["tunnel1VgwInsideAddress"], made["tunnel1CgwInsideAddress"]) == ("169.254.21.1", "169.254.21.2")
    assert made["tunnel1Address"] != made["tunnel2Address"]
    assert made["tunnel2InsideCidr"] != "169.254.21.0/30"


def test_what_aws_picks_is_free_not_reserved_and_a_usable_key(cloud):
    gateways = [cloud.create(aws.VPN_GATEWAY) for _ in range(3)]
    customers = [cloud.customer_gateway(ipAddress=f"203.0.113.{n}") for n in range(1, 11)]
    rows = [cloud.connection(gateway, customer) for gateway in gateways for customer in customers]
    networks = [each for gateway in gateways for each in inside_networks(cloud, gateway.id)]
    assert [len(set(inside_networks(cloud, gateway.id))) for gateway in gateways] == [20, 20, 20]
    assert not RESERVED_INSIDE & set(networks)
    assert len({row.properties[f"tunnel{n}Address"] for row in rows for n in (1, 2)}) == 60
    assert all(re.fullmatch("[A-Za-z][A-Za-z0-9]{31}", row.properties["tunnel1PresharedKey"]) for row in rows)


def test_the_device_configuration_is_secret_and_holds_both_keys(cloud):
    made = cloud.connection(tunnel1PresharedKey="k1.example", tunnel2PresharedKey="k2.example").properties
    assert all(f"<pre_shared_key>k{n}.example</pre_shared_key>" in made["customerGatewayConfiguration"] for n in (1, 2))
    hidden = {"customerGatewayConfiguration", "tunnel1PresharedKey", "tunnel2PresharedKey"}
    assert cloud.kind(aws.VPN_CONNECTION).secrets == hidden


def test_changed_keys_reach_the_device_configuration(cloud):
    made = cloud.connection(tunnel1PresharedKey="k1.example", tunnel2PresharedKey="k2.example")
    changed = cloud.update(made, tunnel1PresharedKey="k3.example").properties["customerGatewayConfiguration"]
    assert "k3.example" in changed
    assert "k1.example" not in changed


def test_bgp_answers_the_amazon_asn_and_static_none(cloud):
    gateway = cloud.create(aws.VPN_GATEWAY, amazonSideAsn="64600")
    dynamic = cloud.connection(gateway, staticRoutesOnly=False).properties
    assert (dynamic["tunnel1BgpAsn"], dynamic["tunnel1BgpHoldtime"]) == ("64600", 30)
    assert cloud.connection().properties["tunnel1BgpAsn"] == ""


def test_a_changed_option_keeps_the_addresses_and_one_taken_away_goes_back_to_the_default(cloud):
    made = cloud.connection(tunnel1DpdTimeoutSeconds=45)
    changed = cloud.update(made, tunnel1DpdTimeoutSeconds=None)
    assert changed.properties["tunnel1DpdTimeoutSeconds"] == 30
    assert changed.properties["tunnel1Address"] == made.properties["tunnel1Address"]


def test_a_changed_inside_range_keeps_the_tunnel_and_moves_its_inside_addresses(cloud):
    """terraform-provider-aws#45781: no replacement, so that the outside addresses and the other tunnel stay."""
    made = cloud.connection(
        tunnel1InsideCidr="169.254.21.0/30", tunnel1PresharedKey="k1.example", tunnel2PresharedKey="k2.example"
    )
    changed = cloud.update(made, tunnel1InsideCidr="169.254.21.8/30").properties
    assert (changed["tunnel1VgwInsideAddress"], changed["tunnel1CgwInsideAddress"]) == ("169.254.21.9", "169.254.21.10")
    assert "<ip_address>169.254.21.10</ip_address>" in changed["customerGatewayConfiguration"]
    stays = ("tunnel1Address", "tunnel2InsideCidr", "tunnel2CgwInsideAddress")
    assert [changed[name] for name in stays] == [made.properties[name] for name in stays]
    assert not [path for path in cloud.kind(aws.VPN_CONNECTION).replace_on if "Inside" in path and "Cidr" in path]


def test_a_changed_inside_range_must_be_free_too(cloud):
    gateway = cloud.create(aws.VPN_GATEWAY)
    first = cloud.connection(gateway, tunnel1InsideCidr="169.254.21.0/30")
    cloud.connection(gateway, cloud.customer_gateway(ipAddress="203.0.113.11"), tunnel1InsideCidr="169.254.21.8/30")
    cloud.update(first, tunnel1InsideCidr="169.254.21.0/30", tunnel1DpdTimeoutSeconds=45)
    with pytest.raises(CloudError, match="used by another tunnel"):
        cloud.update(first, tunnel1InsideCidr="169.254.21.8/30")


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (aws.VPN_GATEWAY, "amazonSideAsn"), (aws.CUSTOMER_GATEWAY, "bgpAsn"), (aws.CUSTOMER_GATEWAY, "ipAddress"),
        (aws.VPC, "cidrBlock"), (aws.SUBNET, "availabilityZone"),
        (az.VIRTUAL_NETWORK, "location"), (az.PUBLIC_IP, "sku"),
    ],
)  # fmt: skip
def test_what_the_real_providers_replace_is_replaced(cloud, token, name):
    assert name in cloud.kind(token).replace_on


def test_a_changed_key_of_an_azure_connection_is_ignored_and_a_changed_dpd_is_not(cloud):
    kind = cloud.kind(az.CONNECTION)
    assert kind.ignored_on_update == {"sharedKey"}
    assert "sharedKey" in kind.secrets
    assert not {"sharedKey", "dpdTimeoutSeconds"} & kind.replace_on


def test_a_connection_lists_its_static_routes_as_long_as_they_exist(cloud):
    """As `routes` of DescribeVpnConnections does; the program sees it after a refresh."""
    made = cloud.connection()
    routes = [
        cloud.create(aws.VPN_CONNECTION_ROUTE, vpnConnectionId=made.id, destinationCidrBlock=block)
        for block in ("10.10.0.0/16", "10.11.0.0/16")
    ]
    assert [each["destinationCidrBlock"] for each in cloud.get(made.token, made.id).properties["routes"]] == [
        "10.10.0.0/16",
        "10.11.0.0/16",
    ]
    cloud.delete(routes[0])
    left = cloud.get(made.token, made.id).properties
    assert left["routes"] == [{"destinationCidrBlock": "10.11.0.0/16", "source": "Static", "state": "available"}]
    assert left["tunnel1Address"] == made.properties["tunnel1Address"]
    cloud.delete(cloud.get(made.token, made.id))
    cloud.delete(routes[1])


def test_a_repeated_call_answers_the_connection_that_exists(cloud):
    """botocore CreateVpnConnection: "an idempotent operation"; another inside range makes another connection."""
    gateway, customer = cloud.create(aws.VPN_GATEWAY), cloud.customer_gateway()
    first = cloud.connection(gateway, customer, tunnel1InsideCidr="169.254.21.0/30")
    again = cloud.connection(gateway, customer, tunnel1InsideCidr="169.254.21.0/30")
    assert again.id == first.id
    assert again.properties["tunnel2Address"] == first.properties["tunnel2Address"]
    assert f">{again.properties['tunnel2PresharedKey']}<" in again.properties["customerGatewayConfiguration"]
    other = cloud.connection(gateway, customer, tunnel1InsideCidr="169.254.21.8/30")
    assert other.id != first.id
    assert len(cloud.rows(aws.VPN_CONNECTION)) == 2


def test_a_key_in_secrets_manager_is_shown_nowhere(cloud):
    """hashicorp/terraform-provider-aws#42819: an ARN comes back, the keys read REDACTED."""
    made = cloud.connection(tunnel1PresharedKey="k1.example", presharedKeyStorage="SecretsManager").properties
    assert made["presharedKeyArn"].startswith("arn:aws:secretsmanager:eu-central-1:111122223333:secret:")
    assert {made["tunnel1PresharedKey"], made["tunnel2PresharedKey"]} == {"REDACTED"}
    assert "k1.example" not in made["customerGatewayConfiguration"]
    plain = cloud.connection().properties
    assert (plain["presharedKeyArn"], plain["presharedKeyStorage"]) == ("", "Standard")


def test_keys_move_into_secrets_manager_in_place_and_back(cloud):
    keys = {"tunnel1PresharedKey": "k1.example", "tunnel2PresharedKey": "k2.example"}
    made = cloud.connection(**keys)
    hidden = cloud.update(made, presharedKeyStorage="SecretsManager")
    assert hidden.id == made.id
    assert "k2.example" not in str(hidden.properties)
    changed = cloud.update(hidden, tunnel1PresharedKey="k3.example", tunnel2PresharedKey="k2.example")
    assert changed.properties["presharedKeyArn"] == hidden.properties["presharedKeyArn"]
    assert "k3.example" not in str(changed.properties)
    back = cloud.update(changed, presharedKeyStorage="Standard", **keys).properties
    assert (back["tunnel1PresharedKey"], back["presharedKeyArn"]) == ("k1.example", "")


def test_a_connection_to_a_transit_gateway_speaks_with_its_asn(cloud):
    gateway = cloud.transit_gateway(amazonSideAsn=64600)
    made = cloud.transit_connection(gateway, staticRoutesOnly=False).properties
    assert (made["tunnel1BgpAsn"], made["tunnel2BgpHoldtime"]) == ("64600", 30)
    assert f"<transit_gateway_id>{gateway.id}</transit_gateway_id>" in made["customerGatewayConfiguration"]
    with pytest.raises(CloudError, match="Both ends have ASN 64600"):
        cloud.transit_connection(gateway, cloud.customer_gateway(bgpAsn="64600"), staticRoutesOnly=False)


def test_inside_ranges_are_compared_on_a_virtual_private_gateway_only(cloud):
    gateway = cloud.transit_gateway()
    made = [
        cloud.transit_connection(
            gateway, cloud.customer_gateway(ipAddress=address), tunnel1InsideCidr="169.254.21.0/30"
        )
        for address in ("203.0.113.10", "203.0.113.11")
    ]
    assert made[0].properties["tunnel1Address"] != made[1].properties["tunnel1Address"]


def test_a_connection_moves_between_gateways_and_keeps_its_addresses(cloud):
    """ModifyVpnConnection: the outside addresses and the tunnel options stay; each transit gateway attaches anew."""
    made, first, second = cloud.connection(), cloud.transit_gateway(), cloud.transit_gateway()
    moved = cloud.update(made, vpnGatewayId=None, transitGatewayId=first.id)
    again = cloud.update(moved, transitGatewayId=second.id)
    names = [each.properties["transitGatewayAttachmentId"] for each in (made, moved, again)]
    assert names[0] == ""
    assert len(set(names)) == 3
    assert [row.id for row in cloud.rows(aws.TRANSIT_VPN_ATTACHMENT)] == [names[2]]
    assert again.properties["tunnel1Address"] == made.properties["tunnel1Address"]
    back = cloud.update(again, transitGatewayId=None, vpnGatewayId=made.properties["vpnGatewayId"])
    assert back.properties["transitGatewayAttachmentId"] == ""
    assert cloud.rows(aws.TRANSIT_VPN_ATTACHMENT) == cloud.rows(aws.TRANSIT_ASSOCIATION) == []


def test_an_identical_customer_gateway_is_the_same_one(cloud):
    first, second = cloud.customer_gateway(), cloud.customer_gateway()
    other = cloud.customer_gateway(ipAddress="203.0.113.11")
    assert first.id == second.id != other.id
    assert len(cloud.rows(aws.CUSTOMER_GATEWAY)) == 2


def test_a_gateway_in_use_cannot_be_deleted(cloud):
    cloud.connection()
    cloud.azure_connection()
    codes = {
        aws.CUSTOMER_GATEWAY: "IncorrectState",
        aws.VPN_GATEWAY: "IncorrectState",
        az.VPN_GATEWAY: "VirtualNetworkGatewayCannotBeDeleted",
    }
    for token, code in codes.items():
        with pytest.raises(CloudError, match=code):
            cloud.delete(cloud.rows(token)[0])


def test_an_active_active_azure_gateway_answers_bgp_addresses_of_both_instances(cloud):
    addresses = [cloud.public_ip(), cloud.public_ip()]
    made = cloud.gateway(addresses=addresses, activeActive=True)
    peerings = made.properties["bgpSettings"]["bgpPeeringAddresses"]
    place = IPv4Network("10.10.255.0/27")
    assert [each["ipconfigurationId"] for each in peerings] == [f"{made.id}/ipConfigurations/config{n}" for n in (0, 1)]
    assert [each["defaultBgpIpAddresses"] for each in peerings] == [[str(place[-2])], [str(place[-3])]]
    assert [each["tunnelIpAddresses"] for each in peerings] == [[row.properties["ipAddress"]] for row in addresses]
