"""Settings of how recovered servers start: the launch template, and groups of servers with their waves."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.fields import Check, Model, matching, mode_of, refuse
from lifeboat.settings.replication import X86_INSTANCE_TYPE
from lifeboat.settings.tags import TagKey, TagValue

LONGEST_WAIT_MINUTES: Final = 120
"""The longest wait step of a recovery plan (DRS API Reference, WaitStepConfiguration)."""

MOST_INTERFACE_GROUPS: Final = 16
"""Security groups that a network interface can be given at most, after a quota increase (Amazon VPC quotas)."""

LATEST_WAVE: Final = 999
"""The last number a wave can have; leaves gaps for waves that come later."""

InstanceType = Annotated[
    str,
    matching(
        X86_INSTANCE_TYPE,
        "an x86-64 EC2 instance type such as m6i.large",
        "Servers keep the processors they were built for, and Graviton families such as m7g are arm64.",
        "Choose one of an Intel or AMD family.",
    ),
]
"""An EC2 instance type with x86-64 processors."""

InstanceProfile = Annotated[
    str,
    matching(
        r"[\w+=,.@-]{1,128}",
        "the name of an instance profile",
        "EC2 launch templates take it, and an ARN would tie the settings to one account.",
        "`aws iam list-instance-profiles` prints the names.",
    ),
]
"""The name of an IAM instance profile."""

ServerName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9*][A-Za-z0-9.*_-]{0,252}",
        "a host name, or one with * for any characters",
        "Servers are found by the host name that their agent reports; upper and lower case are the same.",
        "Use a name such as db01, or db*.",
    ),
]
"""The host name of a source server, or a pattern with `*`."""

GroupName = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9-]{0,30}[a-z0-9]",
        "2 to 32 lower-case letters, digits and hyphens",
        "It is the key under which operations find the group.",
        "Use a word such as databases.",
    ),
]
"""What a group is called."""


class CreatedLaunchTemplate(Model):
    """The launch configuration template, made by Lifeboat."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it. A Region of an account holds one."""


class AdoptedLaunchTemplate(Model):
    """A launch configuration template that exists in this account and Region."""

    mode: Literal["adopt"]
    """It exists; Lifeboat looks it up and never changes or deletes it: the settings below do not reach it."""
    id: Annotated[
        str,
        matching(
            r"lct-[0-9a-zA-Z]{17}",
            "an id of the form lct-0123456789abcdef0",
            "DRS launch templates are named so.",
            "`aws drs describe-launch-configuration-templates` prints it.",
        ),
    ]
    """Its id."""


def _right_sizing(value: Any) -> str:
    allowed = "BASIC or NONE"
    if value == "IN_AWS":
        why = "IN_AWS follows the type of a source that is an EC2 instance, and these servers are not."
        refuse(allowed, why, "Use BASIC, or NONE with an instance_type in each of launch.server_groups.")
    if value not in {"BASIC", "NONE"}:
        refuse(allowed, "DRS knows no other way for these servers.", "Use BASIC unless you choose every type yourself.")
    return str(value)


class _Place(Model):
    """What servers of a group start in and as."""

    subnet: str | None = Field(default=None, min_length=1)
    """Key of the subnet, as `lifeboat blueprint` prints it: `recovery-<zone>`, for drills `drill-<zone>`. By default
    that of the first zone; for drills that of the zone of the recovery subnet. A change is written to each server by
    operations, and alters nothing that is deployed."""
    security_groups: list[Annotated[str, Field(min_length=1)]] = Field(default=[], max_length=MOST_INTERFACE_GROUPS)
    """Security groups, each a key or the id of one that exists in that VPC. For recovery `recovery` by default
    (control traffic, failback, everything between its members), for drills `drill` (the openings, everything between
    its members). A change is written to each server by operations, and alters nothing that is deployed."""
    instance_type: InstanceType | None = None
    """EC2 instance type; chosen by `launch.right_sizing` by default, for drills that of recovery. Right-sizing is off
    for a group with a type of its own, since it would overwrite it. A change is written to each server by operations,
    and alters nothing that is deployed."""
    instance_profile: InstanceProfile | None = None
    """Instance profile with the managed policy AWSElasticDisasterRecoveryRecoveryInstancePolicy, without which
    nothing fails back; the one that DRS made by default, for drills that of recovery. Where `access.operators` names
    somebody, another one has to exist with a role in it, which they may then give to servers. A change is written to
    each server by operations, and updates operators' policies in place."""
    tags: dict[TagKey, TagValue] = {}
    """Tags on the servers beside those of the stack; drills take those of recovery too. A change is written to each
    server by operations, and alters nothing that is deployed."""


class RecoveryPlace(_Place):
    """What servers of a group start in and as on the day."""


class DrillPlace(_Place):
    """What servers of a group start in and as in a drill."""

    copy_private_ip: bool = False
    """Whether servers keep their address from Azure in drills. The subnet has to hold it, so give the drill VPC the
    VNet's range (`recovery.drill.cidr`): it is attached to nothing. A change is written to each server by operations,
    and alters nothing that is deployed."""


class ServerGroup(Model):
    """Servers that start together and alike."""

    name: GroupName
    """What it is called. A change makes it another group for operations and alters nothing that is deployed."""
    servers: list[ServerName] = []
    """Its servers by host name, exact or with `*`; this or `server_tags`. A change alters nothing that is deployed."""
    server_tags: dict[TagKey, TagValue] = {}
    """Its servers by the tags that they have in DRS (the agent's `--tags`), all of which must fit; this or `servers`.
    A change alters nothing that is deployed."""
    wave: int = Field(default=1, ge=1, le=LATEST_WAVE)
    """When it starts: waves start in the order of their numbers, groups of one wave together. Numbers may leave gaps.
    A change alters nothing that is deployed."""
    critical: bool = True
    """Whether a server that does not start stops the recovery; optional ones are reported and passed over. A change
    alters nothing that is deployed."""
    wait_minutes: int = Field(default=0, ge=0, le=LONGEST_WAIT_MINUTES)
    """Minutes between the start of this group's wave and the next wave; a wave waits for the longest of its groups.
    A change alters nothing that is deployed."""
    recovery: RecoveryPlace = Field(default_factory=RecoveryPlace)
    """What its servers start in and as on the day."""
    drill: DrillPlace = Field(default_factory=DrillPlace)
    """What they start in and as in a drill, in the VPC that is attached to nothing."""


class Launch(Model):
    """How recovered servers start.

    The launch template counts for servers that are added later. Subnet, security groups, type, profile and tags are
    each server's own and can be written only once it replicates: groups say what, operations write it.
    """

    template: Annotated[
        Annotated[CreatedLaunchTemplate, Tag("create")] | Annotated[AdoptedLaunchTemplate, Tag("adopt")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedLaunchTemplate)
    """The launch configuration template, once in an account and Region."""
    disposition: Literal["STARTED", "STOPPED"] = "STARTED"
    """Whether recovered servers are started or left stopped. A change updates the template in place and counts for
    servers added later, as it does for all settings of the template below."""
    right_sizing: Annotated[str, Check(_right_sizing, type="string", enum=["BASIC", "NONE"])] = "BASIC"
    """Who chooses instance types: BASIC lets DRS take one that fits processors and memory, of few families; NONE takes
    what each server's EC2 launch template says. A change updates the template in place."""
    copy_private_ip: bool = False
    """Whether servers keep their address from Azure. Refused while tunnels connect the two networks: the recovery
    subnet would have to hold the address, and both clouds cannot have the same range. For drills see
    `server_groups[].drill.copy_private_ip`. A change updates the template in place."""
    copy_tags: bool = True
    """Whether recovered servers get the tags that the source server has in DRS. A change updates the template in
    place."""
    byol: bool = False
    """Whether Windows brings its own licence instead of one from AWS; each such server then needs tenancy `host` in its
    EC2 launch template, or does not start. Linux always brings its own. A change updates the template in place."""
    post_launch_actions: bool = False
    """Whether Systems Manager runs the actions of a server after its launch; recovered servers then have to reach it,
    in drills too. Which actions is set on the template or a server in DRS: CloudFormation has no type for them. A
    change updates the template in place."""
    server_groups: list[ServerGroup] = []
    """Groups of servers, none by default. A server belongs to one. Append new ones at the end; the order means nothing,
    waves do. A change alters nothing that is deployed; operations write it to each server."""
