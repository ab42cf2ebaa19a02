"""Flow logs, DHCP options and Instance Connect endpoints behave as AWS's do."""

import pytest

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.network_options import LOG_FORMAT
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.cases_aws_network_options import FLOW_LOGS, GROUP


def flow_log(cloud, vpc):
    role = cloud.role("flow", FLOW_LOGS).properties["arn"]
    return cloud.create(aws.FLOW_LOG, vpcId=vpc.id, iamRoleArn=role, logDestination=GROUP, trafficType="ALL")


def test_a_flow_log_has_awss_format_and_ten_minutes_and_does_not_keep_its_vpc(cloud):
    vpc = cloud.vpc()
    log = flow_log(cloud, vpc)
    assert log.id.startswith("fl-0")
    assert log.properties["logFormat"] == LOG_FORMAT
    assert log.properties["maxAggregationInterval"] == 600
    cloud.delete(vpc)


def test_a_flow_log_of_a_vpc_that_is_not_there_is_refused(cloud):
    vpc = cloud.vpc()
    cloud.delete(vpc)
    with pytest.raises(CloudError, match="InvalidVpcID"):
        flow_log(cloud, vpc)


def test_a_vpc_uses_the_set_it_is_associated_with_and_awss_own_afterwards(cloud):
    vpc = cloud.vpc()
    first, second = (cloud.create(aws.DHCP_OPTIONS, domainName=f"{name}.example.com") for name in ("one", "two"))
    use = cloud.create(aws.DHCP_OPTIONS_ASSOCIATION, vpcId=vpc.id, dhcpOptionsId=first.id)
    assert use.id == f"{first.id}-{vpc.id}"

    def used():
        return cloud.get(aws.VPC, vpc.id).properties["dhcpOptionsId"]

    assert used() == first.id
    use = cloud.update(use, dhcpOptionsId=second.id)
    assert used() == second.id
    cloud.delete(use)
    assert used() == "default"


def test_a_set_of_options_is_not_deleted_while_a_vpc_uses_it(cloud):
    vpc = cloud.vpc()
    options = cloud.create(aws.DHCP_OPTIONS, domainName="corp.example.com")
    use = cloud.create(aws.DHCP_OPTIONS_ASSOCIATION, vpcId=vpc.id, dhcpOptionsId=options.id)
    with pytest.raises(CloudError, match="DependencyViolation"):
        cloud.delete(options)
    cloud.delete(use)
    cloud.delete(options)


def test_an_instance_connect_endpoint_is_of_its_subnets_vpc_and_has_its_default_group_without_another(cloud):
    vpc = cloud.vpc()
    made = cloud.create(aws.INSTANCE_CONNECT_ENDPOINT, subnetId=cloud.subnet(vpc=vpc).id)
    assert made.id.startswith("eice-0")
    assert made.properties["vpcId"] == vpc.id
    assert made.properties["securityGroupIds"] == [vpc.properties["defaultSecurityGroupId"]]
    assert made.properties["preserveClientIp"] is True, "the provider's default, unlike EC2's own"


def test_neither_its_subnet_nor_its_group_goes_before_an_instance_connect_endpoint(cloud):
    vpc = cloud.vpc()
    group = cloud.create(aws.SECURITY_GROUP, vpcId=vpc.id)
    made = cloud.create(aws.INSTANCE_CONNECT_ENDPOINT, subnetId=cloud.subnet(vpc=vpc).id, securityGroupIds=[group.id])
    for row in (group, cloud.rows(aws.SUBNET)[0]):
        with pytest.raises(CloudError, match="DependencyViolation"):
            cloud.delete(row)
    cloud.delete(made)
    cloud.delete(group)
