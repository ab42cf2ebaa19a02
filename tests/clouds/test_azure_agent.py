"""Somebody else's VM and container are found by name, and what is below an account or a VM goes with it."""

import pytest

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.identifiers import arm_id
from lifeboat.sandbox.clouds.model import CloudError, Row
from tests.clouds.cases_azure_agent import container, run_command
from tests.clouds.simulator import SUBSCRIPTION, Cloud


def ask(cloud, token, **arguments):
    return catalog("azure-native").lookups[token].answer(arguments, cloud, SUBSCRIPTION, "")


@pytest.fixture(name="cloud")
def _cloud():
    cloud = Cloud()
    cloud.group()
    return cloud


def plant(cloud, token, path, **properties):
    identity = f"{arm_id(SUBSCRIPTION, cloud.group())}/providers/{path}"
    cloud.put(Row(token, identity, "", properties))
    return identity


def test_a_planted_vm_answers_with_its_system_and_region(cloud):
    disk = {"osDisk": {"osType": "Windows"}}
    path = "Microsoft.Compute/virtualMachines/vm-sql-1"
    identity = plant(cloud, az.VIRTUAL_MACHINE, path, location="northeurope", storageProfile=disk)
    found = ask(cloud, "azure-native:compute:getVirtualMachine", resourceGroupName="RG-primary", vmName="VM-sql-1")
    assert (found["id"], found["location"], found["storageProfile"]) == (identity, "northeurope", disk)


def test_a_planted_container_is_found_below_its_account_only(cloud):
    account = "Microsoft.Storage/storageAccounts/images"
    plant(cloud, az.STORAGE_ACCOUNT, account)
    plant(cloud, az.BLOB_CONTAINER, f"{account}/blobServices/default/containers/failback", publicAccess="None")
    names = {"resourceGroupName": cloud.group(), "accountName": "images"}
    lookup = "azure-native:storage:getBlobContainer"
    assert ask(cloud, lookup, **names, containerName="failback")["publicAccess"] == "None"
    with pytest.raises(CloudError, match="NotFound"):
        ask(cloud, lookup, **names, containerName="other")
    with pytest.raises(CloudError, match="ResourceNotFound"):
        ask(cloud, lookup, **{**names, "accountName": "nothere"}, containerName="failback")


def test_an_account_takes_its_containers_with_it(cloud):
    container(cloud)
    (account,) = cloud.rows(az.STORAGE_ACCOUNT)
    cloud.delete(account)
    assert cloud.rows(az.BLOB_CONTAINER) == []


def test_a_run_command_goes_and_its_vm_stays(cloud):
    (command,) = run_command(cloud)
    cloud.delete(command)
    assert [row.token for row in cloud.rows() if "compute" in row.token] == [az.VIRTUAL_MACHINE]
