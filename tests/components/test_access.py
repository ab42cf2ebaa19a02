"""Roles of installers and operators, AWS's trust in an identity of Azure, and that identity."""

import json

import pulumi
import pytest

from components.primary.agent_identity import AgentIdentity, AgentIdentityArgs
from components.recovery.access import Access, AccessArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import AccessBlueprint, AzureIdentity
from lifeboat.settings import parse
from tests.components.support import SUBSCRIPTION, build, is_unknown
from tests.components.test_read_adopted import not_there
from tests.unit.settings.raw import CREATED, changed

ACCOUNT = "111122223333"
TEAM = "arn:aws:iam::444455556666:role/team"
TENANT = SUBSCRIPTION
ISSUER = f"https://sts.windows.net/{TENANT}/"
ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
GET_OIDC = "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider"
GET_PROFILE = "aws:iam/getInstanceProfile:getInstanceProfile"
GET_IDENTITY = "azure-native:managedidentity:getUserAssignedIdentity"
TRUSTED = {"mode": "create", "tenant_id": TENANT, "audience": "api://aws"}
WITH_AZURE = {"access.azure_identity": TRUSTED}
SUBNETS = {"staging": ["subnet-s"], "recovery": ["subnet-r"], "drill": ["subnet-d"]}


def blueprint(**changes) -> AccessBlueprint:
    return make_blueprint(parse(changed(CREATED, changes))).access


def access(of, *, preview=False, lookups=None, principal_id="principal"):
    args = AccessArgs(
        blueprint=of,
        name="harbor-eu-central-1",
        account_id=ACCOUNT,
        partition="aws",
        region="eu-central-1",
        subnet_ids=SUBNETS,
        principal_id=principal_id,
    )
    return build(lambda: Access("access", args), preview=preview, lookups=lookups)


def attached(built, role):
    return {each.inputs["policyArn"] for each in built.of_type(ATTACHMENT) if each.inputs["role"] == role}


def test_nobody_named_is_no_role():
    assert blueprint() == AccessBlueprint(roles=(), azure_identity=None)


def test_each_list_makes_one_role_and_only_its_policies():
    built = access(blueprint(**{"access.operators.read_only": [TEAM]}))
    (role,) = built.of_type(ROLE)
    (policy,) = built.of_type(POLICY)
    assert role.inputs["name"] == "harbor-eu-central-1-read-only"
    assert role.inputs["maxSessionDuration"] == 3600
    assert policy.inputs["name"] == "harbor-eu-central-1-see"
    assert attached(built, role.inputs["name"]) == {policy.outputs["arn"]}
    assert [each.inputs["tags"]["Name"] for each in (role, policy)] == [role.inputs["name"], policy.inputs["name"]]
    assert {each.parent_name for each in built.resources if each.custom} == {"access"}


def test_operators_share_policies():
    operators = {f"access.operators.{key}": [TEAM] for key in ("read_only", "drill", "failover")}
    built = access(blueprint(**operators))
    assert len(built.of_type(POLICY)) == 4
    assert [len(attached(built, f"harbor-eu-central-1-{key}")) for key in ("read-only", "drill", "failover")] == [
        1,
        3,
        4,
    ]


def test_installers_have_the_policies_of_aws_without_a_path():
    """A path of service-role/ would be refused: NoSuchEntity."""
    built = access(
        blueprint(**{"access.agent_installation.principals": [TEAM], "access.failback_installation.principals": [TEAM]})
    )
    assert {each.inputs["policyArn"] for each in built.of_type(ATTACHMENT)} == {
        "arn:aws:iam::aws:policy/AWSElasticDisasterRecoveryAgentInstallationPolicy",
        "arn:aws:iam::aws:policy/AWSElasticDisasterRecoveryFailbackInstallationPolicy",
    }
    assert built.of_type(OIDC) == built.of_type(POLICY) == []


def test_trust_in_azure_is_by_audience_and_subject():
    built = access(blueprint(**WITH_AZURE))
    (provider,), (role,) = built.of_type(OIDC), built.of_type(ROLE)
    assert provider.inputs["url"] == ISSUER
    assert provider.inputs["clientIdLists"] == ["api://aws"]
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    host = ISSUER.removeprefix("https://")
    assert statement["Condition"] == {"StringEquals": {f"{host}:aud": "api://aws", f"{host}:sub": "principal"}}
    assert statement["Principal"] == {"Federated": provider.outputs["arn"]}


def test_version_2_tokens_have_another_issuer():
    v2 = {"access.azure_identity": {**TRUSTED, "token_version": "v2", "audience": TENANT}}
    (provider,) = access(blueprint(**v2)).of_type(OIDC)
    assert provider.inputs["url"] == f"https://login.microsoftonline.com/{TENANT}/v2.0"


def test_the_identity_alone_does_not_reach_failback():
    both = {**WITH_AZURE, "access.failback_installation.principals": [TEAM]}
    for more, count in (({}, 1), ({"access.failback_installation.azure_identity": True}, 2)):
        trust = access(blueprint(**both, **more))["access-failback-installation"].inputs["assumeRolePolicy"]
        assert len(json.loads(trust)["Statement"]) == count


def test_trust_waits_for_an_identity_that_is_not_known_in_a_preview():
    """A preview shows it as unknown, and not as trust without a subject."""

    def program():
        identity = AgentIdentity(
            "agents",
            AgentIdentityArgs(
                identity=blueprint(**WITH_AZURE).azure_identity, region="westeurope", resource_group_name="rg", tags={}
            ),
        )
        args = AccessArgs(
            blueprint=blueprint(**WITH_AZURE),
            name="harbor",
            account_id=ACCOUNT,
            partition="aws",
            region="eu-central-1",
            subnet_ids=SUBNETS,
            principal_id=identity.known_as.apply(lambda known: known["principal_id"]),
        )
        return Access("access", args)

    before, after = build(program, preview=True), build(program)
    assert is_unknown(before["access-agent-installation"].inputs["assumeRolePolicy"])
    assert "agents-identity-principal" in after["access-agent-installation"].inputs["assumeRolePolicy"]
    assert before.names == after.names


def adopted_provider(*audiences):
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/sts.windows.net/{TENANT}/"
    return {GET_OIDC: {"arn": arn, "clientIdLists": list(audiences)}}


ADOPTED = {"access.azure_identity": {**TRUSTED, "oidc_provider": "adopt"}}


def test_an_adopted_provider_is_looked_up_by_its_issuer_and_not_made():
    built = access(blueprint(**ADOPTED), lookups=adopted_provider("api://aws", "another"))
    assert built.of_type(OIDC) == []
    assert built.lookups[0][1] == {"url": ISSUER}
    assert f"oidc-provider/sts.windows.net/{TENANT}/" in built.of_type(ROLE)[0].inputs["assumeRolePolicy"]


def test_an_adopted_provider_without_the_audience_stops_the_program():
    with pytest.raises(pulumi.RunError, match="accepts tokens for another only, but settings say api://aws"):
        access(blueprint(**ADOPTED), lookups=adopted_provider("another"))


def agents(mode="create", tenant=TENANT, group=None, preview=False):
    identity = AzureIdentity(mode, "id-agents", group, TENANT, "api://aws", ISSUER, "create")
    found = {"tenantId": tenant, "clientId": "client", "principalId": "PRINCIPAL", "id": "id", "name": "id-agents"}
    args = AgentIdentityArgs(identity=identity, region="westeurope", resource_group_name="rg", tags={"owner": "team"})
    return build(lambda: AgentIdentity("agents", args), lookups={GET_IDENTITY: found}, preview=preview)


def test_an_identity_that_is_made():
    built = agents()
    made = built["agents-identity"]
    assert made.inputs == {
        "resourceName": "id-agents",
        "resourceGroupName": "rg",
        "location": "westeurope",
        "tags": {"owner": "team"},
    }
    assert built.value(built.result.known_as) == {
        "client_id": "agents-identity-client",
        "resource_id": made.outputs["id"],
        "principal_id": "agents-identity-principal",
        "audience": "api://aws",
    }


@pytest.mark.parametrize(("group", "where"), [(None, "rg"), ("rg-identities", "rg-identities")])
def test_an_identity_that_is_adopted(group, where):
    built = agents("adopt", group=group)
    assert built.of_type(IDENTITY) == []
    assert built.lookups[0][1] == {"resourceGroupName": where, "resourceName": "id-agents"}
    known = built.value(built.result.known_as)
    assert known is not None
    assert known["principal_id"] == "principal"


def test_an_identity_of_another_tenant_stops_the_program():
    with pytest.raises(pulumi.RunError, match="AWS would trust tokens of the wrong tenant"):
        agents("adopt", tenant="11111111-1111-1111-1111-111111111111")


def test_names_of_roles_fit_iam():
    """64 characters (IAM user guide, quotas), with the longest name and Region there can be."""
    longest = changed(CREATED, {"name": "x" * 24, "recovery.region": "ap-southeast-1"})
    longest["recovery"]["zones"] = ["ap-southeast-1a", "ap-southeast-1b"]
    longest["access"] = {"failback_installation": {"principals": [TEAM]}}
    (role,) = make_blueprint(parse(longest)).access.roles
    assert len(role.name) <= 64


EVERY_OPERATOR = {f"access.operators.{key}": [TEAM] for key in ("read_only", "drill", "failover")}
GROUPS = {
    "launch.server_groups": [
        {"name": "web", "servers": ["web*"], "wave": 1, "recovery": {"instance_profile": "web"}},
        {"name": "apps", "servers": ["app*"], "wave": 1, "drill": {"instance_profile": "drilled"}},
    ]
}


def statements(built, policy):
    """The statements of a policy by Sid."""
    found = json.loads(built[f"access-{policy}-policy"].inputs["policy"])["Statement"]
    return {each["Sid"]: each for each in found}


def role_in(asked):
    return {"roleArn": f"arn:aws:iam::{ACCOUNT}:role/team/{asked['name']}-role"}


def test_operators_pass_the_roles_that_named_instance_profiles_hold_and_no_others():
    """A role may have another name than its profile, and a path: what counts is the role (IAM, PassRole)."""
    built = access(blueprint(**EVERY_OPERATOR, **GROUPS), lookups={GET_PROFILE: role_in})
    prefix = f"arn:aws:iam::{ACCOUNT}:role/team"
    in_drills = statements(built, "through-drs")["PassDrillRoles"]
    assert in_drills["Resource"] == [f"{prefix}/drilled-role", f"{prefix}/web-role"]
    assert in_drills["Condition"] == {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}
    assert statements(built, "failover")["PassRecoveryRoles"]["Resource"] == f"{prefix}/web-role"


def test_profiles_of_the_service_are_not_looked_up_and_no_statement_is_empty():
    """They come with the service, after the first deployment's preview."""
    built = access(blueprint(**EVERY_OPERATOR, **{"launch.server_groups": GROUPS["launch.server_groups"][1:]}),
                   lookups={GET_PROFILE: role_in})  # fmt: skip
    assert [asked["name"] for token, asked, _ in built.lookups if token == GET_PROFILE] == ["drilled"]
    assert "PassRecoveryRoles" not in statements(built, "failover")
    plain = access(blueprint(**EVERY_OPERATOR))
    assert not {"PassDrillRoles", "ThroughEc2AdoptedKey", "ThroughEc2AdoptedKeyGrants"} & set(
        statements(plain, "through-drs")
    )


def test_nobody_asks_for_profiles_without_operators():
    assert access(blueprint(**GROUPS)).lookups == ()


@pytest.mark.parametrize(
    ("lookup", "words"),
    [({"roleArn": ""}, "without a role"), (not_there, "right to read it, or make it first")],
)
def test_a_profile_that_is_of_no_use_stops_the_program(lookup, words):
    with pytest.raises(pulumi.RunError, match=words) as stopped:
        access(blueprint(**EVERY_OPERATOR, **GROUPS), lookups={GET_PROFILE: lookup})
    assert "launch.server_groups, instance_profile" in str(stopped.value)


def test_launch_actions_are_for_those_who_start_servers():
    built = access(blueprint(**EVERY_OPERATOR, **{"launch.post_launch_actions": True}))
    policy = built["access-launch-actions-policy"].outputs["arn"]
    assert {
        key for key in ("read-only", "drill", "failover") if policy in attached(built, f"harbor-eu-central-1-{key}")
    } == {
        "drill",
        "failover",
    }
    assert not access(blueprint(**EVERY_OPERATOR)).names & {(POLICY, "access-launch-actions-policy")}


def test_an_adopted_key_is_used_through_ec2_alone():
    """The key that is made admits the account through EC2 by its own policy; of an adopted one that is not known."""
    key = "arn:aws:kms:eu-central-1:444455556666:key/1"
    built = access(blueprint(**EVERY_OPERATOR, **{"replication.encryption": {"mode": "adopt", "key_arn": key}}))
    found = statements(built, "through-drs")
    through_ec2 = {"kms:ViaService": "ec2.eu-central-1.amazonaws.com"}
    assert found["ThroughEc2AdoptedKey"]["Condition"] == {"StringEquals": through_ec2}
    assert found["ThroughEc2AdoptedKeyGrants"]["Condition"] == {
        "StringEquals": through_ec2,
        "Bool": {"kms:GrantIsForAWSResource": "true"},
    }
    assert found["ThroughEc2AdoptedKey"]["Resource"] == found["ThroughEc2AdoptedKeyGrants"]["Resource"] == key
