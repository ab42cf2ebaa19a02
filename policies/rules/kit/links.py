"""Which property of which resource names which other resource: the edges between networks."""

from dataclasses import dataclass

from .reading import EACH
from .types import (
    CORE_NETWORK,
    CORE_NETWORK_ATTACHMENT,
    CUSTOMER_GATEWAY,
    LOCAL_NETWORK_GATEWAY,
    PUBLIC_IP,
    REPLICATION_TEMPLATE,
    TRANSIT_GATEWAY,
    TRANSIT_GATEWAY_ATTACHMENT,
    TRANSIT_GATEWAY_PEERING,
    VIRTUAL_HUB,
    VIRTUAL_HUB_CONNECTION,
    VIRTUAL_PRIVATE_GATEWAY,
    VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT,
    VNET,
    VNET_GATEWAY,
    VNET_GATEWAY_CONNECTION,
    VNET_PEERING,
    VNET_SUBNET,
    VPC,
    VPC_PEERING,
    VPC_PEERING_ACCEPTER,
    VPC_SECONDARY_RANGE,
    VPC_SUBNET,
    VPN_CONNECTION,
)


@dataclass(frozen=True)
class Target:
    """What a link may lead to.

    Attributes:
        type: type of the other resource.
        keys: properties of it, any of which the linking value equals once it is known. Without keys only the engine's
            record of dependencies can lead there.
    """

    type: str
    keys: tuple[str, ...] = ("id",)


@dataclass(frozen=True)
class Link:
    """A property that names another resource.

    Attributes:
        source: type of the resource that has the property.
        path: where the property is.
        targets: what it may name, most likely first.
        optional: whether the property may be absent.
        by_name: whether the value is a name, which repeats between resource groups, and not an id.
    """

    source: str
    path: tuple[str, ...]
    targets: tuple[Target, ...]
    optional: bool = False
    by_name: bool = False


_VNET_BY_NAME = (Target(VNET, ("name", "virtualNetworkName")),)
_GATEWAY_IP = ("ipConfigurations", EACH)

MEMBERSHIP = (
    Link(VPC_SECONDARY_RANGE, ("vpcId",), (Target(VPC),)),
    Link(VPC_SUBNET, ("vpcId",), (Target(VPC),)),
    Link(VNET_SUBNET, ("virtualNetworkName",), _VNET_BY_NAME, by_name=True),
)
"""Links by which a thing belongs to a network; they lead nowhere else."""

INLINE_PEERING = Link(
    VNET, ("virtualNetworkPeerings", EACH, "remoteVirtualNetwork", "id"), (Target(VNET),), optional=True
)
"""A peering that a VNet declares itself; deployed, a VNet shows those that are resources of their own too."""

ATTACHMENTS = (
    INLINE_PEERING,
    # The other side of a peering that another stack or account asked for; the VPC is an output.
    Link(VPC_PEERING_ACCEPTER, ("vpcId",), (Target(VPC),), optional=True),
    Link(CORE_NETWORK_ATTACHMENT, ("vpcArn",), (Target(VPC, ("arn",)),)),
    Link(VIRTUAL_HUB_CONNECTION, ("remoteVirtualNetwork", "id"), (Target(VNET),)),
    Link(VPC_PEERING, ("vpcId",), (Target(VPC),)),
    Link(VPC_PEERING, ("peerVpcId",), (Target(VPC),)),
    # The gateway's own vpcId is also an output that repeats an attachment, hence optional.
    Link(VIRTUAL_PRIVATE_GATEWAY, ("vpcId",), (Target(VPC),), optional=True),
    Link(VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT, ("vpcId",), (Target(VPC),)),
    Link(TRANSIT_GATEWAY_ATTACHMENT, ("vpcId",), (Target(VPC),)),
    Link(VNET_PEERING, ("virtualNetworkName",), _VNET_BY_NAME, by_name=True),
    Link(VNET_PEERING, ("remoteVirtualNetwork", "id"), (Target(VNET),)),
    Link(VNET_GATEWAY, (*_GATEWAY_IP, "subnet", "id"), (Target(VNET_SUBNET), Target(VNET))),
)
"""Links from something that leads out of a network to that network."""

BETWEEN_GATEWAYS = (
    Link(CORE_NETWORK_ATTACHMENT, ("coreNetworkId",), (Target(CORE_NETWORK),)),
    Link(VIRTUAL_HUB_CONNECTION, ("virtualHubName",), (Target(VIRTUAL_HUB, ("name", "virtualHubName")),), by_name=True),
    Link(VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT, ("vpnGatewayId",), (Target(VIRTUAL_PRIVATE_GATEWAY),)),
    Link(TRANSIT_GATEWAY_ATTACHMENT, ("transitGatewayId",), (Target(TRANSIT_GATEWAY),)),
    Link(TRANSIT_GATEWAY_PEERING, ("transitGatewayId",), (Target(TRANSIT_GATEWAY),)),
    Link(TRANSIT_GATEWAY_PEERING, ("peerTransitGatewayId",), (Target(TRANSIT_GATEWAY),)),
    Link(VPN_CONNECTION, ("vpnGatewayId",), (Target(VIRTUAL_PRIVATE_GATEWAY),), optional=True),
    Link(VPN_CONNECTION, ("transitGatewayId",), (Target(TRANSIT_GATEWAY),), optional=True),
    Link(VPN_CONNECTION, ("customerGatewayId",), (Target(CUSTOMER_GATEWAY),)),
    # Azure's end of the cross-cloud link as AWS sees it ...
    Link(
        CUSTOMER_GATEWAY, ("ipAddress",), (Target(PUBLIC_IP, ("ipAddress",)), Target(VNET_GATEWAY, ())), optional=True
    ),
    Link(VNET_GATEWAY, (*_GATEWAY_IP, "publicIPAddress", "id"), (Target(PUBLIC_IP),), optional=True),
    # ... and AWS's end as Azure sees it.
    Link(
        LOCAL_NETWORK_GATEWAY,
        ("gatewayIpAddress",),
        (Target(VPN_CONNECTION, ("tunnel1Address", "tunnel2Address")),),
        optional=True,
    ),
    Link(VNET_GATEWAY_CONNECTION, ("virtualNetworkGateway1", "id"), (Target(VNET_GATEWAY),)),
    Link(VNET_GATEWAY_CONNECTION, ("virtualNetworkGateway2", "id"), (Target(VNET_GATEWAY),), optional=True),
    Link(VNET_GATEWAY_CONNECTION, ("localNetworkGateway2", "id"), (Target(LOCAL_NETWORK_GATEWAY),), optional=True),
)
"""Links among gateways, connections and their addresses."""

SUBNET_OF_TEMPLATE = Link(REPLICATION_TEMPLATE, ("stagingAreaSubnetId",), (Target(VPC_SUBNET),))
"""Link from a replication template to its staging subnet."""

SUBNET_TYPES = frozenset({VPC_SUBNET, VNET_SUBNET})
"""Parts of a network that claim no range of their own."""

NETWORK_TYPES = frozenset({VPC, VPC_SECONDARY_RANGE, VPC_SUBNET, VNET, VNET_SUBNET})
"""What is part of a network; everything else that has a link leads out of one."""
