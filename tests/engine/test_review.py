"""`lifeboat review` of a stack that runs: what it says is what then is deployed, and nothing else."""

import json
import stat

from tests.engine.project import Project

RANGES = ["10.10.0.0/16", "10.11.0.0/16"]


def test_what_was_reviewed_is_what_is_deployed(deployed: Project) -> None:
    """A range is added: one sentence, no danger, and its plan is deployed; a stack file that moved on is refused.

    Afterwards nothing is left to change, and the picture has the new range.
    """
    add = {"address_space": RANGES}
    deployed.change(lambda config: config["primary"]["network"]["virtual_network"].update(add))
    plan, report = deployed.folder / "plan.json", deployed.folder / "review.json"
    options = ("--stack", deployed.stack, "--fail-on", "unknown")
    shown = deployed.lifeboat("review", *options, "--save-plan", str(plan), "--json", str(report))
    said = json.loads(report.read_text(encoding="utf-8"))
    assert "Nothing in this change is known to hurt." in shown.out
    assert "The VNet gets 10.11.0.0/16." in [change["title"] for change in said["changes"]]
    assert said["packs"]
    assert [verdict for verdict in said["verdicts"] if verdict["kind"] == "violation"] == []
    assert all("10.11.0.0/16" in picture["text"] for picture in said["pictures"])
    assert stat.S_IMODE(plan.stat().st_mode) == 0o600

    deployed.change(
        lambda config: config["primary"]["network"]["virtual_network"].update(address_space=[*RANGES, "10.12.0.0/16"])
    )
    refused = deployed.pulumi("up", "--yes", "--skip-preview", "--plan", str(plan), expect=None)
    assert refused.code != 0
    assert "violates plan" in refused.text
    deployed.change(lambda config: config["primary"]["network"]["virtual_network"].update(add))
    deployed.pulumi("up", "--yes", "--skip-preview", "--plan", str(plan), *deployed.policies())

    again = deployed.lifeboat("review", *options)
    assert "Nothing changes." in again.out
