"""AWS Elastic Disaster Recovery: service roles, initialisation, replication template and its key."""

import json
from dataclasses import replace

import pulumi
import pytest

from components.recovery.identity import ServiceRoles, ServiceRolesArgs
from components.recovery.replication import Replication, ReplicationArgs
from components.recovery.service import HANDLER_FILE, DrsService, DrsServiceArgs
from lifeboat.blueprint.model import Encryption, PitRule, ReplicationBlueprint, ServiceRole
from tests.components.support import build

ACCOUNT = "111122223333"
POLICY = "arn:aws:iam::aws:policy/service-role/AWSElasticDisasterRecoveryAgentPolicy"
SSM = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
ROLES = (
    ServiceRole("Agent", "AWSElasticDisasterRecoveryAgentRole", "drs", "s-*", (POLICY,)),
    ServiceRole("RecoveryInstance", "AWSElasticDisasterRecoveryRecoveryInstanceRole", "ec2", None, (POLICY, SSM)),
)
BLUEPRINT = ReplicationBlueprint(
    roles_mode="create",
    roles=ROLES,
    service_mode="create",
    existing_template_id=None,
    staging_subnet="staging-eu-central-1a",
    instance_type="t3.small",
    dedicated_servers=False,
    staging_disk_type="AUTO",
    bandwidth_throttling_mbps=0,
    replicate_new_disks=True,
    pit_rules=(PitRule(1, "MINUTE", 10, 60), PitRule(2, "HOUR", 1, 24), PitRule(3, "DAY", 1, 7)),
    encryption=Encryption("default", None),
)
SERVICE_LINKED_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/drs.amazonaws.com/AWSServiceRoleForElasticDisasterRecovery"
)

ROLE = "aws:iam/role:Role"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
FUNCTION = "aws:lambda/function:Function"
INVOCATION = "aws:lambda/invocation:Invocation"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TEMPLATE = "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate"
KEY = "aws:kms/key:Key"
ALIAS = "aws:kms/alias:Alias"


def roles(mode="create", *, preview=False, lookups=None):
    args = ServiceRolesArgs(mode=mode, roles=ROLES, account_id=ACCOUNT, partition="aws")
    return build(lambda: ServiceRoles("roles", args), preview=preview, lookups=lookups)


def service(mode="create", *, preview=False):
    """Build the roles and the service, as the landing zone does."""

    def program():
        made = ServiceRoles("roles", ServiceRolesArgs(mode="create", roles=ROLES, account_id=ACCOUNT, partition="aws"))
        return DrsService(
            "service",
            DrsServiceArgs(
                mode=mode, region="eu-central-1", account_id=ACCOUNT, partition="aws", role_arns=made.role_arns
            ),
        )

    return build(program, preview=preview)


def replication(*, preview=False, protect=False, **changes):
    args = ReplicationArgs(
        blueprint=replace(BLUEPRINT, **changes),
        name="harbor-dev",
        staging_subnet_id="subnet-0",
        security_group_id="sg-0",
        service_initialized="yes",
        account_id=ACCOUNT,
        partition="aws",
        region="eu-central-1",
        tags={"owner": "ops"},
        protect=protect,
    )
    return build(lambda: Replication("repl", args), preview=preview)


def statements(document):
    return json.loads(document)["Statement"]


@pytest.mark.parametrize("preview", [False, True])
def test_created_roles_register_these_names_in_preview_and_for_real(preview):
    assert roles(preview=preview).names == {
        ("lifeboat:recovery:ServiceRoles", "roles"),
        (ROLE, "roles-Agent"),
        (ROLE, "roles-RecoveryInstance"),
        (ATTACHMENT, "roles-Agent-AWSElasticDisasterRecoveryAgentPolicy"),
        (ATTACHMENT, "roles-RecoveryInstance-AWSElasticDisasterRecoveryAgentPolicy"),
        (ATTACHMENT, "roles-RecoveryInstance-AmazonSSMManagedInstanceCore"),
    }


def test_a_role_of_the_service_is_assumed_for_one_server_of_this_account_only():
    role = roles()["roles-Agent"].inputs
    assert (role["name"], role["path"]) == ("AWSElasticDisasterRecoveryAgentRole", "/service-role/")
    assert statements(role["assumeRolePolicy"]) == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "drs.amazonaws.com"},
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
            "Condition": {
                "StringLike": {"sts:SourceIdentity": "s-*"},
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
            },
        }
    ]


def test_a_role_of_an_instance_is_assumed_by_ec2():
    assert statements(roles()["roles-RecoveryInstance"].inputs["assumeRolePolicy"]) == [
        {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ]


def test_adopted_roles_are_looked_up_and_nothing_is_registered():
    def found(arguments):
        return {"arn": f"arn:aws:iam::{ACCOUNT}:role/service-role/{arguments['name']}", **arguments}

    built = roles("adopt", lookups={"aws:iam/getRole:getRole": found})
    assert built.names == {("lifeboat:recovery:ServiceRoles", "roles")}
    assert (
        built.value(built.result.role_arns["Agent"])
        == f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSElasticDisasterRecoveryAgentRole"
    )


def test_an_adopted_role_at_another_path_stops_the_program():
    def found(arguments):
        return {"arn": f"arn:aws:iam::{ACCOUNT}:role/{arguments['name']}", **arguments}

    with pytest.raises(pulumi.RunError, match=r"replication\.roles: found arn:aws:iam::111122223333:role/AWSElastic"):
        roles("adopt", lookups={"aws:iam/getRole:getRole": found})


@pytest.mark.parametrize("preview", [False, True])
def test_the_service_registers_these_names_in_preview_and_for_real(preview):
    made = {entry for entry in service(preview=preview).names if entry[1].startswith("service")}
    assert made == {
        ("lifeboat:recovery:DrsService", "service"),
        (ROLE, "service-role"),
        (ROLE_POLICY, "service-policy"),
        (LOG_GROUP, "service-log"),
        (FUNCTION, "service-function"),
        (INVOCATION, "service-initialize"),
    }


def test_an_adopted_service_makes_nothing():
    built = service("adopt")
    assert {entry for entry in built.names if entry[1].startswith("service")} == {
        ("lifeboat:recovery:DrsService", "service")
    }
    assert built.value(built.result.initialized) == "adopted"


def test_the_invocation_waits_for_the_roles_and_their_policies():
    built = service()
    assert "service-policy" in built["service-initialize"].dependency_names
    attachments = {resource.name for resource in built.of_type(ATTACHMENT)}
    assert attachments | {"roles-Agent", "roles-RecoveryInstance"} <= built["service-policy"].dependency_names


@pytest.mark.parametrize("preview", [False, True])
def test_the_invocation_asks_for_the_region_and_for_nothing_that_differs_between_runs(preview):
    """A changed input or trigger would invoke again; an unknown one would announce that in every preview."""
    invocation = service(preview=preview)["service-initialize"].inputs
    assert invocation["input"] == '{"region": "eu-central-1"}'
    assert not {"triggers", "lifecycleScope"} & set(invocation)


def test_the_function_is_the_handler_file_and_logs_to_a_group_that_expires():
    built = service()
    function = built["service-function"].inputs
    (name, code), *others = function["code"].assets.items()
    assert (name, code.text, others) == ("initialize_service.py", HANDLER_FILE.read_text(encoding="utf-8"), [])
    assert (function["runtime"], function["handler"]) == ("python3.13", "initialize_service.handler")
    assert function["loggingConfig"]["logFormat"] == "Text"
    assert built["service-log"].inputs["retentionInDays"] == 30


def test_the_function_may_do_nothing_on_every_resource_but_what_knows_no_resource():
    policy = statements(service()["service-policy"].inputs["policy"])
    wide = [statement for statement in policy if statement["Resource"] == "*"]
    assert [statement["Action"] for statement in wide] == [
        ["drs:InitializeService", "drs:DescribeReplicationConfigurationTemplates"]
    ]
    assert wide[0]["Condition"] == {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}
    actions = [action for statement in policy for action in statement["Action"]]
    assert not [action for action in actions if "*" in action]


def test_the_function_may_pass_the_service_roles_alone_and_make_one_service_linked_role():
    by_action = {
        action: statement
        for statement in statements(service()["service-policy"].inputs["policy"])
        for action in statement["Action"]
    }
    passed = by_action["iam:PassRole"]
    assert len(passed["Resource"]) == len(ROLES)
    assert not [arn for arn in passed["Resource"] if "*" in arn]
    assert passed["Condition"] == {"StringEquals": {"iam:PassedToService": ["drs.amazonaws.com", "ec2.amazonaws.com"]}}
    linked = by_action["iam:CreateServiceLinkedRole"]
    assert linked["Resource"] == SERVICE_LINKED_ROLE
    assert linked["Condition"] == {"StringEquals": {"iam:AWSServiceName": "drs.amazonaws.com"}}
    profiles = by_action["iam:AddRoleToInstanceProfile"]["Resource"]
    assert profiles == f"arn:aws:iam::{ACCOUNT}:instance-profile/AWSElasticDisasterRecovery*"


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize(
    ("encryption", "names"),
    [
        (Encryption("default", None), set()),
        (Encryption("create", None), {(KEY, "repl-key"), (ALIAS, "repl-key-alias")}),
        (Encryption("adopt", "arn:aws:kms:eu-central-1:111122223333:key/1"), set()),
    ],
)
def test_replication_registers_these_names_in_preview_and_for_real(encryption, names, preview):
    assert replication(encryption=encryption, preview=preview).names == {
        ("lifeboat:recovery:Replication", "repl"),
        (TEMPLATE, "repl-template"),
        *names,
    }


def test_the_template_is_private_and_has_the_three_rules():
    template = replication()["repl-template"].inputs
    assert template["pitPolicies"] == [
        {"enabled": True, "ruleId": 1, "units": "MINUTE", "interval": 10, "retentionDuration": 60},
        {"enabled": True, "ruleId": 2, "units": "HOUR", "interval": 1, "retentionDuration": 24},
        {"enabled": True, "ruleId": 3, "units": "DAY", "interval": 1, "retentionDuration": 7},
    ]
    assert (template["dataPlaneRouting"], template["createPublicIp"]) == ("PRIVATE_IP", False)
    assert template["associateDefaultSecurityGroup"] is False
    assert template["replicationServersSecurityGroupsIds"] == ["sg-0"]
    assert template["stagingAreaSubnetId"] == "subnet-0"
    assert template["stagingAreaTags"] == {"owner": "ops", "Name": "harbor-dev-replication"}


@pytest.mark.parametrize(
    ("encryption", "expected"),
    [
        (Encryption("default", None), ("DEFAULT", None)),
        (Encryption("create", None), ("CUSTOM", "arn:aws:mock:eu-central-1:111122223333:repl-key")),
        (
            Encryption("adopt", "arn:aws:kms:eu-central-1:111122223333:key/1"),
            ("CUSTOM", "arn:aws:kms:eu-central-1:111122223333:key/1"),
        ),
    ],
)
def test_the_template_names_the_key_of_the_chosen_encryption(encryption, expected):
    built = replication(encryption=encryption)
    template = built["repl-template"].inputs
    assert (template["ebsEncryption"], template.get("ebsEncryptionKeyArn")) == expected
    assert (None if built.result.key_arn is None else built.value(built.result.key_arn)) == expected[1]


def test_the_created_key_rotates_and_can_be_rescued_for_thirty_days():
    built = replication(encryption=Encryption("create", None))
    key = built["repl-key"].inputs
    assert (key["enableKeyRotation"], key["deletionWindowInDays"]) == (True, 30)
    assert built["repl-key-alias"].inputs["name"] == "alias/harbor-dev-replication"


@pytest.mark.parametrize("protect", [True, False])
def test_production_protects_the_key_that_volumes_cannot_be_read_without(protect):
    built = replication(encryption=Encryption("create", None), protect=protect)
    assert {one.name for one in built.resources if one.protect} == ({"repl-key"} if protect else set())


def test_the_keys_policy_admits_the_account_and_the_service_linked_role():
    policy = {
        entry["Sid"]: entry
        for entry in statements(replication(encryption=Encryption("create", None))["repl-key"].inputs["policy"])
    }
    assert policy["AccountAdministration"]["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert policy["DrsUse"]["Principal"] == policy["DrsGrants"]["Principal"] == {"AWS": SERVICE_LINKED_ROLE}
    through_ec2 = {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.eu-central-1.amazonaws.com"}
    assert policy["AccountThroughEc2"]["Condition"]["StringEquals"] == through_ec2
    for sid in ("DrsGrants", "AccountGrantsThroughEc2"):
        assert policy[sid]["Action"] == ["kms:CreateGrant"]
        assert policy[sid]["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}
    anyone = [sid for sid, entry in policy.items() if entry["Principal"] == {"AWS": "*"}]
    assert all(policy[sid]["Condition"]["StringEquals"] == through_ec2 for sid in anyone)


def test_key_and_template_wait_for_the_initialised_service():
    def program():
        marker = DrsService(
            "service",
            DrsServiceArgs(mode="create", region="eu-central-1", account_id=ACCOUNT, partition="aws", role_arns={}),
        )
        return Replication(
            "repl",
            ReplicationArgs(
                blueprint=replace(BLUEPRINT, encryption=Encryption("create", None)),
                name="harbor-dev",
                staging_subnet_id="subnet-0",
                security_group_id="sg-0",
                service_initialized=marker.initialized,
                account_id=ACCOUNT,
                partition="aws",
                region="eu-central-1",
                tags={},
                protect=False,
            ),
        )

    built = build(program)
    assert "service-initialize" in built["repl-key"].dependency_names
    assert "service-initialize" in built["repl-template"].dependency_names


def test_of_an_adopted_template_the_id_is_passed_on_and_nothing_is_made():
    built = replication(existing_template_id="rct-0123456789abcdef0", encryption=Encryption("create", None))
    assert built.names == {("lifeboat:recovery:Replication", "repl")}
    assert built.value(built.result.template_id) == "rct-0123456789abcdef0"
    assert built.result.key_arn is None


def test_no_child_hangs_off_the_stack():
    for built in (roles(), service(), replication(encryption=Encryption("create", None))):
        for resource in built.resources:
            if resource.custom:
                assert resource.parent_name in {"roles", "service", "repl"}
