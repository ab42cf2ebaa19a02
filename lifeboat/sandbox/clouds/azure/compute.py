"""Virtual machines, as far as somebody else's are looked at, and run commands on them.

Nothing runs in the simulated Azure: a run command is there and its script is kept. Sources: see `arm.py`; Azure REST
API 2024-11-01, Virtual Machines, Virtual Machine Run Commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.azure import tokens
from lifeboat.sandbox.clouds.azure.arm import child, group_reference, remove_below, replaced_by, tracked
from lifeboat.sandbox.clouds.identifiers import guid
from lifeboat.sandbox.clouds.model import Request, ResourceType

COMPUTE_API: Final = "2024-11-01"


def _make_machine(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = tracked(request)
    return identity, {
        "name": outputs["name"],
        "type": "Microsoft.Compute/virtualMachines",
        "location": outputs["location"],
        "provisioningState": "Succeeded",
        "azureApiVersion": COMPUTE_API,
        "vmId": guid(),
    }


def _make_run_command(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = child(request)
    return identity, {
        "name": outputs["name"],
        "type": outputs["type"],
        "provisioningState": "Succeeded",
        "azureApiVersion": COMPUTE_API,
    }


_COMPUTED: Final = frozenset({"name", "type", "provisioningState", "azureApiVersion"})

TYPES: Final = (
    ResourceType(
        tokens.VIRTUAL_MACHINE,
        _make_machine,
        computed=_COMPUTED | {"location", "vmId"},
        name_property="vmName",
        replace_on=replaced_by(tokens.VIRTUAL_MACHINE),
        references=(group_reference(),),
        deleted=remove_below,
    ),
    ResourceType(
        tokens.RUN_COMMAND,
        _make_run_command,
        computed=_COMPUTED,
        name_property="runCommandName",
        replace_on=replaced_by(tokens.RUN_COMMAND, "location"),
        references=(group_reference(),),
    ),
)
