"""Lookups answer what exists and refuse with the cloud's code what does not."""

import pytest

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.simulator import ACCOUNT, REGION, SUBSCRIPTION


def ask(cloud, token, **arguments):
    package = token.split(":", 1)[0]
    account, region = (SUBSCRIPTION, "") if package == "azure-native" else (ACCOUNT, REGION)
    return catalog(package).lookups[token].answer(arguments, cloud, account, region)


def test_azure_things_are_found_by_their_names_whatever_the_case(cloud):
    subnet = cloud.azure_subnet(vnet=cloud.vnet(virtualNetworkName="vnet-primary"))
    group = ask(cloud, "azure-native:resources:getResourceGroup", resourceGroupName="RG-primary")
    place = {"resourceGroupName": "rg-primary", "virtualNetworkName": "VNET-primary"}
    network = ask(cloud, "azure-native:network:getVirtualNetwork", **place)
    found = ask(cloud, "azure-native:network:getSubnet", **place, subnetName="GatewaySubnet")
    assert group["location"] == "westeurope"
    assert (found["id"], [each["id"] for each in network["subnets"]]) == (subnet.id, [subnet.id])


def test_aws_things_are_found_by_id_by_tag_and_by_filter(cloud):
    subnet = cloud.subnet(tags={"Name": "staging"})
    vpc = subnet.properties["vpcId"]
    assert ask(cloud, "aws:ec2/getVpc:getVpc", id=vpc)["cidrBlock"] == "10.20.0.0/16"
    assert ask(cloud, "aws:ec2/getSubnet:getSubnet", tags={"Name": "staging"})["id"] == subnet.id
    wanted = [{"name": "vpc-id", "values": [vpc]}]
    assert ask(cloud, "aws:ec2/getSubnet:getSubnet", filters=wanted)["id"] == subnet.id


def test_an_attached_gateway_is_found_by_its_vpc(cloud):
    vpc, gateway = cloud.vpc(), cloud.create(aws.VPN_GATEWAY)
    cloud.create(aws.VPN_GATEWAY_ATTACHMENT, vpcId=vpc.id, vpnGatewayId=gateway.id)
    inline = cloud.create(aws.VPN_GATEWAY, vpcId=cloud.vpc("10.30.0.0/16").id)
    token = "aws:ec2/getVpnGateway:getVpnGateway"
    assert ask(cloud, token, id=gateway.id)["attachedVpcId"] == vpc.id
    assert ask(cloud, token, attachedVpcId=vpc.id)["id"] == gateway.id
    assert ask(cloud, token, attachedVpcId=inline.properties["vpcId"])["id"] == inline.id


def test_a_key_is_found_by_id_arn_and_alias(cloud):
    key = cloud.create(aws.KEY)
    cloud.create(aws.ALIAS, name="alias/drs", targetKeyId=key.id)
    for name in (key.id, key.properties["arn"], "alias/drs"):
        assert ask(cloud, "aws:kms/getKey:getKey", keyId=name)["id"] == key.id


def test_account_region_partition_and_zones_are_the_providers(cloud):
    assert ask(cloud, "aws:index/getCallerIdentity:getCallerIdentity")["accountId"] == ACCOUNT
    assert ask(cloud, "aws:index/getRegion:getRegion")["region"] == REGION
    assert ask(cloud, "aws:index/getPartition:getPartition")["reverseDnsPrefix"] == "com.amazonaws"
    zones = ask(cloud, "aws:index/getAvailabilityZones:getAvailabilityZones", state="available")
    assert (zones["names"][0], zones["zoneIds"][0]) == ("eu-central-1a", "euc1-az1")


@pytest.mark.parametrize(
    ("token", "arguments", "code"),
    [
        ("aws:ec2/getVpc:getVpc", {"id": "vpc-0123456789abcdef0"}, "InvalidVpcID.NotFound"),
        ("aws:iam/getRole:getRole", {"name": "nobody"}, "NoSuchEntity"),
        ("aws:kms/getKey:getKey", {"keyId": "alias/none"}, "NotFoundException"),
        ("azure-native:resources:getResourceGroup", {"resourceGroupName": "none"}, "ResourceGroupNotFound"),
        (
            "azure-native:network:getNatGateway", {"resourceGroupName": "rg-primary", "natGatewayName": "none"},
            "ResourceNotFound",
        ),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_with_the_clouds_code(cloud, token, arguments, code):
    cloud.group()
    with pytest.raises(CloudError) as refused:
        ask(cloud, token, **arguments)
    assert refused.value.code == code


def test_two_answers_are_no_answer(cloud):
    cloud.vpc(tags={"a": "1"})
    cloud.vpc("10.30.0.0/16", tags={"a": "1"})
    with pytest.raises(CloudError, match="MultipleResults"):
        ask(cloud, "aws:ec2/getVpc:getVpc", tags={"a": "1"})
