"""Problems of DHCP options: servers that no route leads to, or that are gone with Azure."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from lifeboat.settings.model import Settings
from lifeboat.settings.network_options import AMAZON_DNS, AMAZON_TIME, DhcpOptions
from lifeboat.settings.prefixes import azure_prefixes
from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.recovery import CreatedVpc

_OPTIONS: Path = ("recovery", "network", "dhcp_options")
_DNS: Path = (*_OPTIONS, "dns_servers")
_NTP: Path = (*_OPTIONS, "ntp_servers")
_ROUTED: tuple[Path, ...] = (
    ("recovery", "network", "cidr"),
    ("primary", "network", "virtual_network", "address_space"),
    ("primary", "network", "spokes"),
    ("other_ranges",),
)


def dhcp_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of the VPC's DHCP options."""
    network = settings.recovery.network
    if isinstance(network, CreatedVpc) and network.dhcp_options is not None:
        options = network.dhcp_options
        yield from _mixed(options)
        yield from _unreachable(settings, _DNS, options.dns_servers)
        yield from _unreachable(settings, _NTP, options.ntp_servers)
        yield from _gone_with_azure(settings, network, options)
        yield from _twice(_DNS, options.dns_servers)
        yield from _twice(_NTP, options.ntp_servers)


def _mixed(options: DhcpOptions) -> Iterator[Problem]:
    if AMAZON_DNS in options.dns_servers and set(options.dns_servers) != {AMAZON_DNS}:
        place = options.dns_servers.index(AMAZON_DNS)
        yield Problem(
            (*_DNS, place),
            f"{AMAZON_DNS} beside addresses",
            f"{AMAZON_DNS} alone, or addresses alone",
            "Servers ask whichever answers, and the two know different names.",
            "Let the directory's servers forward AWS's names to the VPC's resolver, the VPC's third address.",
            (_DNS,),
        )


def _unreachable(settings: Settings, path: Path, servers: list[str]) -> Iterator[Problem]:
    routed = [settings.recovery.network.cidr, *azure_prefixes(settings)]
    for place, server in enumerate(servers):
        if server in {AMAZON_DNS, str(AMAZON_TIME)} or any(IPv4Address(server) in each for each in routed):
            continue
        yield Problem(
            (*path, place),
            server,
            f"an address inside {', '.join(map(str, routed))}",
            "No route of the recovery VPC leads to it.",
            "Name a server in the VPC or behind the tunnels, or add its network to other_ranges with via: primary.",
            _ROUTED,
        )


def _gone_with_azure(settings: Settings, network: CreatedVpc, options: DhcpOptions) -> Iterator[Problem]:
    behind = azure_prefixes(settings)
    remote = [s for s in options.dns_servers if s != AMAZON_DNS and any(IPv4Address(s) in each for each in behind)]
    if remote and len(remote) == len(options.dns_servers):
        yield Problem(
            _DNS,
            f"{', '.join(remote)}, all behind the tunnels",
            f"at least one address inside {network.cidr}",
            "When Azure is gone so are they: recovered servers would find nothing, and replication servers not even"
            " AWS.",
            "Run a server of the directory in the recovery VPC and name it first, or use AmazonProvidedDNS.",
            (*_ROUTED, *((*_DNS, place) for place in range(len(options.dns_servers)))),
        )


def _twice(path: Path, servers: list[str]) -> Iterator[Problem]:
    for place, server in enumerate(servers):
        first = servers.index(server)
        if first < place:
            why = "A server that is named twice is asked twice, and AWS takes four."
            yield Problem((*path, place), server, "each server once", why, "Remove one of them.", ((*path, first),))
