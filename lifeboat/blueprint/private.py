"""Private mode: which endpoints, with which policies, and which names lead to them."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from lifeboat.blueprint.model import RouteTable, SecurityRule, Subnet
from lifeboat.blueprint.private_model import AzureDns, Endpoint, EndpointStatement, PrivateMode, ResolverPlace
from lifeboat.cloud_facts import aws_partition
from lifeboat.drs_buckets import bucket_host, repository_bucket, service_buckets
from lifeboat.settings import Settings
from lifeboat.settings.private_checks import is_private, resolver_subnet
from lifeboat.settings.recovery import AdoptedVpc

CONTROL_SERVICES: Final = ("drs", "ec2", "sts")
"""What agents and replication servers call (DRS user guide, "Network requirements"; STS for temporary credentials)."""

LAUNCH_ACTION_SERVICES: Final = ("ssm", "ssmmessages", "ec2messages", "logs")
"""What launch actions on recovered servers call (DRS user guide, "Post-launch actions")."""

_OWN: Final = "OwnPrincipals"


def make_private(settings: Settings, subnets: Sequence[Subnet], tables: Sequence[RouteTable]) -> PrivateMode | None:
    """Return private mode, or None where servers have another way out.

    Args:
        settings: of the stack.
        subnets: of the recovery VPC.
        tables: its route tables.
    """
    if not is_private(settings):
        return None
    launch_actions = settings.launch.post_launch_actions
    found = settings.recovery.endpoints
    region = settings.recovery.region
    return PrivateMode(
        endpoints=(
            *_gateway_endpoints(settings, subnets, tables, launch_actions=launch_actions),
            *_interface_endpoints(settings, subnets, launch_actions=launch_actions),
        ),
        resolver=() if found.resolver_addresses else tuple(_resolver(subnets, settings.recovery.zones)),
        existing_resolver_addresses=tuple(found.resolver_addresses),
        forwarded_names=forwarded_names(region),
    )


def make_azure_dns(settings: Settings) -> AzureDns | None:
    """Return how Azure asks for the endpoints' names, or None without private mode."""
    dns = settings.primary.dns
    return AzureDns(dns.mode, resolver_subnet(settings.primary)) if dns is not None else None


def forwarded_names(region: str) -> tuple[str, ...]:
    """Return the names that DRS needs from Azure.

    Never all of S3: the endpoint admits the service's buckets alone, and every other S3 call of the estate would fail.
    """
    hosts = (bucket_host(bucket, region) for bucket in service_buckets(region))
    return (f"drs.{region}.amazonaws.com", f"sts.{region}.amazonaws.com", *hosts)


def _gateway_endpoints(
    settings: Settings, subnets: Sequence[Subnet], tables: Sequence[RouteTable], *, launch_actions: bool
) -> Iterator[Endpoint]:
    """Yield a gateway endpoint of S3 for the staging tables and one for the recovery tables, each with its policy.

    Only tables made here: an adopted one may serve others, whom the policy would cut off from S3.
    """
    region, partition = settings.recovery.region, aws_partition(settings.recovery.region)
    roles = {subnet.key: subnet.role for subnet in subnets}
    documents = (_systems_manager(region, partition),) if launch_actions else ()
    more = {"staging": (_packages(region, partition),), "recovery": documents}
    for role in ("staging", "recovery"):
        own = tuple(t.key for t in tables if t.existing_id is None and any(roles[key] == role for key in t.subnets))
        if own:
            policy = (_software(region, partition), *more[role])
            yield Endpoint(
                f"s3-gateway-{role}", "Gateway", "s3", _service_name(region, "s3"), route_tables=own, policy=policy
            )


def _interface_endpoints(settings: Settings, subnets: Sequence[Subnet], *, launch_actions: bool) -> Iterator[Endpoint]:
    region, partition = settings.recovery.region, aws_partition(settings.recovery.region)
    places = tuple(subnet.key for subnet in subnets if subnet.role == "staging")
    existing = {str(each.service): each.id for each in settings.recovery.endpoints.existing}
    services = ("s3", *CONTROL_SERVICES, *(LAUNCH_ACTION_SERVICES if launch_actions else ()))
    for service in services:
        found = existing.get(service)
        yield Endpoint(
            service,
            "Interface",
            service,
            _service_name(region, service),
            subnets=() if found else places,
            # Servers in the VPC take the gateway endpoint, which costs nothing a byte.
            dns="from-azure" if service == "s3" else "everywhere",
            policy=() if found else tuple(_interface_policy(service, region, partition)),
            existing_id=found,
        )


def _service_name(region: str, service: str) -> str:
    return f"com.amazonaws.{region}.{service}"


def _interface_policy(service: str, region: str, partition: str) -> Iterator[EndpointStatement]:
    if service == "s3":
        yield _software(region, partition)
        return
    if service == "sts":
        # Any role of the account: its trust policy decides who may take it.
        assume = ("sts:AssumeRole", "sts:AssumeRoleWithWebIdentity", "sts:SetSourceIdentity", "sts:TagSession")
        yield EndpointStatement("RolesOfThisAccount", assume, (f"arn:{partition}:iam::{{account}}:role/*",))
        # It has no resource.
        yield EndpointStatement(_OWN, ("sts:GetCallerIdentity",), ("*",), own_principals=True)
        return
    if service == "drs":
        # Agents have no AWS identity before their first session (DRS user guide, "Installing the agent on a secured
        # network"); account and API of the service are AWS's own and not published.
        sessions = f"arn:{partition}:execute-api:{region}:*:*/POST/CreateSessionForDrs"
        yield EndpointStatement("AgentSessions", ("execute-api:Invoke",), (sessions,))
    # What the service's own roles and agents call changes with its releases, so their policies bound the actions; the
    # endpoint keeps identities of other accounts out.
    yield EndpointStatement(_OWN, (f"{service}:*",), ("*",), own_principals=True)


def _objects(partition: str, buckets: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"arn:{partition}:s3:::{bucket}/*" for bucket in buckets)


def _software(region: str, partition: str) -> EndpointStatement:
    return EndpointStatement("DrsSoftware", ("s3:GetObject",), _objects(partition, service_buckets(region)))


def _packages(region: str, partition: str) -> EndpointStatement:
    return EndpointStatement("AmazonLinuxPackages", ("s3:GetObject",), _objects(partition, [repository_bucket(region)]))


def _systems_manager(region: str, partition: str) -> EndpointStatement:
    """Return what launch actions download.

    Source: Systems Manager user guide, "SSM Agent communications with AWS managed S3 buckets".
    """
    names = ("aws-ssm", "amazon-ssm", "amazon-ssm-packages", "aws-ssm-document-attachments", "aws-ssm-distributor-file")
    buckets = [*(f"{name}-{region}" for name in names), f"{region}-birdwatcher-prod"]
    return EndpointStatement("SystemsManagerSoftware", ("s3:GetObject",), _objects(partition, buckets))


def _resolver(subnets: Sequence[Subnet], zones: Sequence[str]) -> Iterator[ResolverPlace]:
    """Yield the two places that Route 53 asks for: in two zones where there are two.

    The address is fixed where the subnet is made here, the last one of it: DNS servers elsewhere are told of it by
    hand, and a new endpoint has to be found where the old one was.
    """
    by_role = {(subnet.role, subnet.zone): subnet for subnet in subnets}
    single = [("staging", zones[0]), ("recovery", zones[0])]
    for role, zone in [("staging", zone) for zone in zones[:2]] if len(zones) > 1 else single:
        subnet = by_role[role, zone]  # type: ignore[index]
        yield ResolverPlace(subnet.key, None if subnet.existing_id else _last_host(subnet.cidr))


def _last_host(network: IPv4Network) -> IPv4Address:
    """The last address of a subnet that AWS gives away: it keeps the very last (Amazon VPC, "Subnet sizing")."""
    return network.broadcast_address - 1


def https_out(settings: Settings, subnets: Sequence[Subnet]) -> Iterator[SecurityRule]:
    """Yield the rules on TCP 443 of servers in private mode: to the endpoints, and to S3 at its public addresses.

    A gateway endpoint leaves S3 its public addresses; the prefix list names them.
    """
    network = settings.recovery.network
    anywhere_in_it = isinstance(network, AdoptedVpc) and bool(settings.recovery.endpoints.existing)
    ranges = [network.cidr] if anywhere_in_it else [subnet.cidr for subnet in subnets if subnet.role == "staging"]
    for cidr in ranges:
        what = f"TCP 443 to {cidr}: endpoints of DRS, EC2 and STS"
        yield SecurityRule(f"out-tcp-443-{str(cidr).replace('/', '-')}", "egress", "tcp", 443, cidr, what)
    what = "TCP 443 to S3: software of DRS, through the gateway endpoint"
    yield SecurityRule("out-tcp-443-s3", "egress", "tcp", 443, None, what, prefix_list="s3")


def resolver_rules(sources: Sequence[IPv4Network]) -> Iterator[SecurityRule]:
    """Yield the rules of the inbound resolver endpoint: DNS from Azure alone."""
    for source in sources:
        for protocol, what in (("udp", "DNS"), ("tcp", "DNS, long answers")):
            key = f"in-{protocol}-53-{str(source).replace('/', '-')}"
            text = f"{protocol.upper()} 53 from {source}: {what}"
            yield SecurityRule(key, "ingress", "udp" if protocol == "udp" else "tcp", 53, source, text)
