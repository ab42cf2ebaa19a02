"""A passing and a refused call for every rule of AWS VPN: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.aws import tokens as aws


def vgw(cloud, **more):
    return cloud.create(aws.VPN_GATEWAY, **more)


def two_gateways(one_vpc):
    def run(cloud):
        first = cloud.vpc()
        vgw(cloud, vpcId=first.id)
        return vgw(cloud, vpcId=(first if one_vpc else cloud.vpc("10.30.0.0/16")).id)

    return run


def attach(cloud, gateway, vpc):
    return cloud.create(aws.VPN_GATEWAY_ATTACHMENT, vpnGatewayId=gateway.id, vpcId=vpc.id)


def attach_second(cloud):
    vpc = cloud.vpc()
    attach(cloud, vgw(cloud), vpc)
    return attach(cloud, vgw(cloud), vpc)


def attach_elsewhere(cloud):
    gateway = vgw(cloud)
    attach(cloud, gateway, cloud.vpc())
    return attach(cloud, gateway, cloud.vpc("10.30.0.0/16"))


def propagation(attached):
    def run(cloud):
        vpc, gateway = cloud.vpc(), vgw(cloud)
        if attached:
            attach(cloud, gateway, vpc)
        table = vpc.properties["mainRouteTableId"]
        return cloud.create(aws.VPN_GATEWAY_ROUTE_PROPAGATION, routeTableId=table, vpnGatewayId=gateway.id)

    return run


def tunnel(**options):
    """A connection with options of tunnel 2, the one that is easily forgotten."""
    return lambda cloud: cloud.connection(**{f"tunnel2{name}": value for name, value in options.items()})


def second_connection(inside):
    def run(cloud):
        gateway = vgw(cloud)
        cloud.connection(gateway, tunnel1InsideCidr="169.254.21.0/30")
        other = cloud.customer_gateway(ipAddress="203.0.113.11")
        return cloud.connection(gateway, other, tunnel2InsideCidr=inside)

    return run


def bgp(customer_asn):
    return lambda cloud: cloud.connection(
        vgw(cloud, amazonSideAsn="64600"), cloud.customer_gateway(bgpAsn=customer_asn), staticRoutesOnly=False
    )


def static_route(static):
    def run(cloud):
        made = cloud.connection(staticRoutesOnly=static)
        return cloud.create(aws.VPN_CONNECTION_ROUTE, vpnConnectionId=made.id, destinationCidrBlock="10.10.0.0/16")

    return run


def full_gateway(connections):
    def run(cloud):
        gateway = vgw(cloud)
        for number in range(connections):
            cloud.connection(gateway, cloud.customer_gateway(ipAddress=f"203.0.113.{number + 1}"))

    return run


def move(with_routes):
    """A static connection goes from a virtual private gateway to a transit gateway."""

    def run(cloud):
        made = cloud.connection()
        if with_routes:
            cloud.create(aws.VPN_CONNECTION_ROUTE, vpnConnectionId=made.id, destinationCidrBlock="10.10.0.0/16")
        now = cloud.get(made.token, made.id)
        return cloud.update(now, vpnGatewayId=None, transitGatewayId=cloud.transit_gateway().id)

    return run


def routes_of(make, count=1):
    def run(cloud):
        made = make(cloud)
        for number in range(count):
            block = f"10.{number}.0.0/16"
            cloud.create(aws.VPN_CONNECTION_ROUTE, vpnConnectionId=made.id, destinationCidrBlock=block)

    return run


def started(**customer):
    return lambda cloud: cloud.connection(
        customer=cloud.create(aws.CUSTOMER_GATEWAY, type="ipsec.1", **customer),
        tunnel2StartupAction="start",
        tunnel2IkeVersions=["ikev2"],
    )


def logged(exists):
    def run(cloud):
        group = cloud.create(aws.LOG_GROUP, name="/aws/vendedlogs/vpn").properties["arn"]
        options = {"bgpLogEnabled": True, "bgpLogGroupArn": f"{group}:*" if exists else f"{group}-other"}
        return cloud.connection(tunnel2LogOptions={"cloudwatchLogOptions": options})

    return run


CASES = {
    "aws-customer-gateway-asn": (
        lambda c: c.customer_gateway(bgpAsn="2147483647"),
        lambda c: c.customer_gateway(bgpAsn="2147483648"),
    ),
    "aws-customer-gateway-two-asns": (
        lambda c: c.customer_gateway(bgpAsnExtended="4200000000"),
        lambda c: c.customer_gateway(bgpAsn="65000", bgpAsnExtended="4200000000"),
    ),
    "aws-customer-gateway-address": (
        lambda c: c.customer_gateway(),
        lambda c: c.customer_gateway(ipAddress="vpn.example.com"),
    ),
    "aws-vpn-gateway-asn": (lambda c: vgw(c, amazonSideAsn="65534"), lambda c: vgw(c, amazonSideAsn="65535")),
    "aws-vpn-gateway-second": (two_gateways(one_vpc=False), two_gateways(one_vpc=True)),
    "aws-attachment-second": (lambda c: attach(c, vgw(c), c.vpc()), attach_second),
    "aws-attachment-elsewhere": (lambda c: attach(c, vgw(c), c.vpc()), attach_elsewhere),
    "aws-propagation-not-attached": (propagation(attached=True), propagation(attached=False)),
    "aws-connection-target": (lambda c: c.connection(), lambda c: c.connection(vpnGatewayId=None)),
    "aws-connection-large-tunnel": (
        lambda c: c.connection(tunnelBandwidth="standard"),
        lambda c: c.connection(tunnelBandwidth="large"),
    ),
    "aws-connection-accelerated": (
        lambda c: c.transit_connection(enableAcceleration=True),
        lambda c: c.connection(enableAcceleration=True),
    ),
    "aws-connection-key-storage": (
        lambda c: c.connection(presharedKeyStorage="SecretsManager"),
        lambda c: c.connection(presharedKeyStorage="Vault"),
    ),
    "aws-connection-quota": (full_gateway(10), full_gateway(11)),
    "aws-connection-move-static": (move(with_routes=False), move(with_routes=True)),
    "aws-connection-route-transit": (
        routes_of(lambda c: c.connection()),
        routes_of(lambda c: c.transit_connection()),
    ),
    "aws-connection-route-quota": (
        routes_of(lambda c: c.connection(), 100),
        routes_of(lambda c: c.connection(), 101),
    ),
    "aws-connection-equal-asn": (bgp("65010"), bgp("64600")),
    "aws-connection-route-dynamic": (static_route(static=True), static_route(static=False)),
    "aws-tunnel-inside-size": (tunnel(InsideCidr="169.254.21.0/30"), tunnel(InsideCidr="169.254.21.0/29")),
    "aws-tunnel-inside-range": (tunnel(InsideCidr="169.254.22.4/30"), tunnel(InsideCidr="10.0.0.0/30")),
    "aws-tunnel-inside-reserved": (tunnel(InsideCidr="169.254.6.0/30"), tunnel(InsideCidr="169.254.169.252/30")),
    "aws-tunnel-inside-taken": (second_connection("169.254.21.4/30"), second_connection("169.254.21.0/30")),
    "aws-tunnel-key": (tunnel(PresharedKey="k234567."), tunnel(PresharedKey="0k345678")),
    "aws-tunnel-option-range": (tunnel(DpdTimeoutSeconds=30), tunnel(DpdTimeoutSeconds=9)),
    "aws-tunnel-option-choice": (tunnel(Phase1DhGroupNumbers=[20]), tunnel(Phase1DhGroupNumbers=[5])),
    "aws-tunnel-phases": (tunnel(Phase1LifetimeSeconds=3601), tunnel(Phase1LifetimeSeconds=3600)),
    "aws-tunnel-rekey-margin": (tunnel(RekeyMarginTimeSeconds=1800), tunnel(RekeyMarginTimeSeconds=1801)),
    "aws-tunnel-start": (
        tunnel(StartupAction="start", IkeVersions=["ikev2"]),
        tunnel(StartupAction="start", IkeVersions=["ikev1"]),
    ),
    "aws-tunnel-start-address": (started(ipAddress="203.0.113.10"), started(certificateArn="arn:aws:acm:example")),
    "aws-tunnel-log-group": (logged(exists=True), logged(exists=False)),
    "aws-api-customergateway": (lambda c: c.customer_gateway(), lambda c: c.customer_gateway(type="ipsec.2")),
    "aws-api-vpnconnection": (lambda c: c.connection(), lambda c: c.connection(type=None)),
}
