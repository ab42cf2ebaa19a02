"""Settings of what a VPC tells its servers and about them: DHCP options and flow logs."""

import re
from ipaddress import IPv4Address
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lifeboat.settings.fields import Check, Model, matching, refuse
from lifeboat.settings.watching import LogRetentionDays

AMAZON_DNS: Final = "AmazonProvidedDNS"
"""The VPC's own resolver, as DHCP options name it (EC2 API, CreateDhcpOptions)."""

_RESOLVER_EVERYWHERE: Final = "169.254.169.253"
# Where the VPC's resolver answers in every VPC (Amazon VPC user guide, Amazon DNS server).

AMAZON_TIME: Final = IPv4Address("169.254.169.123")
"""Amazon Time Sync, which answers in every VPC without a route (Amazon EC2 user guide, Set the time)."""

MOST_SERVERS: Final = 4
"""DNS servers, and IPv4 time servers, that DHCP options may name (EC2 API, CreateDhcpOptions)."""

_ADDRESS_PATTERN: Final = r"[0-9]{1,3}(\.[0-9]{1,3}){3}"


def _dns_server(value: Any) -> str:
    if value == AMAZON_DNS:
        return AMAZON_DNS
    allowed = f"{AMAZON_DNS}, or one IPv4 address"
    if value == _RESOLVER_EVERYWHERE:
        refuse(allowed, "It is the VPC's own resolver, which DHCP options name by a word.", f"Write {AMAZON_DNS}.")
    if isinstance(value, str) and re.sub(r"[^a-z]", "", value.lower()) == AMAZON_DNS.lower():
        refuse(allowed, "AWS compares the word letter by letter.", f"Did you mean {AMAZON_DNS}?")
    return _address(value, allowed, "DHCP gives servers the addresses of their DNS servers.")


def _time_server(value: Any) -> str:
    return _address(value, "one IPv4 address", "DHCP gives servers the addresses of their time servers.")


def _address(value: Any, allowed: str, why: str) -> str:
    try:
        return str(IPv4Address(value if isinstance(value, str) else ""))
    except ValueError:
        refuse(allowed, why, "Write it as in 10.20.0.10.")


DnsServer = Annotated[
    str,
    Check(_dns_server, anyOf=[{"const": AMAZON_DNS}, {"type": "string", "pattern": f"^{_ADDRESS_PATTERN}$"}]),
]
"""A DNS server of DHCP options."""

TimeServer = Annotated[str, Check(_time_server, type="string", pattern=f"^{_ADDRESS_PATTERN}$")]
"""A time server of DHCP options."""


class DhcpOptions(Model):
    """What servers in the VPC are told when they ask for an address: recovered servers need their directory."""

    domain_name: (
        Annotated[
            str,
            matching(
                r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*",
                "one domain name such as corp.example.com",
                "Servers complete short names with it, and Windows reads several as one.",
                "Name the domain of the directory.",
            ),
        ]
        | None
    ) = None
    """The domain that short names are completed with; none by default, as AWS's own belongs to AWS's own set. A change
    replaces the set of options, and servers take it when they renew their lease."""
    dns_servers: list[DnsServer] = Field(default=[AMAZON_DNS], min_length=1, max_length=MOST_SERVERS)
    """`AmazonProvidedDNS` (default), or the addresses of up to four DNS servers, of which one has to be in the VPC:
    those in Azure are gone when Azure is. They also have to answer for AWS's names, which replication servers ask for.
    A change replaces the set of options and updates rules of security groups."""
    ntp_servers: list[TimeServer] = Field(default=[], max_length=MOST_SERVERS)
    """Addresses of up to four time servers; none by default, and Amazon Time Sync (169.254.169.123) answers all the
    same. A change replaces the set of options and updates rules of security groups."""


class FlowLogs(Model):
    """A VPC's flow logs: who talked to whom, in a log group that is encrypted with a key of its own."""

    enabled: bool = True
    """Whether they are written. A change adds or removes the flow log and its log group in place."""
    retention_days: LogRetentionDays = 90
    """How long CloudWatch keeps them. A change updates it in place."""
    traffic: Literal["ALL", "ACCEPT", "REJECT"] = "ALL"
    """Which connections are recorded: all, those that groups and ACLs let pass, or those that they refused. A change
    replaces the flow log and leaves what is written."""
    aggregation_seconds: Literal[60, 600] = 600
    """Over how many seconds packets are summed up, 60 or 600, AWS's default; on Nitro instances never over more than
    60. A change replaces the flow log and leaves what is written."""


def no_flow_logs() -> FlowLogs:
    """Return the default of a VPC that is somebody else's: its owner decides, so they are written when asked for."""
    return FlowLogs(enabled=False)
