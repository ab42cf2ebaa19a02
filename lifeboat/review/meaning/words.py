"""How people read resources, values and lists of them."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from lifeboat.previews import Operation
from lifeboat.previews.model import Placeholder

LONGEST: Final = 120
"""Characters of a value in a detail; what is longer is cut in its middle."""

MOST_NAMED: Final = 6
"""Names that a sentence lists before it counts the rest."""

_NOUNS: Final[Mapping[str, str]] = {
    "aws:cloudcontrol/resource:Resource": "AWS resource (Cloud Control)",
    "aws:cloudwatch/logGroup:LogGroup": "log group",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "alarm",
    "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate": "replication template",
    "aws:ec2/eip:Eip": "public address",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "VPC endpoint",
    "aws:ec2/vpnConnectionRoute:VpnConnectionRoute": "static route of a VPN connection",
    "aws:ec2/vpnGateway:VpnGateway": "virtual private gateway",
    "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment": "gateway attachment",
    "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation": "route propagation",
    "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint": "Instance Connect endpoint",
    "aws:ec2transitgateway/route:Route": "transit gateway route",
    "aws:ec2transitgateway/routeTable:RouteTable": "transit gateway route table",
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": "transit gateway association",
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": "transit gateway propagation",
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": "transit gateway attachment",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "OIDC provider",
    "aws:lambda/function:Function": "Lambda function",
    "aws:lambda/invocation:Invocation": "call of a Lambda function",
    "aws:sns/topic:Topic": "SNS topic",
    "aws:sns/topicPolicy:TopicPolicy": "topic policy",
    "aws:sns/topicSubscription:TopicSubscription": "subscription",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "security group rule",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "security group rule",
    "azure-native:managedidentity:UserAssignedIdentity": "managed identity",
    "azure-native:monitor:MetricAlert": "alert rule",
    "azure-native:network:PublicIPAddress": "public IP address",
    "azure-native:network:VirtualNetwork": "VNet",
    "azure-native:network:VirtualNetworkGateway": "VPN gateway",
    "azure-native:network:VirtualNetworkGatewayConnection": "Azure connection",
    "azure-native:operationalinsights:Workspace": "Log Analytics workspace",
    "pulumi:providers:aws": "provider",
    "pulumi:providers:azure-native": "provider",
    "pulumi:providers:random": "provider",
    "pulumi:pulumi:Stack": "stack",
    "random:index/randomPassword:RandomPassword": "generated key",
}
"""Where the last part of a type token does not say it well."""

_CAPITALS: Final = {"nat": "NAT", "vpc": "VPC", "vpn": "VPN", "kms": "KMS", "dns": "DNS", "iam": "IAM", "ip": "IP"}

_VERBS: Final[Mapping[Operation, str]] = {
    Operation.CREATE: "created",
    Operation.UPDATE: "updated in place",
    Operation.REPLACE: "replaced",
    Operation.DELETE: "deleted",
    Operation.IMPORT: "imported",
    Operation.REFRESH: "read anew",
}
"""What happens to a resource, after `is` or `are`."""


def verb(operation: Operation, count: int) -> str:
    """Return what happens to so many resources: `are created`."""
    return f"{'is' if count == 1 else 'are'} {_VERBS.get(operation, operation.value)}"


def noun(type_token: str) -> str:
    """Return what people call a resource of a type."""
    known = _NOUNS.get(type_token)
    if known:
        return known
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", type_token.rpartition(":")[2])
    return " ".join(_CAPITALS.get(word.lower(), word.lower()) for word in words) or type_token


def counted(count: int, name: str) -> str:
    """Return a number and what there is of it: `2 subnets`, `3 security policies`."""
    if count == 1:
        return f"1 {name}"
    head, of, tail = name.partition(" of ")
    if not of:
        head, of, tail = name.partition(" (")
    return f"{count:,} {_plural(head)}{of}{tail}"


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return f"{name[:-1]}ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")


def listed(names: Iterable[str], most: int = MOST_NAMED) -> str:
    """Return names as a sentence has them: `a, b and c`; beyond a number the rest is counted."""
    all_names = list(dict.fromkeys(names))
    if len(all_names) > most:
        all_names = [*all_names[: most - 1], f"{len(all_names) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(all_names[:-1]), *all_names[-1:]]))


def shown(found: Any, longest: int = LONGEST) -> str:
    """Return a value as people read it; `(secret)` and `(known after deployment)` where it is one; "" for none."""
    if found is None:
        return ""
    if isinstance(found, bool):
        return "yes" if found else "no"
    if isinstance(found, str | int | float | Placeholder):
        text = str(found)
    else:
        text = json.dumps(found, default=str, ensure_ascii=False, sort_keys=True)
    text = " ".join(text.split())
    if len(text) <= longest:
        return text
    half = (longest - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def gateway_mode(active_active: Any) -> str:
    """Return what Azure calls a gateway by whether both of its instances carry tunnels; "" where nobody told."""
    if isinstance(active_active, bool):
        return "active-active" if active_active else "active-standby"
    return shown(active_active)


def from_to(before: Any, after: Any) -> str:
    """Return how a value changes: `from 30 to 7`."""
    return f"from {shown(before) or 'nothing'} to {shown(after) or 'nothing'}"
