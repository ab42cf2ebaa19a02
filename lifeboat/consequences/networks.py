"""Networks of both clouds: what the interconnect stands on, and how subnets reach the world."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.aws_gateways import FORCE_NEW, ROUTES_DOCS
from lifeboat.consequences.interconnect import PATH, WINDOW
from lifeboat.consequences.model import (
    TAGS,
    USUAL,
    Consequence,
    DangerClass,
    Down,
    Kind,
    Reversible,
    Takes,
    When,
    harm,
    quiet,
)

_VPC_DOCS: Final = "Amazon VPC user guide"
_INTERNET: Final = "Amazon VPC user guide, Internet gateways"
_NAT_DOCS: Final = "Amazon VPC user guide, NAT gateways"
_VNET_DOCS: Final = "Azure docs, Create, change, or delete a virtual network"
_AZURE_ROUTES: Final = "Azure docs, Virtual network traffic routing"
_SUBNET_DOCS: Final = "terraform-provider-azurerm#11211: InUsePrefixCannotBeDeleted; Azure docs, Manage subnets"
_DRS_NETWORK: Final = "AWS DRS user guide, Network requirements"
_ANEW: Final = Consequence(
    Down.ALL, 45, "the network is made anew, and with it everything in it",
    f"Azure docs, About VPN Gateway configuration settings; minutes: {USUAL}", loses="replication and recovery",
    reversible=Reversible.PARTLY, instead="Add a range or a subnet beside what exists, or move to a second stack.",
)  # fmt: skip
_WAY_OUT: Final = "the way out of subnets: replication servers and agents reach neither DRS nor S3"


def _network_gone(what: str) -> Consequence:
    return Consequence(
        Down.ALL, 0, f"{what} goes, and with it everything in it", _VPC_DOCS if "VPC" in what else _VNET_DOCS,
        loses="replication and recovery", lasting=True, reversible=Reversible.PARTLY,
        danger=DangerClass.OUTAGE,
    )  # fmt: skip


_SUBNET_ANEW: Final = harm(
    DangerClass.OUTAGE, "the subnet is made anew; AWS deletes none while a replication or recovered server is in it",
    f"{FORCE_NEW}; AWS DRS user guide, Replication server settings; minutes: {USUAL}",
    loses="what stands in the subnet", minutes=5, reversible=Reversible.PARTLY,
    instead="Add a zone or a subnet beside it; disconnect source servers of a staging subnet first.",
)  # fmt: skip

FOUNDATION: Final[Mapping[str, Kind]] = {
    tokens.RESOURCE_GROUP: Kind(
        frozenset({"resourceGroupName", "location"}), _ANEW, TAGS,
        harm(DangerClass.DATA_LOSS, "Azure deletes a resource group with everything in it, also what others put there",
             "Azure docs, Resource group and resource deletion", loses="everything in the group", lasting=True,
             reversible=Reversible.NO, instead="Adopt the group, or take out of it what is to stay."),
        takes=Takes(0, 0, 5, USUAL),
    ),
    tokens.VIRTUAL_NETWORK: Kind(
        frozenset({"virtualNetworkName", "resourceGroupName", "location"}), _ANEW,
        {
            "addressSpace*": harm(
                DangerClass.OUTAGE, "a range leaves the VNet; Azure refuses that while a subnet is in it, and AWS gets "
                "no route for it any more", _VNET_DOCS, loses="the way to this range", lasting=True, when=When.LESS,
                instead="Append new ranges at the end, and take out only what nothing uses.",
            ),
            "enableDdosProtection": harm(DangerClass.PROTECTION, "nothing protects the VNet from floods any more",
                                         "Azure docs, Azure DDoS Protection", when=When.OFF),
            **quiet("enableVmProtection", "tags*"),
        },
        _network_gone("the VNet"),
    ),
    tokens.SUBNET: Kind(
        frozenset({"subnetName", "resourceGroupName", "virtualNetworkName"}), _ANEW,
        {
            "addressPrefix*": harm(
                DangerClass.REFUSED, "Azure refuses another range for a subnet while anything has an address in it",
                _SUBNET_DOCS, instead="Add a subnet with the range beside it and move there, or empty this one first.",
            ),
            "natGateway*": harm(
                DangerClass.DEGRADED, "the subnet's way out changes, and what is open through the old one breaks",
                "Azure docs, Azure NAT Gateway", loses="connections that are open", minutes=1,
            ),
            "networkSecurityGroup*": harm(
                DangerClass.PROTECTION, "other rules judge what reaches the subnet and leaves it",
                "Azure docs, Network security groups",
            ),
            "routeTable*": harm(
                DangerClass.PROTECTION, "other routes lead out of the subnet",
                "Azure docs, Virtual network traffic routing",
            ),
            "delegations*": harm(
                DangerClass.REFUSED, "Azure refuses another delegation while the service that has it is in the subnet",
                "Azure docs, Add or remove a subnet delegation",
            ),
            **quiet("defaultOutboundAccess", "privateLinkServiceNetworkPolicies", "privateEndpointNetworkPolicies"),
        },
        harm(DangerClass.OUTAGE, "the subnet goes; Azure refuses that while anything is in it", _SUBNET_DOCS,
             loses="what stands in the subnet", lasting=True),
    ),
    tokens.VPC: Kind(
        frozenset({"cidrBlock"}), _ANEW, quiet("enableDnsSupport", "enableDnsHostnames", "tags*"),
        _network_gone("the VPC"),
    ),
    tokens.AWS_SUBNET: Kind(
        frozenset({"vpcId", "cidrBlock", "availabilityZone"}), _SUBNET_ANEW,
        {
            "mapPublicIpOnLaunch": harm(
                DangerClass.EXPOSURE, "what starts in the subnet gets a public address",
                "Amazon VPC user guide, IP addressing for your VPCs and subnets", when=When.ON,
            ),
            **TAGS,
        },
        harm(DangerClass.OUTAGE, "the subnet goes; AWS refuses that while anything is in it", _VPC_DOCS,
             loses="what stands in the subnet", lasting=True),
    ),
    tokens.ROUTE_TABLE: Kind(
        frozenset({"vpcId"}),
        harm(DangerClass.OUTAGE, "its routes go with it, and its subnets fall back to the main table", ROUTES_DOCS,
             loses="every way out of its subnets", minutes=1),
        TAGS,
        harm(DangerClass.OUTAGE, "its routes go with it, and its subnets fall back to the main table", ROUTES_DOCS,
             loses="every way out of its subnets", lasting=True),
    ),
}  # fmt: skip
"""What the interconnect stands on: replaced, it replaces what is attached to it."""

NETWORKS: Final[Mapping[str, Kind]] = {
    tokens.ROUTE_TABLE_ASSOCIATION: Kind(
        frozenset({"subnetId"}),
        harm(DangerClass.OUTAGE, "for a moment the subnet has the main table, which leads nowhere", ROUTES_DOCS,
             loses="every way out of the subnet", minutes=1),
        {"routeTableId": harm(DangerClass.DEGRADED, "other routes lead out of the subnet", ROUTES_DOCS,
                              loses="connections that are open", minutes=1)},
        harm(DangerClass.OUTAGE, "the subnet falls back to the main table, which leads nowhere", ROUTES_DOCS,
             loses="every way out of the subnet", lasting=True),
    ),
    tokens.INTERNET_GATEWAY: Kind(
        frozenset(),
        harm(DangerClass.OUTAGE, "the VPC has no internet gateway meanwhile", f"{_INTERNET}; minutes: {USUAL}",
             loses=_WAY_OUT, minutes=5, reversible=Reversible.PARTLY),
        {"vpcId": harm(DangerClass.OUTAGE, "the internet gateway moves to another VPC", _INTERNET,
                       loses=_WAY_OUT, lasting=True), **TAGS},
        harm(DangerClass.OUTAGE, "the VPC has no internet gateway any more", _INTERNET,
             loses=_WAY_OUT, lasting=True, instead="Deploy another egress first: endpoints of private mode."),
    ),
    tokens.EIP: Kind(
        frozenset({"domain"}),
        harm(DangerClass.DEGRADED, "its NAT gateway gets another public address", _NAT_DOCS, minutes=5,
             loses="what admits the old address", reversible=Reversible.PARTLY,
             instead="Tell whoever admits the address before."),
        TAGS,
        harm(DangerClass.DEGRADED, "the address goes back to AWS, and nobody gets it again", _NAT_DOCS,
             loses="what admits the address", lasting=True, reversible=Reversible.PARTLY),
    ),
    tokens.NAT_GATEWAY: Kind(
        frozenset({"allocationId", "subnetId"}),
        harm(DangerClass.OUTAGE, "the NAT gateway is made anew, and connections through it break",
             f"{_NAT_DOCS}; minutes: {USUAL}", loses=_WAY_OUT, minutes=3),
        TAGS,
        harm(DangerClass.OUTAGE, "the NAT gateway goes", _NAT_DOCS, loses=_WAY_OUT, lasting=True,
             instead="Deploy another egress first: endpoints of private mode, or one NAT gateway for all zones."),
        takes=Takes(2, 1, 2, USUAL),
    ),
    tokens.AZURE_NAT_GATEWAY: Kind(
        PATH | {"natGatewayName", "sku"},
        harm(DangerClass.OUTAGE, "the NAT gateway is made anew, and connections through it break",
             f"Azure docs, Azure NAT Gateway; minutes: {USUAL}", minutes=3,
             loses="Azure's way out: agents reach neither DRS nor S3, so replication stalls"),
        {"publicIpAddresses*": harm(
            DangerClass.DEGRADED, "servers come from another public address", "Azure docs, Azure NAT Gateway",
            loses="what admits the old address", lasting=True, reversible=Reversible.PARTLY), **TAGS},
        harm(DangerClass.OUTAGE, "the NAT gateway goes", _DRS_NETWORK, lasting=True,
             loses="Azure's way out: agents reach neither DRS nor S3, so replication stalls",
             instead="Have another way out before: an existing firewall, or private mode."),
        takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.PEERING: Kind(
        frozenset({"resourceGroupName", "virtualNetworkName", "virtualNetworkPeeringName"}),
        harm(DangerClass.OUTAGE, "the peering is deleted and made anew", "Azure docs, Virtual network peering",
             loses="the way between both VNets", minutes=2, instead=WINDOW),
        {"*": harm(DangerClass.OUTAGE, "the peering carries traffic in another way, or none",
                   "Azure docs, Configure VPN gateway transit for peering", loses="the way between both VNets",
                   minutes=2, instead=WINDOW)},
        harm(DangerClass.OUTAGE, "the VNets are peered no more", "Azure docs, Virtual network peering",
             loses="the way between both VNets", lasting=True),
    ),
    tokens.AZURE_ROUTE_TABLE: Kind(
        PATH | {"routeTableName"},
        harm(DangerClass.OUTAGE, "its routes go with it until it is there again", _AZURE_ROUTES, minutes=1,
             loses="the ways out of its subnets"),
        {**TAGS, "*": harm(DangerClass.DEGRADED, "other routes lead out of its subnets", _AZURE_ROUTES, minutes=1,
                           loses="connections that are open")},
        harm(DangerClass.OUTAGE, "its routes go with it", _AZURE_ROUTES, loses="the ways out of its subnets",
             lasting=True),
    ),
    tokens.AZURE_ROUTE: Kind(
        PATH | {"routeTableName", "routeName"},
        harm(DangerClass.OUTAGE, "the route is taken out and put in again", _AZURE_ROUTES, minutes=1,
             loses="what it leads to"),
        {"*": harm(DangerClass.DEGRADED, "the route leads elsewhere", _AZURE_ROUTES, minutes=1,
                   loses="connections that are open")},
        harm(DangerClass.OUTAGE, "the route is taken out", _AZURE_ROUTES, loses="what it leads to", lasting=True),
    ),
    tokens.DHCP_OPTIONS: Kind(
        frozenset({"domainName", "domainNameServers", "ntpServers"}),
        harm(DangerClass.DEGRADED, "another set is made; servers take it when they renew their lease",
             "Amazon VPC user guide, DHCP option sets", loses="names that only the old servers know", minutes=1),
        TAGS,
        harm(DangerClass.PROTECTION, "servers are told AWS's own set: they may not find their directory",
             "Amazon VPC user guide, DHCP option sets", loses="names that only those servers know", lasting=True),
    ),
    tokens.DHCP_ASSOCIATION: Kind(
        frozenset({"vpcId"}),
        harm(DangerClass.DEGRADED, "the VPC is without its set meanwhile", "Amazon VPC user guide, DHCP option sets",
             loses="names that only those servers know", minutes=1),
        {"dhcpOptionsId": harm(DangerClass.DEGRADED, "servers take another set when they renew their lease",
                               "Amazon VPC user guide, DHCP option sets", minutes=1,
                               loses="names that only the old servers know")},
        harm(DangerClass.PROTECTION, "servers are told AWS's own set: they may not find their directory",
             "Amazon VPC user guide, DHCP option sets", loses="names that only those servers know", lasting=True),
    ),
    tokens.RESERVATION: Kind(
        frozenset({"cidrBlock", "description", "reservationType", "subnetId"}),
        harm(DangerClass.DEGRADED, "for a moment the address may be given to something else",
             "Amazon VPC user guide, Subnet CIDR reservations", loses="the reservation of an address", minutes=1),
        {},
        harm(DangerClass.PROTECTION, "the address may be given to something else",
             "Amazon VPC user guide, Subnet CIDR reservations", loses="the reservation of an address", lasting=True),
    ),
}  # fmt: skip
"""How subnets reach the world and each other."""

_BESIDE_TUNNELS: Final = harm(
    DangerClass.OUTAGE, "the subnet is made anew; Azure refuses that while anything is in it", _SUBNET_DOCS,
    loses="what stands in the subnet", minutes=1,
    instead="Add a subnet beside it and move there.",
)  # fmt: skip

BESIDE: Final[Mapping[str, Kind]] = {
    tokens.PUBLIC_IP: Kind(
        PATH | {"publicIpAddressName", "sku"},
        harm(DangerClass.DEGRADED, "servers come from another public address", "Azure docs, Azure NAT Gateway",
             minutes=1, loses="what admits the old address", reversible=Reversible.PARTLY,
             instead="Tell whoever admits the address before."),
        quiet("publicIPAllocationMethod", "zones", "tags*"),
        harm(DangerClass.DEGRADED, "the address is given back, and another one would come for it",
             "Azure docs, Public IP addresses", loses="what admits the address", lasting=True,
             reversible=Reversible.PARTLY),
    ),
    tokens.ROUTE: Kind(
        frozenset({"routeTableId", "destinationCidrBlock"}),
        harm(DangerClass.OUTAGE, "the route is taken out and put in again", f"{ROUTES_DOCS}; minutes: {USUAL}",
             loses=_WAY_OUT, minutes=1),
        {
            "natGatewayId": harm(DangerClass.DEGRADED, "the way out leads through another NAT gateway", _NAT_DOCS,
                                 loses="connections that are open", minutes=1),
            "*Id": harm(DangerClass.OUTAGE, "the route leads elsewhere", ROUTES_DOCS, loses="connections that are open",
                        minutes=1),
        },
        harm(DangerClass.OUTAGE, "the route is taken out", ROUTES_DOCS, loses=_WAY_OUT, lasting=True,
             instead="Deploy another way out first."),
    ),
    tokens.SUBNET: Kind(FOUNDATION[tokens.SUBNET].replaced_by, _BESIDE_TUNNELS, FOUNDATION[tokens.SUBNET].updated,
                        FOUNDATION[tokens.SUBNET].deleted),
    tokens.VPC: Kind(
        FOUNDATION[tokens.VPC].replaced_by,
        harm(DangerClass.PROTECTION, "the VPC is made anew with everything in it; AWS deletes none while an instance "
             "is in it", _VPC_DOCS, loses="drills", minutes=10, reversible=Reversible.PARTLY,
             instead="End drills first."),
        FOUNDATION[tokens.VPC].updated,
        harm(DangerClass.PROTECTION, "the VPC goes with everything in it", _VPC_DOCS, loses="drills", lasting=True,
             reversible=Reversible.PARTLY),
    ),
}  # fmt: skip
"""The same types where no tunnel runs through them: of a NAT gateway, of servers, of the drill VPC."""
