"""A passing and a refused call for flow logs, DHCP options and Instance Connect: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.aws import tokens as aws

FLOW_LOGS = "vpc-flow-logs.amazonaws.com"
GROUP = "arn:aws:logs:eu-central-1:111122223333:log-group:flow"


def flow_log(cloud, service=FLOW_LOGS, times=1, **more):
    vpc = cloud.vpc()
    for time in range(times):
        wanted = {
            "vpcId": vpc.id,
            "iamRoleArn": cloud.role(f"flow-{time}", service).properties["arn"],
            "logDestination": GROUP,
            "trafficType": "ALL",
        }
        cloud.create(aws.FLOW_LOG, **{**wanted, **more})


def two_of_one_vpc(cloud, second):
    vpc = cloud.vpc()
    role = cloud.role("flow", FLOW_LOGS).properties["arn"]
    for destination in (GROUP, second):
        cloud.create(aws.FLOW_LOG, vpcId=vpc.id, iamRoleArn=role, logDestination=destination, trafficType="ALL")


def options(**given):
    return lambda cloud: cloud.create(aws.DHCP_OPTIONS, **given)


def instance_connect(groups):
    def run(cloud):
        vpc = cloud.vpc()
        made = [cloud.create(aws.SECURITY_GROUP, f"g{n}", vpcId=vpc.id).id for n in range(groups)]
        cloud.create(aws.INSTANCE_CONNECT_ENDPOINT, subnetId=cloud.subnet(vpc=vpc).id, securityGroupIds=made)

    return run


def reservation(kind):
    return lambda cloud: cloud.create(
        aws.SUBNET_RESERVATION, subnetId=cloud.subnet().id, cidrBlock="10.20.0.14/32", reservationType=kind
    )


ADDRESSES = [f"10.20.0.{host}" for host in range(10, 15)]

CASES = {
    "aws-flow-log-of-one": (flow_log, lambda c: flow_log(c, vpcId=None)),
    "aws-flow-log-traffic": (lambda c: flow_log(c, trafficType="REJECT"), lambda c: flow_log(c, trafficType=None)),
    "aws-flow-log-interval": (
        lambda c: flow_log(c, maxAggregationInterval=60),
        lambda c: flow_log(c, maxAggregationInterval=300),
    ),
    "aws-flow-log-without-role": (
        lambda c: flow_log(c, logDestinationType="s3", logDestination="arn:aws:s3:::flow", iamRoleArn=None),
        lambda c: flow_log(c, iamRoleArn=None),
    ),
    "aws-flow-log-role": (flow_log, lambda c: flow_log(c, "ec2.amazonaws.com")),
    "aws-flow-log-duplicate": (
        lambda c: two_of_one_vpc(c, f"{GROUP}-2"),
        lambda c: two_of_one_vpc(c, GROUP),
    ),
    "aws-dhcp-options-none": (options(domainName="corp.example.com"), options()),
    "aws-dhcp-options-servers": (
        options(domainNameServers=ADDRESSES[:4], ntpServers=["2001:db8::1", *ADDRESSES[:4]]),
        options(domainNameServers=ADDRESSES),
    ),
    "aws-api-subnetcidrreservation": (reservation("explicit"), reservation("static")),
    "aws-api-instanceconnectendpoint": (instance_connect(16), instance_connect(17)),
}
