"""Who claims which ranges: networks, their subnets and tunnels, as read from resources."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pulumi_policy import PolicyResource

from .graph import Index
from .links import MEMBERSHIP, Link
from .ranges import Claim, IpNetwork, parse
from .reading import EACH, State, read, read_one
from .rule import Findings
from .subject import Subject
from .types import VNET, VPC, VPC_SECONDARY_RANGE, VPC_SUBNET, VPN_CONNECTION, plain_type, words

NETWORK_RANGES: Mapping[str, tuple[str, ...]] = {
    VPC: ("cidrBlock",),
    VPC_SECONDARY_RANGE: ("cidrBlock",),
    VNET: ("addressSpace", "addressPrefixes", EACH),
}
"""Where each kind of network states its ranges."""

_TUNNEL_RANGES = ("tunnel1InsideCidr", "tunnel2InsideCidr")


def ranges_of(
    props: Mapping[str, Any], path: tuple[str, ...], holder: str, urn: str, findings: Findings
) -> list[Claim]:
    """Read the ranges at a path of a resource; what is unknown or no range goes to the findings.

    Args:
        props: the properties of the resource.
        path: where its ranges are.
        holder: the resource in words.
        urn: the URN of the resource.
        findings: receives what could not be read.
    """
    claims = []
    for value in read(props, *path):
        network = parse(str(value.content)) if value.known else None
        if network is not None:
            claims.append(Claim(network, holder, urn))
        elif value.known:
            message = f"{value.path} of {holder} must be a range in CIDR notation; found {value.content!r}."
            findings.violations.append((message, urn))
        else:
            findings.not_checked.append(value.not_checked(holder))
    return claims


def network_claims(index: Index, findings: Findings) -> list[Claim]:
    """The ranges of every VPC and VNet of a stack."""
    return [
        claim
        for type_, path in NETWORK_RANGES.items()
        for resource in index.of(type_)
        for claim in ranges_of(resource.props, path, words(type_, resource.name), resource.urn, findings)
    ]


def tunnel_claims(index: Index, findings: Findings) -> list[Claim]:
    """The inside ranges of every tunnel of a stack."""
    return [
        # Two tunnels are one resource, so the property is part of who claims.
        replace(claim, holder=f"{path} of {claim.holder}")
        for resource in index.of(VPN_CONNECTION)
        for path in _TUNNEL_RANGES
        for claim in ranges_of(resource.props, (path,), words(VPN_CONNECTION, resource.name), resource.urn, findings)
    ]


def subnet_claims(index: Index, findings: Findings) -> dict[str, list[Claim]]:
    """The subnets of a stack by the network they belong to.

    Returns:
        Claims under the URN of the network, or under its known id when the network is no resource of the stack.
    """
    found: dict[str, list[Claim]] = {}
    for link in MEMBERSHIP:
        if link.source == VPC_SECONDARY_RANGE:
            continue
        for resource in index.of(link.source):
            claims = _subnet_ranges(resource, findings)
            network = _network_of(index, resource, link, findings)
            if network:
                found.setdefault(network, []).extend(claims)
    for vnet in index.of(VNET):
        # Deployed, a VNet shows its subnets that are resources of their own too.
        if vnet.urn not in found:
            found[vnet.urn] = _declared_subnets(Subject(vnet, findings))
    return found


def _declared_subnets(vnet: Subject) -> list[Claim]:
    """The subnets that a VNet declares itself; a list that a preview does not know is the cloud's answer to come."""
    if vnet.glance("subnets")[0].state is State.UNKNOWN and not vnet.sets("subnets"):
        return []
    claims = []
    for part in vnet.parts("subnets", EACH):
        holder = f"subnet {part.glance('name')[0].text} of {vnet.holder}"
        values = (*part.each("addressPrefix"), *part.each("addressPrefixes", EACH))
        claims += [Claim(network, holder, vnet.urn) for value in values if (network := parse(value.text))]
    return list(dict.fromkeys(claims))  # Azure may answer with both properties saying the same


def _network_of(index: Index, resource: PolicyResource, link: Link, findings: Findings) -> str:
    (resolution,) = index.resolve(resource, link)
    if resolution.undecided:
        findings.not_checked.append(resolution.undecided)
        return ""
    return resolution.targets[0]


def _subnet_ranges(resource: PolicyResource, findings: Findings) -> list[Claim]:
    holder = words(resource.resource_type, resource.name)
    if plain_type(resource.resource_type) == VPC_SUBNET:
        # A subnet with IPv6 alone has no IPv4 range to claim.
        if any(value.content is True for value in read(resource.props, "ipv6Native")):
            return []
        return ranges_of(resource.props, ("cidrBlock",), holder, resource.urn, findings)
    # Azure answers with either of the two, or with both saying the same.
    several = read(resource.props, "addressPrefixes", EACH)
    path = ("addressPrefix",) if all(value.state is State.MISSING for value in several) else ("addressPrefixes", EACH)
    return ranges_of(resource.props, path, holder, resource.urn, findings)


def complete_ranges(index: Index) -> dict[str, list[IpNetwork]]:
    """The ranges of each network whose ranges are all known, by the URN of the network.

    A network with a range that is not known is left out: nothing can be said to lie outside it.
    """
    found: dict[str, list[IpNetwork]] = {}
    for type_ in (VPC, VNET):
        for resource in index.of(type_):
            networks = [
                parse(str(value.content)) if value.known else None
                for value in read(resource.props, *NETWORK_RANGES[type_])
            ]
            if None not in networks:
                found[resource.urn] = [network for network in networks if network]
    (secondary,) = (link for link in MEMBERSHIP if link.source == VPC_SECONDARY_RANGE)
    for resource in index.of(VPC_SECONDARY_RANGE):
        value = read_one(resource.props, *NETWORK_RANGES[VPC_SECONDARY_RANGE])
        network = parse(str(value.content)) if value.known else None
        for resolution in index.resolve(resource, secondary):
            for urn in resolution.targets:
                if network is None or resolution.undecided:
                    found.pop(urn, None)
                elif urn in found:
                    found[urn].append(network)
    return found
