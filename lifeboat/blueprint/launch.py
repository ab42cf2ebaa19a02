"""How recovered servers start: what settings leave open is filled in here, so that operations only write it."""

from typing import Final

from lifeboat.blueprint.launch_model import LaunchBlueprint, LaunchPlace, ServerGroup, Wave
from lifeboat.settings import Settings
from lifeboat.settings.launch import AdoptedLaunchTemplate, Launch
from lifeboat.settings.launch import ServerGroup as GroupSettings
from lifeboat.settings.launch_checks import DRILL_GROUPS, RECOVERY_GROUPS, waves

_PROFILE: Final = "AWSElasticDisasterRecoveryRecoveryInstanceRole"
_PROFILE_WITH_ACTIONS: Final = "AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole"
SERVICE_PROFILES: Final = frozenset({_PROFILE, _PROFILE_WITH_ACTIONS})
"""Instance profiles of recovered servers that DRS brings along, each with a role of its name."""
# InitializeService makes both profiles; DRS itself takes the second for servers with post-launch actions (DRS user
# guide, "Configuring the default post-launch actions").


def make_launch(settings: Settings) -> LaunchBlueprint:
    """Return how recovered servers of a stack start."""
    chosen = settings.launch
    return LaunchBlueprint(
        existing_template_id=chosen.template.id if isinstance(chosen.template, AdoptedLaunchTemplate) else None,
        disposition=chosen.disposition,
        right_sizing=chosen.right_sizing,
        copy_private_ip=chosen.copy_private_ip,
        copy_tags=chosen.copy_tags,
        byol=chosen.byol,
        post_launch_actions=chosen.post_launch_actions,
        groups=tuple(_group(group, chosen, settings.recovery.zones[0]) for group in chosen.server_groups),
        waves=tuple(
            Wave(number, tuple(group.name for group in together), max(group.wait_minutes for group in together))
            for number, together in waves(chosen.server_groups).items()
        ),
    )


def _group(group: GroupSettings, launch: Launch, first_zone: str) -> ServerGroup:
    recovery = _recovery_place(group, launch, first_zone)
    return ServerGroup(
        key=group.name,
        servers=tuple(group.servers),
        server_tags=tuple(sorted(group.server_tags.items())),
        wave=group.wave,
        critical=group.critical,
        recovery=recovery,
        drill=_drill_place(group, launch, recovery),
    )


def _recovery_place(group: GroupSettings, launch: Launch, first_zone: str) -> LaunchPlace:
    place = group.recovery
    return LaunchPlace(
        subnet=place.subnet or f"recovery-{first_zone}",
        security_groups=tuple(place.security_groups) or RECOVERY_GROUPS,
        instance_type=place.instance_type,
        right_sizing=_right_sizing(launch, place.instance_type),
        instance_profile=place.instance_profile or (_PROFILE_WITH_ACTIONS if launch.post_launch_actions else _PROFILE),
        copy_private_ip=launch.copy_private_ip,
        tags=tuple(sorted(place.tags.items())),
    )


def _drill_place(group: GroupSettings, launch: Launch, recovery: LaunchPlace) -> LaunchPlace:
    """Return what a group starts in and as in a drill: as on the day, but for what settings say of drills alone."""
    place = group.drill
    instance_type = place.instance_type or recovery.instance_type
    return LaunchPlace(
        subnet=place.subnet or recovery.subnet.replace("recovery-", "drill-", 1),
        security_groups=tuple(place.security_groups) or DRILL_GROUPS,
        instance_type=instance_type,
        right_sizing=_right_sizing(launch, instance_type),
        instance_profile=place.instance_profile or recovery.instance_profile,
        copy_private_ip=place.copy_private_ip,
        tags=tuple(sorted({**dict(recovery.tags), **place.tags}.items())),
    )


def _right_sizing(launch: Launch, instance_type: str | None) -> str:
    # BASIC overwrites the type in the server's EC2 launch template.
    return launch.right_sizing if instance_type is None else "NONE"
