"""A passing and a refused call for every rule of VPC endpoints: `rule: (passes, is refused)`."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws
from tests.clouds.simulator import REGION


def service(name, region=REGION):
    return f"com.amazonaws.{region}.{name}"


def network(cloud, **more):
    held = cloud.rows(aws.VPC)
    return held[0] if held else cloud.vpc(**{"enableDnsHostnames": True, **more})


def subnet(cloud, zone="a"):
    held = len(cloud.rows(aws.SUBNET))
    return cloud.subnet(f"10.20.{held}.0/24", network(cloud), availabilityZone=f"{REGION}{zone}").id


def gateway(cloud, name="s3", **more):
    wanted = {"vpcId": network(cloud).id, "serviceName": service(name), **more}
    return cloud.create(aws.VPC_ENDPOINT, "gateway", **wanted)


def interface(cloud, name="drs", zones="a", vpc=None, **more):
    place = vpc or network(cloud)
    wanted = {"vpcId": place.id, "serviceName": service(name), "vpcEndpointType": "Interface", **more}
    return cloud.create(
        aws.VPC_ENDPOINT, "interface", **{"subnetIds": [subnet(cloud, zone) for zone in zones], **wanted}
    )


def table(cloud):
    return cloud.create(aws.ROUTE_TABLE, vpcId=network(cloud).id).id


def two_gateways(cloud, same_table):
    first = table(cloud)
    gateway(cloud, routeTableIds=[first])
    gateway(cloud, routeTableIds=[first if same_table else table(cloud)])


def private(cloud, *names, **vpc):
    network(cloud, **vpc)
    return [interface(cloud, name, privateDnsEnabled=True) for name in names]


def inbound_only(cloud, gateway_first):
    if gateway_first:
        gateway(cloud)
    options = {"privateDnsOnlyForInboundResolverEndpoint": True}
    interface(cloud, "s3", privateDnsEnabled=True, dnsOptions=options)


POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})

CASES = {
    "aws-endpoint-service-name": (
        lambda c: interface(c, serviceName=service("drs")),
        lambda c: interface(c, serviceName=service("drs", "eu-west-1")),
    ),
    "aws-endpoint-service-type": (gateway, lambda c: gateway(c, "drs")),
    "aws-endpoint-tables-of-interface": (
        lambda c: gateway(c, routeTableIds=[table(c)]),
        lambda c: interface(c, "s3", routeTableIds=[table(c)]),
    ),
    "aws-endpoint-subnets-of-gateway": (gateway, lambda c: gateway(c, subnetIds=[subnet(c)])),
    "aws-endpoint-inbound-only-of-gateway": (
        gateway,
        lambda c: gateway(c, dnsOptions={"privateDnsOnlyForInboundResolverEndpoint": True}),
    ),
    "aws-endpoint-dns-attributes": (
        lambda c: private(c, "drs"),
        lambda c: private(c, "drs", enableDnsHostnames=False),
    ),
    "aws-endpoint-private-dns-twice": (lambda c: private(c, "drs", "sts"), lambda c: private(c, "drs", "drs")),
    "aws-endpoint-inbound-only-without-gateway": (lambda c: inbound_only(c, True), lambda c: inbound_only(c, False)),
    "aws-endpoint-subnets-in-one-zone": (lambda c: interface(c, zones="ab"), lambda c: interface(c, zones="aa")),
    "aws-endpoint-route-exists": (lambda c: two_gateways(c, False), lambda c: two_gateways(c, True)),
    "aws-endpoint-policy": (lambda c: gateway(c, policy=POLICY), lambda c: gateway(c, policy="allow everything")),
    "aws-api-vpcendpoint": (gateway, lambda c: gateway(c, vpcEndpointType="Door")),
}
