"""A passing and a refused call for every rule of Azure: `rule: (passes, is refused)`."""

from lifeboat.sandbox.clouds.azure import tokens as az

POLICY = {
    "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA384",
    "dhGroup": "ECP384",
    "ipsecEncryption": "GCMAES256",
    "ipsecIntegrity": "GCMAES256",
    "pfsGroup": "ECP384",
    "saLifeTimeSeconds": 3600,
    "saDataSizeKilobytes": 102400000,
}


def policy(**changes):
    """A connection with one IPsec policy that differs from the recommended one."""
    whole = {key: value for key, value in {**POLICY, **changes}.items() if value is not None}
    return lambda cloud: cloud.azure_connection(ipsecPolicies=[whole])


def rules(*priorities):
    """A security group with inbound rules of those priorities."""
    made = [{"name": f"r{number}", "direction": "Inbound", "priority": each} for number, each in enumerate(priorities)]
    return lambda cloud: cloud.create(az.NETWORK_SECURITY_GROUP, resourceGroupName=cloud.group(), securityRules=made)


def group_of_rules(cloud):
    return {"id": rules(100)(cloud).id}


def second_gateway(cloud, same_network):
    cloud.gateway()
    other = (
        cloud.rows(az.SUBNET)[0]
        if same_network
        else cloud.azure_subnet("10.11.0.0/27", vnet=cloud.vnet("10.11.0.0/24"))
    )
    return cloud.gateway(other)


def shrunk(prefix):
    def run(cloud):
        network = cloud.vnet("10.10.0.0/16", "10.11.0.0/16")
        cloud.azure_subnet("10.10.255.0/27", vnet=network)
        return cloud.update(network, addressSpace={"addressPrefixes": [prefix]})

    return run


def moved(gateway):
    """The gateway's subnet gets another range, and then one more beside it."""

    def run(cloud):
        place = cloud.azure_subnet("10.10.255.0/27")
        if gateway:
            cloud.gateway(place)
            cloud.update(place, addressPrefix=None, addressPrefixes=["10.10.255.0/27", "10.10.254.0/27"])
        return cloud.update(place, addressPrefix="10.10.254.0/27")

    return run


def deleted_network(cloud, with_gateway):
    network = cloud.vnet()
    if with_gateway:
        cloud.gateway()
    cloud.delete(network)


def retired_address(cloud):
    """A gateway on a Basic dynamic address, as one from before the retirement would be."""
    address = cloud.public_ip()
    cloud.update(address, sku={"name": "Basic"}, publicIPAllocationMethod="Dynamic")
    return cloud.gateway(addresses=[address])


CASES = {
    "azure-group-without-location": (lambda c: c.group(), lambda c: c.create(az.RESOURCE_GROUP)),
    "azure-subnet-without-vnet": (
        lambda c: c.azure_subnet(),
        lambda c: c.create(
            az.SUBNET, resourceGroupName=c.group(), virtualNetworkName="no", addressPrefix="10.0.0.0/24"
        ),
    ),
    "azure-subnet-outside-vnet": (
        lambda c: c.azure_subnet("10.10.1.0/24", "a"),
        lambda c: c.azure_subnet("10.99.1.0/24", "a"),
    ),
    "azure-subnet-overlap": (
        lambda c: (c.azure_subnet("10.10.1.0/24", "a"), c.azure_subnet("10.10.2.0/24", "b")),
        lambda c: (c.azure_subnet("10.10.1.0/24", "a"), c.azure_subnet("10.10.1.128/25", "b")),
    ),
    "azure-subnet-prefix-in-use": (moved(gateway=False), moved(gateway=True)),
    "azure-subnet-host-bits": (
        lambda c: c.azure_subnet("10.10.1.0/24", "a"),
        lambda c: c.azure_subnet("10.10.1.1/24", "a"),
    ),
    "azure-gateway-subnet-nsg": (
        lambda c: c.azure_subnet("10.10.1.0/24", "a", networkSecurityGroup=group_of_rules(c)),
        lambda c: c.azure_subnet(networkSecurityGroup=group_of_rules(c)),
    ),
    "azure-gateway-subnet-nat": tuple(
        lambda c, name=name: c.azure_subnet(
            "10.10.1.0/24",
            name,
            natGateway={"id": c.create(az.NAT_GATEWAY, resourceGroupName=c.group(), sku={"name": "Standard"}).id},
        )
        for name in ("workload", "GatewaySubnet")
    ),
    "azure-vnet-host-bits": (lambda c: c.vnet("10.10.0.0/16"), lambda c: c.vnet("10.10.1.0/16")),
    "azure-vnet-drops-used-range": (shrunk("10.10.0.0/16"), shrunk("10.11.0.0/16")),
    "azure-vnet-delete-in-use": (
        lambda c: deleted_network(c, with_gateway=False),
        lambda c: deleted_network(c, with_gateway=True),
    ),
    "azure-nsg-priority-conflict": (rules(100, 110), rules(100, 100)),
    "azure-nsg-priority-range": (rules(4096), rules(4097)),
    "azure-public-ip-basic": (lambda c: c.public_ip(), lambda c: c.public_ip(sku=None)),
    "azure-public-ip-standard-dynamic": (
        lambda c: c.public_ip(),
        lambda c: c.public_ip(publicIPAllocationMethod="Dynamic"),
    ),
    "azure-gateway-subnet-name": (
        lambda c: c.gateway(),
        lambda c: c.gateway(c.azure_subnet("10.10.1.0/24", "gateways")),
    ),
    "azure-gateway-subnet-small": (
        lambda c: c.gateway(c.azure_subnet("10.10.255.0/27")),
        lambda c: c.gateway(c.azure_subnet("10.10.255.0/28")),
    ),
    "azure-gateway-second-in-vnet": (lambda c: second_gateway(c, False), lambda c: second_gateway(c, True)),
    "azure-gateway-sku-not-zonal": (lambda c: c.gateway(sku="VpnGw2AZ"), lambda c: c.gateway(sku="VpnGw2")),
    "azure-gateway-public-ip-sku": (lambda c: c.gateway(), retired_address),
    "azure-gateway-public-ip-zones": (lambda c: c.gateway(), lambda c: c.gateway(addresses=[c.public_ip(zones=None)])),
    "azure-gateway-active-active": (
        lambda c: c.gateway(addresses=[c.public_ip(), c.public_ip()], activeActive=True),
        lambda c: c.gateway(activeActive=True),
    ),
    "azure-connection-policy-incomplete": (policy(), policy(saLifeTimeSeconds=None)),
    "azure-connection-policy-value": (policy(ikeIntegrity="SHA256"), policy(ikeIntegrity="SHA512")),
    "azure-connection-policy-gcm": (
        policy(ipsecEncryption="AES256", ipsecIntegrity="SHA256"),
        policy(ipsecIntegrity="SHA256"),
    ),
    "azure-connection-policy-lifetime": (policy(saLifeTimeSeconds=300), policy(saLifeTimeSeconds=299)),
    "azure-connection-policy-count": (policy(), lambda c: c.azure_connection(ipsecPolicies=[POLICY, POLICY])),
    "azure-connection-policy-basic": (
        lambda c: c.azure_connection(c.gateway(sku="Basic")),
        lambda c: c.azure_connection(c.gateway(sku="Basic"), ipsecPolicies=[POLICY]),
    ),
    "azure-connection-dpd": (
        lambda c: c.azure_connection(dpdTimeoutSeconds=9),
        lambda c: c.azure_connection(dpdTimeoutSeconds=8),
    ),
    "azure-connection-key": (
        lambda c: c.azure_connection(sharedKey="k" * 128),
        lambda c: c.azure_connection(sharedKey="with-hyphen"),
    ),
    "azure-connection-one-end": (
        lambda c: c.azure_connection(),
        lambda c: c.azure_connection(localNetworkGateway2=None),
    ),
}
