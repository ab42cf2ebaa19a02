"""Exemptions on the real engine, in each of the three ways to run the pack."""

import json
from pathlib import Path

import pytest

from tests.engine.project import Outcome, Project

RETENTION, KEPT = "replication-retention-days", "safety-kept-present"
IN_FORCE, CURRENT = "exemptions-entry-inforce", "exemptions-entry-current"
# One violation of a resource, and one about a resource that is not there.
BROKEN = {RETENTION: {"days": 365}, KEPT: {"kept": ["aws:ec2/vpc:Vpc::no-such-vpc"]}}
FAR, PAST = "2999-12-31", "2026-01-31"

COMMANDS = {
    "preview": ["preview"],
    "up": ["up", "--yes"],
    "analyze": ["policy", "analyze", "--file", "export.json"],
}


def entry(rule: str, resource: str, expires: str) -> str:
    """An entry of a file of exemptions."""
    named = f'rule = "{rule}"\nresource = "{resource}"\n'
    return f'[[exemption]]\n{named}owner = "network-team"\nreason = "Ticket NET-42."\nexpires = {expires}\n'


class Runs:
    """One of the three commands over a deployed stack that breaks two rules, with a file of exemptions."""

    def __init__(self, project: Project, command: str) -> None:
        self.project = project
        self.pack = project.policies()
        config = Path(self.pack[-1])
        given = json.loads(config.read_text(encoding="utf-8"))
        config.write_text(json.dumps(given | BROKEN), encoding="utf-8")
        self.command = COMMANDS[command]
        if command == "analyze":
            project.pulumi("stack", "export", "--file", "export.json")

    def under(self, *entries: str) -> Outcome:
        """Run it with a file of some entries."""
        file = self.project.folder / "own-exemptions.toml"
        file.write_text("\n".join(entries), encoding="utf-8")
        variables = {"LIFEBOAT_POLICY_EXEMPTIONS": str(file)}
        return self.project.pulumi(*self.command, *self.pack, expect=None, **variables)


def rules(outcome: Outcome, level: str) -> set[str]:
    """The rules of which a run speaks at a level."""
    lines = (line.strip(" -") for line in outcome.text.splitlines())
    return {line.split()[3] for line in lines if line.startswith(f"[{level}]")}


@pytest.mark.parametrize("command", COMMANDS)
def test_exemptions_hold_until_they_expire_and_only_for_what_they_excuse(deployed: Project, command: str) -> None:
    """In force, both are listed and the run passes; an expired one and one for nothing are violations themselves."""
    runs = Runs(deployed, command)
    clouds = deployed.clouds()
    template, kept = entry(RETENTION, "*-replication-*", FAR), entry(KEPT, "no-such-vpc", FAR)

    passed = runs.under(template, kept)
    assert passed.code == 0, passed.text
    assert rules(passed, "mandatory") == set()
    assert IN_FORCE in rules(passed, "advisory")
    told = " ".join(passed.text.split())
    assert (
        f"{KEPT} does not bind no-such-vpc until {FAR}, by exemption. Owner: network-team. Reason: Ticket NET-42."
        in told
    )
    assert f"{RETENTION} does not bind" in told

    expired = runs.under(template, entry(KEPT, "no-such-vpc", PAST))
    assert expired.code != 0
    assert rules(expired, "mandatory") == {KEPT, CURRENT}
    assert f"must be renewed or removed; it expired {PAST}." in " ".join(expired.text.split())

    idle = runs.under(template, kept, entry(RETENTION, "no-such-template", FAR))
    assert idle.code != 0
    assert rules(idle, "mandatory") == {CURRENT}
    told = " ".join(idle.text.split())
    assert (
        "The exemption of no-such-template from replication-retention-days (owner network-team) must be removed" in told
    )
    assert deployed.clouds() == clouds
