"""Writes `docs/roles.md`: every IAM role of a stack, who may assume it and what it may do.

Run `python -m lifeboat.roles` in the checkout after a change; a test compares.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from lifeboat.blueprint.access import ROLE_KINDS, RoleKind
from lifeboat.blueprint.access_model import PolicyStatement
from lifeboat.blueprint.access_policies import POLICIES
from lifeboat.blueprint.model import ServiceRole
from lifeboat.blueprint.replication import service_roles
from lifeboat.blueprint.tables import markdown_table

PLACE: Final = Path("docs") / "roles.md"
"""Where the page is checked in."""

USED_BY: Final[Mapping[str, str]] = {
    "Agent": "the replication agent on a source server, once installed; DRS assumes it for one server at a time",
    "Failback": "the failback client, after its start; DRS assumes it for one recovery instance at a time",
    "ConversionServer": "servers that make a launched disk boot on EC2, for minutes, in the staging subnet",
    "ReplicationServer": "servers that take in blocks, in the staging subnet",
    "RecoveryInstance": "recovered servers, to be failed back",
    "RecoveryInstanceWithLaunchActions": "recovered servers on which actions run after the launch (Systems Manager)",
}
"""Who works with each service role, by its key (DRS user guide, "AWS managed policies")."""

ASSUMED_BY: Final[Mapping[str, str]] = {
    "agent-installation": "`access.agent_installation.principals`; servers with the `access.azure_identity`",
    "failback-installation": (
        "`access.failback_installation.principals`; servers with the Azure identity where"
        " `access.failback_installation.azure_identity` is true"
    ),
    "read-only": "`access.operators.read_only`",
    "drill": "`access.operators.drill`",
    "failover": "`access.operators.failover`",
}
"""Settings that name who may assume each role."""

_HEAD: Final = """\
<!-- Made by `python -m lifeboat.roles`. Change lifeboat/roles.py or lifeboat/blueprint/access*.py, not this page. -->

# Roles

Everybody works with temporary credentials of a role: Lifeboat makes no users and no access keys, and trusts neither
users nor whole accounts. Every policy and trust document passes a linter (parliament), every `*` in one has a reason,
and ten allowed and ten denied calls of each role are judged offline in every test run, as are calls to the policies of
keys, endpoints and the alarm topic (`tests/iam`)."""

_SERVICE: Final = """\
The names and the path `/service-role/` are the service's own: its service-linked role may pass no others. An account
has them once (`replication.roles: adopt` in a second stack); `InitializeService` makes the instance profiles of the
last four."""

_PEOPLE: Final = """\
A role exists where someone may assume it. Names: `<name>-<Region>-<role>`; outputs `agent_installation_role_arn`,
`failback_installation_role_arn` and `operator_role_arns` have the ARNs.

- Trusted are IAM roles by ARN, such as the `AWSReservedSSO_...` role of a permission set of IAM Identity Center. The
  account's root, users and `*` are refused in settings.
- There is no condition on MFA: the session of a role that assumes a role carries no such sign, those of IAM Identity
  Center included, so it would shut out whoever signed in with a second factor. Ask for it where people sign in.
- Sessions last an hour: AWS ends them there wherever a role assumes a role. Only a server with the Azure identity can
  have longer ones (`access.agent_installation.session_hours`), and needs none: the agent changes over to the
  service's own role as soon as it is installed."""

_LIMITS: Final = """\
## What IAM cannot tell apart

- **A drill from a recovery.** DRS has five condition keys (tags, `drs:CreateAction`, `drs:EC2InstanceARN`), and
  neither `isDrill` nor the mode of a recovery plan is among them. But DRS starts servers with the rights of whoever
  asks (its managed policy for the console grants `ec2:RunInstances` for that), so the role `drill` is held to where
  they start: the staging subnets, where disks are converted, and the drill VPC. Launched into the recovery subnets, a
  server is refused by EC2, whatever the call said. Recovery plans are left to `failover`.
- **A drilled server from a recovered one, once it runs.** Whoever may drill may end both
  (`TerminateRecoveryInstances`). Take people out of `access.operators.drill`, or deploy the list empty, while the
  business runs in AWS.
- **What may be lost.** No role stops replication, disconnects or deletes a source server, deletes points in time or
  the record of a plan's runs: that takes the account's administrators.

## What goes with other settings

- **Actions after a launch** (`launch.post_launch_actions: true`): `drill` and `failover` get the policy
  `launch-actions`, which is AWS's `AWSElasticDisasterRecoveryLaunchActionsPolicy` held to the Region and the account.
  Its `ssm:PutParameter` is left out, as `drs:PutLaunchAction` is: who drills does not change what runs on the day.
  Commands run with the instance profile of the server. Automations run with the rights of whoever started the launch
  (DRS user guide, "Configuring the default post-launch actions"), so one that calls other services has to name a role
  to assume, or its operators need those rights beside these.
- **Instance profiles of your own** (`launch.server_groups`, `instance_profile`): an operator has to be allowed to give
  their roles to a server (`iam:PassRole`). The stack looks up which role a profile holds; `drill` may pass those that
  groups name for drills, `failover` those for the day too. A profile that does not exist, or has no role, stops the
  preview. Another role put into a profile later takes another deployment.
- **The key of replicated volumes**: DRS starts servers with the rights of whoever asks, so their volumes' key is used
  in the operator's name, through EC2. The key that the stack makes admits the account through EC2 by its own policy,
  and the default key of EBS does so too. For an adopted key (`replication.encryption.mode: adopt`) the roles have the
  statements `ThroughEc2AdoptedKey...`; a key of another account has to admit them in its policy as well, with
  `kms:CreateGrant` where `kms:GrantIsForAWSResource` is true."""

_AZURE: Final = """\
## Servers in Azure without any key

`access.azure_identity` makes or adopts a user-assigned managed identity and has AWS trust its tokens: a server asks
Azure for one, shows it to STS (`AssumeRoleWithWebIdentity`) and gets an hour of `agent-installation`.

1. Register an application in Entra, once in a tenant: Azure's API for resources, which this program speaks, has no
   app registrations. Give it an Application ID URI, no secret and no permission. Its URI
   (`requestedAccessTokenVersion` 1, the default) or its client id (2) is `access.azure_identity.audience`.

       az ad app create --display-name lifeboat-agents --identifier-uris api://<tenant id>/lifeboat-agents
       az ad sp create --id <the appId that it printed>

   The portal makes the service principal by itself, the command line does not; without one Entra finds no such resource
   when a server asks for a token (AADSTS500011).

2. AWS compares audience **and** subject, the object id of the identity. The audience alone would admit every identity
   of the tenant. Audiences of Microsoft's services (`https://management.azure.com/` and others) are refused: a token
   for one of them opens that service to whoever reads it on its way to AWS.
3. Assign the identity to the servers that are to be protected, and take it away again once their agents are
   installed:

       az vm identity assign --resource-group <group> --name <server> --identities <output agent_identity.resource_id>
       az vm identity remove --resource-group <group> --name <server> --identities <output agent_identity.resource_id>

   The stack does not do that. A virtual machine lists its identities itself; a program that does not own the machine
   would have to write the whole machine, and leave out what it does not know. The command adds one and keeps the
   others. For hundreds of servers, Azure Policy's built-in *Assign Built-In User-Assigned Managed Identity to Virtual
   Machines* does it with the rights of its owner (a remediation task; it needs Contributor on the servers, which this
   stack never has).
4. Everyone who is root on such a server can install agents in its name, and no more than that: the role can register
   source servers and list recovery instances.

An account has one OIDC provider for an issuer, that is for a tenant and a token version. A second stack of the
account says `oidc_provider: adopt`, and its audience has to be among the provider's. AWS does not refuse to delete a
provider that roles still name: before `destroy` of the stack that made it, another stack that adopts it has to take
it over (`pulumi import` and `oidc_provider: create`), or its agents get no credentials."""


def markdown() -> str:
    """Return the page as it should be."""
    parts = [
        _HEAD,
        markdown_table(
            "The six roles of the service",
            ("role", "trusts", "on condition of", "policies of AWS", "used by"),
            [_service_row(role) for role in service_roles("aws")],
        ),
        _SERVICE,
        markdown_table(
            "Roles of people, pipelines and servers",
            ("role", "for", "assumed by", "policies of AWS", "policies below"),
            [_role_row(kind) for kind in ROLE_KINDS],
        ),
        _PEOPLE,
        *(_policy(key, statements) for key, statements in POLICIES.items()),
        _LIMITS,
        _AZURE,
        markdown_table(
            "Roles of functions and of flow logs",
            ("role", "trusts", "may", "used by"),
            _WORKERS,
        ),
    ]
    return "\n\n".join(parts) + "\n"


_WORKERS: Final = (
    (
        "`<name>-service-role-...`",
        "`lambda.amazonaws.com`",
        "initialise DRS in the stack's Region, make its service-linked role and instance profiles, pass the six roles",
        "the function that calls `InitializeService` once ([why](decisions/0002-initialize-service.md))",
    ),
    (
        "`<name>-role-guard-role-...`",
        "`lambda.amazonaws.com`",
        "ask every Region of the account which source servers and replication templates it has",
        "the function that keeps the six roles while they are needed ([why](decisions/0011-singletons.md))",
    ),
    (
        "`<name>-flow-logs-role-...`",
        "`vpc-flow-logs.amazonaws.com`, for flow logs of the account and Region",
        "write into the stack's log groups of flow logs",
        "flow logs of the recovery and the drill VPC",
    ),
)


def _service_row(role: ServiceRole) -> tuple[str, ...]:
    condition = (
        f"`sts:SourceIdentity` like `{role.source_identity}`; `aws:SourceAccount` is the account"
        if role.source_identity
        else "none: EC2 gives it to instances that have its profile"
    )
    policies = "; ".join(f"`{arn.partition(':policy/')[2]}`" for arn in role.policy_arns)
    return f"`{role.name}`", f"`{role.service}.amazonaws.com`", condition, policies, USED_BY[role.key]


def _role_row(kind: RoleKind) -> tuple[str, ...]:
    managed = "; ".join(f"`{name}`" for name in kind.managed_policies) or "none"
    own = ", ".join(f"`{key}`" for key in kind.policies) or "none"
    if kind.with_launch_actions:
        own += f"; with launch actions {', '.join(f'`{key}`' for key in kind.with_launch_actions)}"
    return f"`{kind.key}`", kind.description, ASSUMED_BY[kind.key], managed, own


def _policy(key: str, statements: tuple[PolicyStatement, ...]) -> str:
    rows = [(f"`{each.sid}`", each.allows, ", ".join(_actions(each)), _held_to(each)) for each in statements]
    return markdown_table(f"Policy `{key}`", ("Sid", "may", "actions", "held to"), rows)


def _actions(statement: PolicyStatement) -> Iterator[str]:
    """Yield actions, the service said once."""
    service = ""
    for action in statement.actions:
        prefix, _, name = action.partition(":")
        yield f"`{name if prefix == service else action}`"
        service = prefix


def _held_to(statement: PolicyStatement) -> str:
    conditions = [
        f"with `{key}`" if operator == "Null" else f"`{key}` {' or '.join(f'`{value}`' for value in values)}"
        for operator, key, values in statement.conditions
    ]
    where = [each.removeprefix("arn:{partition}:") for each in statement.resources if each != "*"]
    return "; ".join([*(f"`{each}`" for each in where), *conditions])


if __name__ == "__main__":
    PLACE.write_text(markdown(), encoding="utf-8")
