"""Azure is down: every call to it fails, its provider's configuration included, and AWS has to change all the same."""

import json
from typing import Any

from tests.engine.project import Project, name_of

AZURE_IS_DOWN = (
    "sandbox", "fault", "add", "--type", "*azure-native*", "--method", "any", "--nth", "1", "--kind", "fail",
    "--times", "always",
)  # fmt: skip


def azure_outputs(project: Project) -> dict[str, Any]:
    resources = project.export(show_secrets=True)
    return {r["urn"]: (r.get("id"), r.get("outputs")) for r in resources if "azure-native" in r["type"]}


def test_aws_changes_while_every_azure_call_fails(deployed: Project) -> None:
    """`recovery-only` makes the AWS change and leaves Azure's state alone; a normal `up` then has nothing to do."""
    azure_before = azure_outputs(deployed)
    deployed.change(lambda config: config["recovery"]["failback"].update(enabled=True))
    deployed.lifeboat(*AZURE_IS_DOWN)

    assert deployed.up(expect=None).code != 0, "a normal up needs Azure, or this test proves nothing"
    shown = deployed.run("lifeboat", "recovery-only", "--", "pulumi", "preview", "--json", "--non-interactive")
    steps = {step["urn"]: step["op"] for step in json.loads(shown.out)["steps"] if step["op"] != "same"}
    assert steps, "the preview has the AWS change to show"
    assert not [urn for urn in steps if "azure-native" in urn or "lifeboat:primary" in urn]
    deployed.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", "--non-interactive")

    rules = [r for r in deployed.export() if name_of(r["urn"]).startswith("harbor-dev-security-recovery-in-tcp-1500")]
    assert len(rules) == 2
    assert azure_outputs(deployed) == azure_before

    deployed.lifeboat("sandbox", "fault", "clear")
    deployed.up("--expect-no-changes")


def test_recovery_only_needs_a_whole_deployment_first(deployed: Project) -> None:
    """Without the outputs of a whole deployment it says so in a sentence, and nothing is changed."""
    deployed.pulumi("destroy", "--yes", "--skip-preview")
    refused = deployed.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", expect=1)
    assert "never deployed whole" in refused.err
    assert "Traceback" not in refused.text
