"""Settings of the agent hand-out: the Azure VMs that the stack installs the AWS Replication Agent on."""

from collections.abc import Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from lifeboat.settings.fields import Model, matching
from lifeboat.settings.primary import Primary
from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.repeated import repeated

ROOT: Final[Path] = ("agent",)

VirtualMachineId = Annotated[
    str,
    matching(
        r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/virtualMachines/[^/]+",
        "the resource id of a virtual machine",
        "The run command is made on it.",
        "`az vm show --query id` prints it.",
    ),
]
"""The resource id of an Azure virtual machine."""

ServerTagKey = Annotated[
    str,
    matching(
        r"(?![aA][wW][sS]:)[A-Za-z0-9_.:/+@-]{1,128}",
        "1 to 128 letters, digits and _ . : / + @ -, not beginning with aws:",
        "The installer takes tags as NAME=VALUE, and AWS keeps aws: for its own.",
        "Rename the tag.",
    ),
]
"""The name of a tag that the agent's installer can set."""

ServerTagValue = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_.:/=+@ -]{0,256}",
        "text in quotes, at most 256 letters, digits, spaces and _ . : / = + @ -",
        "It is handed to the installer on the server's command line.",
        'Write it in quotes, as in "wave 2".',
    ),
]
"""The value of a tag that the agent's installer can set."""


class AgentServer(Model):
    """An Azure VM that gets the AWS Replication Agent from this stack."""

    id: VirtualMachineId
    """Its resource id, in this subscription or that of a spoke. A change removes the run command there and makes one
    on the other VM; an agent that is installed stays."""
    os: Literal["linux", "windows"]
    """Which script it gets. Compared with the VM that is found: a difference stops the deployment. A change runs the
    other script."""
    tags: dict[ServerTagKey, ServerTagValue] = {}
    """Tags of the DRS source server, by which server groups find it. The installer sets them when it adds the server
    and never again. A change runs the script again, which leaves the tags of a server that is there."""


class Agent(Model):
    """The AWS Replication Agent on Azure VMs.

    `lifeboat agent` prints commands and scripts for any server; what is listed here the stack installs by itself.
    """

    deploy_to: list[AgentServer] = []
    """VMs that get the agent by an Azure run command, with credentials from the managed identity of
    `access`. Each has to have that identity assigned first. A change adds or removes single run commands, never an
    agent: that is removed on the server, after its source server is disconnected in DRS."""
    run: int = Field(default=1, ge=1)
    """Raise it by one to run the scripts again on every VM above, after what they found missing is mended. A change
    updates every run command in place."""


def agent_checks(agent: Agent, primary: Primary) -> Iterator[Problem]:
    """Yield every problem between the VMs, and between them and the subscriptions of the stack."""
    path: Path = (*ROOT, "deploy_to")
    yield from repeated(
        path,
        "id",
        [server.id for server in agent.deploy_to],
        "Its run command would be made twice.",
        "Remove one of them.",
        allowed="each VM once",
        same=str.lower,
    )
    known = {spoke.id.split("/")[2].lower() for spoke in primary.network.spokes}
    for position, server in enumerate(agent.deploy_to):
        here: Path = (*path, position, "id")
        subscription = server.id.split("/")[2].lower()
        own = primary.subscription_id
        if own is not None and subscription not in known | {own.lower()}:
            yield Problem(
                here,
                f"a VM of subscription {subscription}",
                "a VM of primary.subscription_id or of a spoke's subscription",
                "Run commands are made with the Azure providers of this stack, and none is for that subscription.",
                "Name the VM's VNet in primary.network.spokes, or install the agent with `lifeboat agent`.",
                (("primary", "subscription_id"), ("primary", "network", "spokes")),
            )


def agent_identity_checks(agent: Agent, *, has_identity: bool) -> Iterator[Problem]:
    """Yield a problem when VMs are to get the agent and the stack has no identity to get credentials with.

    Args:
        agent: the settings.
        has_identity: whether `access` names an Azure managed identity that may install agents.
    """
    if agent.deploy_to and not has_identity:
        yield Problem(
            (*ROOT, "deploy_to"),
            f"{len(agent.deploy_to)} VM{'' if len(agent.deploy_to) == 1 else 's'} and no access.azure_identity",
            "nothing, as long as there is no managed identity that may install agents",
            "A run command takes no keys here: the VM's managed identity fetches temporary credentials.",
            "Set access.azure_identity, or install the agent with `lifeboat agent` and credentials of a person.",
            (("access", "azure_identity"),),
        )
