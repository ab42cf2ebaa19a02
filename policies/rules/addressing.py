"""Rules about ranges: networks with a path between them must not share addresses."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock

from pulumi_policy import PolicyResource, ResourceValidationArgs, Severity

from .kit.claims import NETWORK_RANGES, complete_ranges, network_claims, ranges_of, subnet_claims, tunnel_claims
from .kit.graph import Index, Reach, trace
from .kit.links import NETWORK_TYPES
from .kit.ranges import OTHER_RANGES_SCHEMA, Claim, Surroundings, holds, other_claims, overlaps
from .kit.reading import State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import ISOLATION_SETTINGS, Subject
from .kit.types import VNET, VPC, VPN_CONNECTION, plain_type, words

_AMBIGUOUS = "Routes between connected networks would be ambiguous"
_URL = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"


def networks_overlap() -> StackRule:
    """No two ranges with a path between them overlap, over both clouds.

    Claims are the ranges of VPCs (secondary ones too) and VNets, the inside ranges of tunnels, and configured other
    ranges. What only refers to a range (a route, a rule source, a local network gateway's address space) claims
    nothing. Networks without a path between them may share a range, as the drill VPC does. Configured ranges are
    reachable from every network that has something attached.

    Tunnels are compared with those that meet at the same gateways. A transit gateway's route tables could keep
    attachments apart; they are taken not to, because a change of a table must not turn an overlap into an outage.

    Subnets of one network must be disjoint and lie inside it. A subnet of a network that is no resource of the stack is
    compared with its siblings only.
    """
    return StackRule(
        id="addressing-networks-overlap",
        display_name="no-overlapping-cidrs",
        description="Networks that are connected must not have overlapping ranges.",
        severity=Severity.CRITICAL,
        tags=("addressing", "network"),
        remediation_steps=(
            "Give one of the two networks named in the message a range outside the other, or remove the path between "
            "them. A range cannot be changed in place: do it before the network carries workloads."
        ),
        url=_URL,
        settings={"other_ranges": OTHER_RANGES_SCHEMA},
        check=_check_stack,
    )


def _check_stack(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    if not any(plain_type(resource.resource_type) in NETWORK_TYPES | {VPN_CONNECTION} for resource in resources):
        return Findings(not_applicable="The stack has no network and no tunnel.")
    findings = Findings()
    index = Index(resources)
    networks = network_claims(index, findings)
    tunnels = tunnel_claims(index, findings)
    others = other_claims(settings["other_ranges"], findings)
    certain = trace(index, resources, doubtful=False)
    possible = trace(index, resources, doubtful=True)
    for one, other in _conflicts(networks, tunnels, others, possible):
        findings.violations.append(_overlap(one, other, _doubts(one, other, certain, possible)))
    _check_subnets(index, findings)
    return findings


def _conflicts(
    networks: Sequence[Claim], tunnels: Sequence[Claim], others: Sequence[Claim], reach: Reach
) -> Iterator[tuple[Claim, Claim]]:
    """Overlapping pairs of which at least one is a resource, among claims with a path between them."""
    reachable = {
        place: [*members, *(others if place in reach.ways_out else ())]
        for place, members in _grouped(networks, reach.everything.find).items()
    }
    for members in reachable.values():
        yield from (pair for pair in overlaps(members) if pair[0].urn or pair[1].urn)
    # Many gateways may share one set of networks, which is therefore not gone through for each of them.
    around = {place: Surroundings(members) for place, members in reachable.items()}
    elsewhere = Surroundings(others)
    for members in _grouped(tunnels, reach.gateways.find).values():
        near = around.get(reach.everything.find(members[0].urn), elsewhere).of(members)
        tunnel_ranges = set(members)
        yield from (pair for pair in overlaps([*near, *members]) if not tunnel_ranges.isdisjoint(pair))


def _grouped(claims: Sequence[Claim], place: Callable[[str], str]) -> Mapping[str, list[Claim]]:
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(place(claim.urn), []).append(claim)
    return groups


def _doubts(one: Claim, other: Claim, certain: Reach, possible: Reach) -> list[str]:
    """Why it is not certain that two claims have a path between them; empty when it is."""
    if one.urn and other.urn:
        decided = certain.everything.find(one.urn) == certain.everything.find(other.urn)
    else:
        decided = certain.leads_out(one.urn or other.urn)
    return [] if decided else possible.doubts_about(one.urn or other.urn)


def _overlap(one: Claim, other: Claim, doubts: Sequence[str]) -> tuple[str, str]:
    """The violation for a pair, held against the smaller range, which is the cheaper one to move."""
    fixed, moved = (one, other) if other.urn else (other, one)
    message = (
        f"The range {moved.text} must not overlap {fixed.text}. {_AMBIGUOUS}. Choose a range outside {fixed.network}."
    )
    if doubts:
        message += f" Whether they are connected cannot be decided, so they count as connected: {'; '.join(doubts)}."
    return message, moved.urn


def _check_subnets(index: Index, findings: Findings) -> None:
    ranges = complete_ranges(index)
    for network, subnets in subnet_claims(index, findings).items():
        for one, other in overlaps(subnets):
            message = (
                f"The range {other.text} must not overlap {one.text}, because both are in one network. "
                f"Choose a range outside {one.network}."
            )
            findings.violations.append((message, other.urn))
        if network not in ranges:
            continue
        for subnet in subnets:
            if not any(holds(outer, subnet.network) for outer in ranges[network]):
                allowed = ", ".join(str(outer) for outer in ranges[network])
                message = f"The range {subnet.text} must lie inside its network, which has {allowed}."
                findings.violations.append((message, subnet.urn))


def network_admission() -> ResourceRule:
    """The second of two overlapping networks is refused before it exists.

    Stack rules run last: with `pulumi up --skip-preview` they only detect. This rule remembers the ranges it has seen
    in its process (a preview and a deployment are a process each) and judges each VPC and VNet as it comes.

    It compares across the two clouds, which this stack connects, and with the configured other ranges. Two networks of
    one cloud may share a range as long as no path joins them (the drill VPC and the recovery VPC do), and a path cannot
    be seen on one resource: that is left to `addressing-networks-overlap`. A network that carries the isolation tag
    has no attachment and is exempt; if it gets one all the same, the stack rule judges it again.

    Secondary VPC ranges carry no tag and so cannot be told apart from an isolated network's: the stack rule judges
    them. Overlapping subnets are refused by the clouds themselves. A refused network is not remembered, since it will
    not exist; a network that comes again (a replacement) takes the place of what was remembered of it.
    """
    seen: dict[str, tuple[str, list[Claim]]] = {}
    turn = Lock()

    def check(args: ResourceValidationArgs, settings: Settings) -> Findings:
        with turn:  # the engine asks about several resources at once
            return _admit(args, settings, seen)

    return ResourceRule(
        id="addressing-network-admission",
        display_name="no-overlapping-network-admitted",
        description="A network must not be created with a range that a network of the other cloud already has.",
        severity=Severity.CRITICAL,
        tags=("addressing", "network"),
        remediation_steps=(
            "Give the network a range outside the one named in the message. Only if nothing will ever be attached to "
            "it, tag it as isolated."
        ),
        url=_URL,
        settings={"other_ranges": OTHER_RANGES_SCHEMA, **ISOLATION_SETTINGS},
        types=frozenset({VPC, VNET}),
        check=check,
    )


def _admit(args: ResourceValidationArgs, settings: Settings, seen: dict[str, tuple[str, list[Claim]]]) -> Findings:
    seen.pop(args.urn, None)
    cloud = plain_type(args.resource_type)
    isolation = Subject(args, Findings()).tag(settings["isolation_tag"])
    if isolation.known and str(isolation.content).lower() == "true":
        return Findings(not_applicable=f"{words(cloud, args.name)} is tagged as isolated.")
    findings = Findings()
    claims = ranges_of(args.props, NETWORK_RANGES[cloud], words(cloud, args.name), args.urn, findings)
    others = other_claims(settings["other_ranges"], findings)
    across = [claim for token, admitted in seen.values() if token != cloud for claim in admitted]
    mine = set(claims)
    pairs = [pair for pair in overlaps([*others, *across, *claims]) if len(mine.intersection(pair)) == 1]
    if pairs and isolation.state is State.UNKNOWN:
        findings.not_checked.append(isolation.not_checked(words(cloud, args.name)))
    else:
        findings.violations += [_refusal(*pair, mine) for pair in pairs]
    if not findings.violations:
        seen[args.urn] = (cloud, claims)
    return findings


def _refusal(one: Claim, other: Claim, mine: set[Claim]) -> tuple[str, str]:
    new, existing = (one, other) if one in mine else (other, one)
    # The same words in a preview, where nothing exists: a rule is not told which of the two it is in.
    made = f"{existing.holder} and all" if existing.urn else "all"
    message = (
        f"The range {new.text} must not overlap {existing.text}. {_AMBIGUOUS}. "
        f"Choose a range outside {existing.network}. "
        f"If this stopped an update and not a preview, {new.holder} was not made or changed, and {made} that was made "
        "before is in the state: run `pulumi up` with another range to go on from there, or `pulumi destroy` to remove "
        "it."
    )
    return message, new.urn
