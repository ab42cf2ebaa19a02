"""Private mode in the model: endpoints, the resolver that answers Azure, forwarded names, rules of source servers."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Literal


@dataclass(frozen=True)
class EndpointStatement:
    """One statement of an endpoint's policy; each allows.

    Attributes:
        sid: its name; a `*` in it has its reason where the statement is made.
        actions: what is allowed.
        resources: on what; `{account}` stands for the recovery account's id.
        own_principals: whether only identities of the recovery account are admitted. Requests without a signature
            (downloads of public objects, web identities, an agent's first session) have no account.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    own_principals: bool = False


@dataclass(frozen=True)
class Endpoint:
    """A VPC endpoint.

    Attributes:
        key: `drs`, `s3`, `s3-gateway-staging`, ...: names it for good.
        kind: `Gateway` routes of route tables; `Interface` addresses in subnets.
        service: `s3`, `drs`, ...
        service_name: the service's name in the Region.
        subnets: keys of the subnets an interface endpoint has an address in, one a zone.
        route_tables: keys of the tables that lead to a gateway endpoint.
        dns: `everywhere` the VPC's resolver answers with the endpoint; `from-azure` it does so to inbound queries
            alone, and servers in the VPC take the gateway endpoint; `none` for gateway endpoints.
        policy: what it lets through; empty for an existing one.
        existing_id: id of one that exists, else None.
    """

    key: str
    kind: Literal["Gateway", "Interface"]
    service: str
    service_name: str
    subnets: tuple[str, ...] = ()
    route_tables: tuple[str, ...] = ()
    dns: Literal["everywhere", "from-azure", "none"] = "none"
    policy: tuple[EndpointStatement, ...] = ()
    existing_id: str | None = None


@dataclass(frozen=True)
class ResolverPlace:
    """Where the resolver is asked: a subnet, and the address in it; None where AWS chooses."""

    subnet: str
    address: IPv4Address | None


@dataclass(frozen=True)
class PrivateMode:
    """How DRS is reached without the internet.

    Attributes:
        endpoints: those that are made and those that exist.
        resolver: places of the inbound endpoint that is made; empty where one exists.
        existing_resolver_addresses: addresses of one that exists.
        forwarded_names: the names that Azure asks AWS for, and no others.
    """

    endpoints: tuple[Endpoint, ...]
    resolver: tuple[ResolverPlace, ...]
    existing_resolver_addresses: tuple[IPv4Address, ...]
    forwarded_names: tuple[str, ...]


@dataclass(frozen=True)
class AzureDns:
    """How Azure asks AWS for those names.

    Attributes:
        mode: `resolver`: a DNS private resolver is made; `existing`: DNS servers of the user's own forward.
        resolver_subnet: range of the resolver's subnet, else None.
    """

    mode: Literal["resolver", "existing"]
    resolver_subnet: IPv4Network | None


@dataclass(frozen=True)
class SourceRule:
    """One outbound rule in a network security group of source servers.

    Attributes:
        key: `replication`, `https`, `dns` or `failback`.
        place: its priority, counted from the first that is reserved; fixed for each key, so that none moves.
        protocol: as Azure writes it; `*` is UDP and TCP.
        port: the one port.
        sources: where from.
        destinations: where to; empty with a service tag.
        service_tag: Azure's name for the destination, else None.
        description: for the portal and reviewers, at most 140 characters.
    """

    key: str
    place: int
    protocol: Literal["Tcp", "*"]
    port: int
    sources: tuple[IPv4Network, ...]
    destinations: tuple[IPv4Network, ...]
    service_tag: Literal["Internet"] | None
    description: str
