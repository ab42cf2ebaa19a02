"""Properties of the sizing: more never needs less, a larger link is never slower, what is unknown stays unknown."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lifeboat.sizing import Server, SizingInputs, size
from lifeboat.sizing.inputs import fleet_of_servers
from lifeboat.sizing.link import GATEWAYS
from lifeboat.sizing.result import Direction
from lifeboat.sizing.staging import staging_accounts, subnet_prefix
from tests.unit.sizing.plans import DEMANDS, FOUR_TUNNELS, ONE_SUBNET, plan

NEVER = 10**30
"""In place of None where a time never ends."""

GATEWAY = st.sampled_from(sorted(GATEWAYS))
TOPOLOGY = st.sampled_from(["single-tunnel", "dual-tunnel", "four-tunnel"])
TARGET = st.sampled_from(["virtual-private-gateway", "transit-gateway"])


@st.composite
def links(draw: st.DrawFn) -> dict[str, Any]:
    """Draw tunnels of any kind."""
    sku, generation = draw(GATEWAY)
    return {
        "topology": draw(TOPOLOGY),
        "target": draw(TARGET),
        "gateway_sku": sku,
        "gateway_generation": generation,
        "gcm": draw(st.booleans()),
        "mss_bytes": draw(st.integers(536, 1406)),
        "throttling_mbps": draw(st.sampled_from([0, 1, 50, 10_000])),
    }


@st.composite
def totals(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a fleet of which only totals are known."""
    servers = draw(st.integers(1, 5000))
    provisioned = draw(st.integers(1, 10**7))
    return {
        "servers": servers,
        "volumes": draw(st.integers(servers, servers * 20)),
        "provisioned_gib": provisioned,
        "used_gib": draw(st.integers(0, provisioned)),
        "changed_bytes_per_second": draw(st.integers(0, 2 * 10**9)),
        "waves": draw(st.lists(st.integers(1, servers), max_size=3).filter(lambda waves: sum(waves) <= servers)),
    }


SERVER = st.builds(
    Server,
    name=st.just("app"),
    family=st.sampled_from(["ubuntu", "rhel", "freebsd"]),
    version=st.sampled_from([(22, 4), (9,)]),
    volumes=st.integers(1, 60),
    provisioned_gib=st.integers(1, 16_384),
    used_gib=st.just(1),
    changed_bytes_per_second=st.none() | st.integers(0, 10**7),
    disks=st.sampled_from([frozenset(), frozenset({"shared"})]),
    wave=st.none() | st.integers(1, 4),
)


def times(direction: Direction) -> tuple[int, ...]:
    """Return the times that a faster link shortens."""
    known = (direction.sync_used_seconds, direction.sync_provisioned_seconds, direction.catch_up_seconds)
    return tuple(NEVER if seconds is None else seconds for seconds in (*known, direction.seconds_over_rpo))


@given(st.lists(SERVER, max_size=40), SERVER, st.booleans())
def test_one_server_more_never_needs_less(servers: list[Server], more: Server, dedicated: bool) -> None:
    """Addresses, replication servers, volumes, snapshots, accounts, jobs and minutes only grow."""
    staging = replace(ONE_SUBNET, dedicated_servers=dedicated)

    def needs(present: list[Server]) -> tuple[int, ...]:
        answers = size(SizingInputs(fleet_of_servers(present), FOUR_TUNNELS, staging, DEMANDS))
        return (
            answers.staging[0].needed,
            answers.replication_servers,
            answers.conversion_servers,
            answers.steady_volumes,
            answers.steady_snapshots,
            answers.staging_accounts,
            sum(answers.jobs),
            answers.recovery_minutes,
            -answers.staging_prefix,
        )

    assert all(fewer <= many for fewer, many in zip(needs(servers), needs([*servers, more]), strict=True))


@given(totals(), st.integers(1, 500), st.booleans())
def test_more_servers_with_more_volumes_never_need_fewer_addresses(
    fleet: dict[str, Any], more: int, dedicated: bool
) -> None:
    """Also where only totals are known, and across the bound of an account, when the servers are alike."""
    volumes = fleet["volumes"] // fleet["servers"]
    staging = {"dedicated_servers": dedicated}

    def needed(servers: int) -> tuple[int, int]:
        answers = size(plan(servers, servers * volumes, staging=staging))
        return answers.staging[0].needed, answers.replication_servers

    assert needed(fleet["servers"]) <= needed(fleet["servers"] + more)


@given(totals(), links(), st.integers(1, 10_000), st.integers(0, 10_000))
def test_a_larger_gateway_never_takes_longer(fleet: dict[str, Any], link: dict[str, Any], mbps: int, more: int) -> None:
    """First sync, catching up and time above the target, in both directions; and it carries whatever a smaller did."""
    smaller = size(plan(**fleet, link={**link, "gateway_mbps": mbps}))
    larger = size(plan(**fleet, link={**link, "gateway_mbps": mbps + more}))
    for before, after in ((smaller.forward, larger.forward), (smaller.failback, larger.failback)):
        assert all(longer >= shorter for longer, shorter in zip(times(before), times(after), strict=True))
        assert before.rate_bytes_per_second <= after.rate_bytes_per_second
        assert after.carries_changes or not before.carries_changes


@given(totals(), links())
def test_four_tunnels_are_never_slower_and_failback_is_never_faster(
    fleet: dict[str, Any], link: dict[str, Any]
) -> None:
    """More tunnels carry no less; failback has no more of them than replication."""
    one = size(plan(**fleet, link={**link, "topology": "single-tunnel"}))
    four = size(plan(**fleet, link={**link, "topology": "four-tunnel"}))
    assert one.forward.link_mbps <= four.forward.link_mbps
    assert one.failback.link_mbps <= four.failback.link_mbps
    assert four.failback.link_mbps <= four.forward.link_mbps


@given(totals(), links(), st.integers(0, 10**9))
def test_more_changes_never_make_anything_better(fleet: dict[str, Any], link: dict[str, Any], more: int) -> None:
    """Times grow, and a link that does not carry few changes does not carry many."""
    fewer = size(plan(**fleet, link=link)).forward
    many = size(
        plan(**{**fleet, "changed_bytes_per_second": fleet["changed_bytes_per_second"] + more}, link=link)
    ).forward
    assert all(shorter <= longer for shorter, longer in zip(times(fewer), times(many), strict=True))
    assert fewer.carries_changes or not many.carries_changes


@given(totals(), links())
def test_a_sync_that_ends_has_moved_everything(fleet: dict[str, Any], link: dict[str, Any]) -> None:
    """In the time that is told, the link moves the data and all that is written meanwhile, and not a second earlier."""
    answers = size(plan(**fleet, link=link))
    changed, total = fleet["changed_bytes_per_second"], fleet["provisioned_gib"] * 1024**3
    for direction in (answers.forward, answers.failback):
        rate, seconds = direction.rate_bytes_per_second, direction.sync_provisioned_seconds
        if seconds is None:
            assert rate <= changed
        else:
            assert rate * seconds >= total + changed * seconds
            assert rate * (seconds - 1) < total + changed * (seconds - 1)


@given(totals(), links())
def test_what_is_unknown_stays_unknown_and_changes_nothing_else(fleet: dict[str, Any], link: dict[str, Any]) -> None:
    """Without sizes and changes nothing is said about lag and first sync; counts are the same."""
    known = size(plan(**fleet, link=link))
    unknown = size(plan(fleet["servers"], fleet["volumes"], waves=fleet["waves"], link=link))
    for direction in (unknown.forward, unknown.failback):
        assert direction.carries_changes is None
        assert (direction.sync_used_seconds, direction.sync_provisioned_seconds) == (None, None)
        assert (direction.catch_up_seconds, direction.seconds_over_rpo, direction.backlog_bytes) == (None, None, None)
    assert (known.replication_servers, known.staging, known.jobs) == (
        unknown.replication_servers,
        unknown.staging,
        unknown.jobs,
    )


@given(totals(), links())
def test_the_limit_that_breaks_first_has_the_least_room(fleet: dict[str, Any], link: dict[str, Any]) -> None:
    """No other bound has less; a fixed one is never called adjustable; a full bound has room for no more servers."""
    answers = size(plan(**fleet, link=link))
    rooms = [use.room_for_servers for use in answers.limits if use.room_for_servers is not None]
    assert answers.breaks_first is not None
    assert answers.breaks_first.room_for_servers == min(rooms)
    assert answers.fixed_breaks_first is not None
    assert not answers.fixed_breaks_first.adjustable
    for use in answers.limits:
        if use.code in ("L-C1D14A2B", "L-E28BE5E0"):
            assert (use.room_for_servers or 0) >= fleet["servers"] or (use.used_percent or 0) > 100


@given(st.integers(0, 10_000))
def test_accounts_hold_their_servers(servers: int) -> None:
    """Enough accounts, and never one too many."""
    accounts = staging_accounts(servers)
    assert accounts * 300 >= servers
    assert accounts == 1 or (accounts - 1) * 300 < servers


@given(st.integers(1, 65_536))
def test_the_prefix_is_the_longest_that_holds_the_addresses(addresses: int) -> None:
    """One bit longer is too small, but for AWS's smallest subnet."""
    prefix = subnet_prefix(addresses)
    assert 1 << (32 - prefix) >= addresses
    assert prefix == 28 or 1 << (31 - prefix) < addresses
