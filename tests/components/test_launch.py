"""How recovered servers start: the launch template, groups whose members talk, and what operations read."""

import json
from dataclasses import replace

import pulumi
import pytest

from components.landing_zone import LandingZone, LandingZoneArgs
from components.recovery.launch import LaunchTemplate, LaunchTemplateArgs, server_groups
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import parse
from tests.components.support import build, is_unknown
from tests.unit.settings.raw import CREATED, changed

RESOURCE = "aws:cloudcontrol/resource:Resource"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
CALLER = {"aws:index/getCallerIdentity:getCallerIdentity": {"accountId": "111122223333"}}
GROUPS = [
    {
        "name": "databases",
        "servers": ["db*"],
        "wave": 20,
        "wait_minutes": 5,
        "recovery": {
            "subnet": "recovery-eu-central-1b",
            "security_groups": ["recovery", "sg-0123456789abcdef0"],
            "instance_type": "r6i.large",
            "tags": {"tier": "data", "owner": "dba"},
        },
        "drill": {"tags": {"owner": "drill"}},
    },
    {"name": "web", "server_tags": {"tier": "web"}, "wave": 10, "critical": False},
    {"name": "cache", "servers": ["redis01"], "wave": 20, "wait_minutes": 10},
]


def blueprint(**changes):
    return make_blueprint(parse(changed(CREATED, {"launch.server_groups": GROUPS, **changes})))


def template(*, preview=False, lookups=None, **changes):
    launch = make_blueprint(parse(changed(CREATED, changes))).launch

    def program():
        known = pulumi.Output.from_input("yes")
        args = LaunchTemplateArgs(
            blueprint=launch,
            service_initialized=known,
            replication_template_id="rct-0123456789abcdef0",
            partition="aws",
            region="eu-central-1",
        )
        return LaunchTemplate("launch", args)

    return build(program, preview=preview, lookups=lookups)


def state(built):
    return json.loads(built["launch-template"].inputs["desiredState"])


@pytest.mark.parametrize("preview", [False, True])
def test_a_created_template_is_one_resource_of_cloud_control(preview):
    built = template(preview=preview)
    assert built.names == {("lifeboat:recovery:LaunchTemplate", "launch"), (RESOURCE, "launch-template")}
    made = built["launch-template"]
    assert made.inputs["typeName"] == "AWS::DRS::LaunchConfigurationTemplate"
    assert (made.parent_name, made.delete_before_replace) == ("launch", True)


def test_the_template_says_everything_outright_and_carries_its_name_alone():
    """No tag of the stack: tags are create-only, and a changed one would make another template."""
    assert state(template(tags={"owner": "ops"})) == {
        "LaunchDisposition": "STARTED",
        "TargetInstanceTypeRightSizingMethod": "BASIC",
        "CopyPrivateIp": False,
        "CopyTags": True,
        "Licensing": {"OsByol": False},
        "PostLaunchEnabled": False,
        "LaunchIntoSourceInstance": False,
        "Tags": [{"Key": "Name", "Value": "launch-template"}],
    }


@pytest.mark.parametrize(
    ("setting", "value", "name", "expected"),
    [
        ("disposition", "STOPPED", "LaunchDisposition", "STOPPED"),
        ("right_sizing", "NONE", "TargetInstanceTypeRightSizingMethod", "NONE"),
        ("copy_tags", False, "CopyTags", False),
        ("byol", True, "Licensing", {"OsByol": True}),
        ("post_launch_actions", True, "PostLaunchEnabled", True),
    ],
)
def test_each_setting_is_one_property(setting, value, name, expected):
    before, after = state(template()), state(template(**{f"launch.{setting}": value}))
    assert after == {**before, name: expected}
    assert before != after


def test_the_template_waits_for_the_service_and_for_the_replication_template():
    """In a preview the service's answer is not known, and so neither is what waits for it."""
    whole = LandingZoneArgs(blueprint=blueprint(**{"recovery.account_id": "111122223333"}))
    made = build(lambda: LandingZone("harbor", whole), preview=True)["harbor-launch-template"]
    assert is_unknown(made.inputs["desiredState"])
    assert {"harbor-service-initialize", "harbor-replication-template"} <= made.dependency_names


def test_an_adopted_template_is_looked_up_and_nothing_is_made():
    asked = {}
    lookups = {**CALLER, "aws:cloudcontrol/getResource:getResource": lambda args: asked.update(args) or {"id": "x"}}
    identity = "lct-0123456789abcdef0"
    built = template(lookups=lookups, **{"launch.template": {"mode": "adopt", "id": identity}})
    assert built.names == {("lifeboat:recovery:LaunchTemplate", "launch")}
    assert built.value(built.result.template_id) == identity
    assert asked == {
        "typeName": "AWS::DRS::LaunchConfigurationTemplate",
        "identifier": f"arn:aws:drs:eu-central-1:111122223333:launch-configuration-template/{identity}",
    }


def output(**changes):
    whole = blueprint(**changes)
    keys = [*(subnet.key for subnet in whole.recovery.subnets), *(s.key for s in whole.recovery.drill.subnets)]
    return server_groups(
        whole.launch,
        subnet_ids={key: f"id of {key}" for key in keys},
        security_group_ids={key: f"id of {key}" for key in ("recovery", "drill")},
        tags={"owner": "ops", "site": "a"},
    )


def test_the_output_holds_what_is_written_to_each_server_on_the_day():
    assert output()["groups"]["databases"]["recovery"] == {
        "subnet_id": "id of recovery-eu-central-1b",
        "security_group_ids": ["id of recovery", "sg-0123456789abcdef0"],
        "instance_type": "r6i.large",
        "right_sizing": "NONE",
        "instance_profile": "AWSElasticDisasterRecoveryRecoveryInstanceRole",
        "copy_private_ip": False,
        "tags": {"owner": "dba", "site": "a", "tier": "data"},
    }


def test_a_drill_is_as_on_the_day_in_the_vpc_that_is_attached_to_nothing():
    assert output()["groups"]["databases"]["drill"] == {
        "subnet_id": "id of drill-eu-central-1b",
        "security_group_ids": ["id of drill"],
        "instance_type": "r6i.large",
        "right_sizing": "NONE",
        "instance_profile": "AWSElasticDisasterRecoveryRecoveryInstanceRole",
        "copy_private_ip": False,
        "tags": {"owner": "drill", "site": "a", "tier": "data"},
    }


def test_what_a_group_leaves_open_is_filled_in():
    web = output(**{"launch.post_launch_actions": True})["groups"]["web"]
    assert (web["servers"], web["server_tags"], web["critical"]) == ([], {"tier": "web"}, False)
    assert web["recovery"]["subnet_id"] == "id of recovery-eu-central-1a"
    assert web["recovery"]["security_group_ids"] == ["id of recovery"]
    assert (web["recovery"]["instance_type"], web["recovery"]["right_sizing"]) == (None, "BASIC")
    assert web["drill"]["instance_profile"].endswith("WithLaunchActionsRole")


def test_waves_start_in_order_and_wait_for_the_longest_of_their_groups():
    assert output()["waves"] == [
        {"number": 10, "groups": ["web"], "wait_minutes": 0},
        {"number": 20, "groups": ["databases", "cache"], "wait_minutes": 10},
    ]


def test_the_order_of_the_groups_means_nothing():
    reordered = blueprint(**{"launch.server_groups": [GROUPS[1], GROUPS[0], GROUPS[2]]}).launch
    assert reordered.waves == blueprint().launch.waves
    assert replace(reordered, groups=()) == replace(blueprint().launch, groups=())
