"""Networks of both clouds behave as their clouds do: what they make by themselves, keep and hand out."""

from ipaddress import IPv4Network

import pytest

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.network import zone_id
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.identifiers import free_address
from lifeboat.sandbox.clouds.model import CloudError


def test_a_vpc_comes_with_a_default_group_and_a_main_table_and_takes_them_with_it(cloud):
    vpc = cloud.vpc()
    assert cloud.get(aws.DEFAULT_SECURITY_GROUP, vpc.properties["defaultSecurityGroupId"])
    assert cloud.get(aws.DEFAULT_ROUTE_TABLE, vpc.properties["mainRouteTableId"])
    cloud.delete(vpc)
    assert cloud.rows() == []


def test_the_default_group_is_adopted_emptied_and_kept(cloud):
    vpc = cloud.vpc()
    adopted = cloud.create(aws.DEFAULT_SECURITY_GROUP, vpcId=vpc.id)
    assert (adopted.id, adopted.properties["ingress"]) == (vpc.properties["defaultSecurityGroupId"], [])
    cloud.delete(adopted)
    assert cloud.get(aws.DEFAULT_SECURITY_GROUP, adopted.id)


def test_ids_and_arns_look_like_those_of_aws(cloud):
    vpc = cloud.vpc()
    assert vpc.id.startswith("vpc-0")
    assert len(vpc.id) == len("vpc-") + 17
    assert vpc.properties["arn"] == f"arn:aws:ec2:eu-central-1:111122223333:vpc/{vpc.id}"


@pytest.mark.parametrize(
    ("zone", "expected"), [("eu-central-1a", "euc1-az1"), ("us-east-1c", "use1-az3"), ("ap-southeast-2b", "apse2-az2")]
)
def test_zone_ids_are_spelled_as_in_aws(zone, expected):
    assert zone_id(zone) == expected


def test_a_thing_in_use_cannot_be_deleted_in_aws(cloud):
    subnet = cloud.subnet()
    with pytest.raises(CloudError, match="DependencyViolation"):
        cloud.delete(cloud.get(aws.VPC, subnet.properties["vpcId"]))
    cloud.delete(subnet)
    cloud.delete(cloud.rows(aws.VPC)[0])


def test_a_missing_parent_is_named_by_the_clouds_code(cloud):
    with pytest.raises(CloudError, match=r"InvalidVpcID\.NotFound"):
        cloud.create(aws.SUBNET, vpcId="vpc-0123456789abcdef0", cidrBlock="10.20.1.0/24")
    with pytest.raises(CloudError, match="ResourceGroupNotFound"):
        cloud.create(az.VIRTUAL_NETWORK, resourceGroupName="nowhere")


def test_outside_addresses_are_handed_out_once_and_given_back():
    pool = IPv4Network("203.0.113.0/29")
    taken = set()
    for _ in range(6):
        taken.add(free_address(pool, "the same urn", taken, "Limit"))
    assert taken == {str(pool[place]) for place in range(1, 7)}
    with pytest.raises(CloudError, match="Limit"):
        free_address(pool, "the same urn", taken, "Limit")
    taken.remove("203.0.113.3")
    assert free_address(pool, "another urn", taken, "Limit") == "203.0.113.3"


def test_static_addresses_of_azure_are_there_at_once_and_distinct(cloud):
    addresses = [cloud.public_ip().properties["ipAddress"] for _ in range(5)]
    assert len(set(addresses)) == 5
    assert all(each.startswith("203.0.113.") for each in addresses)


def test_azure_answers_arm_ids_and_the_location_of_the_group(cloud):
    network = cloud.vnet(virtualNetworkName="vnet-primary")
    assert network.id == (
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-primary"
        "/providers/Microsoft.Network/virtualNetworks/vnet-primary"
    )
    assert (network.properties["name"], network.properties["location"]) == ("vnet-primary", "westeurope")


def test_an_updated_virtual_network_keeps_subnets_made_apart_and_follows_its_inline_ones(cloud):
    network = cloud.vnet(subnets=[{"name": "inline", "addressPrefix": "10.10.1.0/24"}])
    apart = cloud.azure_subnet("10.10.2.0/24", "apart", network)
    assert len(cloud.rows(az.SUBNET)) == 2
    cloud.update(network, subnets=[])
    assert cloud.rows(az.SUBNET) == [apart]


def test_a_deleted_resource_group_takes_everything_in_it_along(cloud):
    cloud.azure_connection()
    cloud.delete(cloud.rows(az.RESOURCE_GROUP)[0])
    assert cloud.rows() == []


def test_a_subnet_with_a_gateway_and_an_address_in_use_cannot_be_deleted(cloud):
    gateway = cloud.gateway()
    for token, code in ((az.SUBNET, "InUseSubnetCannotBeDeleted"), (az.PUBLIC_IP, "PublicIPAddressCannotBeDeleted")):
        with pytest.raises(CloudError, match=code):
            cloud.delete(cloud.rows(token)[0])
    cloud.delete(gateway)
    cloud.delete(cloud.rows(az.SUBNET)[0])
