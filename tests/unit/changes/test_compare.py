"""What a changed stack file does to a stack that runs: the moves that people make, one by one."""

import itertools
import json
from typing import Any

import pytest

from lifeboat.changes import Report, StateError, compare, inventory, to_json, to_text
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.consequences.tokens import PROPAGATION, ROUTE
from tests.unit.changes.stacks import LAYOUTS, PLAIN_KEY, TARGETS, blueprint_of, exported
from tests.unit.settings.raw import BROWNFIELD

STACKS = [(*layout, target) for layout in LAYOUTS for target in TARGETS]
ALL = {"tunnel1", "tunnel2", "tunnel3", "tunnel4"}


def moved(before: dict[str, Any], after: dict[str, Any]) -> Report:
    """Return the report of a change of settings on a stack that runs."""
    return compare(exported(blueprint_of(**before)), blueprint_of(**{**before, **after}))


def names(report: Report, action: str) -> set[str]:
    """Return the names of what an action befalls, without the stack's own."""
    return {change.name.removeprefix("harbor-") for change in report.changes if change.action == action}


def waiting(report: Report) -> set[str]:
    """Return the names of what the first of two advised steps leaves alone, without the stack's own."""
    (advice,) = report.advice
    first, second = advice.commands
    assert (first[:2], second) == (("pulumi", "up"), ("pulumi", "up"))
    return {part.removeprefix("**::harbor-") for part in first if part.startswith("**::")}


@pytest.mark.parametrize(("topology", "routing", "target"), STACKS)
def test_the_same_settings_change_nothing(topology: str, routing: str, target: str) -> None:
    """What was deployed from a blueprint is what the blueprint asks for."""
    report = moved({"topology": topology, "routing": routing, "target": target}, {})
    assert report.changes == ()
    assert report.stays_up == report.running == report.wanted
    assert "nothing of the interconnect changes" in to_text(report, "dev")


def test_what_is_adopted_is_compared_as_far_as_it_is_known() -> None:
    """A stack on gateways of somebody else's, in another account, shows no change of its own."""
    blueprint = blueprint_of(BROWNFIELD)
    assert compare(exported(blueprint), blueprint).changes == ()


@pytest.mark.parametrize(("before", "after"), itertools.permutations(STACKS, 2))
def test_every_move_makes_what_is_missing_and_deletes_what_is_left(
    before: tuple[str, str, str], after: tuple[str, str, str]
) -> None:
    """From every layout to every other: created and deleted are the differences of the two inventories."""
    settings = [dict(zip(("topology", "routing", "target"), stack, strict=True)) for stack in (before, after)]
    old, new = ({item.name for item in inventory(blueprint_of(**each))} for each in settings)
    report = moved(*settings)
    created, deleted = names(report, "create"), names(report, "delete")
    assert created == {name.removeprefix("harbor-") for name in new - old}
    assert deleted == {name.removeprefix("harbor-") for name in old - new}
    assert names(report, "replace") <= {name.removeprefix("harbor-") for name in old & new}


def test_a_second_tunnel_more_or_less_leaves_the_first_alone() -> None:
    """AWS has made both tunnels anyway: Azure gets, or loses, an end for the second."""
    single, dual = {"topology": "single-tunnel"}, {"topology": "dual-tunnel"}
    ends = {"interconnect-azure-local-network-gateway-tunnel2", "interconnect-azure-connection-tunnel2"}
    more, less = moved(single, dual), moved(dual, single)
    assert (names(more, "create"), names(less, "delete")) == (ends, ends)
    assert len(more.changes) == len(less.changes) == 2
    assert more.stays_up == less.stays_up == ("tunnel1",)
    assert less.minutes_down == {"tunnel1": 0, "tunnel2": None}
    assert "tunnel2 ends." in to_text(less, "dev")


def test_from_static_routes_to_bgp_no_tunnel_stays_up_and_two_steps_help() -> None:
    """dual-tunnel to four-tunnel: the static connection is made anew, unless it waits for the second one."""
    report = moved({"topology": "dual-tunnel"}, {"topology": "four-tunnel"})
    assert names(report, "replace") == {"interconnect-aws-connection1"}
    assert {"interconnect-aws-connection2", "interconnect-azure-connection-tunnel4"} <= names(report, "create")
    assert report.no_tunnel_up
    assert report.minutes_without == 45 + 10 + 5 + 2
    text = to_text(report, "dev")
    assert "NO TUNNEL STAYS UP: nothing passes between the clouds for about 62 minutes." in text
    assert waiting(report) == {
        "interconnect-aws-connection1",
        "interconnect-aws-connection1-route-10.10.0.0-16",
        "interconnect-azure-connection-tunnel1",
        "interconnect-azure-connection-tunnel2",
        "interconnect-azure-local-network-gateway-tunnel1",
        "interconnect-azure-local-network-gateway-tunnel2",
    }
    assert "--parallel" not in report.advice[0].commands[0]
    assert "--exclude '**::harbor-interconnect-aws-connection1'" in text
    assert "harbor-primary-gateway-vpn-gateway carries every tunnel" in text


def test_from_bgp_to_static_routes_the_second_connection_goes_last() -> None:
    """four-tunnel to dual-tunnel: the first step rebuilds tunnels 1 and 2, and the gateway keeps both instances."""
    report = moved({"topology": "four-tunnel"}, {"topology": "dual-tunnel"})
    assert names(report, "replace") == {"interconnect-aws-connection1"}
    assert report.minutes_down["tunnel3"] is None
    later = waiting(report)
    assert {"interconnect-aws-connection2", "primary-gateway-vpn-gateway", "primary-gateway-ip-instance1"} <= later
    assert "interconnect-aws-connection1" not in later


@pytest.mark.parametrize("topology", ["dual-tunnel", "four-tunnel"])
@pytest.mark.parametrize("target", TARGETS)
def test_another_target_has_new_connections_beside_the_old_ones(topology: str, target: str) -> None:
    """Nothing of AWS is replaced; Azure is pointed to the new connections, half of the tunnels at a time if wished."""
    (other,) = set(TARGETS) - {target}
    report = moved({"topology": topology, "target": target}, {"target": other})
    assert names(report, "replace") == set()
    assert {f"interconnect-azure-local-network-gateway-{key}" for key in report.running} == names(report, "update")
    assert report.no_tunnel_up
    later = waiting(report)
    # The kept tunnels use a connection that the program has no more: the engine writes that in order only so.
    assert report.advice[0].commands[0][2:4] == ("--parallel", "1")
    kept = "interconnect-aws-connection1" if target == TARGETS[0] else "interconnect-aws-transit-connection1"
    assert kept in later
    assert not any("local-network-gateway" in name and name.endswith(report.running[-1]) for name in later)
    # The VPC finds the kept tunnels through the old gateway until the second step.
    ways = {change.name for change in report.changes if change.type in {ROUTE, PROPAGATION}}
    assert ways
    assert {name.removeprefix("harbor-") for name in ways} <= later


def test_another_target_for_the_only_tunnel_is_a_gap() -> None:
    """single-tunnel: there is no second tunnel to carry traffic, and that is said."""
    report = moved({"topology": "single-tunnel"}, {"target": "transit-gateway"})
    assert report.no_tunnel_up
    assert [advice.commands for advice in report.advice] == [()]
    assert "No order of steps keeps a tunnel up" in to_text(report, "dev")


def test_another_azure_as_number_moves_connections_to_new_customer_gateways() -> None:
    """Customer gateways are replaced, the gateway and both connections updated; nothing keeps BGP up meanwhile."""
    report = moved({"topology": "four-tunnel"}, {"primary__gateway__asn": 65010})
    assert names(report, "replace") == {
        "interconnect-aws-customer-gateway-instance0",
        "interconnect-aws-customer-gateway-instance1",
    }
    assert names(report, "update") == {
        "primary-gateway-vpn-gateway",
        "interconnect-aws-connection1",
        "interconnect-aws-connection2",
    }
    because = {one.path: (one.before, one.after) for change in report.changes for one in change.because}
    assert because["bgpSettings.asn"] == ("65515", "65010")
    assert set(report.minutes_down) == ALL
    assert report.no_tunnel_up
    assert [advice.commands for advice in report.advice] == [()]


def test_a_large_azure_as_number_uses_the_other_property() -> None:
    """bgpAsn goes and bgpAsnExtended comes: both are said."""
    report = moved({"topology": "dual-tunnel"}, {"primary__gateway__asn": 4200000000})
    (customer_gateway,) = [change for change in report.changes if "customer-gateway" in change.name]
    told = {one.path: (one.before, one.after) for one in customer_gateway.because}
    assert told == {"bgpAsn": ("65515", "(none)"), "bgpAsnExtended": ("(none)", "4200000000")}


@pytest.mark.parametrize(
    ("target", "gateway"), zip(TARGETS, ("vpn-gateway", "transit-gateway"), strict=True), ids=TARGETS
)
def test_another_aws_as_number_replaces_the_gateway(target: str, gateway: str) -> None:
    """And with it what is attached to it; VPN connections move in place, their addresses stay."""
    report = moved({"topology": "four-tunnel", "target": target}, {"recovery__gateway__asn": 64600})
    replaced, updated = names(report, "replace"), names(report, "update")
    assert f"recovery-gateway-{gateway}" in replaced
    assert not any("connection1" in name or "connection2" in name for name in replaced if "ation" not in name)
    assert {name for name in updated if "local-network-gateway" in name} == {
        f"interconnect-azure-local-network-gateway-{key}" for key in ALL
    }
    paths = {one.property for change in report.changes if "local-network" in change.name for one in change.because}
    assert paths == {"bgpSettings"}
    assert report.no_tunnel_up


def test_a_larger_size_is_made_in_place_and_interrupts_all() -> None:
    """One update of the gateway; the tunnels come back by themselves."""
    report = moved({"topology": "four-tunnel"}, {"primary__gateway__sku": "VpnGw2AZ"})
    (change,) = report.changes
    assert (change.action, set(change.tunnels), change.minutes, change.passes) == ("update", ALL, 45, True)
    assert report.no_tunnel_up
    assert "harbor-primary-gateway-vpn-gateway alone takes all of them down." in to_text(report, "dev")


def test_a_smaller_size_is_refused_by_azure() -> None:
    """Azure lowers no gateway: said before anybody waits for it."""
    before = {"topology": "dual-tunnel", "primary__gateway__sku": "VpnGw3AZ"}
    report = moved(before, {"primary__gateway__sku": "VpnGw1AZ"})
    assert report.stopped
    assert "REFUSED: harbor-primary-gateway-vpn-gateway: Azure never lowers" in to_text(report, "dev")


@pytest.mark.parametrize(
    "change",
    [
        {"primary__gateway__sku": "VpnGw2AZ", "primary__gateway__generation": "Generation2"},
        {"primary__gateway__name": "another"},
    ],
    ids=["generation", "gateway name"],
)
def test_a_replaced_gateway_takes_its_connections_with_it(change: dict[str, Any]) -> None:
    """45 minutes without any tunnel, and no order of steps helps: a VNet takes one VPN gateway."""
    report = moved({"topology": "four-tunnel"}, change)
    assert names(report, "replace") == {
        "primary-gateway-vpn-gateway",
        *(f"interconnect-azure-connection-{key}" for key in ALL),
    }
    assert report.minutes_without == 45 + 5
    assert [advice.commands for advice in report.advice] == [()]


@pytest.mark.parametrize(("topology", "steps"), [("dual-tunnel", 0), ("four-tunnel", 2)])
def test_another_suite_changes_connections_in_place(topology: str, steps: int) -> None:
    """Both ends of every tunnel; with two AWS connections one of them can wait."""
    report = moved({"topology": topology}, {"interconnect__ipsec__suite": "compatible"})
    assert {change.action for change in report.changes} == {"update"}
    assert report.no_tunnel_up
    (advice,) = report.advice
    assert len(advice.commands) == steps


@pytest.mark.parametrize("topology", ["dual-tunnel", "four-tunnel"])
def test_one_key_takes_one_tunnel_down(topology: str) -> None:
    """Its key and its Azure connection are replaced, its end in AWS is updated, the others stay up."""
    report = moved({"topology": topology}, {"interconnect__tunnels__tunnel1__key_rotation": 2})
    assert names(report, "replace") == {"interconnect-key-tunnel1", "interconnect-azure-connection-tunnel1"}
    assert names(report, "update") == {"interconnect-aws-connection1"}
    (connection,) = [change for change in report.changes if change.action == "update"]
    assert [one.path for one in connection.because] == ["tunnel1PresharedKey"]
    assert report.stays_up == tuple(key for key in report.running if key != "tunnel1")
    assert report.minutes_down["tunnel1"] == 10
    assert report.advice == ()


def test_all_keys_at_once_leave_no_tunnel_and_the_other_way_is_said() -> None:
    """The stack's number: every connection is replaced. One tunnel's number after the other is what to do."""
    report = moved({"topology": "dual-tunnel"}, {"interconnect__key_rotation": 2})
    assert {f"interconnect-key-{key}" for key in ("tunnel1", "tunnel2")} <= names(report, "replace")
    assert report.no_tunnel_up
    assert "raise interconnect.tunnels.tunnel1.key_rotation" in report.advice[0].text


def test_a_key_of_ones_own_takes_the_place_of_a_generated_one() -> None:
    """Its Azure connection is replaced, the generated key deleted; its value is not compared, which is said."""
    own = {"interconnect__tunnels__tunnel1__pre_shared_key": "aKeyOfOnesOwn12345"}
    report = moved({"topology": "dual-tunnel"}, own)
    assert names(report, "replace") == {"interconnect-azure-connection-tunnel1"}
    assert names(report, "delete") == {"interconnect-key-tunnel1"}
    again = moved({"topology": "dual-tunnel", **own}, {})
    assert again.changes == ()
    assert "not compared" in again.notes[0]


@pytest.mark.parametrize("key", [PLAIN_KEY, {"4dabf18193072939515e22adb298388d": "x", "plaintext": f'"{PLAIN_KEY}"'}])
def test_no_key_is_ever_shown(key: Any) -> None:
    """Not even from a state that was exported with its secrets in clear."""
    after = blueprint_of(topology="dual-tunnel", interconnect__key_rotation=2)
    report = compare(exported(blueprint_of(topology="dual-tunnel"), key=key), after)
    assert names(report, "replace")
    assert PLAIN_KEY not in to_text(report, "dev") + to_json(report)
    assert "(secret)" in to_text(report, "dev")


def test_a_further_range_of_the_vnet_takes_nothing_down() -> None:
    """Static routes are added beside the others; over BGP there is nothing to add."""
    more = {"primary__network__virtual_network__address_space": ["10.10.0.0/16", "10.11.0.0/16"]}
    static = moved({"topology": "dual-tunnel"}, more)
    assert names(static, "create") == {"interconnect-aws-connection1-route-10.11.0.0-16"}
    assert static.stays_up == static.running
    assert moved({"topology": "four-tunnel"}, more).changes == ()


def test_an_inside_range_that_is_taken_moves_its_tunnel_alone() -> None:
    """Static tunnels have nothing in Azure that names it."""
    report = moved({"topology": "dual-tunnel"}, {"interconnect__inside_ranges_taken": ["169.254.21.0/30"]})
    assert [change.name for change in report.changes] == ["harbor-interconnect-aws-connection1"]
    assert report.stays_up == ("tunnel2",)


def test_another_name_makes_everything_anew() -> None:
    """All that runs ends, under whatever name the new tunnels come."""
    report = compare(exported(blueprint_of(topology="four-tunnel")), blueprint_of(topology="four-tunnel", name="port"))
    assert {change.action for change in report.changes if change.type not in FOUNDATION} == {"create", "delete"}
    assert report.minutes_without is None
    assert "every tunnel that runs ends" in to_text(report, "dev")


def test_what_is_protected_stops_the_deployment() -> None:
    """The engine would refuse: said first, with the command that allows it."""
    gateway = "harbor-primary-gateway-vpn-gateway"
    before = exported(blueprint_of(topology="dual-tunnel"), protect=(gateway,))
    report = compare(before, blueprint_of(topology="dual-tunnel", primary__gateway__name="another"))
    assert report.stopped
    assert to_text(report, "dev").startswith(f"STOPPED: {gateway} is protected and would be replaced")
    unchanged = compare(before, blueprint_of(topology="dual-tunnel"))
    assert not unchanged.stopped


def test_another_vpc_replaces_what_is_attached_to_it() -> None:
    """A new range of the VPC: the VPC and the attachment are replaced; the connections' gateway stays."""
    report = moved({"topology": "four-tunnel"}, {"recovery__network__cidr": "10.40.0.0/16"})
    assert {"recovery-vpc", "recovery-gateway-attachment"} <= names(report, "replace")
    assert "interconnect-aws-connection1" not in names(report, "replace") | names(report, "update")
    assert report.no_tunnel_up


def test_a_stack_that_was_never_deployed_has_nothing_to_interrupt() -> None:
    """An empty state, as a new stack has."""
    report = compare({"version": 3, "deployment": {}}, blueprint_of())
    assert report.empty
    assert not report.no_tunnel_up
    assert "dev has no interconnect" in to_text(report, "dev")


@pytest.mark.parametrize("nonsense", [[], {}, {"deployment": None}, {"deployment": {"resources": [1]}}, "state"])
def test_what_is_no_state_is_refused(nonsense: Any) -> None:
    """One exception with a sentence, whatever the file holds."""
    with pytest.raises(StateError, match="pulumi stack export"):
        compare(nonsense, blueprint_of())


def test_the_json_has_what_the_text_has() -> None:
    """For programs: verdict, minutes and every place of every change."""
    report = moved({"topology": "dual-tunnel"}, {"topology": "four-tunnel"})
    read = json.loads(to_json(report))
    assert (read["no_tunnel_up"], read["minutes_without"], read["stays_up"]) == (True, 62, [])
    replaced = [change for change in read["changes"] if change["action"] == "replace"]
    assert replaced[0]["because"][0] == {
        "path": "staticRoutesOnly", "before": "true", "after": "false", "through": None,
    }  # fmt: skip
