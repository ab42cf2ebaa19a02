"""Somebody else's estate in the simulated clouds, put there in this process, and the settings that adopt it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from lifeboat.sandbox import change
from lifeboat.sandbox.place import Place
from lifeboat.sandbox.store import Store
from tests.engine.project import Project

NETWORK: Final = "azure-native:network:"
GROUP: Final = "rg-erp-network"
GROUP_ID: Final = f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{GROUP}"
PROVIDER: Final = f"{GROUP_ID}/providers/Microsoft.Network"
VNET: Final = "vnet-erp"
VNET_ID: Final = f"{PROVIDER}/virtualNetworks/{VNET}"
AZURE_ASN: Final = 65010
GATEWAY: Final = "vpngw-erp"
ADDRESSES: Final = ("203.0.113.10", "203.0.113.11")
CUSTOM_ADDRESSES: Final = (["169.254.21.2", "169.254.22.2"], ["169.254.21.6", "169.254.22.6"])
"""What four tunnels need on each instance (Azure, "Configure a BGP connection between Azure and AWS")."""

REGION: Final = "eu-central-1"
ZONES: Final = ("a", "b")
SUBNETS: Final = {"staging": 101, "recovery": 1}
VPC: Final = "vpc-0a1b2c3d4e5f60718"
AWS_ASN: Final = 64620
VPN_GATEWAY: Final = "vgw-0a1b2c3d4e5f60718"
TRANSIT_GATEWAY: Final = "tgw-0a1b2c3d4e5f60718"
CUSTOMER_GATEWAY: Final = "cgw-0a1b2c3d4e5f60718"


class Thing(NamedTuple):
    """A thing as `lifeboat sandbox plant` takes it."""

    token: str
    id: str
    properties: Mapping[str, Any]
    region: str = ""


def plant(project: Project, topology: str, target: str) -> None:
    """Plant an estate with gateways for a topology and a target."""
    store = clouds(project)
    for thing in (*_azure(two=topology == "four-tunnel"), *_aws(target)):
        change.plant(store, thing.token, thing.id, thing.properties, thing.region)


def adopt(config: dict[str, Any], topology: str, target: str) -> None:
    """Change settings of a stack to those that adopt all of it, one customer gateway included."""
    instances = range(2 if topology == "four-tunnel" else 1)
    config["primary"].update(
        resource_group={"mode": "adopt", "name": GROUP},
        network={
            "virtual_network": {"mode": "adopt", "name": VNET, "address_space": ["10.40.0.0/16"]},
            "gateway_subnet": {"mode": "adopt", "cidr": "10.40.255.0/27"},
            "egress": {"mode": "existing", "described_as": "hub firewall fw-erp"},
        },
        gateway={
            "mode": "adopt",
            "name": GATEWAY,
            "asn": AZURE_ASN,
            "instances": [
                {"ip_configuration": f"instance{number}", "public_ip_address": ADDRESSES[number]}
                for number in instances
            ],
        },
    )
    config["recovery"].update(
        network={"mode": "adopt", "vpc_id": VPC, "cidr": "10.50.0.0/16"}
        | {
            f"{kind}_subnets": [
                {
                    "mode": "adopt",
                    "id": subnet_of(kind, letter),
                    "cidr": f"10.50.{first + number}.0/24",
                    "route_table_id": table_of(kind, letter),
                }
                for number, letter in enumerate(ZONES)
            ]
            for kind, first in SUBNETS.items()
        },
        gateway={
            "mode": "adopt",
            "id": TRANSIT_GATEWAY if target == "transit-gateway" else VPN_GATEWAY,
            "asn": AWS_ASN,
        },
    )
    config["interconnect"]["customer_gateways"] = {"instance0": CUSTOMER_GATEWAY}


def clouds(project: Project) -> Store:
    """The simulated clouds of a project."""
    return Place(project.folder / ".sandbox").store()


def _azure(*, two: bool) -> Iterator[Thing]:
    place = {"location": "westeurope", "resourceGroupName": GROUP}
    in_vnet = {"resourceGroupName": GROUP, "virtualNetworkName": VNET}
    yield Thing(
        "azure-native:resources:ResourceGroup",
        GROUP_ID,
        {"name": GROUP, "location": "westeurope", "tags": {"owner": "erp-team"}},
    )
    yield Thing(
        f"{NETWORK}VirtualNetwork",
        VNET_ID,
        {"name": VNET, **place, "addressSpace": {"addressPrefixes": ["10.40.0.0/16"]}},
    )
    for name, prefix in (("GatewaySubnet", "10.40.255.0/27"), ("erp", "10.40.1.0/24")):
        yield Thing(f"{NETWORK}Subnet", f"{VNET_ID}/subnets/{name}", {"name": name, "addressPrefix": prefix, **in_vnet})
    instances = range(2 if two else 1)
    for number in instances:
        yield Thing(
            f"{NETWORK}PublicIPAddress",
            f"{PROVIDER}/publicIPAddresses/pip-{GATEWAY}-{number}",
            {"name": f"pip-{GATEWAY}-{number}", **place, "sku": {"name": "Standard"}, "ipAddress": ADDRESSES[number]},
        )
    yield _vpn_gateway(instances, place)


def _vpn_gateway(instances: range, place: Mapping[str, str]) -> Thing:
    gateway_id, active_active = f"{PROVIDER}/virtualNetworkGateways/{GATEWAY}", len(instances) > 1
    configurations = [f"{gateway_id}/ipConfigurations/instance{number}" for number in instances]
    return Thing(
        f"{NETWORK}VirtualNetworkGateway",
        gateway_id,
        {
            "name": GATEWAY,
            **place,
            "gatewayType": "Vpn",
            "vpnType": "RouteBased",
            "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"},
            "activeActive": active_active,
            "enableBgp": active_active,
            "ipConfigurations": [
                {
                    "id": configurations[number],
                    "name": f"instance{number}",
                    "subnet": {"id": f"{VNET_ID}/subnets/GatewaySubnet"},
                    "publicIPAddress": {"id": f"{PROVIDER}/publicIPAddresses/pip-{GATEWAY}-{number}"},
                }
                for number in instances
            ],
            "bgpSettings": {
                "asn": AZURE_ASN,
                "bgpPeeringAddresses": [
                    {
                        "ipconfigurationId": configurations[number],
                        "tunnelIpAddresses": [ADDRESSES[number]],
                        "customBgpIpAddresses": CUSTOM_ADDRESSES[number] if active_active else [],
                    }
                    for number in instances
                ],
            },
        },
    )


def _aws(target: str) -> Iterator[Thing]:
    yield Thing("aws:ec2/vpc:Vpc", VPC, {"cidrBlock": "10.50.0.0/16", "tags": {"Name": "erp"}}, REGION)
    for kind, first in SUBNETS.items():
        for number, letter in enumerate(ZONES):
            subnet, table = subnet_of(kind, letter), table_of(kind, letter)
            cidr = f"10.50.{first + number}.0/24"
            zone = f"{REGION}{letter}"
            yield Thing(
                "aws:ec2/subnet:Subnet", subnet, {"vpcId": VPC, "cidrBlock": cidr, "availabilityZone": zone}, REGION
            )
            yield Thing("aws:ec2/routeTable:RouteTable", table, {"vpcId": VPC, "routes": []}, REGION)
            yield Thing(
                "aws:ec2/routeTableAssociation:RouteTableAssociation",
                table.replace("rtb-", "rtbassoc-"),
                {"subnetId": subnet, "routeTableId": table},
                REGION,
            )
    if target == "transit-gateway":
        # With AWS's defaults: what is attached uses the gateway's own table, and propagates into it.
        tables = dict.fromkeys(
            ("associationDefaultRouteTableId", "propagationDefaultRouteTableId"), "tgw-rtb-0a1b2c3d4e5f60718"
        )
        gateway = {"amazonSideAsn": AWS_ASN, **tables}
        yield Thing("aws:ec2transitgateway/transitGateway:TransitGateway", TRANSIT_GATEWAY, gateway, REGION)
    else:
        gateway = {"amazonSideAsn": str(AWS_ASN), "vpcId": VPC}
        yield Thing("aws:ec2/vpnGateway:VpnGateway", VPN_GATEWAY, gateway, REGION)
    device = {"bgpAsn": str(AZURE_ASN), "ipAddress": ADDRESSES[0], "type": "ipsec.1"}
    yield Thing("aws:ec2/customerGateway:CustomerGateway", CUSTOMER_GATEWAY, device, REGION)


def subnet_of(kind: str, letter: str) -> str:
    """Id of a staging or recovery subnet in a zone."""
    return f"subnet-0a1b2c3d4e5f6{'5' if kind == 'staging' else '0'}{letter}01"


def table_of(kind: str, letter: str) -> str:
    """Id of the route table of a staging or recovery subnet."""
    return subnet_of(kind, letter).replace("subnet-", "rtb-")
