"""Lookups answer what exists and refuse with the cloud's code what does not."""

import re
from dataclasses import replace

import pytest

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.simulator import ACCOUNT, REGION, SUBSCRIPTION
from tests.clouds.test_catalog import sdk_folder, snake

RESULT = re.compile(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n\s+def (\w+)\(self\) ->')


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


@pytest.mark.parametrize(
    ("planted", "seen"),
    [({}, (True, False)), ({"enableDnsSupport": False, "enableDnsHostnames": True}, (False, True))],
)
def test_a_planted_vpc_has_awss_dns_attributes(cloud, planted, seen):
    """EC2 API Reference, ModifyVpcAttribute: names are looked up unless told otherwise, host names are not given."""
    vpc = cloud.vpc()
    kept = {key: each for key, each in vpc.properties.items() if not key.startswith("enableDns")}
    cloud.put(replace(vpc, properties={**kept, **planted}))
    answer = ask(cloud, "aws:ec2/getVpc:getVpc", id=vpc.id)
    assert (answer["enableDnsSupport"], answer["enableDnsHostnames"]) == seen


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


def sdk_result(name):
    """The members of a result class of pulumi_aws, read from its source: importing the SDK takes seconds."""
    module, function = name.split(":")[1].split("/")[0], snake(name.rsplit(":", 1)[-1])
    source = (sdk_folder("aws") / module / f"{function}.py").read_text(encoding="utf-8")
    return {wire or plain for wire, plain in RESULT.findall(source.split("class Awaitable", maxsplit=1)[0])}


def test_the_networks_lookups_answer_every_member_of_the_sdks_result(cloud):
    attachment = cloud.transit_attachment()
    vpc, group = attachment.properties["vpcId"], cloud.rows(aws.DEFAULT_SECURITY_GROUP)[0]
    table = cloud.create(aws.ROUTE_TABLE, vpcId=vpc)
    asked = {
        "aws:ec2transitgateway/getTransitGateway:getTransitGateway": attachment.properties["transitGatewayId"],
        "aws:ec2transitgateway/getVpcAttachment:getVpcAttachment": attachment.id,
        "aws:ec2/getCustomerGateway:getCustomerGateway": cloud.customer_gateway().id,
        "aws:ec2/getSecurityGroup:getSecurityGroup": group.id,
        "aws:ec2/getRouteTable:getRouteTable": table.id,
    }
    for token, name in asked.items():
        given = {"routeTableId": name} if "RouteTable" in token else {"id": name}
        answer = ask(cloud, token, **given)
        assert sdk_result(token) - {"filters"} <= set(answer), token
        assert not [key for key, value in answer.items() if value is None], token


def test_a_transit_gateway_and_a_customer_gateway_are_found_by_their_numbers(cloud):
    cloud.transit_gateway()
    gateway = cloud.transit_gateway(amazonSideAsn=64600, tags={"Name": "hub"})
    customer = cloud.customer_gateway(bgpAsn="65010")
    filters = [{"name": "options.amazon-side-asn", "values": ["64600"]}]
    found = ask(cloud, "aws:ec2transitgateway/getTransitGateway:getTransitGateway", filters=filters)
    assert (found["id"], found["amazonSideAsn"], found["tags"]) == (gateway.id, 64600, {"Name": "hub"})
    assert found["associationDefaultRouteTableId"] == cloud.default_table(gateway)
    wanted = [{"name": "ip-address", "values": ["203.0.113.10"]}]
    answer = ask(cloud, "aws:ec2/getCustomerGateway:getCustomerGateway", filters=wanted)
    assert (answer["id"], answer["bgpAsn"], answer["bgpAsnExtended"]) == (customer.id, 65010, 0)


def test_an_attachment_is_found_by_gateway_and_vpc(cloud):
    gateway = cloud.transit_gateway()
    made = cloud.transit_attachment(gateway)
    cloud.transit_attachment(gateway, cloud.vpc("10.30.0.0/16"), [cloud.subnet("10.30.1.0/24", cloud.rows(aws.VPC)[1])])
    wanted = [
        {"name": "transit-gateway-id", "values": [gateway.id]},
        {"name": "vpc-id", "values": [made.properties["vpcId"]]},
    ]
    token = "aws:ec2transitgateway/getVpcAttachment:getVpcAttachment"
    assert ask(cloud, token, filters=wanted)["id"] == made.id


def test_a_route_table_is_found_by_subnet_and_lists_its_routes_and_associations(cloud):
    attachment = cloud.transit_attachment()
    vpc, gateway = attachment.properties["vpcId"], attachment.properties["transitGatewayId"]
    inline = [{"cidrBlock": "10.11.0.0/16", "transitGatewayId": gateway}]
    table = cloud.create(aws.ROUTE_TABLE, vpcId=vpc, routes=inline)
    cloud.create(aws.ROUTE, routeTableId=table.id, destinationCidrBlock="10.10.0.0/16", transitGatewayId=gateway)
    subnet = attachment.properties["subnetIds"][0]
    joined = cloud.create(aws.ROUTE_TABLE_ASSOCIATION, subnetId=subnet, routeTableId=table.id)
    found = ask(cloud, "aws:ec2/getRouteTable:getRouteTable", subnetId=subnet)
    assert (found["routeTableId"], found["vpcId"]) == (table.id, vpc)
    assert [(each["cidrBlock"], each["transitGatewayId"]) for each in found["routes"]] == [
        ("10.11.0.0/16", gateway),
        ("10.10.0.0/16", gateway),
    ]
    assert [each["routeTableAssociationId"] for each in found["associations"]] == [joined.id]
    main = cloud.get(aws.VPC, vpc).properties["mainRouteTableId"]
    assert ask(cloud, "aws:ec2/getRouteTable:getRouteTable", routeTableId=main)["associations"][0]["main"] is True


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
        (
            "aws:ec2transitgateway/getTransitGateway:getTransitGateway", {"id": "tgw-0123456789abcdef0"},
            "InvalidTransitGatewayID.NotFound",
        ),
        ("aws:ec2/getRouteTable:getRouteTable", {"subnetId": "subnet-0aa"}, "InvalidRouteTableID.NotFound"),
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


def test_an_instance_profile_is_found_with_the_role_in_it(cloud):
    token = "aws:iam/getInstanceProfile:getInstanceProfile"
    role = cloud.role("web-role", path="/servers/")
    with pytest.raises(CloudError, match="NoSuchEntity"):
        ask(cloud, token, name="web")
    profile = cloud.create(aws.INSTANCE_PROFILE, name="web", role=role.id)
    found = ask(cloud, token, name="web")
    assert (found["arn"], found["roleArn"]) == (profile.properties["arn"], role.properties["arn"])
    assert set(found) == sdk_result(token)
    assert ask(cloud, token, name=cloud.create(aws.INSTANCE_PROFILE, name="empty").id)["roleArn"] == ""
