"""Type tokens of the simulated Azure, named once."""

from typing import Final

RESOURCE_GROUP: Final = "azure-native:resources:ResourceGroup"
VIRTUAL_NETWORK: Final = "azure-native:network:VirtualNetwork"
SUBNET: Final = "azure-native:network:Subnet"
NETWORK_SECURITY_GROUP: Final = "azure-native:network:NetworkSecurityGroup"
PUBLIC_IP: Final = "azure-native:network:PublicIPAddress"
NAT_GATEWAY: Final = "azure-native:network:NatGateway"
VPN_GATEWAY: Final = "azure-native:network:VirtualNetworkGateway"
LOCAL_GATEWAY: Final = "azure-native:network:LocalNetworkGateway"
CONNECTION: Final = "azure-native:network:VirtualNetworkGatewayConnection"
ROUTE_TABLE: Final = "azure-native:network:RouteTable"
