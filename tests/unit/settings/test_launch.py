"""Mistakes in how recovered servers start, and what is right all the same."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import CREATED, changed

GROUPS = "launch.server_groups"


def group(name: str = "databases", **more: Any) -> dict[str, Any]:
    """Return a group of one server that is called like it."""
    return {"name": name, **({} if {"servers", "server_tags"} & more.keys() else {"servers": [name]}), **more}


def waves(*numbers: int, **more: Any) -> dict[str, Any]:
    return {GROUPS: [group(f"group-{number}", wave=number, **more) for number in numbers]}


# What is changed in settings where everything is created, where the one problem stands, and a word of its message.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "adopted template without id": ({"launch.template": {"mode": "adopt"}}, "launch.template.id", "nothing"),
    "id of a replication template": (
        {"launch.template": {"mode": "adopt", "id": "rct-0123456789abcdef0"}},
        "launch.template.id",
        "lct-",
    ),
    "unknown disposition": ({"launch.disposition": "RUNNING"}, "launch.disposition", "STARTED"),
    "right-sizing for EC2 sources": ({"launch.right_sizing": "IN_AWS"}, "launch.right_sizing", "EC2 instance"),
    "unknown right-sizing": ({"launch.right_sizing": "FULL"}, "launch.right_sizing", "BASIC or NONE"),
    "copied address beside tunnels": ({"launch.copy_private_ip": True}, "launch.copy_private_ip", "same range"),
    "copied address in a drill elsewhere": (
        {GROUPS: [group(drill={"copy_private_ip": True})]},
        f"{GROUPS}[0].drill.copy_private_ip",
        "holds addresses of 10.10.0.0/16",
    ),
    "group without a name": ({GROUPS: [{"servers": ["db01"]}]}, f"{GROUPS}[0].name", "nothing"),
    "group of another name": ({GROUPS: [group("Data bases", servers=["a"])]}, f"{GROUPS}[0].name", "lower-case"),
    "group twice": (
        {GROUPS: [group("web"), group("web", servers=["other"])]},
        f"{GROUPS}[1].name",
        f"as in {GROUPS}[0].name",
    ),
    "no servers": ({GROUPS: [group(servers=[])]}, f"{GROUPS}[0]", "neither servers nor server_tags"),
    "names and tags": (
        {GROUPS: [group(servers=["a"], server_tags={"tier": "db"})]},
        f"{GROUPS}[0]",
        "both servers and server_tags",
    ),
    "server name with a space": ({GROUPS: [group(servers=["db 01"])]}, f"{GROUPS}[0].servers[0]", "host name"),
    "wave 0": ({GROUPS: [group(wave=0)]}, f"{GROUPS}[0].wave", "1"),
    "wait of three hours": ({GROUPS: [group(wait_minutes=180)]}, f"{GROUPS}[0].wait_minutes", "120"),
    "Graviton": (
        {GROUPS: [group(recovery={"instance_type": "m7g.large"})]},
        f"{GROUPS}[0].recovery.instance_type",
        "arm64",
    ),
    "profile by ARN": (
        {GROUPS: [group(drill={"instance_profile": "arn:aws:iam::111122223333:instance-profile/x"})]},
        f"{GROUPS}[0].drill.instance_profile",
        "the name of an instance profile",
    ),
    "subnet of another zone": (
        {GROUPS: [group(recovery={"subnet": "recovery-eu-central-1c"})]},
        f"{GROUPS}[0].recovery.subnet",
        "recovery-eu-central-1a or recovery-eu-central-1b",
    ),
    "drill in a recovery subnet": (
        {GROUPS: [group(drill={"subnet": "recovery-eu-central-1a"})]},
        f"{GROUPS}[0].drill.subnet",
        "drill-eu-central-1a",
    ),
    "group of the other VPC": (
        {GROUPS: [group(drill={"security_groups": ["recovery"]})]},
        f"{GROUPS}[0].drill.security_groups[0]",
        "drill",
    ),
    "group of replication servers": (
        {GROUPS: [group(recovery={"security_groups": ["replication"]})]},
        f"{GROUPS}[0].recovery.security_groups[0]",
        "recovery",
    ),
    "tag of AWS": (
        {GROUPS: [group(recovery={"tags": {"aws:x": "1"}})]},
        f"{GROUPS}[0].recovery.tags.aws:x",
        "AWS keeps",
    ),
    "server in two groups": (
        {GROUPS: [group(servers=["web1", "DB01"]), group("other", servers=["db01"])]},
        f"{GROUPS}[1].servers[0]",
        f"which {GROUPS}[0].servers[1] has too",
    ),
    "server twice in a group": ({GROUPS: [group(servers=["db01", "db01"])]}, f"{GROUPS}[0].servers[1]", "has too"),
    "server under a pattern": (
        {GROUPS: [group(servers=["db*"]), group("other", servers=["db01"])]},
        f"{GROUPS}[1].servers[0]",
        f"{GROUPS}[0].servers[0]",
    ),
    "pattern over a server": (
        {GROUPS: [group(servers=["db01"]), group("other", servers=["*01"])]},
        f"{GROUPS}[1].servers[0]",
        f"{GROUPS}[0].servers[0]",
    ),
    "patterns over one another": (
        {GROUPS: [group(servers=["db*-eu"]), group("other", servers=["*sql*"])]},
        f"{GROUPS}[1].servers[0]",
        f"*sql*, which {GROUPS}[0].servers[0] has too",
    ),
    "tags that hold the others": (
        {GROUPS: [group(server_tags={"a": "1", "b": "2"}), group("other", server_tags={"a": "1"})]},
        f"{GROUPS}[1].server_tags",
        "would start twice",
    ),
    "21 waves": (waves(*range(1, 22)), GROUPS, "at most 20 steps"),
    "11 waves with waits": (
        waves(*range(1, 12), wait_minutes=1),
        GROUPS,
        "11 steps that start servers and 10 that wait",
    ),
    "servers for 21 steps": (
        {GROUPS: [group(servers=[f"server{number}" for number in range(2001)])]},
        GROUPS,
        "21 steps that start servers",
    ),
    "more names than servers": (
        {GROUPS: [group(servers=["a", "b", "c"])], "sizing.servers": 2},
        "sizing.servers",
        "3 or more",
    ),
    "fewer waves in the sizing": (
        {**waves(1, 2, 3), "sizing": {"servers": 10, "servers_per_wave": [5, 5]}},
        "sizing.servers_per_wave",
        "3 waves",
    ),
    "another wave in the sizing": (
        {**waves(1, 2), "sizing": {"servers": 10, "servers_per_wave": [1, 9]}},
        "sizing.servers_per_wave[1]",
        "1, the servers of wave 2",
    ),
    "more than the sizing's wave": (
        {GROUPS: [group(servers=["a", "b", "x*"])], "sizing": {"servers": 9, "servers_per_wave": [1, 8]}},
        "sizing.servers_per_wave[0]",
        "2 or more",
    ),
}


@pytest.mark.parametrize(("changes", "path", "word"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_problem_at_its_place(changes: dict[str, Any], path: str, word: str) -> None:
    """Where it stands, and with a sentence for each of: found, allowed, why, fix."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, changes))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == path
    assert word in str(problem)
    assert all((problem.found, problem.allowed, problem.why, problem.fix))


RIGHT: dict[str, dict[str, Any]] = {
    "every default": {GROUPS: [group()]},
    "names that only begin alike": {GROUPS: [group(servers=["db*"]), group("other", servers=["d", "web-db1"])]},
    "patterns that cannot meet": {GROUPS: [group(servers=["*-db"]), group("other", servers=["*-web", "db-*x"])]},
    "tags that differ": {GROUPS: [group(server_tags={"tier": "db"}), group("other", server_tags={"tier": "web"})]},
    "tags that may meet": {GROUPS: [group(server_tags={"tier": "db"}), group("other", server_tags={"site": "a"})]},
    "gaps between waves": waves(10, 999),
    "20 waves": waves(*range(1, 21)),
    "ids of groups": {GROUPS: [group(recovery={"security_groups": ["recovery", "sg-0123456789abcdef0"]})]},
    "addresses kept in drills": {
        GROUPS: [group(drill={"copy_private_ip": True})],
        "recovery.drill": {"cidr": "10.10.0.0/16"},
    },
    "a sizing that agrees": {**waves(1, 2), "sizing": {"servers": 10, "servers_per_wave": [1, 1]}},
    "a sizing of what names do not tell": {
        GROUPS: [group(servers=["db*"])],
        "sizing": {"servers": 10, "servers_per_wave": [4, 6]},
    },
}


@pytest.mark.parametrize("changes", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_taken(changes: dict[str, Any]) -> None:
    """No problem where none can be known."""
    assert parse(changed(CREATED, changes)).launch.server_groups


def test_names_and_patterns_of_a_large_estate_are_taken() -> None:
    """As many names as a plan of twenty steps starts, beside patterns that fit none of them."""
    groups = [group(servers=[f"server{number}" for number in range(1500)])]
    groups += [group(f"pattern{number}", servers=[f"p{number}-*"]) for number in range(4)]
    assert parse(changed(CREATED, {GROUPS: groups})).launch.server_groups[0].servers[-1] == "server1499"
