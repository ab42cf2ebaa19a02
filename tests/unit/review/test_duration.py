"""How long a deployment takes: along the longest chain, and why."""

import dataclasses

from lifeboat.consequences import minutes_taken
from lifeboat.consequences import tokens as t
from lifeboat.previews import SECRET, Operation, Step
from lifeboat.review.duration import duration
from tests.unit.review.steps import create, delete, preview, replace, same, update

GATEWAY = minutes_taken(t.AZURE_GATEWAY, "create")[0]
VPN = minutes_taken(t.VPN_CONNECTION, "create")[0]
LINK = minutes_taken(t.CONNECTION, "create")[0]


def test_nothing_takes_no_time() -> None:
    """A preview without a change is done at once; one with quick steps takes a minute at most."""
    assert duration(preview(same(t.VPC, "vpc"))).minutes == 0
    assert duration(preview(create(t.ROLE, "role"))).minutes == 1


def test_a_new_interconnect_waits_for_the_gateway_once() -> None:
    """Gateway and VPN connection are made beside one another; Azure's connection waits for both."""
    steps = (
        create(t.CONNECTION, "link"),
        create(t.AZURE_GATEWAY, "gateway"),
        create(t.LOCAL_GATEWAY, "far"),
        create(t.VPN_CONNECTION, "vpn"),
    )
    found = duration(preview(*steps))
    assert found.minutes == max(GATEWAY, VPN + minutes_taken(t.LOCAL_GATEWAY, "create")[0]) + LINK
    assert [each.resource for each in found.slow] == ["gateway", "vpn", "link"]
    assert found.slow[-1].after == ("gateway", "vpn")
    assert all(each.source != "-" for each in found.slow)


def test_what_stays_the_same_still_passes_on_its_wait() -> None:
    """A local network gateway that nothing changes stands between AWS's connection and Azure's."""
    steps = (
        update(t.VPN_CONNECTION, "vpn", {"tunnel1PresharedKey": (SECRET, SECRET)}),
        replace(t.CONNECTION, "link", {"sharedKey": (SECRET, SECRET)}),
    )
    found = duration(preview(*steps))
    told = [(each.resource, each.operation, each.after) for each in found.slow]
    assert told == [("vpn", "update", ()), ("link", "replace", ("vpn",)), ("link", "delete", ())]


def test_the_longest_of_several_chains_counts() -> None:
    """A step waits for the last of those it waits for, however they are connected among themselves."""
    gateway, vpn, link = (create(token, token) for token in (t.AZURE_GATEWAY, t.VPN_CONNECTION, t.CONNECTION))
    waits = {vpn.urn: (gateway.urn,), link.urn: (gateway.urn, vpn.urn)}
    steps = [
        Step(Operation.CREATE, None, dataclasses.replace(each.resource, dependencies={"x": waits.get(each.urn, ())}))
        for each in (link, vpn, gateway)
    ]
    assert duration(preview(*steps)).minutes == GATEWAY + VPN + LINK


def test_told_dependencies_count_instead_of_the_usual_order() -> None:
    """A gateway that, by the preview, waits for a VPN connection comes after it."""
    vpn, gateway = create(t.VPN_CONNECTION, "vpn"), create(t.AZURE_GATEWAY, "gateway")
    assert gateway.after is not None
    waiting = dataclasses.replace(gateway.after, dependencies={"tags": (vpn.urn,)})
    found = duration(preview(vpn, Step(Operation.CREATE, None, waiting)))
    assert found.minutes == VPN + GATEWAY
    assert "by the dependencies in the preview" in found.note


def test_deletions_come_last_and_the_other_way_round() -> None:
    """First what is new, then Azure's connection goes, then what it needed."""
    steps = (delete(t.VPN_CONNECTION, "old"), delete(t.CONNECTION, "old-link"), create(t.AZURE_GATEWAY, "gateway"))
    found = duration(preview(*steps))
    gone = sum(minutes_taken(token, "delete")[0] for token in (t.VPN_CONNECTION, t.CONNECTION))
    assert found.minutes == GATEWAY + gone
    assert [each.resource for each in found.slow] == ["gateway", "old-link", "old"]


def test_a_replacement_that_deletes_first_takes_both() -> None:
    """The old one has to be gone; otherwise it goes at the end."""
    step = dataclasses.replace(replace(t.VPN_CONNECTION, "vpn", {"type": ("a", "b")}), deletes_first=True)
    both = VPN + minutes_taken(t.VPN_CONNECTION, "delete")[0]
    assert duration(preview(step)).slow[0].minutes == both
    assert duration(preview(step)).minutes == both
    assert duration(preview(dataclasses.replace(step, deletes_first=False))).minutes == both


def test_a_tag_takes_no_time() -> None:
    """An update in place that the table knows as harmless is no reason to wait."""
    assert duration(preview(update(t.AZURE_GATEWAY, "gateway", {"tags.owner": ("x", "y")}))).slow == ()


def test_a_circle_of_dependencies_ends() -> None:
    """No engine would run it; where a file says so, the usual order counts instead."""
    one, two = create(t.VPN_CONNECTION, "one"), create(t.VPN_CONNECTION, "two")
    assert one.after is not None
    assert two.after is not None
    steps = (
        Step(Operation.CREATE, None, dataclasses.replace(one.after, dependencies={"x": (two.urn,)})),
        Step(Operation.CREATE, None, dataclasses.replace(two.after, dependencies={"x": (one.urn,)})),
    )
    found = duration(preview(*steps))
    assert found.minutes == VPN
    assert "by the order in which the components make them" in found.note
