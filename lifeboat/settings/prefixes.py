"""What lies behind each cloud, as ranges that the other one routes through the tunnels."""

from ipaddress import IPv4Network

from lifeboat.settings.model import Settings


def server_ranges(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return where source servers are: the VNet and its spokes, not what merely lies behind them."""
    network = settings.primary.network
    spokes = (block for spoke in network.spokes for block in spoke.address_space)
    return (*network.virtual_network.address_space, *spokes)


def azure_prefixes(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return what AWS routes to Azure: the VNet, its spokes, and what lies behind them."""
    behind = (other.cidr for other in settings.other_ranges if other.via == "primary")
    return (*server_ranges(settings), *behind)


def aws_prefixes(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return what Azure routes to AWS: the VPC, other VPCs, and what lies behind them."""
    behind = [other.cidr for other in settings.other_ranges if other.via == "recovery"]
    return (settings.recovery.network.cidr, *(vpc.cidr for vpc in settings.recovery.other_vpcs), *behind)
