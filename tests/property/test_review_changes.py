"""Properties of changes by meaning: whatever a preview holds, everything is accounted for once."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.consequences import tokens as t
from lifeboat.consequences.table import TABLE
from lifeboat.previews import SECRET, UNKNOWN, Operation, Preview, PropertyChange, Resource, Source, Step
from lifeboat.review.changes import changes
from lifeboat.review.cost import cost
from lifeboat.review.duration import duration
from lifeboat.review.meaning.families import FAMILIES
from tests.unit.review.steps import ROOT

TOPICS = {
    t.VIRTUAL_NETWORK: ("addressSpace",),
    t.VPC: ("cidrBlock",),
    t.SUBNET: ("addressPrefix", "natGateway"),
    t.AWS_SUBNET: ("cidrBlock", "availabilityZone"),
    t.ROUTE: ("destinationCidrBlock", "natGatewayId"),
    t.CONNECTION_ROUTE: ("destinationCidrBlock",),
    t.INGRESS: ("cidrIpv4", "fromPort", "ipProtocol", "securityGroupId"),
    t.AZURE_GATEWAY: ("sku", "bgpSettings", "enableBgp", "activeActive", "ipConfigurations"),
    t.CONNECTION: ("sharedKey", "enableBgp", "ipsecPolicies", "dpdTimeoutSeconds"),
    t.LOCAL_GATEWAY: ("gatewayIpAddress", "bgpSettings", "localNetworkAddressSpace"),
    t.VPN_CONNECTION: ("tunnel1PresharedKey", "tunnel2Phase1DhGroupNumbers", "staticRoutesOnly", "transitGatewayId"),
    t.CUSTOMER_GATEWAY: ("bgpAsn", "ipAddress"),
    t.PASSWORD: ("keepers",),
    t.REPLICATION_TEMPLATE: ("pitPolicies", "ebsEncryption", "ebsEncryptionKeyArn", "replicationServerInstanceType"),
    t.CLOUD_CONTROL: ("desiredState",),
    t.ROLE: ("assumeRolePolicy", "maxSessionDuration", "name"),
    t.POLICY: ("policy",),
    t.ROLE_POLICY_ATTACHMENT: ("policyArn", "role"),
    t.METRIC_ALARM: ("metricQueries", "threshold", "alarmDescription"),
    t.METRIC_ALERT: ("criteria",),
    t.SUBSCRIPTION: ("endpoint",),
    t.LOG_GROUP: ("retentionInDays",),
    t.ENDPOINT: ("serviceName", "subnetIds"),
    t.INSTANCE_CONNECT: ("subnetId",),
    t.SECURITY_GROUP: ("name",),
    "azure-native:network:SecurityRule": ("destinationPortRanges",),
    "pulumi:providers:aws": ("region", "defaultTags"),
    "aws:quantum/teleporter:Teleporter": ("colour",),
}
"""Types that sentences are made of, with properties that they read."""

OTHERS = tuple(sorted(set(TABLE) - set(TOPICS)))
ROOMS = ("", *(f"lifeboat:{room}" for members in FAMILIES.values() for room in members), "lifeboat:new:Room")
POLICY = json.dumps({"Statement": [{"Sid": "A", "Effect": "Allow", "Action": "a", "Principal": {"AWS": ["x"]}}]})
TEXTS = ("10.40.0.0/16", "eu-west-1a", POLICY, '{"a": [1]}', "{broken", '{"Statement": "x"}', '{"Statement": [1]}')
NAMES = ("addressPrefixes", "name", "enabled", "interval", "retentionDuration", "units", "groups", "allOf", "owner")
SAMPLES = (
    None, True, False, 0, 1, 60, SECRET, UNKNOWN, "", "x", *TEXTS, [], [SECRET], ["10.40.0.0/16", UNKNOWN], {},
    {"name": None}, {"name": "VpnGw1AZ"}, {"addressPrefixes": ["10.40.0.0/16"]}, {"addressPrefixes": UNKNOWN},
    {"allOf": [1, {"dimensions": [{"values": ["a", "b"]}]}]}, {"asn": 65515}, {"groups": {"a": {"wave": 1}}},
    {"groups": {"a": 1, "b": {}}}, [{"interval": 1, "retentionDuration": 7, "units": "DAY"}], [{"interval": 0}],
    [{"expression": "SELECT x"}, 1], {"rotation": [1]},
)  # fmt: skip
VALUES = st.sampled_from(SAMPLES) | st.text(max_size=3)
SUFFIXES = ("", "[0]", ".asn", ".name", ".addressPrefixes[2]", '["a.b"]', "[1].retentionDuration")


@st.composite
def steps(draw: st.DrawFn, number: int) -> Step:
    """Draw a step about a resource of its own, with any values in any of its places."""
    token = draw(st.sampled_from(tuple(TOPICS)) if draw(st.integers(0, 4)) else st.sampled_from(OTHERS))
    keys = [*TOPICS.get(token, ("name",)), "tags", "tagsAll"]
    name = f"{draw(st.sampled_from(['tunnel1', 'subnet-public-a', 'x-in-22', 'name']))}-{number}"
    room = draw(st.sampled_from(ROOMS))
    urn = f"urn:pulumi:prod::lifeboat::{'$'.join(filter(None, [ROOT, room, token]))}::{name}"
    parent = draw(st.sampled_from(["", f"urn:pulumi:prod::lifeboat::{ROOT}::harbor"]))
    operation = draw(st.sampled_from(list(Operation)))
    inputs = st.dictionaries(st.sampled_from(keys), VALUES, max_size=3)
    before = None if operation is Operation.CREATE else Resource(urn, token, name, parent=parent, inputs=draw(inputs))
    after = None if operation is Operation.DELETE else Resource(urn, token, name, parent=parent, inputs=draw(inputs))
    if operation not in {Operation.UPDATE, Operation.REPLACE}:
        return Step(operation, before, after)
    places = st.builds(str.__add__, st.sampled_from(keys), st.sampled_from(SUFFIXES))
    paths = sorted(draw(st.lists(places, unique=True, max_size=3)))
    made = tuple(PropertyChange(path, draw(VALUES), draw(VALUES), draw(st.booleans())) for path in paths)
    return Step(operation, before, after, made, draw(st.booleans()))


@st.composite
def previews(draw: st.DrawFn) -> Preview:
    """Draw a preview of a few steps, with the stack among them or not."""
    found = [draw(steps(number)) for number in range(draw(st.integers(0, 5)))]
    if draw(st.booleans()):
        urn = "urn:pulumi:prod::lifeboat::pulumi:pulumi:Stack::lifeboat-prod"
        outputs = st.dictionaries(st.sampled_from(["server_groups", "vpc_id"]), VALUES, max_size=2)
        sides = [Resource(urn, "pulumi:pulumi:Stack", "prod", custom=False, outputs=draw(outputs)) for _ in range(2)]
        found.append(Step(Operation.SAME, *sides))
    return Preview(draw(st.sampled_from(Source)), "lifeboat", "prod", tuple(found))


@given(preview=previews())
@settings(deadline=None)
def test_every_changed_resource_is_in_one_change(preview: Preview) -> None:
    """No resource is left out, none is counted for two changes."""
    urns = [urn for change in changes(preview) for urn in change.urns]
    assert sorted(urns) == sorted(step.urn for step in preview.changed)


@given(preview=previews())
@settings(deadline=None)
def test_every_place_is_told_in_one_change(preview: Preview) -> None:
    """A place that differs is a detail of one change and of no other; details are about what changes alone."""
    told: dict[tuple[str, str], set[int]] = {}
    for number, change in enumerate(changes(preview)):
        for detail in change.details:
            told.setdefault((detail.urn, detail.path.partition(": ")[0]), set()).add(number)
    places = {(step.urn, place.path) for step in preview.changed for place in step.changes}
    outputs = {key for key in told if key[1].startswith("outputs.")}
    assert {key for key in told if key[1]} - outputs == places
    assert all(len(numbers) == 1 for numbers in told.values())


@given(preview=previews())
@settings(deadline=None)
def test_the_same_preview_gives_the_same_changes(preview: Preview) -> None:
    """Nothing depends on chance or on an order that is not the preview's."""
    assert changes(preview) == changes(preview)
    assert duration(preview) == duration(preview)


@given(preview=previews())
@settings(deadline=None)
def test_sentences_are_sentences(preview: Preview) -> None:
    """Titles and consequences are whole, on one line, and never say `None`."""
    for change in changes(preview):
        assert change.title.endswith(".")
        assert "None" not in change.title + change.consequence
        assert "\n" not in change.title + change.consequence
        assert not change.consequence or change.consequence.endswith(".")


@given(preview=previews())
@settings(deadline=None)
def test_what_the_table_does_not_know_is_never_called_safe(preview: Preview) -> None:
    """A change with a place, or a type, of which nothing is written down does not say that nothing is interrupted."""
    by_urn = {step.urn: step for step in preview.changed}
    for change in changes(preview):
        for detail in change.details:
            step = by_urn.get(detail.urn)
            if change.noise or step is None or detail.type.startswith("pulumi:"):
                continue
            kind = TABLE.get(detail.type)
            path = detail.path.partition(": ")[0]
            unknown = kind is None or (
                detail.operation is Operation.UPDATE and (not path or kind.in_place(path) is None)
            )
            if unknown:
                assert "nothing is interrupted" not in change.consequence


@given(preview=previews())
@settings(deadline=None)
def test_costs_and_minutes_are_reckoned_from_anything(preview: Preview) -> None:
    """Whatever values stand where numbers or lists are expected: a line has amounts, a chain has minutes."""
    found, long = cost(preview), duration(preview)
    assert all(line.before_usd != line.after_usd or line.before_usd is None for line in found.lines)
    assert long.minutes >= max((each.minutes for each in long.slow), default=0)
    assert bool(preview.changed) == bool(long.minutes)


def _gateway(before: Any, after: Any) -> Step:
    urn = f"urn:pulumi:prod::lifeboat::{ROOT}${t.AZURE_GATEWAY}::gateway"
    sides = [Resource(urn, t.AZURE_GATEWAY, "gateway", inputs={"sku": {"name": each}}) for each in (before, after)]
    return Step(Operation.UPDATE, *sides, (PropertyChange("sku.name", before, after),))


SKUS = st.sampled_from([f"VpnGw{number}AZ" for number in range(1, 6)])


@given(names=st.tuples(SKUS, SKUS).filter(lambda pair: pair[0] != pair[1]))
def test_the_way_back_costs_the_opposite(names: tuple[str, str]) -> None:
    """What a change costs, its opposite saves."""
    there, back = (
        cost(Preview(Source.EVENTS, "lifeboat", "prod", (_gateway(*pair),))).lines[0] for pair in (names, names[::-1])
    )
    assert (there.before_usd, there.after_usd) == (back.after_usd, back.before_usd)
