"""How recovered servers start, as people and programs read it."""

import json

from lifeboat.blueprint import make_blueprint, to_json, to_text
from lifeboat.settings import parse
from tests.unit.settings.raw import ADOPTED, CREATED, changed

GROUPS = [
    {"name": "web", "server_tags": {"tier": "web"}, "wave": 20, "critical": False},
    {
        "name": "databases",
        "servers": ["db01", "db*x"],
        "wave": 10,
        "wait_minutes": 5,
        "recovery": {"instance_type": "r6i.large", "subnet": "recovery-eu-central-1b"},
        "drill": {"instance_type": "r6i.xlarge", "copy_private_ip": True},
    },
]


def text(**changes: object) -> list[str]:
    """Return the table of servers, line by line without the spaces between columns."""
    raw = changed(CREATED, {"recovery.drill": {"cidr": "10.10.0.0/16"}, **changes})
    whole = to_text(make_blueprint(parse(raw))).split("\n\n")
    (part,) = [each for each in whole if each.startswith("Servers start")]
    return [" ".join(line.split()) for line in part.splitlines()]


def test_groups_stand_in_the_order_in_which_they_start() -> None:
    """The day and the drill under each other, with what is chosen for each."""
    assert text(**{"launch.server_groups": GROUPS})[1:] == [
        "wave group servers subnet security groups type waits",
        "10 databases db01, db*x recovery-eu-central-1b recovery r6i.large then 5 min",
        "keeps its address drill-eu-central-1b drill r6i.xlarge",
        "20 web (optional) tier=web recovery-eu-central-1a recovery BASIC",
        "drill-eu-central-1a drill BASIC",
    ]


def test_the_template_is_said_in_one_line() -> None:
    """Also where there are no groups: what happens to servers then is said too."""
    headline, hint = text(**{"launch.disposition": "STOPPED", "launch.byol": True})
    assert headline == (
        "Servers start as the launch template says (create): STOPPED, right-sizing BASIC, tags yes, BYOL yes,"
        " post-launch actions no"
    )
    assert "default VPC" in hint


def test_an_adopted_template_is_named() -> None:
    """Its id stands where `create` would."""
    assert "(lct-0123456789abcdef0)" in to_text(make_blueprint(parse(ADOPTED)))


def test_waves_are_plain_data() -> None:
    """What operations read has the waves in order, whatever the order of the groups."""
    launch = json.loads(to_json(make_blueprint(parse(changed(CREATED, {"launch.server_groups": GROUPS[:1]})))))[
        "launch"
    ]
    assert launch["waves"] == [{"number": 20, "groups": ["web"], "wait_minutes": 0}]
    assert launch["groups"][0]["drill"]["subnet"] == "drill-eu-central-1a"
