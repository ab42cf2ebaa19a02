"""What single values cannot show: problems between the settings of a stack."""

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from lifeboat.cloud_facts import RFC1918, aws_partition
from lifeboat.ranges import Claim, overlaps
from lifeboat.settings.access_checks import access_checks
from lifeboat.settings.agent import agent_checks, agent_identity_checks
from lifeboat.settings.cost import cost_checks
from lifeboat.settings.dhcp_checks import dhcp_checks
from lifeboat.settings.failback import failback_storage_checks
from lifeboat.settings.gateway_checks import gateway_checks
from lifeboat.settings.launch_checks import launch_checks
from lifeboat.settings.model import Settings
from lifeboat.settings.monitoring import monitoring_checks
from lifeboat.settings.network_checks import primary_network_checks, recovery_network_checks
from lifeboat.settings.private_checks import private_checks
from lifeboat.settings.problems import Path, Problem, render_path
from lifeboat.settings.repeated import repeated
from lifeboat.settings.sizing import sizing_checks
from lifeboat.settings.subnet_checks import subnet_size_checks
from lifeboat.settings.transit_checks import transit_checks
from lifeboat.settings.tunnel_checks import tunnel_checks

MOST_TAGS = 45
"""Tags a stack may add: both clouds take 50 on a resource, and Lifeboat sets some of its own."""

_SUGGESTIONS_TRIED = 64


def cross_checks(settings: Settings) -> Iterator[Problem]:
    """Yield every problem between values, each with the paths it rests on."""
    yield from _networks_overlap(settings)
    yield from primary_network_checks(settings.primary)
    yield from recovery_network_checks(settings)
    yield from subnet_size_checks(settings)
    yield from dhcp_checks(settings)
    yield from gateway_checks(settings)
    yield from tunnel_checks(settings)
    yield from transit_checks(settings)
    yield from private_checks(settings)
    yield from _replication(settings)
    yield from _failback(settings)
    yield from failback_storage_checks(settings.recovery.failback.storage)
    yield from agent_checks(settings.agent, settings.primary)
    yield from agent_identity_checks(settings.agent, has_identity=settings.access.azure_identity.mode != "none")
    yield from sizing_checks(settings.sizing)
    yield from launch_checks(settings)
    yield from monitoring_checks(settings)
    yield from cost_checks(settings.cost)
    yield from _names(settings)
    yield from _existing_twice(settings)
    yield from access_checks(settings.access, settings.recovery.region)


def connected_ranges(settings: Settings) -> list[Claim[Path]]:
    """Return every range that routes lead to, labelled with its path.

    The drill network has no path to any of them and may share a range, so it is not among them.
    """
    address_space = settings.primary.network.virtual_network.address_space
    space: Path = ("primary", "network", "virtual_network", "address_space")
    claims = [Claim[Path]((*space, position), network) for position, network in enumerate(address_space)]
    for spoke, around in enumerate(settings.primary.network.spokes):
        path: Path = ("primary", "network", "spokes", spoke, "address_space")
        claims += [Claim[Path]((*path, position), network) for position, network in enumerate(around.address_space)]
    claims.append(Claim(("recovery", "network", "cidr"), settings.recovery.network.cidr))
    claims += [
        Claim[Path](("recovery", "other_vpcs", position, "cidr"), vpc.cidr)
        for position, vpc in enumerate(settings.recovery.other_vpcs)
    ]
    claims += [Claim[Path](("other_ranges", i, "cidr"), other.cidr) for i, other in enumerate(settings.other_ranges)]
    return claims


def _networks_overlap(settings: Settings) -> Iterator[Problem]:
    claims = connected_ranges(settings)
    taken = [claim.network for claim in claims]
    for first, second in overlaps(claims):
        # The later block is the newcomer: people add networks at the end.
        older, newer = sorted((first, second), key=lambda claim: _reading_order(claim.label))
        yield Problem(
            newer.label,
            f"{newer.network}, overlaps {render_path(older.label)} {older.network}",
            f"a range outside {older.network}",
            "Routes between the clouds would be ambiguous.",
            f"Choose a range outside {older.network}{_suggestion(newer.network, taken)}.",
            (older.label,),
        )


def _reading_order(path: Path) -> tuple[int, tuple[str, ...]]:
    order = ("primary", "other_ranges", "recovery")
    return order.index(str(path[0])), tuple(f"{part:06}" if isinstance(part, int) else part for part in path)


def _suggestion(wanted: IPv4Network, taken: Sequence[IPv4Network]) -> str:
    """Return an example of the wanted size behind the wanted range that nothing has taken, when one is near."""
    for step in range(1, _SUGGESTIONS_TRIED + 1):
        start = int(wanted.network_address) + step * wanted.num_addresses
        if start + wanted.num_addresses > 1 << 32:
            break
        candidate = IPv4Network((start, wanted.prefixlen))
        private = any(candidate.subnet_of(block) for block in RFC1918)
        if private and not any(candidate.overlaps(network) for network in taken):
            return f", for example {candidate}"
    return ""


def _replication(settings: Settings) -> Iterator[Problem]:
    replication = settings.replication
    if replication.template.mode == "adopt" and replication.encryption.mode != "default":
        yield Problem(
            ("replication", "encryption", "mode"),
            f"{replication.encryption.mode} beside an adopted template",
            "default",
            "An adopted template keeps its own key; this one would never be used.",
            "Remove the encryption block, or let Lifeboat create the template.",
            (("replication", "template", "mode"),),
        )
    key, region = replication.encryption, settings.recovery.region
    # The account may be another one: a key's policy can admit this one.
    start = f"arn:{aws_partition(region)}:kms:{region}:"
    if key.mode == "adopt" and not key.key_arn.startswith(start):
        yield Problem(
            ("replication", "encryption", "key_arn"),
            key.key_arn,
            f"a key of {region}, whose ARN begins with {start}",
            "EBS encrypts volumes with keys of their own Region only.",
            "Name a key of recovery.region, or replicate this one into it.",
            (("recovery", "region"),),
        )


def _failback(settings: Settings) -> Iterator[Problem]:
    failback = settings.recovery.failback
    path: Path = ("recovery", "failback", "client_ranges")
    known = [claim for claim in connected_ranges(settings) if _is_behind_tunnels(settings, claim.label)]
    for position, clients in enumerate(failback.client_ranges):
        if not any(clients.subnet_of(claim.network) for claim in known):
            yield Problem(
                (*path, position),
                str(clients),
                f"a range inside {', '.join(str(claim.network) for claim in known)}",
                "Failback clients reach recovered servers through the tunnels, and no route leads back to it.",
                "Name the subnet of the failback clients, or add their network to other_ranges with via: primary.",
                (*(claim.label for claim in known), ("other_ranges",)),
            )
    if failback.enabled and not failback.client_ranges and not settings.primary.network.workload_subnets:
        yield Problem(
            path,
            "nothing",
            "at least one range",
            "There are no workload subnets here to take it from.",
            "Name the Azure ranges of the failback clients.",
            (("primary", "network", "workload_subnets"), ("recovery", "failback", "enabled")),
        )


def _is_behind_tunnels(settings: Settings, path: Path) -> bool:
    if path[0] == "other_ranges":
        return settings.other_ranges[int(path[1])].via == "primary"
    return path[0] == "primary"


def _names(settings: Settings) -> Iterator[Problem]:
    yield from repeated(("other_ranges",), "name", [other.name for other in settings.other_ranges])
    keys: dict[str, str] = {}
    for key in settings.tags:
        first = keys.setdefault(key.lower(), key)
        if first != key:
            yield Problem(
                ("tags", key),
                f"the name of tags.{first} in other letter case",
                "each name once, whatever its case",
                "Azure does not tell the two apart.",
                "Remove one of them.",
                (("tags", first),),
            )
    if len(settings.tags) > MOST_TAGS:
        yield Problem(
            ("tags",),
            f"{len(settings.tags)} tags",
            f"at most {MOST_TAGS}",
            "Both clouds take 50 on a resource, Lifeboat's own among them.",
            "Remove some.",
        )


def _existing_twice(settings: Settings) -> Iterator[Problem]:
    """Yield what exists and is named twice: each would be written to twice."""
    once = ("It would be changed twice.", "Remove one of them.")
    yield from repeated(("recovery", "drill", "reach"), None, settings.recovery.drill.reach, *once)
    vpcs = settings.recovery.other_vpcs
    path: Path = ("recovery", "other_vpcs")
    yield from repeated(path, "name", [vpc.name for vpc in vpcs])
    yield from repeated(path, "vpc_id", [vpc.vpc_id for vpc in vpcs], *once)
    for position, vpc in enumerate(vpcs):
        yield from repeated((*path, position, "subnet_ids"), None, vpc.subnet_ids, *once)
        yield from repeated((*path, position, "route_table_ids"), None, vpc.route_table_ids, *once)
    network = settings.primary.network
    # Azure compares names without regard to case. Peerings are called after the spoke, so its name is its key.
    spokes = [spoke.id.rpartition("/")[2].lower() for spoke in network.spokes]
    yield from repeated(("primary", "network", "spokes"), "id", spokes, "Peerings are called after the VNet.", once[1])
    home = network.virtual_network.resource_group if network.virtual_network.mode == "adopt" else None
    home = home or settings.primary.resource_group.name or ""
    groups = [f"{group.resource_group or home}/{group.name}".lower() for group in network.security_groups]
    yield from repeated(("primary", "network", "security_groups"), "name", groups, *once)
