"""IP ranges, who claims them, and which of them overlap."""

import ipaddress
from bisect import bisect_left, bisect_right
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


class Surroundings:
    """Claims among which those that overlap a few others are found without looking at all of them."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        ordered = [(*_bounds(claim.network), claim) for claim in claims]
        ordered.sort(key=lambda item: (item[0], item[1], -item[2]))
        self._claims = [claim for *_, claim in ordered]
        self._firsts = [(version, first) for version, first, *_ in ordered]
        self._around: list[int] = []
        enclosing: list[int] = []
        for place, claim in enumerate(self._claims):
            while enclosing and not holds(self._claims[enclosing[-1]].network, claim.network):
                enclosing.pop()
            self._around.append(enclosing[-1] if enclosing else -1)
            enclosing.append(place)

    def of(self, claims: Iterable[Claim]) -> list[Claim]:
        """The claims that lie inside one of some others, and the innermost that holds it, for each of them."""
        found: set[int] = set()
        for claim in claims:
            version, first, last = _bounds(claim.network)
            start = bisect_left(self._firsts, (version, first))
            found.update(range(start, bisect_right(self._firsts, (version, last))))
            place = start - 1
            while place >= 0 and not holds(self._claims[place].network, claim.network):
                place = self._around[place]
            found.update([place] if place >= 0 else [])
        return [self._claims[place] for place in sorted(found)]


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
