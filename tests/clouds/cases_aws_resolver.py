"""A passing and a refused call for every rule of Route 53 Resolver endpoints: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.aws import tokens as aws


def endpoint(cloud, *addresses, networks=1, **more):
    """An inbound endpoint with an address in a subnet each; the subnets are 10.20.0.0/24, 10.20.1.0/24 ..."""
    vpcs = cloud.rows(aws.VPC) or [cloud.vpc() for _ in range(networks)]
    group = cloud.create(aws.SECURITY_GROUP, vpcId=vpcs[0].id)
    places = []
    for number, address in enumerate(addresses):
        cidr, vpc = f"10.20.{number}.0/24", vpcs[number % len(vpcs)]
        held = (row for row in cloud.rows(aws.SUBNET) if row.properties["cidrBlock"] == cidr)
        subnet = next(held, None) or cloud.subnet(cidr, vpc)
        places.append({"subnetId": subnet.id, "ip": address})
    wanted = {"direction": "INBOUND", "ipAddresses": places, "securityGroupIds": [group.id], **more}
    return cloud.create(aws.RESOLVER_ENDPOINT, "resolver", **wanted)


def twice(cloud, second):
    endpoint(cloud, "10.20.0.254", "10.20.1.254")
    endpoint(cloud, second, "10.20.1.253")


CASES = {
    "aws-resolver-one-address": (lambda c: endpoint(c, None, None), lambda c: endpoint(c, None)),
    "aws-resolver-two-networks": (
        lambda c: endpoint(c, None, None),
        lambda c: endpoint(c, None, None, networks=2),
    ),
    "aws-resolver-address-outside": (
        lambda c: endpoint(c, "10.20.0.254", "10.20.1.4"),
        lambda c: endpoint(c, "10.20.0.255", "10.20.1.4"),
    ),
    "aws-resolver-address-taken": (lambda c: twice(c, "10.20.0.253"), lambda c: twice(c, "10.20.0.254")),
    "aws-resolver-direction": (
        lambda c: endpoint(c, None, None),
        lambda c: endpoint(c, None, None, direction="SIDEWAYS"),
    ),
}
