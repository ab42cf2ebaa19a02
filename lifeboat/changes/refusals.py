"""Changes that a cloud refuses, so that the deployment would fail in the middle."""

from lifeboat.changes.difference import Difference
from lifeboat.consequences.tokens import AZURE_GATEWAY


def refused(token: str, difference: Difference) -> str | None:
    """Return why a cloud refuses a change in place; None when it does not.

    Args:
        token: type of the resource.
        difference: the change.
    """
    if token == AZURE_GATEWAY and difference.path == "sku.name" and _size(difference.after) < _size(difference.before):
        return (
            f"Azure never lowers a gateway's size ({difference.before} to {difference.after}; Azure docs, Upgrade a"
            " VPN Gateway SKU): delete the gateway and make a new one, 45 minutes without tunnels"
        )
    return None


def _size(sku: str) -> int:
    return int("".join(letter for letter in sku if letter.isdigit()) or "0")
