"""What leaves source servers in Azure, as rules for the network security groups that restrict them."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from lifeboat.blueprint.model import RecoveryBlueprint
from lifeboat.blueprint.private_model import SourceRule
from lifeboat.settings import Settings
from lifeboat.settings.prefixes import server_ranges


def source_rules(
    settings: Settings, recovery: RecoveryBlueprint, failback: Sequence[IPv4Network]
) -> tuple[SourceRule, ...]:
    """Return the outbound rules, none without security groups; nothing has to come in.

    Args:
        settings: of the stack.
        recovery: the AWS side.
        failback: where failback clients are; empty while failback is off.
    """
    if not settings.primary.network.security_groups:
        return ()
    servers = server_ranges(settings)
    return (
        SourceRule("replication", 0, "Tcp", 1500, servers, _ranges(recovery, "staging"), None,
                   "AWS DRS: replicated data to the staging subnets"),
        _https(recovery, servers),
        *_dns(settings, recovery, servers),
        *_failback(recovery, failback),
    )  # fmt: skip


def _ranges(recovery: RecoveryBlueprint, role: str) -> tuple[IPv4Network, ...]:
    return tuple(subnet.cidr for subnet in recovery.subnets if subnet.role == role)


def _https(recovery: RecoveryBlueprint, servers: tuple[IPv4Network, ...]) -> SourceRule:
    """Return the rule for AWS's APIs: at private addresses in private mode, else at AWS's public ones.

    Azure has no service tag of AWS, and its addresses change: no narrower one than Internet would last.
    """
    if recovery.private is None:
        text = "AWS DRS: its control plane, S3 and STS at public addresses"
        return SourceRule("https", 1, "Tcp", 443, servers, (), "Internet", text)
    existing = any(endpoint.existing_id for endpoint in recovery.private.endpoints)
    ranges = (recovery.vpc.cidr,) if existing else _ranges(recovery, "staging")
    return SourceRule("https", 1, "Tcp", 443, servers, ranges, None, "AWS DRS: endpoints of DRS, S3 and STS")


def _dns(settings: Settings, recovery: RecoveryBlueprint, servers: tuple[IPv4Network, ...]) -> Iterator[SourceRule]:
    """Yield the rule for DNS servers among the source servers; Azure's own resolver is not bound by groups."""
    dns, private = settings.primary.dns, recovery.private
    if private is None or dns is None or dns.mode != "existing":
        return
    known = [*private.existing_resolver_addresses, *(place.address for place in private.resolver)]
    addresses = [IPv4Network(address) for address in known if address is not None]
    places = {place.subnet for place in private.resolver if place.address is None}
    subnets = [subnet.cidr for subnet in recovery.subnets if subnet.key in places]
    text = "AWS DRS: names of its endpoints, asked for by DNS servers"
    yield SourceRule("dns", 2, "*", 53, servers, (*addresses, *subnets), None, text)


def _failback(recovery: RecoveryBlueprint, clients: Sequence[IPv4Network]) -> Iterator[SourceRule]:
    if clients:
        text = "AWS DRS: failback clients to recovered servers"
        yield SourceRule("failback", 3, "Tcp", 1500, tuple(clients), _ranges(recovery, "recovery"), None, text)
