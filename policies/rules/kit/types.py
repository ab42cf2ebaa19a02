"""Type tokens of both clouds and the words people use for them."""

import re
from collections.abc import Mapping
from functools import cache

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
ROUTE_TABLE = "aws:ec2/routeTable:RouteTable"
DEFAULT_ROUTE_TABLE = "aws:ec2/defaultRouteTable:DefaultRouteTable"
ROUTE = "aws:ec2/route:Route"
ROUTE_PROPAGATION = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
INTERNET_GATEWAY_ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
EGRESS_ONLY_GATEWAY = "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
VPC_ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
RESOLVER_ENDPOINT = "aws:route53/resolverEndpoint:ResolverEndpoint"
RESOLVER_RULE_ASSOCIATION = "aws:route53/resolverRuleAssociation:ResolverRuleAssociation"
LATTICE_ASSOCIATION = "aws:vpclattice/serviceNetworkVpcAssociation:ServiceNetworkVpcAssociation"
INSTANCE_CONNECT_ENDPOINT = "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint"
VPC_PEERING_ACCEPTER = "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter"
CLIENT_VPN_ASSOCIATION = "aws:ec2clientvpn/networkAssociation:NetworkAssociation"
CARRIER_GATEWAY = "aws:ec2/carrierGateway:CarrierGateway"
LOCAL_GATEWAY_ASSOCIATION = "aws:ec2/localGatewayRouteTableVpcAssociation:LocalGatewayRouteTableVpcAssociation"
CORE_NETWORK = "aws:networkmanager/coreNetwork:CoreNetwork"
CORE_NETWORK_ATTACHMENT = "aws:networkmanager/vpcAttachment:VpcAttachment"
RESOLVER_PROFILE_ASSOCIATION = "aws:route53/profilesAssociation:ProfilesAssociation"
VIRTUAL_HUB = "azure-native:network:VirtualHub"
VIRTUAL_HUB_CONNECTION = "azure-native:network:HubVirtualNetworkConnection"
PRIVATE_ENDPOINT = "azure-native:network:PrivateEndpoint"
AZURE_RESOLVER_ENDPOINT = "azure-native:dnsresolver:OutboundEndpoint"
INSTANCE = "aws:ec2/instance:Instance"
NETWORK_INTERFACE = "aws:ec2/networkInterface:NetworkInterface"
LOAD_BALANCER = "aws:lb/loadBalancer:LoadBalancer"
AUTOSCALING_GROUP = "aws:autoscaling/group:Group"
DATABASE_SUBNETS = "aws:rds/subnetGroup:SubnetGroup"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
MANAGED_PREFIX_LIST = "aws:ec2/managedPrefixList:ManagedPrefixList"
MANAGED_PREFIX_LIST_ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry"
SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
REPLICATION_TEMPLATE = "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
ROLE_POLICY_ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
IAM_POLICY = "aws:iam/policy:Policy"
USER_POLICY = "aws:iam/userPolicy:UserPolicy"
USER_POLICY_ATTACHMENT = "aws:iam/userPolicyAttachment:UserPolicyAttachment"
GROUP_POLICY = "aws:iam/groupPolicy:GroupPolicy"
GROUP_POLICY_ATTACHMENT = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
EXCLUSIVE_ATTACHMENTS = (
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
)
ACCESS_KEY = "aws:iam/accessKey:AccessKey"
KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"
TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
EVENT_RULE = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET = "aws:cloudwatch/eventTarget:EventTarget"
METRIC_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
COMPOSITE_ALARM = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
BUDGET = "aws:budgets/budget:Budget"
RESOURCE_GROUP = "azure-native:resources:ResourceGroup"
NETWORK_SECURITY_GROUP = "azure-native:network:NetworkSecurityGroup"
SECURITY_RULE = "azure-native:network:SecurityRule"
AZURE_ROUTE_TABLE = "azure-native:network:RouteTable"
AZURE_ROUTE = "azure-native:network:Route"
DIAGNOSTIC_SETTING = "azure-native:monitor:DiagnosticSetting"

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
    ROUTE_TABLE: "route table",
    DEFAULT_ROUTE_TABLE: "default route table",
    ROUTE: "route",
    ROUTE_PROPAGATION: "route propagation",
    INTERNET_GATEWAY: "internet gateway",
    INTERNET_GATEWAY_ATTACHMENT: "internet gateway attachment",
    EGRESS_ONLY_GATEWAY: "egress-only internet gateway",
    NAT_GATEWAY: "NAT gateway",
    VPC_ENDPOINT: "VPC endpoint",
    RESOLVER_ENDPOINT: "resolver endpoint",
    RESOLVER_RULE_ASSOCIATION: "resolver rule association",
    LATTICE_ASSOCIATION: "service network association",
    INSTANCE_CONNECT_ENDPOINT: "Instance Connect endpoint",
    VPC_PEERING_ACCEPTER: "VPC peering",
    CLIENT_VPN_ASSOCIATION: "Client VPN association",
    CARRIER_GATEWAY: "carrier gateway",
    LOCAL_GATEWAY_ASSOCIATION: "local gateway association",
    CORE_NETWORK: "core network",
    CORE_NETWORK_ATTACHMENT: "core network attachment",
    RESOLVER_PROFILE_ASSOCIATION: "resolver profile association",
    VIRTUAL_HUB: "virtual hub",
    VIRTUAL_HUB_CONNECTION: "virtual hub connection",
    PRIVATE_ENDPOINT: "private endpoint",
    AZURE_RESOLVER_ENDPOINT: "resolver endpoint",
    INSTANCE: "instance",
    NETWORK_INTERFACE: "network interface",
    LOAD_BALANCER: "load balancer",
    AUTOSCALING_GROUP: "Auto Scaling group",
    DATABASE_SUBNETS: "database subnet group",
    FLOW_LOG: "flow log",
    MANAGED_PREFIX_LIST: "prefix list",
    MANAGED_PREFIX_LIST_ENTRY: "prefix list entry",
    SECURITY_GROUP: "security group",
    DEFAULT_SECURITY_GROUP: "default security group",
    SECURITY_GROUP_RULE: "security group rule",
    INGRESS_RULE: "ingress rule",
    EGRESS_RULE: "egress rule",
    REPLICATION_TEMPLATE: "replication template",
    ROLE: "role",
    ROLE_POLICY: "role policy",
    ROLE_POLICY_ATTACHMENT: "policy attachment",
    IAM_POLICY: "policy",
    USER_POLICY: "user policy",
    USER_POLICY_ATTACHMENT: "policy attachment",
    GROUP_POLICY: "group policy",
    GROUP_POLICY_ATTACHMENT: "policy attachment",
    POLICY_ATTACHMENT: "policy attachment",
    **dict.fromkeys(EXCLUSIVE_ATTACHMENTS, "policy attachments"),
    ACCESS_KEY: "access key",
    KEY: "key",
    KEY_POLICY: "key policy",
    TOPIC: "topic",
    TOPIC_POLICY: "topic policy",
    EVENT_RULE: "event rule",
    EVENT_TARGET: "event target",
    METRIC_ALARM: "alarm",
    COMPOSITE_ALARM: "composite alarm",
    BUDGET: "budget",
    RESOURCE_GROUP: "resource group",
    NETWORK_SECURITY_GROUP: "network security group",
    SECURITY_RULE: "security rule",
    AZURE_ROUTE_TABLE: "route table",
    AZURE_ROUTE: "route",
    DIAGNOSTIC_SETTING: "diagnostic setting",
}
_AZURE_API_VERSION = re.compile(r"^(azure-native:\w+)/v\w+:")
# What `pulumi package add azure-native network v20240501` makes, the way to an API version since azure-native 3.
_AZURE_LOCAL_PACKAGE = re.compile(r"^azure-native_([a-z0-9]+)_v\w+:[^:]*:")
# The same thing under another name: what AWS made with the account, and what azure-native 2 had in another module.
_SAME: Mapping[str, str] = {
    "aws:ec2/defaultVpc:DefaultVpc": VPC,
    "aws:ec2/defaultSubnet:DefaultSubnet": VPC_SUBNET,
    "azure-native:insights:DiagnosticSetting": DIAGNOSTIC_SETTING,
}


@cache
def plain_type(token: str) -> str:
    """The one token of a type that has several.

    Tokens of azure-native may carry an API version (`azure-native:network/v20240501:Subnet`, or
    `azure-native_network_v20240501:network:Subnet` from a local package). The default VPC and its subnets are a VPC and
    subnets like any other.
    """
    plain = _AZURE_API_VERSION.sub(r"\1:", _AZURE_LOCAL_PACKAGE.sub(r"azure-native:\1:", token))
    return _SAME.get(plain, plain)


def words(token: str, name: str) -> str:
    """A resource in words, such as `VPC recovery-vpc`.

    Args:
        token: its type.
        name: its logical name.
    """
    return f"{_WORDS.get(plain_type(token), token)} {name}"
