"""Stack files through the real CLI: mistakes stop everything with the same words everywhere, secrets stay secret."""

import secrets
import string
from collections.abc import Callable
from typing import Any

from tests.engine.project import Outcome, Project
from tests.engine.test_state import keys_of_connections, keys_of_tunnels, walk

FIVE_MISTAKES = (
    "interconnect.ipsec.dpd_timeout_seconds: found 29.",
    "primary.region: found mars-north.",
    "primary.network.gateway_subnet.cidr: found 10.10.255.240/28.",
    "recovery.gateway.asn: found 7224.",
    "replication.retention_days: found 400.",
)


def five_mistakes(config: dict[str, Any]) -> None:
    config["interconnect"]["ipsec"]["dpd_timeout_seconds"] = 29
    config["primary"]["region"] = "mars-north"
    config["primary"]["network"]["gateway_subnet"]["cidr"] = "10.10.255.240/28"
    config["recovery"]["gateway"]["asn"] = 7224
    config["replication"]["retention_days"] = 400


def problems(outcome: Outcome) -> list[str]:
    """Return the lines of a report: what follows its headline, which the engine prints once more as it goes."""
    lines = [line.strip() for line in outcome.text.splitlines()]
    headlines = [position for position, line in enumerate(lines) if line.endswith("nothing was changed.")]
    assert headlines, outcome.text
    start = headlines[-1] + 1
    count = int(lines[start - 1].split(": ")[-1].split()[0])
    return lines[start : start + count]


def test_five_mistakes_are_named_at_once_by_check_preview_and_up(fresh: Callable[..., Project]) -> None:
    """The same five lines from all three, no traceback, exit code 2 from `check`; clouds and state stay empty."""
    project = fresh()
    project.change(five_mistakes)
    checked = project.lifeboat("check", "--stack", "dev", expect=2)
    previewed = project.pulumi("preview", expect=None)
    deployed = project.pulumi("up", "--yes", expect=None)
    unseen = project.up(expect=None)

    told = problems(checked)
    assert len(told) == 5
    assert all(sum(line.startswith(mistake) for line in told) == 1 for mistake in FIVE_MISTAKES), told
    for outcome in (previewed, deployed, unseen):
        assert outcome.code not in (0, None)
        assert problems(outcome) == told
    for outcome in (checked, previewed, deployed, unseen):
        assert "Traceback" not in outcome.text
    assert project.clouds() == []
    # A stack's root may be registered before a program says no; nothing else is.
    assert [resource for resource in project.export() if resource["type"] != "pulumi:pulumi:Stack"] == []


def test_unknown_keys_of_the_namespace_are_named(fresh: Callable[..., Project]) -> None:
    """A key nobody knows is refused by name, at the top and inside; another project's keys are none of ours."""
    project = fresh()

    def misspell(config: dict[str, Any]) -> None:
        config["replikation"] = {"retention_days": 9}
        config["recovery"]["failback"]["enable"] = True
        config["elsewhere:colour"] = "green"

    project.change(misspell)
    checked = project.lifeboat("check", expect=2)
    previewed = project.pulumi("preview", expect=None)
    assert previewed.code != 0
    assert problems(checked) == problems(previewed)
    assert [line.split(": ")[0] for line in problems(checked)] == ["recovery.failback.enable", "replikation"]
    assert "elsewhere" not in checked.text + previewed.text


def bring(project: Project, key: str, tunnel: str = "tunnel1") -> None:
    path = f"lifeboat:interconnect.tunnels.{tunnel}.pre_shared_key"
    project.pulumi("config", "set", "--secret", "--path", path, key)


def test_a_brought_key_reaches_both_ends_and_nothing_else(fresh: Callable[..., Project]) -> None:
    """A config secret is exactly what both ends of its tunnel hold; the other tunnel draws its own; never in clear."""
    project = fresh()
    key = "b" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(31))
    bring(project, key)
    assert "secure:" in project.stack_file.read_text(encoding="utf-8")
    assert ": right." in project.lifeboat("check").out
    project.up()

    shown = list(project.logs)
    aws, azure = keys_of_tunnels(project), keys_of_connections(project)
    assert aws == azure
    assert sorted(value == key for value in aws.values()) == [False, True]
    (connection,) = project.of_type("aws:ec2/vpnConnection:VpnConnection", show_secrets=True)
    assert aws[connection["outputs"]["tunnel1Address"]] == key
    assert len(project.of_type("random:index/randomPassword:RandomPassword")) == 1
    assert not [log for log in shown if key in log]
    files = [path for path in walk(project.folder / ".sandbox") if path.is_file()]
    assert not [path for path in [*files, project.stack_file] if key.encode() in path.read_bytes()]
    project.up("--expect-no-changes")


def test_bad_brought_keys_are_refused_without_being_shown(fresh: Callable[..., Project]) -> None:
    """Only the engine can decrypt them, so the preview says which keys are bad and why; nobody prints them."""
    project = fresh()
    keys = {"tunnel1": "0leading-zero", "tunnel2": "with blank inside"}
    for tunnel, key in keys.items():
        bring(project, key, tunnel)
    refused = project.pulumi("preview", expect=None)
    assert refused.code != 0
    assert [line.split(": ")[0] for line in problems(refused)] == [
        f"interconnect.tunnels.{tunnel}.pre_shared_key" for tunnel in keys
    ]
    assert "Traceback" not in refused.text
    assert not [log for log in project.logs for key in keys.values() if key in log]
    assert project.clouds() == []
