"""Settings of the Azure side: region, network, VPN gateway."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.fields import (
    AzureAsn,
    AzureRegion,
    GatewaySku,
    Model,
    PrivateRange,
    PublicIpv4Address,
    ResourceName,
    Uuid,
    matching,
    mode_of,
)
from lifeboat.settings.private import NoWayOut, PrimaryDns


class CreatedResourceGroup(Model):
    """A resource group that Lifeboat makes and owns."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    name: ResourceName | None = None
    """Name; `<name>-primary` by default. A change replaces the group and everything in it."""


class AdoptedResourceGroup(Model):
    """A resource group that exists and stays somebody else's."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    name: ResourceName
    """Its name. A change moves, that is replaces, everything Lifeboat made in it."""


class CreatedGatewaySubnet(Model):
    """The subnet of the VPN gateway, made by Lifeboat."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    cidr: PrivateRange | None = None
    """Range, /27 or larger; the last /27 of the first address space by default. A change updates the
    subnet in place, which Azure refuses while the gateway is in it: replace the gateway first, that is, take it away,
    change the range and make it anew (45 minutes without tunnels)."""


class AdoptedGatewaySubnet(Model):
    """A GatewaySubnet that exists."""

    mode: Literal["adopt"]
    """It exists; its name is always GatewaySubnet."""
    cidr: PrivateRange
    """Its range. Compared with the subnet that is found: a difference stops the deployment."""


class WorkloadSubnet(Model):
    """An Azure subnet with servers that are to be protected."""

    name: ResourceName
    """Name. A change replaces the subnet, which Azure refuses while servers are in it."""
    cidr: PrivateRange
    """Range. A change updates the subnet in place, which Azure refuses while anything is in it
    (InUsePrefixCannotBeDeleted)."""


class CreatedNatGateway(Model):
    """The way out of the workload subnets, made by Lifeboat: a NAT gateway with one public IP."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it and attaches the workload subnets it makes."""


class AdoptedNatGateway(Model):
    """A NAT gateway that exists, to which the workload subnets are attached."""

    mode: Literal["adopt"]
    """It exists; the workload subnets that Lifeboat makes are attached to it."""
    id: Annotated[
        str,
        matching(
            r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/natGateways/[^/]+",
            "the resource id of a NAT gateway",
            "Azure subnets are private by default, so source servers need a way to DRS, S3 and STS.",
            "`az network nat gateway show --query id` prints it.",
        ),
    ]
    """Resource id of the NAT gateway. A change attaches the subnets to another one in place."""


class ExistingWayOut(Model):
    """A way out that Lifeboat does not touch: a firewall, a route of yours."""

    mode: Literal["existing"]
    """Servers already reach DRS, S3 and STS on TCP 443; Lifeboat builds nothing for it. Only without
    `workload_subnets`: those are private, and Lifeboat gives them no route to a way out of yours."""
    described_as: str = Field(min_length=1)
    """What it is, for reviewers: "hub firewall fw-1". A change alters nothing that is deployed."""


class CreatedVirtualNetwork(Model):
    """A VNet that Lifeboat makes and owns."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    name: ResourceName | None = None
    """Name; `<name>-vnet` by default. A change replaces the VNet and everything in it."""
    address_space: list[PrivateRange] = Field(min_length=1)
    """Ranges of the VNet. Append new ones at the end. A change updates the VNet and AWS's static routes in place;
    Azure refuses to remove a range that is in use."""


class AdoptedVirtualNetwork(Model):
    """A VNet that exists and stays somebody else's; Lifeboat adds only what is missing."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    name: ResourceName
    """Its name."""
    resource_group: ResourceName | None = None
    """The resource group it is in; that of `primary.resource_group` by default."""
    address_space: list[PrivateRange] = Field(min_length=1)
    """Its ranges. Compared with the VNet that is found: a difference stops the deployment, because static routes
    and overlap checks would be wrong."""


class Spoke(Model):
    """A VNet that exists and reaches AWS through the gateway of this one (hub and spoke, gateway transit)."""

    id: Annotated[
        str,
        matching(
            r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+",
            "the resource id of a VNet (a hub of Azure Virtual WAN is none)",
            "A peering names the other VNet by its id, which may be of another subscription.",
            "`az network vnet show --query id` prints it.",
        ),
    ]
    """Its resource id. A change makes new peerings."""
    address_space: list[PrivateRange] = Field(min_length=1)
    """Its ranges. AWS routes them to Azure. A change updates routes and rules in place."""
    peering: Literal["create", "existing"] = "create"
    """`create`: Lifeboat makes both directions, gateway transit on; `existing`: they are there, with
    `allowGatewayTransit` here and `useRemoteGateways` there. A change makes or removes them."""


class ExistingSecurityGroup(Model):
    """A network security group of source servers that exists and lets out only what it names."""

    name: ResourceName
    """Its name."""
    resource_group: ResourceName | None = None
    """The resource group it is in; that of the VNet by default."""
    first_priority: int = Field(default=3900, ge=100, le=4087)
    """Ten priorities from here on are Lifeboat's. A change moves its rules in place, one after the other: move it by
    two or more, since Azure refuses a priority that another rule still has."""


class PrimaryNetwork(Model):
    """The Azure network that is protected."""

    virtual_network: Annotated[
        Annotated[CreatedVirtualNetwork, Tag("create")] | Annotated[AdoptedVirtualNetwork, Tag("adopt")],
        Discriminator(mode_of),
    ]
    """The VNet, created or adopted."""
    gateway_subnet: Annotated[
        Annotated[CreatedGatewaySubnet, Tag("create")] | Annotated[AdoptedGatewaySubnet, Tag("adopt")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedGatewaySubnet)
    """The subnet of the VPN gateway, created or adopted."""
    workload_subnets: list[WorkloadSubnet] = []
    """Subnets that Lifeboat makes for servers. Leave empty where they exist already; `egress` is then `existing`.
    A change adds or removes single subnets."""
    egress: Annotated[
        Annotated[CreatedNatGateway, Tag("create")]
        | Annotated[AdoptedNatGateway, Tag("adopt")]
        | Annotated[ExistingWayOut, Tag("existing")]
        | Annotated[NoWayOut, Tag("none")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedNatGateway)
    """How source servers reach DRS, S3 and STS on TCP 443. Azure subnets have no way out of their own (Azure,
    "Default outbound access"), so one has to be stated: `create` or `adopt` for `workload_subnets`, `existing`
    without them, or `none` in private mode (`recovery.network.egress: private`), where they reach them through the
    tunnels. A change of the mode makes or removes the NAT gateway and attaches the subnets in place."""
    spokes: list[Spoke] = []
    """VNets behind this one. Append new ones at the end. A change adds or removes single peerings and routes."""
    subnets_without_servers: list[ResourceName] = []
    """Subnets of an adopted VNet or a spoke that hold no source server (AKS, an application gateway): their route
    tables may keep traffic from AWS. A change alters nothing that is deployed."""
    security_groups: list[ExistingSecurityGroup] = []
    """Network security groups of source servers that get rules for replication. A change adds or removes rules."""


class CreatedVpnGateway(Model):
    """A VPN gateway that Lifeboat makes and owns."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    name: ResourceName | None = None
    """Name; `<name>-vpn-gateway` by default. A change replaces the gateway (45 minutes without tunnels)."""
    sku: GatewaySku = "VpnGw1AZ"
    """Size: VpnGw1AZ (650 Mbit/s) to VpnGw5AZ (10 Gbit/s). A larger one of the same generation is a resize in place;
    Azure refuses a smaller one: replace the gateway for it (45 minutes without tunnels)."""
    generation: Literal["Generation1", "Generation2"] = "Generation1"
    """Hardware generation. A change replaces the gateway (45 minutes without tunnels)."""
    asn: AzureAsn = 65515
    """AS number of the Azure side, also that of the AWS customer gateway. A change replaces the customer gateway
    and moves the VPN connection to the new one in place: minutes without tunnels."""


class GatewayAddress(Model):
    """One instance of a VPN gateway that exists."""

    ip_configuration: ResourceName
    """Name of its IP configuration; `az network vnet-gateway show --query ipConfigurations[].name` prints it."""
    public_ip_address: PublicIpv4Address
    """Its public IP address, where AWS ends the tunnels. Compared with what is found."""


class AdoptedVpnGateway(Model):
    """A VPN gateway that exists and stays somebody else's; Lifeboat adds connections to it."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    name: ResourceName
    """Its name."""
    resource_group: ResourceName | None = None
    """The resource group it is in; that of the VNet by default. New connections are made there."""
    asn: AzureAsn
    """Its AS number. Compared with what is found: a difference stops the deployment."""
    instances: list[GatewayAddress] = Field(min_length=1, max_length=2)
    """Its instances: two for `four-tunnel` (an active-active gateway), one for the others."""


class Primary(Model):
    """The Azure side: where workloads run today."""

    subscription_id: Uuid | None = None
    """Subscription everything is made in; that of the credentials by default."""
    region: AzureRegion
    """Azure region. A change replaces everything on the Azure side."""
    resource_group: Annotated[
        Annotated[CreatedResourceGroup, Tag("create")] | Annotated[AdoptedResourceGroup, Tag("adopt")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedResourceGroup)
    """The resource group, created or adopted."""
    network: PrimaryNetwork
    """The network."""
    gateway: Annotated[
        Annotated[CreatedVpnGateway, Tag("create")] | Annotated[AdoptedVpnGateway, Tag("adopt")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedVpnGateway)
    """The VPN gateway, created or adopted."""
    dns: PrimaryDns | None = None
    """How names lead to the endpoints of private mode; needed there, and nowhere else. A change makes or removes the
    resolver."""
