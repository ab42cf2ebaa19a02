"""Deploying the AWS side while Azure is unreachable: on the day that this product exists for.

The program then registers nothing of Azure, not even its provider, so no call to Azure is made. What AWS resources
need to know of Azure (the public IP of its gateway) comes from the stack's own outputs of the last deployment. The
engine is told to leave everything of Azure alone: without that it would take what is not registered for deleted.
`lifeboat recovery-only` does both; the variable below is not meant to be set by hand.
"""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lifeboat.outputs import OUTPUTS

VARIABLE: Final = "LIFEBOAT_PRIMARY_STANDS"
"""Environment variable with the Azure side's outputs of the last deployment, as JSON."""

EXCLUDED: Final = ("**azure-native**", "**lifeboat:primary:**")
"""URN patterns of what the engine leaves alone: Azure's resources and provider, and the components around them."""


def read_primary_stands(environment: Mapping[str, str] = os.environ) -> Mapping[str, Any] | None:
    """Return the Azure side's outputs of the last deployment, or None on every day that Azure is reachable."""
    text = environment.get(VARIABLE)
    stands: Mapping[str, Any] | None = json.loads(text) if text else None
    return stands


def primary_stands(stack_outputs: Mapping[str, Any]) -> str:
    """Return what `read_primary_stands` reads.

    Args:
        stack_outputs: all outputs of the stack, as `pulumi stack output --json` prints them.

    Raises:
        KeyError: naming an output the stack does not have; it was then never deployed whole.
    """
    primary = [output for output in OUTPUTS if output.side == "primary"]
    # The engine keeps no output whose value is nothing, and a stack of an earlier version lacks what came later.
    known = {output.name: None for output in primary if "nothing" in output.shape} | dict(stack_outputs)
    return json.dumps({output.name: known[output.name] for output in primary})


def exclude_primary(command: Sequence[str]) -> list[str]:
    """Return a `pulumi` command that leaves everything of Azure alone.

    Args:
        command: such as `["pulumi", "up", "--yes"]`.
    """
    return [*command, *(part for pattern in EXCLUDED for part in ("--exclude", pattern))]
