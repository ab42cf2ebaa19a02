"""Components that resources belong to, and what belongs to none."""

from typing import Final

from lifeboat.previews import Resource

STACK: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "pulumi:providers:"
AZURE_RULE: Final = "azure-native:network:SecurityRule"

PRIMARY_GATEWAY: Final = "lifeboat:primary:PrimaryVpnGateway"
DRILL_NETWORK: Final = "lifeboat:recovery:DrillNetwork"
DRILL_OPENINGS: Final = "lifeboat:recovery:DrillOpenings"
REPLICATION: Final = "lifeboat:recovery:Replication"
LAUNCH: Final = "lifeboat:recovery:LaunchTemplate"
TUNNEL_WATCHING: Final = frozenset({
    "lifeboat:recovery:TunnelAlarms", "lifeboat:recovery:TunnelLogs", "lifeboat:primary:GatewayWatching",
    "lifeboat:recovery:VpnConnections",
})  # fmt: skip
AWS_NETWORKS: Final = frozenset({
    "lifeboat:recovery:RecoveryNetwork", DRILL_NETWORK, "lifeboat:recovery:RecoveryGateway",
    "lifeboat:recovery:TransitGateway",
})  # fmt: skip


def room(resource: Resource) -> str:
    """Return the type of the component that a resource belongs to, or "" where none made it."""
    chain = resource.urn.split("::")[2].split("$") if resource.urn.count("::") > 1 else []
    return chain[-2] if len(chain) > 1 else ""
