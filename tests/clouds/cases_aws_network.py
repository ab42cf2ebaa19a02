"""A passing and a refused call for every rule of AWS networks and security groups: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.aws import tokens as aws


def internet(cloud, vpc):
    return cloud.create(aws.INTERNET_GATEWAY, vpcId=vpc.id)


def nat(cloud, with_internet=True, **more):
    subnet = cloud.subnet()
    if with_internet:
        internet(cloud, cloud.rows(aws.VPC)[0])
    address = more.pop("allocationId", cloud.create(aws.EIP).id)
    return cloud.create(aws.NAT_GATEWAY, subnetId=subnet.id, allocationId=address, **more)


def one_address_twice(cloud):
    first = nat(cloud)
    return cloud.create(
        aws.NAT_GATEWAY, subnetId=first.properties["subnetId"], allocationId=first.properties["allocationId"]
    )


def route(cloud, gateway=None, nat_id=None, inline=False):
    """A default route, inline or its own, in a table of a VPC with an internet gateway."""
    vpc = cloud.vpc()
    own = internet(cloud, vpc).id
    wanted = {"natGatewayId": nat_id} if nat_id else {"gatewayId": gateway or own}
    if inline:
        return cloud.create(aws.ROUTE_TABLE, vpcId=vpc.id, routes=[{"cidrBlock": "0.0.0.0/0", **wanted}])
    table = cloud.create(aws.ROUTE_TABLE, vpcId=vpc.id)
    return cloud.create(aws.ROUTE, routeTableId=table.id, destinationCidrBlock="0.0.0.0/0", **wanted)


def foreign_route(inline):
    return lambda cloud: route(cloud, internet(cloud, cloud.vpc("10.30.0.0/16")).id, inline=inline)


def second_route(destination):
    def run(cloud):
        first = route(cloud).properties
        return cloud.create(
            aws.ROUTE,
            routeTableId=first["routeTableId"],
            gatewayId=first["gatewayId"],
            destinationCidrBlock=destination,
        )

    return run


def association(cloud, times=1, elsewhere=False):
    vpc = cloud.vpc()
    subnet = cloud.subnet(vpc=vpc)
    table = cloud.create(aws.ROUTE_TABLE, vpcId=(cloud.vpc("10.30.0.0/16") if elsewhere else vpc).id)
    for _ in range(times):
        cloud.create(aws.ROUTE_TABLE_ASSOCIATION, subnetId=subnet.id, routeTableId=table.id)


def groups(cloud, *names, **more):
    vpc = cloud.vpc()
    return [cloud.create(aws.SECURITY_GROUP, vpcId=vpc.id, name=name, **more) for name in names]


def rules(token, *ranges, **more):
    def run(cloud):
        group = groups(cloud, "example")[0]
        for cidr in ranges:
            cloud.create(
                token, securityGroupId=group.id, ipProtocol="tcp", fromPort=1500, toPort=1500, cidrIpv4=cidr, **more
            )

    return run


def classic(*ranges):
    def run(cloud):
        group = groups(cloud, "example")[0]
        for cidr in ranges:
            cloud.create(
                aws.SECURITY_GROUP_RULE,
                securityGroupId=group.id,
                type="ingress",
                protocol="tcp",
                fromPort=443,
                toPort=443,
                cidrBlocks=[cidr],
            )

    return run


CASES = {
    "aws-vpc-size": (lambda c: c.vpc("10.20.0.0/16"), lambda c: c.vpc("10.0.0.0/15")),
    "aws-subnet-size": (lambda c: c.subnet("10.20.0.0/28"), lambda c: c.subnet("10.20.0.0/29")),
    "aws-subnet-outside-vpc": (lambda c: c.subnet("10.20.9.0/24"), lambda c: c.subnet("10.21.9.0/24")),
    "aws-subnet-overlap": (
        lambda c: (c.subnet("10.20.1.0/24"), c.subnet("10.20.1.0/24")),  # two VPCs
        lambda c: (c.subnet("10.20.1.0/24"), c.subnet("10.20.1.128/25", c.rows(aws.VPC)[0])),
    ),
    "aws-subnet-zone": (
        lambda c: c.subnet(availabilityZone="eu-central-1b"),
        lambda c: c.subnet(availabilityZone="eu-west-1a"),
    ),
    "aws-internet-gateway-second": (
        lambda c: [internet(c, c.vpc()) for _ in "ab"],
        lambda c: [internet(c, v) for v in [c.vpc()] * 2],
    ),
    "aws-nat-without-address": (nat, lambda c: nat(c, allocationId=None)),
    "aws-nat-without-internet-gateway": (nat, lambda c: nat(c, with_internet=False)),
    "aws-nat-address-taken": (nat, one_address_twice),
    "aws-route-gateway-missing": (route, lambda c: route(c, "igw-0123456789abcdef0")),
    "aws-route-gateway-elsewhere": (route, foreign_route(inline=False)),
    "aws-route-nat-missing": (lambda c: route(c, nat_id=nat(c).id), lambda c: route(c, nat_id="nat-0123456789abcdef0")),
    "aws-route-table-gateway-missing": (
        lambda c: route(c, inline=True),
        lambda c: route(c, "vgw-0123456789abcdef0", inline=True),
    ),
    "aws-route-table-gateway-elsewhere": (lambda c: route(c, inline=True), foreign_route(inline=True)),
    "aws-route-table-nat-missing": (
        lambda c: route(c, nat_id=nat(c).id, inline=True),
        lambda c: route(c, nat_id="nat-0123456789abcdef0", inline=True),
    ),
    "aws-route-duplicate": (second_route("10.10.0.0/16"), second_route("0.0.0.0/0")),
    "aws-association-taken": (association, lambda c: association(c, times=2)),
    "aws-association-elsewhere": (association, lambda c: association(c, elsewhere=True)),
    "aws-group-duplicate": (lambda c: groups(c, "a", "b"), lambda c: groups(c, "a", "A")),
    "aws-group-name": (lambda c: groups(c, "staging sg-1"), lambda c: groups(c, "sg-staging")),
    "aws-group-description": (
        lambda c: groups(c, "a", description="In 1500, out 443"),
        lambda c: groups(c, "a", description="In > 1500"),
    ),
    "aws-ingress-duplicate": (
        rules(aws.INGRESS_RULE, "10.10.0.0/16", "10.11.0.0/16"),
        rules(aws.INGRESS_RULE, *["10.10.0.0/16"] * 2),
    ),
    "aws-ingress-one-source": (
        rules(aws.INGRESS_RULE, "10.10.0.0/16"),
        rules(aws.INGRESS_RULE, "10.10.0.0/16", prefixListId="pl-1"),
    ),
    "aws-ingress-description": (
        rules(aws.INGRESS_RULE, "10.10.0.0/16", description="agents"),
        rules(aws.INGRESS_RULE, "10.10.0.0/16", description="agents' data"),
    ),
    "aws-egress-duplicate": (
        rules(aws.EGRESS_RULE, "10.10.0.0/16", "10.11.0.0/16"),
        rules(aws.EGRESS_RULE, *["10.10.0.0/16"] * 2),
    ),
    "aws-egress-one-source": (rules(aws.EGRESS_RULE, "10.10.0.0/16"), rules(aws.EGRESS_RULE, None)),
    "aws-egress-description": (
        rules(aws.EGRESS_RULE, "10.10.0.0/16", description="DNS"),
        rules(aws.EGRESS_RULE, "10.10.0.0/16", description="a" * 256),
    ),
    "aws-group-rule-duplicate": (classic("10.10.0.0/16", "10.11.0.0/16"), classic("10.10.0.0/16", "10.10.0.0/16")),
    "aws-api-vpc": (lambda c: c.vpc(instanceTenancy="dedicated"), lambda c: c.vpc(instanceTenancy="shared")),
    "aws-api-subnet": (lambda c: c.subnet(), lambda c: c.subnet(availabilityZoneId=1)),
    "aws-api-natgateway": (nat, lambda c: nat(c, connectivityType="open")),
    "aws-api-securitygroup": (lambda c: groups(c, "a"), lambda c: groups(c, "a", description=None)),
}
