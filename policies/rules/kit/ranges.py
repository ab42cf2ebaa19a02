"""IP ranges, who claims them, and which of them overlap."""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
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


@cache
def parse(text: str) -> IpNetwork | None:
    """Read a range; host bits are dropped, since they change nothing about what it overlaps.

    Returns:
        The range, or None when the text is not one.
    """
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def holds(outer: IpNetwork, inner: IpNetwork) -> bool:
    """Whether every address of the second range is in the first."""
    outer_version, outer_first, outer_last = _bounds(outer)
    inner_version, inner_first, inner_last = _bounds(inner)
    return outer_version == inner_version and outer_first <= inner_first and outer_last >= inner_last


def overlaps(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Find overlapping claims in n log n.

    Two ranges in CIDR notation are disjoint or one holds the other. So after sorting by first address, larger first, a
    claim overlaps an earlier one exactly when the innermost range that is still open holds it.

    Yields:
        For each claim that lies inside another: that other claim (the innermost) and the claim. Every claim that
        overlaps anything is part of at least one pair; not every pair is listed, because there may be n squared.
    """
    ordered = [(*_bounds(claim.network), claim) for claim in claims]
    ordered.sort(key=lambda item: (item[0], item[1], -item[2]))
    enclosing: list[tuple[int, int, Claim]] = []
    for version, first, last, claim in ordered:
        while enclosing and (enclosing[-1][0] != version or enclosing[-1][1] < first):
            enclosing.pop()
        if enclosing:
            yield enclosing[-1][2], claim
        enclosing.append((version, last, claim))


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


def _bounds(network: IpNetwork) -> tuple[int, int, int]:
    """Version, first and last address, as plain numbers, because comparing them is most of the work."""
    first = int(network.network_address)
    return network.version, first, first + (1 << (network.max_prefixlen - network.prefixlen)) - 1
