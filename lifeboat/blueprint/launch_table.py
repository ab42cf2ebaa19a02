"""How recovered servers start, as a table for people."""

from collections.abc import Iterator

from lifeboat.blueprint.launch_model import LaunchBlueprint, LaunchPlace, ServerGroup
from lifeboat.blueprint.tables import text_table


def launch_text(launch: LaunchBlueprint) -> str:
    """Return the launch template and the groups of servers in the order in which they start."""
    by_key = {group.key: group for group in launch.groups}
    rows = [
        row
        for wave in launch.waves
        for key in wave.groups
        for row in _rows(by_key[key], f"then {wave.wait_minutes} min" if wave.wait_minutes else "")
    ]
    template = launch.existing_template_id or "create"
    settings = (
        f"{launch.disposition}, right-sizing {launch.right_sizing}, tags {_said(launch.copy_tags)}, BYOL"
        f" {_said(launch.byol)}, post-launch actions {_said(launch.post_launch_actions)}"
    )
    title = f"Servers start as the launch template says ({template}): {settings}"
    if not rows:
        return f"{title}\n  no server groups: every server starts in the default VPC, or not at all without one"
    return text_table(title, ("wave", "group", "servers", "", "subnet", "security groups", "type", "waits"), rows)


def _rows(group: ServerGroup, waits: str) -> Iterator[tuple[str, ...]]:
    chosen = ", ".join(group.servers) or ", ".join(f"{key}={value}" for key, value in group.server_tags)
    name = group.key if group.critical else f"{group.key} (optional)"
    yield str(group.wave), name, chosen, *_place(group.recovery), waits
    yield "", "", "", *_place(group.drill), ""


def _place(place: LaunchPlace) -> tuple[str, str, str, str]:
    kept = "keeps its address" if place.copy_private_ip else ""
    return kept, place.subnet, ", ".join(place.security_groups), place.instance_type or place.right_sizing


def _said(flag: object) -> str:
    return "yes" if flag else "no"
