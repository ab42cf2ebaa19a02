"""Azure is down: every call to it fails, its provider's configuration included, and AWS has to change all the same."""

from tests.engine.project import Project, name_of

AZURE_IS_DOWN = (
    "sandbox", "fault", "add", "--type", "*azure-native*", "--method", "any", "--nth", "1", "--kind", "fail",
    "--times", "always",
)  # fmt: skip


def test_aws_changes_while_every_azure_call_fails(deployed: Project) -> None:
    """`recovery-only` makes the AWS change and leaves Azure's state alone; a normal `up` afterwards has nothing to do."""
    azure_before = {r["urn"]: r for r in deployed.export() if "azure-native" in r["type"]}
    deployed.change(lambda config: config["recovery"]["failback"].update(enabled=True))
    deployed.lifeboat(*AZURE_IS_DOWN)

    assert deployed.up(expect=None).code != 0, "a normal up needs Azure, or this test proves nothing"
    shown = deployed.run("lifeboat", "recovery-only", "--", "pulumi", "preview", "--json", "--non-interactive")
    assert "azure-native" not in [step for step in shown.out.splitlines() if '"op": "delete"' in step]
    deployed.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", "--non-interactive")

    rules = [r for r in deployed.export() if name_of(r["urn"]).startswith("harbor-dev-security-recovery-in-tcp-1500")]
    assert len(rules) == 2
    azure_after = {r["urn"]: r for r in deployed.export() if "azure-native" in r["type"]}
    assert azure_after.keys() == azure_before.keys()
    assert {urn: r["outputs"] for urn, r in azure_after.items()} == {u: r["outputs"] for u, r in azure_before.items()}

    deployed.lifeboat("sandbox", "fault", "clear")
    deployed.up("--expect-no-changes")


def test_recovery_only_needs_a_whole_deployment_first(deployed: Project) -> None:
    """Without the outputs of a whole deployment it says so in a sentence, and nothing is changed."""
    deployed.pulumi("destroy", "--yes", "--skip-preview")
    refused = deployed.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", expect=1)
    assert "never deployed whole" in refused.err
    assert "Traceback" not in refused.text
