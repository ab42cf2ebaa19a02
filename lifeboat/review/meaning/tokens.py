"""Type tokens and component types that a review has words for, beyond those that the interconnect already names."""

from typing import Final

from lifeboat.changes.consequences import (
    ATTACHMENT,
    AZURE_GATEWAY,
    CONNECTION_ROUTE,
    CUSTOMER_GATEWAY,
    PASSWORD,
    PROPAGATION,
    PUBLIC_IP,
    ROUTE,
    TRANSIT_ACCEPTER,
    TRANSIT_ASSOCIATION,
    TRANSIT_ATTACHMENT,
    TRANSIT_GATEWAY,
    TRANSIT_PROPAGATION,
    TRANSIT_ROUTE,
    TRANSIT_TABLE,
    VPN_GATEWAY,
)
from lifeboat.changes.foundation import AWS_SUBNET, ROUTE_TABLE, SUBNET, VIRTUAL_NETWORK, VPC
from lifeboat.changes.state import CONNECTION, LOCAL_GATEWAY, VPN_CONNECTION
from lifeboat.previews import Resource

__all__ = [
    "ATTACHMENT", "AWS_SUBNET", "AZURE_GATEWAY", "CONNECTION", "CONNECTION_ROUTE", "CUSTOMER_GATEWAY", "LOCAL_GATEWAY",
    "PASSWORD", "PROPAGATION", "PUBLIC_IP", "ROUTE", "ROUTE_TABLE", "SUBNET", "TRANSIT_ACCEPTER",
    "TRANSIT_ASSOCIATION", "TRANSIT_ATTACHMENT", "TRANSIT_GATEWAY", "TRANSIT_PROPAGATION", "TRANSIT_ROUTE",
    "TRANSIT_TABLE", "VIRTUAL_NETWORK", "VPC", "VPN_CONNECTION", "VPN_GATEWAY",
]  # fmt: skip

ALARM: Final = "aws:cloudwatch/metricAlarm:MetricAlarm"
ALIAS: Final = "aws:kms/alias:Alias"
ALERT: Final = "azure-native:monitor:MetricAlert"
AZURE_NAT: Final = "azure-native:network:NatGateway"
AZURE_RULE: Final = "azure-native:network:SecurityRule"
BUDGET: Final = "aws:budgets/budget:Budget"
CLOUD_CONTROL: Final = "aws:cloudcontrol/resource:Resource"
COMPOSITE_ALARM: Final = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
DASHBOARD: Final = "aws:cloudwatch/dashboard:Dashboard"
DIAGNOSTICS: Final = "azure-native:monitor:DiagnosticSetting"
EIP: Final = "aws:ec2/eip:Eip"
ENDPOINT: Final = "aws:ec2/vpcEndpoint:VpcEndpoint"
EVENT_RULE: Final = "aws:cloudwatch/eventRule:EventRule"
EVENT_TARGET: Final = "aws:cloudwatch/eventTarget:EventTarget"
FLOW_LOG: Final = "aws:ec2/flowLog:FlowLog"
FORWARDING_RULE: Final = "azure-native:dnsresolver:ForwardingRule"
IN_RULE: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INSTANCE_CONNECT: Final = "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint"
KEY: Final = "aws:kms/key:Key"
LOG_GROUP: Final = "aws:cloudwatch/logGroup:LogGroup"
NAT: Final = "aws:ec2/natGateway:NatGateway"
OIDC: Final = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
OUT_RULE: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
POLICY: Final = "aws:iam/policy:Policy"
POLICY_ATTACHMENT: Final = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
PROVIDERS: Final = "pulumi:providers:"
RESOLVER: Final = "aws:route53/resolverEndpoint:ResolverEndpoint"
ROLE: Final = "aws:iam/role:Role"
ROLE_POLICY: Final = "aws:iam/rolePolicy:RolePolicy"
SECURITY_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
STACK: Final = "pulumi:pulumi:Stack"
SUBSCRIPTION: Final = "aws:sns/topicSubscription:TopicSubscription"
TABLE_ASSOCIATION: Final = "aws:ec2/routeTableAssociation:RouteTableAssociation"
TEMPLATE: Final = "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate"
TOPIC: Final = "aws:sns/topic:Topic"
TOPIC_POLICY: Final = "aws:sns/topicPolicy:TopicPolicy"
WORKSPACE: Final = "azure-native:operationalinsights:Workspace"


def room(resource: Resource) -> str:
    """Return the type of the component that a resource belongs to, or "" where none made it."""
    chain = resource.urn.split("::")[2].split("$") if resource.urn.count("::") > 1 else []
    return chain[-2] if len(chain) > 1 else ""
