"""A passing and a refused call for every rule of AWS transit gateways: `rule: (passes, is refused)`."""

from dataclasses import replace

from lifeboat.sandbox.clouds.aws import tokens as aws

OTHER_ACCOUNT = "444455556666"
NO_DEFAULTS = {"defaultRouteTableAssociation": "disable", "defaultRouteTablePropagation": "disable"}


def shared_gateway(cloud, **more):
    """A transit gateway of another account, as a network account shares it."""
    row = replace(cloud.transit_gateway(**more), account=OTHER_ACCOUNT)
    cloud.put(row)
    return row


def two_subnets(cloud, *zones):
    vpc = cloud.vpc()
    subnets = [
        cloud.subnet(f"10.20.{place}.0/24", vpc, availabilityZone=f"eu-central-1{zone}")
        for place, zone in enumerate(zones)
    ]
    return cloud.transit_attachment(vpc=vpc, subnets=subnets)


def subnet_of(own):
    def run(cloud):
        mine, other = cloud.vpc(), cloud.vpc("10.30.0.0/16")
        place = cloud.subnet("10.20.1.0/24", mine) if own else cloud.subnet("10.30.1.0/24", other)
        return cloud.transit_attachment(vpc=mine, subnets=[place])

    return run


def attached_twice(to_one_gateway):
    def run(cloud):
        vpc, gateway = cloud.vpc(), cloud.transit_gateway()
        subnets = [cloud.subnet(vpc=vpc)]
        cloud.transit_attachment(gateway, vpc, subnets)
        return cloud.transit_attachment(gateway if to_one_gateway else cloud.transit_gateway(), vpc, subnets)

    return run


def changed_asn(connected):
    def run(cloud):
        gateway = cloud.transit_gateway()
        if connected:
            cloud.transit_connection(gateway)
        cloud.transit_attachment(gateway)
        return cloud.update(gateway, amazonSideAsn=64600)

    return run


def switched_on(associated):
    """The default association of an attachment is switched on, with or without another association in its way."""

    def run(cloud):
        gateway = cloud.transit_gateway()
        attachment = cloud.transit_attachment(gateway, transitGatewayDefaultRouteTableAssociation=False)
        if associated:
            use(aws.TRANSIT_ASSOCIATION, cloud, attachment, table(cloud, gateway))
        return cloud.update(attachment, transitGatewayDefaultRouteTableAssociation=True)

    return run


def accept(pending):
    def run(cloud):
        gateway = shared_gateway(cloud) if pending else cloud.transit_gateway()
        attachment = cloud.transit_attachment(gateway)
        return cloud.create(aws.TRANSIT_ACCEPTER, transitGatewayAttachmentId=attachment.id)

    return run


def table(cloud, gateway):
    return cloud.create(aws.TRANSIT_ROUTE_TABLE, transitGatewayId=gateway.id)


def use(token, cloud, attachment, route_table, **more):
    pair = {"transitGatewayAttachmentId": attachment.id, "transitGatewayRouteTableId": route_table.id}
    return cloud.create(token, **pair, **more)


def own_table(token, **options):
    """An attachment uses a route table of its own; whether the default is in the way is the gateway's option."""

    def run(cloud):
        gateway = cloud.transit_gateway(**options)
        return use(token, cloud, cloud.transit_attachment(gateway), table(cloud, gateway))

    return run


def propagated(times):
    def run(cloud):
        gateway = cloud.transit_gateway()
        attachment, own = cloud.transit_attachment(gateway), table(cloud, gateway)
        for _ in range(times):
            use(aws.TRANSIT_PROPAGATION, cloud, attachment, own)

    return run


def of_gateway(token, own):
    def run(cloud):
        gateway = cloud.transit_gateway(**NO_DEFAULTS)
        holder = gateway if own else cloud.transit_gateway()
        route = {"destinationCidrBlock": "10.10.0.0/16"} if token == aws.TRANSIT_ROUTE else {}
        return use(token, cloud, cloud.transit_attachment(gateway), table(cloud, holder), **route)

    return run


def routes(*blocks, **target):
    def run(cloud):
        gateway = cloud.transit_gateway()
        for block in blocks:
            wanted = {"transitGatewayRouteTableId": cloud.default_table(gateway), "destinationCidrBlock": block}
            cloud.create(aws.TRANSIT_ROUTE, **wanted, **target)

    return run


def deleted_table(default):
    def run(cloud):
        gateway = cloud.transit_gateway()
        made = table(cloud, gateway)
        cloud.delete(cloud.get(aws.TRANSIT_ROUTE_TABLE, cloud.default_table(gateway)) if default else made)

    return run


def vpc_route(attached, inline=False, **options):
    def run(cloud):
        vpc, gateway = cloud.vpc(), shared_gateway(cloud, **options) if options else cloud.transit_gateway()
        if attached:
            cloud.transit_attachment(gateway, vpc)
        target = {"transitGatewayId": gateway.id}
        if inline:
            return cloud.create(aws.ROUTE_TABLE, vpcId=vpc.id, routes=[{"cidrBlock": "10.10.0.0/16", **target}])
        main = vpc.properties["mainRouteTableId"]
        return cloud.create(aws.ROUTE, routeTableId=main, destinationCidrBlock="10.10.0.0/16", **target)

    return run


CASES = {
    "aws-transit-gateway-asn": (
        lambda c: c.transit_gateway(amazonSideAsn=4200000000),
        lambda c: c.transit_gateway(amazonSideAsn=65535),
    ),
    "aws-transit-gateway-asn-in-use": (changed_asn(connected=False), changed_asn(connected=True)),
    "aws-transit-attachment-duplicate": (attached_twice(to_one_gateway=False), attached_twice(to_one_gateway=True)),
    "aws-transit-attachment-subnet-elsewhere": (subnet_of(own=True), subnet_of(own=False)),
    "aws-transit-attachment-zones": (lambda c: two_subnets(c, "a", "b"), lambda c: two_subnets(c, "a", "a")),
    "aws-transit-attachment-default-taken": (switched_on(associated=False), switched_on(associated=True)),
    "aws-transit-accepter-not-pending": (accept(pending=True), accept(pending=False)),
    "aws-transit-association-taken": (
        own_table(aws.TRANSIT_ASSOCIATION, defaultRouteTableAssociation="disable"),
        own_table(aws.TRANSIT_ASSOCIATION),
    ),
    "aws-transit-propagation-duplicate": (propagated(1), propagated(2)),
    **{
        f"aws-transit-{kind}-elsewhere": (of_gateway(token, own=True), of_gateway(token, own=False))
        for kind, token in {
            "association": aws.TRANSIT_ASSOCIATION,
            "propagation": aws.TRANSIT_PROPAGATION,
            "route": aws.TRANSIT_ROUTE,
        }.items()
    },
    "aws-transit-route-duplicate": (
        routes("10.10.0.0/16", "10.11.0.0/16", blackhole=True),
        routes("10.10.0.0/16", "10.10.0.0/16", blackhole=True),
    ),
    "aws-transit-route-target": (routes("10.10.0.0/16", blackhole=True), routes("10.10.0.0/16")),
    "aws-transit-table-default": (deleted_table(default=False), deleted_table(default=True)),
    "aws-route-transit-not-attached": (
        vpc_route(attached=True, autoAcceptSharedAttachments="enable"),
        vpc_route(attached=True, autoAcceptSharedAttachments="disable"),
    ),
    "aws-route-table-transit-not-attached": (
        vpc_route(attached=True, inline=True),
        vpc_route(attached=False, inline=True),
    ),
    "aws-api-vpcattachment": (lambda c: c.transit_attachment(), lambda c: c.transit_attachment(subnetIds=None)),
}
