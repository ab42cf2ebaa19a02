"""IP ranges, who claims them, and which of them overlap."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .rule import Findings

IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

OTHER_RANGES_SCHEMA: Mapping[str, Any] = {
    "type": "array",
    "description": "Ranges outside this stack that its networks can reach: on-premises, peers, adopted networks.",
    "items": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "cidr": {"type": "string"}},
        "required": ["name", "cidr"],
        "additionalProperties": False,
    },
    "default": [],
}
"""Configuration property `other_ranges`, the same for every rule that has it."""


@dataclass(frozen=True)
class Claim:
    """A range that somebody uses.

    Attributes:
        network: the range.
        holder: who uses it, in words, such as `VPC recovery-vpc`.
        urn: the resource that claims it, or "" for a configured range.
    """

    network: IpNetwork
    holder: str
    urn: str = ""

    @property
    def text(self) -> str:
        """The claim in words: range and holder."""
        return f"{self.network} of {self.holder}"


def parse(text: object) -> IpNetwork | None:
    """Read a range; host bits are dropped, since they change nothing about what it overlaps.

    Returns:
        The range, or None when the text is not one.
    """
    try:
        return ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return None


def holds(outer: IpNetwork, inner: IpNetwork) -> bool:
    """Whether every address of the second range is in the first."""
    return (
        outer.version == inner.version
        and int(outer.network_address) <= int(inner.network_address)
        and int(outer.broadcast_address) >= int(inner.broadcast_address)
    )


def overlaps(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Find overlapping claims in n log n.

    Two ranges in CIDR notation are disjoint or one holds the other. So after sorting by first address, larger first, a
    claim overlaps an earlier one exactly when the innermost range that is still open holds it.

    Yields:
        For each claim that lies inside another: that other claim (the innermost) and the claim. Every claim that
        overlaps anything is part of at least one pair; not every pair is listed, because there may be n squared.
    """
    enclosing: list[Claim] = []
    for claim in sorted(claims, key=_position):
        while enclosing and not holds(enclosing[-1].network, claim.network):
            enclosing.pop()
        if enclosing:
            yield enclosing[-1], claim
        enclosing.append(claim)


def other_claims(entries: Sequence[Mapping[str, str]], findings: Findings) -> list[Claim]:
    """Turn the configured `other_ranges` into claims; one that is no range is a violation."""
    claims = []
    for entry in entries:
        network = parse(entry["cidr"])
        if network is None:
            message = f"The configured range {entry['name']} must be a range in CIDR notation; found {entry['cidr']!r}."
            findings.violations.append((message, ""))
        else:
            claims.append(Claim(network, f"the configured range {entry['name']}"))
    return claims


def _position(claim: Claim) -> tuple[int, int, int]:
    network = claim.network
    return network.version, int(network.network_address), network.prefixlen
