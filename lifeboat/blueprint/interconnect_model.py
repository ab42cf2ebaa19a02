"""The tunnels of the model; `lifeboat.blueprint.model` offers these names beside all others."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal


@dataclass(frozen=True)
class IpsecSuite:
    """One suite in the words of both clouds, and how its associations are kept alive.

    Attributes:
        name: `strong`, `compatible` or `custom`.
        aws_*: values of the tunnel options of an AWS VPN connection.
        azure_*: values of an Azure connection's IPsec policy.
        phase1_lifetime_seconds: AWS only; Azure's is fixed at 28800.
        phase2_lifetime_seconds: both sides.
        phase2_lifetime_kilobytes: Azure only.
        rekey_margin_seconds: AWS only: how long before its end phase 2 is renewed.
        rekey_fuzz_percent: AWS only: random variation of the margin.
        replay_window_packets: AWS only.
        dpd_timeout_seconds: dead peer detection, both ends.
        dpd_action: what AWS does with a dead peer.
        startup_action: `start` (AWS dials) or `add` (AWS waits).
    """

    name: str
    aws_phase1_encryption: str
    aws_phase1_integrity: str
    aws_phase1_dh_group: int
    aws_phase2_encryption: str
    aws_phase2_integrity: str
    aws_phase2_dh_group: int
    azure_ike_encryption: str
    azure_ike_integrity: str
    azure_dh_group: str
    azure_ipsec_encryption: str
    azure_ipsec_integrity: str
    azure_pfs_group: str
    phase1_lifetime_seconds: int
    phase2_lifetime_seconds: int
    phase2_lifetime_kilobytes: int
    rekey_margin_seconds: int
    rekey_fuzz_percent: int
    replay_window_packets: int
    dpd_timeout_seconds: int
    dpd_action: Literal["restart", "clear", "none"]
    startup_action: Literal["start", "add"]


@dataclass(frozen=True)
class CustomBgpAddress:
    """One entry of an Azure connection's custom BGP addresses: which address an instance uses for it."""

    gateway_instance: str
    address: IPv4Address


@dataclass(frozen=True)
class Tunnel:
    """One tunnel and its two ends.

    Attributes:
        key: `tunnel1` to `tunnel4`; unique over all connections.
        number: 1 or 2: which of its AWS connection's tunnels.
        used: whether Azure has an end for it. AWS always makes two tunnels; `single-tunnel` uses the first.
        inside_cidr: the link-local /30.
        aws_inside_address: first usable address of it, AWS's; over BGP the peer of Azure's local network gateway.
        azure_inside_address: second usable address, Azure's; over BGP the custom address of its gateway instance.
        custom_bgp_addresses: over BGP an address for every instance of the Azure gateway: this tunnel's for the
            instance it ends at, some valid one for the other. Empty with static routes.
        key_source: whether the pre-shared key is generated or brought by the user. The key itself is no part of
            the blueprint.
        key_rotation: a generated key changes when it does.
        local_network_gateway_name: Azure's name for this tunnel's AWS end.
        connection_name: Azure's name for its connection.
    """

    key: str
    number: Literal[1, 2]
    used: bool
    inside_cidr: IPv4Network
    aws_inside_address: IPv4Address
    azure_inside_address: IPv4Address
    custom_bgp_addresses: tuple[CustomBgpAddress, ...]
    key_source: Literal["generated", "brought"]
    key_rotation: int
    local_network_gateway_name: str
    connection_name: str


@dataclass(frozen=True)
class VpnConnection:
    """One AWS VPN connection: its customer gateway is the public IP of one Azure gateway instance.

    Attributes:
        key: `connection1` or `connection2`.
        gateway_instance: key of the Azure gateway instance.
        existing_customer_gateway_id: of an adopted customer gateway, else None.
        tunnels: both of its tunnels.
    """

    key: str
    gateway_instance: str
    existing_customer_gateway_id: str | None
    tunnels: tuple[Tunnel, Tunnel]


@dataclass(frozen=True)
class WatchingBlueprint:
    """Logs and alarms of the tunnels.

    Attributes:
        log_group_name: CloudWatch log group of the tunnels' IKE and BGP logs, encrypted with a key of its own.
        log_retention_days: how long it keeps them.
        workspace_name: name of the Log Analytics workspace that is made, else None. Without a workspace that is made or
            adopted, the gateway sends its logs somewhere already.
        existing_workspace_id: resource id of the adopted workspace, else None.
        workspace_retention_days: of a workspace that is made.
        alarm_topic_arns: what CloudWatch alarms notify.
        action_group_ids: what Azure alerts notify.
        fewest_tunnels: as many as the topology promises; fewer are an alarm.
    """

    log_group_name: str
    log_retention_days: int
    workspace_name: str | None
    existing_workspace_id: str | None
    workspace_retention_days: int
    alarm_topic_arns: tuple[str, ...]
    action_group_ids: tuple[str, ...]
    fewest_tunnels: int


@dataclass(frozen=True)
class InterconnectBlueprint:
    """The tunnels.

    Attributes:
        topology: the setting it came from.
        target: where they end on the AWS side.
        routing: `static` or `bgp`.
        azure_asn: AS number of the Azure gateway.
        aws_asn: AS number of the AWS gateway.
        connections: AWS VPN connections with their tunnels.
        azure_prefixes: what AWS routes to Azure.
        aws_prefixes: what Azure routes to AWS.
        suite: IPsec suite of both ends.
        preshared_key_storage: where AWS keeps its copy of the keys.
        tunnel_mtu_bytes: largest packet for a server's route through the tunnels.
        tunnel_mss_bytes: TCP's largest segment there.
        watching: logs and alarms.
    """

    topology: Literal["single-tunnel", "dual-tunnel", "four-tunnel"]
    target: Literal["virtual-private-gateway", "transit-gateway"]
    routing: Literal["static", "bgp"]
    azure_asn: int
    aws_asn: int
    connections: tuple[VpnConnection, ...]
    azure_prefixes: tuple[IPv4Network, ...]
    aws_prefixes: tuple[IPv4Network, ...]
    suite: IpsecSuite
    preshared_key_storage: Literal["standard", "secrets-manager"]
    tunnel_mtu_bytes: int
    tunnel_mss_bytes: int
    watching: WatchingBlueprint

    @property
    def tunnels(self) -> tuple[Tunnel, ...]:
        """The tunnels that are used, of all connections, in order."""
        return tuple(tunnel for connection in self.connections for tunnel in connection.tunnels if tunnel.used)
