"""The address map as data: free space, moves and overlaps, by hand and for any subnets."""

from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lifeboat.pictures import Landscape, address_map, address_map_text, compare
from lifeboat.pictures.axis import make_axis
from lifeboat.pictures.landscape import Attachment, Element, Network, Site, Subnet, Tunnel, sorted_landscape
from lifeboat.pictures.lanes import Lane, lanes


def network(key: str, *ranges: str, site: Site = "recovery") -> Network:
    return Network(key, key, "VPC", site, tuple(map(IPv4Network, ranges)))


def subnet(key: str, inside: str, *ranges: str) -> Subnet:
    return Subnet(key, key, inside, "", "", tuple(map(IPv4Network, ranges)))


def landscape(*elements: Element) -> Landscape:
    return sorted_landscape("test", iter(elements))


def drawn(*after: Element, before: tuple[Element, ...] | None = None) -> dict[str, Lane]:
    old = None if before is None else landscape(*before)
    return {lane.key: lane for lane in lanes(compare(old, landscape(*after)))}


def test_free_space_is_what_lies_between_subnets():
    lane = drawn(network("net", "10.0.0.0/24"), subnet("a", "net", "10.0.0.64/26"))["net"]
    assert [(row.words, row.label, row.size) for row in lane.rows] == [
        ("10.0.0.0/26", "free", 64),
        ("10.0.0.64/26", "a", 64),
        ("10.0.0.128/25", "free", 128),
    ]


def test_space_in_an_existing_network_is_not_called_free():
    """Its owner may have subnets there that this stack does not know."""
    theirs = Network("net", "net", "VPC", "recovery", (IPv4Network("10.0.0.0/24"),), existing=True)
    lane = drawn(theirs, subnet("a", "net", "10.0.0.0/25"))["net"]
    assert [(row.label, row.kind) for row in lane.rows] == [("a", "range"), ("not in this stack", "unsaid")]


def test_what_is_added_removed_and_moved_is_said():
    before = (network("net", "10.0.0.0/16"), subnet("gone", "net", "10.0.1.0/24"), subnet("a", "net", "10.0.2.0/24"))
    after = (
        network("net", "10.0.0.0/16", "10.1.0.0/16"),
        subnet("a", "net", "10.0.3.0/24"),
        subnet("new", "net", "10.0.4.0/24"),
    )
    lane = drawn(*after, before=before)["net"]
    rows = {row.label: row for row in lane.rows if row.kind == "range"}
    assert (lane.mark, lane.notes) == ("changed", ("new: 10.1.0.0/16",))
    assert {label: row.mark for label, row in rows.items()} == {"gone": "removed", "a": "changed", "new": "added"}
    assert rows["a"].notes == ("moved: was 10.0.2.0/24",)
    assert [str(IPv4Address(first)) for first, _ in rows["a"].was] == ["10.0.2.0"]
    # What is removed leaves free space behind.
    assert any(row.kind == "free" and row.first <= rows["gone"].first <= row.last for row in lane.rows)


def test_networks_that_a_path_connects_must_not_overlap():
    found = drawn(network("a", "10.0.0.0/16", site="primary"), network("b", "10.0.128.0/24"))
    assert found["a"].clashes == ("overlaps VPC b: 10.0.128.0/24 is in both",)
    assert found["b"].clashes == ("overlaps VPC a: 10.0.128.0/24 is in both",)


def test_every_pair_is_found_where_three_overlap():
    names = {"a": "10.0.0.0/8", "b": "10.0.0.0/8", "c": "10.1.0.0/16"}
    found = drawn(*(network(key, block, site="elsewhere") for key, block in names.items()))
    assert {key: len(lane.clashes) for key, lane in found.items()} == {"a": 2, "b": 2, "c": 2}


def test_a_drill_vpc_may_have_the_addresses_of_the_recovery_vpc_while_nothing_connects_them():
    """By design: servers keep their addresses in a drill. An attachment makes it an overlap."""
    both = (network("vpc", "10.0.0.0/16"), network("drill", "10.0.0.0/16", site="drill"))
    apart = drawn(*both)
    assert apart["drill"].clashes == apart["vpc"].clashes == ()
    assert apart["drill"].notes == ("shares addresses with VPC vpc on purpose: nothing connects the two",)
    joined = drawn(*both, Attachment("peer", "peer", "peering", ("drill", "vpc")))
    assert joined["drill"].clashes
    assert joined["vpc"].clashes


def test_another_vpc_that_nothing_is_attached_to_may_overlap():
    """Two networks with no path between them may share a range."""
    both = (network("vpc", "10.0.0.0/16"), network("lab", "10.0.0.0/16", site="other"))
    assert drawn(*both)["lab"].clashes == ()
    assert drawn(*both, Attachment("tied", "tied", "attachment", ("lab", "tgw-1")))["lab"].clashes


def test_subnets_that_overlap_or_lie_outside_are_told_where_they_are_drawn():
    lane = drawn(
        network("net", "10.0.0.0/16"),
        subnet("a", "net", "10.0.0.0/20"),
        subnet("b", "net", "10.0.0.0/24"),
        subnet("far", "net", "10.9.0.0/24"),
    )["net"]
    wrong = {row.label: row.clashes for row in lane.rows if row.clashes}
    assert wrong == {
        "a": ("overlaps b: 10.0.0.0/24 is in both",),
        "b": ("overlaps a: 10.0.0.0/24 is in both",),
        "far": ("lies outside VPC net",),
    }


def test_addresses_inside_tunnels_are_a_lane_of_their_own():
    def tunnel(key: str, inside: str) -> Tunnel:
        block = IPv4Network(inside)
        ends = dict.fromkeys(("aws_inside", "azure_inside", "aws_outside", "azure_outside"), "")
        ties = dict.fromkeys(("instance", "customer_gateway", "aws_gateway", "azure_connection"), "")
        return Tunnel(key, key, "c", 1, used=True, routing="bgp", inside=block, **ends, **ties)

    lane = drawn(tunnel("t1", "169.254.21.0/30"), tunnel("t2", "169.254.21.0/30"))["tunnels"]
    assert [row.clashes for row in lane.rows] == [("overlaps t2",), ("overlaps t1",)]


SUBNETS = st.lists(
    st.integers(18, 28).flatmap(
        lambda prefix: st.integers(0, 2 ** (prefix - 16) - 1).map(
            lambda place: IPv4Network((int(IPv4Address("10.0.0.0")) + place * 2 ** (32 - prefix), prefix))
        )
    ),
    max_size=12,
    min_size=1,
)


@given(SUBNETS)
def test_used_and_free_space_are_the_whole_network(blocks):
    """Every address of the network is in a subnet or in exactly one free stretch."""
    parts = [subnet(f"s{place}", "net", str(block)) for place, block in enumerate(blocks)]
    lane = drawn(network("net", "10.0.0.0/16"), *parts)["net"]
    free = [row for row in lane.rows if row.kind == "free"]
    used = {address for row in lane.rows if row.kind == "range" for address in range(row.first, row.last + 1)}
    assert sum(row.size for row in free) + len(used) == 65536
    assert all(row.first not in used and row.last not in used for row in free)


@given(st.lists(st.tuples(st.integers(0, 2**32 - 2**16), st.integers(0, 2**16 - 1)), min_size=1, max_size=20))
def test_every_range_has_a_place_on_the_axis(spans):
    """In the block it belongs to, inside the axis, in the order of addresses, and blocks never meet."""
    ranges = [(first, first + more) for first, more in spans]
    blocks = make_axis(ranges, 10, 400)
    assert all(left.x + left.width < right.x and left.last < right.first for left, right in pairwise(blocks))
    assert blocks[-1].x + blocks[-1].width <= 410.01
    for first, last in ranges:
        (block,) = [one for one in blocks if one.first <= first <= one.last]
        x, width = block.place(first, last)
        assert last <= block.last
        assert block.x - 0.01 <= x
        assert x + width <= block.x + block.width + 0.01


def test_the_text_says_what_the_picture_says():
    before = landscape(network("net", "10.0.0.0/16"), subnet("a", "net", "10.0.2.0/24"))
    after = landscape(network("net", "10.0.0.0/16"), subnet("a", "net", "10.0.3.0/24"))
    text = address_map_text(before, after)
    assert "~  10.0.3.0/24" in text
    assert "moved: was 10.0.2.0/24" in text
    picture = address_map(before, after)
    for words in ("moved: was 10.0.2.0/24", "10.0.3.0/24", "1 changed"):
        assert words in picture
