"""What every resource of the simulated Azure has in common.

A resource is named by an input such as `virtualNetworkName` and answers with `name`. Sources: pulumi_azure_native
3.29.0 (inputs, outputs, API versions); pulumi-azure-native provider/pkg/gen/replacement.go and the path parameters
of the REST specification for what replaces; Azure Resource Manager documentation, Troubleshoot common errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.identifiers import arm_id, guid, same, under
from lifeboat.sandbox.clouds.model import Reference, Request, Row, World

NETWORK_API: Final = "2024-05-01"
RESOURCES_API: Final = "2024-03-01"
ARM_ERRORS: Final = "Azure Resource Manager docs, Troubleshoot common deployment errors"

COLLECTIONS: Final = {
    tokens.VIRTUAL_NETWORK: ("virtualNetworks", "virtualNetworkName"),
    tokens.NETWORK_SECURITY_GROUP: ("networkSecurityGroups", "networkSecurityGroupName"),
    tokens.ROUTE_TABLE: ("routeTables", "routeTableName"),
    tokens.PUBLIC_IP: ("publicIPAddresses", "publicIpAddressName"),
    tokens.NAT_GATEWAY: ("natGateways", "natGatewayName"),
    tokens.VPN_GATEWAY: ("virtualNetworkGateways", "virtualNetworkGatewayName"),
    tokens.LOCAL_GATEWAY: ("localNetworkGateways", "localNetworkGatewayName"),
    tokens.CONNECTION: ("connections", "virtualNetworkGatewayConnectionName"),
    tokens.WORKSPACE: ("workspaces", "workspaceName"),
    tokens.METRIC_ALERT: ("metricAlerts", "ruleName"),
    tokens.ACTION_GROUP: ("actionGroups", "actionGroupName"),
    tokens.USER_ASSIGNED_IDENTITY: ("userAssignedIdentities", "resourceName"),
    tokens.STORAGE_ACCOUNT: ("storageAccounts", "accountName"),
    tokens.VIRTUAL_MACHINE: ("virtualMachines", "vmName"),
    tokens.DNS_RESOLVER: ("dnsResolvers", "dnsResolverName"),
    tokens.FORWARDING_RULESET: ("dnsForwardingRulesets", "dnsForwardingRulesetName"),
}
"""Of each type below a resource group: its collection in ARM ids and the input that names it."""

CHILDREN: Final = {
    tokens.SUBNET: (tokens.VIRTUAL_NETWORK, "subnets", "subnetName"),
    tokens.PEERING: (tokens.VIRTUAL_NETWORK, "virtualNetworkPeerings", "virtualNetworkPeeringName"),
    tokens.SECURITY_RULE: (tokens.NETWORK_SECURITY_GROUP, "securityRules", "securityRuleName"),
    tokens.ROUTE: (tokens.ROUTE_TABLE, "routes", "routeName"),
    tokens.BLOB_CONTAINER: (tokens.STORAGE_ACCOUNT, "blobServices/default/containers", "containerName"),
    tokens.RUN_COMMAND: (tokens.VIRTUAL_MACHINE, "runCommands", "runCommandName"),
    tokens.OUTBOUND_ENDPOINT: (tokens.DNS_RESOLVER, "outboundEndpoints", "outboundEndpointName"),
    tokens.FORWARDING_RULE: (tokens.FORWARDING_RULESET, "forwardingRules", "forwardingRuleName"),
    tokens.RULESET_LINK: (tokens.FORWARDING_RULESET, "virtualNetworkLinks", "virtualNetworkLinkName"),
}
"""Of each type below another resource: that one's type, its own collection and the input that names it."""

_PROVIDERS: Final = {
    tokens.WORKSPACE: "Microsoft.OperationalInsights",
    tokens.METRIC_ALERT: "Microsoft.Insights",
    tokens.ACTION_GROUP: "Microsoft.Insights",
    tokens.USER_ASSIGNED_IDENTITY: "Microsoft.ManagedIdentity",
    tokens.STORAGE_ACCOUNT: "Microsoft.Storage",
    tokens.VIRTUAL_MACHINE: "Microsoft.Compute",
}
_NETWORK: Final = "Microsoft.Network"

COMMON_COMPUTED: Final = frozenset(
    {
        "name",
        "type",
        "etag",
        "location",
        "resourceGuid",
        "provisioningState",
        "azureApiVersion",
    }
)


CHILD_COMPUTED: Final = frozenset({"name", "type", "etag", "provisioningState", "azureApiVersion"})


def provider_of(token: str) -> str:
    """The resource provider that serves a type, such as `Microsoft.Network`."""
    return _PROVIDERS.get(token, _NETWORK)


def below_group(token: str, group: str, name: str) -> str:
    """The ARM id of a resource below a resource group, from the group's id and the resource's name."""
    return f"{group}/providers/{provider_of(token)}/{COLLECTIONS[token][0]}/{name}"


def resource_id(request: Request) -> str:
    """The ARM id a request asks for."""
    group = arm_id(request.account, str(request.inputs.get("resourceGroupName", "")))
    if request.token == tokens.RESOURCE_GROUP:
        return group
    if request.token in CHILDREN:
        parent, collection, name_input = CHILDREN[request.token]
        above = below_group(parent, group, str(request.inputs[COLLECTIONS[parent][1]]))
        return f"{above}/{collection}/{request.inputs[name_input]}"
    return below_group(request.token, group, str(request.inputs[COLLECTIONS[request.token][1]]))


def parent_id(resource: str) -> str:
    """The ARM id above a child's, such as the virtual network's above a subnet's."""
    return resource.rsplit("/", 2)[0]


def find(world: World, token: str, identity: Any) -> Row | None:
    """The row of an ARM id, whatever its case."""
    return next((row for row in world.rows(token) if same(row.id, str(identity or ""))), None)


def group_of(request: Request) -> Row | None:
    """The resource group a request names."""
    return find(
        request.world, tokens.RESOURCE_GROUP, arm_id(request.account, str(request.inputs.get("resourceGroupName", "")))
    )


def tracked(request: Request) -> tuple[str, dict[str, Any]]:
    """Id and common outputs of a network resource; the location is the group's where none is given."""
    collection, name_input = COLLECTIONS[request.token]
    group = group_of(request)
    location = request.inputs.get("location") or (group.properties.get("location", "") if group else "")
    return resource_id(request), {
        "name": request.inputs[name_input],
        "type": f"Microsoft.Network/{collection}",
        "location": location,
        "etag": f'W/"{guid()}"',
        "resourceGuid": guid(),
        "provisioningState": "Succeeded",
        "azureApiVersion": NETWORK_API,
    }


def child(request: Request) -> tuple[str, dict[str, Any]]:
    """Id and common outputs of a resource below another one."""
    parent, collection, name_input = CHILDREN[request.token]
    return resource_id(request), {
        "name": request.inputs[name_input],
        "type": f"{provider_of(parent)}/{COLLECTIONS[parent][0]}/{collection}",
        "etag": f'W/"{guid()}"',
        "provisioningState": "Succeeded",
        "azureApiVersion": NETWORK_API,
    }


def touched(_request: Request) -> Mapping[str, Any]:
    """What any update changes: the etag."""
    return {"etag": f'W/"{guid()}"'}


def remove_below(request: Request) -> None:
    """Azure deletes everything below a resource with it."""
    if request.existing is None:
        return
    for row in request.world.rows():
        if under([row.id], request.existing.id):
            request.world.remove(row.token, row.id)


def replaced_by(token: str, *more: str) -> frozenset[str]:
    """Path parameters and, of what has one, location; plus a type's own properties."""
    if token in CHILDREN:
        parent, _, name_input = CHILDREN[token]
        return frozenset({"resourceGroupName", COLLECTIONS[parent][1], name_input, *more})
    return frozenset({"resourceGroupName", "location", COLLECTIONS[token][1], *more})


def group_reference() -> Reference:
    """`resourceGroupName` names a resource group; deleting the group deletes what is in it."""
    return Reference(
        "resourceGroupName", (tokens.RESOURCE_GROUP,), "ResourceGroupNotFound", None, key="name", source=ARM_ERRORS
    )


def reference(path: str, token: str, in_use_code: str | None, source: str) -> Reference:
    """A property that holds another resource's ARM id."""
    return Reference(path, (token,), "InvalidResourceReference", in_use_code, source=f"{ARM_ERRORS}; {source}")
