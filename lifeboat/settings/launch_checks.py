"""Problems between the settings of how recovered servers start."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from lifeboat.settings.launch import ServerGroup
from lifeboat.settings.model import Settings
from lifeboat.settings.prefixes import server_ranges
from lifeboat.settings.problems import Path, Problem, render_path
from lifeboat.settings.repeated import repeated

GROUPS: Final[Path] = ("launch", "server_groups")

RECOVERY_GROUPS: Final = ("recovery",)
"""Keys of the security groups that recovered servers can have; the default."""

DRILL_GROUPS: Final = ("drill",)
"""Keys of the security groups that servers in a drill can have."""

MOST_STEPS: Final = 20
"""Steps of a recovery plan, waits among them (DRS API Reference, CreateRecoveryPlanStep: stepOrder 1 to 20)."""

MOST_SERVERS_A_STEP: Final = 100
"""Servers that a step of a recovery plan starts (DRS API Reference, ServerStepConfiguration)."""

MOST_PROFILES: Final = 20
"""Instance profiles that groups may name: an operator's right to give the roles in them to servers stands in managed
policies of 6,144 characters (IAM user guide, "IAM and AWS STS quotas"), beside what else he may do."""

_SECURITY_GROUP_ID: Final = re.compile(r"sg-([0-9a-f]{8}|[0-9a-f]{17})")


def launch_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of the launch template and of the server groups."""
    groups = settings.launch.server_groups
    yield from repeated(GROUPS, "name", [group.name for group in groups], "Operations find a group by its name.")
    yield from _selection(groups)
    yield from _doubled_servers(groups)
    yield from _doubled_tags(groups)
    yield from _places(settings)
    yield from _steps(groups)
    yield from _sizing(settings)
    yield from _copied_addresses(settings)
    yield from _profiles(settings)


def _selection(groups: Sequence[ServerGroup]) -> Iterator[Problem]:
    for position, group in enumerate(groups):
        if bool(group.servers) == bool(group.server_tags):
            yield Problem(
                (*GROUPS, position),
                "both servers and server_tags" if group.servers else "neither servers nor server_tags",
                "one of the two",
                "A group is its list of servers, or every server with its tags.",
                "Remove one; make two groups of the same wave where both are needed." if group.servers else "Add one.",
                ((*GROUPS, position, "servers"), (*GROUPS, position, "server_tags")),
            )


def _doubled_servers(groups: Sequence[ServerGroup]) -> Iterator[Problem]:
    """Yield the names that an earlier name or pattern has too: two groups would both start that server."""
    exact: dict[str, Path] = {}
    patterns: list[tuple[str, Path]] = []
    for position, group in enumerate(groups):
        for place, name in enumerate(group.servers):
            here: Path = (*GROUPS, position, "servers", place)
            lowered = name.lower()
            clash = next((path for pattern, path in patterns if _overlap(pattern, lowered)), None)
            if "*" not in lowered:
                clash = clash or exact.get(lowered)
                exact.setdefault(lowered, here)
            else:
                clash = clash or next((path for other, path in exact.items() if _overlap(lowered, other)), None)
                patterns.append((lowered, here))
            if clash is not None:
                yield Problem(
                    here,
                    f"{name}, which {render_path(clash)} has too",
                    "each server once",
                    "A server starts once, in one wave and one subnet.",
                    "Remove it here or there, or write the names more narrowly.",
                    (clash,),
                )


def _overlap(one: str, other: str) -> bool:
    """Return whether a name can fit both patterns; `*` stands for any characters, also none."""
    for pattern, name in ((one, other), (other, one)):
        if "*" not in name:
            return _expression(pattern).fullmatch(name) is not None
    # Whether what is left of both, from these places on, can fit one name; filled from the ends.
    fits = [[False] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one), -1, -1):
        for j in range(len(other), -1, -1):
            if i == len(one) or j == len(other):
                fits[i][j] = set(one[i:] + other[j:]) <= {"*"}
            elif "*" in {one[i], other[j]}:
                fits[i][j] = fits[i + 1][j] or fits[i][j + 1]
            else:
                fits[i][j] = one[i] == other[j] and fits[i + 1][j + 1]
    return fits[0][0]


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*"))


def _doubled_tags(groups: Sequence[ServerGroup]) -> Iterator[Problem]:
    """Yield the groups by tags whose every server belongs to another group by tags as well."""
    for position, group in enumerate(groups):
        for earlier, other in enumerate(groups[:position]):
            if not group.server_tags or not other.server_tags:
                continue
            narrow, wide = sorted((group.server_tags, other.server_tags), key=len, reverse=True)
            if wide.items() <= narrow.items():
                there: Path = (*GROUPS, earlier, "server_tags")
                yield Problem(
                    (*GROUPS, position, "server_tags"),
                    f"{_shown(group.server_tags)}, beside {_shown(other.server_tags)} in {render_path(there)}",
                    "tags that no server of another group has",
                    "Every server with the longer list of tags has the shorter one too, and would start twice.",
                    "Add a tag that tells them apart to the shorter list.",
                    (there,),
                )


def _shown(tags: Mapping[str, str]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in tags.items())


def _places(settings: Settings) -> Iterator[Problem]:
    zones = settings.recovery.zones
    for position, group in enumerate(settings.launch.server_groups):
        for side, place, known in (
            ("recovery", group.recovery, RECOVERY_GROUPS),
            ("drill", group.drill, DRILL_GROUPS),
        ):
            here: Path = (*GROUPS, position, side)
            subnets = [f"{side}-{zone}" for zone in zones]
            if place.subnet is not None and place.subnet not in subnets:
                yield Problem(
                    (*here, "subnet"),
                    place.subnet,
                    " or ".join(subnets),
                    "Servers start in the subnets for them, one in each zone of recovery.zones.",
                    "Name one of these, or add the zone.",
                    (("recovery", "zones"),),
                )
            for number, key in enumerate(place.security_groups):
                if key not in known and not _SECURITY_GROUP_ID.fullmatch(key):
                    yield Problem(
                        (*here, "security_groups", number),
                        key,
                        f"{', '.join(known)}, or an id of the form sg-0123456789abcdef0",
                        f"A server takes groups of the {side} VPC only, and Lifeboat makes no other for servers there.",
                        "Name one of these.",
                    )


def waves(groups: Sequence[ServerGroup]) -> dict[int, list[ServerGroup]]:
    """Return the groups of each wave, by its number, in the order in which they start."""
    found: dict[int, list[ServerGroup]] = {}
    for group in sorted(groups, key=lambda each: each.wave):
        found.setdefault(group.wave, []).append(group)
    return found


def _known_servers(groups: Sequence[ServerGroup]) -> tuple[int, bool]:
    """Return how many servers are written by name, and whether these are all."""
    names = [name for group in groups for name in group.servers]
    exact = [name for name in names if "*" not in name]
    return len(exact), len(exact) == len(names) and not any(group.server_tags for group in groups)


def _steps(groups: Sequence[ServerGroup]) -> Iterator[Problem]:
    ordered = list(waves(groups).values())
    starts = sum(max(1, -(-_known_servers(wave)[0] // MOST_SERVERS_A_STEP)) for wave in ordered)
    waits = sum(any(group.wait_minutes for group in wave) for wave in ordered[:-1])
    if starts + waits > MOST_STEPS:
        yield Problem(
            GROUPS,
            f"{starts} steps that start servers and {waits} that wait",
            f"at most {MOST_STEPS} steps in all",
            f"A recovery plan of DRS has {MOST_STEPS} steps, and one starts {MOST_SERVERS_A_STEP} servers at most.",
            "Put more groups into one wave, or wait after fewer waves.",
            tuple((*GROUPS, i, key) for i in range(len(groups)) for key in ("wave", "servers", "wait_minutes")),
        )


def _sizing(settings: Settings) -> Iterator[Problem]:
    """Yield where the sizing reckons with other waves than the groups make, as far as names tell."""
    groups, sizing = settings.launch.server_groups, settings.sizing
    by_name = tuple((*GROUPS, i, key) for i in range(len(groups)) for key in ("servers", "server_tags", "wave"))
    fix = "Correct it, or the groups."
    named, _ = _known_servers(groups)
    if sizing.servers and named > sizing.servers:
        why = "lifeboat sizing would reckon with fewer servers than start."
        allowed = f"{named} or more, as many as launch.server_groups name"
        yield Problem(("sizing", "servers"), str(sizing.servers), allowed, why, fix, by_name)
    if not groups or not sizing.servers_per_wave:
        return
    path: Path = ("sizing", "servers_per_wave")
    ordered = waves(groups)
    rest = sum(sizing.servers_per_wave) < sizing.servers
    if len(ordered) > len(sizing.servers_per_wave) + rest:
        why = "lifeboat sizing would reckon the recovery time of fewer waves than there are."
        found = f"{', '.join(map(str, sizing.servers_per_wave))}{' and one with the rest' if rest else ''}"
        yield Problem(path, found, f"{len(ordered)} waves, as in launch.server_groups", why, fix, by_name)
        return
    for place, ((number, wave), reckoned) in enumerate(zip(ordered.items(), sizing.servers_per_wave, strict=False)):
        count, all_known = _known_servers(wave)
        if (all_known and count != reckoned) or count > reckoned:
            yield Problem(
                (*path, place),
                str(reckoned),
                f"{count}{'' if all_known else ' or more'}, the servers of wave {number} in launch.server_groups",
                "lifeboat sizing would reckon with another wave than the one that starts.",
                fix,
                by_name,
            )


def _copied_addresses(settings: Settings) -> Iterator[Problem]:
    azure = server_ranges(settings)
    if settings.launch.copy_private_ip:
        yield Problem(
            ("launch", "copy_private_ip"),
            "true, with servers in " + ", ".join(map(str, azure)),
            "false",
            "The recovery subnet would have to hold the servers' addresses, and while tunnels connect the VPC with the"
            " VNet the two cannot have the same range.",
            "Leave it out. For drills, where nothing is connected, set drill.copy_private_ip in a server group.",
            (("primary", "network"), ("recovery", "network")),
        )
    drill = settings.recovery.drill.cidr or settings.recovery.network.cidr
    for position, group in enumerate(settings.launch.server_groups):
        if group.drill.copy_private_ip and not any(drill.overlaps(held) for held in azure):
            yield Problem(
                (*GROUPS, position, "drill", "copy_private_ip"),
                f"true, with the drill VPC {drill}",
                f"false, or a drill VPC that holds addresses of {', '.join(map(str, azure))}",
                "A server keeps its address only where its subnet has that address.",
                "Give recovery.drill.cidr the VNet's range, or leave it out.",
                (("recovery", "drill", "cidr"), ("recovery", "network", "cidr"), ("primary", "network")),
            )


def _profiles(settings: Settings) -> Iterator[Problem]:
    groups, operators = settings.launch.server_groups, settings.access.operators
    named = {place.instance_profile for group in groups for place in (group.recovery, group.drill)} - {None}
    if len(named) > MOST_PROFILES and (operators.drill or operators.failover):
        yield Problem(
            GROUPS,
            f"{len(named)} different instance profiles",
            f"at most {MOST_PROFILES}, where access.operators names who may drill or fail over",
            "Operators have to be allowed to give the role in each to servers, and a managed policy holds 6,144"
            " characters.",
            "Let groups share profiles: a profile says what a server may do in AWS, not what it is.",
            (("access", "operators"),),
        )
