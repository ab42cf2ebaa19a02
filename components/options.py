"""Resource options that every component uses."""

from collections.abc import Callable
from typing import Any, Final, TypeVar

import pulumi

Found = TypeVar("Found")

AZURE_GATEWAY_TIMEOUTS: Final = pulumi.CustomTimeouts(create="90m", update="90m", delete="90m")
"""An Azure VPN gateway often takes 45 minutes and more (Azure VPN Gateway settings); twice that before giving up."""

CONNECTION_TIMEOUTS: Final = pulumi.CustomTimeouts(create="30m", update="30m", delete="30m")
"""An Azure connection waits for its gateway to finish other work.

A VPN connection of AWS has no such option: its provider waits 40 minutes for a creation and 30 for the rest, and
declares no timeouts that would change this (terraform-provider-aws, internal/service/ec2, vpnConnectionCreatedTimeout).
"""


def child(parent: pulumi.Resource, **more: Any) -> pulumi.ResourceOptions:
    """Options of a resource that belongs to `parent`, which is where it gets its provider and `protect` from.

    Args:
        parent: the component.
        more: further `ResourceOptions` arguments.

    Returns:
        The options.
    """
    return pulumi.ResourceOptions(parent=parent, **more)


def once(value: pulumi.Input[str], *after: pulumi.Input[Any]) -> pulumi.Output[str]:
    """Return a text, known when everything after it is known too: who uses it waits for that."""
    known: pulumi.Output[str] = pulumi.Output.all(value, *after).apply(lambda all_: str(all_[0]))
    return known


def read_adopted(what: str, ask: Callable[[], Found], or_else: str = "set its mode to create") -> Found:
    """Return an adopted thing as the cloud knows it.

    The SDK's lookups that answer with an output cannot be used: one that fails ends the program with a traceback.

    Args:
        what: the settings path and its value, `primary.network.virtual_network.name vnet-harbor`.
        ask: the lookup, one of the SDK's plain functions.
        or_else: what helps beside a corrected setting and the right to read it.

    Raises:
        pulumi.RunError: it is not there or must not be read. Pulumi prints its text without a traceback.
    """
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 (the SDK raises no narrower class)
        answer = " ".join(str(error).split()).rpartition(" returned an error: ")[2].rstrip(".")
        raise pulumi.RunError(
            f"{what}: found nothing that can be read in the cloud, which answered: {answer}. Only what exists can be"
            f" adopted. Correct the setting, give these credentials the right to read it, or {or_else}."
        ) from None


def require_same(what: str, expected: object, found: object) -> None:
    """Stop the program when an adopted thing is not what settings say.

    Call it before anything that depends on the thing is registered.

    Args:
        what: the settings path and the thing, `primary.network.virtual_network.address_space of vnet-harbor`.
        expected: what settings say.
        found: what the cloud says.

    Raises:
        pulumi.RunError: they differ. Pulumi prints its text without a traceback.
    """
    if expected == found:
        return
    raise pulumi.RunError(
        f"{what}: found {found} in the cloud, but settings say {expected}. Lifeboat never changes what it adopts, and"
        f" routes and rules made from the wrong value would lead nowhere. Write {found} into settings, or adopt"
        f" another one."
    )


def plain_region(region: str) -> str:
    """Return an Azure region's name as Azure compares it: `Germany West Central` is `germanywestcentral`."""
    return region.replace(" ", "").lower()
