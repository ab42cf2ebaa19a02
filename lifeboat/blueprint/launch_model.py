"""Records of how recovered servers start."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LaunchPlace:
    """What servers of a group start in and as, on the day or in a drill.

    Attributes:
        subnet: key of the subnet.
        security_groups: keys of security groups, or ids of such that exist.
        instance_type: EC2 instance type, None where right-sizing or the EC2 launch template decides.
        right_sizing: `BASIC` or `NONE`, as DRS takes it for each server.
        instance_profile: name of the instance profile.
        copy_private_ip: whether servers keep their address from Azure.
        tags: tags of the group's own.
    """

    subnet: str
    security_groups: tuple[str, ...]
    instance_type: str | None
    right_sizing: str
    instance_profile: str
    copy_private_ip: bool
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ServerGroup:
    """Servers that start together and alike.

    Attributes:
        key: its name.
        servers: host names, exact or with `*`; empty where tags choose.
        server_tags: tags that its servers have in DRS; empty where names choose.
        wave: number of its wave.
        critical: whether a server that does not start stops the recovery.
        recovery: what they start in and as on the day.
        drill: the same in a drill.
    """

    key: str
    servers: tuple[str, ...]
    server_tags: tuple[tuple[str, str], ...]
    wave: int
    critical: bool
    recovery: LaunchPlace
    drill: LaunchPlace


@dataclass(frozen=True)
class Wave:
    """Groups that start at the same time, and how long it is waited then before the next wave, in minutes."""

    number: int
    groups: tuple[str, ...]
    wait_minutes: int


@dataclass(frozen=True)
class LaunchBlueprint:
    """The launch template, and the groups of servers in their waves.

    Attributes:
        existing_template_id: id of an adopted template, else None.
        disposition: `STARTED` or `STOPPED`.
        right_sizing: `BASIC` or `NONE`.
        copy_private_ip: whether servers keep their address from Azure.
        copy_tags: whether recovered servers get the tags of the source server.
        byol: whether Windows brings its own licence.
        post_launch_actions: whether Systems Manager runs actions after a launch.
        groups: groups of servers.
        waves: in the order in which they start.
    """

    existing_template_id: str | None
    disposition: str
    right_sizing: str
    copy_private_ip: bool
    copy_tags: bool
    byol: bool
    post_launch_actions: bool
    groups: tuple[ServerGroup, ...]
    waves: tuple[Wave, ...]
