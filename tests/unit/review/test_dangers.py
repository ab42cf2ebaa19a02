"""What could hurt: every class, every finding over several steps, what is unknown, and that nothing goes unnamed."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeboat.consequences import TABLE, DangerClass, Reversible, is_harmless, minutes_taken, tokens
from lifeboat.previews import SECRET, UNKNOWN, Message, Operation, Preview, Resource, Source, Step
from lifeboat.review.by_table import rank
from lifeboat.review.dangers import dangers
from lifeboat.review.model import Danger
from lifeboat.verdicts.model import Kind, Verdict
from tests.unit.review.steps import create, delete, preview, replace, resource, same, update

VPN, FAR, NEAR = "recovery:VpnConnections", "primary:Connections", "components:Interconnect"
DRILL = "recovery:DrillNetwork"
GROUP = "aws:cloudwatch/logGroup:LogGroup"


def running(*keys: str) -> dict[str, Resource]:
    """The four tunnels of a stack that runs, or some of them: both ends and the gateway."""
    chosen = keys or ("tunnel1", "tunnel2", "tunnel3", "tunnel4")
    found = {
        "gateway": resource(tokens.AZURE_GATEWAY, "gateway", "primary:PrimaryVpnGateway", id="id-gateway"),
    }
    for key in chosen:
        number = int(key.removeprefix("tunnel"))
        far = f"aws{(number + 1) // 2}"
        addresses = {f"tunnel{one}Address": f"198.51.100.{(number + 1) // 2 * 10 + one}" for one in (1, 2)}
        found[far] = resource(tokens.VPN_CONNECTION, far, VPN, id=f"id-{far}", outputs=addresses)
        address = addresses[f"tunnel{2 - number % 2}Address"]
        found[f"far-{key}"] = resource(
            tokens.LOCAL_GATEWAY, f"far-{key}", FAR, {"gatewayIpAddress": address}, id=f"id-far-{key}"
        )
        found[f"azure-{key}"] = resource(
            tokens.CONNECTION, f"azure-{key}", FAR, {"localNetworkGateway2": {"id": f"id-far-{key}"}}, id=f"id-{key}"
        )
        found[f"key-{key}"] = resource(tokens.PASSWORD, f"key-{key}", NEAR, {"length": 31}, id="none")
    return found


def changed(stack: Mapping[str, Resource], *steps: Step, **rest: Any) -> Preview:
    """A preview in which some of the resources of a stack change and the others stay."""
    urns = {step.urn: step for step in steps}
    kept = [urns.pop(one.urn, Step(Operation.SAME, one, one)) for one in stack.values()]
    return preview(*kept, *urns.values(), **rest)


def of(stack: Mapping[str, Resource], name: str, operation: Operation, **places: Any) -> Step:
    """A step on one of a stack's resources; places are top-level properties with the value to come."""
    before = stack[name]
    step = update(before.type, name, {path: ("old", value) for path, value in places.items()}, operation=operation)
    after = None if operation is Operation.DELETE else before
    return Step(operation, before, after, () if operation is Operation.DELETE else step.changes)


def rotation(stack: Mapping[str, Resource], *keys: str) -> list[Step]:
    """New keys for some tunnels: the key, both ends."""
    steps = [of(stack, f"key-{key}", Operation.REPLACE, keepers={"rotation": "2"}) for key in keys]
    far: dict[str, dict[str, Any]] = {}
    for key in keys:
        number = int(key.removeprefix("tunnel"))
        far.setdefault(f"aws{(number + 1) // 2}", {})[f"tunnel{2 - number % 2}PresharedKey"] = SECRET
    steps += [of(stack, name, Operation.UPDATE, **places) for name, places in far.items()]
    return steps + [of(stack, f"azure-{key}", Operation.REPLACE, sharedKey=SECRET) for key in keys]


def only(found: tuple[Danger, ...]) -> Danger:
    (danger,) = found
    return danger


def classes(found: tuple[Danger, ...]) -> list[str]:
    return [danger.danger.value for danger in found]


# Tunnels


def test_all_keys_at_once_are_an_outage_with_the_way_around() -> None:
    """One danger for ten steps: the first key, with everything that follows and the other keys under it."""
    stack = running()
    danger = only(dangers(changed(stack, *rotation(stack, "tunnel1", "tunnel2", "tunnel3", "tunnel4"))))
    assert (danger.danger, danger.resource, danger.minutes_down) == (DangerClass.OUTAGE, "key-tunnel1", 10)
    assert danger.title.startswith("No tunnel is up for about 10 minutes.")
    assert "interconnect.tunnels.tunnel1.key_rotation" in danger.instead
    assert danger.reversible is Reversible.PARTLY
    assert len(danger.also) == 9


def test_one_key_is_a_degradation() -> None:
    """The other three tunnels carry the traffic."""
    stack = running()
    danger = only(dangers(changed(stack, *rotation(stack, "tunnel3"))))
    assert (danger.danger, danger.down, danger.minutes_down) == (DangerClass.DEGRADED, "tunnel3", 10)
    assert {urn.rpartition("::")[2] for urn in danger.also} == {"aws2", "azure-tunnel3"}


def test_one_key_of_a_single_tunnel_is_an_outage() -> None:
    """With one tunnel there is nothing else."""
    stack = running("tunnel1")
    assert only(dangers(changed(stack, *rotation(stack, "tunnel1")))).danger is DangerClass.OUTAGE


def test_both_tunnels_of_a_connection_touched_at_once() -> None:
    """Half of four is a degradation, all of two an outage."""
    for stack, expected in ((running(), DangerClass.DEGRADED), (running("tunnel1", "tunnel2"), DangerClass.OUTAGE)):
        step = of(stack, "aws1", Operation.UPDATE, tunnel1DpdTimeoutSeconds=60, tunnel2DpdTimeoutSeconds=60)
        danger = only(dangers(changed(stack, step)))
        assert (danger.danger, danger.down) == (expected, "tunnel1 and tunnel2")
        assert danger.properties == ("tunnel1DpdTimeoutSeconds", "tunnel2DpdTimeoutSeconds")


def test_a_replaced_gateway_comes_first_and_what_follows_stands_under_it() -> None:
    """Four connections are replaced with it; each is named, none is a danger of its own."""
    stack = running()
    steps = [of(stack, "gateway", Operation.REPLACE, vpnGatewayGeneration="Generation2")]
    for key in ("tunnel1", "tunnel2", "tunnel3", "tunnel4"):
        before = stack[f"azure-{key}"]
        uses = {"virtualNetworkGateway1": (stack["gateway"].urn,)}
        before = Resource(**{**vars(before), "dependencies": uses})
        stack[f"azure-{key}"] = before
        steps.append(of(stack, f"azure-{key}", Operation.REPLACE, virtualNetworkGateway1=UNKNOWN))
    danger = only(dangers(changed(stack, *steps)))
    assert (danger.danger, danger.resource, danger.minutes_down) == (DangerClass.OUTAGE, "gateway", 50)
    assert (danger.minutes_taken, len(danger.also)) == (60, 4)


def test_a_tunnel_less_is_less_protection() -> None:
    """It is down for good, and said so apart from the interruption."""
    stack = running()
    found = dangers(changed(stack, of(stack, "azure-tunnel4", Operation.DELETE)))
    assert classes(found) == ["protection", "degraded"]
    assert (found[0].title, found[0].minutes_down) == ("tunnel4 ends: of 4 tunnels 3 stay.", None)
    assert (found[1].down, found[1].minutes_down) == ("tunnel4", None)


def test_a_smaller_gateway_is_refused_by_azure() -> None:
    """Known before anybody waits for it."""
    stack = running()
    step = update(tokens.AZURE_GATEWAY, "gateway", {"sku.name": ("VpnGw3AZ", "VpnGw1AZ")}, "primary:PrimaryVpnGateway")
    danger = only(dangers(changed(stack, step)))
    assert (danger.danger, danger.properties, danger.blocks) == (DangerClass.REFUSED, ("sku.name",), True)
    assert "never lowers" in danger.title


def test_without_what_stays_the_worst_is_taken() -> None:
    """A digest shows changed resources alone: a gateway whose tunnels are not in it still carries all of them."""
    step = update(tokens.AZURE_GATEWAY, "gateway", {"activeActive": (True, False)}, "primary:PrimaryVpnGateway")
    danger = only(dangers(preview(step, source=Source.DIGEST)))
    assert (danger.danger, danger.down) == (DangerClass.OUTAGE, "every tunnel")


def test_the_same_types_elsewhere_take_no_tunnel_down() -> None:
    """The address of a NAT gateway, a route out, a subnet for servers and the drill VPC carry no tunnel."""
    steps = (
        replace(tokens.PUBLIC_IP, "nat-ip", {"sku": ("a", "b")}, "primary:PrimaryNetwork"),
        replace(tokens.ROUTE, "out", {"destinationCidrBlock": ("a", "b")}, "recovery:RecoveryNetwork"),
        replace(tokens.SUBNET, "web", {"subnetName": ("a", "b")}, "primary:PrimaryNetwork"),
        replace(tokens.VPC, "drill", {"cidrBlock": ("a", "b")}, DRILL),
    )
    found = dangers(changed(running(), *steps))
    assert {danger.resource: danger.danger.value for danger in found} == {
        "nat-ip": "degraded", "out": "outage", "web": "outage", "drill": "protection",
    }  # fmt: skip
    assert not any("tunnel" in danger.down for danger in found)


# Classes by the table


@pytest.mark.parametrize(
    ("step", "expected", "properties", "blocks"),
    [
        (delete(tokens.KEY, "key"), "data-loss", (), True),
        (replace(tokens.KEY, "key", {"multiRegion": (False, True)}), "data-loss", ("multiRegion",), True),
        (delete(GROUP, "log"), "data-loss", (), True),
        (delete(tokens.STORAGE_ACCOUNT, "store"), "data-loss", (), False),
        (delete(tokens.WORKSPACE, "workspace"), "data-loss", (), False),
        (delete(tokens.ROLE, "role"), "outage", (), False),
        (delete(tokens.INGRESS, "rule-1500", fromPort=1500), "outage", (), False),
        (replace(tokens.RESOLVER_ENDPOINT, "resolver", {"direction": ("a", "b")}), "outage", ("direction",), False),
        (update(tokens.SUBNET, "web", {"addressPrefix": ("a", "b")}), "refused", ("addressPrefix",), True),
        (update(tokens.ROLE_POLICY, "policy", {"policy": ("{}", "{ }")}), "exposure", ("policy",), False),
        (replace(tokens.TOPIC, "topic", {"name": ("a", "b")}), "protection", ("name",), False),
        (delete(tokens.METRIC_ALARM, "alarm"), "protection", (), False),
        (delete(tokens.EVENT_RULE, "rule"), "protection", (), False),
        (delete(tokens.REPLICATION_TEMPLATE, "template"), "protection", (), False),
        (
            update(tokens.REPLICATION_TEMPLATE, "template", {"ebsEncryptionKeyArn": ("arn:a", "arn:b")}),
            "protection", ("ebsEncryptionKeyArn",), False,
        ),
        (replace(tokens.REPLICATION_TEMPLATE, "template", {"region": ("a", "b")}), "degraded", ("region",), False),
        (replace(tokens.IDENTITY, "identity", {"resourceName": ("a", "b")}), "outage", ("resourceName",), False),
    ],
)  # fmt: skip
def test_a_step_by_itself(step: Step, expected: str, properties: tuple[str, ...], blocks: bool) -> None:
    """Class, place, and whether nobody should approve it, from the table alone."""
    danger = only(dangers(preview(step)))
    assert (danger.danger.value, danger.properties, danger.blocks) == (expected, properties, blocks)
    assert danger.operation is step.operation
    assert danger.title.startswith(step.name)
    assert danger.sources


@pytest.mark.parametrize(
    "step",
    [
        update(tokens.VPC, "vpc", {"tags.owner": ("a", "b"), "tagsAll.owner": ("a", "b")}),
        update(tokens.DASHBOARD, "page", {"dashboardBody": ("a", "b")}),
        update("aws:sqs/queue:Queue", "queue", {"tags.owner": ("a", "b")}),
        delete("pulumi:providers:aws", "provider"),
        delete("lifeboat:recovery:Dashboard", "component"),
        create(tokens.KEY, "key"),
        same(tokens.KEY, "key"),
    ],
)
def test_what_hurts_nothing_is_no_danger(step: Step) -> None:
    """Tags, pages, components, providers, what is new and what stays."""
    assert dangers(preview(step)) == ()


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (delete("aws:sqs/queue:Queue", "thing"), ()),
        (replace("aws:sqs/queue:Queue", "thing", {"name": ("a", "b")}), ("name",)),
        (update("aws:sqs/queue:Queue", "thing", {"policy": ("a", "b")}), ("policy",)),
        (update(tokens.VPC, "thing", {"somethingNew": (1, 2)}), ("somethingNew",)),
        (update(tokens.VPC, "thing", {"somethingNew": (1, 2), "tags.a": (1, 2)}), ("somethingNew",)),
    ],
)
def test_what_is_not_written_down_is_unknown(step: Step, place: tuple[str, ...]) -> None:
    """A type or a property of which the table has nothing is never safe."""
    danger = only(dangers(preview(step)))
    assert (danger.danger, danger.properties) == (DangerClass.UNKNOWN, place)


@pytest.mark.parametrize(
    ("token", "place", "hurting", "harmless"),
    [
        (GROUP, "retentionInDays", (365, 90), (90, 365)),
        (GROUP, "retentionInDays", (0, 90), (90, 0)),
        (tokens.WORKSPACE, "retentionInDays", (365, 30), (30, 365)),
        (tokens.KEY, "deletionWindowInDays", (30, 7), (7, 30)),
        (tokens.KEY, "enableKeyRotation", (True, False), (False, True)),
        (tokens.REPLICATION_TEMPLATE, "pitPolicies[2].retentionDuration", (30.0, 7.0), (7.0, 30.0)),
        (tokens.REPLICATION_TEMPLATE, "createPublicIp", (False, True), (True, False)),
        (tokens.STORAGE_ACCOUNT, "allowSharedKeyAccess", (False, True), (True, False)),
    ],
)
def test_shortened_or_weakened_hurts_and_the_other_way_does_not(
    token: str, place: str, hurting: tuple[Any, Any], harmless: tuple[Any, Any]
) -> None:
    """Retention, waiting time, switches; a value that is not known hurts."""
    assert len(dangers(preview(update(token, "one", {place: hurting})))) == 1
    assert dangers(preview(update(token, "one", {place: harmless}))) == ()
    assert len(dangers(preview(update(token, "one", {place: (harmless[0], UNKNOWN)})))) == 1


def test_a_range_that_leaves_the_vnet_hurts_and_one_more_does_not() -> None:
    """The list as a whole decides, whatever places the provider names."""
    one, two = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}, {
        "addressSpace": {"addressPrefixes": ["10.0.0.0/16", "10.1.0.0/16"]}
    }  # fmt: skip
    place = "addressSpace.addressPrefixes[1]"
    more = update(tokens.VIRTUAL_NETWORK, "net", {place: (None, "10.1.0.0/16")}, inputs=(one, two))
    less = update(tokens.VIRTUAL_NETWORK, "net", {place: ("10.1.0.0/16", None)}, inputs=(two, one))
    assert dangers(preview(more)) == ()
    assert only(dangers(preview(less))).danger is DangerClass.OUTAGE


def test_what_only_a_harmless_update_leaves_unknown_is_unknown() -> None:
    """A role's trust names an identity whose tags change: not known before the deployment, most likely the same."""
    identity = update(tokens.IDENTITY, "identity", {"tags.owner": ("a", "b")})
    role = resource(tokens.ROLE, "role", dependencies={"assumeRolePolicy": (identity.urn,)})
    step = update(tokens.ROLE, "role", {"assumeRolePolicy": ("{}", UNKNOWN)})
    danger = only(dangers(preview(identity, Step(step.operation, role, role, step.changes))))
    assert danger.danger is DangerClass.UNKNOWN
    assert "It comes from identity" in danger.title


# Over several steps


def test_protection_is_removed() -> None:
    """Said even where nothing else changes."""
    before, after = (resource(tokens.KEY, "key", protect=protect) for protect in (True, False))
    danger = only(dangers(preview(Step(Operation.SAME, before, after))))
    assert (danger.danger, danger.properties) == (DangerClass.PROTECTION, ("protect",))


def test_what_is_protected_is_not_replaced_or_deleted() -> None:
    """The engine refuses; what it would do is in the sentence, what follows from it under it."""
    gone = delete(tokens.KEY, "key")
    kept = Resource(**{**vars(gone.before), "protect": True})
    alias = delete(tokens.ALIAS, "alias", targetKeyId=kept.id)
    message = Message("error", f'resource "{kept.urn}" cannot be deleted\nbecause it is protected')
    danger = only(dangers(preview(Step(Operation.DELETE, kept, None), alias, messages=(message,), succeeded=False)))
    assert (danger.danger, danger.resource, danger.blocks) == (DangerClass.REFUSED, "key", True)
    assert "never again" in danger.title
    assert danger.also == (alias.urn,)


def test_a_secret_turns_plain() -> None:
    """In inputs and outputs, at any depth; what is still a secret, or not known, is none."""
    before = resource(tokens.ROLE, "role", inputs={"a": {"b": [SECRET]}, "c": SECRET, "d": SECRET, "tags": {}})
    after = resource(tokens.ROLE, "role", inputs={"a": {"b": ["x"]}, "c": SECRET, "d": UNKNOWN, "tags": {}})
    danger = only(dangers(preview(Step(Operation.SAME, before, after))))
    assert (danger.danger, danger.properties, danger.reversible) == (DangerClass.EXPOSURE, ("a.b[0]",), Reversible.NO)
    stack = [resource("pulumi:pulumi:Stack", "stack", outputs={"key": value}) for value in (SECRET, "plain")]
    assert only(dangers(preview(Step(Operation.SAME, *stack)))).properties == ("key",)


def test_a_key_in_clear_in_the_configuration() -> None:
    """A pre-shared key of the user's own that is no secret."""
    config = {"lifeboat:interconnect": '{"tunnels":{"tunnel1":{"pre_shared_key":"abc"}}}', "lifeboat:name": "harbor"}
    danger = only(dangers(preview(config=config)))
    assert (danger.danger, danger.properties) == (DangerClass.EXPOSURE, ("lifeboat:interconnect",))
    assert dangers(preview(config={"lifeboat:interconnect": SECRET})) == ()


@pytest.mark.parametrize(
    ("step", "found"),
    [
        (create(tokens.INGRESS, "rule", cidrIpv4="0.0.0.0/0", fromPort=1500.0, toPort=1500.0), ("cidrIpv4",)),
        (create(tokens.INGRESS, "rule", cidrIpv6="::/0"), ("cidrIpv6",)),
        (create(tokens.INGRESS, "rule", cidrIpv4="10.0.0.0/8"), ()),
        (create(tokens.INGRESS, "rule", cidrIpv4=UNKNOWN), ()),
        (create(tokens.SECURITY_GROUP, "group", ingress=[{"cidrBlocks": ["0.0.0.0/0"]}]), ("ingress",)),
        (create(tokens.EGRESS, "rule", cidrIpv4="0.0.0.0/0"), ()),
    ],
)
def test_a_group_opened_to_the_internet(step: Step, found: tuple[str, ...]) -> None:
    """Ways in from public addresses; private ranges and ways out are none."""
    assert [danger.properties for danger in dangers(preview(step))] == ([found] if found else [])


# What stops the deployment


def test_each_problem_of_the_settings_is_a_refusal_of_its_own() -> None:
    """By its path; that the program then ended is nothing new."""
    text = "Pulumi.prod.yaml: 2 problems; nothing was changed.\n  a.b: found 1. allowed: 2.\n  c[0].d: found x. why."
    messages = [Message("error", text), Message("error", "program exited with non-zero exit code: 1")]
    found = dangers(preview(messages=tuple(messages), succeeded=False))
    assert [danger.properties for danger in found] == [("a.b",), ("c[0].d",)]
    assert {danger.danger for danger in found} == {DangerClass.REFUSED}
    assert all(danger.blocks and danger.resource == "the settings" for danger in found)


def test_a_refusal_of_a_cloud_and_a_failure_without_a_word() -> None:
    """The message as it came, at the resource; and never a failed preview without any danger."""
    step = create(tokens.VPC, "vpc")
    told = Message("error", "InvalidVpc.Range: too large", step.urn)
    danger = only(dangers(preview(step, messages=(told,), succeeded=False)))
    assert (danger.danger, danger.resource) == (DangerClass.REFUSED, "vpc")
    assert "InvalidVpc.Range: too large" in danger.title
    assert only(dangers(preview(succeeded=False))).danger is DangerClass.REFUSED
    assert dangers(preview(step, messages=(Message("warning", "old"),))) == ()


def test_mandatory_violations_refuse_and_advice_does_not() -> None:
    """With the rule and what it said."""
    step = create(tokens.VPC, "vpc")
    verdicts = tuple(
        Verdict(rule=f"rule-{level}", pack="lifeboat", pack_version="1", level=level, severity="high", message="No.",
                urn=step.urn, kind=Kind.VIOLATION)
        for level in ("mandatory", "advisory")
    )  # fmt: skip
    danger = only(dangers(preview(step, verdicts=verdicts, succeeded=False)))
    assert (danger.danger, danger.resource) == (DangerClass.REFUSED, "vpc")
    assert danger.title == "The policy rule-mandatory refuses it: No."


# Nothing goes unnamed


TYPES = [*sorted(TABLE), "aws:sqs/queue:Queue", "azure-native:web:WebApp", "pulumi:providers:aws"]
OPERATIONS = [Operation.SAME, Operation.CREATE, Operation.UPDATE, Operation.REPLACE, Operation.DELETE]


@st.composite
def steps(draw: st.DrawFn) -> list[Step]:
    """Any steps on any types, some of which depend on others or name them by id."""
    made: list[Step] = []
    for number in range(draw(st.integers(1, 8))):
        operation, token = draw(st.sampled_from(OPERATIONS)), draw(st.sampled_from(TYPES))
        room = draw(st.sampled_from([VPN, FAR, DRILL, "primary:PrimaryVpnGateway", ""]))
        other = draw(st.sampled_from(made)).urn if made and draw(st.booleans()) else ""
        place = draw(st.sampled_from(["name", "policy", "tags.a", "sku.name", "tunnel1InsideCidr", "pitPolicies[0]"]))
        uses = {place.partition(".")[0].partition("[")[0]: (other,)} if other else {}
        inputs = {"vpcId": "id-" + other.rpartition("::")[2]} if other else {}
        one = resource(token, f"one-{number}", room, inputs, id=f"id-one-{number}", dependencies=uses,
                       protect=draw(st.booleans()))  # fmt: skip
        new = draw(st.sampled_from([UNKNOWN, SECRET, None, "new", 7]))
        changes = update(token, one.name, {place: ("old", new)}, operation=operation).changes
        made.append(
            Step(
                operation,
                None if operation is Operation.CREATE else one,
                None if operation is Operation.DELETE else one,
                changes if operation in {Operation.UPDATE, Operation.REPLACE} else (),
            )
        )
    return made


@given(steps(), st.booleans())
def test_nothing_is_replaced_or_deleted_without_a_danger(made: list[Step], with_tunnels: bool) -> None:
    """Every such step of a cloud's resource is in a danger or under one; classes are in order; always the same."""
    shown = changed(running() if with_tunnels else {}, *made)
    found = dangers(shown)
    named = {urn for danger in found for urn in (danger.urn, *danger.also)}
    gone = {step.urn for step in made if step.operation in {Operation.REPLACE, Operation.DELETE}}
    assert {urn for urn in gone if not is_harmless(urn.split("::")[2].rpartition("$")[2])} <= named
    assert [rank(danger.danger) for danger in found] == sorted(rank(danger.danger) for danger in found)
    assert found == dangers(shown)
    assert all(danger.instead and danger.title for danger in found)


def test_minutes_that_a_cloud_works_on_a_step() -> None:
    """A replacement takes both; tags take nothing; a type that is not in the table takes no time that is known."""
    assert minutes_taken(tokens.AZURE_GATEWAY, "create")[0] == 45
    assert minutes_taken(tokens.AZURE_GATEWAY, "replace")[0] == 60
    assert minutes_taken(tokens.AZURE_GATEWAY, "update", ["sku.name"])[0] == 45
    assert minutes_taken(tokens.AZURE_GATEWAY, "update", ["bgpSettings.asn"])[0] == 5
    assert minutes_taken(tokens.AZURE_GATEWAY, "update", ["tags.owner"]) == (0, "-")
    assert minutes_taken("aws:sqs/queue:Queue", "create") == (0, "-")
    assert minutes_taken(tokens.AZURE_GATEWAY, "same") == (0, "-")
