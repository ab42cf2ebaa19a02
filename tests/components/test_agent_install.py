"""Run commands that install the agent."""

from dataclasses import replace

import pulumi
import pytest
from pulumi_random import RandomString

from components.primary.agent_install import AgentInstall, AgentInstallArgs
from lifeboat.blueprint.agent import AgentBlueprint, AgentServer
from tests.components.support import SUBSCRIPTION, Built, build, is_unknown

RUN_COMMAND = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
ROLE = "arn:aws:iam::111122223333:role/lifeboat-agent-installation"
LINUX = AgentServer("rg-app-vm-app-1", SUBSCRIPTION, "rg-app", "vm-app-1", "linux", (("wave", "2"),))
WINDOWS = AgentServer("rg-app-vm-sql-1", SUBSCRIPTION, "rg-app", "vm-sql-1", "windows", ())
IDENTITY = {"client_id": "00000000-0000-0000-0000-000000000001", "audience": "api://lifeboat", "resource_id": "/x"}
ARGS = AgentInstallArgs(
    blueprint=AgentBlueprint((LINUX, WINDOWS), 1),
    region="eu-central-1",
    role_arn=ROLE,
    identity=IDENTITY,
    endpoint=None,
    s3_endpoint=None,
    providers={},
    tags={"owner": "platform"},
)


def machine(kinds):
    def answer(asked):
        kind = kinds[asked["vmName"]]
        disk = {"osType": kind, "createOption": "FromImage"}
        return {"location": "northeurope", "storageProfile": {"osDisk": disk}, "name": asked["vmName"], "id": "/vm"}

    return answer


def built(args=ARGS, kinds=None, **more) -> Built[AgentInstall]:
    answers = machine(kinds or {"vm-app-1": "Linux", "vm-sql-1": "Windows"})
    lookups = {"azure-native:compute:getVirtualMachine": answers}
    return build(lambda: AgentInstall("harbor-agents", args), lookups=lookups, **more)


def test_type_token_and_child_names_are_a_contract():
    expected = {
        ("lifeboat:primary:AgentInstall", "harbor-agents"),
        (RUN_COMMAND, "harbor-agents-rg-app-vm-app-1"),
        (RUN_COMMAND, "harbor-agents-rg-app-vm-sql-1"),
    }
    assert built().names == expected
    assert built(preview=True).names == expected


def test_each_vm_runs_the_script_of_its_system_in_its_own_region():
    made = built()
    linux = made["harbor-agents-rg-app-vm-app-1"].inputs
    assert (linux["vmName"], linux["resourceGroupName"], linux["location"]) == ("vm-app-1", "rg-app", "northeurope")
    assert linux["runCommandName"] == "lifeboat-drs-agent"
    assert linux["source"]["script"].startswith("#!/bin/sh\n")
    assert f"ROLE_ARN='{ROLE}'" in linux["source"]["script"]
    assert "TAGS='wave=2'" in linux["source"]["script"]
    assert "$Region = 'eu-central-1'" in made["harbor-agents-rg-app-vm-sql-1"].inputs["source"]["script"]
    assert linux["tags"] == {"owner": "platform"}


def test_the_deployment_waits_for_no_script_and_hands_no_secret_over():
    made = built()["harbor-agents-rg-app-vm-app-1"]
    assert (made.inputs["asyncExecution"], made.inputs["treatFailureAsDeploymentFailure"]) == (True, False)
    assert made.inputs["timeoutInSeconds"] == 3600
    assert {"parameters", "protectedParameters", "runAsPassword", "outputBlobUri"} & set(made.inputs) == set()


def test_endpoints_and_another_run_change_the_script():
    first = built()["harbor-agents-rg-app-vm-app-1"].inputs["source"]["script"]
    private = replace(ARGS, endpoint="vpce-1.drs.example.com", s3_endpoint="vpce-2.s3.example.com")
    script = built(private)["harbor-agents-rg-app-vm-app-1"].inputs["source"]["script"]
    assert "ENDPOINT='vpce-1.drs.example.com'" in script
    assert "https://bucket.vpce-2.s3.example.com/" in script
    again = built(replace(ARGS, blueprint=replace(ARGS.blueprint, run=2)))
    assert again["harbor-agents-rg-app-vm-app-1"].inputs["source"]["script"] != first


@pytest.mark.parametrize("preview", [True, False])
def test_an_identity_that_is_not_made_yet_leaves_the_script_unknown_in_a_preview(preview):
    def program():
        made = RandomString("identity", length=8)
        identity = made.result.apply(lambda found: {**IDENTITY, "client_id": found})
        return AgentInstall("harbor-agents", replace(ARGS, identity=identity, blueprint=AgentBlueprint((LINUX,), 1)))

    lookups = {"azure-native:compute:getVirtualMachine": machine({"vm-app-1": "Linux"})}
    source = build(program, lookups=lookups, preview=preview)["harbor-agents-rg-app-vm-app-1"].inputs["source"]
    assert is_unknown(source["script"]) == preview
    assert preview or "IDENTITY_CLIENT_ID='xxxxxxxx'" in source["script"]


def test_a_vm_of_the_other_system_stops_the_program():
    with pytest.raises(pulumi.RunError, match=r"agent\.deploy_to vm-app-1, os: found windows in the cloud"):
        built(kinds={"vm-app-1": "Windows", "vm-sql-1": "Windows"})
