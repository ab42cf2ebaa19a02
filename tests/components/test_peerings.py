"""Peerings with spokes: both directions, in order, in two subscriptions; or a check of what exists."""

from dataclasses import replace
from ipaddress import IPv4Network
from itertools import pairwise
from typing import Any

import grpc
import pulumi
import pytest
from pulumi_azure_native.provider import Provider

from components.options import child
from components.primary.peerings import SpokePeerings, SpokePeeringsArgs
from lifeboat.blueprint.model import PrimaryBlueprint, Spoke, VirtualNetwork
from tests.components.support import SUBSCRIPTION, Built, Lookup, build
from tests.components.test_primary_network import BLUEPRINT

PEERING = "azure-native:network:VirtualNetworkPeering"
GET_NETWORK = "azure-native:network:getVirtualNetwork"
GET_ROUTE_TABLE = "azure-native:network:getRouteTable"
ELSEWHERE = "11111111-1111-1111-1111-111111111111"
AWS_PREFIXES = (IPv4Network("10.20.0.0/16"),)


def network_id(name: str, group: str, subscription: str = SUBSCRIPTION) -> str:
    return f"/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Network/virtualNetworks/{name}"


def spoke(name: str, block: str, subscription: str = SUBSCRIPTION, *, creates: bool = True) -> Spoke:
    group = f"{name}-rg"
    return Spoke(name, subscription, group, network_id(name, group, subscription), (IPv4Network(block),), creates)


HUB = VirtualNetwork("adopt", "hub", "hub-rg", (IPv4Network("10.10.0.0/16"),))
HUB_ID = network_id("hub", "hub-rg")
ERP = spoke("erp", "10.11.0.0/16")
WEB = spoke("web", "10.12.0.0/16", ELSEWHERE)
CREATED = replace(BLUEPRINT, virtual_network=HUB, spokes=(ERP, WEB))
EXISTING = replace(CREATED, spokes=(replace(ERP, creates_peering=False),))


def peered(remote_id: str, **flags: bool) -> dict[str, Any]:
    # Azure answers with ids in whatever case they were written.
    return {"name": "theirs", "remoteVirtualNetwork": {"id": remote_id.upper()}, **flags}


def networks(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The three VNets as Azure answers, the existing peering of hub and erp being complete."""
    answers: dict[str, dict[str, Any]] = {
        "hub": {
            "id": HUB_ID,
            "virtualNetworkPeerings": [
                peered(network_id("other", "other-rg")),
                peered(ERP.id, allowGatewayTransit=True),
            ],
        },
        "erp": {
            "id": ERP.id,
            "addressSpace": {"addressPrefixes": ["10.11.0.0/16"]},
            "virtualNetworkPeerings": [peered(HUB_ID, useRemoteGateways=True)],
        },
        "web": {"id": WEB.id, "addressSpace": {"addressPrefixes": ["10.12.0.0/16"]}},
    }
    return {name: {**answer, **changes.get(name, {})} for name, answer in answers.items()}


class Gateway(pulumi.ComponentResource):
    """Stands for the gateway's component."""

    def __init__(self) -> None:
        super().__init__("test:index:Gateway", "gateway")
        Waiting("vpn-gateway", opts=child(self))


class Waiting(pulumi.CustomResource):
    """Stands for the gateway itself."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions) -> None:
        super().__init__("test:index:Waiting", name, {}, opts)


def built(
    blueprint: PrimaryBlueprint = CREATED, *, lookups: dict[str, Lookup] | None = None, **changes: dict[str, Any]
) -> Built[SpokePeerings]:
    def program() -> SpokePeerings:
        args = SpokePeeringsArgs(
            blueprint=blueprint,
            virtual_network_id=HUB_ID,
            gateway=Gateway(),
            aws_prefixes=AWS_PREFIXES,
            providers={ELSEWHERE: Provider("elsewhere", subscription_id=ELSEWHERE)},
        )
        return SpokePeerings("harbor", args)

    if all(one.creates_peering for one in blueprint.spokes):
        changes["erp"] = {"virtualNetworkPeerings": [], **changes.get("erp", {})}
    answers = networks(**changes)
    asked: Lookup = lambda arguments: answers[arguments["virtualNetworkName"]]  # noqa: E731
    return build(program, lookups={GET_NETWORK: asked, **(lookups or {})})


@pytest.fixture(scope="module")
def created() -> Built[SpokePeerings]:
    return built()


def test_type_token_and_child_names_are_a_contract(created):
    """A changed name replaces a peering: the spoke is cut off meanwhile."""
    assert {name for name in created.names if name[0].startswith(("azure-native:", "lifeboat:"))} == {
        ("lifeboat:primary:SpokePeerings", "harbor"),
        (PEERING, "harbor-to-erp"),
        (PEERING, "harbor-from-erp"),
        (PEERING, "harbor-to-web"),
        (PEERING, "harbor-from-web"),
    }
    assert {one.parent_name for one in created.of_type(PEERING)} == {"harbor"}


def test_the_hub_offers_its_gateway_to_the_spoke(created):
    assert created["harbor-to-erp"].inputs == {
        "virtualNetworkPeeringName": "to-erp",
        "resourceGroupName": "hub-rg",
        "virtualNetworkName": "hub",
        "remoteVirtualNetwork": {"id": ERP.id},
        "allowVirtualNetworkAccess": True,
        "allowGatewayTransit": True,
        "useRemoteGateways": False,
        "allowForwardedTraffic": False,
    }


def test_the_spoke_uses_the_gateway_of_the_hub(created):
    assert created["harbor-from-erp"].inputs == {
        "virtualNetworkPeeringName": "to-hub",
        "resourceGroupName": "erp-rg",
        "virtualNetworkName": "erp",
        "remoteVirtualNetwork": {"id": HUB_ID},
        "allowVirtualNetworkAccess": True,
        "allowGatewayTransit": False,
        "useRemoteGateways": True,
        "allowForwardedTraffic": False,
    }


def test_peerings_wait_for_the_gateway_and_are_written_one_after_another(created):
    """Azure refuses the use of a gateway that is not there or not offered, and a second write to the hub."""
    assert "vpn-gateway" in created["harbor-to-erp"].dependency_names
    order = ["harbor-to-erp", "harbor-from-erp", "harbor-to-web", "harbor-from-web"]
    for earlier, later in pairwise(order):
        assert earlier in created[later].dependency_names


def test_a_spoke_of_another_subscription_is_read_and_written_there(created):
    """Every resource of a provider is in that provider's subscription."""
    providers = {one.name: one.provider.split("::")[-2] for one in created.of_type(PEERING) if one.provider}
    assert providers == {"harbor-from-web": "elsewhere"}
    asked = {arguments["virtualNetworkName"]: provider for _, arguments, provider in created.lookups}
    assert "::elsewhere::" in asked["web"]
    assert asked["erp"] == ""


def test_another_address_space_stops_the_program():
    """AWS would route the wrong ranges to Azure."""
    with pytest.raises(
        pulumi.RunError, match=r"^primary\.network\.spokes, address_space of erp: found 10\.99\.0\.0/16"
    ):
        built(erp={"addressSpace": {"addressPrefixes": ["10.99.0.0/16"]}})


@pytest.mark.parametrize(
    ("peering", "sentence"),
    [
        (peered(HUB_ID, useRemoteGateways=True), "found the peering theirs with hub, .* Set peering to existing"),
        (peered(network_id("other", "other-rg"), useRemoteGateways=True), "uses the gateways of OTHER"),
    ],
)
def test_a_spoke_that_azure_would_not_peer_stops_the_program_before_the_gateway_is_made(peering, sentence):
    """Found in the preview, not after the 45 minutes that the gateway takes."""
    with pytest.raises(pulumi.RunError, match=sentence):
        built(erp={"virtualNetworkPeerings": [peering]})


def test_a_spokes_other_peerings_and_our_own_are_no_obstacle():
    """The own one is there from the second deployment on."""
    own = {**peered(HUB_ID, useRemoteGateways=True), "name": "to-hub"}
    made = built(erp={"virtualNetworkPeerings": [own, peered(network_id("other", "other-rg"))]})
    assert len(made.of_type("azure-native:network:VirtualNetworkPeering")) == 4


def test_existing_peerings_are_checked_and_nothing_is_made():
    checked = built(EXISTING)
    assert checked.of_type(PEERING) == []
    assert [arguments["virtualNetworkName"] for _, arguments, _ in checked.lookups] == ["erp", "hub"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hub": {"virtualNetworkPeerings": []}}, "found no peering at hub, .* without allowGatewayTransit there"),
        (
            {"hub": {"virtualNetworkPeerings": [peered(ERP.id, allowGatewayTransit=False)]}},
            "found the peering theirs without allowGatewayTransit at hub",
        ),
        ({"erp": {"virtualNetworkPeerings": None}}, "found no peering at erp, .* without useRemoteGateways there"),
        (
            {"erp": {"virtualNetworkPeerings": [peered(HUB_ID, useRemoteGateways=False)]}},
            "found the peering theirs without useRemoteGateways at erp",
        ),
        (
            {"erp": {"virtualNetworkPeerings": [peered(network_id("other", "x"), useRemoteGateways=True)]}},
            "found no peering at erp",
        ),
    ],
)
def test_an_existing_peering_that_does_not_carry_the_spoke_stops_the_program(changes, sentence):
    with pytest.raises(pulumi.RunError, match=rf"^primary\.network\.spokes, peering of erp: {sentence}"):
        built(EXISTING, **changes)


ROUTED = {"subnets": [{"name": "app", "routeTable": {"id": f"{network_id('x', 'erp-rg')}/rt-app"}}]}


def test_a_route_table_of_a_spoke_that_keeps_traffic_from_aws_stops_the_program():
    with pytest.raises(pulumi.RunError, match=r"^primary\.network\.spokes erp, subnet app, route table rt-app: found"):
        built(erp=ROUTED, lookups={GET_ROUTE_TABLE: {"disableBgpRoutePropagation": True}})


def test_a_route_table_of_a_spoke_that_may_not_be_read_is_a_warning(monkeypatch):
    """A spoke is often somebody else's; what was not checked is said."""
    warnings: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", lambda text, *_: warnings.append(text))

    def refused(_arguments: dict[str, Any]) -> dict[str, Any]:
        raise Refused

    assert len(built(erp=ROUTED, lookups={GET_ROUTE_TABLE: refused}).of_type(PEERING)) == 4
    (warning,) = warnings
    assert warning.startswith("Not checked: primary.network.spokes erp, subnet app, route table rt-app: ")
    assert "AuthorizationFailed" in warning


class Refused(grpc.RpcError):
    """A lookup's failure as the engine reports it."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return "invocation of x:y:getZ returned an error: AuthorizationFailed: no right to read it"
