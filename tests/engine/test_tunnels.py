"""Four tunnels as they are deployed: each with its twin, laid out as in Azure's own description, one key at a time."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine import walk
from tests.engine.project import Project, name_of

# "Configure a BGP connection between Azure and AWS": the table of inside addresses, and its example AS numbers.
HOW_TO = {
    ("instance0", 1): ("169.254.21.0/30", "169.254.21.1", "169.254.21.2"),
    ("instance0", 2): ("169.254.22.0/30", "169.254.22.1", "169.254.22.2"),
    ("instance1", 1): ("169.254.21.4/30", "169.254.21.5", "169.254.21.6"),
    ("instance1", 2): ("169.254.22.4/30", "169.254.22.5", "169.254.22.6"),
}
AZURE_ASN, AWS_ASN = 65000, 64512
# Of the instance that a tunnel does not end at, each connection names the first address.
OTHER = {"instance0": ("instance1", "169.254.21.6"), "instance1": ("instance0", "169.254.21.2")}


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Four tunnels with the how-to's AS numbers."""
    project = Project.create(tmp_path_factory.mktemp("four"))

    def edit(config: dict[str, Any]) -> None:
        config["interconnect"]["topology"] = "four-tunnel"
        config["primary"]["gateway"]["asn"] = AZURE_ASN
        config["recovery"]["gateway"]["asn"] = AWS_ASN

    project.change(edit)
    project.up()
    return project


def place_of(pair: walk.Pair, resources: list[dict[str, Any]]) -> str:
    """Return the instance of Azure's gateway whose public IP is the tunnel's customer gateway."""
    wanted = pair.aws["inputs"]["customerGatewayId"]
    customer = next(each for each in resources if each.get("id") == wanted)
    (gateway,) = walk.of_type(resources, walk.AZURE_GATEWAY)
    addresses = {each["id"]: each["outputs"]["ipAddress"] for each in walk.of_type(resources, walk.PUBLIC_IP)}
    for place in gateway["outputs"]["ipConfigurations"]:
        if addresses[place["publicIPAddress"]["id"]] == customer["inputs"]["ipAddress"]:
            return str(place["name"])
    raise AssertionError(customer["inputs"]["ipAddress"])


@pytest.mark.xdist_group("four-tunnels")
def test_four_tunnels_are_the_how_tos(four: Project) -> None:
    """Instances, inside ranges, both inside addresses, custom addresses and AS numbers of every tunnel."""
    resources = four.export(show_secrets=True)
    found = walk.check(resources, tunnels=4)
    seen = {}
    for pair in found:
        place = place_of(pair, resources)
        custom = {
            each["ipConfigurationId"].rsplit("/", 1)[1]: each["customBgpIpAddress"]
            for each in pair.connection["inputs"]["gatewayCustomBgpIpAddresses"]
        }
        peer = pair.local_gateway["inputs"]["bgpSettings"]
        seen[place, pair.number] = (pair.tunnel("InsideCidr"), peer["bgpPeeringAddress"], custom[place])
        other, address = OTHER[place]
        assert custom[other] == address
        assert peer["asn"] == AWS_ASN
    assert seen == HOW_TO
    (gateway,) = walk.of_type(resources, walk.AZURE_GATEWAY)
    assert gateway["inputs"]["activeActive"] is True
    assert gateway["inputs"]["bgpSettings"]["asn"] == AZURE_ASN
    assert [each["inputs"]["bgpAsn"] for each in walk.of_type(resources, walk.CUSTOMER_GATEWAY)] == [str(AZURE_ASN)] * 2


@pytest.mark.xdist_group("four-tunnels")
def test_the_table_of_tunnels_is_what_was_deployed(four: Project) -> None:
    """`lifeboat blueprint tunnels` with the stack's outputs says of each tunnel what the state says."""
    outputs = four.folder / "outputs.json"
    outputs.write_text(four.pulumi("stack", "output", "--json").out, encoding="utf-8")
    table = json.loads(four.lifeboat("blueprint", "tunnels", "--format", "json", "--outputs", str(outputs)).out)
    resources = four.export(show_secrets=True)
    by_address = {row["aws_outside_address"]: row for row in table["tunnels"]}
    for pair in walk.pairs(resources):
        row = by_address.pop(pair.local_gateway["inputs"]["gatewayIpAddress"])
        customer = next(each for each in resources if each.get("id") == pair.aws["inputs"]["customerGatewayId"])
        assert row["azure_public_ip_address"] == customer["inputs"]["ipAddress"]
        assert row["inside_cidr"] == pair.tunnel("InsideCidr")
        assert row["azure_instance"] == place_of(pair, resources)
        assert row["azure_connection"] == pair.connection["inputs"]["virtualNetworkGatewayConnectionName"]
        assert (row["aws_asn"], row["azure_asn"]) == (AWS_ASN, AZURE_ASN)
    assert by_address == {}


@pytest.mark.xdist_group("four-tunnels")
def test_one_key_of_four_is_rotated_alone(four: Project) -> None:
    """The steps touch one tunnel's key, its AWS connection in place and its Azure connection; both ends then agree."""
    before = {pair.connection["id"]: pair.tunnel("PresharedKey") for pair in walk.pairs(four.export(show_secrets=True))}
    four.change(lambda config: config["interconnect"].update(tunnels={"tunnel3": {"key_rotation": 2}}))
    steps = {name_of(urn): step for urn, step in four.steps().items()}
    prefix = "harbor-dev-interconnect"
    assert {name: step for name, step in steps.items() if "replac" not in step} == {
        f"{prefix}-aws-connection2": "update"
    }
    assert {name for name, step in steps.items() if "replac" in step} == {
        f"{prefix}-key-tunnel3",
        f"{prefix}-azure-connection-tunnel3",
    }
    four.up()
    resources = four.export(show_secrets=True)
    after = {pair.connection["id"]: pair.tunnel("PresharedKey") for pair in walk.check(resources, tunnels=4)}
    assert set(before) == set(after)
    assert [key for key in before if before[key] != after[key]] == [key for key in before if "tunnel3" in key]
    assert not [row for row in four.clouds() if row["ignored"]]
    four.up("--expect-no-changes")


def test_tunnels_to_a_transit_gateway_have_their_twins(fresh: Callable[..., Project]) -> None:
    """The same walk on the other target, for four tunnels over BGP."""
    project = fresh()
    project.change(lambda config: config["interconnect"].update(topology="four-tunnel", target="transit-gateway"))
    project.up()
    resources = project.export(show_secrets=True)
    found = walk.check(resources, tunnels=4)
    assert {pair.aws["inputs"]["transitGatewayId"] for pair in found} == {
        each["id"] for each in walk.of_type(resources, walk.TRANSIT_GATEWAY)
    }
