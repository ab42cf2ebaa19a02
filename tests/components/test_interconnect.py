"""The tunnels put together: one key a tunnel for both ends, and each end in a component of its own."""

import re
from typing import Any

import pulumi
import pytest

from components.interconnect import AwsEnd, Interconnect, InterconnectArgs
from components.primary.end import AzureEnd
from components.recovery.transit_gateway import TransitDefaults
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import InterconnectBlueprint
from lifeboat.settings import parse
from lifeboat.settings.fields import KEY_PATTERN
from tests.components.support import SUBSCRIPTION, Built, Registered, build
from tests.unit.settings.raw import CREATED, changed

KEY = "random:index/randomPassword:RandomPassword"
VPN = "aws:ec2/vpnConnection:VpnConnection"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"
BROUGHT = {"tunnel4": "Another.key_of.our.own", "tunnel2": "Brought.key_of.our.own"}
ENDS = AzureEnd(
    region="westeurope",
    resource_group_name="hub-rg",
    gateway_id=f"/subscriptions/{SUBSCRIPTION}/gateway",
    ip_configuration_ids={key: f"/subscriptions/{SUBSCRIPTION}/gateway/{key}" for key in ("instance0", "instance1")},
    tags={"owner": "platform"},
)


def blueprint(**interconnect: Any) -> InterconnectBlueprint:
    settings = changed(CREATED, {f"interconnect.{path}": value for path, value in interconnect.items()})
    return make_blueprint(parse(settings)).interconnect


FOUR = blueprint()


def built(tunnels: InterconnectBlueprint = FOUR, azure: AzureEnd | None = ENDS) -> Built[Interconnect]:
    def program() -> Interconnect:
        args = InterconnectArgs(
            blueprint=tunnels,
            public_ip_addresses={"instance0": "203.0.113.10", "instance1": "203.0.113.11"},
            brought_keys={key: pulumi.Output.secret(value) for key, value in BROUGHT.items()},
            aws=AwsEnd(
                vpn_gateway_id="vgw-00000001",
                transit_gateway_id=None,
                transit_route_table_id=None,
                transit_defaults=TransitDefaults(),
                log_group_arn="arn:aws:logs:eu-central-1:111122223333:log-group:vpn",
            ),
            azure=azure,
        )
        return Interconnect("harbor", args)

    return build(program)


@pytest.fixture(scope="module")
def four() -> Built[Interconnect]:
    return built()


def of_type(made: Built[Interconnect], token: str) -> list[Registered]:
    """Return the resources of a type by name: they are registered in any order."""
    return sorted(made.of_type(token), key=lambda each: each.name)


def keys_at_aws(made: Built[Interconnect]) -> list[str]:
    return [each.inputs[f"tunnel{number}PresharedKey"] for each in of_type(made, VPN) for number in (1, 2)]


def keys_at_azure(made: Built[Interconnect]) -> list[str]:
    return [each.inputs["sharedKey"] for each in of_type(made, CONNECTION)]


def test_types_and_names_are_a_contract(four: Built[Interconnect]) -> None:
    """A changed token or name replaces a tunnel, so it has to be seen here."""
    components = {each.name: each.type for each in four.resources if not each.custom}
    assert components == {
        "harbor": "lifeboat:components:Interconnect",
        "harbor-aws": "lifeboat:recovery:VpnConnections",
        "harbor-azure": "lifeboat:primary:Connections",
    }
    assert [each.name for each in of_type(four, KEY)] == [f"harbor-key-tunnel{n}" for n in (1, 2, 3, 4)]


def test_both_ends_of_a_tunnel_have_one_key_and_no_two_tunnels_do(four: Built[Interconnect]) -> None:
    """In the order of tunnels, on AWS and on Azure."""
    assert keys_at_aws(four) == keys_at_azure(four)
    assert len(set(keys_at_aws(four))) == 4


def test_keys_suit_both_clouds_whatever_is_drawn(four: Built[Interconnect]) -> None:
    """A letter comes first by construction: AWS refuses a leading 0."""
    for key in of_type(four, KEY):
        assert key.inputs["special"] is False
    assert all(re.fullmatch(KEY_PATTERN, key) and key.startswith("k") for key in keys_at_aws(four))
    assert {len(key) for key in keys_at_aws(four)} == {32}, "as many characters as AWS draws"


def test_a_drawn_key_changes_with_its_rotation_alone() -> None:
    """The only keeper is the tunnel's own number."""
    made = built(blueprint(**{"key_rotation": 3, "tunnels.tunnel2.key_rotation": 5}))
    assert [each.inputs["keepers"] for each in of_type(made, KEY)] == [{"rotation": n} for n in ("3", "5", "3", "3")]


def test_a_brought_key_is_used_secret_and_nothing_is_drawn_for_it() -> None:
    """The other tunnels' keys are drawn all the same."""
    made = built(blueprint(**{f"tunnels.{key}.pre_shared_key": value for key, value in BROUGHT.items()}))
    assert [each.name for each in of_type(made, KEY)] == [f"harbor-key-tunnel{n}" for n in (1, 3)]
    assert keys_at_aws(made)[1::2] == keys_at_azure(made)[1::2] == [BROUGHT["tunnel2"], BROUGHT["tunnel4"]]
    assert all("tunnel2PresharedKey" in each.secret_inputs for each in of_type(made, VPN))
    assert all("sharedKey" in each.secret_inputs for each in of_type(made, CONNECTION))


def test_keys_are_no_output_of_any_component(four: Built[Interconnect]) -> None:
    """Event logs hold secret outputs in clear."""
    assert {name: set(four.component_outputs[four[name].urn]) for name in ("harbor", "harbor-aws", "harbor-azure")} == {
        "harbor": {"vpn_connection_ids", "tunnel_addresses"},
        "harbor-aws": {"vpn_connection_ids", "tunnel_addresses"},
        "harbor-azure": {"connection_ids"},
    }


def test_drawn_keys_are_secret_at_both_ends(four: Built[Interconnect]) -> None:
    """Else the state would hold them in clear: the letter in front must not take the secrecy away."""
    assert all("sharedKey" in each.secret_inputs for each in of_type(four, CONNECTION))
    for each in of_type(four, VPN):
        assert {"tunnel1PresharedKey", "tunnel2PresharedKey"} <= each.secret_inputs


def test_a_tunnel_that_is_not_used_has_a_key_of_its_own_on_aws_alone() -> None:
    """AWS makes it, and would choose a key that nobody knows."""
    made = built(blueprint(topology="single-tunnel"))
    assert len(set(keys_at_aws(made))) == 2
    assert keys_at_azure(made) == keys_at_aws(made)[:1]


def test_without_azure_the_aws_side_is_unchanged(four: Built[Interconnect]) -> None:
    """On the day Azure is down, an update of the AWS side must not want anything from Azure."""
    alone = built(azure=None)
    assert not [each for each in alone.resources if "azure" in each.type or "primary" in each.type]
    assert {each.name for each in alone.resources} == {
        each.name for each in four.resources if "azure" not in each.type and "primary" not in each.type
    }
