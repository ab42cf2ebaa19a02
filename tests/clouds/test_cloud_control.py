"""Cloud Control: the schemas are those of the API, an update keeps what the service sets, a lookup finds it."""

import json

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.cloud_control import KINDS, LAUNCH_TEMPLATE, RECOVERY_PLAN, REPLICATION_TEMPLATE
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.cases_aws_cloud_control import STATE, resource
from tests.clouds.simulator import ACCOUNT, REGION, Cloud

OPERATIONS = {LAUNCH_TEMPLATE: "CreateLaunchConfigurationTemplate", RECOVERY_PLAN: "CreateRecoveryPlan"}
LATER = {"recoveryMode", "clientToken"}
"""Members that the resource types do not have."""


@pytest.fixture
def cloud():
    return Cloud()


def look_up(cloud, kind, identifier, region=REGION):
    lookup = catalog("aws").lookups["aws:cloudcontrol/getResource:getResource"]
    answer = lookup.answer({"typeName": kind, "identifier": identifier}, cloud, ACCOUNT, region)
    return json.loads(answer["properties"])


@pytest.mark.parametrize("name", KINDS)
def test_a_schema_has_the_members_and_the_words_of_the_api(name):
    """CloudFormation writes the API's members with a capital letter."""
    model = ServiceModel(Loader().load_service_model("drs", "service-2")).operation_model(OPERATIONS[name])
    members = {key[0].upper() + key[1:]: shape for key, shape in model.input_shape.members.items() if key not in LATER}
    assert KINDS[name].properties.keys() == members.keys()
    for key, shape in members.items():
        known = KINDS[name].properties[key]
        assert known.get("enum", []) == list(getattr(shape, "enum", []))
        assert known.get("maxLength") == (shape.metadata.get("max") if shape.type_name == "string" else None)


def test_what_is_made_has_an_arn_and_answers_what_was_asked_for(cloud):
    made = resource()(cloud)
    properties = json.loads(made.properties["properties"])
    assert made.id == properties["Arn"]
    assert made.id == f"arn:aws:drs:{REGION}:{ACCOUNT}:launch-configuration-template/{made.id.rpartition('/')[2]}"
    assert made.id.endswith(properties["LaunchConfigurationTemplateID"])
    assert STATE.items() <= properties.items()
    assert json.loads(made.properties["schema"])["primaryIdentifier"] == ["/properties/Arn"]


def test_an_update_keeps_the_identity_and_takes_the_rest(cloud):
    made = resource()(cloud)
    changed = cloud.update(made, desiredState=json.dumps({"LaunchDisposition": "STOPPED"}))
    properties = json.loads(changed.properties["properties"])
    assert properties == {
        "Arn": made.id,
        "LaunchConfigurationTemplateID": made.id.rpartition("/")[2],
        "LaunchDisposition": "STOPPED",
    }


@pytest.mark.parametrize(
    ("before", "after", "replaced"),
    [
        ({"CopyTags": True}, {"CopyTags": False}, False),
        ({"Tags": []}, {"Tags": [{"Key": "Name", "Value": "launch"}]}, True),
        ({"Tags": []}, {"Tags": [], "CopyTags": True}, False),
    ],
)
def test_only_what_the_schema_calls_create_only_makes_another(before, after, replaced):
    judge = catalog("aws").types[aws.CLOUD_CONTROL].replaces
    old, new = ({"typeName": LAUNCH_TEMPLATE, "desiredState": json.dumps(state)} for state in (before, after))
    assert judge(old, new) == (frozenset({"desiredState"}) if replaced else frozenset())
    assert judge(old, {"typeName": LAUNCH_TEMPLATE, "desiredState": object()}) == frozenset()


def test_a_recovery_plan_without_steps_cannot_be_executed(cloud):
    """Which is why a stack makes none: its steps name servers, and there are none yet."""
    made = resource(RECOVERY_PLAN, Name="erp")(cloud)
    assert look_up(cloud, RECOVERY_PLAN, made.id)["Status"] == "INVALID"


def test_templates_of_both_kinds_are_found_by_their_arn_in_their_region(cloud):
    launch = resource()(cloud)
    replication = cloud.template()
    arn = f"arn:aws:drs:{REGION}:{ACCOUNT}:replication-configuration-template/{replication.id}"
    assert look_up(cloud, LAUNCH_TEMPLATE, launch.id)["CopyTags"] is True
    assert look_up(cloud, REPLICATION_TEMPLATE, arn)["ReplicationConfigurationTemplateID"] == replication.id
    for kind, identifier, region in ((LAUNCH_TEMPLATE, launch.id, "eu-west-1"), (RECOVERY_PLAN, launch.id, REGION)):
        with pytest.raises(CloudError) as refused:
            look_up(cloud, kind, identifier, region)
        assert refused.value.code == "ResourceNotFoundException"
