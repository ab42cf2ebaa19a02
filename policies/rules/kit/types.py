"""Type tokens of both clouds and the words people use for them."""

import re
from collections.abc import Mapping

VPC = "aws:ec2/vpc:Vpc"
VPC_SECONDARY_RANGE = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
VPC_SUBNET = "aws:ec2/subnet:Subnet"
VPC_PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
VIRTUAL_PRIVATE_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN_CONNECTION = "aws:ec2/vpnConnection:VpnConnection"
TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
TRANSIT_GATEWAY_ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
TRANSIT_GATEWAY_PEERING = "aws:ec2transitgateway/peeringAttachment:PeeringAttachment"
VNET = "azure-native:network:VirtualNetwork"
VNET_SUBNET = "azure-native:network:Subnet"
VNET_PEERING = "azure-native:network:VirtualNetworkPeering"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
VNET_GATEWAY = "azure-native:network:VirtualNetworkGateway"
LOCAL_NETWORK_GATEWAY = "azure-native:network:LocalNetworkGateway"
VNET_GATEWAY_CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"

_WORDS: Mapping[str, str] = {
    VPC: "VPC",
    VPC_SECONDARY_RANGE: "secondary VPC range",
    VPC_SUBNET: "subnet",
    VPC_PEERING: "VPC peering",
    VIRTUAL_PRIVATE_GATEWAY: "virtual private gateway",
    VIRTUAL_PRIVATE_GATEWAY_ATTACHMENT: "virtual private gateway attachment",
    CUSTOMER_GATEWAY: "customer gateway",
    VPN_CONNECTION: "VPN connection",
    TRANSIT_GATEWAY: "transit gateway",
    TRANSIT_GATEWAY_ATTACHMENT: "transit gateway attachment",
    TRANSIT_GATEWAY_PEERING: "transit gateway peering",
    VNET: "VNet",
    VNET_SUBNET: "subnet",
    VNET_PEERING: "VNet peering",
    PUBLIC_IP: "public IP address",
    VNET_GATEWAY: "VNet gateway",
    LOCAL_NETWORK_GATEWAY: "local network gateway",
    VNET_GATEWAY_CONNECTION: "connection",
}
_AZURE_API_VERSION = re.compile(r"^(azure-native:\w+)/v\w+:")


def plain_type(token: str) -> str:
    """Drop the API version that azure-native tokens may carry (`azure-native:network/v20240501:Subnet`)."""
    return _AZURE_API_VERSION.sub(r"\1:", token)


def words(token: str, name: str) -> str:
    """A resource in words, such as `VPC recovery-vpc`.

    Args:
        token: its type.
        name: its logical name.
    """
    return f"{_WORDS.get(plain_type(token), token)} {name}"
