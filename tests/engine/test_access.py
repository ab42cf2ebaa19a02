"""Trust in an identity of Azure: it outlives Azure, and a second stack of the account shares its OIDC provider."""

import json
from typing import Any

import pytest

from tests.engine.project import Project
from tests.engine.test_singletons import beside, things
from tests.engine.test_without_primary import AZURE_IS_DOWN

OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
ROLE = "aws:iam/role:Role"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
TEAM = "arn:aws:iam::444455556666:role/team"
TENANT = "00000000-0000-0000-0000-000000000000"
TRUSTED = {"mode": "create", "tenant_id": TENANT, "audience": "api://aws"}


def trust(project: Project) -> dict[str, Any]:
    """The trust policy of the role for installing agents."""
    (found,) = [
        row["properties"]["assumeRolePolicy"]
        for row in project.clouds()
        if row["type"] == ROLE and row["id"].endswith("-agent-installation")
    ]
    document: dict[str, Any] = json.loads(found)
    return document


@pytest.fixture
def trusting(deployed: Project) -> Project:
    """The dev stack with everybody named and an identity of Azure."""

    def name_everybody(config: dict[str, Any]) -> None:
        config["access"] = {
            "agent_installation": {"principals": [TEAM]},
            "failback_installation": {"principals": [TEAM], "azure_identity": True},
            "azure_identity": TRUSTED,
            "operators": {"read_only": [TEAM], "drill": [TEAM], "failover": [TEAM]},
        }

    deployed.change(name_everybody)
    deployed.up()
    return deployed


def test_trust_stands_while_azure_is_down(trusting: Project) -> None:
    """The subject comes from the last deployment's outputs: a change of the roles goes through and leaves it."""
    trusting.up("--expect-no-changes")
    (identity,) = trusting.of_type(IDENTITY)
    before = trust(trusting)
    subject = before["Statement"][1]["Condition"]["StringEquals"][f"sts.windows.net/{TENANT}/:sub"]
    assert subject == identity["outputs"]["principalId"]

    trusting.lifeboat(*AZURE_IS_DOWN)
    trusting.change(lambda config: config["access"]["agent_installation"].update(principals=[TEAM, f"{TEAM}-2"]))
    trusting.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", "--non-interactive")
    after = trust(trusting)
    assert after["Statement"][0]["Principal"]["AWS"] == [TEAM, f"{TEAM}-2"]
    assert after["Statement"][1] == before["Statement"][1]

    trusting.lifeboat("sandbox", "fault", "clear")
    trusting.up("--expect-no-changes")


def test_an_identity_nobody_asked_azure_about_is_one_sentence_while_azure_is_down(deployed: Project) -> None:
    deployed.lifeboat(*AZURE_IS_DOWN)
    deployed.change(lambda config: config.update(access={"azure_identity": TRUSTED}))
    refused = deployed.run("lifeboat", "recovery-only", "--", "pulumi", "up", "--yes", expect=None)
    assert refused.code != 0
    assert "which no deployment has asked Azure about yet" in refused.text
    assert "Traceback" not in refused.text


def test_a_second_stack_of_the_account_adopts_the_oidc_provider(trusting: Project) -> None:
    """`create` is refused in AWS's words; an adopter deploys, and its end leaves the provider to its owner."""
    before = things(trusting)

    def share(config: dict[str, Any]) -> None:
        config["recovery"].update(region="eu-west-1", zones=["eu-west-1a", "eu-west-1b"])
        config["replication"]["roles"] = "adopt"
        config["access"] = {"azure_identity": {**TRUSTED, "audience": "api://second"}}

    second = beside(trusting, share)
    refused = second.up(expect=None)
    assert refused.code != 0
    assert "EntityAlreadyExists" in refused.text

    second.change(lambda config: config["access"]["azure_identity"].update(oidc_provider="adopt"))
    refused = second.up(expect=None)
    assert "accepts tokens for api://aws only, but settings say api://second" in refused.text
    assert "Traceback" not in refused.text

    second.change(lambda config: config["access"]["azure_identity"].update(audience="api://aws"))
    second.up()
    second.up("--expect-no-changes")
    assert second.of_type(OIDC) == []
    second.pulumi("destroy", "--yes", "--skip-preview")
    assert {key for key in before if key not in things(trusting)} == set()
    trusting.up("--expect-no-changes")
