"""Resource options that every component uses."""

from typing import Any, Final

import pulumi

AZURE_GATEWAY_TIMEOUTS: Final = pulumi.CustomTimeouts(create="90m", update="90m", delete="90m")
"""An Azure VPN gateway often takes 45 minutes and more (Azure VPN Gateway settings); twice that before giving up."""

CONNECTION_TIMEOUTS: Final = pulumi.CustomTimeouts(create="30m", update="30m", delete="30m")
"""VPN connections of both clouds wait for their gateway to finish other work."""


def child(parent: pulumi.Resource, **more: Any) -> pulumi.ResourceOptions:
    """Options of a resource that belongs to `parent`, which is where it gets its provider and `protect` from.

    Args:
        parent: the component.
        more: further `ResourceOptions` arguments.

    Returns:
        The options.
    """
    return pulumi.ResourceOptions(parent=parent, **more)


def require_same(what: str, expected: object, found: object) -> None:
    """Stop the program when an adopted thing is not what settings say.

    Call it inside `apply` on a lookup and return from there what dependents need: they are then never created.

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
