"""A thing that is to be adopted but cannot be read: one sentence, whatever the SDK wraps around the cloud's answer."""

import grpc
import pulumi
import pytest

from components.options import read_adopted
from tests.components.test_primary_network import ADOPTED, LOOKUPS, built

ANSWER = "ResourceNotFound: The Resource 'harbor' was not found."


class Refused(grpc.RpcError):
    """A lookup's failure as the engine reports it."""

    def code(self) -> grpc.StatusCode:
        return grpc.StatusCode.UNKNOWN

    def details(self) -> str:
        return f"invocation of x:y:getZ returned an error: {ANSWER}"


def not_there(_arguments: dict[str, object]) -> dict[str, object]:
    raise Refused


@pytest.mark.parametrize(
    ("token", "setting"),
    [
        ("azure-native:resources:getResourceGroup", "primary.resource_group.name harbor-rg: "),
        ("azure-native:network:getVirtualNetwork", "primary.network.virtual_network.name harbor-vnet: "),
        ("azure-native:network:getSubnet", "primary.network.gateway_subnet of harbor-vnet: "),
    ],
)
def test_what_cannot_be_read_stops_the_program_with_the_setting_and_the_clouds_answer(token, setting):
    with pytest.raises(pulumi.RunError) as stopped:
        built(ADOPTED, lookups={**LOOKUPS, token: not_there})
    text = str(stopped.value)
    assert text.startswith(setting)
    assert "ResourceNotFound: The Resource 'harbor' was not found. Only what exists" in text
    assert "invocation" not in text


def test_an_answer_over_several_lines_is_one_sentence():
    def ask() -> None:
        message = "AccessDenied:\n  not allowed\n  to read"
        raise RuntimeError(message)

    with pytest.raises(pulumi.RunError, match="which answered: AccessDenied: not allowed to read\\. Only"):
        read_adopted("replication.roles X", ask)


def test_what_is_found_is_handed_on():
    assert read_adopted("replication.roles X", lambda: "arn") == "arn"
