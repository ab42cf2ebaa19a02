"""Storage for the failback client's image, and the rules that exist only while failback is on."""

from dataclasses import replace

import pulumi
import pytest

from components.primary.failback import FailbackStore, FailbackStoreArgs
from lifeboat.blueprint.agent import FailbackStorage, Uploader
from tests.components.support import SUBSCRIPTION, build

ACCOUNT, CONTAINER = "azure-native:storage:StorageAccount", "azure-native:storage:BlobContainer"
ASSIGNMENT = "azure-native:authorization:RoleAssignment"
UPLOADER = Uploader("d1dab9fc-c0c3-58af-a7d2-be93805212db", "00000000-0000-0000-0000-000000000007", "Group")
CREATE = FailbackStorage(
    "create", None, "harborfailback", container="failback-client", sku="Standard_LRS", uploaders=(UPLOADER,)
)
ADOPT = FailbackStorage("adopt", "images", resource_group="rg-images", container="failback")
LOOKUP = "azure-native:storage:getBlobContainer"


def store(blueprint=CREATE, access="None", **more):
    args = FailbackStoreArgs(
        blueprint=blueprint, region="westeurope", resource_group_name="harbor-rg", tags={"owner": "platform"}
    )
    return build(lambda: FailbackStore("harbor", args), lookups={LOOKUP: {"publicAccess": access}}, **more)


def test_type_token_and_child_names_are_a_contract():
    expected = {
        ("lifeboat:primary:FailbackStore", "harbor"),
        ("random:index/randomString:RandomString", "harbor-suffix"),
        (ACCOUNT, "harbor-account"),
        (CONTAINER, "harbor-container"),
        (ASSIGNMENT, f"harbor-uploader-{UPLOADER.object_id}"),
    }
    assert store().names == expected
    assert store(preview=True).names == expected


def test_the_account_takes_entra_tokens_over_tls_and_nothing_else():
    inputs = store()["harbor-account"].inputs
    wanted = {
        "allowSharedKeyAccess": False,
        "allowBlobPublicAccess": False,
        "allowCrossTenantReplication": False,
        "defaultToOAuthAuthentication": True,
        "enableHttpsTrafficOnly": True,
        "minimumTlsVersion": "TLS1_2",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "location": "westeurope",
        "tags": {"owner": "platform"},
    }
    assert {key: inputs[key] for key in wanted} == wanted
    assert inputs["networkRuleSet"]["defaultAction"] == "Allow"
    assert store()["harbor-container"].inputs["publicAccess"] == "None"


def test_a_chosen_name_needs_no_chance_and_ranges_close_the_account():
    made = store(replace(CREATE, name="harborimages", upload_ranges=("203.0.113.7", "198.51.100.0/24")))
    assert made.of_type("random:index/randomString:RandomString") == []
    inputs = made["harbor-account"].inputs
    assert inputs["accountName"] == "harborimages"
    assert inputs["networkRuleSet"]["defaultAction"] == "Deny"
    ranges = [rule["iPAddressOrRange"] for rule in inputs["networkRuleSet"]["ipRules"]]
    assert ranges == ["203.0.113.7", "198.51.100.0/24"]


def test_uploaders_may_write_into_the_container_only():
    made = store()
    inputs = made[f"harbor-uploader-{UPLOADER.object_id}"].inputs
    assert inputs["scope"] == made["harbor-container"].outputs["id"]
    assert inputs["roleDefinitionId"].endswith("/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe")
    assert inputs["roleDefinitionId"].startswith(f"/subscriptions/{SUBSCRIPTION}/")
    assert (inputs["principalId"], inputs["principalType"]) == (UPLOADER.object_id, "Group")
    assert inputs["roleAssignmentName"] == UPLOADER.assignment


def test_an_adopted_container_is_read_and_nothing_is_made():
    made = store(ADOPT)
    assert made.names == {("lifeboat:primary:FailbackStore", "harbor")}
    assert made.value(made.result.account_name) == "images"
    assert made.value(made.result.container_name) == "failback"
    ((token, asked, _),) = made.lookups
    assert token == LOOKUP
    assert asked == {"accountName": "images", "resourceGroupName": "rg-images", "containerName": "failback"}


def test_an_adopted_container_that_is_public_stops_the_program():
    with pytest.raises(pulumi.RunError, match="found Blob in the cloud, but settings say None"):
        store(ADOPT, access="Blob")
