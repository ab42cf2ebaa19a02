"""The address map as data: one lane a network, its ranges in the order of addresses, what is free and what clashes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from itertools import combinations
from typing import Final, Literal

from lifeboat.pictures.compare import Compared, Comparison, Mark, shown
from lifeboat.pictures.isolation import isolations
from lifeboat.pictures.landscape import Element, Network, Subnet
from lifeboat.ranges import Claim, overlaps

SITE_ORDER: Final = ("primary", "spoke", "recovery", "other", "drill", "elsewhere")
AZURE_INSIDE: Final = (IPv4Network("169.254.21.0/24"), IPv4Network("169.254.22.0/24"))
"""Where Azure takes addresses for BGP inside tunnels (Azure VPN Gateway, "About BGP")."""


@dataclass(frozen=True)
class Row:
    """A stretch of addresses.

    Attributes:
        first: its first address as a number.
        last: its last one.
        label: what it is.
        kind: `range` is used, `free` is not, `unsaid` may be used by others.
        mark: what became of it.
        notes: what changed, as phrases.
        clashes: what is wrong with it, as phrases.
        was: where it was before, when it has moved.
    """

    first: int
    last: int
    label: str
    kind: Literal["range", "free", "unsaid"]
    mark: Mark = "same"
    notes: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()
    was: tuple[tuple[int, int], ...] = ()

    @property
    def size(self) -> int:
        """How many addresses it has."""
        return self.last - self.first + 1

    @property
    def words(self) -> str:
        """The range: `10.20.0.0/20`, or from first to last where it is no single one."""
        bits = self.size.bit_length() - 1
        if self.size == 1 << bits and self.first % self.size == 0:
            return f"{IPv4Address(self.first)}/{32 - bits}"
        return f"{IPv4Address(self.first)}\N{EN DASH}{IPv4Address(self.last)}"


@dataclass(frozen=True)
class Lane:
    """A network and what is in it.

    Attributes:
        key: of the network.
        title: `VPC harbor-recovery-vpc`.
        site: where it is; `tunnels` for the addresses inside of tunnels.
        ranges: its ranges as first and last address.
        said: its ranges as text, or why they are not known.
        mark: what became of it.
        notes: what changed, and what is shared on purpose.
        clashes: what is wrong with it.
        rows: what is in it, by address.
        new: those of its ranges that it has not had before, when it changed.
        was: ranges that it had before and has no more.
    """

    key: str
    title: str
    site: str
    ranges: tuple[tuple[int, int], ...]
    said: str
    mark: Mark
    notes: tuple[str, ...]
    clashes: tuple[str, ...]
    rows: tuple[Row, ...]
    new: tuple[tuple[int, int], ...] = ()
    was: tuple[tuple[int, int], ...] = ()


def lanes(comparison: Comparison) -> tuple[Lane, ...]:
    """Return every network with what is in it: Azure first, then AWS, the drill, what is elsewhere, the tunnels."""
    networks = sorted(comparison.union.networks, key=lambda one: (SITE_ORDER.index(one.site), one.label, one.key))
    clashes = _clashes(comparison)
    made = [_lane(comparison, one, clashes.get(one.key, ())) for one in networks]
    return (*made, *_tunnel_lanes(comparison))


def live(comparison: Comparison, element: Element) -> bool:
    """Return whether an element is there afterwards."""
    return comparison.mark(element) != "removed"


def title_of(network: Network) -> str:
    """Return what a network is called."""
    kinds = {"spoke": "spoke VNet", "drill": "drill VPC", "elsewhere": "elsewhere,"}
    return f"{kinds.get(network.site, network.kind)} {network.label}"


def _bounds(network: IPv4Network) -> tuple[int, int]:
    return int(network.network_address), int(network.broadcast_address)


def _clashes(comparison: Comparison) -> dict[str, tuple[str, ...]]:
    """Return, by network, the networks it overlaps though a path may connect the two."""
    there = [one for one in comparison.union.networks if live(comparison, one) and _connected(comparison, one)]
    found: dict[str, list[str]] = {}
    for one, other in combinations(there, 2):
        for both in _common(one, other):
            found.setdefault(one.key, []).append(f"overlaps {title_of(other)}: {both} is in both")
            found.setdefault(other.key, []).append(f"overlaps {title_of(one)}: {both} is in both")
    return {key: tuple(words) for key, words in found.items()}


def _common(one: Network, other: Network) -> list[IPv4Network]:
    """Return what two networks share: of two ranges that overlap, one lies in the other."""
    pairs = ((mine, theirs) for mine in one.ranges for theirs in other.ranges if mine.overlaps(theirs))
    return [max(pair, key=lambda block: block.prefixlen) for pair in pairs]


def _connected(comparison: Comparison, network: Network) -> bool:
    """Return whether a path may lead to a network.

    None leads to a drill VPC while it is isolated, and none to another VPC that nothing is attached to.
    """
    if network.site == "drill":
        return not any(one.network == network.key and one.verdict == "kept" for one in isolations(comparison.after))
    tied = (one for one in comparison.union.attachments if live(comparison, one))
    return network.site != "other" or any(network.key in one.ends for one in tied)


def _lane(comparison: Comparison, network: Network, clashes: tuple[str, ...]) -> Lane:
    item = comparison.of(network)
    inner = [one for one in comparison.union.subnets if one.network == network.key]
    rows = [*_rows(comparison, network, inner), *(_free(comparison, network, inner) if inner else ())]
    return Lane(
        key=network.key,
        title=title_of(network),
        site=network.site,
        ranges=tuple(_bounds(block) for block in network.ranges),
        said=shown(network.ranges) if network.ranges else network.unknown,
        mark=item.mark,
        notes=(*_moves(item), *_shared(comparison, network)),
        clashes=clashes,
        rows=tuple(sorted(rows, key=lambda row: (row.first, -row.last, row.label))),
        new=tuple(_bounds(block) for block in _difference(item)[0]),
        was=tuple(_bounds(block) for block in _difference(item)[1]),
    )


def _shared(comparison: Comparison, network: Network) -> Iterator[str]:
    """Yield with which networks one shares addresses that nothing connects it with."""
    if not live(comparison, network) or _connected(comparison, network):
        return
    purpose = " on purpose" if network.site == "drill" else ""
    for other in comparison.union.networks:
        if other.key != network.key and live(comparison, other) and _common(network, other):
            yield f"shares addresses with {title_of(other)}{purpose}: nothing connects the two"


def _difference(item: Compared) -> tuple[list[IPv4Network], list[IPv4Network]]:
    """Return the ranges that a changed element has got, and those it has no more."""
    old, new = item.before, item.element
    if not isinstance(old, Network | Subnet) or not isinstance(new, Network | Subnet):
        return [], []
    return [one for one in new.ranges if one not in old.ranges], [one for one in old.ranges if one not in new.ranges]


def _moves(item: Compared) -> tuple[str, ...]:
    """Return what changed in the words of addresses."""
    got, lost = _difference(item)
    rest = tuple(one for one in item.changes if not one.startswith("ranges "))
    if got and lost:
        return (f"moved: was {shown(tuple(lost))}", *rest)
    return (
        *((f"new: {shown(tuple(got))}",) if got else ()),
        *((f"no longer: {shown(tuple(lost))}",) if lost else ()),
        *rest,
    )


def _rows(comparison: Comparison, network: Network, inner: Sequence[Subnet]) -> Iterator[Row]:
    there = [Claim(one.key, block) for one in inner if live(comparison, one) for block in one.ranges]
    names = {one.key: one.label for one in inner}
    wrong: dict[str, list[str]] = {}
    for outer, nested in overlaps(there):
        if outer.label != nested.label:
            wrong.setdefault(outer.label, []).append(f"overlaps {names[nested.label]}: {nested.network} is in both")
            wrong.setdefault(nested.label, []).append(f"overlaps {names[outer.label]}: {nested.network} is in both")
    for one in inner:
        item = comparison.of(one)
        for block in one.ranges:
            clashes = list(dict.fromkeys(wrong.get(one.key, ())))
            if network.ranges and live(comparison, one) and not any(block.subnet_of(whole) for whole in network.ranges):
                clashes.append(f"lies outside {title_of(network)}")
            first, last = _bounds(block)
            was = tuple(_bounds(old) for old in _difference(item)[1])
            yield Row(first, last, one.label, "range", item.mark, _moves(item), tuple(clashes), was)


def _free(comparison: Comparison, network: Network, inner: Sequence[Subnet]) -> Iterator[Row]:
    """Yield the gaps between subnets; those of an existing network may hold subnets that nobody here knows."""
    used = sorted(_bounds(block) for one in inner if live(comparison, one) for block in one.ranges)
    for first, last in sorted(_bounds(block) for block in network.ranges):
        at = first
        for begin, end in [*((b, e) for b, e in used if b <= last and e >= first), (last + 1, last + 1)]:
            if begin > at:
                kind: Literal["free", "unsaid"] = "unsaid" if network.existing else "free"
                label = "not in this stack" if network.existing else "free"
                yield Row(at, begin - 1, label, kind)
            at = max(at, end + 1)


def _tunnel_lanes(comparison: Comparison) -> Iterator[Lane]:
    tunnels = [one for one in comparison.union.tunnels if one.inside is not None]
    if not tunnels:
        return
    insides = [(one, one.inside) for one in tunnels if one.inside is not None]
    claims = [Claim(one.key, inside) for one, inside in insides if live(comparison, one)]
    names = {one.key: one.label for one in tunnels}
    wrong: dict[str, list[str]] = {}
    for outer, inner in overlaps(claims):
        wrong.setdefault(outer.label, []).append(f"overlaps {names[inner.label]}")
        wrong.setdefault(inner.label, []).append(f"overlaps {names[outer.label]}")
    rows = []
    for one, inside in insides:
        item = comparison.of(one)
        first, last = _bounds(inside)
        notes = tuple(f"moved: was {each.split()[1]}" for each in item.changes if each.startswith("inside "))
        label = f"{one.label}{'' if one.used else ', not used'}"
        rows.append(Row(first, last, label, "range", item.mark, notes, tuple(wrong.get(one.key, ()))))
    ours = AZURE_INSIDE if all(any(i.subnet_of(a) for a in AZURE_INSIDE) for _, i in insides) else ()
    spans = tuple(_bounds(block) for block in ours) or tuple(sorted({(row.first, row.last) for row in rows}))
    said = "Azure's 169.254.21.0\N{EN DASH}169.254.22.255" if ours else "link-local"
    rows.sort(key=lambda row: (row.first, row.label))
    yield Lane("tunnels", "inside the tunnels", "tunnels", spans, said, "same", (), (), tuple(rows))
